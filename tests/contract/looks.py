#!/usr/bin/env python3
"""looks.py TEST-LOOK: what a look shows of the captures of shared/ and of our own recordings that
came with keys is what reading them whole shows."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "corpus"))
import corpus

EVERY = 4  # of the captures without keys


def main():
    wanted = []
    for number, (_, path, keys) in enumerate(corpus.keyed_captures()):
        if keys or number % EVERY == 0:
            names = [f"={option[2:5]}:{key}" for option, key in keys]
            wanted.append(str(path) + "".join(names))
    sys.exit(subprocess.run([sys.argv[1], *wanted], check=False).returncode)


main()
