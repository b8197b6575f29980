"""``unspin serve``: it listens on this computer alone, and what keeps it from that is one line."""

from __future__ import annotations

import socket

import pytest
import uvicorn
from click.testing import CliRunner, Result

from fakes import FakeModel
from unspin.cli.main import main


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, fake_model: FakeModel) -> list[tuple[uvicorn.Config, str]]:
    """Instead of serving, notes the configuration and the address that was bound."""
    calls: list[tuple[uvicorn.Config, str]] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        calls.append((server.config, sockets[0].getsockname()[0]))

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return calls


def _serve(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["serve", "--port", "0", *arguments])


def test_loopback_is_the_default_and_nothing_is_logged(served: list[tuple[uvicorn.Config, str]]) -> None:
    result = _serve()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("unspin: serving on http://127.0.0.1:")
    ((config, address),) = served
    assert address == "127.0.0.1"
    assert config.access_log is False


def test_other_addresses_are_warned_of(served: list[tuple[uvicorn.Config, str]]) -> None:
    result = _serve("--host", "0.0.0.0")
    assert "anyone who can reach 0.0.0.0 can use this server" in result.stderr
    assert served[0][1] == "0.0.0.0"


def test_taken_port_is_one_line(served: list[tuple[uvicorn.Config, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _serve("--port", str(port))
    assert result.exit_code == 2
    reason = "address already in use; choose another with --host or --port"
    assert result.stderr == f"unspin: cannot listen on 127.0.0.1 port {port}: {reason}\n"
    assert served == []


def test_unknown_address_is_one_line(served: list[tuple[uvicorn.Config, str]]) -> None:
    result = _serve("--host", "999.1.2.3")
    assert result.exit_code == 2
    assert result.stderr.startswith("unspin: cannot listen on 999.1.2.3 port 0: ")
    assert result.stderr.count("\n") == 1
