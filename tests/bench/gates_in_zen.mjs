// The gates of the strategy table alone, in ZEN (npm: @gorules/zen-engine): what a rule engine takes for them, JSON to
// JSON, beside a whole row of `batch`. Prints scenarios a second of CPU.
//   node gates_in_zen.mjs DATA_FOLDER [SCENARIOS]        with @gorules/zen-engine below the working folder
// Every gate is one expression of one node; facts are drawn, so that no answer is taken from the row before.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [data, scenarios = '20000'] = process.argv.slice(2);
const { ZenEngine } = createRequire(join(process.cwd(), 'bench.js'))('@gorules/zen-engine');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const vocabulary = read(join(data, 'facts.json'));
const rows_of = [vocabulary.derived, read(join(data, 'criteria.json')).derived, vocabulary.facts, vocabulary.estimated];
const facts = new Map(rows_of.flat().map((fact) => [fact.id, fact]));

const gates = readdirSync(join(data, 'strategies'))
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => read(join(data, 'strategies', name)).gates ?? []);

// Levels of an ordered scale are numbers there as here; words of categories are texts.
const levels = [...facts.values()].flatMap((fact) => fact.levels ?? []).map((level) => level.id);
const ordered = new Map([...facts.values()].filter((fact) => fact.ordered)
  .flatMap((fact) => fact.levels.map((level, at) => [level.id, at])));
const many = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };

function inZen(when) {
  return when
    .replace(/(\d+(?:\.\d+)?)([kMBT])\b/g, (_, number, unit) => String(number * many[unit]))
    .replace(/known\((\w+)\)/g, '($1 != null)')
    .replace(/\{([^}]*)\}/g, '[$1]')
    .replace(/if\(([^()]*), ([\d.]+), ([\d.]+)\)/g, '($1 ? $2 : $3)')
    .replace(/[a-z_][\w]*/g, (word) => facts.has(word) || ['and', 'or', 'not', 'in', 'null'].includes(word) ? word
      : ordered.has(word) ? String(ordered.get(word))
      : levels.includes(word) ? `'${word}'` : word)
    .replace(/(^|and |or |not |\()(needs_citations|on_premises|fits)(?=$| and| or|\))/g, '$1($2 == true)');
}

const expressions = gates.map((gate, at) => ({ id: String(at), key: `gate${at}`, value: inZen(gate.when) }));
const engine = new ZenEngine();
const decision = engine.createDecision({
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
    { id: 'gates', type: 'expressionNode', name: 'gates', position: { x: 1, y: 0 }, content: { expressions } },
    { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
  ],
  edges: [
    { id: 'a', sourceId: 'in', targetId: 'gates', type: 'edge' },
    { id: 'b', sourceId: 'gates', targetId: 'out', type: 'edge' },
  ],
});

let seed = 20261124;
const drawn = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
function value(fact) {
  if (fact.type === 'bool' || fact.id === 'fits') return drawn() < 0.5;
  if (fact.levels) {
    const at = Math.floor(drawn() * fact.levels.length);
    return fact.ordered ? at : fact.levels[at].id;
  }
  return ['ratio', 'share'].includes(fact.unit) ? drawn() : Math.floor(Math.exp(drawn() * 14));
}
const rows = Array.from({ length: Number(scenarios) }, () =>
  JSON.stringify(Object.fromEntries([...facts.values()].map((fact) => [fact.id, value(fact)]))));

const answer = async (row) => JSON.stringify((await decision.evaluate(JSON.parse(row))).result);
const first = JSON.parse(await answer(rows[0]));
const wrong = Object.values(first).filter((one) => typeof one !== 'boolean');
if (Object.keys(first).length !== gates.length || wrong.length > 0)
  throw new Error(`${gates.length} gates, answered ${JSON.stringify(first)}`);
const before = process.cpuUsage();
let bytes = 0;
for (const row of rows) bytes += (await answer(row)).length;
const spent = process.cpuUsage(before);
console.log((rows.length / ((spent.user + spent.system) / 1e6)).toFixed(0));
