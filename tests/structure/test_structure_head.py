"""Issuer, number, place and date, type and title, however the two-column head was read."""

from __future__ import annotations

from datetime import date

import pytest
from structure_source import make_source

from pipeline.records import Document, IssuerLevel
from pipeline.structure import parse

CELLS = """
| **ỦY BAN NHÂN DÂN** / **TỈNH BẮC NINH** / ------- | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM** / Độc lập - Tự do - Hạnh phúc |
| Số: 12/2023/QĐ-UBND | Bắc Ninh, ngày 05 tháng 8 năm 2023 |
**QUYẾT ĐỊNH**
**Ban hành Quy chế thực hiện dân chủ**
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Ban hành Quy chế.
"""
LINES = """
ỦY BAN NHÂN DÂN
TỈNH BẮC NINH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 12/2023/QĐ-UBND
Bắc Ninh, ngày 05 tháng 8 năm 2023
QUYẾT ĐỊNH
Ban hành Quy chế thực hiện dân chủ
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Ban hành Quy chế.
"""
INTERLEAVED = """
ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH BẮC NINH Độc lập - Tự do - Hạnh phúc
------- ---------------
Số: 12/2023/QĐ-UBND Bắc Ninh, ngày 05 tháng 8 năm 2023
QUYẾT ĐỊNH
Ban hành Quy chế thực hiện dân chủ
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Ban hành Quy chế.
"""


@pytest.mark.parametrize("markup", [CELLS, LINES, INTERLEAVED], ids=["cells", "lines", "interleaved"])
def test_two_column_head_in_every_shape(markup: str) -> None:
    document = parse(make_source(markup))
    assert document.issuer == "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
    assert document.issuer_level is IssuerLevel.PROVINCE
    assert document.number == document.symbol == "12/2023/QĐ-UBND"
    assert document.normative
    assert document.issued_on == date(2023, 8, 5)
    assert document.place == "Bắc Ninh"
    assert document.type == "quyết định"
    assert document.title == "Ban hành Quy chế thực hiện dân chủ"
    assert [p.path for p in document.provisions] == ["can-cu-1", "dieu-1"]


def with_head(number: str, place_date: str, rest: str = "QUYẾT ĐỊNH\nVề việc X\nĐiều 1. Một.") -> Document:
    return parse(make_source(f"ỦY BAN NHÂN DÂN\nTỈNH X\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{number}\n{place_date}\n{rest}"))


@pytest.mark.parametrize(
    ("printed", "number", "symbol", "normative"),
    [
        ("Số: 121/QĐ-UBND", "121/QĐ-UBND", "121/QĐ-UBND", False),
        ("Số: 05/2024/QĐ-UBND", "05/2024/QĐ-UBND", "05/2024/QĐ-UBND", True),
        ("Số:      /UBND-NC", None, "/UBND-NC", False),
        ("Số: …/KH-UBND", None, "/KH-UBND", False),
        ("Số: ...../2023/QĐ-UBND", None, "/2023/QĐ-UBND", True),
        ("Số: 87 /2025/QĐ-UBND", "87/2025/QĐ-UBND", "87/2025/QĐ-UBND", True),
        ("Số: 123/1998/QĐ-UB", "123/1998/QĐ-UB", "123/1998/QĐ-UB", True),
        ("Số: 12/QÐ-UBND", "12/QĐ-UBND", "12/QĐ-UBND", False),
        ("Số 30-CT/TW", "30-CT/TW", "30-CT/TW", False),
        ("Số: 1234/UBND-NC", "1234/UBND-NC", "1234/UBND-NC", False),
        ("Số: 56/SNV-XDCQ&CTTN", "56/SNV-XDCQ&CTTN", "56/SNV-XDCQ&CTTN", False),
        ("Số: 19/TTr-SNV", "19/TTr-SNV", "19/TTr-SNV", False),
    ],
)
def test_number_or_its_blank(printed: str, number: str | None, symbol: str, normative: bool) -> None:
    document = with_head(printed, "X, ngày 01 tháng 02 năm 2024")
    assert (document.number, document.symbol, document.normative) == (number, symbol, normative)
    assert ("blank-number" in {w.code for w in document.warnings}) == (number is None)


@pytest.mark.parametrize(
    ("printed", "issued_on", "place"),
    [
        ("Hà Nội, ngày 5 tháng 8 năm 2023", date(2023, 8, 5), "Hà Nội"),
        ("Hà Tĩnh, ngày 01 tháng12 năm 2025", date(2025, 12, 1), "Hà Tĩnh"),
        ("Huế, ngày     tháng 8 năm 2023", None, "Huế"),
        ("Huế, ngày … tháng … năm 2023", None, "Huế"),
        ("Huế, ngày ... tháng ... năm 20...", None, "Huế"),
        ("Thành phố Hồ Chí Minh, ngày 28 tháng 11 năm 2025", date(2025, 11, 28), "Thành phố Hồ Chí Minh"),
        ("Huế, ngày 31 tháng 02 năm 2023", None, "Huế"),
    ],
)
def test_place_and_date_or_their_blanks(printed: str, issued_on: date | None, place: str) -> None:
    document = with_head("Số: 1/QĐ-UBND", printed)
    assert (document.issued_on, document.place) == (issued_on, place)


@pytest.mark.parametrize(
    ("issuer", "name", "level"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH X", "ỦY BAN NHÂN DÂN TỈNH X", IssuerLevel.PROVINCE),
        ("HỘI ĐỒNG NHÂN DÂN\nTHÀNH PHỐ HUẾ", "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ HUẾ", IssuerLevel.PROVINCE),
        ("UBND THÀNH PHỐ THANH HÓA", "UBND THÀNH PHỐ THANH HÓA", IssuerLevel.DISTRICT),
        ("ỦY BAN NHÂN DÂN\nHUYỆN Y", "ỦY BAN NHÂN DÂN HUYỆN Y", IssuerLevel.DISTRICT),
        ("ỦY BAN NHÂN DÂN\nXÃ Z", "ỦY BAN NHÂN DÂN XÃ Z", IssuerLevel.COMMUNE),
        ("ỦY BAN NHÂN DÂN\nTHỊ XÃ W", "ỦY BAN NHÂN DÂN THỊ XÃ W", IssuerLevel.DISTRICT),
        ("UBND HUYỆN Y\nỦY BAN NHÂN DÂN\nXÃ Z", "ỦY BAN NHÂN DÂN XÃ Z", IssuerLevel.COMMUNE),
        ("ỦY BAN NHÂN DÂN TỈNH X\nSỞ NỘI VỤ", "SỞ NỘI VỤ", IssuerLevel.AGENCY),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO\nTRƯỜNG THPT A", "TRƯỜNG THPT A", IssuerLevel.AGENCY),
        ("ĐẢNG BỘ TỈNH X\nBAN DÂN VẬN", "BAN DÂN VẬN", IssuerLevel.PARTY),
        ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nTỈNH X", "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH X", IssuerLevel.FRONT),
        ("CÔNG TY CẤP NƯỚC X", "CÔNG TY CẤP NƯỚC X", IssuerLevel.ENTERPRISE),
        ("CHÍNH PHỦ", "CHÍNH PHỦ", IssuerLevel.CENTRAL),
    ],
)
def test_issuer_and_its_level(issuer: str, name: str, level: IssuerLevel) -> None:
    markup = f"{issuer}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/QĐ-X\nX, ngày 1 tháng 2 năm 2024\nQUYẾT ĐỊNH\nVề việc X\nĐiều 1. Một."
    document = parse(make_source(markup))
    assert (document.issuer, document.issuer_level) == (name, level)


def test_party_head() -> None:
    markup = """
    | TỈNH ỦY X / * | ĐẢNG CỘNG SẢN VIỆT NAM |
    | Số 33-HD/TU | X, ngày 10 tháng 3 năm 2023 |
    HƯỚNG DẪN
    thực hiện dân chủ ở cơ sở
    I. MỤC ĐÍCH
    """
    document = parse(make_source(markup))
    assert (document.issuer, document.issuer_level, document.number) == ("TỈNH ỦY X", IssuerLevel.PARTY, "33-HD/TU")
    assert (document.type, document.title) == ("hướng dẫn", "thực hiện dân chủ ở cơ sở")


@pytest.mark.parametrize(
    ("line", "type_"),
    [
        ("NGHỊ QUYẾT", "nghị quyết"),
        ("CHỈ THỊ", "chỉ thị"),
        ("KẾ HOẠCH", "kế hoạch"),
        ("QUY CHẾ", "quy chế"),
        ("HƯƠNG ƯỚC", "hương ước"),
        ("QUY ƯỚC", "quy ước"),
        ("HƯỚNG DẪN", "hướng dẫn"),
        ("THÔNG BÁO", "thông báo"),
        ("BÁO CÁO", "báo cáo"),
        ("TỜ TRÌNH", "tờ trình"),
        ("QUY ĐỊNH", "quy định"),
    ],
)
def test_type_line(line: str, type_: str) -> None:
    document = parse(make_source(f"{line}\nVề việc thực hiện dân chủ\nI. NỘI DUNG"))
    assert (document.type, document.title) == (type_, "Về việc thực hiện dân chủ")


DISPATCH = """
| **ỦY BAN NHÂN DÂN** / **TỈNH X** | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM** / Độc lập - Tự do - Hạnh phúc |
| Số:       /UBND-NC / V/v triển khai thực hiện / dân chủ ở cơ sở | X, ngày      tháng 8 năm 2023 |
Kính gửi:
- Các sở, ban, ngành;
- Ủy ban nhân dân các xã, phường.
Thực hiện Luật Thực hiện dân chủ ở cơ sở, Ủy ban nhân dân tỉnh yêu cầu:
1. Các sở, ban, ngành:
a) Tổ chức quán triệt;
b) Rà soát văn bản.
2. Sở Nội vụ:
- Theo dõi;
- Tổng hợp.
Yêu cầu các cơ quan nghiêm túc thực hiện./.
| Nơi nhận: / - Như trên; / - Lưu: VT, NC. | **TM. ỦY BAN NHÂN DÂN** / **CHỦ TỊCH** / Nguyễn Văn A |
"""


def test_dispatch_without_type_line_number_and_date() -> None:
    document = parse(make_source(DISPATCH))
    assert (document.type, document.number, document.symbol, document.issued_on) == ("công văn", None, "/UBND-NC", None)
    assert document.title == "V/v triển khai thực hiện dân chủ ở cơ sở"
    assert [p.path for p in document.provisions] == [
        "doan-1", "muc-1", "muc-1/diem-a", "muc-1/diem-b", "muc-2", "muc-2/gach-1", "muc-2/gach-2", "doan-2",
    ]  # fmt: skip
    assert {f.name for f in document.header} >= {"issuer", "motto", "number", "subject", "place-date", "addressee"}


def test_news_page_about_a_document_has_no_head() -> None:
    markup = (
        "Điểm mới của Quyết định\nNgày 26/11/2025, tỉnh đã ban hành Quyết định số 1537/QĐ-UBND về việc điều chỉnh.\n- Đất lúa;"
    )
    document = parse(make_source(markup))
    assert (document.number, document.type, document.issued_on, document.issuer) == (None, None, None, None)
    assert document.issuer_level is IssuerLevel.UNKNOWN


def test_village_convention_belongs_to_the_community() -> None:
    document = parse(make_source("HƯƠNG ƯỚC\nThôn Đông, xã Z\nĐiều 1. Một.\nĐiều 2. Hai."))
    assert (document.type, document.issuer_level) == ("hương ước", IssuerLevel.COMMUNITY)


def test_motto_and_date_read_behind_the_type_line_still_belong_to_the_head() -> None:
    markup = "ỦY BAN NHÂN DÂN\nTỈNH X\nSố: 1/KH-UBND\n**KẾ HOẠCH**\n"
    markup += "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    markup += "Hà Nội, ngày 5 tháng 8 năm 2023\n**Thực hiện dân chủ**\nI. MỤC ĐÍCH"
    document = parse(make_source(markup))
    assert (document.issued_on, document.place, document.title) == (date(2023, 8, 5), "Hà Nội", "Thực hiện dân chủ")
    assert [p.path for p in document.provisions] == ["muc-I"]


def test_title_cut_before_the_name_of_a_body_goes_on() -> None:
    markup = "**QUYẾT ĐỊNH**\n\n**BÃI BỎ QUYẾT ĐỊNH SỐ 55 CỦA**\n\n**ỦY BAN NHÂN DÂN TỈNH X VỀ VỈA HÈ**\n\n"
    document = parse(make_source(markup + "**ỦY BAN NHÂN DÂN TỈNH X**\n\nĐiều 1. Một.", paragraphs=True))
    assert document.title == "BÃI BỎ QUYẾT ĐỊNH SỐ 55 CỦA ỦY BAN NHÂN DÂN TỈNH X VỀ VỈA HÈ"
