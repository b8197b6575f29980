"""A first helping of every surface; ``python tests/fuzz`` is the whole of it, and docs/robustness.md says what that found."""

from __future__ import annotations

import campaign
import pytest
from campaign import SURFACES, run_here, run_surface


@pytest.mark.parametrize("name", SURFACES)
def test_a_first_helping(name: str) -> None:
    cases = SURFACES[name].cases // 250
    with SURFACES[name].open() as check:
        findings = [finding for index in range(cases) if (finding := run_here(check, name, 0, index))]
    assert not findings, findings[0].what


def test_the_whole_is_a_hundred_thousand_cases() -> None:
    assert sum(surface.cases for surface in SURFACES.values()) == 100_000


def test_the_same_number_makes_the_same_case() -> None:
    with SURFACES["reader .md"].open() as check:
        assert run_here(check, "reader .md", 0, 5) == run_here(check, "reader .md", 0, 5)
    outcome = run_surface("reader .md", cases=20)
    assert (outcome.cases, outcome.findings) == (20, ())


def test_a_process_that_dies_or_hangs_is_a_finding(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    died = run_surface("no such surface", cases=1).findings
    assert [finding.what for finding in died] == ["the process died (status 1)"]
    assert "KeyError" in capfd.readouterr().err
    monkeypatch.setattr(campaign, "_HANGS_AFTER", 0.001)
    assert "no end" in run_surface("reader .md", cases=1).findings[0].what
