"""The text itself as HTML: paragraphs with the swapped words marked, and beside each the one with the originals put back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from unspin.formats.confidence import confidence_level
from unspin.formats.hidden_characters import visible_html
from unspin.formats.wording import evidence_sentence
from unspin.report import Candidate, Edit, Passage, Report, Restoration, Span

_LINE_BREAKS = re.compile(r"[\r\n]+(?:[ \t]*[\r\n]+)*")
# A line this long was not wrapped by hand, so the break at its end parts two paragraphs even without a blank line.
_UNWRAPPED = 120


@dataclass(frozen=True, slots=True)
class _Mark:
    """A piece of the text with its ready-made HTML."""

    start: int
    end: int
    html: str


def article_html(report: Report, restoration: Restoration | None, key: str) -> str:
    """The whole text as rows of paragraphs; ``key`` makes the ids unique in the page.

    Each row holds the paragraph as found and, with a ``restoration``, as restored. Where a passage was judged spun on its own,
    the paragraphs it covers are flagged too.
    """
    found = [_Mark(span.start, span.end, _swap(span, f"{key}-swap-{number}")) for number, span in enumerate(report.spans, 1)]
    restored = [_Mark(edit.start, edit.end, _edit(edit)) for edit in restoration.edits] if restoration else []
    flagged = [passage for passage in report.passages if passage.probability >= report.threshold]
    rows, done, was_flagged = [], 0, False
    for start, end in _paragraphs(report.text, [*found, *restored]):
        is_flagged = any(_covers_most(passage, start, end) for passage in flagged)
        note = '<span class="aside">[a passage with signals begins] </span>' if is_flagged and not was_flagged else ""
        anchors = _anchors(report.passages, done, end, key)
        cells = f'<p class="found" dir="auto">{anchors}{note}{_fill(report.text, start, end, found)}</p>'
        if restoration:
            cells += f'<p class="restored" dir="auto">{_fill(report.text, start, end, restored)}</p>'
        rows.append(f'<div class="row{" flagged" if is_flagged else ""}">{cells}</div>')
        done, was_flagged = end, is_flagged
    return "\n".join([*rows, _anchors(report.passages, done, len(report.text), key)])


def _paragraphs(text: str, marks: Sequence[_Mark]) -> list[tuple[int, int]]:
    """Where the paragraphs stand. A break inside a mark parts nothing, so that every mark lies in one paragraph."""
    marks = sorted(marks, key=lambda mark: mark.start)
    starts = [mark.start for mark in marks]
    paragraphs, paragraph_start, line_start = [], 0, 0
    for breaks in _LINE_BREAKS.finditer(text):
        blank_line = len(re.findall(r"\r\n|\r|\n", breaks.group())) > 1
        parts = blank_line or breaks.start() - line_start >= _UNWRAPPED
        line_start = breaks.end()
        near = marks[max(0, bisect_right(starts, breaks.start()) - 2) : bisect_right(starts, breaks.end())]
        if not parts or any(mark.start < breaks.end() and mark.end > breaks.start() for mark in near):
            continue
        if breaks.start() > paragraph_start:
            paragraphs.append((paragraph_start, breaks.start()))
        paragraph_start = breaks.end()
    if paragraph_start < len(text):
        paragraphs.append((paragraph_start, len(text)))
    return paragraphs


def _fill(text: str, start: int, end: int, marks: Sequence[_Mark]) -> str:
    """``text[start:end]`` with the marks in it; marks are in order and do not overlap."""
    parts, at = [], start
    first = bisect_right(marks, start - 1, key=lambda mark: mark.start)
    for mark in marks[first : bisect_right(marks, end - 1, key=lambda mark: mark.start)]:
        parts += [visible_html(text[at : mark.start]), mark.html]
        at = mark.end
    return "".join([*parts, visible_html(text[at:end])])


def _swap(span: Span, key: str) -> str:
    level = confidence_level(span.probability)
    best = f": {visible_html(span.originals[0].text)}" if span.originals else ""
    originals = "".join(f'<span class="original">{candidate_html(candidate)}</span>' for candidate in span.originals)
    return (
        f'<mark class="swap {level}" id="{key}" tabindex="0" aria-describedby="{key}-tip">{visible_html(span.text)}'
        f'<span class="aside"> [likely{best}]</span>'
        f'<span class="tip" role="tooltip" dir="ltr" id="{key}-tip"><b>Swapped word, {level} confidence ({percent(span.probability)})</b>'
        f"{'<i>likely originals</i>' + originals if originals else '<i>no likely original found</i>'}{evidence_html(span)}</span></mark>"
    )


def _edit(edit: Edit) -> str:
    replacement, found = visible_html(edit.replacement) or "∅", visible_html(edit.text)
    return (
        f'<ins class="put-back" tabindex="0">{replacement}<span class="aside"> [found: {found}]</span>'
        f'<span class="tip" role="tooltip" dir="ltr"><b>Put back ({percent(edit.probability)})</b><i>found in the text</i>'
        f'<span class="original"><bdi>{found}</bdi></span></span></ins>'
    )


def _anchors(passages: Sequence[Passage], start: int, end: int, key: str) -> str:
    """Targets for the links of the passage list, for the passages that start in this stretch."""
    here = (number for number, passage in enumerate(passages, 1) if start <= passage.start < end)
    return "".join(f'<a id="{key}-passage-{number}"></a>' for number in here)


def _covers_most(passage: Passage, start: int, end: int) -> bool:
    return 2 * (min(passage.end, end) - max(passage.start, start)) > end - start


def candidate_html(candidate: Candidate) -> str:
    """A likely original and how likely it is."""
    return f'<bdi>{visible_html(candidate.text)}</bdi> <span class="share">{percent(candidate.probability)}</span>'


def evidence_html(span: Span) -> str:
    """Why the likeliest original is believed; nothing if that was not asked for."""
    sentence = evidence_sentence(span)
    return "" if sentence is None else f'<span class="why">{visible_html(sentence)}</span>'


def percent(share: float, digits: int = 0) -> str:
    """``"97\u00a0%"``, with ``digits`` after the point; never rounds to a certainty that was not claimed."""
    step = 0.1**digits
    if 0 < 100 * share < step:
        return f"under {step:.{digits}f}\u00a0%"
    if 100 - step < 100 * share < 100:
        return f"over {100 - step:.{digits}f}\u00a0%"
    return f"{100 * share:.{digits}f}\u00a0%"
