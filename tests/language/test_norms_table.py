"""Quantities and what they regulate: (text, aspect, operator, value, unit, …)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.language import Annotator
from pipeline.language.components import EmptyRegistry
from pipeline.records import Norm

F = Fraction


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(EmptyRegistry())


def norms(annotator: Annotator, text: str) -> tuple[Norm, ...]:
    return annotator.annotate_text(text).norms


TIMES = [
    ("niêm yết ít nhất 30 ngày liên tục", "duration", ">=", 30, "day", "consecutive"),
    ("niêm yết 30 (ba mươi) ngày", "duration", "=", 30, "day", None),
    ("niêm yết công khai ba mươi ngày liên tục", "duration", "=", 30, "day", "consecutive"),
    ("UBND xã niêm yết các khoản đóng góp tại trụ sở trong 15 ngày.", "duration", "=", 15, "day", None),
    ("phát trên loa truyền thanh xã 02 buổi trong 01 ngày về mức thu phí", "duration", "=", 1, "day", None),
    ("phát trên hệ thống truyền thanh ít nhất là 03 ngày liên tục", "duration", ">=", 3, "day", "consecutive"),
    ("Thời gian lấy ý kiến ít nhất 20 ngày kể từ ngày công khai dự thảo", "duration", ">=", 20, "day", None),
    ("Dự thảo lấy ý kiến nhân dân trong 10 ngày", "duration", "=", 10, "day", None),
    ("Thủ trưởng đơn vị công khai dự toán trên bảng tin 10 ngày", "duration", "=", 10, "day", None),
    ("Trong 10 ngày làm việc kể từ khi ký, xã công khai quyết định", "deadline", "<=", 10, "working-day", None),
    ("công khai chậm nhất là 05 ngày làm việc kể từ ngày có quyết định", "deadline", "<=", 5, "working-day", None),
    ("trả lời kiến nghị trong thời hạn 15 ngày kể từ ngày nhận được", "deadline", "<=", 15, "day", None),
    ("UBND xã trả lời kiến nghị trong 30 ngày", "deadline", "<=", 30, "day", None),
    ("phát nội dung về phí, lệ phí trên đài truyền thanh 05 ngày liền", "duration", "=", 5, "day", "consecutive"),
    ("nộp tại Văn phòng đăng ký đất đai, thời hạn giải quyết 02 ngày", "deadline", "=", 2, "day", None),
    ("Hồ sơ được lưu tại phòng, thời gian lưu 02 năm", "duration", "=", 2, "year", None),
    ("giải quyết không quá 07 ngày", "deadline", "<=", 7, "day", None),
    ("gửi trong vòng 24 giờ", "deadline", "<=", 24, "hour", None),
    ("thông báo trước 02 ngày", "deadline", "=", 2, "day", "before"),
    ("thông báo trước ít nhất 07 ngày", "deadline", ">=", 7, "day", "before"),
    ("thông báo chậm nhất 07 ngày trước ngày bầu cử", "deadline", ">=", 7, "day", "before"),
    ("gửi tài liệu trước phiên họp ít nhất 03 ngày", "deadline", ">=", 3, "day", "before"),
    ("Nhiệm kỳ của Ban Thanh tra nhân dân là 02 năm", "term", "=", 2, "year", None),
    ("gồm 02 người, nhiệm kỳ 05 năm", "term", "=", 5, "year", None),
    ("có hiệu lực 03 tháng", "duration", "=", 3, "month", "validity"),
    ("nhiệm kỳ còn lại từ 06 tháng trở lên thì bầu bổ sung", "threshold", ">=", 6, "month", "remaining"),
    ("Lấy ý kiến quy hoạch từ 20 đến 30 ngày", "duration", "range", 20, "day", None),
]


@pytest.mark.parametrize(("text", "aspect", "operator", "value", "unit", "condition"), TIMES)
def test_times(
    annotator: Annotator, text: str, aspect: str, operator: str, value: int, unit: str, condition: str | None
) -> None:
    norm = norms(annotator, text)[-1]
    assert (norm.aspect, norm.operator, norm.value, norm.unit, norm.condition) == (aspect, operator, F(value), unit, condition)


SHARES = [
    ("được trên 50% tổng số đại diện hộ gia đình tán thành", "threshold", ">", F(1, 2), "household-representatives"),
    ("quá nửa số thôn đồng ý", "threshold", ">", F(1, 2), "hamlets"),
    ("hai phần ba tổng số thôn, tổ dân phố tán thành", "threshold", "=", F(2, 3), "hamlets"),
    ("từ 2/3 số đại diện hộ trong thôn tán thành mức đóng góp", "threshold", ">=", F(2, 3), "household-representatives"),
    ("khi có ⅔ số hộ đồng ý", "threshold", "=", F(2, 3), "households"),
    ("được 66,7% số hộ tán thành", "threshold", "=", F(667, 1000), "households"),
    ("Quy ước được thông qua khi 2/3 số người dự họp nhất trí", "threshold", "=", F(2, 3), "attendees"),
    ("trên 50% đại diện hộ dự họp giơ tay", "threshold", ">", F(1, 2), "attendees"),
    ("đa số người dự họp nhất trí thì thông qua", "threshold", ">", F(1, 2), "attendees"),
    ("trên 50% cử tri hoặc cử tri đại diện hộ tán thành", "threshold", ">", F(1, 2), "voters-or-household-representatives"),
    ("ít nhất 10% tổng số cử tri yêu cầu", "threshold", ">=", F(1, 10), "voters"),
    ("ít nhất một phần ba tổng số cán bộ, công chức cùng đề nghị", "threshold", ">=", F(1, 3), "staff"),
    ("tối thiểu 30% hộ trong thôn đồng ý", "threshold", ">=", F(3, 10), "households"),
    ("hợp lệ khi quá nửa số người được triệu tập có mặt", "quorum", ">", F(1, 2), "staff"),
    ("Phải có đại diện của trên 50% tổng số hộ gia đình tham dự họp", "quorum", ">", F(1, 2), "households"),
    ("từ 50% số hộ trở lên tán thành", "threshold", ">=", F(1, 2), "households"),
    ("chưa đạt 10% tổng số hộ gia đình đồng thuận", "threshold", "<", F(1, 10), "households"),
]


@pytest.mark.parametrize(("text", "aspect", "operator", "value", "denominator"), SHARES)
def test_shares(annotator: Annotator, text: str, aspect: str, operator: str, value: Fraction, denominator: str) -> None:
    (norm,) = norms(annotator, text)
    assert (norm.aspect, norm.operator, norm.value, norm.unit, norm.denominator) == (
        aspect,
        operator,
        value,
        "share",
        denominator,
    )


FREQUENCIES = [
    ("đối thoại ít nhất 01 lần/năm", ">=", F(1)),
    ("đối thoại mỗi năm một lần", "=", F(1)),
    ("đối thoại với nhân dân hai năm một lần", "=", F(1, 2)),
    ("đối thoại mỗi năm 02 lần", "=", F(2)),
    ("rà soát 06 tháng một lần", "=", F(2)),
    ("rà soát định kỳ 06 tháng/lần", "=", F(2)),
    ("cập nhật danh mục định kỳ hằng quý", "=", F(4)),
    ("họp mỗi quý một lần", "=", F(4)),
    ("Hằng năm, Ủy ban nhân dân tổ chức ít nhất một lần hội nghị đối thoại", ">=", F(1)),
    ("hai năm bầu lại một lần", "=", F(1, 2)),
]


@pytest.mark.parametrize(("text", "operator", "value"), FREQUENCIES)
def test_frequencies_are_times_a_year(annotator: Annotator, text: str, operator: str, value: Fraction) -> None:
    (norm,) = norms(annotator, text)
    assert (norm.aspect, norm.operator, norm.value, norm.unit) == ("frequency", operator, value, "times/year")


COUNTS = [
    ("Ban Thanh tra nhân dân gồm 5 đến 11 người", "range", 5, 11),
    ("Tổ phát phiếu có từ 03 đến 05 thành viên", "range", 3, 5),
    ("Tổ bầu cử gồm 03–05 người", "range", 3, 5),
    ("Ban Giám sát đầu tư của cộng đồng có 03 thành viên", "=", 3, None),
    ("số lượng thành viên không ít hơn 05 người", ">=", 5, None),
    ("được bầu tối đa 05 thành viên Ban Thanh tra nhân dân", "<=", 5, None),
    ("thôn có từ 200 hộ trở lên", ">=", 200, None),
    ("Cơ quan có từ 07 cán bộ, công chức, viên chức trở xuống", "<=", 7, None),
]


@pytest.mark.parametrize(("text", "operator", "value", "upper"), COUNTS)
def test_counts(annotator: Annotator, text: str, operator: str, value: int, upper: int | None) -> None:
    (norm,) = norms(annotator, text)
    assert (norm.aspect, norm.operator, norm.value, norm.upper) == ("count", operator, value, upper)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 14 tháng 8 năm 2023",
        "báo cáo trước ngày 30/11 hằng năm",
        "năm 2022",
        "giai đoạn 2021 - 2025",
        "Điều 5, khoản 2 và Điều 30",
        "Nghị định số 59/2023/NĐ-CP",
        "đóng góp 50.000 đồng/hộ",
        "diện tích 120 m2",
        "đạt 80 điểm",
        "thuế suất 10%",
        "tỷ lệ hộ nghèo còn 5%",
        "lúc 08 giờ 00 phút",
        "nhà số 1/3 đường Lê Lợi",
        "kế hoạch 05 năm 2021 - 2025",
        "trong quý III hằng năm",
        "Quyết định có hiệu lực sau 10 ngày kể từ ngày ký ban hành",
        "kinh nghiệm công tác từ 03 năm trở lên",
        "1. Trưởng thôn có trách nhiệm:",
        "trực từ 9 giờ đến 21 giờ trong ngày",
        "thu học phí không quá 9 tháng/năm",
        "100% cán bộ, công chức tham gia tập huấn",
    ],
)
def test_what_is_no_norm(annotator: Annotator, text: str) -> None:
    assert norms(annotator, text) == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("công khai chậm nhất là 05 ngày làm việc kể từ ngày ký", "chậm nhất là 05 ngày làm việc"),
        ("từ 2/3 số hộ trở lên tán thành", "từ 2/3"),
        ("gồm từ 03 đến 05 thành viên, do thôn bầu vào tổ", "từ 03 đến 05 thành viên"),
        ("đối thoại ít nhất 01 lần/năm", "ít nhất 01 lần/năm"),
    ],
)
def test_the_span_covers_operator_number_and_unit(annotator: Annotator, text: str, quoted: str) -> None:
    (norm,) = norms(annotator, text)
    assert text[norm.start : norm.end] == quoted


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("UBND xã trả lời kiến nghị của Ban Thanh tra nhân dân trong 30 ngày", "commune-peoples-committee"),
        ("Trưởng thôn báo cáo Ủy ban nhân dân xã trong 05 ngày", "hamlet-head"),
        ("Nhiệm kỳ của Ban Thanh tra nhân dân là 02 năm", "peoples-inspection-board"),
        ("Thủ trưởng cơ quan trả lời trong 15 ngày", "agency-head"),
    ],
)
def test_who_acts(annotator: Annotator, text: str, actor: str) -> None:
    assert norms(annotator, text)[0].actor == actor


def test_an_exception_is_kept(annotator: Annotator) -> None:
    (norm,) = norms(annotator, "niêm yết ít nhất 30 ngày liên tục, trừ trường hợp pháp luật có quy định khác")
    assert norm.exception == "trừ trường hợp pháp luật có quy định khác"
