"""Corpus files → the Law, its norms and the registry of instruments, as of a date."""

from pipeline.law.registry import Registry, Standing, load_registry
from pipeline.law.terms import OutdatedTerm, TermHit, find_terms, load_terms

__all__ = ["OutdatedTerm", "Registry", "Standing", "TermHit", "find_terms", "load_registry", "load_terms"]
