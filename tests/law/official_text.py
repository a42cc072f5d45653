"""The official texts beside the repository, cut into units, and the quantities they name. For tests only."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FILES = {
    "10/2022/QH15": "10-2022-QH15.json",
    "59/2023/NĐ-CP": "59-2023-NĐ-CP.json",
    "61/2023/NĐ-CP": "61-2023-NĐ-CP.json",
}
CODIFIED = {"45/2019/QH14": "20.2.LQ.", "145/2020/NĐ-CP": "20.2.NĐ.3."}  # ids in the codification of heading 20.2
_ATTACHED = re.compile(r"^Phu luc_ban hanh kem theo")  # a file name the codification leaves at the end of an article


@dataclass(frozen=True)
class Passage:
    """A paragraph of an article with its place; ``paragraph`` counts the unnumbered ones of a clause from 1."""

    law: str
    article: str
    clause: str | None
    point: str | None
    paragraph: int
    text: str

    @property
    def place(self) -> str:
        parts = [f"Điều {self.article}"]
        parts += [f"khoản {self.clause}"] if self.clause else []
        parts += [f"điểm {self.point}"] if self.point else []
        return " ".join(parts)


def official(law: str) -> list[dict[str, str]]:
    """The articles of an official text in order of number; skips the test where the text is not at hand."""
    file = SHARED / "law" / FILES[law] if law in FILES else SHARED / "phap-dien" / "train-articles.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"official text not at hand: ../shared/data/{file.parent.name}/{file.name}")
    if law in FILES:
        articles = json.loads(file.read_text(encoding="utf-8"))["articles"]
    else:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines if f'"{CODIFIED[law]}' in line]
        numbers = [(item, item["id"].removeprefix(CODIFIED[law])) for item in found if item["id"].startswith(CODIFIED[law])]
        articles = [{**item, "article": number} for item, number in numbers if number.isdigit()]
    return sorted(
        ({**article, "title": clean(article["title"]), "text": clean(article["text"])} for article in articles),
        key=lambda article: int(article["article"]),
    )


def clean(text: str) -> str:
    """Without soft hyphens and no-break spaces; line breaks, which part paragraphs, stay."""
    return re.sub(r"[^\S\n]+", " ", text.replace("\u00ad", "")).strip()


def passages(law: str) -> list[Passage]:
    found: list[Passage] = []
    for article in official(law):
        clause: str | None = None
        point: str | None = None
        paragraph = 0
        for line in filter(None, map(str.strip, article["text"].split("\n"))):
            if _ATTACHED.match(line):
                continue
            if match := re.match(r"(\d+)\.\s+", line):
                clause, point, paragraph, line = match[1], None, 1, line[match.end() :]
            elif match := re.match(r"([a-zđ])\)\s+", line):
                point, line = match[1], line[match.end() :]
            elif point is None:
                paragraph += 1
            found.append(Passage(law, article["article"], clause, point, paragraph, line))
    return found


@dataclass(frozen=True)
class Quantity:
    """A number in a passage: its words, values (one, or both ends of a range) and unit; unit "" where it has none."""

    text: str
    values: tuple[Fraction, ...]
    unit: str
    start: int
    end: int


_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_UNITS = {
    r"ngày làm việc|làm việc ngày": "working-day",
    r"ngày": "day",
    r"tháng": "month",
    r"năm": "year",
    r"lần": "times",
    r"thành viên|người|đại diện|đại hộ|cán bộ|công dân": "person",
    r"hộ gia đình|hộ": "household",
    r"phiếu": "ballot",
    r"bản": "copy",
    r"thôn": "hamlet",
    r"trong các hình thức": "form",
}
_UNIT = "|".join(f"(?:{pattern})" for pattern in _UNITS)
_NUMBER = r"\d+|một|hai|ba|bốn|sáu|bảy|tám|chín|mười"
_QUANTITY = re.compile(
    rf"(?P<numerator>một|hai) phần (?P<divisor>ba)\b"
    rf"|(?P<percent>\d+)\s?%"
    rf"|(?P<low>\d+) đến (?P<high>\d+)(?= (?:{_UNIT})\b)"
    rf"|(?P<half_year>06 tháng một lần)"
    rf"|(?P<yearly>mỗi năm một lần|ít nhất một lần)"
    rf"|(?P<every>\d+) năm một lần"
    rf"|(?P<quarterly>từng quý)"
    rf"|lần thứ (?P<ordinal>hai|ba)\b"
    rf"|\b(?P<number>{_NUMBER})\b(?: \([^)]*\))?(?: (?P<unit>{_UNIT})\b)?",
)


def quantities(text: str) -> list[Quantity]:
    """Every number of a passage, in digits or words, in order."""
    return [_quantity(match) for match in _QUANTITY.finditer(text)]


def _quantity(match: re.Match[str]) -> Quantity:
    def made(unit: str, *values: Fraction | int) -> Quantity:
        return Quantity(match[0], tuple(map(Fraction, values)), unit, match.start(), match.end())

    if match["divisor"]:
        return made("share", Fraction(_WORDS[match["numerator"]], _WORDS[match["divisor"]]))
    if match["percent"]:
        return made("share", Fraction(int(match["percent"]), 100))
    if match["high"]:
        following = match.string[match.end() :].lstrip()
        return made(_unit_of(following), int(match["low"]), int(match["high"]))
    if match["half_year"]:
        return made("times/year", 2)
    if match["yearly"]:
        return made("times/year", 1)
    if match["every"]:
        return made("times/year", Fraction(1, int(match["every"])))
    if match["quarterly"]:
        return made("times/year", 4)
    if match["ordinal"]:
        return made("times", _WORDS[match["ordinal"]])
    number = match["number"]
    return made(_unit_of(match["unit"] or ""), _WORDS[number] if number in _WORDS else int(number))


def _unit_of(text: str) -> str:
    return next((unit for pattern, unit in _UNITS.items() if re.match(rf"(?:{pattern})\b", text)), "")
