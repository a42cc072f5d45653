"""Codes → words of the reports, in Vietnamese or English, from ``wording.yaml`` and ``phrases.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from pipeline.errors import CorpusError
from pipeline.records import Explanation, LawUnit, ReadStatus

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

# Beginning of the last part of a symbol → phrase with the type's name; "NQLT" before "NQ".
_TYPES = (
    ("NQLT", "name-joint-resolution"),
    ("NQ", "name-resolution"),
    ("NĐ", "name-decree"),
    ("PL", "name-ordinance"),
    ("QĐ", "name-decision"),
    ("TT", "name-circular"),
)

_Table = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language. Every method is pure; nothing here is escaped for a file format."""

    lang: Language
    table: _Table

    def of(self, group: str, code: str) -> str:
        """Word for a code. An unknown code is returned as it is: a report never hides what it cannot name."""
        entry = self.table.get(group, {}).get(code)
        return entry[self.lang] if entry else code

    def reason(self, code: str) -> str:
        """Words of a reason code; one with a colon ("needs-a-person:no-value") carries a detail, itself a code or an id."""
        head, _, detail = code.partition(":")
        known = self.table["reason"].get(head)
        return known[self.lang].replace("{detail}", self.of("reason", detail)) if known and detail else self.of("reason", code)

    def law_name(self, number: str, title: str) -> str:
        """``Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15``; decrees and the like by type and number, as papers cite them.

        The type is read off the symbol where the symbol tells it; "…/QH15" alone does not (a law or a resolution).
        """
        symbol = number.rpartition("/")[2]
        for mark, type_ in _TYPES:
            if symbol.startswith(mark):
                return self.phrase(type_, law=number)
        return self.phrase("law-name", title=title, law=number) if title else self.phrase("law-unnamed", law=number)

    def group(self, group: str) -> dict[str, str]:
        return {code: words[self.lang] for code, words in self.table.get(group, {}).items()}

    def phrase(self, key: str, **values: object) -> str:
        """Text of a paper or page; raises KeyError for a key that does not exist."""
        return self.table["phrase"][key][self.lang].format(**values)

    def has_phrase(self, key: str) -> bool:
        return key in self.table["phrase"]

    def explain(self, explanation: Explanation) -> str:
        return explanation.vi if self.lang == "vi" else explanation.en

    def date(self, day: date | None) -> str:
        """``01/7/2023`` (Nghị định 30/2020: zeros before days under 10, and before months 1 and 2); in English the ISO date."""
        if day is None:
            return ""
        if self.lang == "en":
            return day.isoformat()
        month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
        return f"{day.day:02d}/{month}/{day.year}"

    def number(self, value: int) -> str:
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.lang == "vi" else grouped

    def percent(self, share: float) -> str:
        """Share of one as a whole percentage, rounded down: 0.999 must not read as certainty."""
        return f"{int(share * 100 + 1e-9)}%"

    def place(self, unit: LawUnit) -> str:
        """``điểm a khoản 2 Điều 13`` without the instrument; empty where the unit names no article."""
        if self.lang == "vi":
            parts = [
                f"đoạn {unit.paragraph}" if unit.paragraph else "",
                f"điểm {unit.point}" if unit.point else "",
                f"khoản {unit.clause}" if unit.clause else "",
                f"Điều {unit.article}" if unit.article else "",
            ]
            text = " ".join(part for part in parts if part)
            return text[:1].upper() + text[1:]
        parts = [
            f"Article {unit.article}" if unit.article else "",
            f"clause {unit.clause}" if unit.clause else "",
            f"point {unit.point}" if unit.point else "",
            f"paragraph {unit.paragraph}" if unit.paragraph else "",
        ]
        return ", ".join(part for part in parts if part)


@cache
def _load() -> _Table:
    table: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for name in ("wording.yaml", "phrases.yaml"):
        for group, entries in yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8")).items():
            for code, words in entries.items():
                if set(words) != set(LANGUAGES):
                    raise CorpusError(
                        vi=f"{name}: mục {group}/{code} phải có đủ hai thứ tiếng vi và en.",
                        en=f"{name}: entry {group}/{code} must have both vi and en.",
                    )
            table[group] = entries
    return table


def load_wording(lang: Language) -> Wording:
    """Words of a language. Raises CorpusError where an entry lacks one of the two languages."""
    return Wording(lang, _load())


def failure(status: ReadStatus, reason: Explanation | None) -> Explanation | None:
    """Reason of a document that was not reviewed. Where the reader gave none, the status in words with its remedy."""
    if reason is not None or status is ReadStatus.REVIEWED:
        return reason
    vi, en = (f"{w.of('read_status', status)}. {w.of('remedy', status)}" for w in map(load_wording, LANGUAGES))
    return Explanation(vi, en)
