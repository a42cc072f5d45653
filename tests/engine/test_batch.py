"""Batches through the journal: resumed, repeated, with duplicates, in order; with real processes and stand-in reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from engine_reviewers import Misbehaving, Orders, Recorder

from pipeline.engine import Batch, EngineOptions, Fingerprint, Journal, Pool
from pipeline.ingest import InputFile
from pipeline.records import ReadStatus, Review

KEYS = Fingerprint("r", "v")


def files(folder: Path, names: Sequence[str]) -> list[InputFile]:
    for name in names:
        (folder / name).write_text(f"nội dung {name}", encoding="utf-8")
    return [InputFile(name, folder / name) for name in names]


def batch(journal: Journal, listed: list[InputFile], folder: Path, factory: object = Misbehaving, workers: int = 2) -> Batch:
    options = EngineOptions(workers=workers, seconds=5.0)
    made = Batch(listed, journal, lambda total, recall: Pool(Orders(folder), options, factory, total, recall))  # type: ignore[arg-type]
    made.start()
    return made


def tries(folder: Path) -> int:
    return len(list(folder.glob("try-*")))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def test_reviews_come_in_order_with_slow_failing_and_dying_ones_between(work: Path, tmp_path: Path) -> None:
    names = [
        "slow-0.txt",
        "1.txt",
        "exit-2.txt",
        "hang-3.txt",
        "raise-4.txt",
        "dieonce-5.txt",
        *(f"{i}.txt" for i in range(6, 40)),
    ]
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        made = batch(journal, files(work, names), work)
        reviews = list(made.reviews())
        assert [one.path for one in reviews] == names
        statuses = {one.path: one.status for one in reviews if one.status is not ReadStatus.REVIEWED}
        assert statuses == {
            "exit-2.txt": ReadStatus.FAILED,
            "hang-3.txt": ReadStatus.TIMEOUT,
            "raise-4.txt": ReadStatus.FAILED,
        }
        assert sum(journal.counts().values()) == len(names)
        assert (made.progress.made, made.progress.kept, made.progress.eta()) == (len(names), 0, 0.0)


def test_run_that_was_cut_off_goes_on_without_repeating(work: Path, tmp_path: Path) -> None:
    listed = files(work, [f"{i}.txt" for i in range(30)])
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        reviews = batch(journal, listed, work).reviews()
        first = [next(reviews) for _ in range(7)]
        reviews.close()
        done = sum(journal.counts().values())
    assert len(first) == 7
    before = tries(work)
    with Journal(tmp_path) as journal:
        assert journal.begin(KEYS, {}, resume=True)
        made = batch(journal, listed, work)
        assert [one.path for one in made.reviews()] == [one.given for one in listed]
        assert made.progress.kept == done
        assert tries(work) - before == len(listed) - done


def test_nothing_new_starts_no_worker(work: Path, tmp_path: Path) -> None:
    listed = files(work, ["a.txt", "b.txt"])
    for run in range(2):
        with Journal(tmp_path) as journal:
            journal.begin(KEYS, {})
            assert [one.path for one in batch(journal, listed, work).reviews()] == ["a.txt", "b.txt"]
            journal.finish()
        assert tries(work) == 2, run


def test_changed_and_new_documents_alone_are_reviewed(work: Path, tmp_path: Path) -> None:
    listed = files(work, ["a.txt", "b.txt", "c.txt"])
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        list(batch(journal, listed, work).reviews())
        journal.finish()
    (work / "b.txt").write_text("khác", encoding="utf-8")
    listed = [*listed[1:], *files(work, ["d.txt"])]
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        made = batch(journal, listed, work)
        assert [one.path for one in made.reviews()] == ["b.txt", "c.txt", "d.txt"]
        assert (made.progress.kept, made.progress.made) == (1, 2)


def test_outcome_damaged_in_the_journal_is_made_again(work: Path, tmp_path: Path) -> None:
    listed = files(work, ["a.txt", "b.txt", "c.txt"])
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        list(batch(journal, listed, work).reviews())
        journal._base.execute("UPDATE outcomes SET data = x'00ff' WHERE given = ?", (b"b.txt",))
        journal._base.commit()
        before = tries(work)
        reviews = list(batch(journal, listed, work).reviews())
    assert [one.path for one in reviews] == ["a.txt", "b.txt", "c.txt"]
    assert tries(work) - before == 1


def test_file_names_that_are_not_unicode_have_an_outcome(work: Path, tmp_path: Path) -> None:
    listed = [InputFile("bad-\udce9.txt", work / "absent"), *files(work, ["a.txt"])]
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        assert [one.path for one in batch(journal, listed, work).reviews()] == ["bad-\udce9.txt", "a.txt"]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_same_content_is_worked_on_once(work: Path, tmp_path: Path, workers: int) -> None:
    """Even at the same moment in several workers: the later ones wait for the first."""
    listed = [InputFile(f"{i}.txt", work / f"{i}.txt") for i in range(12)]
    for number, file in enumerate(listed):
        file.path.write_text(f"same {number % 3}", encoding="utf-8")
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        reviews = list(batch(journal, listed, work, Recorder, workers).reviews())
    assert [one.path for one in reviews] == [file.given for file in listed]
    assert len(list(work.glob("worked-*"))) == 3


def test_worker_that_dies_on_the_first_of_two_twins_leaves_the_other_to_do_it(work: Path, tmp_path: Path) -> None:
    listed = [InputFile(name, work / name) for name in ("exit-a.txt", "b.txt", "c.txt")]
    for file in listed:
        file.path.write_text("same", encoding="utf-8")
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        reviews: list[Review] = list(batch(journal, listed, work, Recorder, 3).reviews())
    assert [one.path for one in reviews] == ["exit-a.txt", "b.txt", "c.txt"]  # the first may take over what the others made
    assert [one.status for one in reviews[1:]] == [ReadStatus.REVIEWED, ReadStatus.REVIEWED]
