"""The journal, its codec and the lock: what is kept comes back the same, and damage is noticed."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.engine.codec import Unreadable, pack, unpack
from pipeline.engine.fingerprint import Fingerprint, fingerprint
from pipeline.engine.journal import FOLDER, NAME, Journal
from pipeline.engine.lock import locked
from pipeline.errors import EngineError, UsageError
from pipeline.ingest import InputFile, Limits, content_key
from pipeline.records import Annotation, Aspect, Explanation, Norm, Operator, ReadStatus, Review, SourceText
from pipeline.review import ReviewSettings

KEYS = Fingerprint("r1", "v1")
ROOT = Path(__file__).parents[2]


def review(path: str, status: ReadStatus = ReadStatus.REVIEWED, text: str = "Điều 1") -> Review:
    norm = Norm(Aspect.QUORUM, Operator.GT, Fraction(2, 3), "share")
    source = SourceText(path, "0" * 64, "text", text, (), ())
    return Review(path, status, Explanation("vì", "why"), source, None, (Annotation("dieu-1", (), (norm,), None),))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path) as opened:
        opened.begin(KEYS, {"as_of": "2026-11-01"})
        yield opened


def test_review_comes_back_the_same() -> None:
    assert unpack(pack(review("a.txt"))) == review("a.txt")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_are_never_another_review(seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(pack(review("a.txt", text="văn bản " * 50)))
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    with contextlib.suppress(Unreadable):
        assert unpack(bytes(data)) == review("a.txt", text="văn bản " * 50)  # a bit that means nothing


@pytest.mark.parametrize("data", [b"", b"x", pack(review("a"))[:-5], pack(review("a"))[:20]])
def test_cut_bytes_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(data)


def test_outcome_is_settled_by_name_content_and_keys(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        journal.put("a.txt", "c1", "w1", review("a.txt"))
        assert journal.settled("a.txt", "c1")
        assert not journal.settled("a.txt", "c2")
        assert not journal.settled("b.txt", "c1")
        journal.finish()
    with Journal(tmp_path) as journal:
        journal.begin(Fingerprint("r1", "v2"), {})
        assert not journal.settled("a.txt", "c1")


@pytest.mark.parametrize(
    ("status", "later"),
    [
        (ReadStatus.REVIEWED, True),
        (ReadStatus.ENCRYPTED, True),
        (ReadStatus.TIMEOUT, False),
        (ReadStatus.FAILED, False),
        (ReadStatus.NEEDS_OCR, False),
        (ReadStatus.TOO_LARGE, False),
    ],
)
def test_what_another_day_may_change_holds_only_in_its_own_run(tmp_path: Path, status: ReadStatus, later: bool) -> None:
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        journal.put("a.txt", "c1", None, review("a.txt", status))
    with Journal(tmp_path) as journal:
        assert journal.begin(KEYS, {}, resume=True)
        assert journal.settled("a.txt", "c1")  # resumed: the same run
        journal.finish()
    with Journal(tmp_path) as journal:
        assert not journal.begin(KEYS, {}, resume=True)  # nothing unfinished
        assert journal.settled("a.txt", "c1") is later


def test_fresh_forgets(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        journal.put("a.txt", "c1", None, review("a.txt"))
        journal.begin(KEYS, {}, fresh=True)
        assert not journal.settled("a.txt", "c1")


def test_finish_forgets_documents_that_are_gone(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        journal.put("a.txt", "c1", None, review("a.txt"))
        journal.put("b.txt", "c2", None, review("b.txt"))
        journal.finish()
        journal.begin(KEYS, {})
        assert journal.settled("a.txt", "c1")
        journal.finish()
        assert journal.get("b.txt") is None
        assert journal.counts() == {"reviewed": 1}


def test_other_keys_leave_what_was_read(journal: Journal) -> None:
    journal.put("a.txt", "c1", "w1", review("a.txt"))
    whole = journal.same_content("c1")
    assert whole is not None
    assert whole.annotations
    journal.keys = Fingerprint("r1", "v2")
    read = journal.same_content("c1")
    assert read is not None
    assert (read.source, read.annotations) == (review("a.txt").source, ())
    assert journal.same_wording("w1") is None
    journal.keys = Fingerprint("r2", "v2")
    assert journal.same_content("c1") is None


def test_name_that_is_not_unicode_cannot_be_stored(journal: Journal) -> None:
    assert journal.put("bad-\udce9.txt", "c", None, review("bad-\udce9.txt")) is False
    assert not journal.settled("bad-\udce9.txt", "c")


@pytest.mark.parametrize("damage", ["noise", "cut", "text", "middle", "other format"])
def test_damaged_journal_is_put_aside(tmp_path: Path, damage: str) -> None:
    with Journal(tmp_path) as journal:
        journal.begin(KEYS, {})
        for number in range(300):
            journal.put(f"{number}.txt", f"c{number}", None, review(f"{number}.txt", text=f"{number} " * 200))
    file = tmp_path / FOLDER / NAME
    data = file.read_bytes()
    match damage:
        case "noise":
            file.write_bytes(random.Random(1).randbytes(9000))
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "text":
            file.write_text("không phải SQLite", encoding="utf-8")
        case "middle":
            file.write_bytes(data[:4096] + random.Random(1).randbytes(len(data) - 8192) + data[-4096:])
        case "other format":
            with sqlite3.connect(file) as base:
                base.execute("PRAGMA user_version = 99")
            base.close()
    with Journal(tmp_path) as journal:
        assert journal.damaged is not None
        assert journal.damaged.exists()
        journal.begin(KEYS, {})
        assert not journal.settled("1.txt", "c1")
        journal.put("1.txt", "c1", None, review("1.txt"))
        assert journal.settled("1.txt", "c1")


def test_journal_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("", encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        Journal(tmp_path)
    assert "--resume" in caught.value.vi


def test_content_key_goes_by_bytes_suffix_and_place(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "a.md"):
        (tmp_path / name).write_text("văn bản", encoding="utf-8")

    def key(name: str, given: str = "") -> str | None:
        return content_key(InputFile(given or name, tmp_path / name))

    assert key("a.txt") == key("b.txt")
    assert key("a.txt") != key("a.md")
    assert key("a.txt", "a.zip!/1.txt") != key("a.txt", "a.zip!/2.txt")
    assert key("absent.txt") is None
    assert content_key(InputFile("a.txt", tmp_path / "a.txt"), replace(Limits(), bytes=3)) is None


def test_fingerprint_is_the_same_in_every_process_and_goes_by_settings() -> None:
    day = ReviewSettings(as_of=date(2026, 11, 1))
    here = fingerprint(day, day.limits)
    code = (
        "from datetime import date; from pipeline.engine import fingerprint; from pipeline.review import ReviewSettings; "
        "s = ReviewSettings(as_of=date(2026, 11, 1)); print(*[fingerprint(s, s.limits).reading, fingerprint(s, s.limits).review])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [here.reading, here.review]
    other = fingerprint(replace(day, as_of=date(2026, 11, 2)), day.limits)
    assert other.reading == here.reading
    assert other.review != here.review


def test_second_run_on_a_folder_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom pipeline.engine import locked\n"
        f"with locked(Path({str(tmp_path)!r})):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    holder = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match=str(holder.pid)), locked(tmp_path):
            pass
    finally:
        holder.kill()
        holder.wait()
    with locked(tmp_path):  # a killed run leaves no lock
        pass
