"""`expired-document`: the document's own term has ended, or every basis that can be checked has lost its effect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from pipeline.checks.judge import LawSide, find
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.records import Action, Explanation, Finding, InForce, Kind, LawUnit, Severity, Status

NAME = "expired-document"

_UNTIL = re.compile(
    r"(?:có hiệu lực|được thực hiện|áp dụng|thực hiện)[^.;]{0,60}(?:đến (?:hết )?(?:ngày )?)"
    r"(\d{1,2})\s*(?:/|-|\.| tháng )\s*(\d{1,2})\s*(?:/|-|\.| năm )\s*(\d{4})"
)


@check(NAME, Kind.EXPIRED_DOCUMENT, needs=("citations",), severity=Severity.HIGH)
def check_document(reading: Reading) -> Iterable[Finding]:
    """At most one finding: the document lapsed by its own term, or lost its whole basis."""
    if reading.factual:
        return
    term = _own_term(reading)
    if term is not None:
        day, words = term
        yield _finding(
            reading,
            Explanation(
                vi=f"Văn bản tự xác định thời hạn thực hiện (“{words}”), đã kết thúc ngày {day:%d/%m/%Y}. Đề nghị đưa vào "
                "danh mục văn bản "
                "hết hiệu lực, hết thời hạn thực hiện; không cần sửa đổi, bổ sung.",
                en=f"The document set its own term (“{words}”), which ended on {day:%Y-%m-%d}. List it as expired; no "
                "amendment needed.",
            ),
            Action.REPEAL,
            0.9,
            LawSide(None),
        )
        return
    yield from _without_basis(reading)


def _own_term(reading: Reading) -> tuple[date, str] | None:
    if reading.lapsed and reading.own_term is not None:
        return reading.own_term
    for provision in reading.judged():
        match = _UNTIL.search(fold(provision.text))
        if match and not provision.quoted:
            try:
                day = date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                continue
            if day < reading.case.as_of and re.search(
                r"(?:quyết định|nghị quyết|văn bản|quy (?:chế|định)|kế hoạch) này", fold(provision.text)
            ):
                return day, provision.text[match.start() : match.end()]
    return None


def _without_basis(reading: Reading) -> Iterable[Finding]:
    expired: list[str] = []
    alive = unknown = 0
    about = False
    for provision in reading.document.bases:
        for citation in reading.annotation(provision).citations:
            number = citation.resolved or citation.number
            if number is None or citation.relative:
                continue
            found = reading.case.registry.find(number, citation.issued_on)
            standing = reading.case.registry.status(found or number, reading.case.as_of)
            if standing.status is InForce.EXPIRED:
                expired.append(standing.number)
                about = about or reading.speaks_of_grassroots(fold(provision.text))
            elif standing.status is InForce.UNKNOWN:
                unknown += 1
            else:
                alive += 1
    if not expired or alive or unknown > len(expired) or not (about or reading.relevance == "core"):
        return
    listed = ", ".join(dict.fromkeys(expired))
    confidence = 0.9 if not unknown else 0.75
    if len(set(expired)) == 1:
        confidence -= 0.1
    yield _finding(
        reading,
        Explanation(
            vi=f"Toàn bộ căn cứ ban hành tra cứu được của văn bản đã hết hiệu lực ({listed}). Đề nghị thay thế bằng văn bản "
            "mới theo "
            "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15 hoặc bãi bỏ nếu nội dung đã được văn bản cấp trên quy định.",
            en=f"Every basis of the document that could be looked up has lost its effect ({listed}). Replace it under Law "
            "10/2022/QH15, or "
            "repeal it if higher instruments now regulate the matter.",
        ),
        Action.REPLACE,
        confidence,
        LawSide(LawUnit("10/2022/QH15", "90", "2"), _gist(reading), 0, len(_gist(reading))),
    )


def _gist(reading: Reading) -> str:
    return reading.case.law.gist(LawUnit("10/2022/QH15", "90", "2"))


def _finding(reading: Reading, explanation: Explanation, action: Action, confidence: float, law: LawSide) -> Finding:
    title = reading.document.title or ""
    return find(
        reading,
        None,
        (0, len(title)),
        check=NAME,
        kind=Kind.EXPIRED_DOCUMENT,
        status=Status.OUTDATED,
        action=action,
        severity=Severity.HIGH if action is Action.REPLACE else Severity.MEDIUM,
        confidence=confidence,
        explanation=explanation,
        law=law,
    )
