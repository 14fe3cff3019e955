#!/usr/bin/env python3
"""wss.py serve ADDRESS PORT CERTIFICATE KEY, or wss.py talk ADDRESS PORT KEYLOG: a chat over
WebSocket over TLS. The client prints what it sends."""

import asyncio
import ssl
import sys

import websockets

LINES = ["Hello, is anybody there?", "Do you have teapots?", "Thank you. " + "Bye! " * 40]


async def answer(socket):
    async for text in socket:
        await socket.send(f"You said: {text}")


async def serve(address, port, certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with websockets.serve(answer, address, port, ssl=context, ping_interval=None):
        await asyncio.Future()


async def talk(address, port, keylog):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.keylog_filename = keylog
    async with websockets.connect(
        f"wss://{address}:{port}/chat", ssl=context, server_hostname="shop.lab.test", ping_interval=None
    ) as socket:
        print("GET /chat")
        for text in LINES:
            await socket.send(text)
            print(f"text {text}")
            await socket.recv()


if sys.argv[1] == "serve":
    asyncio.run(serve(sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]))
else:
    asyncio.run(talk(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
