"""Findings from breaches by wording: who may act, in which form, who is left out, what is demanded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.checks.breaches import Breach, breaches
from pipeline.checks.cite import place_en, place_vi
from pipeline.checks.judge import LawSide, article_side, caution_sentences, find, law_side, law_version
from pipeline.checks.reading import RELEVANCE, Reading
from pipeline.records import Action, Aspect, Explanation, Finding, Kind, LawNorm, LawUnit, Severity, Status

_STATUS: Mapping[Kind, Status] = {
    Kind.CONFLICTING_NORM: Status.CONTRADICTED,
    Kind.NARROWED_RIGHT: Status.NARROWED,
    Kind.ADDED_BURDEN: Status.CONTRADICTED,
    Kind.EXCEEDS_AUTHORITY: Status.CONTRADICTED,
}
# What the finding says of the quoted words, in Vietnamese and English; the law's place and gist stand before it.
_JUDGEMENT: Mapping[Kind, tuple[str, str]] = {
    Kind.CONFLICTING_NORM: (
        "Quy định của văn bản trái với nội dung này. Đề nghị sửa đổi, bổ sung cho phù hợp.",
        "The document is contrary to it. Amend.",
    ),
    Kind.NARROWED_RIGHT: (
        "Quy định của văn bản thu hẹp quyền hoặc bỏ bớt nội dung mà Luật bảo đảm. Đề nghị bãi bỏ phần hạn chế này.",
        "The document narrows a right or leaves out what the Law guarantees. Remove the restriction.",
    ),
    Kind.ADDED_BURDEN: (
        "Văn bản đặt thêm khoản thu, điều kiện hoặc bước thực hiện mà Luật không quy định. Đề nghị bãi bỏ.",
        "The document adds a payment, condition or step that the Law does not know. Remove it.",
    ),
    Kind.EXCEEDS_AUTHORITY: (
        "Nội dung này vượt thẩm quyền của chủ thể ban hành. Đề nghị bãi bỏ, chuyển cơ quan có thẩm quyền xử lý theo pháp luật.",
        "The issuer may not regulate this. Remove it and leave the matter to the competent authority.",
    ),
}


# Aspect of a breach that no named rule explains.
_ASPECT: Mapping[Kind, Aspect | None] = {
    Kind.NARROWED_RIGHT: Aspect.SCOPE,
    Kind.ADDED_BURDEN: Aspect.PROCEDURE,
    Kind.EXCEEDS_AUTHORITY: Aspect.AUTHORITY,
}
_READER = 0.95  # factor on a probability of the learned reader alone


def breach_findings(reading: Reading, check: str, kind: Kind) -> Iterable[Finding]:
    """Findings of ``kind`` by wording, at most one a sentence and one a rule and provision."""
    said: set[tuple[str, str]] = set()
    for breach in breaches(reading):
        if breach.kind is not kind:
            continue
        if breach.named is not None and breach.named.own:
            key = (breach.provision.path, breach.named.rule)
            if key in said:
                continue
            said.add(key)
        finding = _finding(reading, breach, check)
        if finding is not None:
            yield finding


def _finding(reading: Reading, breach: Breach, check: str) -> Finding | None:
    named = breach.named
    side = _side(reading, named.broken if named else breach.broken)
    if side is None or side.unit is None:
        return None
    provision, sentence = breach.provision, breach.sentence
    start, end = named.where if named else (sentence.start, sentence.end)
    sureness = named.certainty if named else breach.probability * _READER
    local = provision.text[start:end].strip()
    judged_vi, judged_en = _JUDGEMENT[breach.kind]
    note_vi, note_en = caution_sentences(side.cautions)
    dated_vi, dated_en = law_version(reading)
    norm = reading.case.law.norm(side.norm_id) if side.norm_id else None
    gist_vi = f": {side.excerpt.rstrip('.')}" if side.excerpt else ""
    gist_en = f": {norm.gist_en.rstrip('.')}" if norm else ""
    return find(
        reading,
        provision,
        (start, end),
        check=check,
        kind=breach.kind,
        aspect=named.aspect if named else norm.norm.aspect if norm else _ASPECT.get(breach.kind),
        status=_STATUS[breach.kind],
        action=Action.AMEND,
        severity=Severity.HIGH,
        confidence=0.95 * sureness * RELEVANCE.get(reading.relevance, 0.95),
        explanation=Explanation(
            vi=f"Văn bản quy định “{local}”; theo {place_vi(side.unit)}{gist_vi}. {judged_vi} {dated_vi} {note_vi}".strip(),
            en=f"The document says “{local}”; under {place_en(side.unit)}{gist_en}. {judged_en} {dated_en} {note_en}".strip(),
        ),
        law=side,
        sentence=sentence,
    )


def _side(reading: Reading, broken: LawUnit | LawNorm | None) -> LawSide | None:
    if broken is None:
        return None
    if isinstance(broken, LawNorm):
        return law_side(broken)
    return article_side(reading.case.law, broken)
