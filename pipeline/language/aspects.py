"""What a quantity regulates: duration, deadline, threshold, quorum, count, term or frequency, from the words around it.

Nearest words first, inside the quantity's own segment: its sentence, cut at the quantities before and after it. A quantity whose
words give no aspect regulates nothing here (tax rates, areas, poverty figures, conditions such as "lao động từ 06 tháng").

Condition codes: ``consecutive`` ("liên tục"), ``before`` (lead time), ``after`` ("sau 30 ngày"), ``validity`` (how long something
stays valid), ``remaining`` ("nhiệm kỳ còn lại từ 06 tháng").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.language.parties import denominator_of
from pipeline.language.quantities import Quantity
from pipeline.language.reading import phrases
from pipeline.records import Aspect, Operator

_TIME = frozenset({"day", "working-day", "week", "month", "quarter", "year", "hour"})

_VOTES = (
    "tán thành", "đồng ý", "nhất trí", "đồng thuận", "biểu quyết", "bỏ phiếu", "thông qua", "trúng cử", "giơ tay", "ủng hộ",
    "chấp thuận", "tín nhiệm", "thống nhất", "có giá trị",
)  # fmt: skip
_VOTE_NEAR = phrases(*_VOTES)
_VOTE_BEFORE = phrases(*_VOTES, "được quyết định", "có hiệu lực", "được công nhận", "được bầu", "công nhận", "ban hành")
_PROPOSAL = phrases("đề nghị", "yêu cầu", "đề xuất", "kiến nghị", "sáng kiến")
_QUORUM_AFTER = phrases("có mặt", "tham dự", "tham gia", "dự họp", "dự hội nghị", "tới dự", "đến dự", "về dự", "dự")
_QUORUM_BEFORE = phrases(
    "hợp lệ",
    "được tiến hành",
    "được tổ chức",
    "tiến hành khi",
    "tổ chức khi",
    "tham dự",
    "tham gia",
    "có mặt",
    "mời",
    "triệu tập",
)
_MEETING = phrases("họp", "hội nghị", "đại hội", "phiên", "triệu tập", "hợp lệ", "bầu cử", "bỏ phiếu", "biểu quyết")

_REMAINING = re.compile(r"còn lại(?:\s+\S+){0,4}?\s*$")
_TERM = re.compile(r"nhiệm kỳ(?:\s+\S+){0,9}?\s*$")
_VALIDITY = re.compile(
    r"(?:hiệu lực|có giá trị|giá trị sử dụng|thời hạn sử dụng|có thời hạn)(?:\s+(?!trước|kể|thi hành sau)\S+){0,6}?\s*$"
)
_ENTRY_INTO_FORCE = re.compile(r"có hiệu lực(?:\s+thi hành)?(?:\s+(?:sau|từ|kể từ))?\s*$")
_SINCE_SIGNING = re.compile(r"\s*(?:,\s*)?kể\s+từ\s+(?:khi|ngày)\s+(?:ký|ban hành|thông qua)")
_BEFORE_AFTER = re.compile(r"\s*(?:làm việc\s+|liên tục\s+)?(?:,\s*)?trước(?!\s+(?:đây|hết|mắt))(?!\w)")
_BEFORE_BEFORE = re.compile(
    r"(?<!\w)(?:trước|báo trước)\s*(?:đó\s*)?(?:(?:khi|ngày|phiên|cuộc|kỳ|hội nghị|thời điểm)[^,.;]{0,40}\s)?"
    r"(?:ít nhất|tối thiểu|chậm nhất|không quá|khoảng)?\s*(?:là\s*)?(?:từ\s*)?$"
)
_CONSECUTIVE = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:làm việc\s+)?(?:liên\s+(?:tục|tiếp)|liền(?!\w))")
_AFTER = re.compile(r"(?<!\w)sau\s*(?:thời hạn\s*|thời gian\s*|khoảng\s*)?$")
_POSTS = (
    "niêm yết", "đăng tải", "đăng(?! ký)", "phát thanh", "phát trên", "phát sóng", "truyền thanh", "loa", "treo", "dán", "trưng bày",
    "lấy ý kiến", "tham vấn", "góp ý", "tham gia ý kiến", "công khai tại", "công khai trên", "bảng tin", "bảng thông báo",
    "trang thông tin",
)  # fmt: skip
_POST = phrases(*_POSTS)
_PERIOD_OF = re.compile(
    r"(?:thời gian|thời hạn)\s+(?:tổ chức\s+|thực hiện\s+|để\s+)?"
    r"(?:niêm yết|lấy ý kiến|công khai|đăng tải|đăng|phát|tham vấn|treo|góp ý|thông báo công khai|tham gia ý kiến)"
)
_SINCE = re.compile(r"\s*(?:,\s*|\()?(?:tính\s+)?(?:kể\s+)?từ\s+(?:khi|ngày|thời điểm|lúc)\s+(?P<what>[^.;,]{0,40})")
_DEADLINE = re.compile(
    r"(?:trong\s+)?(?:thời hạn|vòng|thời gian|hạn)\s*(?:[^,.;\d]{0,30})?$|(?:không quá|chậm nhất|muộn nhất|tối đa|trong)\s*(?:là\s*)?$"
)
_LASTS = re.compile(r"(?<!\w)(?:thời gian|kéo dài|duy trì|liên tục)(?:\s+\S+){0,4}?\s*$")
_KEEPS = re.compile(r"(?<!\w)(?:thời gian|thời hạn)\s+(?:lưu|duy trì|trực|bảo quản|bảo hành|sử dụng)(?:\s+\S+){0,4}?\s*$")
_PER = re.compile(r"\s*/")
_SPELL = re.compile(r"trong\s+(?:khoảng\s+)?thời gian\s*$")  # "trong thời gian 06 tháng không sử dụng": a condition
_NO_TIME_LIMIT = re.compile(
    r"(?:kế hoạch|giai đoạn|kinh nghiệm|chương trình|chiến lược|tổng kết|sơ kết|kỷ niệm|đủ|tù|tuổi|trên|dưới|hơn|quy hoạch|"
    r"trung hạn|công tác|số liệu|báo cáo)\s*(?:[a-zà-ỹđ]+\s*)?$"
)
_ACTS = phrases(
    "trả lời", "giải quyết", "gửi", "công khai", "niêm yết", "thông báo", "thông tin", "báo cáo", "công nhận", "phát", "họp",
    "đối thoại", "lấy ý kiến", "công bố", "xem xét", "nộp",
)  # fmt: skip
_LATEST = frozenset({"chậm nhất", "muộn nhất", "không chậm hơn", "không muộn hơn"})
_AT_MOST = frozenset({"không quá", "tối đa", "không vượt quá", "không được quá"})
_BODY = phrases(
    "ban", "tổ", "hội đồng", "đoàn", "đội", "nhóm", "ủy ban", "số lượng", "thành viên", "gồm", "bao gồm", "bầu", "cử", "cơ cấu",
    "biên chế", "phó trưởng ban", "đại diện", "có", "tối đa", "từ", "do",
)  # fmt: skip
_PEOPLE_WORK = phrases(
    "cơ quan", "đơn vị", "công đoàn", "lao động", "sử dụng", "ban", "tổ", "hội đồng", "thành viên", "hội nghị", "thanh tra",
    "doanh nghiệp", "đại biểu", "bầu", "gồm", "ứng cử",
)  # fmt: skip
_MOST_PEOPLE = 1000  # a body has members, a province has inhabitants


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folded text around a quantity: ``before``/``after`` up to its neighbours, the rest up to the ends of the sentence."""

    before: str
    after: str
    sentence_before: str
    sentence_after: str


Decided = tuple[Aspect, str | None]


def aspect_of(quantity: Quantity, around: Surroundings) -> Decided | None:
    """Aspect and condition code, or None where the words give none."""
    if quantity.unit == "times/year":
        return Aspect.FREQUENCY, None
    if quantity.unit == "share":
        if quantity.value == 1 and denominator_of(around.before, around.after) is None:
            return None  # "100% người hưởng trợ cấp": a target
        return _share_aspect(around.before, around.after)
    if quantity.unit in _TIME:
        return _lead_or_lasting(quantity, around) or _time_limit(quantity, around)
    return _count_aspect(quantity, around)


def _share_aspect(before: str, after: str) -> Decided | None:
    near, far = after[:150], before[-110:]
    if _VOTE_NEAR.search(near):
        return Aspect.THRESHOLD, None
    if denominator_of(before, after) is None:
        return None
    meets = bool(_MEETING.search(far) or _MEETING.search(near))
    if meets and _QUORUM_BEFORE.search(far) and not _VOTE_NEAR.search(far):
        return Aspect.QUORUM, None
    if meets and _QUORUM_AFTER.search(near) and not _VOTE_BEFORE.search(far) and not _PROPOSAL.search(near):
        return Aspect.QUORUM, None
    if _VOTE_BEFORE.search(far) or _PROPOSAL.search(near) or _PROPOSAL.search(far):
        return Aspect.THRESHOLD, None
    denominator = denominator_of("", after[:60])
    return (Aspect.THRESHOLD, None) if denominator in {"household-representatives", "attendees"} else None


def _lead_or_lasting(quantity: Quantity, around: Surroundings) -> Decided | None:
    """Times whose aspect the words right beside them settle; None where they leave it open."""
    before, after = around.before, around.after
    if _REMAINING.search(before):
        return Aspect.THRESHOLD, "remaining"
    if _TERM.search(before):
        return Aspect.TERM, None
    if _VALIDITY.search(before) and not _enters_into_force(before, after):
        return Aspect.DURATION, "validity"
    # "trước ít nhất 03 ngày": the operator stands between
    if _BEFORE_AFTER.match(after) or _BEFORE_BEFORE.search(before + quantity.cue):
        return Aspect.DEADLINE, "before"
    if _CONSECUTIVE.match(after):
        return Aspect.DURATION, "consecutive"
    return None


def _time_limit(quantity: Quantity, around: Surroundings) -> Decided | None:
    before, after, far = around.before, around.after, around.before[-120:]
    long_unit = quantity.unit in {"month", "year", "quarter"}
    since = _SINCE.match(after)
    if _enters_into_force(before, after):
        return None
    if _AFTER.search(before):
        clock = quantity.unit == "hour" and quantity.value < 24 and not since
        return None if clock else (Aspect.DEADLINE, "after")
    if quantity.cue in _LATEST:
        return Aspect.DEADLINE, None
    if _PERIOD_OF.search(around.sentence_before[-100:]):
        return Aspect.DURATION, None
    posts = bool(_POST.search(far)) or bool(_POST.search(around.sentence_before[-120:]) and not before.strip(" ,"))
    if since:
        begun = bool(_POST.search(since["what"])) or "công khai" in since["what"]
        return (Aspect.DURATION, None) if posts and begun else (Aspect.DEADLINE, None)
    if posts and not re.search(r"kể\s+từ|sau khi", far):
        return Aspect.DURATION, None
    if long_unit and quantity.operator in {Operator.GE, Operator.GT, Operator.LT}:
        return None  # "lao động từ 06 tháng trở lên": a condition, not a time limit
    if _KEEPS.search(before):
        return Aspect.DURATION, None
    if _PER.match(after):
        return None  # "09 tháng/năm": a rate
    if _DEADLINE.search(before) or quantity.cue in _AT_MOST:
        return None if long_unit and (_NO_TIME_LIMIT.search(before) or _SPELL.search(before)) else (Aspect.DEADLINE, None)
    if _LASTS.search(before):
        return Aspect.DURATION, None
    if _NO_TIME_LIMIT.search(before) or long_unit:
        return None
    return (Aspect.DEADLINE, None) if _ACTS.search(around.sentence_before + around.sentence_after[:60]) else None


def _enters_into_force(before: str, after: str) -> bool:
    """ "có hiệu lực sau 10 ngày kể từ ngày ký": when the document itself begins, no norm."""
    found = _ENTRY_INTO_FORCE.search(before)
    return bool(found and (_SINCE_SIGNING.match(after) or found.group().rstrip().endswith(("sau", "từ"))))


def _count_aspect(quantity: Quantity, around: Surroundings) -> Decided | None:
    if quantity.unit == "household":
        return (Aspect.COUNT, None) if quantity.operator is not Operator.EQ else None
    near = around.sentence_before[-90:]
    if quantity.unit != "person" or quantity.value > _MOST_PEOPLE:
        return None
    return (Aspect.COUNT, None) if _BODY.search(near) and _PEOPLE_WORK.search(near + around.after[:40]) else None
