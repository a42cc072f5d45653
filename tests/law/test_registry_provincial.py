"""Lookups of 200 citations of real provincial documents that were not used to write the registry."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.law.registry import load_registry

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT.parent / "shared" / "data" / "provincial"


@pytest.fixture(scope="module")
def benchmark_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("registry_lookups", ROOT / "benchmarks" / "registry_lookups.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="../shared/data/provincial is not here")
def test_most_central_citations_of_held_out_documents_resolve(benchmark_module: ModuleType) -> None:
    drawn = benchmark_module.sample(list(benchmark_module.citations(DOCUMENTS)), 200)
    assert len(drawn) == 200
    registry = load_registry()
    totals: Counter[str] = Counter()
    resolved: Counter[str] = Counter()
    for cited in drawn:
        found = registry.find_by_name(cited.text) if cited.kind == "named" else registry.find(cited.text)
        totals[cited.kind] += 1
        resolved[cited.kind] += found is not None
    assert resolved["central"] / totals["central"] >= 0.7, (resolved, totals)
    assert resolved["named"] / totals["named"] >= 0.7, (resolved, totals)
    assert resolved["local"] == 0, "numbers of provincial texts are not unique: none may be taken for a national one"
