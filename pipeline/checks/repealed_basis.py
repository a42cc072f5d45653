"""`repealed-basis`: bases and reliance in the body on instruments that are no longer in force on the review date."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.checks.judge import LawSide, find
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.law.registry import Standing
from pipeline.records import (
    Action,
    Citation,
    CitationRole,
    Confidence,
    Explanation,
    Finding,
    InForce,
    Kind,
    LawUnit,
    Provision,
    ProvisionKind,
    Severity,
    Status,
)

NAME = "repealed-basis"

_RELIED_ON = {CitationRole.BASIS, CitationRole.REFERENCE}
_SURE = {Confidence.HIGH: 0.97, Confidence.MEDIUM: 0.88, Confidence.LOW: 0.55}
# The sentence says itself that the instrument is gone, or is the one that ends it. The citation's role says so too where the
# wording is plain; these also catch it across a list ("thay thế Quyết định A và Quyết định B").
_ENDS_IT = re.compile(r"(?:bãi bỏ|thay thế(?: cho)?|hủy bỏ|không (?:còn )?áp dụng|đã thực hiện)[^.;]{0,160}$")
_IN_THE_DAYS_OF = re.compile(r"(?:từ|dưới|thuộc) (?:thời|thời kỳ|giai đoạn)\s*$")
_SAYS_ENDED = re.compile(
    r"^[^.;]{0,120}(?:(?:đã |sẽ |đang )?hết hiệu lực|(?:được|bị) (?:thay thế|bãi bỏ|hủy bỏ)|không còn (?:hiệu lực|phù hợp))"
)
_AMENDS_IT = re.compile(r"sửa đổi(?:, bổ sung)? (?:một số điều )?(?:của )?(?:các luật|luật[^;]{0,80} và )?\s*$")
# The two instruments that Điều 90 khoản 2 of the Law ends by name.
_ENDED_BY_LAW = frozenset({"34/2007/PL-UBTVQH11", "55/1998/NQ-UBTVQH10"})


@check(NAME, Kind.REPEALED_BASIS, needs=("citations",), severity=Severity.HIGH)
def check_bases(reading: Reading) -> Iterable[Finding]:
    """Each expired instrument that a basis or a provision rests on."""
    if reading.lapsed:
        return
    for provision in reading.document.provisions:
        if provision.kind is ProvisionKind.FOOTNOTE:
            continue
        expired = [(c, s) for c in reading.annotation(provision).citations if (s := _expired(reading, provision, c))]
        amending = {n for _, s in expired if (i := reading.case.registry.find(s.number)) for n in i.amended_by}
        seen: set[str] = set()
        for citation, standing in expired:
            if standing.number in seen or standing.number in amending:
                continue  # "Luật A đã được sửa đổi theo Luật B" is one basis
            seen.add(standing.number)
            yield _finding(reading, provision, citation, standing)


def _expired(reading: Reading, provision: Provision, citation: Citation) -> Standing | None:
    if citation.role not in _RELIED_ON or citation.relative or _names_what_is_in_force(citation):
        return None
    if re.search(r"trước (?:khi|ngày|thời điểm)\s*$", fold(provision.text[: citation.start])):
        return None  # "đưa vào sử dụng trước khi Luật A có hiệu lực" dates a fact
    if _AMENDS_IT.search(fold(provision.text[: citation.start])):
        return None  # "Luật sửa đổi, bổ sung một số điều của Luật A": the amending law is cited, not A
    number = citation.resolved or citation.number
    if number is None:
        return None
    found = reading.case.registry.find(number, citation.issued_on)
    standing = reading.case.registry.status(found or number, reading.case.as_of)
    lapsed_chain = standing.status is InForce.UNKNOWN and standing.caution == "parent-expired"
    if standing.status is not InForce.EXPIRED and not lapsed_chain:
        return None
    if provision.kind is ProvisionKind.BASIS:
        return standing
    if reading.factual or _speaks_of_the_past(reading, provision, citation):
        return None
    return standing


def _names_what_is_in_force(citation: Citation) -> bool:
    """A law by name alone ("theo Luật Ngân sách nhà nước") means the one in force, whichever that is."""
    kind = (citation.type or "").lower()
    dated = re.search(r"\d+/|(?:19|20)\d{2}", citation.text)
    return not dated and kind in {"luật", "bộ luật", ""}


def _speaks_of_the_past(reading: Reading, provision: Provision, citation: Citation) -> bool:
    sentence = reading.sentence_at(provision, citation.start)
    start, end = citation.start - sentence.start, citation.end - sentence.start
    if _IN_THE_DAYS_OF.search(sentence.folded[:start]):
        return True
    return bool(_ENDS_IT.search(sentence.folded[:start]) or _SAYS_ENDED.search(sentence.folded[end:]) or is_past_fact(sentence))


def _finding(reading: Reading, provision: Provision, citation: Citation, standing: Standing) -> Finding:
    basis = provision.kind is ProvisionKind.BASIS
    confidence = _SURE[standing.confidence] * (1.0 if basis else 0.92)
    chain = standing.status is not InForce.EXPIRED
    if chain:
        confidence = 0.55
    if reading.factual:
        confidence *= 0.8
    cautions = [standing.caution] if standing.caution else []
    return find(
        reading,
        provision,
        (citation.start, citation.end),
        check=NAME,
        kind=Kind.REPEALED_BASIS,
        status=Status.OUTDATED,
        action=Action.REPLACE if basis else Action.AMEND,
        severity=Severity.MEDIUM if chain else Severity.HIGH,
        confidence=confidence,
        explanation=_explain(reading, standing, basis, chain),
        law=_law_side(reading, standing),
        cautions=cautions,
        sentence=None if not basis else reading.sentence_at(provision, citation.start),
    )


def _law_side(reading: Reading, standing: Standing) -> LawSide:
    excerpt = standing.note_vi
    match = re.search(r"hết hiệu lực[^.;]*", fold(excerpt))
    start, end = match.span() if match else (0, len(excerpt))
    if standing.number in _ENDED_BY_LAW:
        unit = LawUnit("10/2022/QH15", "90", "2")
    else:
        first, alive = successors(reading, standing)
        unit = LawUnit(next(iter([*alive, *first, standing.number])))
    return LawSide(unit, excerpt, start, end)


def successors(reading: Reading, standing: Standing) -> tuple[list[str], list[str]]:
    """What replaced the instrument at once, and what is in force today at the end of that chain (may be empty)."""
    alive: list[str] = []
    waiting, seen = list(standing.replaced_by), set[str]()
    while waiting:
        number = waiting.pop(0)
        if number in seen:
            continue
        seen.add(number)
        now = reading.case.registry.status(number, reading.case.as_of)
        if now.status in (InForce.IN_FORCE, InForce.PARTLY):
            alive.append(number)
        else:
            waiting += now.replaced_by
    return list(standing.replaced_by), alive


def _successor_sentences(reading: Reading, standing: Standing) -> tuple[str, str]:
    first, alive = successors(reading, standing)
    if not first:
        return "", ""
    if alive and alive != first:
        return (
            f" Được thay thế bởi {', '.join(first)}; văn bản đang có hiệu lực: {', '.join(alive)}.",
            f" Replaced by {', '.join(first)}; in force today: {', '.join(alive)}.",
        )
    if alive:
        return f" Văn bản đang có hiệu lực: {', '.join(alive)}.", f" In force today: {', '.join(alive)}."
    return (
        f" Được thay thế bởi {', '.join(first)}; cần tra cứu văn bản đang có hiệu lực.",
        f" Replaced by {', '.join(first)}; look up what is in force today.",
    )


def _rest_of(note: str) -> str:
    """The registry's note without its first sentence where that only repeats the dates."""
    return re.sub(r"^(?:Hết hiệu lực|No longer in force)[^.]*\.\s*", "", note)


def _explain(reading: Reading, standing: Standing, basis: bool, chain: bool) -> Explanation:
    what_vi = "Căn cứ ban hành là văn bản" if basis else "Nội dung dẫn chiếu văn bản"
    what_en = "The legal basis" if basis else "The provision relies on"
    which = "" if basis else ", which"
    since_vi = f" từ ngày {standing.since:%d/%m/%Y}" if standing.since else ""
    since_en = f" since {standing.since:%Y-%m-%d}" if standing.since else ""
    by_vi, by_en = _successor_sentences(reading, standing)
    note_vi, note_en = _rest_of(standing.note_vi), _rest_of(standing.note_en)
    if chain:
        return Explanation(
            vi=f"{what_vi} số {standing.number}, quy định chi tiết hoặc dựa trên văn bản đã hết hiệu lực; chưa có dữ liệu về "
            "việc bãi bỏ "
            f"trực tiếp. Cần tra cứu hiệu lực trước khi kết luận.{by_vi} {note_vi}".strip(),
            en=f"{what_en} {standing.number}{which} details an instrument no longer in force; no express repeal is on record. "
            "Check its "
            f"status before concluding.{by_en} {note_en}".strip(),
        )
    if standing.caution == "no-express-repeal":
        return Explanation(
            vi=f"{what_vi} số {standing.number}, nay đã lỗi thời: không có văn bản bãi bỏ trực tiếp, nhưng cơ sở pháp lý của "
            "văn bản này "
            f"đã hết hiệu lực{since_vi} và nội dung đã được quy định ở văn bản mới.{by_vi} Đề nghị thay căn cứ, dẫn chiếu; đối "
            f"chiếu cơ sở dữ liệu quốc gia về pháp luật trước khi ký. {note_vi}".strip(),
            en=f"{what_en} {standing.number}{which} is out of date: no instrument repeals it by name, but its own basis lapsed"
            f"{since_en} and its matter is now regulated elsewhere.{by_en} Replace it after checking the national database. "
            f"{note_en}".strip(),
        )
    return Explanation(
        vi=f"{what_vi} số {standing.number}, đã hết hiệu lực{since_vi}.{by_vi} Đề nghị thay bằng văn bản đang có hiệu lực. "
        f"{note_vi}".strip(),
        en=f"{what_en} {standing.number}{which} has not been in force{since_en}.{by_en} Replace it. {note_en}".strip(),
    )
