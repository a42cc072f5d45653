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
