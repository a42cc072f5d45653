"""report.xlsx: opens, holds no formula or link, and is set up for work: filters, frozen heads, print titles, real dates."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import report_cases as cases
from golden_file import check_golden
from openpyxl.workbook import Workbook

from pipeline.records import Finding
from pipeline.report import Format, write_reports
from pipeline.report.spreadsheet import CELL_LIMIT

XLSX_ONLY = frozenset({Format.XLSX})
SHEETS = ["Tổng hợp", "Văn bản", "Phát hiện", "Ma trận", "Đối chiếu chuẩn mực", "Không đọc được", "Danh mục chọn"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_reports(cases.reviews(), tmp_path, cases.options(formats=XLSX_ONLY), cases.batch_findings())
    return tmp_path / "report.xlsx"


@pytest.fixture
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def test_no_formula_and_no_link_anywhere(path: Path, book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert [cell.value for cell in cells if cell.value == cases.FORMULA] == [cases.FORMULA]
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_active_text_stays_text_when_the_cell_is_edited(tmp_path: Path, start: str) -> None:
    finding = cases.finding(1, cases.DISPATCH, f"{start}SUM(1)", "SUM", "x", "x", quote=f"{start}SUM(1)")
    write_reports([], tmp_path, cases.options(formats=XLSX_ONLY), [finding])
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Phát hiện"]
    cell = next(cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == f"{start}SUM(1)")
    assert cell.quotePrefix
    assert cell.number_format == "@"


def test_sheets(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS[1:-1])
def test_list_sheet_is_ready_for_work(book: Workbook, name: str) -> None:
    sheet = book[name]
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A2"].alignment.wrap_text or sheet["B2"].alignment.wrap_text


def test_issue_dates_are_real_dates(book: Workbook) -> None:
    assert datetime(2009, 2, 9) in {cell.value for cell in book["Văn bản"]["D"]}  # noqa: DTZ001 - Excel knows no zones


def test_severities_are_coloured_and_choices_offered(book: Workbook) -> None:
    assert len(book["Phát hiện"].conditional_formatting) > 0
    choices = book["Danh mục chọn"]
    assert choices.sheet_state == "hidden"
    offered = {v.formula1 for name in ("Văn bản", "Phát hiện") for v in book[name].data_validations.dataValidation}
    assert offered == {f"'Danh mục chọn'!${column}$1:${column}${rows}" for column, rows in (("A", 12), ("B", 3), ("C", 3))}
    assert "Sửa đổi, bổ sung" in {cell.value for cell in choices["A"]}  # a comma inside a choice


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_rows_golden(tmp_path: Path, lang: str) -> None:
    write_reports(cases.reviews(), tmp_path, cases.options(formats=XLSX_ONLY, lang=lang), cases.batch_findings())
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    rows = {
        sheet.title: [[str(v)[:80] if v is not None else "" for v in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }
    check_golden(f"workbook_{lang}", rows)


def test_text_beyond_the_limit_of_a_cell_is_cut_not_lost(tmp_path: Path) -> None:
    long: Finding = cases.finding(1, cases.DISPATCH, "dài " * 20_000, "dài", "x", "x", quote="dài " * 20_000)
    write_reports([], tmp_path, cases.options(formats=XLSX_ONLY), [long])
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Phát hiện"]
    value = max((str(cell.value) for cell in sheet[2]), key=len)
    assert value.startswith("dài dài")
    assert CELL_LIMIT < len(value) < 32_767


def test_every_norm_and_document_is_in_the_matrix(book: Workbook) -> None:
    rows = list(book["Ma trận"].iter_rows(values_only=True))
    assert len(rows) == 1 + 3
    assert [str(title).split("\n")[0] for title in rows[0][2:]] == ["N13.2a", "N13.3", "N21.1a"]
    assert rows[1][2:] == ("TR", "?", "TR")


def test_rows_beyond_the_limit_of_a_sheet_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.report.spreadsheet.ROW_LIMIT", 5)
    write_reports(cases.reviews(), tmp_path, cases.options(formats=XLSX_ONLY))
    rows = list(openpyxl.load_workbook(tmp_path / "report.xlsx")["Phát hiện"].iter_rows(values_only=True))
    assert len(rows) == 1 + 5 + 1
    assert rows[-1][1] == "Còn 7 dòng vượt giới hạn của Excel; xem các tệp JSONL."
