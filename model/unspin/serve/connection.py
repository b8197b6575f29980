"""One connection of the server: hangs up on clients that take their time, so that they cannot keep others out.

What arrives within a request is bounded by ``guard``; here it is what stands around requests: a request that never begins, an
answer that nobody fetches, and more connections than anybody needs.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from unspin.serve.settings import Settings

_SETTINGS = Settings()


class Connection(H11Protocol):
    """HTTP/1.1 over one socket. Whoever is hung up on hears nothing, as there is no request to answer.

    Every ``patience`` seconds it looks whether the client, if it is the client's turn, has moved since the last look.
    """

    most = _SETTINGS.connections
    patience = _SETTINGS.body_seconds / 2

    idle_since = 0.0
    _last_seen: tuple[object, bool, int] | None = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there; for one too many, the one that has asked for nothing the longest makes room."""
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        if len(self.connections) > self.most:
            others = (
                other for other in self.connections if isinstance(other, Connection) and other.is_idle and other is not self
            )
            min(others, key=lambda other: other.idle_since, default=self).transport.abort()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def on_response_complete(self) -> None:
        """A request was answered; another may come."""
        super().on_response_complete()
        self.idle_since = self.loop.time()

    def send_400_response(self, msg: str) -> None:
        """What came is not HTTP; a request that it belongs to ends here."""
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:  # an answer has begun, or may have no body
            self.transport.close()

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        seen = (self.cycle, self.is_idle, self.transport.get_write_buffer_size())
        is_their_turn = self.is_idle or self.flow.write_paused
        if is_their_turn and seen == self._last_seen:
            self.transport.abort()
            return
        self._last_seen = seen
        self._timer = self.loop.call_later(self.patience, self._look)
