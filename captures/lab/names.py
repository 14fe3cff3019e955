#!/usr/bin/env python3
"""names.py ADDRESS: a name server for *.lab.test, on UDP port 53 of ADDRESS. Every name of the
laboratory has that address and no other record; what is not *.lab.test does not exist."""

import socket
import struct
import sys

ADDRESS = sys.argv[1]
A = 1
NXDOMAIN = 3


def question(query):
    """(name, type, the question's bytes)"""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii").lower())
        at += 1 + query[at]
    return ".".join(labels), struct.unpack_from(">H", query, at + 1)[0], query[12 : at + 5]


def answer(query):
    name, kind, asked = question(query)
    known = name.endswith(".lab.test")
    records = b""
    if known and kind == A:
        pointer = 0xC00C  # to the name in the question
        records = struct.pack(">HHHIH", pointer, A, 1, 300, 4) + socket.inet_aton(ADDRESS)
    flags = 0x8580 | (0 if known else NXDOMAIN)
    return query[:2] + struct.pack(">HHHHH", flags, 1, bool(records), 0, 0) + asked + records


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((ADDRESS, 53))
while True:
    packet, client = server.recvfrom(512)
    server.sendto(answer(packet), client)
