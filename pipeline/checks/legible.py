"""How surely the words behind a finding were read: recognised text (OCR) lowers a finding's confidence, word by word.

The engine's figure for a word is no probability. ``_FACTORS`` follows the share of words that were right at that figure, measured
on rendered scans (docs/ingest.md, "Confidence of words"); real paper is worse, which the caution on the finding says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.records import Document, Finding, WordConfidence

CAUTION = "ocr-doubt"
_STEPS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9)  # lower bounds of the engine's figure …
_FACTORS = (0.35, 0.6, 0.75, 0.88, 0.94, 1.0)  # … and the factor for each; the last: as good as a text layer
_GUESSED = 0.9  # the encoding of the text was a guess
_FEWEST = 20  # words that a mean over a document needs


def lower(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    """``findings`` with their confidence lowered by the doubt about the words they rest on, and the caution for it.

    A finding on a passage goes by the worst of its conflicting words; one on the whole document, which rests on many words or on
    the absence of some, by the mean of all. Text that no OCR gave is left as it is, unless its encoding was a guess.
    """
    words = {provision.path: provision.words for provision in document.provisions}
    overall = [word.confidence for recognised in words.values() for word in recognised]
    guessed = _GUESSED if any(warning.code == "encoding-doubt" for warning in document.warnings) else 1.0
    for finding in findings:
        if finding.path in words:
            sure = _worst(words[finding.path], finding.start, finding.end)
            from_image = bool(words[finding.path])
        else:
            sure = sum(overall) / len(overall) if len(overall) >= _FEWEST else None
            from_image = bool(overall)
        factor = guessed * (1.0 if sure is None else factor_of(sure))
        cautions = (*finding.cautions, CAUTION) if from_image else finding.cautions
        yield replace(finding, confidence=round(finding.confidence * factor, 3), cautions=cautions)


def factor_of(confidence: float) -> float:
    """Factor for the engine's figure (0 … 1) of a word."""
    return _FACTORS[bisect_right(_STEPS, confidence) - 1]


def _worst(words: Iterable[WordConfidence], start: int, end: int) -> float | None:
    return min((word.confidence for word in words if word.start < end and word.end > start), default=None)
