"""report.docx: administrative layout, the five parts, quoted words marked, a machine draft on every page."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import report_cases as cases
from docx.oxml.ns import qn
from docx.shared import Mm
from golden_file import check_golden

from pipeline.errors import CorpusError
from pipeline.report import Format, write_reports
from pipeline.report.forms import Form, grounds, load_form
from pipeline.report.naming import full_name
from pipeline.report.paper import Column, Run
from pipeline.report.summarize import digest
from pipeline.report.wording import load_wording

DOCX_ONLY = frozenset({Format.DOCX})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_reports(cases.reviews(), tmp_path, cases.options(formats=DOCX_ONLY), cases.batch_findings())
    return tmp_path / "report.docx"


@pytest.fixture
def paper(path: Path) -> Any:
    return docx.Document(str(path))


def outline(paper: Any) -> list[str]:
    """Paragraphs and tables in order; a table as its head and rows of cell texts."""
    lines = []
    for block in paper.iter_inner_content():
        if isinstance(block, docx.table.Table):
            lines += ["| " + " | ".join(cell.text.replace("\n", " / ")[:90] for cell in row.cells) for row in block.rows]
        elif block.text.strip():
            lines.append(block.text)
    return lines


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_structure_golden(tmp_path: Path, lang: str) -> None:
    write_reports(cases.reviews(), tmp_path, cases.options(formats=DOCX_ONLY, lang=lang), cases.batch_findings())
    check_golden(f"report_paper_{lang}", outline(docx.Document(str(tmp_path / "report.docx"))))


def test_page_and_font_follow_the_decree(paper: Any) -> None:
    for section in paper.sections:
        assert sorted((section.page_width, section.page_height)) == pytest.approx([Mm(210), Mm(297)], abs=1000)
    first = paper.sections[0]
    assert (first.left_margin, first.right_margin, first.top_margin) == pytest.approx((Mm(30), Mm(20), Mm(20)), abs=1000)
    normal = paper.styles["Normal"]
    assert normal.font.size.pt == 14
    fonts = normal.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    assert not [name for name in fonts.attrib if name.endswith("Theme") or name.endswith("theme")]


def test_page_numbers_stand_at_the_top_but_not_on_the_first_page(paper: Any) -> None:
    first = paper.sections[0]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert not paper.sections[1].different_first_page_header_footer
    assert "PAGE" in paper.sections[1].header._element.xml


def test_every_page_says_that_it_is_a_machine_draft(paper: Any) -> None:
    assert "do máy lập" in paper.sections[0].first_page_footer.paragraphs[0].text
    for section in paper.sections:
        assert "do máy lập" in section.footer.paragraphs[0].text


def test_content_tables_repeat_their_head(paper: Any) -> None:
    content = [table for table in paper.tables if table.cell(0, 0).text == "STT"]
    assert len(content) == 4 + 3 + 1 + 2
    for table in content:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_conflicting_words_are_marked_on_both_sides(paper: Any) -> None:
    table = next(t for t in paper.tables if t.cell(0, 1).text == "Nội dung rà soát")

    def marks(column: int) -> list[str]:
        runs = [run for paragraph in table.cell(2, column).paragraphs for run in paragraph.runs]
        return [run.text for run in runs if run.font.highlight_color is not None]

    assert (marks(1), marks(2)) == (["15 ngày"], ["ít nhất 30 ngày liên tục"])


def test_number_and_date_are_left_blank(paper: Any) -> None:
    head = paper.tables[0]
    assert re.fullmatch(r"Số:\s+/BC-…+", head.cell(1, 0).text)
    assert head.cell(1, 1).text.endswith("ngày …… tháng …… năm 20……")


def test_administrative_documents_are_not_called_expired_normative_ones(paper: Any) -> None:
    text = "\n".join(outline(paper))
    assert "không thuộc danh mục văn bản quy phạm pháp luật hết hiệu lực theo Nghị định số 79/2025/NĐ-CP" in text
    assert "VBQPPL hết hiệu lực" not in text


def test_lists_keep_normative_and_administrative_documents_apart(paper: Any) -> None:
    normative, administrative = (t for t in paper.tables if t.cell(0, 1).text == "Tên loại")
    assert normative.cell(0, 2).text.startswith("Số, ký hiệu")
    assert [row.cells[2].text for row in normative.rows[1:]] == ["12/2009/QĐ-UBND, ngày 09/02/2009"]
    assert [row.cells[1].text for row in administrative.rows[1:]] == ["Công văn"]
    assert normative.cell(1, 5).text.startswith("Quy định trái với Luật (khoản 2 Điều 5; khoản 1 Điều 7; ")


def test_hostile_text_is_text_and_the_file_is_well_formed(path: Path, paper: Any) -> None:
    text = "\n".join(outline(paper))
    assert "<script>" in text
    assert "\x07" not in text
    with zipfile.ZipFile(path) as archive:
        assert b"alert('x')</script>" not in archive.read("word/document.xml")


def test_findings_beyond_the_limit_are_counted_not_dropped_silently(tmp_path: Path) -> None:
    write_reports(cases.reviews(), tmp_path, cases.options(formats=DOCX_ONLY, docx_limit=8))
    text = "\n".join(outline(docx.Document(str(tmp_path / "report.docx"))))
    assert "Còn 4 phát hiện" in text


def test_nothing_reviewed_still_makes_a_paper(tmp_path: Path) -> None:
    write_reports(cases.reviews()[1:2], tmp_path, cases.options(formats=DOCX_ONLY, office=None, laws=()))
    text = "\n".join(outline(docx.Document(str(tmp_path / "report.docx"))))
    assert "V. NỘI DUNG CHƯA RÀ SOÁT ĐƯỢC" in text
    assert "Hãy cài Tesseract" in text


def test_opens_in_libreoffice(path: Path, tmp_path: Path, require: Callable[[object, str], None]) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice is not installed")
    command = [str(office), f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (
            0,
            "Quyết định số 12/2009/QĐ-UBND ngày 09/02/2009 của Ủy ban nhân dân xã Tân Lập ban hành Quy chế thực hiện dân chủ ở xã Tân Lập",
        ),
        (1, "ban-quet.pdf"),
        (
            2,
            f"Công văn (chưa có số) của Ủy ban nhân dân tỉnh Bắc Giang v/v tăng cường thực hiện dân chủ ở cơ sở {cases.FORMULA}",
        ),
        (4, "Kế hoạch số 88/KH-UBND ngày 21/10/2024 của Ủy ban nhân dân xã Tân Lập thực hiện dân chủ ở cơ sở năm 2025"),
    ],
)
def test_documents_are_named_as_in_papers(number: int, name: str) -> None:
    assert full_name(digest(cases.reviews()[number]), load_wording("vi")) == name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 7, 1), ["Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15"]),
        (date(2025, 4, 1), ["10/2022/QH15", "64/2025/QH15", "79/2025/NĐ-CP"]),
        (date(2026, 11, 1), ["47/2024/QH15 và Luật số 97/2025/QH15", "64/2025/QH15", "187/2025/NĐ-CP"]),
    ],
)
def test_grounds_are_those_in_effect_on_the_day(day: date, expected: list[str]) -> None:
    lines = grounds(day, "vi")
    assert len(lines) == len(expected)
    assert all(part in line for line, part in zip(lines, expected, strict=True))
    assert ("97/2025/QH15" in lines[0]) == (day >= date(2025, 7, 1))


def test_form_with_an_unknown_column_is_refused_by_name() -> None:
    form = Form(("number", "colour"), (Column("STT", 10), Column("Màu", 10)))
    with pytest.raises(CorpusError, match="colour"):
        form.row({"number": [[Run("1")]]})


@pytest.mark.parametrize(
    ("table", "width"),
    [("findings", 257), ("lists", 257), ("types", 160), ("documents", 160), ("unread", 160), ("handling", 160), ("kinds", 160)],
)
def test_forms_fill_the_width_of_their_page(table: str, width: float) -> None:
    assert sum(column.width for column in load_form("report", table, "vi").columns) == width
