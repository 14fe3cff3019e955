"""Certificates and TLS 1.2 handshakes in bytes of our own, so that any oddity can be had.

`call cert NAME [cn=] [o=] [issuer=NAME|self] [key=] [san=DNS:a,IP:b,EMAIL:c] [from=DAYS] [to=DAYS] [hash=]
[version=] [ca=yes] [usage=HEX] [eku=server,client] [sct=yes] [staple=yes] [aia=URL] [serial=HEX]
[forge=yes] [inner=HASH] [dates=FROM/TO] [tail=HEX] [id=HEX] [issuerid=HEX]` makes one, days counted from
the clock of the talk; `call handshake [sni=] [server=NAME,..] [client=NAME|none] [request=NAME,..|any] ..`
shows it. A certificate named root is there from the beginning, and the program is told to trust it."""

import base64
import functools
import hashlib
import json
import os
import struct
import time

import wire

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "keys.json"), encoding="utf-8") as file:
    KEYS = json.load(file)

# hash -> (OID of its RSA signature, OID of itself)
HASHES = {
    "md5": ("1.2.840.113549.1.1.4", "1.2.840.113549.2.5"),
    "sha1": ("1.2.840.113549.1.1.5", "1.3.14.3.2.26"),
    "sha256": ("1.2.840.113549.1.1.11", "2.16.840.1.101.3.4.2.1"),
}
NAMES = {"c": "2.5.4.6", "o": "2.5.4.10", "cn": "2.5.4.3"}
PURPOSES = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "mail": "1.3.6.1.5.5.7.3.4", "any": "2.5.29.37.0"}


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = (len(body).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(body).to_bytes(size, "big") + body


def sequence(*parts):
    return der(0x30, *parts)


def integer(number):
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = bytes([first * 40 + second])
    for number in rest:
        part = bytes([number & 127])
        while number := number >> 7:
            part = bytes([number & 127 | 128]) + part
        out += part
    return der(6, out)


def bits(data):
    return der(3, b"\0" + data)


def octets(data):
    return der(4, data)


def raw(text):
    """UTF-8, and \\xNN for a byte."""
    import talk
    return talk.unescaped(text)


def name(parts):
    return sequence(*(der(0x31, sequence(oid(NAMES[key]), der(0x0C, raw(value)))) for key, value in parts if value))


def moment(days):
    text = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(wire.BASE + round(float(days) * 86400)))
    return stamp(text)


def stamp(text):
    return der(0x17, text[2:].encode()) if "1950" <= text[:4] < "2050" else der(0x18, text.encode())


def public_key(key):
    if "spki" in key:
        return bytes.fromhex(key["spki"])
    number = sequence(integer(int(key["n"], 16)), integer(key["e"]))
    return sequence(sequence(oid("1.2.840.113549.1.1.1"), der(5)), bits(number))


def sign(key, hash_name, data, forge=False):
    """RSASSA-PKCS1-v1_5, RFC 8017 §8.2.1."""
    n, d = int(key["n"], 16), int(key["d"], 16)
    size = (n.bit_length() + 7) // 8
    digest = sequence(sequence(oid(HASHES[hash_name][1]), der(5)), octets(hashlib.new(hash_name, data).digest()))
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    return pow(int.from_bytes(padded, "big") ^ (1 if forge else 0), d, n).to_bytes(size, "big")


def algorithm(hash_name):
    return sequence(oid(HASHES[hash_name][0]), der(5))


def general_name(text):
    kind, _, value = text.partition(":")
    if kind == "IP":
        import ipaddress
        return der(0x87, ipaddress.ip_address(value).packed)
    return der({"EMAIL": 0x81, "DNS": 0x82, "URI": 0x86}[kind], raw(value))


def extension(number, value, critical=False):
    return sequence(oid(number), der(1, b"\xff") if critical else b"", octets(value))


def extensions(san=None, ca=None, usage=None, eku=None, sct=None, staple=None, aia=None, id=None, issuerid=None):
    if ca:
        yield extension("2.5.29.19", sequence(der(1, b"\xff")), True)
    if usage:
        yield extension("2.5.29.15", der(3, b"\0" + bytes.fromhex(usage)), True)
    if eku:
        yield extension("2.5.29.37", sequence(*(oid(PURPOSES[one]) for one in eku.split(","))))
    if san:
        yield extension("2.5.29.17", sequence(*map(general_name, san.split(","))))
    if aia:
        yield extension("1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), der(0x86, aia.encode()))))
    if staple:
        yield extension("1.3.6.1.5.5.7.1.24", sequence(integer(5)))
    if sct:
        one = b"\0" + bytes(32) + bytes(8) + b"\0\0" + b"\4\3" + struct.pack(">H", 8) + bytes(8)
        one = struct.pack(">H", len(one)) + one
        yield extension("1.3.6.1.4.1.11129.2.4.2", octets(struct.pack(">H", len(one)) + one))
    if id:
        yield extension("2.5.29.14", octets(bytes.fromhex(id)))
    if issuerid:
        yield extension("2.5.29.35", sequence(der(0x80, bytes.fromhex(issuerid))))


class Certificate:
    """Key, name and bytes of one."""

    def __init__(self, issuers, cn="", o="", issuer="root", key="leaf", hash="sha256", version="3", serial="1000",
                 dates=None, forge=None, inner=None, tail="", **rest):
        begin, end = rest.pop("from", "-20"), rest.pop("to", "70")
        self.key = KEYS[key]
        self.subject = name([("o", o), ("cn", cn)])
        issuer = self if issuer == "self" else issuers[issuer]
        self.serial = int.from_bytes(bytes.fromhex(serial), "big", signed=True)
        self.issuer, self.issuer_key = issuer.subject, public_key(issuer.key)
        window = sequence(*map(stamp, dates.split("/"))) if dates else sequence(moment(begin), moment(end))
        added = b"".join(extensions(**rest))
        tbs = sequence(der(0xA0, integer(int(version) - 1)) if version != "1" else b"", integer(self.serial),
                       algorithm(inner or hash), issuer.subject, window, self.subject, public_key(self.key),
                       der(0xA3, sequence(added)) if added else b"")
        self.der = sequence(tbs, algorithm(hash), bits(sign(issuer.key, hash, tbs, forge))) + bytes.fromhex(tail)


@functools.cache
def root():
    return Certificate({}, cn="Lab Root CA", o="Wiregloss Lab", issuer="self", key="root", ca="yes", usage="06",
                       **{"from": "-1000", "to": "2000"})


def write_root(path):
    """For --ca-file."""
    with open(path, "w", encoding="ascii") as out:
        out.write("-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(root().der).decode() + "-----END CERTIFICATE-----\n")


def certificates(teller):
    if not hasattr(teller, "certificates"):
        teller.certificates = {"root": root()}
    return teller.certificates


def cert(teller, label, **options):
    known = certificates(teller)
    known[label] = Certificate(known, **options)


# --- TLS 1.2 in the clear


def u16(data):
    return struct.pack(">H", len(data)) + data


def u24(data):
    return len(data).to_bytes(3, "big") + data


def record(kind, data, version):
    out = b""
    for at in range(0, len(data) or 1, 16384):
        out += bytes([kind]) + struct.pack(">H", version) + u16(data[at:at + 16384])
    return out


def message(kind, body):
    return bytes([kind]) + u24(body)


def client_hello(sni, more, version, ticket, random, suites):
    blocks = b""
    if sni:
        host = raw(sni)
        blocks += struct.pack(">H", 0) + u16(u16(b"\0" + u16(host)))
    blocks += bytes.fromhex("000a00040002001d" "000d000600040403" "0401" "00230000")
    for number in filter(None, more.split(",")):
        blocks += struct.pack(">H", int(number, 0)) + u16(b"\1\0\0\0\0" if int(number, 0) == 5 else b"")
    body = struct.pack(">H", version) + random + bytes([len(ticket)]) + ticket + u16(bytes.fromhex(suites)) + b"\1\0" + u16(blocks)
    return message(1, body)


def server_hello(version, session):
    body = struct.pack(">H", version) + b"\x22" * 32 + bytes([len(session)]) + session + b"\xc0\x2f\0"
    return message(2, body + u16(b"\xff\1\0\1\0"))


def chain(known, labels):
    listed = b"".join(u24(known[label].der) for label in labels if label)
    return message(11, u24(listed))


def names_of(known, request):
    return b"".join(u16(known[label].subject) for label in request.split(",") if label != "any")


def handshake(teller, sni="shop.lab.test", server="leaf", client=None, request=None, alert=None, more="", status=None,
              version="0303", data="yes", resumed=None, random="11", suites="c02fc030"):
    """From the hellos to application data, or to an alert=SIDE:NUMBER."""
    known, number = certificates(teller), int(version, 16)
    say = teller.current.say
    session = b"\x33" * 32 if resumed else b""
    say(0, record(22, client_hello(sni, more, number, session, bytes.fromhex(random) * 32, suites), 0x0301))
    flight = server_hello(number, session or b"\x44" * 32)
    if not resumed:
        flight += chain(known, server.split(","))
        if status:
            flight += message(22, b"\1" + u24(status_of(teller, status)))
        if request is not None:
            algorithms = u16(b"\4\1\4\3") if number == 0x0303 else b""
            flight += message(13, b"\1\1" + algorithms + u16(names_of(known, request)))
        flight += message(14, b"")
    say(1, record(22, flight, number))
    side, _, what = (alert or "").partition(":")
    if side == "client":
        say(0, record(21, b"\2" + bytes([int(what)]), number))
        return
    if not resumed:
        answer = b""
        if request is not None:
            answer = chain(known, [] if client in (None, "none") else [client])
        say(0, record(22, answer + message(16, bytes([32]) + b"\x55" * 32), number))
    say(0, record(20, b"\1", number) + record(22, b"\x9e" * 40, number))
    if side == "server":
        say(1, record(21, b"\2" + bytes([int(what)]), number))
        return
    say(1, record(20, b"\1", number) + record(22, b"\x9d" * 40, number))
    if data == "yes":
        say(0, record(23, b"\x77" * 60, number))
        say(1, record(23, b"\x78" * 90, number))


# --- OCSP, RFC 6960


def ocsp(teller, label, state="good", since="-1", until="6", serial=None):
    """The DER of an answer about the certificate of that label."""
    about = certificates(teller)[label]
    number = integer(int(serial, 16)) if serial else integer(about.serial)
    key = about.issuer_key[-270:]
    who = sequence(sequence(oid("1.3.14.3.2.26"), der(5)), octets(hashlib.sha1(about.issuer).digest()),
                   octets(hashlib.sha1(key).digest()), number)
    said = {"good": der(0x80), "unknown": der(0x82),
            "revoked": der(0xA1, general_time(-10), der(0xA0, der(10, b"\1")))}[state]
    one = sequence(who, said, general_time(since), der(0xA0, general_time(until)))
    data = sequence(der(0xA1, about.issuer), general_time(since), sequence(one))
    basic = sequence(data, algorithm("sha256"), bits(sign(KEYS["root"], "sha256", data)))
    return sequence(der(10, b"\0"), der(0xA0, sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))))


def general_time(days):
    return der(0x18, time.strftime("%Y%m%d%H%M%SZ", time.gmtime(wire.BASE + round(float(days) * 86400))).encode())


def status_of(teller, text):
    """LABEL:STATE[:SINCE:UNTIL[:SERIAL]]"""
    label, state, *rest = text.split(":")
    return ocsp(teller, label, state, *rest)


def ocsp_over_http(teller, status, serial=None):
    """Somebody asks a CA by HTTP."""
    answer = status_of(teller, status)
    question = b"POST / HTTP/1.1\r\nHost: ocsp.lab.test\r\nContent-Type: application/ocsp-request\r\nContent-Length: 5\r\n\r\n0\x03\x0a\x01\x00"
    teller.current.say(0, question)
    teller.current.say(1, b"HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
