"""Coming in: the first administrator, signing in and out, one's own account; and who a request comes from."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from pipeline.errors import ForbiddenError, InvalidError, PipelineError
from pipeline.store import people
from pipeline.store.keep import storable
from pipeline.web.show import LANGUAGE_COOKIE, Visit, language, page, render
from pipeline.web.workspace import Workspace

COOKIE = "rasoat"
_TRIES = 5  # at the setup code, before the server must be started again

router = APIRouter(include_in_schema=False)
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


class SignedOutError(Exception):
    """The page needs a signed-in person: go to the sign-in page and come back."""


def workspace_of(request: Request) -> Workspace:
    workspace = request.app.state.workspace
    assert isinstance(workspace, Workspace)
    return workspace


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def enter(request: Request) -> Visit:
    """Who asks. Raises SignedOutError where the cookie is missing or over."""
    workspace, value = workspace_of(request), request.cookies.get(COOKIE, "")
    with workspace.database.read() as session:
        found = people.resume(session, value, address_of(request))
    if found is None:
        raise SignedOutError
    if found.stale:
        with workspace.database.begin() as session:
            people.touch(session, value)
    return Visit(request, workspace, found.actor, found.csrf, language(request))


Guest = Annotated[Visit, Depends(enter)]


async def checked_form(request: Request, visit: Guest) -> FormData:
    """The form, once it is certain that a page of ours sent it. Raises ForbiddenError otherwise."""
    form = await request.form()
    given = form.get("csrf") or request.headers.get("x-csrf-token") or ""
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), visit.csrf.encode()):
        raise ForbiddenError(
            "Biểu mẫu đã quá hạn. Hãy tải lại trang rồi gửi lại.",
            "The form is out of date. Reload the page and send it again.",
        )
    return form


Form = Annotated[FormData, Depends(checked_form)]


async def plain_form(request: Request) -> FormData:
    return await request.form()


def text(form: FormData, name: str) -> str:
    """A field's text, "" where it is missing; without characters that no database keeps."""
    value = form.get(name)
    return "" if value is None or isinstance(value, UploadFile) else str(storable(value)).replace("\r\n", "\n")


def number(form: FormData, name: str) -> int | None:
    """A field's whole number, None where it is empty. Raises InvalidError for anything else."""
    value = text(form, name).strip()
    if not value:
        return None
    if not value.isascii() or not value.lstrip("-").isdigit() or len(value) > 9:
        raise InvalidError(f"{name}: không phải là số.", f"{name}: not a number.")
    return int(value)


@router.get("/setup")
def setup_page(request: Request) -> Response:
    with workspace_of(request).database.read() as session:
        if people.has_users(session):
            return RedirectResponse("/sign-in", 303)
    return render(request, "setup.html.j2", language(request), error="", name="", full_name="")


@router.post("/setup")
def set_up(request: Request, form: Annotated[FormData, Depends(plain_form)]) -> Response:
    workspace, lang = workspace_of(request), language(request)
    try:
        if request.app.state.setup_tries >= _TRIES:
            raise ForbiddenError(
                "Nhập sai mã thiết lập quá nhiều lần. Hãy khởi động lại máy chủ để có mã mới.",
                "Too many wrong setup codes. Start the server again for a new one.",
            )
        if not secrets.compare_digest(text(form, "code").strip().encode(), workspace.setup_code.encode()):
            request.app.state.setup_tries += 1
            raise InvalidError(
                "Mã thiết lập không đúng. Mã được in ở cửa sổ lệnh của máy chủ.",
                "The setup code is wrong. It is printed on the server's terminal.",
            )
        _same(form)
        with workspace.database.begin() as session:
            people.create_first_admin(
                session, text(form, "name"), text(form, "full_name"), text(form, "password"), address_of(request)
            )
    except PipelineError as error:
        values = {key: text(form, key) for key in ("name", "full_name")}
        return render(request, "setup.html.j2", lang, 422, error=error.vi if lang == "vi" else error.en, **values)
    return RedirectResponse("/sign-in", 303)


@router.get("/sign-in")
def sign_in_page(request: Request, to: str = "/") -> Response:
    with workspace_of(request).database.read() as session:
        if not people.has_users(session):
            return RedirectResponse("/setup", 303)
    return render(request, "sign_in.html.j2", language(request), error="", to=own_path(to), name="")


@router.post("/sign-in")
def sign_in(request: Request, form: Annotated[FormData, Depends(plain_form)]) -> Response:
    workspace, lang = workspace_of(request), language(request)
    name, to = text(form, "name"), own_path(text(form, "to"))
    try:
        with workspace.database.begin() as session:
            value = people.sign_in(session, name, text(form, "password"), address_of(request))
    except ForbiddenError as error:
        message = error.vi if lang == "vi" else error.en
        return render(request, "sign_in.html.j2", lang, 429, error=message, to=to, name=name)
    if value is None:
        message = "Tên đăng nhập hoặc mật khẩu không đúng." if lang == "vi" else "User name or password is wrong."
        return render(request, "sign_in.html.j2", lang, 401, error=message, to=to, name=name)
    response = RedirectResponse(to, 303)
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=workspace.secure, path="/")
    return response


@router.post("/sign-out")
def sign_out(visit: Guest, form: Form) -> Response:
    with visit.workspace.database.begin() as session:
        people.sign_out(session, visit.actor, visit.request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/language")
def choose_language(request: Request, form: Annotated[FormData, Depends(plain_form)]) -> Response:
    response = RedirectResponse(own_path(text(form, "to")), 303)
    chosen = "en" if text(form, "lang") == "en" else "vi"
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 86400, httponly=True, samesite="lax", path="/")
    return response


@router.get("/account")
def account(visit: Guest) -> Response:
    return _account(visit)


@router.post("/account/password")
def change_password(visit: Guest, form: Form) -> Response:
    try:
        _same(form)
        with visit.workspace.database.begin() as session:
            keep = visit.request.cookies.get(COOKIE, "")
            people.change_own_password(session, visit.actor, text(form, "old"), text(form, "password"), keep)
    except InvalidError as error:
        return _account(visit, 422, error=visit.words.error(error))
    return _account(visit, done=visit.words("password-changed"))


@router.post("/account/tokens")
def create_token(visit: Guest, form: Form) -> Response:
    try:
        with visit.workspace.database.begin() as session:
            value = people.create_token(session, visit.actor, text(form, "name"))
    except InvalidError as error:
        return _account(visit, 422, error=visit.words.error(error))
    return _account(visit, token=value)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(visit: Guest, form: Form, token_id: Id) -> Response:
    with visit.workspace.database.begin() as session:
        people.revoke_token(session, visit.actor, token_id)
    return RedirectResponse("/account", 303)


def _account(visit: Visit, status: int = 200, error: str = "", done: str = "", token: str = "") -> Response:
    with visit.workspace.database.read() as session:
        tokens = people.list_tokens(session, visit.actor)
        units = {unit.id: unit.name for unit in people.visible_units(session, visit.actor)}
    shown = {"tokens": tokens, "units": units, "error": error, "done": done, "token": token}
    return page(visit, "account.html.j2", status, **shown)


def _same(form: FormData) -> None:
    if text(form, "password") != text(form, "again"):
        raise InvalidError("Hai lần nhập mật khẩu không giống nhau.", "The two passwords differ.")


def own_path(to: str) -> str:
    """Where to go after signing in: a path of this server, or the front page."""
    parts = urlsplit(to)
    fine = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc and to.isprintable()
    return to if fine else "/"
