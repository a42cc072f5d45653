"""Vectors by content hash: encoded once, right again, and a broken file costs nothing but time."""

import numpy as np

from pipeline.matching.cache import CachedEncoder
from pipeline.matching.encoder import Embedded


class Counting:
    """An encoder that counts what it is asked."""

    def __init__(self, name="one"):
        self.name, self.asked = name, []

    def encode(self, texts, length=256):
        self.asked += list(texts)
        out = []
        for text in texts:
            rng = np.random.default_rng(len(text))
            tokens = rng.normal(size=(len(text.split()), 4)).astype(np.float32)
            tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
            out.append(Embedded(np.ones(3, np.float32), tokens, np.full(len(tokens), 1 / len(tokens), np.float32)))
        return out

    def offsets(self, texts, length=256):
        return [[(0, 1)] for _ in texts]


def test_a_text_is_encoded_once_also_by_the_next_process(tmp_path):
    first, second = Counting(), Counting()
    CachedEncoder(first, tmp_path / "v.sqlite").encode(["a b", "c d e", "a b"])
    cached = CachedEncoder(second, tmp_path / "v.sqlite")
    again = cached.encode(["c d e", "a b", "new one"])
    assert first.asked == ["a b", "c d e", "a b"] or sorted(set(first.asked)) == ["a b", "c d e"]
    assert second.asked == ["new one"]
    assert (cached.hits, cached.misses) == (2, 1)
    assert np.allclose(again[1].tokens, Counting().encode(["a b"])[0].tokens, atol=1 / 127)


def test_another_model_or_length_reads_nothing_of_it(tmp_path):
    CachedEncoder(Counting("one"), tmp_path / "v.sqlite").encode(["a b"])
    other, longer = Counting("two"), Counting("one")
    CachedEncoder(other, tmp_path / "v.sqlite").encode(["a b"])
    CachedEncoder(longer, tmp_path / "v.sqlite").encode(["a b"], 64)
    assert other.asked == longer.asked == ["a b"]


def test_a_broken_file_is_passed_over(tmp_path):
    (tmp_path / "v.sqlite").write_bytes(b"no database at all" * 100)
    inner = Counting()
    assert len(CachedEncoder(inner, tmp_path / "v.sqlite").encode(["a b"])) == 1
    assert inner.asked == ["a b"]


def test_no_wording_is_stored(tmp_path):
    CachedEncoder(Counting(), tmp_path / "v.sqlite").encode(["bimatnhanuoc rieng"])
    stored = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"bimatnhanuoc" not in stored
