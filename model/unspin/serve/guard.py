"""What every request and answer goes through: who may ask, how much they may send, and the headers that keep browsers strict."""

from __future__ import annotations

import asyncio
import json
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


class Guard:
    """Wraps an application. Refuses by itself what is not for it, so that the application sees only whole, bounded bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._settings.hosts is not None and _hostname(headers.get("host", "")) not in self._settings.hosts:
            await _refuse(send, 421, "this server answers only to localhost")
        elif "origin" in headers and urlsplit(headers["origin"]).netloc != headers.get("host"):
            await _refuse(send, 403, "requests from pages of other sites are not answered")
        else:
            await self._with_body(scope, receive, send, headers)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        most = self._settings.body_bytes
        declared = headers.get("content-length", "0")
        try:
            if declared.isdigit() and int(declared) > most:
                raise _TooBig
            body = await asyncio.wait_for(_read_body(receive, most), self._settings.body_seconds)
        except _TooBig:
            await _refuse(send, 413, f"the body is over {most:,} bytes; send a shorter text")
        except TimeoutError:
            await _refuse(send, 408, f"the body took over {self._settings.body_seconds:g} seconds to arrive; send it again")
        else:
            if body is not None:
                await self._app(scope, _replay(body, receive), _strict(send))


class _TooBig(Exception):
    pass


async def _read_body(receive: Receive, most: int) -> bytes | None:
    """The whole body; None if the client went away. Raises _TooBig as soon as it is."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise _TooBig
        if not message.get("more_body"):
            return bytes(body)


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


async def _refuse(send: Send, status: int, error: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    send = _strict(send)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": error}).encode()})


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
