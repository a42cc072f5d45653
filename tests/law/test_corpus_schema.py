"""The corpus files obey their schemas, and a file that does not is named together with the place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law import load_law, load_predecessors
from pipeline.law.validate_corpus import validate_corpus

NORMS = "10-2022-QH15/norms/chuong-2-muc-1-cong-khai.yaml"
ARTICLES = "10-2022-QH15/articles/2-1-cong-khai-thong-tin.yaml"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    shutil.copytree(resources.corpus_dir() / "law", tmp_path / "law")
    return tmp_path


def test_the_shipped_corpus_is_valid() -> None:
    assert len(validate_corpus()) > 30


BAD = [
    # file, what stands there, what replaces it, what the message must name
    (NORMS, 'operator: "<=", value: 5', 'operator: "=<", value: 5', "N12.3"),
    (NORMS, "value: 5, unit: working-day", "value: five, unit: working-day", "N12.3"),
    (NORMS, "unit: working-day", "unit: workday", None),
    (NORMS, "  subject: publication-deadline\n", "", "N12.3"),
    (NORMS, "- id: N12.3\n", "- id: N11\n", "N11"),
    (NORMS, "at: Điều 12 khoản 3", "at: Điều 12 khoản 7", "N12.3"),
    (NORMS, "at: Điều 12 khoản 3", "at: khoản 3 Điều 12", "N12.3"),
    (NORMS, "  exception: lĩnh vực", "  exeption: lĩnh vực", "N12.3"),
    (NORMS, "caution: needs-97-2025-check", "caution: needs-a-check", "N11"),
    (NORMS, "setting: commune", "setting: village", "N11"),
    (NORMS, "direction: ceiling", "direction: upwards", "N12.3"),
    (NORMS, "norms:\n- id: N11", "norms:\n  id: N11", "YAML"),
    (ARTICLES, "- number: 12\n", "- number: 15\n", "instrument.yaml"),
    (ARTICLES, "  title: Hình thức và thời điểm công khai thông tin\n", "", "Điều 12"),
    (ARTICLES, "        đ: Gửi văn bản", "        f: Gửi văn bản", None),
    ("10-2022-QH15/instrument.yaml", "from: 2023-07-01", "from: July 2023", "instrument.yaml"),
    ("10-2022-QH15/instrument.yaml", "articles: 91\n", "", "instrument.yaml"),
]


@pytest.mark.parametrize(("file", "old", "new", "place"), BAD)
def test_a_bad_file_is_refused_by_validation(corpus: Path, file: str, old: str, new: str, place: str | None) -> None:
    break_file(corpus, file, old, new)
    with pytest.raises(CorpusError) as caught:
        validate_corpus(corpus)
    assert file.split("/")[0] in str(caught.value)
    assert file.split("/")[0] in caught.value.vi


@pytest.mark.parametrize(("file", "old", "new", "place"), [case for case in BAD if case[3]])
def test_a_file_that_cannot_be_used_is_refused_on_load(corpus: Path, file: str, old: str, new: str, place: str) -> None:
    break_file(corpus, file, old, new)
    with pytest.raises(CorpusError) as caught:
        load_law(corpus=corpus)
    told = str(caught.value)
    assert file.split("/")[0] in told
    assert place in told
    assert caught.value.vi != told


def test_bad_predecessors_are_told_with_their_number(corpus: Path) -> None:
    break_file(corpus, "predecessors.yaml", "confidence: M", "confidence: sure")
    with pytest.raises(CorpusError, match=r"predecessors\.yaml, predecessors 1"):
        load_predecessors(corpus)


def break_file(corpus: Path, file: str, old: str, new: str) -> None:
    path = corpus / "law" / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the test is stale: {old!r} no longer stands in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
