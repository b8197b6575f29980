"""The report: offsets, lines and columns, and its JSON form against the published schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fakes import SHORT_TEXT, SPUN_TEXT, SWAPS, FakeModel
from unspin.report import Edit, Lines, Report, apply_edits
from unspin.report_schema import report_schema, restoration_schema

DOCS = Path(__file__).resolve().parents[2] / "docs"

# Texts that hold swaps among line ends of every kind, wide and combining characters, and letters beyond the basic plane.
PIECES = [*SWAPS, "the", " ", " ", "\n", "\r\n", "\r", "\u2028", "\x0b", "é", "e\u0301", "漢字", "😀", "\u202e", "“", "."]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(texts)
def test_a_span_is_where_it_says_it_is(text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    for span in FakeModel().score(text).spans:
        assert text[span.start : span.end] == span.text
        assert lines[span.line - 1][span.column - 1 :].startswith(span.text)


@given(texts)
def test_lines_and_columns_lead_back_to_the_offset(text: str) -> None:
    lines = Lines(text)
    positions = [lines.position(offset) for offset in range(len(text) + 1)]
    assert positions == sorted(set(positions)), "each offset has its own place, and places rise with offsets"
    for offset, (line, column) in enumerate(positions):
        assert line >= 1
        assert column >= 1
        begins_line = offset == 0 or text[offset - 1] == "\n" or (text[offset - 1] == "\r" and text[offset : offset + 1] != "\n")
        assert (column == 1) == begins_line


@given(texts)
def test_json_reports_follow_the_schema_and_lose_nothing(text: str) -> None:
    report = FakeModel().score(text, id="a.txt")
    fields = json.loads(json.dumps(report.to_dict()))
    Draft202012Validator(report_schema()).validate(fields)
    assert [text[s["start"] : s["end"]] for s in fields["spans"]] == [s.text for s in report.spans]


@given(texts)
def test_json_restorations_follow_the_schema_and_can_be_made_again(text: str) -> None:
    restoration = FakeModel().restore(text)
    fields = json.loads(json.dumps(restoration.to_dict()))
    Draft202012Validator(restoration_schema()).validate(fields)
    assert apply_edits(text, [Edit(**edit) for edit in fields["edits"]]) == fields["text"]


def test_the_schema_comes_first_and_the_text_stays_out() -> None:
    fields = FakeModel().score(SPUN_TEXT).to_dict()
    assert next(iter(fields)) == "schema"
    assert "text" not in fields
    assert fields["swap_rate"] == 0.2143, "numbers are rounded to four places"


def test_the_schema_refuses_what_is_not_a_report() -> None:
    validator = Draft202012Validator(report_schema())
    fields = FakeModel().score(SHORT_TEXT).to_dict()
    assert validator.is_valid(fields)
    for change in ({"verdict": "plagiarised"}, {"probability": 1.5}, {"schema": "unspin.report/2"}, {"more": 1}):
        assert not validator.is_valid(fields | change)
    assert not validator.is_valid({name: value for name, value in fields.items() if name != "spans"})


@pytest.mark.parametrize(("name", "schema"), [("report", report_schema()), ("restoration", restoration_schema())])
def test_the_schema_in_the_docs_is_the_schema_of_the_code(name: str, schema: dict[str, object]) -> None:
    Draft202012Validator.check_schema(schema)
    assert json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8")) == schema


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, "The", "A", 1.0), Edit(2, 5, "e s", "x", 1.0)],
        [Edit(4, 7, "set", "x", 1.0), Edit(0, 3, "The", "A", 1.0)],
        [Edit(0, 3, "the", "A", 1.0)],
    ],
    ids=["overlap", "out of order", "not the text"],
)
def test_edits_that_do_not_fit_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit at"):
        apply_edits("The settlement", edits)


def test_reports_are_values() -> None:
    model = FakeModel()
    assert model.score(SPUN_TEXT) == model.score(SPUN_TEXT)
    with pytest.raises(AttributeError):
        model.score(SPUN_TEXT).verdict = "genuine"  # type: ignore[misc]
    assert isinstance(hash(model.score(SPUN_TEXT)), int)
    assert isinstance(model.score(SPUN_TEXT), Report)


def test_what_came_later_is_not_required() -> None:
    schema = report_schema()
    assert {"not_judged", "counterfactual"} <= set(schema["properties"]) - set(schema["required"])
    span = schema["properties"]["spans"]["items"]
    assert {"paragraph", "page", "evidence"} == set(span["properties"]) - set(span["required"])
    fields = FakeModel().score(SPUN_TEXT).to_dict()
    assert fields["not_judged"] == []
    assert "page" not in fields["spans"][0]
    assert fields["spans"][0]["paragraph"] == 1
