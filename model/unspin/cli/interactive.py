"""``unspin restore --interactive``: walk the swaps and decide each.

Questions go to standard error, so that the text can go to a file or a pipe.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import click

from unspin.articles import with_articles
from unspin.formats.safe_text import for_terminal, one_line
from unspin.report import Candidate, Edit, Report, Restoration, Span, apply_edits
from unspin.words import split_words

_CONTEXT = 60
_MOST = 9

SKIP, UNDO, FINISH = "s", "u", "q"
Answer = Candidate | str  # an original to put back, or SKIP, UNDO or FINISH


def walk(report: Report, ask: Callable[[Report, int], Answer] | None = None) -> Restoration:
    """Ask about every swap that has a likely original and put back what was chosen. ``ask(report, i)`` is asked about span i."""
    ask = ask or ask_on_terminal
    open_spans = [i for i, span in enumerate(report.spans) if span.originals]
    chosen: list[Candidate | None] = []
    while len(chosen) < len(open_spans):
        answer = ask(report, open_spans[len(chosen)])
        if isinstance(answer, Candidate):
            chosen.append(answer)
        elif answer == SKIP:
            chosen.append(None)
        elif answer == FINISH:
            break
        elif chosen:
            chosen.pop()
    pairs = [(report.spans[i], original) for i, original in zip(open_spans, chosen, strict=False) if original is not None]
    edits = with_articles(split_words(report.text), [_edit(span, original) for span, original in pairs])
    return Restoration(report.id, report.text, apply_edits(report.text, edits), edits)


def ask_on_terminal(report: Report, at: int) -> Answer:
    """Show one swap in its context and read the answer."""
    span = report.spans[at]
    originals = span.originals[:_MOST]
    before = report.text[max(0, span.start - _CONTEXT) : span.start]
    after = report.text[span.end : span.end + _CONTEXT]
    click.echo(f"\n{at + 1}/{len(report.spans)}, line {span.line}:", err=True)
    click.echo(f"  {_flat(before)}{click.style(f'*{_flat(span.text)}*', fg='red', bold=True)}{_flat(after)}", err=True)
    for number, original in enumerate(originals, 1):
        click.echo(f"  {number}  {one_line(original.text)} ({100 * original.probability:.0f} %)", err=True)
    keys = [str(number) for number in range(1, len(originals) + 1)]
    question = "number to put back, s skip, u undo the last, q leave the rest"
    key = click.prompt(question, type=click.Choice([*keys, SKIP, UNDO, FINISH]), default="1", show_choices=False, err=True)
    return originals[int(key) - 1] if key in keys else str(key)


def _edit(span: Span, original: Candidate) -> Edit:
    return Edit(span.start, span.end, span.text, original.text, original.probability)


def _flat(text: str) -> str:
    return re.sub(r"\s", " ", for_terminal(text))
