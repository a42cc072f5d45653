"""``run_review.py papers``: the papers that a department sends, made from a review folder and what officers have decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import click

from pipeline.commands.days import parse_day
from pipeline.commands.messages import Language
from pipeline.commands.slips import FOLDER as SLIPS
from pipeline.commands.slips import unique_stems
from pipeline.commands.views import views_of
from pipeline.language.tasks import TaskSource, find_tasks
from pipeline.records import Task
from pipeline.report import ReportOptions
from pipeline.report.folder import ReviewFolder, read_folder
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest
from pipeline.report.tracking.decide import Decisions, apply_decisions, decisions_of
from pipeline.report.tracking.entries import Ledger
from pipeline.report.tracking.ledger import build_ledger
from pipeline.report.tracking.read import read_ledger
from pipeline.report.tracking.standing import take_stock
from pipeline.report.tracking.write import FILE as WORKBOOK
from pipeline.report.tracking.write import write_ledger

REPORT, PAGE, LISTS, COMPARISONS = "bao-cao-ket-qua-ra-soat.docx", "bao-cao.html", "danh-muc", "bang-so-sanh"
KINDS = ("report", "slips", "lists", "comparison", "tracking", "page")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi hồ sơ / output folder."
)
@click.option(
    "--only",
    type=click.Choice(KINDS),
    multiple=True,
    help="Chỉ lập loại này; dùng được nhiều lần / only these papers, repeatable.",
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help=f"Sổ theo dõi đã điền; mặc định {WORKBOOK} trong --out nếu có / the filled workbook.",
)
@click.option(
    "--forms",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Thư mục có forms.yaml của đơn vị / folder of the department's own forms.",
)
@click.option("--as-of", default=None, help="Ngày tính quá hạn, ví dụ 2026-11-01; mặc định hôm nay / day for what is late.")
@click.option(
    "--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True, help="Ngôn ngữ của hồ sơ / language."
)
@click.option("--office", default=None, help="Cơ quan rà soát, in ở đầu văn bản / reviewing office.")
@click.option("--parent-office", default=None, help="Cơ quan cấp trên của cơ quan rà soát / its parent office.")
@click.option("--place", default=None, help="Địa danh in trước ngày tháng / place printed before the date.")
def papers(
    folder: Path,
    out: Path,
    only: tuple[str, ...],
    workbook: Path | None,
    forms: Path | None,
    as_of: str | None,
    lang: Language,
    office: str | None,
    parent_office: str | None,
    place: str | None,
) -> None:
    """Lập hồ sơ rà soát từ thư mục kết quả: báo cáo, phiếu, danh mục, bảng so sánh, sổ theo dõi.

    FOLDER là thư mục --out của lệnh review. Ý kiến thẩm tra và hình thức xử lý đã điền trong sổ theo dõi được đưa vào hồ sơ. /
    Papers from a review folder; what officers filled into the workbook counts.
    """
    review = read_folder(folder, texts=True)
    options = ReportOptions(
        as_of=review.as_of,
        lang=lang,
        versions=review.summary.versions,
        laws=views_of(review),
        office=office,
        parent_office=parent_office,
        place=place,
        forms=forms,
    )
    filled = workbook or out / WORKBOOK
    earlier = read_ledger(filled, forms) if workbook or filled.exists() else None
    report_problems(earlier, lang)
    decisions = decisions_of(earlier)
    ledger = build_ledger(review, tasks_of(review), options, earlier)
    case = _Case(out, apply_decisions(review, decisions), ledger, decisions, options, parse_day(as_of))
    for kind in KINDS:
        if kind in (only or KINDS):
            for path in _WRITERS[kind](case):
                click.echo(str(path))


def report_problems(ledger: Ledger | None, lang: Language) -> None:
    """Cells of a filled workbook that could not be understood, on stderr."""
    for problem in ledger.problems if ledger else ():
        click.echo(f"{problem.where}: {problem.vi if lang == 'vi' else problem.en}", err=True)


def tasks_of(review: ReviewFolder) -> Iterator[Task]:
    """Tasks that the documents of a review give; read from the provisions stored with it."""
    for document in review.documents:
        one = document.digest
        source = TaskSource(one.path, document.id or one.path, one.type, one.title, one.issued_on)
        yield from find_tasks(review.provisions.get(one.path, ()), source)


@dataclass(frozen=True, slots=True)
class _Case:
    """What every paper is made from; ``review`` is as the office stands by it."""

    out: Path
    review: ReviewFolder
    ledger: Ledger
    decisions: Decisions
    options: ReportOptions
    today: date

    def stems(self) -> Iterator[tuple[Digest, str]]:
        kept = self.review.kept
        return zip(kept, unique_stems(one.path for one in kept), strict=True)


def _report(case: _Case) -> Iterator[Path]:
    from pipeline.report.report_paper import write_report_paper

    review = case.review
    with staged(case.out, (REPORT,)) as stage:
        write_report_paper(stage / REPORT, review.kept, review.batch, review.summary, case.options, case.decisions)
    yield case.out / REPORT


def _slips(case: _Case) -> Iterator[Path]:
    from pipeline.report.slip_paper import write_digest_slip

    for one, stem in case.stems():
        write_digest_slip(one, case.out / SLIPS / f"{stem}.docx", case.options)
    if case.review.kept:
        yield case.out / SLIPS


def _lists(case: _Case) -> Iterator[Path]:
    from pipeline.report.lists_paper import write_lists

    yield from write_lists(case.review.kept, case.out / LISTS, case.options, case.decisions)


def _comparison(case: _Case) -> Iterator[Path]:
    from pipeline.report.comparison_paper import write_comparison

    written = [
        write_comparison(one, case.out / COMPARISONS / f"{stem}.docx", case.options, case.decisions)
        for one, stem in case.stems()
    ]
    if any(written):
        yield case.out / COMPARISONS


def _tracking(case: _Case) -> Iterator[Path]:
    write_ledger(case.ledger, case.out / WORKBOOK, case.options)
    yield case.out / WORKBOOK


def _page(case: _Case) -> Iterator[Path]:
    from pipeline.report.page import write_page

    review = case.review
    with staged(case.out, (PAGE,)) as stage:
        units = take_stock(case.ledger, case.today).units
        write_page(stage / PAGE, review.kept, review.batch, review.summary, case.options, units)
    yield case.out / PAGE


_WRITERS: dict[str, Callable[[_Case], Iterator[Path]]] = {
    "report": _report,
    "slips": _slips,
    "lists": _lists,
    "comparison": _comparison,
    "tracking": _tracking,
    "page": _page,
}
