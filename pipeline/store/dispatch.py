"""Papers that were sent: what they were made from, so that the same files can be made again later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.errors import InvalidError
from pipeline.records import Review
from pipeline.store.access import Actor, Role, missing
from pipeline.store.audit import note
from pipeline.store.decide import decided_findings
from pipeline.store.keep import read_review
from pipeline.store.tables import DecisionRow, Dispatch, DocumentRow

MOST = 5_000  # documents in one set of papers


def documents_for(
    session: Session, actor: Actor, unit_id: int | None, level: str = "", document_ids: Sequence[int] = ()
) -> list[int]:
    """The documents of a unit, of an issuer level, or those named, as far as the person may see them."""
    query = select(DocumentRow.id).where(actor.visible(DocumentRow.unit_id))
    if unit_id is not None:
        query = query.where(DocumentRow.unit_id == unit_id)
    if level:
        query = query.where(DocumentRow.issuer_level == level)
    if document_ids:
        query = query.where(DocumentRow.id.in_(document_ids))
    found = list(session.scalars(query.order_by(DocumentRow.id).limit(MOST + 1)))
    if not found:
        raise InvalidError("Không có văn bản nào để lập hồ sơ.", "There is no document to make papers for.")
    if len(found) > MOST:
        raise InvalidError(f"Hồ sơ có quá {MOST} văn bản; hãy chọn theo đơn vị.", f"More than {MOST} documents; choose a unit.")
    return found


def create_dispatch(
    session: Session,
    actor: Actor,
    title: str,
    documents: Sequence[int],
    options: Mapping[str, Any],
    versions: Mapping[str, str],
) -> Dispatch:
    """Record a set of papers as of the decisions there are now. ``options``: JSON values that the papers depend on."""
    actor.require(Role.REVIEWER)
    if not title.strip():
        raise InvalidError("Hãy đặt tên cho hồ sơ.", "Give the papers a name.")
    made = Dispatch(
        made_by=actor.user_id,
        title=" ".join(title.split())[:200],
        options=dict(options),
        documents=list(documents),
        last_decision=session.scalar(select(func.max(DecisionRow.id))) or 0,
        versions=dict(versions),
        files={},
    )
    session.add(made)
    session.flush()
    after = {"documents": len(documents), "last_decision": made.last_decision, **options}
    note(session, actor, "papers-made", f"papers:{made.id}", after=after)
    return made


def list_dispatches(session: Session, actor: Actor, limit: int = 100) -> list[Dispatch]:
    """The newest first, as far as the person sees every document in them."""
    rows = session.scalars(select(Dispatch).order_by(Dispatch.id.desc()).limit(limit)).all()
    return [row for row in rows if _sees(session, actor, row)]


def find_dispatch(session: Session, actor: Actor, dispatch_id: int) -> Dispatch:
    row = session.get(Dispatch, dispatch_id)
    if row is None or not _sees(session, actor, row):
        raise missing()
    return row


def decided_reviews(session: Session, made: Dispatch) -> Iterator[Review]:
    """The reviews as decided when the papers were made, in the order of the documents.

    Their findings are what people kept, never a bare suggestion of the machine.
    """
    approved_only = made.options.get("basis") == "approved"
    for document_id in made.documents:
        findings = decided_findings(session, document_id, made.last_decision, approved_only)
        yield read_review(session, document_id, findings)


def as_of(session: Session, documents: Sequence[int]) -> date:
    """The latest day that any of the documents was judged on."""
    return session.scalar(select(func.max(DocumentRow.as_of)).where(DocumentRow.id.in_(documents))) or date.min


def versions_of(session: Session, documents: Sequence[int]) -> dict[str, str]:
    """What the reviews of the documents rest on; where they differ, every value."""
    found: dict[str, set[str]] = {}
    for versions in session.scalars(select(DocumentRow.versions).where(DocumentRow.id.in_(documents))):
        for key, value in versions.items():
            found.setdefault(key, set()).add(value)
    return {key: ", ".join(sorted(values)) for key, values in sorted(found.items())}


def _sees(session: Session, actor: Actor, row: Dispatch) -> bool:
    if actor.units is None:
        return True
    units = session.scalars(select(DocumentRow.unit_id).where(DocumentRow.id.in_(row.documents)).distinct()).all()
    return all(actor.sees(unit) for unit in units)
