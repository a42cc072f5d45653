"""The audit log: who, when, what, before and after. Rows can only be added; the database itself refuses anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.store.access import Actor, Role
from pipeline.store.tables import AuditRow


def note(
    session: Session,
    actor: Actor | None,
    what: str,
    target: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    name: str = "",
    address: str = "",
) -> None:
    """Add a line in the transaction of the change itself: neither is ever there without the other.

    ``name`` and ``address`` stand for a person who is not signed in. No password, token or document text is passed here.
    """
    session.add(
        AuditRow(
            user_id=actor.user_id if actor else None,
            user_name=actor.name if actor else name[:80],
            address=(actor.address if actor else address)[:64],
            what=what,
            object=target,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )


def read(
    session: Session, actor: Actor, *, target: str = "", before_id: int | None = None, limit: int = 100
) -> Sequence[AuditRow]:
    """Newest lines first; ``target`` limits them to one object, ``before_id`` continues an earlier page."""
    actor.require(Role.ADMIN)
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if target:
        query = query.where(AuditRow.object == target)
    if before_id is not None:
        query = query.where(AuditRow.id < before_id)
    return session.scalars(query).all()
