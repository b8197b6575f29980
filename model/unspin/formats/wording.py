"""What readers are told, in words. The answer is used against people, so it says signals, not guilt, and what cannot be seen."""

from __future__ import annotations

from unspin.report import Report

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
    return (
        f"probability {report.probability:.3f} (spun from {report.threshold:.3f}), "
        f"about {report.swap_rate:.0%} of {report.words} words swapped"
    ).replace("%", " %")
