"""Facts read out of legal texts; the sentences are our own, in the form that such texts have."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from pipeline.law.harvest import merge, read_citations, read_note, read_repeals, to_yaml

EFFECT = "Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2020"


def ended(text: str) -> list[tuple[str, date | None]]:
    return [(fact.number, fact.expired_on) for fact in read_repeals(text)]


DAY = date(2020, 3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{EFFECT} và thay thế Nghị định số 11/2010/NĐ-CP ngày 01 tháng 02 năm 2010 của Chính phủ về việc A.",
            [("11/2010/NĐ-CP", DAY)],
        ),
        (
            f"1. {EFFECT}.\n2. Nghị định số 11/2010/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
            [("11/2010/NĐ-CP", DAY)],
        ),
        (
            f"{EFFECT}; bãi bỏ các Thông tư số 12/2011/TT-BNV ngày 03/4/2011 về B và Thông tư số 13/2012/TT-BNV ngày 03/4/2012 về C.",
            [("12/2011/TT-BNV", DAY), ("13/2012/TT-BNV", DAY)],
        ),
        (f"1. {EFFECT}.\n2. Luật Ví dụ số 11/2010/QH12 hết hiệu lực kể từ ngày Luật này có hiệu lực.", [("11/2010/QH12", DAY)]),
        (f"{EFFECT}. Bãi bỏ khoản 2 Điều 5 Nghị định số 11/2010/NĐ-CP.", []),  # in part
        (f"{EFFECT}, thay thế Nghị định số 11/2010/NĐ-CP, trừ Chương II tiếp tục có hiệu lực.", []),
        (f"{EFFECT}. Nghị định số 11/2010/NĐ-CP tiếp tục có hiệu lực đến khi được thay thế.", []),
        ("Nghị định này thay thế Nghị định số 11/2010/NĐ-CP.", []),  # no day
        (f"{EFFECT}. Việc khác thực hiện theo Nghị định số 11/2010/NĐ-CP.", []),
        (f"{EFFECT} và thay thế Nghị định số 11/2030/NĐ-CP ngày 01 tháng 02 năm 2030.", []),  # later than its successor
    ],
)
def test_only_whole_and_dated_repeals_are_read(text: str, expected: list[tuple[str, date | None]]) -> None:
    assert ended(text) == expected


def test_note_of_the_codification() -> None:
    fact = read_note(
        "(Điều 1 Nghị định số 11/2010/NĐ-CP Quy định chi tiết việc A ngày 01/02/2010 của Chính phủ, "
        "có hiệu lực thi hành kể từ ngày 20/03/2010)"
    )
    assert fact is not None
    assert (fact.number, fact.title, fact.issuer) == ("11/2010/NĐ-CP", "Quy định chi tiết việc A", "Chính phủ")
    assert (fact.issued_on, fact.effective_on) == (date(2010, 2, 1), date(2010, 3, 20))


def test_note_of_a_later_article_has_no_title() -> None:
    fact = read_note("(Điều 5 Thông tư số 105 /2021/TT-BQP, có hiệu lực thi hành kể từ ngày 19/09/2021)")
    assert fact is not None
    assert (fact.number, fact.title, fact.effective_on) == ("105/2021/TT-BQP", None, date(2021, 9, 19))


def test_a_date_that_contradicts_the_number_is_dropped() -> None:
    text = "Căn cứ Nghị định số 214/2025/NĐ-CP ngày 04 tháng 8 năm 2028 của Chính phủ quy định chi tiết việc A;"
    assert read_citations(text) == []
    [fact] = read_citations(text.replace("2028", "2025"))
    assert (fact.number, fact.issuer, fact.title) == ("214/2025/NĐ-CP", "Chính phủ", "Quy định chi tiết việc A")


def test_the_written_file_is_a_registry_file() -> None:
    facts = merge(
        read_repeals(f"{EFFECT} và thay thế Nghị định số 11/2010/NĐ-CP ngày 01 tháng 02 năm 2010 của Chính phủ về “việc: A”.")
    )
    data = yaml.safe_load(to_yaml(facts, "Head.", {"confidence": "M", "source": "test: a"}))
    assert data["defaults"] == {"confidence": "M", "source": "test: a"}
    assert data["instruments"] == [
        {"number": "11/2010/NĐ-CP", "title": "Về “việc: A”", "issued": date(2010, 2, 1), "expired": DAY}
    ]
