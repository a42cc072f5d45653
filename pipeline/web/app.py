"""The application: pages, API, files of its own, and what happens on errors."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from pipeline.errors import PipelineError
from pipeline.web import board, change, documents, enter, inspect, manage, runs, send
from pipeline.web.api import NO_TELEMETRY, create_api
from pipeline.web.enter import SignedOutError
from pipeline.web.protect import HEADERS, Protection
from pipeline.web.show import language, load_words, render, status_of
from pipeline.web.work import BackgroundWorker
from pipeline.web.workspace import Workspace

_MOST_UPLOAD = 1024**3  # bytes of all files of one upload together


def create_app(workspace: Workspace, hosts: Sequence[str] = ("localhost", "127.0.0.1"), work: bool = True) -> FastAPI:
    """The application of one installation.

    ``hosts``: names that the server answers to (a page of another site cannot reach it under a name of its own).
    ``work``: also run the reviews, in the background of this process.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        worker = BackgroundWorker(workspace) if work else None
        if worker:
            worker.start()
        # The corpus takes seconds to read: it is there before somebody opens the first finding.
        threading.Thread(target=workspace.law, args=(workspace.today(),), name="law", daemon=True).start()
        yield
        if worker:
            worker.stop()

    app = FastAPI(
        title="Rà soát văn bản", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan, telemetry=NO_TELEMETRY
    )
    app.state.workspace = workspace
    app.state.setup_tries = 0
    for module in (board, change, documents, enter, inspect, manage, runs, send):
        app.include_router(module.router)
    app.mount("/api", create_api(workspace))
    app.mount("/static", StaticFiles(directory=str(files(__package__).joinpath("static"))))
    app.add_exception_handler(SignedOutError, _to_sign_in)
    app.add_exception_handler(PipelineError, _refused)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Protection, uploads=(runs.UPLOAD, "/api" + runs.UPLOAD), most=_MOST_UPLOAD)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    return app


def _to_sign_in(request: Request, error: Exception) -> Response:
    to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = "/sign-in" if request.method != "GET" or to == "/" else f"/sign-in?to={quote(to)}"
    if request.headers.get("hx-request"):  # the whole page must go there, not the part that was asked for
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, PipelineError)
    lang = language(request)
    return render(request, "refused.html.j2", lang, status_of(error), message=load_words(lang).error(error))


def _not_found(request: Request, error: Exception) -> Response:
    lang = language(request)
    status = error.status_code if isinstance(error, HTTPException) else 404
    return render(request, "refused.html.j2", lang, status, message=load_words(lang)("no-page"))


def _broken(request: Request, error: Exception) -> Response:
    """A defect of ours; the log has it, the page says what to do and nothing of the inside."""
    lang = language(request)
    response = render(request, "refused.html.j2", lang, 500, message=load_words(lang)("broken"))
    response.headers.update(HEADERS)  # this one does not pass the middleware
    return response
