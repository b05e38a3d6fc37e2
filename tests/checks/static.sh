#!/bin/sh
# A program of a PATHFINDER_STATIC build on a system that has nothing: tests/checks/static.sh PROGRAM [OTHER]. It answers
# in an empty root, as root's own and as nobody, with the bytes it gives here; its start is timed, beside that of OTHER,
# a program that loads its libraries. Needs root for chroot.
set -eu
program=$(realpath "$1")
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
! readelf -d "$program" | grep -q NEEDED || { echo "it needs libraries:"; readelf -d "$program" | grep NEEDED; exit 1; }
cp "$program" "$bare/pathfinder"
chmod 755 "$bare"
worst=0
for who in root nobody; do
  user=''
  [ $who = root ] || user='--userspec=65534:65534'
  for asked in '--version' 'advise --docs 50000 --gpus 8' 'advise --docs 50000 --gpus 8 --lang zh --format html' 'estimate memory --model llama-3.1-70b'; do
    "$program" $asked > "$bare/here"
    chroot $user "$bare" /pathfinder $asked > "$bare/there" || { echo "as $who: exit $?: $asked"; worst=1; }
    cmp "$bare/here" "$bare/there" || worst=1
  done
  echo "as $who: answered in an empty root, the same bytes"
done
code=0
chroot "$bare" /pathfinder advise --gpus auto 2> "$bare/err" || code=$?
[ $code = 2 ] && grep no-accelerators-here "$bare/err" || { echo "accelerators: exit $code"; worst=1; }

# Mean wall time of a start in milliseconds, over 200.
start() {
  begin=$(date +%s%N)
  for _ in $(seq 200); do "$1" --version > /dev/null; done
  end=$(date +%s%N)
  printf 'start: %d.%02d ms, %d bytes: %s\n' $(((end - begin) / 200000000)) $(((end - begin) / 2000000 % 100)) "$(stat -L -c %s "$1")" "$1"
}
start "$program"
[ $# -lt 2 ] || start "$(realpath "$2")"
exit $worst
