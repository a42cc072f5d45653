"""The shipped int8 encoder as a sentence-transformers module; ``export`` copies this file into the model folder.

``SentenceTransformer("models/encoder", trust_remote_code=True)`` runs ``encoder.onnx`` through onnxruntime, so no second copy of the weights is
needed. sentence-transformers before version 6 trusts a local folder and needs no flag. For training on, use the plain folder that
``run_review.py train`` writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from torch import nn

PADDING, END = 1, 2


class OnnxSentence(nn.Module):  # type: ignore[misc]
    """Texts → unit vectors. ``max_seq_length`` in tokens, special ones included."""

    save_in_root = True

    def __init__(self, folder: str, max_seq_length: int = 384) -> None:
        super().__init__()
        self.folder, self.max_seq_length = folder, max_seq_length
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.session = ort.InferenceSession(str(Path(folder) / "encoder.onnx"), providers=["CPUExecutionProvider"])
        self.width = int(json.loads((Path(folder) / "encoder.json").read_text(encoding="utf-8"))["hidden"])

    @property
    def modalities(self) -> list[str]:
        return ["text"]

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        rows = [e.ids for e in self.tokenizer.encode_batch_fast([(prompt or "") + text for text in inputs])]
        rows = [ids if len(ids) <= self.max_seq_length else [*ids[: self.max_seq_length - 1], END] for ids in rows]
        ids = np.full((len(rows), max(map(len, rows))), PADDING, dtype=np.int64)
        for row, some in enumerate(rows):
            ids[row, : len(some)] = some
        held = torch.from_numpy(ids)
        return {"input_ids": held, "attention_mask": (held != PADDING).long()}

    def tokenize(self, texts: list[str], **options: Any) -> dict[str, torch.Tensor]:
        return self.preprocess(texts, **options)

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        ids, mask = (features[name].cpu().numpy() for name in ("input_ids", "attention_mask"))
        features["sentence_embedding"] = torch.from_numpy(self.session.run(["pooled"], {"ids": ids, "mask": mask})[0])
        return features

    def get_sentence_embedding_dimension(self) -> int:
        return self.width

    def get_embedding_dimension(self) -> int:
        return self.width

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        import shutil

        for name in ("encoder.onnx", "encoder.json", "tokenizer.json"):
            shutil.copy2(Path(self.folder) / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> OnnxSentence:
        return cls(model_name_or_path)
