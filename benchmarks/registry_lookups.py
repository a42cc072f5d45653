"""How many citations of real provincial documents does the registry of instruments resolve, and what is left unknown?

    python benchmarks/registry_lookups.py ../shared/data/provincial [--sample 200]

Citations are read here by a plain expression, not by the language room. Documents whose file name begins with 0–7 were used to
write the registry; the sample comes from the others (8–f). Sampling is by hash of file and place, so it never changes.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.law.naming import date_in
from pipeline.law.numbering import clean, read_number
from pipeline.law.registry import load_registry
from pipeline.records import InForce

_TYPE = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Kết luận)"
_NUMBERED = re.compile(
    rf"{_TYPE}(?:\s(?!số)[^;.:()]{{1,80}}?)?\s+(?:số:?\s*)?"
    r"\d{1,5}(?:-[A-ZĐ]{2,4}/[A-ZĐ]{2,}|(?:/\d{4})?/[A-ZĐ][\wĐđƯư]*(?:\s?[-–]\s?[A-ZĐƯ][\wĐđƯư]*)*)"
    r"(?:\s*,?\s*ngày\s+\d{1,2}(?:[/.-]\d{1,2}[/.-]|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4})?"
)
_NAMED = re.compile(
    r"(?:Bộ luật|Luật|Pháp lệnh) (?!số|này|sửa)[A-ZĐ][^;.:()\d]{3,120}?\s"
    r"(?:ngày\s+\d{1,2}(?:[/.-]\d{1,2}[/.-]|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4}|năm\s+\d{4})"
)


@dataclass(frozen=True)
class Cited:
    """A citation as printed, with the kind of instrument: central, named, party, local, undated (number without a year)."""

    file: str
    text: str
    kind: str


def citations(folder: Path) -> Iterator[Cited]:
    """All citations of the documents in ``folder`` whose file name begins with 8–f, document by document."""
    for file in sorted(folder.glob("*.md")):
        if file.name[0] < "8":
            continue
        text = clean(re.sub(r"[*_|]+", "", file.read_text(encoding="utf-8")))
        spans: list[tuple[int, int]] = []
        for match in _NUMBERED.finditer(text):
            spans.append(match.span())
            yield Cited(file.name, match[0], kind_of(match[0]))
        for match in _NAMED.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in spans):
                yield Cited(file.name, match[0], "named")


def kind_of(citation: str) -> str:
    read = read_number(citation)
    if read is None:
        return "named"
    if read.party:
        return "party"
    if re.search(r"UBND|HĐND|(?:QĐ|CT)-UB$|BCĐ|^QĐ-S|TTPVHCC", read.symbol) or read.symbol.startswith(
        ("KH", "TTr", "BC", "CV")
    ):
        return "local"
    return "central" if read.year else "undated"


def sample(found: list[Cited], size: int) -> list[Cited]:
    def rank(item: tuple[int, Cited]) -> str:
        return hashlib.sha256(f"{item[1].file}#{item[0]}#{item[1].text}".encode()).hexdigest()

    return [cited for _, cited in sorted(enumerate(found), key=rank)[:size]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2025, 12, 1))
    options = parser.parse_args()
    registry = load_registry()
    drawn = sample(list(citations(options.folder)), options.sample)
    totals: Counter[str] = Counter()
    resolved: Counter[str] = Counter()
    known: Counter[str] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    for cited in drawn:
        item = registry.find(cited.text, date_in(cited.text)) if cited.kind != "named" else registry.find_by_name(cited.text)
        totals[cited.kind] += 1
        if item is None:
            read = read_number(cited.text)
            unknown[(cited.kind, read.canonical if read else cited.text)] += 1
            continue
        resolved[cited.kind] += 1
        known[cited.kind] += registry.status(item, options.as_of).status is not InForce.UNKNOWN
    print(f"{len(drawn)} citations, registry of {len(registry)} instruments, status on {options.as_of}\n")
    print("| kind | citations | resolved | status known |\n|---|---|---|---|")
    for kind in sorted(totals):
        print(f"| {kind} | {totals[kind]} | {resolved[kind]} | {known[kind]} |")
    print(f"| all | {totals.total()} | {resolved.total()} | {known.total()} |\n\n| unknown | kind | times |\n|---|---|---|")
    for (kind, text), times in sorted(unknown.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        print(f"| {text} | {kind} | {times} |")


if __name__ == "__main__":
    main()
