"""Reports for tests of the HTML page: made by the fake model, or drawn by hypothesis from hostile text."""

from __future__ import annotations

from hypothesis import strategies as st

from fakes import FakeModel
from unspin.report import (
    Candidate,
    Counterfactual,
    Edit,
    Evidence,
    Lines,
    ModelId,
    Passage,
    Report,
    Restoration,
    Span,
    apply_edits,
)

MODEL = FakeModel()

_MARKUP = ("<script>window.pwned=1</script>", "</style>", "</title>", "<!--", "]]>", "&lt;", '" onfocus="window.pwned=1', "'")
_TEMPLATE_MARKS = ("$key", "${rows}", "$$")
_HIDDEN = ("\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\x1b[31m", "\ud800", "\u2028", "\U000e0041", "e" + "\u0301" * 6)
_HONEST = ("\n", "\n\n", "\r\n", "\r", "\t", "  ", "word", "Ünïcode", "שלום", "日本", "👩")

# Text that would break a careless page.
HOSTILE = st.lists(
    st.sampled_from([*_MARKUP, *_TEMPLATE_MARKS, *_HIDDEN, *_HONEST]) | st.text(min_size=1, max_size=8), min_size=1, max_size=20
).map(" ".join)


@st.composite
def hostile_answers(draw: st.DrawFn) -> tuple[Report, Restoration]:
    """A report on a hostile text with spans and passages anywhere, and a restoration with edits at some of the spans."""
    text = draw(HOSTILE)
    short = st.sampled_from([*_MARKUP, *_TEMPLATE_MARKS, *_HIDDEN]).map("a{}b".format)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    lines, share = Lines(text), st.floats(0, 1)
    spans, edits = [], []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        originals = tuple(Candidate(draw(short), draw(share)) for _ in range(draw(st.integers(0, 2))))
        evidence = Evidence(2.0, ("observed",), 1, 1, len(originals)) if originals and draw(st.booleans()) else None
        spans.append(Span(start, end, *lines.position(start), text[start:end], draw(share), originals, evidence))
        if originals and draw(st.booleans()):
            edits.append(Edit(start, end, text[start:end], originals[0].text, draw(share)))
    middle = draw(st.integers(0, len(text)))
    passages = tuple(Passage(a, b, 1, draw(share)) for a, b in ((0, middle), (middle, len(text))) if a < b)
    verdict = draw(st.sampled_from(["spun", "genuine", "undecided"]))
    reason, probability = (draw(short), draw(st.none() | share)) if verdict == "undecided" else (None, draw(share))
    model = ModelId(draw(short), draw(short), draw(short))
    name, swap_rate, threshold = draw(st.none() | short), draw(share), draw(share)
    outcome = draw(st.none() | st.builds(Counterfactual, st.integers(0, 2), share, st.sampled_from(["spun", "genuine", "undecided"])))
    report = Report(name, text, verdict, probability, swap_rate, 9, threshold, reason, tuple(spans), passages, model, outcome)
    return report, Restoration(name, text, apply_edits(text, edits), tuple(edits))
