#!/usr/bin/env python3
"""Changes one operator or constant of src/FOLDER at a time and sees whether the folder's tests notice.

    tests/mutants/run.py BUILD FOLDER [COUNT]     BUILD: a tree configured with a build type, built (not a unity build)

The sources stay as they are: a mutant is compiled from a copy in build-mutants/, without optimisation, and linked in
front of the library with the folder's tests alone. Which places are changed follows from a fixed seed, so that a second
run goes on where the first ended (build-mutants/FOLDER.tsv). Mutants that change nothing anybody could observe stand in
equivalent.tsv with the reason. Exit code 1 where one survived that does not.
"""
import json, os, random, re, shlex, subprocess, sys
from pathlib import Path

SEED = 20261129
ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build-mutants"

# What may be changed, and into what; clang-format sets binary operators between blanks.
CHANGES = [
    (r" <= ", [" < "]), (r" >= ", [" > "]), (r" < ", [" <= "]), (r" > ", [" >= "]),
    (r" == ", [" != "]), (r" != ", [" == "]), (r" && ", [" || "]), (r" \|\| ", [" && "]),
    (r" \+ ", [" - "]), (r" - ", [" + "]), (r" \* ", [" / "]), (r" / ", [" * "]),
    (r" \+= ", [" -= "]), (r" -= ", [" += "]), (r"\bstd::min\b", ["std::max"]), (r"\bstd::max\b", ["std::min"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]),
    (r"(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.'])", ["changed"]),
]
# Places that hold no value of the program: comments, texts, includes, declarations known at compile time.
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#[^\n]*|'
                     r'^[^\n]*\b(?:static_assert|template|operator)\b[^\n]*', re.S | re.M)


def changed_number(text):
    if re.fullmatch(r"\d+", text):
        return str(int(text) + 1)
    return repr(float(text) * 1.25 if float(text) else 0.25)


def places(folder):
    """Every change of the folder: (file, offset, what stands there, what it becomes), in one order."""
    found = []
    for path in sorted((ROOT / "src" / folder).rglob("*.cpp")):
        text = path.read_text()
        code = BLANKED.sub(lambda m: re.sub(r"[^\n]", "\0", m.group()), text)
        for pattern, into in CHANGES:
            for m in re.finditer(pattern, code):
                for new in into:
                    new = changed_number(m.group()) if new == "changed" else new
                    found.append((str(path.relative_to(ROOT)), m.start(), m.group(), new))
    return found


class Builder:
    def __init__(self, build, folder):
        self.build = Path(build).resolve()
        self.folder = folder
        commands = json.loads((self.build / "compile_commands.json").read_text())
        self.commands = {str(Path(c["file"]).relative_to(ROOT)): c for c in commands
                         if Path(c["file"]).is_relative_to(ROOT / "src")}
        objects = self.build / "tests/CMakeFiles/pathfinder_tests.dir"
        self.tests = [str(o) for part in (f"unit/{folder}", "support", "main.cpp.o") for o in
                      ([objects / part] if (objects / part).is_file() else sorted((objects / part).rglob("*.o")))]
        # How the tests are linked, without their objects.
        said = subprocess.run(["ninja", "-t", "commands", "pathfinder_tests"], cwd=self.build, text=True,
                              capture_output=True, check=True).stdout.splitlines()[-1]
        words = shlex.split(said.split("&&")[1])
        self.link = [w for w in words if not (w.endswith(".cpp.o") or w == ":")]
        self.pch = None

    def compiler(self, file):
        words = shlex.split(self.commands[file]["command"])
        words = words[next(i for i, w in enumerate(words) if w.endswith("c++") or w.endswith("g++")):]
        drop = {"-O2", "-O3", "-g", "-Winvalid-pch"}
        words = [w for w in words if w not in drop and "FORTIFY_SOURCE" not in w and not w.startswith("-W")]
        for flag in ("-o", "-c"):
            at = words.index(flag)
            del words[at:at + 2]
        at = words.index("-include") if "-include" in words else None
        if at is not None:
            header = words[at + 1]
            del words[at:at + 2]
            if self.pch is None:
                self.pch = WORK / "pch.hpp"
                self.pch.write_text(Path(header).read_text())
                subprocess.run(words + ["-O0", "-w", "-x", "c++-header", str(self.pch), "-o", str(self.pch) + ".gch"],
                               cwd=self.build, check=True)
            words += ["-include", str(self.pch)]
        return words + ["-O0", "-w"]

    def program(self, file, text, name):
        """Links the tests with `text` in place of `file`; nothing where it does not compile."""
        source = WORK / "src" / Path(file).relative_to("src")
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text)
        made = WORK / (name + ".o")
        words = self.compiler(file) + ["-I", str((ROOT / file).parent), "-c", str(source), "-o", str(made)]
        if subprocess.run(words, cwd=self.build, capture_output=True).returncode != 0:
            return None
        program = WORK / name
        link = list(self.link)
        link[link.index("-o") + 1] = str(program)
        link[link.index("-o") + 2:link.index("-o") + 2] = [str(made)] + self.tests
        subprocess.run(link, cwd=self.build, check=True)
        return program


def run_tests(program, file, folder, limit):
    """What noticed: the name of a stage; empty where all passed. The nearest tests first."""
    test = Path(file).stem + "_test"
    stages = [("own", ["-#", f"[#{test}]~[.long]"])] if (ROOT / "tests/unit" / folder / (test + ".cpp")).exists() else []
    stages.append(("folder", [f"[{folder}]~[relations]~[flips]~[whole]"]))
    for name, words in stages:
        try:
            done = subprocess.run([str(program), "--abort", *words], cwd=ROOT / "tests", capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return name + ", by time"
        if done.returncode != 0:
            return name
    return ""


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, folder = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    limit = int(os.environ.get("LIMIT", "300"))
    WORK.mkdir(exist_ok=True)
    builder = Builder(build, folder)
    order = places(folder)
    random.Random(f"{SEED} {folder}").shuffle(order)
    results = WORK / f"{folder}.tsv"
    done = {}
    for line in results.read_text().splitlines() if results.exists() else []:
        key, outcome = line.rsplit("\t", 1)
        done[key] = outcome
    equivalent = {tuple(line.split("\t")[:3]): line.split("\t")[3] for line in
                  (Path(__file__).parent / "equivalent.tsv").read_text().splitlines() if line and line[0] != "#"}
    tally = {"caught": 0, "survived": 0, "equivalent": 0}
    survivors = []
    for file, offset, old, new in order:
        if sum(tally.values()) >= count:
            break
        text = (ROOT / file).read_text()
        line = text.count("\n", 0, offset) + 1
        start = text.rfind("\n", 0, offset) + 1
        mutant = text[:offset] + new + text[offset + len(old):]
        end = mutant.find("\n", start)
        changed = mutant[start:end].strip()
        key = f"{file}\t{line}\t{text[start:text.find(chr(10), start)].strip()}\t{changed}"
        if key not in done:
            program = builder.program(file, mutant, f"mutant-{folder}")
            done[key] = "no program" if program is None else run_tests(program, file, folder, limit) or "survived"
            with results.open("a") as out:
                out.write(f"{key}\t{done[key]}\n")
            print(done[key], f"{file}:{line}: {changed}", flush=True)
        if done[key] == "no program":
            continue
        if done[key] != "survived":
            tally["caught"] += 1
        elif (file, text[start:text.find(chr(10), start)].strip(), changed) in equivalent:
            tally["equivalent"] += 1
        else:
            tally["survived"] += 1
            survivors.append(f"{file}:{line}: {changed}")
    print(f"{folder}: {len(order)} places; of {sum(tally.values())} tried {tally['caught']} caught, "
          f"{tally['equivalent']} equivalent, {tally['survived']} survived")
    for one in survivors:
        print("  survived", one)
    sys.exit(1 if survivors else 0)


main()
