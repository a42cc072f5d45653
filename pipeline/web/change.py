"""Deciding: what reviewers and approvers do with findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from pipeline.errors import ConflictError, InvalidError
from pipeline.records import Action, Kind, LawUnit, Severity
from pipeline.store import decide
from pipeline.store.decide import Choice, Reason, Selection, Verdict
from pipeline.web.address import read_filter, write_filter
from pipeline.web.enter import Form, Guest, Id, number, text
from pipeline.web.inspect import finding_page, next_address
from pipeline.web.show import Visit, page

router = APIRouter(include_in_schema=False)
T = TypeVar("T")


@router.post("/findings/{finding_id}/decide")
def decide_finding(visit: Guest, form: Form, finding_id: Id) -> Response:
    """Accept, reject or change; with ``alike`` the same for all equal findings that wait. Goes on to the next one."""
    try:
        choice, version = read_choice(form), _version(form)
        with visit.workspace.database.begin() as session:
            row = decide.decide(session, visit.actor, finding_id, version, choice)
            if text(form, "alike") and choice.verdict is not Verdict.CHANGE:
                others = decide.alike_undone(session, visit.actor, row)
                if others:
                    decide.decide_many(session, visit.actor, others, choice)
    except ConflictError as error:
        return finding_page(visit, finding_id, 409, error=visit.words.error(error), mine=_mine(form))
    except InvalidError as error:
        return finding_page(visit, finding_id, 422, error=visit.words.error(error))
    return RedirectResponse(next_address(visit, finding_id, read_filter(visit.request.query_params)), 303)


@router.post("/findings/{finding_id}/approve")
def approve_finding(visit: Guest, form: Form, finding_id: Id) -> Response:
    def act(session: Session) -> object:
        if text(form, "verdict") == "return":
            return decide.send_back(session, visit.actor, finding_id, _version(form), text(form, "reason"))
        return decide.approve(session, visit.actor, finding_id, _version(form))

    return _then_back(visit, form, finding_id, act)


@router.post("/findings/{finding_id}/assign")
def assign_finding(visit: Guest, form: Form, finding_id: Id) -> Response:
    def act(session: Session) -> object:
        due = _day(text(form, "due_on"))
        return decide.assign(session, visit.actor, finding_id, _version(form), number(form, "assignee"), due)

    return _then_back(visit, form, finding_id, act)


@router.post("/findings/{finding_id}/comments")
def comment_finding(visit: Guest, form: Form, finding_id: Id) -> Response:
    return _then_back(visit, form, finding_id, lambda s: decide.comment(s, visit.actor, finding_id, text(form, "text")))


@router.post("/findings/bulk")
def decide_bulk(visit: Guest, form: Form) -> Response:
    """The same decision on the findings that were ticked (``id:version``); those changed meanwhile are named."""
    items = [_item(str(value)) for value in form.getlist("item")]
    with visit.workspace.database.begin() as session:
        if text(form, "verdict") == "approve":
            outcome = decide.approve_many(session, visit.actor, items)
        else:
            outcome = decide.decide_many(session, visit.actor, items, read_choice(form))
    back = write_filter(read_filter(visit.request.query_params))
    return page(visit, "bulk_done.html.j2", outcome=outcome, back=back)


@router.post("/documents/{document_id}/findings")
def add_finding(visit: Guest, form: Form, document_id: Id) -> Response:
    """A finding of one's own on selected words."""
    chosen = Selection(
        path=text(form, "path"),
        start=number(form, "start") or 0,
        end=number(form, "end") or 0,
        kind=_code(Kind, text(form, "kind")),
        action=_code(Action, text(form, "action")),
        severity=_code(Severity, text(form, "severity")),
        law=_unit(form),
        wording=text(form, "wording"),
    )
    with visit.workspace.database.begin() as session:
        row = decide.add_finding(session, visit.actor, document_id, chosen)
    return RedirectResponse(f"/findings/{row.id}", 303)


def read_choice(form: FormData) -> Choice:
    """The decision that a form states. In a change, fields equal to those shown (``old_…``) count as not changed."""
    verdict = _code(Verdict, text(form, "verdict"))
    code = text(form, "reason_code")
    choice: dict[str, Any] = {"verdict": verdict, "reason": text(form, "reason")}
    if code and verdict is Verdict.REJECT:
        choice["reason_code"] = _code(Reason, code)
    if verdict is Verdict.CHANGE:
        if _changed(form, "kind"):
            choice["kind"] = _code(Kind, text(form, "kind"))
        if _changed(form, "action"):
            choice["action"] = _code(Action, text(form, "action"))
        if any(_changed(form, name) for name in ("law", "article", "clause", "point")):
            choice["law"] = _unit(form)
        if _changed(form, "wording"):
            choice["wording"] = text(form, "wording")
    return Choice(**choice)


def _then_back(visit: Visit, form: FormData, finding_id: int, act: Callable[[Session], object]) -> Response:
    try:
        with visit.workspace.database.begin() as session:
            act(session)
    except ConflictError as error:
        return finding_page(visit, finding_id, 409, error=visit.words.error(error), mine=_mine(form))
    except InvalidError as error:
        return finding_page(visit, finding_id, 422, error=visit.words.error(error))
    query = write_filter(read_filter(visit.request.query_params))
    return RedirectResponse(f"/findings/{finding_id}" + (f"?{query}" if query else ""), 303)


def _mine(form: FormData) -> dict[str, str]:
    """What somebody wanted to write, to be shown beside what is there now: nothing that was typed is lost."""
    return {name: text(form, name) for name in form if name not in ("csrf", "version", "alike")}


def _changed(form: FormData, name: str) -> bool:
    return name in form and text(form, name).strip() != text(form, f"old_{name}").strip()


def _version(form: FormData) -> int:
    return number(form, "version") or 0


def _item(value: str) -> tuple[int, int]:
    one, _, version = value.partition(":")
    if not (one.isdigit() and version.isdigit() and len(one) < 10 and len(version) < 10):
        raise InvalidError("Danh sách chọn không hợp lệ.", "The selection is not valid.")
    return int(one), int(version)


def _unit(form: FormData) -> LawUnit | None:
    """The place in the law that a form names; None without an instrument."""
    law, article, clause, point = (text(form, name).strip()[:60] or None for name in ("law", "article", "clause", "point"))
    for part in (article, clause, point):
        if part is not None and (len(part) > 10 or not part.isalnum()):
            raise InvalidError(
                "Điều, khoản, điểm chỉ gồm chữ và số.", "Article, clause and point consist of letters and digits."
            )
    return LawUnit(law, article, clause, point) if law else None


def _day(value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise InvalidError("Ngày không hợp lệ.", "Not a date.") from error


def _code(kind: Callable[[str], T], value: str) -> T:
    try:
        return kind(value)
    except ValueError as error:
        raise InvalidError("Hãy chọn đủ các mục bắt buộc.", "Choose a value in every required field.") from error
