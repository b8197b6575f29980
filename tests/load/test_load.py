"""The load test in small: a crowd of every manner at a server with the fake model. ``python tests/load`` is the whole of it."""

from __future__ import annotations

import json
import logging
import socket
import threading

import clients
import pytest
from siege import besiege

from fakes import SPUN_TEXT, FakeModel

pytest.importorskip("fastapi")
uvicorn = pytest.importorskip("uvicorn")

_CROWD = {
    clients.honest: 8,
    clients.malformed: 3,
    clients.giant: 1,
    clients.largest: 1,
    clients.slow_to_ask: 5,
    clients.slow_to_send: 5,
    clients.slow_to_fetch: 1,
    clients.quitter: 3,
}


def test_no_honest_request_is_lost_in_a_crowd(caplog: pytest.LogCaptureFixture) -> None:
    from unspin.serve.app import create_app
    from unspin.serve.connection import Connection
    from unspin.serve.settings import Settings

    texts = [f"{SPUN_TEXT} Number {n}." for n in range(20)]
    questions = [
        clients.Question("/score", json.dumps({"text": text}).encode(), FakeModel().score(text).to_dict()) for text in texts
    ]
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(FakeModel(), Settings(waiting=2))
    server = uvicorn.Server(uvicorn.Config(app, http=Connection, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with caplog.at_level(logging.ERROR):
            tally, _ = besiege(listener.getsockname()[1], questions, _CROWD, seconds=2.5)
    finally:
        server.should_exit = True
        thread.join(30)
    assert tally.wrong == []
    assert tally.seconds
    assert set(tally.statuses["honest"]) <= {"200", "429"}
    assert set(tally.statuses["malformed"]) <= {"400", "422", "hung up on"}
    assert set(tally.statuses["giant"]) == {"413"}
    assert set(tally.statuses["largest"]) == {"200"}
    assert caplog.records == []
