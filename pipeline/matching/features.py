"""Evidence for each (provision, article) pair: dense, late-interaction, lexical and citation scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from pipeline.matching.encoder import QUERY, Embedded, Encoder, Floats, late_score
from pipeline.matching.exemplars import Exemplars
from pipeline.matching.index import LawIndex
from pipeline.matching.lexical import Lexicon, counter

FEATURES = (
    "pooled",  # cosine of the pooled vectors
    "late",  # late interaction with the whole article
    "late_clause",  # late interaction with its best clause
    "heading_late",  # the provision's heading against the article
    "heading_title",  # cosine of heading and title
    "tfidf",  # words of the whole article
    "tfidf_clause",  # words of its best clause
    "bm25",
    "tfidf_title",  # words of the provision against the title
    "title_covered",  # share of the title's weight that occurs in the provision
    "heading_words",  # words of the heading against the title
    "exemplar_pooled",  # cosine with the nearest exemplar of the article
    "exemplar_late",  # late interaction with it
    "exemplar_words",  # its words
    "cited",  # the provision cites the article (share of its citations)
    "cited_first",  # … and it is the first one cited
)
CITED = (FEATURES.index("cited"), FEATURES.index("cited_first"))


@dataclass(frozen=True, slots=True)
class QueryText:
    """What is matched: the provision's words, its heading, and the articles of this law that it cites, in order."""

    text: str
    heading: str = ""
    cited: tuple[str, ...] = ()
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """``articles`` (queries, articles, features); ``clauses`` (queries, units): score of each clause unit."""

    articles: Floats
    clauses: Floats
    raw: Mapping[str, Floats] = field(default_factory=dict)


def _standardised(scores: Floats) -> Floats:
    """z-scores by row: what counts is how far an article stands out from the others for this provision."""
    spread = scores.std(axis=-1, keepdims=True)
    return np.where(spread > 1e-6, (scores - scores.mean(axis=-1, keepdims=True)) / np.maximum(spread, 1e-6), 0.0)


def _by_article(scores: Floats, index: LawIndex) -> Floats:
    """(queries, units) → (queries, articles): the best unit of each article."""
    return np.maximum.reduceat(scores, index.article_starts, axis=1)


class Collector:
    """Computes evidence against one index. Encodings of repeated headings are kept."""

    def __init__(self, index: LawIndex, lexicon: Lexicon, encoder: Encoder | None, exemplars: Exemplars | None = None) -> None:
        self.index, self.lexicon, self.encoder = index, lexicon, encoder
        self.units = lexicon.weighted(index.unit_counts)
        self.articles = lexicon.weighted(index.article_counts)
        self.titles = lexicon.weighted(index.title_counts)
        self.place = {number: i for i, number in enumerate(index.ids)}
        self.exemplars = exemplars
        if exemplars is not None:
            self.exemplar_rows = lexicon.weighted(exemplars.counts)
            self.exemplar_article = np.array([self.place.get(a, -1) for a in exemplars.articles])
        self._headings: dict[str, Embedded] = {}
        idf = index.title_counts.copy()
        idf.data = lexicon.idf[idf.indices]
        self.title_weight = np.maximum(np.asarray(idf.sum(axis=1)).ravel(), 1e-9)
        self.title_idf = idf

    def collect(self, queries: Sequence[QueryText], leave_out: Collection[str] = ()) -> Evidence:
        """Evidence of every query against every article; exemplars of the sources in ``leave_out`` do not count."""
        n, articles, units = len(queries), len(self.index.ids), len(self.index.clauses)
        out = np.zeros((n, articles, len(FEATURES)), np.float32)
        count = counter()
        full = count.transform([f"{q.heading}\n{q.text}" for q in queries])
        heads = count.transform([q.heading for q in queries])
        weighted = self.lexicon.weighted(full)
        tfidf_units = (weighted @ self.units.T).toarray()
        raw: dict[str, Floats] = {"tfidf": (weighted @ self.articles.T).toarray()}
        present = full.copy()
        present.data = np.ones_like(present.data)
        raw["title_covered"] = (present @ self.title_idf.T).toarray() / self.title_weight[None]
        late_units = np.zeros((n, units), np.float32)
        if self.encoder is not None:
            vectors = self.encoder.encode([QUERY + (f"{q.heading}\n{q.text}" if q.heading else q.text) for q in queries])
            headings = self._encode_headings([q.heading for q in queries])
            late_whole = np.zeros((n, articles), np.float32)
            heading_late = np.zeros((n, articles), np.float32)
            heading_title = np.zeros((n, articles), np.float32)
            article_tokens = self.index.starts[self.index.article_starts]
            for i, (vector, heading) in enumerate(zip(vectors, headings, strict=True)):
                cosines = vector.tokens @ self.index.tokens.T
                late_units[i] = vector.weights @ np.maximum.reduceat(cosines, self.index.starts, axis=1)
                titles = np.maximum.reduceat(vector.tokens @ self.index.title_tokens.T, self.index.title_starts, axis=1)
                whole = np.maximum(np.maximum.reduceat(cosines, article_tokens, axis=1), titles)
                late_whole[i] = vector.weights @ whole
                if heading is not None:
                    heading_late[i] = late_score(heading, self.index.tokens, article_tokens)
                    heading_title[i] = self.index.title_pooled @ heading.pooled
            raw["pooled"] = np.stack([v.pooled for v in vectors]) @ self.index.pooled.T
            raw["late"] = late_whole
            raw["late_clause"] = _by_article(late_units, self.index)
            raw["heading_late"], raw["heading_title"] = heading_late, heading_title
            if self.exemplars is not None:
                raw |= self._exemplar_scores(vectors, weighted, self.exemplars, leave_out)
        raw["tfidf_clause"] = _by_article(tfidf_units, self.index)
        raw["bm25"] = self.lexicon.bm25(full, self.index.article_counts)
        raw["tfidf_title"] = (weighted @ self.titles.T).toarray()
        raw["heading_words"] = (self.lexicon.weighted(heads) @ self.titles.T).toarray()
        for name, scores in raw.items():
            out[:, :, FEATURES.index(name)] = _standardised(np.asarray(scores, np.float32))
        for i, query in enumerate(queries):
            known = [self.place[a] for a in query.cited if a in self.place]
            for at in known:
                out[i, at, CITED[0]] += 1 / len(known)
            if known:
                out[i, known[0], CITED[1]] = 1
        return Evidence(out, _standardised(late_units) + _standardised(np.asarray(tfidf_units, np.float32)), raw)

    def _exemplar_scores(
        self, vectors: Sequence[Embedded], weighted: sparse.csr_matrix, exemplars: Exemplars, leave_out: Collection[str]
    ) -> dict[str, Floats]:
        """Best exemplar of each article by three scores; articles without one get the lowest score of the row."""
        usable = exemplars.without(leave_out) & (self.exemplar_article >= 0)
        scores = {
            "exemplar_pooled": np.stack([v.pooled for v in vectors]) @ exemplars.pooled.T,
            "exemplar_late": np.stack([late_score(v, exemplars.tokens, exemplars.starts) for v in vectors]),
            "exemplar_words": (weighted @ self.exemplar_rows.T).toarray(),
        }
        out = {}
        for name, values in scores.items():
            best = np.full((len(vectors), len(self.index.ids)), values.min(axis=1, initial=0)[:, None], np.float32)
            np.maximum.at(best.T, self.exemplar_article[usable], values[:, usable].T.astype(np.float32))
            out[name] = best
        return out

    def _encode_headings(self, headings: Sequence[str]) -> list[Embedded | None]:
        assert self.encoder is not None
        new = sorted({h for h in headings if h and h not in self._headings})
        self._headings.update(zip(new, self.encoder.encode([QUERY + h for h in new], 96), strict=True))
        return [self._headings[h] if h else None for h in headings]
