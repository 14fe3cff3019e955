"""What a talk cannot say in lines: `call NAME ...` calls one of these with the teller, whose
`current.say (side, bytes)` speaks on the connection and whose `capture.add (frame)` adds a packet."""

from builders_net import *  # noqa: F401, F403
from builders_inject import gzipped  # noqa: F401
from builders_tls import *  # noqa: F401, F403
from builders_x509 import cert, handshake, ocsp_over_http
from builders_websocket import ws, ws_many, ws_open, ws_opens


def body(teller, side, length, byte="x"):
    """So many bytes of the same kind."""
    teller.current.say("><".index(side), byte.encode() * int(length))


def repeat(teller, times, request, answer):
    """One request and its answer, again and again; %d is the number of the time."""
    import talk
    for number in range(int(times)):
        for side, text in ((0, request), (1, answer)):
            teller.current.say(side, talk.unescaped(text.replace("%d", str(number))))

from builders_token import jwt  # noqa: E402,F401 pylint: disable=wrong-import-position,unused-import
