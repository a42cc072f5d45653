"""The tracking workbook: written, filled in by people, read back, and merged with the next review without losing a word."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import report_cases as cases
from golden_file import check_golden

from pipeline.errors import UsageError
from pipeline.records import Task
from pipeline.report import write_reports
from pipeline.report.folder import ReviewFolder, read_folder
from pipeline.report.tracking.decide import apply_decisions, decisions_of
from pipeline.report.tracking.entries import Entry, Ledger, SheetKind, to_day
from pipeline.report.tracking.ledger import build_ledger
from pipeline.report.tracking.read import read_ledger
from pipeline.report.tracking.standing import take_stock
from pipeline.report.tracking.write import write_ledger

TODAY = date(2026, 11, 1)
TASK = Task(
    "t1",
    cases.DISPATCH,
    "muc-1",
    "mục 1",
    "Rà soát quy chế",
    "Sở Nội vụ",
    ("Sở Tư pháp",),
    date(2020, 10, 1),
    "trước 01/10/2020",
)


@pytest.fixture
def review(tmp_path: Path) -> ReviewFolder:
    out = tmp_path / "review"
    write_reports(cases.reviews(), out, cases.options(formats=frozenset()), cases.batch_findings())
    return read_folder(out)


@pytest.fixture
def written(tmp_path: Path, review: ReviewFolder) -> Path:
    path = tmp_path / "theo-doi.xlsx"
    write_ledger(build_ledger(review, [TASK], cases.options()), path, cases.options())
    return path


def fill(path: Path, title: str, row: int, **values: object) -> None:
    """Type values into a row (2 is the first) by the first words of the column's heading."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for heading, value in values.items():
        sheet.cell(row, heads[heading.replace("_", " ")], value)
    book.save(path)


def entry(ledger: Ledger, kind: SheetKind, path: str) -> Entry:
    return next(one for one in ledger.of(kind) if one.path == path)


def filled(one: Entry) -> dict[str, object]:
    return {key: value for key, value in one.cells.items() if value not in (None, "")}


def test_structure_golden(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    rows = {
        sheet.title: [
            [str(v)[:60] if v is not None else "" for v in row] for row in sheet.iter_rows(max_row=6, values_only=True)
        ]
        for sheet in book
    }
    check_golden("tracking_vi", rows)


def test_sheets_are_ready_for_work(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Quyết định - cần xử lý"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref
    assert sheet.print_title_rows == "$1:$1"
    kinds = sorted(rule.type for rule in sheet.data_validations.dataValidation)
    assert kinds == ["date"] * 4 + ["list"] * 2
    assert len(sheet.conditional_formatting) == 1
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert hidden == ["T", "U"]  # id and unit


def test_text_of_documents_is_never_a_formula(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    formulas = [
        (sheet.title, str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas
    assert all(text.startswith(("=COUNTIFS(", "=SUM(", "=IF(", "=0")) or text.endswith('&""') for _, text in formulas)
    assert not any("cmd" in text for _, text in formulas)


def test_what_people_filled_in_survives_the_next_run(review: ReviewFolder, written: Path) -> None:
    fill(
        written,
        "Quyết định - cần xử lý",
        2,
        Hình_thức_xử_lý="Thay thế",
        Người_xử_lý="Lê Thị Hoa",
        Thời_hạn=datetime(2026, 12, 15),  # noqa: DTZ001 - Excel knows no zones
        Tiến_độ="Đang xử lý",
        Ghi_chú="+84 912 chờ ý kiến",
    )
    again = build_ledger(review, [TASK], cases.options(), read_ledger(written))
    row = entry(again, SheetKind.DOCUMENTS, cases.REGULATION)
    assert {key: row.cells[key] for key in ("outcome", "officer", "deadline", "progress", "note")} == {
        "outcome": "replace",
        "officer": "Lê Thị Hoa",
        "deadline": date(2026, 12, 15),
        "progress": "running",
        "note": "+84 912 chờ ý kiến",
    }
    write_ledger(again, written, cases.options())
    third = build_ledger(review, [TASK], cases.options(), read_ledger(written))
    assert [filled(one) for one in third.entries] == [filled(one) for one in again.entries]


def test_done_documents_move_to_their_sheet(review: ReviewFolder, written: Path) -> None:
    fill(written, "Quyết định - cần xử lý", 2, Tiến_độ="đã xử lý ")
    write_ledger(build_ledger(review, [], cases.options(), read_ledger(written)), written, cases.options())
    book = openpyxl.load_workbook(written)
    assert [book[f"Quyết định - {state} xử lý"]["B2"].value is not None for state in ("cần", "đã")] == [False, True]


def test_a_renamed_file_keeps_its_progress_and_a_vanished_one_its_row(review: ReviewFolder, written: Path) -> None:
    fill(written, "Quyết định - cần xử lý", 2, Người_xử_lý="Hoa")
    fill(written, "Văn bản khác - cần xử lý", 2, Người_xử_lý="Minh")
    first, dispatch = review.documents[0], review.documents[2]
    moved = replace(first, digest=replace(first.digest, path="noi-khac/ten-moi.pdf"))
    rest = tuple(one for one in review.documents if one.path not in (first.path, dispatch.path))
    again = build_ledger(replace(review, documents=(moved, *rest)), [], cases.options(), read_ledger(written))
    assert entry(again, SheetKind.DOCUMENTS, "noi-khac/ten-moi.pdf").text("officer") == "Hoa"
    gone = entry(again, SheetKind.DOCUMENTS, cases.DISPATCH)
    assert (gone.gone, gone.text("officer")) == (True, "Minh")


def test_rows_and_columns_that_people_added_are_kept(review: ReviewFolder, written: Path) -> None:
    book = openpyxl.load_workbook(written)
    sheet = book["Quyết định - cần xử lý"]
    sheet.cell(1, sheet.max_column + 1, "Phòng chuyên môn")
    sheet.cell(2, sheet.max_column, "Phòng Văn bản")
    sheet.cell(3, 2, "Quyết định số 99/2019/QĐ-UBND (bổ sung thủ công)")
    sheet.cell(3, 8, "Bãi bỏ")
    book.save(written)
    again = build_ledger(review, [], cases.options(), read_ledger(written))
    write_ledger(again, written, cases.options())
    sheet = openpyxl.load_workbook(written)["Quyết định - cần xử lý"]
    rows = list(sheet.iter_rows(values_only=True))
    place = rows[0].index("Phòng chuyên môn")
    assert [row[place] for row in rows[1:3]] == ["Phòng Văn bản", None]
    assert rows[2][1] == "Quyết định số 99/2019/QĐ-UBND (bổ sung thủ công)"


@pytest.mark.parametrize(
    ("heading", "value", "where", "says"),
    [
        ("Thời_hạn", "cuối năm", "O2", "không phải ngày"),
        ("Thời_hạn", "31/02/2026", "O2", "không phải ngày"),
        ("Tiến_độ", "gần xong", "P2", "không có trong danh mục"),
        ("Hình_thức_xử_lý", "đốt", "H2", "không có trong danh mục"),
    ],
)
def test_a_cell_that_is_not_understood_is_reported_and_kept(
    review: ReviewFolder, written: Path, heading: str, value: str, where: str, says: str
) -> None:
    fill(written, "Quyết định - cần xử lý", 2, **{heading: value})
    read = read_ledger(written)
    assert [(p.where, says in p.vi) for p in read.problems] == [(f"Quyết định - cần xử lý!{where}", True)]
    write_ledger(build_ledger(review, [], cases.options(), read), written, cases.options())
    assert openpyxl.load_workbook(written)["Quyết định - cần xử lý"][where].value == value


def test_a_row_that_was_copied_counts_once(review: ReviewFolder, written: Path) -> None:
    book = openpyxl.load_workbook(written)
    source, target = book["Quyết định - cần xử lý"], book["Quyết định - đã xử lý"]
    for cell in source[2]:
        target.cell(2, cell.column, cell.value)
    target.cell(2, 16, "Đã xử lý")
    book.save(written)
    read = read_ledger(written)
    assert [one.progress for one in read.of(SheetKind.DOCUMENTS) if one.path == cases.REGULATION] == ["done"]
    assert any("hai dòng" in problem.vi for problem in read.problems)


def test_english_workbook_reads_back_too(tmp_path: Path, review: ReviewFolder) -> None:
    path, options = tmp_path / "t.xlsx", cases.options(lang="en")
    ledger = build_ledger(review, [TASK], options)
    write_ledger(ledger, path, options)
    again = build_ledger(review, [TASK], options, read_ledger(path))
    assert [filled(one) for one in again.entries] == [filled(one) for one in ledger.entries]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"STT;T\xc3\xaan"])
def test_a_file_that_is_no_workbook_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"x\.xlsx"):
        read_ledger(path)


def test_a_workbook_without_the_sheets_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(UsageError, match="no sheet"):
        read_ledger(tmp_path / "x.xlsx")


def test_rejected_findings_go_and_decided_handling_counts(review: ReviewFolder, written: Path) -> None:
    book = openpyxl.load_workbook(written)
    sheet = book["Ý kiến thẩm tra"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 14).value in ("F0002", "F0013"):
            sheet.cell(row, 10, "Không đồng ý")
    book.save(written)
    fill(written, "Văn bản khác - cần xử lý", 2, Hình_thức_xử_lý="Giữ nguyên")
    decided = apply_decisions(review, decisions_of(read_ledger(written)))
    assert "F0002" not in {f.id for one in decided.kept for f in one.findings}
    assert decided.batch == ()
    assert {one.path: one.handling for one in decided.kept}[cases.DISPATCH] == "keep"
    assert decided.summary.findings == review.summary.findings - 2


def row(deadline: str | None, progress: str = "open", outcome: str = "amend", words: str | None = None, **cells: Any) -> Entry:
    day = date.fromisoformat(deadline) if deadline else None
    return Entry(
        SheetKind.DOCUMENTS, {"deadline": day or words, "progress": progress, "outcome": outcome, "drafter": "Sở A", **cells}
    )


@pytest.mark.parametrize(
    ("one", "late", "soon", "undated", "done"),
    [
        (row("2026-10-31"), 1, 0, 0, 0),
        (row("2026-11-01"), 0, 1, 0, 0),  # today is not late
        (row("2026-11-15"), 0, 1, 0, 0),
        (row("2026-11-16"), 0, 0, 0, 0),
        (row(None), 0, 0, 1, 0),
        (row("2026-01-01", progress="done"), 0, 0, 0, 1),
        (row("2026-01-01", progress="", **{"done-on": date(2026, 2, 1)}), 0, 0, 0, 1),
        (row("2026-01-01", outcome="keep"), 0, 0, 0, 0),
        (row("2026-01-01", outcome=""), 0, 0, 0, 0),
        (row(None, words="cuối năm"), 0, 0, 1, 0),
    ],
)
def test_who_is_late(one: Entry, late: int, soon: int, undated: int, done: int) -> None:
    standing = take_stock(Ledger((one,)), TODAY)
    assert (len(standing.late), len(standing.soon), len(standing.undated), standing.done) == (late, soon, undated, done)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("30/6/2026", date(2026, 6, 30)),
        (" ngày 01-02-2026 ", date(2026, 2, 1)),
        ("5.3.2026", date(2026, 3, 5)),
        ("2026-06-30", date(2026, 6, 30)),
        ("2026-06-30 00:00:00", date(2026, 6, 30)),
        (datetime(2026, 6, 30, 9, 0), date(2026, 6, 30)),  # noqa: DTZ001
        ("31/02/2026", None),
        ("6/2026", None),
        (46203, None),
        (None, None),
    ],
)
def test_days_as_people_type_them(value: object, day: date | None) -> None:
    assert to_day(value) == day


def test_summary_counts_by_unit_as_a_spreadsheet_computes_it(
    written: Path, tmp_path: Path, require: Callable[[object, str], None]
) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice is not installed")
    fill(written, "Quyết định - cần xử lý", 2, Thời_hạn=datetime(2020, 1, 1))  # noqa: DTZ001
    command = [
        str(office),
        f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    (tmp_path / "computed").mkdir()
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "computed"), str(written)], check=True, capture_output=True, timeout=180
    )
    sheet = openpyxl.load_workbook(tmp_path / "computed" / written.name, data_only=True)["Tổng hợp"]
    rows = {row[0]: row[1:5] for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]}
    assert rows["Ủy ban nhân dân xã Tân Lập"] == (1, 0, 0, 1)
    assert rows["Sở Nội vụ"] == (1, 0, 0, 1)
    assert rows["Cộng"][0] == 3
    assert rows["Chưa xác định"][0] == 2
