"""The numbers that Word writes itself: "Điều 1.", "a)", "-" of list styles exist only in numbering.xml (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its number format, its text ("Điều %1."), where it starts and which level restarts it."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # None: after any higher level; 0: never
    legal: bool = False
    style: str | None = None


@dataclass
class Numbering:
    """The lists of one document with their running counters."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # abstract list → level → look
    lists: dict[str, str] = field(default_factory=dict)  # numId → abstract list
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)  # numId → level → start
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def parse(cls, root: etree._Element | None) -> Numbering:
        """Read the root element of numbering.xml; None gives a document without lists."""
        numbering = cls()
        if root is None:
            return numbering
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for abstract in root.findall(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            numbering.levels[key] = {_level_index(level): _level(level) for level in abstract.findall(f"{W}lvl")}
            link = abstract.find(f"{W}numStyleLink")
            if link is not None:
                links[key] = link.get(f"{W}val", "")
            style = abstract.find(f"{W}styleLink")
            if style is not None:
                styles[style.get(f"{W}val", "")] = key
        for key, style_name in links.items():
            if style_name in styles:
                numbering.levels[key] = numbering.levels.get(styles[style_name], {})
        for num in root.findall(f"{W}num"):
            key = num.get(f"{W}numId", "")
            target = num.find(f"{W}abstractNumId")
            if target is None:
                continue
            abstract_key = target.get(f"{W}val", "")
            own = [over for over in num.findall(f"{W}lvlOverride") if over.find(f"{W}lvl") is not None]
            if own:
                changed = dict(numbering.levels.get(abstract_key, {}))
                for over in own:
                    changed[_level_index(over)] = _level(over.find(f"{W}lvl"))
                abstract_key = f"{abstract_key}/{key}"
                numbering.levels[abstract_key] = changed
            numbering.lists[key] = abstract_key
            for over in num.findall(f"{W}lvlOverride"):
                start = over.find(f"{W}startOverride")
                if start is not None:
                    numbering.overrides.setdefault(key, {})[_level_index(over)] = _integer(start.get(f"{W}val"), 1)
        return numbering

    def label(self, num_id: str, level: int) -> str:
        """The label of the next paragraph of list ``num_id`` at ``level``, counters moved on; "" where there is none."""
        abstract = self.lists.get(num_id)
        if abstract is None or level not in self.levels.get(abstract, {}):
            return ""
        looks = self.levels[abstract]
        counters = self._counters.setdefault(abstract, {})
        override = self.overrides.get(num_id, {})
        if level in override and (num_id, level) not in self._started:
            counters[level] = override[level] - 1
            for deeper in [one for one in counters if one > level]:
                del counters[deeper]
        self._started.add((num_id, level))
        counters[level] = counters.get(level, looks[level].start - 1) + 1
        for deeper in [one for one in counters if one > level]:
            restart = looks[deeper].restart if deeper in looks else None
            if restart is None or (restart != 0 and level < restart):
                del counters[deeper]
        for higher in range(level):
            if higher in looks and higher not in counters:
                counters[higher] = looks[higher].start
        look = looks[level]
        if look.format == "none":
            return _PLACE.sub("", look.text).strip()
        if look.format == "bullet":
            return look.text

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            form = looks[place].format if place in looks else "decimal"
            return render(counters.get(place, 1), "decimal" if look.legal else form)

        return _PLACE.sub(number, look.text)


def _level_index(element: etree._Element) -> int:
    return _integer(element.get(f"{W}ilvl"), 0)


def _level(element: etree._Element) -> Level:
    def value(name: str) -> str | None:
        child = element.find(f"{W}{name}")
        return None if child is None else child.get(f"{W}val")

    restart = value("lvlRestart")
    return Level(
        format=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        start=_integer(value("start"), 1),
        restart=None if restart is None else _integer(restart, 0),
        legal=element.find(f"{W}isLgl") is not None,
        style=value("pStyle"),
    )


def _integer(text: str | None, default: int) -> int:
    try:
        return max(-1_000_000, min(1_000_000, int(text))) if text is not None else default
    except ValueError:
        return default


def render(number: int, form: str) -> str:
    """``number`` in a Word number format: decimal, decimalZero, lowerLetter, upperLetter, lowerRoman, upperRoman."""
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("lowerLetter", "upperLetter") and 0 < number < 1000:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for value, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)
