"""The checks of ``doctor``: each looks at one thing and says what it found, with the remedy where it is not well."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import psutil

from pipeline import __version__, resources
from pipeline.errors import PipelineError

GIB = 1024**3
LEAST_DISK, LEAST_MEMORY = 2 * GIB, 3 * GIB
_FONTS = ("times new roman", "liberation serif", "tinos", "nimbus roman", "freeserif")


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"  # reviews work; some inputs or looks suffer
    FAULT = "fault"  # reviews do not work


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found; remedies are empty where all is well."""

    name: str
    state: State
    vi: str
    en: str
    remedy_vi: str = ""
    remedy_en: str = ""


Check = Callable[[str], Result]


def diagnose(name: str, check: Check) -> Result:
    """Run one check. One that fails itself is a fault with its reason, never a crash of the doctor."""
    try:
        return check(name)
    except PipelineError as error:
        return Result(name, State.FAULT, error.vi, error.en, *_REINSTALL)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return Result(name, State.FAULT, text, text, *_REINSTALL)


_REINSTALL = (
    "Cài lại chương trình từ bản phát hành (cả thư mục corpus/ và models/) rồi chạy lại doctor.",
    "Install the program again from the release (with corpus/ and models/) and run doctor again.",
)


def check_program(name: str) -> Result:
    python = ".".join(map(str, sys.version_info[:3]))
    text = f"rasoat {__version__}, Python {python}, {sys.platform}"
    return Result(name, State.OK, text, text)


def check_packages(name: str) -> Result:
    """Every required package is there; whether its version fits is the installer's business."""
    try:
        wanted = [line for line in requires("rasoat") or [] if "extra ==" not in line]
    except PackageNotFoundError:
        vi, en = (
            "chương trình chạy từ thư mục nguồn, chưa cài bằng pip",
            "running from the source folder, not installed with pip",
        )
        return Result(name, State.WARNING, vi, en, "Chạy: pip install -e .", "Run: pip install -e .")
    missing = []
    for line in wanted:
        package = re.match(r"[A-Za-z0-9._-]+", line)
        try:
            version(package[0] if package else line)
        except PackageNotFoundError:
            missing.append(package[0] if package else line)
    if missing:
        text = ", ".join(missing)
        return Result(name, State.FAULT, f"thiếu {text}", f"missing: {text}", "Chạy: pip install -e .", "Run: pip install -e .")
    return Result(name, State.OK, f"đủ {len(wanted)} thư viện", f"all {len(wanted)} present")


def check_corpus(name: str) -> Result:
    from pipeline.law import load_registry, load_terms
    from pipeline.law.validate_corpus import validate_corpus

    files, instruments, terms = len(validate_corpus()), len(load_registry()), len(load_terms())
    return Result(
        name,
        State.OK,
        f"{files} tệp hợp lệ, {instruments} văn bản trong danh mục, {terms} thuật ngữ",
        f"{files} valid files, {instruments} instruments, {terms} terms",
    )


def check_models(name: str) -> Result:
    """The models load and give an answer."""
    from pipeline.review import Reviewer, ReviewSettings

    started = time.perf_counter()
    reviewer = Reviewer(ReviewSettings(as_of=date(2026, 11, 1)))
    reviewer.load()
    seconds = time.perf_counter() - started
    named = reviewer.versions["matcher"]
    return Result(name, State.OK, f"{named}, nạp trong {seconds:.1f} giây", f"{named}, loaded in {seconds:.1f} s")


def check_imports(name: str) -> Result:
    from pipeline.law import load_imported, verify
    from pipeline.law.importing import list_imported

    numbers = list_imported()
    if not numbers:
        vi, en = "chưa có; phát hiện dùng phần tóm tắt của kho luật", "none; findings show the gists of the corpus"
        return Result(name, State.OK, vi, en)
    faulty = [number for number in numbers if (copy := load_imported(number)) and not verify(copy).complete]
    if faulty:
        text = ", ".join(faulty)
        return Result(
            name,
            State.WARNING,
            f"{len(numbers)} bản, có lỗi: {text}",
            f"{len(numbers)} copies, faulty: {text}",
            "Xem “run_review.py law verify” rồi nhập bản khác.",
            "See “run_review.py law verify” and import another copy.",
        )
    return Result(name, State.OK, ", ".join(numbers), ", ".join(numbers))


def check_ocr(name: str) -> Result:
    from pipeline.ingest import ocr

    if ocr.engine():
        return Result(name, State.OK, f"{ocr.reader()}, có dữ liệu vie", f"{ocr.reader()} with vie")
    return Result(
        name,
        State.WARNING,
        "không có Tesseract với dữ liệu vie: bản quét sẽ ở tình trạng needs-ocr",
        "no Tesseract with vie: scans will end as needs-ocr",
        *ocr.remedy(),
    )


def check_converter(name: str) -> Result:
    from pipeline.ingest import convert

    if convert.engine():
        return Result(name, State.OK, convert.version(), convert.version())
    return Result(
        name,
        State.WARNING,
        "không có LibreOffice: .doc, .rtf, .odt sẽ ở tình trạng needs-conversion",
        "no LibreOffice: .doc, .rtf and .odt will end as needs-conversion",
        "Cài LibreOffice (Ubuntu/Debian: sudo apt install libreoffice-writer; Windows: libreoffice.org) hoặc lưu tệp thành .docx.",
        "Install LibreOffice (Ubuntu/Debian: sudo apt install libreoffice-writer; Windows: libreoffice.org) or save files as .docx.",
    )


def check_fonts(name: str) -> Result:
    """Papers are set in Times New Roman; other systems need a font of the same measures with Vietnamese letters."""
    if sys.platform in {"win32", "darwin"}:
        return Result(name, State.OK, "phông của hệ điều hành", "fonts of the system")
    program = shutil.which("fc-list")
    listed = ""
    if program:
        answer = subprocess.run([program, ":lang=vi", "family"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
        listed = answer.stdout.lower()
    found = next((font for font in _FONTS if font in listed), None)
    if found:
        return Result(name, State.OK, found.title(), found.title())
    return Result(
        name,
        State.WARNING,
        "không thấy phông kiểu Times New Roman có chữ Việt: báo cáo DOCX mở trên máy này sẽ dùng phông khác",
        "no font like Times New Roman with Vietnamese letters: DOCX reports opened here will use another",
        "Ubuntu/Debian: sudo apt install fonts-liberation2",
        "Ubuntu/Debian: sudo apt install fonts-liberation2",
    )


def check_database(name: str) -> Result:
    """The journal of a run can be written, read and locked where temporary files lie."""
    from pipeline.engine import Fingerprint, Journal, locked
    from pipeline.records import ReadStatus, Review

    with tempfile.TemporaryDirectory(prefix="rasoat-") as folder, locked(Path(folder)), Journal(Path(folder)) as journal:
        journal.begin(Fingerprint("", ""), {})
        journal.put("a", "a", None, Review("a", ReadStatus.EMPTY, None, None, None))
        sound = journal.settled("a", "a") and journal.get("a") is not None
    text = f"SQLite {sqlite3.sqlite_version}"
    if sound:
        return Result(name, State.OK, text, text)
    return Result(
        name, State.FAULT, f"{text}: nhật ký không đọc lại được", f"{text}: the journal cannot be read back", *_REINSTALL
    )


def check_disk(name: str) -> Result:
    """Free space and the right to write, for temporary files, this folder and what the user imports."""
    user = resources.user_dir()
    while not user.exists():
        user = user.parent
    free = {folder: shutil.disk_usage(folder).free for folder in (Path(tempfile.gettempdir()), Path.cwd(), user)}
    least = min(free, key=lambda folder: free[folder])
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    text_vi, text_en = f"còn {free[least] / GIB:.1f} GiB ({least})", f"{free[least] / GIB:.1f} GiB free ({least})"
    if free[least] < LEAST_DISK:
        remedy = (f"Giải phóng ít nhất {LEAST_DISK // GIB} GiB.", f"Free at least {LEAST_DISK // GIB} GiB.")
        return Result(name, State.WARNING, text_vi, text_en, *remedy)
    return Result(name, State.OK, text_vi, text_en)


def check_memory(name: str) -> Result:
    memory = psutil.virtual_memory()
    text_vi = f"{memory.total / GIB:.1f} GiB, còn trống {memory.available / GIB:.1f} GiB"
    text_en = f"{memory.total / GIB:.1f} GiB, {memory.available / GIB:.1f} GiB available"
    if memory.available < LEAST_MEMORY:
        remedy = ("Đóng bớt chương trình khác hoặc chạy với --workers 1.", "Close other programs or run with --workers 1.")
        return Result(name, State.WARNING, text_vi, text_en, *remedy)
    return Result(name, State.OK, text_vi, text_en)


def check_locale(name: str) -> Result:
    """Vietnamese file names need a UTF-8 file system encoding; the console's own is set by the program."""
    text = f"{sys.getfilesystemencoding()}, stdout {sys.stdout.encoding}"
    if sys.getfilesystemencoding().lower().replace("-", "") != "utf8":
        remedy = ("Đặt LANG=C.UTF-8 hoặc PYTHONUTF8=1.", "Set LANG=C.UTF-8 or PYTHONUTF8=1.")
        return Result(name, State.WARNING, text, text, *remedy)
    return Result(name, State.OK, text, text)


CHECKS: Mapping[str, Check] = {
    "program": check_program,
    "packages": check_packages,
    "corpus": check_corpus,
    "models": check_models,
    "imports": check_imports,
    "ocr": check_ocr,
    "converter": check_converter,
    "fonts": check_fonts,
    "database": check_database,
    "disk": check_disk,
    "memory": check_memory,
    "locale": check_locale,
}
