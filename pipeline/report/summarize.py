"""Reviews → what the summary and the human-readable reports keep of them, one review at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from pipeline.records import (
    Action,
    ConformanceRow,
    Explanation,
    Finding,
    IssuerLevel,
    Kind,
    Notice,
    ReadStatus,
    Review,
    Severity,
    Status,
)

SEVERITIES: tuple[Severity, ...] = tuple(Severity)  # worst first


_TERRITORY = re.compile(r"\b(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\s+")
_GOVERNMENT = ("Ủy ban nhân dân", "Uỷ ban nhân dân", "Hội đồng nhân dân")
_COMMUNITY = ("Thôn ", "Bản ", "Làng ", "Tổ dân phố ", "Khu phố ", "Khối phố ")


def readable_issuer(issuer: str) -> str:
    """``ỦY BAN NHÂN DÂN XÃ TÂN LẬP`` as in running text; a name whose capitals cannot be told stays as it is.

    Known are the People's Committees and Councils of a territory, provincial departments (Sở), hamlets and street groups.
    """
    if not issuer.isupper():
        return issuer
    text = issuer[:1] + issuer[1:].lower()
    if text.startswith(_GOVERNMENT):
        first, *places = _TERRITORY.split(text)
        named = (f"{unit} {name.strip().title()}" for unit, name in zip(places[::2], places[1::2], strict=True))
        return " ".join((first.strip(), *named))
    if text.startswith("Sở "):
        field = re.sub(r"(^|, | và )(\w)", lambda match: match[1] + match[2].upper(), text[3:])
        return f"Sở {field}"
    for head in _COMMUNITY:
        if text.startswith(head):
            return head + text[len(head) :].title()
    return issuer


class Handling(StrEnum):
    """Proposed way of handling a whole document, summed up from its findings by :func:`propose`."""

    NONE = "none"
    NOT_REVIEWED = "not-reviewed"
    KEEP = "keep"
    AMEND = "amend"
    REPLACE = "replace"
    REPEAL = "repeal"
    REPEAL_PART = "repeal-part"
    SUSPEND = "suspend"
    SUSPEND_PART = "suspend-part"
    ISSUE_NEW = "issue-new"
    EXPIRED = "expired"  # by its own term or words: listed as such, nothing to repeal
    EXPIRED_PART = "expired-part"  # only ever an office's decision


_WHOLE: tuple[Action, ...] = (Action.REPEAL, Action.REPLACE, Action.SUSPEND, Action.ISSUE_NEW)


def propose(findings: Iterable[Finding]) -> Handling:
    """Strongest proposal for a document.

    A proposal about the document as a whole holds for it; to replace a single basis or provision is to amend the document,
    to repeal one is to repeal part of it. A document that ended by its own term or words has expired: there is nothing left to
    repeal. Whether lapsed bases take the whole document with them is for the checks to say,
    with a finding on the document. No finding is not the same as "keep": a machine that found nothing has not shown that
    nothing is there.
    """
    whole: set[Action] = set()
    part: set[Action] = set()
    ended = False
    for finding in findings:
        if has_ended(finding):
            ended = True
        else:
            (whole if finding.path == "document" else part).add(finding.action)
    if ended and not whole & {Action.REPEAL, Action.REPLACE}:
        return Handling.EXPIRED
    for action in _WHOLE:
        if action in whole:
            return Handling(action.value)
    if Action.AMEND in whole or part & {Action.AMEND, Action.REPLACE, Action.ISSUE_NEW}:
        return Handling.AMEND
    if Action.REPEAL in part:
        return Handling.REPEAL_PART
    if Action.SUSPEND in part:
        return Handling.SUSPEND_PART
    return Handling.KEEP if whole | part else Handling.NONE


def has_ended(finding: Finding) -> bool:
    """Whether the finding says that the document ended by its own term or words, and not by an instrument of the law."""
    return finding.kind is Kind.EXPIRED_DOCUMENT and finding.action is Action.REPEAL and finding.law is None


@dataclass(frozen=True, slots=True)
class Digest:
    """What remains of a review once its lines are written: header, outcome and findings, not the text.

    ``paged``: the format has pages of its own (PDF), so that a page number means something to the reader.
    """

    path: str
    status: ReadStatus
    reason: Explanation | None
    type: str | None
    number: str | None
    symbol: str | None
    issuer: str | None
    issuer_level: IssuerLevel
    issued_on: date | None
    title: str | None
    normative: bool
    pages: int
    paged: bool
    provisions: int
    warnings: tuple[Notice, ...]
    findings: tuple[Finding, ...]
    conformance: tuple[ConformanceRow, ...]
    handling: Handling

    @property
    def reviewed(self) -> bool:
        return self.status is ReadStatus.REVIEWED

    @property
    def worst(self) -> Severity | None:
        """Highest severity among the findings."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index, default=None)

    @property
    def file_name(self) -> str:
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def short_name(self) -> str:
        """Number where it has one, else the file's name."""
        return self.number or self.file_name


def digest(review: Review) -> Digest:
    document, source = review.document, review.source
    return Digest(
        path=review.path,
        status=review.status,
        reason=review.reason,
        type=document.type if document else None,
        number=document.number if document else None,
        symbol=document.symbol if document else None,
        issuer=readable_issuer(document.issuer) if document and document.issuer else None,
        issuer_level=document.issuer_level if document else IssuerLevel.UNKNOWN,
        issued_on=document.issued_on if document else None,
        title=document.title if document else None,
        normative=document.normative if document else False,
        pages=len(source.pages) if source else 0,
        paged=any(page.width for page in source.pages) if source else False,
        provisions=len(document.provisions) if document else 0,
        warnings=tuple(dict.fromkeys([*(source.warnings if source else ()), *(document.warnings if document else ())])),
        findings=review.findings,
        conformance=review.conformance,
        handling=propose(review.findings) if review.status is ReadStatus.REVIEWED else Handling.NOT_REVIEWED,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals of a batch, as in ``summary.json``. Every code of a vocabulary is there, with 0 where nothing was found."""

    as_of: date
    versions: Mapping[str, str]
    documents: int
    by_status: Mapping[ReadStatus, int]
    handling: Mapping[Handling, int]
    normative: int
    pages: int
    provisions: int
    abstained: Mapping[str, int]
    findings: int
    by_kind: Mapping[Kind, int]
    by_severity: Mapping[Severity, int]
    by_action: Mapping[Action, int]
    by_article: Mapping[tuple[str, str], int]  # (law, article) → findings, most first
    conformance: Mapping[Status, int]
    files: tuple[str, ...] = ()

    @property
    def unread(self) -> int:
        """Documents that were not reviewed: exit code 1 where not 0."""
        return self.documents - self.by_status.get(ReadStatus.REVIEWED, 0)

    def at_or_above(self, severity: Severity) -> int:
        """Findings of at least this severity (for ``--fail-on``)."""
        return sum(self.by_severity.get(s, 0) for s in SEVERITIES[: SEVERITIES.index(severity) + 1])


@dataclass(slots=True)
class Tally:
    """Running totals; memory does not grow with the number of documents but for the articles seen."""

    documents: int = 0
    normative: int = 0
    pages: int = 0
    provisions: int = 0
    findings: int = 0
    by_status: Counter[ReadStatus] = field(default_factory=Counter)
    handling: Counter[Handling] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[Kind] = field(default_factory=Counter)
    by_severity: Counter[Severity] = field(default_factory=Counter)
    by_action: Counter[Action] = field(default_factory=Counter)
    by_article: Counter[tuple[str, str]] = field(default_factory=Counter)
    conformance: Counter[Status] = field(default_factory=Counter)

    def add(self, review: Review, kept: Digest) -> None:
        self.documents += 1
        self.normative += kept.normative
        self.pages += kept.pages
        self.provisions += kept.provisions
        self.by_status[kept.status] += 1
        self.handling[kept.handling] += 1
        self.abstained.update(alignment.abstained for alignment in review.alignments if alignment.abstained)
        self.conformance.update(row.status for row in review.conformance)
        self.add_findings(review.findings)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.findings += 1
            self.by_kind[finding.kind] += 1
            self.by_severity[finding.severity] += 1
            self.by_action[finding.action] += 1
            if finding.law and finding.law.article:
                self.by_article[(finding.law.law, finding.law.article)] += 1

    def close(self, as_of: date, versions: Mapping[str, str], files: tuple[str, ...]) -> Summary:
        return Summary(
            as_of=as_of,
            versions=dict(sorted(versions.items())),
            documents=self.documents,
            by_status={status: self.by_status[status] for status in ReadStatus},
            handling={handling: self.handling[handling] for handling in Handling},
            normative=self.normative,
            pages=self.pages,
            provisions=self.provisions,
            abstained=dict(sorted(self.abstained.items())),
            findings=self.findings,
            by_kind={kind: self.by_kind[kind] for kind in Kind},
            by_severity={severity: self.by_severity[severity] for severity in Severity},
            by_action={action: self.by_action[action] for action in Action},
            by_article=dict(sorted(self.by_article.items(), key=lambda entry: (-entry[1], _article_order(entry[0])))),
            conformance={status: self.conformance[status] for status in Status},
            files=files,
        )


def recount(stored: Summary, kept: Sequence[Digest], batch: Iterable[Finding]) -> Summary:
    """The summary with everything that follows from findings and handling counted anew; the rest as stored.

    For papers made later, when officers have rejected findings or decided on the handling of a document.
    """
    tally = Tally(handling=Counter(one.handling for one in kept))
    for one in kept:
        tally.add_findings(one.findings)
    tally.add_findings(batch)
    counted = tally.close(stored.as_of, stored.versions, stored.files)
    return replace(
        stored,
        handling=counted.handling,
        findings=counted.findings,
        by_kind=counted.by_kind,
        by_severity=counted.by_severity,
        by_action=counted.by_action,
        by_article=counted.by_article,
    )


def _article_order(key: tuple[str, str]) -> tuple[str, int, str]:
    law, article = key
    digits = "".join(char for char in article if char.isdigit())
    return law, int(digits) if digits else 0, article


def summary_object(summary: Summary) -> dict[str, object]:
    """Object of ``summary.json``."""
    return {
        "as_of": summary.as_of.isoformat(),
        "versions": dict(summary.versions),
        "documents": {
            "total": summary.documents,
            "normative": summary.normative,
            "pages": summary.pages,
            "by_status": dict(summary.by_status),
            "by_handling": dict(summary.handling),
        },
        "provisions": {"total": summary.provisions, "abstained": dict(summary.abstained)},
        "findings": {
            "total": summary.findings,
            "by_kind": dict(summary.by_kind),
            "by_severity": dict(summary.by_severity),
            "by_action": dict(summary.by_action),
            "by_article": [
                {"law": law, "article": article, "findings": count} for (law, article), count in summary.by_article.items()
            ],
        },
        "conformance": dict(summary.conformance),
        "files": list(summary.files),
    }
