"""Why a word is marked: what speaks for the likeliest original beside the network's own word for it.

Nothing is read again. The n-gram model says how the found wording fits its context beside the original, and the channel which kinds
of substitution turn the one into the other: the cycle check, as what re-spinning cannot give again was hardly spun from it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import get_args

import numpy as np

from unspin.candidates import CandidateFinder
from unspin.channel import SOURCES
from unspin.marking import Mark, found_wording
from unspin.report import Evidence, Report, Span, SwapKind
from unspin.words import Words, split_words

KINDS: Mapping[str, SwapKind] = {
    "lexicon": "lexicon", "function": "lexicon", "compounds": "lexicon",
    "seo": "observed", "spinbot": "observed", "blog": "observed", "other": "observed",
    "tortured": "tortured", "wordnet": "thesaurus", "mythes": "thesaurus", "pivot": "translation", "neighbours": "neighbour",
}  # fmt: skip
_MOST_GAIN = 9.0  # a gain beyond it only says how rare the n-gram model thinks a word that it never saw


def gather_evidence(report: Report, finder: CandidateFinder) -> tuple[Evidence | None, ...]:
    """The evidence for every span of ``report``, in order; None for a span without likely originals."""
    words = split_words(report.text)
    marks = [_mark(words, span) for span in report.spans]
    best = [[original.text for original in span.originals[:1]] for span in report.spans]
    gains = finder.context_gains(words, marks, best)
    return tuple(
        _evidence(found_wording(words, mark), span, float(gain[0]), finder) if span.originals else None
        for mark, span, gain in zip(marks, report.spans, gains, strict=True)
    )


def _mark(words: Words, span: Span) -> Mark:
    """The tokens that a span stands for."""
    return Mark(bisect_left(words.starts, span.start), bisect_left(words.ends, span.end) + 1, span.probability)


def _evidence(found: str, span: Span, gain: float, finder: CandidateFinder) -> Evidence:
    swaps = finder.channel.originals_of(found)
    place = {finder.vocabulary[row]: i for i, row in enumerate(swaps.originals)}
    likely = [original.text.lower() for original in span.originals]
    at = place.get(likely[0])
    return Evidence(
        times_likelier=10.0 ** min(gain, _MOST_GAIN),
        kinds=() if at is None else _kinds(int(swaps.sources[at])),
        seen=0 if at is None else round(float(np.expm1(swaps.observed[at]))),
        respun=sum(original in place for original in likely),
        likely=len(likely),
    )


def _kinds(bits: int) -> tuple[SwapKind, ...]:
    known = {KINDS[source] for i, source in enumerate(SOURCES) if bits >> i & 1}
    return tuple(kind for kind in get_args(SwapKind) if kind in known)
