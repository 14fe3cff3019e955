"""Talks: conversations in words, which become captures. See README.md for the language."""

import os
import re
import shlex
import ssl
import subprocess

import builders
import wire


def unescaped(text):
    return re.sub(rb"\\x([0-9a-fA-F]{2})|\\([nrt0\\])",
                  lambda m: bytes([int(m[1], 16)]) if m[1] else {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}[m[2]],
                  text.encode())


class Tls:
    """A real TLS session of OpenSSL's over a Tcp; what is said goes through it."""

    def __init__(self, tcp, keylog, sni=None, version=None, cert="shop", alpn=None, ciphers=None, folder=None):
        self.tcp = tcp
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        server.load_cert_chain(*certificate(folder, cert))
        for context in (client, server):
            context.keylog_filename = keylog
            if version:
                context.minimum_version = context.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[version]
            if alpn:
                context.set_alpn_protocols(alpn.split(","))
            if ciphers:
                context.set_ciphers(ciphers)
        self.bio = [[ssl.MemoryBIO(), ssl.MemoryBIO()] for _ in range(2)]  # in and out of each side
        self.ends = [client.wrap_bio(*self.bio[0], server_hostname=sni), server.wrap_bio(*self.bio[1], server_side=True)]
        waiting = {0, 1}
        while waiting:
            for side in sorted(waiting):
                try:
                    self.ends[side].do_handshake()
                    waiting.discard(side)
                except ssl.SSLWantReadError:
                    pass
                self.flush(side)

    def flush(self, side):
        data = self.bio[side][1].read()
        if data:
            self.tcp.say(side, data)
            self.bio[1 - side][0].write(data)
            try:
                self.ends[1 - side].read(1 << 20)
            except (ssl.SSLWantReadError, ssl.SSLError):
                pass

    def say(self, side, data):
        for at in range(0, len(data), 16000):
            self.ends[side].write(data[at:at + 16000])
            self.flush(side)

    def fin(self):
        self.tcp.fin()

    def rst(self, side=1):
        self.tcp.rst(side)


def certificate(folder, name):
    """Certificate and key of a name, made once."""
    path = os.path.join(folder, name + ".pem")
    if not os.path.exists(path):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", path + ".key", "-out", path, "-days", "3000", "-subj", f"/CN={name}.lab.test",
                        "-addext", f"subjectAltName=DNS:{name}.lab.test"], check=True, capture_output=True)
    return path, path + ".key"


class Case:
    """One talk: what it is to show, and its lines."""

    def __init__(self, path, line, finding, fires, title):
        self.path, self.line, self.finding, self.fires, self.title = path, line, finding, fires, title
        self.lines = []
        self.expect = {}
        self.second = None

    def __str__(self):
        return f"{os.path.basename(self.path)}:{self.line}: {'raises' if self.fires else 'near miss'}: {self.title}"

    def capture(self, folder, keylog):
        capture = wire.Capture()
        teller = Teller(capture, folder, keylog)
        for number, line in self.lines:
            try:
                if line.startswith("expect "):
                    self.expect.update(word.split("=", 1) for word in shlex.split(line)[1:])
                else:
                    teller.take(line)
            except Exception as error:
                raise ValueError(f"{self.path}:{number}: {line!r}: {error!r}") from error
        teller.flush()
        if teller.capture is not capture:
            self.second = teller.capture.pcap()
        return capture.pcap()


class Teller:
    def __init__(self, capture, folder, keylog):
        self.capture, self.folder, self.keylog = capture, folder, keylog
        self.connections = []
        self.side, self.text = None, b""
        self.current = None

    def flush(self):
        if self.text:
            if b": @\r\n" in self.text:
                head, _, body = self.text.partition(b"\r\n\r\n")
                self.text = head.replace(b": @", b": %d" % len(body)) + b"\r\n\r\n" + body
            self.current.say(self.side, self.text)
        self.side, self.text = None, b""

    def say(self, side, data):
        if side != self.side:
            self.flush()
            self.side = side
        self.text += data

    def take(self, line):
        if line[0] in "><":
            side = "><".index(line[0])
            if line[1:2] == "|":
                self.say(side, unescaped(line[2:].removeprefix(" ")))
            else:
                self.say(side, unescaped(line[1:].removeprefix(" ")) + b"\r\n")
            return
        self.flush()
        words = shlex.split(line)
        plain = [word for word in words[1:] if "=" not in word]
        named = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        getattr(self, "do_" + words[0])(*plain, **named)

    def do_tcp(self, client, server):
        self.current = wire.Tcp(self.capture, client, server)
        self.connections.append(self.current)

    def do_midstream(self, client, server):
        self.current = wire.Tcp(self.capture, client, server, handshake=False)
        self.connections.append(self.current)

    def do_tls(self, client, server, **options):
        self.current = Tls(wire.Tcp(self.capture, client, server), self.keylog, folder=self.folder, **options)
        self.connections.append(self.current)

    def do_starttls(self, **options):
        """The connection goes on inside TLS."""
        self.current = Tls(self.current, self.keylog, folder=self.folder, **options)
        self.connections[self.connections.index(self.current.tcp)] = self.current

    def do_on(self, number):
        self.current = self.connections[int(number) - 1]

    def do_second(self):
        """What follows is another capture, of the same."""
        self.capture = type(self.capture)()
        self.connections = []

    def do_packet(self):
        """What is said before and behind it goes in packets of its own."""

    def do_wait(self, seconds):
        self.capture.now += float(seconds)

    def do_fin(self):
        self.current.fin()

    def do_rst(self, side="1"):
        self.current.rst(int(side))

    def do_udp(self, client, server, text):
        """One datagram."""
        (a, b), (c, d) = wire.end_of(client), wire.end_of(server)
        self.capture.add(wire.ethernet(wire.udp(a, b, c, d, unescaped(text))))

    def do_hex(self, text):
        """One packet, from its Ethernet header on."""
        self.capture.add(bytes.fromhex(text.replace(":", "").replace(" ", "")))

    def do_call(self, name, /, *plain, **named):
        """A function of builders.py, given this teller."""
        getattr(builders, name)(self, *plain, **named)


def read(path):
    """The cases of a file ID.talk."""
    finding = os.path.basename(path).removesuffix(".talk")
    cases = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if heading := re.fullmatch(r"== (raises|near miss): (.+)", line):
                cases.append(Case(path, number, finding, heading[1] == "raises", heading[2]))
            elif line and not line.startswith("#"):
                if not cases:
                    raise ValueError(f"{path}:{number}: a line before the first '== raises: ...'")
                cases[-1].lines.append((number, line))
    return cases
