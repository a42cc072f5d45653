"""Does the matcher see which provisions concern a law that ships no exemplars? Own and foreign texts of the dev topics.

    python benchmarks/other_law_gate.py ../shared/data/phap-dien/dev [--topics 8]

Own: the queries of a topic against its law. Foreign: the queries of the topic after it. Both gates in one run: that of Law
10/2022/QH15 (the baseline, which needs exemplars) and the general one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.matching.encoder import OnnxEncoder
from pipeline.matching.features import Collector, QueryText
from pipeline.matching.index import build_index
from pipeline.matching.matcher import Gate, document_signal, load_lexicon, signals_of
from pipeline.resources import models_dir
from pipeline.training.benchmark import Folder, read_folder


def asked(folder: Folder) -> list[QueryText]:
    return [QueryText(query.text, query.title) for query in folder.queries]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--topics", type=int, default=8)
    options = parser.parse_args()
    folders = [read_folder(path) for path in sorted(options.folder.iterdir()) if path.is_dir()][: options.topics]
    models = models_dir()
    encoder, lexicon = OnnxEncoder(models / "encoder", threads=1), load_lexicon(models)
    gates = {name: Gate.load(models / "matcher" / f"{name}.json") for name in ("gate", "gate-general")}
    counts = {(name, own): [0, 0] for name in gates for own in (True, False)}
    for at, folder in enumerate(folders):
        collector = Collector(build_index(folder.articles, encoder), lexicon, encoder)
        for own, queries in ((True, asked(folder)), (False, asked(folders[(at + 1) % len(folders)]))):
            evidence = collector.collect(queries)
            level = document_signal(evidence)
            for name, gate in gates.items():
                said = [gate.probability(signals_of(evidence, i, level, q)) >= gate.threshold for i, q in enumerate(queries)]
                counts[name, own][0] += sum(said) if own else len(said) - sum(said)
                counts[name, own][1] += len(said)
    print("| gate | own texts aligned | foreign texts left alone |\n|---|---|---|")
    for name in gates:
        (kept, own_all), (left, foreign_all) = counts[name, True], counts[name, False]
        print(f"| {name} | {kept} of {own_all} | {left} of {foreign_all} |")


if __name__ == "__main__":
    main()
