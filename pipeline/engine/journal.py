"""The journal of an output folder: what became of every document, kept as soon as it is known (SQLite, one file).

It outlives a kill and a power cut: each outcome is a transaction of its own. One process writes at a time (``lock.py``), so the
file is opened exclusively; that also lets the write-ahead log work on a network share. A damaged journal is put aside and a new one
begun: the reviews are then made again, never guessed.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.engine.codec import Unreadable, pack, unpack
from pipeline.engine.fingerprint import Fingerprint
from pipeline.errors import EngineError
from pipeline.records import ReadStatus, Review

FORMAT = 1  # of the tables; another number is another journal
FOLDER = ".rasoat"  # inside the output folder
NAME = "journal.sqlite"

# What the content alone decides. The other outcomes may differ on another day: memory, programs installed, rights on the file.
LASTING = frozenset(
    {
        ReadStatus.REVIEWED,
        ReadStatus.EMPTY,
        ReadStatus.ENCRYPTED,
        ReadStatus.CORRUPT,
        ReadStatus.UNSUPPORTED,
        ReadStatus.MISMATCHED,
    }
)

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, review TEXT NOT NULL, about TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS outcomes (
  given BLOB PRIMARY KEY, content TEXT, reading TEXT NOT NULL, review TEXT NOT NULL, wording TEXT, status TEXT NOT NULL,
  run INTEGER NOT NULL, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_content ON outcomes (content);
CREATE INDEX IF NOT EXISTS by_wording ON outcomes (wording);
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the program on this folder. ``about``: what the command notes for a later ``--resume`` (plain text values)."""

    number: int
    about: dict[str, str]
    finished: bool


class Journal:
    """Open with ``with``. Every method raises EngineError where the disk is full or the folder cannot be written any more."""

    def __init__(self, out: Path) -> None:
        self.file = out / FOLDER / NAME
        self.keys = Fingerprint("", "")
        self.damaged: Path | None = None  # where a journal that could not be used was put
        self._run = 0
        with _explained(self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._base = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
                    raise
                _log.warning("journal put aside: %s", error)
                self.damaged = self._put_aside()
                self._base = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._base.close()

    def last(self) -> Run | None:
        with _explained(self.file):
            row = self._base.execute("SELECT id, about, finished FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return Run(row[0], json.loads(row[1]), bool(row[2])) if row else None

    def begin(self, keys: Fingerprint, about: dict[str, str], resume: bool = False, fresh: bool = False) -> bool:
        """Start a run, or go on with an unfinished one: then its failures stand too. True where it goes on.

        ``fresh``: what is known is not used. Until ``begin`` nothing is: ``last`` alone may be asked before.
        """
        self.keys = keys
        last = self.last()
        goes_on = resume and last is not None and not last.finished
        with _explained(self.file), self._base:
            self._run = (
                self._base.execute(
                    "INSERT INTO runs (review, about) VALUES (?, ?)", (self.keys.review, json.dumps(about, ensure_ascii=False))
                ).lastrowid
                or 0
            )
            if goes_on and last:
                self._base.execute("UPDATE outcomes SET run = ? WHERE run = ?", (self._run, last.number))
            if fresh:
                self._base.execute("DELETE FROM outcomes")
        return goes_on

    def finish(self, **more: str) -> None:
        """The run is published: forget documents that are not in it, and earlier runs. ``more`` is added to what it is about."""
        about = {**(last.about if (last := self.last()) else {}), **more}
        with _explained(self.file), self._base:
            self._base.execute("DELETE FROM outcomes WHERE run <> ?", (self._run,))
            self._base.execute("DELETE FROM runs WHERE id <> ?", (self._run,))
            self._base.execute(
                "UPDATE runs SET finished = 1, about = ? WHERE id = ?", (json.dumps(about, ensure_ascii=False), self._run)
            )

    def put(self, given: str, content: str | None, wording: str | None, review: Review) -> bool:
        """Keep an outcome. False where its texts cannot be stored (a file name that is not Unicode): it must be held elsewhere."""
        try:
            data = pack(review)
        except UnicodeEncodeError:
            return False
        row = (_name(given), content, self.keys.reading, self.keys.review, wording, review.status.value, self._run, data)
        with _explained(self.file), self._base:
            self._base.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return True

    def settled(self, given: str, content: str | None, claim: bool = True) -> bool:
        """Whether the document's outcome is known and holds: same name, same content, same keys. ``claim``: it then belongs to this run.

        An outcome that another day may change (``timeout``, ``needs-ocr`` …) holds only inside the run that made it.
        """
        with _explained(self.file):
            row = self._base.execute(
                "SELECT content, review, status, run FROM outcomes WHERE given = ?", (_name(given),)
            ).fetchone()
        if row is None or row[1] != self.keys.review or row[0] != content:
            return False
        lasting = content is not None and row[2] in LASTING
        if not (lasting or row[3] == self._run):
            return False
        if claim and row[3] != self._run:
            with _explained(self.file), self._base:
                self._base.execute("UPDATE outcomes SET run = ? WHERE given = ?", (self._run, _name(given)))
        return True

    def get(self, given: str) -> Review | None:
        """The outcome as it was put; None where there is none or its bytes are damaged."""
        with _explained(self.file):
            row = self._base.execute("SELECT data FROM outcomes WHERE given = ?", (_name(given),)).fetchone()
        return _read(row[0]) if row else None

    def same_content(self, content: str) -> Review | None:
        """A review of the same bytes under any name; of other keys only what was read, where the readers are the same."""
        with _explained(self.file):
            row = self._base.execute(
                "SELECT data, review = ? AS whole FROM outcomes WHERE content = ? AND reading = ? AND status = ?"
                " ORDER BY whole DESC LIMIT 1",
                (self.keys.review, content, self.keys.reading, ReadStatus.REVIEWED.value),
            ).fetchone()
        review = _read(row[0]) if row else None
        if review is None or row[1]:
            return review
        return Review(review.path, review.status, None, review.source, None)

    def same_wording(self, wording: str) -> Review | None:
        """A review, under the same keys, of a document with the same provisions."""
        with _explained(self.file):
            row = self._base.execute(
                "SELECT data FROM outcomes WHERE wording = ? AND review = ? AND status = ? LIMIT 1",
                (wording, self.keys.review, ReadStatus.REVIEWED.value),
            ).fetchone()
        return _read(row[0]) if row else None

    def first_with(self, words: str, given: str) -> str | None:
        """The first document of this run with the same words, None where this one is the first."""
        with _explained(self.file):
            self._base.execute("INSERT OR IGNORE INTO temp.words VALUES (?, ?)", (words, _name(given)))
            row = self._base.execute("SELECT given FROM temp.words WHERE words = ?", (words,)).fetchone()
        first = bytes(row[0]).decode("utf-8", "surrogatepass")
        return None if first == given else first

    def counts(self) -> dict[str, int]:
        """Outcomes of this run by status."""
        with _explained(self.file):
            rows = self._base.execute("SELECT status, count(*) FROM outcomes WHERE run = ? GROUP BY status", (self._run,))
            return dict(rows.fetchall())

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.file, timeout=10, isolation_level="DEFERRED")
        try:
            base.execute("PRAGMA locking_mode = EXCLUSIVE")
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            found = base.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, FORMAT):
                raise sqlite3.DatabaseError(f"format {found}, not {FORMAT}")
            if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check failed")
            base.executescript(_TABLES)
            base.execute("CREATE TEMP TABLE words (words TEXT PRIMARY KEY, given BLOB NOT NULL) WITHOUT ROWID")
            base.execute(f"PRAGMA user_version = {FORMAT}")
            base.commit()
        except BaseException:
            base.close()
            raise
        return base

    def _put_aside(self) -> Path:
        number = 1
        while (aside := self.file.with_name(f"{NAME}.damaged-{number}")).exists():
            number += 1
        self.file.replace(aside)
        for rest in ("-wal", "-shm", "-journal"):
            self.file.with_name(NAME + rest).unlink(missing_ok=True)
        return aside


def _read(data: bytes) -> Review | None:
    try:
        return unpack(data)
    except Unreadable as error:
        _log.warning("an outcome in the journal is damaged and made again: %s", error)
        return None


def _name(given: str) -> bytes:
    return given.encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Errors of the disk as one error with its remedy."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise EngineError(
            f"Không ghi hoặc đọc được nhật ký rà soát {file} ({error}). Kiểm tra dung lượng đĩa và quyền ghi của thư mục, "
            "rồi chạy lại với --resume: các văn bản đã xong được giữ.",
            f"Cannot write or read the journal {file} ({error}). Check free space and write permission of the folder, then run "
            "again with --resume: documents already done are kept.",
        ) from error
