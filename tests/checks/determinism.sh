#!/bin/sh
# The same bytes everywhere: tests/checks/determinism.sh PROGRAM [PROGRAM…], each built another way (compiler,
# optimisation). The first program's answers are compared with those of the others, and with its own in other locales,
# another folder and time zone, with and without random addresses, with and without FMA and AVX2, and with other numbers
# of jobs. Prints every variation; exit code 1 where one differs. Locales are made here, of /usr/share/i18n (Debian's
# package "locales").
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=$work/rows.ndjson
. "$here/commands.sh"
first=$(realpath "$1")

for locale in tr_TR de_DE; do
  [ ! -e /usr/share/i18n/locales/$locale ] || localedef -c -i $locale -f UTF-8 "$work/$locale.UTF-8" 2> /dev/null || true
done

answer() {
  name=$1
  shift
  $run "$program" "$@" > "$out/$name" 2> "$out/$name.err" || echo "exit $?" >> "$out/$name.err"
}

worst=0
# try NAME PROGRAM [COMMAND IN FRONT]: all answers, compared with those of the first.
try() {
  label=$1 program=$2 run=${3:-}
  out=$work/out/$(printf '%s' "$label" | tr -c 'a-zA-Z0-9' _)
  mkdir -p "$out"
  each_command answer
  [ -n "${reference:-}" ] || reference=$out
  cmp -s "$out/batch-1" "$out/batch-2" || { echo "differs between jobs: $label"; worst=1; }
  if diff -rq "$reference" "$out" > "$work/differs"; then
    echo "same: $label"
  else
    echo "DIFFERS: $label: $(sed 's/^Files .*\/\([^ ]*\) and.*/\1/' "$work/differs" | tr '\n' ' ')"
    worst=1
  fi
}

try "$1" "$first"
for locale in tr_TR de_DE; do
  if [ -d "$work/$locale.UTF-8" ]; then try "locale $locale" "$first" "env LOCPATH=$work LC_ALL=$locale.UTF-8"; else echo "not tried: locale $locale"; fi
done
try "locale C, another time zone" "$first" "env LC_ALL=C TZ=Asia/Shanghai"
(cd / && try "in another folder" "$first"; exit $worst) || worst=1
if setarch -R true 2> /dev/null; then try "without random addresses" "$first" "setarch -R"; else echo "not tried: setarch -R"; fi
try "without FMA and AVX2" "$first" "env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX512VL,-AVX"
shift
for program in "$@"; do try "$program" "$(realpath "$program")"; done
exit $worst
