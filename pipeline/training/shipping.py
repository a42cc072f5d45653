"""Build the files under ``models/matcher/`` that go with an encoder: lexicon, index of the Law, fusion and gate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipeline.matching.encoder import Encoder
from pipeline.matching.index import ArticleText, build_index
from pipeline.matching.lexical import Lexicon


def write_lexicon(texts: Iterable[str], models: Path) -> Lexicon:
    """Document frequencies of legal text → ``lexicon.npz``."""
    lexicon = Lexicon.fit(list(texts))
    path = models / "matcher" / "lexicon.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, idf=lexicon.idf.astype(np.float16))
    return Lexicon(lexicon.idf.astype(np.float16).astype(np.float32))


def read_official(path: Path) -> list[ArticleText]:
    """Articles of an official text in JSON ({"articles": [{"article", "title", "text"}]}), as ``law import`` stores it."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return [ArticleText(a["article"], a["title"], a["text"]) for a in data["articles"]]


def write_index(number: str, articles: list[ArticleText], encoder: Encoder, models: Path) -> Path:
    """The index of a law from its official text: vectors and counts only."""
    path = models / "matcher" / f"index-{number.replace('/', '-')}.npz"
    build_index(articles, encoder).save(path)
    return path
