"""The command line: any arguments and any files give an answer or a line, a documented exit status, and no traceback."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result
from corpus import KINDS
from mutations import mutate
from running import InlinePool

from fakes import SPUN_TEXT, FakeModel
from unspin.cli.exit_codes import ExitCode
from unspin.cli.main import main
from unspin.profile import Profile
from unspin.verdict import Band, Bands

Check = Callable[[random.Random], None]

_FORMATS = ("text", "json", "jsonl", "csv", "html")
_SHARES = ("0", "1", "0.01", "0.5", "0.2", "1e-9", "-1", "2", "nan", "inf", "", "x")
# What can move a cursor or reorder a line. An answer of bytes (a restored text) is the user's own and is left out.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TABLES = {
    ".jsonl": b'{"id": "a", "text": "%s"}\n{"id": 2, "text": null}\n{"text": "x", "id": {}, "n": 1.5}\n'
    % SPUN_TEXT.strip().encode()[:120],
    ".csv": b'id,text,n\na,"The settlement, of\nthe nation",1\nb,,\n"c",x\n',
    ".tsv": b"id\ttext\na\tThe settlement\n",
}
_PROFILE = Profile(FakeModel.id, Bands((Band(20, 0.01, 0.6), Band(20, 0.1, 0.3))), 100, ()).to_json().encode()


@contextmanager
def score_and_restore() -> Iterator[Check]:
    """``unspin score``, ``restore`` and ``info`` with the fake model."""
    with _workplace() as folder:

        def check(rng: random.Random) -> None:
            paths = [_file(rng, folder, rng.choice((".txt", ".txt", ".md", ".eml"))) for _ in range(rng.choice((1, 1, 2)))]
            if rng.random() < 0.3:
                paths.append(rng.choice(("-", str(folder), "no such file", "")))
            commands = ("score", "restore") if rng.random() < 0.9 else ("info", mutate(rng, b"score").decode("latin-1"))
            command = rng.choice(commands)
            arguments = [command, *paths, *_options(rng)]
            if rng.random() < 0.2:
                arguments += ["--profile", _profile(rng, folder)]
            result = _run(arguments, KINDS[".txt"].draw(rng))
            answered = result.exit_code in (ExitCode.NOTHING_SPUN, ExitCode.SPUN) and "--help" not in arguments
            if answered and command != "info" and "json" in arguments and not {"--diff", "--word-diff"} & {*arguments}:
                json.loads(result.stdout or "[]")

        yield check


@contextmanager
def batches() -> Iterator[Check]:
    """``unspin batch`` over damaged tables: one record a row, or a line that says why not."""
    with _workplace() as folder, patch("unspin.batch.engines.Pool", InlinePool), patch("os.fsync", lambda descriptor: None):

        def check(rng: random.Random) -> None:
            suffix = rng.choice(tuple(_TABLES))
            source = folder / f"in{suffix}"
            source.write_bytes(mutate(rng, _TABLES[suffix]))
            output = folder / f"out{rng.choice(('.jsonl', '.csv', '.jsonl.gz'))}"
            options = rng.sample(("--restore", "--fail-on-spun", "--keep=n", "--id-column=id", "--text-column=n", "--fpr=0.1"), 2)
            _run(["batch", str(source), "-o", str(output), "--overwrite", *options], b"")
            for left in folder.iterdir():
                left.unlink()

        with patch("unspin.batch.worker.load_model", lambda *given: FakeModel()):
            yield check


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder to be in, as a damaged command line may name any file to write to."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder), patch("unspin.load", lambda path=None, **_: FakeModel()):
        yield Path(folder)


def _file(rng: random.Random, folder: Path, suffix: str) -> str:
    path = folder / f"{rng.randrange(3)}{suffix}"
    path.write_bytes(KINDS[suffix].draw(rng))
    return str(path)


def _profile(rng: random.Random, folder: Path) -> str:
    path = folder / "profile.json"
    path.write_bytes(mutate(rng, _PROFILE))
    return str(path)


def _options(rng: random.Random) -> list[str]:
    chosen = [["--format", rng.choice(_FORMATS)]]
    if rng.random() < 0.5:
        wild = ("--interactive", "--help", "--nonsense", "--diff", "--word-diff", "--fail-on-spun")
        chosen.append([rng.choice(wild)])
    if rng.random() < 0.5:
        chosen.append([rng.choice(("--fpr", "--min-confidence", "--originals")), rng.choice(_SHARES)])
    rng.shuffle(chosen)
    return [part for option in chosen for part in option]


def _run(arguments: list[str], stdin: bytes) -> Result:
    """Any exception but an exit is a finding, and so are an unknown status, a traceback or a harmful message."""
    result = CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)
    assert result.exit_code in set(ExitCode), f"exit status {result.exit_code}"
    assert "Traceback" not in result.output
    assert not _HARMFUL.search(result.stderr), "a message can move the cursor"
    return result
