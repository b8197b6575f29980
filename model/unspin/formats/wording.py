"""What readers are told, in words. The answer is used against people, so it says signals, not guilt, and what cannot be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from unspin.report import UNJUDGED_KINDS, Lines, Report, Span, SwapKind

CANNOT_SEE = (
    "unspin sees words swapped for synonyms by a machine. It cannot see text rewritten by a person or by a language model, "
    "translated text, or plain copying, and its answer is a signal to check by reading, not a proof."
)


def verdict_sentence(report: Report) -> str:
    """The verdict as a reader should take it, e.g. "undecided: too short (7 words; about 40 are needed)"."""
    if report.verdict == "spun":
        return "spun: strong signals of word swapping"
    if report.verdict == "genuine":
        return "genuine: no signals of word swapping"
    return f"undecided: {report.reason}"


def figures_sentence(report: Report) -> str:
    """The numbers behind the verdict, e.g. "probability 0.981 (spun from 0.712), about 14 % of 262 words swapped".

    A text that cannot be judged gets none: they would be read as a verdict all the same.
    """
    if report.verdict == "undecided" or report.probability is None:
        return f"not judged, {report.words} words"
    judged = f"{report.judged_words} judged words" if report.not_judged else f"{report.words} words"
    return (
        f"probability {report.probability:.3f} (spun from {report.threshold:.3f}), "
        f"about {report.swap_rate:.0%} of {judged} swapped"
    ).replace("%", " %")


def unjudged_sentence(report: Report) -> str | None:
    """What was left out of the judgement, e.g. "not judged: 34 words in 2 quotations, 5 in 1 heading"; None if nothing was."""
    if not report.not_judged:
        return None
    words: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for stretch in report.not_judged:
        words[stretch.kind] += stretch.words
        times[stretch.kind] += 1
    parts = [
        f"{words[kind]} in {'code' if kind == 'code' else f'{times[kind]} {kind if times[kind] == 1 else several}'}"
        for kind, several in UNJUDGED_KINDS.items()
        if times[kind]
    ]
    first, *rest = parts
    amount, _, where = first.partition(" ")
    return ", ".join([f"not judged: {amount} {'word' if amount == '1' else 'words'} {where}", *rest])


def place_in_document(span: Span) -> str:
    """Where a reader of a document finds a swap: "page 3, paragraph 12"."""
    page = "" if span.page is None else f"page {span.page}, "
    return f"{page}paragraph {span.paragraph}"


def passage_places(report: Report) -> list[tuple[int, int]]:
    """The first and last line of each passage; of a document, whose lines nobody sees, the paragraphs."""
    lines, layout = Lines(report.text), report.layout

    def number(offset: int) -> int:
        return lines.position(offset)[0] if layout is None else layout.place(offset)[0]

    return [(number(p.start), number(max(p.start, p.end - 1))) for p in report.passages]


def counterfactual_sentence(report: Report, figure: Callable[[float], str] = "{:.3f}".format) -> str | None:
    """What restoring would change: "with 41 words put back: 0.981 -> 0.061, it would be called genuine".

    ``figure`` writes a probability. None if it was not asked for or there is nothing to say.
    """
    after = report.counterfactual
    if after is None or report.probability is None:
        return None
    if not after.put_back:
        return "no likely original is sure enough to be put back: it stays spun"
    words = "1 word" if after.put_back == 1 else f"{after.put_back} words"
    if after.verdict == "undecided":
        return f"with {words} put back it could not be judged"
    called = "would still be called" if after.verdict == report.verdict else "would be called"
    return f"with {words} put back: {figure(report.probability)} -> {figure(after.probability)}, it {called} {after.verdict}"


_LISTED_IN: Mapping[SwapKind, str] = {
    "lexicon": "our lexicon",
    "tortured": "tortured phrases",
    "thesaurus": "a thesaurus",
    "translation": "translation pairs",
    "neighbour": "near words",
}


def evidence_sentence(span: Span) -> str | None:
    """Why the likeliest original is believed, e.g. "“said” is 340 times likelier here; swap seen twice on spun pages; ...".

    None if it was not asked for or there is no likely original.
    """
    evidence = span.evidence
    if evidence is None:
        return None
    fits = f"“{span.originals[0].text}” is {_times(evidence.times_likelier)} here"
    again = f"{evidence.respun} of {evidence.likely} likely originals can be spun into “{span.text}”"
    return f"{fits}; {_known(evidence.kinds, evidence.seen)}; {again}"


def _known(kinds: Sequence[SwapKind], seen: int) -> str:
    """Where a swap is known from: "swap seen 6 times on spun pages, listed in our lexicon and a thesaurus"."""
    times = {0: "", 1: " once", 2: " twice"}.get(seen, f" {seen} times")
    parts = [f"seen{times} on spun pages"] if "observed" in kinds else []
    lists = [_LISTED_IN[kind] for kind in kinds if kind in _LISTED_IN]
    if lists:
        parts.append("listed in " + " and ".join(filter(None, [", ".join(lists[:-1]), lists[-1]])))
    return f"swap {', '.join(parts) or 'not listed anywhere'}"


def _times(ratio: float) -> str:
    """How much likelier something is: "340 times likelier", "about as likely", "3 times less likely"."""
    if 2 / 3 < ratio < 1.5:
        return "about as likely"
    factor, likelier = (ratio, "likelier") if ratio > 1 else (1 / max(ratio, 1e-9), "less likely")
    if factor >= 1e6:
        return f"over a million times {likelier}"
    two_figures = f"{factor:.2g}" if factor < 10 else f"{int(float(f'{factor:.2g}')):,}"
    return f"{two_figures} times {likelier}"
