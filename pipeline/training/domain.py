"""Fit what the matcher knows of the Law's own field: exemplars, fusion weights and the gate, on ``corpus/gold/train``.

The fusion starts from the weights learned on the codification and is moved by the labelled provisions; while it is fitted on a
document, the exemplars that come from that document are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from pipeline.ingest import read
from pipeline.language import Annotator
from pipeline.law import Law
from pipeline.law.exemplars import load_exemplars
from pipeline.matching.encoder import Floats
from pipeline.matching.exemplars import ExemplarText
from pipeline.matching.features import ENCODER_FEATURES, QueryText
from pipeline.matching.fusion import Fusion, fit
from pipeline.matching.lexical import syllables
from pipeline.matching.matcher import LAW_FEATURES, Gate, Matcher, document_shares, document_signal, signals_of
from pipeline.matching.queries import build_queries, strip_label
from pipeline.structure import parse
from pipeline.training.calibration import fit_temperature
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
class Collected:
    """Evidence of one document: ``block`` (queries, articles, LAW_FEATURES) and the gate's signals by query."""

    block: Floats
    signals: list[dict[str, float]]

    def words_only(self) -> Collected:
        """The same without what the encoder says."""
        block = self.block.copy()
        block[:, :, [i for i, name in enumerate(LAW_FEATURES) if name in ENCODER_FEATURES]] = 0
        hidden = {f"best_{name}" for name in ENCODER_FEATURES}
        return Collected(block, [{k: v for k, v in s.items() if k not in hidden} for s in self.signals])


def collect(matcher: Matcher, queries: Sequence[QueryText], leave_out: Sequence[str] = ()) -> Collected:
    """Evidence of a document's queries; ``leave_out`` names the sources of exemplars that do not count."""
    evidence, block = matcher.evidence(queries, leave_out)
    level = document_signal(evidence)
    return Collected(block, [signals_of(evidence, i, level, q) for i, q in enumerate(queries)])


def collect_labelled(matcher: Matcher, documents: Sequence[Sequence[Labelled]]) -> list[Collected]:
    """By document, its own exemplars left out."""
    return [collect(matcher, [r.query for r in rows], [rows[0].document]) for rows in documents]


@dataclass(frozen=True, slots=True)
class Fitted:
    """``chapters`` (settings, articles) as ``decoding.chapters_of`` gives them."""

    fusion: Fusion
    gate: Gate
    chapters: Floats

    def shares(self, collected: Collected) -> tuple[Floats, Floats]:
        """(queries, articles) probabilities of one document's provisions and (queries,) that they align at all."""
        related = np.array([self.gate.probability(s) for s in collected.signals], np.float32)
        return document_shares(self.fusion, collected.block, related, self.chapters)[0], related

    def stated(self, collected: Collected) -> list[tuple[int, float, float]]:
        """By query: the first article's place, its share and the probability that the provision aligns at all."""
        shares, related = self.shares(collected)
        return [(int(row.argmax()), float(row.max()), float(p)) for row, p in zip(shares, related, strict=True)]


def fit_domain(
    ids: Sequence[str],
    documents: Sequence[Sequence[Labelled]],
    collected: Sequence[Collected],
    unrelated: Sequence[Collected],
    prior: Floats,
    penalty: float,
    threshold: float,
    chapters: Floats,
) -> Fitted:
    """Fusion by maximum a posteriori around ``prior``, its temperature by likelihood; gate by logistic regression.

    The gate learns from aligned and unaligned provisions and from ``unrelated`` documents, which do not concern the Law at all.
    """
    groups = []
    for labelled, found in zip(documents, collected, strict=True):
        for row, evidence in zip(labelled, found.block, strict=True):
            target = np.array([1.0 if i in row.articles else 0.0 for i in ids])
            if target.any():
                groups.append((evidence.astype(float), target))
    fusion = fit(groups, LAW_FEATURES, penalty=penalty, prior=prior)
    temperature = fit_temperature([e @ fusion.weights for e, _ in groups], [t > 0 for _, t in groups])
    signals = [s for found in (*collected, *unrelated) for s in found.signals]
    truth = [int(bool(row.articles)) for labelled in documents for row in labelled]
    truth += [0] * (len(signals) - len(truth))
    return Fitted(Fusion(fusion.features, fusion.weights, temperature), fit_gate(signals, truth, threshold), chapters)


def fit_gate(signals: Sequence[dict[str, float]], truth: Sequence[int], threshold: float) -> Gate:
    """Logistic regression on standardised signals, unrelated provisions weighed down to one and a half times the related ones."""
    names = [n for n in signals[0] if n != "bias"]
    table = np.array([[s[n] for n in names] for s in signals])
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weight = np.where(np.array(truth) == 1, 1.0, min(1.0, 1.5 * sum(truth) / max(1, len(truth) - sum(truth))))
    model = LogisticRegression(C=1.0, max_iter=2000).fit((table - centre) / spread, truth, sample_weight=weight)
    slopes = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (slopes * centre).sum())
    return Gate({"bias": bias, **{n: float(s) for n, s in zip(names, slopes, strict=True)}}, threshold)


def hit_rates(
    fitted: Fitted, documents: Sequence[Sequence[Labelled]], collected: Sequence[Collected], ids: Sequence[str]
) -> dict[str, float]:
    """hit@1 and hit@5 over the provisions that align with an article."""
    ranks = []
    for labelled, found in zip(documents, collected, strict=True):
        for row, scores in zip(labelled, fitted.shares(found)[0], strict=True):
            if row.articles:
                order = [ids[i] for i in np.argsort(-scores, kind="stable")]
                ranks.append(min((order.index(a) + 1 for a in row.articles if a in order), default=len(order) + 1))
    found_at = np.array(ranks)
    return {"n": len(ranks), "hit@1": round(float((found_at == 1).mean()), 4), "hit@5": round(float((found_at <= 5).mean()), 4)}


def stated_and_right(
    fitted: Fitted, documents: Sequence[Sequence[Labelled]], collected: Sequence[Collected], ids: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], list[str]]:
    """By provision: the probability of its first candidate before calibration, whether that is right (1, 0), its document."""
    confidence, right, owners = [], [], []
    for labelled, found in zip(documents, collected, strict=True):
        for row, (place, share, related) in zip(labelled, fitted.stated(found), strict=True):
            confidence.append(share * related)
            right.append(float(ids[place] in row.articles))
            owners.append(row.document)
    return np.array(confidence), np.array(right), owners


def tune_cascade(
    full: Fitted,
    words: Fitted,
    documents: Sequence[Sequence[Labelled]],
    collected: Sequence[Collected],
    ids: Sequence[str],
    allowed: float = 0.005,
) -> dict[str, float]:
    """Limits under which words decide most provisions while at most the share ``allowed`` turns from right to wrong (net).

    Right means: the first article where there is one, abstention where there is none. Returns the limits, the share that words
    decide and the loss.
    """
    rows = []  # by provision: words' share and relatedness, right by words, right by all
    for labelled, found in zip(documents, collected, strict=True):
        for row, one, other in zip(labelled, words.stated(found.words_only()), full.stated(found), strict=True):
            rights = [
                (ids[place] in row.articles) if row.articles else related < fitted.gate.threshold
                for fitted, (place, _, related) in ((words, one), (full, other))
            ]
            kept = [
                related >= fitted.gate.threshold if row.articles else True
                for fitted, (_, _, related) in ((words, one), (full, other))
            ]
            rows.append((one[1], one[2], rights[0] and kept[0], rights[1] and kept[1]))
    table = np.array(rows, float)
    best = {"certain": 1.01, "related": 1.01, "unrelated": -0.01, "decided_by_words": 0.0, "loss": 0.0}
    for certain in (0.6, 0.7, 0.8, 0.9, 0.95, 0.98):
        for related in (0.5, 0.7, 0.9, 0.97):
            for unrelated in (0.0, 0.01, 0.02, 0.05, 0.1):
                decided = (table[:, 1] <= unrelated) | ((table[:, 0] >= certain) & (table[:, 1] >= related))
                loss = float((decided * (table[:, 3] - table[:, 2])).mean())
                if loss <= allowed and decided.mean() > best["decided_by_words"]:
                    best = {
                        "certain": certain,
                        "related": related,
                        "unrelated": unrelated,
                        "decided_by_words": round(float(decided.mean()), 4),
                        "loss": round(loss, 4),
                    }
    return best
