"""The sentence encoder at run time: an ONNX graph and a tokenizer, no torch, no network.

A model folder holds ``encoder.onnx`` (int8), ``tokenizer.json`` and ``encoder.json`` (sizes, prefixes, recipe). The graph takes token ids
and their mask and gives, per text, one pooled unit vector, and per token a small unit vector and a weight (late interaction,
see ``pipeline/training/network.py``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from pipeline.errors import ModelError
from pipeline.resources import models_dir

Floats = npt.NDArray[np.float32]
QUERY, PASSAGE = "query: ", "passage: "


@dataclass(frozen=True, slots=True)
class Embedded:
    """One text: ``pooled`` (hidden,), unit length; ``tokens`` (length, width), unit length; ``weights`` (length,), sum 1."""

    pooled: Floats
    tokens: Floats
    weights: Floats


class Encoder(Protocol):
    """Anything that embeds texts; ``name`` identifies the weights in caches and reports."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str], length: int = 256) -> list[Embedded]: ...

    def offsets(self, texts: Sequence[str], length: int = 256) -> list[list[tuple[int, int]]]: ...


class OnnxEncoder:
    """Runs ``encoder.onnx`` on the CPU, text by text.

    Dynamic int8 scales its activations over the whole batch: in a batch a text's vector would depend on its neighbours (cosine 0.994 to
    0.998 with itself), so that a document's alignments would change with what stands beside it. One by one costs 14 % more.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        import onnxruntime as ort

        self.folder = folder or models_dir() / "encoder"
        graph, settings = self.folder / "encoder.onnx", self.folder / "encoder.json"
        if not graph.exists() or not settings.exists():
            raise ModelError(
                f"Không có mô hình trong {self.folder}; hãy chép lại thư mục models/ của bản phát hành",
                f"No model in {self.folder}; restore the models/ folder of the release",
            )
        self.settings: dict[str, Any] = json.loads(settings.read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    @property
    def name(self) -> str:
        return str(self.settings["name"])

    def encode(self, texts: Sequence[str], length: int = 256) -> list[Embedded]:
        out = []
        for ids in self._ids(texts):
            row = np.array([ids if len(ids) <= length else [*ids[: length - 1], 2]], dtype=np.int64)
            pooled, tokens, weights = self.session.run(None, {"ids": row, "mask": np.ones_like(row)})
            out.append(Embedded(pooled[0], tokens[0], weights[0]))
        return out

    def offsets(self, texts: Sequence[str], length: int = 256) -> list[list[tuple[int, int]]]:
        """Characters (start, end) of each token that ``encode`` keeps, by text; special tokens are empty."""
        return [e.offsets[:length] for e in self.tokenizer.encode_batch(list(texts))]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [e.ids for e in self.tokenizer.encode_batch_fast(list(texts))]


def late_score(query: Embedded, tokens: Floats, boundaries: npt.NDArray[np.int64]) -> Floats:
    """Late-interaction score of a query against texts whose tokens are concatenated; ``boundaries`` are their starts.

    Returns (texts,): the weighted mean over query tokens of the best cosine with any token of the text.
    """
    cosines = query.tokens @ tokens.T
    best = np.maximum.reduceat(cosines, boundaries, axis=1)
    return np.asarray(query.weights @ best, dtype=np.float32)
