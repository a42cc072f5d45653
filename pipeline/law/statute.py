"""The Law as of a date: its articles, its norms and the decrees that detail it, with lookups by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipeline.law.outline import wording_at
from pipeline.records import Article, Confidence, LawClause, LawNorm, LawPoint, LawUnit, Norm, Setting

NOT_IN_FORCE = "not-in-force"


@dataclass(frozen=True)
class Law:
    """A statute on a day.

    ``norms`` are those valid on ``as_of``; with decrees attached they include the norms of these and of the other laws that
    rule the same matters, so ``norm.unit.law`` names the instrument. ``version`` says which amendments are in ("2022",
    "2025"), or ``NOT_IN_FORCE`` where the statute did not apply yet: then there are no norms, but the articles stay readable.
    """

    number: str
    title: str
    as_of: date
    version: str
    articles: tuple[Article, ...]
    norms: tuple[LawNorm, ...]
    corpus_version: str  # hash of the corpus files it was read from: the same text gives the same version
    decrees: tuple[Law, ...] = field(default=(), repr=False)
    amended: frozenset[tuple[str, str]] = frozenset()  # (article, clause) that amending laws had changed by ``as_of``

    def article(self, number: str, law: str | None = None) -> Article | None:
        """The article of that number, of this statute or (``law``) of one of its decrees; None where there is none."""
        return self._articles.get((law or self.number, number))

    def norm(self, id: str) -> LawNorm | None:
        """The norm of that id, if it is valid on ``as_of``."""
        return self._norms.get(id)

    def norms_of(self, unit: LawUnit) -> tuple[LawNorm, ...]:
        """The norms that stand at ``unit`` or below it: an article gives those of all its clauses and points."""
        return tuple(norm for norm in self._norms_by_article.get((unit.law, unit.article), ()) if _within(norm.unit, unit))

    def norms_on(self, subject: str, setting: Setting | None = None) -> tuple[LawNorm, ...]:
        """The norms of a subject key ("posting-duration"), of one setting where that is given."""
        found = self._norms_by_subject.get(subject, ())
        return tuple(norm for norm in found if setting is None or norm.setting is setting)

    def gist(self, unit: LawUnit) -> str:
        """The most precise gist there is for ``unit``: point, paragraph, clause, article; "" for an unknown place."""
        article = self.article(unit.article or "", unit.law)
        if article is None:
            return " ".join(norm.gist_vi for norm in self.norms_of(unit))
        clause = next((clause for clause in article.clauses if clause.number == unit.clause), None)
        if clause is None:
            return article.gist
        point = next((point for point in clause.points if point.letter == unit.point), None) if unit.point else None
        if point:
            return point.gist
        if unit.paragraph and unit.paragraph <= len(clause.paragraphs):
            return clause.paragraphs[unit.paragraph - 1]
        return clause.gist

    def wording(self, unit: LawUnit) -> str | None:
        """The official words at ``unit`` where the user imported them; None where not, or where they are not those of the day:
        copies are of the wording as enacted, and an amended clause must not be quoted in its old words."""
        article = self.article(unit.article or "", unit.law)
        if article is None or article.official is None or self._has_changed(unit):
            return None
        return wording_at(article.official, unit)

    def _has_changed(self, unit: LawUnit) -> bool:
        statute = next((law for law in (self, *self.decrees) if law.number == unit.law), self)
        return any(article == unit.article and unit.clause in (None, clause) for article, clause in statute.amended)

    def setting_of(self, article: str, law: str | None = None) -> Setting:
        """The setting of an article; GENERAL for an unknown one."""
        found = self.article(article, law)
        return found.setting if found else Setting.GENERAL

    def units(self) -> tuple[tuple[LawUnit, str], ...]:
        """Every article, clause and point of this statute with its gist, in order."""
        return tuple(pair for article in self.articles for pair in _units(article))

    @cached_property
    def _articles(self) -> dict[tuple[str, str], Article]:
        return {(article.law, article.number): article for law in (self, *self.decrees) for article in law.articles}

    @cached_property
    def _norms(self) -> dict[str, LawNorm]:
        return {norm.id: norm for norm in self.norms}

    @cached_property
    def _norms_by_article(self) -> dict[tuple[str, str | None], list[LawNorm]]:
        found: dict[tuple[str, str | None], list[LawNorm]] = {}
        for norm in self.norms:
            found.setdefault((norm.unit.law, norm.unit.article), []).append(norm)
        return found

    @cached_property
    def _norms_by_subject(self) -> dict[str, list[LawNorm]]:
        found: dict[str, list[LawNorm]] = {}
        for norm in self.norms:
            found.setdefault(norm.norm.subject or "", []).append(norm)
        return found


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The rule that a norm of today replaced: what an older document may still say, and where it took that from."""

    subject: str  # topic key, as in ``Norm.subject``
    norm_ids: tuple[str, ...]  # norms of today on the same matter; () where there is none to point to
    setting: Setting | None  # None: the old rule was not of one setting, or there is no doubt
    instrument: str  # canonical number of the old instrument
    place: str | None  # "Điều 7", as printed; None where it is not known
    norm: Norm | None  # the old value, comparable with a document's; None where the matter was not regulated
    change: str  # "changed", "unchanged", "widened", "new"
    old_vi: str
    old_en: str
    note_vi: str  # one sentence: what was, what is since when
    note_en: str
    confidence: Confidence  # of the OLD value
    source: str


def _within(place: LawUnit, unit: LawUnit) -> bool:
    """Whether ``place`` is ``unit`` or a part of it; both are of the same article."""
    return (
        (unit.clause is None or place.clause == unit.clause)
        and (unit.point is None or place.point == unit.point)
        and (unit.paragraph is None or place.paragraph == unit.paragraph)
    )


def _units(article: Article) -> list[tuple[LawUnit, str]]:
    pairs = [(LawUnit(article.law, article.number), article.gist)]
    for clause in article.clauses:
        if clause.number is not None:
            pairs.append((LawUnit(article.law, article.number, clause.number), clause.gist))
        pairs += [(_point_unit(article, clause, point), point.gist) for point in clause.points]
    return pairs


def _point_unit(article: Article, clause: LawClause, point: LawPoint) -> LawUnit:
    return LawUnit(article.law, article.number, clause.number, point.letter)
