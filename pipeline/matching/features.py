"""Evidence for each (provision, article) pair: of the encoder, of the words, of exemplars and of citations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.matching.encoder import QUERY, Embedded, Encoder, Floats, late_score
from pipeline.matching.exemplars import Exemplars
from pipeline.matching.index import LawIndex
from pipeline.matching.lexical import Lexicon, dense, mask_references
from pipeline.matching.words import WORD_FEATURES, WordScores

DENSE_FEATURES = (
    "pooled",  # cosine of the pooled vectors
    "pooled_title",  # cosine of provision and title
    "late",  # late interaction with the whole article
    "late_clause",  # late interaction with its best clause
    "heading_late",  # the provision's heading against the article
    "heading_title",  # cosine of heading and title
)
EXEMPLAR_FEATURES = (
    "exemplar_pooled",  # cosine with the nearest exemplar of the article
    "exemplar_late",  # late interaction with it
    "exemplar_words",  # its words
    "exemplar_own",  # its words, weighted within the law
    "exemplar_vote",  # all exemplars of the article by their cosine, near ones counting most
)
ENCODER_FEATURES = frozenset({*DENSE_FEATURES, "exemplar_pooled", "exemplar_late", "exemplar_vote"})  # zero without the encoder
CITED_FEATURES = (
    "cited",  # the provision cites the article
    "cited_share",  # … divided by the number of articles that it cites
    "cited_first",  # … and it is the first one cited
)
FEATURES = (*DENSE_FEATURES, *WORD_FEATURES, *EXEMPLAR_FEATURES, *CITED_FEATURES)
CITED = FEATURES.index(CITED_FEATURES[0])
NEAR = 256  # exemplars that late interaction looks at; all of them cost ten times as much
VOTE = 0.02  # how fast an exemplar's vote falls with its cosine; related texts lie within 0.1 of each other in this encoder


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


def _pooled(vectors: Sequence[Embedded]) -> Floats:
    """(queries, hidden)"""
    return np.stack([v.pooled for v in vectors])


class Collector:
    """Computes evidence against one index. Encodings of repeated headings are kept."""

    def __init__(self, index: LawIndex, lexicon: Lexicon, encoder: Encoder | None, exemplars: Exemplars | None = None) -> None:
        self.index, self.lexicon, self.encoder = index, lexicon, encoder
        self.words = WordScores(index, lexicon)
        self.place = {number: i for i, number in enumerate(index.ids)}
        self.exemplars = exemplars
        if exemplars is not None:
            self.exemplar_rows = lexicon.weighted(exemplars.counts).T.tocsr()
            self.exemplar_own = self.words.own.weighted(exemplars.counts).T.tocsr()
            self.exemplar_article = np.array([self.place.get(a, -1) for a in exemplars.articles])
        self._headings: dict[str, Embedded] = {}

    def collect(self, queries: Sequence[QueryText], leave_out: Collection[str] = (), encode: bool = True) -> Evidence:
        """Evidence of every query against every article; exemplars of the sources in ``leave_out`` do not count.

        References to articles are evidence of their own (``cited…``) and are left out of the words. ``encode=False`` asks for
        what costs next to nothing: words and citations; the encoder's features are then zero.
        """
        texts, headings = [mask_references(q.text) for q in queries], [mask_references(q.heading) for q in queries]
        words, by_unit, weighted, own = self.words.collect(texts, headings)
        raw: dict[str, Floats] = dict(words)
        if self.exemplars is not None:
            raw["exemplar_words"] = self._of_exemplars(dense(weighted @ self.exemplar_rows), leave_out)
            raw["exemplar_own"] = self._of_exemplars(dense(own @ self.exemplar_own), leave_out)
        clauses = _standardised(by_unit)
        if self.encoder is not None and encode:
            vectors = self.encoder.encode([QUERY + (f"{h}\n{t}" if h else t) for h, t in zip(headings, texts, strict=True)])
            late_units = self._dense_scores(raw, vectors, self._encode_headings(headings))
            clauses = clauses + _standardised(late_units)
            if self.exemplars is not None:
                cosines = _pooled(vectors) @ self.exemplars.pooled.T
                raw["exemplar_pooled"] = self._of_exemplars(cosines, leave_out)
                raw["exemplar_vote"] = self._votes(cosines, leave_out)
                raw["exemplar_late"] = self._near_late(vectors, cosines, leave_out)
        out = np.zeros((len(queries), len(self.index.ids), len(FEATURES)), np.float32)
        for name, scores in raw.items():
            out[:, :, FEATURES.index(name)] = _standardised(scores)
        for i, query in enumerate(queries):
            known = [self.place[a] for a in query.cited if a in self.place]
            for at in known:
                out[i, at, CITED : CITED + 2] = 1, 1 / len(known)
            if known:
                out[i, known[0], CITED + 2] = 1
        return Evidence(out, clauses, raw)

    def _dense_scores(self, raw: dict[str, Floats], vectors: Sequence[Embedded], headings: Sequence[Embedded | None]) -> Floats:
        """Put the encoder's scores into ``raw``; returns late interaction with each clause unit (queries, units)."""
        n, articles, units = len(vectors), len(self.index.ids), len(self.index.clauses)
        late_units, late_whole = np.zeros((n, units), np.float32), np.zeros((n, articles), np.float32)
        heading_late, heading_title = np.zeros((n, articles), np.float32), np.zeros((n, articles), np.float32)
        article_tokens = self.index.starts[self.index.article_starts]
        for i, (vector, heading) in enumerate(zip(vectors, headings, strict=True)):
            by_token = np.maximum.reduceat(vector.tokens @ self.index.tokens.T, self.index.starts, axis=1)
            titles = np.maximum.reduceat(vector.tokens @ self.index.title_tokens.T, self.index.title_starts, axis=1)
            whole = np.maximum(np.maximum.reduceat(by_token, self.index.article_starts, axis=1), titles)
            late_units[i], late_whole[i] = vector.weights @ by_token, vector.weights @ whole
            if heading is not None:
                heading_late[i] = late_score(heading, self.index.tokens, article_tokens)
                heading_title[i] = self.index.title_pooled @ heading.pooled
        pooled = _pooled(vectors)
        raw |= {
            "pooled": pooled @ self.index.pooled.T,
            "pooled_title": pooled @ self.index.title_pooled.T,
            "late": late_whole,
            "late_clause": np.maximum.reduceat(late_units, self.index.article_starts, axis=1),
            "heading_late": heading_late,
            "heading_title": heading_title,
        }
        return late_units

    def _near_late(self, vectors: Sequence[Embedded], cosines: Floats, leave_out: Collection[str]) -> Floats:
        """Late interaction with the NEAR exemplars of the highest cosine only: the others cannot be an article's best."""
        assert self.exemplars is not None
        usable = self.exemplars.without(leave_out) & (self.exemplar_article >= 0)
        tokens, starts = self.exemplars.tokens, self.exemplars.starts
        ends = np.append(starts[1:], len(tokens))
        out = np.zeros((len(vectors), len(self.index.ids)), np.float32)
        for row, (vector, cosine) in enumerate(zip(vectors, np.where(usable, cosines, -2.0), strict=True)):
            near = np.argpartition(-cosine, min(NEAR, len(cosine) - 1))[:NEAR]
            near = near[cosine[near] > -2]
            if not len(near):
                continue
            bounds = np.cumsum([0, *(ends[near] - starts[near])[:-1]])
            picked = np.concatenate([tokens[starts[i] : ends[i]] for i in near])
            scores = late_score(vector, picked, bounds)
            out[row] = scores.min()
            np.maximum.at(out[row], self.exemplar_article[near], scores)
        return out

    def _of_exemplars(self, scores: Floats, leave_out: Collection[str]) -> Floats:
        """(queries, exemplars) → (queries, articles): the best exemplar; articles without one get the row's lowest score."""
        assert self.exemplars is not None
        usable = self.exemplars.without(leave_out) & (self.exemplar_article >= 0)
        best = np.repeat(scores.min(axis=1, initial=0)[:, None], len(self.index.ids), axis=1).astype(np.float32)
        np.maximum.at(best.T, self.exemplar_article[usable], scores[:, usable].T)
        return best

    def _votes(self, cosines: Floats, leave_out: Collection[str]) -> Floats:
        """(queries, exemplars) → (queries, articles): log of the summed exp(cosine / VOTE), a kernel estimate."""
        assert self.exemplars is not None
        usable = self.exemplars.without(leave_out) & (self.exemplar_article >= 0)
        mass = np.zeros((len(cosines), len(self.index.ids)), np.float32)
        np.add.at(mass.T, self.exemplar_article[usable], np.exp((cosines[:, usable].T - 1) / VOTE))
        votes: Floats = np.log(mass + np.exp(-0.25 / VOTE)).astype(np.float32)
        return votes

    def _encode_headings(self, headings: Sequence[str]) -> list[Embedded | None]:
        assert self.encoder is not None
        new = sorted({h for h in headings if h and h not in self._headings})
        self._headings.update(zip(new, self.encoder.encode([QUERY + h for h in new], 96), strict=True))
        return [self._headings[h] if h else None for h in headings]
