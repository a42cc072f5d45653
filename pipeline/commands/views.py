"""What reports need to know of the law: the statutes as reviewed against, and the names of all other known instruments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import yaml

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law import Law, load_law, load_registry, load_statutes
from pipeline.records import Instrument
from pipeline.report import LawView
from pipeline.report.folder import ReviewFolder
from pipeline.review import DEFAULT_LAW, with_official_text


def law_views(law: Law, instruments: Iterable[Instrument]) -> tuple[LawView, ...]:
    """The law reviewed against first, then its decrees and the other statutes of the corpus, then the registry by name."""
    views: dict[str, LawView] = {}
    titles = chapter_titles()
    for statute in (law, *law.decrees, *map(with_official_text, load_statutes(law.as_of))):
        own = tuple(norm for norm in statute.norms if norm.unit.law == statute.number)
        view = LawView(statute.number, statute.title, statute.articles, titles.get(statute.number, {}), own)
        views.setdefault(statute.number, view)
    for instrument in instruments:
        views.setdefault(instrument.number, LawView(instrument.number, full_title(instrument)))
    return tuple(views.values())


def views_of(folder: ReviewFolder) -> tuple[LawView, ...]:
    """The law as the review of a folder saw it: the same statute, on the day of the review."""
    number = folder.summary.versions.get("law", "").partition("@")[0] or DEFAULT_LAW
    return law_views(with_official_text(load_law(number, folder.as_of)), load_registry())


def full_title(instrument: Instrument) -> str:
    """Type and title as papers cite them: "Luật Thanh tra"; the type is not repeated where the title begins with it."""
    kind, title = instrument.type.strip(), instrument.title.strip()
    if not title or title.lower().startswith(kind.lower() + " "):
        return title
    return f"{kind[:1].upper()}{kind[1:]} {title}" if kind else title


def chapter_titles() -> Mapping[str, Mapping[str, str]]:
    """Instrument → chapter number → title, from ``corpus/law/chapters.yaml``. Raises CorpusError where it cannot be read."""
    file = resources.corpus_dir() / "law" / "chapters.yaml"
    try:
        return dict(_checked(yaml.safe_load(file.read_text(encoding="utf-8"))))
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise CorpusError(f"Không đọc được {file}: {error}.", f"Cannot read {file}: {error}.") from error


def _checked(data: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for number, titles in data.items():
        yield str(number), {str(chapter): str(title) for chapter, title in titles.items()}
