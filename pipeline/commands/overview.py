"""The closing table of a review on stdout: worst documents first, then what could not be read."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.messages import Language, say
from pipeline.records import Document, Explanation, ReadStatus, Review, Severity
from pipeline.report.summarize import propose
from pipeline.report.wording import failure, load_wording

MOST_ROWS = 40
MOST_UNREAD = 200
_PIPED_WIDTH = 1000  # characters: a path is not cut where no terminal sets a width


@dataclass(frozen=True, slots=True)
class Row:
    """What the table keeps of a review."""

    path: str
    status: ReadStatus
    reason: Explanation | None
    name: str  # type and number, as far as known
    findings: int
    high: int
    handling: str  # code

    @property
    def order(self) -> tuple[int, int, str]:
        return (-self.high, -self.findings, self.path)


@dataclass(slots=True)
class Overview:
    """What the closing table needs of all reviews: the worst rows and the totals, whatever the number of documents."""

    worst: list[Row] = field(default_factory=list)
    unread: list[Row] = field(default_factory=list)
    reviewed: int = 0
    not_read: int = 0
    findings: int = 0
    high: int = 0

    def follow(self, reviews: Iterable[Review]) -> Iterator[Review]:
        """Hand the reviews on, taking note of each."""
        for review in reviews:
            self._add(_row(review))
            yield review

    def _add(self, row: Row) -> None:
        if row.status is not ReadStatus.REVIEWED:
            self.not_read += 1
            if len(self.unread) < MOST_UNREAD:
                self.unread.append(row)
            return
        self.reviewed += 1
        self.findings += row.findings
        self.high += row.high
        self.worst.append(row)
        if len(self.worst) >= 4 * MOST_ROWS:
            self.worst = heapq.nsmallest(MOST_ROWS, self.worst, key=lambda row: row.order)


def print_overview(seen: Overview, lang: Language, seconds: float) -> None:
    """Print the table, the documents that were not read with their reasons, and the totals."""
    piped = not sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, no_color=piped, width=_PIPED_WIDTH if piped else None)
    words = load_wording(lang)
    if seen.worst:
        table = Table(box=None, pad_edge=False)
        table.add_column(say("document", lang), overflow="fold")
        table.add_column(say("number", lang), overflow="fold")
        table.add_column(say("findings", lang), justify="right")
        table.add_column(say("high", lang), justify="right")
        table.add_column(say("action", lang))
        for row in heapq.nsmallest(MOST_ROWS, seen.worst, key=lambda row: row.order):
            handling = words.of("handling", row.handling)
            table.add_row(Text(row.path), Text(row.name), str(row.findings), str(row.high), Text(handling))
        console.print(table)
    if seen.reviewed > MOST_ROWS:
        console.print(say("more-rows", lang, count=seen.reviewed - MOST_ROWS))
    if seen.not_read:
        console.print(say("not-read", lang, count=seen.not_read))
    for row in seen.unread:
        text = words.explain(row.reason) if row.reason else row.path
        console.print(Text(f"  [{words.of('read_status', row.status)}] {text}"), soft_wrap=True)
    if seen.not_read > len(seen.unread):
        console.print(say("more-rows", lang, count=seen.not_read - len(seen.unread)))
    console.print(say("totals", lang, reviewed=seen.reviewed, findings=seen.findings, high=seen.high, seconds=seconds))


def _row(review: Review) -> Row:
    return Row(
        path=review.path,
        status=review.status,
        reason=failure(review.status, review.reason),
        name=_name(review.document),
        findings=len(review.findings),
        high=sum(finding.severity is Severity.HIGH for finding in review.findings),
        handling=propose(review.findings).value,
    )


def _name(document: Document | None) -> str:
    if document is None:
        return ""
    kind = document.type or ""
    return " ".join(part for part in (kind[:1].upper() + kind[1:], document.number or document.symbol or "") if part)
