"""The front page: how far the work is, by unit and level, and what is late."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.store import people
from pipeline.store.follow import follow, late_findings
from pipeline.web.enter import Guest
from pipeline.web.show import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_board(visit: Guest) -> Response:
    today = visit.workspace.today()
    with visit.workspace.database.read() as session:
        board = follow(session, visit.actor, today)
        late = late_findings(session, visit.actor, today)
        names = people.names_of(session, {row.assignee_id for row, _ in late if row.assignee_id})
    return page(visit, "board.html.j2", board=board, late=late, names=names, today=today)
