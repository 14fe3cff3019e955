"""JSON Web Tokens: `call jwt ...` sends a request with one and its answer."""

import base64
import hashlib
import hmac
import json

import wire


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(teller, alg="HS256", secret="Qm4f-9Zk2-long-and-random-7Tx", claims="{}", header="{}", signature=None, life=None, age="0"):
    """@claims and @header are JSON; @life seconds from @age seconds ago are added as iat and exp."""
    head = {"alg": alg, "typ": "JWT", **json.loads(header)}
    body = json.loads(claims)
    if life is not None:
        body["iat"] = int(wire.BASE + teller.capture.now) - int(age)
        body["exp"] = body["iat"] + int(life)
    text = encoded(json.dumps(head).encode()) + "." + encoded(json.dumps(body).encode())
    if signature is not None:
        return text + "." + signature
    if alg.startswith("HS"):
        digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
        return text + "." + encoded(hmac.new(talk_bytes(secret), text.encode(), digest).digest())
    return text + "." + encoded(hashlib.sha512(text.encode()).digest() * 4)


def talk_bytes(text):
    return text.encode().replace(b"\\n", b"\n")


def jwt(teller, place="header", status="200", path="/api/me", host="api.lab.test", answer="{}", **options):
    """A request with a token in its header, cookie, query or body, or an answer with one."""
    one = token(teller, **options)
    extra, body = "", ""
    if place == "header":
        extra = f"Authorization: Bearer {one}\r\n"
    elif place == "cookie":
        extra = f"Cookie: session={one}\r\n"
    elif place.startswith("query"):
        path += f"?{place.partition(':')[2] or 'token'}={one}"
    elif place == "answer":
        answer = json.dumps({"id": one})
    teller.current.say(0, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n{body}".encode())
    teller.current.say(1, (f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\n"
                           f"Cache-Control: no-store\r\nContent-Length: {len(answer)}\r\n\r\n{answer}").encode())
