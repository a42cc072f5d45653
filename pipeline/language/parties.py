"""Who a norm binds and what a share is a share of: actors and denominators as keys, from the words around a quantity.

Keys are those of the corpus of the Law where it has them ("commune-peoples-committee", "household-representatives").
"""

from __future__ import annotations

import re

from pipeline.records import Aspect

_ATTENDS = r"(?:dự họp|tham dự|có mặt|dự hội nghị|tham gia (?:cuộc )?họp|tham gia hội nghị|tham gia biểu quyết|đến họp|về họp|tham gia|dự)"
_PEOPLE = (
    r"(?:người|đại biểu|thành viên|đại diện(?:\s+\S+){0,4}?|hộ(?: gia đình)?|cử tri|cán bộ(?:\s+\S+){0,6}?|phiếu|đoàn viên|hội viên|"
    r"lao động)"
)
_HAMLETS = r"(?:thôn|tổ dân phố|làng|ấp|khu phố|khu dân cư)"
# In this order: where several fit, the more telling one is meant ("cử tri đại diện hộ" are households, not voters).
_DENOMINATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "hamlets",
            rf"(?:tổng\s+)?số\s+(?:các\s+)?{_HAMLETS}|{_HAMLETS}\s*(?:,[^.;]{{0,40}})?(?:đồng ý|tán thành|nhất trí|trong xã)",
        ),
        (
            "attendees",
            rf"{_PEOPLE}\s+(?:thực tế\s+)?{_ATTENDS}(?!\w)|số(?: người| đại biểu)? (?:dự|có mặt|tham dự)(?!\w)|người dự",
        ),
        (
            "voters-or-household-representatives",
            r"cử tri\s+(?:hoặc|và|,)\s*(?:cử tri\s+)?(?:là\s+)?đại diện\s+(?:cho\s+)?(?:các\s+)?hộ",
        ),
        ("household-representatives", r"đại diện\s+(?:cho\s+|của\s+)?(?:các\s+|chủ\s+|số\s+)?hộ|chủ hộ|người đại diện hộ"),
        ("households", r"(?<!\w)(?:số\s+)?(?:các\s+)?hộ(?:\s+(?:gia đình|dân))?(?!\w)"),
        ("voters", r"(?<!\w)cử tri(?!\w)"),
        ("staff", r"cán bộ|công chức|viên chức|lao động|đoàn viên|triệu tập|nhân viên|giáo viên|công nhân"),
        ("delegates", r"đại biểu"),
        ("members", r"thành viên|ủy viên|hội viên"),
        ("ballots", r"(?:số\s+)?phiếu"),
        ("citizens", r"công dân|người dân|nhân dân|dân số"),
    )
)
# A list goes on after a comma ("cán bộ, công chức"), a new clause does not.
_CLAUSE_END = re.compile(r"[,;:](?!\s*(?:tổ dân phố|công chức|viên chức|người|bản|làng|ấp))")

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
    ("citizen", r"công dân"),
    ("household", r"hộ gia đình"),
)
_ACTOR = re.compile("|".join(f"(?P<a{index}>{pattern})" for index, (_, pattern) in enumerate(_ACTORS)))


_OBJECT_LEAD = re.compile(
    r"(?:của|cho|đến|tới|với|về|tại|ở|gửi|báo cáo|đề nghị|trình|bầu|cử|lấy ý kiến|kiến nghị|công nhận|tham mưu|thông báo|"
    r"phối hợp(?: với| cùng)?|"
    r"trụ sở|niêm yết|được|thành lập|kiện toàn|giúp|yêu cầu|xin ý kiến|trong|số|đại diện)\s*(?:các\s+|một\s+)?$"
)


def denominator_of(before: str, after: str, aspect: Aspect | None = None) -> str | None:
    """What a share is a share of: the first match after it, else the last words before it."""
    for text in (_CLAUSE_END.split(after, maxsplit=1)[0][:130], before[-60:]):
        hits = [
            (match.start(), order, key) for order, (key, pattern) in enumerate(_DENOMINATORS) if (match := pattern.search(text))
        ]
        if hits:
            if aspect is Aspect.QUORUM:  # who must attend is measured against all, never against those who attend
                hits = [hit for hit in hits if hit[2] != "attendees"] or hits
            keys = {key for _, _, key in hits}
            if "attendees" in keys:
                return "attendees"
            if "hamlets" in keys and not keys & {"household-representatives", "households", "voters"}:
                return "hamlets"
            return min(hits, key=lambda hit: (hit[1] if hit[2] != "hamlets" else 99, hit[0]))[2]
    return None


def actor_of(before: str, after: str, of_body: bool) -> str | None:
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
