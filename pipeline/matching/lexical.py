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
PHRASES = 2**20
Weights = npt.NDArray[np.float32]
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
_REFERENCE = re.compile(
    r"(?:\b(?:các\s+)?(?:[Đđ]iểm|[Kk]hoản)\s+[\w, ]{1,40}?)?\b(?:các\s+)?[Đđ]iều\s+\d{1,3}[a-zđ]?"
    r"(?:\s*(?:,|và|;|đến)\s*(?:[Đđ]iều\s+)?\d{1,3}[a-zđ]?\b)*"
    r"(?:\s+(?:của\s+)?(?:Bộ\s+[Ll]uật|[Ll]uật|[Pp]háp\s+lệnh|[Nn]ghị\s+định|[Tt]hông\s+tư)(?:\s+(?:số|này)?\s*[\w/-]{0,20})?)?"
)


def fold(text: str) -> str:
    """Comparison form: lower case, tone marks where the new spelling puts them (hoà → hòa)."""
    return _TONE.sub(lambda m: _NEW[m.group(0)], text.lower())


def syllables(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def mask_references(text: str) -> str:
    """The text without references to articles ("khoản 2 Điều 12 Luật …"): what remains is the wording alone."""
    return re.sub(r"[ \t]{2,}", " ", _REFERENCE.sub(" ", text))


def counter(sizes: tuple[int, int] = (1, 2), buckets: int = BUCKETS) -> HashingVectorizer:
    """Counts of syllable runs of the given sizes, (texts, buckets) sparse; single syllables and pairs where not told."""
    return HashingVectorizer(
        n_features=buckets,
        analyzer="word",
        tokenizer=syllables,
        token_pattern=None,
        lowercase=False,
        ngram_range=sizes,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )


def phrase_counter() -> HashingVectorizer:
    """Counts of runs of three and four syllables, (texts, PHRASES): expressions taken over word for word."""
    return counter((3, 4), PHRASES)


def document_frequency(counts: sparse.csr_matrix) -> Weights:
    """ln((1 + n) / (1 + df)) + 1 by bucket, over the rows of ``counts``."""
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + found)) + 1, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``idf`` (buckets,): inverse document frequency, in a background of legal texts or within one law."""

    idf: Weights

    @staticmethod
    def fit(texts: Sequence[str]) -> Lexicon:
        return Lexicon(document_frequency(counter().transform(texts)))

    def weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows of sublinear tf × idf, unit length."""
        rows = counts.copy()
        rows.data = (1 + np.log(rows.data)) * self.idf[rows.indices]
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return sparse.diags(1 / np.maximum(length, 1e-9)) @ rows

    def rated(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Each term's idf once, however often it occurs; rows sum to 1: the query side of BM25 and of coverage."""
        rows = counts.copy()
        rows.data = self.idf[rows.indices]
        total = np.asarray(rows.sum(axis=1)).ravel()
        return sparse.diags(1 / np.maximum(total, 1e-9)) @ rows

    def bm25(self, queries: sparse.csr_matrix, texts: sparse.csr_matrix, k1: float = 1.2, b: float = 0.75) -> Weights:
        """(queries, texts) Okapi BM25, each row divided by the query's total idf."""
        return dense(self.rated(queries) @ saturated(texts, k1, b).T)


def saturated(texts: sparse.csr_matrix, k1: float = 1.2, b: float = 0.75) -> sparse.csr_matrix:
    """Counts → BM25's saturated, length-normalised term weights, without idf. ``b``: how much long texts are held back."""
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    norm = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
    rows = texts.tocoo()
    rows.data = rows.data * (k1 + 1) / (rows.data + norm[rows.row])
    return rows.tocsr()


def dense(scores: sparse.csr_matrix) -> Weights:
    return np.asarray(scores.toarray(), dtype=np.float32)
