"""Parts of a large report → ``report.html``: totals of the whole and a table of contents of the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pipeline.records import Finding, Severity
from pipeline.report.limits import limit_sentences
from pipeline.report.options import Format, ReportOptions
from pipeline.report.page import asset, environment, hash_of
from pipeline.report.summarize import Summary
from pipeline.report.wording import load_wording


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part in the table of contents: its documents from ``first`` to ``last``, totals, and its files by format."""

    number: int
    first: str
    last: str
    summary: Summary
    files: Mapping[Format, str]


def write_contents(
    path: Path, entries: Sequence[PartEntry], batch: Sequence[Finding], summary: Summary, options: ReportOptions
) -> None:
    """Write the page. Findings on the batch as a whole stand on it; those of documents in their part."""
    words, css = load_wording(options.lang), asset("report.css")
    html = (
        environment()
        .get_template("contents.html.j2")
        .render(
            words=words,
            t=words.phrase,
            css=Markup(css),  # noqa: S704  # nosec B704 - our own file
            csp=f"default-src 'none'; style-src '{hash_of(css)}'; base-uri 'none'; form-action 'none'",
            summary=summary,
            main=options.laws[0] if options.laws else None,
            entries=entries,
            batch=[words.explain(finding.explanation) for finding in batch],
            high=summary.by_severity.get(Severity.HIGH, 0),
            limits=limit_sentences((), (), summary, words),
        )
    )
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")
