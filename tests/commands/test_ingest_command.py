"""``run_review.py ingest``: reads in a worker with limits, opens containers, and says what is wrong with the rest."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ingest(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run_review.py"), "ingest", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_archive_shows_every_document_and_names_the_one_that_fails(tmp_path: Path) -> None:
    archive = tmp_path / "hồ sơ.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("a.txt", "Điều 1. Phạm vi điều chỉnh")
        out.writestr("../../b.txt", "Điều 2. Đối tượng áp dụng")
        out.writestr("c.pdf", b"%PDF-1.7\nnot a pdf\n%%EOF\n")
    answer = ingest(archive, "--show")
    assert answer.returncode == 1
    assert "Điều 1. Phạm vi điều chỉnh" in answer.stdout
    assert "Điều 2. Đối tượng áp dụng" in answer.stdout
    assert "corrupt: " in answer.stderr
    assert "c.pdf" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["hồ sơ.zip"], "nothing is unpacked to disk"


def test_worker_past_its_time_is_a_status(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Điều 1. Phạm vi " * 400_000, encoding="utf-8")
    answer = ingest(path, "--timeout", "0.01")
    assert answer.returncode == 1
    assert answer.stderr.startswith("timeout: ")
    assert "Traceback" not in answer.stderr


def test_head_alone_without_show(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Điều 1. Phạm vi điều chỉnh", encoding="utf-8")
    answer = ingest(path)
    assert answer.returncode == 0
    assert answer.stdout.startswith("Tệp: ")
    assert "Điều 1" not in answer.stdout
