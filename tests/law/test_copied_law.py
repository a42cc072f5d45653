"""Laws that only the user has: cut into clauses, dated by the registry, reviewed against; and the wording beside a unit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.law import load_law, load_registry
from pipeline.law.copied import law_of_copy, law_to_review
from pipeline.law.importing import Imported, ImportedArticle, import_text, save
from pipeline.law.outline import Spot, clauses_of, spots, wording_at
from pipeline.law.statute import NOT_IN_FORCE
from pipeline.law.verify import attach
from pipeline.records import LawUnit

NOW = date(2026, 11, 1)
REGISTRY = load_registry()
TEXT = (
    "Mở đầu chung của điều.",
    "1. Khoản thứ nhất:",
    "a) điểm a;",
    "b) điểm b,",
    "đoạn sau của điểm b;",
    "đ) điểm đ.",
    "2. Khoản thứ hai.",
    "Đoạn hai của khoản hai.",
    "2a. Khoản thêm.",
)
OWN_LAW = "Số: 99/2031/NĐ-CP\nĐiều 1. Phạm vi\n1. Áp dụng ở xã.\n2. Trừ phường.\nĐiều 2. Hiệu lực\nTừ ngày ký.\n"


def test_every_paragraph_has_its_place() -> None:
    assert spots(TEXT) == [
        Spot(None, None, 1),
        Spot("1", None, 1),
        Spot("1", "a", 1),
        Spot("1", "b", 1),
        Spot("1", "b", 2),
        Spot("1", "đ", 1),
        Spot("2", None, 1),
        Spot("2", None, 2),
        Spot("2a", None, 1),
    ]


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (LawUnit("x", "1"), "\n".join(TEXT)),
        (LawUnit("x", "1", "1"), "\n".join(TEXT[1:6])),
        (LawUnit("x", "1", "1", "b"), "\n".join(TEXT[3:5])),
        (LawUnit("x", "1", "1", "b", 2), TEXT[4]),
        (LawUnit("x", "1", "2", None, 2), TEXT[7]),
        (LawUnit("x", "1", "1", None, 1), TEXT[1]),
        (LawUnit("x", "1", "2a"), TEXT[8]),
        (LawUnit("x", "1", "3"), None),
        (LawUnit("x", "1", "2", "a"), None),
    ],
)
def test_wording_at_a_place(unit: LawUnit, words: str | None) -> None:
    assert wording_at("\n".join(TEXT), unit) == words


def test_clauses_take_their_wording() -> None:
    first, second, added = clauses_of(TEXT)
    assert [(point.letter, point.gist) for point in first.points] == [
        ("a", "điểm a;"),
        ("b", "điểm b,\nđoạn sau của điểm b;"),
        ("đ", "điểm đ."),
    ]
    assert (second.number, second.paragraphs) == ("2", ("Khoản thứ hai.", "Đoạn hai của khoản hai."))
    assert (added.number, added.gist) == ("2a", "Khoản thêm.")
    (alone,) = clauses_of(("Một điều không có khoản.",))
    assert (alone.number, alone.gist) == (None, "Một điều không có khoản.")


def test_an_imported_law_is_reviewed_against(tmp_path: Path) -> None:
    save(import_text(OWN_LAW), tmp_path)
    law = law_to_review("Nghị định số 99/2031/NĐ-CP", NOW, REGISTRY, tmp_path)
    assert (law.number, law.version, len(law.articles), law.norms) == ("99/2031/NĐ-CP", "copy", 2, ())
    assert law.gist(LawUnit(law.number, "1", "2")) == "Trừ phường."
    assert law.wording(LawUnit(law.number, "1", "2")) == "2. Trừ phường."
    assert law.wording(LawUnit(law.number, "2")) == "Từ ngày ký."


def test_another_copy_is_another_version(tmp_path: Path) -> None:
    one, other = (law_of_copy(import_text(text), NOW, REGISTRY) for text in (OWN_LAW, OWN_LAW.replace("phường", "đặc khu")))
    assert one.corpus_version != other.corpus_version


@pytest.mark.parametrize(
    ("number", "day", "version"),
    [
        ("34/2007/PL-UBTVQH11", date(2010, 1, 1), "copy"),
        ("34/2007/PL-UBTVQH11", NOW, NOT_IN_FORCE),
        ("34/2007/PL-UBTVQH11", date(2006, 1, 1), NOT_IN_FORCE),
        ("99/2031/NĐ-CP", NOW, "copy"),  # unknown to the registry: what the user brought is taken as it is
    ],
)
def test_the_registry_says_whether_a_copy_was_in_force(number: str, day: date, version: str) -> None:
    copy = Imported(number, (ImportedArticle("1", "Phạm vi", ("Một.",)),))
    assert law_of_copy(copy, day, REGISTRY).version == version


def test_the_corpus_comes_before_a_copy(tmp_path: Path) -> None:
    save(Imported("59/2023/NĐ-CP", (ImportedArticle("1", "Khác", ("Khác.",)),)), tmp_path)
    assert len(law_to_review("59/2023/ND-CP", NOW, REGISTRY, tmp_path).articles) == 31


def test_a_statute_of_norms_alone_takes_its_articles_from_the_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="law import"):
        law_to_review("72/2025/QH15", NOW, REGISTRY, tmp_path)
    save(Imported("72/2025/QH15", (ImportedArticle("43", "Đối thoại", ("1. Mỗi năm.",)),)), tmp_path)
    law = law_to_review("72/2025/QH15", NOW, REGISTRY, tmp_path)
    assert [a.number for a in law.articles] == ["43"]
    assert "N32b" in {norm.id for norm in law.norms}


def test_a_law_that_nobody_has_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        law_to_review("1/1999/QH10", NOW, REGISTRY, tmp_path)
    assert "law import" in refused.value.vi
    assert "10/2022/QH15" in refused.value.en


def test_amended_clauses_are_not_quoted_in_their_old_words() -> None:
    """An imported copy is of the wording as enacted: from 1 July 2025 Điều 11 khoản 3 must not be shown in it."""
    days = [date(2025, 6, 30), date(2025, 7, 1)]
    before, after = (_with_wording(load_law(as_of=day).number, day) for day in days)
    changed, whole, kept = LawUnit(before.number, "11", "3"), LawUnit(before.number, "11"), LawUnit(before.number, "11", "1")
    assert before.wording(changed) == "3. c."
    assert after.wording(changed) is None
    assert before.wording(whole) == "1. a.\n2. b.\n3. c."
    assert after.wording(whole) is None
    assert after.wording(kept) == "1. a."


def test_without_a_copy_there_is_no_wording() -> None:
    law = load_law()
    assert law.wording(LawUnit(law.number, "11", "1")) is None
    assert law.wording(LawUnit("72/2025/QH15", "43")) is None


def _with_wording(number: str, day: date):  # type: ignore[no-untyped-def]
    law = load_law(number, day)
    articles = tuple(replace(a, official="1. a.\n2. b.\n3. c.") if a.number == "11" else a for a in law.articles)
    return replace(law, articles=articles)


OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "law"


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="../shared/data/law is not here")
def test_every_norm_of_the_law_finds_its_wording(tmp_path: Path) -> None:
    """Each norm's place exists in the official copy, so that a finding can show the words beside the document."""
    for name in ("10-2022-QH15", "59-2023-NĐ-CP", "61-2023-NĐ-CP"):
        save(import_text(json.loads((OFFICIAL / f"{name}.json").read_text("utf-8"))), tmp_path)
    law = attach(load_law(as_of=date(2024, 1, 1)), tmp_path)
    held = {statute.number for statute in (law, *law.decrees) if statute.articles}
    missing = [norm.id for norm in law.norms if norm.unit.law in held and law.wording(norm.unit) is None]
    assert missing == []
    words = law.wording(LawUnit(law.number, "21", "1", None, 2))
    assert words is not None
    assert "hai phần ba tổng số thôn" in words
