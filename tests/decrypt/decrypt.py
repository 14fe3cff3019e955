#!/usr/bin/env python3
"""decrypt.py WIREGLOSS: each recording in captures/, opened with its keys, tells what its client says
it sent, in order, and that it was encrypted; without the keys, and with those of another
recording, it tells nothing of it; and both say so."""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent / "captures"


def key_options(capture):
    keylog, key = capture.with_suffix(".keys"), capture.with_suffix(".pem")
    return ["--keylog", keylog] if keylog.exists() else ["--rsa-key", key]


def report(wiregloss, capture, *options):
    run = subprocess.run(
        [wiregloss, "report", "-q", "-f", "json", "--reveal-secrets", *options, capture],
        capture_output=True, check=False, timeout=60,
    )
    assert run.returncode == 0, f"exit status {run.returncode}: {run.stderr.decode()}"
    return json.loads(run.stdout)["captures"][0]


def sent(facts):
    """Request lines and messages of clients, as a recording's log has them."""
    for exchange in facts.get("http", []):
        assert exchange["decrypted"], f"not marked as decrypted: {exchange}"
        request = exchange["request"]
        yield f"{request['method']} {request['target']}"
    for socket in facts.get("websocket", []):
        for message in socket["messages"]:
            if message["from"] == "client":
                yield f"text {message['text']}"


def connections(facts):
    return facts.get("tls", []) + facts.get("quic", [])


def check(wiregloss, capture, others):
    log = capture.with_suffix(".sent").read_text(encoding="utf-8").splitlines()
    assert log, "an empty log"
    opened = report(wiregloss, capture, *key_options(capture))
    got = list(sent(opened))
    # a report may show the beginning of a long message
    assert len(got) == len(log) and all(a == b or (len(a) >= 200 and b.startswith(a)) for a, b in zip(got, log)), \
        f"sent {log}, reported {got}"
    assert all(c.get("decrypted") for c in connections(opened)), "a connection was not opened"
    for options in ([], key_options(others)):
        closed = report(wiregloss, capture, *options)
        assert not list(sent(closed)), f"opened without its keys: {options}"
        assert not any(c.get("decrypted") for c in connections(closed))


def show_names_what_was_opened(wiregloss):
    """The packet list tells a record by what is in it, opened or not."""
    capture = HERE / "wss.pcap"
    closed = "server_hello, change_cipher_spec, application_data, application_data"
    opened = "server_hello, change_cipher_spec, encrypted_extensions, certificate, certificate_verify, finished\n"
    for options, words in (([], closed), (key_options(capture), opened)):
        run = subprocess.run([wiregloss, "show", *options, capture], capture_output=True, check=True, timeout=60)
        assert words in run.stdout.decode(), f"show {options}: no '{words}'"


def main():
    wiregloss = sys.argv[1]
    captures = sorted(HERE.glob("*.pcap"))
    failed = 0
    assert len(captures) >= 10
    show_names_what_was_opened(wiregloss)
    for i, capture in enumerate(captures):
        try:
            check(wiregloss, capture, captures[i - 1])
            print(f"ok      {capture.stem}")
        except AssertionError as error:
            failed += 1
            print(f"FAILED  {capture.stem}: {error}")
    print(f"{len(captures) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
