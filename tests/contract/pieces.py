#!/usr/bin/env python3
"""pieces.py TEST-CONTRACT: the contract over every capture of shared/: however the bytes of its
streams are cut into pieces, its report is the same, and each of its packets has a field tree."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "corpus"))
import corpus


def main():
    corpus.need(corpus.DEV / "captures")
    paths = [str(path) for _, path in corpus.captures()]
    sys.exit(subprocess.run([sys.argv[1], *paths], check=False).returncode)


main()
