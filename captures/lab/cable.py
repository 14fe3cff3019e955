#!/usr/bin/env python3
"""cable.py CLIENT SERVER: a bad cable between two interfaces. Of what the server sends, one frame
in twenty is lost and one in six is overtaken by the next two; always the same ones."""

import random
import select
import socket
import sys

LOSS, LATE, OVERTAKEN_BY = 1 / 20, 1 / 6, 2
PATIENCE = 0.01  # seconds until a frame that nobody overtakes goes on


def interface(name):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))  # ETH_P_ALL
    end.bind((name, 0))
    return end


def heard(end):
    """A frame that came in, not one that we sent ourselves."""
    frame, address = end.recvfrom(65536)
    return None if address[2] == socket.PACKET_OUTGOING else frame


client, server = interface(sys.argv[1]), interface(sys.argv[2])
chance = random.Random(20)
late = []  # [frames that must go first, frame]
while True:
    ready = select.select([client, server], [], [], PATIENCE if late else None)[0]
    if not ready:
        late = [[0, frame] for _, frame in late]
    if client in ready and (frame := heard(client)):
        server.send(frame)
    if server in ready and (frame := heard(server)):
        luck = chance.random()
        if luck >= LOSS + LATE:
            client.send(frame)
            late = [[wait - 1, held] for wait, held in late]
        elif luck >= LOSS:
            late.append([OVERTAKEN_BY, frame])
    for _, frame in [held for held in late if held[0] <= 0]:
        client.send(frame)
    late = [held for held in late if held[0] > 0]
