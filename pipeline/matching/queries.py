"""A document's provisions as queries: each with the words around it that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.matching.features import QueryText
from pipeline.matching.lexical import syllables
from pipeline.records import Annotation, Citation, Document, IssuerLevel, Provision, ProvisionKind, Setting

_LABEL = re.compile(r"^\s*(?:[Đđ]iều\s+\d+[a-zđ]?\s*[.:]?|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\d?\)|[IVXLC]+\s*[.)]|[-+–•*])\s*")
_STRUCTURAL = {ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION, ProvisionKind.SUBSECTION}
_CLOSING = re.compile(
    r"(?:chịu\s+trách\s+nhiệm\s+thi\s+hành|có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ|ban\s+hành\s+kèm\s+theo|"
    r"căn\s+cứ\s+quyết\s+định\s+thi\s+hành)",
    re.IGNORECASE,
)
SHORTEST = 4  # syllables; shorter texts say too little to be aligned

_BY_LEVEL = {
    IssuerLevel.COMMUNE: Setting.COMMUNE,
    IssuerLevel.COMMUNITY: Setting.COMMUNE,
    IssuerLevel.AGENCY: Setting.AGENCY,
    IssuerLevel.ENTERPRISE: Setting.STATE_ENTERPRISE,
}


def strip_label(text: str) -> str:
    """ "2. Niêm yết …" → "Niêm yết …"."""
    return _LABEL.sub("", text, count=1)


def abstention(provision: Provision) -> str | None:
    """The reason code for provisions that align with nothing by their kind, before any scoring."""
    if provision.kind is ProvisionKind.BASIS:
        return "basis"
    if provision.kind in _STRUCTURAL or provision.kind in {ProvisionKind.ATTACHMENT, ProvisionKind.ANNEX}:
        return "heading"
    if len(syllables(strip_label(provision.text))) < SHORTEST:
        return "too-short"
    if provision.kind in {ProvisionKind.ARTICLE, ProvisionKind.CLAUSE, ProvisionKind.PREAMBLE} and _CLOSING.search(
        provision.text[:160]
    ):
        return "final-provision"
    return None


def cited_articles(citations: Sequence[Citation], law: str) -> tuple[str, ...]:
    """Articles of ``law`` that the citations name, first mention first."""
    numbers = (u.article for c in citations if c.resolved == law for u in c.units if u.article and u.law == law)
    return tuple(dict.fromkeys(numbers))


def build_queries(
    document: Document, annotations: Mapping[str, Annotation], law: str
) -> list[tuple[Provision, QueryText | None, str | None]]:
    """(provision, query or None, abstention code or None) for each provision, in order.

    The heading of a query is the title of its article (or section) and the chapter; points and paragraphs carry the lead-in of
    their parent clause, as a reader reads them.
    """
    by_path = {p.path: p for p in document.provisions}
    fallback = _BY_LEVEL.get(document.issuer_level)
    out: list[tuple[Provision, QueryText | None, str | None]] = []
    for provision in document.provisions:
        reason = abstention(provision)
        if reason is not None:
            out.append((provision, None, reason))
            continue
        heading: list[str] = []
        lead = ""
        above = by_path.get(provision.parent) if provision.parent else None
        while above is not None:
            if above.title:
                heading.append(strip_label(above.title))
            elif not lead and above.kind not in {ProvisionKind.ARTICLE, *_STRUCTURAL} and len(above.text) < 400:
                lead = strip_label(above.text)
            above = by_path.get(above.parent) if above.parent else None
        annotation = annotations.get(provision.path)
        own = strip_label(provision.text)
        if provision.kind is ProvisionKind.ROW and provision.columns:
            own = "; ".join(cell for cell in provision.cells if cell and not cell.strip().isdigit())
        text = f"{lead}\n{own}" if lead and len(own) < 600 else own
        title = provision.title or ""
        parts = [strip_label(title)] if title and len(title) < len(own) else []
        out.append(
            (
                provision,
                QueryText(
                    text,
                    " ".join([*parts, *heading[:2]]),
                    cited_articles(annotation.citations, law) if annotation else (),
                    (annotation.setting if annotation and annotation.setting else fallback) or None,
                ),
                None,
            )
        )
    return out
