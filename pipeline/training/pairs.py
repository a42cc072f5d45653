"""Training data for the encoder: codification pairs as weighted queries, grouped by topic.

Reads ``train-articles.jsonl[.gz]`` (id, topic, title, text) and ``train-pairs.jsonl[.gz]`` (query, placed_under, related). A query
is a subordinate article; its positives are law articles of the same topic, each with a weight: ``related`` (the editors'
explicit relation) 1, an article that the query itself cites 0.7, ``placed_under`` (where the codification files it) 0.3.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELATED, CITED, PLACED = 1.0, 0.7, 0.3

_NUMBER = r"\d{1,3}[a-zđ]?"
_LAW_REFERENCE = re.compile(
    rf"(?:(?:các\s+)?(?:điểm|khoản)\b[^;.\n]{{0,60}}?\s)?[Đđ]iều\s+({_NUMBER})((?:\s*(?:,|và|;|đến)\s*(?:[Đđ]iều\s+)?{_NUMBER})*)"
    r"\s*(?:của\s+)?((?:Bộ\s+)?[Ll]uật|[Pp]háp\s+lệnh)((?:\s+(?!này)[^\W\d_]+){0,4})"
)


@dataclass(frozen=True, slots=True)
class LawArticle:
    id: str
    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """``positives``: law article id → weight; ``strong``: the editors' explicit relations among them."""

    id: str
    topic: str
    title: str
    text: str
    positives: dict[str, float]
    strong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    articles: tuple[LawArticle, ...]
    queries: tuple[Query, ...]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON lines, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def law_references(text: str) -> Iterator[tuple[str, str]]:
    """(article number, first words of the law's name in lower case) for each "Điều N … Luật …" of the text."""
    for match in _LAW_REFERENCE.finditer(text):
        name = " ".join(match.group(4).lower().split()[:2])
        for number in [match.group(1), *re.findall(_NUMBER, match.group(2))]:
            yield number, name


def read_topics(articles: Path, pairs: Path, refused: Collection[str] = ()) -> list[Topic]:
    """Topics with their law articles and queries, sorted by id.

    ``refused``: topics of an evaluation split; a row of one of them raises ValueError (the evaluation firewall).
    """
    laws: dict[str, dict[str, LawArticle]] = defaultdict(dict)
    texts: dict[str, tuple[str, str, str]] = {}
    for row in read_lines(articles):
        if row["topic"] in refused:
            raise ValueError(f"{articles}: row {row['id']} belongs to the evaluation topic {row['topic']}")
        texts[row["id"]] = (row["topic"], row["title"], row["text"])
        if ".LQ." in row["id"]:
            number = row["id"].rsplit(".", 1)[1]
            laws[row["topic"]][row["id"]] = LawArticle(row["id"], number, row["title"], row["text"])
    rows = [row for row in read_lines(pairs) if row["query"] in texts]
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        topic, _, text = texts[row["query"]]
        truth = {row["placed_under"], *row["related"]}
        for number, name in law_references(text):
            names[topic][name] += 1 if f"{topic}.LQ.{number}" in truth else 0
    own = {topic: {n for n, c in counts.items() if c >= max(2, 0.1 * max(counts.values()))} for topic, counts in names.items()}
    queries: dict[str, list[Query]] = defaultdict(list)
    for row in rows:
        topic, title, text = texts[row["query"]]
        law = laws[topic]
        positives = {row["placed_under"]: PLACED} if row["placed_under"] in law else {}
        for number, name in law_references(title + "\n" + text):
            if name in own.get(topic, set()) and f"{topic}.LQ.{number}" in law:
                positives[f"{topic}.LQ.{number}"] = CITED
        strong = frozenset(r for r in row["related"] if r in law)
        positives.update(dict.fromkeys(strong, RELATED))
        if positives:
            queries[topic].append(Query(row["query"], topic, title, text, positives, strong))
    return [Topic(t, tuple(laws[t].values()), tuple(queries[t])) for t in sorted(laws) if queries[t] and len(laws[t]) > 4]
