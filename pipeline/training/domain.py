"""Fit what the matcher knows of the Law's own field: exemplars, fusion weights and the gate, on ``corpus/gold/train``.

The fusion starts from the weights learned on the codification and is moved by the labelled provisions; while it is fitted on a
document, the exemplars that come from that document are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.ingest import read
from pipeline.language import Annotator
from pipeline.law import Law
from pipeline.law.exemplars import load_exemplars
from pipeline.matching.encoder import Floats
from pipeline.matching.exemplars import ExemplarText
from pipeline.matching.features import QueryText
from pipeline.matching.fusion import Fusion, fit
from pipeline.matching.lexical import syllables
from pipeline.matching.matcher import LAW_FEATURES, Gate, Matcher, document_signal, signals_of
from pipeline.matching.queries import build_queries, strip_label
from pipeline.structure import parse
from pipeline.training.judging import GoldProvision, overlap


@dataclass(frozen=True, slots=True)
class Labelled:
    """A provision of a labelled document as the matcher sees it; ``articles`` best first, empty where it aligns with nothing."""

    document: str
    path: str
    query: QueryText
    articles: tuple[str, ...]


def exemplar_texts(law: Law, gold: Sequence[GoldProvision]) -> list[ExemplarText]:
    """Gists of every article, clause and point, gists of norms, written exemplars, and the labelled provisions of the train split."""
    out = []
    for article in law.articles:
        out.append(ExemplarText(article.number, f"{article.title}. {article.gist}", "gist"))
        for clause in article.clauses:
            out.append(ExemplarText(article.number, clause.gist, "gist"))
            out += [ExemplarText(article.number, point.gist, "gist") for point in clause.points]
    out += [ExemplarText(n.unit.article, n.gist_vi, "norm") for n in law.norms if n.unit.law == law.number and n.unit.article]
    out += [ExemplarText(e.article, e.text, "exemplar") for e in load_exemplars() if e.law == law.number]
    out += [ExemplarText(g.articles[0], strip_label(g.quote), g.document) for g in gold if g.articles]
    return [e for e in out if len(syllables(e.text)) > 2]


def label_documents(folder: Path, gold: Sequence[GoldProvision], annotator: Annotator, law: str) -> list[list[Labelled]]:
    """Each labelled document parsed, its provisions joined to the labels they overlap most; unlabelled ones are left out."""
    out = []
    for name in sorted({g.document for g in gold}):
        document = parse(read(folder / name, name))
        rows = build_queries(document, {a.path: a for a in annotator.annotate(document)}, law)
        usable = [(p, q) for p, q, _ in rows if q is not None]
        words = [syllables(p.text) for p, _ in usable]
        found: dict[int, tuple[str, ...]] = {}
        for label in (g for g in gold if g.document == name):
            wanted = syllables(label.quote)
            scores = [overlap(wanted, w) * min(len(w), len(wanted)) / max(1, len(w), len(wanted)) for w in words]
            if scores and max(scores) > 0.5:
                found[int(np.argmax(scores))] = label.articles
        out.append([Labelled(name, usable[i][0].path, usable[i][1], a) for i, a in sorted(found.items())])
    return [rows for rows in out if rows]


@dataclass(frozen=True, slots=True)
class Fitted:
    fusion: Fusion
    gate: Gate


def evidence_of(
    matcher: Matcher, documents: Sequence[Sequence[Labelled]], held_out: bool
) -> list[tuple[Floats, list[dict[str, float]]]]:
    """By document: (queries, articles, features) and the gate's signals; ``held_out`` leaves the document's own exemplars out."""
    out = []
    for rows in documents:
        queries = [r.query for r in rows]
        evidence, block = matcher.evidence(queries, {rows[0].document} if held_out else ())
        level = document_signal(evidence)
        out.append((block, [signals_of(evidence, i, level, q) for i, q in enumerate(queries)]))
    return out


def fit_domain(
    matcher: Matcher,
    documents: Sequence[Sequence[Labelled]],
    unrelated: Sequence[Sequence[QueryText]],
    prior: Floats,
    penalty: float,
) -> Fitted:
    """Fusion by maximum a posteriori around ``prior``; gate by logistic regression on aligned, unaligned and unrelated provisions.

    ``unrelated``: queries of documents that do not concern the Law at all (the gate's negatives besides the labelled ones).
    """
    ids = matcher.collector.index.ids
    collected = evidence_of(matcher, documents, held_out=True)
    groups = []
    rows: list[dict[str, float]] = []
    truth: list[int] = []
    for labelled, (block, signals) in zip(documents, collected, strict=True):
        for row, evidence, signal in zip(labelled, block, signals, strict=True):
            rows.append(signal)
            truth.append(int(bool(row.articles)))
            target = np.array([1.0 if i in row.articles else 0.0 for i in ids])
            if target.any():
                groups.append((evidence.astype(float), target))
    fusion = fit(groups, LAW_FEATURES, penalty=penalty, prior=prior)
    for queries in unrelated:
        evidence, _ = matcher.evidence(queries)
        level = document_signal(evidence)
        rows += [signals_of(evidence, i, level, q) for i, q in enumerate(queries)]
        truth += [0] * len(queries)
    names = [n for n in rows[0] if n != "bias"]
    table = np.array([[r[n] for n in names] for r in rows])
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weight = np.where(np.array(truth) == 1, 1.0, min(1.0, 1.5 * sum(truth) / max(1, len(truth) - sum(truth))))
    model = LogisticRegression(C=1.0, max_iter=2000).fit((table - centre) / spread, truth, sample_weight=weight)
    slopes = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (slopes * centre).sum())
    return Fitted(fusion, Gate({"bias": bias, **{n: float(s) for n, s in zip(names, slopes, strict=True)}}, 0.5))


def hit_rates(
    fusion: Fusion, documents: Sequence[Sequence[Labelled]], blocks: Sequence[Floats], ids: Sequence[str]
) -> dict[str, float]:
    """hit@1 and hit@5 over the provisions that align with an article."""
    ranks = []
    for labelled, block in zip(documents, blocks, strict=True):
        for row, scores in zip(labelled, fusion.scores(block), strict=True):
            if row.articles:
                order = [ids[i] for i in np.argsort(-scores, kind="stable")]
                ranks.append(min(order.index(a) for a in row.articles if a in order) + 1)
    found = np.array(ranks)
    return {"n": len(ranks), "hit@1": float((found == 1).mean()), "hit@5": float((found <= 5).mean())}
