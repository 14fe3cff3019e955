#!/usr/bin/env python3
"""seeds-channel.py OUT CAPTURE.pcap...: conversations of our own captures as seeds of fuzz-channel.

Writes OUT/channel-PROTOCOL/NAME for each conversation, PROTOCOL by the server's port, the first
1,500 bytes of each direction's segments in the order of the capture. Takes Ethernet and IPv4."""
import os
import struct
import sys

PORTS = {21: "ftp", 25: "smtp", 53: "dns", 80: "http", 110: "pop", 143: "imap", 389: "ldap", 443: "tls",
         587: "smtp", 1080: "socks", 1883: "mqtt", 3306: "mysql", 5432: "postgresql", 6379: "redis",
         5222: "xmpp", 23: "telnet", 8080: "http", 8443: "tls"}
MOST = 4000

# Where we have no capture of a protocol: what both ends say, the server marked with True.
WORDS = {
    "ftp": [(True, b"220 ready\r\n"), (False, b"USER anna\r\n"), (True, b"331 password\r\n"),
            (False, b"PASS secret\r\n"), (True, b"230 in\r\n"),
            (False, b"PORT 10,0,0,2,195,80\r\n"), (True, b"200 fine\r\n"), (False, b"EPRT |2|2001:db8::2|5282|\r\n"),
            (True, b"522 no\r\n"), (False, b"PASV\r\n"), (True, b"227 go (10,0,0,1,4,0)\r\n"), (False, b"AUTH TLS\r\n"), (True, b"234 go\r\n")],
    "pop": [(True, b"+OK POP3 <1.2@host>\r\n"), (False, b"USER anna\r\n"), (True, b"+OK\r\n"),
            (False, b"PASS secret\r\n"), (True, b"+OK\r\n"), (False, b"RETR 1\r\n"), (True, b"+OK\r\nx\r\n.\r\n"),
            (False, b"STLS\r\n"), (True, b"+OK\r\n")],
    "imap": [(True, b"* OK IMAP4rev1\r\n"), (False, b"a LOGIN \"anna\" {6}\r\n"), (True, b"+ go\r\n"),
             (False, b"secret\r\n"), (True, b"a OK in\r\n"), (False, b"b AUTHENTICATE PLAIN AGEAYg==\r\n"),
             (True, b"b NO\r\n"), (False, b"c STARTTLS\r\n"), (True, b"c OK\r\n")],
    "ldap": [(False, bytes.fromhex("301402010160 0f020103 0404636e3d61 8004 70617373".replace(" ", ""))),
             (True, bytes.fromhex("300c02010161070a010004000400"))],
    "mqtt": [(False, bytes.fromhex("101a00044d51545404c2003c0004746573740004616e6e6100027077")),
             (True, bytes.fromhex("20020000"))],
    "socks": [(False, b"\x05\x02\x00\x02"), (True, b"\x05\x02"), (False, b"\x01\x04anna\x02pw"), (True, b"\x01\x00"),
              (False, b"\x05\x01\x00\x03\x04host\x00\x50"), (True, b"\x05\x00\x00\x01\0\0\0\0\0\0"),
              (False, b"GET / HTTP/1.0\r\n\r\n")],
    "mysql": [(True, bytes.fromhex("4a0000000a382e302e33360008000000") + b"12345678\0" + bytes.fromhex("ffff") +
               b"\xff\x02\0\xff\xdf\x15" + b"\0" * 10 + b"123456789012\0mysql_native_password\0"),
              (False, bytes.fromhex("2a000001 85a6ff01 00000001 21") + b"\0" * 23 + b"anna\0\0")],
    "postgresql": [(False, bytes.fromhex("0000000804d2162f")), (True, b"N"),
                   (False, b"\0\0\0\x13\0\x03\0\0user\0anna\0\0"), (True, b"R\0\0\0\x08\0\0\0\x03"),
                   (False, b"p\0\0\0\x0bsecret\0"), (True, b"R\0\0\0\x08\0\0\0\0")],
    "redis": [(False, b"*3\r\n$4\r\nAUTH\r\n$4\r\nanna\r\n$2\r\npw\r\n"), (True, b"+OK\r\n")],
    "telnet": [(True, b"\xff\xfd\x18login: "), (False, b"anna\r\n"), (True, b"Password: "), (False, b"pw\r\n"),
               (True, b"\r\nWelcome\r\n$ ")],
    "http2": [(False, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")),
              (True, bytes.fromhex("000006040000000000000800000001")),
              (False, bytes.fromhex("00002d 01 04 00000001 0207434f4e4e454354 00093a70726f746f636f6c09776562736f636b6574"
                                    "86 0405 2f63686174 4161 68".replace(" ", ""))),
              (True, bytes.fromhex("00000101040000000188")),
              (False, bytes.fromhex("0000080009 00000001 01 81800000000000".replace(" ", ""))),
              (True, bytes.fromhex("0000040000000000018102796f" "000005050400000001 00000002 82".replace(" ", ""))),
              (True, bytes.fromhex("0000040300000000020000000800000807000000000000000000000000"))],
    "ssh": [(True, b"SSH-1.99-old 1\r\n"), (False, b"SSH-2.0-new\r\n"),
            (False, b"\0\0\0\x40\4\x14" + bytes(16) + b"\0\0\0\3k,l\0\0\0\1h\0\0\0\4none\0\0\0\4none\0\0\0\1m\0\0\0\1m" + bytes(8)),
            (True, b"\0\0\0\x40\4\x14" + bytes(16) + b"\0\0\0\3l,k\0\0\0\1h\0\0\0\4none\0\0\0\4none\0\0\0\1m\0\0\0\1m" + bytes(8))],
    "xmpp": [(False, b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='a'>"),
             (True, b"<?xml version='1.0'?><stream:stream><stream:features><starttls/></stream:features>"),
             (False, b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGEAYg==</auth>"),
             (True, b"<success/>")],
}

# What goes in datagrams.
DHCP = b"\x01\x06\0\0\0\0\7\0\0\x80\0" + bytes(4)
DATAGRAMS = {
    "dhcp": [(False, b"\1" + DHCP + bytes(12) + b"\2\0\0\0\0\x0a" + bytes(202) + b"\x63\x82\x53\x63\x35\1\1\x37\2\3\6\xff"),
             (True, b"\2" + DHCP + b"\x0a\0\0\x14" + bytes(8) + b"\2\0\0\0\0\x0a" + bytes(10) + b"\x0c\3pxe\xff" + bytes(58) +
              b"\6\4\1\1\1\1\xff" + bytes(121) + b"\x63\x82\x53\x63\x35\1\2\x36\4\x0a\0\0\1\3\4\x0a\0\0\1\x34\1\3\xff")],
}


def packets(path):
    data = open(path, "rb").read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(data):
        captured = struct.unpack(order + "I", data[at + 8:at + 12])[0]
        yield data[at + 16:at + 16 + captured]
        at += 16 + captured


def conversations(path):
    found = {}
    for packet in packets(path):
        if packet[12:14] != b"\x08\x00" or packet[23] not in (6, 17):
            continue
        ip = packet[14:14 + struct.unpack(">H", packet[16:18])[0]]
        header = (ip[0] & 15) * 4
        source, target = struct.unpack(">HH", ip[header:header + 4])
        payload = ip[header + (8 if ip[9] == 17 else (ip[header + 12] >> 4) * 4):]
        server = min((p for p in (source, target) if p in PORTS), default=None)
        if server is None or not payload:
            continue
        key = (ip[9], source if target == server else target, server)
        found.setdefault(key, []).append((source == server, payload))
    return found


def seed(udp, said):
    out = bytearray([1 if udp else 0])
    for is_server, payload in said:
        payload = payload[:1500]
        if len(out) + len(payload) > MOST:
            break
        out += bytes([(0x80 if is_server else 0) | len(payload) >> 8, len(payload) & 255]) + payload
    return bytes(out)


def main():
    out, captures = sys.argv[1], sys.argv[2:]
    for protocol, said in (WORDS | DATAGRAMS).items():
        for name in (protocol, "any"):
            folder = os.path.join(out, "channel-" + name)
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, protocol), "wb") as file:
                file.write(seed(protocol in DATAGRAMS, said))
    for path in captures:
        for (protocol, client, server), said in conversations(path).items():
            two = any(payload.startswith(b"PRI * HTTP/2.0") for _, payload in said)
            for name in ("http2" if two else PORTS[server], "any"):
                folder = os.path.join(out, "channel-" + name)
                os.makedirs(folder, exist_ok=True)
                stem = os.path.splitext(os.path.basename(path))[0]
                if stem == "capture":
                    stem = os.path.basename(os.path.dirname(path))
                with open(os.path.join(folder, f"{stem}-{client}"), "wb") as file:
                    file.write(seed(protocol == 17, said))


if __name__ == "__main__":
    main()
