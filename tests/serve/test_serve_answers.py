"""What the server answers: the same as the library, as JSON or as a page."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import validate
from serve_client import ask

from fakes import SHORT_TEXT, SPUN_TEXT, FakeModel
from unspin.errors import InputError
from unspin.report_schema import report_schema, restoration_schema
from unspin.serve.app import create_app

MODEL = FakeModel()
APP = create_app(MODEL)


def test_score_is_the_report_of_the_library() -> None:
    answer = ask(APP, "POST", "/score", json={"text": SPUN_TEXT})
    assert answer.status_code == 200
    validate(answer.json(), report_schema())
    assert answer.json() == MODEL.score(SPUN_TEXT).to_dict()


def test_score_explains_if_it_is_asked_to() -> None:
    answer = ask(APP, "POST", "/score", json={"text": SPUN_TEXT, "explain": True})
    validate(answer.json(), report_schema())
    assert answer.json() == MODEL.with_counterfactual(MODEL.with_evidence(MODEL.score(SPUN_TEXT))).to_dict()
    assert answer.json()["spans"][0]["evidence"]["seen"] == 2
    assert answer.json()["counterfactual"]["verdict"] == "genuine"


def test_blocks_of_a_document_place_the_spans() -> None:
    blocks = [{"start": 0, "end": 11, "kind": "heading", "page": 1}, {"start": 12, "end": 26, "page": 2}]
    text = "The harbour\nThe settlement"
    answer = ask(APP, "POST", "/score", json={"text": text, "blocks": blocks})
    assert [(span["paragraph"], span["page"]) for span in answer.json()["spans"]] == [(2, 2)]
    assert ask(APP, "POST", "/restore", json={"text": text, "blocks": blocks}).json()["text"] == "The harbour\nThe agreement"
    assert "page 2, paragraph 2" in ask(APP, "POST", "/report", json={"text": text, "blocks": blocks}).text


@pytest.mark.parametrize("path", ["/score", "/restore", "/report"])
@pytest.mark.parametrize("edges", [[(0, 99)], [(0, 3)], [(0, 5), (3, 9)], [(5, 9), (0, 5)], [(0, 0)]])
def test_blocks_that_do_not_fit_are_a_bad_request(path: str, edges: list[tuple[int, int]]) -> None:
    answer = ask(APP, "POST", path, json={"text": "some text", "blocks": [{"start": a, "end": b} for a, b in edges]})
    assert answer.status_code in (400, 422)
    assert "\n" not in answer.json()["error"]


def test_restore_is_the_restoration_of_the_library() -> None:
    answer = ask(APP, "POST", "/restore", json={"text": SPUN_TEXT})
    validate(answer.json(), restoration_schema())
    assert answer.json() == MODEL.restore(SPUN_TEXT).to_dict()


def test_apply_puts_choices_in_with_case_and_article() -> None:
    text = "A Navy of a nation"
    choices = [{"start": 12, "end": 18, "replacement": "empire"}, {"start": 2, "end": 6, "replacement": "army"}]
    answer = ask(APP, "POST", "/apply", json={"text": text, "choices": choices})
    validate(answer.json(), restoration_schema())
    assert answer.json()["text"] == "An Army of an empire"


def test_report_is_one_page_that_also_shows_the_choices() -> None:
    plain = ask(APP, "POST", "/report", json={"text": SPUN_TEXT})
    assert plain.headers["content-type"].startswith("text/html")
    assert 'view-restored"' not in plain.text
    start = SPUN_TEXT.index("settlement")
    choices = [{"start": start, "end": start + 10, "replacement": "zebra"}]
    chosen = ask(APP, "POST", "/report", json={"text": SPUN_TEXT, "choices": choices}).text
    assert "zebra" in chosen
    assert "With 9 words put back" in plain.text
    assert f"With {len(choices)} word" in chosen


def test_documents_are_read() -> None:
    answer = ask(APP, "POST", "/read?name=a.eml", content=b"Subject: no\n\nHello there")
    assert answer.json() == {"text": "Hello there", "blocks": [{"start": 0, "end": 11, "kind": "paragraph", "page": None}]}
    answer = ask(APP, "POST", "/read?name=a.exe", content=b"MZ")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("a.exe: this kind of document is not read")


def test_health_names_the_model_and_the_load() -> None:
    answer = ask(APP, "GET", "/healthz").json()
    assert answer == {"status": "ok", "model": {"name": "fake", "version": "0", "sha256": "0" * 64}, "in_work": 0}


def test_open_api_describes_answers_by_the_schemas_of_the_report() -> None:
    description = ask(APP, "GET", "/openapi.json").json()
    assert set(description["paths"]) == {"/score", "/restore", "/apply", "/report", "/read", "/healthz"}
    score = description["paths"]["/score"]["post"]["responses"]
    assert score["200"]["content"]["application/json"]["schema"] == report_schema()
    assert {"400", "413", "429", "504"} <= set(score)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/nothing", "/../app.py", "/page/index.html", "/healthz/"])
def test_nothing_else_is_there(path: str) -> None:
    assert ask(APP, "GET", path).status_code == 404


def test_page_and_its_parts_come_from_here_alone() -> None:
    page = ask(APP, "GET", "/")
    assert page.headers["content-type"].startswith("text/html")
    for name in ("page.js", "page.css", "report.css"):
        assert name in page.text
        assert ask(APP, "GET", f"/{name}").status_code == 200
    for part in (files("unspin.serve") / "page").iterdir():
        assert "://" not in part.read_text("utf-8")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"txt": "x"}, "body.text"),
        ({"text": 1}, "body.text"),
        ({"text": "x", "fpr": 1}, "body.fpr"),
        ({"text": "x", "a\n\u202eb": 1}, "body.a [U+202E]b"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_wrong_bodies_are_told_in_one_line_without_their_content(body: object, where: str) -> None:
    answer = ask(APP, "POST", "/score", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{where}: ")
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize("content", [b"{", b"\xff", b'{"text": "' + b"[" * 100_000, b"[" * 100_000])
def test_broken_json_is_a_wrong_body(content: bytes) -> None:
    answer = ask(APP, "POST", "/score", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert list(answer.json()) == ["error"]


def test_half_a_surrogate_pair_comes_back_as_it_went() -> None:
    answer = ask(APP, "POST", "/restore", content=b'{"text": "\\ud800 settlement"}', headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["text"] == "\ud800 agreement"


def test_what_the_library_refuses_is_a_bad_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str, layout: object) -> None:
        raise InputError("this text: cannot be read; send another")

    model = FakeModel()
    monkeypatch.setattr(model, "score", refuse)
    answer = ask(create_app(model), "POST", "/score", json={"text": SHORT_TEXT})
    assert (answer.status_code, answer.json()) == (400, {"error": "this text: cannot be read; send another"})


def test_overlapping_choices_are_a_bad_request() -> None:
    choices = [{"start": 0, "end": 4, "replacement": "x"}, {"start": 3, "end": 5, "replacement": "y"}]
    answer = ask(APP, "POST", "/apply", json={"text": "some text", "choices": choices})
    assert answer.status_code == 400
    assert "overlap" in answer.json()["error"]
