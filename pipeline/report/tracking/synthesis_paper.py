"""Standing → Báo cáo tổng hợp for the Chairman: how many documents and tasks, how far, who is late, what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.report.forms import load_form
from pipeline.report.letterhead import write_head, write_signature
from pipeline.report.options import ReportOptions
from pipeline.report.paper import Cell, Paper, Run
from pipeline.report.stage import staged
from pipeline.report.tracking.entries import Entry, SheetKind
from pipeline.report.tracking.standing import Due, Standing, UnitCount
from pipeline.report.wording import Wording, load_wording

_MOST = 300  # rows of a list in the paper; the workbook has them all


def write_synthesis(standing: Standing, path: Path, options: ReportOptions) -> None:
    """Write the report, atomically. Raises UsageError where the folder cannot be written."""
    words = load_wording(options.lang)
    paper = Paper(words.phrase("synthesis-title"), words.phrase("synthesis-draft"), options.as_of, options.lang)
    write_head(paper, words, options, words.phrase("paper-number"))
    paper.title(words.phrase("synthesis-title"), words.phrase("synthesis-subject"))
    paper.addressee(words.phrase("synthesis-to"))
    _part_numbers(paper, words, standing)
    _part_units(paper, words, standing, options)
    _part_due(paper, words, standing, options)
    _part_proposals(paper, words, standing)
    write_signature(paper, words)
    with staged(path.parent, (path.name,)) as stage:
        paper.save(stage / path.name)


def _part_numbers(paper: Paper, words: Wording, standing: Standing) -> None:
    paper.heading(words.phrase("synthesis-part-numbers"))
    share = words.percent(standing.done / standing.total) if standing.total else "0%"
    values = {
        "date": words.date(standing.today),
        "total": words.number(standing.total),
        "documents": words.number(standing.documents),
        "tasks": words.number(standing.tasks),
        "done": words.number(standing.done),
        "share": share,
        "running": words.number(standing.running),
        "open": words.number(standing.open),
        "late": words.number(len(standing.late)),
        "soon": words.number(len(standing.soon)),
        "days": words.number(standing.soon_days),
    }
    paper.text(Run(words.phrase("synthesis-numbers", **values)))
    if standing.outcomes:
        listed = "; ".join(f"{words.of('outcome', code).lower()}: {words.number(count)}" for code, count in standing.outcomes)
        paper.text(Run(words.phrase("synthesis-outcomes", outcomes=listed)))
    if standing.done_late:
        paper.text(Run(words.phrase("synthesis-done-late", count=words.number(standing.done_late))))


def _part_units(paper: Paper, words: Wording, standing: Standing, options: ReportOptions) -> None:
    paper.heading(words.phrase("synthesis-part-units"))
    if not standing.units:
        paper.text(Run(words.phrase("synthesis-nothing")))
        return
    form = load_form("synthesis", "units", options.lang, options.forms)
    paper.table(form.columns, [form.row(row) for row in _unit_rows(standing.units, words)])


def _unit_rows(units: Sequence[UnitCount], words: Wording) -> Iterator[dict[str, Cell]]:
    for number, unit in enumerate(units, start=1):
        counts = (unit.total, unit.done, unit.running, unit.open, unit.late)
        yield _unit_row(str(number), unit.unit or words.phrase("track-no-unit"), counts, words, bold=False)
    columns = zip(*((unit.total, unit.done, unit.running, unit.open, unit.late) for unit in units), strict=True)
    yield _unit_row("", words.phrase("track-sum"), tuple(sum(column) for column in columns), words, bold=True)


def _unit_row(number: str, name: str, counts: Sequence[int], words: Wording, *, bold: bool) -> dict[str, Cell]:
    keys = ("total", "done", "running", "open", "late")
    cells = {key: _cell(words.number(count), bold=bold) for key, count in zip(keys, counts, strict=True)}
    return {"number": _cell(number), "unit": _cell(name, bold=bold), **cells}


def _part_due(paper: Paper, words: Wording, standing: Standing, options: ReportOptions) -> None:
    paper.heading(words.phrase("synthesis-part-due"))
    lists = (("late", standing.late, "synthesis-late"), ("soon", standing.soon, "synthesis-soon"))
    for place, (table, due, title) in enumerate(lists, start=1):
        count = words.number(len(due))
        paper.heading(f"{place}. " + words.phrase(title, count=count, days=words.number(standing.soon_days)), level=2)
        if due:
            form = load_form("synthesis", table, options.lang, options.forms)
            paper.table(form.columns, (form.row(row) for row in _due_rows(due[:_MOST], words)))
        else:
            paper.text(Run(words.phrase("none")))
        _left_out(paper, words, len(due))
    paper.heading("3. " + words.phrase("synthesis-undated", count=words.number(len(standing.undated))), level=2)
    if standing.undated:
        form = load_form("synthesis", "undated", options.lang, options.forms)
        rows = (
            form.row({"number": _cell(str(number)), "name": _cell(name_of(entry)), "unit": _cell(_who(entry, words))})
            for number, entry in enumerate(standing.undated[:_MOST], start=1)
        )
        paper.table(form.columns, rows)
        _left_out(paper, words, len(standing.undated))
    else:
        paper.text(Run(words.phrase("none")))


def _left_out(paper: Paper, words: Wording, count: int) -> None:
    if count > _MOST:
        paper.text(Run(words.phrase("synthesis-left-out", count=words.number(count - _MOST)), italic=True))


def _due_rows(due: Sequence[Due], words: Wording) -> Iterator[dict[str, Cell]]:
    for number, one in enumerate(due, start=1):
        yield {
            "number": _cell(str(number)),
            "name": _cell(name_of(one.entry)),
            "unit": _cell(_who(one.entry, words)),
            "deadline": _cell(words.date(one.deadline)),
            "days": _cell(words.number(abs(one.days))),
        }


def name_of(entry: Entry) -> str:
    """A document by its name; a task by what is to be done and where that stands."""
    if entry.kind is not SheetKind.TASKS:
        return entry.text("name") or entry.path
    where = ", ".join(filter(None, (entry.text("place"), entry.text("name"))))
    return f"{entry.text('what')} ({where})" if where else entry.text("what")


def _who(entry: Entry, words: Wording) -> str:
    return "; ".join(filter(None, (entry.unit or words.phrase("track-no-unit"), entry.text("officer"))))


def _part_proposals(paper: Paper, words: Wording, standing: Standing) -> None:
    paper.heading(words.phrase("synthesis-part-proposals"))
    lines = []
    slow = [unit for unit in standing.units if unit.late and unit.unit]
    if slow:
        units = "; ".join(f"{unit.unit} ({words.number(unit.late)})" for unit in slow)
        lines.append(words.phrase("synthesis-urge", units=units))
    if standing.undated:
        lines.append(words.phrase("synthesis-set-dates", count=words.number(len(standing.undated))))
    lines.append(words.phrase("synthesis-office"))
    for number, line in enumerate(lines, start=1):
        paper.text(Run(f"{number}. {line}"))


def _cell(text: str, *, bold: bool = False) -> Cell:
    return [[Run(text, bold=bold)]]
