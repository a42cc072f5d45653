"""Provision → alignment: candidates of the Law with calibrated probabilities, or an abstention with its reason."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.special import softmax

from pipeline.errors import ModelError
from pipeline.law import Law
from pipeline.matching.cache import CachedEncoder
from pipeline.matching.decoding import chapters_of, sway, votes_of
from pipeline.matching.encoder import Encoder, Floats, OnnxEncoder
from pipeline.matching.exemplars import Exemplars
from pipeline.matching.features import FEATURES, Collector, Evidence, QueryText
from pipeline.matching.fusion import Calibration, Fusion
from pipeline.matching.index import ArticleText, LawIndex, build_index
from pipeline.matching.lexical import Lexicon
from pipeline.matching.queries import build_queries
from pipeline.records import Alignment, Annotation, Article, Candidate, Document, LawUnit, Setting
from pipeline.resources import models_dir, user_dir

_log = logging.getLogger(__name__)

KEPT = 10  # candidates written per provision
RELATED = (
    "pooled",
    "late",
    "tfidf",
    "bm25",
    "own_title_covered",
    "exemplar_pooled",
    "exemplar_words",
)  # raw scores that tell whether a provision concerns the Law at all


@dataclass(frozen=True, slots=True)
class Gate:
    """Logistic model of P(the provision aligns with some article); ``threshold`` decides the abstention."""

    weights: Mapping[str, float]
    threshold: float

    @staticmethod
    def load(path: Path) -> Gate:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return Gate({k: float(v) for k, v in data["weights"].items()}, float(data["threshold"]))
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{path}: thiếu hoặc sai ({error})", f"{path}: missing or unfit ({error})") from error

    def save(self, path: Path) -> None:
        data = {"weights": {k: round(v, 5) for k, v in self.weights.items()}, "threshold": self.threshold}
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    def probability(self, signals: Mapping[str, float]) -> float:
        logit = sum(self.weights.get(name, 0.0) * value for name, value in signals.items())
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def setting_evidence(settings: Sequence[Setting], queries: Sequence[QueryText]) -> Floats:
    """(queries, articles, 2): the article is for the query's setting; the article is for another setting."""
    out = np.zeros((len(queries), len(settings), 2), np.float32)
    for i, query in enumerate(queries):
        if query.setting is None:
            continue
        for j, setting in enumerate(settings):
            same = setting is query.setting or {setting, query.setting} <= _EMPLOYERS
            out[i, j, 0] = same
            out[i, j, 1] = not same and setting is not Setting.GENERAL
    return out


_EMPLOYERS = {Setting.STATE_ENTERPRISE, Setting.OTHER_EMPLOYER}  # a company's regulation rarely says whose company it is
LAW_FEATURES = (*FEATURES, "setting_same", "setting_other")


def document_signal(evidence: Evidence) -> float:
    """How much a document as a whole speaks of the Law: the mean over its provisions of the best lexical score."""
    return float(evidence.raw["tfidf"].max(axis=1).mean())


def signals_of(evidence: Evidence, at: int, document_level: float, query: QueryText) -> dict[str, float]:
    """What the gate looks at for query ``at``; ``document_level`` is the document's mean best lexical score."""
    best = {f"best_{name}": float(evidence.raw[name][at].max()) for name in RELATED if name in evidence.raw}
    order = np.sort(evidence.raw["tfidf"][at])
    return {
        "bias": 1.0,
        **best,
        "margin": float(order[-1] - order[-2]) if len(order) > 1 else 0.0,
        "cites_law": float(bool(query.cited)),
        "document": document_level,
        "length": min(1.0, len(query.text) / 400),
    }


@dataclass(frozen=True, slots=True)
class Cascade:
    """Cheap scores first: ``fusion`` and ``gate`` see words, exemplars' words and citations alone.

    They decide where the first article has at least the share ``certain`` and the provision at least the probability ``related``, or
    where it has at most ``unrelated``; the rest goes to the encoder.
    """

    fusion: Fusion
    gate: Gate
    certain: float
    related: float
    unrelated: float

    def decides(self, share: float, related: float) -> bool:
        return related <= self.unrelated or (share >= self.certain and related >= self.related)

    @staticmethod
    def load(models: Path, number: str) -> Cascade:
        """``cascade-<law>.json`` with its words' fusion and gate. Raises ModelError where one is missing."""
        path = models / "matcher" / f"cascade-{number}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            limits = [float(data[name]) for name in ("certain", "related", "unrelated")]
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{path}: thiếu hoặc sai ({error})", f"{path}: missing or unfit ({error})") from error
        words = Fusion.load(models / "matcher" / f"fusion-words-{number}.json", LAW_FEATURES)
        return Cascade(words, Gate.load(models / "matcher" / f"gate-words-{number}.json"), *limits)


@dataclass(frozen=True, slots=True)
class Decided:
    """One provision: ``shares`` (articles,) sum to 1; ``related``: P(it aligns at all); ``encoded``: the encoder was asked."""

    shares: Floats
    clauses: Floats
    block: Floats
    related: float
    encoded: bool


def document_shares(
    fusion: Fusion, block: Floats, related: Floats, chapters: Floats, settled: Floats | None = None
) -> tuple[Floats, Floats]:
    """Probabilities (queries, articles) of one document's provisions after they voted for each other, and their votes."""
    logits = fusion.scores(block)
    votes = votes_of(softmax(logits, axis=1), related, chapters)
    known = votes if settled is None else np.concatenate([votes, settled])
    padded = logits if settled is None else np.concatenate([logits, np.zeros((len(settled), logits.shape[1]), np.float32)])
    return np.asarray(softmax(sway(padded, known, chapters)[: len(logits)], axis=1), np.float32), votes


class Matcher:
    """Aligns the provisions of a document with the articles of one law."""

    def __init__(
        self,
        law: Law,
        collector: Collector,
        fusion: Fusion,
        gate: Gate,
        cascade: Cascade | None = None,
        words_only: bool = False,
        calibration: Calibration | None = None,
    ) -> None:
        self.law, self.collector, self.fusion, self.gate = law, collector, fusion, gate
        self.cascade, self.words_only = cascade, words_only
        self.calibration = calibration or Calibration()
        by_number = {a.number: a for a in law.articles}
        self.settings = [by_number[i].setting if i in by_number else Setting.GENERAL for i in collector.index.ids]
        self.chapters = chapters_of(self.settings)

    @property
    def name(self) -> str:
        return self.collector.index.encoder

    def evidence(
        self, queries: Sequence[QueryText], leave_out: Collection[str] = (), encode: bool = True
    ) -> tuple[Evidence, Floats]:
        """Raw evidence and the feature block (queries, articles, LAW_FEATURES) that the fusion takes."""
        evidence = self.collector.collect(queries, leave_out, encode)
        return evidence, np.concatenate([evidence.articles, setting_evidence(self.settings, queries)], axis=2)

    def decide(self, queries: Sequence[QueryText], leave_out: Collection[str] = ()) -> list[Decided]:
        """Shares and relatedness of the queries of one document, in order."""
        if self.cascade is None:
            evidence, block = self.evidence(queries, leave_out, encode=not self.words_only)
            level = document_signal(evidence)
            decided, _ = self._judge(queries, evidence, block, level, self.fusion, self.gate)
            return decided
        evidence, block = self.evidence(queries, leave_out, encode=False)
        level = document_signal(evidence)
        decided, votes = self._judge(queries, evidence, block, level, self.cascade.fusion, self.cascade.gate)
        doubtful = [i for i, d in enumerate(decided) if not self.cascade.decides(float(d.shares.max()), d.related)]
        if doubtful:
            some = [queries[i] for i in doubtful]
            evidence, block = self.evidence(some, leave_out)
            sure = np.delete(votes, doubtful, axis=0)
            better, _ = self._judge(some, evidence, block, level, self.fusion, self.gate, sure)
            for i, one in zip(doubtful, better, strict=True):
                decided[i] = one
        return decided

    def _judge(
        self,
        queries: Sequence[QueryText],
        evidence: Evidence,
        block: Floats,
        level: float,
        fusion: Fusion,
        gate: Gate,
        settled: Floats | None = None,
    ) -> tuple[list[Decided], Floats]:
        """Decisions and the document's votes; ``settled`` are votes of provisions that were decided before."""
        related = np.array([gate.probability(signals_of(evidence, i, level, q)) for i, q in enumerate(queries)], np.float32)
        shares, votes = document_shares(fusion, block, related, self.chapters, settled)
        encoded = "pooled" in evidence.raw
        decided = [Decided(shares[i], evidence.clauses[i], block[i], float(related[i]), encoded) for i in range(len(queries))]
        return decided, votes

    def align(self, document: Document, annotations: Sequence[Annotation]) -> tuple[Alignment, ...]:
        """One alignment per provision, in order. Candidates are given even with an abstention, for the reader to judge."""
        rows = build_queries(document, {a.path: a for a in annotations}, self.law.number)
        queries = [q for _, q, _ in rows if q is not None]
        decided = iter(self.decide(queries) if queries else [])
        out: list[Alignment] = []
        for provision, query, reason in rows:
            if query is None:
                out.append(Alignment(provision.path, (), reason))
                continue
            one = next(decided)
            abstained = None if one.related >= self.gate.threshold else "unrelated"
            out.append(Alignment(provision.path, tuple(self._candidates(one)), abstained))
        return tuple(out)

    def _candidates(self, one: Decided) -> list[Candidate]:
        units = self.collector.index.clauses
        best: dict[int, tuple[float, str | None]] = {}
        for score, (article, number) in zip(one.clauses.tolist(), units, strict=True):
            if article not in best or score > best[article][0]:
                best[article] = (score, number)
        order = np.argsort(-one.shares, kind="stable")[:KEPT].tolist()
        largest = float(one.shares[order[0]])
        first = self.calibration.apply(largest * one.related)
        rest = (1 - first) * one.related / max(1e-6, 1 - largest)
        out = []
        for article in order:
            unit = LawUnit(self.law.number, self.collector.index.ids[article], best[article][1])
            values = {f: round(float(v), 3) for f, v in zip(LAW_FEATURES, one.block[article], strict=True) if abs(v) > 1e-3}
            probability = first if article == order[0] else min(first, rest * float(one.shares[article]))
            out.append(Candidate(unit, round(probability, 4), values))
        return out


def gist_text(article: Article) -> str:
    """The text an article is indexed under where there is no official wording: gists, clause by clause."""
    if article.official:
        return article.official
    lines = [] if article.clauses else [article.gist]
    for clause in article.clauses:
        lines.append(f"{clause.number}. {clause.gist}" if clause.number else clause.gist)
        lines += [f"{point.letter}) {point.gist}" for point in clause.points]
    return "\n".join(lines)


def load_matcher(
    law: Law,
    folder: Path | None = None,
    encoder: Encoder | None = None,
    lexical_only: bool = False,
    cascade: bool = False,
    cache: Path | None = None,
) -> Matcher:
    """The shipped matcher for ``law``; its index comes from ``models/`` where there is one, else it is built from the gists.

    ``cascade`` asks the encoder only where words leave doubt; ``cache`` keeps vectors in that file between runs; ``lexical_only`` needs no
    encoder at all. Raises ModelError with the remedy where a file of the model is missing.
    """
    models = folder or models_dir()
    used = None if lexical_only else encoder or OnnxEncoder(models / "encoder")
    if used is not None and cache is not None:
        used = CachedEncoder(used, cache)
    lexicon = load_lexicon(models)
    number = law.number.replace("/", "-")
    shipped = models / "matcher" / f"index-{number}.npz"
    if shipped.exists():
        index = LawIndex.load(shipped)
        if used is not None and index.encoder != used.name:
            raise ModelError(
                f"{shipped}: dựng bằng mô hình {index.encoder}, không phải {used.name}; hãy dựng lại chỉ mục",
                f"{shipped}: built with the encoder {index.encoder}, not {used.name}; rebuild the index",
            )
    else:
        index = (
            kept_index(law, used)
            if used
            else build_index([ArticleText(a.number, a.title, gist_text(a)) for a in law.articles], None)
        )
    examples = models / "matcher" / f"exemplars-{number}.npz"
    collector = Collector(index, lexicon, used, Exemplars.load(examples) if examples.exists() else None)
    curve = models / "matcher" / f"calibration-{number}.json"
    calibration = Calibration.load(curve) if curve.exists() else None
    words = Cascade.load(models, number) if (lexical_only or cascade) and examples.exists() else None
    if words is not None and lexical_only:
        return Matcher(law, collector, words.fusion, words.gate, words_only=True, calibration=calibration)
    own = models / "matcher" / f"fusion-{number}.json"
    fusion = Fusion.load(own if own.exists() else models / "matcher" / "fusion.json", LAW_FEATURES)
    return Matcher(
        law,
        collector,
        fusion,
        # The Law's own gate leans on its exemplars: without them it would call everything unrelated.
        Gate.load(models / "matcher" / ("gate.json" if examples.exists() else "gate-general.json")),
        words if cascade else None,
        lexical_only,
        calibration,
    )


def kept_index(law: Law, encoder: Encoder) -> LawIndex:
    """The index of a law that ships none: built once from its wording or gists, then kept in the user's folder, since every
    worker of a batch needs it. A folder that cannot be written costs the time again and nothing else."""
    texts = [ArticleText(a.number, a.title, gist_text(a)) for a in law.articles]
    content = "\0".join([encoder.name, *(f"{t.id}\n{t.title}\n{t.text}" for t in texts)])
    path = user_dir() / "index" / f"{sha256(content.encode()).hexdigest()[:24]}.npz"
    if path.exists():
        try:
            return LawIndex.load(path)
        except ModelError:  # written by another version, or cut short
            path.unlink(missing_ok=True)
    index = build_index(texts, encoder)
    try:
        index.save_atomically(path)
    except OSError as error:
        _log.info("index of %s is not kept: %s", law.number, error)
    return index


def load_lexicon(models: Path) -> Lexicon:
    path = models / "matcher" / "lexicon.npz"
    try:
        with np.load(path, allow_pickle=False) as data:
            return Lexicon(data["idf"].astype(np.float32))
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: thiếu hoặc hỏng ({error})", f"{path}: missing or broken ({error})") from error
