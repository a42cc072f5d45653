"""Official wording that the user brings: cut into articles, checked elsewhere (`verify`), kept in the user's own folder.

The project ships no statutory text. A user who has a copy of the Law (from a gazette, a portal, the codification) imports it, and
reports can then quote it beside a finding. Copies go wrong: `pipeline.law.verify` says where.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.errors import UsageError
from pipeline.law.numbering import clean, read_number

_LONGEST = 8_000_000  # characters: ten times the longest code of law
_MOST_ARTICLES = 3_000
_LONGEST_QUOTE = 80  # lines

_ARTICLE = re.compile(
    r"^(?![“\"'‘«])\W*Điều\s+(?P<number>\d{1,3}[a-zđ]{0,2})\s*(?:(?P<mark>[.:])\s*(?P<title>.*)|)$", re.IGNORECASE
)
_DIVISION = re.compile(
    r"^\W*(?P<kind>Phần|Chương|Mục|Tiểu mục)\s+(?P<number>[IVXLC]+|\d{1,2}|thứ \w+)\b[.:]?\s*(?P<title>.*)$", re.IGNORECASE
)
# A line of print that ends so goes on: what follows is no heading, though it may begin with "Điều 25." or "Mục 2".
_GOES_ON = re.compile(
    r"(?:,|\b(?:tại|theo|của|và|hoặc|với|đến|các|khoản \d+|điểm [a-zđ]|trừ|này|ở|từ|là|tiểu|được|có|cho))\s*$", re.IGNORECASE
)
_ENDED = re.compile(r"[.;:!?”\")/]\s*$")
_END = re.compile(
    r"^\W*(?:(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết) này (?:đã )?được Quốc hội|Nơi nhận\s*:|TM\. |KT\. |CHỦ TỊCH QUỐC HỘI\b|THỦ TƯỚNG\s*$|"
    r"BỘ TRƯỞNG\s*$|PHỤ LỤC\b|-{5,})"
)
_FURNITURE = re.compile(r"^(?:[-–\s]*\d{1,3}[-–\s]*|Trang \d+(?:/\d+)?|\W*CÔNG BÁO/.*)$")


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """One article of a copy: ``paragraphs`` are its lines after the title; a copy taken from PDF may break them anywhere."""

    number: str
    title: str
    paragraphs: tuple[str, ...]
    chapter: str | None = None
    section: str | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Imported:
    """A copy of an instrument, in the order of the copy. ``leftover`` is text outside the articles (head, end, annexes)."""

    number: str
    articles: tuple[ImportedArticle, ...]
    leftover: tuple[str, ...] = field(default=(), repr=False)

    def article(self, number: str) -> ImportedArticle | None:
        return next((article for article in self.articles if article.number == number), None)


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two copies: ``kind`` is added, removed, renamed or changed; ``before``/``after`` the words."""

    article: str
    kind: str
    before: str
    after: str


def import_text(text: str | Mapping[str, Any], number: str | None = None) -> Imported:
    """Cuts a copy into its articles.

    Args:
        text: plain text, one paragraph or one printed line a line; or JSON, parsed or not, as
            ``{"instrument": …, "articles": [{"article": "1", "title": …, "text": …}, …]}``.
        number: the instrument's number; read from the text's head unless given.

    Raises:
        UsageError: no article was found, the number is nowhere, or the text is too long to be a law.
    """
    if isinstance(text, str) and text.lstrip()[:1] == "{":
        try:
            text = json.loads(text)
        except json.JSONDecodeError as error:
            raise UsageError(
                f"Tệp JSON hỏng ở dòng {error.lineno}: {error.msg}. Hãy xuất lại tệp.",
                f"Broken JSON at line {error.lineno}: {error.msg}. Export the file again.",
            ) from error
    if isinstance(text, str):
        if len(text) > _LONGEST:
            raise UsageError(
                f"Văn bản dài {len(text):,} ký tự, quá lớn để là một đạo luật: hãy chọn đúng tệp.",
                f"The text has {len(text):,} characters, too many for a law: choose the right file.",
            )
        articles, leftover = _cut(text.splitlines())
        number = number or _number_in(leftover)
    else:
        articles, leftover = _from_json(text), []
        number = number or str(text.get("instrument") or text.get("number") or "")
    if not articles:
        raise UsageError(
            "Không tìm thấy “Điều 1.” nào trong văn bản: tệp có thể là bản quét hoặc không phải luật, nghị định.",
            "Found no “Điều 1.” in the text: the file may be a scan, or no law or decree.",
        )
    if not number:
        raise UsageError(
            "Không đọc được số, ký hiệu của văn bản: hãy chỉ rõ, ví dụ 10/2022/QH15.",
            "Could not read the instrument's number: give it, for example 10/2022/QH15.",
        )
    read = read_number(_slashes(number))
    return Imported(read.canonical if read else number, tuple(articles), tuple(leftover))


def save(imported: Imported, folder: Path | None = None) -> Path:
    """Writes the copy to ``user_dir()/law`` (atomically) and gives its path; an earlier copy of the number is replaced."""
    path = _path(imported.number, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {
        "instrument": imported.number,
        "articles": [
            {"article": a.number, "title": a.title, "text": a.text, "chapter": a.chapter, "section": a.section}
            for a in imported.articles
        ],
    }
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
    Path(name).replace(path)
    return path


def load_imported(number: str, folder: Path | None = None) -> Imported | None:
    """The user's copy of an instrument, None where none was imported."""
    path = _path(number, folder)
    return import_text(path.read_text(encoding="utf-8"), number) if path.is_file() else None


def list_imported(folder: Path | None = None) -> tuple[str, ...]:
    """Numbers of the instruments the user has imported."""
    found = sorted((folder or resources.user_dir() / "law").glob("*.json"))
    return tuple(str(json.loads(file.read_text(encoding="utf-8"))["instrument"]) for file in found)


def diff(before: Imported, after: Imported) -> tuple[Change, ...]:
    """What changed from one copy or version to another, article by article, paragraph by paragraph."""
    changes: list[Change] = []
    numbers = [a.number for a in before.articles] + [a.number for a in after.articles if before.article(a.number) is None]
    for number in numbers:
        old, new = before.article(number), after.article(number)
        if old is None or new is None:
            present = old or new
            assert present is not None
            text = f"{present.title}\n{present.text}"
            changes.append(Change(number, "removed" if old else "added", text if old else "", text if new else ""))
            continue
        if clean(old.title).lower() != clean(new.title).lower():
            changes.append(Change(number, "renamed", old.title, new.title))
        lines = [[clean(p) for p in article.paragraphs] for article in (old, new)]
        for tag, i, j, k, m in SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_opcodes():
            if tag != "equal":
                changes.append(Change(number, "changed", "\n".join(old.paragraphs[i:j]), "\n".join(new.paragraphs[k:m])))
    return tuple(changes)


def _path(number: str, folder: Path | None) -> Path:
    read = read_number(_slashes(number))
    name = re.sub(r"[^\w.-]+", "-", read.canonical if read else number)
    return (folder or resources.user_dir() / "law") / f"{name}.json"


def _slashes(number: str) -> str:
    """File names write "10/2022-QH15" or "10-2022-QH15" for 10/2022/QH15."""
    return re.sub(r"^\s*(\d{1,4})[-/_]((?:19|20)\d{2})[-_](?=\D)", r"\1/\2/", number)


def _from_json(data: Mapping[str, Any]) -> list[ImportedArticle]:
    try:
        return [
            ImportedArticle(
                number=str(item["article"]),
                title=_tidy(str(item.get("title") or "")),
                paragraphs=tuple(_paragraphs(str(item["text"]).splitlines())),
                chapter=item.get("chapter"),
                section=item.get("section"),
            )
            for item in data["articles"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"Tệp JSON thiếu trường {error}: cần “articles”, mỗi điều có “article”, “title”, “text”.",
            f"The JSON lacks {error}: it needs “articles”, each with “article”, “title”, “text”.",
        ) from error


def _cut(lines: list[str]) -> tuple[list[ImportedArticle], list[str]]:
    """Articles in the order of the copy, and the lines outside them."""
    articles: list[ImportedArticle] = []
    leftover: list[str] = []
    number, title, body = "", "", list[str]()
    chapter: str | None = None
    section: str | None = None
    seen: set[str] = set()
    place = (chapter, section)
    ended = False
    tidy = [_tidy(line) for line in lines]

    def close() -> None:
        if number:
            first, rest = _split_title(title, body)
            articles.append(ImportedArticle(number, first, tuple(_paragraphs(rest)), *place))

    index = 0
    while index < len(tidy):
        line = tidy[index]
        index += 1
        if not line or _FURNITURE.match(line):
            continue
        head = _ARTICLE.match(line)
        inside = bool(number and body and not _ENDED.search(body[-1]))
        goes_on = inside and head and (not head["mark"] or _GOES_ON.search(body[-1]))  # older laws write "Điều 5" alone
        goes_on = goes_on or bool(head and _quoting(body))
        if head and not goes_on and head["number"].lower() not in seen and len(seen) < _MOST_ARTICLES and not ended:
            close()
            number, title, body = head["number"].lower(), (head["title"] or "").strip(), []
            place = (chapter, section)
            seen.add(number)
            continue
        division = _DIVISION.match(line)
        if division and not inside and (skipped := _before_article(tidy, index)) is not None:
            close()
            number = ""
            kind = division["kind"].lower()
            if kind == "chương":
                chapter, section = division["number"].upper(), None
            elif kind == "mục":
                section = division["number"]
            if kind != "tiểu mục":
                leftover.append(line)
            leftover += tidy[index:skipped]
            index = skipped
            continue
        if number and _END.match(line):
            close()
            number, ended = "", True
        if number:
            body.append(line)
        else:
            leftover.append(line)
    close()
    return articles, [line for line in leftover if line]


def _quoting(body: list[str]) -> bool:
    """Whether a quotation is open: an amending law gives whole articles of another law in quotation marks. A mark that is
    never closed stops counting after `_LONGEST_QUOTE` lines, so that one slip does not swallow the rest of a copy."""
    text = "\n".join(body[-_LONGEST_QUOTE:])
    return text.count("“") > text.count("”")


def _before_article(lines: list[str], index: int) -> int | None:
    """Where the title lines of a chapter or section end: at the next division or article; None if that is far away."""
    for ahead in range(index, min(index + 8, len(lines))):
        if _ARTICLE.match(lines[ahead]) or _DIVISION.match(lines[ahead]):
            return ahead
    return None


def _split_title(title: str, body: list[str]) -> tuple[str, list[str]]:
    """A title broken over printed lines goes on in lower case, or without a mark at its end up to khoản 1."""
    rest = list(body)
    first = next((i for i, line in enumerate(rest[:4]) if re.match(r"1\.\s", line)), None)
    if title and first and all(line[-1] not in ".;:" for line in rest[:first]):
        title = " ".join([title, *rest[:first]])
        rest = rest[first:]
    while title and rest and rest[0][:1].islower() and not re.match(r"[a-zđ]\)", rest[0]) and len(title) < 250:
        title = f"{title} {rest.pop(0)}"
    return title.rstrip("."), rest


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Printed lines joined to paragraphs where a line plainly goes on: no mark at its end, lower case on the next."""
    current = ""
    for line in map(_tidy, lines):
        if not line:
            continue
        starts = re.match(r"(?:\d{1,2}[a-zđ]?\.|[a-zđ]\)|[-–+])\s", line)
        if current and not starts and current[-1] not in '.;:”"' and (line[0].islower() or current[-1] == ","):
            current = f"{current} {line}"
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def _tidy(line: str) -> str:
    return clean(re.sub(r"\*\*|__", "", line))


def _number_in(leftover: list[str]) -> str | None:
    for line in leftover[:40]:
        if re.search(r"\bsố\b", line, re.IGNORECASE) and (read := read_number(line)) and read.year:
            return read.canonical
    return None
