"""From mentions to citations: which instrument, which units, in what role.

A document is read in order with a ``Memory`` of the instruments named so far, since later provisions use short forms:
"Nghị định 59", "Luật này", "Luật Thực hiện dân chủ ở cơ sở" after a first use with number and date, "sau đây gọi là …".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pipeline.language.instruments import canonical_number
from pipeline.language.law_names import DEMOCRACY_SERIALS
from pipeline.language.mentions import Mention, find_mentions
from pipeline.language.places import THIS, Place
from pipeline.language.reading import Reading, fold, read_text
from pipeline.language.roles import role_of
from pipeline.records import Citation, CitationRole, Instrument, LawUnit, ProvisionKind

_ALIAS = re.compile(
    r"[^.;]{0,400}?\(?\s*(?:sau đây|dưới đây)\s+(?:được\s+)?(?:viết|gọi)\s+(?:chung\s+|tắt\s+)*(?:là\s+)?[“\"'‘]?\s*"
    r"(?P<alias>[^“”\"'‘’().;,]{2,90})"
)
_SIBLING = re.compile(r"\s*(?:,|và|, và|hoặc|và các|, các)\s*(?:số\s*)?")
_CENTRAL = frozenset({"luật", "bộ luật", "pháp lệnh", "nghị định", "thông tư", "nghị quyết liên tịch", "thông tư liên tịch"})


class Registry(Protocol):
    """What this room needs to know about instruments; ``pipeline.law.Registry`` is one."""

    def find(self, number: str, issued_on: date | None = None) -> Instrument | None: ...

    def find_by_name(
        self,
        name: str,
        issued_on: date | None = None,
        year: int | None = None,
        type: str | None = None,
        as_of: date | None = None,
    ) -> Instrument | None: ...

    def canonical(self, number: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Known:
    """An instrument that the document has named."""

    type: str | None
    number: str | None
    name: str | None
    issued_on: date | None
    resolved: str | None


@dataclass(slots=True)
class Memory:
    """What a document has named so far, oldest first, and its own identity."""

    own_type: str | None = None
    own_number: str | None = None
    issued_on: date | None = None
    about: str = ""  # its title, folded
    known: dict[Known, None] = field(default_factory=dict)  # a set that keeps its order
    aliases: dict[str, Known] = field(default_factory=dict)

    def last(self, kind: str) -> Known | None:
        return next((known for known in reversed(self.known) if known.type == kind), None)

    def by_short(self, kind: str, short: str) -> Known | None:
        """ "Nghị định 59" → the decree 59/2023/NĐ-CP named before."""
        bare = short.lstrip("0")
        for known in reversed(self.known):
            if known.number and (known.type == kind or known.type is None):
                number = known.number.lstrip("0")
                if number.startswith((bare + "/", bare + "-")):
                    return known
        return None

    def by_name(self, kind: str, name: str, year: int | None) -> Known | None:
        for known in reversed(self.known):
            if known.name == name and known.type == kind and (known.number or known.issued_on):
                known_year = known.issued_on.year if known.issued_on else None
                if year is None or known_year == year:
                    return known
        return None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands in its document: kind of provision, path, whether inside the quotation of an amendment.

    ``lead`` is the folded end of the unit above, where that introduces a list ("Bãi bỏ các quyết định sau đây:").
    """

    kind: ProvisionKind | None = None
    path: str = ""
    quoted: bool = False
    lead: str = ""


def cite(text: str, registry: Registry, memory: Memory | None = None, context: Context | None = None) -> tuple[Citation, ...]:
    """Citations of one text, in order, never overlapping. ``memory`` is read and added to."""
    return cite_reading(read_text(text), registry, memory, context)


def cite_reading(
    reading: Reading, registry: Registry, memory: Memory | None = None, context: Context | None = None
) -> tuple[Citation, ...]:
    """As ``cite``, on a text that is already read."""
    memory = memory or Memory()
    context = context or Context()
    out: list[Citation] = []
    previous_end, previous_role = 0, CitationRole.REFERENCE
    mentions = find_mentions(reading)
    for mention in mentions:
        known, relative = _identify(mention, registry, memory)
        if known is None and mention.short:
            known = _on_democracy(mention, reading.lower, registry, memory)
        if known is None and not mention.places:
            continue
        if known is not None and not relative:
            _remember(reading, mention, known, memory)
        start, end = reading.span(mention.start, mention.end)
        role = role_of(
            reading.lower,
            mention.start,
            mention.end,
            context.kind,
            relative,
            context.quoted,
            context.lead,
            memory.issued_on.year if memory.issued_on else None,
        )
        if role is CitationRole.REFERENCE and not relative and _SIBLING.fullmatch(reading.lower, previous_end, mention.start):
            role = previous_role  # "theo quy định của Luật A, Luật B và Luật C": one verb for all
        previous_end, previous_role = mention.end, role
        out.append(
            Citation(
                text=reading.text[start:end],
                start=start,
                end=end,
                role=role,
                number=known.number if known else None,
                type=(known.type if known else None) or mention.type,
                name=known.name if known else mention.name,
                issued_on=(known.issued_on if known else None) or mention.issued_on,
                resolved=known.resolved if known else None,
                units=_units(mention, known, relative, context),
                relative=relative,
                amended_by=tuple(_amending(number, registry) for number in mention.amended_by),
            )
        )
    return tuple(out)


def _identify(mention: Mention, registry: Registry, memory: Memory) -> tuple[Known | None, bool]:
    """The instrument meant and whether it was named relatively ("Luật này", "Điều này"). (None, …): not a citation by itself."""
    kind = mention.type
    if kind is None:
        return None, True
    if mention.this:
        foreign = kind in _CENTRAL and memory.own_type != kind
        return (memory.last(kind) if foreign else None), True
    if mention.number or mention.blank:
        return _numbered(mention, registry, memory)
    if mention.short:
        known = memory.by_short(kind, mention.short)
        if known is None:
            found = registry.find(f"{kind} {mention.short}") if "/" in mention.short else None
            if found is None and "/" not in mention.short and mention.issued_on is None:
                return None, False
            known = _known(mention, found)
        return known, False
    if mention.name:
        return _named(mention, kind, registry, memory), False
    if mention.issued_on:
        found = registry.find_by_name("", mention.issued_on, None, kind)
        return _known(mention, found), False
    return memory.aliases.get(kind) or memory.last(kind), True


_DEMOCRACY = re.compile(
    r"dân chủ|qcdc|thanh tra nhân dân|ttnd|hội nghị (?:cán bộ|người lao động)|đối thoại tại nơi làm việc|hương ước"
)
_REVIEWS = re.compile(r"rà soát|hệ thống hóa|quy phạm pháp luật")


def _on_democracy(mention: Mention, lower: str, registry: Registry, memory: Memory) -> Known | None:
    """ "Nghị định 04 về dân chủ trong cơ quan", never named in full: the one instrument on democracy with that serial."""
    if not _DEMOCRACY.search(f"{lower} {memory.about}") or _REVIEWS.search(lower):
        return None
    serial = (mention.short or "").lstrip("0")
    for number in DEMOCRACY_SERIALS.get(mention.type or "", ()):
        if number.split("/")[0].lstrip("0") == serial and (found := registry.find(f"{mention.type} {number}")):
            early = memory.issued_on and found.issued_on and memory.issued_on < found.issued_on
            return None if early else _known(mention, found)
    return None


def _numbered(mention: Mention, registry: Registry, memory: Memory) -> tuple[Known, bool]:
    if mention.number is None:
        return Known(mention.type, None, None, mention.issued_on, None), False
    if memory.own_number and mention.number == canonical_number(memory.own_number):
        return Known(mention.type, mention.number, None, mention.issued_on, None), True
    found = registry.find(mention.number, mention.issued_on)
    if found is None and mention.issued_on is None:
        # A number without a year starts again every year; only an earlier full citation can tell which one is meant.
        earlier = next((k for k in reversed(memory.known) if k.number == mention.number and k.resolved), None)
        if earlier:
            return earlier, False
    return _known(mention, found), False


def _named(mention: Mention, kind: str, registry: Registry, memory: Memory) -> Known:
    name = mention.name or ""
    earlier = memory.aliases.get(f"{kind} {name}") or memory.by_name(kind, name, mention.year)
    if earlier and (mention.year is None or earlier.issued_on is None or earlier.issued_on.year == mention.year):
        return earlier
    found = registry.find_by_name(name, mention.issued_on, mention.year, kind, memory.issued_on)
    if found and mention.issued_on is None and mention.year is None and _may_be_its_successor(found, memory.issued_on):
        found = None
    return _known(mention, found)


def _may_be_its_successor(found: Instrument, on: date | None) -> bool:
    """Whether a law's name without date may mean a later law: the one found had ended when the document was issued.

    Laws are nearly always followed by a law of the same name, which the registry need not hold. Ordinances end for good.
    """
    return "/QH" in found.number and found.expired_on is not None and (on is None or found.expired_on <= on)


def _known(mention: Mention, found: Instrument | None) -> Known:
    number = mention.number or (found.number if found else None)
    issued_on = mention.issued_on or (found.issued_on if found else None)
    kind = mention.type or (found.type if found else None)
    name = mention.name or (fold(found.title) if found else None)
    return Known(kind, number, name, issued_on, found.number if found else None)


def _remember(reading: Reading, mention: Mention, known: Known, memory: Memory) -> None:
    memory.known.pop(known, None)
    memory.known[known] = None
    alias = _ALIAS.match(reading.lower, mention.end)
    if alias:
        memory.aliases[" ".join(alias["alias"].split())] = known


def _amending(number: str, registry: Registry) -> str:
    found = registry.find(number)
    return found.number if found else number


def _units(mention: Mention, known: Known | None, relative: bool, context: Context) -> tuple[LawUnit, ...]:
    law = known.resolved or "" if known else ""
    own = own_place(context.path) if known is None else Place()
    units: list[LawUnit] = []
    for named in mention.places:
        article = own.article if named.article in {THIS, None} and relative else named.article
        clause = named.clause
        if clause == THIS or (clause is None and named.point and article == own.article and named.article is None):
            clause = own.clause
        point = own.point if named.point == THIS else named.point
        units.append(LawUnit(law, article if article != THIS else None, clause, point, named.paragraph))
    return tuple(dict.fromkeys(units))


def own_place(path: str) -> Place:
    """The article, clause and point that a provision path stands in: "kem-theo/dieu-5/khoan-2/diem-dd" → 5, 2, đ."""
    parts = dict(part.split("-", 1) for part in path.split("/") if "-" in part)
    point = parts.get("diem")
    return Place(parts.get("dieu"), parts.get("khoan"), "đ" if point == "dd" else point)
