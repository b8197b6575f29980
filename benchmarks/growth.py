"""How time and memory grow with the length of a document and with the number of documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import run_process, unspin_command
from benchmarks.texts import count_words
from unspin.model import Model

_MANY = 100_000
_WORDS = 200  # a document, where their number grows


@dataclass(frozen=True)
class Length:
    """One document of so many words: seconds to score it in a running program, and peak memory of a process of its own."""

    words: int
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Number:
    """So many documents of 200 words. ``measured`` is false for a time that was drawn out from the two before it."""

    documents: int
    seconds: float
    measured: bool


def grow_length(model: Model, articles: Sequence[str], lengths: Sequence[int], folder: Path, say: Callable[[str], None]) -> list[Length]:
    """Articles after one another make the longer documents."""
    results = []
    for wanted in lengths:
        say(f"one document of {wanted:,} words")
        text = _cut(articles, wanted)
        seconds = min(_timed(lambda text=text: model.score(text)) for _ in range(3 if wanted <= 10_000 else 1))
        path = folder / f"{wanted}.txt"
        path.write_text(text, encoding="utf8")
        _, megabytes = run_process(unspin_command("score", str(path)))
        results.append(Length(count_words([text]), seconds, megabytes))
    return results


def grow_number(model: Model, articles: Sequence[str], numbers: Sequence[int], say: Callable[[str], None]) -> list[Number]:
    """The last line is for 100,000 documents, drawn out along a line through the last two that were measured."""
    texts = [_cut(articles[i % len(articles) :], _WORDS) for i in range(max(numbers))]
    results = []
    for number in numbers:
        say(f"{number:,} documents")
        results.append(Number(number, _timed(lambda number=number: model.score_batch(texts[:number])), True))
    before, last = results[-2:]
    slope = (last.seconds - before.seconds) / (last.documents - before.documents)
    return [*results, Number(_MANY, last.seconds + slope * (_MANY - last.documents), False)]


def _cut(articles: Sequence[str], words: int) -> str:
    """The first ``words`` words of the articles, which are used again from the first when there are not enough."""
    parts: list[str] = []
    while words > 0:
        for article in articles:
            found = article.split(" ")[:words]
            parts.append(" ".join(found))
            words -= len(" ".join(found).split())
            if words <= 0:
                break
    return "\n\n".join(parts)


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
