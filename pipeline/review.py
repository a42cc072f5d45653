"""The only place that puts the steps together: one file in, one ``Review`` out.

Language and matching are imported where they are loaded: they bring spaCy, scikit-learn and ONNX Runtime (two seconds, 200 MB), and the
parent of a batch, which only needs the settings and the law, shall not pay for them.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.checks import Case, run_checks
from pipeline.checks import Settings as CheckSettings
from pipeline.errors import ModelError, PipelineError, ReadError
from pipeline.ingest import InputFile, Limits, content_key, read
from pipeline.law import Law, Registry, law_to_review, load_registry, load_terms
from pipeline.law.terms import OutdatedTerm
from pipeline.law.verify import attach
from pipeline.records import Alignment, Annotation, Document, Explanation, Norm, ReadStatus, Review, SourceText
from pipeline.resources import models_dir
from pipeline.structure import parse

if TYPE_CHECKING:
    from pipeline.language import Annotator
    from pipeline.matching import Matcher

DEFAULT_LAW = "10/2022/QH15"

Recall = Callable[[str], Review | None]  # key → an earlier review under the same settings and versions, or None

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What a review depends on besides the documents.

    ``threads`` are those of the encoder: one, since the engine fills the cores with processes; 0 means one per core.
    """

    as_of: date
    law: str = DEFAULT_LAW
    limits: Limits = field(default_factory=Limits)
    checks: CheckSettings = field(default_factory=CheckSettings)
    min_confidence: float = 0.0
    threads: int = 1


class Reviewer:
    """Holds what is loaded once (law, registry, language components, matcher) and reviews files one by one."""

    def __init__(self, settings: ReviewSettings) -> None:
        self.settings = settings

    @cached_property
    def law(self) -> Law:
        return with_official_text(law_to_review(self.settings.law, self.settings.as_of, self.registry, read=self._quantities))

    def _quantities(self, text: str) -> tuple[Norm, ...]:
        return tuple(norm for norm in self.annotator.annotate_text(text).norms if norm.value is not None)

    @cached_property
    def registry(self) -> Registry:
        return load_registry()

    @cached_property
    def terms(self) -> tuple[OutdatedTerm, ...]:
        return load_terms()

    @cached_property
    def annotator(self) -> Annotator:
        from pipeline.language import Annotator

        return Annotator(self.registry)

    @cached_property
    def matcher(self) -> Matcher:
        from pipeline.matching import OnnxEncoder, load_matcher

        return load_matcher(self.law, encoder=OnnxEncoder(threads=self.settings.threads))

    def load(self) -> None:
        """Load everything now, so that the first document pays nothing."""
        _ = (self.law, self.registry, self.terms, self.annotator, self.matcher)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What the findings rest on: program, law version, corpus, model, and the imported wording where there is any."""
        versions = {
            "program": __version__,
            "law": f"{self.law.number}@{self.law.version}",
            "corpus": self.law.corpus_version,
            "matcher": encoder_name(),
        }
        official = _digest_of_official(self.law)
        return versions | ({"official": official} if official else {})

    def review(self, file: InputFile, recall: Recall | None = None) -> Review:
        """Review one file. A document that cannot be read ends as a status with its reason; it never raises ReadError.

        ``recall`` is asked for a review of the same bytes (``content:…``), then of the same provisions (``wording:…``): what was read
        from the bytes, and what language and matching made of the provisions, is then not done again. The outcome is the same.
        """
        clock = _Clock()
        try:
            source = self._read(file, recall)
        except ReadError as error:
            return Review(file.given, error.status, Explanation(error.vi, error.en), None, None, seconds=clock.times)
        clock.mark("ingest")
        document = parse(source)
        clock.mark("structure")
        twin = recall(f"wording:{wording_key(document)}") if recall else None
        annotations: tuple[Annotation, ...] = twin.annotations if twin else self.annotator.annotate(document)
        clock.mark("language")
        alignments: tuple[Alignment, ...] = twin.alignments if twin else self.matcher.align(document, annotations)
        clock.mark("matching")
        outcome = run_checks(
            Case(
                document=document,
                annotations=annotations,
                alignments=alignments,
                law=self.law,
                registry=self.registry,
                terms=self.terms,
                as_of=self.settings.as_of,
                settings=self.settings.checks,
                versions=self.versions,
            )
        )
        clock.mark("checks")
        return Review(
            path=file.given,
            status=ReadStatus.REVIEWED,
            reason=None,
            source=source,
            document=document,
            annotations=tuple(annotations),
            alignments=tuple(alignments),
            findings=tuple(f for f in outcome.findings if f.confidence >= self.settings.min_confidence),
            conformance=tuple(outcome.conformance),
            seconds=clock.times,
        )

    def _read(self, file: InputFile, recall: Recall | None) -> SourceText:
        content = content_key(file, self.settings.limits) if recall else None
        twin = recall(f"content:{content}") if recall and content else None
        if twin is None or twin.source is None or _names_itself(twin.source):
            return read(file.path, file.given, self.settings.limits)
        return replace(twin.source, path=file.given)


def _names_itself(source: SourceText) -> bool:
    """Whether the reading holds the file's own name, which another file cannot take over."""
    return any(source.path in text for notice in source.warnings for text in (notice.vi, notice.en))


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, step: str) -> None:
        now = time.perf_counter()
        self.times[step] = now - self._last
        self._last = now


def wording_key(document: Document) -> str:
    """Key of all that language and matching go by: header and provisions, without their places in the file."""
    head = (document.type, document.number, document.issuer, document.issuer_level, document.issued_on, document.title)
    rest = (document.place, document.symbol, document.normative, *((one.name, one.value) for one in document.header))
    units = (
        (p.path, p.label, p.kind, p.number, p.title, p.text, p.parent, p.cells, p.columns, p.quoted)
        for p in document.provisions
    )
    tables = ((table.columns, table.rows) for table in document.tables)
    return sha256(repr((head, rest, tuple(units), tuple(tables))).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def encoder_name() -> str:
    """Name of the shipped encoder, without loading it. Raises ModelError where it is not there."""
    settings = models_dir() / "encoder" / "encoder.json"
    try:
        return str(json.loads(settings.read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"Không có mô hình trong {settings.parent}; hãy chép lại thư mục models/ của bản phát hành",
            f"No model in {settings.parent}; restore the models/ folder of the release",
        ) from error


def with_official_text(law: Law) -> Law:
    """The law with the wording that the user imported; a copy that cannot be read leaves the gists, and a line in the log."""
    try:
        return attach(law)
    except (PipelineError, OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("imported text of %s is not used: %s", law.number, error)
        return law


def _digest_of_official(law: Law) -> str:
    texts = [article.official for part in (law, *law.decrees) for article in part.articles if article.official]
    return sha256("\0".join(texts).encode()).hexdigest()[:12] if texts else ""


def review_file(path: Path, settings: ReviewSettings) -> Review:
    """Review one file from a cold start: for scripts and notebooks."""
    return Reviewer(settings).review(InputFile(str(path), path))
