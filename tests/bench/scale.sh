#!/usr/bin/env bash
# A long table through `batch`: the same bytes with one job and with two, as four parts put together, and after a kill;
# memory that does not grow with the rows. Says how many rows a second of CPU that were.
#   scale.sh PROGRAM [ROWS [EVERY]]          ROWS: 100000
# EVERY: only every so many rows ask for a decision, and the others are refused, which takes a hundredth of the time: ten
# million rows of which each is answered take hours, of which every 500th is minutes.
set -euo pipefail
program=$1 rows=${2:-100000} every=${3:-1}
expected=0
[ "$every" = 1 ] || expected=2  # some rows are wrong
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

awk -v rows="$rows" -v every="$every" 'BEGIN { srand(20261124); for (i = 1; i <= rows; ++i) if (i % every) printf "{\"id\": \"r%d\", \"docs\": -%d}\n", i, i; else printf "{\"id\": \"r%d\", \"docs\": %d, \"queries_per_day\": %d, \"labelled_examples\": %d, \"gpus\": %d}\n", i, exp(5 + 9 * rand()), exp(3 + 9 * rand()), exp(4 + 7 * rand()), 1 + 16 * rand() }' > rows.ndjson

fail() { echo "scale.sh: $1" >&2; exit 1; }
# batch over what is said, as it must end.
batch() {
  local code=0
  "$program" batch "$@" 2> said || code=$?
  [ "$code" = "$expected" ] || { cat said >&2; fail "batch $* ended with $code"; }
}
# Largest resident memory of a run in MiB; its output lies in $1.
peak() {
  local out=$1
  shift
  "$program" batch "$@" --draws 0 > "$out" 2> said &
  local id=$! most=0 now code=0
  while kill -0 "$id" 2> /dev/null; do
    now=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$id/status" 2> /dev/null || true)
    [ "${now:-0}" -gt "$most" ] && most=$now
    sleep 0.05
  done
  wait "$id" || code=$?
  [ "$code" = "$expected" ] || fail "batch $* ended with $code"
  echo "$most"
}

head -n $((rows / 10)) rows.ndjson > tenth.ndjson
few=$(peak tenth.out tenth.ndjson --jobs 1)
TIMEFORMAT='%U %S'
{ time peak one.out rows.ndjson --jobs 1 --summary one.json > most; } 2> cpu
most=$(cat most)
[ "$most" -le $((few + 8)) ] || fail "memory grew from $few to $most MiB"
[ "$most" -lt 64 ] || fail "$most MiB are more than 64"

batch rows.ndjson --draws 0 --jobs 2 > two.out
cmp one.out two.out || fail "two jobs gave other bytes"

for part in 1 2 3 4; do
  batch rows.ndjson --draws 0 --jobs 1 --shard "$part/4" --summary "part-$part.json" > "part-$part.out"
done
cat part-1.out part-2.out part-3.out part-4.out | cmp - one.out || fail "four parts are not the whole"
"$program" batch --merge part-1.json part-2.json part-3.json part-4.json > merged.json
grep -A 12 '"winners"' one.json | cmp - <(grep -A 12 '"winners"' merged.json) || fail "the parts count other winners"

for try in 1 2 3; do
  "$program" batch rows.ndjson --draws 0 --jobs 2 --resume resumed.out 2> /dev/null &
  id=$!
  sleep "0.$((RANDOM % 9 + 1))"
  kill -KILL "$id" 2> /dev/null || true
  wait "$id" 2> /dev/null || true
done
batch rows.ndjson --draws 0 --jobs 2 --resume resumed.out
cmp one.out resumed.out || fail "killed and gone on with, the bytes are others"

awk -v rows="$rows" -v most="$most" '{ printf "%d rows, %d MiB at most, %.0f rows a second of CPU\n", rows, most, rows / ($1 + $2) }' cpu
