#!/usr/bin/env python3
"""embed.py NAME OUT FILE: a text as a C string called NAME."""

import pathlib
import sys

name, out, file = sys.argv[1:]
lines = pathlib.Path(file).read_text(encoding="utf-8").split("\n")
quoted = ["  \"" + line.strip().replace("\\", "\\\\").replace('"', '\\"') + "\\n\"" for line in lines if line.strip()]
pathlib.Path(out).write_text(f"extern const char {name}[];\nconst char {name}[] =\n" + "\n".join(quoted) + ";\n", encoding="utf-8")
