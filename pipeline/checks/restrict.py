"""Rights cut in wordings that nobody foresaw: classes of rights × classes of restriction (``recognition/rights.yaml``).

A sentence restricts a right if one of the restriction's wordings stands in it with an act of that right, the person it speaks of
holds the right, the sentence names no limit that the Law itself knows, and the document is about grassroots democracy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import yaml

from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.wording import Sentence, fold
from pipeline.errors import CorpusError
from pipeline.law.load import LAW
from pipeline.law.read_corpus import parse_place
from pipeline.records import IssuerLevel, Kind, LawUnit, Provision, Setting
from pipeline.resources import corpus_dir

_STAFFED = frozenset({Setting.AGENCY, Setting.STATE_ENTERPRISE})
_ABOVE_COMMUNE = frozenset({IssuerLevel.PROVINCE, IssuerLevel.DISTRICT})


@dataclass(frozen=True, slots=True)
class Right:
    """What shows a right of the Law, and where it stands in each setting; ``board`` where a board exercises it."""

    id: str
    shows: re.Pattern[str]
    at: Mapping[Setting, LawUnit]
    board: Mapping[Setting, LawUnit]


@dataclass(frozen=True, slots=True)
class Restriction:
    """One way to cut a right. ``of_holder``: the person it speaks of must hold the right."""

    id: str
    kind: Kind
    how: re.Pattern[str]
    of_holder: bool
    context: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    documents: re.Pattern[str] | None
    at: Mapping[Setting, LawUnit]
    certainty: float


@dataclass(frozen=True, slots=True)
class Rights:
    rights: tuple[Right, ...]
    restrictions: tuple[Restriction, ...]
    protected: re.Pattern[str]
    lawful: tuple[re.Pattern[str], ...]
    people: re.Pattern[str]
    staff: re.Pattern[str]
    official: re.Pattern[str]
    board: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A sentence that cuts a right: its range in ``provision.text``, under which unit of the Law."""

    kind: Kind
    rule: str
    provision: Provision
    sentence: Sentence
    where: tuple[int, int]
    unit: LawUnit
    certainty: float


@cache
def load_rights() -> Rights:
    """Read and compile ``recognition/rights.yaml``. Raises ``CorpusError`` naming the entry that does not compile."""
    folder = corpus_dir() / "law" / "recognition"
    try:
        words = yaml.safe_load((folder / "words.yaml").read_text(encoding="utf-8"))["words"]
        raw = yaml.safe_load((folder / "rights.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, KeyError) as error:
        raise CorpusError(
            f"Không đọc được {folder}/rights.yaml: {error}", f"Cannot read {folder}/rights.yaml: {error}"
        ) from error
    phrases: dict[str, str] = {}
    for name, pattern in {**words, **raw["phrases"]}.items():
        phrases[name] = f"(?:{_expand(pattern, phrases)})"

    def compiled(pattern: str | None, entry: str) -> re.Pattern[str] | None:
        if pattern is None:
            return None
        try:
            return re.compile(_expand(pattern, phrases))
        except (re.error, KeyError) as error:
            raise CorpusError(
                f"rights.yaml, mục {entry}: biểu thức sai ({error}).", f"rights.yaml, {entry}: bad expression ({error})."
            ) from error

    def required(pattern: str, entry: str) -> re.Pattern[str]:
        found = compiled(pattern, entry)
        assert found is not None
        return found

    return Rights(
        rights=tuple(
            Right(r["id"], required(r["shows"], r["id"]), _places(r["at"]), _places(r.get("board", {}))) for r in raw["rights"]
        ),
        restrictions=tuple(
            Restriction(
                id=r["id"],
                kind=Kind(r["kind"]),
                how=required(r["how"], r["id"]),
                of_holder=r.get("who") == "holder",
                context=tuple(required(p, r["id"]) for p in r.get("with", ())),
                unless=compiled(r.get("unless"), r["id"]),
                documents=compiled(r.get("documents"), r["id"]),
                at=_places(r.get("at", {})),
                certainty=float(r["certainty"]),
            )
            for r in raw["restrictions"]
        ),
        protected=required("|".join(raw["protected"]), "protected"),
        lawful=tuple(required(p, "lawful") for p in raw["lawful"]),
        people=required("{people}", "people"),
        staff=required("{staff}", "staff"),
        official=required("{official}", "official"),
        board=required("{board}", "board"),
    )


def _expand(pattern: str, phrases: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: phrases[m.group(1)], pattern)


def _places(raw: Mapping[str, Any]) -> dict[Setting, LawUnit]:
    law = raw.get("law", LAW)
    return {Setting(name): parse_place(place, law) for name, place in raw.items() if name != "law"}


def is_protected(sentence: Sentence) -> bool:
    """It speaks of a secret or of private life, which the Law itself keeps from being disclosed."""
    return bool(load_rights().protected.search(sentence.folded))


@lru_cache(maxsize=1)
def restrictions(reading: Reading) -> tuple[Restricted, ...]:
    """What a document's own provisions restrict, at most one a sentence. Computed once for the checks of all three kinds."""
    if reading.outside_scope or reading.lapsed or reading.relevance != "core":
        return ()
    return tuple(_restrictions(reading))


def _restrictions(reading: Reading) -> Iterator[Restricted]:
    rights = load_rights()
    head = f"{fold(reading.document.type or '')} {reading.folded_title} @ {fold(reading.document.issuer or '')}"
    rules = [rule for rule in rights.restrictions if rule.documents is None or rule.documents.search(head)]
    for provision in reading.ruling():
        for sentence in reading.sentences(provision):
            if is_past_fact(sentence) or is_protected(sentence):
                continue
            if any(pattern.search(sentence.folded) for pattern in rights.lawful):
                continue
            setting = reading.setting(provision, sentence) or reading.document_setting
            if setting not in (Setting.COMMUNE, *_STAFFED):
                continue
            found = _first(reading, provision, sentence, setting, rules, rights)
            if found is not None:
                yield found


def _first(
    reading: Reading,
    provision: Provision,
    sentence: Sentence,
    setting: Setting,
    rules: Iterable[Restriction],
    rights: Rights,
) -> Restricted | None:
    text = sentence.folded
    for rule in rules:
        match = rule.how.search(text)
        if match is None or (rule.unless is not None and rule.unless.search(text)):
            continue
        above = reading.headings(provision)
        around = (text, *(s.folded for s in reading.sentences(provision)), *above)
        if not all(any(pattern.search(part) for part in around) for pattern in rule.context):
            continue
        if rule.of_holder and not _speaks_of_holder(text, match, above, setting, rights):
            continue
        unit = rule.at.get(setting) if rule.at else _right_cut(text, match, above, setting, rights)
        if unit is None:
            continue
        kind = rule.kind
        if kind is Kind.NARROWED_RIGHT and reading.document.issuer_level in _ABOVE_COMMUNE and unit.article == "15":
            kind = Kind.EXCEEDS_AUTHORITY  # what the people decide is no matter of a province's regulation
        return Restricted(
            kind,
            rule.id,
            provision,
            sentence,
            (sentence.start + match.start(), sentence.start + match.end()),
            unit,
            rule.certainty,
        )
    return None


def _speaks_of_holder(text: str, match: re.Match[str], above: tuple[str, ...], setting: Setting, rights: Rights) -> bool:
    """The person named nearest before the restriction, else in it, else in a heading above, holds the right."""
    holders = rights.staff if setting in _STAFFED else rights.people
    for part in (text[: match.start()], match.group()):
        last_holder = max((m.start() for p in (holders, rights.board) for m in p.finditer(part)), default=-1)
        last_official = max((m.start() for m in rights.official.finditer(part)), default=-1)
        if part is not match.group() and last_official > last_holder:
            return _first_is_holder(part, holders, rights)
        if last_holder >= 0:
            return True
    return any(holders.search(heading) or rights.board.search(heading) for heading in above[:2])


def _first_is_holder(part: str, holders: re.Pattern[str], rights: Rights) -> bool:
    """A holder opens the sentence and the official stands in his clause ("Người dân do trưởng thôn mời thì không được …")."""
    first = min((m.start() for p in (holders, rights.board) if (m := p.search(part))), default=None)
    official = rights.official.search(part)
    return first is not None and first <= 2 and official is not None and first < official.start()


def _right_cut(text: str, match: re.Match[str], above: tuple[str, ...], setting: Setting, rights: Rights) -> LawUnit | None:
    board = bool(rights.board.search(text[: match.end()])) or any(rights.board.search(h) for h in above[:1])
    for part in (match.group(), text, *above[:2]):
        for right in rights.rights:
            if right.shows.search(part):
                return (right.board if board and right.board else right.at).get(setting)
    return None
