"""Clients that take their time are hung up on, over a real socket; the others do not notice."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from fakes import SPUN_TEXT, FakeModel
from unspin.serve.app import create_app
from unspin.serve.connection import Connection

_LONG = SPUN_TEXT * 800
_TEXT = json.dumps({"text": _LONG}).encode()


class _Impatient(Connection):
    most = 3
    patience = 0.4


@pytest.fixture(scope="module")
def server() -> Iterator[uvicorn.Server]:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    server = uvicorn.Server(uvicorn.Config(create_app(FakeModel()), http=_Impatient, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield server
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def port(server: uvicorn.Server) -> int:
    while not server.started:
        time.sleep(0.01)
    return int(server.servers[0].sockets[0].getsockname()[1])


def _connect(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    return connection


def _received(connection: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    got = bytearray()
    try:
        while part := connection.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return bytes(got)


def _post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nHost: loc"])
def test_a_request_that_never_comes_is_not_waited_for(port: int, begun: bytes) -> None:
    with _connect(port) as connection:
        connection.sendall(begun)
        assert _received(connection) == b""


def test_the_next_request_of_a_connection_is_not_waited_for_either(port: int) -> None:
    with _connect(port) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea")
        assert _received(connection).startswith(b"HTTP/1.1 200")


def test_an_answer_that_nobody_fetches_is_dropped(server: uvicorn.Server, port: int) -> None:
    with _connect(port) as slow:
        slow.sendall(_post("/apply", _TEXT))
        head = slow.recv(100)
        assert head.startswith(b"HTTP/1.1 200")
        while server.server_state.connections:
            time.sleep(0.05)
        assert len(head + _received(slow)) < len(_TEXT)


def test_an_answer_that_is_fetched_comes_whole(port: int) -> None:
    with _connect(port) as connection:
        connection.sendall(_post("/apply", _TEXT).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        head, _, body = _received(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert json.loads(body)["text"] == _LONG


def test_whoever_asks_for_nothing_makes_room(port: int) -> None:
    idle = [_connect(port) for _ in range(_Impatient.most)]
    with _connect(port) as asking:
        asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert _received(asking).startswith(b"HTTP/1.1 200")
    for connection in idle:
        assert _received(connection) == b""
        connection.close()


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_what_turns_out_to_be_no_http_leaves_no_traceback(
    port: int, method: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with _connect(port) as connection:
        head = f"{method} /apply HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode() + b"5\r\nabcdefgh\r\n0\r\n\r\n")
        assert _received(connection)[:12] in (b"HTTP/1.1 400", b"")
    assert "Traceback" not in caplog.text + "".join(capfd.readouterr())
