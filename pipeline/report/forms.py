"""The papers' forms from ``forms.yaml``: columns with headings and widths, and the legal grounds that a report prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from pipeline.errors import CorpusError
from pipeline.report.paper import Cell, Column
from pipeline.report.wording import Language

_CENTRED = {"number", "count", "high", "medium", "low", "info", "total", "findings"}


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a paper: keys of its contents in order, and how the columns look."""

    keys: tuple[str, ...]
    columns: tuple[Column, ...]

    def row(self, contents: Mapping[str, Cell]) -> Sequence[Cell]:
        """Cells in the form's order. Raises CorpusError for a key that the program cannot fill in."""
        unknown = [key for key in self.keys if key not in contents]
        if unknown:
            raise CorpusError(
                vi=f"forms.yaml: cột “{unknown[0]}” không có; các cột dùng được: {', '.join(contents)}.",
                en=f"forms.yaml: there is no column “{unknown[0]}”; columns that exist: {', '.join(contents)}.",
            )
        return [contents[key] for key in self.keys]


@cache
def _load() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(files(__package__).joinpath("forms.yaml").read_text("utf-8"))
    return data


def load_form(paper: str, table: str, lang: Language) -> Form:
    columns = _load()[paper]["tables"][table]
    return Form(
        tuple(column["key"] for column in columns),
        tuple(Column(column[lang], float(column["width"]), column["key"] in _CENTRED) for column in columns),
    )


def grounds(as_of: date, lang: Language) -> tuple[str, ...]:
    """Legal grounds in effect on the day, each with the amendments in effect on it."""
    lines = []
    for ground in _load()["report"]["grounds"]:
        if ground["from"] <= as_of:
            amended = [entry[lang] for entry in ground["amended"] if entry["from"] <= as_of]
            lines.append(ground[lang] + "".join(f", {text}" for text in amended))
    return tuple(lines)
