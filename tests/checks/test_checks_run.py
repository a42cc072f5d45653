"""The registry of checks, ids, thresholds, the matrix, and the corpus file behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.checks import Case, Settings, check, registered_checks, run_checks
from pipeline.checks.compare import unit_class
from pipeline.checks.recognise import load_recognition
from pipeline.checks.wording import fold, split_sentences
from pipeline.errors import ReadError, UsageError
from pipeline.ingest import read
from pipeline.law import load_law, load_registry, load_terms
from pipeline.records import Alignment, Candidate, Kind, LawUnit, ProvisionKind, Status
from pipeline.structure import parse

PROVINCIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "provincial"
CLAUSE = "Nhiệm kỳ của Ban Thanh tra nhân dân xã là 02 năm."


def test_every_kind_but_the_batch_one_has_a_check() -> None:
    assert {spec.kind for spec in registered_checks()} == set(Kind) - {Kind.MISSING_DOCUMENT}


def test_a_name_is_taken_once() -> None:
    with pytest.raises(UsageError):
        check("repealed-basis", Kind.REPEALED_BASIS)(lambda reading: ())


def test_same_case_same_findings(case_of) -> None:
    case = case_of("xã", CLAUSE)
    first, second = run_checks(case), run_checks(case)
    assert first == second
    assert len({f.id for f in first.findings}) == len(first.findings)
    assert all(re.fullmatch("[0-9a-f]{16}", f.id) for f in first.findings)


def test_threshold_and_disabled_checks_are_obeyed(case_of) -> None:
    case = case_of("xã", CLAUSE)
    assert run_checks(case).findings
    strict = Settings(thresholds={Kind.CONFLICTING_NORM: 1.0})
    assert not run_checks(replace(case, settings=strict)).findings
    off = Settings(disabled=frozenset({"conflicting-quantity"}))
    assert not run_checks(replace(case, settings=off)).findings


def test_matrix_has_a_reasoned_row_for_each_norm(case_of) -> None:
    body = f"Điều 1. Nội dung\n1. {CLAUSE}\n2. Thông tin được niêm yết 30 ngày liên tục.\n3. Đối thoại với nhân dân mỗi năm 02 lần."
    case = case_of("xã", body)
    rows = {row.norm_id: row for row in run_checks(case).conformance}
    assert set(rows) == {norm.id for norm in case.law.norms}
    assert rows["N36.2"].status is Status.CONTRADICTED
    assert rows["N13.2a"].status is Status.IMPLEMENTED
    assert rows["N32"].status is Status.EXCEEDED
    assert rows["N48.2"].status is Status.NOT_APPLICABLE
    assert all(row.reason for row in rows.values())
    assert rows["N40"].status is Status.NOT_CHECKED  # silence is no pass


def test_list_of_clauses_is_covered_by_alignments(case_of) -> None:
    items = "\n".join(f"{n}. Nội dung công khai thứ {n} của chính quyền xã." for n in range(1, 15))
    case = case_of("xã", f"Điều 1. Nội dung công khai\n{items}")
    clauses = [p for p in case.document.provisions if p.kind is ProvisionKind.CLAUSE]
    assert len(clauses) == 14

    def row(count: int) -> tuple[Status, str]:
        aligned = tuple(Alignment(p.path, (Candidate(LawUnit("10/2022/QH15", "11", p.number), 0.9),)) for p in clauses[:count])
        rows = run_checks(replace(case, alignments=aligned)).conformance
        return next((r.status, r.reason) for r in rows if r.norm_id == "N11")

    assert row(14) == (Status.IMPLEMENTED, "all-items")
    assert row(12) == (Status.NOT_CHECKED, "items-not-found:13,14")
    assert row(1) == (Status.NOT_CHECKED, "not-mentioned")


def test_recognition_speaks_only_of_norms_that_exist_with_their_unit() -> None:
    law = load_law()
    recognition = load_recognition()
    for topic in recognition.topics:
        if topic.norm is None:
            continue
        norm = law.norm(topic.norm)
        assert norm is not None, f"{topic.id}: no norm {topic.norm}"
        assert norm.setting in topic.settings, topic.id
        if norm.norm.value is not None:
            assert topic.units in (unit_class(norm.norm.unit), norm.norm.unit), topic.id
    named = [w.norm for w in recognition.wordings if w.norm] + [m.norm for m in recognition.mandatory]
    assert [n for n in named if law.norm(n) is None] == []
    assert [w.id for w in recognition.wordings if w.unit is not None and not law.gist(w.unit)] == []


def test_list_items_of_mandatory_documents_are_items_of_the_norm() -> None:
    law = load_law()
    for wanted in load_recognition().mandatory:
        norm = law.norm(wanted.norm)
        assert norm is not None
        assert 0 < len(wanted.items) <= len(norm.items)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1. Niêm yết 30 ngày. Phát loa 03 ngày.", ["Niêm yết 30 ngày.", "Phát loa 03 ngày."]),
        ("a) Nộp 2.000.000 đồng; nhận kết quả.", ["Nộp 2.000.000 đồng", "nhận kết quả."]),
        ("Điều 5. Công khai\nNội dung công khai.", ["Công khai", "Nội dung công khai."]),
    ],
)
def test_sentences_keep_their_place(text: str, sentences: list[str]) -> None:
    found = split_sentences(text)
    assert [s.text for s in found] == sentences
    assert all(text[s.start : s.end] == s.text for s in found)


@pytest.mark.parametrize("text", ["Uỷ ban nhân dân HOÀ LẠC", "thủy lợi, quý III, quỹ", "İ ẞ Ð"])
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_real_provincial_documents_contradict_nothing(annotator) -> None:
    """120 documents of 2025 on taxes, procedures, plans: none is about grassroots democracy, so none may conflict with it."""
    if not PROVINCIAL.is_dir():
        pytest.skip("no provincial documents beside the checkout")
    law, registry, terms = load_law(), load_registry(), load_terms()
    judged = {Kind.CONFLICTING_NORM, Kind.NARROWED_RIGHT, Kind.ADDED_BURDEN, Kind.EXCEEDS_AUTHORITY}
    found = []
    for path in sorted(PROVINCIAL.glob("*.md"))[::4]:
        try:
            document = parse(read(path, path.name))
        except ReadError:
            continue
        case = Case(document, annotator.annotate(document), (), law, registry, terms, law.as_of)
        found += [(path.name, f.kind.value, f.quote) for f in run_checks(case).findings if f.kind in judged]
    assert found == []
