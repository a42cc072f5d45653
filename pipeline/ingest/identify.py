"""What a file is, whatever it is called: the key under which its reading and its review are known again."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path, PurePath

from pipeline.ingest.containers import SEPARATOR
from pipeline.ingest.discover import InputFile
from pipeline.ingest.limits import DEFAULT, Limits


def content_key(file: InputFile, limits: Limits = DEFAULT) -> str | None:
    """SHA-256 of the bytes, with the suffix and, for a document of an archive, its place: all that ``read`` goes by but the name.

    None where the file cannot be read or is beyond the limit: then reading it gives the reason.
    """
    try:
        known = file.path.stat()
        if known.st_size > limits.bytes or not file.path.is_file():
            return None
        inner = file.given.partition(SEPARATOR)[2]
        # An archive is named once for each of its documents: its bytes are read once.
        digest = _of_container(file.path, known.st_size, known.st_mtime_ns) if inner else _digest(file.path)
    except OSError:
        return None
    suffix = PurePath(file.given).suffix.lower()
    rest = f"{suffix}\0{inner}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(digest + rest).hexdigest()[:32]


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


@functools.lru_cache(maxsize=4)
def _of_container(path: Path, size: int, changed: int) -> bytes:
    return _digest(path)
