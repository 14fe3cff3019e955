#!/usr/bin/env python3
"""agree.py WIREGLOSS: are the facts right? Runs shared/accept/agree over shared's captures and
holds its headlines against floors.ini. Of what needs no key, no HTTP/2 and no QUIC, each difference
has to be one of those in oracle.tsv, where the oracle is wrong and why."""

import configparser
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import corpus

FLOORS = pathlib.Path(__file__).with_name("floors.ini")
KNOWN = pathlib.Path(__file__).with_name("oracle.tsv")
PLAIN = ("--not-tag", "decrypt", "--without", "quic,http2")


def number(value):
    """A headline: a number, [number, the category it comes from] or a dictionary of a section."""
    return value[0] if isinstance(value, list) else value


def run(*options):
    agree = corpus.SHARED / "accept" / "agree"
    corpus.need(agree)
    corpus.need(corpus.DEV / "captures")
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [agree, sys.argv[1], "--corpus", corpus.DEV, "--out", out.name, *options]
        subprocess.run(command, check=True)
        return json.load(out)


def lines(report, prefix=""):
    """{section of floors.ini: figures}"""
    found = {**report["categories"], **report["headlines"]}
    found["robustness"] = {"valid": found["robustness"]}
    return {prefix + name: figures for name, figures in found.items()}


def below_floors(found):
    """(floors that hold, floors that do not)"""
    floors = configparser.ConfigParser()
    floors.read(FLOORS, encoding="utf-8")
    passed = failed = 0
    for section in floors.sections():
        for key, floor in floors[section].items():
            value = number(found[section][key])
            ok = value is not None and value >= float(floor)
            passed, failed = passed + ok, failed + (not ok)
            if not ok:
                print(f"{section} {key}: {value}, below the floor of {floor}")
    return passed, failed


def unexplained(report):
    """(captures as the oracle or oracle.tsv has them, captures with other differences)"""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        known = {row["capture"]: int(row["differences"]) for row in rows}
    passed = failed = 0
    for capture in report["captures"]:
        name, n = capture["name"], capture["differences"]
        ok = n == known.get(name, 0)
        passed, failed = passed + ok, failed + (not ok)
        if not ok:
            print(f"{name}: {n} differences, {known.get(name, 0)} in {KNOWN.name}")
            print(*capture["first"], sep="\n")
    return passed, failed


def main():
    plain = run(*PLAIN)
    counts = [below_floors(lines(run()) | lines(plain, "plain.")), unexplained(plain)]
    corpus.close(sum(passed for passed, _ in counts), sum(failed for _, failed in counts))


if __name__ == "__main__":
    main()
