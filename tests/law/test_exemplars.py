"""The exemplars: whole, about clauses that exist, in words of our own; a bad file is named with its place."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law import load_law
from pipeline.law.exemplars import Exemplar, load_exemplars

FOLDER = Path("law/exemplars/10-2022-QH15")
OFFICIAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "law"
RUN = 12  # words in common with an official text that would be copying
EXEMPLARS = load_exemplars()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\u00ad", "").casefold())


def test_every_clause_of_the_law_has_at_least_three() -> None:
    counted = Counter((exemplar.article, exemplar.clause) for exemplar in EXEMPLARS)
    units = [(article.number, clause.number) for article in load_law().articles for clause in article.clauses]
    assert {unit: counted[unit] for unit in units if counted[unit] < 3} == {}


def test_exemplars_are_about_clauses_that_exist() -> None:
    units = {(article.law, article.number, clause.number) for article in load_law().articles for clause in article.clauses}
    assert {(exemplar.law, exemplar.article, exemplar.clause) for exemplar in EXEMPLARS} <= units


def test_no_text_stands_twice() -> None:
    counted = Counter(" ".join(words(exemplar.text)) for exemplar in EXEMPLARS)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_text_is_another_with_one_word_changed() -> None:
    """Clones would count one way of wording several times over."""
    masked: dict[tuple[str, ...], int] = {}
    clones = []
    for number, exemplar in enumerate(EXEMPLARS):
        tokens = words(exemplar.text)
        for place in range(len(tokens)):
            key = (*tokens[:place], "*", *tokens[place + 1 :])
            if masked.setdefault(key, number) != number:
                clones.append(exemplar.text)
    assert clones == []


def test_texts_have_6_to_60_words() -> None:
    assert [exemplar.text for exemplar in EXEMPLARS if not 6 <= len(exemplar.text.split()) <= 60] == []


def test_they_come_in_the_order_of_the_law_and_do_not_change() -> None:
    places = [(int(exemplar.article), int(exemplar.clause or 0)) for exemplar in EXEMPLARS]
    assert places == sorted(places)
    with pytest.raises(dataclasses.FrozenInstanceError):
        EXEMPLARS[0].text = ""  # type: ignore[misc]


def test_no_text_copies_official_wording() -> None:
    if not OFFICIAL.is_dir():
        pytest.skip("official texts not at hand: ../shared/data/law")
    runs = set()
    for file in OFFICIAL.glob("*.json"):
        for article in json.loads(file.read_text(encoding="utf-8"))["articles"]:
            runs |= _runs(words(article["text"]))
    assert len(runs) > 10_000
    assert [(exemplar.article, exemplar.text) for exemplar in EXEMPLARS if _runs(words(exemplar.text)) & runs] == []


def _runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + RUN]) for start in range(len(tokens) - RUN + 1)}


GOOD = "Xã báo cho dân biết các khoản thu."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11 khoản 15, texts: [%s]}]", "Điều 11 khoản 15"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11, texts: [%s]}]", "Điều 11"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 92 khoản 1, texts: [%s]}]", "Điều 92 khoản 1"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 12 khoản 1 điểm a, texts: [%s]}]", "Điều 12 khoản 1 điểm a"),
        ("law: 10/2022/QH15\nexemplars: [{at: khoản 1 Điều 12, texts: [%s]}]", "khoản 1 Điều 12"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11 khoản 1, texts: []}]", "at least one"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11 khoản 1, texts: [Quá ngắn]}]", "2 words"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11 khoản 1, texts: [{Nội dung: năm điểm}]}]", "no text"),
        ("law: 10/2022/QH15\nexemplars: [{at: Điều 11 khoản 1, text: [%s]}]", "text"),
        ("law: 10/2022/QH15\nexemplars: [{texts: [%s]}]", "at"),
        ("law: 10/2022/QH15\nexemplars: {at: Điều 11 khoản 1}", "must be a list"),
        ("law: 59/2023/NĐ-CP\nexemplars: []", "59/2023/NĐ-CP"),
        ("exemplars: []", "law"),
        ("law: [", "YAML"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_place(tmp_path: Path, content: str, told: str) -> None:
    corpus = _corpus(tmp_path)
    (corpus / FOLDER / "bad.yaml").write_text(content.replace("%s", GOOD), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        load_exemplars(corpus)
    assert "bad.yaml" in str(caught.value)
    assert told in str(caught.value)
    assert "bad.yaml" in caught.value.vi


def test_the_same_text_in_two_files_is_refused(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path)
    group = "law: 10/2022/QH15\nexemplars: [{at: Điều %s, texts: [%s]}]"
    (corpus / FOLDER / "one.yaml").write_text(group % ("11 khoản 5", GOOD), encoding="utf-8")
    (corpus / FOLDER / "two.yaml").write_text(group % ("14 khoản 1", GOOD.upper()), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"two\.yaml, Điều 14 khoản 1.*Điều 11 khoản 5"):
        load_exemplars(corpus)


def test_a_corpus_of_ones_own_is_read(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path)
    content = f"law: 10/2022/QH15\nexemplars: [{{at: Điều 11 khoản 5, texts: [{GOOD}]}}]"
    (corpus / FOLDER / "own.yaml").write_text(content, encoding="utf-8")
    assert load_exemplars(corpus) == (Exemplar("10/2022/QH15", "11", "5", GOOD),)


def test_a_corpus_without_exemplars_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no exemplars"):
        load_exemplars(_corpus(tmp_path))


def _corpus(folder: Path) -> Path:
    """A copy of the law without its exemplars."""
    shutil.copytree(resources.corpus_dir() / "law", folder / "law", ignore=shutil.ignore_patterns("exemplars"))
    (folder / FOLDER).mkdir(parents=True)
    return folder
