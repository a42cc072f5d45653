"""``run_review.py train``: rebuild the matcher from labelled data."""

from __future__ import annotations

import logging
from pathlib import Path

import click


@click.command()
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--stage", "stages", multiple=True, help="Chỉ chạy bước này / only this stage: base, encoder, fusion, domain.")
def train(config: Path, stages: tuple[str, ...]) -> None:
    """Huấn luyện lại bộ đối chiếu theo tệp cấu hình (cần pip install -e ".[train]")."""
    import dataclasses

    from pipeline.training.run import read_config, run_training

    logging.getLogger("pipeline").setLevel(logging.INFO)
    settings = read_config(config)
    run_training(dataclasses.replace(settings, stages=stages) if stages else settings)
