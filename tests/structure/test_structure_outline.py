"""Where each paragraph of a document belongs: paths, kinds and labels."""

from __future__ import annotations

import pytest
from structure_source import make_source

from pipeline.records import Document, ProvisionKind
from pipeline.structure import parse


def paths(document: Document) -> list[str]:
    return [provision.path for provision in document.provisions]


def outline(markup: str, *, paragraphs: bool = False) -> list[str]:
    return paths(parse(make_source(markup, paragraphs=paragraphs)))


ARTICLES = """
QUYẾT ĐỊNH
Về việc ban hành Quy chế
Căn cứ Luật Tổ chức chính quyền địa phương;
Theo đề nghị của Giám đốc Sở Nội vụ,
QUYẾT ĐỊNH:
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Điều 1. Ban hành Quy chế.\nĐiều 2. Hiệu lực.", ["dieu-1", "dieu-2"]),
        ("Điều 1. Mục đích\n1. Một.\n2. Hai.", ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2"]),
        (
            "Điều 1. Mục đích\n1. Gồm:\na) Một;\nb) Hai;\nd) Ba;\nđ) Bốn;\ne) Năm.",
            ["dieu-1", "dieu-1/khoan-1", *(f"dieu-1/khoan-1/diem-{x}" for x in ("a", "b", "d", "dd", "e"))],
        ),
        ("Điều 1. Gồm:\na) Một;\nb) Hai.", ["dieu-1", "dieu-1/diem-a", "dieu-1/diem-b"]),
        (
            "Điều 1. Gồm các nội dung\n1. Gồm:\na) Một:\n- Gạch một;\n- Gạch hai;\n+ Cộng một.\nb) Hai.",
            [
                "dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-1/diem-a", "dieu-1/khoan-1/diem-a/gach-1",
                "dieu-1/khoan-1/diem-a/gach-2", "dieu-1/khoan-1/diem-a/gach-2/cong-1", "dieu-1/khoan-1/diem-b",
            ],
        ),
        (
            "Điều 1. Gồm:\n1. Một:\n1.1. Một một.\n1.2. Một hai.",
            ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-1/muc-1.1", "dieu-1/khoan-1/muc-1.2"],
        ),
        (
            "Điều 1. Gồm:\n1. Một:\na) Hai:\na1) Ba;\na2) Bốn.",
            ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-1/diem-a",
             "dieu-1/khoan-1/diem-a/tiet-a1", "dieu-1/khoan-1/diem-a/tiet-a2"],
        ),
        ("Điều 1. Một.\nĐiều 1a. Một a.\nĐiều 2. Hai.", ["dieu-1", "dieu-1a", "dieu-2"]),
        (
            "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Một.\nChương II\nNỘI DUNG\n"
            "Mục 1\nCÔNG KHAI\nĐiều 2. Hai.\nTiểu mục 1\nHÌNH THỨC\nĐiều 3. Ba.",
            ["chuong-I", "dieu-1", "chuong-II", "chuong-II/muc-1", "dieu-2", "chuong-II/muc-1/tieu-muc-1", "dieu-3"],
        ),
        (
            "Điều 1. Mục tiêu\nI. TỔNG QUÁT\n1. Một.\n2. Hai.\nII. CỤ THỂ\nĐiều 2. Hai.",
            ["dieu-1", "dieu-1/muc-I", "dieu-1/muc-I/muc-1", "dieu-1/muc-I/muc-2", "dieu-1/muc-II", "dieu-2"],
        ),
        ("Điêu 1. Chữ nhận dạng sai.\nÐiều 2. Chữ Đ khác mã.\nĐIỀU 3. Chữ hoa.", ["dieu-1", "dieu-2", "dieu-3"]),
        ("Điều 1: Dấu hai chấm.\nĐiều 2 . Dấu chấm cách.\nĐiều 3\nTên điều ở dòng sau", ["dieu-1", "dieu-2", "dieu-3"]),
    ],
)  # fmt: skip
def test_units_of_a_document_with_articles(body: str, expected: list[str]) -> None:
    found = outline(ARTICLES + body)
    assert found[:2] == ["can-cu-1", "can-cu-2"]
    assert found[2:] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "I. MỤC ĐÍCH\n1. Mục đích:\na) Một;\nb) Hai.\n2. Yêu cầu.\nII. NỘI DUNG",
            ["muc-I", "muc-I/muc-1", "muc-I/muc-1/diem-a", "muc-I/muc-1/diem-b", "muc-I/muc-2", "muc-II"],
        ),
        (
            "1. Sở Nội vụ:\n- Một;\n- Hai.\n2. Sở Tài chính:\n- Ba.",
            ["muc-1", "muc-1/gach-1", "muc-1/gach-2", "muc-2", "muc-2/gach-1"],
        ),
        ("1. Một:\n1.1. A.\n1.1.1. B.\n1.2. C.", ["muc-1", "muc-1/muc-1.1", "muc-1/muc-1.1/muc-1.1.1", "muc-1/muc-1.2"]),
        ("A. CHUNG\nI. MỘT\nII. HAI\nB. RIÊNG\nI. BA", ["muc-A", "muc-A/muc-I", "muc-A/muc-II", "muc-B", "muc-B/muc-I"]),
        ("Phần I\nCHUNG\nI. MỘT\nPhần thứ hai\nRIÊNG\nI. HAI", ["phan-I", "phan-I/muc-I", "phan-2", "phan-2/muc-I"]),
        ("(1) Việc một.\n(2) Việc hai.", ["muc-1", "muc-2"]),
        ("1. Việc một:\n* Nhóm một:\n- Gạch.\n* Nhóm hai.", ["muc-1", "muc-1/sao-1", "muc-1/sao-1/gach-1", "muc-1/sao-2"]),
        ("h) Mười.\ni) Mười một.\nk) Mười hai.\nl) Mười ba.", ["diem-h", "diem-i", "diem-k", "diem-l"]),
        ("H. MỤC TÁM\nI. MỤC CHÍN\nK. MỤC MƯỜI", ["muc-H", "muc-I", "muc-K"]),
        ("Đoạn mở đầu của văn bản.\n1. Một.", ["doan-1", "muc-1"]),
    ],
)
def test_units_of_a_document_without_articles(body: str, expected: list[str]) -> None:
    assert outline("KẾ HOẠCH\nTriển khai thực hiện dân chủ\n" + body) == expected


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("dieu-5/khoan-2/diem-a", "điểm a khoản 2 Điều 5"),
        ("dieu-5/khoan-2/diem-dd", "điểm đ khoản 2 Điều 5"),
        ("dieu-5/khoan-1/doan-2", "đoạn 2 khoản 1 Điều 5"),
        ("dieu-5/khoan-2/diem-a/gach-1", "gạch đầu dòng 1 điểm a khoản 2 Điều 5"),
        ("can-cu-2", "căn cứ 2"),
        ("chuong-I", "Chương I"),
        ("chuong-I/muc-1", "Mục 1 Chương I"),
        ("kem-theo", "Quy chế kèm theo"),
        ("kem-theo/dieu-1/khoan-1", "khoản 1 Điều 1 Quy chế kèm theo"),
        ("phu-luc-I", "Phụ lục I"),
        ("phu-luc-I/muc-I/muc-1/diem-a", "mục I.1.a Phụ lục I"),
        ("phu-luc-I/muc-I/muc-1/muc-1.2", "mục I.1.2 Phụ lục I"),
    ],
)
def test_labels_read_as_officials_cite(path: str, label: str) -> None:
    document = parse(
        make_source(
            ARTICLES
            + """
Chương I
QUY ĐỊNH CHUNG
Mục 1
CÔNG KHAI
Điều 1. Một.
Điều 2. Hai.
Điều 3. Ba.
Điều 4. Bốn.
Điều 5. Hình thức
1. Niêm yết tại trụ sở.
Trường hợp không niêm yết được thì thông báo.
2. Gồm:
a) Một:
- Gạch đầu dòng.
đ) Hai.
TM. ỦY BAN NHÂN DÂN
QUY CHẾ
(Ban hành kèm theo Quyết định số 01/QĐ-UBND)
Điều 1. Phạm vi
1. Quy chế này quy định.
PHỤ LỤC I
DANH MỤC
(Kèm theo Quyết định số 01/QĐ-UBND)
I. NHÓM MỘT
1. Việc một
a) Việc nhỏ.
1.2. Việc khác.
"""
        )
    )
    labels = {provision.path: provision.label for provision in document.provisions}
    assert labels.get(path) == label


def test_chapters_are_parents_of_articles_but_no_part_of_their_path() -> None:
    document = parse(make_source(ARTICLES + "Chương I\nCHUNG\nĐiều 1. Một.\nMục 1\nRIÊNG\nĐiều 2. Hai."))
    parents = {provision.path: provision.parent for provision in document.provisions}
    assert parents["dieu-1"] == "chuong-I"
    assert parents["dieu-2"] == "chuong-I/muc-1"


def test_second_paragraph_of_a_clause_is_doan_2_and_the_first_is_the_clause() -> None:
    document = parse(
        make_source(
            ARTICLES + "Điều 13. Hình thức\n\n2. Niêm yết 30 ngày.\n\nTrường hợp có thiên tai thì lùi lại.\n\n3. Phát thanh.",
            paragraphs=True,
        )
    )
    found = {provision.path: (provision.kind, provision.text) for provision in document.provisions}
    assert found["dieu-13/khoan-2"][1] == "2. Niêm yết 30 ngày."
    assert found["dieu-13/khoan-2/doan-2"] == (ProvisionKind.PARAGRAPH, "Trường hợp có thiên tai thì lùi lại.")
    assert "dieu-13/khoan-3" in found


def test_paragraph_after_the_points_belongs_to_the_clause() -> None:
    found = outline(
        ARTICLES + "Điều 1. Một\n\n1. Gồm:\n\na) Một;\n\nb) Hai.\n\nTrường hợp khác thì báo cáo.\n\n2. Hai.", paragraphs=True
    )
    assert found[-2:] == ["dieu-1/khoan-1/doan-2", "dieu-1/khoan-2"]


def test_paragraph_between_two_points_belongs_to_the_first_of_them() -> None:
    found = outline(ARTICLES + "Điều 1. Một\n\n1. Gồm:\n\na) Một.\n\nNói thêm về một.\n\nb) Hai.", paragraphs=True)
    assert found[-2:] == ["dieu-1/khoan-1/diem-a/doan-2", "dieu-1/khoan-1/diem-b"]


@pytest.mark.parametrize(
    ("lines", "title", "text"),
    [
        ("**Điều 5. Công khai thông tin**\nỦy ban nhân dân xã công khai.", "Công khai thông tin",
         "Điều 5. Công khai thông tin\nỦy ban nhân dân xã công khai."),
        ("Điều 5. Ban hành kèm theo Quyết định này Quy chế thực hiện dân chủ.", None,
         "Điều 5. Ban hành kèm theo Quyết định này Quy chế thực hiện dân chủ."),
        ("**Điều 5.**\n**Công khai thông tin**\nỦy ban nhân dân xã công khai.", "Công khai thông tin",
         "Điều 5.\nCông khai thông tin\nỦy ban nhân dân xã công khai."),
        ("**Điều 5. Hiệu lực thi hành.**\nQuyết định có hiệu lực.", "Hiệu lực thi hành.",
         "Điều 5. Hiệu lực thi hành.\nQuyết định có hiệu lực."),
        ("Điều 5. Các nội dung công khai gồm:\n1. Một.", None, "Điều 5. Các nội dung công khai gồm:"),
    ],
)  # fmt: skip
def test_title_of_an_article_is_told_from_its_text(lines: str, title: str | None, text: str) -> None:
    article = next(p for p in parse(make_source(ARTICLES + lines)).provisions if p.path == "dieu-5")
    assert (article.title, article.text) == (title, text)


@pytest.mark.parametrize(
    "wrapped",
    [
        "Điều 1. Việc công khai thực hiện theo quy định tại\nĐiều 5 Luật này và các văn bản khác.\nĐiều 2. Hai.",
        "Điều 1. Việc công khai thực hiện theo quy định tại khoản 1,\nĐiều 5. của Luật và các văn bản khác.\nĐiều 2. Hai.",
        "Điều 1. Quyết định này có hiệu lực từ ngày 01 tháng\n5. năm 2024 và thay thế các quyết định khác.\nĐiều 2. Hai.",
        "Điều 1. Mức chi là 500 đồng, tổng là\n1.500.000 đồng một người một tháng.\nĐiều 2. Hai.",
        "Điều 1. Thực hiện theo Quyết định số 12/2016/QĐ-\nUBND ngày 01 tháng 7 năm 2016.\nĐiều 2. Hai.",
        "Điều 1. Tổ chức chính trị\n- xã hội có trách nhiệm tuyên truyền.\nĐiều 2. Hai.",
    ],
)
def test_label_at_the_start_of_a_wrapped_line_is_no_heading(wrapped: str) -> None:
    assert outline(ARTICLES + wrapped)[2:] == ["dieu-1", "dieu-2"]


def test_symbol_cut_at_its_hyphen_is_closed_up() -> None:
    document = parse(make_source(ARTICLES + "Điều 1. Thay thế Quyết định số 12/2016/QĐ-\nUBND ngày 01 tháng 7 năm 2016."))
    assert "12/2016/QĐ-UBND ngày" in document.provisions[-1].text


def test_page_number_inside_a_clause_is_left_out_of_its_text() -> None:
    markup = ARTICLES + "Điều 1. Việc niêm yết\n{furniture}2\n---page---\nthực hiện trong ba mươi ngày."
    document = parse(make_source(markup))
    assert document.provisions[-1].text == "Điều 1. Việc niêm yết thực hiện trong ba mươi ngày."
    assert [x.reason for x in document.leftovers] == ["page-furniture"]


def test_numbers_restarting_under_a_point_are_its_own_list() -> None:
    found = outline(ARTICLES + "Điều 1. Một\n1. Gồm:\na) Các bước sau:\n1. Bước một.\n2. Bước hai.\nb) Hai.\n2. Khoản hai.")
    assert found[2:] == [
        "dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-1/diem-a", "dieu-1/khoan-1/diem-a/muc-1", "dieu-1/khoan-1/diem-a/muc-2",
        "dieu-1/khoan-1/diem-b", "dieu-1/khoan-2",
    ]  # fmt: skip


def test_same_number_twice_keeps_both_with_a_warning() -> None:
    document = parse(make_source(ARTICLES + "**Điều 1. Một**\n1. A.\n**Điều 3. Ba**\n1. B.\n**Điều 3. Ba nữa**\n1. C."))
    assert [p.path for p in document.provisions if p.kind is ProvisionKind.ARTICLE] == ["dieu-1", "dieu-3", "dieu-3-lan-2"]
    assert "articles-out-of-order" in {w.code for w in document.warnings}


def test_list_after_a_closing_paragraph_hangs_on_the_clause_not_on_the_last_point() -> None:
    found = outline(ARTICLES + "Điều 1. Một\n1. Gồm:\na) Một;\nb) Hai.\nLưu ý:\n- Ba;\n- Bốn.")
    assert found[-3:] == ["dieu-1/khoan-1/doan-2", "dieu-1/khoan-1/gach-1", "dieu-1/khoan-1/gach-2"]


def test_bold_marks_the_wrong_way_round_still_part_title_and_text() -> None:
    markup = ARTICLES + "Điều 8. Phí, lệ phí\n**Phí và lệ phí thực hiện theo quy định**\n**của Luật.**"
    article = parse(make_source(markup, paragraphs=True)).provisions[-1]
    assert (article.title, article.text) == (
        "Phí, lệ phí",
        "Điều 8. Phí, lệ phí\nPhí và lệ phí thực hiện theo quy định của Luật.",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1. Một. 2. Hai quy định thêm.\n3. Ba.", ["khoan-1", "khoan-2", "khoan-3"]),
        ("1. Một được phê duyệt 2. Việc khác.\n3. Ba.", ["khoan-1", "khoan-2", "khoan-3"]),
        ("1. Một.\nĐoạn hai được phê duyệt 2. Việc khác.\n3. Ba.", ["khoan-1", "khoan-1/doan-2", "khoan-2", "khoan-3"]),
        ("1. Gồm: a) Một;\nb) Hai.", ["khoan-1", "khoan-1/diem-a", "khoan-1/diem-b"]),
        ("1. Theo khoản 2. Hai việc này làm ngay.\n2. Hai.", ["khoan-1", "khoan-2"]),
        ("1. Mức 1. Hai việc này làm ngay. 2. Một việc.\n2. Hai.", ["khoan-1", "khoan-2"]),
    ],
)
def test_unit_run_on_in_a_paragraph_is_parted_only_where_the_sequence_proves_it(body: str, expected: list[str]) -> None:
    assert outline(ARTICLES + "Điều 1. Công khai\n" + body)[3:] == [f"dieu-1/{path}" for path in expected]


def test_bold_heading_out_of_order_is_still_an_article_with_a_warning() -> None:
    markup = ARTICLES + "**Điều 1. Một**\n1. A.\n**Điều 9. Chín**\n1. B.\n**Điều 4. Bốn**\n1. C."
    document = parse(make_source(markup))
    assert [p.number for p in document.provisions if p.kind is ProvisionKind.ARTICLE] == ["1", "9", "4"]
    assert "articles-out-of-order" in {w.code for w in document.warnings}
