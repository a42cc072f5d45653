"""Every actor that the corpus names by key has a name in both languages, and no name is without use."""

from __future__ import annotations

from pipeline.law import load_actors, load_law
from pipeline.records import Force


def used() -> set[str]:
    law = load_law()
    clauses = {
        actor
        for statute in (law, *law.decrees)
        for article in statute.articles
        for clause in article.clauses
        for actor in clause.actors
    }
    return clauses | {actor for norm in law.norms if norm.norm.actor for actor in norm.norm.actor.split(", ")}


def test_actors_and_names_agree() -> None:
    assert used() == set(load_actors())


def test_names_are_in_both_languages() -> None:
    for actor in load_actors().values():
        assert actor.vi != actor.en


def test_a_clause_may_differ_from_its_article() -> None:
    article = load_law().article("13")
    assert article is not None
    assert [(clause.number, clause.force, clause.actors) for clause in article.clauses] == [
        ("1", Force.OBLIGATION, ("commune-peoples-committee",)),
        ("2", Force.OBLIGATION, ("commune-peoples-committee",)),
        ("3", Force.OBLIGATION, ("commune-peoples-committee",)),
        ("4", Force.OBLIGATION, ("hamlet-head",)),
        ("5", Force.PERMISSION, ("commune-peoples-committee",)),
        ("6", Force.EFFECT, ()),
    ]


def test_every_deadline_binds_someone() -> None:
    deadlines = [norm for norm in load_law().norms if norm.norm.unit in ("day", "working-day") and norm.norm.value]
    assert [norm.id for norm in deadlines if norm.norm.actor is None] == []
