"""Ledger + a day → who is late, what is due soon, and the counts by unit. Pure: the clock is the caller's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.report.tracking.entries import Entry, Ledger, Progress, SheetKind

SOON = 14  # days


@dataclass(frozen=True, slots=True)
class Due:
    """A row with a deadline; ``days`` until it, negative where it has passed."""

    entry: Entry
    deadline: date
    days: int


@dataclass(frozen=True, slots=True)
class UnitCount:
    unit: str  # "" where no unit is named
    total: int
    done: int
    running: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far things are on a day. Only rows that need handling count; ``done_late`` were done after their deadline."""

    today: date
    soon_days: int
    documents: int
    tasks: int
    done: int
    running: int
    open: int
    late: tuple[Due, ...]  # longest first
    soon: tuple[Due, ...]  # nearest first
    undated: tuple[Entry, ...]  # not done, and without a deadline
    done_late: int
    units: tuple[UnitCount, ...]
    outcomes: tuple[tuple[str, int], ...]  # code of the handling → documents

    @property
    def total(self) -> int:
        return self.documents + self.tasks


def take_stock(ledger: Ledger, today: date, soon_days: int = SOON) -> Standing:
    """Late is what has a deadline before ``today`` and is not done; a deadline today is not late."""
    rows = [entry for entry in ledger.entries if entry.needs_handling]
    waiting = [entry for entry in rows if entry.progress is not Progress.DONE]
    dated = [Due(entry, deadline, (deadline - today).days) for entry in waiting if (deadline := entry.deadline) is not None]
    late = sorted((due for due in dated if due.days < 0), key=lambda due: due.days)
    progress = Counter(entry.progress for entry in rows)
    documents = [entry for entry in rows if entry.kind is SheetKind.DOCUMENTS]
    return Standing(
        today=today,
        soon_days=soon_days,
        documents=len(documents),
        tasks=len(rows) - len(documents),
        done=progress[Progress.DONE],
        running=progress[Progress.RUNNING],
        open=progress[Progress.OPEN],
        late=tuple(late),
        soon=tuple(sorted((due for due in dated if 0 <= due.days <= soon_days), key=lambda due: due.days)),
        undated=tuple(entry for entry in waiting if entry.deadline is None),
        done_late=sum(1 for entry in rows if _was_late(entry)),
        units=tuple(_units(rows, late)),
        outcomes=tuple(Counter(entry.text("outcome") for entry in documents).most_common()),
    )


def _was_late(entry: Entry) -> bool:
    done_on, deadline = entry.day("done-on"), entry.deadline
    return entry.progress is Progress.DONE and done_on is not None and deadline is not None and done_on > deadline


def _units(rows: Iterable[Entry], late: Iterable[Due]) -> Iterable[UnitCount]:
    """Units with most late rows first, then by name; those without a name last."""
    counts: dict[str, Counter[Progress]] = {}
    for entry in rows:
        counts.setdefault(entry.unit, Counter())[entry.progress] += 1
    overdue = Counter(due.entry.unit for due in late)
    for unit in sorted(counts, key=lambda name: (not name, -overdue[name], name)):
        of_unit = counts[unit]
        yield UnitCount(
            unit,
            of_unit.total(),
            of_unit[Progress.DONE],
            of_unit[Progress.RUNNING],
            of_unit[Progress.OPEN],
            overdue[unit],
        )
