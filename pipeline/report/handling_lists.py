"""Annex of the report: lists of the documents proposed for handling, normative and administrative ones apart.

They are kept apart because only normative documents (văn bản quy phạm pháp luật) go into the lists of Nghị định 79/2025/NĐ-CP.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.report.forms import Form, load_form
from pipeline.report.naming import subject
from pipeline.report.paper import WIDE_TABLE, Cell, Paper, Run
from pipeline.report.summarize import Digest, Handling
from pipeline.report.wording import Wording

TO_HANDLE = (
    Handling.REPEAL,
    Handling.REPEAL_PART,
    Handling.REPLACE,
    Handling.SUSPEND,
    Handling.SUSPEND_PART,
    Handling.AMEND,
    Handling.ISSUE_NEW,
)


def add_handling_lists(paper: Paper, kept: Sequence[Digest], words: Wording) -> None:
    """Add the annex on new pages; nothing where no document needs handling."""
    concerned = sorted((one for one in kept if one.handling in TO_HANDLE), key=lambda one: TO_HANDLE.index(one.handling))
    if not concerned:
        return
    form = load_form("report", "lists", words.lang)
    paper.turn(landscape=True)
    paper.heading(words.phrase("annex-lists"))
    for key, normative in (("list-normative", True), ("list-administrative", False)):
        listed = [one for one in concerned if one.normative is normative]
        if listed:
            paper.heading(words.phrase(key), level=2)
            paper.table(form.columns, _rows(listed, form, words), size=WIDE_TABLE)


def _rows(listed: Sequence[Digest], form: Form, words: Wording) -> Iterator[Sequence[Cell]]:
    for number, one in enumerate(listed, start=1):
        issued = f", {words.phrase('issued-on', date=words.date(one.issued_on))}" if one.issued_on else ""
        yield form.row(
            {
                "number": _cell(str(number)),
                "type": _cell((one.type or "").capitalize()),
                "symbol": _cell((one.number or one.symbol or words.phrase("unnumbered")) + issued),
                "title": _cell(subject(one) or one.file_name),
                "proposal": _cell(words.of("handling", one.handling)),
                "reason": _cell(_reason(one, words)),
                "drafter": _cell(""),
                "deadline": _cell(""),
            }
        )


def _reason(one: Digest, words: Wording) -> str:
    counts = Counter(finding.kind for finding in one.findings).most_common()
    return "; ".join(f"{words.of('kind', kind)} ({count})" for kind, count in counts)


def _cell(text: str) -> Cell:
    return [[Run(text)]]
