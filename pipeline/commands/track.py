"""``run_review.py track``: who is late, by the tracking workbook, and the synthesis for the Chairman."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.days import parse_day
from pipeline.commands.messages import Language, say
from pipeline.commands.papers import report_problems
from pipeline.report import ReportOptions
from pipeline.report.tracking.read import read_ledger
from pipeline.report.tracking.standing import SOON, Due, Standing, take_stock
from pipeline.report.tracking.synthesis_paper import name_of, write_synthesis
from pipeline.report.tracking.write import FILE

_LONGEST = 110  # characters of an item on the screen


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--as-of", default=None, help="Ngày tính quá hạn, ví dụ 2026-11-01; mặc định hôm nay / day for what is late.")
@click.option("--soon", type=click.IntRange(0), default=SOON, show_default=True, help="Số ngày coi là sắp đến hạn / due soon.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Ghi báo cáo tổng hợp trình Chủ tịch (.docx) / synthesis for the Chairman.",
)
@click.option(
    "--forms",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Thư mục có forms.yaml của đơn vị / folder of the department's own forms.",
)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON / print JSON.")
@click.option("--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True, help="Ngôn ngữ / language.")
@click.option("--office", default=None, help="Cơ quan tổng hợp, in ở đầu báo cáo / office that sums up.")
@click.option("--parent-office", default=None, help="Cơ quan cấp trên / its parent office.")
@click.option("--place", default=None, help="Địa danh in trước ngày tháng / place printed before the date.")
def track(
    workbook: Path,
    as_of: str | None,
    soon: int,
    out: Path | None,
    forms: Path | None,
    as_json: bool,
    lang: Language,
    office: str | None,
    parent_office: str | None,
    place: str | None,
) -> None:
    """In đầu việc quá hạn, sắp đến hạn theo sổ theo dõi; ghi báo cáo tổng hợp trình Chủ tịch.

    WORKBOOK là tệp theo-doi.xlsx do lệnh papers ghi ra, hoặc thư mục chứa tệp đó. / Late and due items of the workbook.
    """
    today = parse_day(as_of)
    ledger = read_ledger(workbook / FILE if workbook.is_dir() else workbook, forms)
    report_problems(ledger, lang)
    standing = take_stock(ledger, today, soon)
    if as_json:
        click.echo(json.dumps(_as_object(standing), ensure_ascii=False, indent=2))
    else:
        _print(standing, lang)
    if out is not None:
        options = ReportOptions(today, lang, office=office, parent_office=parent_office, place=place, forms=forms)
        write_synthesis(standing, out, options)
        click.echo(say("report-at", lang, path=out), err=as_json)


def _print(standing: Standing, lang: Language) -> None:
    console = Console(highlight=False)
    values = {"total": standing.total, "done": standing.done, "running": standing.running, "open": standing.open}
    click.echo(say("track-totals", lang, **values))
    for key, due in (("track-late", standing.late), ("track-soon", standing.soon)):
        click.echo(say(key, lang, count=len(due), days=standing.soon_days))
        if due and console.is_terminal:
            console.print(_table(due, lang))
        else:
            for one in due:
                click.echo("\t".join(_cells(one, lang)))
    if standing.undated:
        click.echo(say("track-undated", lang, count=len(standing.undated)))


def _cells(one: Due, lang: Language) -> tuple[str, str, str, str, str]:
    """Days, deadline, unit, officer and the item, cut to what a line holds."""
    day = f"{one.deadline:%d/%m/%Y}" if lang == "vi" else one.deadline.isoformat()
    name = " ".join(name_of(one.entry).split())
    unit = one.entry.unit or say("track-no-unit", lang)
    return (
        str(abs(one.days)),
        day,
        unit,
        one.entry.text("officer"),
        name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…",
    )


def _table(due: tuple[Due, ...], lang: Language) -> Table:
    table = Table()
    for key in ("track-days", "track-deadline", "track-unit", "track-officer", "track-item"):
        table.add_column(say(key, lang), justify="right" if key == "track-days" else "left")
    for one in due:
        # Text, not markup: names of documents may hold square brackets.
        table.add_row(*map(Text, _cells(one, lang)))
    return table


def _as_object(standing: Standing) -> dict[str, Any]:
    return {
        "as_of": standing.today.isoformat(),
        "total": standing.total,
        "documents": standing.documents,
        "tasks": standing.tasks,
        "done": standing.done,
        "running": standing.running,
        "open": standing.open,
        "late": [_due_object(one) for one in standing.late],
        "soon": [_due_object(one) for one in standing.soon],
        "undated": len(standing.undated),
        "done_late": standing.done_late,
        "units": [
            {"unit": one.unit, "total": one.total, "done": one.done, "running": one.running, "open": one.open, "late": one.late}
            for one in standing.units
        ],
    }


def _due_object(one: Due) -> dict[str, Any]:
    entry = one.entry
    return {
        "kind": entry.kind.value,
        "name": name_of(entry),
        "unit": entry.unit,
        "officer": entry.text("officer"),
        "deadline": one.deadline.isoformat(),
        "days": one.days,
        "path": entry.path,
        "id": entry.id,
    }
