#!/bin/sh
# Manual pages from the program's own help: manual.sh PROGRAM FOLDER writes FOLDER/pathfinder.1 and one page a command.
set -eu
program=$1
folder=$2
version=$("$program" --version | head -n 1)

page() { # page NAME [COMMAND…]: the help of a command as a page
  name=$1
  shift
  "$program" "$@" --help --lang en | awk -v name="$name" -v version="$version" '
    function roff(text) {
      gsub(/\\/, "\\e", text)
      gsub(/-/, "\\-", text)
      return text ~ /^[.\047]/ ? "\\&" text : text
    }
    BEGIN {
      split(version, part, /[ ()]+/)
      printf ".TH %s 1 %s \"%s %s\" \"User Commands\"\n.nh\n.ad l\n", toupper(name), part[3], part[1], part[2]
    }
    NR == 1 { print ".SH NAME\n" roff(name) " \\- " roff($0); next }
    /^Usage: / { print ".SH SYNOPSIS\n.B " roff(substr($0, 8)); list = /…$/; next }
    /^[A-Z].*:$/ { print ".SH " toupper(substr($0, 1, length($0) - 1)); example = /^Example/; next }
    /^$/ { next }
    example { sub(/^ +/, ""); print ".nf\n" roff($0) "\n.fi"; next }
    /^  [^ ]/ { # an option or a command, what it is behind two spaces or on the next line
      sub(/^ +/, "")
      at = match($0, list ? " +" : "  +")
      print ".TP\n.B " roff(at ? substr($0, 1, at - 1) : $0)
      if (at) print roff(substr($0, at + RLENGTH))
      next
    }
    /^ / { sub(/^ +/, ""); print roff($0); next }
    { print ".PP\n" roff($0) }
  ' > "$folder/$name.1"
}

# The second words of a help that lists commands: those lines stand behind a usage that ends in "…".
listed() { "$program" "$@" --help --lang en | awk '/^Usage: .*…$/ { on = 1; next } /^Example/ { exit } on && /^  [a-z]/ { print $1 }'; }

page pathfinder
for command in $(listed); do
  page "pathfinder-$command" "$command"
  for kind in $(listed "$command"); do page "pathfinder-$command-$kind" "$command" "$kind"; done
done
