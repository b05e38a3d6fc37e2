# What the checks of this folder run, sourced by them: `each_command FUNCTION` calls FUNCTION NAME ARGUMENTS… for every
# kind of answer; `rows` names the table that batch reads.
rows=${rows:-$(mktemp)}
cat > "$rows" << 'end'
{"id": "a", "facts": {"docs": 50000, "gpus": 8, "needs_citations": true}}
{"id": "b", "facts": {"docs": "5k", "labelled_examples": 2000, "queries_per_day": {"low": 100, "high": 5000}}}
{"id": "c", "facts": {"docz": 5}}
{"id": "d", "facts": {"task_kind": "classification", "labelled_examples": 20000, "latency_ms": 50}}
{"id": "e", "facts": {"docs": 3000000, "gpus": 64, "gpu_type": "a100-80gb-sxm", "budget": 5000000}}
end

each_command() {
  "$1" advise-json advise --docs 50000 --gpus 8 --format json
  "$1" advise-zh advise --docs 50000 --gpus 8 --tokens 40M..200M --lang zh
  "$1" advise-html advise --task classification --labels 20000 --gpus 4 --format html --draws 1000
  "$1" batch-1 batch "$rows" --draws 500 --jobs 1
  "$1" batch-2 batch "$rows" --draws 500 --jobs 2
  "$1" batch-csv batch "$rows" --draws 0 --format csv --jobs 3
  "$1" estimate-train estimate train --model qwen3-8b --tokens 100M --gpus 8 --explain
  "$1" estimate-memory estimate memory --model llama-3.1-70b --format json
  "$1" estimate-serve estimate serve --model qwen2.5-14b --requests-per-s 20 --latency-ms 3000 --gpu l40s
}
