"""The answer: what the model says about one text, and its JSON form. The one owner of the report schema.

Offsets are 0-based, half-open and count Unicode code points of the text as given: ``text[span.start:span.end] == span.text``.
Lines and columns are 1-based, as editors count them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

SCHEMA = "unspin.report/1"
RESTORATION_SCHEMA = "unspin.restoration/1"

Verdict = Literal["spun", "genuine", "undecided"]
# Where a substitution is known from, the strongest evidence first: seen on spun pages, our lexicon of what spinners do, a list of
# tortured phrases, a thesaurus, shared translations, words used alike.
SwapKind = Literal["observed", "lexicon", "tortured", "thesaurus", "translation", "neighbour"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One wording that may have stood there before; ``probability`` in 0..1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the likeliest original of a span is believed.

    ``times_likelier``: how many times likelier the words around make it than what was found; under 1, less likely.
    ``kinds``: where this substitution is known from; empty if it is not. ``seen``: how often it was seen on spun pages.
    ``respun``: of the ``likely`` originals, how many are known to turn into what was found when they are spun again.
    """

    times_likelier: float
    kinds: tuple[SwapKind, ...]
    seen: int
    respun: int
    likely: int


@dataclass(frozen=True, slots=True)
class Span:
    """One swapped word or phrase; ``originals`` best first, ``probability`` that it was swapped.

    ``evidence``: None unless it was asked for, or if there is no likely original.
    """

    start: int
    end: int
    line: int
    column: int
    text: str
    probability: float
    originals: tuple[Candidate, ...]
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch judged on its own, so that a spun part of a genuine document shows."""

    start: int
    end: int
    words: int
    probability: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What the answer would be for the restored text, at the same threshold.

    ``put_back``: how many words and phrases were put back; with none the answer is that of the text as given.
    """

    put_back: int
    probability: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ModelId:
    """Which model gave the answer; ``sha256`` is the hash of its weights."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the model says about one text.

    ``probability``: calibrated P(spun), None only when the text could not be read (``reason`` then says why).
    ``swap_rate``: estimated share of the words that were swapped, 0..1. ``words``: how many words the text has.
    ``threshold``: the probability from which this text is called spun. ``reason``: why the verdict is "undecided", else None.
    ``counterfactual``: None unless it was asked for, or if there is nothing to say.
    """

    id: str | None
    text: str
    verdict: Verdict
    probability: float | None
    swap_rate: float
    words: int
    threshold: float
    reason: str | None
    spans: tuple[Span, ...]
    passages: tuple[Passage, ...]
    model: ModelId
    counterfactual: Counterfactual | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON-ready report of ``report_schema()``: "schema" first, no full text, numbers to four places.

        What was not asked for (evidence, counterfactual) is left out.
        """
        fields = {name: value for name, value in asdict(self).items() if name != "text"}
        fields["spans"] = [_without_none(span, "evidence") for span in fields["spans"]]
        return {"schema": SCHEMA, **_rounded(_without_none(fields, "counterfactual"))}


@dataclass(frozen=True, slots=True)
class Edit:
    """One wording put back: ``text`` at ``start``..``end`` of the text as given becomes ``replacement``."""

    start: int
    end: int
    text: str
    replacement: str
    probability: float


@dataclass(frozen=True, slots=True)
class Restoration:
    """A text with the original wording put back. Apart from ``edits`` it is ``original``, character for character."""

    id: str | None
    original: str
    text: str
    edits: tuple[Edit, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON-ready restoration of ``restoration_schema()``: "schema" first, the restored text, no original text."""
        fields = {name: value for name, value in asdict(self).items() if name != "original"}
        return {"schema": RESTORATION_SCHEMA, **_rounded(fields)}


def apply_edits(original: str, edits: Iterable[Edit]) -> str:
    """``original`` with every edit made. Edits are in order and do not overlap (ValueError if they do or do not fit the text)."""
    parts, done = [], 0
    for edit in edits:
        if edit.start < done or original[edit.start : edit.end] != edit.text:
            raise ValueError(f"edit at {edit.start} overlaps another or does not fit the text")
        parts += [original[done : edit.start], edit.replacement]
        done = edit.end
    return "".join([*parts, original[done:]])


class Lines:
    """Where the lines of a text begin: turns offsets into lines and columns.

    A line ends at "\\n", "\\r\\n" or a lone "\\r", as in editors; other Unicode separators do not end one.
    """

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = 0
        for line in text.replace("\r\n", " \n").replace("\r", "\n").split("\n")[:-1]:
            at += len(line) + 1
            self._starts.append(at)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based (line, column) of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def report_schema(*, explained: bool = True) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``Report.to_dict()``; ``explained`` False where nobody can ask for explanations."""
    candidate = _object("A wording that may have stood there before", {"text": _TEXT, "probability": _SHARE})
    span = _object(
        "A swapped word or phrase",
        {
            "start": _OFFSET,
            "end": _OFFSET,
            "line": _COUNT_FROM_1,
            "column": _COUNT_FROM_1,
            "text": _TEXT,
            "probability": _SHARE,
            "originals": {"type": "array", "items": candidate, "description": "Best first"},
        },
    )
    passage = _object("A stretch judged on its own", {"start": _OFFSET, "end": _OFFSET, "words": _COUNT, "probability": _SHARE})
    model = _object(
        "The model that gave the answer",
        {"name": _TEXT, "version": _TEXT, "sha256": {"type": "string", "description": "Hash of the weights"}},
    )
    schema = _document(
        "unspin report",
        "What the model says about one text. Offsets are 0-based, half-open and count Unicode code points of the text as given.",
        {
            "schema": {"const": SCHEMA},
            "id": _ID,
            "verdict": _VERDICT,
            "probability": _SHARE
            | {"type": ["number", "null"], "description": "Calibrated P(spun); null if there was nothing to read"},
            "swap_rate": _SHARE | {"description": "Estimated share of the words that were swapped"},
            "words": _COUNT,
            "threshold": _SHARE | {"description": "The probability from which this text is called spun"},
            "reason": {"type": ["string", "null"], "description": "Why the verdict is undecided"},
            "spans": {"type": "array", "items": span},
            "passages": {"type": "array", "items": passage},
            "model": model,
        },
    )
    if explained:  # neither is required
        span["properties"]["evidence"] = _evidence_schema()
        schema["properties"]["counterfactual"] = _object(
            "What the answer would be for the restored text; only where it was asked for",
            {"put_back": _COUNT | {"description": "Words and phrases put back"}, "probability": _SHARE, "verdict": _VERDICT},
        )
    return schema


def _evidence_schema() -> dict[str, Any]:
    return _object(
        "Why the likeliest original is believed; only where it was asked for",
        {
            "times_likelier": _RATIO | {"description": "How many times likelier the words around make it than what was found"},
            "kinds": {"type": "array", "items": {"enum": list(get_args(SwapKind))}, "description": "Where this swap is known from"},
            "seen": _COUNT | {"description": "How often this swap was seen on spun pages"},
            "respun": _COUNT | {"description": "How many of the likely originals are known to turn into what was found"},
            "likely": _COUNT | {"description": "How many likely originals were tried for this"},
        },
    )


def restoration_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``Restoration.to_dict()``."""
    edit = _object(
        "One wording put back; offsets into the text as given",
        {"start": _OFFSET, "end": _OFFSET, "text": _TEXT, "replacement": _TEXT, "probability": _SHARE},
    )
    return _document(
        "unspin restoration",
        "A text with the original wording put back.",
        {
            "schema": {"const": RESTORATION_SCHEMA},
            "id": _ID,
            "text": _TEXT | {"description": "The restored text"},
            "edits": {"type": "array", "items": edit},
        },
    )


_TEXT: dict[str, Any] = {"type": "string"}
_ID: dict[str, Any] = {"type": ["string", "null"], "description": "The name of the input, as it was given"}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
_RATIO: dict[str, Any] = {"type": "number", "minimum": 0}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_OFFSET = _COUNT
_VERDICT: dict[str, Any] = {"enum": list(get_args(Verdict))}
_COUNT_FROM_1: dict[str, Any] = {"type": "integer", "minimum": 1}


def _object(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _document(title: str, description: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_object(description, properties)}


def _without_none(fields: dict[str, Any], optional: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None or name != optional}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
