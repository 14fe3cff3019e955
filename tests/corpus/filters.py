#!/usr/bin/env python3
"""filters.py WIREGLOSS: does a display filter let the same packets pass as tshark's? Asks both with
each expression of filters.tsv over captures of shared/. Each difference has to be one of those in
filters-known.tsv, which says why."""

import collections
import concurrent.futures
import csv
import os
import pathlib
import shutil
import subprocess
import sys

import corpus

HERE = pathlib.Path(__file__).parent
PER_CLASS = 6
PER_EXPRESSION = int(os.environ.get("WG_FILTER_CAPTURES", "2"))  # more take tshark minutes
MAX_SIZE = 200_000
# Bodies are described where they are, not in the packet that ends them: as these make tshark do.
FAIR = ("-o", "http.desegment_body:FALSE")


def table(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def choose():
    """{tag: [name]}: a few captures of each class, none that asks for keys."""
    classes = collections.defaultdict(list)
    for row in corpus.index():
        path = corpus.DEV / "captures" / row["name"]
        if not (row["keylog"] or row["rsa"] or row["psk"]) and path.stat().st_size < MAX_SIZE:
            classes[row["cls"]].append(row)
    tags = collections.defaultdict(list)
    for rows in classes.values():
        step = max(1, len(rows) // PER_CLASS)
        for row in rows[::step][:PER_CLASS]:
            for tag in ["any", *row["tags"].split()]:
                tags[tag].append(row["name"])
    return tags


def spread(names, most):
    return names[:: max(1, len(names) // most)][:most]


def numbers(text):
    first = (line.split(maxsplit=1)[0] for line in text.splitlines() if line.strip())
    return [int(word) for word in first if word.isdigit()]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=False)
    return done.stdout, done.stderr


def compare(job):
    expression, name = job
    path = corpus.DEV / "captures" / name
    ours, wrong = run(sys.argv[1], "show", path, "--filter", expression)
    if "--filter" in wrong or "ERROR" in wrong:
        return expression, name, None, wrong.strip()
    theirs, wrong = run("tshark", "-n", *FAIR, "-r", path, "-Y", expression, "-T", "fields", "-e", "frame.number")
    if "tshark: " in wrong and "cut short" not in wrong and not theirs:
        return expression, name, None, wrong.strip()
    return expression, name, numbers(ours), numbers(theirs)


def some(packets):
    return " ".join(map(str, packets[:8])) + (" .." if len(packets) > 8 else "")


def main():
    corpus.need(corpus.DEV / "captures")
    if shutil.which("tshark") is None:
        print("skipped: tshark is not here")
        sys.exit(corpus.SKIP)
    tags = choose()
    known = {(row["expression"], row["capture"]) for row in table("filters-known.tsv")}
    jobs = [
        (row["expression"], name)
        for row in table("filters.tsv")
        for name in spread(tags[row["where"]], PER_EXPRESSION)
        if len(sys.argv) < 3 or sys.argv[2] in row["expression"]
    ]
    passed, failed, used, asked = 0, 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("WG_JOBS", "2"))) as pool:
        for expression, name, ours, theirs in pool.map(compare, jobs):
            asked += len(theirs) if ours is not None else 0
            if ours is not None and ours == theirs:
                passed += 1
            elif (expression, name) in known or ("*", name) in known:
                used += 1
            elif ours is None:
                failed += 1
                print(f"{expression}\t{name}\t{theirs}")
            else:
                failed += 1
                more = [n for n in ours if n not in set(theirs)]
                fewer = [n for n in theirs if n not in set(ours)]
                print(f"{expression}\t{name}\tmore: {some(more)}\tfewer: {some(fewer)}")
    print(f"{len({name for _, name in jobs})} captures, {asked} packets, {used} known differences")
    corpus.close(passed, failed)


if __name__ == "__main__":
    main()
