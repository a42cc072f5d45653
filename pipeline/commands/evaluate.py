"""``run_review.py evaluate``: measure a matcher or the findings against labelled data."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np

from pipeline.matching.cache import CachedEncoder
from pipeline.matching.encoder import OnnxEncoder
from pipeline.matching.features import FEATURES
from pipeline.matching.fusion import Fusion
from pipeline.matching.matcher import LAW_FEATURES, load_lexicon
from pipeline.resources import models_dir
from pipeline.training.benchmark import metrics
from pipeline.training.compare import Comparison, compare, intervals, read_run, save_run
from pipeline.training.rivals import shelf
from pipeline.training.scoring import FUSION, score_folders


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
@click.option(
    "--encoder",
    "encoder_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Thư mục mô hình câu khác / another encoder.",
)
@click.option("--baselines", is_flag=True, help="Thêm các cách có sẵn vào bảng / add what is on the shelf, in the same run.")
@click.option("--per-topic", is_flag=True, help="Kết quả từng thư mục / by folder.")
@click.option("--calibration", is_flag=True, help="Sai số hiệu chuẩn và dữ liệu biểu đồ / calibration error and its bins.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Tệp giữ vectơ giữa các lần chạy / keep vectors.",
)
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Ghi kết quả từng câu hỏi / per query."
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="So với một lần chạy đã ghi / gains and losses against a saved run.",
)
def matcher(
    first: tuple[Path, ...],
    folders: tuple[Path, ...],
    mask_citations: bool,
    lexical_only: bool,
    feature: str | None,
    encoder_folder: Path | None,
    baselines: bool,
    per_topic: bool,
    calibration: bool,
    cache: Path | None,
    save: Path | None,
    against: Path | None,
) -> None:
    """Chấm bộ đối chiếu trên các thư mục dạng BEIR, in JSON ra stdout.

    ``--beir DIR...``: each folder is its own corpus; a folder of such folders counts as all of them.
    """
    paths = [p for given in (*first, *folders) for p in expand(given)]
    plain = None if lexical_only else OnnxEncoder(encoder_folder or models_dir() / "encoder")
    encoder = CachedEncoder(plain, cache) if plain is not None and cache is not None else plain
    name = "fusion-words.json" if lexical_only else "fusion.json"
    fusion = Fusion.load(models_dir() / "matcher" / name, LAW_FEATURES)
    rivals = shelf(plain) if baselines else {}
    runs = score_folders(paths, mask_citations, load_lexicon(models_dir()), fusion, encoder, feature, rivals)
    own = runs[FUSION]
    result: dict[str, Any] = {**metrics(own.rankings), "seconds": round(own.seconds, 2), "intervals": intervals(own.rankings)}
    if calibration and not feature:
        result["calibration"] = dataclasses.asdict(own.reliability)
    if per_topic:
        result["topics"] = {p.name: metrics(some) for p in paths if (some := [r for r in own.rankings if r.folder == p.name])}
    if baselines:
        result["baselines"] = {
            rival: {
                **metrics(run.rankings),
                "seconds": round(run.seconds, 2),
                "intervals": intervals(run.rankings),
                "fusion_gains": _differences(compare(own.rankings, run.rankings)),
            }
            for rival, run in runs.items()
            if rival != FUSION
        }
    if against:
        result["against"] = _differences(compare(own.rankings, read_run(against)), listed=True)
    if save:
        save_run(own.rankings, save)
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


def expand(path: Path) -> list[Path]:
    return [path] if (path / "corpus.jsonl").exists() else sorted(p for p in path.iterdir() if (p / "corpus.jsonl").exists())


def _differences(comparison: Comparison, listed: bool = False) -> dict[str, Any]:
    """Mean difference and 95 % interval by measure, paired by query; with ``listed`` the queries gained and lost at rank 1."""
    out: dict[str, Any] = {name: [d.mean, d.low, d.high] for name, d in comparison.differences.items()}
    names = {"gained": list(comparison.gained), "lost": list(comparison.lost)}
    return {"compared": comparison.compared, **out, **(names if listed else {k: len(v) for k, v in names.items()})}
