"""Lexical scores: hashed syllable counts, weighted by inverse document frequency of legal text.

Vietnamese writes a space between syllables, and bigrams of syllables do as well as segmented words at a fraction of the cost
(measured; docs/evaluation.md). Hashing keeps the shipped statistics free of wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

BUCKETS = 2**18
_PLACEMENT = [
    (old, new)
    for olds, news in (
        (("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa")),
        (("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe")),
        (("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy")),
    )
    for old, new in zip(olds, news, strict=True)
]
_TONE = re.compile("(?:" + "|".join(old for old, _ in _PLACEMENT) + r")\b")
_NEW = dict(_PLACEMENT)
_TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Comparison form: lower case, tone marks where the new spelling puts them (hoà → hòa)."""
    return _TONE.sub(lambda m: _NEW[m.group(0)], text.lower())


def syllables(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def counter() -> HashingVectorizer:
    """Counts of syllables and syllable bigrams, (texts, BUCKETS) sparse."""
    return HashingVectorizer(
        n_features=BUCKETS,
        analyzer="word",
        tokenizer=syllables,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2),
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``idf`` (BUCKETS,): inverse document frequency in a background of legal texts."""

    idf: npt.NDArray[np.float32]

    @staticmethod
    def fit(texts: Sequence[str]) -> Lexicon:
        counts = counter().transform(texts)
        frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        return Lexicon(np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32) + 1)

    def weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows of sublinear tf × idf, unit length."""
        rows = counts.copy()
        rows.data = (1 + np.log(rows.data)) * self.idf[rows.indices]
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return sparse.diags(1 / np.maximum(length, 1e-9)) @ rows

    def bm25(
        self, queries: sparse.csr_matrix, texts: sparse.csr_matrix, k1: float = 1.2, b: float = 0.75
    ) -> npt.NDArray[np.float32]:
        """(queries, texts) Okapi BM25 with the background idf, each row divided by the query's total idf."""
        lengths = np.asarray(texts.sum(axis=1)).ravel()
        norm = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
        saturated = texts.tocoo()
        saturated.data = saturated.data * (k1 + 1) / (saturated.data + norm[saturated.row])
        present = queries.copy()
        present.data = self.idf[present.indices]
        total = np.asarray(present.sum(axis=1)).ravel()
        scores = (present @ saturated.tocsr().T).toarray() / np.maximum(total, 1e-9)[:, None]
        return np.asarray(scores, dtype=np.float32)
