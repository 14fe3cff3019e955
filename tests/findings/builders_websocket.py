"""WebSockets. `call ws_open [path=] [host=] [key=] [version=] [status=] [accept=VALUE|none] [method=] [http=]
[ask="Name: value|.."] [answer="Name: value|.."]` shakes hands; `call ws SIDE OPCODE TEXT [fin=0] [rsv=BITS]
[mask=HEX|no] [form=16|64] [length=] [deflate=yes]` says one frame in a packet of its own, masked as its side must."""

import base64
import hashlib
import struct
import zlib

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MASKS = [b"\x91\x3c\x07\xee", b"\x2a\xb4\xd1\x68", b"\x5f\x18\xc2\x93", b"\xe3\x77\x4d\x0a", b"\x08\xdb\xf6\x35"]


def fresh(teller):
    """A number that is another one each time."""
    teller.number = getattr(teller, "number", 0) + 1
    return teller.number


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key.strip().encode() + GUID).digest()).decode()


def ws_open(teller, path="/chat", host="shop.lab.test", key=None, version="13", status="101", accept=None, method="GET",
            http="1.1", ask="", answer="", upgrade="websocket"):
    if key is None:
        key = base64.b64encode(hashlib.sha256(b"key %d" % fresh(teller)).digest()[:16]).decode()
    head = [f"{method} {path} HTTP/{http}", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"]
    head += [f"Sec-WebSocket-Key: {key}"] if key else []
    head += [f"Sec-WebSocket-Version: {version}"] if version else []
    head += ask.split("|") if ask else []
    teller.current.say(0, "\r\n".join(head + ["", ""]).encode())
    accept = accept_of(key) if accept is None else accept
    head = [f"HTTP/1.1 {status} Switching Protocols"]
    if status == "101":
        head += [f"Upgrade: {upgrade}", "Connection: Upgrade"]
        head += [] if accept == "none" else [f"Sec-WebSocket-Accept: {accept}"]
    else:
        head += ["Content-Length: 0"]
    head += answer.split("|") if answer else []
    teller.current.say(1, "\r\n".join(head + ["", ""]).encode())


def deflated(data):
    pack = zlib.compressobj(wbits=-15)
    return (pack.compress(data) + pack.flush(zlib.Z_SYNC_FLUSH))[:-4]


def ws(teller, side, opcode, text="", fin="1", rsv="0", mask=None, form=None, length=None, deflate=None):
    import talk
    data, number = talk.unescaped(text), "><".index(side)
    if deflate:
        data, rsv = deflated(data), "4"
    if length:
        data = data.ljust(int(length), b"x")
    if mask is None:
        n = fresh(teller)
        key = bytes(a ^ (n * b) % 256 for a, b in zip(MASKS[n % 5], (7, 29, 101, 211))) if number == 0 else None
    else:
        key = None if mask == "no" else bytes.fromhex(mask)
    bit = 0x80 if key else 0
    out = bytes([int(fin) << 7 | int(rsv) << 4 | int(opcode)])
    if form == "64" or len(data) > 65535:
        out += struct.pack(">BQ", bit | 127, len(data))
    elif form == "16" or len(data) > 125:
        out += struct.pack(">BH", bit | 126, len(data))
    else:
        out += bytes([bit | len(data)])
    if key:
        out += key
        data = bytes(byte ^ key[i % 4] for i, byte in enumerate(data))
    teller.current.say(number, out + data)


def ws_many(teller, times, *arguments, wait="0", **options):
    for _ in range(int(times)):
        ws(teller, *arguments, **options)
        teller.capture.now += float(wait)


def ws_opens(teller, times, **options):
    """So many connections of one client."""
    for number in range(int(times)):
        teller.do_tcp(f"10.0.0.2:{41000 + number}", "192.0.2.10:80")
        ws_open(teller, **options)
