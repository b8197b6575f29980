"""The JSON Schema of reports and restorations: the one owner of which fields an answer has.

``docs/report.schema.json`` and ``docs/restoration.schema.json`` are made from it.
"""

from __future__ import annotations

from typing import Any, get_args

from unspin.report import RESTORATION_SCHEMA, SCHEMA, UNJUDGED_KINDS, SwapKind, Verdict


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
    passage = _object(
        "A stretch judged on its own; words are those that were judged",
        {"start": _OFFSET, "end": _OFFSET, "words": _COUNT, "probability": _SHARE},
    )
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
            "swap_rate": _SHARE | {"description": "Estimated share of the judged words that were swapped"},
            "words": _COUNT | {"description": "All words of the text, judged or not"},
            "threshold": _SHARE | {"description": "The probability from which this text is called spun"},
            "reason": {"type": ["string", "null"], "description": "Why the verdict is undecided"},
            "spans": {"type": "array", "items": span},
            "passages": {"type": "array", "items": passage},
            "model": model,
        },
    )
    # What came later than the rest, or only comes at times, is not required.
    span["properties"] |= {
        "paragraph": _COUNT_FROM_1 | {"description": "Counted through the whole text: paragraphs, headings, tables and so on"},
        "page": _COUNT_FROM_1 | {"description": "Only for documents with pages"},
    }
    schema["properties"]["not_judged"] = {"type": "array", "items": _unjudged_schema(), "description": "In order"}
    if explained:
        span["properties"]["evidence"] = _evidence_schema()
        schema["properties"]["counterfactual"] = _object(
            "What the answer would be for the restored text; only where it was asked for",
            {"put_back": _COUNT | {"description": "Words and phrases put back"}, "probability": _SHARE, "verdict": _VERDICT},
        )
    return schema


def _unjudged_schema() -> dict[str, Any]:
    return _object(
        "A stretch that is not judged: its words count for nothing, and none of them is marked",
        {"start": _OFFSET, "end": _OFFSET, "kind": {"enum": list(UNJUDGED_KINDS)}, "words": _COUNT},
    )


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
