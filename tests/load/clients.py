"""Clients of every manner. The honest ones want an answer to each of their texts and come back when told; the others get in the way."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

# A server that does not answer for so long has lost the request.
_LOST_AFTER = 120.0
_UNREAD_FOR = 40.0
_WORDS = b"The settlement of the nation is at the forefront. "


@dataclass
class Tally:
    """What the clients met. ``seconds``: how long each honest request took; ``waits``: after how many seconds it was told to come back."""

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def met(self, client: str, what: object) -> None:
        """One more client of this manner met this status or end."""
        self.statuses.setdefault(client, Counter())[str(what)] += 1


@dataclass(frozen=True)
class Question:
    """A request and the only right answer to it."""

    address: str
    body: bytes
    answer: Any


@dataclass(frozen=True)
class Siege:
    """One server, what to ask it, and until when (of the event loop's clock) clients go on."""

    port: int
    questions: Sequence[Question]
    until: float
    tally: Tally
    rng: random.Random

    @property
    def is_over(self) -> bool:
        """Whether no client should begin anew."""
        return asyncio.get_running_loop().time() > self.until


Client = Callable[[Siege], Awaitable[None]]


async def honest(siege: Siege) -> None:
    """Asks, comes back when told to, and checks every answer."""
    while not siege.is_over:
        question = siege.rng.choice(siege.questions)
        began = time.monotonic()
        while True:
            try:
                status, headers, body = await asyncio.wait_for(_ask(siege.port, question.address, question.body), _LOST_AFTER)
            except (OSError, TimeoutError, ValueError) as error:
                siege.tally.wrong.append(f"lost: {type(error).__name__} {error}")
                return
            siege.tally.met("honest", status)
            if status != 429:
                break
            siege.tally.waits.append(float(headers["retry-after"]))
            await asyncio.sleep(siege.tally.waits[-1])
        siege.tally.seconds.append(time.monotonic() - began)
        if status != 200 or json.loads(body) != question.answer:
            siege.tally.wrong.append(f"{question.address}: {status} {body[:200]!r}")


async def malformed(siege: Siege) -> None:
    """Sends what is no JSON, no request, or no HTTP at all."""
    while not siege.is_over:
        junk = siege.rng.randbytes(siege.rng.randint(0, 300))
        body = siege.rng.choice((junk, b'{"text": 1}', b'{"text": "x"', b"[" * 10_000, b'{"text": "\xff"}'))
        request = siege.rng.choice((_request("/score", body), _request("/apply", body), junk + b"\r\n\r\n"))
        siege.tally.met("malformed", await _outcome(siege.port, request))
        await asyncio.sleep(0.05)


async def giant(siege: Siege) -> None:
    """Sends far more than is allowed, with or without saying how much."""
    while not siege.is_over:
        body = b'{"text": "' + _WORDS * siege.rng.choice((50_000, 150_000)) + b'"}'
        chunked = siege.rng.random() < 0.5
        siege.tally.met("giant", await _outcome(siege.port, _chunked("/score", body) if chunked else _request("/score", body)))
        await asyncio.sleep(0.5)


async def largest(siege: Siege) -> None:
    """Sends bodies just under the limit, to an address that looks at them only briefly."""
    while not siege.is_over:
        body = json.dumps(
            {"text": (_WORDS * 39_000).decode(), "choices": [{"start": 4, "end": 14, "replacement": "deal"}]}
        ).encode()
        siege.tally.met("largest", await _outcome(siege.port, _request("/apply", body)))
        await asyncio.sleep(0.5)


async def slow_to_ask(siege: Siege) -> None:
    """Sends one byte of its headers now and then."""
    await _dripping(siege, "slow to ask", _request("/score", b"")[:60])


async def slow_to_send(siege: Siege) -> None:
    """Sends one byte of its body now and then."""
    head = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    await _dripping(siege, "slow to send", b'{"text": "' + b"x" * 900, head)


async def slow_to_fetch(siege: Siege) -> None:
    """Asks for a long answer and does not read it."""
    request = _request("/apply", json.dumps({"text": (_WORDS * 39_000).decode()}).encode())
    while not siege.is_over:
        _, writer = await asyncio.open_connection("127.0.0.1", siege.port, limit=1024)  # more is not read from the network
        writer.write(request)
        began = time.monotonic()
        while not siege.is_over and time.monotonic() - began < _UNREAD_FOR:
            await asyncio.sleep(0.5)
        writer.transport.abort()
        siege.tally.met("slow to fetch", "left it there")


async def quitter(siege: Siege) -> None:
    """Asks and leaves without waiting for the answer."""
    while not siege.is_over:
        question = siege.rng.choice(siege.questions)
        _, writer = await asyncio.open_connection("127.0.0.1", siege.port)
        writer.write(_request(question.address, question.body)[: siege.rng.choice((20, 100_000))])
        await writer.drain()
        writer.transport.abort()
        siege.tally.met("quitter", "left")
        await asyncio.sleep(0.2)


async def _dripping(siege: Siege, name: str, bytes_to_send: bytes, head: bytes = b"") -> None:
    while not siege.is_over:
        reader, writer = await asyncio.open_connection("127.0.0.1", siege.port)
        answer = asyncio.ensure_future(reader.read())
        try:
            writer.write(head)
            for byte in bytes_to_send:
                if answer.done() or siege.is_over:
                    break
                writer.write(bytes([byte]))
                await asyncio.sleep(1)
            if not answer.done():
                siege.tally.met(name, "still there")
            else:
                siege.tally.met(name, _status(answer.result()) or "hung up on")
        except OSError:
            siege.tally.met(name, "hung up on")
        finally:
            answer.cancel()
            writer.transport.abort()


async def _outcome(port: int, request: bytes) -> str:
    """The status that a request gets, or that it was hung up on."""
    try:
        return str(_status(await asyncio.wait_for(_talk(port, request), _LOST_AFTER)) or "hung up on")
    except OSError:
        return "hung up on"
    except TimeoutError:
        return "no answer"


async def _ask(port: int, address: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer. Raises ValueError if it is none."""
    answer = await _talk(port, _request(address, body))
    head, _, content = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")[1:]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = _status(answer)
    if status is None:
        raise ValueError(f"no answer but {answer[:80]!r}")
    return status, headers, content


async def _talk(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.transport.abort()


def _request(address: str, body: bytes) -> bytes:
    head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _chunked(address: str, body: bytes) -> bytes:
    head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    parts = (body[at : at + 60_000] for at in range(0, len(body), 60_000))
    return head.encode() + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _status(answer: bytes) -> int | None:
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else None
