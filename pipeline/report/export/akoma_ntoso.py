"""Document + provisions → Akoma Ntoso 3.0 (OASIS LegalDocML), valid against the published schema.

Documents with articles become ``act``, all others ``doc``. An attached regulation or annex is an ``hcontainer`` of the body, so that the
whole document is one file with one numbering of ids. What is no provision (recipients, signature) is not in a review folder and not
exported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from lxml import etree

from pipeline.records import Provision, ProvisionKind
from pipeline.report.folder import StoredDocument
from pipeline.report.passages import printable

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_SOURCE = "#rasoat"

# Element, and what an id begins with, of each kind of provision that stands in the body; None: hcontainer, named after its kind.
_ELEMENTS: Mapping[ProvisionKind, tuple[str | None, str]] = {
    ProvisionKind.PART: ("part", "part"),
    ProvisionKind.CHAPTER: ("chapter", "chp"),
    ProvisionKind.SECTION: ("section", "sec"),
    ProvisionKind.SUBSECTION: ("subsection", "subsec"),
    ProvisionKind.ARTICLE: ("article", "art"),
    ProvisionKind.CLAUSE: ("paragraph", "para"),
    ProvisionKind.POINT: ("point", "point"),
    ProvisionKind.PARAGRAPH: ("alinea", "al"),
    ProvisionKind.ITEM: ("indent", "indent"),
    ProvisionKind.HEADING: (None, "hcontainer"),
    ProvisionKind.ROW: (None, "row"),
    ProvisionKind.ANNEX: (None, "annex"),
    ProvisionKind.ATTACHMENT: (None, "att"),
    ProvisionKind.FOOTNOTE: (None, "fn"),
}
_NUMBER = re.compile(
    r"\s*((?:Điều|Chương|Mục|Tiểu mục|Phần|Phụ lục)\s+(?:thứ\s+)?[\w.]+?(?=[.:\s]|$)[.:]?"
    r"|[IVXLC]+[.)]|\d+(?:\.\d+)*[.)]|[a-zđ]{1,2}\)|[-–+•])\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Node:
    """A provision being built: its element, and whether other units stand under it."""

    element: Any
    has_children: bool


def write_akoma_ntoso(document: StoredDocument, provisions: Sequence[Provision], as_of: date) -> bytes:
    """The document as XML, UTF-8. ``as_of`` dates a document that has no date of its own, and says so."""
    one = document.digest
    is_act = any(provision.kind is ProvisionKind.ARTICLE for provision in provisions)
    root = etree.Element(_tag("akomaNtoso"), nsmap={None: NAMESPACE})
    top = etree.SubElement(root, _tag("act" if is_act else "doc"), name=slug(one.type or "van-ban"))
    _meta(top, document, as_of, "act" if is_act else "doc")
    _preface(top, document)
    opening = [p for p in provisions if p.kind in (ProvisionKind.BASIS, ProvisionKind.PREAMBLE)]
    if opening:
        _preamble(top, opening)
    body = etree.SubElement(top, _tag("body" if is_act else "mainBody"))
    _body(body, [p for p in provisions if p.kind in _ELEMENTS])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def slug(text: str) -> str:
    """ASCII words joined by hyphens, for names and addresses."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_ = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-") or "khong-ten"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    element = etree.SubElement(parent, _tag(tag), {key: printable(value) for key, value in attributes.items()})
    if text is not None:
        element.text = printable(text)
    return element


def _meta(top: Any, document: StoredDocument, as_of: date, kind: str) -> None:
    one = document.digest
    day, day_name = (one.issued_on, "generation") if one.issued_on else (as_of, "review-of-undated-text")
    number = slug(one.number) if one.number else (document.id or "khong-so")
    issuer = slug(one.issuer or "chua-ro")
    work = f"/akn/vn/{kind}/{slug(one.type or 'van-ban')}/{issuer}/{day.isoformat()}/{number}"
    expression = f"{work}/vie@{day.isoformat()}"
    meta = _add(top, "meta")
    identification = _add(meta, "identification", source=_SOURCE)
    for level, address in (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml")):
        element = _add(identification, level)
        this = f"{work}/!main" if level == "FRBRWork" else f"{expression}/!main" + (".xml" if level.endswith("station") else "")
        _add(element, "FRBRthis", value=this)
        _add(element, "FRBRuri", value=address)
        written = as_of if level == "FRBRManifestation" else day
        _add(element, "FRBRdate", date=written.isoformat(), name="markup" if level == "FRBRManifestation" else day_name)
        _add(element, "FRBRauthor", href=_SOURCE if level == "FRBRManifestation" else "#issuer")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value="vn")
            if one.number:
                _add(element, "FRBRnumber", value=one.number)
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language="vie")
    references = _add(meta, "references", source=_SOURCE)
    _add(references, "TLCOrganization", eId="issuer", href=f"/ontology/organization/vn/{issuer}", showAs=one.issuer or "…")
    _add(references, "TLCOrganization", eId="rasoat", href="/ontology/organization/vn/rasoat", showAs="rasoat")
    proprietary = _add(meta, "proprietary", source=_SOURCE)
    file = etree.SubElement(proprietary, "{urn:rasoat}file", nsmap={"rs": "urn:rasoat"})
    file.set("path", quote(one.path.encode("utf-8", "surrogateescape")))
    file.set("sha256-16", document.id or "")


def _preface(top: Any, document: StoredDocument) -> None:
    one = document.digest
    preface = _add(top, "preface")
    if one.issuer:
        _add(_add(preface, "p"), "docAuthority", one.issuer)
    if one.number or one.symbol:
        _add(_add(preface, "p"), "docNumber", one.number or one.symbol)
    if one.issued_on:
        place = f"{document.place}, " if document.place else ""
        line = _add(preface, "p", f"{place}ngày " if place else "Ngày ")
        day = one.issued_on
        _add(line, "docDate", f"{day.day:02d} tháng {day.month} năm {day.year}", date=day.isoformat())
    line = _add(preface, "p")
    _add(line, "docType", (one.type or "văn bản").upper())
    if one.title:
        _add(_add(preface, "p"), "docTitle", one.title)


def _preamble(top: Any, opening: Sequence[Provision]) -> None:
    preamble = _add(top, "preamble")
    citations: Any = None
    bases = 0
    for provision in opening:
        if provision.kind is ProvisionKind.BASIS:
            bases += 1
            if citations is None:
                citations = _add(
                    preamble, "citations", eId="preamble__citations" if bases == 1 else f"preamble__citations_{bases}"
                )
            _paragraphs(_add(citations, "citation", eId=f"preamble__cit_{bases}"), provision.text)
        else:
            citations = None
            _paragraphs(preamble, provision.text)


def _body(body: Any, provisions: Sequence[Provision]) -> None:
    parents = {provision.parent for provision in provisions}
    nodes: dict[str, _Node] = {}
    ids: set[str] = set()
    for provision in provisions:
        above = nodes.get(provision.parent or "")
        parent = above.element if above else body
        nodes[provision.path] = _Node(_unit(parent, provision, ids, has_children=provision.path in parents), True)
    if not provisions:
        _add(_add(_add(body, "hcontainer", name="empty", eId="empty"), "content"), "p", "")


def _unit(parent: Any, provision: Provision, ids: set[str], *, has_children: bool) -> Any:
    name, begins = _ELEMENTS[provision.kind]
    prefix = parent.get("eId")
    eid = _unused("__".join(filter(None, (prefix, f"{begins}_{slug(provision.number or '1')}"))), ids)
    unit = _add(parent, name or "hcontainer", eId=eid)
    if name is None:
        unit.set("name", provision.kind.value)
    number, heading, text = _parts(provision)
    if number:
        _add(unit, "num", number)
    if heading:
        _add(unit, "heading", " ".join(heading.split()))
    if has_children:
        if text:
            _paragraphs(_add(unit, "intro"), text)
    else:
        _paragraphs(_add(unit, "content"), text)
    return unit


def _unused(eid: str, ids: set[str]) -> str:
    found, count = eid, 1
    while found in ids:
        count += 1
        found = f"{eid}_dup{count}"
    ids.add(found)
    return found


def _parts(provision: Provision) -> tuple[str, str, str]:
    """Number as printed, heading, and the rest of the unit's own text."""
    text = provision.text.strip()
    match = _NUMBER.match(text) if provision.number or provision.kind is ProvisionKind.ITEM else None
    number = match[1].strip() if match else ""
    rest = text[match.end() :] if match else text
    title = (provision.title or "").strip()
    if title and rest.startswith(title):
        return number, title, rest[len(title) :].strip()
    return number, "", rest


def _paragraphs(parent: Any, text: str) -> None:
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines or [""]:
        _add(parent, "p", line.strip())
