"""The queue of findings: filters, pages, and the neighbours of a finding under the same filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, asc, desc, func, select, tuple_
from sqlalchemy.orm import Session

from pipeline.records import Severity
from pipeline.store.access import Actor
from pipeline.store.keep import fold
from pipeline.store.tables import DocumentRow, FindingRow, FindingText

PAGE = 50
_RANKS = tuple(Severity)
UNDONE = ("open", "returned")  # nobody's decision stands


class State(StrEnum):
    """Where a finding is. Only a person moves it on: what the machine says is ``open``."""

    OPEN = "open"
    REVIEWED = "reviewed"  # a reviewer decided
    RETURNED = "returned"  # the approver disagrees
    APPROVED = "approved"


class Sort(StrEnum):
    SEVERITY = "severity"
    DOCUMENT = "document"
    DUE = "due"


class Band(StrEnum):
    """Bands of confidence, as in the reports."""

    HIGH = "high"  # 0.8 and over
    MEDIUM = "medium"
    LOW = "low"  # under 0.5


_BANDS = {Band.HIGH: (0.8, 1.1), Band.MEDIUM: (0.5, 0.8), Band.LOW: (-1.0, 0.5)}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the queue shows; None and "" leave a field open. ``assignee`` 0: nobody. ``article``: number in ``law``, or any law."""

    unit: int | None = None
    document: int | None = None
    type: str = ""
    kind: str = ""
    law: str = ""
    article: str = ""
    severity: str = ""
    band: str = ""
    state: str = ""
    reviewer: int | None = None
    assignee: int | None = None
    late: bool = False
    disputed: bool = False
    alike: str = ""
    text: str = ""
    sort: Sort = Sort.SEVERITY


@dataclass(frozen=True, slots=True)
class Page:
    """Findings ``first`` … of ``total`` (1-based), each with its document."""

    rows: Sequence[tuple[FindingRow, DocumentRow]]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.total, self.number * PAGE)


def list_findings(session: Session, actor: Actor, wanted: Filter, page: int, today: date) -> Page:
    """One page; a page beyond the last is the last."""
    where = _where(actor, wanted, today)
    ids = select(FindingRow.id).where(*where).order_by(*_order(wanted.sort))
    # The page's ids first, from the index alone; only then their rows.
    if wanted.text:  # reading through all texts is what takes time: do it once, for the count and the page together
        everything = list(session.scalars(ids))
        total = len(everything)
        page = max(1, min(page, -(-total // PAGE)))
        chosen = everything[(page - 1) * PAGE : page * PAGE]
    else:
        total = session.scalar(select(func.count()).select_from(FindingRow).where(*where)) or 0
        page = max(1, min(page, -(-total // PAGE)))
        chosen = list(session.scalars(ids.limit(PAGE).offset((page - 1) * PAGE)))
    query = select(FindingRow, DocumentRow).join(DocumentRow, DocumentRow.id == FindingRow.document_id)
    found = {row[0].id: (row[0], row[1]) for row in session.execute(query.where(FindingRow.id.in_(chosen)))}
    return Page([found[one] for one in chosen], total, page)


def neighbours(session: Session, actor: Actor, row: FindingRow, wanted: Filter, today: date) -> tuple[int | None, int | None]:
    """The findings before and after ``row`` in the queue, whether or not ``row`` itself (still) matches the filters."""
    where = _where(actor, wanted, today)
    key, here = _key(wanted.sort), _place(row, wanted.sort)
    columns = tuple_(*key)
    before: Select[Any] = (
        select(FindingRow.id).where(*where, columns < tuple_(*here)).order_by(*(desc(c) for c in key)).limit(1)
    )
    after: Select[Any] = select(FindingRow.id).where(*where, columns > tuple_(*here)).order_by(*(asc(c) for c in key)).limit(1)
    return session.scalar(before), session.scalar(after)


def next_undone(session: Session, actor: Actor, row: FindingRow, wanted: Filter, today: date) -> int | None:
    """The next finding of the queue that waits for a decision."""
    key, here = _key(wanted.sort), _place(row, wanted.sort)
    where = [*_where(actor, wanted, today), FindingRow.state.in_(UNDONE), FindingRow.id != row.id]
    after = select(FindingRow.id).where(*where, tuple_(*key) > tuple_(*here)).order_by(*key).limit(1)
    return session.scalar(after) or session.scalar(select(FindingRow.id).where(*where).order_by(*key).limit(1))


def _order(sort: Sort) -> tuple[Any, ...]:
    return tuple(asc(column) for column in _key(sort))


def _key(sort: Sort) -> tuple[Any, ...]:
    match sort:
        case Sort.SEVERITY:
            return FindingRow.rank, FindingRow.id
        case Sort.DOCUMENT:
            return FindingRow.document_id, FindingRow.id
        case Sort.DUE:
            return FindingRow.due_key, FindingRow.rank, FindingRow.id


def _place(row: FindingRow, sort: Sort) -> tuple[Any, ...]:
    match sort:
        case Sort.SEVERITY:
            return row.rank, row.id
        case Sort.DOCUMENT:
            return row.document_id, row.id
        case Sort.DUE:
            return row.due_key, row.rank, row.id


def _where(actor: Actor, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [actor.visible(FindingRow.unit_id)]
    exact = (
        (FindingRow.unit_id, wanted.unit),
        (FindingRow.document_id, wanted.document),
        (FindingRow.document_type, wanted.type or None),
        (FindingRow.kind, wanted.kind or None),
        (FindingRow.law, wanted.law or None),
        (FindingRow.article, wanted.article or None),
        (FindingRow.state, wanted.state or None),
        (FindingRow.reviewer_id, wanted.reviewer),
        (FindingRow.alike, wanted.alike or None),
    )
    found.extend(column == value for column, value in exact if value is not None)
    if wanted.severity in _RANKS:
        found.append(FindingRow.rank == _RANKS.index(Severity(wanted.severity)))
    if wanted.band in _BANDS:
        low, high = _BANDS[Band(wanted.band)]
        found.append(and_(FindingRow.confidence >= low, FindingRow.confidence < high))
    if wanted.assignee is not None:
        found.append(FindingRow.assignee_id.is_(None) if wanted.assignee == 0 else FindingRow.assignee_id == wanted.assignee)
    if wanted.late:
        found.append(late(today))
    if wanted.disputed:
        found.append(FindingRow.disputed.is_(True))
    words = sorted(fold(wanted.text).split()[:8], key=len, reverse=True)  # the longest is the rarest: most rows fail at once
    if words:
        holding = (FindingText.text.contains(word, autoescape=True) for word in words)
        found.append(FindingRow.id.in_(select(FindingText.finding_id).where(*holding)))
    return found


def late(today: date) -> ColumnElement[bool]:
    """Past its day and not approved."""
    return and_(FindingRow.due_key < today, FindingRow.state != State.APPROVED)
