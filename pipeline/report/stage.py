"""Writing a folder of files so that an interruption leaves the old files whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UsageError

STAGE_PREFIX = ".writing-"


@contextmanager
def staged(out: Path, names: Sequence[str]) -> Iterator[Path]:
    """Folder to write ``names`` into; on success each is moved over its namesake in ``out``, in the order of ``names``,
    to which the block may add.

    The folder lies inside ``out``: that is certain to be the same file system, also where ``out`` itself is a mounted share,
    so each move is one atomic ``os.replace``. If the block raises, ``out`` is as it was before. Raises UsageError where
    ``out`` cannot be a folder or cannot be written.
    """
    existed = out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=STAGE_PREFIX, dir=out))
    except OSError as error:
        raise UsageError(
            vi=f"Không ghi được vào thư mục kết quả {out}: {error.strerror}. Hãy chọn thư mục khác bằng --out.",
            en=f"Cannot write to the output folder {out}: {error.strerror}. Choose another with --out.",
        ) from error
    try:
        yield stage
        for name in names:
            if (stage / name).exists():
                _move(stage / name, out / name)
    except OSError as error:
        raise UsageError(
            vi=f"Không ghi được kết quả vào {out} ({error}). Kiểm tra dung lượng đĩa, cả thư mục tạm {tempfile.gettempdir()}, và quyền "
            "ghi, rồi chạy lại với --resume. Kết quả cũ còn nguyên.",
            en=f"Cannot write the results to {out} ({error}). Check free space, also of the temporary folder "
            f"{tempfile.gettempdir()}, and write permission, then run again with --resume. Earlier results are untouched.",
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with contextlib.suppress(OSError):
            if not existed and not any(out.iterdir()):
                out.rmdir()


def _move(source: Path, target: Path) -> None:
    """Replace ``target``; a file held open by another program (Excel, Word on Windows) is named in the error."""
    with source.open("rb") as file:
        os.fsync(file.fileno())
    try:
        source.replace(target)
    except PermissionError as error:
        raise UsageError(
            vi=f"Không thay được {target}: tệp đang mở trong chương trình khác. Hãy đóng tệp rồi chạy lại.",
            en=f"Cannot replace {target}: another program has it open. Close it and run again.",
        ) from error


def clear_stages(out: Path) -> None:
    """Remove what a run that was killed left aside. Only for who holds the folder alone."""
    for left in out.glob(f"{STAGE_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
