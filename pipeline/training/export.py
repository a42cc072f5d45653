"""Write a trained network as the folder that ``pipeline.matching.encoder`` loads: int8 ONNX, tokenizer, settings, model card."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pipeline.training.network import DualEncoder

SPECIAL_TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
PROMPTS: dict[str, Any] = {"prompts": {"query": "query: ", "document": "passage: "}, "similarity_fn_name": "cosine"}
ONNX_MODULES = [{"idx": 0, "name": "0", "path": "", "type": "onnx_sentence.OnnxSentence"}]


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
    (folder / "modules.json").write_text(json.dumps(ONNX_MODULES, indent=1) + "\n", encoding="utf-8")
    (folder / "config_sentence_transformers.json").write_text(json.dumps(PROMPTS, indent=1) + "\n", encoding="utf-8")
    shutil.copy2(Path(__file__).with_name("onnx_sentence.py"), folder / "onnx_sentence.py")
    return folder


def export_plain(model: DualEncoder, tokenizer: Tokenizer, folder: Path) -> Path:
    """The same network as ``SentenceTransformer(folder)`` loads it with no code of ours: fp16 safetensors, mean pooling, unit vectors.

    For training on with other tools; the heads of late interaction are not part of that layout.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    with tempfile.TemporaryDirectory() as scratch:
        model.bert.half().save_pretrained(scratch)
        model.bert.float()
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            **SPECIAL_TOKENS,
            model_max_length=384,
        ).save_pretrained(scratch)
        words = Transformer(scratch, max_seq_length=384)
        whole = SentenceTransformer(modules=[words, Pooling(model.bert.config.hidden_size, "mean"), Normalize()], device="cpu")
        whole.prompts = dict(PROMPTS["prompts"])
        whole.half().save(str(folder), create_model_card=False)
    return folder
