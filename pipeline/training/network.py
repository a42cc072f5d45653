"""The encoder network: BERT with a mean-pooled head and a late-interaction head over the same token states.

Late interaction (Khattab & Zaharia 2020): every token is projected to a small unit vector; the score of a query and an article
is the weighted mean over query tokens of the best cosine with any article token. The weights are learned, so that boilerplate
tokens count little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel


@dataclass(frozen=True, slots=True)
class Encoded:
    """pooled (n, hidden) unit vectors; tokens (n, length, width) unit vectors; weights (n, length); mask (n, length)."""

    pooled: Tensor
    tokens: Tensor
    weights: Tensor
    mask: Tensor


class DualEncoder(nn.Module):  # type: ignore[misc]
    """Shared by queries and articles."""

    def __init__(self, config: BertConfig, width: int = 96) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.project = nn.Linear(config.hidden_size, width, bias=False)
        self.weigh = nn.Linear(config.hidden_size, 1)
        nn.init.orthogonal_(self.project.weight)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)
        self.scale_pooled = nn.Parameter(torch.tensor(math.log(30.0)))
        self.scale_tokens = nn.Parameter(torch.tensor(math.log(30.0)))

    def forward(self, ids: Tensor, mask: Tensor) -> Encoded:
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        spread = mask.unsqueeze(-1).float()
        pooled = (states * spread).sum(1) / spread.sum(1)
        tokens = nn.functional.normalize(self.project(states), dim=-1) * spread
        gates = self.weigh(states).squeeze(-1).masked_fill(mask == 0, -1e4)
        return Encoded(nn.functional.normalize(pooled, dim=-1), tokens, torch.softmax(gates, -1), mask)


def late_interaction(queries: Encoded, articles: Encoded, chunk: int = 16) -> Tensor:
    """(queries, articles) scores in [-1, 1]."""
    rows = []
    blocked = (articles.mask == 0)[None, None]
    for at in range(0, queries.tokens.shape[0], chunk):
        some = queries.tokens[at : at + chunk]
        cosines = torch.einsum(
            "qld,amd->qlam",
            some.bfloat16() if some.is_cuda else some,
            articles.tokens.to(torch.bfloat16 if some.is_cuda else articles.tokens.dtype),
        )
        best = cosines.masked_fill(blocked, -1.0).amax(-1).float()
        rows.append(torch.einsum("qla,ql->qa", best, queries.weights[at : at + chunk]))
    return torch.cat(rows)
