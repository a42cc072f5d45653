"""Uploading documents and following their review."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from pipeline.engine import discover
from pipeline.errors import InvalidError, MissingError
from pipeline.store import jobs, people
from pipeline.store.access import Role, find_job
from pipeline.store.jobs import Uploaded
from pipeline.store.keep import storable
from pipeline.web.enter import Form, Guest, Id, number, text
from pipeline.web.show import Visit, page
from pipeline.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
UPLOAD = "/runs"
MOST_FILES = 1000
_CHUNK = 1 << 20
_LOOK = 0.7  # seconds between two looks at a run's progress


@router.get("/runs")
def list_runs(visit: Guest) -> Response:
    return _runs(visit)


@router.post(UPLOAD)
def upload(visit: Guest, form: Form) -> Response:
    """Keep the files under their hash and let a run wait for its turn."""
    try:
        visit.actor.require(Role.REVIEWER)
        unit, as_of = number(form, "unit"), _day(text(form, "as_of"))
        if unit is None:
            raise InvalidError("Hãy chọn đơn vị.", "Choose a unit.")
        files = keep_uploads(visit.workspace, [one for one in form.getlist("files") if isinstance(one, UploadFile)])
        with visit.workspace.database.begin() as session:
            job = jobs.create_job(session, visit.actor, unit, as_of, files)
    except InvalidError as error:
        return _runs(visit, 422, error=visit.words.error(error))
    return RedirectResponse(f"/runs/{job.id}", 303)


@router.get("/runs/{job_id}")
def show_run(visit: Guest, job_id: Id) -> Response:
    with visit.workspace.database.read() as session:
        job = find_job(session, visit.actor, job_id)
        progress, files = jobs.progress(session, job), jobs.files_of(session, job_id)
        names = people.names_of(session, {job.created_by})
        units = {unit.id: unit.name for unit in people.visible_units(session, visit.actor)}
    return page(visit, "run.html.j2", job=job, progress=progress, files=files, names=names, unit=units[job.unit_id])


@router.post("/runs/{job_id}/cancel")
def cancel_run(visit: Guest, form: Form, job_id: Id) -> Response:
    with visit.workspace.database.begin() as session:
        jobs.cancel(session, visit.actor, job_id)
    return RedirectResponse(f"/runs/{job_id}", 303)


@router.post("/runs/{job_id}/resume")
def resume_run(visit: Guest, form: Form, job_id: Id) -> Response:
    with visit.workspace.database.begin() as session:
        jobs.resume(session, visit.actor, job_id)
    return RedirectResponse(f"/runs/{job_id}", 303)


@router.get("/runs/{job_id}/events")
async def follow_run(visit: Guest, job_id: Id) -> Response:
    """Server-sent events: ``progress`` whenever the counts change, ``end`` when the run is over."""
    await run_in_threadpool(_look, visit, job_id)  # a run that is not there is an answer, not an empty stream
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(_events(visit, job_id), media_type="text/event-stream", headers=headers)


async def _events(visit: Visit, job_id: int) -> AsyncIterator[str]:
    last: dict[str, Any] = {}
    while not await visit.request.is_disconnected():
        try:
            seen = await run_in_threadpool(_look, visit, job_id)
        except MissingError:
            return
        if seen != last:
            yield f"event: progress\ndata: {json.dumps(seen, ensure_ascii=False)}\n\n"
            last = seen
        if not seen["active"]:
            yield "event: end\ndata: {}\n\n"
            return
        await asyncio.sleep(_LOOK)


def _look(visit: Visit, job_id: int) -> dict[str, Any]:
    with visit.workspace.database.read() as session:
        found = jobs.progress(session, find_job(session, visit.actor, job_id))
    words = visit.words("run-counts", done=found.done, total=found.total, failed=found.failed, findings=found.findings)
    status = visit.words.of("run", found.status)
    return {"done": found.done, "total": found.total, "active": found.active, "status": status, "words": words}


def keep_uploads(workspace: Workspace, uploads: list[UploadFile]) -> list[Uploaded]:
    """Store uploaded files; archives and e-mails give one entry for each document in them.

    Raises InvalidError where nothing was uploaded, or too much.
    """
    found: list[Uploaded] = []
    for upload in uploads:
        name = upload_name(upload.filename)
        if not name:
            continue
        digest, suffix = workspace.files.add(_chunks(upload), name, workspace.upload_bytes)
        stored = workspace.files.path(digest, suffix)
        for one in discover([str(stored)]):
            found.append(Uploaded(storable(name + one.given[len(stored.as_posix()) :]), digest, suffix))
        if len(found) > MOST_FILES:
            raise InvalidError(
                f"Mỗi lần chỉ nhận tối đa {MOST_FILES} văn bản. Hãy chia nhỏ.",
                f"At most {MOST_FILES} documents at a time. Upload them in parts.",
            )
    if not found:
        raise InvalidError("Chưa chọn tệp nào.", "No file was chosen.")
    return found


def upload_name(name: str | None) -> str:
    """The file's own name without folders; what people see, never a path."""
    plain = PurePosixPath(storable(name or "").replace("\\", "/")).name
    return "".join(char if char.isprintable() else "_" for char in plain)[-200:]


def _chunks(upload: UploadFile) -> Iterator[bytes]:
    upload.file.seek(0)
    while chunk := upload.file.read(_CHUNK):
        yield chunk


def _runs(visit: Visit, status: int = 200, error: str = "") -> Response:
    with visit.workspace.database.read() as session:
        found = jobs.list_jobs(session, visit.actor)
        units = {unit.id: unit.name for unit in people.visible_units(session, visit.actor)}
    return page(visit, "runs.html.j2", status, jobs=found, units=units, error=error, today=visit.workspace.today())


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise InvalidError("Ngày rà soát không hợp lệ.", "The review date is no date.") from error
