"""What people decide about findings.

A finding goes ``open`` → ``reviewed`` (a reviewer accepts, rejects or changes it) → ``approved`` (another person agrees) or
``returned`` (that person disagrees, with a reason) → ``reviewed`` again. Every change names the version it was made on; one
made on an older version raises ConflictError and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from pipeline.errors import ConflictError, ForbiddenError, InvalidError
from pipeline.records import Action, Explanation, Finding, Kind, LawUnit, Provision, Severity, Status
from pipeline.store.access import Actor, Role, find_document, find_finding
from pipeline.store.audit import note
from pipeline.store.codec import from_plain
from pipeline.store.keep import add_finding_row, read_finding
from pipeline.store.people import colleagues
from pipeline.store.queue import UNDONE, State
from pipeline.store.tables import NEVER, CommentRow, DecisionRow, DocumentRow, FindingRow, ProvisionRow

MOST_AT_ONCE = 500  # findings in one bulk decision
_LONGEST = 5000  # characters of a reason, a wording or a comment


class Verdict(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    CHANGE = "change"


class Reason(StrEnum):
    """Why a finding is rejected; the code is what the matcher and the checks can learn from."""

    CONFORMS = "conforms"  # the provision does not contradict the law
    WRONG_ARTICLE = "wrong-article"
    MISREAD = "misread"  # the text was read or cut wrongly
    QUOTED = "quoted"  # it repeats another instrument's words
    OTHER_LAW = "other-law"  # another law allows it
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reviewer's decision. The fields of a change are the finding's from now on; None keeps what it has."""

    verdict: Verdict
    reason_code: Reason | None = None
    reason: str = ""
    kind: Kind | None = None
    action: Action | None = None
    law: LawUnit | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """Outcome of a bulk decision: ids decided, and ids that somebody changed meanwhile (left as they are)."""

    done: tuple[int, ...]
    conflicts: tuple[int, ...]


def decide(session: Session, actor: Actor, finding_id: int, version: int, choice: Choice) -> FindingRow:
    """Record a reviewer's decision.

    Raises MissingError, ForbiddenError (role; or the finding is approved), InvalidError (a rejection without its reason, a
    change that changes nothing), ConflictError (``version`` is not the finding's any more).
    """
    actor.require(Role.REVIEWER)
    row = find_finding(session, actor, finding_id)
    _check_version(row, version)
    if row.state == State.APPROVED:
        raise ForbiddenError(
            "Phát hiện đã được duyệt. Người duyệt phải trả lại trước khi sửa.",
            "The finding is approved. The approver must return it before it is changed.",
        )
    _check_choice(choice)
    values = _decided(row, choice)
    others = _verdicts_of_others(session, row, actor)
    values |= {
        "state": State.REVIEWED.value,
        "verdict": choice.verdict.value,
        "reviewer_id": actor.user_id,
        "disputed": bool(others - {choice.verdict.value}),
    }
    code = choice.reason_code.value if choice.reason_code else None
    _move(session, actor, row, values, "review", choice.reason, code)
    return row


def decide_many(session: Session, actor: Actor, items: Iterable[tuple[int, int]], choice: Choice) -> Bulk:
    """The same decision on many findings (id, version); those that changed meanwhile are left out and named.

    Raises InvalidError for a change of fields (findings differ in them) and for more than ``MOST_AT_ONCE``.
    """
    pairs = list(dict.fromkeys(items))
    if choice.verdict is Verdict.CHANGE:
        raise InvalidError("Không sửa đồng loạt; chỉ đồng ý hoặc bác bỏ.", "No changes in bulk; accept or reject only.")
    if not 1 <= len(pairs) <= MOST_AT_ONCE:
        raise InvalidError(
            f"Hãy chọn từ 1 đến {MOST_AT_ONCE} phát hiện.",
            f"Choose 1 to {MOST_AT_ONCE} findings.",
        )
    return _each(session, pairs, lambda one, version: decide(session, actor, one, version, choice))


def approve(session: Session, actor: Actor, finding_id: int, version: int) -> FindingRow:
    """Agree with the reviewer's decision; that must have been made by somebody else.

    Raises MissingError, ForbiddenError, InvalidError (nothing to approve), ConflictError.
    """
    row = _to_approve(session, actor, finding_id, version)
    if row.reviewer_id == actor.user_id:
        raise ForbiddenError(
            "Người duyệt phải khác người rà soát: quyết định này do chính bạn đưa ra.",
            "The approver must be another person than the reviewer: this decision is your own.",
        )
    _move(session, actor, row, {"state": State.APPROVED.value, "disputed": False}, "approve", "", None)
    return row


def approve_many(session: Session, actor: Actor, items: Iterable[tuple[int, int]]) -> Bulk:
    """Approve many findings (id, version); those that changed meanwhile are left out and named."""
    pairs = list(dict.fromkeys(items))[:MOST_AT_ONCE]
    return _each(session, pairs, lambda one, version: approve(session, actor, one, version))


def send_back(session: Session, actor: Actor, finding_id: int, version: int, reason: str) -> FindingRow:
    """Disagree: the finding goes back to the reviewer with the reason, and is marked as disputed."""
    row = _to_approve(session, actor, finding_id, version, also=State.APPROVED)
    if not reason.strip():
        raise InvalidError("Hãy ghi lý do trả lại.", "State the reason for returning it.")
    _check_length(reason)
    _move(session, actor, row, {"state": State.RETURNED.value, "disputed": True}, "return", reason, None)
    return row


def assign(
    session: Session, actor: Actor, finding_id: int, version: int, assignee: int | None, due_on: date | None
) -> FindingRow:
    """Set who works on it and until when. Reviewers may take it themselves; giving it to others needs an approver."""
    actor.require(Role.REVIEWER)
    row = find_finding(session, actor, finding_id)
    _check_version(row, version)
    if assignee not in (None, actor.user_id, row.assignee_id):
        actor.require(Role.APPROVER)
    if assignee is not None and assignee not in {user.id for user in colleagues(session, actor, row.unit_id)}:
        raise InvalidError("Người được giao không xem được đơn vị này.", "That person cannot see this unit.")
    before = {"assignee": row.assignee_id, "due_on": _iso(row.due_on)}
    _write(session, row, {"assignee_id": assignee, "due_on": due_on, "due_key": due_on or NEVER})
    note(session, actor, "assigned", f"finding:{row.id}", before, {"assignee": assignee, "due_on": _iso(due_on)})
    return row


def comment(session: Session, actor: Actor, finding_id: int, text: str) -> CommentRow:
    """Add a comment. Needs no version: two comments do not contradict each other."""
    actor.require(Role.REVIEWER)
    row = find_finding(session, actor, finding_id)
    if not text.strip():
        raise InvalidError("Ý kiến trống.", "The comment is empty.")
    _check_length(text)
    made = CommentRow(finding_id=row.id, made_by=actor.user_id, text=text.strip())
    session.add(made)
    session.flush()
    note(session, actor, "commented", f"finding:{row.id}", after={"comment": made.id})
    return made


@dataclass(frozen=True, slots=True)
class Selection:
    """Words of a provision, ``[start, end)`` of its text, that a person says something about."""

    path: str
    start: int
    end: int
    kind: Kind
    action: Action
    severity: Severity
    law: LawUnit | None
    wording: str


def add_finding(session: Session, actor: Actor, document_id: int, chosen: Selection) -> FindingRow:
    """A finding of the person's own on words of a document; it counts as reviewed by them.

    Raises InvalidError where the range is not in the provision or nothing is said about it.
    """
    actor.require(Role.REVIEWER)
    document = find_document(session, actor, document_id)
    held = session.scalar(select(ProvisionRow).where(ProvisionRow.document_id == document_id, ProvisionRow.path == chosen.path))
    if held is None:
        raise InvalidError("Quy định không có trong văn bản.", "The document has no such provision.")
    provision = from_plain(Provision, held.record)
    if not 0 <= chosen.start < chosen.end <= len(provision.text):
        raise InvalidError("Hãy chọn đoạn chữ trong một quy định.", "Select words inside one provision.")
    if not chosen.wording.strip():
        raise InvalidError("Hãy ghi nội dung phát hiện.", "State what is wrong.")
    _check_length(chosen.wording)
    finding = _own_finding(document, provision, chosen)
    row = add_finding_row(session, document, finding, origin="person")
    row.wording = chosen.wording.strip()
    document.findings += 1
    session.flush()
    values = {"state": State.REVIEWED.value, "verdict": Verdict.ACCEPT.value, "reviewer_id": actor.user_id}
    _move(session, actor, row, values, "review", "", None, what="finding-added")
    return row


def history(session: Session, finding_id: int) -> Sequence[DecisionRow]:
    """Decisions on a finding, oldest first."""
    return session.scalars(select(DecisionRow).where(DecisionRow.finding_id == finding_id).order_by(DecisionRow.id)).all()


def comments(session: Session, finding_id: int) -> Sequence[CommentRow]:
    return session.scalars(select(CommentRow).where(CommentRow.finding_id == finding_id).order_by(CommentRow.id)).all()


def alike_undone(session: Session, actor: Actor, row: FindingRow) -> list[tuple[int, int]]:
    """(id, version) of other findings that say the same and wait for a decision."""
    query = select(FindingRow.id, FindingRow.version).where(
        FindingRow.alike == row.alike,
        FindingRow.id != row.id,
        FindingRow.state.in_(UNDONE),
        actor.visible(FindingRow.unit_id),
    )
    return [(one, version) for one, version in session.execute(query.order_by(FindingRow.id).limit(MOST_AT_ONCE))]


def decided_findings(session: Session, document_id: int, upto: int | None, approved_only: bool) -> tuple[Finding, ...]:
    """The findings that people decided to keep, as decided, in the order of the document.

    ``upto``: decisions after this id are not looked at, so that papers can be made again as they were.
    """
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.document_id == document_id)
        .options(undefer(FindingRow.record))
        .order_by(FindingRow.id)
    ).all()
    query = select(DecisionRow).join(FindingRow, FindingRow.id == DecisionRow.finding_id)
    query = query.where(FindingRow.document_id == document_id).order_by(DecisionRow.id)
    if upto is not None:
        query = query.where(DecisionRow.id <= upto)
    last: dict[int, DecisionRow] = {one.finding_id: one for one in session.scalars(query)}
    stages = ("approve",) if approved_only else ("approve", "review")
    kept = [
        (read_finding(row), decision)
        for row in rows
        if (decision := last.get(row.id)) and decision.stage in stages and decision.verdict != Verdict.REJECT
    ]
    return tuple(as_decided(finding, decision) for finding, decision in sorted(kept, key=lambda pair: _in_document(pair[0])))


def as_decided(finding: Finding, decision: DecisionRow) -> Finding:
    """The finding with the kind, action, place in the law and wording that were decided.

    Where the place in the law was changed, the machine's excerpt of the old place is dropped with its mark.
    """
    law = LawUnit(decision.law, decision.article, decision.clause, decision.point) if decision.law else None
    same_place = _without_paragraph(finding.law) == law
    text = decision.wording
    return replace(
        finding,
        kind=Kind(decision.kind),
        action=Action(decision.action),
        law=finding.law if same_place else law,
        excerpt=finding.excerpt if same_place else "",
        excerpt_start=finding.excerpt_start if same_place else 0,
        excerpt_end=finding.excerpt_end if same_place else 0,
        explanation=Explanation(text, text) if text else finding.explanation,
    )


def _in_document(finding: Finding) -> int:
    return finding.span.start if finding.span else -1


def _without_paragraph(unit: LawUnit | None) -> LawUnit | None:
    return replace(unit, paragraph=None) if unit else None


def _each(session: Session, pairs: list[tuple[int, int]], act: Any) -> Bulk:
    done, conflicts = [], []
    for one, version in pairs:
        try:
            act(one, version)
            done.append(one)
        except ConflictError:
            conflicts.append(one)
    return Bulk(tuple(done), tuple(conflicts))


def _to_approve(session: Session, actor: Actor, finding_id: int, version: int, also: State | None = None) -> FindingRow:
    actor.require(Role.APPROVER)
    row = find_finding(session, actor, finding_id)
    _check_version(row, version)
    if row.state not in (State.REVIEWED, also):
        raise InvalidError("Chưa có quyết định của người rà soát để duyệt.", "There is no reviewer's decision to approve.")
    return row


def _check_choice(choice: Choice) -> None:
    _check_length(choice.reason)
    _check_length(choice.wording or "")
    if choice.verdict is Verdict.REJECT:
        if choice.reason_code is None or (choice.reason_code is Reason.OTHER and not choice.reason.strip()):
            raise InvalidError("Bác bỏ phải có lý do.", "A rejection needs its reason.")
    elif choice.verdict is Verdict.CHANGE and not (choice.kind or choice.action or choice.law or choice.wording):
        raise InvalidError("Chưa sửa nội dung nào.", "Nothing was changed.")


def _check_length(text: str) -> None:
    if len(text) > _LONGEST:
        raise InvalidError(f"Nội dung dài quá {_LONGEST} ký tự.", f"The text is longer than {_LONGEST} characters.")


def _decided(row: FindingRow, choice: Choice) -> dict[str, Any]:
    """The finding's own columns after the choice. Accepting and rejecting leave what an earlier change set."""
    if choice.verdict is not Verdict.CHANGE:
        return {}
    values: dict[str, Any] = {}
    if choice.kind:
        values["kind"] = choice.kind.value
    if choice.action:
        values["action"] = choice.action.value
    if choice.law:
        place = asdict(choice.law)
        values |= {key: place[key] for key in ("law", "article", "clause", "point")}
    if choice.wording:
        values["wording"] = choice.wording.strip()
    return values


def _verdicts_of_others(session: Session, row: FindingRow, actor: Actor) -> set[str]:
    """The last verdict of each other reviewer."""
    last: dict[int, str] = {}
    for one in history(session, row.id):
        if one.stage == "review" and one.verdict and one.made_by != actor.user_id:
            last[one.made_by] = one.verdict
    return set(last.values())


def _move(
    session: Session,
    actor: Actor,
    row: FindingRow,
    values: dict[str, Any],
    stage: str,
    reason: str,
    code: str | None,
    what: str = "",
) -> None:
    """Change the finding, add the decision, and write both to the audit log."""
    before = _shown(row)
    _write(session, row, values)
    session.add(
        DecisionRow(
            finding_id=row.id,
            version=row.version,
            stage=stage,
            verdict=row.verdict,
            reason_code=code,
            reason=reason.strip(),
            kind=row.kind,
            action=row.action,
            law=row.law,
            article=row.article,
            clause=row.clause,
            point=row.point,
            wording=row.wording,
            made_by=actor.user_id,
        )
    )
    session.flush()
    note(session, actor, what or f"finding-{stage}", f"finding:{row.id}", before, _shown(row))


def _write(session: Session, row: FindingRow, values: dict[str, Any]) -> None:
    """Change a finding where its version is still the one read; the database decides between two at the same moment."""
    session.flush()
    read = row.version
    changed = session.execute(
        update(FindingRow)
        .where(FindingRow.id == row.id, FindingRow.version == read)
        .values(**values, version=read + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row, attribute_names=[*values, "version"])
    if getattr(changed, "rowcount", 0) != 1:
        raise _conflict(row.version)


def _check_version(row: FindingRow, version: int) -> None:
    if row.version != version:
        raise _conflict(row.version)


def _conflict(current: int) -> ConflictError:
    return ConflictError(
        "Người khác vừa thay đổi phát hiện này. Chưa ghi thay đổi của bạn.",
        "Somebody else changed this finding meanwhile. Your change was not written.",
        current,
    )


def _own_finding(document: DocumentRow, provision: Provision, chosen: Selection) -> Finding:
    identity = "\0".join((str(document.id), chosen.path, str(chosen.start), str(chosen.end), chosen.kind, chosen.wording))
    words = chosen.wording.strip()
    return Finding(
        id=sha256(identity.encode()).hexdigest()[:16],
        document=document.path,
        path=provision.path,
        label=provision.label,
        quote=provision.text[chosen.start : chosen.end],
        text=provision.text,
        start=chosen.start,
        end=chosen.end,
        span=provision.span,
        kind=chosen.kind,
        aspect=None,
        status=Status.CONTRADICTED,
        action=chosen.action,
        severity=chosen.severity,
        confidence=1.0,
        law=chosen.law,
        excerpt="",
        excerpt_start=0,
        excerpt_end=0,
        explanation=Explanation(words, words),
        check="person",
        versions=document.versions,
    )


def _shown(row: FindingRow) -> dict[str, Any]:
    names = ("state", "verdict", "kind", "action", "law", "article", "clause", "point", "wording", "version")
    return {name: getattr(row, name) for name in names}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
