"""Exemplars: short texts of our own whose article is known (gists, norms, labelled provisions), kept as vectors and counts.

A provision that says what an exemplar says belongs where the exemplar belongs, however far its wording is from the Law's. They are
built from the corpus and from ``corpus/gold/train`` only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.errors import ModelError
from pipeline.matching.encoder import QUERY, Encoder, Floats
from pipeline.matching.lexical import counter


@dataclass(frozen=True, slots=True)
class ExemplarText:
    """``source`` names where it comes from ("gist", "norm", a document of the train split)."""

    article: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Exemplars:
    """``articles``, ``sources`` (n,); ``pooled`` (n, hidden); ``tokens`` and ``starts`` as in LawIndex; ``counts`` (n, BUCKETS)."""

    encoder: str
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    pooled: Floats
    tokens: Floats
    starts: npt.NDArray[np.int64]
    counts: sparse.csr_matrix

    def without(self, sources: Collection[str]) -> npt.NDArray[np.bool_]:
        """(n,) True for the exemplars that come from none of ``sources``: to leave a document out when fitting on it."""
        return np.array([s not in sources for s in self.sources], dtype=np.bool_)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            encoder=np.array(self.encoder),
            articles=np.array(self.articles),
            sources=np.array(self.sources),
            pooled=self.pooled.astype(np.float16),
            tokens=np.rint(self.tokens * 127).astype(np.int8),
            starts=self.starts.astype(np.int32),
            data=self.counts.data.astype(np.uint16),
            indices=self.counts.indices.astype(np.int32),
            indptr=self.counts.indptr.astype(np.int32),
        )

    @staticmethod
    def load(path: Path) -> Exemplars:
        """Raises ModelError if the file is missing or not of this layout."""
        try:
            with np.load(path, allow_pickle=False) as z:
                articles = tuple(map(str, z["articles"]))
                return Exemplars(
                    str(z["encoder"]),
                    articles,
                    tuple(map(str, z["sources"])),
                    z["pooled"].astype(np.float32),
                    z["tokens"].astype(np.float32) / 127,
                    z["starts"].astype(np.int64),
                    sparse.csr_matrix(
                        (z["data"].astype(np.float32), z["indices"], z["indptr"]), (len(articles), counter().n_features)
                    ),
                )
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{path}: thiếu hoặc hỏng ({error})", f"{path}: missing or broken ({error})") from error


def build_exemplars(texts: Sequence[ExemplarText], encoder: Encoder) -> Exemplars:
    embedded = encoder.encode([QUERY + t.text for t in texts], 128)
    return Exemplars(
        encoder.name,
        tuple(t.article for t in texts),
        tuple(t.source for t in texts),
        np.stack([e.pooled for e in embedded]),
        np.concatenate([e.tokens for e in embedded]),
        np.cumsum([0, *(len(e.tokens) for e in embedded[:-1])]),
        counter().transform([t.text for t in texts]),
    )
