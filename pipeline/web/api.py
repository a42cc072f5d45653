"""The same operations for programs, under /api, with a token for each user. OpenAPI: /api/openapi.json."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, File, Form, Path, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from pipeline import __version__
from pipeline.errors import ConflictError, PipelineError
from pipeline.store import decide, jobs, people, queue
from pipeline.store.access import Actor, Role, find_document, find_finding, find_job
from pipeline.store.decide import Choice, Selection
from pipeline.store.follow import follow
from pipeline.store.keep import storable
from pipeline.store.queue import Sort, State
from pipeline.store.tables import DocumentRow, ProvisionRow
from pipeline.web import messages as m
from pipeline.web.runs import keep_uploads
from pipeline.web.show import status_of
from pipeline.web.workspace import Workspace

_REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": m.Problem, "description": text}
    for code, text in (
        (400, "The request is not readable."),
        (401, "No valid token."),
        (403, "The role does not allow it."),
        (404, "No such object, or not visible to this user."),
        (405, "Not an operation on this address."),
        (409, "Somebody else changed the object meanwhile."),
        (413, "Too large."),
        (422, "The values are incomplete or contradict themselves."),
    )
}
# Nothing is sent anywhere: FastAPI's own measuring is off, whatever the environment says.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
_bearer = HTTPBearer(auto_error=False)
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


class _Unauthorized(Exception):
    """No token, or none that is valid."""


def _actor(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Actor:
    workspace: Workspace = request.app.state.workspace
    if given is None:
        raise _Unauthorized
    with workspace.database.read() as session:
        actor = people.bearer(session, given.credentials, request.client.host if request.client else "")
    if actor is None:
        raise _Unauthorized
    return actor


Caller = Annotated[Actor, Depends(_actor)]


def create_api(workspace: Workspace) -> FastAPI:
    """The API of one installation; it takes tokens only, never the browser's cookie, so no other site can use it."""
    api = FastAPI(
        title="Rà soát văn bản: API",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=_REFUSALS,
        telemetry=NO_TELEMETRY,
    )
    api.state.workspace = workspace
    database, today = workspace.database, workspace.today

    @api.get("/findings")
    def list_findings(
        caller: Caller,
        page: Annotated[int, Query(ge=1, le=10**6)] = 1,
        unit: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
        document: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
        kind: Annotated[str, Query(max_length=40)] = "",
        article: Annotated[str, Query(max_length=10)] = "",
        severity: Annotated[str, Query(max_length=10)] = "",
        state: State | None = None,
        late: bool = False,
        text: Annotated[str, Query(max_length=200)] = "",
        sort: Sort = Sort.SEVERITY,
    ) -> m.FindingPage:
        """The queue, 50 findings a page."""
        texts = {"kind": kind, "article": article, "severity": severity, "text": text}
        wanted = queue.Filter(
            unit=unit,
            document=document,
            state=state.value if state else "",
            late=late,
            sort=sort,
            **{name: storable(value) for name, value in texts.items()},
        )
        with database.read() as session:
            found = queue.list_findings(session, caller, wanted, page, today())
            rows = [m.FindingOut.of(row) for row, _ in found.rows]
        return m.FindingPage(total=found.total, page=found.number, pages=found.pages, findings=rows)

    @api.get("/findings/{finding_id}")
    def show_finding(caller: Caller, finding_id: Id) -> m.FindingOut:
        with database.read() as session:
            row = find_finding(session, caller, finding_id)
            return m.FindingOut.of(row, row.record)

    @api.get("/findings/{finding_id}/history")
    def show_history(caller: Caller, finding_id: Id) -> m.History:
        with database.read() as session:
            find_finding(session, caller, finding_id)
            return m.History(
                decisions=[
                    m.DecisionOut(**{name: getattr(one, name) for name in m.DecisionOut.model_fields})
                    for one in decide.history(session, finding_id)
                ],
                comments=[
                    m.CommentOut(id=one.id, made_by=one.made_by, made_at=one.made_at, text=one.text)
                    for one in decide.comments(session, finding_id)
                ],
            )

    @api.post("/findings/{finding_id}/decision")
    def decide_finding(caller: Caller, finding_id: Id, body: m.Decision) -> m.FindingOut:
        with database.begin() as session:
            return m.FindingOut.of(decide.decide(session, caller, finding_id, body.version, body.choice()))

    @api.post("/findings/{finding_id}/approval")
    def approve_finding(caller: Caller, finding_id: Id, body: m.Approval) -> m.FindingOut:
        with database.begin() as session:
            return m.FindingOut.of(decide.approve(session, caller, finding_id, body.version))

    @api.post("/findings/{finding_id}/return")
    def return_finding(caller: Caller, finding_id: Id, body: m.Return) -> m.FindingOut:
        with database.begin() as session:
            return m.FindingOut.of(decide.send_back(session, caller, finding_id, body.version, body.reason))

    @api.post("/findings/{finding_id}/assignment")
    def assign_finding(caller: Caller, finding_id: Id, body: m.Assignment) -> m.FindingOut:
        with database.begin() as session:
            row = decide.assign(session, caller, finding_id, body.version, body.assignee, body.due_on)
            return m.FindingOut.of(row)

    @api.post("/findings/{finding_id}/comments", status_code=201)
    def comment_finding(caller: Caller, finding_id: Id, body: m.NewComment) -> m.CommentOut:
        with database.begin() as session:
            made = decide.comment(session, caller, finding_id, body.text)
            return m.CommentOut(id=made.id, made_by=made.made_by, made_at=made.made_at, text=made.text)

    @api.post("/bulk-decision")
    def decide_bulk(caller: Caller, body: m.BulkDecision) -> m.BulkOutcome:
        choice = Choice(body.verdict, body.reason_code, body.reason)
        with database.begin() as session:
            outcome = decide.decide_many(session, caller, [(one.id, one.version) for one in body.items], choice)
        return m.BulkOutcome(done=list(outcome.done), conflicts=list(outcome.conflicts))

    @api.get("/documents")
    def list_documents(caller: Caller, page: Annotated[int, Query(ge=1, le=10**6)] = 1) -> m.DocumentList:
        """The newest first, 50 a page."""
        where = caller.visible(DocumentRow.unit_id)
        with database.read() as session:
            total = session.scalar(select(func.count()).select_from(DocumentRow).where(where)) or 0
            query = select(DocumentRow).where(where).order_by(DocumentRow.id.desc()).limit(50).offset((page - 1) * 50)
            return m.DocumentList(total=total, documents=[m.DocumentOut.of(row) for row in session.scalars(query)])

    @api.get("/documents/{document_id}")
    def show_document(caller: Caller, document_id: Id) -> m.WholeDocument:
        with database.read() as session:
            row = find_document(session, caller, document_id)
            records = session.scalars(
                select(ProvisionRow.record).where(ProvisionRow.document_id == document_id).order_by(ProvisionRow.position)
            ).all()
            return m.WholeDocument(document=m.DocumentOut.of(row), provisions=list(records), conformance=row.conformance)

    @api.post("/documents/{document_id}/findings", status_code=201)
    def add_finding(caller: Caller, document_id: Id, body: m.NewFinding) -> m.FindingOut:
        law = body.law.unit() if body.law else None
        chosen = Selection(body.path, body.start, body.end, body.kind, body.action, body.severity, law, body.wording)
        with database.begin() as session:
            row = decide.add_finding(session, caller, document_id, chosen)
            return m.FindingOut.of(row, row.record)

    @api.get("/runs")
    def list_runs(caller: Caller) -> list[m.RunOut]:
        with database.read() as session:
            return [m.RunOut.of(job, progress) for job, progress in jobs.list_jobs(session, caller)]

    @api.post("/runs", status_code=201)
    def create_run(
        caller: Caller,
        unit: Annotated[int, Form(ge=1, le=2**31 - 1)],
        as_of: Annotated[date, Form()],
        files: Annotated[list[UploadFile], File()],
    ) -> m.RunOut:
        """Upload documents (or archives of them) and review them as of a day."""
        caller.require(Role.REVIEWER)
        kept = keep_uploads(workspace, list(files))
        with database.begin() as session:
            job = jobs.create_job(session, caller, unit, as_of, kept)
            return m.RunOut.of(job, jobs.progress(session, job), jobs.files_of(session, job.id))

    @api.get("/runs/{run_id}")
    def show_run(caller: Caller, run_id: Id) -> m.RunOut:
        with database.read() as session:
            job = find_job(session, caller, run_id)
            return m.RunOut.of(job, jobs.progress(session, job), jobs.files_of(session, run_id))

    @api.post("/runs/{run_id}/cancellation")
    def cancel_run(caller: Caller, run_id: Id) -> m.RunOut:
        with database.begin() as session:
            job = jobs.cancel(session, caller, run_id)
            return m.RunOut.of(job, jobs.progress(session, job))

    @api.post("/runs/{run_id}/resumption")
    def resume_run(caller: Caller, run_id: Id) -> m.RunOut:
        with database.begin() as session:
            job = jobs.resume(session, caller, run_id)
            return m.RunOut.of(job, jobs.progress(session, job))

    @api.get("/board")
    def show_board(caller: Caller) -> list[m.UnitStanding]:
        with database.read() as session:
            board = follow(session, caller, today())
        return [
            m.UnitStanding(unit=unit.id, name=unit.name, level=unit.level, counts=asdict(standing))
            for unit, standing in board.units
        ]

    api.add_exception_handler(_Unauthorized, _unauthorized)
    api.add_exception_handler(PipelineError, _refused)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    return api


def _unauthorized(request: Request, error: Exception) -> Response:
    body = m.problem("Thiếu mã truy cập hợp lệ (Authorization: Bearer …).", "No valid token (Authorization: Bearer …).")
    return JSONResponse(body, 401, headers={"WWW-Authenticate": "Bearer"})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, PipelineError)
    current = error.current if isinstance(error, ConflictError) else None
    return JSONResponse(m.problem(error.vi, error.en, current), status_of(error))


def _invalid(request: Request, error: Exception) -> Response:
    """Names the fields, never their values."""
    assert isinstance(error, RequestValidationError)
    places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:10])
    body = m.problem(f"Yêu cầu không hợp lệ: {places}", f"The request is not valid: {places}")
    return JSONResponse(body, 422)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    body = m.problem("Yêu cầu không thực hiện được.", str(error.detail))
    return JSONResponse(body, error.status_code, headers=error.headers)
