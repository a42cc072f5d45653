"""`expired-document`: the document's own term has ended, or the instruments on democracy it rests on have all lost effect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from pipeline.checks.judge import LawSide, find
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Action, Explanation, Finding, InForce, Kind, LawUnit, Provision, Severity, Status

NAME = "expired-document"

_UNTIL = re.compile(
    r"(?:có hiệu lực|được thực hiện|áp dụng|thực hiện)[^.;]{0,60}(?:đến (?:hết )?(?:ngày )?)"
    r"(\d{1,2})\s*(?:/|-|\.| tháng )\s*(\d{1,2})\s*(?:/|-|\.| năm )\s*(\d{4})"
)
_THIS_DOCUMENT = re.compile(r"(?:quyết định|nghị quyết|văn bản|quy chế|quy định|kế hoạch|chương trình|chỉ thị|hướng dẫn) này")
# Documents that carry out the law on democracy and lapse with it. Village codes stay valid (Điều 91 khoản 3); a scoring table
# or a dispatch has other bases too.
_DETAILS_DEMOCRACY = re.compile(r"dân chủ|thanh tra nhân dân|giám sát đầu tư")
_STAYS = re.compile(r"hương ước|quy ước|tiêu chí|chấm điểm")


@check(NAME, Kind.EXPIRED_DOCUMENT, needs=("citations",), severity=Severity.HIGH)
def check_document(reading: Reading) -> Iterable[Finding]:
    """At most one finding: the document lapsed by its own term, or lost its whole basis."""
    if reading.factual:
        return
    stated = stated_end(reading)
    if stated is not None or reading.lapsed:
        yield _by_own_term(reading, stated)
    else:
        yield from _without_basis(reading)


def stated_end(reading: Reading) -> tuple[Provision, int, int, date] | None:
    """Where the document says until when it applies, if that day has passed: provision, start, end, day."""
    for provision in reading.judged():
        folded = fold(provision.text)
        match = _UNTIL.search(folded)
        if match and not provision.quoted and _THIS_DOCUMENT.search(folded):
            try:
                day = date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                continue
            if day < reading.case.as_of:
                return provision, match.start(), match.end(), day
    return None


def _by_own_term(reading: Reading, stated: tuple[Provision, int, int, date] | None) -> Finding:
    title = reading.document.title or ""
    if stated is not None:
        provision, start, end, day = stated
        words = provision.text[start:end]
        where: tuple[Provision | None, int, int] = (provision, start, end)
    else:
        assert reading.own_term is not None
        day, words = reading.own_term
        at = max(fold(title).find(words), 0)
        where = (None, at, at + len(words))
    return _finding(
        reading,
        where,
        Explanation(
            vi=f"Văn bản tự xác định thời hạn thực hiện (“{words}”), đã kết thúc ngày {day:%d/%m/%Y}. Đề nghị đưa vào danh mục "
            "văn bản hết hiệu lực, hết thời hạn thực hiện; không cần sửa đổi, bổ sung.",
            en=f"The document set its own term (“{words}”), which ended on {day:%Y-%m-%d}. List it as expired; no amendment "
            "needed.",
        ),
        Action.REPEAL,
        0.9 if stated else 0.85,
        LawSide(None),
    )


def _without_basis(reading: Reading) -> Iterable[Finding]:
    title = f"{fold(reading.document.type or '')} {reading.folded_title}"
    if not _DETAILS_DEMOCRACY.search(title) or _STAYS.search(title):
        return
    expired: list[tuple[str, Provision, int, int]] = []
    others_expired = 0
    for provision in reading.document.bases:
        about = reading.speaks_of_grassroots(fold(provision.text))
        for citation in reading.annotation(provision).citations:
            number = citation.resolved or citation.number
            if number is None or citation.relative:
                continue
            found = reading.case.registry.find(number, citation.issued_on)
            standing = reading.case.registry.status(found or number, reading.case.as_of)
            if standing.status is InForce.EXPIRED and about:
                expired.append((standing.number, provision, citation.start, citation.end))
            elif standing.status is InForce.EXPIRED:
                others_expired += 1
            elif about:
                return  # a basis on democracy that is in force, or unknown: the document still rests on something
    if not expired:
        return
    listed = ", ".join(dict.fromkeys(number for number, *_ in expired))
    _, provision, start, end = expired[0]
    gist = reading.case.law.gist(LawUnit("10/2022/QH15", "90", "2"))
    yield _finding(
        reading,
        (provision, start, end),
        Explanation(
            vi=f"Các căn cứ về thực hiện dân chủ của văn bản đều đã hết hiệu lực ({listed}). Đề nghị thay thế bằng văn bản mới theo "
            "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, hoặc bãi bỏ nếu nội dung đã được văn bản cấp trên quy định.",
            en=f"All instruments on grassroots democracy that the document rests on have lost their effect ({listed}). Replace it "
            "under Law 10/2022/QH15, or repeal it if higher instruments now regulate the matter.",
        ),
        Action.REPLACE,
        0.9 if len(expired) + others_expired > 1 else 0.8,
        LawSide(LawUnit("10/2022/QH15", "90", "2"), gist, 0, len(gist)),
    )


def _finding(
    reading: Reading,
    where: tuple[Provision | None, int, int],
    explanation: Explanation,
    action: Action,
    confidence: float,
    law: LawSide,
) -> Finding:
    provision, start, end = where
    sentence: Sentence | None = None
    if provision is not None and action is Action.REPLACE:
        sentence = Sentence(start, end, provision.text[start:end], fold(provision.text[start:end]))
    return find(
        reading,
        provision,
        (start, end),
        on_document=True,
        check=NAME,
        kind=Kind.EXPIRED_DOCUMENT,
        status=Status.OUTDATED,
        action=action,
        severity=Severity.HIGH if action is Action.REPLACE else Severity.MEDIUM,
        confidence=confidence,
        explanation=explanation,
        law=law,
        sentence=sentence,
    )
