"""One review slip (Phiếu rà soát) a document, in a folder of their own beside the reports."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.records import Review
from pipeline.report import ReportOptions, write_slip
from pipeline.report.stage import STAGE_PREFIX

FOLDER = "phieu-ra-soat"
_LONGEST = 100  # characters of a name: paths on Windows and on shares are limited
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)")


@dataclass(slots=True)
class SlipWriter:
    """Writes slips aside as the reviews pass; ``publish`` moves them into ``OUT/phieu-ra-soat``."""

    stage: Path
    options: ReportOptions
    names: set[str] = field(default_factory=set)

    def follow(self, reviews: Iterable[Review]) -> Iterator[Review]:
        """Hand the reviews on, writing the slip of each, those of unread documents too: the file then has no gap."""
        for review in reviews:
            write_slip(review, self.stage / self._name(review.path), self.options)
            yield review

    def publish(self, out: Path) -> Path:
        """Replace slips of the same name; what else lies in the folder (slips filled in and renamed) stays."""
        folder = out / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(self.stage.iterdir()):
            file.replace(folder / file.name)
        return folder

    def _name(self, path: str) -> str:
        return f"{unused(slip_stem(path), self.names)}.docx"


def unused(stem: str, names: set[str]) -> str:
    """The stem, with a number where it was used before; it is added to ``names``, which holds names without regard to case."""
    name, count = stem, 1
    while name.casefold() in names:
        count += 1
        name = f"{stem}-{count}"
    names.add(name.casefold())
    return name


def unique_stems(paths: Iterable[str]) -> Iterator[str]:
    """A file name for each document, each different, in order: the same names as the slips of a review."""
    names: set[str] = set()
    return (unused(slip_stem(path), names) for path in paths)


def slip_stem(path: str) -> str:
    """A file name for every system from a document's name; documents of archives count by their own name."""
    stem = PurePosixPath(path.replace("\\", "/")).stem
    stem = re.sub(r'[\x00-\x1f<>:"/\\|?*\ud800-\udfff]', "_", stem).strip(". ")[:_LONGEST].strip(". ")
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem


@contextmanager
def slip_writer(out: Path, options: ReportOptions) -> Iterator[SlipWriter]:
    """A writer whose unpublished slips vanish at the end, whatever happens. ``out`` must exist or be creatable."""
    existed = out.exists()
    out.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE_PREFIX, dir=out))
    try:
        yield SlipWriter(stage, options)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if not existed and not any(out.iterdir()):
            out.rmdir()
