#!/usr/bin/env python3
"""generate.py c|h OUTPUT CSV...: name tables from registries.

Each CSV has rows `value,name[,...]`; the value is decimal or 0x hexadecimal, further columns are for readers and lines
that begin with # are comments. dns-types.csv becomes `const WgName wg_names_dns_types[]`, in the order of the rows."""
import csv
import os
import re
import sys


def rows(path):
    seen = {}
    with open(path, encoding='utf-8', newline='') as f:
        for n, row in enumerate(csv.reader(f), 1):
            if not row or row[0].lstrip().startswith('#'):
                continue
            try:
                value, name = int(row[0], 0), row[1].strip()
            except (ValueError, IndexError):
                sys.exit(f'{path}:{n}: not value,name: {row}')
            if not 0 <= value < 2**32 or not re.fullmatch(r'[ -~]+', name) or '"' in name or '\\' in name:
                sys.exit(f'{path}:{n}: value or name out of range: {row}')
            if value in seen:
                sys.exit(f'{path}:{n}: {value} was named in line {seen[value]}')
            seen[value] = n
            yield value, name


def main():
    kind, output, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    out = ['/* Made by data/registries/generate.py. */']
    out += ['#pragma once', '', '#include "model/field.h"', ''] if kind == 'h' else ['#include "names.h"', '']
    for path in paths:
        name = 'wg_names_' + re.sub(r'\W', '_', os.path.splitext(os.path.basename(path))[0])
        if kind == 'h':
            out.append(f'extern const WgName {name}[];')
            continue
        out.append(f'const WgName {name}[] = {{')
        out += [f'  {{{value}u, "{text}"}},' for value, text in rows(path)]
        out += ['  {0, NULL},', '};', '']
    with open(output, 'w', encoding='utf-8') as f:
        f.write('\n'.join(out) + '\n')


main()
