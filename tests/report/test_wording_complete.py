"""Every code has words in both languages, and the words are the administrative ones."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import pytest

import pipeline.report
from pipeline.law import load_statutes, load_terms
from pipeline.records import (
    Action,
    Aspect,
    IssuerLevel,
    Kind,
    LawUnit,
    ReadStatus,
    Severity,
    Status,
    TextOrigin,
)
from pipeline.report import Handling
from pipeline.report.summarize import readable_issuer
from pipeline.report.wording import LANGUAGES, Language, failure, load_wording

GROUPS: list[tuple[str, type[StrEnum]]] = [
    ("kind", Kind),
    ("status", Status),
    ("status_short", Status),
    ("action", Action),
    ("handling", Handling),
    ("severity", Severity),
    ("read_status", ReadStatus),
    ("aspect", Aspect),
    ("issuer_level", IssuerLevel),
    ("origin", TextOrigin),
]


@pytest.mark.parametrize(("group", "vocabulary"), GROUPS)
def test_group_covers_its_vocabulary_exactly(group: str, vocabulary: type[StrEnum]) -> None:
    for lang in LANGUAGES:
        assert set(load_wording(lang).group(group)) == {member.value for member in vocabulary}


@pytest.mark.parametrize("group", [name for name, _ in GROUPS])
def test_words_of_a_group_differ(group: str) -> None:
    for lang in LANGUAGES:
        words = list(load_wording(lang).group(group).values())
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("code", "vi"),
    [
        ("keep", "Giữ nguyên"),
        ("amend", "Sửa đổi, bổ sung"),
        ("replace", "Thay thế"),
        ("repeal", "Bãi bỏ"),
        ("suspend", "Ngưng hiệu lực"),
        ("issue-new", "Ban hành mới"),
    ],
)
def test_actions_are_named_as_in_the_law_on_legal_documents(code: str, vi: str) -> None:
    assert load_wording("vi").of("action", code) == vi


def test_every_unread_status_has_a_remedy() -> None:
    for lang in LANGUAGES:
        assert set(load_wording(lang).group("remedy")) == {s.value for s in ReadStatus if s is not ReadStatus.REVIEWED}
    assert failure(ReadStatus.REVIEWED, None) is None
    assert "Tesseract" in getattr(failure(ReadStatus.NEEDS_OCR, None), "vi", "")


def test_caution_is_spelled_out() -> None:
    assert load_wording("vi").of("caution", "needs-97-2025-check") == "Cần đối chiếu Luật số 97/2025/QH15"


def test_every_caution_of_the_corpus_has_words() -> None:
    units = [unit for law in load_statutes() for unit in (*law.articles, *law.norms)]
    codes = {unit.caution for unit in (*units, *load_terms()) if unit.caution}
    assert codes
    assert codes <= set(load_wording("vi").group("caution"))


def test_unknown_code_is_printed_as_it_is() -> None:
    assert load_wording("vi").of("reason", "some-new-code") == "some-new-code"


@pytest.mark.parametrize(
    ("code", "vi"),
    [
        ("not-mentioned", "văn bản không đề cập"),
        ("needs-a-person:no-value", "cần người xem xét (không đọc được con số)"),
        ("finding:a1b2", "theo phát hiện a1b2"),
        ("odd:thing", "odd:thing"),
    ],
)
def test_reason_with_a_detail(code: str, vi: str) -> None:
    assert load_wording("vi").reason(code) == vi


@pytest.mark.parametrize(
    ("number", "title", "vi"),
    [
        ("10/2022/QH15", "Luật Thực hiện dân chủ ở cơ sở", "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15"),
        ("59/2023/NĐ-CP", "Nghị định quy định chi tiết", "Nghị định số 59/2023/NĐ-CP"),
        ("34/2007/PL-UBTVQH11", "", "Pháp lệnh số 34/2007/PL-UBTVQH11"),
        ("09/2008/NQLT-CP-UBTƯMTTQVN", "", "Nghị quyết liên tịch số 09/2008/NQLT-CP-UBTƯMTTQVN"),
        ("55/1998/NQ-UBTVQH10", "", "Nghị quyết số 55/1998/NQ-UBTVQH10"),
        ("202/2025/QH15", "", "văn bản số 202/2025/QH15"),  # a resolution: the symbol does not tell it from a law
    ],
)
def test_instrument_is_named_as_papers_cite_it(number: str, title: str, vi: str) -> None:
    assert load_wording("vi").law_name(number, title) == vi


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "Ủy ban nhân dân xã Tân Lập"),
        ("ỦY BAN NHÂN DÂN TỈNH BẮC GIANG", "Ủy ban nhân dân tỉnh Bắc Giang"),
        ("HỘI ĐỒNG NHÂN DÂN PHƯỜNG TRẦN PHÚ THÀNH PHỐ BẮC GIANG", "Hội đồng nhân dân phường Trần Phú thành phố Bắc Giang"),
        ("UỶ BAN NHÂN DÂN XÃ HOÀ LẠC", "Uỷ ban nhân dân xã Hoà Lạc"),
        ("THÔN MỸ THÁI", "Thôn Mỹ Thái"),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ"),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
        ("CÔNG TY TNHH MTV NAM SÔNG THƯƠNG", "CÔNG TY TNHH MTV NAM SÔNG THƯƠNG"),
        ("Ủy ban nhân dân xã Tân Lập", "Ủy ban nhân dân xã Tân Lập"),
    ],
)
def test_issuer_in_capitals_is_written_as_in_running_text(printed: str, text: str) -> None:
    assert readable_issuer(printed) == text


def test_every_phrase_used_in_code_and_template_exists_and_none_is_idle() -> None:
    folder = Path(str(files(pipeline.report)))
    text = "\n".join(path.read_text("utf-8") for path in [*folder.rglob("*.py"), *folder.glob("templates/*.j2")])
    phrases = set(load_wording("vi").group("phrase"))
    quoted = set(re.findall(r'["\']([a-z][a-z0-9-]*)["\']', text))
    called = set(re.findall(r'(?:phrase|\bt)\(\s*"([a-z0-9-]+)"', text))
    assert called <= phrases
    built = {f"direct-{kind}" for kind in Kind}  # put together from the kind of a finding
    assert phrases - built <= quoted | {name for name in phrases if name.startswith("name-") and f'"{name}"' in text}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_vietnamese_has_diacritics_and_english_has_none(lang: Language) -> None:
    """Guards against swapped columns; proper names and the symbols of the matrix aside."""
    diacritics = re.compile("[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE)
    for group in ("kind", "action", "handling", "read_status", "remedy", "caution", "reason", "status"):
        for word in load_wording(lang).group(group).values():
            assert bool(diacritics.search(word.replace("NĐ-CP", ""))) == (lang == "vi"), word


@pytest.mark.parametrize(
    ("unit", "vi", "en"),
    [
        (LawUnit("10/2022/QH15", "13", "2"), "Khoản 2 Điều 13", "Article 13, clause 2"),
        (LawUnit("x", "20", "2", "g"), "Điểm g khoản 2 Điều 20", "Article 20, clause 2, point g"),
        (LawUnit("x", "21", "1", paragraph=2), "Đoạn 2 khoản 1 Điều 21", "Article 21, clause 1, paragraph 2"),
        (LawUnit("x", "90"), "Điều 90", "Article 90"),
        (LawUnit("x"), "", ""),
    ],
)
def test_place_in_the_law(unit: LawUnit, vi: str, en: str) -> None:
    assert (load_wording("vi").place(unit), load_wording("en").place(unit)) == (vi, en)


@pytest.mark.parametrize(
    ("day", "vi"), [(date(2023, 7, 1), "01/7/2023"), (date(2009, 2, 9), "09/02/2009"), (date(2026, 11, 24), "24/11/2026")]
)
def test_date_as_in_administrative_papers(day: date, vi: str) -> None:
    assert load_wording("vi").date(day) == vi


@pytest.mark.parametrize(("share", "text"), [(0.999, "99%"), (1.0, "100%"), (0.29, "29%"), (0.0, "0%")])
def test_confidence_is_never_rounded_up(share: float, text: str) -> None:
    assert load_wording("vi").percent(share) == text
