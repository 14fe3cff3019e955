#!/usr/bin/env python3
"""mutate.py WIREGLOSS [--all]: damaged captures. Each capture of shared/, where that exists, and
each recording of tests/decrypt, read with the keys that open it, is cut at many offsets and has
one byte in a hundred changed, many times over. The program must neither crash nor hang (20 s) nor
break a sanitizer's rule, must tell just the packets that stand whole before a cut, and end with a
report. Without --all (or WG_MUTATE=all) each capture gets a few cuts and changes, in a minute or
two; always the same ones. Many files go through one process, for speed."""

import collections
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import corpus
import packets

CUTS, SEEDS = 50, 20  # of each capture, with --all
FEW_CUTS, FEW_SEEDS = 8, 4
BATCH = 40  # files for one process
LARGE = 1 << 20  # captures above this are only cut and changed a few times
PATIENCE = 20  # seconds for one file
COMPLAINTS = ("Sanitizer", "runtime error:", "CRITICAL", "ERROR:")

# keys: options that open it; whole: packets before the cut, or None
Case = collections.namedtuple("Case", "name path keys whole")


def offsets(chance, size, n):
    """Where to cut: at even distances, moved a little."""
    step = size / n
    return sorted({min(size - 1, int(i * step + chance.random() * step)) for i in range(n)})


def changed(chance, data):
    data = bytearray(data)
    for _ in range(max(1, len(data) // 100)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cases(name, path, keys, folder, everything):
    """Writes the damaged copies of a capture."""
    data = path.read_bytes()
    chance = random.Random(name)
    few = not everything or len(data) > LARGE
    try:
        ends = packets.ends(data)
    except packets.Unreadable:
        ends = None
    for offset in offsets(chance, len(data), FEW_CUTS if few else CUTS):
        copy = pathlib.Path(folder) / f"{name}-cut-{offset}"
        copy.write_bytes(data[:offset])
        yield Case(name, copy, keys, None if ends is None else sum(end <= offset for end in ends))
    for seed in range(FEW_SEEDS if few else SEEDS):
        copy = pathlib.Path(folder) / f"{name}-seed-{seed}"
        copy.write_bytes(changed(random.Random(f"{name} {seed}"), data))
        yield Case(name, copy, keys, None)


def run(wiregloss, batch, patience):
    """(what is wrong or None, {file: packets})"""
    keys = dict.fromkeys(key for case in batch for key in case.keys)
    options = [word for key in keys for word in key]
    command = [wiregloss, "report", "-q", "-f", "json", "--hashes", *options]
    command += [case.path for case in batch]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            status = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                timeout=patience, check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return f"still running after {patience} s", {}
        out.seek(0)
        err.seek(0)
        said = err.read().decode("utf-8", "replace")
        if status not in (0, 3) or any(word in said for word in COMPLAINTS):
            return f"status {status}: {said[-3000:]}", {}
        if status == 3 and all(str(c.path) in said for c in batch):
            return None, {}  # none could be read, each is named, and nothing is reported
        try:
            report = json.load(out)
        except ValueError as error:
            return f"no JSON: {error}", {}
    return None, {c["file"]: c.get("packets", 0) for c in report["captures"]}


def judge(wiregloss, batch):
    """[(case, what is wrong)]"""
    wrong, found = run(wiregloss, batch, PATIENCE + len(batch))
    if wrong is None:
        for case in batch:
            got = found.get(str(case.path), 0)
            if case.whole is not None and got != case.whole:
                yield case, f"{got} packets told, {case.whole} stand before the cut"
    elif len(batch) == 1:
        yield batch[0], wrong
    else:
        half = len(batch) // 2
        yield from judge(wiregloss, batch[:half])
        yield from judge(wiregloss, batch[half:])


def share(wiregloss, rows, everything):
    """The captures that one worker takes: (n cases, [(name, file, what is wrong)])"""
    n, bad, batch = 0, [], []
    with tempfile.TemporaryDirectory() as folder:

        def flush():
            bad.extend((c.name, c.path.name, wrong) for c, wrong in judge(wiregloss, batch))
            for case in batch:
                case.path.unlink()
            batch.clear()

        for name, path, keys in rows:
            for case in cases(name, path, keys, folder, everything):
                n += 1
                batch.append(case)
                if len(batch) == BATCH:
                    flush()
        if batch:
            flush()
    return n, bad


def main():
    everything = "--all" in sys.argv or os.environ.get("WG_MUTATE") == "all"
    wiregloss = os.path.abspath(sys.argv[1])
    rows = [row for row in corpus.keyed_captures() if row[1].stat().st_size > 0]
    jobs = os.cpu_count() or 1
    total, bad = 0, []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        shares = [rows[i :: jobs * 8] for i in range(jobs * 8)]
        for n, wrong in pool.map(lambda s: share(wiregloss, s, everything), shares):
            total += n
            bad += wrong
    for name, file, wrong in sorted(bad):
        print(f"{file}: {wrong}")
    captures = {name for name, _, _ in bad}
    print(f"{total} damaged copies of {len(rows)} captures")
    corpus.close(len(rows) - len(captures), len(captures))


if __name__ == "__main__":
    main()
