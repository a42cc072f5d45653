"""`conflicting-norm` against a law whose norms nobody has stated: quantities that the program read from the user's copy.

The corpus's topics know what a quantity of Law 10/2022/QH15 speaks of. For another law there are none, so two things must agree
instead: the matcher places the provision at the norm's article, and the words around the two quantities are largely the same.
What is found is a hint for a person: its norm is unverified, its severity is never high.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.checks.cite import place_en, place_vi, quantity_en, quantity_vi
from pipeline.checks.compare import Comparison, Verdict, compare, unit_class
from pipeline.checks.judge import caution_sentences, find, law_side, law_version
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence, fold
from pipeline.law.copied import READ_FROM_COPY
from pipeline.records import Action, Explanation, Finding, Kind, LawNorm, Norm, Provision, Severity, Status

NAME = "conflicting-copy"

_PLACED = 0.5  # probability of the norm's article
_ALIKE = 0.6  # share of the shorter side's words that stand on both sides
_SHARED = 4  # words, at least
_AROUND = 110  # characters on each side of a quantity that say what it is about
_WORD = re.compile(
    r"(?!(?:và|của|các|có|được|trong|cho|theo|từ|là|với|tại|ở|đến|khi|về|do|này|đó|những|một|để|phải|không|hoặc|bằng|trên|thì|ngày|điều"
    r"|khoản|điểm|việc|quy|định|thực|hiện)\b)\b[^\W\d_]{2,}"
)  # a word that says what a quantity is about


@dataclass(frozen=True, slots=True)
class Placed:
    """A quantity of the document and the norm of the copy that speaks of the same thing; ``likeness`` of their words 0 … 1."""

    provision: Provision
    quantity: Norm
    sentence: Sentence
    norm: LawNorm
    comparison: Comparison
    likeness: float


@check(NAME, Kind.CONFLICTING_NORM, needs=("norms", "alignments"), severity=Severity.MEDIUM)
def check_copy(reading: Reading) -> Iterable[Finding]:
    """Quantities that contradict one that the program read from the law's imported copy."""
    if reading.factual or reading.lapsed:
        return
    for placed in placed_quantities(reading):
        if placed.comparison.verdict is Verdict.CONFLICT and not is_past_fact(placed.sentence):
            yield _finding(reading, placed)


def placed_quantities(reading: Reading) -> Iterator[Placed]:
    """Every quantity that finds its norm in the copy, the likest one first where several fit. Nothing for a law of the corpus."""
    read = [norm for norm in reading.case.law.norms if norm.source == READ_FROM_COPY]
    if not read:
        return
    for provision in reading.judged():
        near = [norm for norm in read if reading.vouches(provision, norm.unit.article) >= _PLACED]
        for quantity in reading.quantities(provision) if near else ():
            sentence = reading.sentence_at(provision, quantity.start)
            own = _words(sentence.folded, quantity.start - sentence.start, quantity.end - sentence.start)
            fitting = [
                (likeness, norm)
                for norm in near
                if norm.norm.aspect is quantity.aspect
                and unit_class(norm.norm.unit) == unit_class(quantity.unit)
                and (likeness := _likeness(own, _words(fold(norm.gist_vi), norm.norm.start, norm.norm.end))) >= _ALIKE
            ]
            if fitting:
                likeness, norm = max(fitting, key=lambda item: item[0])
                words = sentence.folded[max(0, quantity.start - sentence.start - 25) : quantity.end - sentence.start + 12]
                yield Placed(
                    provision, quantity, sentence, norm, compare(quantity, norm.norm, norm.direction, words, (), ()), likeness
                )


def _words(folded: str, start: int, end: int) -> frozenset[str]:
    around = f"{folded[max(0, start - _AROUND) : start]} {folded[end : end + _AROUND]}"
    return frozenset(_WORD.findall(around))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _SHARED else 0.0


def _finding(reading: Reading, placed: Placed) -> Finding:
    norm, side = placed.norm, law_side(placed.norm)
    local = placed.provision.text[placed.quantity.start : placed.quantity.end]
    note_vi, note_en = caution_sentences(side.cautions)
    dated_vi, dated_en = law_version(reading)
    said = norm.gist_vi.rstrip(".;: ")
    return find(
        reading,
        placed.provision,
        (placed.quantity.start, placed.quantity.end),
        check=NAME,
        kind=Kind.CONFLICTING_NORM,
        aspect=norm.norm.aspect,
        status=Status.CONTRADICTED,
        action=Action.AMEND,
        severity=Severity.MEDIUM,
        confidence=0.95 * placed.comparison.certainty * (0.75 + 0.25 * placed.likeness),
        explanation=Explanation(
            vi=f"Văn bản quy định “{local}”; {place_vi(norm.unit)} quy định {quantity_vi(norm.norm)}: “{said}”. Định mức này do chương "
            f"trình đọc từ bản sao đã đưa vào; cần người rà soát đối chiếu trước khi kết luận. {dated_vi} {note_vi}".strip(),
            en=f"The document says “{local}”; {place_en(norm.unit)} says {quantity_en(norm.norm)}: “{said}”. The program read this norm "
            f"from the imported copy; a person must compare before concluding. {dated_en} {note_en}".strip(),
        ),
        law=side,
        sentence=placed.sentence,
    )
