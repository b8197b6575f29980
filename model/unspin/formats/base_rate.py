"""What a flag means where spun articles are rare: the share of genuine articles among the flagged ones."""

from __future__ import annotations

# "1 in N articles is spun": the choices a reader is shown, from a suspect's own site to the open web.
ONE_IN = (2, 5, 10, 20, 50, 100, 500, 1000)


def genuine_in_100_flags(one_in: int, false_positive_rate: float, recall: float) -> float:
    """Of 100 flagged articles, how many are genuine when 1 in ``one_in`` articles is spun.

    ``false_positive_rate``: the share of genuine articles that get flagged, ``recall``: the share of spun ones; both in 0..1 and
    not both 0. With ``recall`` 1 the answer is the least there can be: whatever the true recall, so many flags are wrong or more.
    """
    spun = 1 / one_in
    flagged_genuine = (1 - spun) * false_positive_rate
    flagged_spun = spun * recall
    return 100 * flagged_genuine / (flagged_genuine + flagged_spun)
