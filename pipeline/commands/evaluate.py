"""``run_review.py evaluate``: measure a matcher or the findings against labelled data."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from pipeline.matching.encoder import OnnxEncoder
from pipeline.matching.features import FEATURES, Collector
from pipeline.matching.fusion import Fusion
from pipeline.matching.index import build_index
from pipeline.matching.matcher import LAW_FEATURES, load_lexicon
from pipeline.resources import models_dir
from pipeline.training.benchmark import Ranking, benchmark_query, bootstrap, metrics, rank, read_folder


@click.group()
def evaluate() -> None:
    """Đo chất lượng trên dữ liệu có nhãn."""


@evaluate.command()
@click.option("--beir", "first", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, multiple=True)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--mask-citations", is_flag=True, help="Bỏ dẫn chiếu điều, khoản khỏi câu hỏi / remove references from the queries."
)
@click.option("--lexical-only", is_flag=True, help="Không dùng mô hình câu / no encoder.")
@click.option(
    "--feature", type=click.Choice(FEATURES), default=None, help="Chỉ xếp hạng theo một đặc trưng / rank by one feature."
)
@click.option("--encoder", "encoder_folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None)
@click.option("--per-topic", is_flag=True)
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Ghi kết quả từng câu hỏi / per query."
)
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None, help="So với một lần chạy đã ghi."
)
def matcher(
    first: tuple[Path, ...],
    folders: tuple[Path, ...],
    mask_citations: bool,
    lexical_only: bool,
    feature: str | None,
    encoder_folder: Path | None,
    per_topic: bool,
    save: Path | None,
    against: Path | None,
) -> None:
    """Chấm bộ đối chiếu trên các thư mục dạng BEIR, in JSON ra stdout.

    ``--beir DIR...``: each folder is its own corpus; a folder of such folders counts as all of them.
    """
    paths = [p for given in (*first, *folders) for p in _expand(given)]
    encoder = None if lexical_only else OnnxEncoder(encoder_folder or models_dir() / "encoder")
    lexicon = load_lexicon(models_dir())
    fusion = Fusion.load(models_dir() / "matcher" / "fusion.json", LAW_FEATURES)
    weights = fusion.weights[: len(FEATURES)]
    started = time.perf_counter()
    rankings: list[Ranking] = []
    for path in paths:
        folder = read_folder(path)
        if not folder.queries:
            continue
        collector = Collector(build_index(folder.articles, encoder), lexicon, encoder)
        evidence = collector.collect([benchmark_query(folder, q, mask_citations) for q in folder.queries]).articles
        scores = evidence[:, :, FEATURES.index(feature)] if feature else evidence @ weights
        rankings += rank(folder, np.asarray(scores).tolist())
    result: dict[str, Any] = {**metrics(rankings), "seconds": round(time.perf_counter() - started, 2)}
    result["intervals"] = bootstrap(rankings)
    if per_topic:
        result["topics"] = {p.name: metrics(some) for p in paths if (some := [r for r in rankings if r.folder == p.name])}
    if against:
        result["against"] = _compare(rankings, against)
    if save:
        lines = [
            json.dumps({"folder": r.folder, "query": r.query, "rank": r.rank, "top": r.top}, ensure_ascii=False)
            for r in rankings
        ]
        save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


@evaluate.command()
@click.option(
    "--gold", type=click.Path(path_type=Path, exists=True), required=True, help="Thư mục có labels.jsonl, hoặc chính tệp đó."
)
@click.option(
    "--documents", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None, help="Thư mục văn bản."
)
@click.option("--as-of", default="2026-11-01", show_default=True)
@click.option("--list", "listing", is_flag=True, help="In từng phát hiện thiếu và thừa ra stderr / each miss and false alarm.")
def findings(gold: Path, documents: Path | None, as_of: str, listing: bool) -> None:
    """Rà soát các văn bản có nhãn và chấm phát hiện, đối chiếu; in JSON ra stdout."""
    from datetime import date

    from pipeline.ingest import InputFile
    from pipeline.review import Reviewer, ReviewSettings
    from pipeline.training.judging import alignment_rank, judge, read_gold, scores

    reviewer = Reviewer(ReviewSettings(as_of=date.fromisoformat(as_of)))
    provisions, labels = read_gold(gold, reviewer.settings.law)
    folder = documents or (gold if gold.is_dir() else gold.parent)
    printed = []
    ranks: list[int | None] = []
    abstained = [0, 0]
    for name in sorted({p.document for p in provisions}):
        review = reviewer.review(InputFile(name, folder / name))
        printed += [(name, f) for f in review.findings]
        if review.document is None:
            click.echo(f"{name}: {review.status.value} {review.reason.en if review.reason else ''}", err=True)
            continue
        abstained[0] += sum(1 for a in review.alignments if a.abstained)
        abstained[1] += len(review.alignments)
        ranks += [
            alignment_rank(g, review.document.provisions, review.alignments)
            for g in provisions
            if g.document == name and g.articles
        ]
    judged = judge(labels, printed)
    found = np.array([r for r in ranks if r is not None])
    result = {
        "findings": scores(judged),
        "alignment": {
            "provisions": len(ranks),
            "not-found-in-structure": sum(1 for r in ranks if r is None),
            "hit@1": round(float((found == 1).sum() / max(1, len(ranks))), 4),
            "hit@5": round(float((found <= 5).sum() / max(1, len(ranks))), 4),
        },
        "abstained": abstained,
    }
    if listing:
        for label in judged.missed:
            click.echo(f"MISSED {label.document} {label.kind.value} {label.article or ''}: {label.quote[:160]}", err=True)
        for finding in judged.alarms:
            click.echo(f"FALSE {finding.document} {finding.kind.value} {finding.path}: {finding.quote[:160]}", err=True)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _expand(path: Path) -> list[Path]:
    return [path] if (path / "corpus.jsonl").exists() else sorted(p for p in path.iterdir() if (p / "corpus.jsonl").exists())


def _compare(rankings: list[Ranking], saved: Path) -> dict[str, Any]:
    """Gains and losses at rank 1 against a saved run."""
    old = {(r["folder"], r["query"]): r["rank"] for r in map(json.loads, saved.read_text(encoding="utf-8").splitlines())}
    pairs = [(r, old[r.folder, r.query]) for r in rankings if (r.folder, r.query) in old]
    return {
        "compared": len(pairs),
        "gained": [f"{r.folder}/{r.query}" for r, before in pairs if r.rank == 1 < before],
        "lost": [f"{r.folder}/{r.query}" for r, before in pairs if before == 1 < r.rank],
    }
