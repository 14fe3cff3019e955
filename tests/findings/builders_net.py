"""Networks in a talk: guesses at passwords, ARP, ICMP, DHCP, DNS, scans."""

import base64
import hashlib
import ipaddress
import struct

import wire

CLIENT, SERVER = 0, 1


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def guesses(teller, times, user, seconds=0):
    """FTP logins that fail, each with another password."""
    for number in range(int(times)):
        for side, text in ((CLIENT, f"USER {user}"), (SERVER, "331 go on"),
                           (CLIENT, f"PASS guess{number}"), (SERVER, "530 no")):
            teller.current.say(side, text.encode() + b"\r\n")
        teller.capture.now += float(seconds)


def sprays(teller, times, password):
    """POP3 logins that fail, each with another user."""
    for number in range(int(times)):
        for side, text in ((CLIENT, f"USER user{number}"), (SERVER, "+OK"),
                           (CLIENT, f"PASS {password}"), (SERVER, "-ERR no")):
            teller.current.say(side, text.encode() + b"\r\n")


def basic_guesses(teller, times):
    for number in range(int(times)):
        token = base64.b64encode(f"admin:guess{number}".encode()).decode()
        teller.current.say(CLIENT, f"GET /admin HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic {token}\r\n\r\n".encode())
        teller.current.say(SERVER, b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")


def form_guesses(teller, times):
    for number in range(int(times)):
        body = f"username=admin&password=guess{number}"
        page = "<form><input name=username><input type=\"password\" name=password></form>"
        teller.current.say(CLIENT, ("POST /login HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                    f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
        teller.current.say(SERVER, f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n{page}".encode())


# --- link and network -------------------------------------------------------------------------

MACS = {"a": "02:00:00:00:00:0a", "b": "02:00:00:00:00:0b", "c": "02:00:00:00:00:0c", "vrrp": "00:00:5e:00:01:07",
        "all": "ff:ff:ff:ff:ff:ff"}


def arp(teller, opcode, sender, sender_ip, target, target_ip, source=None):
    """An ARP message of the card called `sender`, to the card `target` (or `all`)."""
    packed = struct.pack(">HHBBH", 1, 0x0800, 6, 4, int(opcode))
    packed += mac(MACS[sender]) + ipaddress.ip_address(sender_ip).packed
    packed += (bytes(6) if target == "all" else mac(MACS[target])) + ipaddress.ip_address(target_ip).packed
    teller.capture.add(wire.ethernet(packed, 0x0806, MACS[source or sender], MACS[target]))


def arp_sweep(teller, sender, sender_ip, hosts):
    for number in range(int(hosts)):
        arp(teller, 1, sender, sender_ip, "all", f"10.0.0.{100 + number}")


def icmp(teller, source, target, kind, code, rest, ttl=64):
    """ICMP or ICMPv6 by the addresses; `rest` is hex behind the checksum. Returns nothing."""
    message = struct.pack(">BBH", int(kind), int(code), 0) + bytes.fromhex(rest.replace(" ", ""))
    protocol = 58 if ":" in source else 1
    teller.capture.add(wire.ethernet(wire.ip(source, target, protocol, message, int(ttl))))


def pings(teller, source, target, times, contents, answer="same"):
    """Echoes whose contents are `abc`, `zeros`, or `data`; the answer is the same or `other`."""
    for number in range(int(times)):
        data = {"abc": bytes(97 + at % 23 for at in range(32)), "zeros": bytes(1472),
                "data": bytes((at * at * (number + 3) + number * 77) % 251 for at in range(100 + 10 * (number % 7)))}[contents]
        head = struct.pack(">HH", 7, number)
        icmp(teller, source, target, 8, 0, (head + data).hex())
        back = data if answer == "same" else bytes(reversed(data))
        icmp(teller, target, source, 0, 0, (head + back).hex())


def advertise(teller, source, card, prefix, lifetime=1800, hops=255):
    message = struct.pack(">BBHBBHII", 134, 0, 0, 64, 0, int(lifetime), 0, 0)
    message += struct.pack(">BBBBIII", 3, 4, 64, 0xC0, 3600, 3600, 0) + ipaddress.ip_address(prefix).packed
    teller.capture.add(wire.ethernet(wire.ip(source, "ff02::1", 58, message, int(hops)), source=MACS[card]))


# --- DNS --------------------------------------------------------------------------------------

TYPES = {"A": 1, "SOA": 6, "AAAA": 28, "AXFR": 252, "TXT": 16, "NULL": 10}


def dns_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


def dns_message(number, name, kind, answers=None, ttl=300):
    """A question, or with addresses the answer to it."""
    out = struct.pack(">HHHHHH", int(number), 0x0100 if answers is None else 0x8180, 1, len(answers or []), 0, 0)
    out += dns_name(name) + struct.pack(">HH", TYPES[kind], 1)
    for answer in answers or []:
        data = ipaddress.ip_address(answer).packed
        out += b"\xc0\x0c" + struct.pack(">HHIH", 1 if len(data) == 4 else 28, 1, int(ttl), len(data)) + data
    return out


def dns_datagram(teller, source, target, message):
    (a, b), (c, d) = wire.end_of(source), wire.end_of(target)
    teller.capture.add(wire.ethernet(wire.udp(a, b, c, d, message)))


def ask(teller, client, server, number, name, kind="A"):
    dns_datagram(teller, client, server, dns_message(number, name, kind))


def answer(teller, client, server, number, name, addresses, kind="A", ttl=300):
    dns_datagram(teller, server, client, dns_message(number, name, kind, addresses.split(","), ttl))


def answers(teller, client, server, times, name, address):
    """Answers with numbers of their own that nobody asked for."""
    for number in range(int(times)):
        answer(teller, client, server, 1000 + number, name, address)


def transfer(teller, name, records):
    """A zone transfer on the current TCP connection; with no records it is refused."""
    question = struct.pack(">HHHHHH", 9, 0, 1, 0, 0, 0) + dns_name(name) + struct.pack(">HH", TYPES["AXFR"], 1)
    teller.current.say(CLIENT, struct.pack(">H", len(question)) + question)
    count = int(records)
    out = struct.pack(">HHHHHH", 9, 0x8400 if count else 0x8405, 1, count, 0, 0)
    out += dns_name(name) + struct.pack(">HH", TYPES["AXFR"], 1)
    soa = dns_name("ns." + name) + dns_name("root." + name) + struct.pack(">IIIII", 1, 2, 3, 4, 5)
    for number in range(count):
        kind, data = (6, soa) if number in (0, count - 1) else (1, bytes([192, 0, 2, number]))
        out += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 300, len(data)) + data
    teller.current.say(SERVER, struct.pack(">H", len(out)) + out)


# --- TCP --------------------------------------------------------------------------------------

def tcp_packet(teller, source, target, flags, seq=1, ack=0, data="", ttl=64):
    (a, sport), (b, dport) = wire.end_of(source), wire.end_of(target)
    head = struct.pack(">HHIIBBHHH", sport, dport, int(seq), int(ack), 0x50, int(flags), 65535, 0, 0)
    teller.capture.add(wire.ethernet(wire.ip(a, b, 6, head + data.encode(), int(ttl))))


def scan(teller, client, host, ports, how="refused", flags=2):
    """Each port of a host once: refused, silent or open."""
    for port in range(1, int(ports) + 1):
        here, there = f"{client}:{50000 + port}", f"{host}:{port}"
        tcp_packet(teller, here, there, flags)
        if how == "refused":
            tcp_packet(teller, there, here, 0x14, 0, 2)
        elif how == "open":
            tcp_packet(teller, there, here, 0x12, 77, 2)
            tcp_packet(teller, here, there, 0x10, 2, 78)


def sweep(teller, client, hosts, port, how="silent"):
    for number in range(1, int(hosts) + 1):
        here, there = f"{client}:{50000 + number}", f"198.51.100.{number}:{port}"
        tcp_packet(teller, here, there, 2)
        if how == "open":
            tcp_packet(teller, there, here, 0x12, 77, 2)
            tcp_packet(teller, here, there, 0x10, 2, 78)


def flood(teller, host, port, times):
    for number in range(int(times)):
        teller.capture.now -= 0.0009
        tcp_packet(teller, f"192.0.{2 + number // 250}.{number % 250 + 1}:{1024 + number}", f"{host}:{port}", 2)


def udp_ports(teller, client, host, first, count):
    for port in range(int(first), int(first) + int(count)):
        teller.capture.add(wire.ethernet(wire.udp(client, 40000, host, port, b"probe")))


def udp_hosts(teller, client, hosts, port):
    for number in range(1, int(hosts) + 1):
        teller.capture.add(wire.ethernet(wire.udp(client, 40000, f"198.51.100.{number}", int(port), b"probe")))


def dns_names(teller, client, server, times, domain, length, kind="TXT", answers="", every="0"):
    """Questions for so many names below a domain, each of a label that looks like chance."""
    for number in range(int(times)):
        text = base64.b32encode(hashlib.sha512(f"{domain}{number}".encode()).digest()).decode().lower()[:int(length)]
        ask(teller, client, server, 1000 + number, f"{text}.{domain}", kind)
        if answers:
            answer(teller, client, server, 1000 + number, f"{text}.{domain}", answers, kind)
        teller.capture.now += float(every)


# --- DHCP -------------------------------------------------------------------------------------

DHCP_TYPES = {"discover": 1, "offer": 2, "request": 3, "decline": 4, "ack": 5, "nak": 6, "inform": 8}


def dhcp_option(code, value):
    return bytes([code, len(value)]) + value


def dhcp(teller, kind, card, number, yours="0.0.0.0", server="", router="", dns="", wpad="", relay="0.0.0.0", vendor="",
         mask="255.255.255.0", source="", vlan=""):
    """A DHCP message about the client `card`, of the transaction `number`, by its type. An answer comes from
    `server`, and from the card `source`; a question from the client's, where no other is named."""
    kind = DHCP_TYPES[kind]
    answer = kind in (2, 5, 6)
    client = mac(MACS.get(card, card))
    body = struct.pack(">BBBBIHH", 2 if answer else 1, 1, 6, 0, int(number), 0, 0x8000) + bytes(4)
    body += ipaddress.ip_address(yours).packed + bytes(4) + ipaddress.ip_address(relay).packed
    body += client + bytes(10 + 64 + 128) + b"\x63\x82\x53\x63" + dhcp_option(53, bytes([kind]))
    for code, text in ((54, server), (1, mask if yours != "0.0.0.0" else ""), (3, router), (6, dns)):
        if text:
            body += dhcp_option(code, b"".join(ipaddress.ip_address(one).packed for one in text.split(",")))
    for code, text in ((252, wpad), (60, vendor)):
        if text:
            body += dhcp_option(code, text.encode())
    body += b"\xff"
    body += bytes(max(0, 300 - len(body)))
    if answer:
        packet = wire.udp(server, 67, relay if relay != "0.0.0.0" else "255.255.255.255", 67 if relay != "0.0.0.0" else 68, body)
    else:
        packet = wire.udp("0.0.0.0", 68, "255.255.255.255", 67, body)
    frame = wire.ethernet(packet, None, MACS.get(source, source) or client.hex(":"), MACS["all"])
    if vlan:
        frame = frame[:12] + struct.pack(">HH", 0x8100, int(vlan)) + frame[12:]
    teller.capture.add(frame)


def starve(teller, times, source="", same="", every="0.01", kind="discover"):
    """So many clients that ask, each with an address of its own or all with the `same`; the frames come from the
    card `source` or from the client's own."""
    for number in range(int(times)):
        card = mac(MACS[same]) if same else hashlib.md5(str(number).encode()).digest()[:6]
        dhcp(teller, kind, bytes([card[0] & 0xFE | 2]).hex() + ":" + card[1:].hex(":"), 1000 + number, source=source)
        teller.capture.now += float(every)


# --- SSH --------------------------------------------------------------------------------------

def kexinit(teller, side, kex="curve25519-sha256", key="ssh-ed25519", cipher="aes256-ctr", mac="hmac-sha2-256"):
    """The lists of algorithms of one side, `>` or `<`."""
    payload = b"\x14" + bytes(range(16))
    for names in (kex, key, cipher, cipher, mac, mac, "none", "none", "", ""):
        payload += struct.pack(">I", len(names)) + names.encode()
    payload += bytes(5)
    padding = 4 + -(5 + len(payload) + 4) % 8
    teller.current.say("><".index(side), struct.pack(">IB", 1 + len(payload) + padding, padding) + payload + bytes(padding))
