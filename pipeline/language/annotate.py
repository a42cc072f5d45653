"""A document's provisions → their citations, norms and setting, in one pass in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import components as _components  # noqa: F401  registers the factories
from pipeline.language import tokenizing as _tokenizing  # noqa: F401  registers the tokenizers
from pipeline.language.components import Standpoint, place_doc
from pipeline.language.reading import fold
from pipeline.language.resolve import Memory, Registry
from pipeline.language.settings import SettingReader
from pipeline.records import Annotation, Document, Provision

_LEAD_LENGTH = 240
_LIST_HEAD = re.compile(r"(?:điều\s+\d+\.|\d+\.|[a-zđ]\))?\s*(?:bãi bỏ|sửa đổi|bổ sung|thay thế|hủy bỏ)")


def build_nlp(segment: bool = False) -> Language:
    """A blank Vietnamese pipeline with ``legal_citations``, ``legal_norms`` and ``provision_setting``.

    ``segment``: underthesea words as tokens (about ten times slower); else plain pieces. Neither changes the text.
    """
    tokenizer = "underthesea.v1" if segment else "rasoat.plain.v1"
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer}}})
    for name in ("legal_citations", "legal_norms", "provision_setting"):
        nlp.add_pipe(name)
    return nlp


class Annotator:
    """Reads documents with one registry. Keeps nothing between documents; safe to use for any number of them."""

    def __init__(self, registry: Registry, nlp: Language | None = None) -> None:
        self._registry = registry
        self._nlp = nlp or build_nlp()

    def annotate(self, document: Document) -> tuple[Annotation, ...]:
        """One ``Annotation`` per provision, in the order of ``document.provisions``."""
        docs = self._nlp.pipe(self._docs(document))
        return tuple(_annotation(provision.path, doc) for provision, doc in zip(document.provisions, docs, strict=True))

    def annotate_text(self, text: str, provision: Provision | None = None, memory: Memory | None = None) -> Annotation:
        """One text by itself, or as a provision. ``memory`` carries short names from one text to the next."""
        doc = place_doc(self._nlp.make_doc(text), Standpoint(self._registry, memory or Memory(), provision))
        return _annotation(provision.path if provision else "", self._nlp(doc))

    def _docs(self, document: Document) -> Iterator[Doc]:
        memory = Memory(
            own_type=document.type, own_number=document.number, issued_on=document.issued_on, about=fold(document.title or "")
        )
        settings = SettingReader(document)
        leads: dict[str | None, str] = {}
        for provision in document.provisions:
            leads[provision.path] = _lead(provision.text)
            standpoint = Standpoint(self._registry, memory, provision, settings, leads.get(provision.parent, ""))
            yield place_doc(self._nlp.make_doc(provision.text), standpoint)


def _lead(text: str) -> str:
    """The end of a text that introduces a list, folded: "Bãi bỏ các quyết định sau đây:"; "" for any other text."""
    tail = fold(text[-_LEAD_LENGTH:]).rstrip()
    return tail if tail.endswith(":") or _LIST_HEAD.match(tail) else ""


def _annotation(path: str, doc: Doc) -> Annotation:
    return Annotation(path, doc._.citations, doc._.norms, doc._.setting)
