#!/usr/bin/env python3
"""Lines and branches that the tests reached: tests/checks/coverage.py BUILD FOLDER… (rules, estimate, advise).

Run by `cmake --build BUILD --target coverage` in a build with PATHFINDER_COVERAGE. Branches that only exceptions take
do not count. Ends with the lines of each folder that no test reached.
"""
import collections, json, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    build, folders = Path(sys.argv[1]).resolve(), sys.argv[2:]
    lines = collections.defaultdict(int)     # (file, line) -> times
    branches = collections.defaultdict(int)  # (file, line, number) -> times
    for counts in sorted((build / "CMakeFiles/pathfinder.dir").rglob("*.gcda")):
        said = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", str(counts)], cwd=build,
                              capture_output=True, check=True).stdout
        for text in said.splitlines():
            for file in json.loads(text)["files"]:
                for line in file["lines"]:
                    lines[file["file"], line["line_number"]] += line["count"]
                    taken = [one["count"] for one in line.get("branches", []) if not one["throw"]]
                    for number, count in enumerate(taken):
                        branches[file["file"], line["line_number"], number] += count
    print(f"{'':10}  lines            branches")
    missed = []
    for folder in folders:
        own = tuple(str(ROOT / part / folder) + "/" for part in ("src", "include/pathfinder"))
        in_folder = {key: count for key, count in lines.items() if key[0].startswith(own)}
        taken = [count for key, count in branches.items() if key[0].startswith(own)]
        reached = sum(1 for count in in_folder.values() if count)
        took = sum(1 for count in taken if count)
        print(f"{folder:10}  {reached}/{len(in_folder)} {100 * reached / max(1, len(in_folder)):.1f} %"
              f"   {took}/{len(taken)} {100 * took / max(1, len(taken)):.1f} %")
        missed += sorted(key for key, count in in_folder.items() if not count)
    for file, line in missed:
        print(f"not reached: {Path(file).relative_to(ROOT)}:{line}")


main()
