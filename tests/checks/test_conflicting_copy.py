"""Reviewing against a law that only the user has: quantities read from the copy, where the matcher and the words agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pipeline.checks import Case, run_checks
from pipeline.language import Annotator
from pipeline.law import load_registry
from pipeline.law.copied import law_of_copy
from pipeline.law.importing import import_text
from pipeline.records import Alignment, Candidate, ConformanceRow, Finding, LawUnit, Severity, Status

NUMBER = "98/2031/TT-BXX"
COPY = "\n".join(
    [
        f"Số: {NUMBER}",
        "Điều 1. Phạm vi",
        "Thông tư này quy định việc giữ sổ trực ở trạm.",
        "Điều 2. Thời hạn",
        "1. Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 03 ngày làm việc kể từ ngày kết thúc tháng.",
        "2. Bảng phân công ca trực được niêm yết tại phòng trực của trạm ít nhất 10 ngày liên tục.",
        "3. Việc đổi ca trực được thông qua khi có trên 50% số người dự họp trạm tán thành.",
    ]
)
Outcome = tuple[tuple[Finding, ...], tuple[ConformanceRow, ...]]


@pytest.fixture
def outcome(case_of: Callable[..., Case], annotator: Annotator) -> Callable[..., Outcome]:
    """Findings and conformance of a clause that the matcher puts at Điều 2 of the copy with ``probability``."""

    def build(body: str, probability: float = 0.9, setting: str = "đường phố") -> Outcome:
        case = case_of(setting, body)
        law = law_of_copy(
            import_text(COPY), date(2026, 11, 1), load_registry(), read=lambda text: annotator.annotate_text(text).norms
        )
        at = Candidate(LawUnit(NUMBER, "2", "1"), probability)
        alignments = tuple(Alignment(p.path, (at,), None) for p in case.document.provisions)
        result = run_checks(replace(case, law=law, alignments=alignments))
        return result.findings, result.conformance

    return build


@pytest.mark.parametrize(
    ("body", "place", "status"),
    [
        (
            "Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 05 ngày làm việc sau khi kết thúc tháng.",
            "1",
            "conflict",
        ),
        ("Bảng phân công ca trực niêm yết tại phòng trực của trạm 07 ngày liên tục.", "2", "conflict"),
        (
            "Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 02 ngày làm việc sau khi kết thúc tháng.",
            "1",
            "fine",
        ),
        ("Bảng phân công ca trực niêm yết tại phòng trực của trạm ít nhất 15 ngày liên tục.", "2", "fine"),
    ],
)
def test_a_quantity_is_compared_with_the_one_of_the_copy(
    outcome: Callable[..., Outcome], body: str, place: str, status: str
) -> None:
    findings, conformance = outcome(body)
    found = [f for f in findings if f.law and f.law.law == NUMBER]
    assert bool(found) == (status == "conflict")
    row = next(row for row in conformance if row.law.clause == place)
    assert row.status is (Status.CONTRADICTED if found else Status.EXCEEDED)
    for finding in found:
        assert finding.severity is Severity.MEDIUM
        assert (finding.law.article, finding.law.clause) == ("2", place)
        assert "unverified-norm" in finding.cautions
        assert f"khoản {place} Điều 2 văn bản số {NUMBER}" in finding.explanation.vi
        assert "bản sao" in finding.explanation.vi
        assert finding.excerpt.startswith(f"{place}. ")
        assert finding.excerpt[finding.excerpt_start : finding.excerpt_end] in {"03 ngày làm việc", "10 ngày liên tục"}


@pytest.mark.parametrize(
    ("body", "probability"),
    [
        ("Trạm trưởng gửi sổ trực của trạm lên phòng nghiệp vụ chậm nhất 05 ngày làm việc sau khi kết thúc tháng.", 0.3),
        ("Phòng nghiệp vụ trả lời đơn của nhân viên chậm nhất 05 ngày làm việc kể từ ngày nhận.", 0.9),
        ("Giữ sổ trực 05 năm.", 0.9),
    ],
)
def test_other_matters_are_left_alone(outcome: Callable[..., Outcome], body: str, probability: float) -> None:
    findings, conformance = outcome(body, probability)
    assert not [f for f in findings if f.law and f.law.law == NUMBER]
    assert {row.reason for row in conformance} == {"not-mentioned"}


def test_rules_of_the_grassroots_law_are_silent_against_another(outcome: Callable[..., Outcome]) -> None:
    findings, _ = outcome("Ủy ban nhân dân xã niêm yết thông tin về hỗ trợ hộ nghèo trong 15 ngày tại trụ sở.", setting="xã")
    assert not [f for f in findings if f.law and f.law.law == "10/2022/QH15"]
