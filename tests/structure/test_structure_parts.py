"""Attached texts, annexes, tables, quotations, footnotes, and what is no provision."""

from __future__ import annotations

import pytest
from structure_source import make_source

from pipeline.records import Document, ProvisionKind
from pipeline.structure import coverage, parse

DECISION = """
QUYẾT ĐỊNH
Ban hành Quy chế
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Ban hành kèm theo Quyết định này Quy chế.
Điều 2. Hiệu lực.
"""
CLOSING = "| Nơi nhận: / - Như Điều 2; / - Lưu: VT. | **TM. ỦY BAN NHÂN DÂN** / **CHỦ TỊCH** / Nguyễn Văn A |\n"


def paths(markup: str) -> list[str]:
    return [p.path for p in parse(make_source(markup)).provisions]


def reasons(document: Document) -> set[str]:
    return {x.reason for x in document.leftovers}


def test_attached_regulation_starts_again_in_its_own_namespace() -> None:
    found = paths(
        DECISION
        + CLOSING
        + "**QUY CHẾ**\nTHỰC HIỆN DÂN CHỦ\n(Ban hành kèm theo Quyết định số 1)\nChương I\nCHUNG\nĐiều 1. Một.\n1. A.\nĐiều 2. Hai."
    )
    assert found == [
        "can-cu-1",
        "dieu-1",
        "dieu-2",
        "kem-theo",
        "kem-theo/chuong-I",
        "kem-theo/dieu-1",
        "kem-theo/dieu-1/khoan-1",
        "kem-theo/dieu-2",
    ]


def test_attached_regulation_is_found_without_signature_and_heading() -> None:
    assert paths(DECISION + "Điều 1. Phạm vi.\nĐiều 2. Đối tượng.")[-2:] == ["kem-theo/dieu-1", "kem-theo/dieu-2"]


def test_two_attached_texts_are_numbered() -> None:
    attached = "**{}**\n(Ban hành kèm theo Quyết định số 1)\nĐiều 1. Một.\n"
    found = paths(DECISION + CLOSING + attached.format("QUY CHẾ") + attached.format("QUY ĐỊNH"))
    assert [p for p in found if p.startswith("kem-theo")] == ["kem-theo", "kem-theo/dieu-1", "kem-theo-2", "kem-theo-2/dieu-1"]


def test_annex_of_the_decision_and_annex_of_the_attached_plan() -> None:
    plan = "**KẾ HOẠCH**\n(Kèm theo Quyết định số 1)\nI. MỤC ĐÍCH\n"
    annexes = "**PHỤ LỤC 1**\n(Kèm theo Kế hoạch số 2)\n1. Một.\n**PHỤ LỤC II**\n(Kèm theo Quyết định số 1)\n1. Hai."
    found = paths(DECISION + CLOSING + plan + annexes)
    assert found[3:] == [
        "kem-theo",
        "kem-theo/muc-I",
        "kem-theo/phu-luc-1",
        "kem-theo/phu-luc-1/muc-1",
        "phu-luc-II",
        "phu-luc-II/muc-1",
    ]


def test_mention_of_an_annex_in_a_sentence_opens_none() -> None:
    sentence = "Phụ lục I kèm theo Quyết định này có hiệu lực ngay."
    assert paths(f"QUYẾT ĐỊNH\nVề việc X\nĐiều 1. Ban hành danh mục.\n{sentence}\nĐiều 2. Hai.") == [
        "dieu-1", "dieu-1/doan-2", "dieu-2",
    ]  # fmt: skip


def test_rows_of_an_annex_table_carry_cells_and_columns() -> None:
    document = parse(
        make_source(
            DECISION
            + CLOSING
            + "**PHỤ LỤC**\n| **STT** | **Nội dung** | **Thời gian** |\n| 1 | Niêm yết | 30 ngày |\n| 2 | Họp thôn |  |"
        )
    )
    rows = [p for p in document.provisions if p.kind is ProvisionKind.ROW]
    assert [(r.path, r.label, r.cells) for r in rows] == [
        ("phu-luc-1/hang-1", "hàng 1 Phụ lục", ("1", "Niêm yết", "30 ngày")),
        ("phu-luc-1/hang-2", "hàng 2 Phụ lục", ("2", "Họp thôn", "")),
    ]
    assert rows[0].columns == ("STT", "Nội dung", "Thời gian")
    assert rows[0].text == "1 | Niêm yết | 30 ngày"
    assert document.tables[0].rows == ("phu-luc-1/hang-1", "phu-luc-1/hang-2")
    assert "table-head" in reasons(document)


def test_table_inside_a_clause_hangs_on_the_clause_and_the_next_one_is_numbered() -> None:
    table = "| **STT** | **Mức** |\n| 1 | 500 |\n"
    found = paths(f"QUYẾT ĐỊNH\nVề việc X\nĐiều 1. Mức chi\n1. Như sau:\n{table}Và:\n{table}2. Hai.")
    assert found == [
        "dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-1/hang-1", "dieu-1/khoan-1/doan-2", "dieu-1/khoan-1/bang-2/hang-1", "dieu-1/khoan-2",
    ]  # fmt: skip


QUOTED = """
QUYẾT ĐỊNH
Sửa đổi Quy chế
Điều 1. Sửa đổi, bổ sung một số điều
1. Sửa đổi khoản 2 Điều 5 như sau:
“2. Niêm yết tại trụ sở:
a) Ba mươi ngày;
b) Liên tục.”.
2. Bổ sung Điều 8a như sau:
“Điều 8a. Đối thoại
1. Mỗi năm một lần.
2. Cụm từ “đối thoại” gồm cả trực tuyến.”
3. Thay cụm từ “thôn” bằng cụm từ “tổ dân phố”.
Điều 2. Hiệu lực.
"""


def test_quoted_wording_is_kept_below_the_amending_clause() -> None:
    document = parse(make_source(QUOTED))
    assert [(p.path, p.quoted) for p in document.provisions] == [
        ("dieu-1", False),
        ("dieu-1/khoan-1", False),
        ("dieu-1/khoan-1/trich/khoan-2", True),
        ("dieu-1/khoan-1/trich/khoan-2/diem-a", True),
        ("dieu-1/khoan-1/trich/khoan-2/diem-b", True),
        ("dieu-1/khoan-2", False),
        ("dieu-1/khoan-2/trich/dieu-8a", True),
        ("dieu-1/khoan-2/trich/dieu-8a/khoan-1", True),
        ("dieu-1/khoan-2/trich/dieu-8a/khoan-2", True),
        ("dieu-1/khoan-3", False),
        ("dieu-2", False),
    ]
    label = next(p.label for p in document.provisions if p.path == "dieu-1/khoan-1/trich/khoan-2/diem-a")
    assert label == "điểm a khoản 2 (trích dẫn tại khoản 1 Điều 1)"


@pytest.mark.parametrize(("old", "new"), [("“", '"'), ("”", '"')])
def test_straight_quotation_marks(old: str, new: str) -> None:
    markup = QUOTED.replace("Cụm từ “đối thoại” gồm", "Đối thoại gồm").replace("“", '"').replace("”", '"')
    assert old not in markup or new in markup
    assert "dieu-1/khoan-2/trich/dieu-8a/khoan-2" in paths(markup)
    assert paths(markup)[-1] == "dieu-2"


def test_quotation_without_closing_mark_ends_where_the_numbering_goes_on() -> None:
    found = paths(
        "QUYẾT ĐỊNH\nSửa đổi\nĐiều 1. Sửa đổi\n"
        "1. Sửa đổi khoản 5 như sau:\n“5. Niêm yết.\n2. Sửa đổi khoản 6 như sau:\n“6. Họp.\nĐiều 2. Hiệu lực."
    )
    assert found == [
        "dieu-1",
        "dieu-1/khoan-1",
        "dieu-1/khoan-1/trich/khoan-5",
        "dieu-1/khoan-2",
        "dieu-1/khoan-2/trich/khoan-6",
        "dieu-2",
    ]


def test_recipients_signature_and_stamp_are_leftovers() -> None:
    document = parse(make_source(DECISION + "Ký bởi: Ủy ban nhân dân tỉnh\nThời gian ký: 01.02.2024\n" + CLOSING))
    assert [p.path for p in document.provisions] == ["can-cu-1", "dieu-1", "dieu-2"]
    assert reasons(document) == {"recipients", "signature", "stamp"}


def test_recipients_and_signature_as_plain_lines() -> None:
    closing = "Nơi nhận:\n- Như Điều 2;\n- Sở Nội vụ;\n- Lưu: VT, NC.\n"
    closing += "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nNguyễn Văn A\n"
    document = parse(make_source(DECISION + closing))
    assert [p.path for p in document.provisions] == ["can-cu-1", "dieu-1", "dieu-2"]
    assert reasons(document) == {"recipients", "signature"}


def test_head_repeated_above_the_attached_plan_is_no_provision() -> None:
    head = "| **ỦY BAN NHÂN DÂN** / **TỈNH X** | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM** / Độc lập - Tự do - Hạnh phúc |\n"
    document = parse(make_source(DECISION + CLOSING + head + "**KẾ HOẠCH**\n(Kèm theo Quyết định số 1)\nI. MỤC ĐÍCH"))
    assert [p.path for p in document.provisions][-2:] == ["kem-theo", "kem-theo/muc-I"]
    assert "attachment-head" in reasons(document)


def test_footnote_is_a_provision_of_its_own() -> None:
    document = parse(make_source(DECISION + "{footnote}1 Như thủ tục đăng ký cư trú.\n"))
    note = document.provisions[-1]
    assert (note.path, note.kind, note.label, note.text) == (
        "chu-thich-1",
        ProvisionKind.FOOTNOTE,
        "chú thích 1",
        "1 Như thủ tục đăng ký cư trú.",
    )


def test_portal_chrome_is_listed_and_left_out() -> None:
    document = parse(make_source("{boilerplate}Đăng nhập\n" + DECISION + "{boilerplate}Bản quyền thuộc về cổng"))
    assert "boilerplate" in reasons(document)
    assert not any("Đăng nhập" in p.text or "Bản quyền" in p.text for p in document.provisions)


@pytest.mark.parametrize("markup", [DECISION + CLOSING, QUOTED, DECISION + "{footnote}1 Chú thích.\n" + CLOSING])
def test_every_character_has_one_place(markup: str) -> None:
    source = make_source(markup)
    found = coverage(source, parse(source))
    assert (found.uncovered, found.doubled) == ((), ())


@pytest.mark.parametrize("repeated", ["", "| **STT** | **Mức** |\n"], ids=["head once", "head repeated"])
def test_table_over_two_pages_is_one_table(repeated: str) -> None:
    markup = "QUYẾT ĐỊNH\nVề việc X\nĐiều 1. Mức chi\n| **STT** | **Mức** |\n| 1 | 500 |\n"
    markup += f"---page---\n{{furniture}}2\n{repeated}| 2 | 600 |\n| 3 | 700 |"
    document = parse(make_source(markup))
    rows = [p for p in document.provisions if p.kind is ProvisionKind.ROW]
    assert [(r.path, r.columns, r.cells) for r in rows] == [
        (f"dieu-1/hang-{n}", ("STT", "Mức"), (str(n), value)) for n, value in ((1, "500"), (2, "600"), (3, "700"))
    ]
    assert len(document.tables) == 1


def test_second_table_with_a_head_of_its_own_stays_apart() -> None:
    markup = "QUYẾT ĐỊNH\nVề việc X\nĐiều 1. Mức chi\n| **STT** | **Mức** |\n| 1 | 500 |\n"
    markup += "---page---\n| **STT** | **Tên** |\n| 1 | A |\n| 2 | B |"
    assert paths(markup)[-3:] == ["dieu-1/hang-1", "dieu-1/bang-2/hang-1", "dieu-1/bang-2/hang-2"]


def test_recipient_left_behind_the_signature_is_no_attached_text() -> None:
    document = parse(
        make_source(DECISION + "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn A\n- Lưu: VT, NC, ĐMPT.\n**PHỤ LỤC I**\n1. Một.")
    )
    assert [p.path for p in document.provisions][-2:] == ["phu-luc-I", "phu-luc-I/muc-1"]
