"""Thousands of files → their reviews in the given order, through the journal: what is done is never done again, nor lost.

An outcome is written to the journal the moment it is known, in whatever order; it is read back when its turn comes. So memory does
not grow with the number of documents, a slow document holds up nobody, and a run that was killed goes on where it was.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from pipeline.engine.journal import Journal
from pipeline.engine.serve import Recall
from pipeline.ingest import InputFile, Limits, content_key
from pipeline.records import Document, Notice, Review

WINDOW = 32  # files looked at together, the largest reviewed first: no long one is left for the end, and the first in turn is soon done
_FEWEST = 200  # letters under which two texts are not called the same document


class Workforce(Protocol):
    """What does the work: ``Pool`` on this machine, ``Cluster`` on many."""

    @property
    def waiting(self) -> Sequence[int]: ...

    @property
    def pending(self) -> int: ...

    def start(self) -> None: ...

    def submit(self, job: int, file: InputFile) -> None: ...

    def collect(self, block: bool = True) -> Iterator[tuple[int, Review]]: ...

    def close(self) -> None: ...


Muster = Callable[[int, Recall], Workforce]  # (number of files at most, recall) → a workforce that is not started yet


@dataclass(slots=True)
class Progress:
    """How far a batch is; changes as it goes. ``kept``: known from the journal; ``made``: reviewed now."""

    total: int
    kept: int = 0
    made: int = 0
    duplicates: int = 0
    _since: float = 0.0

    def begin(self) -> None:
        if not self._since:
            self._since = time.monotonic()

    def eta(self) -> float | None:
        """Seconds to the end at the pace of this run; None before the first document is done."""
        left = self.total - self.kept - self.made
        return (time.monotonic() - self._since) / self.made * left if self.made else None if left else 0.0


class Batch:
    """One run over ``files``. ``start`` raises EngineError where no worker can be started; then ``reviews`` gives them all."""

    def __init__(self, files: Sequence[InputFile], journal: Journal, muster: Muster, limits: Limits | None = None) -> None:
        self.files, self.journal, self.limits = files, journal, limits or Limits()
        self.progress = Progress(len(files))
        self._muster = muster
        self._force: Workforce | None = None
        self._looked = 0  # files seen by ``_look``
        self._content: dict[int, str | None] = {}  # of files that are waiting or at work
        self._known: set[int] = set()  # outcome in the journal, not given out yet
        self._held: dict[int, Review] = {}  # outcomes that the journal cannot store

    def start(self) -> None:
        """Look at the first files and start the workers if there is anything to review."""
        self._fill()

    def reviews(self) -> Generator[Review, None, None]:
        """Every review, in the order of ``files``; closing the iterator ends the workers."""
        turn = 0
        try:
            while turn < len(self.files):
                self._fill()
                review = self._take(turn)
                if self._force is not None and self._force.pending:
                    for job, made in self._force.collect(block=review is None):
                        self._keep(job, made)
                if review is not None:
                    yield self._noted(review)
                    turn += 1
        finally:
            self.close()

    def close(self) -> None:
        """End the workers; what is done stays in the journal."""
        if self._force is not None:
            self._force.close()
            self._force = None

    def _fill(self) -> None:
        """Keep the workers' queue filled."""
        if self._looked < len(self.files) and (self._force is None or len(self._force.waiting) < WINDOW):
            if self._force is None and self._known:
                return  # all known so far: give these out before looking further
            self._look()

    def _look(self) -> None:
        """Look at the next files: which are settled, and which must be reviewed, the largest first."""
        window = range(self._looked, min(self._looked + WINDOW, len(self.files)))
        self._looked = window.stop
        todo = []
        for job in window:
            content = content_key(self.files[job], self.limits)
            if self.journal.settled(self.files[job].given, content):
                self._known.add(job)
                self.progress.kept += 1
            else:
                self._content[job] = content
                todo.append(job)
        for job in sorted(todo, key=lambda job: -_size(self.files[job])):
            self._submit(job)

    def _submit(self, job: int) -> None:
        if self._force is None:
            self.progress.begin()
            self._force = self._muster(len(self.files) - self.progress.kept, self._recall)
            self._force.start()
        self._force.submit(job, self.files[job])

    def _take(self, job: int) -> Review | None:
        """The outcome of a file if it is known; one damaged in the journal is made again."""
        if (held := self._held.pop(job, None)) is not None:
            return held
        if job not in self._known:
            return None
        self._known.discard(job)
        review = self.journal.get(self.files[job].given)
        if review is None:
            self.progress.kept -= 1
            self._content[job] = content_key(self.files[job], self.limits)
            self._submit(job)
        return review

    def _keep(self, job: int, review: Review) -> None:
        content = self._content.pop(job)
        wording = self._wording(review.document) if review.document else None
        if self.journal.put(self.files[job].given, content, wording, review):
            self._known.add(job)
        else:
            self._held[job] = review
        self.progress.made += 1

    def _wording(self, document: Document) -> str:
        from pipeline.review import wording_key

        return wording_key(document)

    def _recall(self, key: str) -> Review | None:
        sort, _, value = key.partition(":")
        return self.journal.same_content(value) if sort == "content" else self.journal.same_wording(value)

    def _noted(self, review: Review) -> Review:
        """The review, with a notice where an earlier document of the run has the same words."""
        if review.source is None or review.document is None or (words := same_words(review.document)) is None:
            return review
        first = self.journal.first_with(words, review.path)
        if first is None:
            return review
        self.progress.duplicates += 1
        notice = Notice(
            "duplicate",
            f"Cùng nội dung với “{first}”: kết quả giống nhau, chỉ rà soát một lần.",
            f'Same text as "{first}": same result, reviewed once.',
        )
        return replace(review, source=replace(review.source, warnings=(*review.source.warnings, notice)))


def same_words(document: Document) -> str | None:
    """Key of the letters and digits of all provisions, in whatever format and layout; None where there are too few."""
    text = "".join(provision.text for provision in document.provisions)
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFC", text).lower()))
    return sha256(letters.encode()).hexdigest()[:32] if len(letters) >= _FEWEST else None


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0
