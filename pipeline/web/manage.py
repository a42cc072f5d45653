"""The administrator's pages: people, units, the audit log, and the export of decisions for training."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from pipeline.errors import InvalidError
from pipeline.store import audit, people
from pipeline.store.access import Role
from pipeline.web.enter import Form, Guest, Id, number, text
from pipeline.web.show import Visit, page

router = APIRouter(include_in_schema=False)


@router.get("/admin/people")
def show_people(visit: Guest) -> Response:
    return _people(visit)


@router.post("/admin/people")
def create_user(visit: Guest, form: Form) -> Response:
    try:
        with visit.workspace.database.begin() as session:
            fields = (text(form, "name"), text(form, "full_name"), _role(text(form, "role")), _unit(form))
            people.create_user(session, visit.actor, *fields, text(form, "password"))
    except InvalidError as error:
        return _people(visit, 422, error=visit.words.error(error))
    return RedirectResponse("/admin/people", 303)


@router.post("/admin/people/{user_id}")
def change_user(visit: Guest, form: Form, user_id: Id) -> Response:
    try:
        with visit.workspace.database.begin() as session:
            role, unit, active = _role(text(form, "role")), _unit(form), text(form, "active") == "1"
            people.change_user(session, visit.actor, user_id, role, unit, active)
            if text(form, "password"):
                people.set_password(session, visit.actor, user_id, text(form, "password"))
    except InvalidError as error:
        return _people(visit, 422, error=visit.words.error(error))
    return RedirectResponse("/admin/people", 303)


@router.post("/admin/units")
def create_unit(visit: Guest, form: Form) -> Response:
    try:
        with visit.workspace.database.begin() as session:
            people.create_unit(session, visit.actor, text(form, "name"), text(form, "level"), number(form, "parent"))
    except InvalidError as error:
        return _people(visit, 422, error=visit.words.error(error))
    return RedirectResponse("/admin/people#units", 303)


@router.get("/admin/audit")
def show_audit(
    visit: Guest, target: str = Query("", alias="object", max_length=60), before: int | None = Query(None, ge=1, lt=2**31)
) -> Response:
    target = "".join(char for char in target if char.isprintable())
    with visit.workspace.database.read() as session:
        lines = audit.read(session, visit.actor, target=target, before_id=before)
    return page(visit, "audit.html.j2", lines=lines, target=target, shown=_differences(lines))


def _differences(lines: object) -> Iterator[str]:
    """For each line, what changed, as short text."""
    from pipeline.store.tables import AuditRow

    for line in lines if isinstance(lines, list | tuple) else ():
        assert isinstance(line, AuditRow)
        before, after = line.before or {}, line.after or {}
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        yield "; ".join(f"{key}: {_short(before.get(key))} → {_short(after.get(key))}" for key in keys)


def _short(value: object) -> str:
    text_ = "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text_ if len(text_) <= 80 else text_[:79] + "…"


def _unit(form: FormData) -> int | None:
    """The unit chosen; "every unit" (0) must be chosen too, so that nobody sees everything by default."""
    chosen = number(form, "unit")
    if chosen is None:
        raise InvalidError("Hãy chọn đơn vị.", "Choose a unit.")
    return chosen or None


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError as error:
        raise InvalidError("Hãy chọn vai trò.", "Choose a role.") from error


def _people(visit: Visit, status: int = 200, error: str = "") -> Response:
    with visit.workspace.database.read() as session:
        users = people.list_users(session, visit.actor)
        units = people.visible_units(session, visit.actor)
    shown = {"users": users, "units": units, "roles": list(Role), "levels": people.LEVELS, "error": error}
    return page(visit, "people.html.j2", status, **shown)
