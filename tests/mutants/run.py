#!/usr/bin/env python3
"""Changes one operator or constant of src/FOLDER at a time and sees whether the folder's tests notice.

    tests/mutants/run.py BUILD FOLDER [COUNT]     BUILD: a tree with its tests built, a user's or one with a build type

The sources stay as they are: a mutant is compiled from a copy in build-mutants/, without optimisation, and linked in
front of the library; where BUILD compiles sources together, those of the same unit are compiled alone once and linked
beside it. Which places are changed follows from a fixed seed, so that a second run goes on where the first ended
(build-mutants/FOLDER.tsv; take lines of a file away after its tests have changed). First the tests run on the unchanged
source: they must pass, and give a mutant five times their time. Mutants that change nothing anybody could observe stand
in equivalent.tsv with the reason. Exit code 1 where one survived that does not.
"""
import json, random, re, shlex, subprocess, sys, time
from pathlib import Path

SEED = 20261129
ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build-mutants"

# What may be changed, and into what; clang-format sets binary operators between blanks.
CHANGES = [
    (r" <= ", [" < "]), (r" >= ", [" > "]), (r" < ", [" <= "]), (r" > ", [" >= "]),
    (r" == ", [" != "]), (r" != ", [" == "]), (r" && ", [" || "]), (r" \|\| ", [" && "]),
    (r" \+ ", [" - "]), (r" - ", [" + "]), (r" \* ", [" / "]), (r" / ", [" * "]),
    (r" \+= ", [" -= "]), (r" -= ", [" += "]), (r"\bstd::min\b", ["std::max"]), (r"\bstd::max\b", ["std::min"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]),
    (r"(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.'])", ["changed"]),
]
# Places that hold no value of the program: comments, texts, includes, declarations known at compile time.
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#[^\n]*|'
                     r'^[^\n]*\b(?:static_assert|template|operator)\b[^\n]*', re.S | re.M)


def changed_number(text):
    if re.fullmatch(r"\d+", text):
        return str(int(text) + 1)
    return repr(float(text) * 1.25 if float(text) else 0.25)


def places(folder):
    """Every change of the folder: (file, offset, what stands there, what it becomes), in one order."""
    found = []
    for path in sorted((ROOT / "src" / folder).rglob("*.cpp")):
        text = path.read_text()
        code = BLANKED.sub(lambda m: re.sub(r"[^\n]", "\0", m.group()), text)
        for pattern, into in CHANGES:
            for m in re.finditer(pattern, code):
                for new in into:
                    new = changed_number(m.group()) if new == "changed" else new
                    found.append((str(path.relative_to(ROOT)), m.start(), m.group(), new))
    return found


class Builder:
    """Makes test programs in which one source is another: built as BUILD is, from its own library and objects."""

    def __init__(self, build, folder):
        self.build = Path(build).resolve()
        self.folder = folder
        commands = {c["file"]: c for c in json.loads((self.build / "compile_commands.json").read_text())}
        self.commands = {}    # source -> how it is compiled
        self.companions = {}  # source -> those that BUILD compiles together with it
        for file, command in commands.items():
            path = Path(file)
            if path.is_relative_to(ROOT / "src"):
                self.commands[path] = command
            elif "pathfinder.dir/Unity/" in file:
                together = [Path(one) for one in re.findall(r'#include "(.*)"', path.read_text())]
                for one in together:
                    self.commands[one] = command
                    self.companions[one] = [other for other in together if other != one]
        said = subprocess.run(["ninja", "-t", "commands", "pathfinder_tests"], cwd=self.build, text=True,
                              capture_output=True, check=True).stdout.splitlines()[-1]
        self.link = [w for w in shlex.split(said.split("&&")[1]) if w != ":"]
        self.headers = {}

    def flags(self, source, optimised):
        """How BUILD compiles a source, without its own name; warnings are nobody's business here."""
        words = shlex.split(self.commands[source]["command"])
        words = words[next(i for i, w in enumerate(words) if w.endswith("c++") or w.endswith("g++")):]
        words = [w for w in words if not w.startswith("-W") and (optimised or not re.match("-O|.*FORTIFY_SOURCE", w))]
        for flag in ("-o", "-c"):
            at = words.index(flag)
            del words[at:at + 2]
        words.append("-w")
        if "-include" in words and not optimised:
            at = words.index("-include")
            words[at + 1] = str(self.header(words[at + 1], words[:at] + words[at + 2:]))
        return words

    def header(self, header, words):
        """The precompiled header, made anew where a mutant's flags differ from the build's."""
        if header not in self.headers:
            made = self.headers[header] = WORK / f"{self.folder}.hpp"
            made.write_text(Path(header).read_text())
            subprocess.run(words + ["-x", "c++-header", str(made), "-o", f"{made}.gch"], cwd=self.build, check=True)
        return self.headers[header]

    def alone(self, source):
        """The object of a source that BUILD has only compiled together with others."""
        made = WORK / "alone" / source.relative_to(ROOT / "src").with_suffix(".o")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            made.parent.mkdir(parents=True, exist_ok=True)
            half = made.with_suffix(f".{self.folder}.o")
            subprocess.run(self.flags(source, True) + ["-c", str(source), "-o", str(half)], cwd=self.build, check=True)
            half.rename(made)
        return str(made)

    def program(self, file, text, name):
        """Links the tests with `text` in place of `file`; nothing where it does not compile. Every symbol of the unit
        that `file` is compiled in is given in front of the library, which then adds nothing of that unit."""
        source = WORK / self.folder / Path(file).relative_to("src")
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text)
        made = WORK / (name + ".o")
        words = self.flags(ROOT / file, False) + ["-I", str((ROOT / file).parent), "-c", str(source), "-o", str(made)]
        if subprocess.run(words, cwd=self.build, capture_output=True).returncode != 0:
            return None
        program = WORK / name
        link = list(self.link)
        at = link.index("-o")
        link[at + 1] = str(program)
        link[at + 2:at + 2] = [str(made)] + [self.alone(one) for one in self.companions.get(ROOT / file, [])]
        subprocess.run(link, cwd=self.build, check=True)
        return program


def run_tests(program, file, folder, limit):
    """What noticed: the name of a stage; empty where all passed. The nearest tests first."""
    test = Path(file).stem + "_test"
    stages = [("own", ["-#", f"[#{test}]~[.long]"])] if (ROOT / "tests/unit" / folder / (test + ".cpp")).exists() else []
    stages.append(("folder", [f"[{folder}]~[relations]~[flips]~[whole]~[slow]"]))
    if any("[slow]" in one.read_text() for one in (ROOT / "tests/unit" / folder).glob("*_test.cpp")):
        stages.append(("slow", [f"[{folder}][slow]"]))
    for name, words in stages:
        try:
            done = subprocess.run([str(program), "--abort", *words], cwd=ROOT / "tests", capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return name + ", by time"
        if done.returncode != 0:
            return name
    return ""


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, folder = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    WORK.mkdir(exist_ok=True)
    builder = Builder(build, folder)
    order = places(folder)
    random.Random(f"{SEED} {folder}").shuffle(order)
    unchanged = order[0][0]
    program = builder.program(unchanged, (ROOT / unchanged).read_text(), f"mutant-{folder}")
    began = time.monotonic()
    if program is None or run_tests(program, unchanged, folder, None):
        sys.exit(f"the tests of {folder} fail on the sources as they are")
    limit = 10 + 5 * (time.monotonic() - began)
    results = WORK / f"{folder}.tsv"
    done = {}
    for line in results.read_text().splitlines() if results.exists() else []:
        key, outcome = line.rsplit("\t", 1)
        done[key] = outcome
    equivalent = {tuple(line.split("\t")[:3]): line.split("\t")[3] for line in
                  (Path(__file__).parent / "equivalent.tsv").read_text().splitlines() if line and line[0] != "#"}
    tally = {"caught": 0, "survived": 0, "equivalent": 0}
    survivors = []
    for file, offset, old, new in order:
        if sum(tally.values()) >= count:
            break
        text = (ROOT / file).read_text()
        line = text.count("\n", 0, offset) + 1
        start = text.rfind("\n", 0, offset) + 1
        mutant = text[:offset] + new + text[offset + len(old):]
        end = mutant.find("\n", start)
        changed = mutant[start:end].strip()
        key = f"{file}\t{line}\t{text[start:text.find(chr(10), start)].strip()}\t{changed}"
        if key not in done:
            program = builder.program(file, mutant, f"mutant-{folder}")
            done[key] = "no program" if program is None else run_tests(program, file, folder, limit) or "survived"
            with results.open("a") as out:
                out.write(f"{key}\t{done[key]}\n")
            print(done[key], f"{file}:{line}: {changed}", flush=True)
        if done[key] == "no program":
            continue
        if done[key] != "survived":
            tally["caught"] += 1
        elif (file, text[start:text.find(chr(10), start)].strip(), changed) in equivalent:
            tally["equivalent"] += 1
        else:
            tally["survived"] += 1
            survivors.append(f"{file}:{line}: {changed}")
    print(f"{folder}: {len(order)} places; of {sum(tally.values())} tried {tally['caught']} caught, "
          f"{tally['equivalent']} equivalent, {tally['survived']} survived")
    for one in survivors:
        print("  survived", one)
    sys.exit(1 if survivors else 0)


main()
