"""What a file really is, by its bytes; and whether that is what its name says."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath


class FileKind(StrEnum):
    """Kinds that the bytes of a file can show."""

    EMPTY = "empty"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    OLE = "ole"  # Word 97–2003, and every other old Office file
    OLE_ENCRYPTED = "ole-encrypted"  # a DOCX with a password
    RTF = "rtf"
    WORD_XML = "word-xml"  # Word 2003 XML, flat OPC, flat ODF
    HTML = "html"
    TEXT = "text"
    EMAIL = "email"
    IMAGE = "image"  # PNG, JPEG, TIFF, BMP, GIF, WebP
    ZIP = "zip"
    SPREADSHEET = "spreadsheet"
    SLIDES = "slides"
    ARCHIVE = "archive"  # RAR, 7z, gzip: not opened
    PROGRAM = "program"
    BINARY = "binary"


NAMES_VI = {
    FileKind.EMPTY: "tệp rỗng",
    FileKind.PDF: "tệp PDF",
    FileKind.DOCX: "văn bản Word (.docx)",
    FileKind.ODT: "văn bản OpenDocument (.odt)",
    FileKind.OLE: "tệp Office đời cũ (.doc, .xls …)",
    FileKind.OLE_ENCRYPTED: "văn bản Office có mật khẩu",
    FileKind.RTF: "văn bản RTF",
    FileKind.WORD_XML: "văn bản Word dạng XML",
    FileKind.HTML: "trang HTML",
    FileKind.TEXT: "văn bản thuần",
    FileKind.EMAIL: "thư điện tử (.eml)",
    FileKind.IMAGE: "tệp hình ảnh",
    FileKind.ZIP: "tệp nén ZIP",
    FileKind.SPREADSHEET: "bảng tính",
    FileKind.SLIDES: "bản trình chiếu",
    FileKind.ARCHIVE: "tệp nén (RAR, 7z, gzip)",
    FileKind.PROGRAM: "chương trình chạy được",
    FileKind.BINARY: "dữ liệu nhị phân không rõ loại",
}
NAMES_EN = {
    FileKind.EMPTY: "an empty file",
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word document (.docx)",
    FileKind.ODT: "an OpenDocument text (.odt)",
    FileKind.OLE: "an old Office file (.doc, .xls …)",
    FileKind.OLE_ENCRYPTED: "an Office document with a password",
    FileKind.RTF: "an RTF document",
    FileKind.WORD_XML: "a Word document as XML",
    FileKind.HTML: "an HTML page",
    FileKind.TEXT: "plain text",
    FileKind.EMAIL: "an e-mail (.eml)",
    FileKind.IMAGE: "an image",
    FileKind.ZIP: "a ZIP archive",
    FileKind.SPREADSHEET: "a spreadsheet",
    FileKind.SLIDES: "a presentation",
    FileKind.ARCHIVE: "an archive (RAR, 7z, gzip)",
    FileKind.PROGRAM: "a program",
    FileKind.BINARY: "binary data of unknown kind",
}

_WRITTEN = frozenset(
    {
        FileKind.DOCX,
        FileKind.OLE,
        FileKind.OLE_ENCRYPTED,
        FileKind.RTF,
        FileKind.WORD_XML,
        FileKind.HTML,
        FileKind.TEXT,
        FileKind.EMAIL,  # Word's "single file web page"
        FileKind.ODT,
    }
)
_EXPECTED: dict[str, frozenset[FileKind]] = {
    ".pdf": frozenset({FileKind.PDF}),
    ".docx": frozenset({FileKind.DOCX, FileKind.OLE_ENCRYPTED}),
    ".docm": frozenset({FileKind.DOCX, FileKind.OLE_ENCRYPTED}),
    ".dotx": frozenset({FileKind.DOCX, FileKind.OLE_ENCRYPTED}),
    ".doc": frozenset({FileKind.OLE, FileKind.OLE_ENCRYPTED}),
    ".dot": frozenset({FileKind.OLE, FileKind.OLE_ENCRYPTED}),
    ".rtf": frozenset({FileKind.RTF}),
    ".odt": frozenset({FileKind.ODT}),
    ".html": frozenset({FileKind.HTML, FileKind.TEXT}),
    ".htm": frozenset({FileKind.HTML, FileKind.TEXT}),
    ".xhtml": frozenset({FileKind.HTML, FileKind.TEXT}),
    ".mht": frozenset({FileKind.EMAIL}),
    ".mhtml": frozenset({FileKind.EMAIL}),
    ".md": frozenset({FileKind.TEXT, FileKind.HTML, FileKind.EMAIL}),
    ".markdown": frozenset({FileKind.TEXT, FileKind.HTML, FileKind.EMAIL}),
    ".txt": frozenset({FileKind.TEXT, FileKind.EMAIL}),
    ".eml": frozenset({FileKind.EMAIL, FileKind.TEXT}),
    ".zip": frozenset({FileKind.ZIP}),
    ".png": frozenset({FileKind.IMAGE}),
    ".jpg": frozenset({FileKind.IMAGE}),
    ".jpeg": frozenset({FileKind.IMAGE}),
    ".tif": frozenset({FileKind.IMAGE}),
    ".tiff": frozenset({FileKind.IMAGE}),
    ".bmp": frozenset({FileKind.IMAGE}),
    ".gif": frozenset({FileKind.IMAGE}),
    ".webp": frozenset({FileKind.IMAGE}),
}

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a", b"BM")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|center|title|h[1-6])\b", re.IGNORECASE)
_WORD_XML = re.compile(rb"mso-application progid=\"Word|<w:wordDocument|<pkg:package|<office:document\b")
_EMAIL = re.compile(rb"\A(?:(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*|[ \t][^\r\n]*)\r?\n){2,}", re.DOTALL)
_EMAIL_FIELDS = re.compile(rb"^(?:From|Received|MIME-Version|Message-ID|Return-Path):", re.IGNORECASE | re.MULTILINE)


def sniff(data: bytes) -> FileKind:
    """The kind of a file from its bytes alone; never raises."""
    if not data:
        return FileKind.EMPTY
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)  # before PDF: an archive may hold one, uncompressed, near its beginning
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return FileKind.OLE_ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in data else FileKind.OLE
    if head.lstrip().startswith(b"{\\rtf"):
        return FileKind.RTF
    if head.startswith(_IMAGES[:-1]) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if head.startswith(_ARCHIVES):
        return FileKind.ARCHIVE
    if _is_texty(data):
        ascii_view = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
        if ascii_view.lstrip().startswith(b"<?xml") and _WORD_XML.search(ascii_view):
            return FileKind.WORD_XML
        if _EMAIL.match(ascii_view) and _EMAIL_FIELDS.search(ascii_view):
            return FileKind.EMAIL
        if _HTML.search(ascii_view) or _HTML.search(data[:65536].replace(b"\x00", b"")[:32768]):
            return FileKind.HTML
        return FileKind.TEXT
    if head.startswith(_PROGRAMS):
        return FileKind.PROGRAM
    if head.startswith(b"BM"):
        return FileKind.IMAGE
    return FileKind.BINARY


def _is_texty(data: bytes) -> bool:
    """Whether the bytes can be text in any encoding: UTF-16 by its marks or its zeros, else hardly any control bytes."""
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = sample.count(0)
    if zeros:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        return zeros > len(sample) * 0.2 and min(odd, even) < zeros * 0.05
    controls = sum(sample.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            # Legacy Vietnamese encodings put letters on control bytes, but never many of them.
            letters = sum(1 for byte in sample if 65 <= byte <= 90 or 97 <= byte <= 122 or byte in b" \r\n\t")
            return controls <= len(sample) * 0.02 and letters >= len(sample) * 0.5
    return controls <= len(sample) * 0.02


def _sniff_zip(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:20_000])
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype")
                if b"opendocument.text" in mimetype:
                    return FileKind.ODT
                if b"opendocument.spreadsheet" in mimetype:
                    return FileKind.SPREADSHEET
                if b"opendocument.presentation" in mimetype:
                    return FileKind.SLIDES
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError, OSError, EOFError):
        # The directory of the archive is gone (a truncated download): the first member's name still tells.
        return FileKind.DOCX if b"word/" in data[:65536] or b"[Content_Types].xml" in data[:200] else FileKind.ZIP
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    if any(name.startswith("xl/") for name in names):
        return FileKind.SPREADSHEET
    if any(name.startswith("ppt/") for name in names):
        return FileKind.SLIDES
    return FileKind.ZIP


def agrees(kind: FileKind, name: str) -> bool:
    """Whether ``kind`` is what the extension of ``name`` says; unknown extensions agree with everything."""
    expected = _EXPECTED.get(PurePath(name).suffix.lower())
    return expected is None or kind in expected


def tolerated(kind: FileKind, name: str) -> bool:
    """Whether a disagreement is the harmless kind: one written format under the name of another (HTML saved as .doc)."""
    expected = _EXPECTED.get(PurePath(name).suffix.lower(), frozenset())
    return kind in _WRITTEN and bool(expected & _WRITTEN)
