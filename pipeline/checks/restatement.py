"""`restatement`: a provision that repeats the Law's own wording and adds nothing.

It can be told only against the official wording, which the corpus does not ship: without an import by the user
(``Article.official``) this check finds nothing, and the conformance matrix says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.checks.cite import place_en, place_vi
from pipeline.checks.judge import article_side, find
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.records import Action, Explanation, Finding, Kind, LawUnit, Severity, Status

NAME = "restatement"

_RUN = 6  # syllables in a row that count as the same wording
_SHARE = 0.85  # of the provision's runs that stand in the article
_SHORTEST = 20  # syllables


@check(NAME, Kind.RESTATEMENT, needs=("alignments",), severity=Severity.INFO)
def check_restatements(reading: Reading) -> Iterable[Finding]:
    """Provisions whose wording stands in the article they align with, where the official wording was imported."""
    for provision in reading.judged():
        alignment = reading.alignment(provision)
        if alignment is None or not alignment.candidates:
            continue
        unit = alignment.candidates[0].unit
        article = reading.case.law.article(unit.article or "", unit.law)
        if article is None or not article.official:
            continue
        share = shared_wording(provision.text, article.official)
        if share >= _SHARE:
            place = LawUnit(unit.law, unit.article)
            yield find(
                reading,
                provision,
                (0, len(provision.text)),
                check=NAME,
                kind=Kind.RESTATEMENT,
                status=Status.IMPLEMENTED,
                action=Action.KEEP,
                severity=Severity.INFO,
                confidence=min(0.7 + (share - _SHARE), 0.9),
                explanation=Explanation(
                    vi=f"Nội dung chép lại {place_vi(place)}, không có quy định riêng của địa phương. Không cần xử lý; khi "
                    "sửa văn bản nên "
                    "dẫn chiếu thay vì chép lại.",
                    en=f"The provision repeats {place_en(place)} and adds nothing local. No action; refer to the article when "
                    "amending.",
                ),
                law=article_side(reading.case.law, place),
            )


def shared_wording(text: str, official: str) -> float:
    """Share of the text's runs of six syllables that stand in ``official``; 0 for short texts."""
    own, law = _runs(text), set(_runs(official))
    return sum(run in law for run in own) / len(own) if len(own) >= _SHORTEST - _RUN + 1 else 0.0


def _runs(text: str) -> list[tuple[str, ...]]:
    syllables = re.findall(r"\w+", fold(text))
    return [tuple(syllables[i : i + _RUN]) for i in range(len(syllables) - _RUN + 1)]
