"""The gate for laws that have no exemplars: does a provision concern this law at all? Learned from the codification.

Rows are paragraphs of decrees and circulars, each under the title of its article, as provisions of local documents stand under
theirs: against the law they detail (yes) and against laws of other topics (no). The gate of Law 10/2022/QH15 leans on exemplars
and says "unrelated" to everything where there are none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.matching.features import Collector, QueryText
from pipeline.matching.index import ArticleText
from pipeline.matching.lexical import mask_references
from pipeline.matching.matcher import Gate, document_signal, signals_of
from pipeline.training.citing import own_citations
from pipeline.training.pairs import Query, Topic

_SHORTEST = 60  # characters: a shorter paragraph is a label or a lead
_FOREIGN = 4  # other topics that one law is held against

Collect = Callable[[Sequence[ArticleText]], Collector]


def gate_topics(held: Sequence[Topic], most: int = 14) -> list[Topic]:
    """Topics of the size of one law with enough texts under it; ``held`` are those that the encoder did not see."""
    return [t for t in held if 12 <= len(t.articles) <= 110 and len(t.queries) >= 20][:most]


def paragraphs_of(topic: Topic, most: int, cited_in: Topic, masked: bool, seed: int = 0) -> list[QueryText]:
    """Up to ``most`` paragraphs of the topic's subordinate articles; ``masked`` takes their references to articles away."""
    numbers = {a.number: a.id for a in cited_in.articles}
    own = topic.id == cited_in.id
    chosen = random.Random(f"{seed}-{topic.id}").sample(topic.queries, min(most, len(topic.queries)))
    return [query for q in chosen if (query := _paragraph(q, numbers if own else {}, masked)) is not None]


def _paragraph(query: Query, numbers: dict[str, str], masked: bool) -> QueryText | None:
    lines = [line for line in query.text.split("\n") if len(line) >= _SHORTEST]
    if not lines:
        return None
    text = lines[len(query.id) % len(lines)]
    cited = own_citations("", text, "", "", numbers) if numbers and not masked else []
    if masked:
        text = mask_references(text)
    return QueryText(text, query.title, tuple(numbers[n] for n in cited))


def gate_rows(topics: Sequence[Topic], collect: Collect, most: int = 24) -> tuple[list[dict[str, float]], list[int]]:
    """Signals of the gate and the truth, for every law against documents put together from paragraphs: all of its own matter,
    half of it, a fifth of it, and none."""
    rows: list[dict[str, float]] = []
    truth: list[int] = []
    for at, topic in enumerate(topics):
        collector = collect([ArticleText(a.id, a.title, a.text) for a in topic.articles])
        others = [topics[(at + step) % len(topics)] for step in range(1, _FOREIGN + 1)]
        plain, masked = (paragraphs_of(topic, most, topic, hidden) for hidden in (False, True))
        foreign = [paragraphs_of(other, most, topic, False) for other in others]
        documents = [(plain, []), (masked, foreign[0]), (masked[: most // 4], foreign[1]), ([], foreign[2]), ([], foreign[3])]
        for own, alien in documents:
            queries = [*own, *alien]
            if not queries:
                continue
            evidence = collector.collect(queries)
            level = document_signal(evidence)
            rows += [signals_of(evidence, i, level, query) for i, query in enumerate(queries)]
            truth += [1] * len(own) + [0] * len(alien)
    return rows, truth


def fit_gate(rows: Sequence[dict[str, float]], truth: Sequence[int]) -> Gate:
    """Logistic regression on standardised signals; the threshold is the even chance."""
    names = [name for name in rows[0] if name != "bias"]
    table = np.array([[row[name] for name in names] for row in rows])
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000, class_weight="balanced").fit((table - centre) / spread, truth)
    slopes = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (slopes * centre).sum())
    return Gate({"bias": bias, **{n: float(s) for n, s in zip(names, slopes, strict=True)}}, 0.5)
