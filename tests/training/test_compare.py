"""Paired comparison of runs, saved runs, and the gates of a promotion."""

import json

import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.training.benchmark import Ranking
from pipeline.training.compare import compare, intervals, read_run, save_run
from pipeline.training.promoting import Gates, judge_candidate, model_size, replace_model


def run(*ranks):
    return [Ranking("t", str(i), rank, 1.0, ("a",)) for i, rank in enumerate(ranks)]


def test_gains_and_losses_are_told_by_query():
    found = compare(run(1, 1, 3, 2), run(1, 2, 1, 2))
    assert found.gained == ("t/1",)
    assert found.lost == ("t/2",)
    assert found.differences["hit@1"].mean == 0


def test_pairing_makes_a_small_steady_gain_visible():
    old = [1, 2] * 100
    new = [1, 1, 1, 2] * 50
    paired = compare(run(*new), run(*old)).differences["hit@1"]
    assert paired.settled
    assert paired.low > 0
    alone = intervals(run(*new))["hit@1"], intervals(run(*old))["hit@1"]
    assert paired.high - paired.low < (alone[0][1] - alone[0][0]) + (alone[1][1] - alone[1][0])


def test_equal_runs_differ_by_nothing():
    same = compare(run(1, 5, 20), run(1, 5, 20)).differences["mrr@10"]
    assert (same.mean, same.low, same.high) == (0, 0, 0)


def test_runs_without_a_common_query_are_refused():
    with pytest.raises(UsageError, match="no query in common"):
        compare(run(1), [Ranking("other", "0", 1, 1.0, ())])


def test_a_saved_run_reads_back(tmp_path):
    save_run(run(1, 7), tmp_path / "run.jsonl")
    assert read_run(tmp_path / "run.jsonl") == run(1, 7)


@pytest.mark.parametrize("line", ["nothing", "{}", '{"folder": "t", "query": "1", "rank": "x", "top": []}', "[1]"])
def test_a_broken_saved_run_names_its_line(tmp_path, line):
    good = json.dumps({"folder": "t", "query": "0", "rank": 1, "top": []})
    (tmp_path / "run.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(UsageError, match=r"run\.jsonl:2"):
        read_run(tmp_path / "run.jsonl")


BETTER, SAME, WORSE = (
    compare(run(*[1] * 50), run(*[2] * 50)),
    compare(run(1, 2), run(1, 2)),
    compare(run(*[3] * 50), run(*[1] * 50)),
)


@pytest.mark.parametrize(
    ("comparisons", "calibration", "size", "refusals"),
    [
        ([BETTER, SAME], 0.03, 10, ()),
        ([BETTER, WORSE], 0.03, 10, ("worse", "more-lost-than-gained")),
        ([BETTER], 0.08, 10, ("calibration",)),
        ([BETTER], None, 10, ("calibration-unknown",)),
        ([SAME], 0.03, 70_000_000, ("too-large",)),
        ([WORSE], 0.2, 70_000_000, ("worse", "more-lost-than-gained", "calibration", "too-large")),
    ],
)
def test_every_gate_refuses_with_its_code(comparisons, calibration, size, refusals):
    verdict = judge_candidate(comparisons, calibration, size, Gates())
    assert verdict.refusals == refusals
    assert verdict.passed is not bool(refusals)


def model(folder, mark):
    for part in ("encoder", "matcher"):
        (folder / part).mkdir(parents=True)
        (folder / part / "file").write_text(mark)
    return folder


def test_promotion_replaces_and_keeps_the_former_model(tmp_path):
    shipped, candidate = model(tmp_path / "shipped", "old"), model(tmp_path / "new", "new")
    former = replace_model(candidate, shipped)
    assert (shipped / "encoder" / "file").read_text() == "new"
    assert (former / "matcher" / "file").read_text() == "old"
    assert model_size(shipped) == 6
    replace_model(model(tmp_path / "newer", "newer"), shipped)
    assert (shipped / "former" / "encoder" / "file").read_text() == "new"


def test_an_incomplete_candidate_leaves_the_shipped_model_alone(tmp_path):
    shipped, candidate = model(tmp_path / "shipped", "old"), tmp_path / "half"
    (candidate / "encoder").mkdir(parents=True)
    with pytest.raises(ModelError, match="matcher"):
        replace_model(candidate, shipped)
    assert (shipped / "matcher" / "file").read_text() == "old"
    assert not (shipped / "former").exists()
