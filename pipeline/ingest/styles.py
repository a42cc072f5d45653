"""Word styles resolved along their inheritance: bold, italic, capitals, font, alignment, outline level, list membership."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.ingest.numbering import W

_HEADING_NAME = re.compile(r"(?:heading|tiêu đề)\s*([1-9])$", re.IGNORECASE)
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Look:
    """Properties of a run or a paragraph; None where nothing is said."""

    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    centered: bool | None = None
    outline: int | None = None  # 1-based
    list_id: str | None = None
    list_level: int | None = None

    def over(self, base: Look) -> Look:
        """This look laid over ``base``: what it says itself wins."""
        silent = {name: getattr(base, name) for name in Look.__slots__ if getattr(self, name) is None}
        return replace(self, **silent)


def run_look(properties: etree._Element | None) -> Look:
    """The look a ``w:rPr`` element states."""
    if properties is None:
        return Look()
    fonts = properties.find(f"{W}rFonts")
    font = None
    if fonts is not None:
        font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or fonts.get(f"{W}cs")
    return Look(
        bold=_switch(properties, "b"),
        italic=_switch(properties, "i"),
        capitals=_switch(properties, "caps"),
        hidden=_switch(properties, "vanish"),
        font=font,
    )


def paragraph_look(properties: etree._Element | None) -> Look:
    """The look a ``w:pPr`` element states for the paragraph itself."""
    if properties is None:
        return Look()
    align = properties.find(f"{W}jc")
    outline = properties.find(f"{W}outlineLvl")
    numbers = properties.find(f"{W}numPr")
    list_id = list_level = None
    if numbers is not None:
        identity, level = numbers.find(f"{W}numId"), numbers.find(f"{W}ilvl")
        list_id = identity.get(f"{W}val") if identity is not None else None
        list_level = _small(level.get(f"{W}val")) if level is not None else None
    level_number = _small(outline.get(f"{W}val")) if outline is not None else None
    return Look(
        centered=None if align is None else align.get(f"{W}val") == "center",
        outline=level_number + 1 if level_number is not None and level_number < 9 else None,
        list_id=list_id,
        list_level=list_level,
    )


def _switch(properties: etree._Element, name: str) -> bool | None:
    element = properties.find(f"{W}{name}")
    return None if element is None else element.get(f"{W}val", "1") not in _OFF


def _small(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() and len(text) < 4 else None


@dataclass
class Styles:
    """The styles of one document by id."""

    looks: dict[str, Look] = field(default_factory=dict)
    default: Look = field(default_factory=Look)
    paragraph_default: str | None = None

    @classmethod
    def parse(cls, root: etree._Element | None) -> Styles:
        """Read the root element of styles.xml; None gives a document without styles."""
        styles = cls()
        if root is None:
            return styles
        base = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        styles.default = run_look(base)
        own: dict[str, tuple[Look, str | None]] = {}
        for style in root.findall(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            look = paragraph_look(style.find(f"{W}pPr")).over(run_look(style.find(f"{W}rPr")))
            name = style.find(f"{W}name")
            heading = _HEADING_NAME.match(name.get(f"{W}val", "")) if name is not None else None
            if heading and look.outline is None:
                look = replace(look, outline=int(heading[1]))
            parent = style.find(f"{W}basedOn")
            own[key] = (look, parent.get(f"{W}val") if parent is not None else None)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                styles.paragraph_default = key
        for key in own:
            look, parent_key = own[key]
            seen = {key}
            while parent_key is not None and parent_key in own and parent_key not in seen:
                seen.add(parent_key)
                parent_look, next_key = own[parent_key]
                look = look.over(parent_look)
                parent_key = next_key
            styles.looks[key] = look
        return styles

    def of(self, style_id: str | None) -> Look:
        """The look of a style with all it inherits; an unknown style says nothing."""
        return self.looks.get(style_id or "", Look())
