#!/usr/bin/env python3
"""shop.py ADDRESS PORT: a careless web shop: plain HTTP, a login form, a session cookie without
attributes. GET / redirects to /login; POST /login with wonderland as password leads to /account,
which is sent compressed to whoever accepts that. /slow/N sends N lines of text, chunked."""

import gzip
import http.server
import sys
import urllib.parse

FORM = b"""<!doctype html>
<title>Lab shop: log in</title>
<form method="post" action="/login">
  <label>User <input name="user"></label>
  <label>Password <input name="password" type="password"></label>
  <button>Log in</button>
</form>
"""
ACCOUNT = (
    b"<!doctype html>\n<title>Lab shop: your account</title>\n<h1>Welcome, alice</h1>\n<ul>\n"
    + b"".join(b"  <li>Order %d: one teapot, delivered</li>\n" % n for n in range(1, 41))
    + b"</ul>\n"
)


class Shop(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "LabShop/1.0"
    sys_version = ""

    def page(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def lines(self, count):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for n in range(count):
            line = b"line %06d of the long story of a teapot\r\n" % n
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.write(b"0\r\n\r\n")

    def do_GET(self):
        html = {"Content_Type": "text/html; charset=utf-8"}
        if self.path == "/":
            self.page(302, Location="/login")
        elif self.path == "/login":
            self.page(200, FORM, **html)
        elif self.path.startswith("/slow/"):
            self.lines(int(self.path.removeprefix("/slow/")))
        elif self.path != "/account":
            self.page(404, b"Nothing of that name here.\n", Content_Type="text/plain")
        elif "session=" not in self.headers.get("Cookie", ""):
            self.page(303, Location="/login")
        elif "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(ACCOUNT, mtime=0)
            self.page(200, body, **html, Content_Encoding="gzip", Vary="Accept-Encoding")
        else:
            self.page(200, ACCOUNT, **html)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = urllib.parse.parse_qs(sent.decode("utf-8", "replace"))
        if form.get("password") == ["wonderland"]:
            self.page(303, Location="/account", Set_Cookie="session=7c2e1f90a4b35d68; Path=/")
        else:
            self.page(401, b"Wrong password.\n", Content_Type="text/plain")


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Shop).serve_forever()
