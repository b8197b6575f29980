"""Baselines that only say whether a text is spun: surface features and a linear model over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import Normalizer
from sklearn.svm import LinearSVC

from unspin_eval.baselines.material import Material
from unspin_eval.metrics.ranking import threshold_at
from unspin_eval.metrics.restoring import Change
from unspin_eval.system import Reading

_FPR = 0.01


class FeatureDetector:
    """A scikit-learn classifier of texts; its threshold lets 1 % of held-out genuine training texts be flagged."""

    detects = True
    marks = restores = False

    def __init__(self, name: str, classifier: object, material: Material) -> None:
        self.name = name
        self._classifier = classifier
        self._classifier.fit(*material.part(held_out=False))  # type: ignore[attr-defined]
        texts, spun = material.part(held_out=True)
        self._threshold = threshold_at(self._probabilities(texts)[~np.array(spun)], _FPR)

    def _probabilities(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._classifier.predict_proba(list(texts))[:, 1])  # type: ignore[attr-defined]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Probabilities and verdicts; never undecided, no marks."""
        return [Reading(float(p), "spun" if p > self._threshold else "genuine") for p in self._probabilities(texts)]

    def suggest(self, text: str, spans: Sequence[tuple[int, int]], k: int) -> list[list[str]]:
        """Nothing."""
        return [[] for _ in spans]

    def restore(self, texts: Sequence[str]) -> list[list[Change]]:
        """Nothing."""
        return [[] for _ in texts]


def tfidf_detector(material: Material) -> FeatureDetector:
    """TF-IDF of words, word pairs and characters in words; logistic regression."""
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=5, max_features=100_000),
    )
    return FeatureDetector(
        "TF-IDF + logistic regression", make_pipeline(features, LogisticRegression(C=10, max_iter=300)), material
    )


def word_vector_detector(material: Material, seed: int) -> FeatureDetector:
    """The mean of word vectors (learned from which words share a text, by SVD over hashed words); linear SVM."""
    mean_vector = make_pipeline(
        HashingVectorizer(n_features=2**17, norm="l1", alternate_sign=False), TruncatedSVD(100, random_state=seed), Normalizer()
    )
    svm = CalibratedClassifierCV(LinearSVC(C=1.0, random_state=seed), cv=3)
    return FeatureDetector("mean word vector + SVM", make_pipeline(mean_vector, svm), material)
