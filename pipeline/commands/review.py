"""``run_review.py review``: files and folders in, the review file out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.commands.messages import Language, say
from pipeline.engine import EngineOptions, run
from pipeline.errors import UsageError
from pipeline.ingest import InputFile, Limits, discover
from pipeline.law import Law, load_statutes
from pipeline.records import ReadStatus, Review, Severity
from pipeline.report import LawView, ReportOptions, write_reports
from pipeline.review import DEFAULT_LAW, Reviewer, ReviewSettings

ORDER = tuple(Severity)


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
@click.option("--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True)
@click.option("--law", default=DEFAULT_LAW, show_default=True, help="Số hiệu luật để đối chiếu / law to review against.")
@click.option(
    "--fail-on", type=click.Choice([s.value for s in Severity]), default=None, help="Mã thoát 3 khi có phát hiện từ mức này."
)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True)
@click.option("--workers", type=click.IntRange(0), default=0, help="Số tiến trình; 0 = số nhân / processes; 0 = one per core.")
@click.option(
    "--timeout", type=click.FloatRange(1), default=300.0, show_default=True, help="Giây cho một văn bản / seconds each."
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
    workers: int,
    timeout: float,
    quiet: bool,
) -> None:
    """Rà soát các tệp và thư mục, ghi báo cáo vào --out.

    Mã thoát / exit codes: 0 xong, 1 có văn bản không đọc được, 2 sai cách dùng, 3 có phát hiện từ mức --fail-on.
    """
    day = parse_day(as_of)
    files = discover(paths)
    if not files:
        raise UsageError(say("no-files", "vi", paths=", ".join(paths)), say("no-files", "en", paths=", ".join(paths)))
    settings = ReviewSettings(as_of=day, law=law, limits=Limits(), min_confidence=min_confidence)
    reviewer = Reviewer(settings)
    started = time.perf_counter()
    shown: list[_Row] = []
    reviews = run(files, settings, EngineOptions(workers=workers, seconds=timeout))
    options = ReportOptions(as_of=day, lang=lang, versions=reviewer.versions, laws=_views(reviewer.law, day))
    write_reports(_followed(reviews, files, shown, lang, quiet), out, options)
    if not quiet:
        _print_table(shown, lang, time.perf_counter() - started)
    click.echo(say("report-at", lang, path=out / "report.html"))
    unread = any(row.status is not ReadStatus.REVIEWED for row in shown)
    severe = fail_on is not None and any(
        row.counts.get(severity, 0) for row in shown for severity in ORDER[: ORDER.index(Severity(fail_on)) + 1]
    )
    raise click.exceptions.Exit(3 if severe else 1 if unread else 0)


class _Row:
    """What the closing table says of a document."""

    def __init__(self, review: Review) -> None:
        self.path, self.status, self.reason = review.path, review.status, review.reason
        self.counts: dict[Severity, int] = {}
        for finding in review.findings:
            self.counts[finding.severity] = self.counts.get(finding.severity, 0) + 1


def _views(law: Law, day: date) -> tuple[LawView, ...]:
    known = {law.number: law} | {s.number: s for s in load_statutes(day)}
    return tuple(LawView(s.number, s.title, s.articles, {}, s.norms) for s in known.values())


def _followed(
    reviews: Iterable[Review], files: list[InputFile], shown: list[_Row], lang: Language, quiet: bool
) -> Iterator[Review]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
        console=console,
        disable=quiet or not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(say("reviewing", lang), total=len(files), name="")
        for review in reviews:
            bar.update(task, advance=1, name=Path(review.path).name[:40])
            shown.append(_Row(review))
            yield review


def _print_table(rows: list[_Row], lang: Language, seconds: float) -> None:
    console = Console(file=sys.stdout, highlight=False, no_color=not sys.stdout.isatty())
    read = [row for row in rows if row.status is ReadStatus.REVIEWED]
    table = Table(box=None, pad_edge=False)
    table.add_column(say("document", lang), overflow="fold")
    table.add_column(say("findings", lang), justify="right")
    table.add_column(say("high", lang), justify="right")
    for row in sorted(read, key=lambda r: (-r.counts.get(Severity.HIGH, 0), -sum(r.counts.values()), r.path))[:40]:
        table.add_row(row.path, str(sum(row.counts.values())), str(row.counts.get(Severity.HIGH, 0)))
    console.print(table)
    unread = [row for row in rows if row.status is not ReadStatus.REVIEWED]
    if unread:
        console.print(say("not-read", lang, count=len(unread)))
        for row in unread:
            text = (row.reason.vi if lang == "vi" else row.reason.en) if row.reason else ""
            console.print(f"  {row.status.value}: {text}", markup=False, soft_wrap=True)
    findings = sum(sum(row.counts.values()) for row in read)
    high = sum(row.counts.get(Severity.HIGH, 0) for row in read)
    console.print(say("totals", lang, reviewed=len(read), findings=findings, high=high, seconds=seconds))
