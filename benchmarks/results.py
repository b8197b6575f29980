"""The figures of a run, as tables for reading and as plain values for JSON."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks import contestants as names
from benchmarks.growth import Length, Number
from benchmarks.processes import Process
from benchmarks.rounds import Spread, Times
from unspin.cores import usable_cores

_LIBRARIES = ("unspin", "onnxruntime", "tokenizers", "numpy", "torch", "transformers", "scikit-learn")


@dataclass(frozen=True)
class Results:
    """Everything that one run measured. ``seconds``: how long the run took."""

    machine: dict[str, Any]
    times: Times
    processes: dict[str, Process]
    by_length: Sequence[Length]
    by_length_spun: Sequence[Length]
    by_number: Sequence[Number]
    seconds: float

    def limit(self) -> str:
        """The faster way to run the bare encoder."""
        return max((names.SIDE_BY_SIDE, names.INSIDE), key=lambda name: self.times.rate(name).middle)

    def ratios(self) -> dict[str, Spread]:
        """The figures that are promised, each compared within rounds."""
        ratio = self.times.ratio
        return {
            "score over the bare encoder (limit 1)": ratio(names.SCORE, self.limit()),
            "score over the same encoder in transformers, fp32": ratio(names.SCORE, names.SAME_FP32),
            "score over the same encoder in transformers, bf16": ratio(names.SCORE, names.SAME_BF16),
            "score over a RoBERTa-base size classifier": ratio(names.SCORE, names.ROBERTA),
            "score over a Longformer-base size classifier": ratio(names.SCORE, names.LONGFORMER),
            "score over TF-IDF + logistic regression": ratio(names.SCORE, names.TFIDF),
            "time of restoring spun text over scoring it": ratio(names.SCORE_SPUN, names.RESTORE),
            "time of restoring spun text over scoring genuine text": ratio(names.SCORE, names.RESTORE),
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "schema": "unspin.benchmark/1",
            "machine": self.machine,
            "seconds": round(self.seconds, 1),
            "words_per_second": {name: asdict(self.times.rate(name)) for name in self.times.rates},
            "rounds": self.times.rates,
            "ratios": {name: asdict(spread) for name, spread in self.ratios().items()},
            "processes": {name: asdict(process) for name, process in self.processes.items()},
            "one_genuine_document": [asdict(length) for length in self.by_length],
            "one_spun_document": [asdict(length) for length in self.by_length_spun],
            "many_documents": [asdict(number) for number in self.by_number],
        }

    def as_text(self) -> str:
        """Tables in Markdown, so that they can go into docs/benchmarks.md as they are."""
        rates = [[name, *_three(self.times.rate(name), ",.0f")] for name in self.times.rates]
        ratios = [[name, *_three(spread, ".2f")] for name, spread in self.ratios().items()]
        processes = [
            [name, *_three(process.seconds, ".2f"), f"{process.megabytes.middle:.0f}"] for name, process in self.processes.items()
        ]
        lengths = [
            [kind, f"{length.words:,}", f"{length.seconds:.3f}", f"{1e6 * length.seconds / length.words:.0f}", f"{length.megabytes:.0f}"]
            for kind, lengths in (("genuine", self.by_length), ("spun", self.by_length_spun))
            for length in lengths
        ]
        numbers = [
            [f"{number.documents:,}", f"{number.seconds:,.2f}", f"{1e3 * number.seconds / number.documents:.1f}",
             "measured" if number.measured else "drawn out"]
            for number in self.by_number
        ]  # fmt: skip
        return "\n\n".join([
            "\n".join(f"* {name}: {value}" for name, value in self.machine.items()),
            _table(("words per second", "middle", "lowest", "highest"), rates),
            _table(("ratio", "middle", "lowest", "highest"), ratios),
            _table(("process, 700 words", "seconds, middle", "lowest", "highest", "peak MB"), processes),
            _table(("one document", "words", "seconds", "µs a word", "peak MB of its process"), lengths),
            _table(("documents of 200 words", "seconds", "ms a document", ""), numbers),
            f"The run took {self.seconds:.0f} seconds.",
        ])  # fmt: skip


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {"processor": _processor(), "cores": usable_cores(), "python": platform.python_version()} | {
        name: found for name in _LIBRARIES if (found := _version(name))
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf8") as file:
            lines = file.read().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(line.partition(":")[::2] for line in lines if ":" in line)
    facts = {name.strip(): value.strip() for name, value in facts.items()}
    wide = [flag for flag in facts.get("flags", "").split() if flag in ("avx2", "avx512_vnni", "avx512_bf16", "amx_int8")]
    return f"{facts.get('model name', platform.machine())} ({', '.join(wide)})"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _three(spread: Spread, shape: str) -> list[str]:
    return [format(spread.middle, shape), format(spread.low, shape), format(spread.high, shape)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
