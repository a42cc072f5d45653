"""Places inside an article's wording: which paragraph is khoản 2, điểm b, đoạn 3; and the wording at one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.records import LawClause, LawPoint, LawUnit

_CLAUSE = re.compile(r"\W*(\d{1,2}[a-zđ]?)\.\s+")
_POINT = re.compile(r"\W*([a-zđ]\d?)\)\s+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph stands: ``paragraph`` counts from 1 in its clause before the points, or in its point."""

    clause: str | None
    point: str | None
    paragraph: int


def spots(paragraphs: Iterable[str]) -> list[Spot]:
    """The place of each paragraph of an article, title excluded, in order."""
    result: list[Spot] = []
    clause: str | None = None
    point: str | None = None
    count = 0
    for paragraph in paragraphs:
        if match := _CLAUSE.match(paragraph):
            clause, point, count = match[1], None, 1
        elif match := _POINT.match(paragraph):
            point, count = match[1], 1
        else:
            count += 1
        result.append(Spot(clause, point, count))
    return result


def wording_at(text: str, unit: LawUnit) -> str | None:
    """The part of an article's wording that ``unit`` names, one paragraph a line; all of it for the article, None if there is
    no such place. ``đoạn`` counts before the points of a clause, as citations do."""
    lines = text.split("\n")

    def inside(spot: Spot) -> bool:
        if unit.clause is not None and spot.clause != unit.clause:
            return False
        if unit.point is not None and spot.point != unit.point:
            return False
        return unit.paragraph is None or (spot.paragraph == unit.paragraph and (spot.point is None or unit.point is not None))

    return "\n".join(line for line, spot in zip(lines, spots(lines), strict=True) if inside(spot)) or None


def clauses_of(paragraphs: Sequence[str]) -> tuple[LawClause, ...]:
    """The clauses and points of an article, each with its wording in place of a gist; one clause without number for an article
    that has none. Text before the first clause is the article's lead and belongs to no clause."""
    placed = list(zip(spots(paragraphs), paragraphs, strict=True))
    numbered = any(spot.clause for spot, _ in placed)
    found: list[LawClause] = []
    for number, group in groupby(placed, key=lambda pair: pair[0].clause):
        if number is None and numbered:
            continue
        members = list(group)
        own = [_CLAUSE.sub("", text, count=1) for spot, text in members if spot.point is None]
        points = [
            LawPoint(letter, "\n".join(_POINT.sub("", text, count=1) for _, text in parts))
            for letter, parts in groupby((m for m in members if m[0].point), key=lambda pair: pair[0].point or "")
        ]
        found.append(LawClause(number, "\n".join(own), tuple(points), tuple(own) if len(own) > 1 else ()))
    return tuple(found)
