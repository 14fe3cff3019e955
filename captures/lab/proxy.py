#!/usr/bin/env python3
"""proxy.py ADDRESS PORT: an HTTP proxy that knows CONNECT and nothing else."""

import http.server
import select
import socket
import sys


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):
        host, _, port = self.path.rpartition(":")
        if host.endswith(".lab.test"):  # the laboratory has one address
            host = sys.argv[1]
        with socket.create_connection((host, int(port))) as far:
            self.send_response_only(200, "Connection established")
            self.end_headers()
            ends = {self.connection: far, far: self.connection}
            while True:
                for ready in select.select(list(ends), [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        self.close_connection = True
                        return
                    ends[ready].sendall(data)


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Proxy).serve_forever()
