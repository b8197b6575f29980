"""Text for people: the verdict in words, the text with its swaps marked, a table of them. Colour only adds to the marks."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from unspin.formats.safe_text import for_terminal, one_line
from unspin.formats.wording import (
    CANNOT_SEE,
    counterfactual_sentence,
    evidence_sentence,
    figures_sentence,
    passage_places,
    place_in_document,
    unjudged_sentence,
    verdict_sentence,
)
from unspin.report import Report, Span

_VERDICT_STYLE = {"spun": "bold red", "genuine": "bold green", "undecided": "bold yellow"}
_FOUND, _ORIGINAL, _ASIDE = "bold red", "green", "dim"


def render_reports(reports: Sequence[Report], *, color: bool = False) -> str:
    """The reports in a row, each under its name, then what the tool cannot see. Long lines are left to the terminal to wrap."""
    console = _console(color)
    for report in reports:
        _print_report(console, report)
    console.print(Text(CANNOT_SEE, _ASIDE), soft_wrap=True)
    return _written(console)


def _print_report(console: Console, report: Report) -> None:
    if report.id is not None:
        console.print(Text("standard input" if report.id == "-" else one_line(report.id), "bold"), soft_wrap=True)
    console.print(Text(verdict_sentence(report), _VERDICT_STYLE[report.verdict]), soft_wrap=True)
    for sentence in (figures_sentence(report), unjudged_sentence(report), counterfactual_sentence(report), _passages_sentence(report)):
        if sentence is not None:
            console.print(Text(sentence), soft_wrap=True)
    console.print()
    if report.spans:
        console.print(_marked_text(report), soft_wrap=True)
        console.print()
        console.print(_swap_table(report), soft_wrap=True)
        console.print()


def _passages_sentence(report: Report) -> str | None:
    """Where a text that is not spun as a whole still shows signals."""
    each = zip(report.passages, passage_places(report), strict=True)
    signals = [(place, passage.probability) for passage, place in each if passage.probability >= report.threshold]
    if report.verdict == "spun" or not signals:
        return None
    what = "lines" if report.layout is None else "paragraphs"
    places = ", ".join(f"{what} {first}-{last} ({probability:.3f})" for (first, last), probability in signals)
    return f"passages with signals of word swapping: {places}"


def _marked_text(report: Report) -> Text:
    """The text with swaps as ``*found* [likely original]``."""
    marked, done = Text(), 0
    for span in report.spans:
        marked.append(for_terminal(report.text[done : span.start]))
        marked.append(f"*{for_terminal(span.text)}*", _FOUND)
        if span.originals:
            marked.append(f" [{one_line(span.originals[0].text)}]", _ORIGINAL)
        done = span.end
    marked.append(for_terminal(report.text[done:].rstrip()))
    return marked


def _swap_table(report: Report) -> Text:
    """A line a swap: where, what, how sure, the likely originals; under it the evidence, if it was asked for.

    Not rich's own table, which takes a second for 1,000 rows.
    """
    rows = [("line:column" if report.layout is None else "place", "found", "swapped", "likely originals")]
    for span in report.spans:
        originals = ", ".join(f"{one_line(o.text)} {_percent(o.probability)}" for o in span.originals)
        rows.append((_place(report, span), one_line(span.text), _percent(span.probability), originals))
    widths = [max(cell_len(row[column]) for row in rows) for column in range(3)]
    header, *body = (
        "  ".join([*(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    lines = [Text(header, "bold")]
    for span, line in zip(report.spans, body, strict=True):
        lines.append(Text(line.rstrip()))
        if (evidence := evidence_sentence(span)) is not None:
            lines.append(Text(f"    {one_line(evidence)}", _ASIDE))
    return Text("\n").join(lines)


def _place(report: Report, span: Span) -> str:
    return f"{span.line}:{span.column}" if report.layout is None else place_in_document(span)


def _percent(share: float) -> str:
    """``"97 %"``; never rounds to a certainty that was not claimed."""
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def _console(color: bool) -> Console:
    """Writes to a string. Nothing in a text is read as markup or turned into an emoji, and nothing depends on the environment."""
    return Console(
        file=io.StringIO(),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
