"""The articles of the corpus against the official texts: complete, in order, same titles and outline, own wording."""

from __future__ import annotations

import re

import pytest
from official_text import FILES, official, passages

from pipeline.law import Law, load_law
from pipeline.records import Setting

WORDS_IN_COMMON = 19  # one less than the run that counts as copied


@pytest.fixture(params=list(FILES))
def law(request: pytest.FixtureRequest) -> Law:
    return load_law(request.param)


@pytest.mark.parametrize(("number", "articles"), [("10/2022/QH15", 91), ("59/2023/NĐ-CP", 31), ("61/2023/NĐ-CP", 25)])
def test_every_article_is_there_in_order(number: str, articles: int) -> None:
    assert [article.number for article in load_law(number).articles] == [str(n) for n in range(1, articles + 1)]


def test_titles_equal_the_official_ones(law: Law) -> None:
    assert [(article.number, article.title) for article in law.articles] == [
        (article["article"], article["title"]) for article in official(law.number)
    ]


def test_clauses_and_points_equal_the_official_outline(law: Law) -> None:
    outline: dict[str, list[tuple[str | None, str | None]]] = {}
    for passage in passages(law.number):
        place = (passage.clause, passage.point)
        if place not in outline.setdefault(passage.article, []) and place != (None, None):
            outline[passage.article].append(place)
    ours = {
        article.number: [
            place
            for clause in article.clauses
            if clause.number is not None
            for place in [(clause.number, None), *((clause.number, point.letter) for point in clause.points)]
        ]
        for article in law.articles
    }
    assert ours == outline


def test_paragraphs_of_the_law_equal_the_official_ones() -> None:
    """ "đoạn 2 khoản 1 Điều 21" must mean the same here and there."""
    law = load_law()
    counted: dict[tuple[str, str | None], int] = {}
    for passage in passages(law.number):
        if passage.clause and passage.point is None:
            counted[passage.article, passage.clause] = passage.paragraph
    ours = {
        (article.number, clause.number): max(1, len(clause.paragraphs))
        for article in law.articles
        for clause in article.clauses
        if clause.number
    }
    assert ours == counted


@pytest.mark.parametrize(
    ("article", "chapter", "section", "subsection", "setting"),
    [
        ("1", "I", None, None, Setting.GENERAL),
        ("13", "II", "1", None, Setting.COMMUNE),
        ("24", "II", "2", None, Setting.COMMUNE),
        ("25", "II", "3", None, Setting.COMMUNE),
        ("35", "II", "4", "1", Setting.COMMUNE),
        ("36", "II", "4", "2", Setting.COMMUNE),
        ("45", "II", "4", "3", Setting.COMMUNE),
        ("46", "III", "1", None, Setting.AGENCY),
        ("60", "III", "4", "2", Setting.AGENCY),
        ("64", "IV", "1", "1", Setting.STATE_ENTERPRISE),
        ("77", "IV", "1", "4", Setting.STATE_ENTERPRISE),
        ("82", "IV", "2", None, Setting.OTHER_EMPLOYER),
        ("83", "V", None, None, Setting.GENERAL),
        ("91", "VI", None, None, Setting.GENERAL),
    ],
)
def test_place_and_setting(article: str, chapter: str, section: str | None, subsection: str | None, setting: Setting) -> None:
    found = load_law().article(article)
    assert found is not None
    assert (found.chapter, found.section, found.subsection, found.setting) == (chapter, section, subsection, setting)


def test_wording_is_our_own(law: Law) -> None:
    """No gist, item or explanation shares a run of 20 syllables with any official text. Titles are facts and exempt."""
    syllables = re.compile(r"\w+")
    runs: set[tuple[str, ...]] = set()
    for number in FILES:
        for passage in passages(number):
            words = syllables.findall(passage.text.lower())
            runs.update(tuple(words[i : i + WORDS_IN_COMMON + 1]) for i in range(len(words) - WORDS_IN_COMMON))
    texts = [
        text
        for article in law.articles
        for text in (
            article.gist,
            *(gist for clause in article.clauses for gist in (clause.gist, *clause.paragraphs)),
            *(point.gist for clause in article.clauses for point in clause.points),
        )
    ]
    for norm in load_law(law.number).norms:
        texts += [norm.gist_vi, norm.norm.condition or "", norm.norm.exception or "", " ".join(norm.items)]
    copied = []
    for text in texts:
        words = syllables.findall(text.lower())
        if any(tuple(words[i : i + WORDS_IN_COMMON + 1]) in runs for i in range(len(words) - WORDS_IN_COMMON)):
            copied.append(text)
    assert copied == []


def test_every_gist_says_something_of_its_own(law: Law) -> None:
    """Within an article no two clauses or points read the same, else the matcher could not tell them apart."""
    for article in law.articles:
        gists = [
            gist
            for clause in article.clauses
            if clause.number
            for gist in (clause.gist, *(point.gist for point in clause.points))
        ]
        assert len(gists) == len(set(gists)), article.number
