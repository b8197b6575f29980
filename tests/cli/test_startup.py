"""``unspin --help`` answers at once: nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import unspin

HEAVY = {"numpy", "onnxruntime", "tokenizers", "rich", "pyarrow", "torch", "sklearn", "transformers", "jinja2", "matplotlib"}


@pytest.mark.parametrize(
    "statement",
    [
        "import unspin",
        "run('--help')",
        "run('--version')",
        "run('score', '--help')",
        "run('restore', '--help')",
        "run('info', '--help')",
        "run('score', 'no such file')",
    ],
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    code = f"""
import json, sys
def run(*arguments):
    from unspin.cli.main import main
    main.main(list(arguments), standalone_mode=False)
try:
    {statement}
except SystemExit:
    pass
print()
print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


def test_the_version_is_the_one_of_the_package() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from unspin.cli.main import main; main()", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"unspin, version {unspin.__version__}\n"


def test_a_reader_that_leaves_early_is_no_failure() -> None:
    code = "import sys; from unspin.cli.output import write; sys.stdin.readline(); write('x' * 1_000_000, None);sys.exit(5)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdin
    assert process.stderr
    process.stdout.close()
    process.stdin.write(b"go\n")
    process.stdin.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=20) == 5, "the status is the command's own"
    process.stderr.close()
