#!/usr/bin/env python3
"""golden.py WIREGLOSS [--update] [CASE...]: the report of every bundled capture against the one
that a person has read, expected/CASE.json. A case is captures/CASE/capture.pcap or
tests/golden/captures/CASE.pcap.

Then that nothing but the capture decides the bytes: threads, standard input, the folder one
stands in, the time zone, the language, company in the same report."""

import difflib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KINDS = (".pcap", ".pcapng")


def cases():
    """name -> path of the capture, relative to the root"""
    paths = [*(ROOT / "captures").glob("*/capture.*"), *(HERE / "captures").iterdir()]
    return {
        path.parent.name if path.stem == "capture" else path.stem: path.relative_to(ROOT)
        for path in sorted(paths)
        if path.suffix in KINDS
    }


def report(wiregloss, *arguments, cwd=ROOT, stdin=subprocess.DEVNULL, **environment):
    run = subprocess.run(
        [wiregloss, "report", "-q", "-f", "json", "--hashes", "--no-findings", *map(str, arguments)],
        cwd=cwd, stdin=stdin, capture_output=True, timeout=60, check=False,
        env={**os.environ, **environment},
    )
    if run.returncode != 0 or run.stderr:
        raise RuntimeError(f"status {run.returncode}: {run.stderr.decode('utf-8', 'replace')}")
    return run.stdout


def canonical(text):
    """One value a line, in the order of the report; without the program's version."""
    value = json.loads(text)
    value["tool"].pop("version")
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def captures(text):
    """The captures of a report, whatever they were called."""
    found = json.loads(text)["captures"]
    for capture in found:
        capture.pop("file")
    return found


def golden(wiregloss, name, path, update):
    expected = HERE / "expected" / f"{name}.json"
    got = canonical(report(wiregloss, path))
    if update:
        expected.write_text(got, encoding="utf-8")
        return
    want = expected.read_text(encoding="utf-8") if expected.exists() else ""
    if got != want:
        lines = difflib.unified_diff(
            want.splitlines(), got.splitlines(), str(expected.relative_to(ROOT)), "now", lineterm=""
        )
        raise AssertionError("\n".join(list(lines)[:60]) + f"\nif it is right: update.sh {name}")


def one_thread_or_two(wiregloss, path):
    first = report(wiregloss, "--jobs", "1", path)
    for jobs in ("1", "2", "7"):
        assert report(wiregloss, "--jobs", jobs, path) == first, f"--jobs {jobs} differs"


def standard_input(wiregloss, path):
    with (ROOT / path).open("rb") as file:
        piped = report(wiregloss, "-", stdin=file)
    assert captures(piped) == captures(report(wiregloss, path))


def surroundings(wiregloss, path):
    there = report(wiregloss, (ROOT / path).name, cwd=(ROOT / path).parent,
                   TZ="Asia/Tokyo", LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")
    assert captures(there) == captures(report(wiregloss, path))


def company(wiregloss, path, others):
    alone = captures(report(wiregloss, path))[0]
    together = captures(report(wiregloss, path, *others))
    assert len(together) == 1 + len(others)
    assert together[0] == alone, "the first capture of several differs from the same alone"


def main():
    update = "--update" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    wiregloss, wanted = os.path.abspath(arguments[0]), arguments[1:]
    known = cases()
    if missing := set(wanted) - set(known):
        sys.exit(f"no such case: {' '.join(sorted(missing))}; there are: {' '.join(known)}")

    tests = []
    for name, path in known.items():
        if not wanted or name in wanted:
            tests.append((name, lambda n=name, p=path: golden(wiregloss, n, p, update)))
            if not update:
                for law in (one_thread_or_two, standard_input, surroundings):
                    tests.append((f"{name}: {law.__name__}", lambda law=law, p=path: law(wiregloss, p)))
    if not update and not wanted:
        first, *others = known.values()
        tests.append(("company", lambda: company(wiregloss, first, others)))

    failed = 0
    for name, run in tests:
        try:
            run()
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"{name}: {error or type(error).__name__}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
