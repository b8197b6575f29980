"""What the server withstands: big and slow bodies, crowds, slow answers, strangers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from threading import Event

import pytest
from serve_client import BusyModel, ask, ask_all
from starlette.types import Message

from fakes import FakeModel
from unspin.serve.app import create_app
from unspin.serve.guard import SECURITY_HEADERS
from unspin.serve.settings import Settings

_JSON = {"content-type": "application/json"}


async def _in_parts(*parts: bytes, pause: float = 0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def test_bodies_are_bounded_whether_their_size_is_declared_or_not() -> None:
    app = create_app(FakeModel(), Settings(body_bytes=100))
    body = b'{"text": "' + b"x" * 88 + b'"}'
    assert len(body) == 100
    assert ask(app, "POST", "/score", content=body, headers=_JSON).status_code == 200
    assert ask(app, "POST", "/score", content=_in_parts(body[:50], body[50:]), headers=_JSON).status_code == 200
    for content in (body + b" ", _in_parts(body, b" ")):
        answer = ask(app, "POST", "/score", content=content, headers=_JSON)
        assert answer.status_code == 413
        assert "over 100 bytes" in answer.json()["error"]


def test_default_limit_is_two_megabytes() -> None:
    app = create_app(FakeModel())
    assert ask(app, "POST", "/score", json={"text": "a" * 1_990_000}).status_code == 200
    assert ask(app, "POST", "/score", json={"text": "a" * 2_000_000}).status_code == 413


def test_a_client_that_sends_too_much_is_heard_out_before_it_is_told() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1000
            yield b"x" * 1000

    app = create_app(FakeModel(), Settings(body_bytes=10_000))
    assert ask(app, "POST", "/score", content=endless(), headers=_JSON).status_code == 413
    assert 10_000 < taken < 200_000


def test_a_body_that_came_whole_and_is_too_big_is_not_waited_for() -> None:
    scope = {"type": "http", "method": "POST", "path": "/score", "query_string": b"", "headers": [(b"host", b"localhost")]}
    arriving, sent = [{"type": "http.request", "body": b"x" * 101, "more_body": False}], []

    async def receive() -> Message:
        return arriving.pop() if arriving else await asyncio.Event().wait()

    async def send(message: Message) -> None:
        sent.append(message)

    app = create_app(FakeModel(), Settings(body_bytes=100))
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 20))
    assert sent[0]["status"] == 413


def test_bodies_together_are_bounded_too() -> None:
    app = create_app(FakeModel(), Settings(held_bytes=10_000))
    waiting = [("POST", "/score", {"json": {"text": f"{'x' * 3000} {n}"}}) for n in range(20)]
    rounds = 0
    while waiting:
        answers = ask_all(app, waiting)
        assert {answer.status_code for answer in answers} <= {200, 429}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers if answer.status_code == 429)
        waiting = [request for request, answer in zip(waiting, answers, strict=True) if answer.status_code == 429]
        rounds += 1
        assert rounds <= 20
    assert rounds > 1


def test_slow_bodies_are_cut_off() -> None:
    app = create_app(FakeModel(), Settings(body_seconds=0.2))
    answer = ask(app, "POST", "/score", content=_in_parts(b"{", b"}", pause=5), headers=_JSON)
    assert answer.status_code == 408


def test_a_crowd_loses_nothing_and_whoever_is_turned_away_knows_when_to_come_back() -> None:
    model = BusyModel()
    app = create_app(model, Settings(waiting=5))
    waiting = [f"the settlement number {n}" for n in range(60)]
    answered: dict[str, int] = {}
    turned_away = rounds = 0
    while waiting:
        answers = ask_all(app, [("POST", "/score", {"json": {"text": text}}) for text in waiting])
        for text, answer in zip(waiting, answers, strict=True):
            if answer.status_code == 200:
                assert answer.json() == FakeModel().score(text).to_dict()
                answered[text] = answered.get(text, 0) + 1
            else:
                turned_away += 1
                assert answer.status_code == 429
                assert int(answer.headers["retry-after"]) >= 1
        waiting = [text for text in waiting if text not in answered]
        rounds += 1
        assert rounds <= 60
    assert set(answered.values()) == {1}
    assert sorted(model.seen) == sorted(answered)
    assert turned_away > 0
    assert ask(app, "GET", "/healthz").json()["in_work"] == 0


def test_late_answers_are_given_up_but_keep_their_place_until_they_end() -> None:
    free = Event()
    model = BusyModel(before=lambda: free.wait(60))
    app = create_app(model, Settings(waiting=1, seconds=0.3))
    requests = [("POST", "/score", {"json": {"text": text}}) for text in ("running", "waiting", "too many")]
    assert [answer.status_code for answer in ask_all(app, requests)] == [504, 504, 429]
    assert ask(app, "GET", "/healthz").json()["in_work"] == 1
    free.set()
    patient = create_app(model)
    assert ask(patient, "POST", "/score", json={"text": "next"}).status_code == 200
    assert "waiting" not in model.seen


def test_a_client_that_leaves_makes_room_for_another() -> None:
    free = Event()
    model = BusyModel(before=lambda: free.wait(60))
    app = create_app(model, Settings(waiting=1))
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/score", "query_string": b"", "headers": headers}

    async def leaving(text: str) -> list[Message]:
        sent: list[Message] = []
        body = b'{"text": "%s"}' % text.encode()
        arriving = [{"type": "http.disconnect"}, {"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            await asyncio.sleep(0.05)
            return arriving.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        return sent

    async def crowd() -> list[list[Message]]:
        return await asyncio.gather(leaving("running"), leaving("waiting"))

    assert asyncio.run(crowd()) == [[], []]
    assert ask(app, "GET", "/healthz").json()["in_work"] == 1, "what runs keeps its place"
    free.set()
    assert ask(app, "POST", "/score", json={"text": "next"}).status_code == 200
    assert "waiting" not in model.seen


def test_failures_of_the_model_are_told_without_the_text(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("on the text: SECRET")

    app = create_app(BusyModel(before=fail))
    with caplog.at_level(logging.DEBUG):
        answer = ask(app, "POST", "/score", json={"text": "SECRET"})
    assert answer.status_code == 500
    assert "failed on this text" in answer.json()["error"]
    assert "RuntimeError" in caplog.text
    assert "SECRET" not in answer.text + caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8765", "[::1", ""])
def test_other_names_for_this_computer_are_refused(host: str) -> None:
    assert ask(create_app(FakeModel()), "GET", "/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST:1"])
def test_names_of_loopback_are_answered(host: str) -> None:
    assert ask(create_app(FakeModel()), "GET", "/healthz", headers={"host": host}).status_code == 200


def test_any_name_is_answered_if_so_set() -> None:
    app = create_app(FakeModel(), Settings(hosts=None))
    assert ask(app, "GET", "/healthz", headers={"host": "desk.example"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "http://[::1"])
def test_pages_of_other_sites_are_refused(origin: str) -> None:
    app = create_app(FakeModel())
    assert ask(app, "POST", "/score", json={"text": "x"}, headers={"origin": origin}).status_code == 403
    assert ask(app, "POST", "/score", json={"text": "x"}, headers={"origin": "http://localhost:8765"}).status_code == 200


def test_every_answer_has_the_strict_headers() -> None:
    app = create_app(FakeModel(), Settings(body_bytes=50))
    answers = [
        ask(app, "GET", "/"),
        ask(app, "GET", "/page.js"),
        ask(app, "GET", "/nothing"),
        ask(app, "POST", "/score", json={"text": "x"}),
        ask(app, "POST", "/score", json={}),
        ask(app, "POST", "/score", content=b"x" * 51),
        ask(app, "GET", "/", headers={"host": "evil.example"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 422, 413, 421]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe" not in SECURITY_HEADERS["content-security-policy"]
