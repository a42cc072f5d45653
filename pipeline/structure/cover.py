"""Nothing is lost: which characters of the source belong to no part of the document, and which to more than one.

What a character belongs to: a footnote provision or a leftover if it stands in one; else the provision, table row or header
field whose span holds it. A provision's own text is therefore its span without the leftovers and footnotes inside it (a page number
between two lines); the spans of provisions, rows and header fields never overlap, since children begin where their parent's own
text has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Document, ProvisionKind, SourceText


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ranges of ``SourceText.text`` with visible characters: in no part, and in more than one."""

    uncovered: tuple[tuple[int, int], ...]
    doubled: tuple[tuple[int, int], ...]


def coverage(source: SourceText, document: Document) -> Coverage:
    """Compare ``document`` with the text it was parsed from."""
    upper = [(x.span.start, x.span.end) for x in document.leftovers]
    upper += [(p.span.start, p.span.end) for p in document.provisions if p.kind is ProvisionKind.FOOTNOTE]
    lower = [(p.span.start, p.span.end) for p in document.provisions if p.kind is not ProvisionKind.FOOTNOTE]
    lower += [(f.span.start, f.span.end) for f in document.header]
    held = _merge(upper)
    doubled = [*_overlaps(upper), *_overlaps(lower)]
    doubled += [(a, b) for a, b in lower if _visible(source.text, _subtract([(a, b)], held)) == []]
    uncovered = _subtract([(0, len(source.text))], _merge([*upper, *lower]))
    return Coverage(tuple(_visible(source.text, uncovered)), tuple(_visible(source.text, doubled)))


def _merge(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _overlaps(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    reach = 0
    for start, end in sorted(ranges):
        if start < reach and start < end:
            found.append((start, min(end, reach)))
        reach = max(reach, end)
    return found


def _subtract(ranges: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    left: list[tuple[int, int]] = []
    for start, end in ranges:
        at = start
        for a, b in holes:
            if b <= at or a >= end:
                continue
            if a > at:
                left.append((at, a))
            at = max(at, b)
        if at < end:
            left.append((at, end))
    return left


def _visible(text: str, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges without outer blanks; ranges of blanks only fall away."""
    found = []
    for start, end in ranges:
        part = text[start:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            found.append((start + lead, start + len(part.rstrip())))
    return found
