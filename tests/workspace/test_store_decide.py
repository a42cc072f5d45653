"""Decisions: states, four eyes, locking, disagreement, bulk, what papers keep of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from workspace_cases import HOSTILE, LAW, Office, keep, open_office, review

from pipeline.errors import ConflictError, ForbiddenError, InvalidError, MissingError
from pipeline.records import Action, Kind, LawUnit, Severity
from pipeline.store import audit, decide
from pipeline.store.access import Actor
from pipeline.store.database import Database
from pipeline.store.decide import Choice, Reason, Selection, Verdict
from pipeline.store.keep import read_finding, read_review
from pipeline.store.tables import DecisionRow, FindingRow

ACCEPT = Choice(Verdict.ACCEPT)
REJECT = Choice(Verdict.REJECT, Reason.CONFORMS)


@pytest.fixture
def office(database: Database) -> Office:
    return open_office(database)


@pytest.fixture
def ids(database: Database, office: Office) -> list[int]:
    """The two findings of one document of Hòa Lạc."""
    with database.begin() as session:
        document = keep(session, office.hoa_lac)
        return list(session.scalars(select(FindingRow.id).where(FindingRow.document_id == document).order_by(FindingRow.id)))


def state(database: Database, one: int) -> tuple[str, str | None, bool, int]:
    with database.read() as session:
        row = session.get_one(FindingRow, one)
        return row.state, row.verdict, row.disputed, row.version


def act(database: Database, what: Callable[[Session], object]) -> None:
    with database.begin() as session:
        what(session)


def test_machine_suggestion_is_open(database: Database, office: Office, ids: list[int]) -> None:
    assert [state(database, one) for one in ids] == [("open", None, False, 1)] * 2


def test_review_then_approval(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    assert state(database, ids[0]) == ("reviewed", "accept", False, 2)
    act(database, lambda s: decide.approve(s, office.approver, ids[0], 2))
    assert state(database, ids[0]) == ("approved", "accept", False, 3)
    with database.read() as session:
        assert [(one.stage, one.made_by) for one in decide.history(session, ids[0])] == [
            ("review", office.lan.user_id),
            ("approve", office.approver.user_id),
        ]
        lines = audit.read(session, office.admin, target=f"finding:{ids[0]}")
        assert [line.what for line in lines] == ["finding-approve", "finding-review"]
        assert lines[1].before is not None
        assert (lines[1].before["state"], lines[1].user_name) == ("open", "lan")


def test_approver_disagrees_and_the_finding_comes_back(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    act(database, lambda s: decide.send_back(s, office.approver, ids[0], 2, "Xem lại khoản 2 Điều 13"))
    assert state(database, ids[0]) == ("returned", "accept", True, 3)
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 3, REJECT))
    act(database, lambda s: decide.approve(s, office.approver, ids[0], 4))
    assert state(database, ids[0]) == ("approved", "reject", False, 5)


def test_two_reviewers_of_different_minds_are_shown(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    act(database, lambda s: decide.decide(s, office.minh, ids[0], 2, REJECT))
    assert state(database, ids[0]) == ("reviewed", "reject", True, 3)
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 3, REJECT))
    assert state(database, ids[0]) == ("reviewed", "reject", False, 4)


def test_change_is_kept_beside_the_machines_finding(database: Database, office: Office, ids: list[int]) -> None:
    change = Choice(
        Verdict.CHANGE,
        kind=Kind.NARROWED_RIGHT,
        action=Action.REPEAL,
        law=LawUnit(LAW, "14", None, "a"),
        wording="Trái Điều 14",
    )
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, change))
    with database.read() as session:
        row = session.get_one(FindingRow, ids[0])
        assert (row.kind, row.action, row.article, row.clause, row.point) == ("narrowed-right", "repeal", "14", None, "a")
        assert read_finding(row).kind is Kind.CONFLICTING_NORM
        (kept,) = decide.decided_findings(session, row.document_id, None, approved_only=False)
    assert (kept.kind, kept.action, kept.law) == (Kind.NARROWED_RIGHT, Action.REPEAL, LawUnit(LAW, "14", None, "a"))
    assert kept.explanation.vi == "Trái Điều 14"
    assert kept.excerpt == ""


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(Verdict.REJECT), "reason"),
        (Choice(Verdict.REJECT, Reason.OTHER), "reason"),
        (Choice(Verdict.CHANGE), "Nothing"),
        (Choice(Verdict.ACCEPT, reason="x" * 6000), "longer"),
        (Choice(Verdict.CHANGE, wording="x" * 6000), "longer"),
    ],
)
def test_incomplete_choice_is_refused(database: Database, office: Office, ids: list[int], choice: Choice, message: str) -> None:
    with pytest.raises(InvalidError, match=message):
        act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, choice))
    assert state(database, ids[0])[0] == "open"


def test_own_decision_cannot_be_approved(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.approver, ids[0], 1, ACCEPT))
    with pytest.raises(ForbiddenError):
        act(database, lambda s: decide.approve(s, office.approver, ids[0], 2))


def test_machine_suggestion_cannot_be_approved(database: Database, office: Office, ids: list[int]) -> None:
    with pytest.raises(InvalidError):
        act(database, lambda s: decide.approve(s, office.approver, ids[0], 1))


def test_approved_finding_is_not_changed_by_reviewers(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    act(database, lambda s: decide.approve(s, office.approver, ids[0], 2))
    with pytest.raises(ForbiddenError):
        act(database, lambda s: decide.decide(s, office.lan, ids[0], 3, REJECT))


@pytest.mark.parametrize(
    ("who", "error"),
    [("viewer", ForbiddenError), ("tu", MissingError)],
)
def test_role_and_unit_bound_what_one_may_do(
    database: Database, office: Office, ids: list[int], who: str, error: type[Exception]
) -> None:
    actor: Actor = getattr(office, who)
    with database.read() as session:
        document = session.get_one(FindingRow, ids[0]).document_id
    chosen = Selection("dieu-5/khoan-2", 0, 5, Kind.ADDED_BURDEN, Action.AMEND, Severity.LOW, None, "Thêm thủ tục")
    for what in (
        lambda s: decide.decide(s, actor, ids[0], 1, ACCEPT),
        lambda s: decide.decide_many(s, actor, [(ids[0], 1)], ACCEPT),
        lambda s: decide.assign(s, actor, ids[0], 1, actor.user_id, None),
        lambda s: decide.comment(s, actor, ids[0], "x"),
        lambda s: decide.add_finding(s, actor, document, chosen),
    ):
        with pytest.raises(error):
            act(database, what)
    for what in (
        lambda s: decide.approve(s, actor, ids[0], 1),
        lambda s: decide.send_back(s, actor, ids[0], 1, "x"),
    ):
        with pytest.raises((ForbiddenError, MissingError)):
            act(database, what)


def test_second_of_two_people_gets_a_conflict(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    with pytest.raises(ConflictError) as caught:
        act(database, lambda s: decide.decide(s, office.minh, ids[0], 1, REJECT))
    assert caught.value.current == 2
    assert state(database, ids[0]) == ("reviewed", "accept", False, 2)


def test_of_many_at_the_same_moment_one_wins_and_the_rest_are_told(database: Database, office: Office, ids: list[int]) -> None:
    gate = threading.Barrier(6)
    outcomes: list[str] = []

    def go(number: int) -> None:
        gate.wait()
        try:
            choice = Choice(Verdict.CHANGE, wording=f"lời {number}")
            act(database, lambda s: decide.decide(s, office.lan if number % 2 else office.minh, ids[0], 1, choice))
            outcomes.append("won")
        except ConflictError:
            outcomes.append("told")

    threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 5 + ["won"]
    with database.read() as session:
        assert len(decide.history(session, ids[0])) == 1


def test_bulk_decides_equal_findings_and_names_conflicts(database: Database, office: Office, ids: list[int]) -> None:
    with database.begin() as session:
        keep(session, office.hoa_lac, review("van-ban/khac.docx"))
        keep(session, office.tan_lap, review("van-ban/xa-khac.docx"))
    with database.read() as session:
        alike = decide.alike_undone(session, office.lan, session.get_one(FindingRow, ids[0]))
    assert len(alike) == 1, "the other commune's finding is not shown"
    act(database, lambda s: decide.decide(s, office.minh, ids[1], 1, ACCEPT))
    with database.begin() as session:
        outcome = decide.decide_many(session, office.lan, [(ids[0], 1), *alike, (ids[1], 1)], REJECT)
    assert outcome == decide.Bulk((ids[0], alike[0][0]), (ids[1],))
    assert state(database, ids[1])[1] == "accept"


@pytest.mark.parametrize("items", [[], [(n, 1) for n in range(decide.MOST_AT_ONCE + 1)]])
def test_bulk_of_none_or_too_many_is_refused(database: Database, office: Office, items: list[tuple[int, int]]) -> None:
    with pytest.raises(InvalidError):
        act(database, lambda s: decide.decide_many(s, office.lan, items, ACCEPT))


def test_own_finding_on_selected_words(database: Database, office: Office, ids: list[int]) -> None:
    with database.begin() as session:
        document = session.get_one(FindingRow, ids[0]).document_id
        words = Selection("dieu-6/khoan-1", 3, 23, Kind.OUTDATED_TERM, Action.AMEND, Severity.LOW, LawUnit(LAW, "36"), HOSTILE)
        row = decide.add_finding(session, office.lan, document, words)
        assert (row.origin, row.state, row.quote) == ("person", "reviewed", "Ban Thanh tra nhân d")
    with database.read() as session:
        kept = decide.decided_findings(session, document, None, approved_only=False)
    assert [one.explanation.vi for one in kept] == [HOSTILE]


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [("dieu-9", 0, 3), ("dieu-6/khoan-1", 5, 5), ("dieu-6/khoan-1", 0, 999), ("dieu-6/khoan-1", -1, 3)],
)
def test_selection_outside_the_document_is_refused(
    database: Database, office: Office, ids: list[int], path: str, start: int, end: int
) -> None:
    chosen = Selection(path, start, end, Kind.OUTDATED_TERM, Action.AMEND, Severity.LOW, None, "x")
    with database.begin() as session:
        document = session.get_one(FindingRow, ids[0]).document_id
        with pytest.raises(InvalidError):
            decide.add_finding(session, office.lan, document, chosen)


def test_assignment_to_others_needs_an_approver(database: Database, office: Office, ids: list[int]) -> None:
    act(database, lambda s: decide.assign(s, office.lan, ids[0], 1, office.lan.user_id, date(2026, 12, 1)))
    with pytest.raises(ForbiddenError):
        act(database, lambda s: decide.assign(s, office.lan, ids[0], 2, office.minh.user_id, None))
    act(database, lambda s: decide.assign(s, office.approver, ids[0], 2, office.minh.user_id, date(2026, 12, 1)))
    with pytest.raises(InvalidError, match="cannot see"):
        act(database, lambda s: decide.assign(s, office.approver, ids[0], 3, office.tu.user_id, None))


def test_papers_keep_only_what_people_decided(database: Database, office: Office, ids: list[int]) -> None:
    with database.read() as session:
        document = session.get_one(FindingRow, ids[0]).document_id
        assert decide.decided_findings(session, document, None, approved_only=False) == ()
        assert len(read_review(session, document).findings) == 2
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 1, ACCEPT))
    act(database, lambda s: decide.decide(s, office.lan, ids[1], 1, REJECT))
    with database.read() as session:
        assert len(decide.decided_findings(session, document, None, approved_only=False)) == 1
        assert decide.decided_findings(session, document, None, approved_only=True) == ()
        upto = session.scalars(select(DecisionRow.id)).all()[0]
    act(database, lambda s: decide.decide(s, office.lan, ids[0], 2, REJECT))
    with database.read() as session:
        assert decide.decided_findings(session, document, None, approved_only=False) == ()
        assert len(decide.decided_findings(session, document, upto, approved_only=False)) == 1
