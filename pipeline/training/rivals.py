"""What is on the shelf, to be beaten in the same run: word scores and a static embedding (the encoder alone is a feature of the matcher).

Every rival takes a folder of the benchmark and its queries (title and text) and gives a score per query and article. None is tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from pipeline.matching.encoder import Floats, OnnxEncoder
from pipeline.matching.features import QueryText
from pipeline.matching.lexical import Lexicon, counter, dense, document_frequency, fold, syllables
from pipeline.training.benchmark import Folder

Rival = Callable[[Folder, Sequence[QueryText]], Floats]


def _texts(folder: Folder, queries: Sequence[QueryText]) -> tuple[list[str], list[str]]:
    return [f"{a.title}\n{a.text}" for a in folder.articles], [f"{q.heading}\n{q.text}" for q in queries]


def tfidf(folder: Folder, queries: Sequence[QueryText]) -> Floats:
    """scikit-learn's TF-IDF of words and pairs, sublinear, fitted on the folder's articles."""
    articles, texts = _texts(folder, queries)
    model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(articles)
    return dense(model.transform(texts) @ model.transform(articles).T)


def bm25_syllables(folder: Folder, queries: Sequence[QueryText]) -> Floats:
    """Okapi BM25 over syllables and their pairs, document frequencies of the folder."""
    articles, texts = _texts(folder, queries)
    count = counter()
    rows = count.transform(articles)
    return Lexicon(document_frequency(rows)).bm25(count.transform(texts), rows)


def bm25_words(folder: Folder, queries: Sequence[QueryText]) -> Floats:
    """Okapi BM25 over the words that underthesea finds."""
    from underthesea import word_tokenize

    articles, texts = _texts(folder, queries)
    cut = [[w for part in text.split("\n") for w in word_tokenize(part) if syllables(w)] for text in (*articles, *texts)]
    counts = CountVectorizer(analyzer=lambda words: [fold(w) for w in words], dtype=np.float32).fit_transform(cut)
    rows = sparse.csr_matrix(counts[: len(articles)])
    return Lexicon(document_frequency(rows)).bm25(sparse.csr_matrix(counts[len(articles) :]), rows)


def static_embedding(encoder: OnnxEncoder, width: int = 256) -> Rival:
    """A static embedding distilled from the encoder (as model2vec does): each piece of the vocabulary encoded by itself, reduced to
    ``width`` principal components, averaged with weights that hold frequent pieces back (Arora et al. 2017)."""
    pieces = sorted(encoder.tokenizer.get_vocab().items(), key=lambda item: item[1])
    vectors = np.stack([e.pooled for e in encoder.encode([piece.replace("▁", " ").strip() or "." for piece, _ in pieces], 16)])
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    table = centred @ axes[:width].T

    def embed(texts: Sequence[str], frequency: Floats) -> Floats:
        out = np.zeros((len(texts), table.shape[1]), np.float32)
        for row, encoding in enumerate(encoder.tokenizer.encode_batch(list(texts))):
            ids = np.array(encoding.ids[1:-1] or [3])
            out[row] = (1e-3 / (1e-3 + frequency[ids])) @ table[ids]
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)

    def score(folder: Folder, queries: Sequence[QueryText]) -> Floats:
        articles, texts = _texts(folder, queries)
        counts = np.bincount(np.concatenate([e.ids for e in encoder.tokenizer.encode_batch(articles)]), minlength=len(table))
        frequency = np.asarray(counts / counts.sum(), np.float32)
        return np.asarray(embed(texts, frequency) @ embed(articles, frequency).T, np.float32)

    return score


def shelf(encoder: OnnxEncoder | None) -> dict[str, Rival]:
    """The rivals by name; without an encoder those that need none."""
    found: dict[str, Rival] = {"tfidf": tfidf, "bm25-syllables": bm25_syllables, "bm25-words": bm25_words}
    if encoder is not None:
        found["static-embedding"] = static_embedding(encoder)
    return found
