"""Uploaded files, kept under their hash in a folder that no web address leads to."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from pipeline.errors import InvalidError

_HASH = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


class FileStore:
    """``root/ab/abcdef….pdf``: the name says nothing that a user chose but a harmless suffix."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, chunks: Iterable[bytes], name: str, most: int) -> tuple[str, str]:
        """Keep a file; returns its SHA-256 and suffix. Raises InvalidError where it has more than ``most`` bytes."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest, size = sha256(), 0
        handle, temporary = tempfile.mkstemp(dir=self.root, prefix=".upload-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise InvalidError(
                            f"{name}: tệp lớn hơn {most // 1024**2} MB. Hãy tách tệp.",
                            f"{name}: larger than {most // 1024**2} MB. Split the file.",
                        )
                    digest.update(chunk)
                    file.write(chunk)
            suffix = safe_suffix(name)
            target = self.path(digest.hexdigest(), suffix)
            target.parent.mkdir(exist_ok=True)
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return digest.hexdigest(), suffix

    def path(self, digest: str, suffix: str) -> Path:
        """Where a file lies. Raises ValueError for what is no hash or suffix."""
        if not _HASH.fullmatch(digest) or (suffix and not _SUFFIX.fullmatch(suffix)):
            raise ValueError("not a stored file's name")
        return self.root / digest[:2] / (digest + suffix)


def safe_suffix(name: str) -> str:
    """The suffix of a file's name in lower case, empty where it is not a plain one."""
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
