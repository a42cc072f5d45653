"""The model card: what a trained model was made from, by which recipe, and how well it does, written beside it on every save."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CARD = "MODEL_CARD.md"


def write_card(folder: Path, config: Any, figures: Mapping[str, Any], now: datetime | None = None) -> Path:
    """``MODEL_CARD.md`` under ``folder``. ``config`` is the run's dataclass; paths are given by their last part only."""

    def plain(value: Any) -> Any:
        if isinstance(value, Path):
            return value.name
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if isinstance(value, (list, tuple)):
            return [plain(v) for v in value]
        return value

    settings = folder / "encoder" / "encoder.json"
    encoder = json.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
    lines = [
        "# Model card",
        "",
        f"Written by `run_review.py train` on {(now or datetime.now(UTC)).date().isoformat()}.",
        f"Encoder: {encoder.get('name', 'none')} ({encoder.get('base', 'unknown base')}).",
        "",
        "Use: aligning provisions of Vietnamese local documents with the articles of a law, for a person to check. Not for deciding alone.",
        "Limits: learnt from central decrees and circulars and from documents written for this project; one annotator a split.",
        "",
        "## Figures",
        "",
        *(f"- {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in figures.items()),
        "",
        "## Recipe",
        "",
        "```json",
        json.dumps(plain(config), ensure_ascii=False, indent=1),
        "```",
        "",
    ]
    path = folder / CARD
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
