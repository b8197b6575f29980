"""Documents and pairs, read from the files that a suite names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from unspin.errors import InputError
from unspin.words import split_words
from unspin_eval.metrics.restoring import Change
from unspin_eval.rows import rows_of

SPUN_LABELS = {"spun", "1", "true", "yes", "fake", "paraphrased"}
GENUINE_LABELS = {"genuine", "0", "false", "no", "real", "original", "human"}


@dataclass(frozen=True)
class FileSpec:
    """One file of a suite. ``name`` is what the suite calls it.

    ``columns`` maps a field (text, label, id, family, register, group, original, spun, edits, evidence) to the column that
    holds it; a field that is not named is looked up under its own name. ``constants`` gives a field one value for all rows.
    Rows whose ``group`` value is listed in ``independent`` do not belong together, whatever they share.
    """

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    independent: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True)
class Document:
    """A text that is spun or genuine. ``group`` is shared by documents that are copies of one text.

    ``evidence`` lists some of its swaps (never all of them).
    """

    id: str
    text: str
    spun: bool
    family: str
    register: str
    group: str
    evidence: tuple[Change, ...]

    @property
    def words(self) -> int:
        """How many words the text has."""
        return split_words(self.text).word_count


@dataclass(frozen=True)
class Pair:
    """A spun text, its original and the swaps that lead from the one back to the other."""

    id: str
    spun: str
    original: str
    family: str
    group: str
    gold: tuple[Change, ...]


def read_documents(files: Sequence[FileSpec]) -> list[Document]:
    """All documents of the files, in order. Raises InputError for a file, a row or a label that cannot be read."""
    return [_document(spec, place, row) for spec in files for place, row in rows_of(spec.path)]


def read_pairs(files: Sequence[FileSpec]) -> list[Pair]:
    """All pairs of the files, in order. Swaps that the file does not give come from a word diff. Raises InputError."""
    return [_pair(spec, place, row) for spec in files for place, row in rows_of(spec.path)]


def word_diff(spun: str, original: str) -> tuple[Change, ...]:
    """The swaps between two versions of a text, neighbours merged, as offsets into ``spun``."""
    new, old = split_words(spun), split_words(original)
    changes = []
    matcher = SequenceMatcher(None, [t.casefold() for t in new.tokens], [t.casefold() for t in old.tokens], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            start = new.starts[i] if i < len(new) else len(spun)
            end = new.ends[j - 1] if j > i else start
            changes.append(Change(start, end, original[old.starts[k] : old.ends[m - 1]] if m > k else ""))
    return tuple(changes)


def _document(spec: FileSpec, place: str, row: Mapping[str, Any]) -> Document:
    get = _Getter(spec, place, row)
    label = str(get("label", "")).strip().lower()
    if label not in SPUN_LABELS | GENUINE_LABELS:
        raise InputError(
            f"{place}: label {label!r} is neither spun nor genuine; name the column with columns = {{ label = ... }}"
        )
    name = str(get("id", "")) or place.removeprefix(f"{spec.path.parent}/")
    text = get.text("text")
    return Document(
        id=name,
        text=text,
        spun=label in SPUN_LABELS,
        family=str(get("family", "") or ""),
        register=str(get("register", "") or ""),
        group=get.group(name),
        evidence=_changes(get, get("evidence", None) or (), text),
    )


def _pair(spec: FileSpec, place: str, row: Mapping[str, Any]) -> Pair:
    get = _Getter(spec, place, row)
    spun, original = get.text("spun"), get.text("original")
    name = str(get("id", "")) or place.removeprefix(f"{spec.path.parent}/")
    edits = get("edits", None)
    gold = word_diff(spun, original) if edits is None else _changes(get, edits, spun)
    return Pair(name, spun, original, str(get("family", "") or ""), get.group(name), gold)


def _changes(get: _Getter, edits: Sequence[Mapping[str, Any]], text: str) -> tuple[Change, ...]:
    changes = []
    for edit in edits:
        try:
            start, end, spun, original = int(edit["start"]), int(edit["end"]), edit["spun"], edit["original"]
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{get.place}: an edit needs start, end, spun and original") from None
        if text[start:end] != spun:
            raise InputError(f"{get.place}: the edit at {start} does not fit the text; offsets count characters of the spun text")
        changes.append(Change(start, end, original))
    return tuple(sorted(changes, key=lambda c: (c.start, c.end)))


class _Getter:
    """Fields of one row, by the names that the suite knows them by. ``place`` is where the row stands, for error messages."""

    def __init__(self, spec: FileSpec, place: str, row: Mapping[str, Any]) -> None:
        self._spec = spec
        self._row = row
        self.place = place

    def __call__(self, name: str, default: object = ...) -> Any:
        if name in self._spec.constants:
            return self._spec.constants[name]
        column = self._spec.columns.get(name, name)
        if column in self._row:
            return self._row[column]
        if default is ...:
            raise InputError(f"{self.place}: no column {column!r}; name the right one with columns = {{ {name} = ... }}")
        return default

    def text(self, name: str) -> str:
        """A field that must be there and hold text."""
        value = self(name)
        if not isinstance(value, str):
            raise InputError(f"{self.place}: {name} holds no text")
        return value

    def group(self, own: str) -> str:
        value = str(self("group", "") or "")
        return own if not value or value in self._spec.independent else value
