"""`expired-document`: the document's own term has ended, or the instruments on democracy it rests on have all lost effect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from pipeline.checks.judge import LawSide, find
from pipeline.checks.own_term import subject_gone
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Action, CitationRole, Explanation, Finding, InForce, Kind, LawUnit, Provision, Severity, Status

NAME = "expired-document"

# Documents that carry out the law on democracy and lapse with it. Village codes stay valid (Điều 91 khoản 3); a scoring table
# or a dispatch has other bases too.
_DETAILS_DEMOCRACY = re.compile(r"dân chủ|qcdc|thanh tra nhân dân|ttnd|giám sát đầu tư|đối thoại (?:tại|ở) (?:nơi làm|doanh)")
_STAYS = re.compile(r"hương ước|quy ước|tiêu chí|chấm điểm|tờ trình|thông báo")
_ALSO_ON_DEMOCRACY = frozenset({"145/2020/NĐ-CP"})  # its title does not say that it holds the rules on democracy at work
_NOT_RELIED_ON = frozenset(
    {CitationRole.AMENDS, CitationRole.REPEALS, CitationRole.MENTIONED_AS_REPEALED, CitationRole.HISTORY}
)


@check(NAME, Kind.EXPIRED_DOCUMENT, needs=("citations",), severity=Severity.HIGH)
def check_document(reading: Reading) -> Iterable[Finding]:
    """At most one finding: the document lapsed by its own term, or lost its whole basis."""
    if reading.factual:
        return
    if reading.said_to_have_ended is not None:
        yield _by_its_own_words(reading, *reading.said_to_have_ended)
    elif reading.lapsed and reading.own_term is not None:
        yield _by_own_term(reading, *reading.own_term)
    elif subject_gone(reading.document, reading.folded_title, reading.case.as_of):
        yield _without_subject(reading)
    elif not reading.outside_scope:
        yield from _without_basis(reading)


def _by_its_own_words(reading: Reading, provision: Provision, start: int, end: int) -> Finding:
    words = provision.text[start:end].strip()
    return _finding(
        reading,
        (provision, start, end),
        Explanation(
            vi=f"Chính bản văn bản này ghi đã được thay thế, bãi bỏ hoặc hết hiệu lực (“{words}”). Đề nghị đưa vào danh mục văn bản "
            "hết hiệu lực sau khi đối chiếu bản gốc; không cần sửa đổi, bổ sung.",
            en=f"This copy itself says that the document was replaced, repealed or has lost effect (“{words}”). List it as expired "
            "after a look at the original; no amendment needed.",
        ),
        Action.REPEAL,
        0.85,
        LawSide(None),
    )


def _without_subject(reading: Reading) -> Finding:
    return _finding(
        reading,
        (None, 0, len(reading.document.title or "")),
        Explanation(
            vi="Văn bản của cấp huyện quy định về tổ chức, hoạt động của cơ quan cấp huyện; chính quyền địa phương cấp huyện kết thúc "
            "hoạt động từ ngày 01/7/2025 nên đối tượng điều chỉnh không còn. Đề nghị cơ quan tiếp nhận nhiệm vụ bãi bỏ.",
            en="A district's rule on bodies of the district: district authorities ended on 2025-07-01, so its subject no longer "
            "exists. The authority that took over should repeal it.",
        ),
        Action.REPEAL,
        0.75,
        LawSide(LawUnit("72/2025/QH15")),
    )


def _by_own_term(reading: Reading, day: date, provision: Provision | None, start: int, end: int) -> Finding:
    words = (provision.text if provision else reading.document.title or "")[start:end].strip()
    return _finding(
        reading,
        (provision, start, end),
        Explanation(
            vi=f"Văn bản tự xác định thời hạn thực hiện (“{words}”), đã kết thúc ngày {day:%d/%m/%Y}. Đề nghị đưa vào danh mục "
            "văn bản hết hiệu lực, hết thời hạn thực hiện; không cần sửa đổi, bổ sung.",
            en=f"The document set its own term (“{words}”), which ended on {day:%Y-%m-%d}. List it as expired; no amendment "
            "needed.",
        ),
        Action.REPEAL,
        0.9 if provision is not None else 0.85,
        LawSide(None),
    )


def _without_basis(reading: Reading) -> Iterable[Finding]:
    title = f"{fold(reading.document.type or '')} {reading.folded_title}"
    if _STAYS.search(title):
        return
    about_democracy = bool(_DETAILS_DEMOCRACY.search(title))
    expired: list[tuple[str, Provision, int, int]] = []
    others = others_expired = 0
    # A directive has no bases: what it sets out to carry out stands in its first paragraphs.
    sources = reading.document.bases or tuple(reading.judged())[:3] if about_democracy else reading.document.bases
    for provision in sources:
        cited = " ".join(c.resolved or "" for c in reading.annotation(provision).citations)
        about = reading.speaks_of_grassroots(fold(f"{provision.text} {cited}"))
        for citation in reading.annotation(provision).citations:
            number = citation.resolved or citation.number
            if number is None or citation.relative or citation.role in _NOT_RELIED_ON:
                continue
            if number in _ALSO_ON_DEMOCRACY:
                about = True
            found = reading.case.registry.find(number, citation.issued_on)
            standing = reading.case.registry.status(found or number, reading.case.as_of)
            gone = standing.status is InForce.EXPIRED
            if gone and about:
                expired.append((standing.number, provision, citation.start, citation.end))
            elif about:
                return  # a basis on democracy that is in force, or unknown: the document still rests on something
            else:
                others += 1
                others_expired += gone
    if not about_democracy and others_expired < others:
        return
    if not expired:
        return
    listed = ", ".join(dict.fromkeys(number for number, *_ in expired))
    _, provision, start, end = expired[0]
    gist = reading.case.law.gist(LawUnit("10/2022/QH15", "90", "2"))
    yield _finding(
        reading,
        (provision, start, end),
        Explanation(
            vi=f"Các căn cứ về thực hiện dân chủ của văn bản đều đã hết hiệu lực ({listed}). Đề nghị thay thế bằng văn bản "
            "mới theo "
            "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, hoặc bãi bỏ nếu nội dung đã được văn bản cấp trên quy định.",
            en=f"All instruments on grassroots democracy that the document rests on have lost their effect ({listed}). "
            "Replace it "
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
