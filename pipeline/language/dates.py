"""Dates as Vietnamese documents write them: "ngày 14 tháng 8 năm 2023", "14/8/2023", "14-8-2023", "năm 2022"."""

from __future__ import annotations

import re
from datetime import date

DAY = (
    r"(?:ngày\s*)?(?P<day>\d{1,2})\s*"
    r"(?:[/.-]\s*(?P<m1>\d{1,2})\s*[/.-]\s*|tháng\s*(?P<m2>\d{1,2})\s*,?\s*năm\s*)(?P<year>(?:19|20)\d\d)(?!\d)"
)
DATE = re.compile(DAY)
YEAR = re.compile(r"năm\s+(?P<year>(?:19|20)\d\d)(?!\d|\s*-)")


def to_date(match: re.Match[str]) -> date | None:
    """The day of a ``DATE`` match, None for a day that no calendar has ("31/02/2020", a scanning error)."""
    try:
        return date(int(match["year"]), int(match["m1"] or match["m2"]), int(match["day"]))
    except ValueError:
        return None
