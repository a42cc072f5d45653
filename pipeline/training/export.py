"""Write a trained network as the folder that ``pipeline.matching.encoder`` loads: int8 ONNX, tokenizer, settings, model card."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pipeline.training.network import DualEncoder


class _Graph(nn.Module):  # type: ignore[misc]
    def __init__(self, model: DualEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        encoded = self.model(ids, mask)
        return encoded.pooled, encoded.tokens, encoded.weights


def export(model: DualEncoder, tokenizer: Tokenizer, folder: Path, facts: Mapping[str, Any], quantise: bool = True) -> Path:
    """Write ``encoder.onnx``, ``tokenizer.json``, ``encoder.json``; returns the folder. ``facts`` go into encoder.json."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    model = model.float().cpu().eval()
    model.bert.config._attn_implementation = "eager"
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            _Graph(model),
            (ids, (ids != 1).long()),
            str(plain),
            input_names=["ids", "mask"],
            output_names=["pooled", "tokens", "weights"],
            dynamic_axes={
                "ids": {0: "n", 1: "length"},
                "mask": {0: "n", 1: "length"},
                "pooled": {0: "n"},
                "tokens": {0: "n", 1: "length"},
                "weights": {0: "n", 1: "length"},
            },
            opset_version=17,
            dynamo=False,
        )
        target = folder / "encoder.onnx"
        if quantise:
            quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        else:
            target.write_bytes(plain.read_bytes())
    tokenizer.save(str(folder / "tokenizer.json"))
    digest = hashlib.sha256(target.read_bytes()).hexdigest()[:12]
    settings = {"name": f"rasoat-e5-small-{digest}", "hidden": model.bert.config.hidden_size, **facts}
    (folder / "encoder.json").write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder
