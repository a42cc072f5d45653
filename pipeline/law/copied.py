"""A law that the corpus does not hold, from the copy that the user imported: its wording takes the place of gists.

Nobody has stated its norms. Where the caller gives a reader of quantities, those of the copy become norms that say so
(``source`` is `READ_FROM_COPY`, confidence medium); else a review says where a provision belongs, what repeats the law, and what the
checks know without norms (bases, terms, procedures).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.law.importing import Imported, ImportedArticle, load_imported
from pipeline.law.load import load_law, statutes
from pipeline.law.outline import clauses_of, spots
from pipeline.law.registry import Registry
from pipeline.law.statute import NOT_IN_FORCE, Law
from pipeline.law.verify import verify
from pipeline.records import Article, Confidence, InForce, LawClause, LawNorm, LawUnit, Norm, Operator, Setting

READ_FROM_COPY = "read from the imported copy by the program"
Read = Callable[[str], Sequence[Norm]]  # a text → its quantities, spans in that text
VERSION = "copy"  # the wording as the user imported it, with no dated versions


def law_to_review(number: str, as_of: date, registry: Registry, folder: Path | None = None, read: Read | None = None) -> Law:
    """The law of that number: the corpus's own, else the user's copy.

    A statute of which the corpus holds norms alone (the dialogue rule of another law) takes its articles from the copy.

    Args:
        folder: where the user's copies are; the user's data folder unless given.
        read: reads the quantities of a text; those of the copy are then its norms.

    Raises:
        UsageError: the corpus has no articles of it and no copy was imported.
        CorpusError: a corpus file is missing or breaks the layout.
    """
    canonical = registry.canonical(number)
    held = load_law(canonical, as_of) if canonical in statutes() else None
    if held and held.articles:
        return held
    imported = load_imported(canonical, folder)
    if imported is None:
        raise UsageError(
            f"Chưa có lời văn của {number} để đối chiếu: hãy đưa vào bản chính thức bằng “law import TỆP”. Kho luật có sẵn: "
            f"{', '.join(_complete())}.",
            f"There is no wording of {number} to review against: import its official text with “law import FILE”. The corpus holds: "
            f"{', '.join(_complete())}.",
        )
    copied = law_of_copy(imported, as_of, registry, read)
    if held is None:
        return copied
    stated = {norm.unit.article for norm in held.norms}
    rest = tuple(norm for norm in copied.norms if norm.unit.article not in stated)
    return replace(held, articles=copied.articles, norms=(*held.norms, *rest))


def law_of_copy(imported: Imported, as_of: date, registry: Registry, read: Read | None = None) -> Law:
    """The copy as a law on a day; ``not-in-force`` where the registry says that it was not.

    Articles in which the copy is known to be faulty keep their title alone: they are not quoted and draw no provision.
    """
    known = registry.find(imported.number)
    status = registry.status(known or imported.number, as_of).status
    faulty = set(verify(imported).faulty_articles)
    in_force = status not in {InForce.EXPIRED, InForce.NOT_YET}
    whole = [article for article in imported.articles if article.number not in faulty]
    return Law(
        number=imported.number,
        title=(known.title if known else "") or imported.number,
        as_of=as_of,
        version=VERSION if in_force else NOT_IN_FORCE,
        articles=tuple(_article(imported.number, article, article.number in faulty) for article in imported.articles),
        norms=tuple(norm for article in whole for norm in _norms(imported.number, article, read, as_of))
        if read and in_force
        else (),
        corpus_version=sha256("\0".join(f"{a.number} {a.title}\n{a.text}" for a in imported.articles).encode()).hexdigest()[
            :12
        ],
    )


def _article(law: str, article: ImportedArticle, faulty: bool) -> Article:
    clauses = () if faulty else clauses_of(article.paragraphs)
    return Article(
        law=law,
        number=article.number,
        title=article.title,
        setting=Setting.GENERAL,
        gist=article.title or article.text,
        clauses=clauses or (LawClause(None, article.title),),
        chapter=article.chapter,
        section=article.section,
        official=None if faulty else article.text,
    )


def _norms(law: str, article: ImportedArticle, read: Read, day: date) -> Iterator[LawNorm]:
    """The quantities of each paragraph, numbered in it; their spans are in the paragraph, which is the norm's gist."""
    for spot, text in zip(spots(article.paragraphs), article.paragraphs, strict=True):
        place = ".".join(filter(None, (article.number, spot.clause, spot.point)))
        for at, norm in enumerate(read(text), start=1):
            yield LawNorm(
                id=f"{law} {place}#{spot.paragraph}-{at}",
                unit=LawUnit(
                    law, article.number, spot.clause, spot.point, spot.paragraph if spot.clause and spot.paragraph > 1 else None
                ),
                setting=Setting.GENERAL,
                norm=norm,
                gist_vi=text,
                gist_en=text,
                direction=_DIRECTIONS.get(norm.operator, "exact"),
                confidence=Confidence.MEDIUM,
                source=READ_FROM_COPY,
                valid_from=day,
            )


_DIRECTIONS = {Operator.GE: "floor", Operator.GT: "floor", Operator.LE: "ceiling", Operator.LT: "ceiling"}


def _complete() -> list[str]:
    """The statutes whose articles the corpus holds."""
    return [number for number in statutes() if load_law(number).articles]
