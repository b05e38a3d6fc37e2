#!/bin/sh
# No memory, at every place in turn: tests/checks/out_of_memory.sh BUILD [STEP]. The first 2,000 allocations of advise,
# batch with two jobs and estimate fail one at a time, then every STEP-th (97); each once alone and once with all behind
# it. The program must end with its own exit code and a message, or answer in full; it never crashes, and an output file
# is whole or not there. Prints how many were tried and how they ended; exit code 1 where a promise broke.
set -eu
build=$(realpath "$1")
step=${2:-97}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=$work/rows.ndjson
. "$(dirname "$0")/commands.sh"
worst=0

# fail NAME ARGUMENTS…: until an allocation that is never reached.
fail() {
  name=$1
  shift
  [ "$1" = batch ] && out=$work/out.ndjson || out=$work/out.txt
  whole=$work/whole.${out##*.}
  "$build/pathfinder" "$@" --output "$whole" > /dev/null 2>&1 || true
  for on in 0 1; do
    at=1 tried=0 answered=0 refused=0
    while :; do
      rm -f "$out"
      code=0
      PATHFINDER_FAIL_AT=$at PATHFINDER_FAIL_ON=$on LD_PRELOAD=$build/tests/libfailing_malloc.so \
        "$build/pathfinder" "$@" --output "$out" > /dev/null 2> "$work/err" || code=$?
      tried=$((tried + 1))
      case $code in
        0 | 2) answered=$((answered + 1)); [ -e "$out" ] || { echo "BROKEN: $name, allocation $at: exit $code without an output"; worst=1; } ;;
        70 | 71 | 74) refused=$((refused + 1)); [ -s "$work/err" ] || { echo "BROKEN: $name, allocation $at: exit $code without a message"; worst=1; } ;;
        *) echo "BROKEN: $name, allocation $at (all behind it: $on): exit $code: $(head -c 300 "$work/err")"; worst=1 ;;
      esac
      [ ! -e "$out" ] || cmp -s "$out" "$whole" || { echo "BROKEN: $name, allocation $at: half an output"; worst=1; }
      [ "$at" -lt "$last" ] || break
      [ "$at" -lt 2000 ] && at=$((at + 1)) || at=$((at + step))
    done
    echo "$name, $([ $on = 0 ] && echo one fails || echo all fail from there): $tried tried, $answered answered in full, $refused refused"
  done
}

# How many allocations a command makes: the last whose failing, with all behind it, still changes how it ends.
counted() {
  good=0
  "$build/pathfinder" "$@" > /dev/null 2>&1 || good=$?
  low=1 high=20000000
  while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2)) code=0
    PATHFINDER_FAIL_AT=$middle PATHFINDER_FAIL_ON=1 LD_PRELOAD=$build/tests/libfailing_malloc.so "$build/pathfinder" "$@" > /dev/null 2>&1 || code=$?
    if [ $code = $good ]; then high=$middle; else low=$middle; fi
  done
  last=$low
}

for command in "advise --docs 50000 --gpus 8 --draws 0" "batch $rows --draws 0 --jobs 2" "estimate memory --model llama-3.1-70b"; do
  counted $command
  fail "${command%% *} ($last allocations)" $command
done
exit $worst
