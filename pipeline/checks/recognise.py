"""Which norm of the Law a quantity of a provision speaks of: the topics of ``corpus/law/recognition/*.yaml`` applied to it.

The heart of the conformance checks. A number alone says nothing (20 days is right on an agency's board and wrong on a
commune's), so a topic wants its subject near the number, its context around it, its setting, and none of its exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from pipeline.checks.compare import unit_class
from pipeline.checks.learned import QUANTITIES, STRONG, load_classifier
from pipeline.checks.reading import Reading
from pipeline.checks.wording import Sentence
from pipeline.checks.wording_features import quantity_features
from pipeline.errors import CorpusError
from pipeline.law.load import LAW
from pipeline.law.read_corpus import parse_place
from pipeline.records import Aspect, Kind, LawNorm, LawUnit, Norm, Operator, Provision, ProvisionKind, Setting
from pipeline.resources import corpus_dir

_NEAR = 60  # characters around a quantity in which a `near` wording must stand
_ELSEWHERE = 300  # distance given to a subject found in another sentence of the provision
_ABOVE = 500  # and in a heading above it
_BETWEEN = 120  # added where another quantity stands between the subject and this one
_ALIGNED = 0.5  # probability of the norm's article from which the matcher vouches for a wording nobody foresaw
_VOUCHED = 400  # distance given to such a topic: after every topic whose own wording stands in the sentence
_LIKELIER = 40  # how much nearer a topic comes when the matcher is sure of its article

NONE = "-"  # label of the learned reader: the quantity speaks of no norm
_LIKELY = 0.5  # probability of a norm from which a quantity is compared with it
_NAMED = 0.2  # … where a topic's own wording fits
_COMPARED = frozenset({"floor", "ceiling", "exact"})  # directions of norms that a quantity can be compared with
_ANYTHING = re.compile("")
# What a decree repeats from the Law, and what the Law says twice with one figure: the first is named.
_LAW_FIRST = {
    "N61-10": "N21.1c",
    "N61-7": "N16.3",
    "N59-13.2": "N36.1",
    "N59-4.3": "N19.2",
    "N59-4.4": "N19.2-notice",
    "N59-3.5d": "N20.3",
    "N59-4.7": "N20.3",
    "N32b": "N32",
    "N51.2c-quorum-delegates": "N51.2c-quorum",
    "N69.2c-quorum-delegates": "N69.2c-quorum",
}
_WHOLE = frozenset({"household-representatives", "households", "hamlets"})  # bases that nobody present may stand for
_ALIKE = frozenset({("person", "household"), ("household", "person")})  # witnesses are counted either way
_SAME_BASE = {
    "households": ("household-representatives", "voters-or-household-representatives"),
    "household-representatives": ("households", "voters-or-household-representatives"),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a quantity may speak of. Without ``norm`` a decoy: it takes the quantity away and judges nothing."""

    id: str
    norm: str | None
    units: str
    settings: frozenset[Setting]
    subject: re.Pattern[str]
    context: tuple[re.Pattern[str], ...] = ()
    here: tuple[re.Pattern[str], ...] = ()
    near: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None  # right after the quantity: it counts a part ("03 người dân do thôn bầu")
    not_before: re.Pattern[str] | None = None  # before the quantity: it counts a part ("trong đó có 02 người")
    hint: re.Pattern[str] | None = None  # wider wording of the subject, enough where the matcher vouches for the article
    articles: frozenset[str] = frozenset()  # articles of the Law where provisions on a decree's norm are aligned
    compare: str | None = None
    right: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    weak: bool = False
    standing: bool = False  # a time that lasts; lead times ("trước 02 ngày") are of other topics
    priority: float = 0.0


@dataclass(frozen=True, slots=True)
class WordingRule:
    """A wording that contradicts the Law and is no number: who may act, in which form, who is left out, what is demanded."""

    id: str
    kind: Kind
    norm: str | None
    unit: LawUnit | None  # where the rule rests on an article that holds no norm of its own
    aspect: Aspect
    settings: frozenset[Setting]
    subject: re.Pattern[str]
    contrary: re.Pattern[str]
    context: tuple[re.Pattern[str], ...]
    here: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    documents: re.Pattern[str] | None  # only in documents whose "type title @ issuer" says so
    anywhere: bool  # also in documents that are not about grassroots democracy (procedures)
    certainty: float


@dataclass(frozen=True, slots=True)
class MandatoryList:
    """Items a kind of document must hold under a list norm; ``items`` pairs each item's name with what shows it."""

    id: str
    norm: str
    settings: frozenset[Setting]
    documents: re.Pattern[str]
    unless: re.Pattern[str] | None
    items: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    topics: tuple[Topic, ...]
    wordings: tuple[WordingRule, ...]
    mandatory: tuple[MandatoryList, ...]
    exceptions: tuple[re.Pattern[str], ...]
    sector_matters: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A quantity and the topic it was given to. ``score`` 0 … 1 says how plainly the provision speaks of it."""

    quantity: Norm
    topic: Topic
    sentence: Sentence
    setting: Setting | None
    score: float
    evidence: Mapping[str, float] = field(default_factory=dict)


@cache
def load_recognition() -> Recognition:
    """Read and compile ``corpus/law/recognition/*.yaml``. Raises ``CorpusError`` naming the entry that does not compile."""
    raw: dict[str, Any] = {}
    for path in sorted((corpus_dir() / "law" / "recognition").glob("*.yaml")):
        try:
            part = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (OSError, yaml.YAMLError) as error:
            raise CorpusError(f"Không đọc được {path}: {error}", f"Cannot read {path}: {error}") from error
        for key, value in part.items():
            raw[key] = {**raw.get(key, {}), **value} if isinstance(value, dict) else [*raw.get(key, ()), *value]
    missing = [k for k in ("words", "topics", "wordings", "mandatory", "exceptions", "sector_matters") if k not in raw]
    if missing:
        raise CorpusError(f"corpus/law/recognition: thiếu mục {missing}", f"corpus/law/recognition: no entry {missing}")
    words: dict[str, str] = {}
    for name, pattern in raw["words"].items():
        words[name] = _expand(pattern, words)
    topics = tuple(_topic(entry, words) for entry in raw["topics"])
    wordings = tuple(_wording(entry, words) for entry in raw["wordings"])
    mandatory = tuple(_mandatory(entry, words) for entry in raw["mandatory"])
    exceptions, matters = (tuple(re.compile(_expand(p, words)) for p in raw[key]) for key in ("exceptions", "sector_matters"))
    return Recognition(topics, wordings, mandatory, exceptions, matters)


def _expand(pattern: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: words[m.group(1)], pattern)


def _compiled(entry: Mapping[str, Any], key: str, words: Mapping[str, str]) -> re.Pattern[str] | None:
    value = entry.get(key)
    if value is None:
        return None
    try:
        return re.compile(_expand(value, words))
    except (re.error, KeyError) as error:
        raise CorpusError(
            f"recognition.yaml, mục {entry.get('id')}, {key}: biểu thức sai ({error}).",
            f"recognition.yaml, entry {entry.get('id')}, {key}: bad expression ({error}).",
        ) from error


def _all_compiled(entry: Mapping[str, Any], key: str, words: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    patterns = (_compiled({"id": entry.get("id"), key: item}, key, words) for item in entry.get(key, ()))
    return tuple(p for p in patterns if p is not None)


def _required(entry: Mapping[str, Any], key: str, words: Mapping[str, str]) -> re.Pattern[str]:
    pattern = _compiled(entry, key, words)
    if pattern is None:
        raise CorpusError(f"recognition.yaml, mục {entry.get('id')}: thiếu {key}.", f"recognition.yaml: {key} is missing.")
    return pattern


def _topic(entry: Mapping[str, Any], words: Mapping[str, str]) -> Topic:
    return Topic(
        id=entry["id"],
        norm=entry.get("norm"),
        units=entry["units"],
        settings=frozenset(Setting(s) for s in entry.get("settings", ())),
        subject=_required(entry, "subject", words),
        context=_all_compiled(entry, "context", words),
        here=_all_compiled(entry, "here", words),
        near=_compiled(entry, "near", words),
        unless=_compiled(entry, "unless", words),
        not_after=_compiled(entry, "not_after", words),
        not_before=_compiled(entry, "not_before", words),
        hint=_compiled(entry, "hint", words),
        articles=frozenset(str(a) for a in entry.get("articles", ())),
        compare=entry.get("compare"),
        right=frozenset(entry.get("right", ())),
        wrong=frozenset(entry.get("wrong", ())),
        weak=bool(entry.get("weak", False)),
        standing=bool(entry.get("standing", False)),
        priority=float(entry.get("priority", 0)),
    )


def _wording(entry: Mapping[str, Any], words: Mapping[str, str]) -> WordingRule:
    return WordingRule(
        id=entry["id"],
        kind=Kind(entry.get("kind", Kind.CONFLICTING_NORM)),
        norm=entry.get("norm"),
        unit=parse_place(entry["at"], entry.get("law", LAW)) if "at" in entry else None,
        aspect=Aspect(entry["aspect"]),
        settings=frozenset(Setting(s) for s in entry["settings"]),
        subject=_required(entry, "subject", words),
        contrary=_required(entry, "contrary", words),
        context=_all_compiled(entry, "context", words),
        here=_all_compiled(entry, "here", words),
        unless=_compiled(entry, "unless", words),
        documents=_compiled(entry, "documents", words),
        anywhere=bool(entry.get("anywhere", False)),
        certainty=float(entry["certainty"]),
    )


def _mandatory(entry: Mapping[str, Any], words: Mapping[str, str]) -> MandatoryList:
    items = ((name, _required({"id": name, "shown": shown}, "shown", words)) for name, shown in entry["items"].items())
    return MandatoryList(
        id=entry["id"],
        norm=entry["norm"],
        settings=frozenset(Setting(s) for s in entry["settings"]),
        documents=_required(entry, "documents", words),
        unless=_compiled(entry, "unless", words),
        items=tuple(items),
    )


def excepted(sentence: Sentence, recognition: Recognition) -> bool:
    """Sector law is said to prevail, so the general figure is not the measure."""
    return any(pattern.search(sentence.folded) for pattern in recognition.exceptions)


def recognise(reading: Reading, provision: Provision) -> Iterable[Recognised]:
    """The quantities of a provision that speak of a norm, each with the topic that fits best.

    The topics' own wordings and the learned reader are weighed together: the reader may find a norm where no wording fits, and
    overrule one that it holds for unlikely. Quantities taken by a decoy, of another setting or without any topic are left out.
    """
    named = named_topics(reading, provision)
    readable = reading.relevance == "core"
    for quantity in reading.quantities(provision):
        sentence = reading.sentence_at(provision, quantity.start)
        setting = reading.setting(provision, sentence)
        found = named.get((quantity.start, quantity.end))
        topic, score, evidence = None, 0.0, {}
        if readable:
            likely: dict[str, float] = {}
            for norm, probability in likely_norms(reading, provision, quantity, named).items():
                first = _LAW_FIRST.get(norm, norm)
                likely[first] = likely.get(first, 0.0) + probability
            best = max(likely, key=lambda norm: likely[norm])
            if found is not None and likely.get(found.topic.norm or "", 0.0) >= _NAMED:
                best = found.topic.norm or NONE
            evidence["reader"] = likely[best]
            if best != NONE and (likely[best] >= _LIKELY or (found is not None and best == found.topic.norm)):
                topic = found.topic if found is not None and found.topic.norm == best else topic_of(reading, best)
                score = max(likely[best], found.score if found is not None and found.topic.norm == best else 0.0)
        elif found is not None and found.topic.norm is not None and _speaks_of_it(reading, provision, sentence):
            topic, score, evidence = found.topic, found.score, {"closeness": found.closeness}
        if topic is None:
            continue
        if setting is None:
            score *= 0.7
        yield Recognised(quantity, topic, sentence, setting, score, evidence)


def _speaks_of_it(reading: Reading, provision: Provision, sentence: Sentence) -> bool:
    """In a document that touches grassroots democracy only here and there, a row of a table must do so itself, or a heading above it."""
    if provision.kind is not ProvisionKind.ROW or reading.publishes:
        return True
    return reading.speaks_of_grassroots(" ".join((sentence.folded, *reading.headings(provision))))


@dataclass(frozen=True, slots=True)
class NamedTopic:
    """A topic whose own wording fits a quantity; ``closeness``: how near its subject stands, smaller is nearer."""

    topic: Topic
    closeness: float
    score: float


def named_topics(reading: Reading, provision: Provision) -> Mapping[tuple[int, int], NamedTopic]:
    """By range of the quantity, the topic whose wording fits it best; decoys included."""
    recognition = load_recognition()
    quantities = reading.quantities(provision)
    found: dict[tuple[int, int], NamedTopic] = {}
    for quantity in quantities:
        sentence = reading.sentence_at(provision, quantity.start)
        others = [q for q in quantities if q is not quantity and sentence.start <= q.start < sentence.end]
        setting = reading.setting(provision, sentence)
        ranked: list[tuple[float, Topic]] = []
        for topic in recognition.topics:
            if topic.norm is not None and setting is not None and setting not in topic.settings:
                continue
            support = _support(reading, provision, topic)
            distance = _distance(reading, provision, sentence, quantity, others, topic, vouched=support >= _ALIGNED)
            if distance is not None:
                ranked.append((distance - topic.priority - _LIKELIER * support, topic))
        if ranked:
            closeness, topic = min(ranked, key=lambda item: item[0])
            score = 1.0 if closeness < 80 else 0.92 if closeness < _ELSEWHERE else 0.85 if closeness < _ABOVE else 0.78
            found[quantity.start, quantity.end] = NamedTopic(topic, closeness, score)
    return found


def features_of(
    reading: Reading, provision: Provision, quantity: Norm, named: Mapping[tuple[int, int], NamedTopic]
) -> set[str]:
    """What the learned reader sees of a quantity: its sentence, headings and setting, and the topic whose wording fits."""
    sentence = reading.sentence_at(provision, quantity.start)
    others = [(q.start, q.end, unit_class(q.unit)) for q in reading.quantities(provision) if q.start != quantity.start]
    setting = reading.setting(provision, sentence) or reading.document_setting
    features = quantity_features(sentence.folded, quantity, sentence.start, others, reading.headings(provision), setting)
    found = named.get((quantity.start, quantity.end))
    if found is not None:
        features.add(f"{STRONG}topic {found.topic.norm or found.topic.id}")
    return features


def likely_norms(
    reading: Reading, provision: Provision, quantity: Norm, named: Mapping[tuple[int, int], NamedTopic]
) -> dict[str, float]:
    """Probability of each norm that the quantity could be compared with, and of ``NONE``; by the learned reader."""
    sentence = reading.sentence_at(provision, quantity.start)
    setting = reading.setting(provision, sentence) or reading.document_setting
    kind = unit_class(quantity.unit)
    around = sentence.folded[max(0, quantity.start - sentence.start - 30) : quantity.end - sentence.start + 20]
    allowed = {NONE} | {
        norm.id
        for norm in reading.case.law.norms
        if norm.direction in _COMPARED
        and _measure(norm) == kind
        and (kind != "count" or _counts(norm, quantity, around))
        and not (norm.norm.aspect is Aspect.THRESHOLD and norm.norm.unit != "share" and norm.id not in _named_norms())
        and (norm.setting is setting or norm.setting is Setting.GENERAL)
    }
    return load_classifier(QUANTITIES).probabilities(features_of(reading, provision, quantity, named), allowed)


@cache
def _named_norms() -> frozenset[str]:
    """Norms with a topic. Sizes from which a rule applies at all ("dưới 100 người thì họp toàn thể") are compared only if they have one."""
    return frozenset(topic.norm for topic in load_recognition().topics if topic.norm)


def _counts(norm: LawNorm, quantity: Norm, around: str) -> bool:
    """Whether a number counts what the norm counts: persons, ballots, households; deputies only where it says so."""
    deputies = "phó" in norm.gist_vi.lower() and "không quá 02" in norm.gist_vi
    unit = quantity.unit or norm.norm.unit
    same = unit == norm.norm.unit or (unit, norm.norm.unit) in _ALIKE
    return same and (not deputies or "phó" in around)


def _measure(norm: LawNorm) -> str:
    """Class of the quantities that a norm is compared with; a term tied to another's is compared with times."""
    return "time" if norm.norm.aspect is Aspect.TERM else unit_class(norm.norm.unit)


def topic_of(reading: Reading, norm_id: str) -> Topic | None:
    """How a norm's quantities are compared: its topic's way, or for a norm without a topic one made from the norm itself."""
    for topic in load_recognition().topics:
        if topic.norm == norm_id:
            return topic
    norm = reading.case.law.norm(norm_id)
    if norm is None:
        return None
    shared = norm.norm.unit == "share"
    base = norm.norm.denominator or ""
    right = {base, *_SAME_BASE.get(base, ())} if shared else set()
    return Topic(
        id=f"norm-{norm_id}",
        norm=norm_id,
        units=_measure(norm),
        settings=frozenset({norm.setting}),
        subject=_ANYTHING,
        compare="vote"
        if shared and norm.norm.aspect is Aspect.THRESHOLD
        else "span"
        if norm.norm.operator is Operator.RANGE
        else None,
        right=frozenset(right),
        wrong=frozenset({"attendees", "voters"} - right) if base in _WHOLE else frozenset(),
    )


def _support(reading: Reading, provision: Provision, topic: Topic) -> float:
    """Probability 0 … 1 that the matcher gives the topic's article for the provision; 0 where it abstained or was not asked."""
    if topic.norm is None:
        return 0.0
    norm = reading.case.law.norm(topic.norm)
    if norm is None:
        return 0.0
    articles = topic.articles or ({norm.unit.article} if norm.unit.law == reading.case.law.number else set())
    return max((reading.vouches(provision, article) for article in articles), default=0.0)


def _is_lead_time(sentence: Sentence, quantity: Norm) -> bool:
    if quantity.condition == "before":
        return True
    before = sentence.folded[: quantity.start - sentence.start]
    return bool(re.search(r"trước(?: (?:ít nhất|tối thiểu|chậm nhất|khoảng))?\s*$", before))


_OPENS_WHEN = re.compile(r"(?:khai mạc|tiến hành|tổ chức|hợp lệ|\bmở|họp)(?: được)?,? (?:được )?khi[^,;]{0,30}$")


def _is_quorum(sentence: Sentence, quantity: Norm) -> bool:
    return quantity.aspect is Aspect.QUORUM or bool(_OPENS_WHEN.search(sentence.folded[: quantity.start - sentence.start]))


def _distance(
    reading: Reading,
    provision: Provision,
    sentence: Sentence,
    quantity: Norm,
    others: Iterable[Norm],
    topic: Topic,
    *,
    vouched: bool,
) -> float | None:
    """How far the topic's subject stands from the quantity; None where the topic does not fit.

    ``vouched``: the matcher is sure of the norm's article, so that wordings around the subject are not asked for and the
    topic's wider ``hint`` may stand for its subject.
    """
    kind = "household" if quantity.unit == "household" else unit_class(quantity.unit)
    if topic.units not in ("any", kind) or (topic.standing and _is_lead_time(sentence, quantity)):
        return None
    text = sentence.folded
    if topic.unless is not None and topic.unless.search(text):
        return None
    start, end = quantity.start - sentence.start, quantity.end - sentence.start
    if topic.near is not None and not topic.near.search(text[max(0, start - _NEAR) : end + _NEAR]):
        return None
    if topic.not_after is not None and topic.not_after.search(text[end : end + 30]):
        return None
    if topic.not_before is not None and topic.not_before.search(text[:start]):
        return None
    if topic.compare == "vote" and _is_quorum(sentence, quantity):
        return None  # how many must come is another matter than how many must agree
    above = reading.headings(provision)
    referred = reading.referred(provision, sentence)
    around = (text, *(s.folded for s in reading.sentences(provision)), *referred, *above, reading.folded_title)
    foreseen = all(pattern.search(text) for pattern in topic.here) and all(
        any(pattern.search(part) for part in around) for pattern in topic.context
    )
    if not foreseen and not vouched:
        return None
    if (
        topic.weak
        and reading.relevance != "core"
        and not (reading.publishes and topic.norm)
        and not reading.speaks_of_grassroots(" ".join((text, *above)))
    ):
        return None
    if topic.weak and any(pattern.search(text) for pattern in load_recognition().sector_matters):
        return None
    if topic.standing and topic.compare == "floor" and quantity.unit == "working-day" and "liên tục" not in text:
        return None  # "đưa lên trang nội bộ trong 05 ngày làm việc" is when, not how long
    best: float | None = None
    for match in topic.subject.finditer(text):
        if match.end() <= start:
            distance = float(start - match.end())
            gap = (match.end(), start)
        elif match.start() >= end:
            distance = 10 + 1.5 * (match.start() - end) + 30 * text.count(",", end, match.start())
            gap = (end, match.start())
        else:
            distance, gap = 0.0, (start, start)
        distance += _BETWEEN * sum(gap[0] <= o.start - sentence.start < gap[1] for o in others)
        best = distance if best is None else min(best, distance)
    if best is not None:
        return best if foreseen else _VOUCHED + best
    if topic.norm is None:
        return None  # a decoy must stand in the sentence itself
    if vouched and topic.hint is not None and topic.hint.search(text):
        return float(_VOUCHED)
    if not foreseen:
        return None
    if any(topic.subject.search(s.folded) for s in reading.sentences(provision)):
        return float(_ELSEWHERE)
    if any(topic.subject.search(clause) for clause in referred):
        return float(_ELSEWHERE)
    for level, heading in enumerate(above):
        if topic.subject.search(heading):
            return float(_ABOVE + 50 * level)
    return None
