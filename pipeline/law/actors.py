"""Names of the bodies and persons that articles and norms refer to by key ("commune-peoples-committee")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline import resources
from pipeline.law.read_corpus import at_place, read_yaml


@dataclass(frozen=True, slots=True)
class Actor:
    """``key`` as in ``LawClause.actors``; ``Norm.actor`` may join several with ", "."""

    key: str
    vi: str
    en: str


def load_actors(corpus: Path | None = None) -> dict[str, Actor]:
    """The actors by key. Raises ``CorpusError`` where ``corpus/law/actors.yaml`` is missing or breaks its layout."""
    return dict(_load((corpus or resources.corpus_dir()) / "law" / "actors.yaml"))


@lru_cache(maxsize=4)
def _load(file: Path) -> dict[str, Actor]:
    data = read_yaml(file)
    with at_place(file):
        return {key: Actor(key, str(names["vi"]), str(names["en"])) for key, names in data["actors"].items()}
