"""The text itself as HTML: paragraphs with the swapped words marked, and beside each the one with the originals put back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unspin.formats.confidence import confidence_level
from unspin.formats.hidden_characters import visible_html, visible_text
from unspin.formats.wording import evidence_sentence
from unspin.layout import find_layout
from unspin.report import Candidate, Edit, Passage, Report, Restoration, Span, UnjudgedKind


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
    swaps = [_Mark(span.start, span.end, _swap(span, f"{key}-swap-{number}")) for number, span in enumerate(report.spans, 1)]
    unjudged = [_Mark(s.start, s.end, _unjudged(report.text[s.start : s.end], s.kind)) for s in report.not_judged]
    found = sorted([*swaps, *unjudged], key=lambda mark: mark.start)
    edits = [_Mark(edit.start, edit.end, _edit(edit)) for edit in restoration.edits] if restoration else []
    restored = sorted([*edits, *_apart_from(unjudged, edits)], key=lambda mark: mark.start)
    flagged = [passage for passage in report.passages if passage.probability >= report.threshold]
    rows, done, was_flagged = [], 0, False
    for start, end in _paragraphs(report, [*found, *restored]):
        is_flagged = any(_covers_most(passage, start, end) for passage in flagged)
        note = '<span class="aside">[a passage with signals begins] </span>' if is_flagged and not was_flagged else ""
        anchors = _anchors(report.passages, done, end, key)
        cells = f'<p class="found" dir="auto">{anchors}{note}{_fill(report.text, start, end, found)}</p>'
        if restoration:
            cells += f'<p class="restored" dir="auto">{_fill(report.text, start, end, restored)}</p>'
        rows.append(f'<div class="row{" flagged" if is_flagged else ""}">{cells}</div>')
        done, was_flagged = end, is_flagged
    return "\n".join([*rows, _anchors(report.passages, done, len(report.text), key)])


def _paragraphs(report: Report, marks: Sequence[_Mark]) -> list[tuple[int, int]]:
    """Where the paragraphs stand. Those that a mark reaches across are one, so that every mark lies in one paragraph."""
    blocks = (report.layout or find_layout(report.text)).blocks
    paragraphs: list[tuple[int, int]] = []
    for start, end in sorted([*((block.start, block.end) for block in blocks), *((mark.start, mark.end) for mark in marks)]):
        if paragraphs and start < paragraphs[-1][1]:
            paragraphs[-1] = (paragraphs[-1][0], max(end, paragraphs[-1][1]))
        else:
            paragraphs.append((start, end))
    return list(_with_what_hides_between(report.text, paragraphs))


def _with_what_hides_between(text: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs, and those between them that look empty but hold hidden characters."""
    done = 0
    for start, end in [*paragraphs, (len(text), len(text))]:
        if visible_text(text[done:start]).strip():
            yield done, start
        if start < end:
            yield start, end
        done = end


def _apart_from(unjudged: Sequence[_Mark], edits: Sequence[_Mark]) -> list[_Mark]:
    """The stretches in which nothing was put back: a reader may put back what the model would not."""
    starts = [edit.start for edit in edits]
    apart = []
    for stretch in unjudged:
        near = edits[max(0, bisect_right(starts, stretch.start) - 1) : bisect_right(starts, stretch.end - 1)]
        if not any(edit.end > stretch.start for edit in near):
            apart.append(stretch)
    return apart


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


def _unjudged(text: str, kind: UnjudgedKind) -> str:
    """Words that were left out, in grey; why they were is said once, under what was not judged."""
    return f'<span class="unjudged" title="Not judged: {kind}">{visible_html(text)}</span>'


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
