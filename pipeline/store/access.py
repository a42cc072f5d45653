"""Who is asking, what the role allows, and which units' documents are theirs to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from pipeline.errors import ForbiddenError, MissingError
from pipeline.store.tables import DocumentRow, FindingRow, Job, Unit


class Role(StrEnum):
    """Each role may do what the one before it may."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMIN = "admin"


_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. ``units``: ids of the units they may see, None for all. ``address``: for the audit log."""

    user_id: int
    name: str
    full_name: str
    role: Role
    unit_id: int | None
    units: frozenset[int] | None
    address: str = ""

    def may(self, role: Role) -> bool:
        return _ORDER.index(self.role) >= _ORDER.index(role)

    def require(self, role: Role) -> None:
        """Raises ForbiddenError where the person's role is below ``role``."""
        if not self.may(role):
            raise ForbiddenError(
                "Tài khoản của bạn không có quyền thực hiện việc này. Hãy liên hệ quản trị viên.",
                f"Your account may not do this (it needs the role {role}). Ask your administrator.",
            )

    def sees(self, unit_id: int) -> bool:
        return self.units is None or unit_id in self.units

    def visible(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """The condition that ``column`` is a unit they may see."""
        return true() if self.units is None else column.in_(sorted(self.units))


def units_beneath(session: Session, unit_id: int | None) -> frozenset[int] | None:
    """The unit and all beneath it; None, that is every unit, for no unit."""
    if unit_id is None:
        return None
    children: dict[int | None, list[int]] = {}
    for unit, parent in session.execute(select(Unit.id, Unit.parent_id)):
        children.setdefault(parent, []).append(unit)
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children.get(unit, ()))
    return frozenset(found)


def find_document(session: Session, actor: Actor, document_id: int) -> DocumentRow:
    """The document. Raises MissingError where there is none or the person may not see it."""
    row = session.get(DocumentRow, document_id)
    if row is None or not actor.sees(row.unit_id):
        raise missing()
    return row


def find_finding(session: Session, actor: Actor, finding_id: int) -> FindingRow:
    """The finding. Raises MissingError where there is none or the person may not see it."""
    row = session.get(FindingRow, finding_id)
    if row is None or not actor.sees(row.unit_id):
        raise missing()
    return row


def find_job(session: Session, actor: Actor, job_id: int) -> Job:
    """The run. Raises MissingError where there is none or the person may not see it."""
    row = session.get(Job, job_id)
    if row is None or not actor.sees(row.unit_id):
        raise missing()
    return row


def find_unit(session: Session, actor: Actor, unit_id: int) -> Unit:
    """The unit. Raises MissingError where there is none or the person may not see it."""
    row = session.get(Unit, unit_id)
    if row is None or not actor.sees(row.id):
        raise missing()
    return row


def missing() -> MissingError:
    return MissingError(
        "Không tìm thấy, hoặc bạn không có quyền xem.",
        "Not found, or not yours to see.",
    )
