"""Corpus files → the Law, its norms and the registry of instruments, as of a date."""

from pipeline.law.actors import Actor, load_actors
from pipeline.law.copied import law_to_review
from pipeline.law.importing import Imported, import_text, load_imported
from pipeline.law.load import load_law, load_statutes
from pipeline.law.predecessors import load_predecessors
from pipeline.law.registry import Registry, Standing, load_registry
from pipeline.law.statute import Law, Predecessor
from pipeline.law.terms import OutdatedTerm, TermHit, find_terms, load_terms
from pipeline.law.verify import Verification, verify

__all__ = [
    "Actor",
    "Imported",
    "Law",
    "OutdatedTerm",
    "Predecessor",
    "Registry",
    "Standing",
    "TermHit",
    "Verification",
    "find_terms",
    "import_text",
    "law_to_review",
    "load_actors",
    "load_imported",
    "load_law",
    "load_predecessors",
    "load_registry",
    "load_statutes",
    "load_terms",
    "verify",
]
