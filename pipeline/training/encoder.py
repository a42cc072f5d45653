"""Contrastive training of the encoder: listwise over the articles of a topic, pooled and late-interaction scores together.

Each step draws two topics; from each some queries (whole articles, single clauses, with and without their references) and a pool
of law articles that holds their positives. Both heads learn by cross-entropy against the weighted positives. A quarter of the
queries are clauses of law articles themselves, taken out of their article (inverse cloze), which teaches the mapping from a clause
to the article that such a clause belongs in.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig

from pipeline.matching.lexical import mask_references
from pipeline.training.checkpoint import load_checkpoint, save_checkpoint
from pipeline.training.network import DualEncoder, Encoded, late_interaction
from pipeline.training.pairs import LawArticle, Query, Topic


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the result of a training run. Lengths in tokens."""

    seed: int = 7
    steps: int = 3000
    learning_rate: float = 1.2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    weight_decay: float = 0.01
    topics_per_step: int = 2
    queries_per_topic: int = 32
    articles_per_topic: int = 64
    query_length: int = 256
    article_length: int = 384
    masked: float = 0.7
    clause: float = 0.35
    cloze: float = 0.2
    strong_boost: float = 4.0
    width: int = 96


_CLAUSE = re.compile(r"\n(?=\s*(?:\d{1,2}\.|[a-zđ]\))\s)")


def clauses(text: str) -> list[str]:
    """The numbered clauses of an article's text (at least one)."""
    parts = [p.strip() for p in re.split(r"\n(?=\s*\d{1,2}\.\s)", text)]
    return [p for p in parts if p] or [text]


def article_text(article: LawArticle) -> str:
    return f"passage: {article.title}\n{article.text}"


def query_text(title: str, text: str) -> str:
    return f"query: {title}\n{text}" if title else f"query: {text}"


def draw_query(query: Query, rng: random.Random, recipe: Recipe) -> str:
    title, text = query.title, query.text
    if rng.random() < recipe.clause:
        text = rng.choice(clauses(text))
        if rng.random() < 0.35:
            title = ""
    if rng.random() < recipe.masked:
        title, text = mask_references(title), mask_references(text)
    return query_text(title, text)


def draw_cloze(article: LawArticle, rng: random.Random) -> tuple[str, LawArticle]:
    """A clause of the article as query; the article without it (mostly) as its counterpart."""
    parts = clauses(article.text)
    if len(parts) < 2:
        sentences = [s for s in re.split(r"(?<=[.;])\s", article.text) if s]
        parts = sentences if len(sentences) > 1 else [article.text]
    taken = rng.randrange(len(parts))
    rest = article.text if len(parts) == 1 else "\n".join(p for i, p in enumerate(parts) if i != taken)
    remaining = LawArticle(article.id, article.number, article.title, rest if rng.random() < 0.7 else article.text)
    return query_text("", re.sub(r"^\s*(?:\d{1,2}\.|[a-zđ]\))\s*", "", parts[taken])), remaining


@dataclass(frozen=True, slots=True)
class Batch:
    queries: tuple[Tensor, Tensor]
    articles: tuple[Tensor, Tensor]
    target: Tensor  # (queries, articles), rows sum to 1
    importance: Tensor  # (queries,)


def encode_ids(tokenizer: Tokenizer, texts: Sequence[str], length: int) -> tuple[Tensor, Tensor]:
    rows = [[*e.ids[: length - 1], 2] if len(e.ids) > length else e.ids for e in tokenizer.encode_batch(list(texts))]
    longest = -(-max(map(len, rows)) // 32) * 32
    ids = torch.full((len(rows), longest), 1)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids, (ids != 1).long()


def draw_batch(topics: Sequence[Topic], weights: Sequence[float], tokenizer: Tokenizer, recipe: Recipe, step: int) -> Batch:
    rng = random.Random(recipe.seed * 1_000_003 + step)
    texts: list[str] = []
    pool: list[str] = []
    targets: list[dict[int, float]] = []
    importance: list[float] = []
    for topic in rng.choices(topics, weights, k=recipe.topics_per_step):
        by_id = {a.id: a for a in topic.articles}
        boosts = [recipe.strong_boost if q.strong else max(q.positives.values()) for q in topic.queries]
        count = min(len(topic.queries), recipe.queries_per_topic)
        drawn: list[tuple[str, dict[str, float], float]] = []
        replaced: dict[str, LawArticle] = {}
        for query in rng.choices(topic.queries, boosts, k=count):
            drawn.append(
                (draw_query(query, rng, recipe), query.positives, 1.0 if query.strong else max(query.positives.values()))
            )
        for article in rng.sample(topic.articles, min(len(topic.articles), int(count * recipe.cloze) + 1)):
            text, rest = draw_cloze(article, rng)
            replaced[article.id] = rest
            drawn.append((text, {article.id: 1.0}, 0.5))
        needed = {a: None for _, positives, _ in drawn for a in positives}
        chosen = list(needed)[: recipe.articles_per_topic]
        others = [a for a in by_id if a not in needed]
        chosen += rng.sample(others, min(len(others), max(0, recipe.articles_per_topic - len(chosen))))
        place = {a: len(pool) + i for i, a in enumerate(chosen)}
        pool += [article_text(replaced.get(a, by_id[a])) for a in chosen]
        for text, positives, weight in drawn:
            found = {place[a]: w for a, w in positives.items() if a in place}
            if found:
                best = max(found.values())
                texts.append(text)
                targets.append({i: w for i, w in found.items() if w >= best or w >= 0.7 or best < 1.0})
                importance.append(weight)
    target = torch.zeros(len(texts), len(pool))
    for row, positives_at in enumerate(targets):
        for column, weight in positives_at.items():
            target[row, column] = weight
    return Batch(
        encode_ids(tokenizer, texts, recipe.query_length),
        encode_ids(tokenizer, pool, recipe.article_length),
        target / target.sum(1, keepdim=True),
        torch.tensor(importance),
    )


def loss_of(model: DualEncoder, batch: Batch, device: torch.device) -> Tensor:
    queries: Encoded = model(*(t.to(device) for t in batch.queries))
    articles: Encoded = model(*(t.to(device) for t in batch.articles))
    target, importance = batch.target.to(device), batch.importance.to(device)
    total = torch.zeros((), device=device)
    for scores, scale in (
        (queries.pooled @ articles.pooled.T, model.scale_pooled),
        (late_interaction(queries, articles), model.scale_tokens),
    ):
        logs = torch.log_softmax(scores * scale.exp().clamp(max=100.0), dim=1)
        total = total - ((target * logs).sum(1) * importance).sum() / importance.sum()
    return total


def train(
    model: DualEncoder,
    tokenizer: Tokenizer,
    topics: Sequence[Topic],
    recipe: Recipe,
    device: torch.device,
    progress: Callable[[int, float], None] = lambda step, loss: None,
    checkpoint: Path | None = None,
    checkpoint_steps: int = 20,
    stop_after: int | None = None,
) -> DualEncoder:
    """Train in place and return the model.

    Draws, dropout and learning rate depend on the step alone: a run that is stopped and goes on from ``checkpoint`` gives the weights of one
    that was not. ``stop_after`` ends the run after so many steps, its checkpoint written (a researcher's afternoon may be short).
    """
    heads = [p for n, p in model.named_parameters() if not n.startswith("bert.") and p.requires_grad]
    body = [p for n, p in model.named_parameters() if n.startswith("bert.") and p.requires_grad]
    rates = (recipe.learning_rate, recipe.head_rate)
    optimiser = torch.optim.AdamW(
        [{"params": some, "lr": rate} for some, rate in zip((body, heads), rates, strict=True)],
        weight_decay=recipe.weight_decay,
    )
    weights = [len(t.queries) ** 0.5 + 4.0 * sum(1 for q in t.queries if q.strong) ** 0.5 for t in topics]
    steps, warm = recipe.steps, int(recipe.steps * recipe.warmup)
    model.to(device).train()
    identity = json.dumps(asdict(recipe), sort_keys=True)
    first = load_checkpoint(checkpoint, model, optimiser, identity) if checkpoint else 0
    last = steps if stop_after is None else min(steps, first + stop_after)
    with ThreadPoolExecutor(8 if device.type == "cuda" else 1) as pool:
        ahead = 24 if device.type == "cuda" else 2
        waiting = [
            pool.submit(draw_batch, topics, weights, tokenizer, recipe, s) for s in range(first, min(first + ahead, last))
        ]
        for step in range(first, last):
            batch = waiting.pop(0).result()
            if step + ahead < last:
                waiting.append(pool.submit(draw_batch, topics, weights, tokenizer, recipe, step + ahead))
            torch.manual_seed(recipe.seed * 7_919 + step)
            factor = (step + 1) / max(1, warm) if step < warm else max(0.0, (steps - step) / max(1, steps - warm))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                loss = loss_of(model, batch, device)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            progress(step, float(loss.detach()))
            if checkpoint and ((step + 1) % checkpoint_steps == 0 or step + 1 == last):
                save_checkpoint(checkpoint, model, optimiser, step + 1, identity)
    model.eval()
    return model


@torch.no_grad()  # type: ignore[untyped-decorator]
def encode(model: DualEncoder, tokenizer: Tokenizer, texts: Sequence[str], length: int, device: torch.device) -> list[Encoded]:
    """One Encoded (batch of one, padding cut) per text."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out: list[Encoded | None] = [None] * len(texts)
    for at in range(0, len(order), 64):
        some = order[at : at + 64]
        ids, mask = encode_ids(tokenizer, [texts[i] for i in some], length)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            result = model(ids.to(device), mask.to(device))
        for row, i in enumerate(some):
            n = int(mask[row].sum())
            out[i] = Encoded(
                result.pooled[row : row + 1],
                result.tokens[row : row + 1, :n],
                result.weights[row : row + 1, :n],
                mask[row : row + 1, :n].to(device),
            )
    return [e for e in out if e is not None]


def stack(encoded: Sequence[Encoded]) -> Encoded:
    longest = max(e.tokens.shape[1] for e in encoded)

    def pad(t: Tensor) -> Tensor:
        return nn.functional.pad(t, [0, 0] * (t.dim() - 2) + [0, longest - t.shape[1]])

    return Encoded(
        torch.cat([e.pooled for e in encoded]),
        torch.cat([pad(e.tokens) for e in encoded]),
        torch.cat([pad(e.weights) for e in encoded]),
        torch.cat([pad(e.mask) for e in encoded]),
    )


def score_topic(
    model: DualEncoder,
    tokenizer: Tokenizer,
    queries: Sequence[str],
    articles: Sequence[str],
    recipe: Recipe,
    device: torch.device,
) -> tuple[Tensor, Tensor]:
    """(pooled, late) score matrices of queries against articles, on the CPU."""
    q = stack(encode(model, tokenizer, queries, recipe.query_length, device))
    a = stack(encode(model, tokenizer, articles, recipe.article_length, device))
    return (q.pooled @ a.pooled.T).cpu(), late_interaction(q, a, 4).cpu()


def new_model(base: Path, recipe: Recipe) -> tuple[DualEncoder, Tokenizer]:
    """Network with the weights of a folder written by ``base.save_base`` (model.safetensors, or the caller loads them)."""
    config = BertConfig(**json.loads((base / "config.json").read_text(encoding="utf-8")))
    torch.manual_seed(recipe.seed)
    model = DualEncoder(config, recipe.width)
    weights = base / "model.safetensors"
    if weights.exists():
        from safetensors.torch import load_file

        missing, unexpected = model.bert.load_state_dict(load_file(weights), strict=False)
        if missing or unexpected:
            raise ValueError(f"{weights}: missing {missing[:3]}, unexpected {unexpected[:3]}")
    return model, Tokenizer.from_file(str(base / "tokenizer.json"))


def describe(recipe: Recipe) -> dict[str, object]:
    return asdict(recipe)
