#!/usr/bin/env python3
"""seeds-tls.py: makes the seeds of fuzz-tls anew, in corpus/tls/."""

import pathlib

FOLDER = pathlib.Path(__file__).parent / "corpus" / "tls"


def block(size, *parts):
    body = b"".join(parts)
    return len(body).to_bytes(size, "big") + body


def ext(kind, *parts):
    return kind.to_bytes(2, "big") + block(2, *parts)


def record(kind, *parts):
    return bytes([kind]) + b"\x03\x03" + block(2, *parts)


def message(kind, *parts):
    return bytes([kind]) + block(3, *parts)


def say(server, data, lost=0):
    return (len(data) | server << 15 | lost << 14).to_bytes(2, "big") + data


RANDOM = b"*" * 32
CLIENT = b"\x03\x03" + RANDOM + block(1, RANDOM) + block(2, b"\x13\x01\xc0\x2f\x56\x00\x1a\x1a")
CLIENT += block(1, b"\0") + block(
    2,
    ext(0, block(2, b"\0", block(2, b"a.test"))),
    ext(5, b"\x01\0\0\0\0"),
    ext(10, block(2, b"\0\x1d\0\x17")),
    ext(11, block(1, b"\0")),
    ext(13, block(2, b"\x04\x03\x08\x04")),
    ext(16, block(2, block(1, b"h2"), block(1, b"http/1.1"))),
    ext(27, block(1, b"\0\x02")),
    ext(35, b"ticket"),
    ext(41, block(2, block(2, b"id"), b"\0\0\0\x05"), block(2, block(1, RANDOM))),
    ext(42),
    ext(43, block(1, b"\x03\x04\x7f\x1c")),
    ext(44, block(2, b"cookie")),
    ext(45, block(1, b"\x01")),
    ext(51, block(2, b"\0\x1d", block(2, RANDOM))),
    ext(65281, block(1)),
)
SERVER = b"\x03\x03" + b"*" * 24 + b"DOWNGRD\x01" + block(1, RANDOM) + b"\xc0\x2f\0"
SERVER += block(2, ext(16, block(2, block(1, b"h2"))), ext(18, block(2, block(2, b"sct"))))
SERVER13 = b"\x03\x03" + RANDOM + block(1, RANDOM) + b"\x13\x01\0"
SERVER13 += block(2, ext(43, b"\x03\x04"), ext(51, b"\0\x1d", block(2, RANDOM)))
DRAFT = b"\x7f\x12" + RANDOM + b"\x13\x01" + block(2, ext(40, b"\0\x1d", block(2, RANDOM)))
EXCHANGE = b"\x03\0\x1d" + block(1, RANDOM) + b"\x08\x04" + block(2, b"signature")
CERTIFICATE = block(3, block(3, b"not DER"), block(3, b"\x30\x03\x02\x01\x05"))
SSL2 = b"\x01\0\x02\0\x06\0\0\0\x10\x07\0\xc0\x01\0\x80" + b"*" * 16
SSL2_SERVER = b"\x04\0\x01\0\x02\0\x03\0\x06\0\x10der\x07\0\xc0\x01\0\x80" + b"*" * 16
CCS = record(20, b"\x01")
SECRET = record(22, b"*" * 40)


def ssl2(body):
    return (0x8000 | len(body)).to_bytes(2, "big") + body


FULL = (
    say(0, record(22, message(1, CLIENT)))
    + say(1, record(22, message(2, SERVER), message(11, CERTIFICATE)) + record(22, message(12, EXCHANGE)))
    + say(1, record(22, message(13, block(1, b"\x01"), block(2, b"\x04\x03"), block(2))))
    + say(1, record(22, message(22, b"\x01", block(3, b"ocsp"))) + record(22, message(14)))
    + say(0, record(22, message(16, block(1, RANDOM))) + CCS + SECRET)
    + say(1, record(22, message(4, b"\0\0\0\x07", block(2, b"ticket"))) + CCS + SECRET)
    + say(0, record(23, b"*" * 30))
    + say(1, record(24, b"\x01\x40\0"))
    + say(1, record(21, b"\x01\0"))
)
HELLO = record(22, message(1, CLIENT))
SEEDS = {
    "client-hello": b"h" + CLIENT,
    "server-hello": b"s" + SERVER,
    "server-hello-13": b"s" + SERVER13,
    "server-hello-draft": b"s" + DRAFT,
    "key-exchange-ecdhe": b"k\xc0\x2f" + EXCHANGE,
    "key-exchange-dhe": b"k\0\x9e" + block(2, b"\x80" + RANDOM) + block(2, b"\x02"),
    "key-exchange-psk": b"k\xc0\x35" + block(2, b"hint") + EXCHANGE,
    "certificates": b"c" + CERTIFICATE,
    "certificates-13": b"c" + block(1) + block(3, block(3, b"der"), block(2)),
    "ssl2-client": b"2" + ssl2(SSL2),
    "ssl2-server": b"2" + ssl2(SSL2_SERVER),
    "talk-full": b"t" + FULL,
    "talk-13": b"t" + say(0, HELLO) + say(1, record(22, message(2, SERVER13)) + record(23, RANDOM)),
    "talk-pieces": b"t" + b"".join(say(0, HELLO[i : i + 7]) for i in range(0, len(HELLO), 7)),
    "talk-fragments": b"t"
    + b"".join(say(0, record(22, message(1, CLIENT)[i : i + 50])) for i in range(0, 200, 50)),
    "talk-lost": b"t" + say(0, HELLO) + say(0, b"", 1) + say(0, b"noise") + say(0, record(23, RANDOM)),
    "talk-ssl2": b"t" + say(0, ssl2(SSL2)) + say(1, ssl2(SSL2_SERVER)) + say(0, ssl2(b"\x02" + RANDOM)),
}

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in SEEDS.items():
        (FOLDER / name).write_bytes(data)
