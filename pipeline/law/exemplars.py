"""What provisions of local documents say about each clause of the Law, in words that clerks use.

``corpus/law/exemplars/<law>/*.yaml`` holds short texts written for this project: nearest-neighbour evidence that leads from a
provision to the article it is about. They are evidence about wording only. Many name a wrong figure or an abolished body on
purpose (a provision that gets the number wrong is still about the same clause), so none of them says what the Law requires.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law.load import LAW, load_law
from pipeline.law.read_corpus import at_place, folder_of, parse_place, read_yaml

WORDS = range(6, 61)  # shorter says too little to point at an article, longer says several things at once


@dataclass(frozen=True, slots=True)
class Exemplar:
    """``text`` is what a local provision about this clause may say; ``clause`` is None where the article has no clauses."""

    law: str
    article: str
    clause: str | None
    text: str


def load_exemplars(corpus: Path | None = None) -> tuple[Exemplar, ...]:
    """The exemplars of the Law in the order of its articles.

    Args:
        corpus: folder that holds ``law/``; the shipped corpus unless given.

    Raises:
        CorpusError: no file is there; a file breaks the layout, names a clause that the Law has not, repeats a text or holds
            one outside ``WORDS``. The message names file and place.
    """
    return _load(corpus or resources.corpus_dir())


@lru_cache(maxsize=4)
def _load(corpus: Path) -> tuple[Exemplar, ...]:
    folder = corpus / "law" / "exemplars" / folder_of(LAW)
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise CorpusError(
            f"Không có câu mẫu nào trong {folder}: cài lại chương trình hoặc kiểm tra thư mục corpus.",
            f"There are no exemplars in {folder}: reinstall the program or check the corpus folder.",
        )
    known = {(article.number, clause.number) for article in load_law(LAW, corpus=corpus).articles for clause in article.clauses}
    found: list[Exemplar] = []
    seen: dict[str, Exemplar] = {}
    for file in files:
        for exemplar, place in _read(file, known):
            with at_place(file, place):
                earlier = seen.setdefault(_letters(exemplar.text), exemplar)
                if earlier is not exemplar:
                    raise ValueError(f"{exemplar.text!r} stands already at Điều {earlier.article} khoản {earlier.clause}")
            found.append(exemplar)
    return tuple(sorted(found, key=_order))


def _read(file: Path, known: set[tuple[str, str | None]]) -> Iterator[tuple[Exemplar, str]]:
    data = read_yaml(file)
    with at_place(file):
        if data["law"] != LAW:
            raise ValueError(f"expects exemplars of {LAW}, found those of {data['law']}")
        groups = data["exemplars"]
        if not isinstance(groups, list):
            raise ValueError('"exemplars" must be a list')
    for group in groups:
        with at_place(file):
            place = str(group["at"])
        with at_place(file, place):
            exemplars = list(_group(group, known))
        yield from ((exemplar, place) for exemplar in exemplars)


def _group(group: Mapping[str, Any], known: set[tuple[str, str | None]]) -> Iterator[Exemplar]:
    if unknown := set(group) - {"at", "texts"}:
        raise ValueError(f"unknown field {', '.join(sorted(map(str, unknown)))}")
    unit = parse_place(group["at"], LAW)
    if unit.point or unit.paragraph or (unit.article, unit.clause) not in known:
        raise ValueError("names no clause of the Law (an article without clauses is named alone)")
    if not isinstance(group["texts"], list) or not group["texts"]:
        raise ValueError('"texts" must be a list with at least one text')
    for text in group["texts"]:
        if not isinstance(text, str):
            raise ValueError(f"{text!r} is no text: put it in quotation marks")
        if len(text.split()) not in WORDS:
            raise ValueError(f"{text!r} has {len(text.split())} words; {WORDS.start} to {WORDS.stop - 1} are wanted")
        yield Exemplar(LAW, unit.article or "", unit.clause, unicodedata.normalize("NFC", text))


def _letters(text: str) -> str:
    """Texts that differ in case, spaces or marks alone count as the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _order(exemplar: Exemplar) -> tuple[int, int]:
    return int(exemplar.article), int(exemplar.clause or 0)
