#!/usr/bin/env python3
"""Writes the seeds of fuzz-quic: what is sealed stands as it is."""
import pathlib

HERE = pathlib.Path(__file__).parent / "corpus"
INITIAL, HANDSHAKE, SHORT = 1, 2, 3


def step(level, server, data):
    assert len(data) < 256
    return bytes([level << 1 | server, len(data)]) + data


def stream(ident, offset, data, fin=True):
    return bytes([0x0E | fin, ident, offset, len(data)]) + data


def write(folder, name, *parts):
    path = HERE / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(parts))


REQUEST = b"\x01\x0c\x00\x00\xd1\xd7\x50\x06a.test\xc1"
RESPONSE = b"\x01\x03\x00\x00\xd9"
HELLO = bytes.fromhex("010000260303" + "2a" * 32 + "0000021301")

write("quic", "exchange", b"\0", step(SHORT, 0, stream(0, 0, REQUEST)), step(SHORT, 1, stream(0, 0, RESPONSE + b"\0\2hi")))
write("quic", "early", b"\0", step(SHORT, 0, stream(0, 3, REQUEST[3:])), step(SHORT, 0, stream(0, 0, REQUEST[:3], False)))
write("quic", "blocked", b"\0", step(SHORT, 1, stream(3, 0, b"\0\4\3\1\x50\0", False)), step(SHORT, 0, stream(0, 0, b"\x01\x03\x02\x00\x80")),
      step(SHORT, 0, stream(2, 0, b"\2\x3f\xe1\x0f\xc0\5other", False)))
write("quic", "push", b"\0", step(SHORT, 1, stream(0, 0, b"\5\x0d\0" + REQUEST[2:], False)), step(SHORT, 1, stream(15, 0, b"\1\0" + RESPONSE)))
write("quic", "control", b"\0", step(SHORT, 1, stream(3, 0, b"\0" + b"\4\2\6\7" + b"\7\1\4", False)))
write("quic", "frames", b"\0", step(SHORT, 0, bytes.fromhex("0205000002" "04080a05" "05080a" "070161" "1009" "110409" "1804010101" + "2a" * 16 + "1902" "1a" + "2a" * 8 + "1e")))
write("quic", "close", b"\0", step(SHORT, 1, b"\x1c\x0a\x06\x02no"), step(SHORT, 1, b"\x1d\x41\x00\x00"))
write("quic", "hello-pieces", b"\1", step(INITIAL, 0, b"\x06\x0a" + bytes([len(HELLO) - 10]) + HELLO[10:]), step(INITIAL, 0, b"\x06\x00\x0a" + HELLO[:10]))
write("quic", "negotiation", b"\2", step(0, 1, bytes.fromhex("8000000000" "04c1c2c3c4" "08a1a2a3a4a5a6a7a8" "00000001" "0a0a0a0a")))
write("quic", "retry", b"\0", step(0, 1, bytes.fromhex("f000000001" "04c1c2c3c4" "02f1f2" + "2a" * 20)))
write("quic", "google", b"\1", step(0, 0, b"\x09" + b"*" * 8 + b"Q043\x01" + b"*" * 12 + b"CHLO\1\0\0\0SNI\0\6\0\0\0a.test"))
