#!/usr/bin/env python3
"""outputs.py WIREGLOSS: each format of the report is what its readers expect (SARIF and HAR by their schemas), and all
tell the same findings. Over the bundled captures, the golden ones and the talks that raise findings."""

import copy
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "tests/findings")]

import junit  # pylint: disable=wrong-import-position
import schema  # pylint: disable=wrong-import-position
import talk  # pylint: disable=wrong-import-position,import-error

WIREGLOSS = os.path.abspath(sys.argv[1])
HAR_FILES = json.loads((HERE / "schemas/har-1.2.json").read_text())
SARIF = schema.Checker(json.loads((HERE / "schemas/sarif-2.1.0.json").read_text()))
HAR = schema.Checker(HAR_FILES["har.json"], HAR_FILES)
TALKS = 60  # at most of them: each other file's first case


class Inputs:
    def __init__(self, folder):
        self.keylog = str(folder / "keys.log")
        pathlib.Path(self.keylog).touch()
        self.quiet = str(ROOT / "captures/01-first-look/capture.pcap")
        self.captures = [str(path) for path in sorted(ROOT.glob("tests/golden/captures/*.pcap*"))] + [self.quiet]
        files = sorted((ROOT / "tests/findings/talks").glob("*.talk"))
        files = files[:: len(files) // TALKS + 1]
        self.talks = []
        for file in files:
            case = next((case for case in talk.read(str(file)) if case.fires), None)
            if case is not None:
                path = folder / f"{file.stem}.pcap"
                path.write_bytes(case.capture(str(folder), self.keylog))
                self.talks.append(str(path))
        self.all = self.talks + self.captures


def report(form, inputs, *paths, options=()):
    run = subprocess.run(
        [WIREGLOSS, "report", "-q", "-f", form, "--keylog", inputs.keylog, *options, *paths],
        capture_output=True, timeout=120, check=False,
    )
    assert run.returncode == 0, f"status {run.returncode}: {run.stderr.decode()[:500]}"
    return run.stdout.decode("utf-8")


def facts(inputs, *paths, options=()):
    return json.loads(report("json", inputs, *paths, options=options))["captures"]


def right(said, what):
    said = list(said)
    assert not said, f"{what}: {said[:5]}"


def sarif_is_valid(inputs):
    for paths in (inputs.all, [inputs.quiet], inputs.talks[:1]):
        right(SARIF.check(json.loads(report("sarif", inputs, *paths))), paths[0])


def sarif_tells_the_same(inputs):
    run = json.loads(report("sarif", inputs, *inputs.all))["runs"][0]
    findings = [(capture["file"], finding) for capture in facts(inputs, *inputs.all) for finding in capture.get("findings", [])]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(findings) > len(inputs.talks) / 2
    for result, (_, finding) in zip(run["results"], findings):
        assert result["ruleId"] == finding["id"] == rules[result["ruleIndex"]]["id"]
        assert result["message"]["text"] and result["properties"]["severity"] == finding["severity"]
        assert result["properties"].get("frames", []) == finding.get("frames", [])
    assert len(run["artifacts"]) == len(inputs.all)
    prints = [result["partialFingerprints"]["wiregloss/v1"] for result in run["results"]]
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in prints)


def sarif_places_are_in_the_file(inputs):
    """The bytes of a region are the evidence's."""
    seen = 0
    for path in inputs.talks:
        data = pathlib.Path(path).read_bytes()
        results = json.loads(report("sarif", inputs, path, options=["--reveal-secrets"]))["runs"][0]["results"]
        for result in results:
            for place in result["locations"] + result.get("relatedLocations", []):
                region = place["physicalLocation"].get("region")
                if region is None or "message" not in place:
                    continue
                piece = data[region["byteOffset"]:region["byteOffset"] + region["byteLength"]]
                assert len(piece) == region["byteLength"], (path, region)
                value = place["message"]["text"].partition(": ")[2].encode()
                seen += piece == value
    assert seen > 0, "no region holds its value"


def a_wrong_sarif_is_seen(inputs):
    good = json.loads(report("sarif", inputs, *inputs.talks[:1]))
    for spoil in (
        lambda log: log.pop("version"),
        lambda log: log["runs"][0].pop("tool"),
        lambda log: log["runs"][0]["results"][0].update(level="awful"),
        lambda log: log["runs"][0]["results"][0].update(colour="red"),
        lambda log: log["runs"][0]["results"][0]["locations"][0]["physicalLocation"].update(region={"byteOffset": -5}),
    ):
        bad = copy.deepcopy(good)
        spoil(bad)
        assert SARIF.check(bad), "a wrong log passes"


def har_is_valid(inputs):
    for paths in (inputs.all, [inputs.quiet]):
        right(HAR.check(json.loads(report("har", inputs, *paths))), paths[0])


def har_tells_the_same(inputs):
    for path in inputs.captures:
        entries = json.loads(report("har", inputs, path))["log"]["entries"]
        capture = facts(inputs, path)[0]
        exchanges = [item for item in capture.get("http", []) if "request" in item]
        assert sorted(entry["_frame"] for entry in entries) == sorted(item["request"]["frame"] for item in exchanges), path
        assert sorted(entry["response"]["status"] for entry in entries) == sorted(
            item.get("response", {}).get("status", 0) for item in exchanges), path
        said = sum(len(entry.get("_webSocketMessages", [])) for entry in entries)
        assert said == sum(len(item.get("messages", [])) for item in capture.get("websocket", [])), path
        starts = [capture["earliest"] if "earliest" in capture else capture.get("first", "")]
        assert all(entry["startedDateTime"] >= starts[0] for entry in entries), path


def a_wrong_har_is_seen(inputs):
    good = json.loads(report("har", inputs, inputs.quiet))
    for spoil in (
        lambda log: log["log"]["entries"][0].pop("timings"),
        lambda log: log["log"]["entries"][0]["request"].pop("method"),
        lambda log: log["log"]["entries"][0].update(startedDateTime="yesterday"),
        lambda log: log["log"]["entries"][0].update(serverIPAddress="300.1.2.3"),
    ):
        bad = copy.deepcopy(good)
        spoil(bad)
        assert HAR.check(bad), "a wrong archive passes"


def junit_is_valid(inputs):
    for paths in (inputs.all, [inputs.quiet]):
        right(junit.check(report("junit", inputs, *paths)), paths[0])
    assert list(junit.check("<testsuites><testsuite name='a' tests='2'><testcase name='b' classname='c'/></testsuite></testsuites>"))
    assert list(junit.check("<testsuites><testsuite name='a' tests='0'/></testsuites>"))


def csv_is_a_table(inputs):
    text = report("csv", inputs, *inputs.all)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    findings = [finding for capture in facts(inputs, *inputs.all) for finding in capture.get("findings", [])]
    assert [row["id"] for row in rows] == [finding["id"] for finding in findings]
    assert all(None not in row and None not in row.values() for row in rows)
    assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row.values())


def text_has_them_all(inputs):
    """Of each kind the severity, the title, what was seen and where to read on; grades; what is hidden."""
    for path in inputs.talks[:10]:
        text = " ".join(report("text", inputs, path).split())
        capture = facts(inputs, path)[0]
        for finding in capture.get("findings", []):
            assert f"{finding['severity'].upper()} {finding['title']}" in text, (path, finding["id"])
            assert f"wiregloss explain {finding['id']}" in text, (path, finding["id"])
        for server in capture["summary"].get("servers", []):
            if "grade" in server and "worst" in server:
                assert f"held down by {server['worst']}" in text, path
        assert ("Not visible" in text) == ("not_visible" in capture["summary"]), path


def markdown_has_them_all(inputs):
    text = report("markdown", inputs, *inputs.all)
    for capture in facts(inputs, *inputs.all):
        for finding in capture.get("findings", []):
            assert f"`{finding['id']}`" in text, finding["id"]


class Page(html.parser.HTMLParser):
    """Elements that are opened are closed; ids are there once; what is linked to is there."""

    EMPTY = {"meta", "br", "input", "line", "circle", "path"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.wrong, self.tags = [], [], [], [], {}
        self.feed(text)
        self.close()
        self.wrong += [f"{tag} is not closed" for tag in self.open]
        self.wrong += [f"id {one} is there twice" for one in {one for one in self.ids if self.ids.count(one) > 1}]
        self.wrong += [f"no {link}" for link in self.links if link not in set(self.ids)]

    def handle_startendtag(self, tag, attrs):
        self.see(tag, dict(attrs))

    def handle_starttag(self, tag, attrs):
        self.see(tag, dict(attrs))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")

    def see(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if attributes.get("href", "").startswith("#"):
            self.links.append(attributes["href"][1:])
        for name in ("aria-labelledby", "for"):
            self.links += attributes.get(name, "").split()
        if tag in ("script", "img", "link", "iframe") or "style" in attributes or any(name.startswith("on") for name in attributes):
            self.wrong.append(f"<{tag}> is not wanted")
        if attributes.get("src") or attributes.get("href", "#")[0] != "#" and not attributes["href"].startswith(
                ("https://www.rfc-editor.org/rfc/rfc", "https://cwe.mitre.org/")):
            self.wrong.append(f"{tag} reaches out: {attributes}")


def html_stands_alone(inputs):
    for paths in (inputs.all, [inputs.quiet], inputs.talks[:1]):
        text = report("html", inputs, *paths)
        right(Page(text).wrong, paths[0])
        assert len(text) < 5_000_000 and text.startswith("<!DOCTYPE html>") and "lang=\"en\"" in text
        assert "url(" not in text and "@import" not in text
    assert list(Page("<p><b></p>").wrong) and list(Page("<a href='#x'>y</a>").wrong)


def copies(paths, wanted):
    """The packets of @paths over and over, each time between other hosts (Ethernet and IPv4 alone)."""
    out = pathlib.Path(paths[0]).read_bytes()[:24]
    for number in range(wanted):
        data, at = pathlib.Path(paths[number % len(paths)]).read_bytes(), 24
        while at + 16 <= len(data):
            length = int.from_bytes(data[at + 8:at + 12], "little")
            packet = bytearray(data[at + 16:at + 16 + length])
            for place in (26, 30) if packet[12:14] == b"\x08\x00" else ():
                packet[place:place + 3] = bytes([packet[place], number // 200 + 1, number % 200 + 1])
            out += data[at:at + 16] + packet
            at += 16 + length
    return out


def html_has_a_ceiling(inputs):
    path = pathlib.Path(inputs.keylog).parent / "many.pcap"
    path.write_bytes(copies(inputs.talks, 750))
    n = len(facts(inputs, str(path))[0]["findings"])
    text = report("html", inputs, str(path))
    assert n >= 3000, n
    right(Page(text).wrong, path)
    assert len(text) < 5_000_000 and "more of this kind" in text and "more conversations" in text, len(text)
    print(f"html: {n} findings in {len(text)} bytes")


def html_has_them_all(inputs):
    drawn = 0
    for path in inputs.talks[:10]:
        text = report("html", inputs, path)
        for finding in facts(inputs, path)[0].get("findings", []):
            assert f'class="group {finding["severity"]}" data-id="{finding["id"]}"' in text, (path, finding["id"])
        page = Page(text)
        drawn += page.tags.get("svg", 0)
        assert page.tags.get("svg", 0) == page.tags.get("desc", 0) == page.tags.get("title", 0) - 1, path
    assert drawn > 5, drawn


def secrets_stay_hidden(inputs):
    """Of every masked piece of evidence that is long enough to be told from other text."""
    hidden = 0
    for path in inputs.talks:
        open_ones = {}
        for one, two in zip(facts(inputs, path)[0].get("findings", []),
                            facts(inputs, path, options=["--reveal-secrets"])[0].get("findings", [])):
            for masked, shown in zip(one.get("evidence", []), two.get("evidence", [])):
                if re.fullmatch(r"\[masked \d+( #\d+)?\]", masked.get("value", "")):
                    open_ones[shown["value"]] = masked["value"]
        for form in ("text", "markdown", "csv", "junit", "sarif", "html"):
            text = report(form, inputs, path)
            for secret in open_ones:
                if len(secret) >= 12:
                    hidden += 1
                    assert secret not in text, (form, path, secret)
    assert hidden > 0, "no secret was looked for"


def bytes_do_not_depend_on_threads(inputs):
    for form in ("text", "sarif", "har", "junit", "csv", "markdown", "html"):
        one = report(form, inputs, *inputs.all[:10], options=["--jobs", "1"])
        assert one == report(form, inputs, *inputs.all[:10]), form


TESTS = [
    sarif_is_valid,
    sarif_tells_the_same,
    sarif_places_are_in_the_file,
    a_wrong_sarif_is_seen,
    har_is_valid,
    har_tells_the_same,
    a_wrong_har_is_seen,
    junit_is_valid,
    csv_is_a_table,
    text_has_them_all,
    markdown_has_them_all,
    html_stands_alone,
    html_has_a_ceiling,
    html_has_them_all,
    secrets_stay_hidden,
    bytes_do_not_depend_on_threads,
]


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        inputs = Inputs(pathlib.Path(folder))
        for test in TESTS:
            try:
                test(inputs)
            except Exception as error:  # pylint: disable=broad-except
                failed += 1
                print(f"{test.__name__}: {type(error).__name__}: {str(error)[:1500]}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
