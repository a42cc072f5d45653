"""Fit the learned readers of the checks: which norm a quantity speaks of, and whether a wording breaks the Law.

Learned from ``corpus/law/wordings``, the gists of the corpus (lawful by themselves), ``corpus/gold/train``, and documents that have
nothing to do with the Law (their quantities speak of no norm, their sentences break none). No other split of the gold is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from pipeline.checks.breaches import LAWFUL, MARKS, breach_features
from pipeline.checks.case import Case
from pipeline.checks.compare import unit_class
from pipeline.checks.learned import STRONG, Classifier
from pipeline.checks.named_wordings import named_wordings
from pipeline.checks.reading import Reading
from pipeline.checks.recognise import NONE, features_of, named_topics
from pipeline.ingest import discover, read
from pipeline.language import Annotator
from pipeline.law import load_law, load_registry, load_terms
from pipeline.matching.lexical import syllables
from pipeline.records import Document, IssuerLevel, Kind, Provision, ProvisionKind, Setting, Span
from pipeline.structure import parse
from pipeline.training.judging import GoldFinding, overlap, read_gold
from pipeline.training.wordings import Spoken, Wording, load_wordings

_LEVELS = {
    Setting.COMMUNE: IssuerLevel.COMMUNE,
    Setting.AGENCY: IssuerLevel.AGENCY,
    Setting.STATE_ENTERPRISE: IssuerLevel.ENTERPRISE,
    Setting.OTHER_EMPLOYER: IssuerLevel.ENTERPRISE,
}
_ISSUERS = {Setting.STATE_ENTERPRISE: "Công ty nhà nước", Setting.OTHER_EMPLOYER: "Công ty cổ phần tư nhân"}
_TITLES = {
    Setting.COMMUNE: "Quy chế thực hiện dân chủ ở xã",
    Setting.AGENCY: "Quy chế thực hiện dân chủ trong hoạt động của cơ quan",
    Setting.STATE_ENTERPRISE: "Quy chế thực hiện dân chủ ở công ty nhà nước",
}
_UNRELATED_QUANTITY = 0.1  # weight of a quantity, and of a sentence, of an unrelated document: they are many times more
_UNRELATED_SENTENCE = 0.3
_SAME = 0.8  # share of a label's words that a sentence must hold to be the sentence it labels
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """One quantity or sentence: its features, its label, and where it comes from."""

    features: frozenset[str]
    label: str
    source: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Samples:
    quantities: tuple[Sample, ...]
    breaches: tuple[Sample, ...]
    broken: tuple[Sample, ...]

    def __add__(self, other: Samples) -> Samples:
        return Samples(self.quantities + other.quantities, self.breaches + other.breaches, self.broken + other.broken)


class Readings:
    """Builds readings of training material as of a day, through the same rooms as a review."""

    def __init__(self, as_of: date) -> None:
        self._law = load_law(as_of=as_of)
        self._registry, self._terms, self._as_of = load_registry(), load_terms(), as_of
        self._annotator = Annotator(self._registry)

    def of(self, document: Document) -> Reading:
        annotations = self._annotator.annotate(document)
        return Reading(Case(document, annotations, (), self._law, self._registry, self._terms, self._as_of))

    def of_wordings(self, group: Sequence[Wording]) -> Reading:
        """Lines under one title and heading, as clauses of one small document."""
        first, span = group[0], Span(0, 1)
        provisions: list[Provision] = []
        parent: str | None = None
        for level, heading in enumerate(first.headings):
            path = f"tren-{level}"
            provisions.append(Provision(path, path, ProvisionKind.ARTICLE, None, heading, heading, span, parent))
            parent = path
        for number, wording in enumerate(group):
            path = f"dong-{number}"
            provisions.append(Provision(path, path, ProvisionKind.CLAUSE, None, None, wording.text, span, parent))
        level_of = _LEVELS[first.setting] if first.setting else IssuerLevel.PROVINCE
        issuer = _ISSUERS.get(first.setting) if first.setting else None
        return self.of(Document("0", "0", None, None, issuer, level_of, None, first.title, tuple(provisions)))

    def gists(self) -> Iterator[Wording]:
        """The corpus's own gists as lawful lines under the titles of their articles."""
        for part in (self._law, *self._law.decrees):
            for article in part.articles:
                title, heading = (
                    _TITLES.get(article.setting, _TITLES[Setting.COMMUNE]),
                    f"Điều {article.number}. {article.title}",
                )
                setting = article.setting if article.setting in _TITLES else Setting.COMMUNE
                for clause in article.clauses:
                    for text in (clause.gist, *(point.gist for point in clause.points)):
                        yield Wording(f"{part.number}:{article.number}", setting, title, (heading,), text, (), ())
        for norm in self._law.norms:
            setting = norm.setting if norm.setting in _TITLES else Setting.COMMUNE
            yield Wording(norm.id, setting, _TITLES[setting], (), norm.gist_vi, (), ())


def collect_samples(gold: Path, unrelated: Path, as_of: date, wordings: Iterable[Wording] | None = None) -> Samples:
    """Samples of all sources.

    Args:
        gold: a folder of ``corpus/gold`` to learn from, with its ``labels.jsonl``; never one that is measured on.
        unrelated: a folder of documents in which nothing breaks the Law.
        wordings: training lines; those of the corpus unless given.
    """
    readings = Readings(as_of)
    return _of_wordings(readings, load_wordings() if wordings is None else wordings) + _of_others(readings, gold, unrelated)


def _of_wordings(readings: Readings, wordings: Iterable[Wording]) -> Samples:
    quantities: list[Sample] = []
    sentences: list[Sample] = []
    broken: list[Sample] = []
    for group in _contexts(wordings):
        reading = readings.of_wordings(group)
        for number, wording in enumerate(group):
            provision = reading.by_path[f"dong-{number}"]
            quantities += _spoken(reading, provision, wording.quantities, wording.source)
            marks = [(MARKS[kind], what) for kind, what in wording.breaches]
            sentences += _sentences(reading, provision, marks[0][0] if marks else LAWFUL, wording.source)
            for mark, what in marks:
                broken += [
                    Sample(s.features, f"{mark} {what}", s.source) for s in _sentences(reading, provision, mark, wording.source)
                ]
    return Samples(tuple(quantities), tuple(sentences), tuple(broken))


def _of_others(readings: Readings, gold: Path, unrelated: Path) -> Samples:
    quantities: list[Sample] = []
    sentences: list[Sample] = []
    for group in _contexts(readings.gists()):
        reading = readings.of_wordings(group)
        for number, wording in enumerate(group):
            sentences += _sentences(reading, reading.by_path[f"dong-{number}"], LAWFUL, wording.source)
    labelled = read_gold(gold, "10/2022/QH15")[1]
    for name in sorted({f.document for f in labelled}):
        reading = readings.of(parse(read(gold / name, name)))
        sentences += _labelled(reading, [f for f in labelled if f.document == name], name)
    for file in discover([str(unrelated)]):
        reading = readings.of(parse(read(file.path, file.path.name)))
        for provision in reading.judged():
            quantities += [replace(s, weight=_UNRELATED_QUANTITY) for s in _unspoken(reading, provision, file.path.name)]
            lawful = _sentences(reading, provision, LAWFUL, file.path.name)
            sentences += [replace(s, weight=_UNRELATED_SENTENCE) for s in lawful]
    return Samples(tuple(quantities), tuple(sentences), ())


def _contexts(wordings: Iterable[Wording]) -> Iterator[list[Wording]]:
    for _, group in groupby(wordings, key=lambda w: (w.setting, w.title, w.headings, w.source.partition(":")[0])):
        yield list(group)


def _spoken(reading: Reading, provision: Provision, spoken: Iterable[Spoken], source: str) -> Iterator[Sample]:
    named = named_topics(reading, provision)
    for mark in spoken:
        read_there = [q for q in reading.quantities(provision) if q.start < mark.end and mark.start < q.end]
        if read_there:
            features = features_of(reading, provision, read_there[0], named)
            yield Sample(frozenset(features), mark.norm or NONE, source)


def _unspoken(reading: Reading, provision: Provision, source: str) -> Iterator[Sample]:
    named = named_topics(reading, provision)
    for quantity in reading.quantities(provision):
        if unit_class(quantity.unit) in ("time", "share", "frequency", "count"):
            yield Sample(frozenset(features_of(reading, provision, quantity, named)), NONE, source)


def _sentences(reading: Reading, provision: Provision, label: str, source: str) -> Iterator[Sample]:
    named = named_wordings(reading)
    for sentence in reading.sentences(provision):
        if label == LAWFUL or len(reading.sentences(provision)) == 1:
            rules = named.get((provision.path, sentence.start), ())
            yield Sample(frozenset(breach_features(reading, provision, sentence, rules)), label, source)


def _labelled(reading: Reading, findings: Sequence[GoldFinding], source: str) -> Iterator[Sample]:
    """Sentences of a gold document: breaches by their labels, the rest lawful. A conflict of figures is no breach by wording."""
    named = named_wordings(reading)
    for provision in reading.judged():
        for sentence in reading.sentences(provision):
            words = syllables(sentence.text)
            if len(words) < _SHORTEST:
                continue
            label = LAWFUL
            for finding in findings:
                quote = syllables(finding.quote)
                if finding.kind in MARKS and overlap(quote, words) >= _SAME and len(quote) <= len(words) + 3:
                    label = MARKS[finding.kind]
            if label == MARKS[Kind.CONFLICTING_NORM]:
                continue  # most are conflicts of figures, which no mark tells apart from the others
            rules = named.get((provision.path, sentence.start), ())
            yield Sample(frozenset(breach_features(reading, provision, sentence, rules)), label, source)


def fit(samples: Sequence[Sample], strength: float, least: int = 2) -> Classifier:
    """Multinomial logistic regression of three labels or more; features in fewer than ``least`` samples are left out."""
    counts: dict[str, int] = {}
    for sample in samples:
        for feature in sample.features:
            counts[feature] = counts.get(feature, 0) + 1
    kept = [[f for f in sample.features if counts[f] >= least] for sample in samples]
    words, strong = DictVectorizer(dtype=np.float64), DictVectorizer(dtype=np.float64)
    of_words = words.fit_transform([{f: 1.0 for f in row if not f.startswith(STRONG)} for row in kept])
    of_rules = strong.fit_transform([{f: 1.0 for f in row if f.startswith(STRONG)} for row in kept])
    tfidf = TfidfTransformer()
    matrix = sparse.hstack([tfidf.fit_transform(of_words), of_rules], format="csr")
    model = LogisticRegression(C=strength, max_iter=400)
    model.fit(matrix, [s.label for s in samples], sample_weight=[s.weight for s in samples])
    names = [*words.feature_names_, *strong.feature_names_]
    return Classifier(
        labels=tuple(str(label) for label in model.classes_),
        columns={name: row for row, name in enumerate(names)},
        idf=np.concatenate([tfidf.idf_, np.ones(len(strong.feature_names_))]).astype(np.float32),
        weights=np.ascontiguousarray(model.coef_.T, dtype=np.float32),
        bias=np.asarray(model.intercept_, dtype=np.float32),
    )


def fit_all(samples: Samples) -> dict[str, Classifier]:
    """The three shipped classifiers by name (``pipeline.checks.learned``)."""
    return {
        "quantities": fit(samples.quantities, strength=30.0),
        "breaches": fit(samples.breaches, strength=30.0),
        "broken": fit(samples.broken, strength=20.0),
    }
