"""``SourceText`` → ``Document``: the grammar of Vietnamese legal drafting."""

from pipeline.structure.cover import Coverage, coverage
from pipeline.structure.parse import parse

__all__ = ["Coverage", "coverage", "parse"]
