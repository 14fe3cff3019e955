"""What the gates share. A gate is a program of this folder with

    check(root)  yields 'file:line: what is wrong' for the tree at `root`
    bad          snippets, [(name, {path: text}, a part of the complaint)]: trees that must fail
    good         the same without a complaint: trees that must pass

gate.main() tries the gate on its snippets first, as a gate that cannot fail guards nothing."""

import os
import pathlib
import re
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIP = 77  # meson's exit status for a test that could not run
ENGINE = ("src", "dissectors")


def files(root, folders, suffixes):
    """Paths below `folders`, relative to `root`, sorted."""
    found = []
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.suffix in suffixes and path.is_file():
                found.append(path.relative_to(root))
    return sorted(found)


def read(root, path):
    return (root / path).read_text(encoding="utf-8")


TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""", re.S
)


def code(text, keep_text=False):
    """C without comments, and without what stands in quotes; the lines stay where they are."""

    def blank(match):
        found = match.group()
        if match.group("text") is not None:
            return found if keep_text else found[0] + found[-1]
        return "\n" * found.count("\n") or " "

    return TOKEN.sub(blank, text)


def without_directives(text):
    """Code without preprocessor lines (and their continuations); the lines stay."""
    return re.sub(
        r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group().count("\n"), text, flags=re.M
    )


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def _tree(folder, snippet):
    for path, text in snippet.items():
        path = pathlib.Path(folder) / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pathlib.Path(folder)


def _snippet(check, snippet, complaint):
    with tempfile.TemporaryDirectory() as folder:
        said = list(check(_tree(folder, snippet)))
    if complaint is None:
        return not said, said
    return any(complaint in line for line in said), said


def main(check, bad, good=()):
    passed = failed = 0
    for name, snippet, complaint in list(bad) + [(n, s, None) for n, s in good]:
        try:
            ok, said = _snippet(check, snippet, complaint)
        except Exception:  # pylint: disable=broad-except
            ok, said = False, [traceback.format_exc()]
        passed, failed = passed + ok, failed + (not ok)
        if not ok:
            print(f"the gate itself, {name}: wanted {complaint or 'no complaint'}, got {said}")

    complaints = list(check(ROOT))
    for complaint in complaints:
        print(complaint)
    passed, failed = passed + (not complaints), failed + bool(complaints)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def environment(name):
    """A value that meson hands to the gates."""
    return os.environ.get(name, "")
