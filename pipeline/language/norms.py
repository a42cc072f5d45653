"""From quantities to norms: what is regulated (``aspects``), by whom and against what (``parties``).

A lead time turns its operator: "chậm nhất 07 ngày trước ngày họp" says at least seven days before, ``>=`` with the condition
``before``. No operator is invented: a plain "15 ngày" is ``=``; only "trong …" of a deadline is ``<=``, which is what it says.
"""

from __future__ import annotations

import re

from pipeline.language.aspects import Surroundings, aspect_of
from pipeline.language.parties import actor_of, denominator_of
from pipeline.language.quantities import Quantity, find_quantities
from pipeline.language.reading import Reading
from pipeline.records import Aspect, Norm, Operator

_REACH = 700  # characters; sentences of the law are long, tables read as text have no end
_SENTENCE_BREAK = re.compile(r"[;\n]|[.!?](?=\s|$)")
_EXCEPTION = re.compile(
    r"trừ\s+(?:các\s+)?(?:trường hợp|khi|nội dung)[^.;]{0,160}|(?:pháp luật|luật) (?:có |chuyên ngành có )?quy định khác"
)
_WITHIN = re.compile(r"trong\s*(?:vòng|thời hạn|thời gian|hạn)?\s*$")


def find_norms(reading: Reading, covered: tuple[tuple[int, int], ...] = ()) -> tuple[Norm, ...]:
    """Norms of a text, in order. ``covered``: ranges of the view that belong to citations. Spans are of the original text."""
    lower = reading.lower
    quantities = find_quantities(lower, covered)
    out: list[Norm] = []
    for index, quantity in enumerate(quantities):
        floor = quantities[index - 1].end if index else 0
        ceiling = quantities[index + 1].start if index + 1 < len(quantities) else len(lower)
        norm = _norm(reading, quantity, floor, max(ceiling, quantity.end))
        if norm is not None:
            out.append(norm)
    return tuple(out)


def _norm(reading: Reading, quantity: Quantity, floor: int, ceiling: int) -> Norm | None:
    lower = reading.lower
    left, right = _sentence(lower, quantity.start, quantity.end)
    before = lower[max(left, floor) : quantity.start]
    after = lower[quantity.end : min(right, ceiling)]
    around = Surroundings(before, after, lower[left : quantity.start], lower[quantity.end : right])
    decided = aspect_of(quantity, around)
    if decided is None:
        return None
    aspect, condition = decided
    operator = quantity.operator
    if condition == "before" and operator is Operator.LE and re.match(r"chậm|muộn", quantity.cue):
        operator = Operator.GE
    elif aspect is Aspect.DEADLINE and operator is Operator.EQ and condition is None and _WITHIN.search(before):
        operator = Operator.LE
    sentence = lower[left:right]
    exception = _EXCEPTION.search(sentence)
    start, end = reading.span(quantity.start, quantity.end)
    return Norm(
        aspect=aspect,
        operator=operator,
        value=quantity.value,
        unit=quantity.unit,
        upper=quantity.upper,
        denominator=denominator_of(before, after, aspect) if quantity.unit == "share" else None,
        actor=actor_of(lower[left : quantity.start], lower[quantity.end : right], aspect in {Aspect.TERM, Aspect.COUNT}),
        condition=condition,
        exception=exception.group().strip() if exception else None,
        start=start,
        end=end,
    )


def _sentence(lower: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``[start, end)``, within a bounded reach; the full stop of a label ("1. Niêm yết") ends none."""
    left = first = max(0, start - _REACH)
    for match in _SENTENCE_BREAK.finditer(lower, first, start):
        label = match.group() == "." and match.start() <= left + 4 and lower[left : match.start()].strip().isdigit()
        left = left if label else match.end()
    right = _SENTENCE_BREAK.search(lower, end, end + _REACH)
    return left, right.start() if right else min(len(lower), end + _REACH)
