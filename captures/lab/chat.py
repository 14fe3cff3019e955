#!/usr/bin/env python3
"""chat.py serve ADDRESS PORT, or chat.py talk HOST PORT plain|deflate: a chat over WebSocket. The
client says three things, the server answers each; the client closes."""

import asyncio
import sys

import websockets

LINES = ["Hello, is anybody there?", "Do you have teapots?", "Thank you. " + "Bye! " * 40]
ANSWERS = ["Welcome to the lab shop.", "Forty of them. Grüße aus der Küche!", "Bye! " * 40]


async def answer(socket):
    for text in ANSWERS:
        await socket.recv()
        await socket.send(text)
    await socket.wait_closed()


async def serve(address, port):
    async with websockets.serve(answer, address, port, subprotocols=["chat"], ping_interval=None):
        await asyncio.Future()


async def talk(host, port, compression):
    async with websockets.connect(
        f"ws://{host}:{port}/chat?room=kitchen",
        origin=f"http://{host}",
        subprotocols=["chat"],
        compression=None if compression == "plain" else compression,
        ping_interval=None,
    ) as socket:
        for text in LINES:
            await socket.send(text)
            print(await socket.recv())
        await (await socket.ping(b"still there?"))
        await socket.close(1000, "enough tea")


if sys.argv[1] == "serve":
    asyncio.run(serve(sys.argv[2], int(sys.argv[3])))
else:
    asyncio.run(talk(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
