"""Annex of the report: lists of the documents proposed for handling, normative and administrative ones apart.

They are kept apart because only normative documents (văn bản quy phạm pháp luật) go into the lists of Nghị định 79/2025/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.report.forms import load_form
from pipeline.report.list_rows import TO_HANDLE, ListKind, belongs, list_rows
from pipeline.report.options import ReportOptions
from pipeline.report.paper import WIDE_TABLE, Paper
from pipeline.report.summarize import Digest, Handling
from pipeline.report.tracking.decide import Decisions
from pipeline.report.wording import Wording

_ORDER = (*TO_HANDLE, Handling.EXPIRED)


def add_handling_lists(
    paper: Paper, kept: Sequence[Digest], words: Wording, options: ReportOptions, decisions: Decisions
) -> None:
    """Add the annex on new pages; nothing where no document needs handling."""
    on_list = [one for one in kept if belongs(one, ListKind.HANDLING, decisions) or belongs(one, ListKind.EXPIRED, decisions)]
    concerned = sorted(on_list, key=lambda one: _ORDER.index(one.handling))
    if not concerned:
        return
    form = load_form("report", "lists", words.lang, options.forms)
    paper.turn(landscape=True)
    paper.heading(words.phrase("annex-lists"))
    for key, normative in (("list-normative", True), ("list-administrative", False)):
        listed = [one for one in concerned if one.normative is normative]
        if listed:
            paper.heading(words.phrase(key), level=2)
            paper.table(form.columns, list_rows(listed, form, words, decisions), size=WIDE_TABLE)
