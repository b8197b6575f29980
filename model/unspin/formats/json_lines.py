"""JSON: one object, a list, or one object a line. The fields are those of the schemas in docs/."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from unspin.formats.safe_text import without_surrogates
from unspin.report import Report, Restoration

Answers = Sequence[Report] | Sequence[Restoration]


def render_json(answers: Answers, *, single: bool) -> str:
    """An indented JSON object if ``single`` (one file was asked about), else a list of them."""
    objects = [answer.to_dict() for answer in answers]
    return _dumps(objects[0] if single else objects, indent=2)


def render_jsonl(answers: Answers) -> str:
    """One JSON object a line."""
    return "".join(_dumps(answer.to_dict()) for answer in answers)


def _dumps(value: Any, indent: int | None = None) -> str:
    return without_surrogates(json.dumps(value, ensure_ascii=False, indent=indent)) + "\n"
