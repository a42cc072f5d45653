"""From what the user names on the command line to the list of input files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.errors import ReadError, UsageError
from pipeline.ingest.containers import SEPARATOR, SUFFIXES, list_members
from pipeline.ingest.limits import DEFAULT
from pipeline.ingest.sniff import FileKind, sniff

_NO_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
_NO_DOCUMENT_SUFFIXES = frozenset({".tmp", ".lnk", ".part", ".crdownload"})


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read.

    ``given`` is the path as the user wrote it; files of a folder: the folder joined with their place in it; documents of a ZIP
    archive or an e-mail: its path, ``!/``, and their place in it, with ``path`` that of the container.
    """

    given: str
    path: Path


def discover(paths: Sequence[str]) -> list[InputFile]:
    """All documents under ``paths``: files as they are, folders recursively and sorted, each file once.

    Hidden files, Word's lock files (``~$x.docx``) and the litter of file managers are passed over inside folders; a file that
    is named itself is always taken. Links to folders are not followed. ZIP archives and e-mails give their documents.

    Raises:
        UsageError: a path does not exist.
    """
    found: list[InputFile] = []
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if path.is_dir():
            candidates = [InputFile(PurePath(given, place).as_posix(), path / place) for place in _walk(path)]
        elif path.exists():
            candidates = [InputFile(PurePath(given).as_posix(), path)]
        else:
            raise UsageError(
                f"Không tìm thấy “{given}”. Hãy kiểm tra lại đường dẫn.",
                f'"{given}" does not exist. Check the path.',
            )
        for candidate in candidates:
            resolved = candidate.path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                found.extend(_opened(candidate))
    return found


def _opened(file: InputFile) -> list[InputFile]:
    """The documents of a container, each under ``container!/place``; a container that cannot be opened stays as it is.

    ``read`` then says what is wrong with it.
    """
    if file.path.suffix.lower() not in SUFFIXES:
        return [file]
    try:
        data = file.path.read_bytes() if file.path.stat().st_size <= DEFAULT.bytes else b""
        if sniff(data) not in (FileKind.ZIP, FileKind.EMAIL):
            return [file]
        places = list_members(data, file.given, DEFAULT)
    except (OSError, ReadError):
        return [file]
    return [InputFile(f"{file.given}{SEPARATOR}{place}", file.path) for place in places] or [file]


def _walk(folder: Path) -> Iterator[PurePath]:
    """Places of the documents under ``folder``, relative to it: files of a folder first, then its subfolders, by name."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except PermissionError as error:
        raise UsageError(f"Không có quyền đọc thư mục “{folder}”.", f'No permission to read the folder "{folder}".') from error
    for entry in entries:
        if entry.is_file() and not _is_litter(entry.name):
            yield PurePath(entry.name)
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith("."):
            for place in _walk(entry):
                yield PurePath(entry.name, place)


def _is_litter(name: str) -> bool:
    return (
        name.startswith((".", "~$")) or name.lower() in _NO_DOCUMENTS or PurePath(name).suffix.lower() in _NO_DOCUMENT_SUFFIXES
    )
