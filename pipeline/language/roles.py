"""What a document does with an instrument that it mentions: rests on it, refers to it, amends it, repeals it, reports on it.

Precedence, first hit wins: relative references are ``reference`` · the words after the mention say that it has expired or was
replaced (``mentions-as-repealed``; ``repeals`` where this document does it) · the document's own verb before the mention
(``repeals``, ``amends``) · an introductory basis (``basis``) · a report on a past period (``history``) · reliance in running text
("căn cứ", "theo quy định tại …": ``basis``) · otherwise ``reference``.
"""

from __future__ import annotations

import re

from pipeline.records import CitationRole, ProvisionKind

_SENTENCE_END = re.compile(r"[;.](?=\s|$)|:(?=\s*[“\"])")
_OWN_REPEAL_AFTER = re.compile(
    r"[^.;]{0,220}?(?:chấm dứt hiệu lực|hết hiệu lực|bị bãi bỏ|được thay thế)[^.;]{0,40}?(?:kể từ ngày|từ ngày|khi)[^.;]{0,40}?"
    r"(?:này|\d)"
)
_EXPIRED_AFTER = re.compile(
    r"(?:[^.;]{0,200}?\s)?(?:(?:đã|nay|hiện)\s+(?:bị\s+|được\s+)?(?:hết hiệu lực|bãi bỏ|thay thế|hủy bỏ)|không còn hiệu lực|hết hiệu lực|"
    r"được thay thế (?:bởi|bằng)|bị bãi bỏ|bị thay thế)(?!\w)"
)
_CONDITIONAL = re.compile(r"(?:khi|trường hợp|nếu|có)\s[^.;]{0,160}(?:sửa đổi|thay thế|bãi bỏ)")
_REPEAL = re.compile(
    r"(?<!được )(?<!bị )(?<!đã )(?:bãi bỏ|hủy bỏ|chấm dứt hiệu lực|hết hiệu lực(?: thi hành)?(?: của)?|thay thế(?! cụm từ)(?! từ))"
    r"(?P<rest>[^.;]{0,260})$"
)
_AMEND = re.compile(
    r"(?<!được )(?<!bị )(?<!đã )(?:sửa đổi|bổ sung|đính chính|thay (?:thế )?(?:các )?cụm từ|bỏ (?:các )?cụm từ|thay thế từ)(?P<rest>[^.;]{0,260})$"
)
_STOPS_VERB = re.compile(r"căn cứ|theo quy định|quy định tại|thực hiện theo|áp dụng|ban hành kèm theo quyết định này|phù hợp|tại thời điểm")
_HISTORY = re.compile(
    r"giai đoạn\s+(?:từ\s+)?(?:năm\s+)?(?:19|20)\d\d\s*(?:-|đến)|(?:từ|trong)\s+(?:năm\s+)?(?:19|20)\d\d\s*(?:-|đến)|"
    r"trước đây|thời gian qua|\d+\s+năm\s+(?:triển khai\s+)?(?:tổ chức\s+)?thực hiện|(?:tổng kết|sơ kết)(?!\w)[^.;]{0,40}thực hiện|"
    r"kết quả\s+(?:\d+ năm\s+)?(?:triển khai\s+)?(?:thực hiện|thi hành)|qua\s+\w+\s+năm|trong những năm qua|đã thực hiện"
)
_RELIES = re.compile(
    r"(?:căn cứ(?: vào)?|chiếu theo|theo(?: đúng)?(?: các)?(?: quy định| nội dung| tinh thần| yêu cầu)?(?: của| tại| trong)?|"
    r"(?:quy định|nêu|hướng dẫn)(?: cụ thể| chi tiết)? (?:của|tại|trong)|thực hiện (?:đúng )?(?:quy định )?(?:của|tại))(?:\s+(?:các|các quy định tại))?\s*$"
)
_BASIS_START = re.compile(r"[\s*_\-+]*căn cứ(?!\w)")


def role_of(lower: str, start: int, end: int, kind: ProvisionKind | None, relative: bool, quoted: bool = False) -> CitationRole:
    """Role of the mention ``[start, end)`` in the folded text ``lower`` of a provision of the given kind."""
    if relative:
        return CitationRole.REFERENCE
    sentence_start, sentence_end = _sentence(lower, start, end)
    before, after = lower[sentence_start:start], lower[end:sentence_end]
    basis = kind is ProvisionKind.BASIS or bool(_BASIS_START.match(lower, sentence_start))
    if not basis and not quoted:
        if _OWN_REPEAL_AFTER.match(after) and not _CONDITIONAL.search(after):
            return CitationRole.REPEALS
        if (expired := _EXPIRED_AFTER.match(after)) and not _CONDITIONAL.search(expired.group()):
            return CitationRole.MENTIONED_AS_REPEALED
        verb = _own_verb(before)
        if verb is not None:
            return verb
    if basis:
        return CitationRole.BASIS
    if _HISTORY.search(before) or _HISTORY.match(after.lstrip(" ,(")):
        return CitationRole.HISTORY
    return CitationRole.BASIS if _RELIES.search(before) else CitationRole.REFERENCE


def _own_verb(before: str) -> CitationRole | None:
    """The nearest repealing or amending verb before the mention whose object the mention can be."""
    amend, repeal = _AMEND.search(before), _REPEAL.search(before)
    if repeal and not _STOPS_VERB.search(repeal["rest"]) and not re.search(r"(?:sửa đổi|bổ sung),?\s*$", before[: repeal.start()]):
        return CitationRole.REPEALS
    if amend and not _STOPS_VERB.search(amend["rest"]):
        return CitationRole.AMENDS
    return None


def _sentence(lower: str, start: int, end: int) -> tuple[int, int]:
    left = 0
    for match in _SENTENCE_END.finditer(lower, 0, start):
        left = match.end()
    right = _SENTENCE_END.search(lower, end)
    return left, right.start() if right else len(lower)
