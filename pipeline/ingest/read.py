"""``read``: one file in, one ``SourceText`` or one clear ``ReadError`` out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePath

from pipeline.errors import ReadError
from pipeline.ingest.compose import Composer
from pipeline.ingest.containers import SEPARATOR, list_members, member, page_of
from pipeline.ingest.convert import to_docx
from pipeline.ingest.convert import version as converter_version
from pipeline.ingest.decode import decode
from pipeline.ingest.html import read_html
from pipeline.ingest.images import read_image
from pipeline.ingest.limits import DEFAULT, Limits, too_large
from pipeline.ingest.markdown import read_text
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.sniff import NAMES_EN, NAMES_VI, FileKind, agrees, sniff, tolerated
from pipeline.ingest.word import read_docx
from pipeline.records import Notice, ReadStatus, SourcePage, SourceText, TextOrigin

_CONVERTED = {
    FileKind.OLE: ".doc",
    FileKind.OLE_ENCRYPTED: ".doc",
    FileKind.RTF: ".rtf",
    FileKind.ODT: ".odt",
    FileKind.WORD_XML: ".xml",
}


def read(path: Path, given: str, limits: Limits = DEFAULT) -> SourceText:
    """Read the file at ``path``; ``given`` is the name to report.

    Raises:
        ReadError: with the status for ``documents.jsonl`` and what to do, in both languages. Nothing else is raised.
    """
    try:
        return _read(path, given, limits)
    except ReadError:
        raise
    except (RecursionError, MemoryError) as error:
        raise too_large(
            given,
            "cấu trúc của tệp quá lớn hoặc lồng quá sâu",
            "the structure of the file is too large or too deep",
            "Hãy lưu lại tệp từ chương trình soạn thảo.",
            "Save the file again from a word processor.",
        ) from error
    except Exception as error:  # untrusted bytes: whatever a parser stumbles over is a status of this document
        raise ReadError(
            ReadStatus.FAILED,
            f"{given}: không đọc được do lỗi ngoài dự kiến ({type(error).__name__}). "
            "Hãy mở tệp và lưu lại, hoặc gửi tệp cho nhóm phát triển.",
            f"{given}: unexpected error while reading ({type(error).__name__}: {error}). Open the file and save it again, or report it.",
        ) from error


def _read(path: Path, given: str, limits: Limits) -> SourceText:
    data = _load(path, given, limits)
    kind = sniff(data)
    if SEPARATOR in given and kind in (FileKind.ZIP, FileKind.EMAIL):
        inner = member(data, given.partition(SEPARATOR)[2], given, limits)
        if inner is None:
            raise ReadError(
                ReadStatus.FAILED,
                f"{given}: không còn tài liệu này trong tệp nén.",
                f"{given}: the container no longer holds this document.",
            )
        data, kind = inner, sniff(inner)
    name = PurePath(given).name
    if kind is FileKind.EMPTY:
        raise ReadError(
            ReadStatus.EMPTY,
            f"{given}: tệp rỗng (0 byte). Hãy xin lại tệp từ nơi gửi.",
            f"{given}: the file is empty (0 bytes). Ask the sender for it again.",
        )
    warnings: list[Notice] = []
    if not agrees(kind, name):
        if not tolerated(kind, name):
            raise ReadError(
                ReadStatus.MISMATCHED,
                f"{given}: phần mở rộng là “{PurePath(name).suffix}” nhưng nội dung là {NAMES_VI[kind]}. "
                "Hãy đổi lại đúng phần mở rộng hoặc xin lại tệp.",
                f'{given}: the name says "{PurePath(name).suffix}" but the content is {NAMES_EN[kind]}. '
                "Give it its right extension or ask for the file again.",
            )
        warnings.append(
            Notice(
                "mismatched-extension",
                f"Phần mở rộng là “{PurePath(name).suffix}” nhưng nội dung là {NAMES_VI[kind]}; đã đọc theo nội dung.",
                f'The name says "{PurePath(name).suffix}" but the content is {NAMES_EN[kind]}; read as that.',
            )
        )
    composer = Composer()
    composer.warnings.extend(warnings)
    digest = hashlib.sha256(data).hexdigest()
    if kind is FileKind.HTML and PurePath(name).suffix.lower() in (".md", ".markdown", ".txt") and not _is_page(data):
        kind = FileKind.TEXT
    format, pages = _dispatch(kind, data, path, given, limits, composer)
    if not composer.lines:
        raise ReadError(
            ReadStatus.EMPTY,
            f"{given}: không có chữ nào trong tệp. Hãy kiểm tra lại tệp với nơi gửi.",
            f"{given}: there is no text in the file. Check with the sender.",
        )
    return composer.finish(path=given, sha256=digest, format=format, pages=pages)


def _load(path: Path, given: str, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise ReadError(
                ReadStatus.FAILED,
                f"{given}: không phải là tệp thường hoặc không còn tồn tại.",
                f"{given}: not a regular file, or no longer there.",
            )
        size = path.stat().st_size
        if size > limits.bytes:
            raise too_large(
                given,
                f"tệp có {size / 2**20:.0f} MiB, vượt giới hạn {limits.bytes / 2**20:.0f} MiB",
                f"the file has {size / 2**20:.0f} MiB, more than the limit of {limits.bytes / 2**20:.0f} MiB",
                "Hãy tách hoặc nén ảnh trong tệp.",
                "Split it or compress its images.",
            )
        return path.read_bytes()
    except PermissionError as error:
        raise ReadError(
            ReadStatus.FAILED,
            f"{given}: không có quyền đọc tệp. Hãy cấp quyền đọc rồi chạy lại.",
            f"{given}: no permission to read the file. Grant it and run again.",
        ) from error
    except OSError as error:
        raise ReadError(
            ReadStatus.FAILED,
            f"{given}: lỗi đọc đĩa ({error.strerror}).",
            f"{given}: disk error ({error.strerror}).",
        ) from error


def _is_page(data: bytes) -> bool:
    head = data[:65536].replace(b"\x00", b"").lower()
    return b"<html" in head or b"<!doctype" in head or b"<body" in head


def _dispatch(
    kind: FileKind, data: bytes, path: Path, given: str, limits: Limits, composer: Composer
) -> tuple[str, list[SourcePage]]:
    """Run the reader for ``kind``; gives the format's name and the pages."""
    name = "markdown" if PurePath(given).suffix.lower() in (".md", ".markdown") else "text"
    if kind is FileKind.EMAIL and name == "text":
        data, is_html = page_of(data)
        kind, name = (FileKind.HTML, "mhtml") if is_html else (FileKind.TEXT, "email")
    if kind in (FileKind.TEXT, FileKind.EMAIL, FileKind.HTML):
        decoded = decode(data, given)
        composer.provenance.append(f"decoded {decoded.encoding}")
        composer.warnings.extend(decoded.warnings)
        if kind is FileKind.HTML:
            return ("mhtml" if name == "mhtml" else "html"), read_html(decoded.text, given, limits, composer)
        read_text(decoded.text, composer, limits, given, markdown=name == "markdown")
        return name, [SourcePage(1, TextOrigin.MARKUP, reader="text")]
    if kind is FileKind.PDF:
        return "pdf", read_pdf(data, given, limits, composer)
    if kind is FileKind.DOCX:
        return "docx", read_docx(data, given, limits, composer)
    if kind is FileKind.ZIP:
        list_members(data, given, limits)  # says what is wrong with it, if anything is
    if kind is FileKind.IMAGE:
        return "image", read_image(data, given, limits, composer)
    if kind in _CONVERTED:
        return _converted(kind, data, given, limits, composer)
    raise _unsupported(kind, given)


def _converted(kind: FileKind, data: bytes, given: str, limits: Limits, composer: Composer) -> tuple[str, list[SourcePage]]:
    """An old format, by way of LibreOffice and DOCX."""
    if kind is FileKind.OLE and "WordDocument".encode("utf-16-le") not in data:
        raise _unsupported(kind, given)
    if kind is FileKind.OLE_ENCRYPTED or (kind is FileKind.OLE and _doc_has_password(data)):
        raise ReadError(
            ReadStatus.ENCRYPTED,
            f"{given}: văn bản Word có mật khẩu. Hãy gỡ mật khẩu (Tệp > Thông tin > Bảo vệ tài liệu) rồi chạy lại.",
            f"{given}: the Word document has a password. Remove it (File > Info > Protect Document) and run again.",
        )
    suffix = _CONVERTED[kind]
    docx = to_docx(data, suffix, given, limits)
    pages = read_docx(docx, given, limits, composer)
    composer.provenance.insert(0, f"converted {suffix} to .docx by {converter_version()}")
    return suffix[1:], [replace(page, origin=TextOrigin.CONVERTED, reader=converter_version()) for page in pages]


def _doc_has_password(data: bytes) -> bool:
    """The fEncrypted bit of the File Information Block ([MS-DOC] 2.5.2), which follows the header sector as a rule."""
    return data[512:514] == b"\xec\xa5" and bool(int.from_bytes(data[522:524], "little") & 0x0100)


def _unsupported(kind: FileKind, given: str) -> ReadError:
    if kind is FileKind.ZIP:
        return ReadError(
            ReadStatus.UNSUPPORTED,
            f"{given}: tệp nén không chứa văn bản nào đọc được. Hãy giải nén và gửi từng văn bản.",
            f"{given}: the archive holds no document that can be read. Unpack it and send the documents.",
        )
    if kind is FileKind.BINARY:
        return ReadError(
            ReadStatus.UNSUPPORTED,
            f"{given}: không nhận ra định dạng của tệp. Hãy gửi tệp PDF, DOCX, HTML hoặc văn bản thuần.",
            f"{given}: the format of the file is not known. Send PDF, DOCX, HTML or plain text.",
        )
    return ReadError(
        ReadStatus.UNSUPPORTED,
        f"{given}: {NAMES_VI[kind]} chưa được hỗ trợ. Hãy gửi tệp PDF, DOCX, HTML hoặc văn bản thuần.",
        f"{given}: {NAMES_EN[kind]} is not supported. Send PDF, DOCX, HTML or plain text.",
    )
