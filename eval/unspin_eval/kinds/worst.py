"""The worst cases of a system, to be read: in a table, and with their words highlighted."""

from __future__ import annotations

from collections.abc import Sequence

from unspin_eval.data import Document
from unspin_eval.measures import Case, Cases, Highlight, Table
from unspin_eval.system import Reading

_COLUMNS = ("id", "register", "family", "words", "probability", "verdict", "marked words")
_LONGEST = 3_000  # characters of a text that are shown
_MARKS = 8


def worst_cases(title: str, documents: Sequence[Document], readings: Sequence[Reading]) -> tuple[Table, Cases]:
    """These documents with what a system says of them, worst first, for the terminal and for the page."""
    pairs = list(zip(documents, readings, strict=True))
    return Table(title, _COLUMNS, tuple(_row(*pair) for pair in pairs)), Cases(title, tuple(_case(*pair) for pair in pairs))


def _row(document: Document, reading: Reading) -> tuple[str, ...]:
    shown = [f"{document.text[m.start : m.end]}>{m.original}" for m in reading.marks[:_MARKS]]
    more = f" +{len(reading.marks) - _MARKS}" if len(reading.marks) > _MARKS else ""
    about = (document.id, document.register, document.family, str(document.words))
    return *about, f"{reading.probability:.3f}", reading.verdict, " ".join(", ".join(shown).split()) + more


def _case(document: Document, reading: Reading) -> Case:
    about = [document.id, document.register, document.family, f"{document.words} words"]
    line = f"{reading.verdict}, probability {reading.probability:.3f}: {', '.join(part for part in about if part)}"
    text = document.text if len(document.text) <= _LONGEST else document.text[:_LONGEST] + " …"
    marks = sorted((m for m in reading.marks if m.end <= min(len(text), _LONGEST)), key=lambda m: m.start)
    return Case(line, text, tuple(Highlight(m.start, m.end, m.original) for m in marks))
