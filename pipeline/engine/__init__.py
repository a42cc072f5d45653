"""Many documents → many reviews: worker processes, limits, progress."""

from pipeline.engine.local import EngineOptions, run

__all__ = ["EngineOptions", "run"]
