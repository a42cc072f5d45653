"""Findings → ``report.html``: one file without any outside resource, opened from a folder or a file share."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.records import Finding, Severity
from pipeline.report.charts import (
    SCALE,
    article_bars,
    article_label,
    conformance_bars,
    fragment,
    heat_map,
    kind_bars,
    unit_bars,
)
from pipeline.report.limits import limit_sentences
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.passages import passage, printable
from pipeline.report.summarize import SEVERITIES, Digest, Summary
from pipeline.report.tracking.standing import UnitCount
from pipeline.report.wording import Wording, failure, load_wording

_UI = {
    "page": "page-number",
    "clause": "card-clause",
    "law": "card-law",
    "gist": "card-gist",
    "official": "card-official",
    "noLaw": "card-no-law",
    "noText": "card-no-text",
    "action": "card-action",
    "confidence": "card-confidence",
    "status": "card-status",
    "cautions": "card-cautions",
    "check": "card-check",
    "link": "card-link",
    "shown": "shown",
    "noMatch": "no-match",
    "printed": "printed",
}


def write_page(
    path: Path,
    kept: Sequence[Digest],
    batch: Sequence[Finding],
    summary: Summary,
    options: ReportOptions,
    units: Sequence[UnitCount] = (),
) -> None:
    """Write the page. At most ``options.html_limit`` findings, the most severe first; the page says what it leaves out.

    ``units``: progress in handling, from the tracking workbook, where there is one.
    """
    words, index = load_wording(options.lang), LawIndex(options.laws)
    everything = [*(finding for one in kept for finding in one.findings), *batch]
    shown = _most_severe(everything, options.html_limit)
    main = options.laws[0] if options.laws else None
    main_law = main.number if main else None
    css, script = asset("report.css"), asset("report.js")
    html = (
        environment()
        .get_template("report.html.j2")
        .render(
            words=words,
            t=words.phrase,
            css=Markup(css),  # noqa: S704  # nosec B704 - our own file
            script=Markup(script),  # noqa: S704  # nosec B704 - our own file
            csp=_policy(css, script),
            data=_embed(_data(shown, kept, words, index)),
            summary=summary,
            main=main,
            unread=[(one, words.explain(reason)) for one in kept if (reason := failure(one.status, one.reason))],
            reviewed=sorted((one for one in kept if one.reviewed), key=_document_order),
            shown=len(shown),
            cautioned=sum(1 for finding in everything if finding.cautions),
            kinds=kind_bars(everything, words),
            articles=article_bars(everything, words, index, main_law),
            conformance=conformance_bars(summary, words),
            units=unit_bars(units, words),
            heat=heat_map(kept, words, index, main_law),
            document_options=_document_options(shown, kept),
            article_options=_article_options(shown, words, index, main_law),
            limits=limit_sentences(kept, everything, summary, words),
            severities=SEVERITIES,
            high=summary.by_severity.get(Severity.HIGH, 0),
            scale=SCALE,
            fragment=fragment,
        )
    )
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")


def _most_severe(findings: list[Finding], limit: int) -> list[Finding]:
    """All, or the ``limit`` most severe, in their original order."""
    if len(findings) <= limit:
        return findings
    ranked = sorted(range(len(findings)), key=lambda i: (SEVERITIES.index(findings[i].severity), -findings[i].confidence))
    return [findings[i] for i in sorted(ranked[:limit])]


def _document_order(one: Digest) -> tuple[int, int, str]:
    worst = one.worst
    return (SEVERITIES.index(worst) if worst else len(SEVERITIES), -len(one.findings), one.path)


def _data(findings: Sequence[Finding], kept: Sequence[Digest], words: Wording, index: LawIndex) -> dict[str, Any]:
    """What the script shows. Marks are split here: Python counts code points, JavaScript UTF-16 units."""
    names = {one.path: one.short_name for one in kept}
    paged = {one.path for one in kept if one.paged}
    documents: dict[str, int] = {}
    laws: dict[str, int] = {}
    rows = []
    for one in findings:
        unit = one.law
        text = passage(one.text or one.quote, one.start, one.end) if one.text else passage(one.quote, 0, 0)
        excerpt = passage(one.excerpt, one.excerpt_start, one.excerpt_end, limit=900)
        rows.append(
            {
                "id": one.id,
                "document": documents.setdefault(one.document, len(documents)),
                "label": one.label,
                "page": one.span.page if one.span and one.document in paged else None,
                "kind": one.kind,
                "aspect": one.aspect,
                "status": one.status,
                "action": one.action,
                "severity": one.severity,
                "confidence": int(one.confidence * 100 + 1e-9),
                "law": laws.setdefault(unit.law, len(laws)) if unit else None,
                "article": unit.article if unit else None,
                "place": words.place(unit) if unit else "",
                "articleTitle": index.article_title(unit.law, unit.article or "") if unit else "",
                "text": [text.before, text.mark, text.after],
                "excerpt": [excerpt.before, excerpt.mark, excerpt.after],
                "official": index.is_official(unit, one.excerpt),
                "why": printable(words.explain(one.explanation)),
                "cautions": [words.of("caution", code) for code in one.cautions],
                "check": " · ".join(filter(None, (one.check, one.versions.get("corpus")))),
            }
        )
    return {
        "ui": {key: words.phrase(phrase, **_PLACEHOLDERS.get(phrase, {})) for key, phrase in _UI.items()},
        "words": {group: words.group(group) for group in ("kind", "severity", "action", "status", "aspect")},
        "documents": [{"path": path, "name": names.get(path, path)} for path in documents],
        "laws": [{"number": law, "name": words.law_name(law, index.title(law))} for law in laws],
        "findings": rows,
    }


# Placeholders that the script fills in itself.
_PLACEHOLDERS: dict[str, dict[str, object]] = {
    "page-number": {"page": "{page}"},
    "shown": {"shown": "{shown}", "total": "{total}"},
    "printed": {"shown": "{shown}", "total": "{total}"},
}


def _article_options(
    findings: Sequence[Finding], words: Wording, index: LawIndex, main_law: str | None
) -> list[tuple[str, str]]:
    keys = {(f.law.law, f.law.article) for f in findings if f.law and f.law.article}
    ordered = sorted(keys, key=lambda key: (key[0] != main_law, key[0], len(key[1]), key[1]))
    return [("|".join(key), article_label(words, index, key, main_law)) for key in ordered]


def _document_options(findings: Sequence[Finding], kept: Sequence[Digest]) -> list[tuple[str, str]]:
    names = {one.path: one.short_name for one in kept}
    return [(path, names.get(path, path)) for path in dict.fromkeys(finding.document for finding in findings)]


def _policy(css: str, script: str) -> str:
    """Nothing may be loaded or run but the two blocks whose hashes stand here."""
    return (
        f"default-src 'none'; style-src '{hash_of(css)}'; script-src '{hash_of(script)}'; base-uri 'none'; form-action 'none'"
    )


def policy_of_style(css: str) -> str:
    """The same for a page without script."""
    return f"default-src 'none'; style-src '{hash_of(css)}'; base-uri 'none'; form-action 'none'"


def hash_of(text: str) -> str:
    """The block's name in a Content Security Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embed(data: dict[str, Any]) -> Markup:
    """JSON that cannot end its script element, whatever the documents contain."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # nosec B704 - escaped just above


def asset(name: str) -> str:
    """A text file of ``templates/``."""
    return files(__package__).joinpath("templates", name).read_text("utf-8")


@cache
def environment() -> Environment:
    """Templates of the pages; everything that is put into them is escaped."""
    return Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
