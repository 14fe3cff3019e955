"""A second, small reader of capture files, to count packets independently of the program. Knows
pcap, pcapng and snoop, uncompressed and undamaged; anything else is Unreadable."""

import struct


class Unreadable(Exception):
    pass


class Cursor:
    def __init__(self, data, order=">"):
        self.data, self.at, self.order = data, 0, order

    def numbers(self, form):
        size = struct.calcsize("=" + form)
        if len(self.data) - self.at < size:
            return None
        found = struct.unpack_from(self.order + form, self.data, self.at)
        self.at += size
        return found

    def skip(self, size):
        if len(self.data) - self.at < size:
            return False
        self.at += size
        return True


def ends(data):
    """[offset behind each packet], for a whole file; packet n is there if as many bytes are."""
    magic = data[:4]
    if magic in (b"\xa1\xb2\xc3\xd4", b"\xa1\xb2\x3c\x4d"):
        return list(_pcap(Cursor(data, ">")))
    if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        return list(_pcap(Cursor(data, "<")))
    if magic == b"\x0a\x0d\x0d\x0a":
        return list(_pcapng(Cursor(data)))
    if data[:8] == b"snoop\0\0\0":
        return list(_snoop(Cursor(data)))
    raise Unreadable("no capture that this reader knows")


def _pcap(cursor):
    cursor.at = 24
    while head := cursor.numbers("4I"):
        if head[2] > 262144 or not cursor.skip(head[2]):
            raise Unreadable("damaged, or not whole")
        yield cursor.at
    if cursor.at != len(cursor.data):
        raise Unreadable("not whole")


def _snoop(cursor):
    cursor.at = 16
    while head := cursor.numbers("6I"):
        if not cursor.skip(head[2] - 24):
            raise Unreadable("damaged, or not whole")
        yield cursor.at


def _pcapng(cursor):
    while (start := cursor.at) < len(cursor.data):
        kind = cursor.numbers("I")
        if kind and kind[0] == 0x0A0D0D0A:
            order = cursor.data[start + 8 : start + 12]
            cursor.order = ">" if order == b"\x1a\x2b\x3c\x4d" else "<"
        length = cursor.numbers("I")
        if not kind or not length or length[0] < 12 or length[0] % 4:
            raise Unreadable("damaged")
        cursor.at = start
        if not cursor.skip(length[0]):
            raise Unreadable("not whole")
        if struct.unpack_from(cursor.order + "I", cursor.data, start)[0] in (2, 3, 6):
            yield cursor.at
