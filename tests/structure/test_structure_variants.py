"""Drafting that departs from the decree on form: old documents, odd numbers, heads and rows that pages cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from structure_source import make_source

from pipeline.records import ProvisionKind, SourceText, WordConfidence
from pipeline.structure import coverage, parse
from pipeline.structure.label import Style, read_label

LABELS = [
    ("Điều 1: Phạm vi", Style.ARTICLE, "1"),
    ("ĐIỀU 1. PHẠM VI", Style.ARTICLE, "1"),
    ("Điều 1 - Phạm vi", Style.ARTICLE, "1"),
    ("Điều1. Phạm vi", Style.ARTICLE, "1"),
    ("1- Các sở", Style.NUMBER, "1"),
    ("1 - Các sở", Style.NUMBER, "1"),
    ("1) Các sở", Style.PAREN, "1"),
    ("1/ Các sở", Style.PAREN, "1"),
    ("(1) Các sở", Style.PAREN, "1"),
    ("a/ phổ biến", Style.LETTER, "a"),
    ("a- Phổ biến", Style.LETTER, "a"),
    ("(a) phổ biến", Style.LETTER, "a"),
    ("đ/ báo cáo", Style.LETTER, "đ"),
    ("I- Mục đích", Style.ROMAN, "I"),
    ("II - Yêu cầu", Style.ROMAN, "II"),
    ("A- Chung", Style.UPPER, "A"),
    ("1.1/ Chung", Style.DECIMAL2, "1.1"),
    ("1.1- Chung", Style.DECIMAL2, "1.1"),
    ("Mục 1: Chung", Style.SECTION, "1"),
]


@pytest.mark.parametrize(("text", "style", "number"), LABELS, ids=[case[0] for case in LABELS])
def test_labels_of_other_hands(text: str, style: Style, number: str) -> None:
    label = read_label(text)
    assert label is not None
    assert (label.style, label.number) == (style, number)


@pytest.mark.parametrize(
    "text", ["1-3 ngày làm việc", "a/b là tỷ lệ", "2.000 đồng", "10-2022 là", "I-II năm", "Điều 5 Luật này", "8.500 tấn"]
)
def test_numbers_in_sentences_are_no_labels(text: str) -> None:
    assert read_label(text) is None


OLD = """
| ỦY BAN NHÂN DÂN / TỈNH X | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc |
| Số:     /1999/QĐ-UB | X, ngày     tháng 8 năm 1999 |
**QUYẾT ĐỊNH**
**V/v ban hành Quy chế thực hiện dân chủ ở xã**
**ỦY BAN NHÂN DÂN TỈNH**
- Căn cứ Luật Tổ chức HĐND và UBND ngày 21/6/1994;
- Xét đề nghị của Ban Tổ chức chính quyền tỉnh,
**QUYẾT ĐỊNH**
Điều 1: Ban hành kèm theo quyết định này bản quy chế.
ĐIỀU 2: Giao trách nhiệm:
1- Các sở, ban, ngành:
a/ Phổ biến quy chế;
b/ Kiểm tra việc thực hiện.
2- Ủy ban nhân dân các huyện báo cáo.
TM. ỦY BAN NHÂN DÂN TỈNH
CHỦ TỊCH
Nguyễn Văn A
PHỤ LỤC
I- Mục đích
1) Nâng cao nhận thức;
II- Yêu cầu
(a) Đúng luật;
"""


def test_decision_of_1999() -> None:
    document = parse(make_source(OLD))
    assert (document.type, document.number, document.symbol, document.issued_on) == ("quyết định", None, "/1999/QĐ-UB", None)
    assert [p.path for p in document.provisions] == [
        "can-cu-1", "can-cu-2", "dieu-1", "dieu-2", "dieu-2/khoan-1", "dieu-2/khoan-1/diem-a", "dieu-2/khoan-1/diem-b", "dieu-2/khoan-2",
        "phu-luc-1", "phu-luc-1/muc-I", "phu-luc-1/muc-I/muc-1", "phu-luc-1/muc-II", "phu-luc-1/muc-II/diem-a",
    ]  # fmt: skip


def test_issuer_in_the_type_line_is_no_title() -> None:
    source = make_source(OLD.replace("**QUYẾT ĐỊNH**\n**V/v", "**QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH V/v"))
    assert parse(source).title == "V/v ban hành Quy chế thực hiện dân chủ ở xã"


CUT = """
Điều 1. Danh mục
| **STT** | **Nội dung** | **Đơn vị** |
| 1 | Rà soát, cập nhật và | Sở Nội vụ |
---page---
{furniture}2
|  | khai thác cơ sở dữ liệu. |  |
| 2 | Báo cáo kết quả. | Sở Tài chính |
"""


def rows(source: SourceText) -> list[tuple[str, str]]:
    return [(p.path, p.text) for p in parse(source).provisions if p.kind is ProvisionKind.ROW]


def test_row_cut_by_a_page_is_one_row() -> None:
    source = make_source(CUT)
    assert rows(source) == [
        ("dieu-1/hang-1", "1 | Rà soát, cập nhật và khai thác cơ sở dữ liệu. | Sở Nội vụ"),
        ("dieu-1/hang-2", "2 | Báo cáo kết quả. | Sở Tài chính"),
    ]
    found = coverage(source, parse(source))
    assert (found.uncovered, found.doubled) == ((), ())


def test_row_with_a_number_of_its_own_is_not_joined() -> None:
    source = make_source(CUT.replace("|  | khai", "| a | khai"))
    assert [path for path, _ in rows(source)] == ["dieu-1/hang-1", "dieu-1/hang-2", "dieu-1/hang-3"]


def test_head_alone_at_the_foot_of_a_page_heads_the_rows_of_the_next() -> None:
    source = make_source(
        "Điều 1. Danh mục\n| **STT** | **Nội dung** | **Đơn vị** |\n---page---\n| 1 | Một | Sở A |\n| 2 | Hai | Sở B |"
    )
    found = [p for p in parse(source).provisions if p.kind is ProvisionKind.ROW]
    assert [(p.path, p.columns) for p in found] == [
        ("dieu-1/hang-1", ("STT", "Nội dung", "Đơn vị")),
        ("dieu-1/hang-2", ("STT", "Nội dung", "Đơn vị")),
    ]


def test_recipients_over_a_page_are_no_attachment() -> None:
    source = make_source(
        "Điều 1. Một.\nNơi nhận:\n- Như Điều 1;\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn A\n---page---\n"
        "- Trung tâm Truyền thông, dữ liệu và công nghệ số\nThành phố;\n- Lưu: VT."
    )
    assert [p.path for p in parse(source).provisions] == ["dieu-1"]


def test_text_below_a_titled_point_is_its_own() -> None:
    source = make_source(
        "Điều 1. Một\n1. Thủ tục\na) Trình tự thực hiện\nBước 1: Nộp hồ sơ gồm:\n- Đơn;\n- Biên bản.\nBước 2: Nhận kết quả.\nb) Phí: không.",
        paragraphs=False,
    )
    paths = [p.path for p in parse(source).provisions]
    assert "dieu-1/khoan-1/diem-a/doan-2" in paths
    assert "dieu-1/khoan-1/diem-a/doan-3" in paths
    assert "dieu-1/khoan-1/diem-b" in paths


def test_word_confidences_follow_into_provisions_and_rows() -> None:
    source = make_source(CUT)
    words = []
    for line in source.lines:
        at = line.start
        for word in source.text[line.start : line.end].split(" "):
            words.append(WordConfidence(at, at + len(word), round((at % 90) / 100, 2)))
            at += len(word) + 1
    scanned = replace(source, words=tuple(words))
    by_place = {source.text[w.start : w.end]: w.confidence for w in words}
    found = [(p.text[w.start : w.end], w.confidence) for p in parse(scanned).provisions for w in p.words]
    assert {"Rà", "khai", "liệu.", "Danh"} <= {word for word, _ in found}
    assert all(
        by_place[word] == sure for word, sure in found if list(by_place).count(word) == 1 and source.text.count(word) == 1
    )
