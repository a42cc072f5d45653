"""Whether a trained model may replace the shipped one: measured side by side, decided by gates, never by hand."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.training.compare import Comparison

LARGEST = 60_000_000  # bytes of a shipped model
PARTS = ("encoder", "matcher", "MODEL_CARD.md")


@dataclass(frozen=True, slots=True)
class Gates:
    """``worst``: how far mrr@10 may fall at the lower end of its paired interval; ``losses``: lost at rank 1 per gained; ``calibration``: the largest
    calibration error of the candidate."""

    worst: float = -0.01
    losses: float = 1.0
    calibration: float = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """``refusals``: reason codes, empty where the candidate may be shipped."""

    refusals: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.refusals


def judge_candidate(comparisons: Sequence[Comparison], calibration: float | None, size: int, gates: Gates) -> Verdict:
    """Every benchmark must hold. Codes: ``worse`` (interval), ``more-lost-than-gained``, ``calibration``, ``calibration-unknown``, ``too-large``."""
    refusals: list[str] = []
    for comparison in comparisons:
        if comparison.differences["mrr@10"].low < gates.worst:
            refusals.append("worse")
        if len(comparison.lost) > gates.losses * len(comparison.gained):
            refusals.append("more-lost-than-gained")
    if calibration is None:
        refusals.append("calibration-unknown")
    elif calibration > gates.calibration:
        refusals.append("calibration")
    if size > LARGEST:
        refusals.append("too-large")
    return Verdict(tuple(dict.fromkeys(refusals)))


def model_size(folder: Path) -> int:
    """Bytes of the parts that are shipped."""
    files = [f for part in PARTS for f in ([folder / part] if (folder / part).is_file() else (folder / part).rglob("*"))]
    return sum(f.stat().st_size for f in files if f.is_file())


def replace_model(candidate: Path, shipped: Path) -> Path:
    """Put the candidate's parts in place of the shipped ones; the former ones are kept in ``<shipped>/former`` until the next promotion.

    Each part is moved in one step. Raises ModelError where the candidate is incomplete; the shipped model is then untouched.
    """
    if missing := [part for part in ("encoder", "matcher") if not (candidate / part).is_dir()]:
        raise ModelError(
            f"{candidate}: thiếu {missing}; hãy chạy đủ các bước train",
            f"{candidate}: {missing} missing; run all stages of train",
        )
    former = shipped / "former"
    if former.exists():
        shutil.rmtree(former)
    former.mkdir(parents=True)
    for part in PARTS:
        fresh, place = candidate / part, shipped / part
        if not fresh.exists():
            continue
        staged = shipped / f".{part}.new"
        if fresh.is_dir():
            shutil.copytree(fresh, staged, dirs_exist_ok=True)
        else:
            shutil.copy2(fresh, staged)
        if place.exists():
            place.replace(former / part)
        staged.replace(place)
    return former
