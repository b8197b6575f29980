"""Training examples: labels stand where the swaps are, and the same seed gives the same example."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unspin.errors import InputError
from unspin.pieces import WordPieces
from unspin_training.batches import Steps, split_by_length
from unspin_training.corpus import Source, held_out, load_documents
from unspin_training.pairs import CONTINUES, KEPT, SWAPPED, Mix, PairMaker, Passage, cut_passages
from unspin_training.spinners.families import built_in_families
from unspin_training.spinners.tables import form_table


@pytest.fixture
def maker(encoder: Path, corpus: Path) -> PairMaker:
    table = form_table("t", [("agreement", "big deal"), ("repair", "mend")])
    pieces = WordPieces.from_file(encoder / "tokenizer.json")
    return PairMaker(
        load_documents([Source(str(corpus))]), {"t": (table,)}, pieces, ["agreement", "repair"],
        mix=Mix(spun=1.0, noisy_spun=0.0, partial=0.0, masked=0.0, observed=0.0),
    )  # fmt: skip


def test_labels_stand_at_first_pieces_of_swaps(maker: PairMaker) -> None:
    found = False
    for passage in cut_passages(maker.documents, 0):
        example = maker.make(passage)
        starts = np.flatnonzero(example.tags == SWAPPED)
        named = example.originals[starts]
        assert set(named.tolist()) <= {0, 1}
        assert (example.originals[example.tags == KEPT] == -100).all()
        for start in starts[named == 0]:  # "agreement" became "big deal": the next labelled piece continues the swap
            following = [tag for tag in example.tags[start + 1 :] if tag != -100]
            assert following[0] == CONTINUES
            found = True
    assert found


def test_examples_are_a_function_of_seed_and_epoch(encoder: Path, corpus: Path) -> None:
    documents = load_documents([Source(str(corpus))])
    pieces = WordPieces.from_file(encoder / "tokenizer.json")
    passages = cut_passages(documents, 0)

    def tags(seed: int, epoch: int) -> list[list[int]]:
        maker = PairMaker(documents, built_in_families(), pieces, ["said"], seed=seed)
        return [maker.make(passage, epoch).pieces.tolist() for passage in passages[:20]]

    assert tags(1, 0) == tags(1, 0)
    assert tags(1, 0) != tags(1, 1)
    assert tags(1, 0) != tags(2, 0)


def test_steps_do_not_depend_on_where_one_starts(maker: PairMaker) -> None:
    passages = cut_passages(maker.documents, 0)
    steps = Steps(maker, passages, 4, 512, 30)
    later = Steps(maker, passages, 4, 512, 30)
    for _ in range(3):
        steps[_]
    assert all((a.pieces == b.pieces).all() for a, b in zip(steps[20], later[20], strict=True))


def test_batches_hold_every_example_once_and_stay_small(maker: PairMaker) -> None:
    examples = [maker.make(passage) for passage in cut_passages(maker.documents, 0)[:30]]
    batches = split_by_length(examples, 600, maker.pieces.pad)
    assert sum(int(batch.attention.any(1).sum()) for batch in batches) == len(examples)
    assert sum(int(batch.attention.sum()) for batch in batches) == sum(len(example.pieces) for example in examples)


def test_passages_lie_in_their_documents(maker: PairMaker) -> None:
    for passage in cut_passages(maker.documents, 3):
        assert 0 <= passage.start < passage.end <= len(maker.documents[passage.row]["text"])
    assert isinstance(passage, Passage)


def test_held_out_documents_are_a_fixed_small_share() -> None:
    share = sum(held_out(f"doc/{i}") for i in range(20_000)) / 20_000
    assert 0.005 < share < 0.015


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".txt", ".jsonl.zst", ".jsonl.gz"])
def test_every_kind_of_file_is_read(tmp_path: Path, suffix: str) -> None:
    import gzip
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq
    import zstandard

    path = tmp_path / f"docs{suffix}"
    line = (json.dumps({"text": "A text of words."}) + "\n").encode()
    contents = {
        ".jsonl": line, ".csv": b"text\nA text of words.\n", ".txt": b"A text of words.",
        ".jsonl.zst": zstandard.ZstdCompressor().compress(line), ".jsonl.gz": gzip.compress(line),
    }  # fmt: skip
    if suffix == ".parquet":
        pq.write_table(pa.table({"text": ["A text of words."]}), path)
    else:
        path.write_bytes(contents[suffix])
    assert load_documents([Source(str(path))])["text"][:] == ["A text of words."]


def test_a_missing_column_and_an_empty_folder_are_named(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(InputError, match="body"):
        load_documents([Source(str(corpus), column="body")])
    with pytest.raises(InputError, match=tmp_path.name):
        load_documents([Source(str(tmp_path))])
