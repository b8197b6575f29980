"""``unspin calibrate --genuine``: what a profile promises."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import original, spun

from fakes import FakeModel
from unspin.cli.main import main
from unspin.profile import read_profile
from unspin.report import ModelId
from unspin.verdict import Band, Bands
from unspin_eval.metrics.intervals import wilson
from unspin_eval.own_texts import Judged, enough_for, fit_profile

_RATES = (0.01, 0.05, 0.2)
_LONG, _SHORT = (0.95, 0.9, 0.4), (0.97, 0.92, 0.42)  # thresholds for texts of 100 words and more, and for shorter ones
_SHIPPED = Bands(tuple(Band(n, *row) for n, levels in ((0, _SHORT), (100, _LONG)) for row in zip(_RATES, levels, strict=True)))
_MODEL = ModelId("fake", "0", "0" * 64)
_TEXTS = st.lists(st.builds(Judged, st.floats(0, 1), st.integers(40, 300)), max_size=60)


@settings(max_examples=40)
@given(_TEXTS, st.integers(1, 40))
def test_few_enough_are_flagged_or_none_or_no_more_than_before(texts: list[Judged], copies: int) -> None:
    """``copies`` makes many texts of few, so that every rate can be shown."""
    profile = fit_profile(texts * copies, _SHIPPED, _MODEL)
    n = profile.texts
    for row in profile.measured:
        certain = sum(text.probability > 1 - 1e-6 for text in texts) * copies  # no threshold can spare these
        if n and wilson(0, n).high <= row.fpr:
            assert row.profile.flagged <= certain or row.profile.high <= row.fpr
        else:
            assert row.profile.flagged <= certain
    for row in profile.bands.rows:
        assert row.threshold >= min(0.5, _SHIPPED.threshold_for(row.min_words, row.fpr))


@settings(max_examples=40)
@given(st.lists(st.builds(Judged, st.floats(0, 1), st.integers(40, 300)), max_size=15))
def test_few_texts_never_lower_a_threshold(texts: list[Judged]) -> None:
    profile = fit_profile(texts, _SHIPPED, _MODEL)
    for row in profile.bands.rows:
        assert row.threshold >= _SHIPPED.threshold_for(row.min_words, row.fpr) - 1e-9


def test_thresholds_go_down_where_many_texts_allow_it_and_up_where_they_must() -> None:
    calm = fit_profile([Judged(0.001 * (i % 500), 120) for i in range(1000)], _SHIPPED, _MODEL)
    assert calm.bands.threshold_for(120, 0.01) == pytest.approx(0.5, abs=0.01)
    odd = fit_profile([Judged(0.999 if i < 50 else 0.1, 120) for i in range(1000)], _SHIPPED, _MODEL)
    assert odd.bands.threshold_for(120, 0.01) > 0.999
    assert (odd.measured[0].shipped.flagged, odd.measured[0].profile.flagged) == (50, 0)


def test_enough_texts_for_a_rate() -> None:
    assert wilson(0, enough_for(0.01)).high <= 0.01 < wilson(0, enough_for(0.01) - 1).high


@pytest.fixture
def calibrate(fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs the command with the fake model, which has thresholds here."""
    monkeypatch.setattr(FakeModel, "manifest", SimpleNamespace(bands=_SHIPPED), raising=False)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["calibrate", *map(str, arguments)])

    return run


def test_a_folder_becomes_a_profile(calibrate: object, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for n in range(5):
        (archive / f"{n}.txt").write_text(spun(n) if n == 0 else original(n))
    (archive / "short.txt").write_text("Too short to judge.")
    (archive / "broken.txt").write_bytes(b"caf\xe9")
    result = calibrate("--genuine", archive, "-o", tmp_path / "newsroom.json")  # type: ignore[operator]
    assert result.exit_code == 0, result.output
    profile = read_profile(tmp_path / "newsroom.json")
    assert (profile.texts, profile.model) == (5, FakeModel.id)
    assert "1 that cannot be read, 1 that cannot be judged" in result.stderr
    assert "5 genuine texts" in result.stderr
    assert "too few" in result.stderr
    assert result.stdout == ""


def test_a_table_and_standard_output(calibrate: object, tmp_path: Path) -> None:
    table = tmp_path / "archive.csv"
    table.write_text("body\n" + "".join('"' + original(n).replace("\n", " ") + '"\n' for n in range(3)))
    result = calibrate("--genuine", table, "--text-column", "body")  # type: ignore[operator]
    assert json.loads(result.stdout)["texts"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--genuine", "none"], "no such file"),
        (["--genuine", "short.txt"], "no text that can be judged"),
        (["folder"], "--config"),
        (["folder", "--genuine", "short.txt"], "--genuine PATH"),
        (["--genuine", "short.txt", "-o", "no/such.json"], "does not exist"),
    ],
)
def test_mistakes_are_one_line(
    calibrate: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("short.txt").write_text("Too short.")
    result = calibrate(*arguments)  # type: ignore[operator]
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
