"""From quantities to norms: what is regulated (aspect), by whom (actor), counted against what (denominator).

The aspect is decided from the words around the quantity, nearest first, inside its own segment: the sentence, cut at the
quantities before and after it. A quantity whose words give no aspect is no norm (tax rates, areas, poverty figures).

``condition`` holds codes: ``consecutive`` ("liên tục"), ``before`` (lead time: "chậm nhất 07 ngày trước ngày họp" says at least
seven days before, so its operator is ``>=``), ``after`` ("sau 30 ngày"), ``validity`` (how long something stays valid),
``remaining`` ("nhiệm kỳ còn lại từ 06 tháng").
"""

from __future__ import annotations

import re

from pipeline.language.quantities import Quantity, find_quantities
from pipeline.language.reading import Reading
from pipeline.records import Aspect, Norm, Operator

_TIME = frozenset({"day", "working-day", "week", "month", "quarter", "year", "hour"})
_REACH = 700  # characters; sentences of the law are long, tables read as text have no end
_SENTENCE_BREAK = re.compile(r"[;\n]|[.!?](?=\s|$)")
_EXCEPTION = re.compile(
    r"trừ\s+(?:các\s+)?(?:trường hợp|khi|nội dung)[^.;]{0,160}|(?:pháp luật|luật) (?:có |chuyên ngành có )?quy định khác"
)

_VOTE = r"tán thành|đồng ý|nhất trí|đồng thuận|biểu quyết|bỏ phiếu|thông qua|trúng cử|giơ tay|ủng hộ|chấp thuận|tín nhiệm|thống nhất|có giá trị"
_VOTE_NEAR = re.compile(rf"(?<!\w)(?:{_VOTE})(?!\w)")
_VOTE_BEFORE = re.compile(rf"(?<!\w)(?:{_VOTE}|được quyết định|có hiệu lực|được công nhận|được bầu|công nhận|ban hành)(?!\w)")
_PROPOSAL = re.compile(r"(?<!\w)(?:đề nghị|yêu cầu|đề xuất|kiến nghị|sáng kiến)(?!\w)")
_QUORUM_AFTER = re.compile(r"(?<!\w)(?:có mặt|tham dự|tham gia|dự họp|dự hội nghị|tới dự|đến dự|về dự|dự)(?!\w)")
_QUORUM_BEFORE = re.compile(
    r"(?<!\w)(?:hợp lệ|được tiến hành|được tổ chức|tiến hành khi|tổ chức khi|tham dự|tham gia|có mặt|mời|triệu tập)(?!\w)"
)

_REMAINING = re.compile(r"còn lại(?:\s+\S+){0,4}?\s*$")
_TERM = re.compile(r"nhiệm kỳ(?:\s+\S+){0,9}?\s*$")
_VALIDITY = re.compile(
    r"(?:hiệu lực|có giá trị|giá trị sử dụng|thời hạn sử dụng|có thời hạn)(?:\s+(?!trước|kể|thi hành sau)\S+){0,6}?\s*$"
)
_ENTRY_INTO_FORCE = re.compile(r"có hiệu lực(?:\s+thi hành)?\s+(?:sau|từ|kể từ)\s*$|có hiệu lực(?:\s+thi hành)?\s*$")
_SINCE_FORCE = re.compile(r"\s*(?:,\s*)?kể\s+từ\s+(?:khi|ngày)\s+(?:ký|ban hành|thông qua)")
_BEFORE_AFTER = re.compile(r"\s*(?:làm việc\s+|liên tục\s+)?(?:,\s*)?trước(?!\s+(?:đây|hết|mắt))(?!\w)")
_BEFORE_BEFORE = re.compile(
    r"(?<!\w)(?:trước|báo trước)\s*(?:đó\s*)?(?:(?:khi|ngày|phiên|cuộc|kỳ|hội nghị|thời điểm)[^,.;]{0,40}\s)?"
    r"(?:ít nhất|tối thiểu|chậm nhất|không quá|khoảng)?\s*(?:là\s*)?(?:từ\s*)?$"
)
_CONSECUTIVE = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:làm việc\s+)?liên\s+(?:tục|tiếp)")
_AFTER_LEAD = re.compile(r"(?<!\w)sau\s*(?:thời hạn\s*|thời gian\s*|khoảng\s*)?$")
_PERIOD_OF = re.compile(
    r"(?:thời gian|thời hạn)\s+(?:tổ chức\s+|thực hiện\s+|để\s+)?(?:niêm yết|lấy ý kiến|công khai|đăng tải|đăng|phát|tham vấn|treo|góp ý|thông báo công khai|tham gia ý kiến)"
)
_POST = re.compile(
    r"(?<!\w)(?:niêm yết|đăng tải|đăng|phát thanh|phát trên|phát sóng|truyền thanh|loa|treo|dán|trưng bày|lấy ý kiến|tham vấn|góp ý|tham gia ý kiến|công khai tại|công khai trên|bảng tin|bảng thông báo|trang thông tin)(?!\w)"
)
_SINCE = re.compile(r"\s*(?:,\s*|\()?(?:tính\s+)?(?:kể\s+)?từ\s+(?:khi|ngày|thời điểm|lúc)\s+(?P<what>[^.;,]{0,40})")
_DEADLINE_CUE = re.compile(
    r"(?:trong\s+)?(?:thời hạn|vòng|thời gian|hạn)\s*(?:[^,.;\d]{0,30})?$|(?:không quá|chậm nhất|muộn nhất|tối đa|trong)\s*(?:là\s*)?$"
)
_PERIOD_CUE = re.compile(r"(?<!\w)(?:thời gian|kéo dài|duy trì|liên tục)(?:\s+\S+){0,4}?\s*$")
_NO_NORM_TIME = re.compile(
    r"(?:kế hoạch|giai đoạn|kinh nghiệm|chương trình|chiến lược|tổng kết|sơ kết|kỷ niệm|đủ|tù|tuổi|trên|dưới|hơn|quy hoạch|trung hạn|công tác|số liệu|báo cáo)"
    r"\s*(?:[a-zà-ỹđ]+\s*)?$"
)
_PLAIN_TIME_VERB = re.compile(
    r"(?<!\w)(?:trả lời|giải quyết|gửi|công khai|niêm yết|thông báo|thông tin|báo cáo|công nhận|phát|họp|đối thoại|lấy ý kiến|công bố|xem xét|nộp)(?!\w)"
)
_BODY = re.compile(
    r"(?<!\w)(?:ban|tổ|hội đồng|đoàn|đội|nhóm|ủy ban|số lượng|thành viên|gồm|bao gồm|bầu|cử|cơ cấu|biên chế|phó trưởng ban|đại diện|có|tối đa|từ|do)(?!\w)"
)
_PEOPLE_WORK = re.compile(
    r"(?<!\w)(?:cơ quan|đơn vị|công đoàn|lao động|sử dụng|ban|tổ|hội đồng|thành viên|hội nghị|thanh tra|doanh nghiệp|đại biểu|bầu|gồm|ứng cử)(?!\w)"
)

_ATTEND = r"(?:dự họp|tham dự|có mặt|dự hội nghị|tham gia (?:cuộc )?họp|tham gia hội nghị|tham gia biểu quyết|đến họp|về họp|tham gia|dự)"
_DENOMINATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "hamlets",
            r"(?:tổng\s+)?số\s+(?:các\s+)?(?:thôn|tổ dân phố|làng|ấp|bản|khu phố|khu dân cư)|(?:thôn|tổ dân phố|khu phố)\s*(?:,[^.;]{0,40})?(?:đồng ý|tán thành|nhất trí|trong xã)",
        ),
        (
            "attendees",
            rf"(?:người|đại biểu|thành viên|đại diện(?:\s+\S+){{0,4}}?|hộ(?: gia đình)?|cử tri|cán bộ(?:\s+\S+){{0,6}}?|phiếu|đoàn viên|hội viên|lao động)\s+(?:thực tế\s+|được triệu tập\s+)?(?<!triệu tập ){_ATTEND}(?!\w)|số(?: người| đại biểu)? (?:dự|có mặt|tham dự)(?!\w)|người dự",
        ),
        (
            "voters-or-household-representatives",
            r"cử tri\s+(?:hoặc|và|,)\s*(?:cử tri\s+)?(?:là\s+)?đại diện\s+(?:cho\s+)?(?:các\s+)?hộ",
        ),
        ("household-representatives", r"đại diện\s+(?:cho\s+|của\s+)?(?:các\s+|chủ\s+|số\s+)?hộ|chủ hộ|người đại diện hộ"),
        ("households", r"(?<!\w)(?:số\s+)?(?:các\s+)?hộ(?:\s+(?:gia đình|dân))?(?!\w)"),
        ("voters", r"(?<!\w)cử tri(?!\w)"),
        (
            "staff",
            r"cán bộ|công chức|viên chức|người lao động|lao động|đoàn viên|được triệu tập|triệu tập|nhân viên|giáo viên|công nhân",
        ),
        ("delegates", r"đại biểu"),
        ("members", r"thành viên|ủy viên|hội viên"),
        ("ballots", r"(?:số\s+)?phiếu"),
        ("citizens", r"công dân|người dân|nhân dân|dân số"),
    )
)

_ACTORS: tuple[tuple[str, str], ...] = (
    ("front-hamlet-board", r"(?:trưởng\s+)?ban công tác mặt trận"),
    ("peoples-inspection-board", r"ban (?:thanh tra nhân dân|ttnd)"),
    ("investment-supervision-board", r"ban (?:giám sát đầu tư của cộng đồng|giám sát đầu tư cộng đồng|gsđtcđ)"),
    ("ballot-team", r"tổ (?:phát phiếu|bầu cử|kiểm phiếu)|ban kiểm phiếu"),
    ("commune-chair", r"chủ tịch (?:ủy ban nhân dân|ubnd) (?:các |cấp )?(?:xã|phường|thị trấn|đặc khu)"),
    ("district-chair", r"chủ tịch (?:ủy ban nhân dân|ubnd) (?:các |cấp )?(?:huyện|quận|thị xã)"),
    ("province-chair", r"chủ tịch (?:ủy ban nhân dân|ubnd) (?:cấp )?(?:tỉnh|thành phố)"),
    ("front-commune", r"(?:ban thường trực )?(?:ủy ban )?(?:mặt trận tổ quốc|mttq|ubmttq)(?: việt nam)?"),
    (
        "commune-peoples-committee",
        r"(?:ủy ban nhân dân|ubnd) (?:các |cấp )?(?:xã|phường|thị trấn|đặc khu)|(?<![\wà-ỹ] )xã(?= công khai| niêm yết)",
    ),
    ("commune-peoples-council", r"(?:hội đồng nhân dân|hđnd) (?:các |cấp )?(?:xã|phường|thị trấn|đặc khu)"),
    ("district-peoples-committee", r"(?:ủy ban nhân dân|ubnd) (?:các |cấp )?(?:huyện|quận|thị xã)"),
    ("province-peoples-committee", r"(?:ủy ban nhân dân|ubnd) (?:cấp )?(?:tỉnh|thành phố)"),
    ("commune-government", r"chính quyền (?:địa phương )?(?:các |cấp )?(?:xã|phường)"),
    (
        "hamlet-head",
        r"(?:trưởng (?:các )?(?:thôn|bản|ấp|làng|khu phố|khu dân cư|tiểu khu)|tổ trưởng (?:các )?(?:tổ dân phố|tdp))",
    ),
    ("union", r"(?:ban chấp hành )?công đoàn"),
    ("state-enterprise", r"doanh nghiệp nhà nước|công ty nhà nước"),
    ("agency-head", r"thủ trưởng|người đứng đầu|hiệu trưởng|giám đốc"),
    ("residential-community", r"cộng đồng dân cư|(?<!trưởng )(?<!bí thư )(?:thôn|tổ dân phố)(?= tổ chức| họp| bàn| bầu)"),
    ("citizen", r"công dân|cá nhân"),
    ("household", r"hộ gia đình"),
)
_ACTOR = re.compile("|".join(f"(?P<a{index}>{pattern})" for index, (_, pattern) in enumerate(_ACTORS)))


_OBJECT_LEAD = re.compile(
    r"(?:của|cho|đến|tới|với|về|tại|ở|gửi|báo cáo|đề nghị|trình|bầu|cử|lấy ý kiến|kiến nghị|công nhận|tham mưu|thông báo|phối hợp với|"
    r"trụ sở|niêm yết|được|thành lập|kiện toàn|giúp|yêu cầu|xin ý kiến|trong|số|đại diện)\s*(?:các\s+|một\s+)?$"
)


def find_norms(reading: Reading, covered: tuple[tuple[int, int], ...] = ()) -> tuple[Norm, ...]:
    """Norms of a text, in order. ``covered``: ranges of the view that belong to citations. Spans are of the original text."""
    lower = reading.lower
    quantities = find_quantities(lower, covered)
    out: list[Norm] = []
    for index, quantity in enumerate(quantities):
        floor = quantities[index - 1].end if index else 0
        ceiling = quantities[index + 1].start if index + 1 < len(quantities) else len(lower)
        norm = _norm(reading, quantity, floor, max(ceiling, quantity.end))
        if norm is not None:
            out.append(norm)
    return tuple(out)


def _norm(reading: Reading, quantity: Quantity, floor: int, ceiling: int) -> Norm | None:
    lower = reading.lower
    left, right = _sentence(lower, quantity.start, quantity.end)
    before = lower[max(left, floor) : quantity.start]
    after = lower[quantity.end : min(right, ceiling)]
    decided = _aspect(quantity, before, after, lower[left : quantity.start], lower[quantity.end : right])
    if decided is None:
        return None
    aspect, condition = decided
    operator = quantity.operator
    if condition == "before" and operator is Operator.LE and re.match(r"chậm|muộn", quantity.cue):
        operator = Operator.GE
    elif aspect is Aspect.DEADLINE and operator is Operator.EQ and condition is None and _WITHIN.search(before):
        operator = Operator.LE
    sentence = lower[left:right]
    exception = _EXCEPTION.search(sentence)
    start, end = reading.span(quantity.start, quantity.end)
    return Norm(
        aspect=aspect,
        operator=operator,
        value=quantity.value,
        unit=quantity.unit,
        upper=quantity.upper,
        denominator=_denominator(before, after) if quantity.unit == "share" else None,
        actor=_actor(lower[left : quantity.start], lower[quantity.end : right], aspect in {Aspect.TERM, Aspect.COUNT}),
        condition=condition,
        exception=exception.group().strip() if exception else None,
        start=start,
        end=end,
    )


_WITHIN = re.compile(r"trong\s*(?:vòng|thời hạn|thời gian|hạn)?\s*$")


def _aspect(
    quantity: Quantity, before: str, after: str, sentence_before: str, sentence_after: str
) -> tuple[Aspect, str | None] | None:
    """Aspect and condition code, or None where the words give none."""
    if quantity.unit == "times/year":
        return Aspect.FREQUENCY, None
    if quantity.unit == "share":
        return _share_aspect(before, after)
    if quantity.unit in _TIME:
        return _time_aspect(quantity, before, after, sentence_before, sentence_after)
    return _count_aspect(quantity, before, after, sentence_before)


def _share_aspect(before: str, after: str) -> tuple[Aspect, str | None] | None:
    near, far = after[:150], before[-110:]
    if _VOTE_NEAR.search(near):
        return Aspect.THRESHOLD, None
    if _denominator(before, after) is None:
        return None
    if _QUORUM_BEFORE.search(far) and not _VOTE_NEAR.search(far):
        return Aspect.QUORUM, None
    if _QUORUM_AFTER.search(near) and not _VOTE_BEFORE.search(far) and not _PROPOSAL.search(near):
        return Aspect.QUORUM, None
    if _VOTE_BEFORE.search(far) or _PROPOSAL.search(near) or _PROPOSAL.search(far):
        return Aspect.THRESHOLD, None
    denominator = _denominator("", after[:60])
    return (Aspect.THRESHOLD, None) if denominator in {"household-representatives", "attendees"} else None


def _time_aspect(
    quantity: Quantity, before: str, after: str, sentence_before: str, sentence_after: str
) -> tuple[Aspect, str | None] | None:
    far = before[-120:]
    long_unit = quantity.unit in {"month", "year", "quarter"}
    if _REMAINING.search(before):
        return Aspect.THRESHOLD, "remaining"
    if _TERM.search(before):
        return Aspect.TERM, None
    if _ENTRY_INTO_FORCE.search(before) and (_SINCE_FORCE.match(after) or re.search(r"(?:sau|từ)\s*$", before)):
        return None
    if _VALIDITY.search(before):
        return Aspect.DURATION, "validity"
    if _BEFORE_AFTER.match(after) or _BEFORE_BEFORE.search(_with_cue(before, quantity)):
        return Aspect.DEADLINE, "before"
    if _CONSECUTIVE.match(after) or _CONSECUTIVE.search(quantity.cue):
        return Aspect.DURATION, "consecutive"
    if _AFTER_LEAD.search(before):
        clock = quantity.unit == "hour" and quantity.value < 24 and not _SINCE.match(after)
        return None if clock else (Aspect.DEADLINE, "after")
    if quantity.cue in {"chậm nhất", "muộn nhất", "không chậm hơn", "không muộn hơn"}:
        return Aspect.DEADLINE, None
    if _PERIOD_OF.search(sentence_before[-100:]):
        return Aspect.DURATION, None
    since = _SINCE.match(after)
    posts = bool(_POST.search(far)) or bool(_POST.search(sentence_before[-120:]) and not before.strip(" ,"))
    if since:
        started = bool(_POST.search(since["what"])) or "công khai" in since["what"]
        return (Aspect.DURATION, None) if posts and started else (Aspect.DEADLINE, None)
    if posts and not re.search(r"kể\s+từ|sau khi", far):
        return Aspect.DURATION, None
    if long_unit and quantity.operator in {Operator.GE, Operator.GT, Operator.LT}:
        return None  # "lao động từ 06 tháng trở lên": a condition, not a time limit
    if _DEADLINE_CUE.search(before) or quantity.cue in {"không quá", "tối đa", "không vượt quá", "không được quá"}:
        return None if long_unit and _NO_NORM_TIME.search(before) else (Aspect.DEADLINE, None)
    if _PERIOD_CUE.search(before):
        return Aspect.DURATION, None
    if _NO_NORM_TIME.search(before) or long_unit:
        return None
    return (Aspect.DEADLINE, None) if _PLAIN_TIME_VERB.search(sentence_before + sentence_after[:60]) else None


def _with_cue(before: str, quantity: Quantity) -> str:
    """Text before the quantity with its operator wording, since "trước ít nhất" has the operator between."""
    return before + (quantity.cue if quantity.cue else "")


def _count_aspect(quantity: Quantity, before: str, after: str, sentence_before: str) -> tuple[Aspect, str | None] | None:
    near = sentence_before[-90:]
    if quantity.unit == "household":
        return (Aspect.COUNT, None) if quantity.operator is not Operator.EQ else None
    if quantity.unit == "hamlet":
        return None
    if quantity.value > 1000 or not (_BODY.search(near) and _PEOPLE_WORK.search(near + after[:40])):
        return None
    return Aspect.COUNT, None


def _denominator(before: str, after: str) -> str | None:
    """What a share is a share of: the first match after it, else the last words before it."""
    for text in (
        re.split(r"[,;:](?!\s*(?:tổ dân phố|công chức|viên chức|người|bản|làng|ấp))", after, maxsplit=1)[0][:130],
        before[-60:],
    ):
        hits = [
            (match.start(), order, key) for order, (key, pattern) in enumerate(_DENOMINATORS) if (match := pattern.search(text))
        ]
        if hits:
            keys = {key for _, _, key in hits}
            if "attendees" in keys:
                return "attendees"
            if "hamlets" in keys and not keys & {"household-representatives", "households", "voters"}:
                return "hamlets"
            return min(hits, key=lambda hit: (hit[1] if hit[2] != "hamlets" else 99, hit[0]))[2]
    return None


def _actor(before: str, after: str, of_body: bool) -> str | None:
    """Who acts: the body named last before the quantity that is no object ("báo cáo Ủy ban nhân dân xã"), else after it.

    ``of_body``: a term or a number of members belongs to the body, even as an object ("nhiệm kỳ của Ban …").
    """
    subject: str | None = None
    object_: str | None = None
    for match in _ACTOR.finditer(before):
        key = _ACTORS[int((match.lastgroup or "a0")[1:])][0]
        if _OBJECT_LEAD.search(before, max(0, match.start() - 30), match.start()):
            object_ = key
        else:
            subject = key
    if subject is None:
        for match in _ACTOR.finditer(after):
            if not _OBJECT_LEAD.search(after, max(0, match.start() - 30), match.start()):
                return _ACTORS[int((match.lastgroup or "a0")[1:])][0]
    return subject or (object_ if of_body else None)


def _sentence(lower: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``[start, end)``, within a bounded reach; the full stop of a label ("1. Niêm yết") ends none."""
    left = first = max(0, start - _REACH)
    for match in _SENTENCE_BREAK.finditer(lower, first, start):
        label = match.group() == "." and match.start() <= left + 4 and lower[left : match.start()].strip().isdigit()
        left = left if label else match.end()
    right = _SENTENCE_BREAK.search(lower, end, end + _REACH)
    return left, right.start() if right else min(len(lower), end + _REACH)
