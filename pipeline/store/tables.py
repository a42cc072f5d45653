"""The tables. Records are kept whole in JSON columns; what is searched, sorted or decided stands in columns of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """A moment: kept as UTC without zone (SQLite has none), given back with its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


NEVER = date(9999, 12, 31)


def now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON,
        datetime: Utc,
        date: Date,
        str: Text,
    }


class Unit(Base):
    """An office whose documents are reviewed: province, department, commune …; a unit sees what is beneath it."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    level: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class User(Base):
    """``unit_id`` None: sees every unit. ``password`` is an argon2id hash."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    password: Mapped[str] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """A session of the browser; ``digest`` is the SHA-256 of the cookie's value."""

    __tablename__ = "sign_ins"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen: Mapped[datetime] = mapped_column(default=now)


class Attempt(Base):
    """A failed sign-in, for the limit on guessing."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Token(Base):
    """An access token of the API; only its SHA-256 is kept."""

    __tablename__ = "tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class Job(Base):
    """A run over uploaded files: status ``queued``, ``running``, ``cancelling``, ``cancelled``, ``done`` or ``failed``."""

    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    as_of: Mapped[date]
    status: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[dict[str, Any] | None]


class JobFile(Base):
    """One document of a run. ``outcome`` is a ReadStatus once it is finished, None while it waits."""

    __tablename__ = "job_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), index=True)
    given: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    suffix: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[dict[str, Any] | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))


class DocumentRow(Base):
    """A reviewed file. ``head`` is the Document without its provisions, ``source`` what the reports need of the SourceText.

    ``file_sha256``: the stored file (that of the archive for a document inside one), None for imported results.
    """

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[str]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[dict[str, Any] | None]
    type: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str | None]
    issuer: Mapped[str | None]
    issuer_level: Mapped[str | None] = mapped_column(String(20))
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_suffix: Mapped[str] = mapped_column(String(20), default="")
    as_of: Mapped[date]
    versions: Mapped[dict[str, Any]]
    head: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    source: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    conformance: Mapped[list[Any]] = mapped_column(deferred=True)
    kept_at: Mapped[datetime] = mapped_column(default=now)
    findings: Mapped[int] = mapped_column(Integer, default=0)
    provisions: Mapped[int] = mapped_column(Integer, default=0)


class ProvisionRow(Base):
    """A provision with the candidates the matcher gave it."""

    __tablename__ = "provisions"
    __table_args__ = (UniqueConstraint("document_id", "path"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    position: Mapped[int]
    path: Mapped[str]
    record: Mapped[dict[str, Any]]
    alignment: Mapped[dict[str, Any] | None]


class FindingRow(Base):
    """A finding with its state. ``record`` is the machine's (or the person's) finding and never changes.

    ``kind`` … ``wording`` hold what a person decided, or the record's own values before that. ``version`` counts the changes
    and is what optimistic locking compares. ``alike`` is equal for findings that say the same of the same words.
    """

    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_queue", "rank", "id"),
        Index("ix_findings_unit_queue", "unit_id", "rank", "id"),
        Index("ix_findings_state_queue", "state", "rank", "id"),
        Index("ix_findings_kind_queue", "kind", "rank", "id"),
        Index("ix_findings_article_queue", "law", "article", "rank", "id"),
        Index("ix_findings_assignee_queue", "assignee_id", "rank", "id"),
        Index("ix_findings_due_queue", "due_key", "rank", "id"),
        Index("ix_findings_standing", "unit_id", "state", "verdict", "action", "document_id", "due_key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    document_type: Mapped[str | None] = mapped_column(String(60))
    path: Mapped[str]
    label: Mapped[str]
    quote: Mapped[str]
    rank: Mapped[int]  # severity: 0 high … 3 info
    confidence: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(20))
    law: Mapped[str | None] = mapped_column(String(60))
    article: Mapped[str | None] = mapped_column(String(10))
    clause: Mapped[str | None] = mapped_column(String(10))
    point: Mapped[str | None] = mapped_column(String(10))
    wording: Mapped[str | None]
    alike: Mapped[str] = mapped_column(String(16), index=True)
    origin: Mapped[str] = mapped_column(String(10), default="machine")
    state: Mapped[str] = mapped_column(String(12), default="open")
    verdict: Mapped[str | None] = mapped_column(String(10))
    disputed: Mapped[bool] = mapped_column(Boolean, default=False)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date | None]
    due_key: Mapped[date] = mapped_column(Date, default=NEVER)  # ``due_on``, or NEVER: what the queue is sorted by
    version: Mapped[int] = mapped_column(Integer, default=1)
    record: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class FindingText(Base):
    """What a search looks through, folded. Apart from ``findings``, whose rows are wide: a search reads all of it."""

    __tablename__ = "finding_texts"
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    text: Mapped[str]


class DecisionRow(Base):
    """One decision on a finding; rows are only ever added. ``version``: the finding's version that it led to."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("finding_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), index=True)
    version: Mapped[int]
    stage: Mapped[str] = mapped_column(String(10))
    verdict: Mapped[str | None] = mapped_column(String(10))
    reason_code: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str]
    kind: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(20))
    law: Mapped[str | None] = mapped_column(String(60))
    article: Mapped[str | None] = mapped_column(String(10))
    clause: Mapped[str | None] = mapped_column(String(10))
    point: Mapped[str | None] = mapped_column(String(10))
    wording: Mapped[str | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)


class CommentRow(Base):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), index=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    text: Mapped[str]


class Dispatch(Base):
    """A set of papers made from the decisions up to ``last_decision``: enough to make the same files again."""

    __tablename__ = "dispatches"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    title: Mapped[str]
    options: Mapped[dict[str, Any]]
    documents: Mapped[list[Any]]
    last_decision: Mapped[int]
    versions: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]


class AuditRow(Base):
    """Who did what when, with the values before and after. Triggers of the database refuse changes and deletions."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[int | None] = mapped_column(Integer)
    user_name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(40), index=True)
    object: Mapped[str] = mapped_column(String(60), index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
