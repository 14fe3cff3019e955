"""What talks about attacks over HTTP call."""

import gzip


def gzipped(teller, megabytes):
    """A response of so many megabytes of the same, packed."""
    teller.flush()
    body = gzip.compress(bytes(int(megabytes) << 20), mtime=0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    for at in range(0, len(head + body), 1400):
        teller.current.say(1, (head + body)[at:at + 1400])
