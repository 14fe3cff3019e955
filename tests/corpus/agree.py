#!/usr/bin/env python3
"""agree.py WIREGLOSS: are the facts right? Runs shared/accept/agree over shared's captures and
holds its headlines against floors.ini."""

import configparser
import json
import pathlib
import subprocess
import sys
import tempfile

import corpus

FLOORS = pathlib.Path(__file__).with_name("floors.ini")


def number(value):
    """A headline: a number, [number, the category it comes from] or a dictionary of a section."""
    return value[0] if isinstance(value, list) else value


def main():
    agree = corpus.SHARED / "accept" / "agree"
    corpus.need(agree)
    corpus.need(corpus.DEV / "captures")
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [agree, sys.argv[1], "--corpus", corpus.DEV, "--out", out.name], check=True
        )
        report = json.load(out)
    found = {**report["categories"], **report["headlines"]}
    found["robustness"] = {"valid": found["robustness"]}

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
    corpus.close(passed, failed)


if __name__ == "__main__":
    main()
