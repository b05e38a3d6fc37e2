#!/usr/bin/env bash
# CPU of whole processes as ratios, in turns on one machine, so that whatever else it does weighs on all of them alike.
#   processes.sh EMPTY PROGRAM [BEFORE]
# EMPTY: a C++ program that does nothing; BEFORE: another build of the program, for ratios between both. Where ZEN is
# installed by npm (@gorules/zen-engine) below the working folder, its gates alone are a peer in the same run.
set -euo pipefail
empty=$1 program=$2 before=${3:-}
turns=${TURNS:-15} runs=${RUNS:-10}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT='%U %S'

# Five hundred rows that differ in every number, the same ones every time.
awk 'BEGIN { srand(20261124); for (i = 1; i <= 500; ++i) printf "{\"id\": \"r%d\", \"docs\": %d, \"queries_per_day\": %d, \"labelled_examples\": %d, \"gpus\": %d}\n", i, exp(5 + 9 * rand()), exp(3 + 9 * rand()), exp(4 + 7 * rand()), 1 + 16 * rand() }' > "$folder/rows.ndjson"
head -n 20 "$folder/rows.ndjson" > "$folder/few.ndjson"

# Seconds of CPU of so many runs of a command.
cpu() {
  local count=$1
  shift
  { time for ((i = 0; i < count; ++i)); do "$@" > "$folder/out" 2> /dev/null; done; } 2>&1 | awk '{ print $1 + $2 }'
}
median() { sort -g | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# ratio NAME RUNS COMMAND... -- RUNS OTHER...: median over the turns of the CPU of one over that of the other, per run.
ratio() {
  local name=$1 count=$2
  shift 2
  local -a one=() other=()
  while [ "$1" != -- ]; do one+=("$1"); shift; done
  local others=$2
  other=("${@:3}")
  for ((turn = 0; turn < turns; ++turn)); do
    local a b
    a=$(cpu "$count" "${one[@]}")
    b=$(cpu "$others" "${other[@]}")
    awk -v a="$a" -v b="$b" -v n="$count" -v m="$others" 'BEGIN { if (b > 0) print (a / n) / (b / m) }'
  done | median | awk -v name="$name" '{ printf "%-60s %6.2f\n", name, $1 }'
}

facts=(--docs 50000 --gpus 8)
ratio 'version / empty program' "$runs" "$program" --version -- "$runs" "$empty"
ratio 'advise --draws 0 / empty program' "$runs" "$program" advise "${facts[@]}" --draws 0 -- "$runs" "$empty"
ratio 'advise / empty program' "$runs" "$program" advise "${facts[@]}" -- "$runs" "$empty"
ratio 'advise --draws 0: JSON / text' "$runs" "$program" advise "${facts[@]}" --draws 0 --format json -- \
  "$runs" "$program" advise "${facts[@]}" --draws 0
ratio 'batch, 500 rows: with its words / figures' 1 "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 1 --full -- \
  1 "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 1
ratio 'batch, 20 rows: 10,000 draws / none' 1 "$program" batch "$folder/few.ndjson" --jobs 1 -- \
  1 "$program" batch "$folder/few.ndjson" --jobs 1 --draws 0

# On the clock: what a second job is worth where a second core is free.
clock() {
  local TIMEFORMAT=%R
  { time "$@" > /dev/null 2>&1; } 2>&1
}
for ((turn = 0; turn < turns; ++turn)); do
  one=$(clock "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 1)
  two=$(clock "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 2)
  awk -v a="$one" -v b="$two" 'BEGIN { if (b > 0) print a / b }'
done | median | awk '{ printf "%-60s %6.2f\n", "batch, 500 rows, on the clock: one job / two", $1 }'

if command -v node > /dev/null && [ -d node_modules/@gorules/zen-engine ]; then
  gates=$(dirname "$0")/gates_in_zen.mjs data=$(dirname "$0")/../../data
  for ((turn = 0; turn < 3; ++turn)); do
    zen=$(node "$gates" "$data" 2000)
    cpu 1 "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 1 | awk -v zen="$zen" '{ print 500 / $1 / zen }'
  done | median | awk '{ printf "%-60s %6.2f\n", "batch, rows a second of CPU / the gates alone in ZEN", $1 }'
fi

if [ -n "$before" ]; then
  ratio 'batch, 500 rows: this build / before' 1 "$program" batch "$folder/rows.ndjson" --draws 0 --jobs 1 -- \
    1 "$before" batch "$folder/rows.ndjson" --draws 0 --jobs 1
  ratio 'batch, 20 rows with draws: this build / before' 1 "$program" batch "$folder/few.ndjson" --jobs 1 -- \
    1 "$before" batch "$folder/few.ndjson" --jobs 1
  ratio 'advise: this build / before' "$runs" "$program" advise "${facts[@]}" -- "$runs" "$before" advise "${facts[@]}"
  ratio 'sweep 20 x 20: this build / before' 1 "$program" sweep "${facts[@]}" --vary docs=1k..1M:log:20 --vary queries_per_day=10..1M:log:20 --draws 0 --jobs 1 --format csv -- \
    1 "$before" sweep "${facts[@]}" --vary docs=1k..1M:log:20 --vary queries_per_day=10..1M:log:20 --draws 0 --jobs 1 --format csv
fi
