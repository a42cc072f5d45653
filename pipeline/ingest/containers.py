"""ZIP archives and e-mails: the documents in them, read in memory and never written under a name of the archive's choosing."""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import PurePosixPath

from pipeline.ingest.archive import broken, open_zip
from pipeline.ingest.limits import Limits, too_large
from pipeline.ingest.sniff import FileKind, sniff

DEEPEST = 3  # archives inside archives
SEPARATOR = "!/"  # between a container's path and the place of a document in it
SUFFIXES = frozenset({".zip", ".eml"})


def list_members(data: bytes, given: str, limits: Limits) -> list[str]:
    """Places of the documents inside a ZIP archive or an e-mail; archives in archives are opened up to three deep.

    A place is for people and for ``member``; it is never used as a path.

    Raises:
        ReadError: ``corrupt``, ``encrypted``, or ``too-large`` (size, number or nesting beyond the limits).
    """
    return [place for place, _ in _walk(data, given, "", limits, 0)]


def member(data: bytes, place: str, given: str, limits: Limits) -> bytes | None:
    """The bytes of the document at ``place``, or None where the container has no such document."""
    for found, load in _walk(data, given, "", limits, 0, place):
        if found == place:
            return load()
    return None


def _walk(
    data: bytes, given: str, prefix: str, limits: Limits, depth: int, only: str | None = None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if depth > DEEPEST:
        raise too_large(
            given,
            f"tệp nén lồng nhau quá {DEEPEST} lớp",
            f"archives nested deeper than {DEEPEST}",
            "Hãy giải nén và đưa các văn bản vào một thư mục.",
            "Unpack it and put the documents into a folder.",
        )
    parts = _unzip(data, given, limits) if sniff(data) is FileKind.ZIP else _attachments(data)
    for name, load in parts:
        place = prefix + name
        if only is not None and place != only and not only.startswith(place + "/"):
            continue
        if PurePosixPath(name).suffix.lower() in SUFFIXES and sniff(content := load()) in (FileKind.ZIP, FileKind.EMAIL):
            yield from _walk(content, given, place + "/", limits, depth + 1, only)
        else:
            yield place, load


def _unzip(data: bytes, given: str, limits: Limits) -> Iterator[tuple[str, Callable[[], bytes]]]:
    with open_zip(data, given, limits) as archive:
        for info in sorted(archive.infolist(), key=lambda one: one.filename):
            name = _shown(info)
            if not info.is_dir() and name is not None:
                yield name, partial(_load, archive, info, given)


def _load(archive: zipfile.ZipFile, info: zipfile.ZipInfo, given: str) -> bytes:
    try:
        return archive.read(info)
    except Exception as error:  # zlib, CRC and size errors
        raise broken(given, f"{info.filename}: {error}") from error


def _shown(info: zipfile.ZipInfo) -> str | None:
    """The member's name for people, its path parts harmless; None for the litter of file managers."""
    parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if (
        not parts
        or parts[0] == "__MACOSX"
        or parts[-1].startswith((".", "~$"))
        or parts[-1].lower() in ("thumbs.db", "desktop.ini")
    ):
        return None
    return "/".join(parts)


def page_of(data: bytes) -> tuple[bytes, bool]:
    """The main text of an e-mail or of a page saved as MHTML: its bytes, and whether they are HTML."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        return b"", False
    content = body.get_payload(decode=True)
    return (content if isinstance(content, bytes) else b""), body.get_content_subtype() == "html"


def _attachments(data: bytes) -> list[tuple[str, Callable[[], bytes]]]:
    """Attachments of an e-mail; without any, its own text."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    found: list[tuple[str, Callable[[], bytes]]] = []
    for number, part in enumerate(message.iter_attachments(), start=1):
        content = part.get_payload(decode=True)
        name = (part.get_filename() or f"attachment-{number}").replace("\\", "/").rpartition("/")[2]
        if isinstance(content, bytes) and part.get_content_maintype() != "multipart" and not part.get("Content-ID"):
            found.append((name, partial(bytes, content)))
    if found:
        return found
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        return []
    text = body.get_content()
    kind = "html" if body.get_content_subtype() == "html" else "txt"
    return [(f"body.{kind}", partial(str(text).encode, "utf-8"))]
