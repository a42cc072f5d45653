"""BEIR-format folders: reading, citations of the folder's own law, ranking metrics.

A folder holds ``corpus.jsonl`` (_id, title, text, metadata), ``queries.jsonl`` (_id, text: first line a title) and
``qrels/test.tsv``. Each folder is its own corpus; metrics are micro-averaged over queries. A hit is any relevant article at or
above the rank (docs/evaluation.md).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import UsageError
from pipeline.matching.features import QueryText
from pipeline.matching.index import ArticleText
from pipeline.matching.lexical import mask_references
from pipeline.training.citing import own_citations


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    id: str
    title: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Folder:
    """One topic: its law's articles and the queries that have judgements."""

    name: str
    law_name: str
    law_number: str
    articles: tuple[ArticleText, ...]
    numbers: Mapping[str, str]  # article number → corpus id
    queries: tuple[BenchmarkQuery, ...]


def read_folder(path: Path) -> Folder:
    """Raises UsageError naming the missing or broken file."""
    try:
        corpus = [json.loads(line) for line in (path / "corpus.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = [json.loads(line) for line in (path / "queries.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
        relevant: dict[str, set[str]] = {}
        with (path / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t"):
                if float(row["score"]) > 0:
                    relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
        articles = tuple(ArticleText(a["_id"], a.get("title", ""), a["text"]) for a in corpus)
        queries = []
        for row in rows:
            if row["_id"] in relevant:
                title, _, text = row["text"].partition("\n")
                queries.append(
                    BenchmarkQuery(row["_id"], title if text else "", text or title, frozenset(relevant[row["_id"]]))
                )
        facts = (corpus[0].get("metadata") or {}) if corpus else {}
        numbers = {str((a.get("metadata") or {}).get("article") or a["_id"].rsplit(".", 1)[-1]): a["_id"] for a in corpus}
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path}: không phải thư mục BEIR ({error})", f"{path}: not a BEIR folder ({error})") from error
    return Folder(path.name, facts.get("law_name", ""), facts.get("instrument", ""), articles, numbers, tuple(queries))


def benchmark_query(folder: Folder, query: BenchmarkQuery, masked: bool) -> QueryText:
    """The query as the matcher takes it; ``masked`` takes references to articles out of it."""
    if masked:
        return QueryText(mask_references(query.text), mask_references(query.title))
    cited = own_citations(query.title, query.text, folder.law_name, folder.law_number, folder.numbers)
    return QueryText(query.text, query.title, tuple(folder.numbers[n] for n in cited))


@dataclass(frozen=True, slots=True)
class Ranking:
    """First relevant rank (1-based) and recall@5 of one query."""

    folder: str
    query: str
    rank: int
    recall5: float
    top: tuple[str, ...]


def rank(folder: Folder, scores: Sequence[Sequence[float]]) -> list[Ranking]:
    out = []
    ids = [a.id for a in folder.articles]
    for query, row in zip(folder.queries, scores, strict=True):
        order = [ids[i] for i in np.argsort(-np.asarray(row), kind="stable")]
        first = next((r for r, a in enumerate(order, 1) if a in query.relevant), len(order) + 1)
        recall = len(set(order[:5]) & query.relevant) / len(query.relevant)
        out.append(Ranking(folder.name, query.id, first, recall, tuple(order[:5])))
    return out


def metrics(rankings: Sequence[Ranking]) -> dict[str, float]:
    """hit@1, hit@5, recall@5, mrr@10 and the number of queries."""
    ranks = np.array([r.rank for r in rankings])
    return {
        "hit@1": round(float((ranks == 1).mean()), 4),
        "hit@5": round(float((ranks <= 5).mean()), 4),
        "recall@5": round(float(np.mean([r.recall5 for r in rankings])), 4),
        "mrr@10": round(float(np.where(ranks <= 10, 1 / ranks, 0).mean()), 4),
        "queries": len(rankings),
    }
