"""Many documents → many reviews: worker processes, limits, progress."""

from pipeline.engine.local import EngineOptions, run
from pipeline.engine.serve import Factory, FileReviewer

__all__ = ["EngineOptions", "Factory", "FileReviewer", "run"]
