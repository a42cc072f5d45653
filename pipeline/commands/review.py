"""``run_review.py review``: files and folders in, the review file out."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import click

from pipeline.commands.days import parse_day
from pipeline.commands.messages import Language, say
from pipeline.commands.overview import Overview, print_overview
from pipeline.commands.plan import print_plan
from pipeline.commands.progress import Mode, follow
from pipeline.commands.slips import FOLDER, slip_writer
from pipeline.commands.stop import stoppable
from pipeline.commands.views import law_views
from pipeline.engine import FOLDER as STATE
from pipeline.engine import Batch, EngineOptions, Journal, Muster, Pool, Progress, fingerprint, locked
from pipeline.errors import UsageError
from pipeline.ingest import InputFile, discover
from pipeline.law import Law
from pipeline.law.copied import READ_FROM_COPY
from pipeline.law.statute import NOT_IN_FORCE
from pipeline.records import Severity
from pipeline.report import Format, ReportOptions, Summary, write_reports
from pipeline.report.changes import read_counts
from pipeline.report.stage import clear_stages
from pipeline.report.write import CHANGES, JSONL, REPORT, SUMMARY
from pipeline.review import DEFAULT_LAW, Reviewer, ReviewSettings

OWN_FILES = frozenset({*JSONL, SUMMARY, CHANGES, *(f"report.{format}" for format in Format)})


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
@click.option("--resume", is_flag=True, help="Làm tiếp lần rà soát bị dừng giữa chừng / go on with an unfinished run.")
@click.option("--fresh", is_flag=True, help="Rà soát lại tất cả, không dùng kết quả cũ / review everything again.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ làm gì / say what would be done, do nothing.")
@click.option(
    "--skip-errors", is_flag=True, help="Mã thoát 0 dù có văn bản không đọc được / exit code 0 despite unread documents."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Chạy trên máy này hay cụm Ray / this machine or a Ray cluster.",
)
@click.option("--address", default=None, help="Địa chỉ cụm Ray / address of the Ray cluster.")
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
    resume: bool,
    fresh: bool,
    dry_run: bool,
    skip_errors: bool,
    engine: str,
    address: str | None,
    workers: int,
    timeout: float,
    progress: Mode,
    quiet: bool,
) -> None:
    """Rà soát các tệp và thư mục, ghi báo cáo vào --out.

    Mã thoát / exit codes: 0 xong, 1 có văn bản không đọc được, 2 sai cách dùng, 3 có phát hiện từ mức --fail-on.
    """
    started = time.perf_counter()
    _exclude(resume and fresh, "fresh-and-resume")
    _exclude(address is not None and engine != "ray", "address-without-ray")
    settings = ReviewSettings(as_of=parse_day(as_of), law=law, min_confidence=min_confidence)
    files = without_own_output(discover(paths), paths, out)
    if not files:
        raise UsageError(say("no-files", "vi", paths=", ".join(paths)), say("no-files", "en", paths=", ".join(paths)))
    order = _Order(files, out, lang, EngineOptions(workers, timeout), engine, address, "none" if quiet else progress, slips)
    named = partial(ReportOptions, lang=lang, office=office, parent_office=parent_office, place=place)
    seen = Overview()
    if dry_run:
        _plan(order, settings)
        return
    under_review = Reviewer(settings).law  # a law that does not exist is said before anything is written
    if not quiet:
        _note_law(under_review, lang)
    with stoppable(), locked(out / STATE):
        clear_stages(out)
        with Journal(out) as journal:
            settings = _begin(journal, settings, order, as_of is not None, resume, fresh)
            try:
                summary, state = _write(journal, settings, order, named, seen)
            except KeyboardInterrupt as stop:
                done = sum(journal.counts().values())
                click.echo("\n" + say("interrupted", lang, path=out, done=done), err=True)
                raise click.Abort from stop
            seconds = time.perf_counter() - started
            journal.finish(**({"pace": f"{seconds / state.made:.3f}"} if state.made else {}))
    if not quiet:
        print_overview(seen, lang, seconds)
        if state.kept or state.duplicates:
            click.echo(say("kept", lang, made=state.made, kept=state.kept, duplicates=state.duplicates))
        if counts := read_counts(out / CHANGES):
            click.echo(say("changes", lang, **counts))
    click.echo(say("report-at", lang, path=out / "report.html"))
    severe = fail_on is not None and summary.at_or_above(Severity(fail_on))
    raise click.exceptions.Exit(3 if severe else 1 if summary.unread and not skip_errors else 0)


@dataclass(frozen=True, slots=True)
class _Order:
    """What the user asks for, but for what the review itself depends on."""

    files: Sequence[InputFile]
    out: Path
    lang: Language
    options: EngineOptions
    engine: str
    address: str | None
    progress: Mode
    slips: bool


def _exclude(wrong: bool, key: str) -> None:
    if wrong:
        raise UsageError(say(key, "vi"), say(key, "en"))


def _begin(journal: Journal, settings: ReviewSettings, order: _Order, dated: bool, resume: bool, fresh: bool) -> ReviewSettings:
    """Open the run in the journal. An unfinished one that is resumed keeps its day unless another is given."""
    if journal.damaged:
        click.echo(say("journal-damaged", order.lang, path=journal.damaged), err=True)
    last = journal.last()
    if resume and last and not last.finished and not dated:
        settings = dataclasses.replace(settings, as_of=date.fromisoformat(last.about["as_of"]))
    about = {"as_of": settings.as_of.isoformat()}
    resumed = journal.begin(fingerprint(settings, settings.limits), about, resume, fresh)
    if resume and order.progress == "auto":
        key = "resumed" if resumed else "nothing-to-resume"
        click.echo(say(key, order.lang, day=settings.as_of.isoformat(), path=order.out), err=True)
    return settings


def _note_law(law: Law, lang: Language) -> None:
    """What a review against this law cannot say, before it begins."""
    if law.version == NOT_IN_FORCE:
        click.echo(say("law-not-in-force", lang, number=law.number, day=law.as_of), err=True)
    elif read := sum(norm.source == READ_FROM_COPY for norm in law.norms):
        click.echo(say("law-read-norms", lang, number=law.number, count=read), err=True)


def _write(
    journal: Journal, settings: ReviewSettings, order: _Order, named: partial[ReportOptions], seen: Overview
) -> tuple[Summary, Progress]:
    """Review and write; nothing is published before everything is there."""
    with ExitStack() as stack:
        batch = Batch(order.files, journal, _muster(settings, order), settings.limits)
        stack.callback(batch.close)
        batch.start()  # the workers load while the law is loaded here
        reviewer = Reviewer(settings)
        options = named(as_of=settings.as_of, versions=reviewer.versions, laws=law_views(reviewer.law, reviewer.registry))
        writer = stack.enter_context(slip_writer(order.out, options)) if order.slips else None
        reviews = stack.enter_context(closing(batch.reviews()))
        followed = follow(seen.follow(reviews), batch.progress, order.progress, order.lang)
        summary = write_reports(writer.follow(followed) if writer else followed, order.out, options)
        if writer:
            writer.publish(order.out)
        return summary, batch.progress


def _muster(settings: ReviewSettings, order: _Order) -> Muster:
    if order.engine == "ray":
        from pipeline.engine.cluster import Cluster

        return lambda total, recall: Cluster(settings, order.options, total, recall, order.address)
    return lambda total, recall: Pool(settings, order.options, None, total, recall)


def _plan(order: _Order, settings: ReviewSettings) -> None:
    show = partial(print_plan, order.files, limits=settings.limits, lang=order.lang)
    if not (order.out / STATE).is_dir():
        show(lambda given, content: False, None)
        return
    with locked(order.out / STATE), Journal(order.out) as journal:
        last = journal.last()
        journal.keys = fingerprint(settings, settings.limits)
        pace = last.about.get("pace") if last else None
        show(partial(journal.settled, claim=False), float(pace) if pace else None)


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
        reports = path.parent == folder and (path.name in OWN_FILES or bool(REPORT.fullmatch(path.name)))
        return (
            reports or folder / FOLDER in path.parents or folder / STATE in path.parents or (inside and folder in path.parents)
        )

    return [file for file in files if not own(file)]
