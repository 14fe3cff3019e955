"""Writes captures of conversations that no well-bred program would have: IPv4 between 192.0.2.2
and 192.0.2.1, one packet every millisecond from the first second of 2026 on; no link layer."""

import hashlib
import pathlib
import struct
import sys

CLIENT, SERVER = bytes([192, 0, 2, 2]), bytes([192, 0, 2, 1])
START_US = 1767225600 * 1000000
RAW_IP = 101  # LINKTYPE_RAW
SYN, ACK, PSH, FIN, RST = 0x02, 0x10, 0x08, 0x01, 0x04


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Wire:
    def __init__(self):
        self.packets = []
        self.port = 40000

    def ip(self, source, target, protocol, payload):
        head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), len(self.packets) + 1,
                           0x4000, 64, protocol, 0, source, target)
        head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
        self.packets.append(head + payload)

    def udp(self, port, payload, from_server=False):
        """A datagram between the client's next port and `port`."""
        ends = (port, self.port) if from_server else (self.port, port)
        source, target = (SERVER, CLIENT) if from_server else (CLIENT, SERVER)
        head = struct.pack(">HHHH", *ends, 8 + len(payload), 0)
        pseudo = source + target + struct.pack(">BBH", 0, 17, len(head) + len(payload))
        head = head[:6] + struct.pack(">H", checksum(pseudo + head + payload) or 0xFFFF)
        self.ip(source, target, 17, head + payload)

    def connect(self, port, handshake=True):
        self.port += 1
        return Connection(self, self.port, port, handshake)

    def save(self):
        """Beside the program, under its name."""
        path = pathlib.Path(sys.argv[0]).with_suffix(".pcap")
        out = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, RAW_IP)
        for n, packet in enumerate(self.packets):
            time = START_US + n * 1000
            out += struct.pack("<IIII", time // 1000000, time % 1000000, len(packet), len(packet))
            out += packet
        path.write_bytes(out)
        print(f"{path}: {len(out)} bytes, SHA-256 {hashlib.sha256(out).hexdigest()}")


class Connection:
    """Both ends count from 1000; every segment acknowledges what its sender has been sent."""

    def __init__(self, wire, client_port, server_port, handshake):
        self.wire, self.ports = wire, (client_port, server_port)
        self.next = [1000, 1000]
        if handshake:
            self.segment(0, b"", SYN)
            self.segment(1, b"", SYN | ACK)
            self.segment(0, b"", ACK)

    def segment(self, end, payload, flags=PSH | ACK, sequence=None, ack=None):
        """From end 0 (client) or 1; `sequence` where it is not the next one."""
        at = self.next[end] if sequence is None else sequence
        source, target = (CLIENT, SERVER) if end == 0 else (SERVER, CLIENT)
        ports = self.ports if end == 0 else self.ports[::-1]
        other = self.next[1 - end] if ack is None else ack
        head = struct.pack(">HHIIBBHHH", *ports, at, other if flags & ACK else 0, 0x50, flags,
                           64240, 0, 0)
        pseudo = source + target + struct.pack(">BBH", 0, 6, len(head) + len(payload))
        total = checksum(pseudo + head + payload)
        self.wire.ip(source, target, 6, head[:16] + struct.pack(">H", total) + head[18:] + payload)
        if sequence is None:
            self.next[end] += len(payload) + bool(flags & (SYN | FIN))

    def client(self, payload):
        self.segment(0, payload)

    def server(self, payload):
        self.segment(1, payload)

    def close(self):
        self.segment(0, b"", FIN | ACK)
        self.segment(1, b"", FIN | ACK)
        self.segment(0, b"", ACK)
