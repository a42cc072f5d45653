"""The gold labels and the samples' expected findings: quotes stand in their documents, codes exist, splits are disjoint."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.records import Aspect, Kind

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
FOLDERS = ("samples", "gold/train", "gold/dev", "gold/dev2", "gold/dev3", "gold/test", "gold/test2")
LAST_ARTICLE = {  # number of articles; the amending laws are cited by one article each
    "10/2022/QH15": 91,
    "59/2023/NĐ-CP": 30,
    "61/2023/NĐ-CP": 25,
    "145/2020/NĐ-CP": 115,
    "72/2025/QH15": 54,
    "47/2024/QH15": 59,
}
NOT_ANNOTATED = {Kind.RESTATEMENT, Kind.MISSING_DOCUMENT}  # docs/gold.md says why


def labels_file(folder: str) -> Path:
    return CORPUS / "samples-expected.jsonl" if folder == "samples" else CORPUS / folder / "labels.jsonl"


def read_labels(folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in labels_file(folder).read_text("utf-8").splitlines()]


def normalise(text: str) -> str:
    text = re.sub(r"\[\^?\w{1,2}\]", "", unicodedata.normalize("NFC", text))
    return re.sub(r"[\s*#|\u00a0]+", " ", text)


def read_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if re.fullmatch(r"word/(document|footnotes)\.xml", name)]
    paragraphs = [p for part in parts for p in BeautifulSoup(part, "xml").find_all("p")]
    return "\n".join("".join(t.get_text() for t in p.find_all("t")) for p in paragraphs)


def read_pdf(data: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    text = re.sub(r"(?m)^\d+\s*$", "", text)  # page numbers
    return re.sub(r"((?<=[.;,])|(?<=[^\W\d_]))\d(?=\s)", "", text)  # note marks


def read_document(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".docx":
        return normalise(read_docx(data))
    if path.suffix == ".pdf":
        return normalise(read_pdf(data))
    if path.suffix == ".html":
        return normalise(BeautifulSoup(data, "html.parser").get_text(" "))
    return normalise(data.decode())


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> str:
    if not labels_file(request.param).exists():
        pytest.skip(f"{request.param} has no labels yet")
    return str(request.param)


def test_quotes_stand_in_their_documents(folder: str) -> None:
    texts: dict[str, str] = {}
    for label in read_labels(folder):
        name = label["document"]
        text = texts.setdefault(name, read_document(CORPUS / folder / name))
        for quote in [label["quote"], *(finding["quote"] for finding in label["findings"])]:
            assert normalise(quote).strip() in text, (name, quote)


def test_codes_exist(folder: str) -> None:
    for label in read_labels(folder):
        for finding in label["findings"]:
            assert Kind(finding["kind"]) not in NOT_ANNOTATED
            assert finding["aspect"] is None or Aspect(finding["aspect"])
            assert finding["why"]
            assert (finding["kind"] == "conflicting-norm") <= bool(finding["aspect"] and finding["law"]), finding
        units = [*label["articles"], *(finding["law"] for finding in label["findings"] if finding["law"])]
        for unit in units:
            assert 1 <= int(unit["article"]) <= LAST_ARTICLE[unit["law"]], unit
            assert unit["clause"] is None or int(unit["clause"]) <= 14, unit
            assert unit["point"] is None or unit["point"] in "abcdđeghiklmnopq", unit


def test_units_exist_in_the_official_text(folder: str) -> None:
    """Clauses and points that labels cite are there in the official wording, where that is at hand."""
    official = ROOT.parent / "shared" / "data" / "law"
    if not official.is_dir():
        pytest.skip("official texts not at hand")
    texts: dict[tuple[str, str], str] = {}
    for path in official.glob("*.json"):
        data = json.loads(path.read_text("utf-8"))
        for article in data["articles"]:
            number = re.search(r"\d+", str(article["article"]))
            assert number
            texts[path.stem.replace("-", "/", 2).replace("/CP", "-CP"), number[0]] = article["text"].replace("\u00ad", "")
    by_law = {"10/2022/QH15", "59/2023/NĐ-CP", "61/2023/NĐ-CP"}
    for label in read_labels(folder):
        for unit in [*label["articles"], *(finding["law"] for finding in label["findings"] if finding["law"])]:
            if unit["law"] not in by_law:
                continue
            text = texts[unit["law"], unit["article"]]
            if unit["clause"]:
                start = re.search(rf"(?m)^{unit['clause']}\.\s", text)
                assert start, (label["document"], unit)
                following = re.search(rf"(?m)^{int(unit['clause']) + 1}\.\s", text)
                text = text[start.start() : following.start() if following else None]
            if unit["point"]:
                assert re.search(rf"(?m)^{unit['point']}\)\s", text), (label["document"], unit)


def test_every_document_has_labels_and_every_label_a_document(folder: str) -> None:
    listed = {label["document"] for label in read_labels(folder)}
    there = {path.name for path in (CORPUS / folder).iterdir() if path.name != "labels.jsonl"}
    assert listed == there


def test_label_quotes_are_unique_in_their_document(folder: str) -> None:
    """A quote tells one provision: a duplicate could not be matched."""
    counts = Counter((label["document"], label["quote"]) for label in read_labels(folder) if label.get("path") != "document")
    assert [key for key, count in counts.items() if count > 1] == []


def test_splits_share_no_document_and_no_provision() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for folder in FOLDERS:
        if not labels_file(folder).exists():
            continue
        for label in read_labels(folder):
            if not label["articles"]:
                continue  # formulas such as "Theo đề nghị của …" may recur
            key = re.sub(r"\W+", " ", re.sub(r"^\W*\w{1,2}[.)]\s", "", label["quote"])).lower().strip()
            other = seen.setdefault(key, (folder, label["document"]))
            assert other[0] == folder, (other, folder, label["document"], label["quote"])


def test_sources_build_the_committed_text(folder: str, tmp_path: Path) -> None:
    """The annotated sources are the truth: building them again gives the labels and the text formats byte for byte."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import build_corpus
    finally:
        sys.path.pop(0)
    if any((CORPUS / folder).glob("*.pdf")) and not any(font.is_dir() for font in build_corpus.FONT_FOLDERS):
        pytest.skip("no font for the PDF documents")
    build_corpus.build(folder, tmp_path)
    for path in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        committed = CORPUS / path.relative_to(tmp_path)
        if path.suffix in {".md", ".txt", ".html", ".jsonl"}:
            assert path.read_bytes() == committed.read_bytes(), path.name
        else:
            assert read_document(path) == read_document(committed), path.name


def test_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the size of each split; the whole has at least 40 documents and 600 provisions."""
    documents = provisions = 0
    for folder in FOLDERS:
        if not labels_file(folder).exists():
            continue
        labels = read_labels(folder)
        kinds = Counter(finding["kind"] for label in labels for finding in label["findings"])
        names = {label["document"] for label in labels}
        units = [label for label in labels if label.get("path") != "document"]
        aligned = sum(bool(label["articles"]) for label in units)
        with capsys.disabled():
            print(f"\n{folder}: {len(names)} documents, {len(units)} provisions ({aligned} aligned), {dict(kinds)}")
        if folder != "samples":
            documents += len(names)
            provisions += len(units)
    assert documents >= 40
    assert provisions >= 600
