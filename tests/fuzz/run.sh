#!/bin/sh
# Runs fuzz targets for some seconds each: tests/fuzz/run.sh BUILD SECONDS [TARGET…], all of them where none is named.
# Prints executions and findings of each; its inputs grow in BUILD/fuzz/TARGET/, and what broke it lies beside them as
# BUILD/fuzz/TARGET-crash-…, -oom-… or -timeout-…. JOBS=2 runs two at a time. Exit code 1 where anything broke.
set -eu
self=$(realpath "$0")
build=$(realpath "$1")
cd "$(dirname "$self")/../.."
seconds=$2
shift 2
program=$build/pathfinder_fuzz
[ $# -gt 0 ] || set -- $("$program")

# The files of the tests, and the words of the tables and command lines one by one.
seeds=$build/fuzz/seeds
if [ ! -d "$seeds" ]; then
  mkdir -p "$seeds/files" "$seeds/words" "$seeds/large" "$seeds/none"
  number=0
  for file in $(find tests/errors tests/golden tests/data -type f -size -17 \
    ! -name stdout ! -name stderr ! -name exit ! -name command); do
    number=$((number + 1))
    cp "$file" "$seeds/files/$number"
  done
  cp tests/data/decisions/*.json "$seeds/large"
  cp -r data/strategies "$seeds/tables"
  { cat tests/golden/*/command tests/errors/*/command
    sed -n 's/.*"\(when\|value\|takes\)": "\(.*\)",*$/\2/p' data/strategies/*.json; } | sort -u |
    (cd "$seeds/words" && split -l 1 -a 4)
fi

fuzz() {
  target=$1
  case $target in
    condition | number) from=words most=512 ;;
    decision) from=large most=400000 ;;
    table) from=tables most=24000 ;;
    structure) from=none most=600 ;;
    *) from=files most=8192 ;;
  esac
  mkdir -p "$build/fuzz/$target"
  log=$build/fuzz/$target.log
  said='nothing found' broke=0
  PATHFINDER_FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -max_len=$most -timeout=60 \
    -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$build/fuzz/$target-" \
    "$build/fuzz/$target" "$seeds/$from" > "$log" 2>&1 || { broke=1 said="broke: $log"; }
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf '%-14s %9s executions, %s\n' "$target" "${executions:-?}" "$said"
  return $broke
}

if [ "${JOBS:-1}" -gt 1 ]; then
  printf '%s\n' "$@" | JOBS=1 xargs -P "$JOBS" -n 1 "$self" "$build" "$seconds"
else
  worst=0
  for one in "$@"; do fuzz "$one" || worst=1; done
  exit $worst
fi
