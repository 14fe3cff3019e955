"""Where the captures of other projects are: not in this tree, but in shared/ beside it."""

import csv
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHARED = pathlib.Path(os.environ.get("WG_SHARED") or ROOT.parent / "shared")
DEV = SHARED / "corpus" / "dev"
SKIP = 77  # meson's exit status for a test that could not run


def need(path):
    """Ends the test as skipped where `path` is not on this machine."""
    if not path.exists():
        print(f"skipped: there is no {path}")
        sys.exit(SKIP)


def captures():
    """[(name, path)] in the order of the index"""
    with (DEV / "index.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(row["name"], DEV / "captures" / row["name"]) for row in rows]


def close(passed, failed):
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
