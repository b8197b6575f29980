"""A record: what the output says of one input row. The one owner of its fields."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from unspin.batch.rows import Row
from unspin.errors import InputError
from unspin.report import ModelId, Report, Restoration
from unspin.report_schema import report_schema, restoration_schema

SCHEMA = "unspin.batch/1"
# A kept column of one of these names would hide the answer.
TAKEN_NAMES = frozenset({*report_schema(explained=False)["properties"], "error", "restored", "edits", "swapped", "changes"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of scoring one text: a report (and a restoration, if asked for), or an ``error`` of one line."""

    report: Report | None = None
    restoration: Restoration | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An input row with its outcome."""

    row: Row
    outcome: Outcome

    @property
    def error(self) -> str | None:
        """Why there is no answer, if there is none."""
        return self.outcome.error


@dataclass(frozen=True, slots=True)
class Layout:
    """What every record of a run has in common: which model answers, whether it restores, which columns are carried over."""

    model: ModelId
    restore: bool
    keep: tuple[str, ...]

    def to_dict(self, record: Record) -> dict[str, Any]:
        """The JSON-ready record of ``batch_schema()``: the report's fields, ``error``, the restoration's, the kept columns."""
        report, restoration = record.outcome.report, record.outcome.restoration
        fields = {**_NO_REPORT, "model": asdict(self.model)} if report is None else report.to_dict()
        fields |= {"schema": SCHEMA, "id": record.row.id, "error": record.error}
        if self.restore:
            restored = restoration.to_dict() if restoration else {"text": None, "edits": []}
            fields |= {"restored": restored["text"], "edits": restored["edits"]}
        return fields | dict(zip(self.keep, record.row.kept, strict=True))


def check_keep(keep: tuple[str, ...]) -> None:
    """Raise InputError for a column that cannot be carried over."""
    for name in keep:
        if name in TAKEN_NAMES:
            raise InputError(f"--keep {name}: the output has a column of that name already; rename it in the input")
        if keep.count(name) > 1:
            raise InputError(f"--keep {name}: named twice; name it once")


def batch_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a line of JSONL output. A row that failed has ``error`` and nulls for an answer."""
    schema = report_schema(explained=False)
    properties: dict[str, Any] = schema["properties"]
    for name in properties.keys() - {"schema", "id", "spans", "passages", "not_judged", "model"}:
        properties[name] = {"anyOf": [properties[name], {"type": "null"}]}
    properties["schema"] = {"const": SCHEMA}
    properties["error"] = {"type": ["string", "null"], "description": "Why this row has no answer"}
    restored = restoration_schema()["properties"]
    text = {"type": ["string", "null"], "description": "With --restore: the restored text"}
    return schema | {
        "title": "unspin batch record",
        "description": "What unspin batch says of one input row: a report, or why there is none. Kept columns stand beside.",
        "properties": properties | {"restored": text, "edits": restored["edits"]},
        "required": [name for name in properties if name != "not_judged"],  # which came later
        "additionalProperties": True,
    }


_NO_REPORT: dict[str, Any] = dict.fromkeys(report_schema(explained=False)["properties"]) | {"spans": [], "passages": [], "not_judged": []}
