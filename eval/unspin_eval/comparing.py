"""What moved since an earlier report: figures that now lie outside the interval they had then."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspin.errors import InputError
from unspin.formats.safe_text import one_line
from unspin_eval.measures import SuiteResult, Table, interval_to_dict
from unspin_eval.metrics.intervals import Interval

_HEAD = ("suite", "part", "system", "measure", "was", "is now", "intervals")
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure of ``key`` (suite, system, section, part, name) that left its interval. ``apart``: both intervals do not meet."""

    key: Key
    was: Interval
    now: Interval

    @property
    def apart(self) -> bool:
        """Whether the two intervals have nothing in common; then it is no accident of these documents."""
        return self.now.low > self.was.high or self.now.high < self.was.low


@dataclass(frozen=True, slots=True)
class Comparison:
    """With the report of ``model``: what moved, how many figures stayed, how many only one of the reports has.

    ``changed_data``: files that were others then, so that their figures are of other documents.
    """

    model: str
    sha256: str
    moved: tuple[Moved, ...]
    stayed: int
    only_then: int
    only_now: int
    changed_data: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        names = ("suite", "system", "section", "part", "name")
        rows = [
            dict(zip(names, m.key, strict=True))
            | {"was": interval_to_dict(m.was), "now": interval_to_dict(m.now), "intervals_apart": m.apart}
            for m in self.moved
        ]
        return {
            "model": {"name": self.model, "sha256": self.sha256},
            "moved": rows,
            "stayed": self.stayed,
            "only_then": self.only_then,
            "only_now": self.only_now,
            "changed_data": list(self.changed_data),
        }

    def table(self) -> Table:
        """What moved, for people."""
        rows = tuple(
            (m.key[0], m.key[3], m.key[1], m.key[4], _shown(m.was), _shown(m.now), "apart" if m.apart else "meet")
            for m in self.moved
        )
        return Table("Moved beyond the interval they had", _HEAD, rows)

    def sentences(self) -> tuple[str, ...]:
        """What there is to say besides the table."""
        said = [
            f"{len(self.moved)} figures moved beyond the interval they had, {self.stayed} did not; {self.only_then} are only in the "
            f"earlier report, {self.only_now} only in this one. Figures without an interval are not compared."
        ]
        if self.changed_data:
            said.append(f"Not the same data as then: {', '.join(self.changed_data)}.")
        return tuple(said)


def compare(old: Mapping[str, Any], suites: Iterable[SuiteResult], run: Mapping[str, Any]) -> Comparison:
    """Hold the suites of this run (``run``: its part of the report) against the report ``old`` of ``read_report``."""
    then = _figures(old["suites"])
    now = _figures([suite.to_dict() for suite in suites])
    both = [key for key in now if key in then]
    moved = [Moved(key, then[key], now[key]) for key in both if _outside(now[key].value, then[key])]
    return Comparison(
        model=str(old["model"]["name"]),
        sha256=str(old["model"]["sha256"]),
        moved=tuple(moved),
        stayed=len(both) - len(moved),
        only_then=len(then) - len(both),
        only_now=len(now) - len(both),
        changed_data=_changed_data(old.get("run") or {}, run),
    )


def read_report(path: Path) -> Mapping[str, Any]:
    """The report.json of an earlier run. Raises InputError if it is none."""
    try:
        report = json.loads(path.read_text(encoding="utf8"))
        if not str(report["schema"]).startswith("unspin.evaluation/"):
            raise ValueError
        _figures(report["suites"])
        return {"model": {key: report["model"][key] for key in ("name", "sha256")}, **report}
    except OSError as error:
        raise InputError(f"{one_line(str(path))}: {(error.strerror or 'cannot be read').lower()}; check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{one_line(str(path))}: not a report.json of unspin eval") from None


def _figures(suites: Iterable[Mapping[str, Any]]) -> dict[Key, Interval]:
    """The figures that have an interval."""
    return {
        (suite["name"], m["system"], m["section"], m["part"], m["name"]): Interval(m["value"], m["low"], m["high"], m["n"])
        for suite in suites
        for m in suite["measures"]
        if m["low"] is not None and m["high"] is not None
    }


def _outside(value: float, interval: Interval) -> bool:
    return not interval.low <= value <= interval.high


def _changed_data(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    before = _hashes(then)
    return tuple(sorted(path for path, sha256 in _hashes(now).items() if before.get(path, sha256) != sha256))


def _hashes(run: Mapping[str, Any]) -> dict[str, str]:
    files = {str(file["path"]): str(file["sha256"]) for suite in run.get("suites", ()) for file in suite["files"]}
    return files | {str(path): str(sha256) for path, sha256 in run.get("data", {}).items()}


def _shown(interval: Interval) -> str:
    if math.isnan(interval.value):
        return "-"
    return f"{interval.value:.3f} [{interval.low:.3f} {interval.high:.3f}] (n {interval.n})"
