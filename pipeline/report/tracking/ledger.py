"""Review + tasks + the workbook that people have filled in → the entries of the next workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.records import Finding, Severity, Task
from pipeline.report.folder import ReviewFolder, StoredDocument
from pipeline.report.forms import Group, load_groups, load_sheet
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.summarize import Handling
from pipeline.report.tracking.entries import UNDETERMINED, Entry, Ledger, SheetKind, Value
from pipeline.report.wording import Wording, load_wording


def build_ledger(folder: ReviewFolder, tasks: Iterable[Task], options: ReportOptions, earlier: Ledger | None = None) -> Ledger:
    """Entries for every document, task and finding. What the office wrote into ``earlier`` survives.

    A row finds its predecessor by its file, or, where the file was moved or renamed, by its content. Rows of the earlier workbook
    that have no successor stay, marked ``gone`` unless people had added them by hand.
    """
    words, index = load_wording(options.lang), LawIndex(options.laws)
    groups = load_groups(options.lang, options.forms)
    fresh = [
        *(_document(document, groups, words) for document in folder.documents),
        *_tasks(folder, tasks, words),
        *_findings(folder, words, index),
    ]
    if earlier is None:
        return Ledger(tuple(fresh))
    return Ledger(tuple(_merged(fresh, earlier, options)), earlier.problems)


def _document(document: StoredDocument, groups: Sequence[Group], words: Wording) -> Entry:
    one = document.digest
    proposed = one.handling not in (Handling.NONE, Handling.NOT_REVIEWED)
    high = sum(1 for finding in one.findings if finding.severity is Severity.HIGH)
    count = words.number(len(one.findings)) + (f" ({words.number(high)})" if high else "")
    cells: dict[str, Value] = {
        "name": full_name(one, words),
        "issuer": one.issuer or "",
        "normative": words.phrase("yes") if one.normative else "",
        "proposal": words.of("handling", one.handling),
        "findings": count if one.reviewed else "",
        "outcome": UNDETERMINED if proposed else "",
        "progress": "open" if proposed else "",
        "path": one.path,
        "id": document.id or "",
    }
    return Entry(SheetKind.DOCUMENTS, cells, group=group_of(one.type, groups))


def group_of(type_: str | None, groups: Sequence[Group]) -> str:
    """Name of the group that holds the type; the group without types holds the rest."""
    rest = ""
    for group in groups:
        if type_ and type_.lower() in group.types:
            return group.name
        rest = rest or (group.name if not group.types else "")
    return rest or groups[-1].name


def _tasks(folder: ReviewFolder, tasks: Iterable[Task], words: Wording) -> Iterable[Entry]:
    """Tasks of documents that still hold: a plan whose term has ended gives none."""
    names = {one.path: full_name(one, words) for one in folder.kept}
    ended = {one.path for one in folder.kept if one.handling is Handling.EXPIRED}
    for task in (one for one in tasks if one.document not in ended):
        cells: dict[str, Value] = {
            "name": names.get(task.document, task.document),
            "place": task.label,
            "lead": task.lead,
            "support": "; ".join(task.support),
            "what": task.what,
            "due-words": task.due_words,
            "deadline": task.due,
            "report-to": task.report_to,
            "progress": "open",
            "path": task.document,
            "id": task.id,
        }
        yield Entry(SheetKind.TASKS, cells)


def _findings(folder: ReviewFolder, words: Wording, index: LawIndex) -> Iterable[Entry]:
    names = {one.path: one.short_name for one in folder.kept}
    for finding in (*(f for one in folder.kept for f in one.findings), *folder.batch):
        cells: dict[str, Value] = {
            "name": names.get(finding.document, finding.document),
            "place": finding.label,
            "kind": words.of("kind", finding.kind),
            "severity": words.of("severity", finding.severity),
            "text": finding.text or finding.quote,
            "basis": basis_of(finding, words, index),
            "why": words.explain(finding.explanation),
            "proposal": words.of("action", finding.action),
            "path": finding.document,
            "id": finding.id,
        }
        yield Entry(SheetKind.FINDINGS, cells)


def basis_of(finding: Finding, words: Wording, index: LawIndex) -> str:
    """``Khoản 2 Điều 13 Luật … số 10/2022/QH15``; empty where the finding rests on no place in the law."""
    if finding.law is None:
        return ""
    return f"{words.place(finding.law)} {words.law_name(finding.law.law, index.title(finding.law.law))}".strip()


def _merged(fresh: Sequence[Entry], earlier: Ledger, options: ReportOptions) -> Iterable[Entry]:
    for kind in SheetKind:
        office = {column.key for column in load_sheet(kind, options.lang, options.forms) if column.by_office}
        before = earlier.of(kind)
        rows = [entry for entry in fresh if entry.kind is kind]
        found = _predecessors(rows, before)
        for number, entry in enumerate(rows):
            yield _carried(entry, before[found[number]], office) if number in found else entry
        taken = set(found.values())
        for number, old in enumerate(before):
            if number not in taken and (written(old, office) or not old.id):
                yield replace(old, gone=bool(old.id))


def _predecessors(rows: Sequence[Entry], before: Sequence[Entry]) -> Mapping[int, int]:
    """Row → row of the earlier workbook, each used once: documents by their file first, then all by their id."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for key in ("path", "id"):
        places = {entry.text(key): number for number, entry in enumerate(before) if entry.text(key) and number not in taken}
        for number, entry in enumerate(rows):
            if number in found or (key == "path" and entry.kind is not SheetKind.DOCUMENTS):
                continue
            place = places.pop(entry.text(key), None)
            if place is not None:
                found[number] = place
                taken.add(place)
    return found


def _carried(entry: Entry, old: Entry, office: set[str]) -> Entry:
    """The new row with what the office wrote. Cells that it emptied stay empty, but a handling or progress is never blank."""
    kept = {
        key: old.cells[key]
        for key in office
        if key in old.cells and (old.text(key) or (key not in ("outcome", "progress") and old.kind is not SheetKind.TASKS))
    }
    return replace(entry, cells={**entry.cells, **kept}, own=old.own)


def written(entry: Entry, office: set[str]) -> bool:
    """Whether people wrote something into the row beyond what the program puts there."""
    guesses = {"outcome": (UNDETERMINED, ""), "progress": ("open", "")}
    typed = (key for key in office if entry.text(key) and entry.text(key) not in guesses.get(key, ()))
    if entry.kind is SheetKind.TASKS:
        typed = (key for key in typed if key not in ("lead", "support", "deadline", "report-to"))
    return any(typed) or any(value not in (None, "") for value in entry.own.values())
