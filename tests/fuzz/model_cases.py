"""The shipped model on damaged texts: every answer keeps its promises about offsets, probabilities and edits, in every format."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import TEXTS
from mutations import mutate

import unspin
from unspin.formats.render import FORMATS, render_reports, render_restorations
from unspin.report import Report, Restoration, apply_edits

Check = Callable[[random.Random], None]

_SPUN = (Path(__file__).parents[2] / "examples" / "spun.txt").read_text("utf-8")
_MOST = 600  # characters; the network is what takes long


@contextmanager
def shipped_model() -> Iterator[Check]:
    """``score`` and ``restore`` of the model that ships."""
    model = unspin.load()

    def check(rng: random.Random) -> None:
        start = rng.randrange(len(_SPUN))
        text = mutate(rng, rng.choice((*TEXTS, _SPUN[start : start + _MOST])).encode()).decode("utf-8", "surrogateescape")[:_MOST]
        if rng.random() < 0.5:
            report = model.score(text)
            _promises_of_a_report(report)
            render_reports([report], rng.choice(FORMATS), color=True)
        else:
            restoration = model.restore(text, min_confidence=rng.choice((None, 0.0, 0.5)))
            _promises_of_a_restoration(text, restoration)
            render_restorations([restoration], rng.choice(("text", "json", "jsonl", "csv")))

    yield check


def _promises_of_a_report(report: Report) -> None:
    assert report.probability is None or 0 <= report.probability <= 1
    assert 0 <= report.swap_rate <= 1
    assert (report.verdict == "undecided") == (report.reason is not None)
    ends = 0
    for span in report.spans:
        assert ends <= span.start < span.end, "spans come in order and do not overlap"
        assert report.text[span.start : span.end] == span.text
        assert 0 <= span.probability <= 1
        assert all(0 <= original.probability <= 1 for original in span.originals)
        ends = span.end


def _promises_of_a_restoration(text: str, restoration: Restoration) -> None:
    assert restoration.original == text
    assert restoration.text == apply_edits(text, restoration.edits)
