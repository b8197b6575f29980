"""What every request and answer goes through: who may ask, how much they may send, and the headers that keep browsers strict."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unspin.serve.settings import Settings

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

# How many times the largest body is let through to be told that it is too big.
_TOLERATED = 10


class Guard:
    """Wraps an application. Refuses by itself what is not for it, so that the application sees only whole, bounded bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._held_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._settings.hosts is not None and _hostname(headers.get("host", "")) not in self._settings.hosts:
            await _refuse(send, 421, "this server answers only to localhost")
        elif "origin" in headers and _authority(headers["origin"]) != headers.get("host"):
            await _refuse(send, 403, "requests from pages of other sites are not answered")
        else:
            await self._with_body(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        try:
            if await self._arrives(body, receive, send):
                await self._answer(scope, bytes(body), receive, send)
        finally:
            self._held_bytes -= len(body)

    async def _answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Let the application answer, unless the client leaves before: then its place is free for another."""
        answering = asyncio.ensure_future(self._app(scope, _replay(body, receive), _strict(send)))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                answering.result()  # hands on what went wrong
        finally:
            answering.cancel()
            leaving.cancel()

    async def _arrives(self, body: bytearray, receive: Receive, send: Send) -> bool:
        """Whether the whole body came; if it was too much or too late, that was answered."""
        seconds = self._settings.body_seconds
        try:
            return await asyncio.wait_for(self._read(receive, body), seconds)
        except _Refused as refusal:
            await _refuse(send, refusal.status, str(refusal), refusal.headers)
        except TimeoutError:
            await _refuse(send, 408, f"the body took over {seconds:g} seconds to arrive; send it again")
        return False

    async def _read(self, receive: Receive, body: bytearray) -> bool:
        """Read the whole ``body``; False if the client went away. Raises _Refused if it is too much."""
        refusal, beyond = None, 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            part = message.get("body", b"")
            if refusal is None:
                body += part
                self._held_bytes += len(part)
                refusal = self._refusal(len(body))
            else:  # dropped, as a client that is still sending would not hear the answer
                beyond += len(part)
            if not message.get("more_body") or beyond > _TOLERATED * self._settings.body_bytes:
                break
        if refusal is not None:
            raise refusal
        return True

    def _refusal(self, size: int) -> _Refused | None:
        """Why a body of so many bytes until now is too much."""
        if size > self._settings.body_bytes:
            return _Refused(413, f"the body is over {self._settings.body_bytes:,} bytes; send a shorter text")
        if self._held_bytes > self._settings.held_bytes:
            return _Refused(429, "busy; try again in 1 second", ((b"retry-after", b"1"),))
        return None


class _Refused(Exception):
    def __init__(self, status: int, error: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(error)
        self.status, self.headers = status, headers


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _strict(send: Send) -> Send:
    async def send_strict(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
        await send(message)

    return send_strict


async def _refuse(send: Send, status: int, error: str, more_headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close"), *more_headers]
    send = _strict(send)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": error}).encode()})


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
