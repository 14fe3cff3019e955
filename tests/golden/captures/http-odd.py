#!/usr/bin/env python3
"""Writes http-odd.pcap: requests and responses that are wrong in one way each, one connection for
each; what the program should note is the path of the request."""

import gzip
import zlib

from wire import Wire

wire = Wire()
FINE = b"HTTP/1.1 204 No Content\r\n\r\n"


def exchange(request, response=FINE):
    c = wire.connect(80)
    c.client(request)
    if response:
        c.server(response)
    c.close()


def ask(path, headers=b"", line=b"GET /%s HTTP/1.1\r\n", host=b"Host: shop.lab.test\r\n"):
    return line % path + host + headers + b"\r\n"


def answer(path, headers, body=b"", version=b"1.1"):
    exchange(ask(path), b"HTTP/" + version + b" 200 OK\r\n" + headers + b"\r\n" + body)


# Heads of requests.
exchange(ask(b"fine"))
exchange(ask(b"bare-lf", b"Accept: */*\n"))
exchange(ask(b"bare-cr", b"Accept: a\rX: b\r\n"))
exchange(ask(b"obs-fold", b"Accept: a,\r\n  b\r\n"))
exchange(ask(b"space-before-colon", b"Accept : a\r\n"))
exchange(ask(b"no-colon", b"Accept\r\n"))
exchange(ask(b"empty-name", b": a\r\n"))
exchange(ask(b"bad-name", b"Acc(ept: a\r\n"))
exchange(ask(b"nul", b"Accept: a\0b\r\n"))
exchange(ask(b"leading-space", host=b" Early: a\r\nHost: shop.lab.test\r\n"))
exchange(b"\r\n\r\n" + ask(b"empty-line-before"))
exchange(ask(b"start-line-spaces", line=b"GET  /%s HTTP/1.1\r\n"))
exchange(ask(b"bad-target", line=b"GET /%s\x01 HTTP/1.1\r\n"))
exchange(ask(b"odd-version", line=b"GET /%s HTTP/3.7\r\n"))
exchange(ask(b"unknown-method", line=b"TEAPOT /%s HTTP/1.1\r\n"))
exchange(b"GET /no-version\r\n", b"<p>as in the old days</p>")
exchange(ask(b"head-cut")[:-2], b"")
exchange(ask(b"many-headers", b"".join(b"X-%d: a\r\n" % n for n in range(1030))))

# How a body is framed.
exchange(ask(b"content-length-bad", b"Content-Length: four\r\n"))
exchange(ask(b"content-length-repeated", b"Content-Length: 2\r\nContent-Length: 2\r\n") + b"ab")
exchange(ask(b"content-length-conflict", b"Content-Length: 2\r\nContent-Length: 3\r\n") + b"ab")
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BODY = b"4\r\nabcd\r\n0\r\n\r\n"
answer(b"content-length-and-chunked", b"Content-Length: 4\r\n" + CHUNKED, BODY)
answer(b"chunked-not-last", b"Transfer-Encoding: chunked, gzip\r\n", BODY)
answer(b"chunked-repeated", b"Transfer-Encoding: chunked, chunked\r\n", BODY)
answer(b"chunked-in-1-0", CHUNKED, BODY, version=b"1.0")
answer(b"not-chunked", CHUNKED, b"just text, no chunk at all\r\n")
answer(b"chunk-size-bad", CHUNKED, b"4\r\nabcd\r\nteapot\r\n")
answer(b"chunk-line-odd", CHUNKED, b"4 what\r\nabcd\r\n0\r\n\r\n")
answer(b"chunk-end-missing", CHUNKED, b"4\r\nabcdefgh\r\n0\r\n\r\n")
answer(b"chunks-cut", CHUNKED, b"4\r\nabcd\r\n")
answer(b"body-short", b"Content-Length: 100\r\n", b"not so long")
answer(b"extra-bytes", b"Content-Length: 2\r\n", b"abcdef and more\r\n")
exchange(ask(b"bad-status"), b"HTTP/1.1 0200 OK\r\nContent-Length: 0\r\n\r\n")
exchange(ask(b"no-request"), FINE + FINE)
c = wire.connect(80)
c.client(ask(b"body-lost"))
c.server(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n0123456789")
c.next[1] += 10
c.server(b"0123456789")
c.close()

# Codings.
TEXT = b"Forty teapots. " * 20
packed = gzip.compress(TEXT, mtime=0)
for path, coding, body in (
    (b"coding-unknown", b"x-teapot", b"abc"),
    (b"coding-odd", b"gzip;q=1, ", packed),
    (b"coding-not-applied", b"gzip", b"plain text"),
    (b"coded-body-cut", b"gzip", packed[:-12]),
    (b"coded-body-checksum", b"gzip", packed[:-8] + b"\0" * 4 + packed[-4:]),
    (b"coded-body-corrupt", b"gzip", packed[:10] + b"\x07" + packed[11:]),
    (b"decompression-bomb", b"deflate, deflate", zlib.compress(zlib.compress(b"\0" * 3000000, 9), 9)),
):
    head = b"Content-Encoding: %s\r\nContent-Length: %d\r\n" % (coding, len(body))
    answer(path, head, body)

# More than is kept.
exchange(ask(b"many-interim"), b"HTTP/1.1 102 Processing\r\n\r\n" * 17 + FINE)
wire.save()
