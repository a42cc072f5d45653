"""Provision → alignment: candidates of the Law with calibrated probabilities, or an abstention with its reason."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from pipeline.errors import ModelError
from pipeline.law import Law
from pipeline.matching.encoder import Encoder, Floats, OnnxEncoder
from pipeline.matching.exemplars import Exemplars
from pipeline.matching.features import FEATURES, Collector, Evidence, QueryText
from pipeline.matching.fusion import Fusion
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
    "title_covered",
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


class Matcher:
    """Aligns the provisions of a document with the articles of one law."""

    def __init__(self, law: Law, collector: Collector, fusion: Fusion, gate: Gate) -> None:
        self.law, self.collector, self.fusion, self.gate = law, collector, fusion, gate
        by_number = {a.number: a for a in law.articles}
        self.settings = [by_number[i].setting if i in by_number else Setting.GENERAL for i in collector.index.ids]

    @property
    def name(self) -> str:
        return self.collector.index.encoder

    def evidence(self, queries: Sequence[QueryText], leave_out: Collection[str] = ()) -> tuple[Evidence, Floats]:
        """Raw evidence and the feature block (queries, articles, LAW_FEATURES) that the fusion takes."""
        evidence = self.collector.collect(queries, leave_out)
        return evidence, np.concatenate([evidence.articles, setting_evidence(self.settings, queries)], axis=2)

    def align(self, document: Document, annotations: Sequence[Annotation]) -> tuple[Alignment, ...]:
        """One alignment per provision, in order. Candidates are given even with an abstention, for the reader to judge."""
        rows = build_queries(document, {a.path: a for a in annotations}, self.law.number)
        queries = [q for _, q, _ in rows if q is not None]
        if not queries:
            return tuple(Alignment(p.path, (), reason) for p, _, reason in rows)
        evidence, block = self.evidence(queries)
        shares = self.fusion.probabilities(block)
        level = document_signal(evidence)
        out: list[Alignment] = []
        at = 0
        for provision, query, reason in rows:
            if query is None:
                out.append(Alignment(provision.path, (), reason))
                continue
            related = self.gate.probability(signals_of(evidence, at, level, query))
            out.append(
                Alignment(
                    provision.path,
                    tuple(self._candidates(shares[at], evidence.clauses[at], block[at], related)),
                    None if related >= self.gate.threshold else "unrelated",
                )
            )
            at += 1
        return tuple(out)

    def _candidates(self, shares: Floats, clauses: Floats, block: Floats, related: float) -> list[Candidate]:
        units = self.collector.index.clauses
        best: dict[int, tuple[float, str | None]] = {}
        for score, (article, number) in zip(clauses.tolist(), units, strict=True):
            if article not in best or score > best[article][0]:
                best[article] = (score, number)
        out = []
        for article in np.argsort(-shares, kind="stable")[:KEPT].tolist():
            unit = LawUnit(self.law.number, self.collector.index.ids[article], best[article][1])
            values = {f: round(float(v), 3) for f, v in zip(LAW_FEATURES, block[article], strict=True) if abs(v) > 1e-3}
            out.append(Candidate(unit, round(float(shares[article]) * related, 4), values))
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


def load_matcher(law: Law, folder: Path | None = None, encoder: Encoder | None = None, lexical_only: bool = False) -> Matcher:
    """The shipped matcher for ``law``; its index comes from ``models/`` where there is one, else it is built from the gists.

    Raises ModelError with the remedy where a file of the model is missing.
    """
    models = folder or models_dir()
    used = None if lexical_only else encoder or OnnxEncoder(models / "encoder")
    lexicon = load_lexicon(models)
    shipped = models / "matcher" / f"index-{law.number.replace('/', '-')}.npz"
    if shipped.exists():
        index = LawIndex.load(shipped)
        if used is not None and index.encoder != used.name:
            raise ModelError(
                f"{shipped}: dựng bằng mô hình {index.encoder}, không phải {used.name}; hãy dựng lại chỉ mục",
                f"{shipped}: built with the encoder {index.encoder}, not {used.name}; rebuild the index",
            )
    else:
        if used is None:
            raise ModelError(f"{law.number}: chưa có chỉ mục", f"{law.number}: no index")
        index = kept_index(law, used)
    number = law.number.replace("/", "-")
    examples = models / "matcher" / f"exemplars-{number}.npz"
    own = models / "matcher" / f"fusion-{number}.json"
    exemplars = Exemplars.load(examples) if used is not None and examples.exists() else None
    return Matcher(
        law,
        Collector(index, lexicon, used, exemplars),
        Fusion.load(own if own.exists() else models / "matcher" / "fusion.json", LAW_FEATURES),
        # The Law's own gate leans on its exemplars: without them it would call everything unrelated.
        Gate.load(models / "matcher" / ("gate.json" if examples.exists() else "gate-general.json")),
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
