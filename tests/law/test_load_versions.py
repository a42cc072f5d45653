"""The Law as of a date: which version, which norms, which cautions; lookups; errors."""

from __future__ import annotations

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import CorpusError, UsageError
from pipeline.law import load_law, load_statutes
from pipeline.law.load import statutes
from pipeline.records import Confidence, LawUnit, Operator, Setting

LAW = "10/2022/QH15"


@pytest.mark.parametrize(
    ("day", "version", "norms"),
    [
        (date(2007, 7, 1), "not-in-force", False),
        (date(2023, 6, 30), "not-in-force", False),
        (date(2023, 7, 1), "2022", True),
        (date(2025, 6, 30), "2022", True),
        (date(2025, 7, 1), "2025", True),
        (date(2026, 11, 1), "2025", True),
    ],
)
def test_version_of_the_day(day: date, version: str, norms: bool) -> None:
    law = load_law(as_of=day)
    assert (law.version, bool(law.norms), law.as_of, len(law.articles)) == (version, norms, day, 91)


@pytest.mark.parametrize(
    ("day", "instruments"),
    [
        (date(2023, 7, 1), set()),
        (date(2023, 8, 15), {"59/2023/NĐ-CP"}),
        (date(2023, 8, 16), {"59/2023/NĐ-CP", "61/2023/NĐ-CP"}),
        (date(2025, 6, 15), {"59/2023/NĐ-CP", "61/2023/NĐ-CP"}),
        (date(2025, 6, 16), {"59/2023/NĐ-CP", "61/2023/NĐ-CP", "72/2025/QH15"}),
        (date(2025, 7, 1), {"59/2023/NĐ-CP", "61/2023/NĐ-CP", "72/2025/QH15", "47/2024/QH15"}),
    ],
)
def test_norms_come_from_what_is_in_force(day: date, instruments: set[str]) -> None:
    older = {LAW, "45/2019/QH14", "145/2020/NĐ-CP"}
    assert {norm.unit.law for norm in load_law(as_of=day).norms} == older | instruments


@pytest.mark.parametrize(
    ("article", "clause", "before", "after"),
    [
        ("11", "3", "quy hoạch xây dựng vùng huyện", "quy hoạch chung xã"),
        ("11", "4", "người hoạt động không chuyên trách ở xã", "đặc khu"),
        ("25", "6", "đồ án quy hoạch chung", "quy hoạch đô thị và nông thôn"),
    ],
)
def test_amended_clauses_change_on_1_july_2025(article: str, clause: str, before: str, after: str) -> None:
    unit = LawUnit(LAW, article, clause)
    old, new = (load_law(as_of=day).gist(unit) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before in old
    assert after not in old
    assert after in new
    assert before not in new


def test_cautions_about_2025_say_nothing_of_the_days_before() -> None:
    before, after = load_law(as_of=date(2025, 6, 30)), load_law(as_of=date(2025, 7, 1))
    assert not [norm.id for norm in before.norms if norm.caution]
    assert not [article.number for article in before.articles if article.caution]
    marked = after.norm("N60")
    assert marked is not None
    assert marked.caution == "needs-97-2025-check"
    untouched = after.norm("N13.2a")
    assert untouched is not None
    assert untouched.caution is None


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        (LawUnit(LAW, "13"), "30 ngày"),
        (LawUnit(LAW, "13", "3"), "truyền thanh"),
        (LawUnit(LAW, "12", "1", "đ"), "văn bản"),
        (LawUnit(LAW, "21", "1", None, 2), "toàn xã"),
        (LawUnit(LAW, "13", "99"), "30 ngày"),  # an unknown clause gives the article
        (LawUnit("61/2023/NĐ-CP", "9", "1"), "30 ngày"),
        (LawUnit("72/2025/QH15", "43"), "01 lần/năm"),  # no article in the corpus: the norms speak
    ],
)
def test_gist_is_the_most_precise_there_is(unit: LawUnit, word: str) -> None:
    assert word in load_law().gist(unit)


def test_gist_of_an_unknown_place_is_empty() -> None:
    assert load_law().gist(LawUnit(LAW, "92")) == ""
    assert load_law().gist(LawUnit("1/1999/QH10", "1")) == ""


@pytest.mark.parametrize(
    ("unit", "ids"),
    [
        (LawUnit(LAW, "13", "3"), {"N13.3"}),
        (LawUnit(LAW, "21", "1"), {"N21.1a", "N21.1b", "N21.1c"}),
        (LawUnit(LAW, "21", "1", None, 2), {"N21.1b"}),
        (LawUnit(LAW, "40", "1", "c"), {"N40"}),
        (LawUnit("59/2023/NĐ-CP", "13", "3"), {"N59-13.3"}),
        (LawUnit(LAW, "92"), set()),
    ],
)
def test_norms_of_a_unit(unit: LawUnit, ids: set[str]) -> None:
    assert {norm.id for norm in load_law().norms_of(unit)} == ids


@pytest.mark.parametrize(
    ("subject", "setting", "value"),
    [
        ("posting-duration", Setting.COMMUNE, 30),
        ("posting-duration", Setting.AGENCY, 20),
        ("posting-duration", Setting.STATE_ENTERPRISE, 20),
        ("publication-deadline", Setting.COMMUNE, 5),
        ("publication-deadline", Setting.STATE_ENTERPRISE, 15),
    ],
)
def test_the_same_subject_differs_by_setting(subject: str, setting: Setting, value: int) -> None:
    assert {norm.norm.value for norm in load_law().norms_on(subject, setting)} == {Fraction(value)}


def test_a_norm_in_full() -> None:
    norm = load_law(as_of=date(2026, 1, 1)).norm("N21.1a")
    assert norm is not None
    assert norm.unit == LawUnit(LAW, "21", "1", None, 1)
    assert (norm.norm.operator, norm.norm.value, norm.norm.unit) == (Operator.GE, Fraction(2, 3), "share")
    assert norm.norm.denominator == "household-representatives"
    assert (norm.direction, norm.setting, norm.confidence) == ("exact", Setting.COMMUNE, Confidence.HIGH)
    assert norm.source == "10/2022/QH15 Điều 21 khoản 1 đoạn 1, S1, S2"


def test_law_and_decrees_hold_every_norm_once() -> None:
    parts = [norm.id for statute in load_statutes(date(2026, 1, 1)) for norm in statute.norms]
    assert sorted(parts) == sorted(norm.id for norm in load_law(as_of=date(2026, 1, 1)).norms)
    assert len(parts) == len(set(parts))


def test_every_statute_of_the_corpus_loads() -> None:
    assert set(statutes()) >= {LAW, "59/2023/NĐ-CP", "61/2023/NĐ-CP", "72/2025/QH15"}
    for number in statutes():
        assert load_law(number).number == number


def test_corpus_version_changes_with_the_files(tmp_path: Path) -> None:
    corpus = copied(tmp_path)
    first = load_law(as_of=date(2026, 1, 1), corpus=corpus).corpus_version
    assert first == load_law(as_of=date(2024, 1, 1)).corpus_version
    other = copied(tmp_path / "other")
    file = other / "law" / "61-2023-ND-CP" / "norms" / "huong-uoc-quy-uoc.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# noted\n", encoding="utf-8")
    assert load_law(as_of=date(2026, 1, 1), corpus=other).corpus_version != first


def test_an_amended_norm_keeps_its_id_and_changes_on_its_day(tmp_path: Path) -> None:
    corpus = copied(tmp_path)
    file = corpus / "law" / "10-2022-QH15" / "norms" / "chuong-2-muc-3-tham-gia-y-kien.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: N28.2\n")
    entry = text[start : text.index("- id: N28.3\n")]
    newer = entry.replace("value: 20", "value: 25").rstrip() + "\n  valid_from: 2026-01-01\n"
    older = entry.rstrip() + "\n  valid_to: 2025-12-31\n"
    file.write_text(text.replace(entry, older + newer), encoding="utf-8")
    values = {}
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        norm = load_law(as_of=day, corpus=corpus).norm("N28.2")
        values[day] = norm and norm.norm.value
    assert values == {date(2025, 12, 31): 20, date(2026, 1, 1): 25}


def test_unknown_statute_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="1/1999/QH10"):
        load_law("1/1999/QH10")


def test_missing_corpus_is_told(tmp_path: Path) -> None:
    (tmp_path / "law" / "10-2022-QH15").mkdir(parents=True)
    with pytest.raises(CorpusError, match=r"instrument\.yaml"):
        load_law(corpus=tmp_path)


def copied(folder: Path) -> Path:
    shutil.copytree(resources.corpus_dir() / "law", folder / "law")
    return folder
