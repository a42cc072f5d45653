"""A workspace that really serves: uvicorn on a free port of this machine, with a law of three articles and made-up reviews."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import uvicorn
from workspace_cases import LAW, PASSWORD, VERSIONS, Office, open_office, review, unread

from pipeline.engine import InputFile
from pipeline.records import Article, LawClause, Review, Setting
from pipeline.report import LawView
from pipeline.store import Database, FileStore
from pipeline.web import Running, Workspace, create_app

TODAY = date(2026, 11, 20)


def small_law(as_of: date) -> tuple[LawView, ...]:
    titles = {"13": "Công khai thông tin", "14": "Thời điểm công khai", "36": "Ban Thanh tra nhân dân"}
    articles = tuple(
        Article(
            LAW,
            number,
            title,
            Setting.COMMUNE,
            f"Tóm lược: {title.lower()}.",
            (LawClause("1", f"Khoản một về {title.lower()}."),),
        )
        for number, title in titles.items()
    )
    return (LawView(LAW, "Luật Thực hiện dân chủ ở cơ sở", articles),)


@dataclass
class Reviewing:
    """Stands for the engine: one made-up review a file; waits at each file while ``hold`` is set."""

    hold: threading.Event = field(default_factory=threading.Event)
    seen: list[str] = field(default_factory=list)

    def __call__(self, files: Sequence[InputFile], as_of: date) -> Running:
        return Running(self._reviews(files), VERSIONS)

    def _reviews(self, files: Sequence[InputFile]) -> Generator[Review, None, None]:
        for file in files:
            while self.hold.is_set():
                time.sleep(0.02)
            self.seen.append(file.given)
            if not file.path.is_file():
                raise FileNotFoundError(file.path)
            yield unread(file.given) if "hong" in file.given else review(file.given)


@dataclass(frozen=True)
class Served:
    """A running workspace; ``url`` without the slash at the end."""

    url: str
    workspace: Workspace
    office: Office
    reviewing: Reviewing

    @property
    def database(self) -> Database:
        return self.workspace.database


def make_workspace(database: Database, folder: Path, review_files: Callable[[Sequence[InputFile], date], Running]) -> Workspace:
    return Workspace(
        database=database,
        files=FileStore(folder / "files"),
        laws=small_law,
        review=review_files,
        cache=folder / "cache",
        today=lambda: TODAY,
    )


@contextmanager
def serving(workspace: Workspace) -> Iterator[str]:
    """Serve in a thread of this process; the address without the slash at the end."""
    config = uvicorn.Config(create_app(workspace), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def serve_office(database: Database, folder: Path) -> Iterator[Served]:
    reviewing = Reviewing()
    workspace = make_workspace(database, folder, reviewing)
    office = open_office(database)
    with serving(workspace) as url:
        yield Served(url, workspace, office, reviewing)


__all__ = ["PASSWORD", "Served", "serve_office", "serving"]
