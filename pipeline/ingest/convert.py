"""Old formats (.doc, .rtf, .odt) to DOCX through LibreOffice: a private profile, no macros, no links, a time limit, no shell."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.ingest.limits import Limits
from pipeline.records import ReadStatus

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def engine() -> str | None:
    """Path of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@functools.cache
def version() -> str:
    """Name and version for the page's ``reader``; asked once."""
    program = engine()
    if program is None:
        return "LibreOffice"
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "LibreOffice"
    return " ".join(answer.stdout.split()[:2]) or "LibreOffice"


def to_docx(data: bytes, suffix: str, given: str, limits: Limits) -> bytes:
    """The document as DOCX bytes.

    Raises:
        ReadError: ``needs-conversion`` without LibreOffice, ``timeout``, ``corrupt`` when it makes nothing of the file.
    """
    program = engine()
    if program is None:
        raise ReadError(
            ReadStatus.NEEDS_CONVERSION,
            f"{given}: định dạng {suffix} cần LibreOffice để chuyển đổi. Hãy cài LibreOffice "
            "(Ubuntu/Debian: sudo apt install libreoffice-writer) hoặc mở bằng Word và lưu thành .docx, rồi chạy lại.",
            f"{given}: {suffix} needs LibreOffice for conversion. Install it (Ubuntu/Debian: sudo apt install libreoffice-writer) "
            "or save the file as .docx in Word, and run again.",
        )
    with tempfile.TemporaryDirectory(prefix="rasoat-") as folder:
        place = Path(folder)
        source, out, profile = place / f"input{suffix}", place / "out", place / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(out),
            str(source),
        ]
        detail = _run(command, given, limits.seconds)
        result = out / "input.docx"
        if not result.is_file():
            raise ReadError(
                ReadStatus.CORRUPT,
                f"{given}: LibreOffice không chuyển đổi được tệp (có thể bị hỏng hoặc có mật khẩu){detail}. "
                "Hãy mở bằng Word, lưu thành .docx rồi chạy lại.",
                f"{given}: LibreOffice could not convert the file (damaged, or with a password){detail}. "
                "Open it in Word, save it as .docx and run again.",
            )
        return result.read_bytes()


def _run(command: list[str], given: str, seconds: float) -> str:
    """Run the program in a process group of its own, ended as a whole at the time limit; gives its complaint, if any."""
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _, complaint = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:  # pragma: no cover - Windows has no process groups of this kind
                process.kill()
        process.communicate()
        raise ReadError(
            ReadStatus.TIMEOUT,
            f"{given}: LibreOffice chuyển đổi quá {seconds:.0f} giây. Hãy mở bằng Word và lưu thành .docx.",
            f"{given}: LibreOffice took more than {seconds:.0f} seconds. Open it in Word and save it as .docx.",
        ) from error
    text = complaint.decode("utf-8", errors="replace").strip().splitlines()
    return f" [{text[-1][:120]}]" if text and process.returncode else ""
