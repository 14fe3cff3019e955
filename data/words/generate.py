#!/usr/bin/env python3
"""generate.py NAME LIST OUT: a word list as the C table wg_words_NAME[], ended by NULL."""

import sys


def main():
    name, source, out = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        words = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    rows = "".join('  "' + word.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '",\n' for word in words)
    with open(out, "w", encoding="utf-8") as file:
        file.write(f'#include "words.h"\n\n#include <stddef.h>\n\nconst char *const wg_words_{name}[] = {{\n{rows}  NULL,\n}};\n')


main()
