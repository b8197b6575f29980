"""Calibration of a model folder: the document probability, its thresholds, and the weights of the ranker.

Done on documents that the network never saw: those held out of training, and what lay beyond the caps of the sources.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nct, norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from unspin.document import DocumentModel, document_features
from unspin.manifest import MANIFEST, Manifest, to_json
from unspin.model import Model
from unspin.pieces import WordPieces
from unspin.reading import Reader
from unspin.verdict import MIN_WORDS, Band, Bands
from unspin.words import split_words
from unspin_training.eight_bit import Feed, windows_of
from unspin_training.human_noise import NOISES
from unspin_training.spinners.answer_key import Spun
from unspin_training.spinners.families import FAMILY_WEIGHTS, Families
from unspin_training.spinners.spin import spin
from unspin_training.spinners.tool import imagine_tool

_LENGTHS = (45, 70, 100, 150, 220, 350, 600)
_BAND_STARTS = (0, 80, 150, 300)
_LEAST_TEXTS = 60
_ROUNDED_BY = 80  # genuine texts, and half as many spun ones
_RATES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True)
class CalibrationText:
    """One text with its truth; ``rate`` is the share of words in swaps, ``register`` its source or the noise laid over it."""

    spun: Spun
    register: str
    rate: float

    @property
    def is_spun(self) -> bool:
        """Whether anything was swapped."""
        return self.rate > 0


def make_texts(documents: Sequence[tuple[str, str]], families: Families, count: int, seed: int) -> list[CalibrationText]:
    """``count`` genuine and about half as many spun texts of 45 to 600 words out of ``(source, text)`` documents.

    Sources have equal shares; a third of the texts carry human noise, each kind of which counts as a register of its own.
    """
    rng = random.Random(seed)
    by_source: dict[str, list[str]] = {}
    for source, text in documents:
        by_source.setdefault(source, []).append(text)
    texts = []
    drawn: set[str] = set()
    for i in range(count + count // 2):
        register = rng.choice(sorted(by_source))
        text = _piece(rng.choice(by_source[register]), rng)
        if rng.random() < 0.35:
            noise = rng.choice(NOISES)
            text, register = noise(text, rng), noise.__name__
        words = split_words(text)
        if words.word_count < MIN_WORDS or text in drawn:  # a text of a small source drawn often would set a threshold alone
            continue
        drawn.add(text)
        spun = Spun(text, ())
        if i >= count:
            part = None
            if rng.random() < 0.1:
                cut = sorted(rng.randrange(len(text) + 1) for _ in range(2))
                part = (cut[0], cut[1])
            spun = spin(text, imagine_tool(rng, families, FAMILY_WEIGHTS), part=part)
        swapped = sum(swap.original.count(" ") + 1 for swap in spun.swaps)
        texts.append(CalibrationText(spun, register, swapped / words.word_count))
    return texts


def _piece(text: str, rng: random.Random) -> str:
    wanted = rng.choice(_LENGTHS) * 6
    if len(text) <= wanted:
        return text
    start = text.rfind(". ", 0, rng.randrange(len(text) - wanted) + 1) + 1
    end = text.find(". ", start + wanted)
    return text[start : end + 1 if end > 0 else len(text)].strip()


def windows_to_round_by(documents: Sequence[tuple[str, str]], families: Families, pieces: WordPieces, room: int) -> list[Feed]:
    """Windows of genuine and spun texts, by which the weights of a network are rounded to 8 bits."""
    return windows_of([text.spun.text for text in make_texts(documents, families, _ROUNDED_BY, seed=8)], pieces, room)


def read_features(reader: Reader, texts: Sequence[CalibrationText]) -> NDArray[np.float64]:
    """Document features of every text, shape (texts, features)."""
    rows = []
    for at in range(0, len(texts), 64):
        words = [split_words(text.spun.text) for text in texts[at : at + 64]]
        for split, reading in zip(words, reader.read(words), strict=True):
            places = np.flatnonzero(split.is_word)
            rows.append(document_features(reading.swapped[places], reading.continues[places]))
    return np.stack(rows)


@dataclass(frozen=True)
class DocumentFit:
    """A fitted document model, its thresholds, and figures measured by cross-validation."""

    model: DocumentModel
    bands: Bands
    figures: dict[str, float]


def fit_document_model(features: NDArray[np.float64], texts: Sequence[CalibrationText]) -> DocumentFit:
    """Fit the logistic regression, and set thresholds on probabilities of texts that were left out of the fit."""
    labels = np.asarray([text.is_spun for text in texts])
    # Balanced: the probability is for a text of which nothing is known, spun or genuine alike. C: best by cross-validated log loss.
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=3.0, max_iter=5000, class_weight="balanced"))
    left_out = cross_val_predict(pipeline, features, labels, cv=StratifiedKFold(5, shuffle=True, random_state=0), method="predict_proba")[:, 1]
    pipeline.fit(features, labels)
    scaler, regression = pipeline[0], pipeline[1]
    model = DocumentModel(
        tuple(scaler.mean_.tolist()), tuple(scaler.scale_.tolist()), tuple(regression.coef_[0].tolist()), float(regression.intercept_[0])
    )
    lengths = np.asarray([split_words(text.spun.text).word_count for text in texts])
    registers = np.asarray([text.register for text in texts])
    bands = _bands(left_out[~labels], lengths[~labels], registers[~labels])
    flagged = np.asarray([p >= bands.threshold_for(int(n)) for p, n in zip(left_out, lengths, strict=True)])
    rates = np.asarray([text.rate for text in texts])
    heavy = labels & (rates >= 0.15)
    figures = {
        "texts": float(len(texts)),
        "auroc": float(roc_auc_score(labels, left_out)),
        "brier": float(brier_score_loss(labels, left_out)),
        "flagged_genuine": float(flagged[~labels].mean()),
        "flagged_spun": float(flagged[labels].mean()),
        "flagged_spun_15_percent_and_more": float(flagged[heavy].mean()),
    }
    return DocumentFit(model, bands, figures)


def _bands(genuine: NDArray[np.float64], lengths: NDArray[np.int64], registers: NDArray[np.str_]) -> Bands:
    """Thresholds meant to hold in registers that are not among those at hand.

    For each rate the threshold of a length band is the quantile of all genuine texts of that length, raised (on the logit scale, by the
    same amount for all lengths) to the upper limit of what single registers need: see ``_for_new_registers``.
    """
    scores = _logit(genuine)
    rows = []
    for rate in _RATES:
        pooled = np.empty_like(scores)
        starts: dict[int, float] = {}
        for start, end in zip(_BAND_STARTS, (*_BAND_STARTS[1:], 10**9), strict=True):
            inside = (lengths >= start) & (lengths < end)
            if start and inside.sum() < _LEAST_TEXTS:
                inside = lengths >= 0  # too few to tell a rate: all lengths speak for this one
            starts[start] = float(np.quantile(scores[inside], 1 - rate))
            pooled[(lengths >= start) & (lengths < end)] = starts[start]
        over = scores - pooled
        needed = [float(np.quantile(over[registers == r], 1 - rate)) for r in np.unique(registers) if (registers == r).sum() >= _LEAST_TEXTS]
        raised = _for_new_registers(needed)
        rows += [Band(start, rate, float(1 / (1 + np.exp(-(level + raised))))) for start, level in starts.items()]
    return Bands(tuple(_falling(rows)))


def _for_new_registers(needed: Sequence[float], share: float = 0.99, confidence: float = 0.99) -> float:
    """A level that suffices in ``share`` of all registers, those at hand being a sample of them; at least 0.

    Registers differ more than texts of one register do, and the one that a user brings is none of those at hand. This is the one-sided
    normal tolerance limit (Owen 1968). With fewer than three registers the highest must do.
    """
    n = len(needed)
    if n < 3:
        return max(0.0, *needed) if needed else 0.0
    factor = nct.ppf(confidence, n - 1, norm.ppf(share) * np.sqrt(n)) / np.sqrt(n)
    return max(0.0, float(np.mean(needed) + factor * np.std(needed, ddof=1)))


def _falling(rows: list[Band]) -> list[Band]:
    """The same rows, in which a higher rate never has a higher threshold: quantiles of small registers can cross."""
    lowest: dict[int, float] = {}
    result = []
    for row in sorted(rows, key=lambda row: (row.fpr, row.min_words)):
        lowest[row.min_words] = min(row.threshold, lowest.get(row.min_words, 1.0))
        result.append(Band(row.min_words, row.fpr, lowest[row.min_words]))
    return result


def _logit(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(clipped / (1 - clipped)))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``model.json`` anew, whole or not at all."""
    fresh = folder / (MANIFEST + ".new")
    fresh.write_text(json.dumps(to_json(manifest), indent=1), encoding="utf8")
    fresh.replace(folder / MANIFEST)


def calibrate_document(model: Model, texts: Sequence[CalibrationText]) -> tuple[Manifest, DocumentFit]:
    """The manifest of ``model`` with a document model and thresholds fitted on ``texts``."""
    fit = fit_document_model(read_features(model.reader, texts), texts)
    return replace(model.manifest, document=fit.model, bands=fit.bands), fit
