"""Sentences whose wording breaks the Law: the named rules and the learned reader weighed together, one judgement a sentence.

The named rules (``recognition/``: wordings and restrictions) say what is broken and where it stands; the reader, fitted on
``corpus/law/wordings``, has seen more ways to say it and lawful sentences that look alike. A rule that fires is one of its features.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.learned import BREACHES, BROKEN, STRONG, load_classifier
from pipeline.checks.named_wordings import Named, named_wordings
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.restrict import is_protected
from pipeline.checks.wording import Sentence, fold
from pipeline.checks.wording_features import sentence_features, words_of
from pipeline.law.read_corpus import parse_place
from pipeline.records import Kind, LawNorm, LawUnit, Provision, Setting

LAWFUL = "OK"
KINDS = {
    "CN": Kind.CONFLICTING_NORM,
    "NR": Kind.NARROWED_RIGHT,
    "AB": Kind.ADDED_BURDEN,
    "EA": Kind.EXCEEDS_AUTHORITY,
}
MARKS = {kind: mark for mark, kind in KINDS.items()}
_SETTINGS = (Setting.COMMUNE, Setting.AGENCY, Setting.STATE_ENTERPRISE)
_SHORTEST = 6  # words; a heading or a list item of fewer states no rule
_SCORED = re.compile(r"\d điểm|điểm trừ|trừ \d|: 0$")  # a row that takes points off for a breach forbids it
_ALONE = 0.5  # probability of a breach from which the reader's word is enough
_SUPPORTED = 0.12  # … and from which a named rule is believed
_OTHER_KIND = {
    True: 6.0,
    False: 1.0,
}  # how much likelier another kind must be to change that of a rule, if it names the wording or not


@dataclass(frozen=True, slots=True)
class Breach:
    """``named`` is the rule that shows it, if one does; else ``broken`` is the unit of the Law or the norm that the reader gives."""

    kind: Kind
    provision: Provision
    sentence: Sentence
    probability: float
    named: Named | None
    broken: LawUnit | LawNorm | None


@lru_cache(maxsize=1)
def breaches(reading: Reading) -> tuple[Breach, ...]:
    """At most one breach a sentence, in reading order. Computed once for the checks of all kinds."""
    return tuple(_breaches(reading))


def breach_features(reading: Reading, provision: Provision, sentence: Sentence, named: tuple[Named, ...]) -> set[str]:
    """What the reader sees of a sentence: its words, headings and setting, and the rules that fire on it."""
    setting = reading.setting(provision, sentence) or reading.document_setting
    found = sentence_features(sentence.folded, reading.headings(provision), setting)
    for item in named:
        found |= {f"{STRONG}rule {item.rule}", f"{STRONG}kind {MARKS[item.kind]}"}
    return found


def _breaches(reading: Reading) -> Iterator[Breach]:
    if reading.outside_scope or reading.lapsed:
        return
    reader = load_classifier(BREACHES)
    named = named_wordings(reading)
    for provision in reading.ruling():
        before: Sentence | None = None
        for sentence in reading.sentences(provision):
            rules = named.get((provision.path, sentence.start), ())
            opening, before = before, sentence
            if not any(rule.own for rule in rules) and _SCORED.search(sentence.folded):
                continue
            if not rules and not _readable(reading, provision, sentence):
                continue
            probabilities = reader.probabilities(breach_features(reading, provision, sentence, rules))
            if not rules and opening is not None and ";" in provision.text[opening.end : sentence.start]:
                whole = _joined(provision, opening, sentence)
                together = reader.probabilities(breach_features(reading, provision, whole, ()))
                probabilities = max(probabilities, together, key=lambda told: told[LAWFUL])
            found = _judge(reading, provision, sentence, rules, probabilities)
            if found is not None:
                yield found


def _joined(provision: Provision, opening: Sentence, sentence: Sentence) -> Sentence:
    """The clause with the one before its semicolon, which may name who or what it speaks of."""
    text = provision.text[opening.start : sentence.end]
    return Sentence(opening.start, sentence.end, text, fold(text))


def _readable(reading: Reading, provision: Provision, sentence: Sentence) -> bool:
    """A whole sentence of a regulation on grassroots democracy that rules something, in a setting of the Law."""
    if reading.relevance != "core" or len(words_of(sentence.folded)) < _SHORTEST:
        return False
    if is_past_fact(sentence) or is_protected(sentence):
        return False
    return (reading.setting(provision, sentence) or reading.document_setting) in _SETTINGS


def _judge(
    reading: Reading, provision: Provision, sentence: Sentence, rules: tuple[Named, ...], probabilities: dict[str, float]
) -> Breach | None:
    breach = 1 - probabilities[LAWFUL]
    likeliest = max(KINDS, key=lambda mark: probabilities[mark])
    if rules and (breach >= _SUPPORTED or any(rule.sure or rule.own for rule in rules)):
        best = max(rules, key=lambda item: (probabilities[MARKS[item.kind]], item.certainty))
        if breach < _SUPPORTED or probabilities[likeliest] <= _OTHER_KIND[best.own] * probabilities[MARKS[best.kind]]:
            return Breach(best.kind, provision, sentence, max(breach, best.certainty), best, None)
    if not _readable(reading, provision, sentence):
        return None
    if breach < (_SUPPORTED if rules else _ALONE):
        return None
    kind = KINDS[likeliest]
    return Breach(kind, provision, sentence, breach, None, _broken(reading, provision, sentence, kind, likeliest))


def _broken(reading: Reading, provision: Provision, sentence: Sentence, kind: Kind, mark: str) -> LawUnit | LawNorm | None:
    """What the sentence breaks: the likeliest of its setting, moved by where the matcher puts the provision."""
    setting = reading.setting(provision, sentence) or reading.document_setting
    features = sentence_features(sentence.folded, reading.headings(provision), setting)
    reader = load_classifier(BROKEN)
    allowed = [label for label in reader.labels if label.startswith(f"{mark} ")]
    best: tuple[float, LawUnit | LawNorm] | None = None
    for label, probability in reader.probabilities(features, allowed).items():
        broken = resolve_broken(reading, label.partition(" ")[2])
        if broken is None:
            continue
        unit = broken.unit if isinstance(broken, LawNorm) else broken
        place = reading.case.law.article(unit.article or "", unit.law)
        if place is None or place.setting not in (setting, Setting.GENERAL):
            continue
        score = probability * (0.1 + reading.vouches(provision, unit.article))
        if best is None or score > best[0]:
            best = (score, broken)
    return best[1] if best else None


def resolve_broken(reading: Reading, named: str) -> LawUnit | LawNorm | None:
    """A norm's id, or "law:article.clause", as ``corpus/law/wordings`` writes what is broken; None where the Law has none such."""
    norm = reading.case.law.norm(named)
    if norm is not None:
        return norm
    law, _, place = named.partition(":")
    article, _, clause = place.partition(".")
    if not article.isdigit():
        return None
    return parse_place(f"Điều {article}" + (f" khoản {clause}" if clause else ""), law)
