"""What the package promises about its parts: import arrows, light imports, typed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "transformers", "datasets", "sklearn", "scipy", "pandas", "matplotlib", "lemminflect")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_library_imports_neither_training_nor_evaluation() -> None:
    files = list((ROOT / "model").rglob("*.py"))
    assert len(files) > 20
    for path in files:
        assert not imports_of(path) & {"unspin_training", "unspin_eval", *HEAVY}, path


def test_training_does_not_import_evaluation() -> None:
    for path in (ROOT / "training").rglob("*.py"):
        assert "unspin_eval" not in imports_of(path), path


def test_scoring_loads_no_training_library() -> None:
    code = (
        "import sys, unspin; r = unspin.load().score('The agreement was signed on Friday by both sides. ' * 12); "
        f"print([n for n in {HEAVY!r} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_unspin_loads_nothing_heavy() -> None:
    code = "import sys, unspin; print([n for n in ('numpy', 'onnxruntime', 'tokenizers', 'rich') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_is_typed() -> None:
    assert (ROOT / "model" / "unspin" / "py.typed").exists()
