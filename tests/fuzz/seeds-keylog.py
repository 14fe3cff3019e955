#!/usr/bin/env python3
"""seeds-keylog.py OUT CAPTURE.pcapng...: conversations with the secrets that open them, as seeds of
fuzz-keylog. Takes pcapng of Ethernet and IPv4 with decryption-secrets blocks."""
import os
import struct
import sys

MOST = 12000


def blocks(path):
    data = open(path, "rb").read()
    at = 0
    while at + 12 <= len(data):
        kind, size = struct.unpack("<II", data[at:at + 8])
        yield kind, data[at + 8:at + size - 4]
        at += size


def conversations(path):
    keys, found = [], {}
    for kind, body in blocks(path):
        if kind == 10:
            size = struct.unpack("<I", body[4:8])[0]
            keys += [line for line in body[8:8 + size].decode().splitlines() if not line.startswith("#")]
        if kind != 6:
            continue
        packet = body[20:20 + struct.unpack("<I", body[12:16])[0]]
        if packet[12:14] != b"\x08\x00" or packet[23] not in (6, 17):
            continue
        ip = packet[14:14 + struct.unpack(">H", packet[16:18])[0]]
        header = (ip[0] & 15) * 4
        source, target = struct.unpack(">HH", ip[header:header + 4])
        payload = ip[header + (8 if ip[9] == 17 else (ip[header + 12] >> 4) * 4):]
        if payload:
            server = min(source, target)
            found.setdefault((ip[9], max(source, target), server), []).append((source == server, payload))
    return keys, found


def main():
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    for path in sys.argv[2:]:
        keys, found = conversations(path)
        for n, ((protocol, _, port), pieces) in enumerate(sorted(found.items(), key=lambda item: item[0])):
            talk = b"".join(payload for _, payload in pieces)
            mine = [line for line in keys if bytes.fromhex(line.split()[1]) in talk]
            seed = "\n".join(mine).encode() + (b"\0" if protocol == 6 else b"\1")
            for server, payload in pieces:
                seed += struct.pack(">H", len(payload) & 0x3fff | (0x8000 if server else 0)) + payload
            if len(seed) <= MOST:
                name = os.path.splitext(os.path.basename(path))[0]
                open(os.path.join(out, f"{name}-{port}-{n}"), "wb").write(seed)


main()
