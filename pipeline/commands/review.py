"""``run_review.py review``: files and folders in, the review file out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import get_args

import click

from pipeline.commands.messages import Language, say
from pipeline.commands.overview import Row, note, print_overview
from pipeline.commands.progress import Mode, follow
from pipeline.commands.slips import FOLDER, slip_writer
from pipeline.commands.views import law_views
from pipeline.engine import EngineOptions, run
from pipeline.errors import UsageError
from pipeline.ingest import InputFile, discover
from pipeline.law import Law
from pipeline.law.copied import READ_FROM_COPY
from pipeline.law.statute import NOT_IN_FORCE
from pipeline.records import Severity
from pipeline.report import Format, ReportOptions, Summary, write_reports
from pipeline.report.write import JSONL, SUMMARY
from pipeline.review import DEFAULT_LAW, Reviewer, ReviewSettings

OWN_FILES = frozenset({*JSONL, SUMMARY, *(f"report.{format}" for format in Format)})


def parse_day(value: str | None) -> date:
    """``--as-of``: an ISO day, today where not given."""
    if value is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar day
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(say("bad-date", "vi", value=value), say("bad-date", "en", value=value)) from error


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục kết quả / output folder.")
@click.option("--as-of", default=None, help="Ngày rà soát, ví dụ 2026-11-01; mặc định hôm nay / review date.")
@click.option(
    "--lang",
    type=click.Choice(get_args(Language)),
    default="vi",
    show_default=True,
    help="Ngôn ngữ của báo cáo / language of the reports.",
)
@click.option("--law", default=DEFAULT_LAW, show_default=True, help="Số hiệu luật để đối chiếu / law to review against.")
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    default=None,
    help="Mã thoát 3 khi có phát hiện từ mức này / exit code 3 for findings of this severity or worse.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Bỏ phát hiện dưới độ tin cậy này / drop findings below it.",
)
@click.option("--office", default=None, help="Cơ quan rà soát, in ở đầu báo cáo và phiếu / reviewing office.")
@click.option("--parent-office", default=None, help="Cơ quan cấp trên của cơ quan rà soát / its parent office.")
@click.option("--place", default=None, help="Địa danh in trước ngày tháng / place printed before the date.")
@click.option(
    "--slips", is_flag=True, help=f"Ghi thêm phiếu rà soát từng văn bản vào {FOLDER}/ / a review slip for each document."
)
@click.option("--workers", type=click.IntRange(0), default=0, help="Số tiến trình; 0 = số nhân / processes; 0 = one per core.")
@click.option(
    "--timeout", type=click.FloatRange(1), default=300.0, show_default=True, help="Giây cho một văn bản / seconds each."
)
@click.option(
    "--progress",
    type=click.Choice(get_args(Mode)),
    default="auto",
    show_default=True,
    help="Tiến độ trên stderr: auto = thanh tiến độ nếu là cửa sổ lệnh, json = mỗi văn bản một dòng / progress on stderr.",
)
@click.option("--quiet", is_flag=True, help="Không in tiến độ và bảng / no progress, no table.")
def review(
    paths: tuple[str, ...],
    out: Path,
    as_of: str | None,
    lang: Language,
    law: str,
    fail_on: str | None,
    min_confidence: float,
    office: str | None,
    parent_office: str | None,
    place: str | None,
    slips: bool,
    workers: int,
    timeout: float,
    progress: Mode,
    quiet: bool,
) -> None:
    """Rà soát các tệp và thư mục, ghi báo cáo vào --out.

    Mã thoát / exit codes: 0 xong, 1 có văn bản không đọc được, 2 sai cách dùng, 3 có phát hiện từ mức --fail-on.
    """
    started = time.perf_counter()
    settings = ReviewSettings(as_of=parse_day(as_of), law=law, min_confidence=min_confidence)
    files = without_own_output(discover(paths), paths, out)
    if not files:
        raise UsageError(say("no-files", "vi", paths=", ".join(paths)), say("no-files", "en", paths=", ".join(paths)))
    reviewer = Reviewer(settings)
    if not quiet:
        _note_law(reviewer.law, lang)
    options = ReportOptions(
        as_of=settings.as_of,
        lang=lang,
        versions=reviewer.versions,
        laws=law_views(reviewer.law, reviewer.registry),
        office=office,
        parent_office=parent_office,
        place=place,
    )
    rows: list[Row] = []
    try:
        summary = _write(
            files, settings, EngineOptions(workers, timeout), options, out, rows, slips, "none" if quiet else progress
        )
    except KeyboardInterrupt as stop:
        click.echo("\n" + say("interrupted", lang, path=out), err=True)
        raise click.Abort from stop
    if not quiet:
        print_overview(rows, lang, time.perf_counter() - started)
    click.echo(say("report-at", lang, path=out / "report.html"))
    severe = fail_on is not None and summary.at_or_above(Severity(fail_on))
    raise click.exceptions.Exit(3 if severe else 1 if summary.unread else 0)


def _note_law(law: Law, lang: Language) -> None:
    """What a review against this law cannot say, before it begins."""
    if law.version == NOT_IN_FORCE:
        click.echo(say("law-not-in-force", lang, number=law.number, day=law.as_of), err=True)
    elif read := sum(norm.source == READ_FROM_COPY for norm in law.norms):
        click.echo(say("law-read-norms", lang, number=law.number, count=read), err=True)


def _write(
    files: Sequence[InputFile],
    settings: ReviewSettings,
    engine: EngineOptions,
    options: ReportOptions,
    out: Path,
    rows: list[Row],
    slips: bool,
    progress: Mode,
) -> Summary:
    """Review and write; nothing is published before everything is there."""
    with ExitStack() as stack:
        writer = stack.enter_context(slip_writer(out, options)) if slips else None
        reviews = stack.enter_context(closing(run(files, settings, engine)))
        followed = follow(note(reviews, rows), len(files), progress, options.lang)
        summary = write_reports(writer.follow(followed) if writer else followed, out, options)
        if writer:
            writer.publish(out)
    return summary


def without_own_output(files: Sequence[InputFile], paths: Sequence[str], out: Path) -> list[InputFile]:
    """The files but for what an earlier run wrote: ``review . --out ./review`` must not review its own reports.

    A file that is named itself is always taken.
    """
    named = {Path(path).resolve() for path in paths}
    folder = out.resolve()
    inside = any(path in folder.parents for path in named)  # the output folder lies in an input folder

    def own(file: InputFile) -> bool:
        path = file.path.resolve()
        if path in named:
            return False
        reports = path.parent == folder and path.name in OWN_FILES
        return reports or folder / FOLDER in path.parents or (inside and folder in path.parents)

    return [file for file in files if not own(file)]
