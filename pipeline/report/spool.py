"""Digests of many documents, kept in a file in parts: a report of ten thousand documents needs the memory of one part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import msgspec

from pipeline.records import Review
from pipeline.report.summarize import Digest, Tally


@dataclass(slots=True)
class Part:
    """Consecutive documents that share a page, a paper and a workbook."""

    first: str  # paths of the first and the last document
    last: str = ""
    totals: Tally = field(default_factory=Tally)
    start: int = 0  # bytes in the spool
    sizes: list[int] = field(default_factory=list)


class Spool:
    """Takes digests in order; gives them back part by part. ``documents`` and ``findings`` bound a part."""

    def __init__(self, documents: int, findings: int) -> None:
        self.parts: list[Part] = []
        self._documents, self._findings = documents, findings
        self._file = tempfile.TemporaryFile(prefix="rasoat-")  # noqa: SIM115 - closed by __exit__
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, review: Review, kept: Digest) -> None:
        part = self.parts[-1] if self.parts else None
        if part is None or self._full(part, kept):
            part = Part(kept.path, start=self._end)
            self.parts.append(part)
        data = _pack(kept)
        self._file.write(data)
        self._end += len(data)
        part.sizes.append(len(data))
        part.last = kept.path
        part.totals.add(review, kept)

    def read(self, part: Part) -> Sequence[Digest]:
        """The digests of one part."""
        return tuple(self._read(part))

    def _read(self, part: Part) -> Iterator[Digest]:
        self._file.seek(part.start)
        for size in part.sizes:
            yield _DECODER.decode(self._file.read(size))

    def _full(self, part: Part, kept: Digest) -> bool:
        findings = part.totals.findings + len(kept.findings)
        return len(part.sizes) >= self._documents or (bool(part.sizes) and findings > self._findings)


def _pack(kept: Digest) -> bytes:
    try:
        return _ENCODER.encode(kept)
    except UnicodeEncodeError:  # a file name that is not UTF-8: as it is written in the JSONL
        return _ENCODER.encode(_printable(msgspec.to_builtins(kept)))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_printable(key): _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, (list, tuple)) else value


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Digest)
