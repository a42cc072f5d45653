"""Outdated terms: what is found, what must not be, and that the data keep their rules."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import CorpusError
from pipeline.law.registry import load_registry
from pipeline.law.terms import OutdatedTerm, find_terms, load_terms
from pipeline.records import Confidence

TERMS = load_terms()
NOW = date(2026, 11, 1)


def found(text: str, on: date = NOW) -> list[tuple[str, str]]:
    return [(hit.term.id, text[hit.start : hit.end]) for hit in find_terms(text, TERMS, on)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND huyện tổng hợp, báo cáo.", [("district-government", "UBND huyện")]),
        ("Chủ tịch UBND huyện ký quyết định công nhận.", [("district-government", "Chủ tịch UBND huyện")]),
        (
            "Uỷ ban nhân dân  các huyện, thị xã, thành phố",
            [("district-government", "Uỷ ban nhân dân  các huyện, thị xã, thành phố")],
        ),
        ("ỦY BAN NHÂN DÂN QUẬN", [("district-government", "ỦY BAN NHÂN DÂN QUẬN")]),
        ("chính quyền cấp huyện có trách nhiệm", [("district-level", "cấp huyện")]),
        ("Phòng Nội vụ tham mưu", [("district-office", "Phòng Nội vụ")]),
        (
            "gửi báo cáo P.Nội vụ và UBMTTQ huyện",
            [("district-office", "P.Nội vụ"), ("district-mass-organisations", "UBMTTQ huyện")],
        ),
        ("được gửi kiến nghị lên huyện", [("district-as-addressee", "lên huyện")]),
        (
            "báo cáo Ban Chỉ đạo thực hiện quy chế dân chủ huyện",
            [("district-committee", "Ban Chỉ đạo thực hiện quy chế dân chủ huyện")],
        ),
        ("gửi Sở Lao động - TB&XH", [("department-labour-mixed", "Sở Lao động - TB&XH")]),
        (
            "người hoạt động không chuyên trách phường",
            [("commune-part-time-staff", "người hoạt động không chuyên trách phường")],
        ),
        ("Phòng Tài chính - Kế hoạch huyện thẩm định", [("district-finance-office", "Phòng Tài chính - Kế hoạch")]),
        ("tại xã, phường, thị trấn", [("township", "xã, phường, thị trấn")]),
        ("Chủ tịch UBND thị trấn quyết định", [("township", "Chủ tịch UBND thị trấn")]),
        ("dân cư của thị trấn", [("township-alone", "thị trấn")]),
        ("Sở LĐTBXH hướng dẫn doanh nghiệp", [("department-labour", "Sở LĐTBXH")]),
        ("Sở Lao động – Thương binh và Xã hội", [("department-labour", "Sở Lao động – Thương binh và Xã hội")]),
        ("Sở Lao động, Thương binh và Xã hội", [("department-labour", "Sở Lao động, Thương binh và Xã hội")]),
        ("giao Sở Tài nguyên và Môi trường chủ trì", [("department-environment", "Sở Tài nguyên và Môi trường")]),
        ("Bộ Kế hoạch và Đầu tư hướng dẫn", [("ministry-planning", "Bộ Kế hoạch và Đầu tư")]),
        ("Ban Dân tộc tỉnh phối hợp", [("board-ethnic", "Ban Dân tộc tỉnh")]),
        (
            "những người hoạt động không chuyên trách ở cấp xã",
            [("commune-part-time-staff", "người hoạt động không chuyên trách ở cấp xã")],
        ),
        (
            "trên 50% cử tri hoặc cử tri đại diện hộ gia đình tán thành",
            [("voting-unit-2007", "cử tri hoặc cử tri đại diện hộ gia đình")],
        ),
        ("trên địa bàn tỉnh Bắc Giang", [("province-bac-giang", "tỉnh Bắc Giang")]),
        ("tỉnh Hoà Bình", [("province-hoa-binh", "tỉnh Hoà Bình")]),
        (
            "Hội nghị cán bộ, công chức, viên chức hằng năm",
            [("agency-conference-name", "Hội nghị cán bộ, công chức, viên chức")],
        ),
        ("dân biết, dân bàn, dân làm, dân kiểm tra.", [("four-part-motto", "dân biết, dân bàn, dân làm, dân kiểm tra")]),
        ("bản sao sổ hộ khẩu", [("household-book", "bản sao sổ hộ khẩu")]),
        (
            "UBND huyện, thị xã tổng hợp; Sở LĐTBXH hướng dẫn.",
            [("district-government", "UBND huyện, thị xã"), ("department-labour", "Sở LĐTBXH")],
        ),
    ],
)
def test_outdated_terms_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ban Thanh tra nhân dân xã",
        "Ban Giám sát đầu tư của cộng đồng",
        "thành phố Hà Nội, Thành phố Hồ Chí Minh",
        "UBND xã, phường, đặc khu",
        "đường Huyện, phường Thị Trấn, chợ Thị trấn",
        "thị trấn Chũ",  # the name of a place in an address
        "tỉnh Bắc Giang (cũ)",
        "nguyên Chủ tịch huyện",
        "UBND huyện (trước đây) đã cấp",
        "Quyết định số 12/2016/QĐ-UBND ngày 03/5/2016 của UBND huyện về việc ban hành Quy chế",
        "Thông tư số 02/2022/TT- BTNMT ngày 10/01/2022 của Bộ Tài nguyên và Môi trường quy định chi tiết",
        "bãi bỏ Quyết định số 60/2002/QĐ-UB ngày 27 tháng 9 năm 2002 của Ủy ban nhân dân tỉnh Bình Phước về trạm y tế",
        "Thay thế cụm từ “Sở Tài nguyên và Môi trường” bằng cụm từ “Sở Nông nghiệp và Môi trường”",
        "chính quyền địa phương cấp huyện kết thúc hoạt động từ ngày 01/7/2025",
        "người hoạt động không chuyên trách ở thôn, tổ dân phố",
        "đại diện hộ gia đình trong thôn, tổ dân phố",
        "lấy ý kiến cử tri đại diện hộ gia đình về điều chỉnh địa giới hành chính",
        "hội nghị cán bộ, công chức, viên chức, người lao động",
        "dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng",
        "Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn",
        "Phòng Tài chính - Kế hoạch của bệnh viện",
        "Trưởng Ban Dân tộc HĐND tỉnh",
        "tỉnh Bắc Ninh, tỉnh Thái Nguyên, thành phố Huế",
        "không yêu cầu nộp sổ hộ khẩu",
    ],
)
def test_no_false_alarm(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "last_right_day"),
    [
        ("UBND huyện quyết định", date(2025, 6, 30)),
        ("xã, phường, thị trấn", date(2025, 6, 30)),
        ("Bộ Giao thông vận tải", date(2025, 2, 28)),
        ("cử tri đại diện hộ gia đình", date(2023, 6, 30)),
        ("tỉnh Hà Giang", date(2025, 6, 30)),
    ],
)
def test_a_term_is_right_until_its_day(text: str, last_right_day: date) -> None:
    assert found(text, last_right_day) == []
    assert found(text, date.fromordinal(last_right_day.toordinal() + 1)) != []


def test_decomposed_text_keeps_its_own_offsets() -> None:
    text = unicodedata.normalize("NFD", "theo Ủy ban nhân dân huyện quyết định")
    [hit] = find_terms(text, TERMS, NOW)
    assert unicodedata.normalize("NFC", text[hit.start : hit.end]) == "Ủy ban nhân dân huyện"


FORMS = [form for term in TERMS for form in term.forms]


@given(st.lists(st.sampled_from([*FORMS, "và", ",", "của", "Quyết định số 01/2020/QĐ-UBND", "\n", "  "]), max_size=8))
def test_hits_are_in_order_apart_and_inside_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    position = 0
    for hit in find_terms(text, TERMS, NOW):
        assert position <= hit.start < hit.end <= len(text)
        position = hit.end


@given(st.text(max_size=80))
def test_any_text_is_searched_without_error(text: str) -> None:
    for hit in find_terms(text, TERMS, NOW):
        assert text[hit.start : hit.end].strip()


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_every_form_of_the_data_is_found_alone(term: OutdatedTerm) -> None:
    """A form that an exclusion always rules out would be dead data; one with ``near`` needs its neighbour."""
    beside = " huyện" if term.near else ""
    dead = [form for form in term.forms if not find_terms(form + beside, TERMS, NOW)]
    assert dead == []


def test_terms_are_whole_and_their_laws_are_registered() -> None:
    registry = load_registry()
    assert len({term.id for term in TERMS}) == len(TERMS)
    for term in TERMS:
        assert term.forms, term.id
        assert term.replaced_vi, term.id
        assert term.replaced_en, term.id
        assert term.source, term.id
        if term.law:
            assert registry.entry(term.law.law) is not None, term.id
        if term.confidence is Confidence.HIGH:
            assert "S" in term.source, term.id


def test_all_merged_provinces_are_there_and_agree_with_the_address_table() -> None:
    """29 names ended under NQ 202/2025/QH15; underthesea's table was made by others from the resolution."""
    from pipeline.law import places

    provinces = [term for term in TERMS if term.kind == "place"]
    assert len(provinces) == 29
    for term in provinces:
        known = places.successor(term.forms[0])
        assert known is not None, term.id
        assert known.new.lower() == term.replaced_vi.lower(), term.id


@pytest.mark.parametrize(
    ("place", "new"),
    [
        ("tỉnh Bắc Giang", "Tỉnh Bắc Ninh"),
        ("tỉnh Cao Bằng", "Tỉnh Cao Bằng"),
        ("thị trấn Đồi Ngô, huyện Lục Nam, tỉnh Bắc Giang", "Xã Lục Nam, Tỉnh Bắc Ninh"),
        ("tỉnh Không Có", None),
        ("xã Không Có, huyện Lạ, tỉnh Bắc Giang", None),
        ("huyện Lục Nam, tỉnh Bắc Giang", None),
        ("", None),
    ],
)
def test_an_unknown_place_is_refused_not_guessed(place: str, new: str | None) -> None:
    from pipeline.law.places import successor

    result = successor(place)
    assert (result.new if result else None) == new


@pytest.mark.parametrize(
    "content",
    ["terms: [{id: a}]", "terms: 3", "not yaml: [", "terms: [{id: a, kind: body, forms: ['{nothing}'], since: 2025-01-01}]"],
)
def test_a_broken_terms_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "terms.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="terms"):
        load_terms(tmp_path)


def test_one_form_in_two_terms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    entry = "kind: body, forms: [Sở Cũ], since: 2025-01-01, replaced_vi: x, replaced_en: x, confidence: M, source: s"
    (tmp_path / "law" / "terms.yaml").write_text(f"terms: [{{id: a, {entry}}}, {{id: b, {entry}}}]", encoding="utf-8")
    with pytest.raises(CorpusError, match="stands in"):
        find_terms("Sở Cũ", load_terms(tmp_path), NOW)
