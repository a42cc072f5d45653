"""Runs: queue, cancel, resume, restart."""

from __future__ import annotations

import pytest
from workspace_cases import AS_OF, Office, keep, open_office

from pipeline.errors import ForbiddenError, InvalidError, MissingError
from pipeline.records import Explanation, ReadStatus
from pipeline.store import jobs
from pipeline.store.access import find_job
from pipeline.store.database import Database
from pipeline.store.jobs import Uploaded

FILES = [Uploaded(f"{name}.pdf", "ab" * 32, ".pdf") for name in "abc"]


@pytest.fixture
def office(database: Database) -> Office:
    return open_office(database)


def create(database: Database, office: Office) -> int:
    with database.begin() as session:
        return jobs.create_job(session, office.lan, office.hoa_lac, AS_OF, FILES).id


def test_run_goes_through_its_files(database: Database, office: Office) -> None:
    one = create(database, office)
    with database.begin() as session:
        taken = jobs.take_next(session)
        assert taken is not None
        assert (taken.id, taken.status) == (one, "running")
        assert jobs.take_next(session) is None
        first, second, _ = jobs.waiting(session, one)
        jobs.finish_file(session, first.id, ReadStatus.REVIEWED, None, keep(session, office.hoa_lac))
        jobs.finish_file(session, second.id, ReadStatus.CORRUPT, Explanation("hỏng", "corrupt"), None)
    with database.read() as session:
        assert jobs.progress(session, find_job(session, office.lan, one)) == jobs.Progress("running", 3, 2, 1, 2)
        assert [file.given for file in jobs.waiting(session, one)] == ["c.pdf"]
        assert [file.reason for file in jobs.files_of(session, one)] == [None, {"vi": "hỏng", "en": "corrupt"}, None]


def test_cancelled_run_goes_on_where_it_stopped(database: Database, office: Office) -> None:
    one = create(database, office)
    with database.begin() as session:
        jobs.take_next(session)
        jobs.finish_file(session, jobs.waiting(session, one)[0].id, ReadStatus.REVIEWED, None, None)
        jobs.cancel(session, office.lan, one)
        assert jobs.is_cancelling(session, one)
        jobs.finish_job(session, one, "cancelled")
        jobs.resume(session, office.lan, one)
        taken = jobs.take_next(session)
        assert taken is not None
        assert len(jobs.waiting(session, taken.id)) == 2


def test_waiting_run_is_cancelled_at_once(database: Database, office: Office) -> None:
    one = create(database, office)
    with database.begin() as session:
        assert jobs.cancel(session, office.lan, one).status == "cancelled"
        assert jobs.take_next(session) is None


def test_restart_takes_up_what_was_running(database: Database, office: Office) -> None:
    running = create(database, office)
    with database.begin() as session:
        jobs.take_next(session)
    stopping = create(database, office)
    with database.begin() as session:
        jobs.take_next(session)
        jobs.cancel(session, office.lan, stopping)
    with database.begin() as session:
        assert jobs.recover(session) == 1
        taken = jobs.take_next(session)
        assert taken is not None
        assert taken.id == running
        assert find_job(session, office.lan, stopping).status == "cancelled"


def test_only_own_units_and_reviewers(database: Database, office: Office) -> None:
    one = create(database, office)
    with database.begin() as session:
        with pytest.raises(MissingError):
            jobs.create_job(session, office.lan, office.tan_lap, AS_OF, FILES)
        with pytest.raises(ForbiddenError):
            jobs.create_job(session, office.viewer, office.hoa_lac, AS_OF, FILES)
        with pytest.raises(InvalidError):
            jobs.create_job(session, office.lan, office.hoa_lac, AS_OF, [])
        for act in (jobs.cancel, jobs.resume):
            with pytest.raises(MissingError):
                act(session, office.tu, one)
        assert jobs.list_jobs(session, office.tu) == []
