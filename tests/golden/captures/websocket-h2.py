#!/usr/bin/env python3
"""websocket-h2.py HOST PORT: a chat over WebSocket on a stream of HTTP/2 (RFC 8441), as no client
of Debian 12 speaks it: three messages, each answered, and a close; another stream beside it."""

import itertools
import socket
import struct
import sys

DATA, HEADERS, SETTINGS, GOAWAY, WINDOW = 0, 1, 4, 7, 8
LINES = ["Hello, is anybody there?", "Do you have teapots?", "Thank you. " + "Bye! " * 40]
MASK = bytes.fromhex("37fa213d")


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """Never indexed: no table to keep."""
    return b"\x10" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def headers(**fields):
    return b"".join(literal(n.replace("__", ":").replace("_", "-"), v) for n, v in fields.items())


def message(opcode, payload):
    head = bytes([0x80 | opcode])
    head += bytes([0x80 | len(payload)]) if len(payload) < 126 else struct.pack(">BH", 0xFE, len(payload))
    return head + MASK + bytes(b ^ m for b, m in zip(payload, itertools.cycle(MASK)))


def receive(wire, kinds, stream):
    """Frames until one of `kinds` on `stream` that says something."""
    while True:
        head = wire.read(9)
        length, kind, flags, on = int.from_bytes(head[:3], "big"), head[3], head[4], int.from_bytes(head[5:], "big")
        payload = wire.read(length)
        if kind in kinds and on == stream and payload:
            return payload


def main():
    host, port = sys.argv[1], int(sys.argv[2])
    connection = socket.create_connection((host, port))
    wire = connection.makefile("rb")
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, b"\0\x02\0\0\0\0"))
    receive(wire, {SETTINGS}, 0)
    chat = headers(__method="CONNECT", __protocol="websocket", __scheme="http", __path="/chat?room=kitchen",
                   __authority=host, sec_websocket_version="13", sec_websocket_protocol="chat",
                   origin=f"http://{host}")
    other = headers(__method="GET", __scheme="http", __path="/", __authority=host)
    connection.sendall(frame(SETTINGS, 1, 0) + frame(HEADERS, 4, 1, chat))
    receive(wire, {HEADERS}, 1)
    for number, line in enumerate(LINES):
        said = message(1, line.encode())
        cut = len(said) // 2 if number == 2 else len(said)
        for part in filter(None, (said[:cut], said[cut:])):
            connection.sendall(frame(DATA, 0, 1, part))
        if number == 1:
            connection.sendall(frame(HEADERS, 5, 3, other))
        receive(wire, {DATA}, 1)
    connection.sendall(frame(DATA, 0, 1, message(8, struct.pack(">H", 1000) + b"enough tea")))
    receive(wire, {DATA}, 1)
    connection.sendall(frame(DATA, 1, 1) + frame(GOAWAY, 0, 0, bytes(8)))
    connection.close()


main()
