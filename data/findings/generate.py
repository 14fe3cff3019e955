#!/usr/bin/env python3
"""generate.py h|c OUT FILE...: makes the catalogue of findings from their texts, ID.ini each.
generate.py list DIR: the names of the texts."""

import configparser
import pathlib
import sys

SEVERITIES = ["info", "low", "medium", "high", "critical"]
CONFIDENCES = ["low", "medium", "high"]
PER = ["pair", "server", "client", "capture"]
WORDS = ["title", "sentence", "why", "attack", "fix", "sure"]


def read(path):
    ini = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    ini.optionxform = str
    with open(path, encoding="utf-8") as file:
        ini.read_file(file)
    return ini


def joined(text):
    return " ".join(text.split())


def quoted(text):
    out = '"'
    for byte in text.encode():
        if byte in b'"\\':
            out += "\\" + chr(byte)
        elif byte == 10:
            out += "\\n"
        elif 32 <= byte < 127 and byte != 63:
            out += chr(byte)
        else:
            out += f"\\{byte:03o}"
    return out + '"'


def symbol(name):
    return "wg_finding_" + name.replace("-", "_")


def lines_of(text):
    """An example's lines; the bar that a line may begin with keeps its indentation."""
    return "\n".join(line.removeprefix("|") for line in text.strip("\n").split("\n"))


def words(ini, name):
    languages = ["en"] + sorted(section for section in ini.sections() if section.startswith("words "))
    yield f"static const WgFindingWords words_{name}[] = {{"
    for language in languages:
        section = ini["words"] if language == "en" else ini[language]
        parts = ", ".join(f".{word} = {quoted(joined(section[word]))}" for word in WORDS)
        yield f"  {{.language = {quoted(language.removeprefix('words '))}, {parts}}},"
    yield "  {0},\n};"


def c_source(files):
    yield '#include "finding-types.h"\n'
    for path in files:
        ini, name = read(path), symbol(path.stem)
        finding = ini["finding"]
        yield from words(ini, name)
        yield f"static const WgFindingExample examples_{name}[] = {{"
        for where, lines in ini["examples"].items() if ini.has_section("examples") else ():
            yield f"  {{{quoted(where)}, {quoted(lines_of(lines))}}},"
        yield "  {0},\n};"
        references = [joined(part) for part in finding["references"].split(";") if part.strip()]
        yield f"static const char *const references_{name}[] = {{"
        yield "".join(f"  {quoted(one)},\n" for one in references) + "  NULL,\n};"
        yield f"const WgFindingType {name} = {{"
        yield f"  .id = {quoted(path.stem)}, .group = {quoted(finding['group'])},"
        yield f"  .tier = {int(finding['tier'])},"
        yield f"  .severity = (WgSeverity) {SEVERITIES.index(finding['severity']) + 1},"
        yield f"  .confidence = (WgConfidence) {CONFIDENCES.index(finding['confidence']) + 1},"
        yield f"  .per = (WgPer) {PER.index(finding.get('per', 'pair'))},"
        yield f"  .confidential = {'TRUE' if finding.getboolean('confidential', False) else 'FALSE'},"
        yield f"  .words = words_{name}, .examples = examples_{name}, .references = references_{name},"
        yield "};\n"
    yield "const WgFindingType *const wg_finding_types[] = {"
    yield "".join(f"  &{symbol(path.stem)},\n" for path in files) + "  NULL,\n};"
    yield f"const char wg_grade_rule[] = {quoted(grade_rule())};"


def header(files):
    yield '#pragma once\n\n#include "model/finding.h"\n'
    yield "/* The catalogue, by name; ended by NULL. */"
    yield "extern const WgFindingType *const wg_finding_types[];\n"
    yield "/* How servers are graded: paragraphs, a line each; rows of a table begin with a bar. */"
    yield "extern const char wg_grade_rule[];\n"
    for path in files:
        yield f"extern const WgFindingType {symbol(path.stem)};"


def grade_rule():
    """The section of the README that publishes it, a paragraph a line."""
    text = (pathlib.Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    section = "## The grade" + text.split("## The grade", 1)[1].split("\n## ", 1)[0]
    blocks = [block if block.startswith("|") else joined(block) for block in section.strip().split("\n\n")]
    return "\n\n".join(blocks) + "\n"


def main():
    kind, out, *names = sys.argv[1:]
    if kind == "list":
        print("\n".join(sorted(path.name for path in pathlib.Path(out).glob("*.ini"))))
        return
    files = sorted(pathlib.Path(name) for name in names)
    text = "\n".join((header if kind == "h" else c_source)(files)) + "\n"
    pathlib.Path(out).write_text(text, encoding="utf-8")


main()
