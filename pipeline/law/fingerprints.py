"""Fingerprints of official wording: enough to check a copy, too little to read the text from.

``corpus/law/fingerprints.yaml`` holds for each article the digest and length of its title, the digest of title and text together
(where a printed title ends is not always plain), and for each paragraph its place
("1a" = điểm a khoản 1, "1#2" = second đoạn of khoản 1, "0" = opening), the hashes of its first and last `WINDOW` characters, its
length and its digest, all of text without white space, marks or case. The hashes at the ends find a paragraph wherever it
stands, whatever the line breaks; the digest says whether it is whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import yaml

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law.importing import Imported, ImportedArticle

WINDOW = 24


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One paragraph. ``head`` and ``tail`` are hashes of its ends ("" for a paragraph shorter than `WINDOW`)."""

    place: str
    head: str
    tail: str
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class ArticleFingerprint:
    """One article: digest and length of its title, digest of title and text together, its paragraphs."""

    number: str
    title: str
    title_length: int
    digest: str
    paragraphs: tuple[Fingerprint, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The fingerprints of an instrument. ``version`` says which wording they were taken from."""

    number: str
    version: str
    articles: tuple[ArticleFingerprint, ...]


def squeeze(text: str) -> str:
    """Text for comparison: NFC, lower case, letters and digits only, one placement of tone marks.

    White space, soft hyphens, quotation marks and punctuation differ from copy to copy and say nothing about the wording.
    """
    letters = unicodedata.normalize("NFC", text.translate(_OLD_LETTERS)).lower()
    kept = "".join(ch for ch in letters if ch.isalnum())
    return _TONES.sub(lambda match: _TONE_PAIRS[match[0]], kept)


_OLD_LETTERS = str.maketrans({"Ð": "Đ", "Ɖ": "Đ"})
_TONE_PAIRS = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)
_TONES = re.compile("|".join(_TONE_PAIRS))


def digest(squeezed: str, size: int = 8) -> str:
    return blake2b(squeezed.encode(), digest_size=size).hexdigest()


def take(imported: Imported, version: str) -> Reference:
    """The fingerprints of a copy that is known to be right, one paragraph a line."""
    return Reference(imported.number, version, tuple(map(_article, imported.articles)))


def _article(article: ImportedArticle) -> ArticleFingerprint:
    paragraphs = [
        Fingerprint(place, _end(text[:WINDOW]), _end(text[-WINDOW:]), len(text), digest(text, 6))
        for place, text in zip(places(article.paragraphs), map(squeeze, article.paragraphs), strict=True)
        if text
    ]
    title = squeeze(article.title)
    whole = digest(squeeze(f"{article.title} {article.text}"))
    return ArticleFingerprint(article.number, digest(title, 4), len(title), whole, tuple(paragraphs))


def _end(text: str) -> str:
    return digest(text, 4) if len(text) == WINDOW else ""


def places(paragraphs: Iterable[str]) -> list[str]:
    """The place of each paragraph: "0", "0#2" before the first khoản; "1", "1#2" in khoản 1; "1a", "1a#2" in its điểm a."""
    result: list[str] = []
    clause, point, count = "0", "", 0
    for paragraph in paragraphs:
        if match := re.match(r"\W*(\d{1,2}[a-zđ]?)\.\s", paragraph):
            clause, point, count = match[1], "", 1
        elif match := re.match(r"\W*([a-zđ])\)\s", paragraph):
            point, count = match[1], 1
        else:
            count += 1
        result.append(f"{clause}{point}" + (f"#{count}" if count > 1 else ""))
    return result


def name_place(place: str, article: str) -> str:
    """ "1a#2" of article 21 → "đoạn 2 điểm a khoản 1 Điều 21"."""
    match = re.fullmatch(r"(\d{1,2})([a-zđ]*)(?:#(\d+))?", place)
    assert match is not None
    clause, point, paragraph = match.groups()
    parts = [
        f"đoạn {paragraph}" if paragraph else "",
        f"điểm {point}" if point else "",
        f"khoản {clause}" if clause != "0" else ("" if paragraph else "đoạn mở đầu"),
        f"Điều {article}",
    ]
    return " ".join(part for part in parts if part)


def load_references(corpus: Path | None = None) -> Mapping[str, Reference]:
    """The shipped fingerprints, by instrument number.

    Raises:
        CorpusError: the file is missing or broken.
    """
    return _load((corpus or resources.corpus_dir()) / "law" / "fingerprints.yaml")


@lru_cache(maxsize=4)
def _load(file: Path) -> Mapping[str, Reference]:
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # nosec B506
        return {
            number: Reference(
                number,
                entry["version"],
                tuple(
                    ArticleFingerprint(
                        str(key), item["title"], item["title_length"], item["whole"], tuple(map(_read, item["paragraphs"]))
                    )
                    for key, item in entry["articles"].items()
                ),
            )
            for number, entry in data.items()
        }
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"Tệp vân tay {file} thiếu hoặc hỏng: {error}.", f"Fingerprints {file} missing or broken: {error}."
        ) from error


def _read(line: str) -> Fingerprint:
    place, head, tail, length, whole = line.split(" ")
    return Fingerprint(place, head.strip("-"), tail.strip("-"), int(length), whole)


def to_yaml(references: Iterable[Reference]) -> str:
    """The file's text; the same references give the same text."""
    lines = [
        "# Fingerprints of official wording (pipeline/law/fingerprints.py): hashes only, no text.",
        "# place head tail length digest",
    ]
    for reference in references:
        lines += [f"{reference.number}:", f'  version: "{reference.version}"', "  articles:"]
        for article in reference.articles:
            lines.append(
                f'    {article.number}: {{title: "{article.title}", title_length: {article.title_length}, '
                f'whole: "{article.digest}", paragraphs: ['
            )
            lines += [f'      "{p.place} {p.head or "-"} {p.tail or "-"} {p.length} {p.digest}",' for p in article.paragraphs]
            lines.append("    ]}")
    return "\n".join(lines) + "\n"
