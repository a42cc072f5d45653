"""The corpus files of the law against their JSON schemas: the full check, for editors and for ``law verify``.

Reading (``read_corpus``) already refuses what it cannot use; this finds everything that the published layout forbids and
says where. It takes several times as long as reading, so a review does not run it.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law.read_corpus import read_statute, read_yaml


def validate_corpus(corpus: Path | None = None) -> tuple[Path, ...]:
    """Check every statute of the corpus and the files beside them; gives the files checked.

    Raises:
        CorpusError: the first file that breaks its schema or cannot be read; the message names file and place.
    """
    folder = (corpus or resources.corpus_dir()) / "law"
    checked: list[Path] = []
    for head in sorted(folder.glob("*/instrument.yaml")):
        checked.append(validate_file(head, "instrument", folder / "schema"))
        for kind in ("articles", "norms"):
            checked += [validate_file(file, kind, folder / "schema") for file in sorted((head.parent / kind).glob("*.yaml"))]
        read_statute(head.parent)
    for kind in ("actors", "predecessors", "uncovered-numbers"):
        checked.append(validate_file(folder / f"{kind}.yaml", kind, folder / "schema"))
    return tuple(checked)


def validate_file(file: Path, kind: str, schemas: Path) -> Path:
    """Check one file against ``<kind>.schema.json``; raises ``CorpusError`` with every fault in it, gives the file back."""
    faults = sorted(
        _validator(schemas / f"{kind}.schema.json").iter_errors(_as_json(read_yaml(file))), key=lambda e: e.json_path
    )
    if faults:
        told = "; ".join(f"{_place(fault.absolute_path)}: {fault.message[:200]}" for fault in faults[:5])
        raise CorpusError(
            f"Tệp {file} không đúng lược đồ {kind} ({len(faults)} lỗi): {told}. Sửa tệp theo docs/law.md.",
            f"{file} breaks the schema {kind} ({len(faults)} faults): {told}. Mend it as docs/law.md says.",
        )
    return file


@lru_cache(maxsize=8)
def _validator(schema: Path) -> Draft202012Validator:
    try:
        return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CorpusError(f"Không đọc được lược đồ {schema}: {error}", f"Cannot read the schema {schema}: {error}") from error


def _place(path: Any) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f"/{part}" for part in path) or "/"


def _as_json(data: Any) -> Any:
    """YAML knows dates and numeric keys, JSON does not."""
    if isinstance(data, dict):
        return {str(key): _as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data
