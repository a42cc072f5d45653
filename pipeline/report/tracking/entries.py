"""What the tracking workbook holds: entries (rows) of three kinds of sheets, with typed views of the cells that matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = str | int | float | date | None

# "30/6/2026", "30-06-2026", "30.6.2026", as people type dates into text cells; ISO dates as programs write them.
_DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


class SheetKind(StrEnum):
    """Tables of the ``tracking`` form."""

    DOCUMENTS = "documents"
    TASKS = "tasks"
    FINDINGS = "findings"


class Progress(StrEnum):
    OPEN = "open"
    RUNNING = "running"
    DONE = "done"


class Verdict(StrEnum):
    """An officer's opinion on a finding."""

    AGREE = "agree"
    REJECT = "reject"
    CHANGE = "change"


UNDETERMINED = "undetermined"  # a choice of the outcome column besides the codes of Handling


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. ``cells`` by the keys of the form; columns with choices hold codes, or the typed text where it is no choice.

    ``own``: columns that people added to the sheet, by heading. ``gone``: of an earlier workbook, and no longer in the review.
    ``group``: name of the sheets that a document's row stands on.
    """

    kind: SheetKind
    cells: Mapping[str, Value]
    own: Mapping[str, Value] = field(default_factory=dict)
    group: str = ""
    gone: bool = False

    def text(self, key: str) -> str:
        value = self.cells.get(key)
        return "" if value is None else str(value)

    def day(self, key: str) -> date | None:
        value = self.cells.get(key)
        return value if isinstance(value, date) else None

    @property
    def path(self) -> str:
        return self.text("path")

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def deadline(self) -> date | None:
        return self.day("deadline")

    @property
    def progress(self) -> Progress:
        """Open where nothing was chosen; done where a day of completion stands there without a choice."""
        code = self.text("progress")
        if code in set(Progress):
            return Progress(code)
        return Progress.DONE if self.day("done-on") and not code else Progress.OPEN

    @property
    def unit(self) -> str:
        """Who answers for the row: for a document its drafter, else its issuer; for a task who leads."""
        if self.kind is SheetKind.TASKS:
            return self.text("lead").strip()
        return self.text("drafter").strip() or self.text("issuer").strip()

    @property
    def needs_handling(self) -> bool:
        """Whether someone has to do something: every task; a document unless it is to be kept, or nothing was found in it."""
        if self.kind is SheetKind.TASKS:
            return True
        return self.kind is SheetKind.DOCUMENTS and self.text("outcome") not in ("", "keep")


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell or sheet of a filled workbook that could not be understood; its content is kept as it is."""

    where: str  # "Quyết định - cần xử lý!O12"
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole workbook. ``problems`` are those of reading it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    def of(self, kind: SheetKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind is kind)


def to_day(value: object) -> date | None:
    """Day of a cell: a date, or text as people type dates (day first); None where it is neither."""
    if isinstance(value, date):
        # A datetime is a date too; only the day counts.
        return date(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


_SPACE = re.compile(r"\s+")


def same_words(text: str) -> str:
    """Text for comparing headings and choices: one blank between words, lower case."""
    return _SPACE.sub(" ", text).strip().casefold()
