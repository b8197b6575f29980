"""What the server allows."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """``waiting``: how many requests may wait for the model while one is answered; more are told to come back.

    ``held_bytes``: how much all bodies together may hold; whoever sends more is told to come back. ``connections``: how many
    clients may be connected; for one more, the one that has asked for nothing the longest is hung up on.
    ``seconds``: how long a request may take, the wait included. ``body_seconds``: how long its body may take to arrive, and a client to begin
    a request or to fetch an answer.
    ``hosts``: the names this server answers to, None for any. On loopback they are fixed, so that a web page elsewhere cannot
    reach the server under a name of its own.
    """

    body_bytes: int = 2_000_000
    waiting: int = 16
    held_bytes: int = 50_000_000
    connections: int = 200
    seconds: float = 60.0
    body_seconds: float = 30.0
    hosts: frozenset[str] | None = LOOPBACK_HOSTS
