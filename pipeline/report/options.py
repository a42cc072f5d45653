"""What a report is asked for, and what it needs to know of the law in order to print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipeline.records import Article, LawNorm, LawUnit
from pipeline.report.wording import Language


class Format(StrEnum):
    """A file of the output folder besides the JSONL, which is always written."""

    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class LawView:
    """One instrument as a report shows it. ``chapters`` maps a chapter's number ("II") to its title."""

    number: str
    title: str
    articles: tuple[Article, ...] = ()
    chapters: Mapping[str, str] = field(default_factory=dict)
    norms: tuple[LawNorm, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Options of :func:`pipeline.report.write_reports`.

    ``as_of`` is the day on which conformity was judged. ``versions`` names program, corpus and model; it is printed in every
    file. ``office``, ``parent_office`` and ``place`` fill the head of the papers and stay blank where None. ``forms`` is the
    folder of a department's own forms. ``html_limit`` and
    ``docx_limit`` bound the findings shown in detail there; the rest are in the workbook, and page and paper say so. A report of more
    than ``part_documents`` documents or ``part_findings`` findings is split into parts, each with its own page, paper and workbook.
    """

    as_of: date
    lang: Language = "vi"
    versions: Mapping[str, str] = field(default_factory=dict)
    laws: tuple[LawView, ...] = ()
    formats: frozenset[Format] = frozenset(Format)
    office: str | None = None
    parent_office: str | None = None
    place: str | None = None
    forms: Path | None = None
    html_limit: int = 20_000
    docx_limit: int = 5_000
    part_documents: int = 500
    part_findings: int = 5_000


class LawIndex:
    """Lookup over the instruments that were passed in; everything unknown is None or empty, never an error."""

    def __init__(self, laws: tuple[LawView, ...]) -> None:
        self._laws = {law.number: law for law in laws}
        self._articles = {(law.number, article.number): article for law in laws for article in law.articles}
        self._norms = {norm.id: norm for law in laws for norm in law.norms}

    def title(self, law: str) -> str:
        view = self._laws.get(law)
        return view.title if view else ""

    def article_title(self, law: str, number: str) -> str:
        article = self._articles.get((law, number))
        return article.title if article else ""

    def article(self, unit: LawUnit | None) -> Article | None:
        return self._articles.get((unit.law, unit.article)) if unit and unit.article else None

    def norm(self, norm_id: str) -> LawNorm | None:
        return self._norms.get(norm_id)

    def is_official(self, unit: LawUnit | None, excerpt: str) -> bool:
        """Whether the excerpt is wording of the text that the user imported, and not our gist."""
        article = self.article(unit)
        return bool(article and article.official and excerpt and excerpt in article.official)
