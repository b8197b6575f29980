"""The answer: what the model says about one text, and its JSON form, which ``report_schema`` describes.

Offsets are 0-based, half-open and count Unicode code points of the text as given: ``text[span.start:span.end] == span.text``.
Lines and columns are 1-based, as editors count them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from unspin.layout import Layout

SCHEMA = "unspin.report/1"
RESTORATION_SCHEMA = "unspin.restoration/1"

Verdict = Literal["spun", "genuine", "undecided"]
# Where a substitution is known from, the strongest evidence first: seen on spun pages, our lexicon of what spinners do, a list of
# tortured phrases, a thesaurus, shared translations, words used alike.
SwapKind = Literal["observed", "lexicon", "tortured", "thesaurus", "translation", "neighbour"]
# What is not judged, and how several of it are called.
UnjudgedKind = Literal["quotation", "citation", "code", "table", "heading", "name"]
UNJUDGED_KINDS: Mapping[UnjudgedKind, str] = {
    "quotation": "quotations", "citation": "citations", "code": "code", "table": "tables", "heading": "headings", "name": "names",
}  # fmt: skip


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

    ``evidence``: None unless it was asked for, or if there is no likely original. ``paragraph`` counts through the whole text, from
    1, and so does ``page``, which is None where there are no pages.
    """

    start: int
    end: int
    line: int
    column: int
    text: str
    probability: float
    originals: tuple[Candidate, ...]
    evidence: Evidence | None = None
    paragraph: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A stretch with ``words`` words that are not judged: they count for nothing, and none of them is marked or put back."""

    start: int
    end: int
    kind: UnjudgedKind
    words: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch judged on its own, so that a spun part of a genuine document shows; ``words`` are those that were judged."""

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
    ``swap_rate``: estimated share of the judged words that were swapped, 0..1. ``words``: how many words the text has.
    ``threshold``: the probability from which this text is called spun. ``reason``: why the verdict is "undecided", else None.
    ``counterfactual``: None unless it was asked for, or if there is nothing to say. ``not_judged``: stretches that the verdict does
    not rest on, in order. ``layout``: that of the document, None for plain text.
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
    not_judged: tuple[Unjudged, ...] = ()
    layout: Layout | None = None

    @property
    def judged_words(self) -> int:
        """How many words the verdict rests on."""
        return self.words - sum(stretch.words for stretch in self.not_judged)

    def to_dict(self) -> dict[str, Any]:
        """The JSON-ready report of ``report_schema()``: "schema" first, no full text, numbers to four places.

        What was not asked for (evidence, counterfactual) is left out, and so are pages where there are none.
        """
        fields = {name: value for name, value in asdict(replace(self, layout=None)).items() if name not in ("text", "layout")}
        fields["spans"] = [_without_none(span, "evidence", "paragraph", "page") for span in fields["spans"]]
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


def _without_none(fields: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None or name not in optional}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
