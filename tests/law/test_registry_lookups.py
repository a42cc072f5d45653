"""Instruments by number and name, in the spellings that documents use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.law.numbering import read_number
from pipeline.law.registry import load_registry

REGISTRY = load_registry()
NUMBERS = sorted(item.number for item in REGISTRY)

ORDINANCE = "34/2007/PL-UBTVQH11"
JOINT = "09/2008/NQLT-CP-UBTƯMTTQVN"


@pytest.mark.parametrize(
    ("spelled", "number"),
    [
        ("34/2007/PL-UBTVQH11", ORDINANCE),
        ("Pháp lệnh số 34/2007/PL-UBTVQH 11", ORDINANCE),
        ("Pháp lệnh số 34/2007/UBTVQH11", ORDINANCE),
        ("34/2007/PL–UBTVQH11", ORDINANCE),  # en dash
        ("34 / 2007 / PL - UBTVQH11", ORDINANCE),
        ("34/2007/PL-UBTVQHII", ORDINANCE),  # OCR: 11 read as II
        ("04/2015/NĐ-CP", "04/2015/NĐ-CP"),
        ("4/2015/NĐ-CP", "04/2015/NĐ-CP"),
        ("số 04/2015/NĐCP", "04/2015/NĐ-CP"),
        ("04/2015/ND-CP", "04/2015/NĐ-CP"),
        ("04/2015/NÐ-CP", "04/2015/NĐ-CP"),  # U+00D0
        ("Nghị định số 04/2015/NĐ-\u00adCP ngày 09/01/2015", "04/2015/NĐ-CP"),  # soft hyphen
        ("Nghị định 59/2023", "59/2023/NĐ-CP"),
        ("Luật số 10/2022/QH15", "10/2022/QH15"),
        ("10/2022/QHI5", "10/2022/QH15"),  # OCR
        ("10/2022/QH l5", "10/2022/QH15"),
        ("10/2O22/QH15", "10/2022/QH15"),
        ("Luật 10/2022", "10/2022/QH15"),
        ("22/2018/QĐ-TTG", "22/2018/QĐ-TTg"),
        ("09/2008/NQLT-CP-UBTƯMTTQVN", JOINT),
        ("09/2008/NQLT-CP-UBTWMTTQVN", JOINT),
        ("09/2008/NQLT/CP-UBTƯMTTQVN", JOINT),
        ("09/2008/NQLT-CP-UBMTTQVN", JOINT),
        ("09/2008/NQLT-CP-UBTƯMTTQ VN", JOINT),
        ("76/2025/NQ-UBTVQH15", "76/2025/UBTVQH15"),
    ],
)
def test_every_spelling_of_a_number_is_found(spelled: str, number: str) -> None:
    found = REGISTRY.find(spelled)
    assert found is not None
    assert found.number == number
    assert REGISTRY.canonical(spelled) == number


@pytest.mark.parametrize(
    "spelled",
    ["59/2024", "20/4/2007", "2/3", "12/2016/QĐ-UBND", "59/2023/QĐ-TTg", "59/2023/NĐ-UBND", "", "Luật", "34/2007/NQ-UBTVQH11"],
)
def test_other_numbers_are_not_mistaken_for_known_ones(spelled: str) -> None:
    assert REGISTRY.find(spelled) is None


def test_decrees_of_neighbouring_years_stay_apart() -> None:
    assert REGISTRY.canonical("59/2024/NĐ-CP") != REGISTRY.canonical("59/2023/NĐ-CP")


@pytest.mark.parametrize(
    ("spelled", "found"),
    [
        ("30-CT/TW", False),
        ("30-CT/TW ngày 18/02/1998", True),
        ("Chỉ thị số 30 - CT/TW ngày 18 tháng 02 năm 1998", True),
        ("30-CT/TW ngày 22/01/2019", False),
    ],
)
def test_numbers_without_a_year_need_their_date(spelled: str, found: bool) -> None:
    assert (REGISTRY.find(spelled) is not None) is found


@given(number=st.sampled_from(NUMBERS), dash=st.sampled_from("-–‑"), space=st.sampled_from(["", " "]), lower=st.booleans())
def test_spelling_noise_does_not_change_what_is_found(number: str, dash: str, space: str, lower: bool) -> None:
    entry = REGISTRY.entry(number)
    assert entry is not None
    noisy = number.replace("-", space + dash + space).replace("/", space + "/" + space)
    if lower:
        noisy = noisy.replace("Đ", "Ð")
    assert REGISTRY.find(f"số {noisy}", entry.instrument.issued_on) == entry.instrument


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_without_error(text: str) -> None:
    read = read_number(text)
    REGISTRY.find(text)
    if read is not None:
        again = read_number(read.canonical)
        assert again is None or again.canonical == read.canonical


@pytest.mark.parametrize(
    ("name", "number", "basis"),
    [
        ("Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022", "10/2022/QH15", "date"),
        ("Luật thực hiện dân chủ ở cơ sở năm 2022", "10/2022/QH15", "year"),
        ("Luật Thực hiện dân chủ ở cơ sở", "10/2022/QH15", "only-one"),
        ("Luật số 10/2022/QH15 Thực hiện dân chủ ở cơ sở", "10/2022/QH15", "only-one"),
        ("Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn ngày 20/4/2007", ORDINANCE, "date"),
        ("Pháp lệnh Dân chủ ở xã, phường, thị trấn", ORDINANCE, "only-one"),
        ("Luật Tổ chức chính quyền địa phương ngày 16/6/2025", "72/2025/QH15", "date"),
        ("Luật Tổ chức Chính quyền địa phương ngày 19 tháng 02 năm 2025", "65/2025/QH15", "date"),
        ("Luật Đất đai năm 2013", "45/2013/QH13", "year"),
        ("Luật Đất đai 2024", "31/2024/QH15", "year"),
        ("Bộ luật Lao động năm 2019", "45/2019/QH14", "year"),
        ("Luật Ban hành văn bản quy phạm pháp luật ngày 03 tháng 6 năm 2008", "17/2008/QH12", "date"),
        ("Luật Cán bộ, công chức ngày 13 tháng 11 năm 2008", "22/2008/QH12", "date"),
    ],
)
def test_laws_are_found_by_name(name: str, number: str, basis: str) -> None:
    match = REGISTRY.match_name(name)
    assert match is not None
    assert (match.instrument.number, match.basis) == (number, basis)


def test_a_name_shared_by_several_laws_needs_a_day() -> None:
    assert REGISTRY.find_by_name("Luật Đất đai") is None
    match = REGISTRY.match_name("Luật Đất đai", as_of=date(2020, 1, 1))
    assert match is not None
    assert (match.instrument.number, match.basis) == ("45/2013/QH13", "in-force")


def test_two_laws_of_one_name_and_year_need_the_date() -> None:
    """65/2025 (February) and 72/2025 (June) have the same name."""
    assert REGISTRY.find_by_name("Luật Tổ chức chính quyền địa phương năm 2025") is None


@pytest.mark.parametrize(
    "name", ["Luật Thực hiện dân chủ ở cơ sở năm 2019", "Luật Không có thật", "Luật Đất đai ngày 01/01/1999", ""]
)
def test_a_wrong_year_or_name_is_not_forced(name: str) -> None:
    assert REGISTRY.find_by_name(name) is None
