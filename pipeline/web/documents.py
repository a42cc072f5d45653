"""Documents: the list, one with its whole text and its conformance matrix, the original file and pictures of its pages."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from pipeline.records import Action, Kind, ProvisionKind, Severity, Status
from pipeline.store import people
from pipeline.store.access import find_document, find_finding, missing
from pipeline.store.keep import fold, read_conformance, read_finding, read_provisions
from pipeline.store.tables import DocumentRow, FindingRow
from pipeline.web.draw_page import draw_page
from pipeline.web.enter import Guest, Id
from pipeline.web.show import Visit, page

router = APIRouter(include_in_schema=False)
PAGE = 50


@router.get("/documents")
def list_documents(
    visit: Guest,
    number: int = Query(1, alias="page", ge=1, le=10**6),
    text: str = Query("", max_length=200),
    unit: str = Query("", max_length=9),
    status: str = Query("", max_length=20),
) -> Response:
    where = [visit.actor.visible(DocumentRow.unit_id)]
    if unit.isdigit():
        where.append(DocumentRow.unit_id == int(unit))
    if status:
        where.append(DocumentRow.status == "reviewed" if status == "reviewed" else DocumentRow.status != "reviewed")
    words = "".join(char for char in text if char.isprintable())
    with visit.workspace.database.read() as session:
        if words:
            where.append(DocumentRow.id.in_(_matching(session, visit, words)))
        total = session.scalar(select(func.count()).select_from(DocumentRow).where(*where)) or 0
        rows = session.scalars(
            select(DocumentRow).where(*where).order_by(DocumentRow.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
        ).all()
        units = {one.id: one.name for one in people.visible_units(session, visit.actor)}
        open_ = _open_counts(session, [row.id for row in rows])
    shown: dict[str, Any] = {
        "rows": rows,
        "total": total,
        "number": number,
        "pages": max(1, -(-total // PAGE)),
        "units": units,
        "open": open_,
    }
    return page(visit, "documents.html.j2", **shown, text=words, unit=unit, wanted=status)


@router.get("/documents/{document_id}")
def show_document(visit: Guest, document_id: Id) -> Response:
    with visit.workspace.database.read() as session:
        find_document(session, visit.actor, document_id)
        row = session.scalars(
            select(DocumentRow)
            .where(DocumentRow.id == document_id)
            .options(undefer(DocumentRow.conformance), undefer(DocumentRow.source))
        ).one()
        provisions = [provision for provision, _ in read_provisions(session, document_id)]
        findings = session.scalars(
            select(FindingRow)
            .where(FindingRow.document_id == document_id)
            .options(undefer(FindingRow.record))
            .order_by(FindingRow.id)
        ).all()
        marks: dict[str, list[tuple[FindingRow, int, int]]] = {}
        codes: dict[str, int] = {}  # the machine's name of a finding → ours, for the matrix
        for one in findings:
            record = read_finding(one)
            codes[record.id] = one.id
            marks.setdefault(one.path, []).append((one, record.start, record.end))
        units = {one.id: one.name for one in people.visible_units(session, visit.actor)}
        conformance = read_conformance(row)
    law = visit.workspace.law(row.as_of)
    order = [Status.CONTRADICTED, Status.NARROWED, Status.EXCEEDED, Status.OMITTED, Status.OUTDATED, Status.IMPLEMENTED]
    matrix = sorted((one for one in conformance if one.status in order), key=lambda one: order.index(one.status))
    shown: dict[str, Any] = {
        "row": row,
        "provisions": provisions,
        "marks": marks,
        "codes": codes,
        "findings": findings,
        "unit": units[row.unit_id],
        "matrix": matrix,
        "rest": {status: sum(one.status is status for one in conformance) for status in Status if status not in order},
        "index": law.index,
        "main_law": law.views[0].number if law.views else "",
        "articles": [(article.number, article.title) for article in law.views[0].articles] if law.views else [],
        "kinds": list(Kind),
        "actions": list(Action),
        "severities": list(Severity),
        "heads": {
            ProvisionKind.ARTICLE,
            ProvisionKind.CHAPTER,
            ProvisionKind.PART,
            ProvisionKind.SECTION,
            ProvisionKind.HEADING,
        },
        "warnings": (row.source or {}).get("warnings", []),
    }
    return page(visit, "document.html.j2", **shown)


@router.get("/documents/{document_id}/file")
def download(visit: Guest, document_id: Id) -> Response:
    """The file as it was uploaded, always as a download: nothing of it is ever shown by the browser as a page of ours."""
    with visit.workspace.database.read() as session:
        row = find_document(session, visit.actor, document_id)
    if row.file_sha256 is None:
        raise missing()
    path = visit.workspace.files.path(row.file_sha256, row.file_suffix)
    if not path.is_file():
        raise missing()
    name = PurePosixPath(row.path.split("!/")[0].replace("\\", "/")).name or "van-ban"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


@router.get("/findings/{finding_id}/page.png")
def page_of_finding(visit: Guest, finding_id: Id) -> Response:
    """The page of a PDF that the finding is on, with the clause marked."""
    with visit.workspace.database.read() as session:
        row = find_finding(session, visit.actor, finding_id)
        session.refresh(row, attribute_names=["record"])
        document, finding = session.get_one(DocumentRow, row.document_id), read_finding(row)
    if document.file_sha256 is None or document.file_suffix != ".pdf" or finding.span is None:
        raise missing()
    drawn = draw_page(
        visit.workspace.files.path(document.file_sha256, document.file_suffix),
        finding.span.page,
        finding.span.box,
        visit.workspace.cache / "pages" / document.file_sha256[:2],
    )
    if drawn is None:
        raise missing()
    return FileResponse(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})


def _matching(session: Session, visit: Visit, words: str) -> list[int]:
    """Ids of visible documents whose name, number, title or issuer holds the words; diacritics do not matter."""
    query = select(DocumentRow.id, DocumentRow.path, DocumentRow.number, DocumentRow.title, DocumentRow.issuer)
    wanted = fold(words).split()
    found = []
    for one, *parts in session.execute(query.where(visit.actor.visible(DocumentRow.unit_id))):
        text = fold(" ".join(part for part in parts if part))
        if all(word in text for word in wanted):
            found.append(one)
    return found[-2000:]


def _open_counts(session: Session, ids: list[int]) -> dict[int, int]:
    query = select(FindingRow.document_id, func.count()).where(
        FindingRow.document_id.in_(ids), FindingRow.state.in_(("open", "returned"))
    )
    return dict(session.execute(query.group_by(FindingRow.document_id)).all())
