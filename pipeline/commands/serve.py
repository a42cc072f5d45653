"""``run_review.py serve``: the review workspace in the browser."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import resources
from pipeline.commands.messages import say
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.engine import InputFile
    from pipeline.report import LawView
    from pipeline.store import Database, FileStore
    from pipeline.web import Running, Workspace

HERE = ("127.0.0.1", "localhost", "::1")


def data_option(command: click.decorators.FC) -> click.decorators.FC:
    """``--data`` and ``--database``, the same for every command that opens the workspace."""
    command = click.option(
        "--database",
        default=None,
        envvar="RASOAT_DATABASE",
        help="postgresql://…; mặc định là tệp SQLite trong --data / PostgreSQL by URL, else SQLite in the folder.",
    )(command)
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="Thư mục dữ liệu: cơ sở dữ liệu, tệp đã nạp / folder of database and uploaded files.",
    )(command)


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Cổng / port.")
@click.option("--name", "names", multiple=True, help="Tên máy chủ mà người dùng gõ / host name that users type (repeatable).")
@click.option(
    "--certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None, help="Tệp chứng thư TLS / TLS."
)
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None, help="Khóa TLS / TLS key.")
@click.option("--workers", type=click.IntRange(0), default=0, help="Số tiến trình rà soát; 0 = số nhân / review processes.")
@click.option(
    "--timeout", type=click.FloatRange(1), default=300.0, show_default=True, help="Giây cho một văn bản / seconds each."
)
def serve(
    data: Path | None,
    database: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    workers: int,
    timeout: float,
) -> None:
    """Mở không gian rà soát trong trình duyệt (cần pip install -e ".[web]").

    Dừng bằng Ctrl-C; lượt rà soát đang dở được chạy tiếp ở lần khởi động sau.
    """
    if (certificate is None) != (key is None):
        raise UsageError(say("serve-tls", "vi"), say("serve-tls", "en"))
    opened, files = open_store(data, database)
    import uvicorn

    from pipeline.store import people
    from pipeline.web import create_app

    workspace = build_workspace(opened, files, folder_of(data) / "cache", workers, timeout, secure=certificate is not None)
    with closing(opened):
        with opened.read() as session:
            fresh = not people.has_users(session)
        scheme = "https" if certificate else "http"
        address = f"{scheme}://{names[0] if names else 'localhost' if host in HERE else host}:{port}/"
        for lang in ("vi", "en"):
            click.echo(say("serve-at", lang, address=address), err=True)
            if fresh:
                click.echo(say("serve-setup", lang, code=workspace.setup_code), err=True)
            if host not in HERE and not certificate:
                click.echo(say("serve-plain", lang), err=True)
        app = create_app(workspace, hosts=[*HERE, host, *names])
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_graceful_shutdown=3,
        )


def folder_of(data: Path | None) -> Path:
    return data or resources.user_dir() / "workspace"


def open_store(data: Path | None, database: str | None) -> tuple[Database, FileStore]:
    """The database and the uploaded files. Raises UsageError where the extra ``web`` is not installed."""
    try:
        from pipeline.store import FileStore, open_database
    except ImportError as error:
        raise UsageError(say("no-web", "vi", name=error.name), say("no-web", "en", name=error.name)) from error
    folder = folder_of(data)
    return open_database(database or f"sqlite:///{folder / 'workspace.sqlite'}"), FileStore(folder / "files")


def build_workspace(
    database: Database, files: FileStore, cache: Path, workers: int, timeout: float, secure: bool = False
) -> Workspace:
    """Put the workspace together with the law and the engine."""
    from pipeline.web import Workspace

    def review(inputs: Sequence[InputFile], as_of: date) -> Running:
        return start_reviews(inputs, as_of, workers, timeout)

    return Workspace(
        database=database,
        files=files,
        laws=laws_on,
        review=review,
        cache=cache,
        today=date.today,
        setup_code=secrets.token_hex(4),
        secure=secure,
    )


def laws_on(as_of: date) -> tuple[LawView, ...]:
    """What pages and papers print of the law."""
    from pipeline.commands.views import law_views
    from pipeline.review import Reviewer, ReviewSettings

    reviewer = Reviewer(ReviewSettings(as_of=as_of))
    return law_views(reviewer.law, reviewer.registry)


def start_reviews(inputs: Sequence[InputFile], as_of: date, workers: int, timeout: float) -> Running:
    """Review in worker processes; the versions are those of a reviewer with the same settings."""
    from pipeline.engine import EngineOptions, run
    from pipeline.review import Reviewer, ReviewSettings
    from pipeline.web import Running

    settings = ReviewSettings(as_of=as_of)
    return Running(run(inputs, settings, EngineOptions(workers, timeout)), Reviewer(settings).versions)
