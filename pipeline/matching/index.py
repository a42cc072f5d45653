"""What the matcher knows of a law: token vectors and term counts by article and clause, no wording.

The index of the Law ships in ``models/`` (built from the official text, which it does not contain). For any other law, and for
benchmarks, it is built from the given texts.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.errors import ModelError
from pipeline.matching.encoder import PASSAGE, Encoder, Floats
from pipeline.matching.lexical import BUCKETS, PHRASES, counter, phrase_counter

WINDOW = 320  # tokens of article text encoded at once
_CLAUSE_START = re.compile(r"^\s*(\d{1,2}[a-zđ]?)\.\s")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article to index: ``id`` is its number or a corpus id."""

    id: str
    title: str
    text: str


def cut_clauses(text: str) -> list[tuple[str | None, str]]:
    """(clause number or None, text) of an article; text before the first numbered clause has None."""
    out: list[tuple[str | None, list[str]]] = []
    expected = 1
    for line in text.split("\n"):
        start = _CLAUSE_START.match(line)
        if start and re.sub(r"\D", "", start.group(1)) in {str(expected), str(expected - 1)}:
            out.append((start.group(1), [line]))
            expected = int(re.sub(r"\D", "", start.group(1))) + 1
        elif out:
            out[-1][1].append(line)
        else:
            out.append((None, [line]))
    return [(number, "\n".join(lines)) for number, lines in out if any(line.strip() for line in lines)]


@dataclass(frozen=True, slots=True)
class LawIndex:
    """``ids`` and ``titles`` (articles,); ``clauses``: (article index, clause number) by clause unit.

    ``tokens`` (tokens, width) unit vectors of all clause units in order, ``starts`` (units,) where each begins;
    ``pooled`` and ``title_pooled`` (articles, hidden); ``unit_counts`` (units, BUCKETS), ``title_counts`` (articles,
    BUCKETS) and ``phrase_counts`` (articles, PHRASES).
    """

    encoder: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    clauses: tuple[tuple[int, str | None], ...]
    tokens: Floats
    starts: npt.NDArray[np.int64]
    pooled: Floats
    title_pooled: Floats
    title_tokens: Floats
    title_starts: npt.NDArray[np.int64]
    unit_counts: sparse.csr_matrix
    title_counts: sparse.csr_matrix
    phrase_counts: sparse.csr_matrix

    @property
    def unit_articles(self) -> npt.NDArray[np.int64]:
        """(units,) article index of each clause unit."""
        return np.array([a for a, _ in self.clauses], dtype=np.int64)

    @property
    def article_starts(self) -> npt.NDArray[np.int64]:
        """(articles,) first clause unit of each article."""
        return np.searchsorted(self.unit_articles, np.arange(len(self.ids)))

    @property
    def article_counts(self) -> sparse.csr_matrix:
        """(articles, BUCKETS) counts of title and text."""
        units = len(self.clauses)
        gather = sparse.csr_matrix((np.ones(units, np.float32), (self.unit_articles, np.arange(units))), (len(self.ids), units))
        return gather @ self.unit_counts + self.title_counts

    def save(self, path: Path) -> None:
        """One compressed ``.npz``: vectors as int8 (unit vectors × 127), counts as sparse arrays."""
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays = {
            "encoder": np.array(self.encoder),
            "ids": np.array(self.ids),
            "titles": np.array(self.titles),
            "clause_article": self.unit_articles.astype(np.int32),
            "clause_number": np.array([c or "" for _, c in self.clauses]),
            "tokens": np.rint(self.tokens * 127).astype(np.int8),
            "starts": self.starts.astype(np.int32),
            "pooled": self.pooled.astype(np.float16),
            "title_pooled": self.title_pooled.astype(np.float16),
            "title_tokens": np.rint(self.title_tokens * 127).astype(np.int8),
            "title_starts": self.title_starts.astype(np.int32),
        }
        for name, matrix in (("unit", self.unit_counts), ("title", self.title_counts), ("phrase", self.phrase_counts)):
            arrays |= {
                f"{name}_data": matrix.data.astype(np.uint16),
                f"{name}_indices": matrix.indices.astype(np.int32),
                f"{name}_indptr": matrix.indptr.astype(np.int32),
            }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    def save_atomically(self, path: Path) -> None:
        """As ``save``, never leaving half a file where another process may read it. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
        os.close(handle)
        try:
            self.save(Path(name))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)

    @staticmethod
    def load(path: Path) -> LawIndex:
        """Raises ModelError if the file is missing or not of this layout."""
        try:
            with np.load(path, allow_pickle=False) as z:
                data = {name: z[name] for name in z.files}

            def matrix(name: str, rows: int, buckets: int = BUCKETS) -> sparse.csr_matrix:
                parts = (data[f"{name}_data"].astype(np.float32), data[f"{name}_indices"], data[f"{name}_indptr"])
                return sparse.csr_matrix(parts, (rows, buckets))

            numbers = [str(c) or None for c in data["clause_number"]]
            return LawIndex(
                str(data["encoder"]),
                tuple(map(str, data["ids"])),
                tuple(map(str, data["titles"])),
                tuple(zip(map(int, data["clause_article"]), numbers, strict=True)),
                data["tokens"].astype(np.float32) / 127,
                data["starts"].astype(np.int64),
                data["pooled"].astype(np.float32),
                data["title_pooled"].astype(np.float32),
                data["title_tokens"].astype(np.float32) / 127,
                data["title_starts"].astype(np.int64),
                matrix("unit", len(numbers)),
                matrix("title", len(data["ids"])),
                matrix("phrase", len(data["ids"]), PHRASES),
            )
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                f"{path}: không đọc được chỉ mục của Luật ({error}); hãy dựng lại bằng lệnh law index",
                f"{path}: cannot read the law index ({error}); rebuild it with the command law index",
            ) from error


def build_index(articles: Sequence[ArticleText], encoder: Encoder | None) -> LawIndex:
    """Encode each article once, in windows of whole clauses headed by the title; token vectors are kept by clause.

    Without an encoder the vectors are empty and only the counts serve.
    """
    windows: list[str] = []
    members: list[list[tuple[int, str | None, int, int]]] = []  # by window: article, clause, start and end character
    units: list[tuple[int, str | None]] = []
    texts: list[str] = []
    for a, article in enumerate(articles):
        head = f"{PASSAGE}{article.title}\n"
        window, inside = head, list[tuple[int, str | None, int, int]]()
        for number, text in cut_clauses(article.text) or [(None, article.title)]:
            if inside and len(window) + len(text) > WINDOW * 4:
                windows.append(window)
                members.append(inside)
                window, inside = head, []
            inside.append((a, number, len(window), len(window) + len(text)))
            window += text + "\n"
            units.append((a, number))
            texts.append(text)
        windows.append(window)
        members.append(inside)
    count = counter()
    unit_counts, title_counts = count.transform(texts), count.transform([a.title for a in articles])
    phrases = phrase_counter().transform([f"{a.title}\n{a.text}" for a in articles])
    ids, names = tuple(a.id for a in articles), tuple(a.title for a in articles)
    if encoder is None:
        none, zero = np.zeros((0, 1), np.float32), np.zeros(0, np.int64)
        return LawIndex(
            "none", ids, names, tuple(units), none, zero, none, none, none, zero, unit_counts, title_counts, phrases
        )
    embedded = encoder.encode(windows, WINDOW + 64)
    titles = encoder.encode([PASSAGE + article.title for article in articles], 96)
    token_parts: list[Floats] = []
    pooled = np.zeros((len(articles), embedded[0].pooled.shape[0]), np.float32)
    spans = encoder.offsets(windows, WINDOW + 64)
    for vectors, inside, offsets in zip(embedded, members, spans, strict=True):
        pooled[inside[0][0]] += vectors.pooled
        for _, _, start, end in inside:
            chosen = [i for i, (s, e) in enumerate(offsets) if e > s and s < end and e > start]
            token_parts.append(vectors.tokens[chosen] if chosen else vectors.tokens[:1])
    pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
    return LawIndex(
        encoder.name,
        ids,
        names,
        tuple(units),
        np.concatenate(token_parts),
        np.cumsum([0, *(len(p) for p in token_parts[:-1])]),
        pooled,
        np.stack([t.pooled for t in titles]),
        np.concatenate([t.tokens for t in titles]),
        np.cumsum([0, *(len(t.tokens) for t in titles[:-1])]),
        unit_counts,
        title_counts,
        phrases,
    )
