#!/usr/bin/env python3
"""mail.py ADDRESS PORT CERT KEY: a mail server that knows EHLO, STARTTLS, AUTH PLAIN and LOGIN,
MAIL, RCPT, DATA and QUIT. The password is wonderland; mail is thrown away."""

import asyncio
import base64
import ssl
import sys

ADDRESS, PORT, CERT, KEY = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(CERT, KEY)


class Session:
    def __init__(self, reader, writer):
        self.reader, self.writer, self.secure = reader, writer, False

    async def say(self, text):
        self.writer.write(text.replace("\n", "\r\n").encode() + b"\r\n")
        await self.writer.drain()

    async def hear(self):
        return (await self.reader.readline()).decode("utf-8", "replace").rstrip("\r\n")

    async def auth(self, mechanism, initial):
        if mechanism == "LOGIN":
            await self.say("334 VXNlcm5hbWU6")
            await self.hear()
            await self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(await self.hear())
        else:
            if not initial:
                await self.say("334 ")
                initial = await self.hear()
            password = base64.b64decode(initial).split(b"\0")[-1]
        right = password == b"wonderland"
        await self.say("235 2.7.0 Welcome" if right else "535 5.7.8 Not with that password")

    async def secured(self):
        await self.say("220 2.0.0 Go on")
        await self.writer.start_tls(tls)
        self.secure = True

    async def run(self):
        await self.say("220 mail.lab.test ESMTP")
        while line := await self.hear():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "EHLO":
                more = "250-STARTTLS\n" if not self.secure else ""
                await self.say(f"250-mail.lab.test\n{more}250 AUTH PLAIN LOGIN")
            elif verb == "STARTTLS":
                await self.secured()
            elif verb == "AUTH":
                mechanism, _, initial = rest.partition(" ")
                await self.auth(mechanism.upper(), initial)
            elif verb == "DATA":
                await self.say("354 End with a dot")
                while await self.hear() != ".":
                    pass
                await self.say("250 2.0.0 Thrown away")
            elif verb == "QUIT":
                await self.say("221 2.0.0 Bye")
                break
            else:
                await self.say("250 2.1.0 Ok")
        self.writer.close()


async def main():
    async def connected(reader, writer):
        await Session(reader, writer).run()

    async with await asyncio.start_server(connected, ADDRESS, PORT):
        await asyncio.Future()


asyncio.run(main())
