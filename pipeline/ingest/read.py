"""``read``: one file in, one ``SourceText`` or one clear ``ReadError`` out."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

from pipeline.errors import ReadError
from pipeline.ingest.compose import Composer
from pipeline.ingest.decode import decode
from pipeline.ingest.html import read_html
from pipeline.ingest.limits import DEFAULT, Limits, too_large
from pipeline.ingest.markdown import read_text
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.sniff import NAMES_EN, NAMES_VI, FileKind, agrees, sniff, tolerated
from pipeline.ingest.word import read_docx
from pipeline.records import Notice, ReadStatus, SourcePage, SourceText, TextOrigin


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
            f"{given}: không đọc được do lỗi ngoài dự kiến ({type(error).__name__}). Hãy mở tệp và lưu lại, hoặc gửi tệp cho nhóm phát triển.",
            f"{given}: unexpected error while reading ({type(error).__name__}: {error}). Open the file and save it again, or report it.",
        ) from error


def _read(path: Path, given: str, limits: Limits) -> SourceText:
    data = _load(path, given, limits)
    kind = sniff(data)
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
    if kind is FileKind.TEXT or kind is FileKind.EMAIL:
        decoded = decode(data, given)
        composer.provenance.append(f"decoded {decoded.encoding}")
        composer.warnings.extend(decoded.warnings)
        markdown = PurePath(given).suffix.lower() in (".md", ".markdown")
        read_text(decoded.text, composer, limits, given, markdown=markdown)
        return ("markdown" if markdown else "text"), [SourcePage(1, TextOrigin.MARKUP, reader="text")]
    if kind is FileKind.PDF:
        return "pdf", read_pdf(data, given, limits, composer)
    if kind is FileKind.DOCX:
        return "docx", read_docx(data, given, limits, composer)
    if kind is FileKind.HTML:
        decoded = decode(data, given)
        composer.provenance.append(f"decoded {decoded.encoding}")
        composer.warnings.extend(decoded.warnings)
        return "html", read_html(decoded.text, given, limits, composer)
    raise _unsupported(kind, given)


def _unsupported(kind: FileKind, given: str) -> ReadError:
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
