"""What the learned readers of the checks see of a sentence: words and word pairs, with numbers masked and places told apart.

The same counts serve fitting and reading. A name is a short string ("S ban giám", "L chậm", "H niêm yết", "unit=day"); no text
is kept, and no figure: whether a quantity is right is compared elsewhere.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from pipeline.checks.compare import unit_class
from pipeline.records import Norm, Setting

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_WINDOW = 8  # words on either side of a quantity that are told apart from the rest of the sentence
_HEADINGS = 3


def words_of(folded: str) -> list[str]:
    """Words of a folded text with every number as "0"."""
    return _WORD.findall(_DIGITS.sub("0", folded))


def _pairs(prefix: str, words: Sequence[str]) -> Iterable[str]:
    yield from (f"{prefix} {word}" for word in words)
    yield from (f"{prefix} {one} {two}" for one, two in itertools.pairwise(words))


def mask(folded: str, quantities: Iterable[tuple[int, int, str]], offset: int = 0) -> str:
    """``folded`` with each quantity (start, end, unit class; positions minus ``offset``) as one word "qshare", "qtime" …"""
    out, cursor = [], 0
    for start, end, kind in sorted(quantities):
        start, end = max(start - offset, cursor), end - offset
        if end <= cursor or start >= len(folded):
            continue
        out += [folded[cursor:start], f" q{kind} "]
        cursor = end
    return "".join([*out, folded[cursor:]])


def quantity_features(
    sentence: str,
    quantity: Norm,
    start: int,
    others: Iterable[tuple[int, int, str]],
    headings: Sequence[str],
    setting: Setting | None,
) -> set[str]:
    """Features of one quantity: ``sentence`` folded, beginning at ``start`` of the provision as ``quantity``'s positions do.

    ``headings`` folded, nearest first; ``others`` as for ``mask``.
    """
    spans = list(others)
    left = mask(sentence[: quantity.start - start], spans, start)
    right = mask(sentence[quantity.end - start :], spans, quantity.end)
    before, after = words_of(left), words_of(right)
    kind = unit_class(quantity.unit)
    found = {
        f"class={kind}",
        f"unit={quantity.unit}",
        f"unit={quantity.unit} aspect={quantity.aspect}",
        f"operator={quantity.operator}",
        f"aspect={quantity.aspect}",
        f"setting={setting}",
        f"denominator={quantity.denominator}",
        f"condition={quantity.condition}",
    }
    found.update(_pairs("S", [*before, f"q{kind}", *after]))
    found.update(_pairs("L", before[-_WINDOW:]))
    found.update(_pairs("R", after[:_WINDOW]))
    if before:
        found.add(f"L1 {' '.join(before[-2:])}")
    if after:
        found.add(f"R1 {' '.join(after[:2])}")
    found.update(f"{setting} {word}" for word in before + after)
    for heading in headings[:_HEADINGS]:
        found.update(_pairs("H", words_of(heading)))
    return found


def sentence_features(sentence: str, headings: Sequence[str], setting: Setting | None) -> set[str]:
    """Features of a sentence whose wording is judged: words, pairs, triples and open pairs (one or two words between)."""
    words = words_of(sentence)
    found = set(_pairs("S", words))
    found.update(f"S {' '.join(three)}" for three in zip(words, words[1:], words[2:], strict=False))
    for gap in (2, 3):
        found.update(f"G {one} {two}" for one, two in zip(words, words[gap:], strict=False))
    found.update(f"B {word}" for word in words[:3])
    for heading in headings[:_HEADINGS]:
        found.update(f"H {word}" for word in words_of(heading))
    found.add(f"setting={setting}")
    return found
