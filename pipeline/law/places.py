"""Provinces, districts and communes merged or renamed on 1 July 2025: what an old place is called now.

The table is underthesea's (10,602 old units); it guesses silently where it does not know a commune, so a conversion counts here
only where the library reports it as complete, or where nothing but a province was asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.law.numbering import clean


@dataclass(frozen=True, slots=True)
class Successor:
    """An old place and the unit it belongs to since 1 July 2025. ``renamed`` is False where the name stayed."""

    old: str
    new: str
    renamed: bool


def successor(place: str) -> Successor | None:
    """The present name of "tỉnh Bắc Giang" or "phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"; None where it is not known.

    A commune must be given with its district and province; a district alone has no successor.
    """
    from underthesea import convert_address  # loads its table of units: only when asked

    place = clean(place)
    found = convert_address(place)
    state = getattr(found.status, "value", str(found.status))
    province_only = found.note == "Province-only conversion" and not re.search(
        r"\b(?:huyện|quận|thị xã|xã|phường|thị trấn)\b", place, re.I
    )
    if state != "success" and not (province_only and found.new.province):
        return None
    return Successor(place, found.converted, clean(found.converted).lower() != place.lower())
