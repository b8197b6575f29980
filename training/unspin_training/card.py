"""The model card: what a model is, what it was trained on and how well it does, written from the run and never by hand.

    python -m unspin_training.card MODEL_FOLDER RUN [EVALUATION_REPORT_JSON] > docs/model-card.md
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from unspin.errors import InputError
from unspin.manifest import FILES, Manifest, read_manifest

_LIMITS = """\
unspin sees words swapped for synonyms by a machine. It cannot see text rewritten by a person or by a language model, translated text or
plain copying. Sparse swaps (fewer than about one word in ten) in short texts often stay under the threshold. Its hardest genuine cases are very
old prose, the English of beginners, and lists of names and codes. It reads English only. The answer is a signal to check by reading the marked
words; it says nothing about who did what."""


def render_card(folder: Path, run: Path, evaluation: Path | None = None) -> str:
    """The card of the model in ``folder`` that was exported from ``run``, with the figures of an ``unspin eval`` report.

    Raises InputError or ModelError for folders that are not what they should be.
    """
    manifest = read_manifest(folder)
    parts = [
        f"# {manifest.name} {manifest.version}\n",
        f"sha256 of the model: `{manifest.sha256}`. Size: {sum((folder / f).stat().st_size for f in FILES) / 1e6:.0f} MB.\n",
        "## What it is for\n\nFinding English text whose words were swapped for synonyms, showing the words and their likely originals.\n",
        "## Limits\n\n" + _LIMITS + "\n",
        _training(run, manifest),
        _thresholds(manifest),
    ]
    if evaluation is not None:
        parts.append(_figures(evaluation))
    parts.append("## Licences and notices\n\n" + "\n".join(f"* {line}" for line in manifest.licences) + "\n")
    return "\n".join(parts)


def _training(run: Path, manifest: Manifest) -> str:
    try:
        arguments = json.loads((run / "arguments.json").read_text(encoding="utf8"))
        records = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf8").splitlines()]
    except OSError as error:
        raise InputError(f"{run}: not the output folder of `unspin train` ({error.strerror})") from error
    sources = ", ".join(Path(source["path"]).name for source in arguments["sources"])
    lines = [
        "## Training\n",
        f"{manifest.trained_on}, {records[-1]['seconds'] / 60:.0f} minutes. Every passage was spun afresh, or kept genuine; see "
        "[how it works](how-it-works.md) and [the data](data.md).\n",
        f"* sources: {sources}",
        f"* steps {arguments['steps']}, {arguments['passages']} passages a step, learning rate {arguments['learning_rate']}, "
        f"windows of {arguments['longest']} pieces, seed {arguments['seed']}",
        f"* families left out: {', '.join(arguments['leave_out']) or 'none'}\n",
        "Held-out documents, spun by the training families, while it trained:\n",
        "| step | word pieces | tag loss | word AUROC | word average precision | original first |",
        "|---|---|---|---|---|---|",
    ]
    for record in records:
        if held := record.get("held_out"):
            lines.append(
                f"| {record['step']} | {record['tokens'] / 1e6:.1f} M | {record['tag_loss']:.3f} | {held['word_auroc']:.3f} | "
                f"{held['word_average_precision']:.3f} | {held['original_first']:.1%} |"
            )
    return "\n".join(lines) + "\n"


def _thresholds(manifest: Manifest) -> str:
    rates = sorted({row.fpr for row in manifest.bands.rows})
    starts = sorted({row.min_words for row in manifest.bands.rows})
    found = {(row.min_words, row.fpr): row.threshold for row in manifest.bands.rows}
    lines = [
        "## Thresholds\n",
        "Probability from which a text is called spun, by its length and the share of genuine texts that may be flagged (default 1 %):\n",
        "| words from | " + " | ".join(f"{rate:.1%}" for rate in rates) + " |",
        "|---|" + "---|" * len(rates),
    ]
    lines += [f"| {start} | " + " | ".join(f"{found[start, rate]:.3f}" for rate in rates) + " |" for start in starts]
    return "\n".join(lines) + "\n"


def _figures(evaluation: Path) -> str:
    report: dict[str, Any] = json.loads(evaluation.read_text(encoding="utf8"))
    measured = f"{report['model']['name']}, sha256 {report['model']['sha256']}"
    lines = ["## Figures\n", f"Measured by `unspin eval` on data that was not trained on; 95 % intervals ({measured}).\n"]
    for suite in report["suites"]:
        ours = [m for m in suite["measures"] if m["value"] is not None and m["system"].startswith("unspin")]
        lines += [f"### {suite['name']}\n", suite["description"] + "\n", "| part | measure | value | interval | n |", "|---|---|---|---|---|"]
        for m in ours:
            part = f"{m['section']}: {m['part']}" if m["part"] else m["section"]
            interval = f"{m['low']:.3f} to {m['high']:.3f}" if m["low"] is not None else ""
            lines.append(f"| {part} | {m['name']} | {m['value']:.3f} | {interval} | {m['n']} |")
        lines.append("")
    return "\n".join(lines)


def _main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python -m unspin_training.card MODEL_FOLDER RUN [EVALUATION_REPORT_JSON]")
    folder, run, *rest = (Path(argument) for argument in sys.argv[1:])
    sys.stdout.write(render_card(folder, run, rest[0] if rest else None))


if __name__ == "__main__":
    _main()
