"""The review slip: one per document, also for a clean one and one that could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
import report_cases as cases
from golden_file import check_golden

from pipeline.report import write_slip


def slip(folder: Path, number: int, **changes: object) -> Any:
    path = folder / "phieu" / "phieu.docx"
    write_slip(cases.reviews()[number], path, cases.options(**changes))
    assert [one.name for one in path.parent.iterdir()] == ["phieu.docx"]
    return docx.Document(str(path))


def outline(paper: Any) -> list[str]:
    lines = []
    for block in paper.iter_inner_content():
        if isinstance(block, docx.table.Table):
            lines += ["| " + " | ".join(cell.text.replace("\n", " / ")[:90] for cell in row.cells) for row in block.rows]
        elif block.text.strip():
            lines.append(block.text)
    return lines


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_structure_golden(tmp_path: Path, lang: str) -> None:
    check_golden(f"slip_{lang}", outline(slip(tmp_path, 0, lang=lang)))


def test_five_columns_of_the_form(tmp_path: Path) -> None:
    table = slip(tmp_path, 0).tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads == ["STT", "Nội dung rà soát", "Căn cứ rà soát", "Đánh giá", "Ý kiến đề xuất"]
    assert len(table.rows) == 1 + len(cases.reviews()[0].findings)


def test_clean_document_is_not_called_conforming(tmp_path: Path) -> None:
    text = "\n".join(outline(slip(tmp_path, 4)))
    assert "không đồng nghĩa với phù hợp" in text
    assert "Đề xuất chung: Chưa phát hiện nội dung phải xử lý" in text
    assert "Giữ nguyên" not in text


def test_unread_document_says_why(tmp_path: Path) -> None:
    text = "\n".join(outline(slip(tmp_path, 1)))
    assert "Bản quét cần nhận dạng chữ" in text
    assert "Hãy cài Tesseract" in text
    assert "Đề xuất chung: Chưa rà soát được" in text


def test_caution_about_administrative_documents(tmp_path: Path) -> None:
    assert "Nghị định số 79/2025/NĐ-CP" in "\n".join(outline(slip(tmp_path, 2)))
    assert "Nghị định số 79/2025/NĐ-CP" not in "\n".join(outline(slip(tmp_path, 0)))
