"""How far the work is: by unit and by level, and what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from pipeline.records import Action, ReadStatus
from pipeline.store.access import Actor
from pipeline.store.decide import Verdict
from pipeline.store.queue import UNDONE, State, late
from pipeline.store.tables import DocumentRow, FindingRow, Unit


@dataclass(slots=True)
class Standing:
    """Counts of one unit or level. ``amend`` … ``repeal``: documents with a kept finding that asks for it."""

    documents: int = 0
    unread: int = 0
    finished: int = 0  # documents read, with no finding waiting for a decision
    findings: int = 0
    open: int = 0
    reviewed: int = 0
    returned: int = 0
    approved: int = 0
    late: int = 0
    amend: int = 0
    replace: int = 0
    repeal: int = 0

    def add(self, other: Standing) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Board:
    """``units`` by name; ``levels`` in the order given by the units; ``total`` over all that the person may see."""

    units: tuple[tuple[Unit, Standing], ...]
    levels: tuple[tuple[str, Standing], ...]
    total: Standing = field(default_factory=Standing)


def follow(session: Session, actor: Actor, today: date) -> Board:
    """The dashboard. Only decisions of people count as reviewed."""
    units = session.scalars(select(Unit).where(actor.visible(Unit.id)).order_by(Unit.name)).all()
    standing: dict[int, Standing] = defaultdict(Standing)
    _count_documents(session, actor, standing)
    _count_findings(session, actor, today, standing)
    levels: dict[str, Standing] = defaultdict(Standing)
    total = Standing()
    for unit in units:
        levels[unit.level].add(standing[unit.id])
        total.add(standing[unit.id])
    order = ("province", "department", "commune", "agency")
    ranked = sorted(levels.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return Board(tuple((unit, standing[unit.id]) for unit in units), tuple(ranked), total)


def late_findings(session: Session, actor: Actor, today: date, limit: int = 50) -> Sequence[tuple[FindingRow, DocumentRow]]:
    """Findings past their day and not approved, the longest first."""
    query = (
        select(FindingRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == FindingRow.document_id)
        .where(actor.visible(FindingRow.unit_id), late(today))
        .order_by(FindingRow.due_key, FindingRow.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _count_documents(session: Session, actor: Actor, standing: dict[int, Standing]) -> None:
    read = DocumentRow.status == ReadStatus.REVIEWED
    query = select(DocumentRow.unit_id, func.count(), func.count().filter(read))
    for unit, documents, reviewed in session.execute(
        query.where(actor.visible(DocumentRow.unit_id)).group_by(DocumentRow.unit_id)
    ):
        mine = standing[unit]
        mine.documents, mine.unread, mine.finished = documents, documents - reviewed, reviewed
    waiting = (
        select(FindingRow.unit_id, func.count(func.distinct(FindingRow.document_id)))
        .where(FindingRow.state.in_(UNDONE), actor.visible(FindingRow.unit_id))
        .group_by(FindingRow.unit_id)
    )
    for unit, documents in session.execute(waiting):
        standing[unit].finished -= documents


def _count_findings(session: Session, actor: Actor, today: date, standing: dict[int, Standing]) -> None:
    by_state = (
        select(FindingRow.unit_id, FindingRow.state, func.count(), func.sum(case((late(today), 1), else_=0)))
        .where(actor.visible(FindingRow.unit_id))
        .group_by(FindingRow.unit_id, FindingRow.state)
    )
    for unit, state, count, overdue in session.execute(by_state):
        mine = standing[unit]
        mine.findings += count
        mine.late += int(overdue or 0)
        setattr(mine, State(state).value, count)
    kept = FindingRow.verdict.in_((Verdict.ACCEPT, Verdict.CHANGE))
    by_action = (
        select(FindingRow.unit_id, FindingRow.action, func.count(func.distinct(FindingRow.document_id)))
        .where(kept, FindingRow.state.in_((State.REVIEWED, State.APPROVED)), actor.visible(FindingRow.unit_id))
        .group_by(FindingRow.unit_id, FindingRow.action)
    )
    for unit, action, documents in session.execute(by_action):
        if action in (Action.AMEND, Action.REPLACE, Action.REPEAL):
            setattr(standing[unit], action, documents)
