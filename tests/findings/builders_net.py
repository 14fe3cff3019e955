"""Networks in a talk: guesses at passwords, ARP, ICMP, DHCP, DNS, scans."""

import base64
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
