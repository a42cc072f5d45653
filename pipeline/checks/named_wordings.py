"""Which sentences the named rules fire on: wordings of ``recognition/`` and restrictions of rights by their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.recognise import WordingRule, load_recognition
from pipeline.checks.restrict import is_protected, restrictions
from pipeline.checks.wording import Sentence, fold
from pipeline.law.statute import Law
from pipeline.records import Aspect, Kind, LawNorm, LawUnit, Provision


@dataclass(frozen=True, slots=True)
class Named:
    """A rule that fires on a sentence: its range in ``provision.text`` and what it says is broken.

    ``sure``: the rule stands alone, in documents that the learned reader knows nothing of. ``own``: it names the wording itself;
    otherwise it recognises the breach by its parts.
    """

    rule: str
    kind: Kind
    where: tuple[int, int]
    broken: LawUnit | LawNorm | None
    aspect: Aspect
    certainty: float
    sure: bool
    own: bool


@lru_cache(maxsize=1)
def named_wordings(reading: Reading) -> Mapping[tuple[str, int], tuple[Named, ...]]:
    """The rules that fire, by provision and start of the sentence; those that name the wording before those that go by its parts."""
    found: dict[tuple[str, int], list[Named]] = {}
    if reading.outside_scope or reading.lapsed:
        return {}
    fitting = [rule for rule in load_recognition().wordings if _fits(reading, rule)]
    for provision in reading.ruling():
        for sentence in reading.sentences(provision):
            if is_past_fact(sentence):
                continue
            for rule in fitting:
                where = contradiction(reading, provision, sentence, rule)
                if where is not None:
                    found.setdefault((provision.path, sentence.start), []).append(_named(reading.case.law, rule, where))
    for item in restrictions(reading):
        aspect = Aspect.AUTHORITY if item.kind is Kind.EXCEEDS_AUTHORITY else Aspect.SCOPE
        found.setdefault((item.provision.path, item.sentence.start), []).append(
            Named(item.rule, item.kind, item.where, item.unit, aspect, item.certainty, sure=False, own=False)
        )
    return {key: tuple(items) for key, items in found.items()}


def _named(law: Law, rule: WordingRule, where: tuple[int, int]) -> Named:
    broken = law.norm(rule.norm) if rule.norm else rule.unit
    return Named(rule.id, rule.kind, where, broken, rule.aspect, rule.certainty, sure=rule.anywhere, own=True)


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
