"""`conflicting-norm` for what is no number: who recognises or sets up, in which form a vote is held, how a board is composed."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.cite import place_en, place_vi
from pipeline.checks.conflicting_quantity import norms_by_id
from pipeline.checks.judge import caution_sentences, find, law_side
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.recognise import WordingRule, load_recognition
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence
from pipeline.records import Action, Explanation, Finding, Kind, LawNorm, Provision, Severity, Status

NAME = "conflicting-wording"


@check(NAME, Kind.CONFLICTING_NORM, needs=(), severity=Severity.HIGH)
def check_wordings(reading: Reading) -> Iterable[Finding]:
    """Authority, form and composition contrary to the Law."""
    if reading.outside_scope or reading.factual or reading.lapsed:
        return
    norms = norms_by_id(reading)
    for provision in reading.judged():
        for sentence in reading.sentences(provision):
            if is_past_fact(sentence):
                continue
            for rule in load_recognition().wordings:
                norm = norms.get(rule.norm)
                if norm is None:
                    continue
                where = contradiction(reading, provision, sentence, rule)
                if where is not None:
                    yield _finding(reading, provision, sentence, rule, norm, where)


def contradiction(reading: Reading, provision: Provision, sentence: Sentence, rule: WordingRule) -> tuple[int, int] | None:
    """Range in ``provision.text`` of the words that contradict the rule's norm, or None."""
    text = sentence.folded
    match = rule.contrary.search(text)
    if match is None or (rule.unless is not None and rule.unless.search(text)):
        return None
    if not all(pattern.search(text) for pattern in rule.here):
        return None
    above = reading.headings(provision)
    around = (text, *(s.folded for s in reading.sentences(provision)), *above)
    if not any(rule.subject.search(part) for part in around[: 1 + len(reading.sentences(provision)) + 2]):
        return None
    if not all(any(pattern.search(part) for part in around) for pattern in rule.context):
        return None
    setting = reading.setting(provision, sentence)
    if setting is not None and setting not in rule.settings:
        return None
    return sentence.start + match.start(), sentence.start + match.end()


def _finding(
    reading: Reading, provision: Provision, sentence: Sentence, rule: WordingRule, norm: LawNorm, where: tuple[int, int]
) -> Finding:
    side = law_side(norm)
    here = 1.0 if rule.subject.search(sentence.folded) else 0.85
    confidence = 0.95 * rule.certainty * here * {"core": 1.0, "partly": 0.95, "none": 0.8}[reading.relevance]
    local = provision.text[where[0] : where[1]]
    note_vi, note_en = caution_sentences(side.cautions)
    return find(
        reading,
        provision,
        where,
        check=NAME,
        kind=Kind.CONFLICTING_NORM,
        aspect=rule.aspect,
        status=Status.CONTRADICTED,
        action=Action.AMEND,
        severity=Severity.HIGH,
        confidence=confidence,
        explanation=Explanation(
            vi=(
                f"Văn bản quy định “{local}”; theo {place_vi(norm.unit)}: {norm.gist_vi.rstrip('.')}. Quy định của văn bản trái "
                f"với nội dung này. Đề nghị sửa đổi, bổ sung cho phù hợp. {note_vi}"
            ).strip(),
            en=(
                f"The document says “{local}”; under {place_en(norm.unit)}: {norm.gist_en.rstrip('.')}. The document is contrary "
                f"to it. Amend. {note_en}"
            ).strip(),
        ),
        law=side,
        sentence=sentence,
    )
