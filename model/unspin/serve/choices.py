"""Puts the wording that a reader chose into the text."""

from __future__ import annotations

from collections.abc import Sequence

from unspin.articles import with_articles
from unspin.errors import InputError
from unspin.report import Edit, Restoration, apply_edits
from unspin.words import match_case, split_words


def restore_chosen(text: str, chosen: Sequence[tuple[int, int, str]]) -> Restoration:
    """``text`` with each (start, end, wording) put in, in the case of what was found, and "a" or "an" before it set right.

    Choices may come in any order; the probability of an edit is 1, as the reader decided. Raises InputError if choices overlap or
    lie outside the text.
    """
    chosen = sorted(chosen)
    ends_before = 0
    for start, end, _ in chosen:
        if not ends_before <= start < end <= len(text):
            raise InputError(f"choice at {start}: choices must lie in the text and not overlap; leave one out")
        ends_before = end
    chosen_edits = [Edit(start, end, text[start:end], match_case(wording, text[start:end]), 1.0) for start, end, wording in chosen]
    edits = with_articles(split_words(text), chosen_edits)
    return Restoration(None, text, apply_edits(text, edits), edits)
