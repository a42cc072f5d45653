"""Findings → ``report.docx``: Báo cáo kết quả rà soát, ready to be completed, verified and signed by an official.

Frame: I. grounds and scope; II. results (counts, by form of document, by document); III. assessment; IV. proposals; V. what was not
reviewed, and why; signature; annex I: findings of each document; annex II: lists of the documents to be handled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.records import Finding, Kind, Severity
from pipeline.report.finding_table import finding_rows
from pipeline.report.forms import grounds, load_form
from pipeline.report.handling_lists import add_handling_lists
from pipeline.report.letterhead import write_head, write_signature
from pipeline.report.limits import limit_sentences
from pipeline.report.list_rows import TO_HANDLE
from pipeline.report.naming import full_name, lower_first
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.paper import WIDE_TABLE, Cell, Paper, Run
from pipeline.report.summarize import SEVERITIES, Digest, Handling, Summary
from pipeline.report.tracking.decide import Decisions
from pipeline.report.wording import Wording, failure, load_wording


def write_report_paper(
    path: Path,
    kept: Sequence[Digest],
    batch: Sequence[Finding],
    summary: Summary,
    options: ReportOptions,
    decisions: Decisions | None = None,
) -> None:
    """Write the paper. At most ``options.docx_limit`` findings in annex I, whole documents first to last."""
    words = load_wording(options.lang)
    paper = Paper(words.phrase("paper-title"), words.phrase("draft"), options.as_of, options.lang)
    write_head(paper, words, options, words.phrase("paper-number"))
    paper.title(words.phrase("paper-title"), _subject(words, options))
    paper.notice(words.phrase("draft"))
    _part_scope(paper, words, summary, options)
    _part_results(paper, words, kept, summary, options)
    _part_assessment(paper, words, kept, summary, options)
    _part_proposals(paper, words, kept, batch)
    _part_unread(paper, words, kept, batch, summary, options)
    write_signature(paper, words)
    _annex_findings(paper, words, kept, batch, options)
    add_handling_lists(paper, kept, words, options, decisions or Decisions())
    paper.save(path)


def _subject(words: Wording, options: ReportOptions) -> str:
    if not options.laws:
        return words.phrase("paper-subject-bare")
    return words.phrase("paper-subject", title=options.laws[0].title, law=options.laws[0].number)


def _part_scope(paper: Paper, words: Wording, summary: Summary, options: ReportOptions) -> None:
    paper.heading(words.phrase("part-scope"))
    paper.heading(words.phrase("scope-grounds"), level=2)
    for ground in grounds(options.as_of, options.lang, options.forms):
        paper.text(Run(f"- {ground};"))
    paper.text(Run(words.phrase("scope-grounds-check")))
    paper.heading(words.phrase("scope-range"), level=2)
    numbers = {
        "documents": words.number(summary.documents),
        "reviewed": words.number(summary.documents - summary.unread),
        "normative": words.number(summary.normative),
        "provisions": words.number(summary.provisions),
        "date": words.date(summary.as_of),
    }
    paper.text(Run(words.phrase("scope-numbers", **numbers)))
    paper.heading(words.phrase("scope-method"), level=2)
    versions = ", ".join(f"{name} {version}" for name, version in summary.versions.items()) or "…"
    paper.text(Run(words.phrase("scope-method-text", versions=versions)))


def _part_results(paper: Paper, words: Wording, kept: Sequence[Digest], summary: Summary, options: ReportOptions) -> None:
    paper.heading(words.phrase("part-results"))
    paper.heading(words.phrase("results-total"), level=2)
    values = {
        "findings": words.number(summary.findings),
        "high": words.number(summary.by_severity.get(Severity.HIGH, 0)),
        "unread": words.number(summary.unread),
    }
    paper.text(Run(words.phrase("results-sentence", **values)))
    form = load_form("report", "handling", options.lang, options.forms)
    order = (*TO_HANDLE, Handling.EXPIRED, Handling.EXPIRED_PART, Handling.KEEP, Handling.NONE, Handling.NOT_REVIEWED)
    handled = [(handling, count) for handling in order if (count := summary.handling[handling])]
    paper.table(
        form.columns,
        (
            form.row(
                {"number": _cell(n), "handling": _cell(words.of("handling", handling)), "count": _cell(words.number(count))}
            )
            for n, (handling, count) in enumerate(handled, start=1)
        ),
    )
    paper.text(Run(words.phrase("results-handling-note"), italic=True))
    paper.heading(words.phrase("results-kinds"), level=2)
    form = load_form("report", "kinds", options.lang, options.forms)
    paper.table(form.columns, (form.row(row) for row in _kind_rows(kept, words)))
    reviewed = [one for one in kept if one.reviewed]
    paper.heading(words.phrase("results-types"), level=2)
    form = load_form("report", "types", options.lang, options.forms)
    paper.table(form.columns, (form.row(row) for row in _type_rows(reviewed, words)))
    paper.heading(words.phrase("results-documents"), level=2)
    form = load_form("report", "documents", options.lang, options.forms)
    paper.table(form.columns, (form.row(row) for row in _document_rows(reviewed, words)))
    if any(not one.normative for one in reviewed):
        paper.text(Run(words.phrase("results-normative-note"), italic=True))


def _kind_rows(kept: Sequence[Digest], words: Wording) -> Iterator[dict[str, Cell]]:
    counts = Counter((finding.kind, finding.severity) for one in kept for finding in one.findings)
    totals = Counter(finding.kind for one in kept for finding in one.findings)
    for number, (kind, total) in enumerate(totals.most_common(), start=1):
        row = {severity.value: _cell(words.number(counts[(kind, severity)])) for severity in SEVERITIES}
        yield {"number": _cell(number), "kind": _cell(words.of("kind", kind)), **row, "total": _cell(words.number(total))}


def _type_rows(reviewed: Sequence[Digest], words: Wording) -> Iterator[dict[str, Cell]]:
    """By form of document, normative ones first and apart, with a row of totals."""
    groups: dict[tuple[bool, str], list[Digest]] = {}
    for one in reviewed:
        groups.setdefault((not one.normative, (one.type or words.phrase("type-unknown")).lower()), []).append(one)
    for number, ((administrative, type_), of_type) in enumerate(sorted(groups.items()), start=1):
        name = type_[:1].upper() + type_[1:] + ("" if administrative else f" ({words.phrase('normative')})")
        yield {"number": _cell(number), "type": _cell(name), **_handled(of_type, words)}
    yield {"number": _cell(""), "type": [[Run(words.phrase("track-sum"), bold=True)]], **_handled(reviewed, words)}


def _handled(documents: Sequence[Digest], words: Wording) -> dict[str, Cell]:
    counts = Counter(one.handling for one in documents)
    expired = counts[Handling.EXPIRED] + counts[Handling.EXPIRED_PART]
    to_handle = sum(counts[handling] for handling in TO_HANDLE)
    values = {"total": len(documents), "to-handle": to_handle, "expired": expired, "keep": counts[Handling.KEEP]}
    values["none"] = counts[Handling.NONE]
    return {key: _cell(words.number(value)) for key, value in values.items()}


def _document_rows(reviewed: Sequence[Digest], words: Wording) -> Iterator[dict[str, Cell]]:
    for number, one in enumerate(reviewed, start=1):
        high = sum(1 for finding in one.findings if finding.severity is Severity.HIGH)
        counts = words.number(len(one.findings)) + (f" ({words.number(high)})" if high else "")
        yield {
            "number": _cell(number),
            "name": _cell(full_name(one, words)),
            "findings": _cell(counts),
            "handling": _cell(words.of("handling", one.handling)),
        }


def _part_assessment(paper: Paper, words: Wording, kept: Sequence[Digest], summary: Summary, options: ReportOptions) -> None:
    """What the figures say, in sentences; the office's own judgement is left to the office."""
    paper.heading(words.phrase("part-assessment"))
    reviewed = [one for one in kept if one.reviewed]
    concerned = [one for one in reviewed if one.handling in (*TO_HANDLE, Handling.EXPIRED, Handling.EXPIRED_PART)]
    if reviewed:
        values = {
            "reviewed": words.number(len(reviewed)),
            "concerned": words.number(len(concerned)),
            "share": words.percent(len(concerned) / len(reviewed)),
        }
        paper.text(Run("1. " + words.phrase("assess-share", **values)))
    kinds = Counter(finding.kind for one in reviewed for finding in one.findings)
    if kinds:
        listed = "; ".join(
            words.phrase(
                "assess-kind",
                kind=lower_first(words.of("kind", kind)),
                count=words.number(count),
                documents=words.number(sum(1 for one in reviewed if any(f.kind is kind for f in one.findings))),
            )
            for kind, count in kinds.most_common(3)
        )
        paper.text(Run("2. " + words.phrase("assess-kinds", kinds=listed)))
    main = options.laws[0].number if options.laws else None
    articles = [
        words.phrase("assess-article", article=words.phrase("article", number=number), count=words.number(count))
        for (law, number), count in summary.by_article.items()
        if law == main
    ][:5]
    if articles:
        paper.text(Run("3. " + words.phrase("assess-articles", articles="; ".join(articles))))
    paper.text(Run(words.phrase("assess-office"), italic=True))


def _annex_findings(
    paper: Paper, words: Wording, kept: Sequence[Digest], batch: Sequence[Finding], options: ReportOptions
) -> None:
    index, form = LawIndex(options.laws), load_form("report", "findings", options.lang, options.forms)
    paper.turn(landscape=True)
    paper.heading(words.phrase("annex-findings"))
    room, number, left_out = options.docx_limit, 0, 0
    for one in kept:
        if not one.findings:
            continue
        if len(one.findings) > room:
            left_out += len(one.findings)
            continue
        room -= len(one.findings)
        number += 1
        paper.heading(f"{number}. {full_name(one, words)}", level=2)
        paper.table(form.columns, finding_rows(one.findings, form, words, index, paged=one.paged), size=WIDE_TABLE)
    if not number and not left_out:
        paper.text(Run(words.phrase("no-findings-paper")))
    if left_out:
        paper.text(Run(words.phrase("findings-left-out", count=words.number(left_out))))
    if batch:
        paper.heading(f"{number + 1}. {words.phrase('findings-batch')}", level=2)
        paper.table(form.columns, finding_rows(batch, form, words, index, paged=False), size=WIDE_TABLE)


def _part_proposals(paper: Paper, words: Wording, kept: Sequence[Digest], batch: Sequence[Finding]) -> None:
    paper.heading(words.phrase("part-proposals"))
    number = 0
    for handling in (*TO_HANDLE, Handling.EXPIRED, Handling.EXPIRED_PART):
        concerned = [one for one in kept if one.handling is handling]
        if concerned:
            number += 1
            key = "propose-list" if handling in (Handling.EXPIRED, Handling.EXPIRED_PART) else "propose"
            paper.text(Run(f"{number}. {words.phrase(key, handling=words.of('handling', handling))}", bold=True))
            for one in concerned:
                paper.text(Run(f"- {full_name(one, words)};"))
    missing = [finding for finding in batch if finding.kind is Kind.MISSING_DOCUMENT]
    if missing:
        number += 1
        paper.text(Run(f"{number}. {words.phrase('propose', handling=words.of('action', 'issue-new'))}", bold=True))
        for finding in missing:
            paper.text(Run(f"- {words.explain(finding.explanation)}"))
    paper.text(Run(f"{number + 1}. {words.phrase('propose-verify')}"))


def _part_unread(
    paper: Paper, words: Wording, kept: Sequence[Digest], batch: Sequence[Finding], summary: Summary, options: ReportOptions
) -> None:
    paper.heading(words.phrase("part-unread"))
    unread = [(one, reason) for one in kept if (reason := failure(one.status, one.reason))]
    if unread:
        form = load_form("report", "unread", options.lang, options.forms)
        paper.table(
            form.columns,
            (
                form.row(
                    {
                        "number": _cell(number),
                        "file": _cell(one.path),
                        "status": _cell(words.of("read_status", one.status)),
                        "reason": _cell(words.explain(reason)),
                    }
                )
                for number, (one, reason) in enumerate(unread, start=1)
            ),
        )
    everything = [*(finding for one in kept for finding in one.findings), *batch]
    for sentence in limit_sentences(kept, everything, summary, words):
        paper.text(Run(f"- {sentence}"))


def _cell(text: object) -> Cell:
    return [[Run(str(text))]]
