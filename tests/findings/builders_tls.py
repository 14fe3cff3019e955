"""TLS by hand: hellos, certificates, keys, alerts and records with what a real library would never
send. Real sessions come by the `tls` line. Numbers are hexadecimal without 0x, lists have commas."""

import hashlib
import os
import struct
import subprocess
import tempfile

HANDSHAKE, ALERT, CCS, DATA, HEARTBEAT = 22, 21, 20, 23, 24
RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
SUITES = "c02f,c030,c013,c014,009c,002f,0035"
GROUPS = "001d,0017"
SIGNATURES = "0403,0804,0401,0201"


def u8(data):
    return struct.pack(">B", len(data)) + data


def u16(data):
    return struct.pack(">H", len(data)) + data


def u24(data):
    return struct.pack(">I", len(data))[1:] + data


def codes(text, size=2):
    return b"".join(int(word, 16).to_bytes(size, "big") for word in text.split(",") if word)


def noise(teller, length, word=""):
    """Bytes that look random and are the same in every run."""
    teller.noise = getattr(teller, "noise", 0) + 1
    out, seed = b"", f"{teller.noise} {word}"
    while len(out) < length:
        out += hashlib.sha256(f"{seed} {len(out)}".encode()).digest()
    return out[:length]


def exact(teller, text, length):
    """Hexadecimal, or a word that always gives the same bytes, or new ones."""
    if text is None:
        return noise(teller, length)
    try:
        return bytes.fromhex(text)
    except ValueError:
        return (hashlib.sha256(text.encode()).digest() * (length // 32 + 1))[:length]


def extension(kind, data=b""):
    return struct.pack(">H", kind) + u16(data)


def extra(text):
    """KIND, KIND:BYTES or KIND:*NUMBER of zeros, with commas."""
    out = b""
    for word in (text or "").split(","):
        kind, _, data = word.partition(":")
        if kind:
            out += extension(int(kind, 16), bytes(int(data[1:])) if data.startswith("*") else bytes.fromhex(data))
    return out


def names(text):
    return b"".join(u8(bytes.fromhex(name[2:]) if name.startswith("0x") else name.encode()) for name in text.split(","))


def record(kind, body, version="0303"):
    return bytes([kind]) + codes(version) + u16(body)


def message(kind, body):
    return bytes([kind]) + u24(body)


def split(kind, body, version, size):
    size = int(size) if size else len(body)
    return b"".join(record(kind, body[at:at + size], version) for at in range(0, len(body), size))


def hello(teller, version="0303", record_version="0301", random=None, sid="", suites=SUITES, compression="00", sni="shop.lab.test",
          versions="", alpn="", groups=GROUPS, signatures=SIGNATURES, shares="", reneg="1", ems="1", ticket=None, modes="", early="",
          more="", padding=None, pieces=None, bare="", say="1"):
    """A ClientHello; bare=1: without extensions; pieces: bytes of each record."""
    block = b""
    if sni:
        block += extension(0, u16(b"".join(b"\0" + u16(name.encode("latin-1")) for name in sni.split(","))))
    if groups:
        block += extension(10, u16(codes(groups))) + extension(11, u8(b"\0"))
    if signatures:
        block += extension(13, u16(codes(signatures)))
    if alpn:
        block += extension(16, u16(names(alpn)))
    if reneg == "1":
        block += extension(0xFF01, b"\0")
    if ems == "1":
        block += extension(23)
    if ticket is not None:
        block += extension(35, noise(teller, int(ticket)))
    if versions:
        block += extension(43, u8(codes(versions)))
    if shares:
        shared = [share.partition(":") for share in shares.split(",")]
        block += extension(51, u16(b"".join(codes(group) + u16(exact(teller, key or None, 32)) for group, _, key in shared)))
    if modes:
        block += extension(45, u8(codes(modes, 1)))
    if early:
        block += extension(42)
    block += extra(more)
    if padding is not None:
        block += extension(21, bytes(int(padding)))
    body = codes(version) + exact(teller, random, 32) + u8(exact(teller, sid, 32) if sid else b"") + u16(codes(suites)) + u8(codes(compression, 1))
    body += b"" if bare else u16(block)
    out = split(HANDSHAKE, message(1, body), record_version, pieces)
    if say == "1":
        teller.current.say(0, out)
    return out


def server_hello(teller, version="0303", random=None, sid="", suite="c02f", compression="00", alpn="", reneg="1", ems="1",
                 select="", share="", psk="", sentinel="", more="", bare="", side="1"):
    """share: GROUP or GROUP:KEY; sentinel: the byte behind DOWNGRD."""
    block = b""
    if reneg == "1" and not select:
        block += extension(0xFF01, b"\0")
    if ems == "1" and not select:
        block += extension(23)
    if alpn:
        block += extension(16, u16(names(alpn)))
    if select:
        block += extension(43, codes(select))
    if share:
        group, _, key = share.partition(":")
        block += extension(51, codes(group) + (b"" if random == RETRY else u16(exact(teller, key or None, 32))))
    if psk:
        block += extension(41, b"\0\0")
    block += extra(more)
    value = exact(teller, random, 32)
    if sentinel:
        value = value[:24] + b"DOWNGRD" + bytes([int(sentinel)])
    body = codes(version) + value + u8(exact(teller, sid, 32) if sid else b"") + codes(suite) + codes(compression, 1)
    body += b"" if bare else u16(block)
    teller.current.say(int(side), record(HANDSHAKE, message(2, body), version if version != "0304" else "0303"))


def retry(teller, group="0017", suite="1301"):
    """A HelloRetryRequest."""
    server_hello(teller, random=RETRY, select="0304", share=group, suite=suite, sid="")


CERTIFICATES = {}


def made_certificate(name, bits="2048"):
    if (name, bits) not in CERTIFICATES:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "c.der")
            subprocess.run(["openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", os.path.join(folder, "k"), "-out", path,
                            "-outform", "DER", "-days", "3000", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
                           check=True, capture_output=True)
            with open(path, "rb") as file:
                CERTIFICATES[name, bits] = file.read()
    return CERTIFICATES[name, bits]


def certificate(teller, name="shop.lab.test", bits="2048", version="0303"):
    teller.current.say(1, record(HANDSHAKE, message(11, u24(u24(made_certificate(name, bits)))), version))


def prime(teller, bits):
    """An odd number of so many bits, whose multiplicative fate is left open."""
    value = bytearray(noise(teller, (int(bits) + 7) // 8))
    value[0] = value[0] & (0xFF >> (-int(bits) % 8)) | (0x80 >> (-int(bits) % 8))
    value[-1] |= 1
    return bytes(value)


def server_key(teller, kind="ecdhe", group="001d", key=None, bits="2048", number=None, scheme="0804", curve="03", version="0303"):
    """A ServerKeyExchange: ecdhe, dhe (a prime of bits, or number) or rsa (a modulus of bits)."""
    if kind == "ecdhe":
        body = codes(curve, 1) + codes(group) + u8(exact(teller, key, 32))
    elif kind == "dhe":
        value = exact(teller, number, int(bits) // 8) if number else prime(teller, bits)
        public = bytes.fromhex(key) if key and len(key) % 2 == 0 and set(key) <= set("0123456789abcdef") else exact(teller, key, len(value))
        body = u16(value) + u16(b"\x02") + u16(public)
    else:
        body = u16(prime(teller, bits)) + u16(b"\1\0\1")
    if version == "0303":
        body += codes(scheme) + u16(noise(teller, 64))
    else:
        body += u16(noise(teller, 64))
    teller.current.say(1, record(HANDSHAKE, message(12, body), version))


def done(teller, version="0303"):
    teller.current.say(1, record(HANDSHAKE, message(14, b""), version))


def client_key(teller, length="32", version="0303"):
    teller.current.say(0, record(HANDSHAKE, message(16, u8(noise(teller, int(length))) if int(length) < 256 else u16(noise(teller, int(length)))), version))


def ccs(teller, side, version="0303"):
    teller.current.say(int(side), record(CCS, b"\1", version))


def sealed(teller, side, length="40", version="0303", kind="16", nonce=None):
    """A record of a handshake (or of the kind) whose content is secret."""
    begin = bytes.fromhex(nonce) if nonce else b""
    teller.current.say(int(side), record(int(kind, 16), begin + noise(teller, int(length) - len(begin)), version))


def data(teller, side, length="100", version="0303", nonce=None):
    sealed(teller, side, length, version, "17", nonce)


def ticket(teller, lifetime="300", version="0303"):
    teller.current.say(1, record(HANDSHAKE, message(4, struct.pack(">I", int(lifetime)) + u16(noise(teller, 160))), version))


def verify(teller, scheme="0804"):
    teller.current.say(0, record(HANDSHAKE, message(15, codes(scheme) + u16(noise(teller, 64)))))


def alert(teller, side, description, level="2", version="0303"):
    teller.current.say(int(side), record(ALERT, bytes([int(level), int(description)]), version))


def heartbeat(teller, side, kind="1", claims="16", length="16", padding="16", version="0303"):
    teller.current.say(int(side), record(HEARTBEAT, bytes([int(kind)]) + struct.pack(">H", int(claims)) + noise(teller, int(length)) + bytes(int(padding)), version))


def tls_record(teller, side, kind, body="", version="0303", length=None):
    """Any record; length: what its header says where that is not so."""
    content = bytes.fromhex(body)
    size = struct.pack(">H", int(length) if length else len(content))
    teller.current.say(int(side), bytes([int(kind)]) + codes(version) + size + content)


def session(teller, kind="ecdhe", completes="1", talks="1", tell_key="1", show_certificate="1", version="0303", close="1", name="shop.lab.test", **named):
    """A whole handshake of TLS 1.2 or before and one request. c_.., s_.., k_..: of the ClientHello,
    the ServerHello, the ServerKeyExchange."""
    mine = {part: {key[2:]: value for key, value in named.items() if key.startswith(part + "_")} for part in "csk"}
    hello(teller, **{"version": version, **mine["c"]})
    server_hello(teller, **{"version": version, **mine["s"]})
    if show_certificate == "1":
        certificate(teller, name=name, version=version)
    if tell_key == "1":
        server_key(teller, kind=kind, version=version, **mine["k"])
    done(teller, version)
    client_key(teller, version=version, length="256" if tell_key == "0" else "32")
    ccs(teller, 0, version)
    sealed(teller, 0, version=version)
    if completes == "1":
        ccs(teller, 1, version)
        sealed(teller, 1, version=version)
        if talks == "1":
            data(teller, 0, 120, version)
            data(teller, 1, 600, version)
            if close == "1":
                sealed(teller, 1, 31, version, "15")


def resumed(teller, version="0303", **named):
    """The same of a session that goes on."""
    mine = {part: {key[2:]: value for key, value in named.items() if key.startswith(part + "_")} for part in "cs"}
    hello(teller, **{"version": version, "sid": "old session", **mine["c"]})
    server_hello(teller, **{"version": version, "sid": "old session", **mine["s"]})
    ccs(teller, 1, version)
    sealed(teller, 1, version=version)
    ccs(teller, 0, version)
    sealed(teller, 0, version=version)
    data(teller, 0, 120, version)
    data(teller, 1, 600, version)
    sealed(teller, 1, 31, version, "15")


def session13(teller, talks="1", completes="1", **named):
    """A handshake of TLS 1.3 whose inside stays closed."""
    mine = {part: {key[2:]: value for key, value in named.items() if key.startswith(part + "_")} for part in "cs"}
    hello(teller, **{"versions": "0304,0303", "shares": "001d", "suites": "1301,1302,c02f", "sid": noise(teller, 32).hex(), "modes": "01", **mine["c"]})
    server_hello(teller, **{"select": "0304", "suite": "1301", "share": "001d", "sid": "", **mine["s"]})
    ccs(teller, 1)
    data(teller, 1, 900)
    if completes == "1":
        ccs(teller, 0)
        data(teller, 0, 58)
    if talks == "1":
        data(teller, 0, 120)
        data(teller, 1, 600)
        data(teller, 1, 19)


def ssl2_hello(teller, version="0002", kinds="010080,020080,0700c0", challenge=None):
    """The hello in the form of SSL 2.0, whatever version it asks for."""
    specs, secret = codes(kinds, 3), exact(teller, challenge, 16)
    body = b"\1" + codes(version) + struct.pack(">HHH", len(specs), 0, len(secret)) + specs + secret
    teller.current.say(0, struct.pack(">H", 0x8000 | len(body)) + body)


def ssl2_server_hello(teller, kinds="0700c0", name="shop.lab.test"):
    der, specs, connection = made_certificate(name), codes(kinds, 3), noise(teller, 16)
    body = b"\4\0\1\0\2" + struct.pack(">HHH", len(der), len(specs), len(connection)) + der + specs + connection
    teller.current.say(1, struct.pack(">H", 0x8000 | len(body)) + body)


def ssl2_master_key(teller, kind="0700c0"):
    body = b"\2" + codes(kind, 3) + struct.pack(">HHH", 0, 128, 8) + noise(teller, 136)
    teller.current.say(0, struct.pack(">H", 0x8000 | len(body)) + body)


def dtls(teller, client, server, version="feff", verify="1", hello_version="fefd", random=None):
    """The hellos of a DTLS connection, with the detour over a cookie."""
    import wire
    (a, b), (c, d) = wire.end_of(client), wire.end_of(server)
    body = codes(hello_version) + exact(teller, random, 32) + b"\0"
    rest = u16(codes("c02f,c014")) + b"\1\0" + u16(extension(10, u16(codes(GROUPS))) + extension(11, u8(b"\0")) + extension(13, u16(codes(SIGNATURES))))
    answer = codes(version) + noise(teller, 32) + b"\0" + codes("c014") + b"\0"

    def packet(number, kind, sequence, content, record_version="feff"):
        piece = bytes([kind]) + len(content).to_bytes(3, "big") + struct.pack(">H", sequence) + bytes(3) + len(content).to_bytes(3, "big") + content
        return bytes([HANDSHAKE]) + codes(record_version) + number.to_bytes(8, "big") + u16(piece)

    def send(side, content):
        ends = (a, b, c, d) if side == 0 else (c, d, a, b)
        teller.capture.add(wire.ethernet(wire.udp(*ends, content)))

    send(0, packet(0, 1, 0, body + b"\0" + rest))
    if verify == "1":
        send(1, packet(0, 3, 0, codes("feff") + u8(b"cookie")))
        send(0, packet(1, 1, 1, body + u8(b"cookie") + rest))
    send(1, packet(1, 2, 1, answer, version))


def probe(teller, times, suite="009c", breaks="1"):
    """Handshakes of one client one after another, which the server resets behind the key."""
    import wire
    for number in range(int(times)):
        teller.current = wire.Tcp(teller.capture, f"10.0.0.2:{41000 + number}", "10.0.0.1:443")
        teller.connections.append(teller.current)
        session(teller, s_suite=suite, completes="0" if breaks == "1" else "1", tell_key="0" if suite == "009c" else "1")
        if breaks == "1":
            alert(teller, 1, 20)
            teller.current.rst()


# Three first packets of QUIC (RFC 9001) with one small ClientHello, numbered 0 to 2.
QUIC_INITIALS = (
    bytes.fromhex(
        "c900000001088394c8f03e515708000040b0ad46b451419b7ca3b0c0a57efaf737ae2521e3f1708f61754b139d94895130aadde8e867e7756212e8bb"
        "9427fb13e5e574e90204d731e3a876b4ddd08642017b43843c3a9ad777ebce1a41877cde3cbc41b1b439ee9ffd88506817db4423a4070292e220fa6f"
        "1a39113cb7fd135c2050f0a6ec03c1e29f56c3abb2ebd5d48af1fbaf387a5d281d1915825949f1eca50b936a490813a011ce76fff07a2a0e879bbf39"
        "97481df71f63c3ab5004036e5bea"
    ),
    bytes.fromhex(
        "ce00000001088394c8f03e515708000040b0266c3aeb270687c259e2deadcb03c33fc360946b0587c60258260b0fb22e48ae9bdd4647727e3dd23646"
        "be2434539cf9461909aac992dc04446218b600caae757fe6d3db4f61fde269f5292d875353484b6098b77a3be769c48f3e93e3af641a6d3c32f2e2ae"
        "ebc7035860bfd7dbe5293e1a734e6012e2580e9415c562f4c8098139ed978c842681d89ba61c271eb6a527b79906af21875d2ff0fafb4071f5d1b96f"
        "d6a5842b88f304f8e66958b4b9a4"
    ),
    bytes.fromhex(
        "c800000001088394c8f03e515708000040b056d1b1c9e7d7689fc2ec1108d57acaf454e2f000f2a8dab792538c982f7930d56cc7aefd51a2334e417c"
        "561c2608c4c61f15b27384e91569b35a128cab30cbd82e63ac765e47f7befb2e7385b7569ec6de8d57e61dec03c8bdf6b978650c2f79cb1587692fed"
        "fedaec673830cb3512b7a070dc24a8ce6262954c0174d6a8f2b2ffc086d0619574a50267bec3d3b68a038281e29f56a11211a5ff3e7f81e9cd05bb5a"
        "8ce0c83bac8b0a3c6a8e65261209"
    ),
)


def quic_silence(teller, client, server):
    """A client that begins with QUIC, and nobody who answers."""
    import wire
    for packet in QUIC_INITIALS:
        teller.capture.add(wire.ethernet(wire.udp(*wire.end_of(client), *wire.end_of(server), packet)))
        teller.capture.now += 0.3


def foreign_reset(teller, hops="57"):
    """A reset in the server's name that has come from somewhere else."""
    import wire
    (source, sport), (target, dport) = teller.current.ends[1], teller.current.ends[0]
    head = struct.pack(">HHIIBBHHH", sport, dport, teller.current.seq[1], teller.current.seq[0], 0x50, 0x14, 65535, 0, 0)
    teller.capture.add(wire.ethernet(wire.ip(source, target, 6, head, ttl=int(hops))))
