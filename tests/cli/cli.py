#!/usr/bin/env python3
"""cli.py WIREGLOSS: how the program behaves where things go wrong: what it says, on which stream,
with which exit status (shared/design/report.md), and that no half report passes for a whole."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WIREGLOSS = os.path.abspath(sys.argv[1])
CAPTURE = ROOT / "captures/01-first-look/capture.pcap"
BASIC = "cred-http-basic-cleartext"
DONE, FAIL_ON, USAGE, UNREADABLE, UNUSABLE, UNWRITABLE = 0, 1, 2, 3, 4, 5
ENVIRONMENT = {**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": ""}


class Run:
    def __init__(self, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=None):
        done = subprocess.run(
            [WIREGLOSS, *map(str, arguments)], stdin=stdin, stdout=stdout, cwd=cwd,
            stderr=subprocess.PIPE, timeout=60, check=False, env=ENVIRONMENT,
        )
        self.status, self.out, self.err = done.returncode, done.stdout or b"", done.stderr.decode()

    def ends(self, status, *words, lines=1):
        """The status; what is on standard error: `lines` lines of ours with `words` in them."""
        assert self.status == status, f"status {self.status}, not {status}; {self.err}"
        said = self.err.splitlines()
        assert len(said) == lines, f"{len(said)} lines on standard error: {self.err}"
        assert all(line.startswith("wiregloss: ") for line in said), self.err
        for word in words:
            assert word in self.err, f"no '{word}' in: {self.err}"
        return self

    def silent(self):
        assert self.out == b"", f"on standard output: {self.out[:200]}"
        return self

    def captures(self):
        return json.loads(self.out)["captures"]


def a_text_is_no_capture(folder):
    (folder / "notes.txt").write_text("Dear diary,\n")
    for form in ("json", "ndjson", "text"):
        Run("report", "-f", form, "notes.txt", cwd=folder).ends(UNREADABLE, "notes.txt").silent()


def an_empty_file_is_no_capture(folder):
    (folder / "empty.pcap").touch()
    Run("report", "empty.pcap", cwd=folder).ends(UNREADABLE, "empty.pcap", "empty").silent()
    Run("report", "/dev/null").ends(UNREADABLE, "/dev/null").silent()
    Run("report", "-").ends(UNREADABLE, "standard input").silent()


def a_folder_is_no_capture(folder):
    Run("report", folder).ends(UNREADABLE, str(folder), "directory").silent()


def a_missing_file_is_named(folder):
    Run("report", "gone.pcap", cwd=folder).ends(UNREADABLE, "gone.pcap", "No such file").silent()


def the_first_bytes_are_not_enough(folder):
    for size in (1, 3, 4, 23):
        (folder / "begun").write_bytes(CAPTURE.read_bytes()[:size])
        Run("report", "begun", cwd=folder).ends(UNREADABLE, "begun").silent()


def no_packets_are_a_capture(folder):
    (folder / "quiet.pcap").write_bytes(CAPTURE.read_bytes()[:24])
    for form in ("text", "ndjson"):
        Run("report", "-f", form, "quiet.pcap", cwd=folder).ends(DONE, lines=0)
    found = Run("report", "-f", "json", "quiet.pcap", cwd=folder).ends(DONE, lines=0).captures()
    assert found[0].get("packets", 0) == 0 and "first" not in found[0], found


def a_cut_capture_says_so(folder):
    (folder / "cut.pcap").write_bytes(CAPTURE.read_bytes()[:-1])
    found = Run("report", "-q", "-f", "json", "cut.pcap", cwd=folder).ends(DONE, lines=0).captures()
    assert found[0]["cut_short"] is True, found[0]
    assert "cut_short" not in Run("report", "-f", "json", CAPTURE).captures()[0]


def the_others_are_done(folder):
    (folder / "bad.pcap").write_text("not me")
    run = Run("report", "-f", "json", CAPTURE, "bad.pcap", "gone.pcap", CAPTURE, cwd=folder)
    run.ends(UNREADABLE, "bad.pcap", "gone.pcap", lines=2)
    assert [c["file"] for c in run.captures()] == [str(CAPTURE)] * 2


def a_closed_pipe_ends_it(folder):
    many = [CAPTURE] * 200
    for form in ("json", "ndjson", "text"):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            run = Run("report", "-f", form, *many, stdout=writer)
        finally:
            os.close(writer)
        assert run.status in (UNWRITABLE, -13), run.status  # 13: SIGPIPE
        assert len(run.err.splitlines()) <= 1, run.err


def what_cannot_be_written_is_named(folder):
    Run("report", CAPTURE, "-o", folder / "no" / "out").ends(UNWRITABLE, "no/out").silent()
    Run("report", CAPTURE, "-o", folder).ends(UNWRITABLE, str(folder)).silent()
    Run("report", CAPTURE, "-o", "/dev/full").ends(UNWRITABLE, "/dev/full").silent()
    with open("/dev/full", "wb") as full:
        Run("report", "-f", "json", CAPTURE, stdout=full).ends(UNWRITABLE, "No space")


def a_file_appears_when_it_is_whole(folder):
    (folder / "out.json").write_text("what was there")
    Run("report", "-f", "json", "gone.pcap", "-o", "out.json", cwd=folder).ends(UNREADABLE)
    assert (folder / "out.json").read_text() == "what was there", "overwritten with nothing"
    Run("report", "-f", "json", CAPTURE, "-o", "out.json", cwd=folder).ends(DONE, lines=0).silent()
    assert json.loads((folder / "out.json").read_text())["captures"]
    assert sorted(p.name for p in folder.iterdir()) == ["out.json"], "something was left behind"


def usage_is_told(folder):
    for arguments in (
        ["report"],
        ["report", "--nonsense", CAPTURE],
        ["report", "-f", "poem", CAPTURE],
        ["report", "--jobs", "many", CAPTURE],
        ["report", "--jobs", "0", CAPTURE],
        ["report", CAPTURE, "-f"],
        ["show"],
        ["show", CAPTURE, "first"],
        ["show", CAPTURE, "--messages", "--hex"],
        ["show", CAPTURE, "--messages", "--filter", "http"],
        ["nonsense"],
        ["findings", "cookies"],
        ["explain"],
        ["report", "--min-severity", "awful", CAPTURE],
        ["report", "--fail-on", "", CAPTURE],
        ["report", "--only", "no-such-finding", CAPTURE],
        ["report", "--only", ",", CAPTURE],
        ["report", "--no-findings", "--fail-on", "high", CAPTURE],
    ):
        Run(*arguments).ends(USAGE).silent()


def without_a_screen_it_says_what_to_do(folder):
    Run().ends(USAGE, "report").silent()
    Run(CAPTURE).ends(USAGE, "report").silent()


def a_frame_that_is_not_there(folder):
    run = Run("show", CAPTURE, "999")
    assert run.status == USAGE and "999" in run.err, (run.status, run.err)


def help_fits_a_screen(folder):
    for command in ([], ["report"], ["show"], ["findings"], ["explain"], ["fields"]):
        run = Run(*command, "--help").ends(DONE, lines=0)
        lines = run.out.decode().splitlines()
        assert 5 < len(lines) <= 24, f"{command}: {len(lines)} lines"
        assert max(map(len, lines)) <= 100 and any("xample" in line for line in lines), command
    assert Run("--version").ends(DONE, lines=0).out.startswith(b"wiregloss 0.")


def odd_names_are_harmless(folder):
    for name in ("-x.pcap", "a b\x1b[31m.pcap", "caf\udce9.pcap"):
        (folder / name).write_bytes(CAPTURE.read_bytes())
        run = Run("report", "-f", "json", f"./{name}", cwd=folder).ends(DONE, lines=0)
        assert len(run.captures()) == 1 and b"\x1b" not in run.out
        run = Run("report", f"./{name}", cwd=folder).ends(DONE, lines=0)
        assert b"\x1b[31m" not in run.out, "a name commands the terminal"
        (folder / name).unlink()
    assert b"\x1b" not in Run("report", "\x1b[31mgone").err.encode()


def a_password_in_the_clear(folder):
    """A capture with one finding, built here."""
    sys.path.insert(0, str(ROOT / "tests/findings"))
    import talk  # pylint: disable=import-outside-toplevel,import-error

    case = next(c for c in talk.read(str(ROOT / f"tests/findings/talks/{BASIC}.talk")) if c.fires)
    path = folder / "password.pcap"
    path.write_bytes(case.capture(str(folder), str(folder / "keys.log")))
    return path


def findings_can_be_chosen(folder):
    capture = a_password_in_the_clear(folder)

    def ids(*arguments):
        found = Run("report", "-f", "json", *arguments, capture).ends(DONE, lines=0).captures()[0]
        return [finding["id"] for finding in found.get("findings", [])]

    assert BASIC in ids()
    assert ids("--only", BASIC) == [BASIC] == ids("--only", f" {BASIC.upper()},{BASIC}")
    severities = ["info", "low", "medium", "high", "critical"]
    numbers = [len(ids("--min-severity", severity)) for severity in severities]
    assert numbers == sorted(numbers, reverse=True) and BASIC in ids("--min-severity", "high")
    assert ids("--no-findings") == []


def a_chain(folder):
    """A capture of a certificate with 70 days to live, and the file of its root."""
    sys.path.insert(0, str(ROOT / "tests/findings"))
    import builders_x509  # pylint: disable=import-outside-toplevel,import-error
    import talk  # pylint: disable=import-outside-toplevel,import-error

    case = talk.Case("chain", 1, "chain", True, "")
    case.lines = [(1, "call cert leaf cn=shop.lab.test san=DNS:shop.lab.test"),
                  (2, "tcp 10.0.0.2:40000 192.0.2.10:443"), (3, "call handshake server=leaf,root")]
    path, root = folder / "chain.pcap", folder / "root.pem"
    path.write_bytes(case.capture(str(folder), str(folder / "keys.log")))
    builders_x509.write_root(root)
    return path, root


def roots_and_the_day_can_be_chosen(folder):
    capture, root = a_chain(folder)

    def ids(*arguments):
        found = Run("report", "-f", "json", *arguments, capture).ends(DONE, lines=0).captures()[0]
        return {finding["id"] for finding in found.get("findings", [])}

    assert "x509-untrusted-root" not in ids("--ca-file", root)
    other = folder / "other.pem"
    system = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
    if system.exists():
        other.write_bytes(system.read_bytes())
        assert "x509-untrusted-root" in ids("--ca-file", other)
        assert "x509-untrusted-root" not in ids("--ca-file", other, "--ca-file", root)
    for when in ("2026-09-01T12:00:00Z", "2026-09-01"):
        assert "x509-expired" in ids("--verify-time", when)
    assert "x509-not-yet-valid" in ids("--verify-time", "2026-01-01")
    assert not {"x509-expired", "x509-not-yet-valid"} & ids("--verify-time", "capture")
    Run("report", "--verify-time", "yesterday", capture).ends(USAGE, "yesterday").silent()
    Run("report", "--ca-file", "gone.pem", capture).ends(UNUSABLE, "gone.pem").silent()
    Run("report", "--ca-file", capture, capture).ends(UNUSABLE, "chain.pcap").silent()


def a_finding_can_fail_the_run(folder):
    capture = a_password_in_the_clear(folder)
    only = ("--only", BASIC)
    for form in ("text", "json", "ndjson", "sarif", "junit", "csv", "markdown", "html"):
        Run("report", "-f", form, *only, "--fail-on", "high", capture).ends(FAIL_ON, lines=0)
    Run("report", *only, "--fail-on", "high", CAPTURE).ends(DONE, lines=0)
    Run("report", *only, "--fail-on", "low", capture, CAPTURE).ends(FAIL_ON, lines=0)
    Run("report", *only, "--fail-on", "low", capture, "gone.pcap").ends(UNREADABLE)


def the_catalogue_is_told():
    """Every finding in the list, in the JSON and explained."""
    listed = Run("findings").ends(DONE, lines=0).out.decode()
    told = json.loads(Run("findings", "--json").ends(DONE, lines=0).out)["findings"]
    assert told and all(f" {finding['id']} " in listed for finding in told)
    run = Run("explain", *(finding["id"] for finding in told)).ends(DONE, lines=0)
    text = " ".join(run.out.decode().split())
    for finding in told:
        for part in ("title", "sentence", "explanation", "attack", "fix", "sure"):
            assert " ".join(finding[part].split()) in text, (finding["id"], part)
    assert b"\x1b" not in run.out
    assert json.loads(Run("explain", "--json", BASIC).out)["id"] == BASIC
    assert Run("findings", "--grade-rule").ends(DONE, lines=0).out.startswith(b"The grade\n")


def explain_knows_what_was_meant(folder):
    the_catalogue_is_told()
    for typed in ("cred-http-basic-cleartxt", "http-basic", "basic-cleartext"):
        Run("explain", typed).ends(USAGE, f"'{typed}'", BASIC).silent()
    run = Run("explain", "qqqqqqqqqqq").ends(USAGE, "wiregloss findings").silent()
    assert "did you mean" not in run.err, run.err


def a_filter_chooses(folder):
    run = Run("show", CAPTURE, "--filter", "http.request.method == \"POST\"").ends(DONE, lines=0)
    assert [line.split()[0] for line in run.out.decode().splitlines()] == ["No.", "19"], run.out
    Run("show", CAPTURE, "19", "--filter", "udp").ends(DONE, lines=0).silent()
    run = Run("report", "-f", "json", "--filter", "dns && udp.port == 53", CAPTURE).ends(DONE, lines=0)
    found = run.captures()[0]
    assert found["dns"] and found["conversations"] and "http" not in found, found.keys()
    assert {c["transport"] for c in found["conversations"]} == {"udp"}, found["conversations"]
    assert not found.get("findings"), found["findings"]
    for form in ("text", "ndjson", "html", "har", "sarif", "csv", "junit", "markdown"):
        Run("report", "-f", form, "--filter", "tls", CAPTURE).ends(DONE, lines=0)
    Run("report", "--fail-on", "high", "--filter", "dns", CAPTURE).ends(DONE, lines=0)


def messages_are_told(folder):
    run = Run("show", CAPTURE, "--messages").ends(DONE, lines=0)
    said = run.out.decode()
    for words in ("SYN, ACK", "HTTP       POST /login", "TLS        ClientHello shop.lab.test"):
        assert words in said, (words, said)
    run = Run("show", CAPTURE, "15", "--messages", "--json").ends(DONE, lines=0)
    said = [json.loads(line) for line in run.out.splitlines()]
    assert [(m["type"], m["layer"], m["from"], m["conversation"]) for m in said] == [
        ("http.response.200", "http", "server", said[0]["conversation"])], said
    Run("show", CAPTURE, "9999", "--messages").ends(USAGE, "no packet 9999")


def a_mistake_in_a_filter_is_shown(folder):
    for command in ("show", "report"):
        run = Run(command, CAPTURE, "--filter", "ip and tcp.prt == 80").silent()
        run.ends(USAGE, "did you mean tcp.port", lines=3)
        assert run.err.splitlines()[2].endswith("  " + " " * 7 + "^~~~~~~"), run.err


TESTS = [
    a_filter_chooses,
    a_mistake_in_a_filter_is_shown,
    messages_are_told,
    a_text_is_no_capture,
    an_empty_file_is_no_capture,
    a_folder_is_no_capture,
    a_missing_file_is_named,
    the_first_bytes_are_not_enough,
    no_packets_are_a_capture,
    a_cut_capture_says_so,
    the_others_are_done,
    a_closed_pipe_ends_it,
    what_cannot_be_written_is_named,
    a_file_appears_when_it_is_whole,
    usage_is_told,
    without_a_screen_it_says_what_to_do,
    a_frame_that_is_not_there,
    help_fits_a_screen,
    findings_can_be_chosen,
    a_finding_can_fail_the_run,
    explain_knows_what_was_meant,
    odd_names_are_harmless,
    roots_and_the_day_can_be_chosen,
]


def main():
    failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
            except Exception as error:  # pylint: disable=broad-except
                failed += 1
                print(f"{test.__name__}: {type(error).__name__}: {error}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
