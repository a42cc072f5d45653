"""Running the program as a user does, and the bad files that offices send."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).parents[2]
SAMPLES = "corpus/samples"
JSONL = ("documents", "provisions", "alignments", "findings", "conformance")


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, both streams piped."""
    return subprocess.run(
        [sys.executable, "run_review.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=420,
        check=False,
    )


def lines(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / f"{name}.jsonl").read_text("utf-8").splitlines()]


def bad_files() -> dict[str, tuple[bytes, str]]:
    """File name → content and the status it must end with."""
    return {
        "anh.docx": (_png(), "mismatched"),
        "bom-nen.docx": (_bomb(), "too-large"),
        "cut.pdf": (_pdf()[:-600], "corrupt"),
        "khoa.pdf": (_pdf(password="secret"), "encrypted"),
        "rong.docx": (b"", "empty"),
        "sai-bang-ma.txt": (bytes(range(256)) * 40, "mismatched"),
    }


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(buffer, "PNG")
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (60 * 2**20))
        archive.writestr("[Content_Types].xml", b"")
    return buffer.getvalue()


def _pdf(password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(72, 700, "Dieu 1. Pham vi dieu chinh")
    canvas.save()
    return buffer.getvalue()
