"""Citations as a reader writes them: (text, what is cited). Tables only; properties are in test_language_properties."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.language import Annotator
from pipeline.law.registry import load_registry
from pipeline.records import Citation, LawUnit


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_registry())


def cite(annotator: Annotator, text: str) -> tuple[Citation, ...]:
    return annotator.annotate_text(text).citations


def places(units: tuple[LawUnit, ...]) -> list[str]:
    """ "Điều/khoản/điểm", shortest form."""
    return ["/".join(part or "-" for part in (u.article, u.clause, u.point)).rstrip("/-") for u in units]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nghị định số 59/2023/NĐ-CP", "59/2023/NĐ-CP"),
        ("nghị định số 59/2023/nđ-cp", None),  # lower case symbols are no symbols: words like "1/2/a-b" must not be read
        ("NGHỊ ĐỊNH SỐ 59/2023/NĐ-CP", "59/2023/NĐ-CP"),
        ("Nghị định số 59 /2023/NĐ-CP", "59/2023/NĐ-CP"),
        ("Nghị định số 59/2023/NĐ- CP", "59/2023/NĐ-CP"),
        ("Nghị định số 04/2015/ND-CP", "04/2015/NĐ-CP"),
        ("Nghị định số 04/2015/NÐ-CP", "04/2015/NĐ-CP"),  # U+00D0
        ("Nghị định số 04/2015/NĐ–CP", "04/2015/NĐ-CP"),  # en dash
        ("Nghị định số 04/2015/NĐCP", "04/2015/NĐ-CP"),
        ("Nghị định sô 04/2015/NĐ-CP", "04/2015/NĐ-CP"),
        ("Luật số 10/2022/QHI5", "10/2022/QH15"),
        ("Luật số 10/2022/QH 15", "10/2022/QH15"),
        ("Luật số l0/2022/QH15", "10/2022/QH15"),
        ("Pháp lệnh số 34/2007/PL-UBTVQH11", "34/2007/PL-UBTVQH11"),
        ("Nghị quyết liên tịch số 09/2008/NQLT-CP-UBTƯMTTQVN", "09/2008/NQLT-CP-UBTƯMTTQVN"),
        ("Nghị quyết liên tịch 09/2008/NQLT/CP-UBTWMTTQVN", "09/2008/NQLT-CP-UBTƯMTTQVN"),
        ("Quyết định số 123/1998/QĐ-UB", "123/1998/QĐ-UB"),
        ("Quyết định số 121/QĐ-UBND", "121/QĐ-UBND"),
        ("Kế hoạch số 88/KH-UBND", "88/KH-UBND"),
        ("Tờ trình số 19/TTr-SNV", "19/TTr-SNV"),
        ("Công văn số 1234/UBND-NC", "1234/UBND-NC"),
        ("Văn bản số 56/SNV-XDCQ", "56/SNV-XDCQ"),
        ("Chỉ thị số 30-CT/TW", "30-CT/TW"),
        ("Kết luận số 120-KL/TW", "120-KL/TW"),
        ("Thông báo số 05/TB-BCĐ", "05/TB-BCĐ"),
        ("Nghị định số 29-CP", "29-CP"),
    ],
)
def test_numbers_in_all_forms(annotator: Annotator, text: str, number: str | None) -> None:
    found = cite(annotator, text)
    assert [c.number for c in found] == ([number] if number else [])
    assert all(c.text == text or c.text in text for c in found)


@pytest.mark.parametrize(
    "text",
    [
        "1/2 số hộ",
        "03 lần/năm",
        "ngày 20/10/2022",
        "đường dây 110/220 kV",
        "QCVN 06:2022/BXD",
        "pháp luật về đất đai",
        "kỷ luật lao động",
        "24/24 giờ",
        "quyết định của cộng đồng dân cư",
        "Quyết định này có hiệu lực từ ngày ký",
        "Đài truyền thanh 5/6 thôn",
        "Bắc Giang, ngày   tháng 8 năm 2023 /UBND-NC",  # two columns run together: the number is blank
    ],
)
def test_what_is_no_citation(annotator: Annotator, text: str) -> None:
    assert cite(annotator, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Số:      /UBND-NC",
        "Quyết định số …/2023/QĐ-UBND ngày   tháng 8 năm 2023",
        "Quyết định số 22/201 /QĐ-UBND",
        "Kế hoạch số ....../KH-UBND",
    ],
)
def test_blank_numbers_are_citations_without_a_number(annotator: Annotator, text: str) -> None:
    (found,) = cite(annotator, text)
    assert found.number is None
    assert found.resolved is None
    assert not found.relative


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022;", "10/2022/QH15"),
        ("Căn cứ Luật Thực hiện dân chủ ở cơ sở;", "10/2022/QH15"),
        ("Căn cứ Luật thực hiện dân chủ ở cơ sở năm 2022;", "10/2022/QH15"),
        ("Căn cứ Luật số 10/2022/QH15 Thực hiện dân chủ ở cơ sở;", "10/2022/QH15"),
        ("Căn cứ Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn ngày 20 tháng 4 năm 2007;", "34/2007/PL-UBTVQH11"),
        ("Căn cứ Pháp lệnh thực hiện dân chủ ở xã, phường, thị trấn (ngày 20/4/2007);", "34/2007/PL-UBTVQH11"),
        ("thực hiện Pháp lệnh 34/2007", "34/2007/PL-UBTVQH11"),
        ("theo PL 34/2007", "34/2007/PL-UBTVQH11"),
        ("Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 1999;", None),  # a date that no such law has
        ("Căn cứ Luật Sao Hỏa năm 2022;", None),
        ("chưa ban hành Luật Quy hoạch (sửa đổi)", None),  # a bill of the name, not the law in force
        ("theo Luật Phòng, chống ma túy", None),  # without a date the name may mean the law that replaced it
    ],
)
def test_laws_by_name(annotator: Annotator, text: str, resolved: str | None) -> None:
    (found,) = cite(annotator, text)
    assert found.resolved == resolved


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("theo Luật Khiếu nại, Luật Tố cáo và các văn bản hướng dẫn", ["khiếu nại", "tố cáo"]),
        ("theo Luật Phòng, chống tham nhũng và Luật Tiếp công dân", ["phòng, chống tham nhũng", "tiếp công dân"]),
        ("theo Luật Thi đua khen thưởng", ["thi đua khen thưởng"]),
        ("theo quy định của Luật Đất đai và pháp luật có liên quan", ["đất đai"]),
        ("theo Luật Đầu tư công được Quốc hội thông qua", ["đầu tư công"]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Dược", ["sửa đổi, bổ sung một số điều của luật dược"]),
    ],
)
def test_where_a_name_ends(annotator: Annotator, text: str, names: list[str]) -> None:
    assert [c.name for c in cite(annotator, text)] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("điểm b khoản 1 Điều 19 của Luật Thực hiện dân chủ ở cơ sở", ["19/1/b"]),
        ("các khoản 1, 2 và 6 Điều 15 Luật Thực hiện dân chủ ở cơ sở", ["15/1", "15/2", "15/6"]),
        ("các điều 18, 19, 20 và 21 của Luật Thực hiện dân chủ ở cơ sở", ["18", "19", "20", "21"]),
        ("khoản 7 đến khoản 12 Điều 11 Luật Thực hiện dân chủ ở cơ sở", [f"11/{n}" for n in range(7, 13)]),
        ("từ khoản 7 đến khoản 9 Điều 11 Luật Thực hiện dân chủ ở cơ sở", ["11/7", "11/8", "11/9"]),
        ("Điều 8, 9, 10 Luật Thực hiện dân chủ ở cơ sở", ["8", "9", "10"]),
        ("Điều 11 đến Điều 14 Luật Thực hiện dân chủ ở cơ sở", ["11", "12", "13", "14"]),
        ("điểm a, b và đ khoản 1 Điều 19 Luật Thực hiện dân chủ ở cơ sở", ["19/1/a", "19/1/b", "19/1/đ"]),
        ("điểm c đến điểm e khoản 1 Điều 19 Luật Thực hiện dân chủ ở cơ sở", ["19/1/c", "19/1/d", "19/1/đ", "19/1/e"]),
        ("điểm a khoản 1, điểm b khoản 2 Điều 19 Luật Thực hiện dân chủ ở cơ sở", ["19/1/a", "19/2/b"]),
        ("khoản 1 Điều 5, khoản 3 Điều 6 Luật Thực hiện dân chủ ở cơ sở", ["5/1", "6/3"]),
        ("Điều 19 khoản 1 điểm b Luật Thực hiện dân chủ ở cơ sở", ["19/1/b"]),
        ("Điều 8a Luật Thực hiện dân chủ ở cơ sở", ["8a"]),
        ("Luật Thực hiện dân chủ ở cơ sở (Điều 13, Điều 14)", ["13", "14"]),
        ("khoản 2, Điều 13, Luật Thực hiện dân chủ ở cơ sở", ["13/2"]),
    ],
)
def test_places_with_their_law(annotator: Annotator, text: str, expected: list[str]) -> None:
    (found,) = cite(annotator, text)
    assert places(found.units) == expected
    assert {u.law for u in found.units} == {"10/2022/QH15"}
    assert found.text == text


def test_a_paragraph_of_a_clause(annotator: Annotator) -> None:
    (found,) = cite(annotator, "đoạn 2 khoản 1 Điều 21 Luật Thực hiện dân chủ ở cơ sở")
    assert found.units == (LawUnit("10/2022/QH15", "21", "1", None, 2),)


@pytest.mark.parametrize("text", ["Điều 5, 30 ngày", "Điều 5 và 03 người", "khoản 2 Điều 5, 02 hộ"])
def test_quantities_do_not_join_a_list_of_articles(annotator: Annotator, text: str) -> None:
    (found,) = cite(annotator, text)
    assert {u.article for u in found.units} == {"5"}


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        # the law stands in the title of the decree
        (
            "Nghị định số 59/2023/NĐ-CP ngày 14 tháng 8 năm 2023 của Chính phủ quy định chi tiết một số điều của Luật Thực hiện "
            "dân chủ ở cơ sở",
            ["59/2023/NĐ-CP"],
        ),
        (
            "Nghị định số 154/2020/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 34/2016/NĐ-CP và Nghị định số 35/2016/NĐ-CP",
            ["154/2020/NĐ-CP"],
        ),
        (
            "Nghị định số 59/2023/NĐ-CP quy định chi tiết một số điều của Luật Thực hiện dân chủ ở cơ sở; Nghị định số "
            "61/2023/NĐ-CP về hương ước",
            ["59/2023/NĐ-CP", "61/2023/NĐ-CP"],
        ),
        (
            "Nghị định số 59/2023/NĐ-CP quy định chi tiết một số điều của Luật Thực hiện dân chủ ở cơ sở, Nghị định số "
            "61/2023/NĐ-CP",
            ["59/2023/NĐ-CP", "61/2023/NĐ-CP"],
        ),
        ("Quyết định số 22/2018/QĐ-TTg và theo quy định tại Nghị định số 61/2023/NĐ-CP", ["22/2018/QĐ-TTg", "61/2023/NĐ-CP"]),
        ("59/2023/NĐ-CP 61/2023/NĐ-CP", ["59/2023/NĐ-CP", "61/2023/NĐ-CP"]),
        ("các Nghị định số 59/2023/NĐ-CP, số 61/2023/NĐ-CP", ["59/2023/NĐ-CP", "61/2023/NĐ-CP"]),
        # and the places in them are not the document's own
        (
            "Nghị quyết liên tịch số 09/2008/NQLT-CP-UBTƯMTTQVN hướng dẫn thi hành các điều 11, 14 và 16 của Pháp lệnh Thực hiện dân "
            "chủ ở xã, phường, thị trấn",
            ["09/2008/NQLT-CP-UBTƯMTTQVN"],
        ),
    ],
)
def test_titles_inside_titles_are_not_cited(annotator: Annotator, text: str, cited: list[str]) -> None:
    assert [c.number for c in cite(annotator, text)] == cited


def test_amendments_are_attached(annotator: Annotator) -> None:
    text = "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15 được sửa đổi, bổ sung theo Luật số 47/2024/QH15 và Luật số 97/2025/QH15;"
    (found,) = cite(annotator, text)
    assert found.number == "10/2022/QH15"
    assert found.amended_by == ("47/2024/QH15", "97/2025/QH15")
    assert found.text == text.rstrip(";")


def test_dates_and_issuers_belong_to_the_citation(annotator: Annotator) -> None:
    text = "Nghị định số 04/2015/NĐ-CP ngày 09/01/2015 của Chính phủ về thực hiện dân chủ"
    (found,) = cite(annotator, text)
    assert found.issued_on == date(2015, 1, 9)
    assert found.text.endswith("của Chính phủ")


def test_soft_hyphens_and_decomposed_letters_keep_their_place(annotator: Annotator) -> None:
    text = (
        "Theo Ngh\u1ecb đ\u1ecbnh s\u00ad\u1ed1 59/2023/N\u0110-CP v\u00e0 Lu\u00e2\u0323t Ti\u00ea\u0301p c\u00f4ng d\u00e2n"
    )
    found = cite(annotator, text)
    assert [text[c.start : c.end] for c in found] == [c.text for c in found]
    assert found[0].number == "59/2023/NĐ-CP"
    assert found[1].name == "tiếp công dân"
