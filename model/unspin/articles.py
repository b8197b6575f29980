"""The one rule for "a" and "an" before wording that is put back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from unspin.report import Edit
from unspin.words import Words, indefinite_article, match_case

_ARTICLES = ("a", "an")


def with_articles(words: Words, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of a text, which are in order, with one more before each whose new wording needs the other of "a" and "an"."""
    following: list[Edit] = []
    done = 0
    for edit in edits:
        article = _article(words, edit, done)
        following += [edit] if article is None else [article, edit]
        done = edit.end
    return tuple(following)


def sets_article(edit: Edit) -> bool:
    """Whether an edit makes "an" of "a" or the reverse: no word was put back there."""
    return edit.text.lower() in _ARTICLES and edit.replacement.lower() in _ARTICLES


def _article(words: Words, edit: Edit, free_from: int) -> Edit | None:
    """The change that an article right before ``edit`` needs; None if it needs none, or stands before ``free_from``."""
    before = bisect_left(words.starts, edit.start) - 1
    if before < 0 or not edit.replacement or words.tokens[before].lower() not in _ARTICLES:
        return None
    start, end, found = words.starts[before], words.ends[before], words.tokens[before]
    fitting = indefinite_article(edit.replacement)
    if start < free_from or end > edit.start or found.lower() == fitting:
        return None
    return Edit(start, end, found, match_case(fitting, found), edit.probability)
