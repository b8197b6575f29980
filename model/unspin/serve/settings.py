"""What the server allows."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """``waiting``: how many requests may wait for the model while one is answered; more are told to come back.

    ``seconds``: how long a request may take, the wait included. ``body_seconds``: how long its body may take to arrive.
    ``hosts``: the names this server answers to, None for any. On loopback they are fixed, so that a web page elsewhere cannot
    reach the server under a name of its own.
    """

    body_bytes: int = 2_000_000
    waiting: int = 16
    seconds: float = 60.0
    body_seconds: float = 30.0
    hosts: frozenset[str] | None = LOOPBACK_HOSTS
