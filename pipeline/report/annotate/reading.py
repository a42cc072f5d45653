"""Document + alignments + findings → a page to read: each provision with the flagged words, and the clause of the law beside it.

One HTML file without script or outside resource; its Content Security Policy lets nothing load but its own style.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.records import Alignment, Article, Finding, LawUnit, Provision, ProvisionKind
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.page import policy_of_style
from pipeline.report.passages import printable
from pipeline.report.summarize import SEVERITIES, Digest
from pipeline.report.tracking.ledger import basis_of
from pipeline.report.wording import Wording, load_wording

SURE = 0.5  # probability from which a clause of the law is put beside a provision
_DEEP = 4  # levels of indentation shown
_HEADINGS = frozenset({ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION, ProvisionKind.SUBSECTION})


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of a provision with one look; ``css`` is the worst severity of the findings on it, "" for plain text."""

    text: str
    css: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    """The law beside a provision. ``official``: wording of the text that the office imported, not our gist."""

    head: str
    title: str
    text: str
    official: bool
    share: str


@dataclass(frozen=True, slots=True)
class _Remark:
    id: str
    css: str
    kind: str
    severity: str
    why: str
    action: str
    basis: str


@dataclass(frozen=True, slots=True)
class _Row:
    anchor: str
    depth: int
    heading: bool
    pieces: tuple[_Piece, ...]
    page: int | None
    clause: _Clause | None
    remarks: tuple[_Remark, ...]


def write_reading_view(
    path: Path,
    one: Digest,
    provisions: Sequence[Provision],
    alignments: Mapping[str, Alignment],
    options: ReportOptions,
) -> None:
    """Write the page of one document."""
    words, index = load_wording(options.lang), LawIndex(options.laws)
    by_path: dict[str, list[Finding]] = {}
    for finding in one.findings:
        by_path.setdefault(finding.path, []).append(finding)
    css = files("pipeline.report").joinpath("templates", "reading.css").read_text("utf-8")
    rows = [
        _row(provision, alignments.get(provision.path), by_path.pop(provision.path, []), one, words, index)
        for provision in provisions
    ]
    on_whole = [_remark(finding, words, index) for of_path in by_path.values() for finding in of_path]
    html = (
        _environment()
        .get_template("reading.html.j2")
        .render(
            t=words.phrase,
            words=words,
            css=Markup(css),  # noqa: S704  # nosec B704 - our own file
            csp=policy_of_style(css),
            name=full_name(one, words),
            one=one,
            handling=words.of("handling", one.handling),
            as_of=words.date(options.as_of),
            rows=rows,
            on_whole=on_whole,
            versions=options.versions,
        )
    )
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")


def _row(
    provision: Provision, alignment: Alignment | None, findings: Sequence[Finding], one: Digest, words: Wording, index: LawIndex
) -> _Row:
    return _Row(
        anchor=provision.path,
        depth=min(provision.path.count("/"), _DEEP),
        heading=provision.kind in _HEADINGS or provision.kind in (ProvisionKind.ANNEX, ProvisionKind.ATTACHMENT),
        pieces=tuple(_pieces(provision.text, findings)),
        page=provision.span.page if one.paged else None,
        clause=_clause(alignment, findings, words, index),
        remarks=tuple(_remark(finding, words, index) for finding in findings),
    )


def _pieces(text: str, findings: Sequence[Finding]) -> list[_Piece]:
    """The text cut at every end of a flagged range, so that findings may overlap."""
    ranges = [(f.start, f.end, f) for f in findings if 0 <= f.start < f.end <= len(text) and f.text == text]
    edges = sorted({0, len(text), *(edge for start, end, _ in ranges for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        on = [finding for low, high, finding in ranges if low <= start and end <= high]
        worst = min((finding.severity for finding in on), key=SEVERITIES.index, default=None)
        pieces.append(_Piece(printable(text[start:end]), worst.value if worst else "", tuple(finding.id for finding in on)))
    return pieces


def _clause(alignment: Alignment | None, findings: Sequence[Finding], words: Wording, index: LawIndex) -> _Clause | None:
    """The place that a finding rests on, else the best aligned one where it is sure enough."""
    for finding in findings:
        if finding.law and index.article(finding.law):
            return _clause_at(finding.law, "", words, index)
    if alignment is None or alignment.abstained or not alignment.candidates:
        return None
    best = alignment.candidates[0]
    return _clause_at(best.unit, words.percent(best.probability), words, index) if best.probability >= SURE else None


def _clause_at(unit: LawUnit, share: str, words: Wording, index: LawIndex) -> _Clause | None:
    article = index.article(unit)
    if article is None:
        return None
    name = words.law_name(unit.law, index.title(unit.law))
    official = bool(article.official)
    text = article.official if article.official else gist_at(article, unit)
    return _Clause(f"{words.place(unit)} {name}".strip(), article.title, printable(text or ""), official, share)


def gist_at(article: Article, unit: LawUnit) -> str:
    """Our gist of the clause or point, of the article where the unit names no more, or its clause has none."""
    for clause in article.clauses:
        if unit.clause is not None and clause.number == unit.clause:
            points = [point.gist for point in clause.points if point.letter == unit.point]
            listed = [f"{point.letter}) {point.gist}" for point in clause.points]
            return points[0] if points else "\n".join([clause.gist, *listed])
    return article.gist


def _remark(finding: Finding, words: Wording, index: LawIndex) -> _Remark:
    return _Remark(
        finding.id,
        finding.severity.value,
        words.of("kind", finding.kind),
        words.of("severity", finding.severity),
        printable(words.explain(finding.explanation)),
        words.of("action", finding.action),
        basis_of(finding, words, index),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
