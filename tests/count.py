#!/usr/bin/env python3
"""count.py BROKEN NAME=TESTLOG.json...: adds up the test cases of meson's test logs.

A test program tells its cases as cmocka does or with a closing line 'N passed, N failed[, N
skipped]'; one that tells none is one case. A program that ends badly without a failed case is one
more failure. BROKEN is the number of builds that did not succeed. Ends with that same line."""

import json
import re
import sys

CMOCKA = re.compile(r"^\[ +(PASSED|FAILED|SKIPPED) +\] (\d+) test", re.M)
ENDINGS = ("PASSED", "FAILED", "SKIPPED")
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


def cases(test):
    """[passed, failed, skipped] of one program."""
    out = test.get("stdout", "") + "\n" + test.get("stderr", "")
    result = test["result"]
    count = [0, 0, 0]
    if closing := CLOSING.findall(out):
        count = [int(n or 0) for n in closing[-1]]
    else:
        for word, n in CMOCKA.findall(out):
            count[ENDINGS.index(word)] += int(n)
    if result == "SKIP" and not any(count):
        count[2] = 1
    elif result not in ("OK", "SKIP") and count[1] == 0:
        count[1] = 1
    elif not any(count):
        count[0] = 1
    return count


def main():
    total = [0, int(sys.argv[1]), 0]
    for arg in sys.argv[2:]:
        name, path = arg.split("=", 1)
        lane = [0, 0, 0]
        with open(path, encoding="utf-8") as log:
            for line in log:
                test = json.loads(line)
                count = cases(test)
                lane = [a + b for a, b in zip(lane, count)]
                if count[1]:
                    print(f"{name}: {test['name']}: {test['result']}")
        print(f"{name + ':':7} {lane[0]} cases passed, {lane[1]} failed, {lane[2]} skipped")
        total = [a + b for a, b in zip(total, lane)]
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main())
