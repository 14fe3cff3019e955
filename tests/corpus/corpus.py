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


def index():
    with (DEV / "index.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def captures():
    """[(name, path)] in the order of the index"""
    return [(row["name"], DEV / "captures" / row["name"]) for row in index()]


def keyed_captures():
    """[(name, path, options that open it)]: those of the index, where there is one, and our own
    recordings that came with keys"""
    found = []
    if (DEV / "index.tsv").exists():
        for row in index():
            keys = [("--keylog", DEV / "keys" / name) for name in row["keylog"].split()]
            keys += [("--rsa-key", DEV / "keys" / name) for name in row["rsa"].split()]
            found.append((row["name"], DEV / "captures" / row["name"], keys))
    for path in sorted((ROOT / "tests" / "decrypt" / "captures").glob("*.pcap")):
        keylog, key = path.with_suffix(".keys"), path.with_suffix(".pem")
        option = ("--keylog", keylog) if keylog.exists() else ("--rsa-key", key)
        found.append((path.name, path, [option]))
    return found


def close(passed, failed):
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
