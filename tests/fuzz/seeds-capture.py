#!/usr/bin/env python3
"""seeds-capture.py: makes the seeds of fuzz-capture anew, in corpus/capture/. Needs zstd, lz4."""

import gzip
import pathlib
import struct
import subprocess

FOLDER = pathlib.Path(__file__).parent / "corpus" / "capture"
PACKET = bytes(range(40))


def pcap(magic, order, version=(2, 4), network=1, extra=b"", more=b""):
    header = struct.pack(order + "IHHQII", magic, *version, 0, 65535, network) + more
    record = struct.pack(order + "IIII", 1700000000, 5, len(PACKET), len(PACKET) + 9)
    if version < (2, 3):
        record = struct.pack(order + "IIII", 1700000000, 5, len(PACKET) + 9, len(PACKET))
    return header + 3 * (record + extra + PACKET)


def block(order, kind, body):
    body += b"\0" * (-len(body) % 4)
    size = len(body) + 12
    return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def pcapng(order):
    options = option(order, 2, b"eth0") + option(order, 9, b"\x09") + option(order, 9, b"\x8a")
    options += option(order, 14, struct.pack(order + "q", -5)) + option(order, 0, b"")
    n = len(PACKET)
    packet = struct.pack(order + "IIIII", 0, 1, 2, n, n) + PACKET + option(order, 1, b"why")
    return (
        block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        + block(order, 1, struct.pack(order + "HHI", 1, 0, 30) + options)
        + block(order, 6, packet)
        + block(order, 2, struct.pack(order + "HHIIII", 0, 7, 1, 2, n, n) + PACKET)
        + block(order, 3, struct.pack(order + "I", n) + PACKET[:30])
        + block(order, 10, struct.pack(order + "II", 0x544C534B, 5) + b"key l")
        + block(order, 4, b"\0" * 4)
        + block(order, 0xBAD, b"\0" * 8)
        + block(order, 6, packet)
    )


def snoop(datalink, padding):
    n = len(PACKET)
    record = struct.pack(">IIIIII", n, n, 24 + n + padding, 0, 1700000000, 7)
    return b"snoop\0\0\0" + struct.pack(">II", 2, datalink) + 3 * (record + PACKET + bytes(padding))


def pipe(*command, data):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def main():
    plain = pcap(0xA1B2C3D4, "<")
    patched = struct.pack("<IHBB", 2, 0x800, 4, 0)
    seeds = {
        "pcap": plain,
        "pcap-big": pcap(0xA1B2C3D4, ">"),
        "pcap-ns": pcap(0xA1B23C4D, "<"),
        "pcap-1999-04": pcap(0xA1B2C3D4, "<", extra=patched),
        "pcap-1999-10": pcap(0xA1B2CD34, "<", extra=patched),
        "pcap-1999-09": pcap(0xA1B2CD34, "<", extra=patched + bytes(4)),
        "pcap-nokia": pcap(0xA1B2C3D4, "<", extra=struct.pack("<I", 0x9FBFB601)),
        "pcap-ixia": pcap(0x1C0001AC, "<", more=bytes(4)),
        "pcap-aix-fddi": pcap(0xA1B2C3D4, ">", (2, 2), 15),
        "pcapng": pcapng("<"),
        "pcapng-both": pcapng(">") + pcapng("<"),
        "pcapng-damaged": pcapng("<") + b"?" * 33 + pcapng("<"),
        "snoop": snoop(4, 2),
        "shomiti-radio": snoop(18, 16),
        "gzip": gzip.compress(plain, mtime=0) + gzip.compress(plain[24:], mtime=0),
        "zstd": pipe("zstd", "-q", "--check", data=plain),
        "lz4": pipe("lz4", "-q", "-z", data=plain),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
