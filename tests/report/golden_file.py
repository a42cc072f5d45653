"""Golden files: a structure as JSON beside the tests. REFRESH_GOLDEN=1 writes them anew; the diff is then reviewed by eye."""

from __future__ import annotations

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check_golden(name: str, structure: object) -> None:
    path = FOLDER / f"{name}.json"
    text = json.dumps(structure, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("REFRESH_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text("utf-8"), f"{path.name} differs; REFRESH_GOLDEN=1 rewrites it"
