"""What a review did not check, in sentences: printed in every human-readable report, because silence is never a pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records import Finding, Status
from pipeline.report.summarize import Digest, Summary
from pipeline.report.wording import Wording


def limit_sentences(kept: Sequence[Digest], findings: Sequence[Finding], summary: Summary, words: Wording) -> list[str]:
    """Sentences on what was not checked; each only where it applies, the first always."""
    sentences = [words.phrase("limits-silence")]
    if summary.unread:
        sentences.append(words.phrase("limits-unread", count=words.number(summary.unread)))
    if summary.abstained:
        reasons = _reasons(Counter(summary.abstained), words)
        count = words.number(sum(summary.abstained.values()))
        sentences.append(words.phrase("limits-abstained", count=count, reasons=reasons))
    unchecked = Counter(
        row.reason.partition(":")[0] for one in kept for row in one.conformance if row.status is Status.NOT_CHECKED
    )
    if unchecked:
        count = words.number(unchecked.total())
        sentences.append(words.phrase("limits-unchecked", count=count, reasons=_reasons(unchecked, words)))
    for code, count_ in Counter(code for finding in findings for code in finding.cautions).most_common():
        sentences.append(words.phrase("limits-caution", count=words.number(count_), caution=words.of("caution", code)))
    return sentences


def _reasons(counts: Counter[str], words: Wording) -> str:
    return "; ".join(f"{words.reason(code)}: {words.number(count)}" for code, count in counts.most_common(6))
