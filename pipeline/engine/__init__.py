"""Many documents → many reviews: worker processes, limits, progress."""

from pipeline.engine.local import EngineOptions, run
from pipeline.engine.serve import Factory, FileReviewer
from pipeline.ingest import InputFile, discover

__all__ = ["EngineOptions", "Factory", "FileReviewer", "InputFile", "discover", "run"]
