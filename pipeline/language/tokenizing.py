"""Tokenizers for spaCy that never change the text: a fast one on white space and punctuation, and underthesea's words.

Both start from the characters. Ranges that must stay whole at their edges (citations, quantities) are given as boundaries, so a
span set on the ``Doc`` never cuts a token and no token crosses into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.language.mentions import find_mentions
from pipeline.language.reading import READING_KEY, read_text

_PIECE_AND_SPACE = re.compile(r"(\w+|[^\w\s]|\s)( ?)")
_PIECE = re.compile(r"\w+|\s|[^\w\s]")


class PlainTokenizer:
    """Words, punctuation marks and white space; about as fast as making the ``Doc`` itself."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        pieces = _PIECE_AND_SPACE.findall(text)
        doc = Doc(self.vocab, words=[word for word, _ in pieces], spaces=[bool(space) for _, space in pieces])
        doc.user_data[READING_KEY] = read_text(text)  # the components need not put the text together again
        return doc

    def to_bytes(self, **_kwargs: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> PlainTokenizer:
        return self

    def to_disk(self, _path: object, **_kwargs: object) -> None:
        return None

    def from_disk(self, _path: object, **_kwargs: object) -> PlainTokenizer:
        return self


class UndertheseaTokenizer(PlainTokenizer):
    """Vietnamese words by underthesea, cut at the edges of citations ("a khoản" never crosses into "khoản 2 Điều 5")."""

    def __call__(self, text: str) -> Doc:
        from underthesea import word_tokenize  # 1 s to import: only for those who segment

        reading = read_text(text)
        edges: set[int] = set()
        for mention in find_mentions(reading):
            edges.update(reading.span(mention.start, mention.end))
        words = word_tokenize(text) if text.strip() else []
        doc = _doc(self.vocab, _cut(text, words, edges))
        doc.user_data[READING_KEY] = reading
        return doc


def _cut(text: str, words: Iterable[str], edges: set[int]) -> list[str]:
    """Pieces of ``text`` that join back to it: the given words, the white space between them, cut at ``edges``."""
    cuts = {0, len(text), *(edge for edge in edges if 0 <= edge <= len(text))}
    position = 0
    for word in words:
        start = text.find(word, position)
        if start < 0:
            # underthesea changed the characters (it normalises some): fall back to plain pieces up to the next word.
            continue
        cuts.update((start, start + len(word)))
        position = start + len(word)
    ordered = sorted(cuts)
    pieces: list[str] = []
    for start, end in pairwise(ordered):
        piece = text[start:end]
        pieces.extend(_PIECE.findall(piece) if piece[0].isspace() or piece[-1].isspace() else [piece])
    return pieces


def _doc(vocab: Vocab, pieces: list[str]) -> Doc:
    """A ``Doc`` of the pieces; single spaces become the trailing space of the token before, as spaCy keeps them."""
    words: list[str] = []
    spaces: list[bool] = []
    for piece in pieces:
        if piece == " " and words and not spaces[-1]:
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    return Doc(vocab, words=words, spaces=spaces)


@spacy.registry.tokenizers("rasoat.plain.v1")
def make_plain_tokenizer():  # type: ignore[no-untyped-def]
    """Factory of ``PlainTokenizer`` for ``config["nlp"]["tokenizer"]``."""
    return lambda nlp: PlainTokenizer(nlp.vocab)


@spacy.registry.tokenizers("underthesea.v1")
def make_underthesea_tokenizer():  # type: ignore[no-untyped-def]
    """Factory of ``UndertheseaTokenizer``."""
    return lambda nlp: UndertheseaTokenizer(nlp.vocab)
