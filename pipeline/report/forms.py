"""The papers' forms: tables with headings and widths, titles, and the legal grounds that a report prints. All of it is data.

``forms.yaml`` beside this module is the default. A department puts a ``forms.yaml`` of its own into a folder and names the folder
with ``--forms``: a table, title or list of grounds given there takes the place of the default one; what it leaves out stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import CorpusError, UsageError
from pipeline.report.paper import Cell, Column
from pipeline.report.wording import LANGUAGES, Language

FILE = "forms.yaml"
OWN = "own-"  # keys of a department's own columns, which stay blank
_CENTRED = {"number", "count", "high", "medium", "low", "info", "total", "findings", "done", "running", "open", "late", "days"}
_CENTRED |= {"deadline", "ended-on", "effective-on", "to-handle", "expired", "keep", "none"}
_CHOICES = ("outcome", "progress", "verdict")


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a paper: keys of its contents in order, and how the columns look."""

    keys: tuple[str, ...]
    columns: tuple[Column, ...]

    def row(self, contents: Mapping[str, Cell]) -> Sequence[Cell]:
        """Cells in the form's order, blank for a department's own columns.

        Raises CorpusError for a key that the program cannot fill in.
        """
        unknown = [key for key in self.keys if key not in contents and not key.startswith(OWN)]
        if unknown:
            raise CorpusError(
                vi=f"forms.yaml: cột “{unknown[0]}” không có; các cột dùng được: {', '.join(contents)}. Cột riêng của đơn vị "
                f"đặt khóa bắt đầu bằng “{OWN}”.",
                en=f"forms.yaml: there is no column “{unknown[0]}”; columns that exist: {', '.join(contents)}. "
                f"Keys of columns of your own begin with “{OWN}”.",
            )
        return [contents.get(key, [[]]) for key in self.keys]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the tracking workbook. ``by_office``: people fill it in, and it survives the next run."""

    key: str
    heading: str
    width: float
    by_office: bool = False
    is_date: bool = False
    choices: str | None = None  # group of the wording: "outcome", "progress", "verdict"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Types of documents that share sheets in the tracking workbook; the group without types takes all others."""

    name: str
    types: tuple[str, ...]


@cache
def _load(folder: Path | None) -> Mapping[str, Any]:
    default: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(FILE).read_text("utf-8"))
    return default if folder is None else _merged(default, _own(folder))


def _own(folder: Path) -> Mapping[str, Any]:
    """The department's file. Raises UsageError where it is missing, no YAML, or not of the forms' shape."""
    path = folder / FILE
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            vi=f"Thư mục biểu mẫu {folder} không có tệp {FILE}. Hãy đặt {FILE} của đơn vị vào đó, hoặc bỏ --forms.",
            en=f"The folder of forms {folder} has no {FILE}. Put your {FILE} there, or leave --forms out.",
        ) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(vi=f"{path}: không đọc được ({error}).", en=f"{path}: cannot be read ({error}).") from error
    problem = _problem(data)
    if problem:
        raise UsageError(vi=f"{path}: {problem[0]}", en=f"{path}: {problem[1]}")
    return dict(data)


def _problem(data: Any) -> tuple[str, str] | None:
    """What is wrong with a department's forms, in both languages; None where nothing is."""
    known = _load(None)
    if not isinstance(data, dict):
        return "phải là danh sách biểu mẫu theo tên.", "must map names of papers to forms."
    for paper, form in data.items():
        if paper not in known or not isinstance(form, dict):
            return f"không có biểu mẫu “{paper}”; có: {', '.join(known)}.", f"no form “{paper}”; there are: {', '.join(known)}."
        for table, columns in (form.get("tables") or {}).items():
            if table not in known[paper]["tables"] or not isinstance(columns, list) or not columns:
                tables = ", ".join(known[paper]["tables"])
                return f"{paper}: không có bảng “{table}”; có: {tables}.", f"{paper}: no table “{table}”; there are: {tables}."
            for number, column in enumerate(columns, start=1):
                if not _is_column(column):
                    where = f"{paper}/{table}, "
                    return (
                        f"{where}cột {number}: cần key, width (số), vi và en; choices chỉ gồm {', '.join(_CHOICES)}.",
                        f"{where}column {number}: needs key, width (a number), vi and en; choices may be {', '.join(_CHOICES)}.",
                    )
    return None


def _is_column(column: Any) -> bool:
    return (
        isinstance(column, dict)
        and all(isinstance(column.get(name), str) for name in ("key", *LANGUAGES))
        and isinstance(column.get("width"), int | float)
        and column.get("choices", _CHOICES[0]) in _CHOICES
    )


def _merged(default: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    merged = dict(default)
    for paper, form in own.items():
        tables = {**default[paper]["tables"], **(form.get("tables") or {})}
        merged[paper] = {**default[paper], **form, "tables": tables}
    return merged


def load_form(paper: str, table: str, lang: Language, folder: Path | None = None) -> Form:
    columns = _load(folder)[paper]["tables"][table]
    return Form(
        tuple(column["key"] for column in columns),
        tuple(Column(column[lang], float(column["width"]), column["key"] in _CENTRED) for column in columns),
    )


def load_title(paper: str, lang: Language, folder: Path | None = None, *, key: str = "title") -> str:
    return str(_load(folder)[paper][key][lang])


def load_sheet(table: str, lang: Language, folder: Path | None = None) -> tuple[SheetColumn, ...]:
    """Columns of a sheet of the tracking workbook."""
    return tuple(
        SheetColumn(
            key=column["key"],
            heading=column[lang],
            width=float(column["width"]),
            by_office=column.get("by") == "office" or column["key"].startswith(OWN),
            is_date=column.get("type") == "date",
            choices=column.get("choices"),
            hidden=bool(column.get("hidden")),
        )
        for column in _load(folder)["tracking"]["tables"][table]
    )


def load_groups(lang: Language, folder: Path | None = None) -> tuple[Group, ...]:
    return tuple(Group(group[lang], tuple(group["types"])) for group in _load(folder)["tracking"]["groups"])


def grounds(as_of: date, lang: Language, folder: Path | None = None) -> tuple[str, ...]:
    """Legal grounds in effect on the day, each with the amendments in effect on it."""
    lines = []
    for ground in _load(folder)["report"]["grounds"]:
        if ground["from"] <= as_of:
            amended = [entry[lang] for entry in ground["amended"] if entry["from"] <= as_of]
            lines.append(ground[lang] + "".join(f", {text}" for text in amended))
    return tuple(lines)
