"""Puts the wording that a reader chose into the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from unspin.errors import InputError
from unspin.report import Edit, Restoration, apply_edits
from unspin.words import Words, indefinite_article, match_case, split_words


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
    words = split_words(text)
    edits = [Edit(start, end, text[start:end], match_case(wording, text[start:end]), 1.0) for start, end, wording in chosen]
    articles = (_article(words, edit, before.end if before else 0) for before, edit in zip([None, *edits], edits, strict=False))
    edits = sorted([*edits, *filter(None, articles)], key=lambda edit: edit.start)
    return Restoration(None, text, apply_edits(text, edits), tuple(edits))


def _article(words: Words, edit: Edit, free_from: int) -> Edit | None:
    """The change that an article right before ``edit`` needs; None if it needs none, or stands before ``free_from``."""
    before = bisect_left(words.starts, edit.start) - 1
    if before < 0 or not edit.replacement or words.tokens[before].lower() not in ("a", "an"):
        return None
    start, end, found = words.starts[before], words.ends[before], words.tokens[before]
    right = indefinite_article(edit.replacement)
    if start < free_from or end > edit.start or found.lower() == right:
        return None
    return Edit(start, end, found, match_case(right, found), 1.0)
