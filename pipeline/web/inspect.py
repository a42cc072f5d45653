"""Looking: the queue of findings, and the page of one finding with both sides, the original and what was decided."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from pipeline.records import Action, Kind, LawUnit, Provision, Severity
from pipeline.store import decide, people, queue
from pipeline.store.access import find_finding
from pipeline.store.decide import Reason
from pipeline.store.keep import read_conformance, read_finding, read_provisions
from pipeline.store.queue import Band, Filter, Sort, State
from pipeline.store.tables import DocumentRow, FindingRow
from pipeline.web.address import read_filter, write_filter
from pipeline.web.enter import Guest, Id
from pipeline.web.show import Visit, page

router = APIRouter(include_in_schema=False)
NEIGHBOURS = 2  # provisions shown before and after the one in question
CANDIDATES = 5
LEAST = 0.01  # probability of a candidate that is worth a line


@router.get("/findings")
def list_findings(visit: Guest, number: int = Query(1, alias="page", ge=1, le=10**6)) -> Response:
    wanted = read_filter(visit.request.query_params)
    with visit.workspace.database.read() as session:
        found = queue.list_findings(session, visit.actor, wanted, number, visit.workspace.today())
        ids = {row.assignee_id for row, _ in found.rows} | {row.reviewer_id for row, _ in found.rows}
        names = people.names_of(session, {one for one in ids if one})
        units = people.visible_units(session, visit.actor)
        staff = _staff(session, visit)
        document = session.get(DocumentRow, wanted.document) if wanted.document else None
        if document is not None and not visit.actor.sees(document.unit_id):
            document = None
    shown: dict[str, Any] = {
        "found": found,
        "wanted": wanted,
        "names": names,
        "units": {unit.id: unit.name for unit in units},
        "staff": staff,
        "document": document,
        "choices": _choices(),
        "link": lambda **changes: write_filter(wanted, **changes),
        "today": visit.workspace.today(),
        "severities": list(Severity),
    }
    partial = visit.request.headers.get("hx-target") == "queue"
    return page(visit, "queue_rows.html.j2" if partial else "queue.html.j2", **shown)


@router.get("/findings/{finding_id}")
def show_finding(visit: Guest, finding_id: Id) -> Response:
    return finding_page(visit, finding_id)


@router.get("/findings/{finding_id}/next")
def next_finding(visit: Guest, finding_id: Id) -> Response:
    """To the next finding that waits for a decision, or back to the queue."""
    wanted = read_filter(visit.request.query_params)
    return RedirectResponse(next_address(visit, finding_id, wanted), 303)


def next_address(visit: Visit, finding_id: int, wanted: Filter) -> str:
    with visit.workspace.database.read() as session:
        row = find_finding(session, visit.actor, finding_id)
        following = queue.next_undone(session, visit.actor, row, wanted, visit.workspace.today())
    query = write_filter(wanted)
    tail = f"?{query}" if query else ""
    return f"/findings/{following}{tail}" if following else f"/findings{tail}"


def finding_page(visit: Visit, finding_id: int, status: int = 200, **more: Any) -> Response:
    """The page of a finding; ``more``: an error to show, or what somebody wanted to write when it was changed."""
    wanted = read_filter(visit.request.query_params)
    with visit.workspace.database.read() as session:
        row = find_finding(session, visit.actor, finding_id)
        session.refresh(row, attribute_names=["record"])
        document = session.scalars(
            select(DocumentRow).where(DocumentRow.id == row.document_id).options(undefer(DocumentRow.conformance))
        ).one()
        provisions = read_provisions(session, document.id)
        before, after = queue.neighbours(session, visit.actor, row, wanted, visit.workspace.today())
        decisions, comments = decide.history(session, row.id), decide.comments(session, row.id)
        made_by = [*(one.made_by for one in decisions), *(one.made_by for one in comments)]
        ids = {row.assignee_id, row.reviewer_id, *made_by}
        shown = {
            "row": row,
            "document": document,
            "finding": read_finding(row),
            "before": before,
            "after": after,
            "decisions": decisions,
            "comments": comments,
            "names": people.names_of(session, {one for one in ids if one}),
            "colleagues": people.colleagues(session, visit.actor, row.unit_id),
            "alike": decide.alike_undone(session, visit.actor, row),
            "unit": {unit.id: unit.name for unit in people.visible_units(session, visit.actor)}[row.unit_id],
        }
    paths = [provision.path for provision, _ in provisions]
    at = paths.index(row.path) if row.path in paths else None
    law = visit.workspace.law(document.as_of)
    unit = _place(row)
    main = law.views[0] if law.views else None
    shown |= {
        "around": _around(provisions, at),
        "candidates": _candidates(provisions, at),
        "conformance": _related(read_conformance(document), row),
        "index": law.index,
        "article": law.index.article(unit) if unit else None,
        "place": unit,
        "articles": [(article.number, article.title) for article in main.articles] if main else [],
        "main_law": main.number if main else "",
        "wanted": wanted,
        "query": write_filter(wanted),
        "choices": _choices(),
        "error": "",
        "mine": None,
        "drawn": document.file_suffix == ".pdf",
        "today": visit.workspace.today(),
    }
    return page(visit, "finding.html.j2", status, **(shown | more))


@router.get("/law/{law:path}/articles/{number}")
def show_article(visit: Guest, law: str, number: str, as_of: str = "") -> Response:
    """A part of a page: the article in our words or the imported wording, beside the choice of another article."""
    known = visit.workspace.law(visit.workspace.today())
    view = next((one for one in known.views if one.number == law), None)
    article = next((one for one in view.articles if one.number == number), None) if view else None
    return page(visit, "article.html.j2", article=article)


def _staff(session: Session, visit: Visit) -> list[tuple[int, str]]:
    """People that findings may be filtered by: those who work in the units the visitor sees."""
    return [(user.id, user.full_name) for user in people.staff_of(session, visit.actor)]


def _choices() -> dict[str, list[str]]:
    groups = {
        "kind": Kind,
        "action": Action,
        "severity": Severity,
        "band": Band,
        "state": State,
        "sort": Sort,
        "reason": Reason,
    }
    return {name: [one.value for one in kind] for name, kind in groups.items()}


def _place(row: FindingRow) -> LawUnit | None:
    return LawUnit(row.law, row.article, row.clause, row.point) if row.law else None


def _around(provisions: list[Any], at: int | None) -> list[tuple[Provision, bool]]:
    """The provision in question (True) with its neighbours; nothing for the document as a whole."""
    if at is None:
        return []
    window = range(max(0, at - NEIGHBOURS), min(len(provisions), at + NEIGHBOURS + 1))
    return [(provisions[i][0], i == at) for i in window]


def _candidates(provisions: list[Any], at: int | None) -> list[Any]:
    alignment = provisions[at][1] if at is not None else None
    return [one for one in alignment.candidates[:CANDIDATES] if one.probability >= LEAST] if alignment else []


def _related(rows: tuple[Any, ...], row: FindingRow) -> list[Any]:
    """The document's norms on the same article, and those found in the same provision."""
    return [one for one in rows if (one.law.law, one.law.article) == (row.law, row.article) or one.provision == row.path]
