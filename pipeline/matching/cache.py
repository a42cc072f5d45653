"""Vectors kept by content hash: a text is encoded once, however often it is reviewed or trained on.

One SQLite file, safe for several processes. The key is a hash of the encoder's name, the length limit and the text, so that another
model never reads what an older one wrote; no wording is stored. A broken or locked file costs speed, never a review.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.matching.encoder import Embedded, Encoder

log = logging.getLogger(__name__)
CHUNK = 400  # keys a query; SQLite's oldest limit is 999 parameters


class CachedEncoder:
    """An encoder that looks in ``path`` first. ``hits`` and ``misses`` count texts since it was made."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.encoder, self.path = encoder, path
        self.hits = self.misses = 0
        self._base: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, pooled BLOB, tokens BLOB, weights BLOB)"
            )
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    @property
    def name(self) -> str:
        return self.encoder.name

    def offsets(self, texts: Sequence[str], length: int = 256) -> list[list[tuple[int, int]]]:
        return self.encoder.offsets(texts, length)

    def encode(self, texts: Sequence[str], length: int = 256) -> list[Embedded]:
        """As ``Encoder.encode``. Cached tokens are rounded to 1/127, as in the shipped index; pooled vectors to half precision."""
        keys = [hashlib.sha256(f"{self.name}\0{length}\0{text}".encode()).digest() for text in texts]
        known = self._read(keys)
        missing = list(dict.fromkeys(i for i, key in enumerate(keys) if key not in known))
        self.hits += len(texts) - len(missing)
        self.misses += len(missing)
        fresh: dict[bytes, Embedded] = {}
        if missing:
            fresh = {keys[i]: e for i, e in zip(missing, self.encoder.encode([texts[i] for i in missing], length), strict=True)}
            self._write(fresh)
        return [known[key] if key in known else fresh[key] for key in keys]

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Embedded]:
        found: dict[bytes, Embedded] = {}
        wanted = list(dict.fromkeys(keys))
        for at in range(0, len(wanted), CHUNK):
            if self._base is None:
                break
            some = wanted[at : at + CHUNK]
            marks = ",".join("?" * len(some))
            try:
                rows = self._base.execute(
                    f"SELECT key, pooled, tokens, weights FROM vectors WHERE key IN ({marks})",  # noqa: S608  # nosec B608 - only marks
                    some,
                ).fetchall()
                for key, pooled, tokens, weights in rows:
                    share = np.frombuffer(weights, np.float16).astype(np.float32)
                    vectors = (np.frombuffer(tokens, np.int8).reshape(len(share), -1) / np.float32(127)).astype(np.float32)
                    found[bytes(key)] = Embedded(np.frombuffer(pooled, np.float16).astype(np.float32), vectors, share)
            except (sqlite3.Error, ValueError) as error:
                self._give_up(error)
        return found

    def _write(self, fresh: dict[bytes, Embedded]) -> None:
        if self._base is None:
            return
        rows = [
            (
                key,
                e.pooled.astype(np.float16).tobytes(),
                np.rint(e.tokens * 127).astype(np.int8).tobytes(),
                e.weights.astype(np.float16).tobytes(),
            )
            for key, e in fresh.items()
        ]
        try:
            with self._base:
                self._base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        log.warning("%s: vectors are not kept (%s)", self.path, error)
        if self._base is not None:
            self._base.close()
        self._base = None
