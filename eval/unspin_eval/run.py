"""Run suites over systems."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from unspin.errors import InputError
from unspin_eval.kinds import damage, documents, dose, evidence, genuine, left_out, pairs, restoration
from unspin_eval.kinds.context import Context
from unspin_eval.measures import SuiteResult
from unspin_eval.suites import SuiteSpec

KINDS: dict[str, Callable[[SuiteSpec, Context], SuiteResult]] = {
    "documents": documents.run,
    "genuine": genuine.run,
    "pairs": pairs.run,
    "evidence": evidence.run,
    "restoration": restoration.run,
    "damage": damage.run,
    "dose-length": dose.run,
    "leave-one-family-out": left_out.run,
}


def run_suites(specs: Sequence[SuiteSpec], context: Context) -> list[SuiteResult]:
    """The result of every suite, in order. Raises InputError for a suite of no known kind."""
    for spec in specs:
        if spec.kind not in KINDS:
            raise InputError(f"{spec.place}: no kind {spec.kind!r}; there are {', '.join(KINDS)}")
    results = []
    for spec in specs:
        started = time.monotonic()
        results.append(KINDS[spec.kind](spec, context))
        context.say(f"{spec.name}: done in {time.monotonic() - started:.0f} s")
    return results
