"""Runs over uploaded files: their documents, their progress, cancelling, and going on after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipeline.errors import InvalidError
from pipeline.records import Explanation, ReadStatus
from pipeline.store.access import Actor, Role, find_job, find_unit
from pipeline.store.audit import note
from pipeline.store.codec import to_plain
from pipeline.store.tables import FindingRow, Job, JobFile, now

ACTIVE = ("queued", "running", "cancelling")


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A document to review: the name people know it by, and the stored file it is in (``suffix`` as uploaded, ".pdf")."""

    given: str
    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a run; ``findings`` so far."""

    status: str
    total: int
    done: int
    failed: int
    findings: int

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


def create_job(session: Session, actor: Actor, unit_id: int, as_of: date, files: Sequence[Uploaded]) -> Job:
    """A run that waits for its turn."""
    actor.require(Role.REVIEWER)
    find_unit(session, actor, unit_id)
    if not files:
        raise InvalidError("Chưa chọn tệp nào.", "No file was chosen.")
    job = Job(unit_id=unit_id, created_by=actor.user_id, as_of=as_of, status="queued")
    session.add(job)
    session.flush()
    session.add_all(JobFile(job_id=job.id, given=one.given, sha256=one.sha256, suffix=one.suffix) for one in files)
    session.flush()
    note(
        session, actor, "run-created", f"run:{job.id}", after={"files": len(files), "unit": unit_id, "as_of": as_of.isoformat()}
    )
    return job


def list_jobs(session: Session, actor: Actor, limit: int = 50) -> list[tuple[Job, Progress]]:
    """The newest runs first."""
    jobs = session.scalars(select(Job).where(actor.visible(Job.unit_id)).order_by(Job.id.desc()).limit(limit)).all()
    return [(job, progress(session, job)) for job in jobs]


def progress(session: Session, job: Job) -> Progress:
    reviewed = JobFile.outcome == ReadStatus.REVIEWED
    total, done, good = session.execute(
        select(func.count(), func.count(JobFile.outcome), func.count().filter(reviewed)).where(JobFile.job_id == job.id)
    ).one()
    ids = select(JobFile.document_id).where(JobFile.job_id == job.id, JobFile.document_id.is_not(None))
    findings = session.scalar(select(func.count()).select_from(FindingRow).where(FindingRow.document_id.in_(ids)))
    return Progress(job.status, total, done, done - good, findings or 0)


def files_of(session: Session, job_id: int) -> Sequence[JobFile]:
    return session.scalars(select(JobFile).where(JobFile.job_id == job_id).order_by(JobFile.id)).all()


def cancel(session: Session, actor: Actor, job_id: int) -> Job:
    """Ask for the end of a run: at once where it waits, after the document in hand where it is running."""
    actor.require(Role.REVIEWER)
    job = find_job(session, actor, job_id)
    if job.status in ACTIVE:
        before = job.status
        job.status = "cancelled" if before == "queued" else "cancelling"
        note(session, actor, "run-cancelled", f"run:{job.id}", {"status": before}, {"status": job.status})
    return job


def resume(session: Session, actor: Actor, job_id: int) -> Job:
    """Let a cancelled or failed run go on with the documents that still wait."""
    actor.require(Role.REVIEWER)
    job = find_job(session, actor, job_id)
    if job.status in ("cancelled", "failed"):
        note(session, actor, "run-resumed", f"run:{job.id}", {"status": job.status}, {"status": "queued"})
        job.status, job.reason, job.finished_at = "queued", None, None
    return job


def recover(session: Session) -> int:
    """After a restart: runs that were under way wait for their turn again, those being cancelled are. Returns how many."""
    session.execute(update(Job).where(Job.status == "cancelling").values(status="cancelled"))
    found = session.scalars(select(Job).where(Job.status == "running")).all()
    for job in found:
        job.status = "queued"
    return len(found)


def take_next(session: Session) -> Job | None:
    """The oldest waiting run, now running."""
    job = session.scalar(select(Job).where(Job.status == "queued").order_by(Job.id).limit(1).with_for_update(skip_locked=True))
    if job is not None:
        job.status = "running"
    return job


def waiting(session: Session, job_id: int) -> Sequence[JobFile]:
    """Documents of the run that have no outcome yet."""
    query = select(JobFile).where(JobFile.job_id == job_id, JobFile.outcome.is_(None))
    return session.scalars(query.order_by(JobFile.id)).all()


def finish_file(
    session: Session, file_id: int, outcome: ReadStatus, reason: Explanation | None, document_id: int | None
) -> None:
    row = session.get_one(JobFile, file_id)
    plain = to_plain(reason)
    row.outcome, row.document_id = outcome.value, document_id
    row.reason = plain if isinstance(plain, dict) else None


def is_cancelling(session: Session, job_id: int) -> bool:
    return session.scalar(select(Job.status).where(Job.id == job_id)) == "cancelling"


def finish_job(session: Session, job_id: int, status: str, reason: Explanation | None = None) -> None:
    job = session.get_one(Job, job_id)
    plain = to_plain(reason)
    job.status, job.finished_at = status, now()
    job.reason = plain if isinstance(plain, dict) else None
