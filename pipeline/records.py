"""The records that flow between the rooms of the pipeline: frozen, typed, no behaviour beyond small derived views.

Coordinates. ``SourceText.text`` is the one coordinate system of a document: every line, table cell, provision, header field
and leftover is a half-open range ``[start, end)`` of characters of that text (Unicode code points, NFC). Spans inside a
provision (citations, norms, findings) are ranges of ``Provision.text`` instead; that text is the provision as a reader sees
it, with wrapped lines joined, so ``Provision.span`` says where it stands in the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle on a page, in points (1/72 inch), origin at the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


class LineRole(StrEnum):
    """What a physical line is, as far as the file format alone can tell."""

    BODY = "body"
    TABLE = "table"
    FOOTNOTE = "footnote"
    PAGE_FURNITURE = "page-furniture"  # running header, footer, page number, gazette banner
    BOILERPLATE = "boilerplate"  # portal chrome: menus, copyright notes


class TextOrigin(StrEnum):
    """How the characters of a page were obtained."""

    MARKUP = "markup"  # DOCX, HTML, Markdown, plain text
    TEXT_LAYER = "text-layer"  # PDF with text
    OCR = "ocr"
    CONVERTED = "converted"  # .doc, .rtf, .odt through another program


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One physical line. ``SourceText.text[start:end]`` is its text, without the line break."""

    start: int
    end: int
    page: int  # 1-based; 1 throughout for formats without pages
    role: LineRole = LineRole.BODY
    box: Box | None = None
    bold: bool = False
    italic: bool = False
    centered: bool = False
    heading_level: int | None = None  # from the format (Word heading style, HTML h1…, Markdown #)
    paragraph: int | None = None  # lines with the same number are one paragraph of the format; None = unknown (PDF, text)
    confidence: float | None = None  # OCR, 0 … 1


@dataclass(frozen=True, slots=True)
class WordConfidence:
    """How sure recognition (OCR) was of the word at ``[start, end)``: 0 … 1 as the engine says it, no probability."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One table cell: a range of the text (may hold several lines; may be empty, start == end)."""

    row: int  # 0-based
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table; ``cells`` in reading order. Layout tables (the two-column head) come as tables too."""

    index: int
    page: int
    start: int
    end: int
    cells: tuple[SourceCell, ...]


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A footnote or endnote: its mark, its own text range, and the offset where it is referred to (if known)."""

    mark: str
    start: int
    end: int
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the original. ``width`` and ``height`` in points, 0 where the format has none."""

    number: int
    origin: TextOrigin
    width: float = 0.0
    height: float = 0.0
    confidence: float | None = None
    reader: str = ""  # e.g. "pdfplumber", "pypdfium2", "tesseract 5.3"


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that reaches the report: a stable code, wording in both languages, and the place."""

    code: str
    vi: str
    en: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """What was read from a file. Lines are in reading order, do not overlap, and cover all of ``text`` but line breaks."""

    path: str  # as the user gave it
    sha256: str  # of the file's bytes
    format: str  # "pdf", "docx", "html", "markdown", "text", …
    text: str
    lines: tuple[SourceLine, ...]
    pages: tuple[SourcePage, ...]
    tables: tuple[SourceTable, ...] = ()
    notes: tuple[SourceNote, ...] = ()
    warnings: tuple[Notice, ...] = ()
    provenance: tuple[str, ...] = ()  # steps that changed the text: "decoded utf-8-sig", "tcvn3 lines 3-9", …
    words: tuple[WordConfidence, ...] = ()  # of recognised lines only, in order


class ReadStatus(StrEnum):
    """Outcome of a document in ``documents.jsonl``."""

    REVIEWED = "reviewed"
    FAILED = "failed"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    NEEDS_OCR = "needs-ocr"
    NEEDS_CONVERSION = "needs-conversion"
    UNSUPPORTED = "unsupported"
    MISMATCHED = "mismatched"  # the content is not what the extension says
    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Span:
    """Range of ``SourceText.text`` with its place on the page, where there is one."""

    start: int
    end: int
    page: int = 1
    line: int = 1  # 1-based number of the first line in the document
    box: Box | None = None


class ProvisionKind(StrEnum):
    BASIS = "basis"  # căn cứ
    PREAMBLE = "preamble"  # other text before the first unit
    PART = "part"  # phần
    CHAPTER = "chapter"  # chương
    SECTION = "section"  # mục
    SUBSECTION = "subsection"  # tiểu mục
    ARTICLE = "article"  # điều
    CLAUSE = "clause"  # khoản
    POINT = "point"  # điểm
    PARAGRAPH = "paragraph"  # đoạn: unnumbered text under a unit
    HEADING = "heading"  # I., 1., a) of documents without Điều
    ITEM = "item"  # dash or plus item
    ROW = "row"  # table row of the body or of an annex
    ANNEX = "annex"  # phụ lục
    ATTACHMENT = "attachment"  # the head of an attached regulation
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Provision:
    """One unit of a document.

    ``text`` is the unit's own text including its label and title ("1. Niêm yết …"), without that of its children.
    """

    path: str  # "dieu-5/khoan-2/diem-a"
    label: str  # "điểm a khoản 2 Điều 5"
    kind: ProvisionKind
    number: str | None  # "5", "2", "a", "IV"; None for unnumbered units
    title: str | None  # heading text of an article, chapter, section …
    text: str
    span: Span
    parent: str | None  # path of the parent, None at the top
    cells: tuple[str, ...] = ()  # ROW only: the row's cells
    columns: tuple[str, ...] = ()  # ROW only: the table's column heads
    quoted: bool = False  # stands inside the quotation of an amending clause ("… như sau: “…”")
    words: tuple[WordConfidence, ...] = ()  # ranges of ``text``; of recognised (OCR) text only


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A part of the document's head: name ("issuer", "number", "place-date", "type", "title", "motto" …) and range."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text that is no provision: recipients, signature, page furniture, portal chrome. ``reason`` is a stable code."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A content table of the document: its column heads and the paths of the provisions made from its rows."""

    index: int
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    span: Span


class IssuerLevel(StrEnum):
    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    AGENCY = "agency"  # department, school, hospital, unit: not a government of a territory
    ENTERPRISE = "enterprise"
    COMMUNITY = "community"  # thôn, tổ dân phố: hương ước
    PARTY = "party"
    FRONT = "front"  # Mặt trận Tổ quốc and its member organisations
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. ``provisions`` in reading order, bases included; every path is unique."""

    id: str  # sha256 of the file's bytes, first 16 hex digits
    path: str
    type: str | None  # "quyết định", "nghị quyết", "chỉ thị", "kế hoạch", "công văn", "quy chế", "hương ước" …
    number: str | None  # "12/2016/QĐ-UBND"; None where blank
    issuer: str | None
    issuer_level: IssuerLevel
    issued_on: date | None
    title: str | None
    provisions: tuple[Provision, ...]
    tables: tuple[Table, ...] = ()
    header: tuple[HeaderField, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    warnings: tuple[Notice, ...] = ()
    place: str | None = None
    symbol: str | None = None  # number as printed, blanks included: "/UBND-NC"
    normative: bool = False  # văn bản quy phạm pháp luật (year inside the number)

    @property
    def bases(self) -> tuple[Provision, ...]:
        """The legal bases (căn cứ) in reading order."""
        return tuple(p for p in self.provisions if p.kind is ProvisionKind.BASIS)


class Confidence(StrEnum):
    """How sure a stated fact about the law is: read in a source, consistent memory, unsure (see docs/law.md)."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


class Setting(StrEnum):
    """Where the Law applies: the same number may be right in one setting and wrong in another."""

    COMMUNE = "commune"  # xã, phường, thị trấn / đặc khu (Chương II)
    AGENCY = "agency"  # cơ quan, đơn vị (Chương III)
    STATE_ENTERPRISE = "state-enterprise"  # doanh nghiệp nhà nước (Chương IV mục 1)
    OTHER_EMPLOYER = "other-employer"  # Chương IV mục 2
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class LawUnit:
    """A place in an instrument: ``law`` is its number ("10/2022/QH15"), the rest as printed, without "Điều" etc."""

    law: str
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    paragraph: int | None = None  # 1-based "đoạn" inside the clause


class Aspect(StrEnum):
    DURATION = "duration"
    DEADLINE = "deadline"
    THRESHOLD = "threshold"
    QUORUM = "quorum"
    COUNT = "count"
    TERM = "term"
    FREQUENCY = "frequency"
    AUTHORITY = "authority"
    ACTOR = "actor"
    FORM = "form"
    SCOPE = "scope"
    PROCEDURE = "procedure"


class Operator(StrEnum):
    EQ = "="
    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    RANGE = "range"  # value … upper


@dataclass(frozen=True, slots=True)
class Norm:
    """A checkable statement: who must do what, with which quantity. Used for the Law and for provisions alike.

    Percentages and fractions are shares of one as exact ``Fraction``s with unit ``"share"``; times keep their unit
    ("day", "working-day", "month", "year", "hour", "times/year" …). ``start``/``end`` index the provision's text and are 0
    for norms of the Law.
    """

    aspect: Aspect
    operator: Operator
    value: Fraction | None
    unit: str | None
    upper: Fraction | None = None
    denominator: str | None = None  # "household-representatives", "attendees", "staff", "hamlets" …
    actor: str | None = None
    subject: str | None = None  # the norm's topic key, e.g. "posting", "loudspeaker", "board-term"
    condition: str | None = None
    exception: str | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class LawNorm:
    """A norm of the Law or a decree as the corpus states it, with its source, versions and confidence."""

    id: str  # "N13.2a"
    unit: LawUnit
    setting: Setting
    norm: Norm
    gist_vi: str
    gist_en: str
    direction: str  # "floor": at least; "ceiling": at most; "exact": neither way; "authority", "list": compared otherwise
    confidence: Confidence
    source: str
    valid_from: date
    valid_to: date | None = None
    caution: str | None = None  # reason code such as "needs-97-2025-check"
    items: tuple[str, ...] = ()  # mandatory lists
    cues: tuple[str, ...] = ()  # wordings that show a provision speaks of this norm


class Force(StrEnum):
    """What kind of statement a clause of the Law is."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    RIGHT = "right"
    PERMISSION = "permission"
    PROCEDURE = "procedure"
    DEFINITION = "definition"
    EFFECT = "effect"  # when and to what it applies, what prevails


@dataclass(frozen=True, slots=True)
class LawPoint:
    letter: str
    gist: str


@dataclass(frozen=True, slots=True)
class LawClause:
    number: str | None  # None for an article without numbered clauses
    gist: str
    points: tuple[LawPoint, ...] = ()
    paragraphs: tuple[str, ...] = ()  # gists of its unnumbered paragraphs ("đoạn"), where it has more than one
    force: Force = Force.EFFECT
    actors: tuple[str, ...] = ()  # whose obligation, right …: keys as in ``Norm.actor``


@dataclass(frozen=True, slots=True)
class Article:
    """An article in our own words. ``official`` holds the user's imported wording, never shipped."""

    law: str
    number: str
    title: str
    setting: Setting
    gist: str
    clauses: tuple[LawClause, ...]
    chapter: str | None = None
    section: str | None = None
    caution: str | None = None
    official: str | None = None
    subsection: str | None = None


class InForce(StrEnum):
    """Status of an instrument on a date."""

    IN_FORCE = "in-force"
    PARTLY = "partly-in-force"
    EXPIRED = "expired"
    NOT_YET = "not-yet-in-force"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument of the registry. An instrument that is not in the registry is unknown, never "in force"."""

    number: str  # canonical: "34/2007/PL-UBTVQH11"
    type: str  # "luật", "pháp lệnh", "nghị định" …
    title: str
    issuer: str
    issued_on: date | None
    effective_on: date | None
    expired_on: date | None
    replaced_by: tuple[str, ...]
    status_note_vi: str
    status_note_en: str
    confidence: Confidence
    source: str
    aliases: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()  # instruments it details


class CitationRole(StrEnum):
    BASIS = "basis"
    REFERENCE = "reference"
    AMENDS = "amends"
    REPEALS = "repeals"
    MENTIONED_AS_REPEALED = "mentions-as-repealed"
    HISTORY = "history"  # reports on a past period


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to an instrument and places in it. ``start``/``end`` index ``Provision.text``.

    ``units`` lists each place referred to ("các khoản 1, 2 và 6 Điều 15" gives three); their ``law`` is the resolved
    instrument's number, or "" where the instrument is not known. ``relative`` is set for "khoản này", "Điều này".
    """

    text: str
    start: int
    end: int
    role: CitationRole
    number: str | None  # canonical number as read, even if not in the registry
    type: str | None
    name: str | None
    issued_on: date | None
    resolved: str | None  # number of the registry's instrument
    units: tuple[LawUnit, ...] = ()
    relative: bool = False
    amended_by: tuple[str, ...] = ()  # instruments named in "được sửa đổi, bổ sung bởi …"; the span covers them


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the language room read out of one provision."""

    path: str
    citations: tuple[Citation, ...]
    norms: tuple[Norm, ...]
    setting: Setting | None  # None: the provision alone does not tell


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article (clause, point) a provision may correspond to. ``evidence`` maps feature names to values."""

    unit: LawUnit
    probability: float
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Candidates, best first, and an abstention code where the provision aligns with nothing ("unrelated", "too-short" …)."""

    path: str
    candidates: tuple[Candidate, ...]
    abstained: str | None = None


class Kind(StrEnum):
    REPEALED_BASIS = "repealed-basis"
    CONFLICTING_NORM = "conflicting-norm"
    NARROWED_RIGHT = "narrowed-right"
    ADDED_BURDEN = "added-burden"
    EXCEEDS_AUTHORITY = "exceeds-authority"
    OUTDATED_TERM = "outdated-term"
    RESTATEMENT = "restatement"
    MISSING_PROVISION = "missing-provision"
    EXPIRED_DOCUMENT = "expired-document"
    MISSING_DOCUMENT = "missing-document"
    PROCEDURE_WITHOUT_DEADLINE = "procedure-without-deadline"
    PROCEDURE_OUTSIDE_ONE_STOP = "procedure-outside-one-stop"


class Status(StrEnum):
    IMPLEMENTED = "implemented"
    OMITTED = "omitted"
    NARROWED = "narrowed"
    EXCEEDED = "exceeded"
    CONTRADICTED = "contradicted"
    OUTDATED = "outdated"
    NOT_APPLICABLE = "not-applicable"
    NOT_CHECKED = "not-checked"


class Action(StrEnum):
    KEEP = "keep"
    AMEND = "amend"
    REPLACE = "replace"
    REPEAL = "repeal"
    SUSPEND = "suspend"
    ISSUE_NEW = "issue-new"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Explanation:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement on a provision or a document.

    ``quote`` is the sentence or phrase of the provision that the finding is about; ``start``/``end`` mark the exact
    conflicting words inside ``text`` (the provision's text). ``excerpt`` is our gist of the law unit (or a short quotation of
    the user's imported text) and ``excerpt_start``/``excerpt_end`` mark the words in it that the provision conflicts with.
    """

    id: str
    document: str  # the input's path as given
    path: str  # provision path, or "document"
    label: str
    quote: str
    text: str
    start: int
    end: int
    span: Span | None
    kind: Kind
    aspect: Aspect | None
    status: Status
    action: Action
    severity: Severity
    confidence: float
    law: LawUnit | None
    excerpt: str
    excerpt_start: int
    excerpt_end: int
    explanation: Explanation
    check: str
    versions: Mapping[str, str]
    cautions: tuple[str, ...] = ()  # reason codes: "needs-97-2025-check", "ocr-doubt" …
    norm_id: str | None = None


@dataclass(frozen=True, slots=True)
class ConformanceRow:
    """One (document, norm of the Law) cell of the conformance matrix."""

    document: str
    norm_id: str
    law: LawUnit
    status: Status
    provision: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything said about one input file. ``document`` is None where it could not be read."""

    path: str
    status: ReadStatus
    reason: Explanation | None
    source: SourceText | None
    document: Document | None
    annotations: tuple[Annotation, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    findings: tuple[Finding, ...] = ()
    conformance: tuple[ConformanceRow, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)  # time by step; never written to the JSONL


@dataclass(frozen=True, slots=True)
class Task:
    """A task that a directive, plan or dispatch gives to someone: who leads, with whom, what, by when, reporting to whom.

    ``due`` is None where the text gives no day ("thường xuyên", or nothing at all); ``due_words`` are the words of the text.
    ``start``/``end`` index the provision's text.
    """

    id: str  # stable for the same document, provision, leader and task
    document: str  # the input's path as given
    path: str  # of the provision
    label: str
    what: str
    lead: str
    support: tuple[str, ...] = ()
    due: date | None = None
    due_words: str = ""
    report_to: str = ""
    start: int = 0
    end: int = 0
