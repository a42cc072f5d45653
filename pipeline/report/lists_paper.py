"""The lists (danh mục) as papers of their own: annexes to the report, laid across, normative and other documents apart.

Only normative documents go into the lists of Nghị định 79/2025/NĐ-CP; all others get lists under titles of their own, because an
administrative document is never an expired normative document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.report.forms import load_form, load_title
from pipeline.report.letterhead import write_signature
from pipeline.report.list_rows import TO_HANDLE, ListKind, belongs, is_draft, list_rows
from pipeline.report.options import ReportOptions
from pipeline.report.paper import WIDE_TABLE, Paper, Run
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest
from pipeline.report.tracking.decide import Decisions
from pipeline.report.wording import load_wording

_NAMES = {
    ListKind.EXPIRED: "1-het-hieu-luc-toan-bo",
    ListKind.EXPIRED_PART: "2-het-hieu-luc-mot-phan",
    ListKind.HANDLING: "3-de-nghi-xu-ly",
    ListKind.IN_FORCE: "4-con-hieu-luc",
}
_NAMES_ADMINISTRATIVE = {
    ListKind.EXPIRED: "1-het-thoi-han-khong-con-ap-dung",
    ListKind.EXPIRED_PART: "2-khong-con-ap-dung-mot-phan",
    ListKind.HANDLING: "3-de-nghi-xu-ly",
    ListKind.IN_FORCE: "4-con-ap-dung",
}


def write_lists(kept: Sequence[Digest], folder: Path, options: ReportOptions, decisions: Decisions) -> list[Path]:
    """Write the lists that have documents on them into ``folder``, and return their paths."""
    wanted = list(_lists(kept, decisions))
    names = tuple(name for name, *_ in wanted)
    with staged(folder, names) as stage:
        for name, kind, normative, documents in wanted:
            _write(stage / name, kind, documents, options, decisions, normative=normative, drafts=_drafts(kept, normative))
    return [folder / name for name in names]


def _lists(kept: Sequence[Digest], decisions: Decisions) -> Iterator[tuple[str, ListKind, bool, list[Digest]]]:
    for normative in (True, False):
        for kind in ListKind:
            documents = [one for one in kept if one.normative is normative and belongs(one, kind, decisions)]
            if documents:
                stem = f"vbqppl-{_NAMES[kind]}" if normative else f"van-ban-hanh-chinh-{_NAMES_ADMINISTRATIVE[kind]}"
                yield f"danh-muc-{stem}.docx", kind, normative, documents


def _drafts(kept: Sequence[Digest], normative: bool) -> int:
    return sum(1 for one in kept if one.reviewed and one.normative is normative and is_draft(one))


def _write(
    path: Path,
    kind: ListKind,
    documents: Sequence[Digest],
    options: ReportOptions,
    decisions: Decisions,
    *,
    normative: bool,
    drafts: int,
) -> None:
    words = load_wording(options.lang)
    title = load_title(kind, options.lang, options.forms, key="title" if normative else "title-administrative")
    form = load_form(kind, "documents" if normative else "documents-administrative", options.lang, options.forms)
    paper = Paper(title, words.phrase("draft"), options.as_of, options.lang, landscape=True)
    paper.title(title, words.phrase("list-attached", office=options.office or "…………"), plain=True)
    groups = [(None, documents)] if kind is not ListKind.HANDLING else _by_handling(documents)
    number = 1
    for place, (handling, of_group) in enumerate(groups, start=1):
        if handling is not None:
            paper.heading(f"{_ROMAN[place]}. {words.phrase('list-propose', handling=words.of('handling', handling)).upper()}")
        paper.table(form.columns, list_rows(of_group, form, words, decisions, number), size=WIDE_TABLE)
        number += len(of_group)
    paper.text(Run(words.phrase("list-total", count=words.number(len(documents)))))
    if kind is ListKind.IN_FORCE:
        paper.text(Run(words.phrase("list-in-force-note"), italic=True))
        if drafts:
            paper.text(Run(words.phrase("list-drafts", count=words.number(drafts)), italic=True))
    if not normative:
        paper.text(Run(words.phrase("list-administrative-note"), italic=True))
    write_signature(paper, words, recipients=False)
    paper.save(path)


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")


def _by_handling(documents: Sequence[Digest]) -> list[tuple[str | None, list[Digest]]]:
    groups = [(handling, [one for one in documents if one.handling is handling]) for handling in TO_HANDLE]
    return [(handling.value, of_group) for handling, of_group in groups if of_group]
