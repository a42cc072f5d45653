"""What a finding says of the rule before: whose value the document kept, since when another rule holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pipeline.checks import Case, run_checks
from pipeline.law import load_predecessors
from pipeline.records import Finding, Kind

Review = Callable[..., tuple[Finding, ...]]
UNREAD = "Giá trị cũ chưa được đọc lại"


@pytest.mark.parametrize(
    ("setting", "body", "norm", "keeps", "words"),
    [
        (
            "xã",
            "Mức đóng góp làm đường thôn được thông qua khi trên 50% cử tri hoặc cử tri đại diện hộ gia đình tán thành.",
            "N21.1a",
            "34/2007/PL-UBTVQH11",
            "từ 01/7/2023 phải từ 2/3",
        ),
        (
            "xã",
            "Ban Thanh tra nhân dân xã có nhiệm kỳ 02 năm.",
            "N36.2",
            "159/2016/NĐ-CP",
            "từ 01/7/2023 theo nhiệm kỳ Trưởng thôn",
        ),
        (
            "xã",
            "Hội nghị định kỳ của cộng đồng dân cư ở thôn tổ chức 06 tháng một lần.",
            "N33",
            "09/2008/NQLT-CP-UBTƯMTTQVN",
            "từ 01/7/2023 hội nghị định kỳ mỗi năm một lần",
        ),
    ],
)
def test_a_value_of_an_earlier_instrument_is_told_as_such(
    review: Review, setting: str, body: str, norm: str, keeps: str, words: str
) -> None:
    found = next(f for f in review(setting, body) if f.norm_id == norm)
    assert "Mức này trùng với quy định trước đây tại" in found.explanation.vi
    assert keeps in found.explanation.vi
    assert keeps in found.explanation.en
    assert words in found.explanation.vi


def test_a_value_of_the_documents_own_is_not_called_the_old_rule(review: Review) -> None:
    found = next(f for f in review("xã", "Ban Thanh tra nhân dân xã có nhiệm kỳ 03 năm.") if f.norm_id == "N36.2")
    assert "trùng với quy định trước đây" not in found.explanation.vi
    assert "Trước đây nhiệm kỳ Ban Thanh tra nhân dân xã là 02 năm" in found.explanation.vi


def test_attendees_are_not_the_voters_of_2007(review: Review) -> None:
    body = "Mức đóng góp làm đường thôn được thông qua khi trên 50% số người dự họp tán thành."
    found = next(f for f in review("xã", body) if f.norm_id == "N21.1a")
    assert "trùng với quy định trước đây" not in found.explanation.vi


def test_who_recognised_before_is_told_with_a_wording(review: Review) -> None:
    body = "Hương ước của thôn do Chủ tịch Ủy ban nhân dân huyện ký quyết định công nhận."
    found = next(f for f in review("xã", body) if f.kind is Kind.CONFLICTING_NORM)
    assert "Theo Quyết định 22/2018/QĐ-TTg, cấp huyện công nhận" in found.explanation.vi


def test_a_doubtful_old_value_says_so(review: Review) -> None:
    body = "Trong thời hạn 10 ngày làm việc kể từ ngày ký quyết định, Ủy ban nhân dân xã công khai thông tin."
    found = next(f for f in review("xã", body) if f.norm_id == "N12.3")
    entry = next(p for p in load_predecessors() if p.norm_ids == ("N12.3",))
    assert entry.note_vi in found.explanation.vi
    assert UNREAD in found.explanation.vi
    assert "was not read again" in found.explanation.en


def test_a_rule_that_never_changed_explains_nothing(review: Review) -> None:
    body = "Thông tin về hỗ trợ hộ nghèo được phát trên hệ thống truyền thanh của xã trong thời hạn 02 ngày liên tục."
    found = next(f for f in review("xã", body) if f.norm_id == "N13.3")
    assert "giữ nguyên từ Pháp lệnh" not in found.explanation.vi


def test_a_right_under_a_doubtful_article_carries_the_caution(case_of: Callable[..., Case]) -> None:
    """`needs-97-2025-check` stands on the article where no norm speaks, and must reach the finding all the same."""
    case = case_of("xã", "Người dân không được góp ý vào dự thảo quy hoạch sử dụng đất của xã.")
    marked = {article.number for article in case.law.articles if article.caution}
    found = [f for f in run_checks(case).findings if f.law and f.law.law == case.law.number and f.law.article in marked]
    assert found
    assert all("needs-97-2025-check" in f.cautions for f in found)
    assert all("97/2025/QH15" in f.explanation.vi for f in found)


def test_a_law_that_does_not_hold_the_article_says_nothing(case_of: Callable[..., Case]) -> None:
    """Reviewed against another law, a document gets no finding whose excerpt would be empty."""
    case = case_of("xã", "Người dân không được góp ý vào dự thảo quy hoạch sử dụng đất của xã.")
    other = replace(case.law, number="83/2019/TT-BCA", articles=(), norms=(), decrees=())
    found = run_checks(replace(case, law=other)).findings
    assert not [f for f in found if f.kind in {Kind.NARROWED_RIGHT, Kind.CONFLICTING_NORM, Kind.ADDED_BURDEN}]


def test_before_the_law_no_rule_of_it_is_compared(case_of: Callable[..., Case]) -> None:
    case = case_of("xã", "Ban Thanh tra nhân dân xã có nhiệm kỳ 02 năm.", as_of=date(2022, 1, 1))
    assert not [f for f in run_checks(case).findings if f.norm_id]
