"""The Law as of a date, from the corpus."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pipeline import resources
from pipeline.errors import CorpusError, UsageError
from pipeline.law.read_corpus import StatuteText, folder_of, read_statute, with_changes
from pipeline.law.statute import NOT_IN_FORCE, Law
from pipeline.records import Article, LawNorm

LAW = "10/2022/QH15"
_VIETNAM = timezone(timedelta(hours=7))


def load_law(number: str = LAW, as_of: date | None = None, corpus: Path | None = None) -> Law:
    """A statute of the corpus on a day, with the norms of its decrees and of the laws that rule the same matters.

    Args:
        number: "10/2022/QH15", or a decree's ("59/2023/NĐ-CP") for that decree alone.
        as_of: the day; today in Vietnam unless given.
        corpus: folder that holds ``law/``; the shipped corpus unless given.

    Raises:
        UsageError: the corpus has no such statute.
        CorpusError: a file is missing or breaks the layout.
    """
    day = as_of or datetime.now(_VIETNAM).date()
    return _load(number, day, (corpus or resources.corpus_dir()) / "law")


def load_statutes(as_of: date | None = None, corpus: Path | None = None) -> tuple[Law, ...]:
    """The Law and its decrees, each with its own norms only: together they hold every norm once."""
    law = load_law(LAW, as_of, corpus)
    return (replace(law, norms=tuple(n for n in law.norms if n.unit.law == law.number), decrees=()), *law.decrees)


def statutes(corpus: Path | None = None) -> tuple[str, ...]:
    """The numbers of the statutes the corpus holds."""
    folder = (corpus or resources.corpus_dir()) / "law"
    return tuple(read_statute(file.parent).number for file in sorted(folder.glob("*/instrument.yaml")))


@lru_cache(maxsize=32)
def _load(number: str, day: date, folder: Path) -> Law:
    home = folder / folder_of(number)
    if not home.is_dir():
        known = ", ".join(sorted(file.parent.name for file in folder.glob("*/instrument.yaml"))) or "-"
        raise UsageError(
            f"Kho luật không có văn bản {number} (có: {known}).", f"The corpus has no statute {number} (it has: {known})."
        )
    text = read_statute(home)
    if text.number != number:
        raise CorpusError(
            f"Tệp {home / 'instrument.yaml'} ghi số {text.number}, cần {number}.",
            f"{home / 'instrument.yaml'} says {text.number}, expected {number}.",
        )
    decrees = tuple(_load(decree, day, folder) for decree in text.decrees)
    version = _version(text, day)
    in_force = version != NOT_IN_FORCE
    own = tuple(_norm(norm, text, day) for norm in text.norms if _valid(norm, day)) if in_force else ()
    return Law(
        number=text.number,
        title=text.title,
        as_of=day,
        version=version,
        articles=tuple(_article(article, text, day) for article in with_changes(text.articles, text.changes, day)),
        norms=own + tuple(norm for decree in decrees for norm in decree.norms if in_force),
        corpus_version=_digest(text.digest, *(decree.corpus_version for decree in decrees)),
        decrees=decrees,
        amended=frozenset((change.article, change.clause) for change in text.changes if change.start <= day),
    )


def _version(text: StatuteText, day: date) -> str:
    names = [version.name for version in text.versions if version.start <= day]
    return names[-1] if names else NOT_IN_FORCE


def _valid(norm: LawNorm, day: date) -> bool:
    """``valid_from`` and ``valid_to`` are the first and the last day."""
    return norm.valid_from <= day and (norm.valid_to is None or day <= norm.valid_to)


def _norm(norm: LawNorm, text: StatuteText, day: date) -> LawNorm:
    return replace(norm, caution=None) if norm.caution and not _cautious(norm.caution, text, day) else norm


def _article(article: Article, text: StatuteText, day: date) -> Article:
    return replace(article, caution=None) if article.caution and not _cautious(article.caution, text, day) else article


def _cautious(code: str, text: StatuteText, day: date) -> bool:
    """A caution about an amending law says nothing of the days before that law."""
    return any(caution.code == code and caution.start <= day for caution in text.cautions)


def _digest(*digests: str) -> str:
    return digests[0] if len(digests) == 1 else sha256("\0".join(digests).encode()).hexdigest()[:12]
