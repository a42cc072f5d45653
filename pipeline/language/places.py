"""Places inside an instrument: "các khoản 1, 2 và 6 Điều 15" → three places.

The grammar works on runs of mentions of a level (đoạn, điểm, khoản, điều) in either order: upwards as drafted in Vietnamese
("điểm a khoản 1 Điều 19") or downwards ("Điều 19 khoản 1"). Chapters and sections are read over: they carry no unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of điểm in drafting order: no f, j, w, z."""

THIS = "này"
"""Stands for the unit that the text itself is in: "khoản này"."""

_LONGEST_RANGE = 120
# A number followed by one of these is a quantity, not one more item of a list: "Điều 5, 30 ngày".
_NOT_QUANTITY = (
    r"(?![\d]|[/.,]\d|\s*%|\s+(?:ngày|tháng|năm|người|hộ|lần|thành\sviên|tuần|giờ|đại\sbiểu|triệu|tỷ|đồng|thôn|xã|nhóm|"
    r"tiêu\schí|nội\sdung)\b)"
)
_LETTER = rf"[{POINT_LETTERS}](?:\d{{1,2}})?(?![\w])\)?"
_NUMBER = rf"[1-9]\d{{0,2}}[a-zđ]?(?!\w){_NOT_QUANTITY}"
_BETWEEN = r"(?:\s*[,;]\s*(?:và\s+)?|\s+và\s+|\s+hoặc\s+|\s*-\s*|\s+đến\s+|\s+tới\s+)"
_SECTION = r"(?:[ivxlc]{1,6}|\d{1,2})(?!\w)"
_LEAD = re.compile(r"(?<!\w)(?:(?:các|những)\s+)?(?:từ\s+)?$")
_ATOM_START = re.compile(r"đi[ểếềêu]|đo|kho|khỏan|diều|tiết|tiểu mục|mục|chương|phần|phụ lục")
_ATOM = re.compile(
    rf"""
    (?<!\w)(?:
      (?P<point>điểm|điếm)\s+(?:
        (?P<this_point>này) | (?P<points>{_LETTER}(?:{_BETWEEN}{_LETTER})*) | \d{{1,2}}(?=\s*,?\s*(?:khoản|mục|điều)\s)
      )
    | (?P<level>khoản|khoàn|khỏan|điều|điêu|diều|đoạn|tiết)\s+(?:thứ\s+)?(?:
        (?P<this>này) | (?P<items>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*) | [{POINT_LETTERS}]\d?(?=\s+(?:khoản|điểm)\s)
      )
    | (?P<section>tiểu\ mục|mục|chương|phần|phụ\ lục)\s+(?:này|{_SECTION}(?:{_BETWEEN}{_SECTION})*)
    )(?!\w)
    """,
    re.VERBOSE,
)
_JOINT = re.compile(
    r"\s*(?:[,;]\s*)?(?P<joint>(?:và|hoặc|đến|tới|của|thuộc|các|từ|tại|cũng như|-|quy định tại|\s)*)\s*", re.UNICODE
)
_LEVELS = {"khoản": "clause", "khoàn": "clause", "khỏan": "clause", "điều": "article", "điêu": "article", "diều": "article"}
_ITEM = re.compile(r"(?<!\w)(?:[1-9]\d{0,2}[a-zđ]?|[a-zđ]\d{0,2})(?!\w)")
_RANGE = re.compile(r"-|đến|tới")


@dataclass(frozen=True, slots=True)
class Place:
    """One place, outermost first; ``THIS`` where the text says "này". An article None means: not said."""

    article: str | None = None
    clause: str | None = None
    point: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """A run of mentions that names places together, e.g. "điểm a khoản 1, khoản 2 Điều 5 và Điều 7"."""

    start: int
    end: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    level: str
    items: tuple[str, ...]


def find_places(lower: str, breaks: frozenset[int] = frozenset()) -> tuple[PlaceGroup, ...]:
    """All groups of a folded text, in order. ``breaks``: offsets at which a group must not run on (an instrument starts)."""
    groups: list[list[_Atom]] = []
    previous_end = -1
    joints: dict[int, str] = {}
    for begin in _ATOM_START.finditer(lower):
        match = _ATOM.match(lower, begin.start())
        if match is None or match.start() < previous_end:
            continue
        atom = _atom(lower, match)
        if _is_heading(lower, match):
            previous_end = -1
            continue
        gap = lower[previous_end : atom.start] if previous_end >= 0 else None
        if (
            gap is not None
            and len(gap) < 24
            and _JOINT.fullmatch(gap)
            and not any(previous_end <= b <= atom.start for b in breaks)
        ):
            joints[atom.start] = gap
            groups[-1].append(atom)
        else:
            groups.append([atom])
        previous_end = atom.end
    return tuple(
        PlaceGroup(atoms[0].start, atoms[-1].end, places)
        for atoms in groups
        if (places := _places(atoms, joints)) or any(atom.level == "section" for atom in atoms)
    )


def expand(items: str) -> tuple[str, ...]:
    """Items of a list with its ranges written out: "1, 2 và 6" → 1 2 6; "a đến d" → a b c d; "7 - 12" → 7 … 12."""
    found = list(_ITEM.finditer(items))
    out: list[str] = []
    for index, match in enumerate(found):
        item = match.group()
        if index and _RANGE.search(items[found[index - 1].end() : match.start()]):
            out.extend(_between(out[-1], item))
        out.append(item)
    return tuple(out)


def _between(first: str, last: str) -> tuple[str, ...]:
    """What lies strictly between two items; nothing where they make no rising range."""
    if first.isdigit() and last.isdigit():
        low, high = int(first), int(last)
        return tuple(str(n) for n in range(low + 1, high)) if 0 < high - low <= _LONGEST_RANGE else ()
    if first in POINT_LETTERS and last in POINT_LETTERS:
        return tuple(POINT_LETTERS[POINT_LETTERS.index(first) + 1 : POINT_LETTERS.index(last)])
    return ()


def _atom(lower: str, match: re.Match[str]) -> _Atom:
    lead = _LEAD.search(lower, max(0, match.start() - 14), match.start())
    start = lead.start() if lead else match.start()
    if match["section"]:
        return _Atom(start, match.end(), "section", ())
    if match["point"]:
        items = (THIS,) if match["this_point"] else expand(match["points"]) if match["points"] else ()
        return _Atom(start, match.end(), "point", items)
    level = _LEVELS.get(match["level"], "paragraph" if match["level"] == "đoạn" else "other")
    items = (THIS,) if match["this"] else expand(match["items"]) if match["items"] else ()
    return _Atom(start, match.end(), level, items)


def _is_heading(lower: str, match: re.Match[str]) -> bool:
    """ "Điều 5. Niêm yết" at the start of the text or of a quotation names the unit itself; it refers to nothing."""
    if match["section"] or match["level"] not in {"điều", "điêu", "diều"}:
        after = lower[match.end() : match.end() + 2]
        return bool(match["section"]) and not lower[: match.start()].strip(' "“*#') and not after.startswith(" c")
    before = lower[: match.start()].rstrip(" *#_")
    if before and before[-1] not in "“\"'‘.;:)/":
        return False
    return lower[match.end() : match.end() + 1] in {".", ":"} or (
        not before and lower[match.end() :].lstrip(" *").startswith(".")
    )


def _places(atoms: list[_Atom], joints: dict[int, str]) -> tuple[Place, ...]:
    """Places of one run: inner levels wait for the outer level that follows them."""
    out: list[Place] = []
    points: list[str] = []
    clauses: list[Place] = []
    paragraph: int | None = None
    latest_level = ""
    for atom in atoms:
        ranged = bool(_RANGE.search(joints.get(atom.start, ""))) and atom.level == latest_level
        items = list(atom.items)
        if atom.level == "paragraph" and items and items[0].isdigit():
            paragraph = int(items[0])
        elif atom.level == "point":
            if ranged and points and items:
                points.extend(_between(points[-1], items[0]))
            points.extend(items)
        elif atom.level == "clause":
            if ranged and clauses and items and clauses[-1].clause:
                clauses.extend(Place(clause=number) for number in _between(clauses[-1].clause, items[0]))
            for item in items:
                clauses.extend(Place(clause=item, point=point, paragraph=paragraph) for point in points or [None])  # type: ignore[list-item]
            points, paragraph = [], None
        elif atom.level == "article":
            if ranged and out and items and out[-1].article:
                out.extend(Place(article=number) for number in _between(out[-1].article, items[0]))
            for item in items:
                inner = clauses or [Place(point=point) for point in points] or [Place(paragraph=paragraph)]
                out.extend(Place(item, place.clause, place.point, place.paragraph) for place in inner)
            points, clauses, paragraph = [], [], None
        latest_level = atom.level
    rest = clauses or [Place(point=point) for point in points]
    if rest and len(out) == 1 and out[0].clause is None and out[0].point is None:
        # Downwards: "Điều 19 khoản 1"; points named last stand under the clauses before them.
        article = out.pop().article
        if clauses and points:
            rest = [Place(clause=clauses[-1].clause, point=point) for point in points]
        out.extend(Place(article, place.clause, place.point, place.paragraph) for place in rest)
    elif rest:
        out.extend(rest)
    return tuple(dict.fromkeys(out))
