"""spaCy components: ``legal_citations``, ``legal_norms`` (also as ``legal_quantities``) and ``provision_setting``.

Importing this module registers the factories and the extension attributes. Each component works alone on a plain ``Doc``; where
a ``Standpoint`` is set (the ``Annotator`` does), it knows the provision and what the document has named before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.language.norms import find_norms
from pipeline.language.reading import READING_KEY, Reading, read_text
from pipeline.language.resolve import Context, Memory, Registry, cite_reading
from pipeline.language.settings import SettingReader, setting_of_text
from pipeline.records import Citation, Norm, Provision, Setting

T = TypeVar("T", Citation, Norm)
_STANDPOINT = "rasoat.standpoint"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a ``Doc`` stands: its provision, and what its document has named so far."""

    registry: Registry
    memory: Memory = field(default_factory=Memory)
    provision: Provision | None = None
    settings: SettingReader | None = None
    lead: str = ""


def place_doc(doc: Doc, standpoint: Standpoint) -> Doc:
    """Tell the components where ``doc`` stands."""
    doc.user_data[_STANDPOINT] = standpoint
    return doc


def reading_of(doc: Doc) -> Reading:
    """The cleaned view of a ``Doc``, made once."""
    reading = doc.user_data.get(READING_KEY)
    if not isinstance(reading, Reading):
        reading = doc.user_data[READING_KEY] = read_text(doc.text)
    return reading


def _register_extensions() -> None:
    Doc.set_extension("citations", default=(), force=True)
    Doc.set_extension("norms", default=(), force=True)
    Doc.set_extension("setting", default=None, force=True)
    Span.set_extension("citation", default=None, force=True)
    Span.set_extension("norm", default=None, force=True)


_register_extensions()


@Language.factory(  # type: ignore[untyped-decorator]
    "legal_citations",
    assigns=["doc.spans", "doc._.citations", "span._.citation"],
    default_config={"spans_key": "citations", "resolve": True},
)
def make_legal_citations(nlp: Language, name: str, spans_key: str, resolve: bool) -> LegalCitations:
    """``resolve``: look instruments up in the shipped registry where no ``Standpoint`` brings its own."""
    return LegalCitations(spans_key, resolve)


class LegalCitations:
    """Sets ``doc.spans[spans_key]`` (label: the role), ``doc._.citations`` and ``span._.citation``."""

    def __init__(self, spans_key: str, resolve: bool) -> None:
        self.spans_key = spans_key
        self._resolve = resolve
        self._registry: Registry | None = None

    def __call__(self, doc: Doc) -> Doc:
        standpoint = doc.user_data.get(_STANDPOINT)
        if isinstance(standpoint, Standpoint):
            provision = standpoint.provision
            context = Context()
            if provision:
                context = Context(provision.kind, provision.path, provision.quoted, standpoint.lead)
            citations = cite_reading(reading_of(doc), standpoint.registry, standpoint.memory, context)
        else:
            citations = cite_reading(reading_of(doc), self._default_registry())
        doc._.citations = citations
        doc.spans[self.spans_key] = _spans(doc, citations, lambda item: item.role.value, "citation")
        return doc

    def _default_registry(self) -> Registry:
        if self._registry is None:
            self._registry = _shipped_registry() if self._resolve else EmptyRegistry()
        return self._registry


_NORMS_ASSIGN = ["doc.spans", "doc._.norms", "span._.norm"]
_NORMS_CONFIG = {"spans_key": "norms", "mask_citations": True}


@Language.factory("legal_norms", assigns=_NORMS_ASSIGN, default_config=_NORMS_CONFIG)  # type: ignore[untyped-decorator]
@Language.factory("legal_quantities", assigns=_NORMS_ASSIGN, default_config=_NORMS_CONFIG)  # type: ignore[untyped-decorator]
def make_legal_norms(nlp: Language, name: str, spans_key: str, mask_citations: bool) -> LegalNorms:
    """``mask_citations``: read no quantities inside the citations that ``legal_citations`` has set before."""
    return LegalNorms(spans_key, mask_citations)


class LegalNorms:
    """Sets ``doc.spans[spans_key]`` (label: the aspect), ``doc._.norms`` and ``span._.norm``."""

    def __init__(self, spans_key: str, mask_citations: bool) -> None:
        self.spans_key = spans_key
        self._mask = mask_citations

    def __call__(self, doc: Doc) -> Doc:
        reading = reading_of(doc)
        covered: tuple[tuple[int, int], ...] = ()
        if self._mask and reading.starts is None:
            covered = tuple((citation.start, citation.end) for citation in doc._.citations)
        norms = find_norms(reading, covered)
        doc._.norms = norms
        doc.spans[self.spans_key] = _spans(doc, norms, lambda item: item.aspect.value, "norm")
        return doc


@Language.factory("provision_setting", assigns=["doc._.setting"], default_config={})  # type: ignore[untyped-decorator]
def make_provision_setting(nlp: Language, name: str) -> ProvisionSetting:
    return ProvisionSetting()


class ProvisionSetting:
    """Sets ``doc._.setting``: from the text alone, or with the document's headings where a ``Standpoint`` is set."""

    def __call__(self, doc: Doc) -> Doc:
        standpoint = doc.user_data.get(_STANDPOINT)
        lower = reading_of(doc).lower
        setting: Setting | None
        if isinstance(standpoint, Standpoint) and standpoint.settings and standpoint.provision:
            setting = standpoint.settings.read(standpoint.provision, lower)
        else:
            setting = setting_of_text(lower)
        doc._.setting = setting
        return doc


class EmptyRegistry:
    """Knows no instrument: every number stays as printed, nothing resolves."""

    def find(self, number: str, issued_on: object = None) -> None:
        return None

    def find_by_name(
        self, name: str, issued_on: object = None, year: int | None = None, type: str | None = None, as_of: object = None
    ) -> None:
        return None

    def canonical(self, number: str) -> str:
        return number


def _shipped_registry() -> Registry:
    from pipeline.law.registry import load_registry  # only where a registry is wanted

    return load_registry()


def _spans(doc: Doc, items: tuple[T, ...], label: Callable[[T], str], extension: str) -> list[Span]:
    spans: list[Span] = []
    for item in items:
        span = doc.char_span(item.start, item.end, label=label(item), alignment_mode="expand")
        if span is not None:
            span._.set(extension, item)
            spans.append(span)
    return spans
