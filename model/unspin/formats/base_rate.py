"""What a flag means where spun articles are rare: the share of genuine articles among the flagged ones."""

from __future__ import annotations

# "1 in N articles is spun": the choices a reader is shown, from a suspect's own site to the open web.
ONE_IN = (2, 5, 10, 20, 50, 100, 500, 1000)


def genuine_in_100_flags(one_in: int, false_positive_rate: float, recall: float) -> float:
    """Of 100 flagged articles, how many are genuine when 1 in ``one_in`` articles is spun.

    ``false_positive_rate``: the share of genuine articles that get flagged, ``recall``: the share of spun ones; both in 0..1 and
    not both 0. With ``recall`` 1 the answer is the least there can be: whatever the true recall, so many flags are wrong or more.
    """
    return 100 * (1 - chance_right(1 / one_in, false_positive_rate, recall))


def chance_right(prior: float, false_positive_rate: float, recall: float) -> float:
    """The chance that a flag is right when the share ``prior`` of the articles is spun; all in 0..1. 0 if nothing is flagged."""
    right, wrong = prior * recall, (1 - prior) * false_positive_rate
    return right / (right + wrong) if right else 0.0


def prior_sentence(prior: float, false_positive_rate: float) -> str:
    """What a flag is worth at a base rate, in words. How many spun articles are found is not known, so it says "at most"."""
    wrong, spun = 1000 * (1 - prior) * false_positive_rate, 1000 * prior
    chance = 100 * chance_right(prior, false_positive_rate, 1.0)
    return (
        f"if {100 * prior:g} % of the articles are spun: of 1,000 articles about {_count(wrong)} genuine ones are flagged (wrong "
        f"flags) and at most {_count(spun)} spun ones; the chance that a flag is right is at most {_count(chance)} %"
    )


def _count(amount: float) -> str:
    """Two figures, no more: "0.98", "9.9", "990"."""
    return f"{amount:.0f}" if amount >= 10 else f"{amount:.2g}"
