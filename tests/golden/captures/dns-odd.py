#!/usr/bin/env python3
"""Writes dns-odd.pcap: DNS messages that are wrong in one way each."""

import struct

from wire import Wire

wire = Wire()


def head(counts=(1, 0, 0, 0), flags=0x0100):
    head.id += 1
    return struct.pack(">HHHHHH", head.id, flags, *counts)


head.id = 0
ASK = b"\x04shop\x03lab\x04test\0\0\x01\0\x01"
ANSWER = b"\xc0\x0c\0\x01\0\x01\0\0\x01\x2c\0\x04\xc0\0\x02\x01"


def ask(payload):
    """In a conversation of its own, after a question that leaves no doubt that this is DNS."""
    wire.port += 1
    wire.udp(53, head() + ASK)
    wire.udp(53, payload)


ask(head((1, 2, 0, 0), 0x8180) + ASK + ANSWER)  # a second answer is announced
ask(head() + ASK[:-6])  # the question has no type
ask(head() + b"\xc0\x0c\0\x01\0\x01")  # a name that points at itself
ask(head() + b"\x04shop\x80lab\0\0\x01\0\x01")  # a label of a kind that does not exist
ask(head() + (b"\x3f" + b"a" * 63) * 4 + b"\x01b\0\0\x01\0\x01")  # 259 bytes of name
ask(head() + ASK + b"and more")
ask(head((1, 513, 0, 0), 0x8180) + ASK + ANSWER * 513)
ask(head((65, 0, 0, 0)) + (b"\0" + ASK[-4:]) * 65)
wire.save()
