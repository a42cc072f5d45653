"""What the words say: lexical scores of provisions against the articles of one law.

Two weightings of terms serve side by side: the background's (how rare a term is in legal text) and the law's own (how few of its
articles use it: "chủ đầu tư" tells nothing within a law on investment). Long provisions are also scored clause by clause, since one
clause may carry out an article that the others do not touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from pipeline.matching.index import LawIndex, cut_clauses
from pipeline.matching.lexical import Lexicon, Weights, counter, dense, document_frequency, phrase_counter, saturated

FLAT = 0.3  # length normalisation of the "flat" scores: long articles are hardly held back
WORD_FEATURES = (
    "tfidf",  # words of the whole article, background weights
    "bm25",
    "bm25_flat",
    "own_tfidf",  # the same with the law's own weights
    "own_tfidf_clause",  # words of the article's best clause
    "own_bm25",
    "own_bm25_flat",
    "own_title",  # words of the provision against the title
    "own_title_covered",  # share of the title's weight that occurs in the provision
    "own_heading_title",  # words of the heading against the title
    "own_heading",  # words of the heading against the article
    "window_best",  # best clause of the provision against best clause of the article
    "window_mean",  # mean over the provision's clauses of the best clause
    "window_bm25_best",
    "window_bm25_mean",
    "window_title",  # best clause of the provision against the title
    "phrases",  # runs of three and four syllables
    "phrases_bm25",
)


class WordEvidence(NamedTuple):
    """``scores`` by feature, each (queries, articles), raw; ``by_unit`` (queries, units); the provisions' words as unit vectors, weighted by the
    background (``weighted``) and within the law (``own``), each (queries, BUCKETS)."""

    scores: Mapping[str, Weights]
    by_unit: Weights
    weighted: sparse.csr_matrix
    own: sparse.csr_matrix


class WordScores:
    """Scores of provisions against one law's index; the law's side is prepared once."""

    def __init__(self, index: LawIndex, background: Lexicon) -> None:
        self.background = background
        articles, units, titles = index.article_counts, index.unit_counts, index.title_counts
        self.own = Lexicon(document_frequency(articles))
        self.phrases = Lexicon(document_frequency(index.phrase_counts))
        self.starts = index.article_starts
        self.count, self.count_phrases = counter(), phrase_counter()
        self._plain = background.weighted(articles).T.tocsr()
        self._articles = self.own.weighted(articles).T.tocsr()
        self._units = self.own.weighted(units).T.tocsr()
        self._titles = self.own.weighted(titles).T.tocsr()
        self._covered = self.own.rated(titles).T.tocsr()
        self._full = saturated(articles).T.tocsr()
        self._flat = saturated(articles, b=FLAT).T.tocsr()
        self._units_full = saturated(units).T.tocsr()
        self._phrases = self.phrases.weighted(index.phrase_counts).T.tocsr()
        self._phrases_full = saturated(index.phrase_counts).T.tocsr()

    def collect(self, texts: Sequence[str], headings: Sequence[str]) -> WordEvidence:
        whole = [f"{heading}\n{text}" for heading, text in zip(headings, texts, strict=True)]
        counts, heads = self.count.transform(whole), self.count.transform(headings)
        background = self.background.weighted(counts)
        own, rated, plain = self.own.weighted(counts), self.own.rated(counts), self.background.rated(counts)
        present = counts.copy()
        present.data = np.ones_like(present.data)
        by_unit = dense(own @ self._units)
        runs = self.count_phrases.transform(whole)
        scores = {
            "tfidf": dense(background @ self._plain),
            "bm25": dense(plain @ self._full),
            "bm25_flat": dense(plain @ self._flat),
            "own_tfidf": dense(own @ self._articles),
            "own_tfidf_clause": self._best(by_unit),
            "own_bm25": dense(rated @ self._full),
            "own_bm25_flat": dense(rated @ self._flat),
            "own_title": dense(own @ self._titles),
            "own_title_covered": dense(present @ self._covered),
            "own_heading_title": dense(self.own.weighted(heads) @ self._titles),
            "own_heading": dense(self.own.rated(heads) @ self._full),
            "phrases": dense(self.phrases.weighted(runs) @ self._phrases),
            "phrases_bm25": dense(self.phrases.rated(runs) @ self._phrases_full),
        }
        return WordEvidence({**scores, **self._windows(texts)}, by_unit, background, own)

    def _windows(self, texts: Sequence[str]) -> dict[str, Weights]:
        """Scores by clause of the provision, folded to the best and the mean clause."""
        parts = [[part for _, part in cut_clauses(text)] or [text] for text in texts]
        sizes = np.array([len(p) for p in parts])
        starts = np.cumsum([0, *sizes[:-1]])
        counts = self.count.transform([part for some in parts for part in some])
        weighted = self.own.weighted(counts)
        words = self._best(dense(weighted @ self._units))
        ranked = self._best(dense(self.own.rated(counts) @ self._units_full))
        titles = dense(weighted @ self._titles)
        return {
            "window_best": np.maximum.reduceat(words, starts, axis=0),
            "window_mean": np.add.reduceat(words, starts, axis=0) / sizes[:, None],
            "window_bm25_best": np.maximum.reduceat(ranked, starts, axis=0),
            "window_bm25_mean": np.add.reduceat(ranked, starts, axis=0) / sizes[:, None],
            "window_title": np.maximum.reduceat(titles, starts, axis=0),
        }

    def _best(self, by_unit: Weights) -> Weights:
        """(rows, units) → (rows, articles): the best unit of each article."""
        return np.asarray(np.maximum.reduceat(by_unit, self.starts, axis=1), dtype=np.float32)
