#!/usr/bin/env python3
"""findings.py WIREGLOSS [ID...]: every finding of the catalogue is raised by the talks that say
so, and not by their near misses. Without ids also: every finding has both, and every talk a
finding."""

import glob
import json
import os
import subprocess
import sys
import tempfile

import builders_x509
import talk

HERE = os.path.dirname(os.path.abspath(__file__))
CATALOGUE = os.path.join(HERE, "..", "..", "data", "findings")
BATCH = 60


def reports(wiregloss, paths, keylog, root):
    """path -> its findings"""
    found = {}
    for at in range(0, len(paths), BATCH):
        command = [wiregloss, "report", "-q", "-f", "json", "--keylog", keylog, "--ca-file", root, *paths[at:at + BATCH]]
        out = subprocess.run(command, capture_output=True, timeout=120)
        if out.returncode != 0:
            raise RuntimeError(f"exit status {out.returncode}: {out.stderr.decode(errors='replace')}")
        for capture in json.loads(out.stdout)["captures"]:
            found[capture["file"]] = capture.get("findings", [])
    return found


def compared(wiregloss, path, case):
    """The findings of the second of two captures."""
    with open(path + ".second", "wb") as file:
        file.write(case.second)
    command = [wiregloss, "report", "-q", "-f", "json", "--compare", path, path + ".second"]
    out = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return json.loads(out.stdout)["captures"][1].get("findings", [])


def value_of(finding, key):
    for part in key.split("."):
        finding = finding.get(part, {}) if isinstance(finding, dict) else {}
    return finding


def fits(finding, expect):
    for key, wanted in expect.items():
        if key == "frame":
            if int(wanted) not in finding.get("frames", []):
                return False
        elif str(value_of(finding, key) or "") != wanted:
            return False
    return True


def judge(case, findings):
    """What is wrong, or None."""
    ours = [finding for finding in findings if finding["id"] == case.finding]
    if not case.fires:
        ours = [finding for finding in ours if fits(finding, case.expect)]
        return f"raised: {ours[0].get('detail')} at {ours[0].get('frames')}" if ours else None
    if not ours:
        return "not raised; there are: " + (", ".join(finding["id"] for finding in findings) or "none")
    if not any(fits(finding, case.expect) for finding in ours):
        shown = [{key: value_of(finding, key) if key != "frame" else finding.get("frames") for key in case.expect} for finding in ours]
        return f"expected {case.expect}, got {shown}"
    return None


def uncovered(cases):
    """Findings without one of the two kinds, talks without a finding."""
    catalogue = {os.path.basename(path)[:-4] for path in glob.glob(os.path.join(CATALOGUE, "*.ini"))}
    for name in sorted(catalogue):
        kinds = {case.fires for case in cases if case.finding == name}
        if True not in kinds:
            yield f"{name}: no talk raises it"
        if False not in kinds:
            yield f"{name}: no near miss"
    for name in sorted({case.finding for case in cases} - catalogue):
        yield f"{name}.talk: no such finding"


def main():
    wiregloss, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    paths = sorted(glob.glob(os.path.join(HERE, "talks", "*.talk")))
    cases = [case for path in paths for case in talk.read(path) if not wanted or case.finding in wanted]
    problems = [] if wanted else list(uncovered(cases))
    done = len(problems)
    with tempfile.TemporaryDirectory() as folder:
        keylog = os.path.join(folder, "keys.log")
        open(keylog, "w").close()
        root = os.path.join(folder, "root.pem")
        builders_x509.write_root(root)
        files = {}
        for number, case in enumerate(cases):
            path = os.path.join(folder, f"{number:05}.pcap")
            with open(path, "wb") as file:
                file.write(case.capture(folder, keylog))
            files[path] = case
        if os.environ.get("KEEP"):
            subprocess.run(["cp", "-r", folder, os.environ["KEEP"]], check=False)
        found = reports(wiregloss, list(files), keylog, root)
        for path, case in files.items():
            if case.second is not None:
                found[path] = compared(wiregloss, path, case)
    for path, case in files.items():
        done += 1
        if wrong := judge(case, found[path]):
            problems.append(f"{case}: {wrong}")
    for problem in problems:
        print(problem)
    print(f"{done - len(problems)} passed, {len(problems)} failed")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
