"""``run_review.py promote``: ship a trained model if, and only if, it passes the gates."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pipeline.errors import UsageError

REFUSED = 3


@click.command()
@click.argument("candidate", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--beir", "folders", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, multiple=True)
@click.option(
    "--gold",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Tập có nhãn để đo hiệu chuẩn / labelled split for the calibration gate.",
)
@click.option("--cache", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Tệp giữ vectơ / keep vectors.")
@click.option("--dry-run", is_flag=True, help="Chỉ đo, không thay / measure only.")
def promote(candidate: Path, folders: tuple[Path, ...], gold: Path | None, cache: Path | None, dry_run: bool) -> None:
    """Thay mô hình đang dùng bằng mô hình mới nếu mô hình mới không kém hơn; in số liệu JSON ra stdout.

    Exit code 3 where the candidate is refused; nothing is changed then.
    """
    from pipeline.commands.evaluate import expand
    from pipeline.resources import models_dir
    from pipeline.training.compare import compare
    from pipeline.training.gauging import gold_calibration, run_model
    from pipeline.training.promoting import Gates, judge_candidate, model_size, replace_model

    shipped = models_dir()
    if candidate.resolve() == shipped.resolve():
        raise UsageError("Mô hình mới chính là mô hình đang dùng", "The candidate is the shipped model itself")
    paths = [p for given in folders for p in expand(given)]
    comparisons = [
        compare(run_model(candidate, paths, masked, cache), run_model(shipped, paths, masked, cache))
        for masked in (False, True)
    ]
    error = gold_calibration(candidate, gold, cache) if gold else None
    verdict = judge_candidate(comparisons, error, model_size(candidate), Gates())
    report = {
        "refusals": list(verdict.refusals),
        "calibration": error,
        "bytes": model_size(candidate),
        **{
            name: {
                "differences": {k: [d.mean, d.low, d.high] for k, d in c.differences.items()},
                "gained": list(c.gained),
                "lost": list(c.lost),
            }
            for name, c in zip(("citations used", "citations masked"), comparisons, strict=True)
        },
    }
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    if not verdict.passed:
        raise click.exceptions.Exit(REFUSED)
    if not dry_run:
        click.echo(f"{replace_model(candidate, shipped)}", err=True)
