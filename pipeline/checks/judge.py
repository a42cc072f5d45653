"""Building findings: identity, quotation, law side, cautions. One place, so that every check prints the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.checks.cite import value_span
from pipeline.checks.history import with_history
from pipeline.checks.reading import Reading
from pipeline.checks.wording import Sentence
from pipeline.law.copied import VERSION
from pipeline.law.statute import Law
from pipeline.records import (
    Action,
    Aspect,
    Confidence,
    Explanation,
    Finding,
    Kind,
    LawNorm,
    LawUnit,
    Norm,
    Provision,
    Severity,
    Status,
)

_SURE: Mapping[Confidence, float] = {Confidence.HIGH: 1.0, Confidence.MEDIUM: 0.92, Confidence.LOW: 0.7}


@dataclass(frozen=True, slots=True)
class LawSide:
    """The law's half of a finding: the unit, our gist of it, and where in the gist the contradicted words stand."""

    unit: LawUnit | None
    excerpt: str = ""
    start: int = 0
    end: int = 0
    cautions: tuple[str, ...] = ()
    norm_id: str | None = None
    sureness: float = 1.0


def law_side(norm: LawNorm) -> LawSide:
    start, end = value_span(norm.gist_vi, norm.norm)
    cautions = [norm.caution] if norm.caution else []
    if norm.confidence is not Confidence.HIGH:
        cautions.append("unverified-norm")
    return LawSide(norm.unit, norm.gist_vi, start, end, tuple(cautions), norm.id, _SURE[norm.confidence])


def article_side(law: Law, unit: LawUnit) -> LawSide | None:
    """The law's half where an article speaks and no norm of it does, with the article's caution; None where ``law`` does not
    hold the unit (it was not chosen to be reviewed against, or ended there)."""
    gist, article = law.gist(unit), law.article(unit.article or "", unit.law)
    if not gist or article is None:
        return None
    return LawSide(unit, gist, 0, len(gist), (article.caution,) if article.caution else ())


def finding_id(document: str, path: str, kind: Kind, start: int, end: int, norm_id: str | None) -> str:
    """Sixteen hex digits, the same for the same judgement in every run."""
    parts = "\x1f".join((document, path, kind.value, str(start), str(end), norm_id or ""))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def find(
    reading: Reading,
    provision: Provision | None,
    where: tuple[int, int],
    *,
    check: str,
    kind: Kind,
    status: Status,
    action: Action,
    severity: Severity,
    confidence: float,
    explanation: Explanation,
    aspect: Aspect | None = None,
    law: LawSide | None = None,
    sentence: Sentence | None = None,
    cautions: Iterable[str] = (),
    on_document: bool = False,
    local: Norm | None = None,
) -> Finding:
    """A finding on ``provision`` (None: the document), whose conflicting words are ``provision.text[where[0]:where[1]]``.

    ``on_document``: the judgement is on the whole document and the provision only shows it (its path is "document").
    ``local``: the document's quantity, which may be the value of an earlier instrument.
    """
    side = law or LawSide(None)
    document = reading.document
    start, end = where
    text = provision.text if provision else (document.title or document.symbol or document.path)
    if provision is None:
        quote = text
    else:
        held = sentence or reading.sentence_at(provision, start)
        quote = held.text
    notes = list(dict.fromkeys([*side.cautions, *cautions]))
    excerpt, excerpt_start, excerpt_end = _excerpt(reading.case.law, side)
    at = None if on_document else provision
    path = at.path if at else "document"
    return Finding(
        id=finding_id(document.path, path, kind, start, end, side.norm_id),
        document=document.path,
        path=path,
        label=at.label if at else "toàn văn bản",
        quote=quote,
        text=text,
        start=start,
        end=end,
        span=provision.span if provision else None,
        kind=kind,
        aspect=aspect,
        status=status,
        action=action,
        severity=severity,
        confidence=round(min(confidence * side.sureness, 0.99), 3),
        law=side.unit,
        excerpt=excerpt,
        excerpt_start=excerpt_start,
        excerpt_end=excerpt_end,
        explanation=with_history(explanation, side.norm_id, local, reading.case.registry),
        check=check,
        versions=dict(reading.case.versions),
        cautions=tuple(notes),
        norm_id=side.norm_id,
    )


def _excerpt(law: Law, side: LawSide) -> tuple[str, int, int]:
    """What is quoted of the law: the official words at the unit where the user imported them and they are those of the day,
    else the side's own excerpt; with the range of the contradicted value in it."""
    words = law.wording(side.unit) if side.unit else None
    if words is None:
        return side.excerpt, side.start, side.end
    norm = law.norm(side.norm_id or "")
    start, end = value_span(words, norm.norm) if norm else (0, len(words))
    return words, start, end


def law_version(reading: Reading) -> tuple[str, str]:
    """On which day and in which version of the Law the document was compared, as a sentence in Vietnamese and in English."""
    law = reading.case.law
    day = reading.case.as_of
    if law.version == VERSION:
        return (
            f"Đối chiếu tại ngày {day:%d/%m/%Y} với bản sao {law.number} do người dùng đưa vào.",
            f"Compared as of {day:%Y-%m-%d} with the user's copy of {law.number}.",
        )
    return (
        f"Đối chiếu tại ngày {day:%d/%m/%Y}, bản {law.version} của kho luật.",
        f"Compared as of {day:%Y-%m-%d}, version {law.version} of the corpus.",
    )


def caution_sentences(cautions: Iterable[str]) -> tuple[str, str]:
    """What the reader must know about how far the law side is verified; in Vietnamese and English, "" where nothing."""
    vi, en = [], []
    for code in cautions:
        if code == "needs-97-2025-check":
            vi.append("Điều này có thể đã được Luật số 97/2025/QH15 sửa đổi: cần đối chiếu trước khi kết luận.")
            en.append("Law 97/2025/QH15 may have amended this article: compare before concluding.")
        elif code == "two-tier-reassignment":
            vi.append(
                "Thẩm quyền, chức danh nêu ở điều này đã được phân định lại từ 01/7/2025: cần đối chiếu trước khi kết luận."
            )
            en.append("Competences and posts named in this article were reassigned on 1 July 2025: compare before concluding.")
        elif code == "unverified-norm":
            vi.append("Nội dung chuẩn mực này chưa được kiểm tra lại với văn bản gốc.")
            en.append("This norm has not been verified against the original text.")
    return " ".join(vi), " ".join(en)
