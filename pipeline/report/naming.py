"""How a paper names a document: ``Quyết định số 12/2009/QĐ-UBND ngày 09/02/2009 của Ủy ban nhân dân xã Tân Lập …``."""

from __future__ import annotations

from pipeline.report.summarize import Digest
from pipeline.report.wording import Wording


def full_name(one: Digest, words: Wording) -> str:
    """Type, number, date, issuer and title, as far as the document has them; its file name where it has none."""
    if not (one.type or one.number or one.title):
        return one.file_name
    kind = one.type or words.phrase("document-noun")
    parts = [kind[:1].upper() + kind[1:]]
    parts.append(words.phrase("numbered", number=one.number) if one.number else f"({words.phrase('unnumbered')})")
    if one.issued_on:
        parts.append(words.phrase("issued-on", date=words.date(one.issued_on)))
    if one.issuer:
        parts.append(words.phrase("issued-by", issuer=one.issuer))
    title = subject(one)
    return " ".join(parts) + (f" {title}" if title else "")


def subject(one: Digest) -> str:
    """Title without a repeated type name, as it stands after the issuer in running text."""
    title = (one.title or "").strip()
    if one.issuer and title.casefold() == one.issuer.casefold():  # a village code's title is often but the village's name
        return ""
    if one.type and title.lower().startswith(one.type.lower() + " "):
        title = title[len(one.type) + 1 :]
    if title[:1].isupper() and not title[1:2].isupper():
        title = title[:1].lower() + title[1:]
    return title


def lower_first(text: str) -> str:
    """A word of the reports inside a sentence: ``Quy định trái với Luật`` keeps its other capitals."""
    return text[:1].lower() + text[1:]
