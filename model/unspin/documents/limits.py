"""How much of a document is read before it counts as broken or hostile."""

from __future__ import annotations

from dataclasses import dataclass


class Unreadable(Exception):
    """Why a document cannot be read and what to do, without its name: the caller knows that."""


@dataclass(frozen=True, slots=True)
class Limits:
    """All generous for what people write: a long novel is about one million characters.

    ``expansion``: how many times larger than in its archive a member may be; small ones are not asked. ``nesting``: how deep the
    parts of an e-mail may stand inside each other.
    """

    file_bytes: int = 20_000_000
    pages: int = 3_000
    members: int = 5_000
    expansion: int = 200
    expanded_bytes: int = 100_000_000
    nesting: int = 20
    characters: int = 10_000_000
    seconds: float = 30.0
    memory_bytes: int = 2_000_000_000


LIMITS = Limits()
