"""The YAML files of one statute in ``corpus/law/`` → its articles and norms in all versions.

A statute is a folder: ``instrument.yaml`` (number, title, dates, versions), ``articles/*.yaml``, ``norms/*.yaml``. The layout
is published as a JSON schema in ``corpus/law/schema/``; ``docs/law.md`` explains it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import CorpusError
from pipeline.records import Article, Aspect, Confidence, Force, LawClause, LawNorm, LawPoint, LawUnit, Norm, Operator, Setting

# The C parser is ten times as fast; PyYAML is sometimes installed without it. Both load plain data only.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DIRECTIONS = frozenset({"floor", "ceiling", "exact", "authority", "list", "form"})


@dataclass(frozen=True, slots=True)
class Version:
    """A wording of the statute: its name, the first day it applies and the amending laws that made it."""

    name: str
    start: date
    amended_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an amending law did to one clause, in our words."""

    article: str
    clause: str
    start: date
    gist: str
    by: str
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A reason code that articles and norms carry from ``start`` on, with its meaning for the reader."""

    code: str
    start: date
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class StatuteText:
    """Everything the corpus says about one statute, in all its versions."""

    number: str
    title: str
    issued_on: date
    versions: tuple[Version, ...]
    articles: tuple[Article, ...]  # in the oldest version
    norms: tuple[LawNorm, ...]
    changes: tuple[Change, ...]
    cautions: tuple[Caution, ...]
    decrees: tuple[str, ...]  # instruments whose articles and norms belong to it
    digest: str  # of the files


def folder_of(number: str) -> str:
    """The folder name of a statute: "59/2023/NĐ-CP" → "59-2023-ND-CP"."""
    return number.replace("/", "-").replace("Đ", "D").replace("Ư", "U")


@lru_cache(maxsize=16)
def read_statute(folder: Path) -> StatuteText:
    """Read one statute.

    Raises:
        CorpusError: a file is missing, is no YAML, or breaks the layout; the message names the file and the place in it.
    """
    head_file = folder / "instrument.yaml"
    digest = hashlib.sha256()
    head = _read(head_file, digest)
    with at_place(head_file):
        number = str(head["number"])
        versions = tuple(Version(str(v["name"]), _day(v["from"]), tuple(v.get("amended_by", ()))) for v in head["versions"])
        cautions = tuple(Caution(code, _day(c["from"]), c["vi"], c["en"]) for code, c in head.get("cautions", {}).items())
    known = {caution.code for caution in cautions}
    articles: list[Article] = []
    changes: list[Change] = []
    for file in _yaml_files(folder / "articles"):
        data = _read(file, digest)
        for item in _entries(data, "articles", file):
            with at_place(file, f"Điều {item.get('number')}"):
                articles.append(_article(item, data, number, known))
                changes += [_change(item, change) for change in item.get("changes", ())]
    with at_place(head_file):
        if [article.number for article in articles] != [str(n + 1) for n in range(head["articles"])]:
            raise ValueError(f"expects Điều 1 to Điều {head['articles']} in order; the articles are others")
    places = _places(articles)
    norms: list[LawNorm] = []
    for file in _yaml_files(folder / "norms"):
        data = _read(file, digest)
        for item in _entries(data, "norms", file):
            with at_place(file, str(item.get("id"))):
                norm = _norm(item, data, number, versions[0].start, known)
                if any(norm.id == other.id and _overlap(norm, other) for other in norms):
                    raise ValueError("this id is used twice for the same days")
                if articles and not places & set(_wider(norm.unit)):
                    raise ValueError(f"there is no {item['at']} in the articles")
                norms.append(norm)
    with at_place(head_file):
        return StatuteText(
            number=number,
            title=str(head["title"]),
            issued_on=_day(head["issued"]),
            versions=versions,
            articles=tuple(articles),
            norms=tuple(norms),
            changes=tuple(changes),
            cautions=cautions,
            decrees=tuple(head.get("decrees", ())),
            digest=digest.hexdigest()[:12],
        )


def read_yaml(file: Path) -> Any:
    """Plain data of a corpus file; ``CorpusError`` where it is missing or no YAML."""
    return _parse(file, _bytes(file))


_ARTICLE_KEYS = frozenset({"number", "title", "gist", "clauses", "caution", "changes", "setting"})
_ARTICLE_KEYS |= {"force", "actors", "by_clause"}
_CLAUSE_KEYS = frozenset({"gist", "points", "paragraphs"})
_NORM_KEYS = frozenset({"id", "at", "subject", "rule", "actor", "condition", "exception", "items", "vi", "en"})
_NORM_KEYS |= {"caution", "confidence", "source", "valid_from", "valid_to", "setting"}
_RULE_KEYS = frozenset({"aspect", "operator", "value", "upper", "unit", "of", "direction"})


def _article(item: Mapping[str, Any], data: Mapping[str, Any], law: str, cautions: set[str]) -> Article:
    _only(item, _ARTICLE_KEYS)
    clauses = item.get("clauses", {})
    differing = item.get("by_clause", {})
    if unknown := set(differing) - set(clauses):
        raise ValueError(f"by_clause names no clause of the article: {', '.join(map(str, unknown))}")
    gist = str(item["gist"])
    return Article(
        law=law,
        number=str(item["number"]),
        title=str(item["title"]),
        setting=Setting(item.get("setting", data["setting"])),
        gist=gist,
        clauses=tuple(_clause(str(n), text, differing.get(n, item)) for n, text in clauses.items())
        or (_clause(None, gist, item),),
        chapter=_text(data.get("chapter")),
        section=_text(data.get("section")),
        subsection=_text(data.get("subsection")),
        caution=_caution(item, cautions),
    )


def _clause(number: str | None, text: str | Mapping[str, Any], whose: Mapping[str, Any]) -> LawClause:
    """``whose`` holds the force and the actors: the article's, or the clause's own where it differs."""
    force, actors = Force(whose["force"]), tuple(whose.get("actors", ()))
    if isinstance(text, str):
        return LawClause(number, text, force=force, actors=actors)
    _only(text, _CLAUSE_KEYS)
    points = tuple(LawPoint(letter, gist) for letter, gist in text.get("points", {}).items())
    return LawClause(number, str(text["gist"]), points, tuple(text.get("paragraphs", ())), force, actors)


def _overlap(one: LawNorm, other: LawNorm) -> bool:
    return (one.valid_to or date.max) >= other.valid_from and (other.valid_to or date.max) >= one.valid_from


def _change(item: Mapping[str, Any], change: Mapping[str, Any]) -> Change:
    return Change(
        article=str(item["number"]),
        clause=str(change["clause"]),
        start=_day(change["from"]),
        gist=change["gist"],
        by=change["by"],
        confidence=Confidence(change["confidence"]),
        source=change["source"],
    )


def _norm(item: Mapping[str, Any], data: Mapping[str, Any], law: str, start: date, cautions: set[str]) -> LawNorm:
    _only(item, _NORM_KEYS)
    rule = item["rule"]
    if rule["direction"] not in DIRECTIONS:
        raise ValueError(f"unknown direction {rule['direction']!r}")
    norm = parse_rule(rule, subject=item["subject"])
    unit = parse_place(item["at"], law)
    return LawNorm(
        id=str(item["id"]),
        unit=unit,
        setting=Setting(item.get("setting", data["setting"])),
        norm=replace(norm, actor=item.get("actor"), condition=item.get("condition"), exception=item.get("exception")),
        gist_vi=str(item["vi"]),
        gist_en=str(item["en"]),
        direction=rule["direction"],
        confidence=Confidence(item.get("confidence", "H")),
        source=item.get("source") or f"{law} {item['at']}, {data['source']}",
        valid_from=_day(item.get("valid_from", start)),
        valid_to=_day(item["valid_to"]) if "valid_to" in item else None,
        caution=_caution(item, cautions),
        items=tuple(item.get("items", ())),
    )


def parse_rule(rule: Mapping[str, Any], subject: str | None = None) -> Norm:
    """A ``rule`` mapping (aspect, operator, value, upper, unit, of) → the quantity; raises ``KeyError``, ``ValueError``."""
    _only(rule, _RULE_KEYS)
    operator = Operator(rule.get("operator", "="))
    if (operator is Operator.RANGE) != ("upper" in rule):
        raise ValueError('"upper" belongs to the operator "range"')
    return Norm(
        aspect=Aspect(rule["aspect"]),
        operator=operator,
        value=_amount(rule.get("value")),
        unit=rule.get("unit"),
        upper=_amount(rule.get("upper")),
        denominator=rule.get("of"),
        subject=subject,
    )


_PLACE = re.compile(
    r"Điều (?P<article>\d+[a-z]?)(?: khoản (?P<clause>\d+[a-z]?))?(?: điểm (?P<point>[a-zđ]))?(?: đoạn (?P<paragraph>\d+))?"
)


def parse_place(place: str, law: str) -> LawUnit:
    """ "Điều 13 khoản 2 đoạn 1" → the unit; ``ValueError`` on anything else."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(f'expects "Điều 13 khoản 2 điểm a đoạn 1", found {place!r}')
    paragraph = match["paragraph"]
    return LawUnit(law, match["article"], match["clause"], match["point"], int(paragraph) if paragraph else None)


def _places(articles: list[Article]) -> set[tuple[str, str | None, str | None]]:
    found: set[tuple[str, str | None, str | None]] = set()
    for article in articles:
        found.add((article.number, None, None))
        for clause in article.clauses:
            found.add((article.number, clause.number, None))
            found |= {(article.number, clause.number, point.letter) for point in clause.points}
    return found


def _wider(unit: LawUnit) -> Iterator[tuple[str, str | None, str | None]]:
    yield (unit.article or "", unit.clause, unit.point)


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError(f"expects a date such as 2023-07-01, found {value!r}")
    return value


def _amount(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def _caution(item: Mapping[str, Any], known: set[str]) -> str | None:
    code = item.get("caution")
    if code is not None and code not in known:
        raise ValueError(f"unknown caution {code!r}")
    return _text(code)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _only(item: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := set(item) - keys:
        raise ValueError(f"unknown field {', '.join(sorted(map(str, unknown)))}")


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _entries(data: Any, key: str, file: Path) -> list[Mapping[str, Any]]:
    with at_place(file):
        entries = data[key]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError(f'"{key}" must be a list of mappings')
        return entries


def _read(file: Path, digest: Any) -> Any:
    content = _bytes(file)
    digest.update(f"{file.parent.name}/{file.name}\0".encode())
    digest.update(content)
    return _parse(file, content)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"Không đọc được tệp {file}: cài lại chương trình hoặc kiểm tra thư mục corpus.",
            f"Cannot read {file}: reinstall the program or check the corpus folder.",
        ) from error


def _parse(file: Path, content: bytes) -> Any:
    try:
        return yaml.load(content, _Loader)  # noqa: S506  # nosec B506 - a safe loader, C or Python
    except yaml.YAMLError as error:
        raise CorpusError(f"Tệp {file} không phải YAML hợp lệ: {error}", f"{file} is no valid YAML: {error}") from error


class at_place:
    """Turns what goes wrong inside into a ``CorpusError`` that names the file and the place."""

    def __init__(self, file: Path, place: str = "") -> None:
        self.where = f"{file}, {place}" if place else str(file)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError):
            said = f"missing field {error}"
        elif isinstance(error, (ValueError, TypeError, AttributeError)):
            said = str(error)
        else:
            return
        raise CorpusError(
            f"Tệp {self.where}: sai cấu trúc ({said}). Xem docs/law.md.",
            f"{self.where}: breaks the layout ({said}). See docs/law.md.",
        ) from error


def with_changes(articles: tuple[Article, ...], changes: tuple[Change, ...], as_of: date) -> tuple[Article, ...]:
    """The articles with the clauses that amending laws had changed by ``as_of``."""
    new: dict[tuple[str, str | None], str] = {
        (change.article, change.clause): change.gist for change in changes if change.start <= as_of
    }
    if not new:
        return articles
    return tuple(
        replace(
            article,
            clauses=tuple(
                replace(clause, gist=new[article.number, clause.number]) if (article.number, clause.number) in new else clause
                for clause in article.clauses
            ),
        )
        for article in articles
    )
