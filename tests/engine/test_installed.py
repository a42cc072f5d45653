"""The program as installed from its wheel: law and models inside, odd folder and console encodings, no network, no words in the log."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bad_zoo import good_text

ROOT = Path(__file__).parents[2]
SECRET = "nguyenvanbimat"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, away from the checkout, in a folder with spaces and Vietnamese letters."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    names = ("pipeline", "corpus/law", "models", "pyproject.toml", "README.md", "LICENSE")
    for name in names:  # a copy: building leaves traces in the source tree
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    target = folder / "Chương trình rà soát"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def program(
    installed: Path, *arguments: str | Path, before: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    start = "from pipeline.commands.main import main\nif __name__ == '__main__':\n    main()\n"
    (installed / "start.py").write_text(start, encoding="utf-8")
    return subprocess.run(
        [*before, sys.executable, str(installed / "start.py"), *map(str, arguments)],
        cwd=installed.parent,
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "OMP_NUM_THREADS": "1",
            "RASOAT_DATA": str(installed.parent),
            **environment,
        },
        capture_output=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )


def test_wheel_holds_law_and_models_and_no_labelled_documents(installed: Path) -> None:
    shipped = installed / "pipeline" / "shipped"
    for name in ("models/encoder/encoder.onnx", "models/matcher/fusion.json", "corpus/law/actors.yaml"):
        assert (shipped / name).read_bytes() == (ROOT / name).read_bytes()
    assert not (shipped / "corpus" / "gold").exists()


def test_installed_program_reviews_in_odd_folders_and_consoles(installed: Path, tmp_path: Path) -> None:
    """Spawned workers, a path with spaces and letters outside ASCII, a console that is not UTF-8."""
    folder = tmp_path / "Văn bản cấp xã"
    folder.mkdir()
    (folder / "Quyết định 7.txt").write_bytes(good_text(7))
    out = tmp_path / "Kết quả rà soát"
    ran = program(installed, "review", folder, "--out", out, PYTHONIOENCODING="cp1258")
    assert ran.returncode == 0, ran.stderr
    assert (out / "documents.jsonl").read_text("utf-8").count('"reviewed"') == 1
    assert "Quyết định 7.txt" in ran.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are of Linux")
def test_installed_program_runs_where_there_is_no_network_at_all(installed: Path, tmp_path: Path) -> None:
    isolated = ("unshare", "--net", "--map-root-user")
    if shutil.which("unshare") is None or subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow network namespaces")
    (tmp_path / "a.txt").write_bytes(good_text(8))
    ran = program(installed, "review", tmp_path / "a.txt", "--out", tmp_path / "out", before=isolated)
    assert ran.returncode == 0, ran.stderr


def test_log_holds_no_words_of_documents(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = good_text(9).decode() + f"\nĐiều 4. Ông {SECRET} chịu trách nhiệm thi hành.\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "b.html").write_text(f"<p>{SECRET}" + "<div>" * 3000, encoding="utf-8")
    (folder / "c.pdf").write_bytes(b"%PDF-1.4 " + SECRET.encode() * 20)
    ran = program(installed, "--verbose", "review", folder, "--out", tmp_path / "out", "--skip-errors", "--progress", "json")
    assert ran.returncode == 0, ran.stderr
    assert SECRET in (tmp_path / "out" / "provisions.jsonl").read_text("utf-8")
    assert SECRET not in ran.stderr
    assert SECRET not in ran.stdout
