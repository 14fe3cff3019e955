#!/usr/bin/env python3
"""echo.py serve ADDRESS, or echo.py talk ADDRESS ROUNDS: an echo over WebSocket on port 8080. The
client keeps eight connections busy, half of them compressed."""

import asyncio
import json
import random
import sys

import websockets

PORT, CONNECTIONS, MESSAGES = 8080, 8, 150


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def serve(address):
    async with websockets.serve(echo, address, PORT):
        await asyncio.Future()


async def connection(address, compression, chance):
    url = f"ws://{address}:{PORT}/echo?token=5d41402abc4b2a76"
    async with websockets.connect(url, compression=compression) as socket:
        for n in range(MESSAGES):
            text = "teapot " * chance.randint(1, 60)
            await socket.send(json.dumps({"type": "say", "n": n, "text": text}))
            await socket.recv()


async def talk(address, rounds):
    chance = random.Random(rounds)
    for _ in range(rounds):
        kinds = [None, "deflate"] * (CONNECTIONS // 2)
        await asyncio.gather(*[connection(address, kind, chance) for kind in kinds])


if sys.argv[1] == "serve":
    asyncio.run(serve(sys.argv[2]))
else:
    asyncio.run(talk(sys.argv[2], int(sys.argv[3])))
