"""Totals → geometry of the page's charts. Only numbers and labels; drawing is the template's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from pipeline.records import Finding, Severity, Status
from pipeline.report.options import LawIndex
from pipeline.report.summarize import SEVERITIES, Digest, Summary
from pipeline.report.tracking.standing import UnitCount
from pipeline.report.wording import Wording

SCALE = 1000  # width of a full bar in the SVG's own units
_ARTICLES = 12
_HEAT_DOCUMENTS = 12
_HEAT_STEPS = 4
_UNITS = 20

ArticleKey = tuple[str, str]
_K = TypeVar("_K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Segment:
    """A coloured part of a bar: CSS class, left edge and width in units of ``SCALE``."""

    css: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    segments: tuple[Segment, ...]
    href: str | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    count: int
    level: int  # 0 … 4
    href: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    columns: tuple[str, ...]  # file names
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]  # article and its cells


def fragment(**filters: str) -> str:
    """Address of the page with these filters set; the script reads it back."""
    return "#" + urlencode(filters)


def article_label(words: Wording, index: LawIndex, key: ArticleKey, main_law: str | None) -> str:
    """``Điều 13. Title``, with the instrument's number where it is not the law under review."""
    law, number = key
    head = words.phrase("article", number=number) + ("" if law == main_law else f" ({law})")
    title = index.article_title(law, number)
    return f"{head}. {title}" if title else head


def kind_bars(findings: Sequence[Finding], words: Wording) -> tuple[Bar, ...]:
    return _bars(findings, lambda f: f.kind, lambda kind: words.of("kind", kind), lambda kind: fragment(kind=kind))


def article_bars(findings: Sequence[Finding], words: Wording, index: LawIndex, main_law: str | None) -> tuple[Bar, ...]:
    """The articles with most findings, and one bar for the others."""
    keyed = [finding for finding in findings if finding.law and finding.law.article]
    bars = _bars(
        keyed,
        _article,
        lambda key: article_label(words, index, key, main_law),
        lambda key: fragment(article="|".join(key)),
    )
    if len(bars) <= _ARTICLES:
        return bars
    shown, rest = bars[:_ARTICLES], bars[_ARTICLES:]
    count, most = sum(bar.count for bar in rest), max(bar.count for bar in bars)
    width = min(SCALE, SCALE * count / most)
    return (*shown, Bar(words.phrase("chart-article-rest"), count, (Segment("s-info", 0, round(width, 1)),), None))


def conformance_bars(summary: Summary, words: Wording) -> tuple[Bar, ...]:
    most = max(summary.conformance.values(), default=0)
    return tuple(
        Bar(words.of("status", status), count, (Segment(f"c-{status}", 0, round(SCALE * count / most, 1)),), None)
        for status in Status
        if (count := summary.conformance.get(status, 0))
    )


@dataclass(frozen=True, slots=True)
class UnitBar:
    """A unit's items: late, open, in progress and done as parts of one bar, and the words for a reader who sees no colours."""

    label: str
    count: int
    segments: tuple[Segment, ...]
    spoken: str


def unit_bars(units: Sequence[UnitCount], words: Wording) -> tuple[UnitBar, ...]:
    """The twenty units with most items, most first."""
    ordered = sorted(units, key=lambda unit: (-unit.total, unit.unit))
    most = max((unit.total for unit in ordered), default=1)
    return tuple(_unit_bar(unit, most, words) for unit in ordered[:_UNITS])


def _unit_bar(unit: UnitCount, most: int, words: Wording) -> UnitBar:
    waiting = unit.open + unit.running
    late = min(unit.late, waiting)
    parts = (
        ("u-late", late, words.phrase("track-late")),
        ("u-open", max(unit.open - late, 0), words.phrase("track-open")),
        ("u-running", waiting - late - max(unit.open - late, 0), words.phrase("track-running")),
        ("u-done", unit.done, words.phrase("track-done")),
    )
    segments, x = [], 0.0
    for css, count, _ in parts:
        width = SCALE * count / most
        if count:
            segments.append(Segment(css, round(x, 1), round(width, 1)))
        x += width
    label = unit.unit or words.phrase("track-no-unit")
    spoken = f"{label}: " + ", ".join(f"{name} {words.number(count)}" for _, count, name in parts)
    return UnitBar(label, unit.total, tuple(segments), spoken)


def heat_map(kept: Sequence[Digest], words: Wording, index: LawIndex, main_law: str | None) -> HeatMap | None:
    """Articles × documents with most findings; None where there are fewer than two documents with findings."""
    with_findings = sorted((d for d in kept if d.findings), key=lambda d: -len(d.findings))[:_HEAT_DOCUMENTS]
    if len(with_findings) < 2:
        return None
    counts = Counter((_article(f), d.path) for d in with_findings for f in d.findings if f.law and f.law.article)
    by_article = Counter({key: 0 for key, _ in counts})
    for (key, _), count in counts.items():
        by_article[key] += count
    articles = [key for key, _ in sorted(by_article.items(), key=lambda entry: (-entry[1], entry[0]))[:_ARTICLES]]
    most = max(counts.values(), default=1)
    rows = tuple(
        (
            article_label(words, index, key, main_law),
            tuple(
                HeatCell(
                    count := counts[(key, d.path)],
                    -(-count * _HEAT_STEPS // most),
                    fragment(article="|".join(key), document=d.path),
                )
                for d in with_findings
            ),
        )
        for key in articles
    )
    return HeatMap(tuple(d.short_name for d in with_findings), rows) if rows else None


def _article(finding: Finding) -> ArticleKey:
    return (finding.law.law, finding.law.article) if finding.law and finding.law.article else ("", "")


def _bars(
    findings: Iterable[Finding], key: Callable[[Finding], _K], label: Callable[[_K], str], href: Callable[[_K], str]
) -> tuple[Bar, ...]:
    groups: dict[_K, Counter[Severity]] = {}
    for finding in findings:
        groups.setdefault(key(finding), Counter())[finding.severity] += 1
    most = max((group.total() for group in groups.values()), default=1)
    bars = []
    for one, group in sorted(groups.items(), key=lambda entry: -entry[1].total()):
        x, segments = 0.0, []
        for severity in SEVERITIES:
            if count := group[severity]:
                width = SCALE * count / most
                segments.append(Segment(f"s-{severity}", round(x, 1), round(width, 1)))
                x += width
        bars.append(Bar(label(one), group.total(), tuple(segments), href(one)))
    return tuple(bars)
