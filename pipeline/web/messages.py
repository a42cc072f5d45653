"""What the API takes and gives, as OpenAPI describes it. Codes are those of docs/outputs.md."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pipeline.records import Action, Kind, LawUnit, Severity
from pipeline.store.decide import MOST_AT_ONCE, Choice, Reason, Verdict
from pipeline.store.keep import storable
from pipeline.store.tables import DocumentRow, FindingRow, Job

Words = Annotated[str, StringConstraints(max_length=5000), AfterValidator(storable)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Place = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zđĐ]{1,10}$")]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(_Message):
    """Why a request was refused, in both languages. ``current``: the finding's version now, for a conflict."""

    vi: str
    en: str
    current: int | None = None


class LawPlace(_Message):
    """A place in an instrument, as in ``10/2022/QH15``, article 13, clause 2."""

    law: Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(storable)]
    article: Place | None = None
    clause: Place | None = None
    point: Place | None = None

    def unit(self) -> LawUnit:
        return LawUnit(self.law, self.article, self.clause, self.point)


class Decision(_Message):
    """A reviewer's decision on the version of the finding that was read."""

    version: Number
    verdict: Verdict
    reason_code: Reason | None = None
    reason: Words = ""
    kind: Kind | None = None
    action: Action | None = None
    law: LawPlace | None = None
    wording: Words | None = None

    def choice(self) -> Choice:
        place = self.law.unit() if self.law else None
        return Choice(self.verdict, self.reason_code, self.reason, self.kind, self.action, place, self.wording)


class Approval(_Message):
    version: Number


class Return(_Message):
    version: Number
    reason: Words


class Assignment(_Message):
    version: Number
    assignee: Number | None = None
    due_on: date | None = None


class NewComment(_Message):
    text: Words


class BulkItem(_Message):
    id: Number
    version: Number


class BulkDecision(_Message):
    items: Annotated[list[BulkItem], Field(min_length=1, max_length=MOST_AT_ONCE)]
    verdict: Verdict
    reason_code: Reason | None = None
    reason: Words = ""


class BulkOutcome(_Message):
    done: list[int]
    conflicts: list[int]


class NewFinding(_Message):
    """Words ``[start, end)`` of a provision's text, and what is wrong with them."""

    path: Words
    start: Annotated[int, Field(ge=0, le=10**8)]
    end: Annotated[int, Field(ge=1, le=10**8)]
    kind: Kind
    action: Action
    severity: Severity
    law: LawPlace | None = None
    wording: Words


class FindingOut(_Message):
    """``record`` is the finding as it was first stated; the other fields are as decided."""

    id: int
    document: int
    unit: int
    path: str
    label: str
    quote: str
    severity: Severity
    confidence: float
    kind: Kind
    action: Action
    law: str | None
    article: str | None
    clause: str | None
    point: str | None
    wording: str | None
    state: str
    verdict: str | None
    disputed: bool
    reviewer: int | None
    assignee: int | None
    due_on: date | None
    version: int
    origin: str
    record: dict[str, Any] | None = None

    @classmethod
    def of(cls, row: FindingRow, record: dict[str, Any] | None = None) -> FindingOut:
        return cls(
            id=row.id,
            document=row.document_id,
            unit=row.unit_id,
            path=row.path,
            label=row.label,
            quote=row.quote,
            severity=list(Severity)[row.rank],
            confidence=row.confidence,
            kind=Kind(row.kind),
            action=Action(row.action),
            law=row.law,
            article=row.article,
            clause=row.clause,
            point=row.point,
            wording=row.wording,
            state=row.state,
            verdict=row.verdict,
            disputed=row.disputed,
            reviewer=row.reviewer_id,
            assignee=row.assignee_id,
            due_on=row.due_on,
            version=row.version,
            origin=row.origin,
            record=record,
        )


class FindingPage(_Message):
    total: int
    page: int
    pages: int
    findings: list[FindingOut]


class DocumentOut(_Message):
    id: int
    unit: int
    path: str
    status: str
    reason: dict[str, str] | None
    type: str | None
    number: str | None
    title: str | None
    issuer: str | None
    issuer_level: str | None
    as_of: date
    versions: dict[str, str]
    findings: int

    @classmethod
    def of(cls, row: DocumentRow) -> DocumentOut:
        names = ("id", "path", "status", "reason", "type", "number", "title", "issuer", "issuer_level", "as_of", "findings")
        return cls(unit=row.unit_id, versions=row.versions, **{name: getattr(row, name) for name in names})


class DocumentList(_Message):
    total: int
    documents: list[DocumentOut]


class WholeDocument(_Message):
    """A document with its provisions and its conformance matrix, as kept."""

    document: DocumentOut
    provisions: list[dict[str, Any]]
    conformance: list[dict[str, Any]]


class CommentOut(_Message):
    id: int
    made_by: int
    made_at: datetime
    text: str


class DecisionOut(_Message):
    version: int
    stage: str
    verdict: str | None
    reason_code: str | None
    reason: str
    made_by: int
    made_at: datetime


class History(_Message):
    decisions: list[DecisionOut]
    comments: list[CommentOut]


class RunFile(_Message):
    given: str
    outcome: str | None
    reason: dict[str, str] | None
    document: int | None


class RunOut(_Message):
    id: int
    unit: int
    as_of: date
    status: str
    reason: dict[str, str] | None
    total: int
    done: int
    failed: int
    findings: int
    files: list[RunFile] = []

    @classmethod
    def of(cls, job: Job, progress: Any, files: Any = ()) -> RunOut:
        return cls(
            id=job.id,
            unit=job.unit_id,
            as_of=job.as_of,
            status=job.status,
            reason=job.reason,
            total=progress.total,
            done=progress.done,
            failed=progress.failed,
            findings=progress.findings,
            files=[RunFile(given=f.given, outcome=f.outcome, reason=f.reason, document=f.document_id) for f in files],
        )


class UnitStanding(_Message):
    unit: int
    name: str
    level: str
    counts: dict[str, int]


def problem(error_vi: str, error_en: str, current: int | None = None) -> dict[str, Any]:
    return Problem(vi=error_vi, en=error_en, current=current).model_dump()
