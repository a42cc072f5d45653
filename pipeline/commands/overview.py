"""The closing table of a review on stdout: worst documents first, then what could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.messages import Language, say
from pipeline.records import Document, Explanation, ReadStatus, Review, Severity
from pipeline.report.summarize import propose
from pipeline.report.wording import failure, load_wording

MOST_ROWS = 40
_PIPED_WIDTH = 160  # columns where stdout is no terminal


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


def note(reviews: Iterable[Review], rows: list[Row]) -> Iterator[Review]:
    """Hand the reviews on, adding a row for each."""
    for review in reviews:
        rows.append(
            Row(
                path=review.path,
                status=review.status,
                reason=failure(review.status, review.reason),
                name=_name(review.document),
                findings=len(review.findings),
                high=sum(finding.severity is Severity.HIGH for finding in review.findings),
                handling=propose(review.findings).value,
            )
        )
        yield review


def print_overview(rows: list[Row], lang: Language, seconds: float) -> None:
    """Print the table, the documents that were not read with their reasons, and the totals."""
    piped = not sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, no_color=piped, width=_PIPED_WIDTH if piped else None)
    words = load_wording(lang)
    read = sorted((row for row in rows if row.status is ReadStatus.REVIEWED), key=lambda row: row.order)
    if read:
        table = Table(box=None, pad_edge=False)
        table.add_column(say("document", lang), overflow="fold")
        table.add_column(say("number", lang), overflow="fold")
        table.add_column(say("findings", lang), justify="right")
        table.add_column(say("high", lang), justify="right")
        table.add_column(say("action", lang))
        for row in read[:MOST_ROWS]:
            handling = words.of("handling", row.handling)
            table.add_row(Text(row.path), Text(row.name), str(row.findings), str(row.high), Text(handling))
        console.print(table)
    if len(read) > MOST_ROWS:
        console.print(say("more-rows", lang, count=len(read) - MOST_ROWS))
    unread = [row for row in rows if row.status is not ReadStatus.REVIEWED]
    if unread:
        console.print(say("not-read", lang, count=len(unread)))
    for row in unread:
        text = words.explain(row.reason) if row.reason else row.path
        console.print(Text(f"  [{words.of('read_status', row.status)}] {text}"), soft_wrap=True)
    findings, high = sum(row.findings for row in read), sum(row.high for row in read)
    console.print(say("totals", lang, reviewed=len(read), findings=findings, high=high, seconds=seconds))


def _name(document: Document | None) -> str:
    if document is None:
        return ""
    kind = document.type or ""
    return " ".join(part for part in (kind[:1].upper() + kind[1:], document.number or document.symbol or "") if part)
