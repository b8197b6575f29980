"""A whole training run on a tiny encoder: resume, determinism, export, calibration, and the model that comes out."""

from __future__ import annotations

import io
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import BertConfig

from unspin.errors import InputError
from unspin_training.arguments import read_arguments
from unspin_training.export import read_vocabulary
from unspin_training.model_folder import write_model_folder
from unspin_training.network import TwoHeadNetwork
from unspin_training.pairs import Mix
from unspin_training.run import run_training
from unspin_training.warm_start import exported_vocabulary, load_exported


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, encoder: Path, corpus: Path) -> tuple[Path, Path]:
    """(config, run) of a finished tiny run."""
    folder = tmp_path_factory.mktemp("run")
    config = folder / "tiny.toml"
    config.write_text(
        f'encoder = "{encoder}"\nsteps = 6\npassages = 8\nevaluate_every = 3\nwords = 60\nphrases = 5\nlearning_rate = 1e-3\n'
        f'threads = 1\nneighbours = "{folder}/near.jsonl"\n\n[[sources]]\npath = "{corpus}"\n',
        encoding="utf8",
    )
    run_training(read_arguments(config), folder / "run", log=io.StringIO())
    return config, folder / "run"


def test_a_run_logs_every_step_and_learns_something(finished: tuple[Path, Path]) -> None:
    records = [json.loads(line) for line in (finished[1] / "log.jsonl").read_text().splitlines()]
    assert [record["step"] for record in records] == [1, 2, 3, 4, 5, 6]
    assert all(math.isfinite(record["tag_loss"]) and math.isfinite(record["original_loss"]) for record in records)
    assert records[-1]["tag_loss"] < records[0]["tag_loss"]
    assert set(records[-1]["held_out"]) == {"word_auroc", "word_average_precision", "original_first"}


def test_missing_near_words_are_made_from_the_encoder(finished: tuple[Path, Path]) -> None:
    rows = [json.loads(line) for line in (finished[0].parent / "near.jsonl").read_text(encoding="utf8").splitlines()]
    assert rows
    assert all(row["near"] and row["word"] not in row["near"] for row in rows)


def test_a_run_that_was_stopped_ends_like_one_that_was_not(finished: tuple[Path, Path], tmp_path: Path) -> None:
    config, whole = finished
    arguments = read_arguments(config)
    stopped = tmp_path / "stopped"
    # The schedule of the whole run, but a kill after three steps: the checkpoint of step 3 is what is left of it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("unspin_training.loop._learning_rate", lambda a, step: _rate(arguments, step))
        run_training(replace(arguments, steps=3), stopped, log=io.StringIO())
    assert json.loads((stopped / "checkpoint" / "state.json").read_text())["step"] == 3
    run_training(arguments, stopped, log=io.StringIO())
    first, second = (load_file(run / "checkpoint" / "network.safetensors") for run in (whole, stopped))
    assert first.keys() == second.keys()
    for name, value in first.items():
        torch.testing.assert_close(second[name], value, rtol=1e-4, atol=1e-5, msg=name)


def _rate(arguments, step: int) -> float:  # type: ignore[no-untyped-def]
    warm = max(1, round(arguments.steps * arguments.warmup))
    return arguments.learning_rate * min((step + 1) / warm, (arguments.steps - step) / max(1, arguments.steps - warm), 1.0)


def test_a_kill_between_the_two_renames_of_a_checkpoint_loses_nothing(finished: tuple[Path, Path], tmp_path: Path) -> None:
    config, whole = finished
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    (run / "checkpoint").rename(run / "checkpoint.old")
    run_training(read_arguments(config), run, log=io.StringIO())  # already at its last step: nothing is trained anew
    assert len((run / "log.jsonl").read_text().splitlines()) == 6


def test_unknown_keys_and_broken_configs_are_refused_by_name(tmp_path: Path, config: Path) -> None:
    for text, named in (("stepz = 3\n", "stepz"), ("[mix]\nspum = 1.0\n", "spum"), ("steps = = 1", "bad.toml")):
        bad = tmp_path / "bad.toml"
        bad.write_text(text, encoding="utf8")
        with pytest.raises(InputError, match=named):
            read_arguments(bad)
    with pytest.raises(InputError, match="nowhere"):
        read_arguments(tmp_path / "nowhere.toml")


def test_an_unknown_family_to_leave_out_is_refused(config: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="klingon"):
        run_training(replace(read_arguments(config), leave_out=("klingon",)), tmp_path / "run", log=io.StringIO())


def test_a_trained_model_can_be_exported_calibrated_and_used(finished: tuple[Path, Path], tmp_path: Path) -> None:
    from click.testing import CliRunner

    from unspin.cli.main import main

    config, run = finished
    folder = tmp_path / "model"
    runner = CliRunner()
    exported = runner.invoke(
        main,
        ["export", str(run), "--config", str(config), "-o", str(folder), "--hugging-face", str(tmp_path / "hf")],
    )
    assert exported.exit_code == 0, exported.output
    calibrated = runner.invoke(main, ["calibrate", str(folder), "--config", str(config), "--texts", "200"])
    assert calibrated.exit_code == 0, calibrated.output
    text = tmp_path / "text.txt"
    text.write_text(" ".join(json.loads(_corpus_of(config).read_text().splitlines()[0])["text"] for _ in range(3)), encoding="utf8")
    scored = runner.invoke(main, ["score", str(text), "--model", str(folder), "--format", "json"])
    assert scored.exit_code == 0, scored.output
    assert json.loads(scored.stdout)["verdict"] in ("spun", "genuine")

    from transformers import AutoModelForTokenClassification, AutoTokenizer

    tags = AutoModelForTokenClassification.from_pretrained(tmp_path / "hf")
    pieces = AutoTokenizer.from_pretrained(tmp_path / "hf")("The agreement", return_tensors="pt")
    assert tags(**pieces).logits.shape[-1] == 3


def test_a_run_goes_on_from_an_exported_model(finished: tuple[Path, Path], tmp_path: Path) -> None:
    config, run = finished
    arguments = read_arguments(config)
    write_model_folder(run, arguments, None, tmp_path / "model", name="tiny", version="1")
    vocabulary = exported_vocabulary(tmp_path / "model")
    assert vocabulary == read_vocabulary(run)
    network = TwoHeadNetwork(BertConfig.from_pretrained(arguments.encoder), len(vocabulary))
    load_exported(network, tmp_path / "model")
    trained = load_file(run / "checkpoint" / "network.safetensors")
    for name, value in network.state_dict().items():  # rounding makes up for itself, so single weights are some steps of 8 bits off
        torch.testing.assert_close(value, trained[name], rtol=0, atol=float(trained[name].abs().max()) / 10, msg=name)

    again = replace(arguments, weights=str(tmp_path / "model"), fills=str(tmp_path / "model"), mix=Mix(filled=1.0), steps=1)
    run_training(again, tmp_path / "again", log=io.StringIO())
    assert read_vocabulary(tmp_path / "again") == vocabulary
    (tmp_path / "model" / "network.onnx").unlink()
    with pytest.raises(InputError, match="no exported model"):
        run_training(replace(again, fills=""), tmp_path / "other", log=io.StringIO())


def _corpus_of(config: Path) -> Path:
    return Path(read_arguments(config).sources[0].path)
