"""``run_review.py doctor``: what is missing is named with its remedy, and only what stops reviews is a fault."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_runs import program

from pipeline.commands import diagnose as checks
from pipeline.commands.diagnose import CHECKS, State, diagnose
from pipeline.ingest import convert, ocr


def test_this_installation_is_fit() -> None:
    ran = program("doctor", "--json", "--lang", "en")
    results = {result["name"]: result for result in json.loads(ran.stdout)}
    assert set(results) == set(CHECKS)
    assert ran.returncode == 0, ran.stdout
    for result in results.values():
        assert (result["state"] == "ok") == (result["remedy_vi"] == ""), result
        assert bool(result["remedy_vi"]) == bool(result["remedy_en"])


@pytest.mark.parametrize("lost", ["corpus", "corpus/law/actors.yaml", "models/encoder/encoder.onnx", "models"])
def test_incomplete_installation_is_a_fault(tmp_path: Path, lost: str, require: Callable[[object, str], None]) -> None:
    root = Path(checks.__file__).parents[2]
    require((root / "models" / "encoder" / "encoder.onnx").exists(), "there is no model in this checkout")
    for folder in ("corpus", "models"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("gold", "source", "samples"))
    gone = tmp_path / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    ran = program("doctor", RASOAT_HOME=str(tmp_path), RASOAT_DATA=str(tmp_path))
    assert ran.returncode == 1, ran.stdout
    assert "✗" in ran.stdout
    assert "→" in ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("name", "module", "package"), [("ocr", ocr, "tesseract-ocr-vie"), ("converter", convert, "libreoffice")]
)
def test_missing_programs_are_warnings_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str, module: object, package: str
) -> None:
    monkeypatch.setattr(module, "engine", lambda: None)
    result = diagnose(name, CHECKS[name])
    assert result.state is State.WARNING
    assert package in result.remedy_vi
    assert package in result.remedy_en


def test_check_that_fails_itself_is_a_fault() -> None:
    def broken(name: str) -> checks.Result:
        raise ZeroDivisionError("oops")

    assert diagnose("program", broken).state is State.FAULT
