"""Wordings that contradict the Law, by the rules of ``corpus/law/recognition/``: shared by the checks that look for "
"them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.checks.cite import place_en, place_vi
from pipeline.checks.judge import LawSide, article_side, caution_sentences, find, law_side, law_version
from pipeline.checks.reading import RELEVANCE, Reading, is_past_fact
from pipeline.checks.recognise import WordingRule, load_recognition
from pipeline.checks.restrict import Restricted, is_protected, restrictions
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Action, Aspect, Explanation, Finding, Kind, Provision, Severity, Status

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


def wording_findings(reading: Reading, check: str, kind: Kind) -> Iterable[Finding]:
    """Findings of ``kind`` by the wording rules, at most one a rule and provision."""
    if reading.outside_scope or reading.factual or reading.lapsed:
        return
    fitting = (rule for rule in load_recognition().wordings if rule.kind is kind and _fits(reading, rule))
    rules = [(rule, side) for rule in fitting if (side := _side(reading, rule)) is not None]
    for provision in reading.judged():
        said: set[str] = set()
        for sentence in reading.sentences(provision):
            if is_past_fact(sentence):
                continue
            for rule, side in rules:
                where = contradiction(reading, provision, sentence, rule) if rule.id not in said else None
                if where is not None:
                    said.add(rule.id)
                    yield _finding(reading, provision, sentence, rule, side, where, check)


def restriction_findings(reading: Reading, check: str, kind: Kind) -> Iterable[Finding]:
    """Findings of ``kind`` by a named wording, and by the parts of a restriction where no named wording fits the sentence."""
    named = tuple(wording_findings(reading, check, kind))
    yield from named
    if not restrictions(reading):
        return
    said = _named_sentences(reading)
    for found in restrictions(reading):
        side = article_side(reading.case.law, found.unit)
        if side and found.kind is kind and (found.provision.path, found.sentence.start) not in said:
            yield _restriction(reading, found, side, check)


def _named_sentences(reading: Reading) -> set[tuple[str, int]]:
    """Sentences judged by a named wording of any kind, and clauses that only continue a judged one after a semicolon: one
    judgement a sentence is enough."""
    rules = [rule for rule in load_recognition().wordings if rule.kind is not Kind.CONFLICTING_NORM and _fits(reading, rule)]
    general = {(r.provision.path, r.sentence.start) for r in restrictions(reading)}
    said: set[tuple[str, int]] = set()
    for provision in {r.provision.path: r.provision for r in restrictions(reading)}.values():
        open_clause = False
        for sentence in reading.sentences(provision):
            key = (provision.path, sentence.start)
            named = any(contradiction(reading, provision, sentence, rule) is not None for rule in rules)
            if named or open_clause:
                said.add(key)
            continued = provision.text[sentence.end : sentence.end + 1] == ";"
            open_clause = continued and (named or open_clause or key in general)
    return said


def _restriction(reading: Reading, found: Restricted, side: LawSide, check: str) -> Finding:
    local = found.provision.text[found.where[0] : found.where[1]].strip()
    judged_vi, judged_en = _JUDGEMENT[found.kind]
    dated_vi, dated_en = law_version(reading)
    note_vi, note_en = caution_sentences(side.cautions)
    return find(
        reading,
        found.provision,
        found.where,
        check=check,
        kind=found.kind,
        aspect=Aspect.AUTHORITY if found.kind is Kind.EXCEEDS_AUTHORITY else Aspect.SCOPE,
        status=_STATUS[found.kind],
        action=Action.AMEND,
        severity=Severity.HIGH,
        confidence=0.95 * found.certainty * RELEVANCE.get(reading.relevance, 0.95),
        explanation=Explanation(
            vi=f"Văn bản quy định “{local}”; quyền này được {place_vi(found.unit)} bảo đảm: {side.excerpt.rstrip('.')}. {judged_vi} "
            f"{dated_vi} {note_vi}".strip(),
            en=f"The document says “{local}”; {place_en(found.unit)} guarantees the right. {judged_en} {dated_en} {note_en}".strip(),
        ),
        law=side,
        sentence=found.sentence,
    )


def contradiction(reading: Reading, provision: Provision, sentence: Sentence, rule: WordingRule) -> tuple[int, int] | None:
    """Range in ``provision.text`` of the words that contradict the rule's norm, or None."""
    text = sentence.folded
    match = rule.contrary.search(text)
    if match is None or (rule.unless is not None and rule.unless.search(text)):
        return None
    if not all(pattern.search(text) for pattern in rule.here):
        return None
    if rule.kind is not Kind.CONFLICTING_NORM and ("nghiêm cấm" in text[: match.start()] or is_protected(sentence)):
        return None  # the sentence forbids what the rule looks for, or keeps what the Law keeps
    siblings = tuple(s.folded for s in reading.sentences(provision))
    above = reading.headings(provision)
    if not any(rule.subject.search(part) for part in (text, *siblings, *above[:2])):
        return None
    around = (text, *siblings, *above, reading.folded_title)
    if not all(any(pattern.search(part) for part in around) for pattern in rule.context):
        return None
    setting = reading.setting(provision, sentence)
    if setting is not None and setting not in rule.settings:
        return None
    return sentence.start + match.start(), sentence.start + match.end()


def _fits(reading: Reading, rule: WordingRule) -> bool:
    if reading.relevance == "none" and not rule.anywhere:
        return False
    head = f"{fold(reading.document.type or '')} {reading.folded_title} @ {fold(reading.document.issuer or '')}"
    return rule.documents is None or bool(rule.documents.search(head))


def _side(reading: Reading, rule: WordingRule) -> LawSide | None:
    if rule.norm is not None:
        norm = reading.case.law.norm(rule.norm)
        return law_side(norm) if norm else None
    return article_side(reading.case.law, rule.unit) if rule.unit else None


def _finding(
    reading: Reading,
    provision: Provision,
    sentence: Sentence,
    rule: WordingRule,
    side: LawSide,
    where: tuple[int, int],
    check: str,
) -> Finding:
    here = 1.0 if rule.subject.search(sentence.folded) else 0.85
    confidence = 0.95 * rule.certainty * here * RELEVANCE.get(reading.relevance, 0.95)
    local = provision.text[where[0] : where[1]].strip()
    note_vi, note_en = caution_sentences(side.cautions)
    judged_vi, judged_en = _JUDGEMENT[rule.kind]
    dated_vi, dated_en = law_version(reading)
    assert side.unit is not None
    norm = reading.case.law.norm(rule.norm) if rule.norm else None
    gist_en = f": {norm.gist_en.rstrip('.')}" if norm else ""
    gist_vi = f": {side.excerpt.rstrip('.')}" if side.excerpt else ""
    return find(
        reading,
        provision,
        where,
        check=check,
        kind=rule.kind,
        aspect=rule.aspect,
        status=_STATUS[rule.kind],
        action=Action.AMEND,
        severity=Severity.HIGH,
        confidence=confidence,
        explanation=Explanation(
            vi=f"Văn bản quy định “{local}”; theo {place_vi(side.unit)}{gist_vi}. {judged_vi} {dated_vi} {note_vi}".strip(),
            en=f"The document says “{local}”; under {place_en(side.unit)}{gist_en}. {judged_en} {dated_en} {note_en}".strip(),
        ),
        law=side,
        sentence=sentence,
    )
