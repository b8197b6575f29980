"""The HTTP interface: any request gets a documented answer, be it asked inside the process or byte by byte over a socket."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import uvicorn
from corpus import KINDS, TEXTS
from mutations import mutate

from fakes import FakeModel
from unspin.serve.app import create_app
from unspin.serve.connection import Connection
from unspin.serve.guard import SECURITY_HEADERS
from unspin.serve.settings import Settings

Check = Callable[[random.Random], None]
Answer = tuple[int, dict[str, str], bytes]

# A running server never answers 500: that would be a fault of ours. 405 is another method than the documented one.
STATUSES = {200, 400, 403, 404, 405, 408, 413, 421, 422, 429, 504}
_ASKED = ("/score", "/restore", "/apply", "/report", "/read?name=a.eml")
_OTHERS = ("/healthz", "/openapi.json", "/", "/page.js", "/report.css", "/x", "/score/", "//score")
_BODY_BYTES = 20_000


@contextmanager
def requests() -> Iterator[Check]:
    """Requests with damaged bodies and headers, asked without a network."""
    app = create_app(FakeModel(), Settings(body_bytes=_BODY_BYTES, body_seconds=5, seconds=20))
    with asyncio.Runner() as runner:

        def check(rng: random.Random) -> None:
            method, address = _line(rng)
            status, headers, body = runner.run(_ask(app, method, address, _headers(rng), _body(rng, address)))
            assert status in STATUSES, f"status {status}"
            assert SECURITY_HEADERS.items() <= headers.items(), "the strict headers are on every answer"
            if status != 200:
                error = json.loads(body)["error"]
                assert "\n" not in error, "a failure is one line"

        yield check


@contextmanager
def wire() -> Iterator[Check]:
    """Damaged bytes to a real server: it answers or hangs up, and is none the worse for it."""
    with _faults() as faults, _server() as port:

        def check(rng: random.Random) -> None:
            faults.clear()
            whole = rng.random() < 0.5
            request = _request(rng)
            answer = _talk(port, request if whole else mutate(rng, request), hang_up=not whole)
            assert answer or not whole, "a whole request is answered"
            assert not answer or answer.startswith(b"HTTP/1.1 "), "an answer is HTTP"
            assert not answer or int(answer[9:12]) in STATUSES | {100}, f"status {answer[9:12]!r}"
            assert not faults, "; ".join(faults)

        yield check


def _request(rng: random.Random) -> bytes:
    """The bytes of a whole request, whatever its body says."""
    method, address = _line(rng)
    body = _body(rng, address)
    head = f"{method} {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    if rng.random() < 0.5:
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    step = rng.choice((1000, 10_000, 100_000))
    parts = (body[at : at + step] for at in range(0, len(body), step))
    return (
        f"{head}Transfer-Encoding: chunked\r\n\r\n".encode()
        + b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts)
        + b"0\r\n\r\n"
    )


def _line(rng: random.Random) -> tuple[str, str]:
    """Method and address, mostly ones that go together."""
    if rng.random() < 0.8:
        return "POST", _address(rng, rng.choice(_ASKED))
    return rng.choice(("GET", "POST", "HEAD", "PUT", "get")), _address(rng, rng.choice(_ASKED + _OTHERS))


def _address(rng: random.Random, address: str) -> str:
    if address.startswith("/read") and rng.random() < 0.4:
        return "/read?name=" + quote(mutate(rng, f"a{rng.choice(tuple(KINDS))}".encode()))
    return quote(b"/" + mutate(rng, address.encode()), safe="/?=") if rng.random() < 0.05 else address


def _headers(rng: random.Random) -> list[tuple[bytes, bytes]]:
    headers = {b"host": b"localhost", b"content-type": b"application/json"}
    if rng.random() < 0.15:
        name = rng.choice((b"host", b"content-type", b"content-length", b"origin", b"accept", b"cookie"))
        headers[name] = mutate(
            rng, rng.choice((b"localhost:8765", b"http://localhost", b"application/json; charset=utf-8", b"100"))
        )
    return list(headers.items())


def _body(rng: random.Random, address: str) -> bytes:
    if address.startswith("/read"):
        return KINDS[rng.choice((".eml", ".eml", ".txt"))].draw(rng)
    text = KINDS[".txt"].draw(rng).decode("utf-8", "surrogateescape") if rng.random() < 0.7 else rng.choice(TEXTS)
    body: dict[str, Any] = {"text": text}
    if address.startswith(("/apply", "/report")):
        body["choices"] = [_choice(rng, len(text)) for _ in range(rng.randint(0, 3))]
    elif address.startswith("/score"):
        body["explain"] = rng.choice((True, False, "x"))
    if rng.random() < 0.3:
        body["blocks"] = [_block(rng, len(text)) for _ in range(rng.randint(0, 3))]
    written = json.dumps(body).encode()
    return mutate(rng, written) if rng.random() < 0.5 else written


def _choice(rng: random.Random, length: int) -> dict[str, Any]:
    start = rng.choice((0, 1, rng.randint(0, length), -1, 10**30))
    end = start + rng.choice((1, 5, 0, -1, length))
    return {"start": start, "end": end, "replacement": rng.choice(("x", "", "an owl", "\ud800", "\u202e", "a\nb"))}


def _block(rng: random.Random, length: int) -> dict[str, Any]:
    start = rng.choice((0, 0, rng.randint(0, length), -1))
    kind = rng.choice(("paragraph", "heading", "table", "code", "quotation", "x"))
    return {"start": start, "end": rng.choice((start + 1, length, 10**30)), "kind": kind, "page": rng.choice((None, 1, 0))}


async def _ask(app: Any, method: str, address: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
    """One request and its answer, as a server would hand them on."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": headers, "server": ("127.0.0.1", 1),
        "client": ("127.0.0.1", 2), "state": {},
    }  # fmt: skip
    arriving = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return arriving.pop() if arriving else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


def _talk(port: int, data: bytes, *, hang_up: bool) -> bytes:
    """What the server answers to these bytes; ``hang_up``: it is told that no more come, or it would wait for them."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(data)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except (ConnectionResetError, BrokenPipeError):  # it hung up on a request that it had refused
            pass
    return bytes(received)


@contextmanager
def _server() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(FakeModel(), Settings(body_bytes=_BODY_BYTES))
    server = uvicorn.Server(uvicorn.Config(app, http=Connection, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def _faults() -> Iterator[list[str]]:
    """What the server logs as an error: an exception that nobody caught."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            found.append(f"{record.getMessage().splitlines()[0]} ({error!r})")

    listener, loggers = (
        Listener(logging.ERROR),
        [logging.getLogger(name) for name in ("uvicorn.error", "asyncio", "unspin.serve")],
    )
    for logger in loggers:
        logger.addHandler(listener)
    try:
        yield found
    finally:
        for logger in loggers:
            logger.removeHandler(listener)
