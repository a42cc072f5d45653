"""Linear classifiers over named features: what a quantity speaks of, and whether a wording breaks the Law.

Fitted by ``pipeline.training.recognition`` on ``corpus/law/wordings``; read here with numpy alone. A classifier gives probabilities;
what follows from them is decided by the checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import ModelError
from pipeline.resources import models_dir

Floats = npt.NDArray[np.float32]

STRONG = "="  # first letter of features that weigh as much as all words together: what the named rules say

QUANTITIES = "quantities"
BREACHES = "breaches"
BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Classifier:
    """Multinomial logistic regression on inverse-document-frequency weights, normalised over the words; strong features count 1.

    ``columns`` maps a feature's name to its row of ``weights`` (features, labels); ``idf`` (features,), 1 for strong ones; ``bias``
    (labels,).
    """

    labels: tuple[str, ...]
    columns: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats

    def probabilities(self, features: Iterable[str], allowed: Iterable[str] | None = None) -> dict[str, float]:
        """Probability of each label, summing to one over ``allowed`` (all labels unless given)."""
        known = [f for f in set(features) if f in self.columns]
        words = np.array(sorted(self.columns[f] for f in known if not f.startswith(STRONG)), dtype=np.int64)
        strong = sorted(self.columns[f] for f in known if f.startswith(STRONG))
        scores = self.bias.astype(np.float64) + self.weights[strong].sum(axis=0, dtype=np.float64)
        if words.size:
            values = self.idf[words].astype(np.float64)
            scores = scores + (values / np.linalg.norm(values)) @ self.weights[words].astype(np.float64)
        kept = None if allowed is None else set(allowed)
        index = [i for i, label in enumerate(self.labels) if kept is None or label in kept]
        if not index:
            return {}
        raw = np.exp(scores[index] - scores[index].max())
        return {self.labels[i]: float(p) for i, p in zip(index, raw / raw.sum(), strict=True)}

    def save(self, path: Path) -> None:
        """Write ``path`` (.npz, no pickled objects)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        names = sorted(self.columns, key=lambda name: self.columns[name])
        np.savez_compressed(
            path,
            labels=np.array(json.dumps(self.labels, ensure_ascii=False)),
            names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            idf=self.idf.astype(np.float16),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
        )


@cache
def load_classifier(name: str) -> Classifier:
    """The shipped classifier ``models/checks/<name>.npz``. Raises ``ModelError`` naming the file that cannot be read."""
    path = models_dir() / "checks" / f"{name}.npz"
    try:
        with np.load(path, allow_pickle=False) as data:
            names = bytes(data["names"]).decode().split("\n")
            return Classifier(
                labels=tuple(json.loads(str(data["labels"]))),
                columns={feature: row for row, feature in enumerate(names)},
                idf=data["idf"].astype(np.float32),
                weights=data["weights"].astype(np.float32),
                bias=data["bias"].astype(np.float32),
            )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"Không đọc được mô hình {path}: {error}. Cài đặt lại chương trình hoặc chạy lại việc huấn luyện.",
            f"Cannot read the model {path}: {error}. Install the program again, or fit it again.",
        ) from error
