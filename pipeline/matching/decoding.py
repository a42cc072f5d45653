"""Decoding a document as a whole: a regulation speaks of one setting (commune, agency, state enterprise), so its provisions vote for each other.

"Bảng tin treo đủ 20 ngày" stands in three chapters of the Law with the same words; what the rest of the document is about decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.matching.encoder import Floats
from pipeline.records import Setting

SWAY = 0.8  # weight of the document's vote; chosen on the train split with documents left out (docs/evaluation.md)
DOUBT = 0.5  # votes that every setting has beforehand


def chapters_of(settings: Sequence[Setting]) -> Floats:
    """(settings, articles) 1 where the article is for that setting; general articles are for none and are never moved."""
    kinds = [kind for kind in Setting if kind is not Setting.GENERAL]
    return np.array([[float(setting is kind) for setting in settings] for kind in kinds], np.float32)


def votes_of(shares: Floats, related: Floats, chapters: Floats) -> Floats:
    """(queries, settings): how much of each provision's probability lies in each setting."""
    return np.asarray(shares @ chapters.T * related[:, None], np.float32)


def sway(logits: Floats, votes: Floats, chapters: Floats) -> Floats:
    """Logits (queries, articles) moved by what the other provisions of the document vote for.

    ``votes`` (queries, settings) as ``votes_of`` gives them; a provision's own vote does not count for itself. A single provision stays as it is.
    """
    others = np.maximum(votes.sum(axis=0, keepdims=True) - votes, 0) + DOUBT
    log_shares = np.log(others / others.sum(axis=1, keepdims=True))
    return np.asarray(logits + SWAY * (log_shares - log_shares.mean(axis=1, keepdims=True)) @ chapters, np.float32)
