"""DOCX + notes → the same DOCX with Word comments at the flagged words.

python-docx makes the comments; the package is then put together from the original's own bytes, so that every part but the document
body, the comments and the two lists that name the comments part stays as it was. Runs are cut at the ends of the flagged words, with
their formatting on both sides; no text is added, removed or moved.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import etree

from pipeline.errors import UsageError
from pipeline.report.annotate.anchor import Haystack
from pipeline.report.annotate.notes import Note

MOST_BYTES = 300 * 2**20  # unpacked
_TYPES, _CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types", "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT, _RUN, _PARAGRAPH, _PROPERTIES = qn("w:t"), qn("w:r"), qn("w:p"), qn("w:rPr")


@dataclass(frozen=True, slots=True)
class Annotated:
    """The new file, and the notes whose words were not found: they stand at the beginning of the document instead."""

    data: bytes
    unplaced: tuple[Note, ...]


@dataclass(slots=True)
class _Piece:
    """A ``w:t`` element and the range of its text in the text of the body."""

    element: Any
    start: int
    end: int


def annotate_docx(data: bytes, notes: Sequence[Note], author: str, day: date) -> Annotated:
    """Put the notes into the document. Raises UsageError where it is no DOCX that can be opened."""
    document = _open(data)
    pieces = list(_pieces(document.element.body))
    haystack = Haystack(_text(pieces))
    found = [(note, haystack.find(note.wanted) if note.wanted else None) for note in notes]
    unplaced = tuple(note for note, place in found if note.wanted is not None and place is None)
    first = next(((piece.start, piece.end) for piece in pieces if piece.element.text and piece.element.text.strip()), None)
    if first is None:
        raise UsageError(
            vi="Tệp Word không có chữ nào trong phần thân nên không gắn được ghi chú.",
            en="The Word file has no text in its body to put comments at.",
        )
    placed = [(note, place or first) for note, place in found]
    runs = _cut(pieces, sorted({edge for _, place in placed for edge in place}))
    for note, (start, end) in placed:
        comment = document.add_comment(
            [Run(runs.starting(start), document), Run(runs.ending(end), document)], author=author, initials="RS"
        )
        comment._comment_elm.set(
            qn("w:date"), f"{day.isoformat()}T00:00:00Z"
        )  # the review's day: the same input, the same file
        for number, line in enumerate(note.lines):
            paragraph = comment.paragraphs[0] if number == 0 else comment.add_paragraph()
            paragraph.add_run(line).bold = number == 0 or None
    return Annotated(_package(data, document), unplaced)


def _open(data: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise UsageError(vi="Tệp Word giải nén quá lớn.", en="The Word file unpacks to too much.")
        return docx.Document(io.BytesIO(data))
    except UsageError:
        raise
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own through
        raise UsageError(
            vi=f"Không mở được như tệp Word .docx ({type(error).__name__}). Hãy mở bằng Word, lưu lại dạng .docx rồi rà soát lại.",
            en=f"Cannot be opened as a Word .docx ({type(error).__name__}). Open it in Word, save it as .docx and review again.",
        ) from error


def _pieces(body: Any) -> Iterator[_Piece]:
    """Texts of the body in order, those of text boxes once; paragraphs are one character apart."""
    at, paragraph = 0, None
    for element in body.iter(_TEXT):
        if not _is_plain(element):
            continue
        own = next(element.iterancestors(_PARAGRAPH), None)
        if own is not paragraph:
            at += 1
            paragraph = own
        length = len(element.text or "")
        yield _Piece(element, at, at + length)
        at += length


def _is_plain(element: Any) -> bool:
    """Whether the text is in a run of the body, and not in the copy of a text box that old programs read."""
    return element.getparent().tag == _RUN and next(element.iterancestors(_FALLBACK), None) is None


def _text(pieces: Sequence[_Piece]) -> str:
    out, at = [], 0
    for piece in pieces:
        out.append("\n" * (piece.start - at) + (piece.element.text or ""))
        at = piece.end
    return "".join(out)


class _Cuts:
    """Runs by the place where they start and end."""

    def __init__(self) -> None:
        self._starting: dict[int, Any] = {}
        self._ending: dict[int, Any] = {}

    def note(self, place: int, left: Any, right: Any) -> None:
        if left is not None:
            self._ending[place] = left
        if right is not None:
            self._starting[place] = right

    def split(self, whole: Any, rest: Any) -> None:
        """A run was cut again: what ended with it now ends with its rest."""
        for place, run in self._ending.items():
            if run is whole:
                self._ending[place] = rest

    def starting(self, place: int) -> Any:
        return self._starting[place]

    def ending(self, place: int) -> Any:
        return self._ending[place]


def _cut(pieces: Sequence[_Piece], places: Sequence[int]) -> _Cuts:
    """Cut the runs at the places, last first, so that the places before them stay true."""
    cuts = _Cuts()
    for place in reversed(places):
        for piece in reversed(pieces):
            if piece.start < place < piece.end or (place in (piece.start, piece.end) and piece.start < piece.end):
                _cut_at(piece, place, cuts)
    return cuts


def _cut_at(piece: _Piece, place: int, cuts: _Cuts) -> None:
    element, offset = piece.element, place - piece.start
    run = element.getparent()
    text = element.text or ""
    content = [child for child in run if child.tag != _PROPERTIES]
    at_start = offset == 0
    at_end = place == piece.end
    if at_start and content[0] is element:
        cuts.note(place, None, run)
        return
    if at_end and content[-1] is element:
        cuts.note(place, run, None)
        return
    rest = deepcopy(run)
    number = list(run).index(element)
    run.addnext(rest)
    for child in list(run)[number + (0 if at_start else 1) :]:
        run.remove(child)
    for child in list(rest)[: number + (1 if at_end else 0)]:
        if child.tag != _PROPERTIES:
            rest.remove(child)
    if not at_start and not at_end:
        element.text = text[:offset]
        copy = next(child for child in rest if child.tag == _TEXT)
        copy.text = text[offset:]
        for part in (element, copy):
            part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    cuts.split(run, rest)
    cuts.note(place, run if not at_start else None, rest)


def _package(data: bytes, document: Any) -> bytes:
    """The original's parts, with the new body and comments, and the comments part named where it was not."""
    body_name = document.part.partname.lstrip("/")
    comments = document.part._comments_part
    comments_name = comments.partname.lstrip("/")
    folder, _, name = body_name.rpartition("/")
    relations_name = f"{folder}/_rels/{name}.rels"
    replaced = {
        body_name: etree.tostring(document.element, xml_declaration=True, encoding="UTF-8", standalone=True),
        comments_name: comments.blob,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = set(source.namelist())
        replaced[_CONTENT_TYPES] = _with_type(source.read(_CONTENT_TYPES), f"/{comments_name}")
        if comments_name not in names:
            relative = (
                comments_name[len(folder) + 1 :] if folder and comments_name.startswith(folder + "/") else f"/{comments_name}"
            )
            replaced[relations_name] = _with_relation(source.read(relations_name), relative)
        for info in source.infolist():
            target.writestr(info, replaced.pop(info.filename, None) or source.read(info))
        for new, content in replaced.items():
            info = zipfile.ZipInfo(new, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def _with_type(xml: bytes, name: str) -> bytes:
    root = _parse(xml)
    if all(entry.get("PartName") != name for entry in root.iter(f"{{{_TYPES}}}Override")):
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=name, ContentType=_COMMENTS_TYPE)
    return _serialised(root)


def _with_relation(xml: bytes, target: str) -> bytes:
    root = _parse(xml)
    used = {entry.get("Id") for entry in root}
    number = next(n for n in range(1, len(used) + 2) if f"rIdRS{n}" not in used)
    etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=f"rIdRS{number}", Type=RELATIONSHIP_TYPE.COMMENTS, Target=target)
    return _serialised(root)


def _parse(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialised(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
