"""``review --law NUMBER`` with a law that the corpus does not hold: imported, aligned, compared; refused where it was not imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_runs import SAMPLES, lines, program

NUMBER = "98/2031/TT-BXX"
FOREIGN = "06-danh-muc-thu-tuc-dat-dai.html"  # land procedures
COPY = """THÔNG TƯ
Số: 98/2031/TT-BXX
Điều 1. Phạm vi điều chỉnh
Thông tư này quy định việc trực và giữ sổ trực ở trạm cứu hộ đường sông.
Điều 2. Sổ trực của trạm
1. Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 03 ngày làm việc kể từ ngày kết thúc tháng.
2. Sổ trực ghi giờ nhận ca, giờ giao ca, tên người trực và các lần xuất phát của xuồng cứu hộ.
Điều 3. Bảng phân công ca trực
1. Bảng phân công ca trực được niêm yết tại phòng trực của trạm ít nhất 10 ngày liên tục.
2. Nhân viên đổi ca trực phải báo trạm trưởng.
Điều 4. Xuồng và trang bị cứu hộ
Trạm kiểm tra xuồng, phao, dây cứu hộ mỗi tuần một lần và ghi kết quả vào sổ trang bị.
"""
DOCUMENT = """TRẠM CỨU HỘ ĐƯỜNG SÔNG SỐ 5

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

NỘI QUY
Trực và giữ sổ trực của trạm

Điều 1. Bảng phân công ca trực
1. Bảng phân công ca trực niêm yết tại phòng trực của trạm 05 ngày liên tục.
2. Nhân viên muốn đổi ca trực thì báo trạm trưởng.
Điều 2. Gửi sổ trực
Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 03 ngày làm việc sau khi kết thúc tháng.
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("other-law")
    (home / "thong-tu.txt").write_text(COPY, encoding="utf-8")
    (home / "noi-quy.txt").write_text(DOCUMENT, encoding="utf-8")
    data = {"RASOAT_DATA": str(home / "data")}
    assert program("law", "import", home / "thong-tu.txt", **data).returncode == 0
    files = (home / "noi-quy.txt", f"{SAMPLES}/{FOREIGN}")
    run = program("review", *files, "--law", NUMBER, "--out", home / "out", "--as-of", "2031-06-01", **data)
    assert run.returncode == 0, run.stderr
    assert f"{NUMBER}: kho luật chưa có định mức" in run.stderr
    return home / "out"


def test_provisions_are_aligned_with_the_articles_of_that_law(out: Path) -> None:
    best = {
        row["path"]: (row["articles"][0]["law"], row["articles"][0]["article"])
        for row in lines(out, "alignments")
        if row["articles"] and row["abstained"] is None and row["document"].endswith("noi-quy.txt")
    }
    assert best["dieu-1/khoan-1"] == (NUMBER, "3")
    assert best["dieu-2"] == (NUMBER, "2")
    assert {law for law, _ in best.values()} == {NUMBER}


def test_a_document_of_another_matter_is_left_alone(out: Path) -> None:
    scored = [row for row in lines(out, "alignments") if row["document"].endswith(FOREIGN) and row["articles"]]
    assert len(scored) >= 8
    assert sum(row["abstained"] == "unrelated" for row in scored) >= 0.8 * len(scored)


def test_what_contradicts_the_copy_is_found_and_quoted(out: Path) -> None:
    (finding,) = (f for f in lines(out, "findings") if f["law"]["law"] == NUMBER)
    assert (finding["path"], finding["kind"]) == ("dieu-1/khoan-1", "conflicting-norm")
    assert finding["law"]["excerpt"].startswith("1. Bảng phân công ca trực được niêm yết")
    assert finding["versions"]["law"] == f"{NUMBER}@copy"
    own = [row for row in lines(out, "conformance") if row["document"].endswith("noi-quy.txt")]
    rows = {row["law"]["article"]: row["status"] for row in own if row["provision"]}
    assert rows == {"2": "implemented", "3": "contradicted"}


def test_a_law_that_was_not_imported_is_refused_with_the_remedy(tmp_path: Path) -> None:
    run = program(
        "review", f"{SAMPLES}/{FOREIGN}", "--law", "1/1999/QH10", "--out", tmp_path / "o",
        RASOAT_DATA=str(tmp_path / "data"),
    )  # fmt: skip
    assert run.returncode == 2
    assert "law import" in run.stderr
