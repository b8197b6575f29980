"""The tables of the HTML report: the index of documents, the passages, the swaps and the base rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from unspin.formats.base_rate import ONE_IN, genuine_in_100_flags
from unspin.formats.confidence import confidence_level
from unspin.formats.hidden_characters import visible_html
from unspin.formats.html_article import candidate_html, evidence_html, percent
from unspin.formats.wording import passage_places, place_in_document
from unspin.report import Passage, Report, Span, Verdict
from unspin.verdict import decide

VERDICT_WORDS: dict[Verdict, str] = {
    "spun": "Signals of word swapping",
    "genuine": "No signals of word swapping",
    "undecided": "Not judged",
}
VERDICT_SIGNS: dict[Verdict, str] = {"spun": "▲", "genuine": "○", "undecided": "?"}
# The base rate that is chosen when the page opens: neither the best nor the worst case.
_ONE_IN_CHOSEN = 20
_CONTEXT = 60


def index_table(reports: Sequence[Report], names: Sequence[str], keys: Sequence[str]) -> str:
    """All documents with their verdicts, each linked to its place in the page. ``names`` are plain text."""
    spun, genuine, undecided = (sum(report.verdict == verdict for report in reports) for verdict in get_args(Verdict))
    rows = []
    for report, name, key in zip(reports, names, keys, strict=True):
        judged = judged_probability(report)
        swap_rate = None if judged is None else report.swap_rate
        rows.append(
            f'<tr><td><a href="#{key}" dir="auto">{visible_html(name)}</a></td>'
            f'<td class="verdict-word">{_verdict(report.verdict)}</td>'
            f"{_share_cell(judged)}{_share_cell(report.threshold)}{_share_cell(swap_rate)}"
            f'<td class="number">{len(report.spans)}</td><td class="number">{report.words}</td></tr>'
        )
    summary = f"{len(reports)} documents: {spun} with signals of word swapping, {genuine} without, {undecided} not judged."
    heads = ["Document", "Result", "Probability", "Flagged from", "Swapped (estimate)", "Marked", "Words"]
    return section("index", "Documents", _table("Documents", summary, heads, rows, "sortable"))


def judged_probability(report: Report) -> float | None:
    """The probability, where it means something: for a text that could not be judged it might be taken for a verdict."""
    return None if report.verdict == "undecided" else report.probability


def passages_table(report: Report, key: str) -> str:
    """The stretches that were judged on their own, linked to where they start; nothing if there are none."""
    if not report.passages:
        return ""
    each = zip(report.passages, passage_places(report), strict=True)
    rows = [_passage_row(report, passage, place, f"{key}-passage-{number}") for number, (passage, place) in enumerate(each, 1)]
    caption = "Parts of the text judged on their own, so that a changed part of an otherwise untouched text shows."
    heads = ["Lines" if report.layout is None else "Paragraphs", "Begins", "Words", "Probability", "Result"]
    return section(f"{key}-passages", "Passages", _table("Passages", caption, heads, rows, "sortable stacks"), level=3)


def swaps_table(report: Report, key: str) -> str:
    """Every marked word with what stands around it, linked to its place in the text."""
    if not report.spans:
        return section(f"{key}-swaps", "Swapped words", "<p>No word was marked.</p>", level=3)
    rows = [_swap_row(report, span, f"{key}-swap-{number}") for number, span in enumerate(report.spans, 1)]
    caption = "Each marked word in its context, with its likely originals, best first."
    heads = ["Line:column" if report.layout is None else "Place", "In context", "Likely originals", "Confidence"]
    return section(f"{key}-swaps", "Swapped words", _table("Swapped words", caption, heads, rows, "sortable stacks"), level=3)


def base_rate_section(false_positive_rate: float, recall: float | None) -> str:
    """What a flag means for a choice of base rates. Without a stated ``recall`` the figures are lower bounds and say so."""
    share = _short_percent(false_positive_rate)
    if recall is None:
        how = "at least"
        known = (
            f"The threshold lets about {share} of genuine articles be flagged. How many of the spun ones it finds is not stated, "
            "so the figures take the best case, that it finds them all: the true share of wrong flags is this large or larger."
        )
    else:
        how = "about"
        found = _short_percent(recall)
        known = f"The threshold lets about {share} of genuine articles be flagged and finds about {found} of the spun ones."
    rows = []
    for one_in in ONE_IN:
        genuine = genuine_in_100_flags(one_in, false_positive_rate, 1.0 if recall is None else recall)
        amount = _count(genuine)
        sentence = f"of 100 flagged articles {how} {amount} would be genuine."
        rows.append(f'<tr data-sentence="{sentence}"><td>1 in {one_in}</td><td class="number">{how} {amount}</td></tr>')
    heads = ["Spun articles", "Genuine among 100 flagged"]
    table = _table("What a flag means", "", heads, rows, "base-rates", data=f' data-chosen="{ONE_IN.index(_ONE_IN_CHOSEN)}"')
    text = f"<p>That depends on how common spun articles are where this text comes from. {known}</p>"
    return section("meaning", "What a flag means", text + table)


def _passage_row(report: Report, passage: Passage, place: tuple[int, int], anchor: str) -> str:
    first, last = place
    where = f"{first}–{last}" if last > first else str(first)
    beginning = _cut_right(report.text[passage.start : min(passage.end, passage.start + _CONTEXT)])
    return (
        f'<tr><td class="number" data-value="{passage.start}">{where}</td>'
        f'<td class="context" dir="auto"><a href="#{anchor}">{beginning}</a></td><td class="number words">{passage.words}</td>'
        f'{_share_cell(passage.probability)}<td class="verdict-word">{_verdict(decide(passage.probability, report.threshold, None))}</td></tr>'
    )


def _swap_row(report: Report, span: Span, anchor: str) -> str:
    text = report.text
    place = f"{span.line}:{span.column}" if report.layout is None else place_in_document(span)
    before = text[max(0, span.start - _CONTEXT) : span.start]
    after = text[span.end : span.end + _CONTEXT]
    originals = ", ".join(map(candidate_html, span.originals)) or "–"
    confidence = f"{confidence_level(span.probability)}, {percent(span.probability)}"
    return (
        f'<tr><td class="number" data-value="{span.start}"><a href="#{anchor}">{place}</a></td>'
        f'<td class="context" dir="auto">{_cut_left(before)}<b>{visible_html(span.text)}</b>{_cut_right(after)}</td>'
        f'<td class="originals">{originals}{evidence_html(span)}</td><td class="number" data-value="{span.probability:.6f}">{confidence}</td></tr>'
    )


def _share_cell(share: float | None) -> str:
    """A cell that sorts by its number; a dash, which sorts first, stands for a text that was not judged."""
    shown, order = ("–", -1.0) if share is None else (percent(share), share)
    return f'<td class="number" data-value="{order:.6f}">{shown}</td>'


def _verdict(verdict: Verdict) -> str:
    return f'<span aria-hidden="true">{VERDICT_SIGNS[verdict]}</span> {VERDICT_WORDS[verdict]}'


def _cut_left(before: str) -> str:
    """What stands before a word, from a word's beginning."""
    if len(before) == _CONTEXT and " " in before:
        before = "… " + before.partition(" ")[2]
    return visible_html(_single_blanks(before))


def _cut_right(after: str) -> str:
    if len(after) == _CONTEXT and " " in after:
        after = after.rpartition(" ")[0] + " …"
    return visible_html(_single_blanks(after))


def _single_blanks(text: str) -> str:
    """White space as single blanks, so that a context stays on its line; blanks at the ends stay."""
    return " ".join(text.replace("\r", "\n").replace("\n", " ").replace("\t", " ").split(" "))


def section(anchor: str, heading: str, content: str, level: int = 2) -> str:
    """A card with its heading; ``content`` is HTML. Only those of the whole page are landmarks: each document repeats the others."""
    label = f' aria-labelledby="{anchor}"' if level == 2 else ""
    return f'<section class="card"{label}><h{level} id="{anchor}">{heading}</h{level}>\n{content}\n</section>'


def _table(label: str, caption: str, heads: Sequence[str], rows: Sequence[str], kind: str, data: str = "") -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    top = f"<caption>{caption}</caption>" if caption else ""
    body = "\n".join(rows)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="Table: {label}"><table class="{kind}"{data}>{top}\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _count(of_100: float) -> str:
    return f"{of_100:.0f}" if of_100 >= 1.5 else f"{of_100:.1f}"


def _short_percent(share: float) -> str:
    """``"1\u00a0%"``, ``"0.5\u00a0%"``: as exact as it was given, to three figures."""
    return f"{100 * share:.3g}\u00a0%"
