"""What officers wrote into the workbook → the review as the office stands by it: rejected findings go, decided handling counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.report.folder import ReviewFolder, StoredDocument
from pipeline.report.summarize import Handling, propose, recount
from pipeline.report.tracking.entries import UNDETERMINED, Entry, Ledger, SheetKind, Verdict


@dataclass(frozen=True, slots=True)
class Decisions:
    """The office's word: rows of documents by path, and of findings by id. Empty before anyone has decided."""

    documents: Mapping[str, Entry] = field(default_factory=dict)
    findings: Mapping[str, Entry] = field(default_factory=dict)

    def handling(self, path: str) -> Handling | None:
        """Decided handling of a document; None where nothing was chosen, or what stands there is no choice."""
        entry = self.documents.get(path)
        code = entry.text("outcome") if entry else ""
        return Handling(code) if code in set(Handling) and code != UNDETERMINED else None

    def verdict(self, finding_id: str) -> Verdict | None:
        entry = self.findings.get(finding_id)
        code = entry.text("verdict") if entry else ""
        return Verdict(code) if code in set(Verdict) else None

    def of_document(self, path: str, key: str) -> str:
        """What the office wrote into a column of a document's row."""
        entry = self.documents.get(path)
        return entry.text(key) if entry else ""

    def wording(self, finding_id: str) -> str:
        """The office's own wording of the amendment; empty where it wrote none."""
        entry = self.findings.get(finding_id)
        return entry.text("wording") if entry else ""


def decisions_of(ledger: Ledger | None) -> Decisions:
    if ledger is None:
        return Decisions()
    return Decisions(
        {entry.path: entry for entry in ledger.of(SheetKind.DOCUMENTS) if entry.path},
        {entry.id: entry for entry in ledger.of(SheetKind.FINDINGS) if entry.id},
    )


def apply_decisions(folder: ReviewFolder, decisions: Decisions) -> ReviewFolder:
    """The review without rejected findings. A document's handling is the office's where it decided, else proposed anew."""
    documents = tuple(_decided(document, decisions) for document in folder.documents)
    batch = tuple(finding for finding in folder.batch if decisions.verdict(finding.id) is not Verdict.REJECT)
    kept = tuple(document.digest for document in documents)
    return replace(folder, documents=documents, batch=batch, summary=recount(folder.summary, kept, batch))


def _decided(document: StoredDocument, decisions: Decisions) -> StoredDocument:
    one = document.digest
    findings = tuple(finding for finding in one.findings if decisions.verdict(finding.id) is not Verdict.REJECT)
    handling = decisions.handling(one.path)
    if handling is None:
        handling = propose(findings) if one.reviewed else one.handling
    return replace(document, digest=replace(one, findings=findings, handling=handling))
