#!/usr/bin/env python3
"""seeds-logins.py: makes the seeds of fuzz-logins anew, in corpus/logins/, from the conversations
of test-logins.c and test-mail.c."""

import pathlib
import re

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "corpus" / "logins"
UNIT = HERE.parent / "unit" / "dissectors"
ROOMS = ("", "smtp", "pop", "imap", "ftp", "telnet", "ldap", "mqtt", "redis", "socks", "xmpp",
         "irc", "postgresql", "mysql")


def piece(line):
    who, text = line[0], line[3:]
    side = 0x80 if who in "Ss" else 0
    if line[1:] == " gap":
        return bytes([side])
    data = text.encode() + b"\r\n" if who.isupper() else bytes.fromhex(text)
    return b"".join(
        bytes([side | len(data[i : i + 100])]) + data[i : i + 100] for i in range(0, len(data), 100)
    )


def talks(path):
    """(room, number, lines) of every conversation in a test's tables."""
    for table in re.finditer(r"static const Talk (\w+)\[\] = \{(.*?)\n\};", path.read_text(), re.S):
        lists = re.findall(r"\{\s*(\"[CScs](?::| gap).*?)\s*\},", table[2], re.S)
        for number, lines in enumerate(lists):
            joined = re.sub(r'"\s+"', "", lines)
            strings = re.findall(r'"((?:\\.|[^"\\])*)"', joined)
            yield table[1], number, [s.replace('\\"', '"').replace("\\\\", "\\") for s in strings]


FOLDER.mkdir(parents=True, exist_ok=True)
for source in ("test-mail.c", "test-logins.c"):
    for room, number, lines in talks(UNIT / source):
        start = ROOMS.index(room) if number % 2 == 0 else 0
        body = bytes([start]) + b"".join(piece(line) for line in lines)
        (FOLDER / f"{room}-{number}").write_bytes(body)
