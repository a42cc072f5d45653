"""Papers from the decisions: made, listed, made again and compared with what was sent."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response

from pipeline import __version__
from pipeline.errors import InvalidError
from pipeline.records import IssuerLevel
from pipeline.report import ReportOptions
from pipeline.store import dispatch, people
from pipeline.store.access import Role, missing
from pipeline.store.tables import Dispatch
from pipeline.web.enter import Form, Guest, Id, number, text
from pipeline.web.make_papers import PAPERS, Made, make_papers
from pipeline.web.show import Visit, page

router = APIRouter(include_in_schema=False)


@router.get("/papers")
def list_papers(visit: Guest) -> Response:
    return _papers(visit)


@router.post("/papers")
def send_papers(visit: Guest, form: Form) -> Response:
    """Make papers from the decisions that stand now, and record what they were made from."""
    kinds = [kind for kind in PAPERS if text(form, kind)]
    options = {
        "basis": "reviewed" if text(form, "basis") == "reviewed" else "approved",
        "kinds": kinds,
        "lang": "en" if text(form, "lang") == "en" else "vi",
        **{name: text(form, name).strip()[:200] for name in ("office", "parent_office", "place")},
    }
    level = text(form, "level")
    try:
        visit.actor.require(Role.REVIEWER)
        if not kinds:
            raise InvalidError("Hãy chọn ít nhất một loại giấy tờ.", "Choose at least one kind of paper.")
        if level and level not in list(IssuerLevel):
            raise InvalidError("Cấp ban hành không hợp lệ.", "No such level of issuer.")
        with visit.workspace.database.begin() as session:
            documents = dispatch.documents_for(session, visit.actor, number(form, "unit"), level)
            versions = dispatch.versions_of(session, documents)
            made = dispatch.create_dispatch(session, visit.actor, text(form, "title"), documents, options, versions)
        files = _make(visit, made).files
        with visit.workspace.database.begin() as session:
            session.get_one(Dispatch, made.id).files = files
    except InvalidError as error:
        return _papers(visit, 422, error=visit.words.error(error))
    return RedirectResponse(f"/papers/{made.id}", 303)


@router.get("/papers/{paper_id}")
def show_papers(visit: Guest, paper_id: Id) -> Response:
    with visit.workspace.database.read() as session:
        made = dispatch.find_dispatch(session, visit.actor, paper_id)
        names = people.names_of(session, {made.made_by})
    return page(visit, "paper.html.j2", made=made, names=names, same=None, program=__version__)


@router.post("/papers/{paper_id}/rebuild")
def rebuild_papers(visit: Guest, form: Form, paper_id: Id) -> Response:
    """Make the files again from what was recorded, and say whether each is what was sent."""
    with visit.workspace.database.read() as session:
        made = dispatch.find_dispatch(session, visit.actor, paper_id)
        names = people.names_of(session, {made.made_by})
    again = _make(visit, made, anew=True).files
    same = {name: again.get(name) == digest for name, digest in made.files.items()}
    return page(visit, "paper.html.j2", made=made, names=names, same=same, program=__version__)


@router.get("/papers/{paper_id}/files/{name}")
def download_paper(visit: Guest, paper_id: Id, name: str) -> Response:
    with visit.workspace.database.read() as session:
        made = dispatch.find_dispatch(session, visit.actor, paper_id)
    if name not in made.files:
        raise missing()
    file = _make(visit, made).folder / name
    return FileResponse(file, media_type="application/octet-stream", headers=_attached(name))


@router.get("/papers/{paper_id}/all.zip")
def download_all(visit: Guest, paper_id: Id) -> Response:
    with visit.workspace.database.read() as session:
        made = dispatch.find_dispatch(session, visit.actor, paper_id)
    folder = _make(visit, made).folder
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.files):
            archive.write(folder / name, name)
    return Response(buffer.getvalue(), media_type="application/zip", headers=_attached(f"{made.title}.zip"))


def _make(visit: Visit, made: Dispatch, anew: bool = False) -> Made:
    """The files of a set of papers, from the cache or made again from the recorded decisions."""
    folder = visit.workspace.cache / "papers" / str(made.id)
    if made.files and not anew and all((folder / name).is_file() for name in made.files):
        return Made(folder, dict(made.files))
    aside = _empty(folder.with_name(f"{made.id}.new"))
    with visit.workspace.database.read() as session:
        as_of = dispatch.as_of(session, made.documents)
        options = _options(visit, made, as_of)
        result = make_papers(dispatch.decided_reviews(session, made), made.options["kinds"], aside, options)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    return Made(folder, result.files)


def _options(visit: Visit, made: Dispatch, as_of: date) -> ReportOptions:
    chosen = made.options
    return ReportOptions(
        as_of=as_of,
        lang=chosen["lang"],
        versions=made.versions,
        laws=visit.workspace.law(as_of).views,
        office=chosen["office"] or None,
        parent_office=chosen["parent_office"] or None,
        place=chosen["place"] or None,
    )


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def _papers(visit: Visit, status: int = 200, error: str = "") -> Response:
    with visit.workspace.database.read() as session:
        found = dispatch.list_dispatches(session, visit.actor)
        names = people.names_of(session, {one.made_by for one in found})
        units = {unit.id: unit.name for unit in people.visible_units(session, visit.actor)}
    shown = {"made": found, "names": names, "units": units, "kinds": list(PAPERS), "levels": list(IssuerLevel)}
    return page(visit, "papers.html.j2", status, **shown, error=error)
