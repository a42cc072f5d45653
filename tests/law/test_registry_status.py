"""What the registry says about force on a day, and that its data keep their own rules."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import CorpusError
from pipeline.law.registry import load_registry
from pipeline.records import Confidence, InForce

REGISTRY = load_registry()
NOW = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("number", "on", "status", "since"),
    [
        ("34/2007/PL-UBTVQH11", date(2023, 6, 30), InForce.IN_FORCE, date(2007, 7, 1)),
        ("34/2007/PL-UBTVQH11", date(2023, 7, 1), InForce.EXPIRED, date(2023, 7, 1)),
        ("34/2007/PL-UBTVQH11", date(2007, 5, 1), InForce.NOT_YET, None),
        ("10/2022/QH15", date(2023, 6, 30), InForce.NOT_YET, None),
        ("10/2022/QH15", NOW, InForce.IN_FORCE, date(2023, 7, 1)),
        ("55/1998/NQ-UBTVQH10", NOW, InForce.EXPIRED, date(2023, 7, 1)),
        ("149/2018/NĐ-CP", NOW, InForce.EXPIRED, date(2021, 2, 1)),
        ("22/2018/QĐ-TTg", NOW, InForce.EXPIRED, date(2023, 8, 16)),
        ("159/2016/NĐ-CP", NOW, InForce.EXPIRED, date(2023, 8, 15)),
        ("65/2025/QH15", NOW, InForce.EXPIRED, date(2025, 6, 16)),
        ("61/2018/NĐ-CP", NOW, InForce.EXPIRED, date(2025, 7, 1)),
        ("61/2018/NĐ-CP", date(2025, 6, 30), InForce.IN_FORCE, date(2018, 6, 21)),
        ("59/2023/NĐ-CP", NOW, InForce.IN_FORCE, date(2023, 8, 15)),
        ("999/2020/NĐ-CP", NOW, InForce.UNKNOWN, None),
        ("30-CT/TW", NOW, InForce.UNKNOWN, None),
        ("12/2016/QĐ-UBND", NOW, InForce.UNKNOWN, None),
    ],
)
def test_status_on_a_day(number: str, on: date, status: InForce, since: date | None) -> None:
    standing = REGISTRY.status(number, on)
    assert (standing.status, standing.since) == (status, since)


@pytest.mark.parametrize(
    ("number", "since"),
    [
        ("09/2008/NQLT-CP-UBTƯMTTQVN", date(2023, 7, 1)),
        ("01/2012/NQLT-CP-UBTƯMTTQVN", date(2023, 7, 1)),
        ("04/2015/NĐ-CP", date(2023, 7, 1)),
        ("01/2016/TT-BNV", date(2023, 7, 1)),
        ("04/2020/TT-BVHTTDL", date(2023, 8, 16)),
        ("01/2018/TT-VPCP", date(2025, 7, 1)),
    ],
)
def test_detailing_texts_lapse_with_their_parent(number: str, since: date) -> None:
    before, after = REGISTRY.status(number, since.replace(day=1, month=since.month - 1)), REGISTRY.status(number, since)
    assert before.status is InForce.IN_FORCE
    assert (after.status, after.since, after.lapsed_with_parent) == (InForce.EXPIRED, since, True)
    assert after.reliable


def test_decree_04_2015_is_called_outdated_with_careful_words() -> None:
    """Nothing repeals it by name: the note must say so and the confidence must not be high."""
    standing = REGISTRY.status("04/2015/NĐ-CP", NOW)
    assert standing.caution == "no-express-repeal"
    assert standing.confidence is Confidence.MEDIUM
    assert "không bãi bỏ đích danh" in standing.note_vi
    assert "10/2022/QH15" in standing.replaced_by


def test_decree_59_2023_is_not_said_to_repeal_the_joint_resolution() -> None:
    assert "không nêu tên" in REGISTRY.status("09/2008/NQLT-CP-UBTƯMTTQVN", NOW).note_vi


def test_unknown_is_never_reliable_and_never_in_force() -> None:
    standing = REGISTRY.status("Nghị định số 999/2020/NĐ-CP", NOW)
    assert standing.status is InForce.UNKNOWN
    assert not standing.reliable
    assert standing.number == "999/2020/NĐ-CP"


def test_force_is_claimed_only_up_to_the_day_it_was_seen() -> None:
    seen, later = REGISTRY.status("59/2023/NĐ-CP", date(2025, 12, 31)), REGISTRY.status("59/2023/NĐ-CP", NOW)
    assert (seen.caution, seen.confidence) == (None, Confidence.HIGH)
    assert (later.caution, later.confidence) == ("not-verified-after", Confidence.MEDIUM)


def test_a_decree_whose_law_expired_is_doubtful_not_expired(tmp_path: Path) -> None:
    """Only an entry that says so lapses with its parent: others may have been kept in force."""
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(
        "defaults: {confidence: H, source: s, title: a}\ninstruments:\n"
        "- {number: 1/2010/QH12, expired: 2020-01-01}\n"
        "- {number: 2/2010/NĐ-CP, status: in-force, parents: [1/2010/QH12]}\n"
        "- {number: 3/2010/NĐ-CP, lapses_with_parent: true, parents: [1/2010/QH12]}\n"
        "- {number: 4/2010/NĐ-CP, status: in-force, parents: [1/2010/QH12, 9/2010/QH12]}\n",
        encoding="utf-8",
    )
    registry = load_registry(tmp_path)
    kept, lapsed, other = (registry.status(f"{n}/2010/NĐ-CP", date(2020, 1, 1)) for n in (2, 3, 4))
    assert (kept.status, kept.caution, kept.reliable) == (InForce.UNKNOWN, "parent-expired", False)
    assert (lapsed.status, lapsed.lapsed_with_parent, lapsed.since) == (InForce.EXPIRED, True, date(2020, 1, 1))
    assert other.status is InForce.IN_FORCE, "a parent that is not in the registry says nothing"
    assert registry.status("2/2010/NĐ-CP", date(2019, 12, 31)).status is InForce.IN_FORCE


def test_the_registry_is_large_enough_and_every_entry_is_whole() -> None:
    items = list(REGISTRY)
    assert len(items) >= 600
    statuses = Counter(REGISTRY.status(item, NOW).status for item in items)
    assert statuses[InForce.EXPIRED] >= 300
    for item in items:
        assert item.source, item.number
        assert item.type, item.number
        assert item.status_note_vi, item.number
        assert item.status_note_en, item.number
        if item.issued_on and item.effective_on:
            assert item.effective_on >= item.issued_on, item.number
        if item.issued_on and item.expired_on:
            assert item.expired_on > item.issued_on, item.number


def test_titles_carry_no_long_wording() -> None:
    assert max(len(item.title) for item in REGISTRY) <= 320


def test_replacements_come_after_what_they_replace() -> None:
    for item in REGISTRY:
        for number in item.replaced_by:
            entry = REGISTRY.entry(number)
            assert entry is not None, f"{item.number} → {number}"
            if item.issued_on and entry.instrument.issued_on:
                assert entry.instrument.issued_on > item.issued_on, f"{item.number} → {number}"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{number: 1/2020/NĐ-CP, title: a, confidence: H, source: s, expires: 2020-01-01}", "unknown field"),
        ("{number: 1/2020/NĐ-CP, title: a, confidence: X, source: s}", "X"),
        ("{number: 1/2020/NĐ-CP, title: a, confidence: H, source: s, status: expired}", "expired"),
        ("{number: 1/2020/NĐ-CP, title: a, confidence: H, source: s, issued: soon}", "issued"),
        ("{number: không số, title: a, confidence: H, source: s}", "không số"),
        ("{number: 1/2020/NĐ-CP, title: a, confidence: H}", "source"),
    ],
)
def test_a_broken_entry_is_refused_with_its_number(tmp_path: Path, entry: str, message: str) -> None:
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(f"instruments:\n- {entry}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        load_registry(tmp_path)


def test_the_same_number_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    lines = [f"- {{number: {n}, title: a, confidence: H, source: s}}" for n in ("1/2020/NĐ-CP", "01/2020/ND-CP")]
    (folder / "a.yaml").write_text("instruments:\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match="twice"):
        load_registry(tmp_path)


def test_circular_parents_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    lines = [
        f"- {{number: 0{a}/2020/NĐ-CP, parents: [0{b}/2020/NĐ-CP], title: a, confidence: H, source: s}}"
        for a, b in ((1, 2), (2, 1))
    ]
    (folder / "a.yaml").write_text("instruments:\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match="circular"):
        load_registry(tmp_path)


def test_a_missing_registry_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="No registry"):
        load_registry(tmp_path)


def test_partial_expiry(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(
        "instruments:\n- {number: 1/2020/QH14, title: a, confidence: H, source: s, effective: 2020-01-01,\n"
        "   parts: [{part: Chương VI, since: 2023-07-01, by: 10/2022/QH15}]}\n",
        encoding="utf-8",
    )
    registry = load_registry(tmp_path)
    assert registry.status("1/2020/QH14", date(2023, 6, 30)).status is InForce.IN_FORCE
    after = registry.status("1/2020/QH14", date(2023, 7, 1))
    assert (after.status, [part.part for part in after.partial]) == (InForce.PARTLY, ["Chương VI"])


def test_types_and_titles_are_those_of_the_number() -> None:
    """Harvested entries once carried the type of the text that cited them, or a title with the citing sentence at its end."""
    wrong = []
    for item in REGISTRY:
        kind = {"NĐ-CP": "nghị định", "QĐ-TTg": "quyết định"}.get(item.number.rpartition("/")[2])
        kind = kind or ("thông tư" if re.search(r"/TT-B", item.number) else None)
        if kind and item.type != kind:
            wrong.append(f"{item.number}: {item.type}")
        if re.search(r"(?:\bvà|\bcủa|\bhoặc|tiếp tục|Thông tư này|, Nghị định|sửa đổi, bổ sung, thay thế)$", item.title):
            wrong.append(f"{item.number}: {item.title}")
    assert wrong == []


@pytest.mark.parametrize(
    ("number", "on", "status", "caution"),
    [
        ("62/2020/QH14", date(2026, 6, 30), InForce.IN_FORCE, "not-verified-after"),
        ("62/2020/QH14", NOW, InForce.EXPIRED, None),  # with Luật Xây dựng 2014, which it amends
        ("52/2019/QH14", date(2025, 12, 1), InForce.IN_FORCE, "not-verified-after"),  # Luật Viên chức still stood
        ("52/2019/QH14", NOW, InForce.EXPIRED, None),
    ],
)
def test_an_amending_text_falls_with_what_it_amends(number: str, on: date, status: InForce, caution: str | None) -> None:
    standing = REGISTRY.status(number, on)
    assert (standing.status, standing.caution) == (status, caution)


def test_an_amending_text_of_expired_texts_alone_is_not_called_in_force(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "instruments"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(
        "defaults: {confidence: H, source: s}\ninstruments:\n"
        "- {number: 1/2010/QH12, title: a, expired: 2020-01-01, amended_by: [3/2012/QH13]}\n"
        "- {number: 2/2010/QH12, title: b, expired: 2022-01-01, amended_by: [3/2012/QH13]}\n"
        "- {number: 3/2012/QH13, title: 'Sửa đổi, bổ sung một số điều của Luật a và Luật b', status: in-force}\n",
        encoding="utf-8",
    )
    registry = load_registry(tmp_path)
    assert registry.status("3/2012/QH13", date(2021, 1, 1)).status is InForce.IN_FORCE
    late = registry.status("3/2012/QH13", date(2022, 1, 1))
    assert (late.status, late.caution) == (InForce.UNKNOWN, "parent-expired")


@pytest.mark.parametrize(
    ("number", "on", "status"),
    [
        ("159/2016/NĐ-CP", date(2016, 12, 31), InForce.NOT_YET),
        ("159/2016/NĐ-CP", date(2023, 8, 7), InForce.IN_FORCE),
        ("159/2016/NĐ-CP", date(2023, 8, 10), InForce.UNKNOWN),  # the sources give 8 and 15 August
        ("159/2016/NĐ-CP", date(2023, 8, 15), InForce.EXPIRED),
        ("80/2005/QĐ-TTg", date(2018, 1, 1), InForce.UNKNOWN),
        ("07/1999/NĐ-CP", date(2016, 1, 1), InForce.EXPIRED),
        ("99/2005/NĐ-CP", date(2020, 1, 1), InForce.EXPIRED),
        ("71/1998/NĐ-CP", date(1990, 1, 1), InForce.NOT_YET),  # no day of effect is known, but it was not issued yet
    ],
)
def test_an_end_known_only_as_a_bound_is_no_claim_of_force_before_it(number: str, on: date, status: InForce) -> None:
    assert REGISTRY.status(number, on).status is status
