#!/bin/sh
# valgrind's memcheck over every kind of answer: tests/checks/memcheck.sh PROGRAM. Exit code 1 where it found anything.
# What was loaded is left to the system at the end, so that memory still held is no finding.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=$work/rows.ndjson
. "$(dirname "$0")/commands.sh"
program=$(realpath "$1")
worst=0

check() {
  name=$1
  shift
  code=0
  valgrind --quiet --error-exitcode=99 --leak-check=no "$program" "$@" > /dev/null 2> "$work/err" || code=$?
  if [ "$code" = 99 ] || grep -q '^==' "$work/err"; then
    echo "FOUND: $name"
    cat "$work/err"
    worst=1
  else
    echo "clean: $name (exit $code)"
  fi
}

each_command check
exit $worst
