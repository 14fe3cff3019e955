"""Packets, as a capture holds them."""

import ipaddress
import socket
import struct

BASE = 1_780_000_000  # the clock of every talk begins here: 28 May 2026
MSS = 1400


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip(source, target, protocol, payload, ttl=64):
    a, b = ipaddress.ip_address(source), ipaddress.ip_address(target)
    if a.version == 6:
        return struct.pack(">IHBB", 6 << 28, len(payload), protocol, ttl) + a.packed + b.packed + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, ttl, protocol, 0) + a.packed + b.packed
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ethernet(payload, kind=None, source="02:00:00:00:00:01", target="02:00:00:00:00:02"):
    if kind is None:
        kind = 0x86DD if payload[0] >> 4 == 6 else 0x0800
    return bytes.fromhex(target.replace(":", "") + source.replace(":", "")) + struct.pack(">H", kind) + payload


def udp(source, sport, target, dport, payload):
    return ip(source, target, 17, struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload)


class Capture:
    """Packets with their times, which become a pcap."""

    def __init__(self):
        self.packets = []
        self.now = 0.0

    def add(self, frame):
        self.now += 0.001
        self.packets.append((self.now, frame))
        return len(self.packets)

    def pcap(self):
        out = [struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
        for time, frame in self.packets:
            micros = round(time * 1e6)
            out.append(struct.pack("<IIII", BASE + micros // 10**6, micros % 10**6, len(frame), len(frame)) + frame)
        return b"".join(out)


def end_of(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


class Tcp:
    """A connection: says bytes, in segments that are all acknowledged."""

    FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

    def __init__(self, capture, client, server, handshake=True):
        self.capture = capture
        self.ends = [end_of(client), end_of(server)]
        self.seq = [1000, 5000]
        if handshake:
            self.segment(0, self.SYN)
            self.segment(1, self.SYN | self.ACK)
            self.segment(0, self.ACK)

    def segment(self, side, flags, payload=b""):
        (source, sport), (target, dport) = self.ends[side], self.ends[1 - side]
        head = struct.pack(">HHIIBBHHH", sport, dport, self.seq[side], self.seq[1 - side] if flags & self.ACK else 0,
                           0x50, flags, 65535, 0, 0)
        number = self.capture.add(ethernet(ip(source, target, socket.IPPROTO_TCP, head + payload)))
        self.seq[side] += len(payload) + bool(flags & (self.SYN | self.FIN))
        return number

    def say(self, side, data):
        for at in range(0, len(data), MSS):
            self.segment(side, self.PSH | self.ACK, data[at:at + MSS])

    def fin(self):
        self.segment(0, self.FIN | self.ACK)
        self.segment(1, self.FIN | self.ACK)
        self.segment(0, self.ACK)

    def rst(self, side=1):
        self.segment(side, self.RST | self.ACK)
