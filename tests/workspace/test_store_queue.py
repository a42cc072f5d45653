"""The queue: filters, visibility, neighbours, pages."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from workspace_cases import Office, keep, open_office, review

from pipeline.store import decide, queue
from pipeline.store.database import Database
from pipeline.store.decide import Choice, Verdict
from pipeline.store.follow import follow, late_findings
from pipeline.store.queue import Filter, Sort
from pipeline.store.tables import FindingRow

TODAY = date(2026, 11, 20)


@pytest.fixture
def office(database: Database) -> Office:
    """Hòa Lạc has two documents, Tân Lập one, each with a high and a medium finding; one is decided, one late."""
    made = open_office(database)
    with database.begin() as session:
        keep(session, made.hoa_lac, review("a.docx"))
        keep(session, made.hoa_lac, review("b.docx", "2. Niêm yết ít nhất 20 ngày và thu phí 50% giá trị."))
        keep(session, made.tan_lap, review("c.docx"))
        ids = session.scalars(select(FindingRow.id).order_by(FindingRow.id)).all()
        decide.decide(session, made.lan, ids[0], 1, Choice(Verdict.ACCEPT))
        decide.assign(session, made.approver, ids[1], 1, made.minh.user_id, date(2026, 11, 1))
    return made


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), 4),
        (Filter(state="open"), 3),
        (Filter(state="reviewed"), 1),
        (Filter(severity="high"), 2),
        (Filter(severity="nonsense"), 4),
        (Filter(band="high"), 2),
        (Filter(band="medium"), 2),
        (Filter(band="low"), 0),
        (Filter(kind="conflicting-norm", article="36"), 2),
        (Filter(law="10/2022/QH15", article="13"), 2),
        (Filter(type="quyết định"), 4),
        (Filter(assignee=0), 3),
        (Filter(late=True), 1),
        (Filter(text="NIÊM YẾT thu phí"), 1),
        (Filter(text="niem yet"), 2),
        (Filter(text="50%"), 1),
        (Filter(text="5_%"), 0),
        (Filter(text="'; DROP TABLE findings; --"), 0),
    ],
)
def test_filters(database: Database, office: Office, wanted: Filter, expected: int) -> None:
    with database.read() as session:
        assert queue.list_findings(session, office.lan, wanted, 1, TODAY).total == expected


def test_filter_for_another_unit_shows_nothing(database: Database, office: Office) -> None:
    with database.read() as session:
        assert queue.list_findings(session, office.lan, Filter(unit=office.tan_lap), 1, TODAY).total == 0
        assert queue.list_findings(session, office.approver, Filter(unit=office.tan_lap), 1, TODAY).total == 2


@pytest.mark.parametrize("sort", Sort)
def test_walking_by_neighbours_is_the_queue(database: Database, office: Office, sort: Sort) -> None:
    wanted = Filter(sort=sort)
    with database.read() as session:
        shown = [row.id for row, _ in queue.list_findings(session, office.approver, wanted, 1, TODAY).rows]
        walked = [shown[0]]
        while True:
            row = session.get_one(FindingRow, walked[-1])
            before, after = queue.neighbours(session, office.approver, row, wanted, TODAY)
            assert before == (walked[-2] if len(walked) > 1 else None)
            if after is None:
                break
            walked.append(after)
    assert walked == shown
    assert len(shown) == 6


def test_next_undone_skips_what_is_decided_and_begins_again(database: Database, office: Office) -> None:
    with database.read() as session:
        rows = session.scalars(select(FindingRow).where(FindingRow.unit_id == office.hoa_lac).order_by(FindingRow.id)).all()
        assert queue.next_undone(session, office.lan, rows[3], Filter(), TODAY) == rows[2].id
        assert queue.next_undone(session, office.lan, rows[2], Filter(), TODAY) == rows[1].id


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (2, 2), (99, 2), (0, 1), (-5, 1)])
def test_pages(database: Database, office: Office, monkeypatch: pytest.MonkeyPatch, asked: int, given: int) -> None:
    monkeypatch.setattr(queue, "PAGE", 3)
    with database.read() as session:
        page = queue.list_findings(session, office.lan, Filter(), asked, TODAY)
    assert (page.number, page.pages, page.total) == (given, 2, 4)


def test_dashboard_counts_people_not_the_machine(database: Database, office: Office) -> None:
    with database.read() as session:
        board = follow(session, office.approver, TODAY)
        mine = follow(session, office.tu, TODAY)
        assert [row.id for row, _ in late_findings(session, office.approver, TODAY)] == [2]
        assert late_findings(session, office.tu, TODAY) == []
    by_name = {unit.name: standing for unit, standing in board.units}
    one = by_name["Xã Hòa Lạc"]
    assert (one.documents, one.findings, one.open, one.reviewed, one.late, one.amend, one.finished) == (2, 4, 3, 1, 1, 1, 0)
    assert (by_name["Xã Tân Lập"].reviewed, by_name["Xã Tân Lập"].amend) == (0, 0)
    assert {level: standing.documents for level, standing in board.levels} == {"department": 0, "commune": 3}
    assert [unit.name for unit, _ in mine.units] == ["Xã Tân Lập"]
