"""What the web application works with. Everything comes in here, so that it knows no room but reports, engine and store."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.engine import InputFile
from pipeline.records import Review
from pipeline.report import LawView
from pipeline.report.options import LawIndex
from pipeline.store import Database, FileStore


@dataclass(frozen=True, slots=True)
class Running:
    """A run under way: reviews in the order of the files (closing them ends the processes), and what they rest on."""

    reviews: Generator[Review, None, None]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Law:
    """The law on a day: views for the reports, and the lookup over them."""

    views: tuple[LawView, ...]
    index: LawIndex


@dataclass
class Workspace:
    """One installation. ``laws`` and ``review`` are given by the command; the tests give their own.

    Attributes:
        laws: statutes and instruments on a day, the law reviewed against first.
        review: starts the reviews of files as of a day.
        cache: folder for pictures of pages and for papers; may be deleted at any time.
        today: the office's calendar day.
        setup_code: what the first administrator must enter; shown on the server's terminal alone.
        secure: cookies are for HTTPS only.
    """

    database: Database
    files: FileStore
    laws: Callable[[date], tuple[LawView, ...]]
    review: Callable[[Sequence[InputFile], date], Running]
    cache: Path
    today: Callable[[], date]
    setup_code: str = field(default_factory=lambda: secrets.token_hex(4))
    secure: bool = False
    upload_bytes: int = 200 * 1024 * 1024  # of one file, as the readers take no more
    _known: dict[date, Law] = field(default_factory=dict)
    _loading: threading.Lock = field(default_factory=threading.Lock)

    def law(self, as_of: date) -> Law:
        """The law on a day, loaded once."""
        with self._loading:  # two pages that need it at once load it once
            if as_of not in self._known:
                views = self.laws(as_of)
                self._known[as_of] = Law(views, LawIndex(views))
            return self._known[as_of]
