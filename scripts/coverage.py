#!/usr/bin/env python3
"""Reads what gcov has counted below a build folder: scripts/coverage.py BUILD [PATH ...]

Prints each folder of src with how many of its functions and lines have run, and the functions that never
were. With PATHs (src/base, src/base/file.cpp), the lines there that never ran instead. A function counts as
called when any of its instantiations, or any library that it is compiled into, has called it.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fail(what, fix):
    sys.exit(f"error: {what}\n  fix: {fix}")


def shortened(name):
    """A demangled name as the source has it."""
    name = name.replace("[abi:cxx11]", "").replace("(anonymous namespace)::", "").replace("nmt::", "")
    name = re.sub(r" (?=>)", "", name)
    for long, short in (("std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char>>", "std::string"),
                        ("std::basic_string_view<char, std::char_traits<char>>", "std::string_view"),
                        (", 18446744073709551615ul>", ">")):
        name = name.replace(long, short)
    return re.sub(r", std::allocator<[\w:]+>>", ">", name)


def find_gcov(build):
    """The gcov of the compiler that made the notes; others cannot read them."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith("CMAKE_CXX_COMPILER:"):
            compiler = line.split("=", 1)[1]
            version = subprocess.run([compiler, "-dumpversion"], capture_output=True, text=True, check=True).stdout
            for folder in os.get_exec_path():
                gcov = pathlib.Path(folder) / f"gcov-{version.strip()}"
                if gcov.exists():
                    return str(gcov)
    return "gcov"


def read_counts(gcov, build, notes):
    """What the objects of these notes have counted: {(file, line, column): [name, count]} and {(file, line): count}."""
    functions, lines = {}, collections.Counter()
    done = subprocess.run([gcov, "--json-format", "--stdout", *notes], cwd=build, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    for document in map(json.loads, done.stdout.splitlines()):
        folder = document["current_working_directory"]
        for file in document["files"]:
            path = os.path.relpath(os.path.normpath(os.path.join(folder, file["file"])), ROOT)
            if not path.startswith("src/"):
                continue
            for function in file["functions"]:
                place = path, function["start_line"], function["start_column"]
                functions.setdefault(place, [function["demangled_name"], 0])[1] += function["execution_count"]
            for line in file["lines"]:
                # Threads that count at once lose counts, and what gcov derives from them may be below zero.
                lines[path, line["line_number"]] += abs(line["count"])
    return functions, lines


def only_code(functions, lines):
    """Without what holds no code of its own: lines of braces, where objects end after an exception, and `= default`."""
    texts = {path: (ROOT / path).read_text().splitlines() for path, _ in lines}
    for path, line in list(lines):
        if not re.search(r"\w", texts[path][line - 1]):
            del lines[path, line]
    for place in list(functions):
        if "= default" in texts[place[0]][place[1] - 1]:
            del functions[place]


def read_all(build):
    notes = sorted(str(path) for path in build.rglob("*.gcno"))
    if not notes:
        fail(f"nothing in {build} counts what runs", "build it: scripts/coverage.sh")
    if next(build.rglob("*.gcda"), None) is None:
        fail(f"no program of {build} has run since it was built", "run the tests: scripts/coverage.sh")
    gcov = find_gcov(build)
    functions, lines = {}, collections.Counter()
    with concurrent.futures.ProcessPoolExecutor() as pool:
        parts = [notes[start : start + 16] for start in range(0, len(notes), 16)]
        for some, more in pool.map(read_counts, *zip(*[(gcov, build, part) for part in parts])):
            for place, (name, count) in some.items():
                functions.setdefault(place, [name, 0])[1] += count
            lines.update(more)
    if not lines:
        fail(f"gcov reads nothing of src in {build}", "remove the folder, and build it anew: scripts/coverage.sh")
    only_code(functions, lines)
    return functions, lines


def print_table(functions, lines):
    rows = collections.defaultdict(lambda: [0, 0, 0, 0])
    for counts, first in ((((path, count) for (path, _, _), (_, count) in functions.items()), 0),
                          (((path, count) for (path, _), count in lines.items()), 2)):
        for path, count in counts:
            folder = path.rpartition("/")[0]
            for name in (folder, "all"):
                rows[name][first] += count != 0
                rows[name][first + 1] += 1
    print("| folder | functions | called | lines | run |\n|---|---|---|---|---|")
    for name in sorted(rows, key=lambda name: (name == "all", name)):
        called, functions_here, run, lines_here = rows[name]
        # Not rounded up: 100 % is all.
        shares = [f"{1000 * part // whole / 10 if whole else 100:.1f} %"
                  for part, whole in ((called, functions_here), (run, lines_here))]
        print(f"| {name} | {functions_here:,} | {shares[0]} | {lines_here:,} | {shares[1]} |")


def print_uncalled(functions):
    uncalled = sorted((place, name) for place, (name, count) in functions.items() if count == 0)
    print(f"\n{len(uncalled)} functions were never called" + (":" if uncalled else "."))
    for (path, line, _), name in uncalled:
        print(f"{path}:{line}: {shortened(name)}")


def print_lines(lines, paths):
    for path in paths:
        name = os.path.relpath(os.path.abspath(path), ROOT)
        inside = [place for place in lines if place[0] == name or place[0].startswith(name + "/")]
        if not inside:
            fail(f"nothing is counted in {path}", "name a file or folder of src that the preset `coverage` compiles")
        for file, line in sorted(place for place in inside if lines[place] == 0):
            text = (ROOT / file).read_text().splitlines()[line - 1]
            print(f"{file}:{line}: {text}")


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    functions, lines = read_all(pathlib.Path(sys.argv[1]).resolve())
    if sys.argv[2:]:
        print_lines(lines, sys.argv[2:])
    else:
        print_table(functions, lines)
        print_uncalled(functions)


main()
