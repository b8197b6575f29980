"""Reports as one self-contained HTML page: it asks for nothing from outside, prints, and works without scripts.

Everything that comes from a text, a file name or a model goes through ``hidden_characters``; the page's policy then forbids any
script or style but its own, by their hashes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import repeat
from string import Template

import unspin
from unspin.formats.hidden_characters import count_hidden, visible_html, visible_text
from unspin.formats.html_article import article_html, percent
from unspin.formats.html_tables import (
    VERDICT_SIGNS,
    VERDICT_WORDS,
    base_rate_section,
    index_table,
    judged_probability,
    passages_table,
    section,
    swaps_table,
)
from unspin.formats.wording import counterfactual_sentence, unjudged_sentence
from unspin.report import SCHEMA, Report, Restoration
from unspin.verdict import DEFAULT_FPR

_HEADLINES = VERDICT_WORDS | {
    "genuine": "No signals of word swapping above the threshold",
    "undecided": "This text was not judged",
}

_UNJUDGED_WHY = "What stands in grey is not the writer’s own running text: it counts for nothing, and no word of it is marked."


def render_html(
    reports: Sequence[Report],
    restorations: Sequence[Restoration] | None = None,
    *,
    false_positive_rate: float = DEFAULT_FPR,
    recall: float | None = None,
) -> str:
    """One page for all the reports, with an index when there are several.

    ``restorations``: one for each report, of the same texts (else ValueError); readers can then switch to the restored text or
    see both. ``false_positive_rate``: the rate that the thresholds were set for, ``recall``: the share of spun texts found at it,
    both in 0..1; they only serve to say what a flag means. Without ``recall`` the page says that it is not known.
    """
    if restorations is not None and [r.original for r in restorations] != [r.text for r in reports]:
        raise ValueError("restorations must be of the same texts as the reports, in the same order")
    names = [_name(report, number) for number, report in enumerate(reports, 1)]
    keys = [f"text-{number}" for number in range(1, len(reports) + 1)]
    heading = "Report on word swapping" if len(reports) == 1 else f"Report on word swapping in {len(reports)} documents"
    style, script = _template("report.css"), _template("report.js")
    return Template(_template("page.html")).substitute(
        policy=_content_policy(style, script),
        title=escape(visible_text(f"unspin: {names[0] if len(names) == 1 else heading}")),
        heading=heading,
        style=style,
        script=script,
        index=index_table(reports, names, keys) if len(reports) > 1 else "",
        documents="\n".join(map(_document, reports, restorations or repeat(None), names, keys)),
        meaning=base_rate_section(false_positive_rate, recall),
        version=unspin.__version__,
    )


def _document(report: Report, restoration: Restoration | None, name: str, key: str) -> str:
    probability = judged_probability(report)
    return Template(_template("document.html")).substitute(
        key=key,
        verdict=report.verdict,
        name=visible_html(name),
        sign=VERDICT_SIGNS[report.verdict],
        headline=_HEADLINES[report.verdict],
        explanation=_explanation(report),
        scale="" if probability is None else _scale(probability, report.threshold),
        probability="–" if probability is None else percent(probability, 1),
        threshold=percent(report.threshold, 1),
        swap_rate="–" if probability is None else percent(report.swap_rate),
        span_count=len(report.spans),
        words=_words(report),
        counterfactual=_counterfactual(report),
        unjudged=_unjudged(report, key),
        views=_views(key) if restoration else "",
        legend=Template(_template("legend.html")).substitute(key=key) if report.spans else "",
        rows=article_html(report, restoration, key),
        passages=passages_table(report, key),
        swaps=swaps_table(report, key),
        characters=f"{len(report.text):,}",
        text_hash=sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest(),
        model=f"{visible_html(report.model.name)} {visible_html(report.model.version)}",
        model_hash=visible_html(report.model.sha256),
        schema=SCHEMA,
    )


def _words(report: Report) -> str:
    return f"{report.words:,}" + (f", {report.judged_words:,} of them judged" if report.not_judged else "")


def _name(report: Report, number: int) -> str:
    if report.id == "-":
        return "standard input"
    return report.id or f"text {number}"


def _explanation(report: Report) -> str:
    if report.verdict == "spun":
        return (
            "The text reads as if a machine had swapped words for synonyms. Look at the marked words and read the text beside a "
            "suspected original before acting on this."
        )
    if report.verdict == "genuine":
        return "Its probability lies under the threshold. That is no proof that the text is original: see the end of this page."
    hint = " The marked words are hints only." if report.spans else ""
    return f"Reason: {visible_html(report.reason or 'none given')}.{hint}"


def _scale(probability: float, threshold: float) -> str:
    """The probability as a bar with the threshold as a line across it; its figures stand below it in words."""
    return (
        '<svg class="scale" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" y="3" width="100" height="4"/>'
        f'<rect class="value" y="3" width="{100 * probability:.2f}" height="4"/>'
        f'<rect class="threshold" x="{min(100 * threshold, 99.5):.2f}" width="0.5" height="10"/></svg>'
    )


def _counterfactual(report: Report) -> str:
    """What the result would be with the originals put back."""
    sentence = counterfactual_sentence(report, lambda share: percent(share, 1))
    return "" if sentence is None else f"<p>{visible_html(_capitalised(sentence).replace('->', '→'))}.</p>"


def _capitalised(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _unjudged(report: Report, key: str) -> str:
    """What the verdict does not rest on, and why."""
    points = []
    if report.reason is not None:
        points.append(f"The text as a whole was not judged: {visible_html(report.reason)}.")
    if (left_out := unjudged_sentence(report)) is not None:
        points.append(f"{_UNJUDGED_WHY} {_capitalised(left_out)}.")
    if hidden := count_hidden(report.text):
        points.append(
            f"Hidden or reordering characters in the text: {hidden:,}. Each is shown as a box with its code point. "
            "Words that hold one may have been misread."
        )
    if not points:
        return ""
    items = "".join(f"<li>{point}</li>" for point in points)
    return section(f"{key}-unjudged", "What was not judged", f"<ul>{items}</ul>", level=3)


def _views(key: str) -> str:
    """Radio buttons, so that the choice works without scripts."""
    choices = (("found", "As found"), ("restored", "Restored"), ("both", "Side by side"))
    labels = "".join(
        f'<label><input type="radio" name="{key}-view" class="view-{view}"{" checked" if view == "found" else ""}>{words}</label>'
        for view, words in choices
    )
    return f'<fieldset class="views" aria-label="Show the text">{labels}</fieldset>'


def _content_policy(style: str, script: str) -> str:
    own = f"script-src '{_source_hash(script)}'; style-src '{_source_hash(style)}'"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _source_hash(source: str) -> str:
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


def _template(name: str) -> str:
    return files("unspin.formats").joinpath("html_template", name).read_text("utf-8")
