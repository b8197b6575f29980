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
    taken = {edit.start for edit in edits}
    articles = [article for edit in edits if (article := _article(words, edit)) is not None and article.start not in taken]
    edits = sorted([*edits, *articles], key=lambda edit: edit.start)
    return Restoration(None, text, apply_edits(text, edits), tuple(edits))


def _article(words: Words, edit: Edit) -> Edit | None:
    """The change that the article right before ``edit`` needs, if there is one."""
    before = bisect_left(words.starts, edit.start) - 1
    if before < 0 or not edit.replacement or words.tokens[before].lower() not in ("a", "an"):
        return None
    start, end = words.starts[before], words.ends[before]
    found, right = words.tokens[before], indefinite_article(edit.replacement)
    if words.text[end : edit.start].strip() or found.lower() == right:
        return None
    return Edit(start, end, found, match_case(right, found), 1.0)
