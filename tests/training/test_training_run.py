"""Training: configuration refused where wrong, a stopped run goes on to the same weights, saved folders load elsewhere."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import yaml

from pipeline.errors import ModelError, UsageError
from pipeline.resources import models_dir

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers import Tokenizer  # noqa: E402

from pipeline.training.card import write_card  # noqa: E402
from pipeline.training.encoder import Recipe, train  # noqa: E402
from pipeline.training.export import export_plain  # noqa: E402
from pipeline.training.network import DualEncoder  # noqa: E402
from pipeline.training.pairs import LawArticle, Query, Topic  # noqa: E402
from pipeline.training.run import read_config  # noqa: E402

RECIPE = Recipe(
    steps=4, topics_per_step=1, queries_per_topic=3, articles_per_topic=4, query_length=24, article_length=24, width=8
)
TOPIC = Topic(
    "1.1",
    tuple(LawArticle(f"1.1.LQ.{i}", str(i), f"Điều số {i}", f"1. Nội dung thứ {i}.\n2. Việc khác {i}.") for i in range(6)),
    tuple(
        Query(f"q{i}", "1.1", f"Hướng dẫn {i}", f"Nội dung thứ {i}", {f"1.1.LQ.{i}": 1.0}, frozenset({f"1.1.LQ.{i}"}))
        for i in range(6)
    ),
)


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_file(str(models_dir() / "encoder" / "tokenizer.json"))


def network(tokenizer):
    torch.manual_seed(0)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 24, "pad_token_id": 1}
    return DualEncoder(transformers.BertConfig(vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=512, **size), 8)


def test_a_stopped_run_goes_on_to_the_same_weights(tokenizer, tmp_path):
    device = torch.device("cpu")
    whole = train(network(tokenizer), tokenizer, [TOPIC], RECIPE, device)
    checkpoint, seen = tmp_path / "c.safetensors", []
    train(network(tokenizer), tokenizer, [TOPIC], RECIPE, device, checkpoint=checkpoint, stop_after=2)
    again = train(
        network(tokenizer), tokenizer, [TOPIC], RECIPE, device, lambda step, _: seen.append(step), checkpoint=checkpoint
    )
    assert seen == [2, 3]
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, again.state_dict()[name], atol=1e-6), name


def test_a_checkpoint_of_another_recipe_or_a_broken_one_is_refused(tokenizer, tmp_path):
    device, checkpoint = torch.device("cpu"), tmp_path / "c.safetensors"
    train(network(tokenizer), tokenizer, [TOPIC], RECIPE, device, checkpoint=checkpoint, stop_after=1)
    with pytest.raises(ModelError, match="another recipe"):
        train(network(tokenizer), tokenizer, [TOPIC], replace(RECIPE, seed=8), device, checkpoint=checkpoint)
    checkpoint.write_bytes(b"half a file")
    with pytest.raises(ModelError, match="broken checkpoint"):
        train(network(tokenizer), tokenizer, [TOPIC], RECIPE, device, checkpoint=checkpoint)


def test_plain_folder_loads_with_sentence_transformers(tokenizer, tmp_path, require):
    library = pytest.importorskip("sentence_transformers")
    model = network(tokenizer).eval()
    export_plain(model, tokenizer, tmp_path / "plain")
    loaded = library.SentenceTransformer(str(tmp_path / "plain"), device="cpu", model_kwargs={"dtype": torch.float32})
    vector = loaded.encode("họp thôn", prompt_name="query")
    ids = torch.tensor([tokenizer.encode("query: họp thôn").ids])
    with torch.no_grad():
        own = model(ids, torch.ones_like(ids)).pooled[0].numpy()
    assert vector @ own == pytest.approx(1, abs=1e-3)


def test_shipped_folder_loads_with_sentence_transformers():
    library = pytest.importorskip("sentence_transformers")
    from pipeline.matching.encoder import OnnxEncoder

    loaded = library.SentenceTransformer(str(models_dir() / "encoder"), device="cpu", trust_remote_code=True)
    vector = loaded.encode("họp thôn", prompt_name="query")
    assert np.allclose(vector, OnnxEncoder().encode(["query: họp thôn"])[0].pooled, atol=1e-5)


def test_shipped_module_is_the_one_in_the_package():
    shipped = models_dir() / "encoder" / "onnx_sentence.py"
    source = Path(__file__).parents[2] / "pipeline" / "training" / "onnx_sentence.py"
    assert shipped.read_text(encoding="utf-8") == source.read_text(encoding="utf-8")


def config(folder, **changes):
    for name in ("a.jsonl", "p.jsonl", "law.json"):
        (folder / name).write_text("")
    (folder / "gold").mkdir(exist_ok=True)
    values = {"articles": "a.jsonl", "pairs": "p.jsonl", "official": "law.json", "gold": "gold", "out": "out"} | changes
    (folder / "train.yaml").write_text(yaml.safe_dump(values))
    return folder / "train.yaml"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stepps": 3}, "unknown keys"),
        ({"recipe": {"learning_rat": 1}}, "unknown keys"),
        ({"stages": ["encoder", "magic"]}, "no such stages"),
        ({"gold": "nowhere"}, "does not exist"),
        ({"learn_from": ["a.jsonl"]}, "nothing is learnt without the firewall"),
        ({"learn_from": ["none.jsonl"], "evaluation": ["gold"]}, "does not exist"),
    ],
)
def test_configuration_is_refused_where_wrong(tmp_path, changes, told):
    with pytest.raises(UsageError, match=told):
        read_config(config(tmp_path, **changes))


def test_paths_are_relative_to_the_configuration(tmp_path):
    read = read_config(config(tmp_path, learn_from=["p.jsonl"], evaluation=["gold"], recipe={"steps": 5}))
    assert read.learn_from == (tmp_path / "p.jsonl",)
    assert read.recipe.steps == 5


def test_card_tells_recipe_and_figures_and_no_path_of_the_machine(tmp_path):
    card = write_card(tmp_path, read_config(config(tmp_path)), {"hit@1": 0.5}, datetime(2026, 1, 2, tzinfo=UTC)).read_text()
    assert "- hit@1: 0.5" in card
    assert "2026-01-02" in card
    assert str(tmp_path) not in card
    assert json.loads(card.split("```json")[1].split("```")[0])["articles"] == "a.jsonl"
