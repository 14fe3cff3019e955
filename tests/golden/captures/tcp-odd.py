#!/usr/bin/env python3
"""Writes tcp-odd.pcap: TCP that says different things twice, loses bytes, and sends them late."""

from wire import ACK, Wire

GET = b"GET /%s HTTP/1.1\r\nHost: shop.lab.test\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n"
wire = Wire()

# A segment that came early is sent again with other bytes before the hole in front is filled.
c = wire.connect(80)
c.client(GET % b"overlap")
start = c.next[1]
c.segment(1, b"x" * 60, sequence=start + len(OK))
c.segment(1, b"y" * 60, sequence=start + len(OK))
c.server(OK)
c.next[1] += 60
c.close()

# The capture lacks twenty bytes that the client acknowledged; then they come after all.
c = wire.connect(80)
c.client(GET % b"missing")
c.server(OK + b"a" * 20)
hole = c.next[1]
c.next[1] += 20
c.server(b"c" * 20)
c.segment(0, b"", ACK)
for _ in range(6):
    c.client(GET % b"more")
    c.server(b"HTTP/1.1 204 No Content\r\n\r\n")
c.segment(1, b"b" * 20, sequence=hole)
c.close()

wire.save()
