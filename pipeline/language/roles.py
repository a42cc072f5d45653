"""What a document does with an instrument that it mentions: rests on it, refers to it, amends it, repeals it, reports on it.

Precedence, first hit wins:

1. relative references ("Điều này") are ``reference``;
2. the words after the mention: "… hết hiệu lực kể từ ngày Quyết định này có hiệu lực" is ``repeals``, "… đã hết hiệu lực" is
   ``mentions-as-repealed``;
3. the document's own verb before the mention: ``repeals`` ("bãi bỏ", "thay thế") or ``amends`` ("sửa đổi, bổ sung"), whichever
   comes first; a verb in the title of another instrument is not the document's own;
4. a provision of the kind basis, or a sentence that begins with "Căn cứ": ``basis``;
5. a report on a past period: ``history``;
6. reliance in running text ("căn cứ", "theo quy định tại …"): ``basis``;
7. otherwise ``reference``.

Items of a list take the verb from the unit above them ("Bãi bỏ các quyết định sau đây:"): that text is given as ``lead``.
"""

from __future__ import annotations

import re

from pipeline.records import CitationRole, ProvisionKind

_REACH = 1500  # characters; a basis may list a dozen instruments
_SENTENCE_END = re.compile(r"[;.](?=\s|$)|:(?=\s*[“\"])")
_OWN_REPEAL_AFTER = re.compile(
    r"[^.;]{0,220}?(?:chấm dứt hiệu lực|hết hiệu lực|bị bãi bỏ|được thay thế)[^.;]{0,40}?(?:kể từ ngày|từ ngày|khi)[^.;]{0,40}?"
    r"(?:này|\d)|[^.;]{0,220}?chấm dứt hiệu lực\s*$"
)
_EXPIRED_AFTER = re.compile(
    r"(?P<between>[^.;]{0,160}?)(?<!\w)(?:(?:đã|nay|hiện)\s+(?:bị\s+|được\s+)?(?:hết hiệu lực|bãi bỏ|thay thế|hủy bỏ)|"
    r"không còn hiệu lực|hết hiệu lực|được thay thế (?:bởi|bằng)|bị bãi bỏ|bị thay thế)(?!\w)"
)
# "công bố thủ tục hành chính bị bãi bỏ" is the title, not the fate of the instrument.
_TITLE_WORDS = re.compile(r"thủ tục|tthc|danh mục|công bố|quy trình|mới ban hành")
_CONDITIONAL = re.compile(r"(?:khi|trường hợp|nếu|có)\s[^.;]{0,160}(?:sửa đổi|thay thế|bãi bỏ)")
_OWN_VERB = re.compile(
    r"(?<!được )(?<!bị )(?<!đã )(?:"
    r"(?P<repeal>bãi bỏ|hủy bỏ|chấm dứt hiệu lực|hết hiệu lực(?: thi hành)?(?: của)?|thay thế(?!,? (?:các |một số )?(?:cụm )?từ))"
    r"|(?P<amend>sửa đổi|bổ sung|đính chính|(?:thay(?: thế)?|bỏ),? (?:bãi bỏ )?(?:các |một số )?cụm từ|thay thế từ)"
    r")(?!\w)(?P<rest>[^.;]{0,300})$"
)
_STOPS_VERB = re.compile(
    r"căn cứ|theo quy định|theo mẫu|theo phụ lục|theo đúng|quy định tại|thực hiện theo|áp dụng|ban hành kèm theo quyết định này|phù hợp|"
    r"tại thời điểm|trước khi|sau khi|\((?:ban hành )?kèm theo|hồ sơ|thủ tục hành chính|lĩnh vực|được đưa vào"
)
_REPEALS_PROCEDURE = re.compile(r"(?:thủ tục hành chính|tthc|danh mục)[^.;]{0,200}(?:tại|theo|kèm theo)\s*(?:các\s*)?$")
_NUMBER_BEFORE = re.compile(r"\d\s?/\s?(?:\d{4}\s?/\s?)?[a-zđư]{2,}|\d-[a-zđ]{1,4}/")
_PERIOD = re.compile(
    r"(?:giai đoạn|từ năm|trong các năm|từ)\s+(?:từ\s+)?(?:năm\s+)?(?:19|20)\d\d\s*(?:-|đến)\s*(?:năm\s+)?(?P<end>(?:19|20)\d\d)"
)
_PERIOD_DOES = re.compile(r"[^.;()]{0,60}?(?:thực hiện|thi hành|triển khai|áp dụng)[^.;()]{0,60}$")
_HISTORY = re.compile(
    r"(?:trước đây|thời gian qua|những năm qua|thời kỳ)(?:\s+\S+){0,6}?\s*(?:thực hiện|thi hành|áp dụng|theo|tại)(?:\s+\S+){0,3}\s*$|"
    r"(?:\d+|\w+)\s+năm\s+(?:triển khai\s+|tổ chức\s+)*(?:thực hiện|thi hành)(?:\s+\S+){0,4}\s*$|"
    r"(?:tổng kết|kết quả|tình hình)\s+(?:\S+\s+){0,6}?(?:thực hiện|thi hành)(?:\s+\S+){0,4}\s*$|"
    r"đã (?:triển khai |tổ chức )?(?:thực hiện|thi hành)(?:\s+\S+){0,3}\s*$"
)
_RELIES = re.compile(
    r"(?:căn cứ(?: vào)?|chiếu theo|theo(?: đúng)?(?: các)?(?: quy định| nội dung| tinh thần| yêu cầu)?(?: của| tại| trong)?|"
    r"(?:quy định|nêu|hướng dẫn)(?: cụ thể| chi tiết)? (?:của|tại|trong)|thực hiện (?:đúng )?(?:quy định )?(?:của|tại))"
    r"(?:\s+(?:các|các quy định tại))?\s*$"
)
_BASIS_START = re.compile(r"[\s*_\-+]*căn cứ(?!\w)")


def role_of(
    lower: str,
    start: int,
    end: int,
    kind: ProvisionKind | None = None,
    relative: bool = False,
    quoted: bool = False,
    lead: str = "",
    year: int | None = None,
) -> CitationRole:
    """Role of the mention ``[start, end)`` in the folded text ``lower``.

    ``kind`` and ``quoted`` are the provision's; ``lead`` is the folded end of the unit above a list item, "" elsewhere;
    ``year`` is the document's: a period that ends later is a plan, not history.
    """
    if relative:
        return CitationRole.REFERENCE
    sentence_start, sentence_end = _sentence(lower, start, end)
    before, after = lower[sentence_start:start], lower[end:sentence_end]
    basis = kind is ProvisionKind.BASIS or bool(_BASIS_START.match(lower, sentence_start))
    if not basis and not quoted:
        changed = _changed(before, after, lead)
        if changed is not None:
            return changed
    if basis:
        return CitationRole.BASIS
    if _is_history(before, year):
        return CitationRole.HISTORY
    return CitationRole.BASIS if _RELIES.search(before) else CitationRole.REFERENCE


def _changed(before: str, after: str, lead: str) -> CitationRole | None:
    """Role where the text amends or repeals the instrument, or says that it is gone."""
    if _OWN_REPEAL_AFTER.match(after) and not _CONDITIONAL.search(after):
        return CitationRole.REPEALS
    expired = _EXPIRED_AFTER.match(after)
    if expired and not _CONDITIONAL.search(expired.group()) and not _TITLE_WORDS.search(expired["between"]):
        return CitationRole.MENTIONED_AS_REPEALED
    own = _own_verb(before)
    if own is None and lead:
        own = _own_verb(f"{lead} {before}"[-320:])
        if own is None and re.search(r"hết hiệu lực|bị bãi bỏ|bãi bỏ", lead):
            own = CitationRole.REPEALS
    return own


def _own_verb(before: str) -> CitationRole | None:
    """Role from the first amending or repealing verb whose object the mention can be."""
    verb = _OWN_VERB.search(before)
    if verb is None or _NUMBER_BEFORE.search(before, 0, verb.start()):
        return None
    if verb["repeal"]:
        stopped = _STOPS_VERB.search(verb["rest"]) and not _REPEALS_PROCEDURE.search(verb["rest"])
        return None if stopped else CitationRole.REPEALS
    return None if _STOPS_VERB.search(verb["rest"]) else CitationRole.AMENDS


def _is_history(before: str, year: int | None) -> bool:
    if _HISTORY.search(before):
        return True
    period = next(reversed(list(_PERIOD.finditer(before))), None)
    if period is None or not _PERIOD_DOES.fullmatch(before, period.end()):
        return False
    return year is None or int(period["end"]) <= year


def _sentence(lower: str, start: int, end: int) -> tuple[int, int]:
    left = max(0, start - _REACH)
    for match in _SENTENCE_END.finditer(lower, left, start):
        left = match.end()
    right = _SENTENCE_END.search(lower, end, end + _REACH)
    return left, right.start() if right else min(len(lower), end + _REACH)
