"""Many documents → many reviews: worker processes or a cluster, limits, a journal that outlives every stop."""

from pipeline.engine.batch import Batch, Muster, Progress
from pipeline.engine.fingerprint import Fingerprint, fingerprint
from pipeline.engine.journal import FOLDER, Journal, Run
from pipeline.engine.local import EngineOptions, Pool, run
from pipeline.engine.lock import locked
from pipeline.engine.serve import Factory, FileReviewer
from pipeline.ingest import InputFile, discover

__all__ = [
    "FOLDER",
    "Batch",
    "EngineOptions",
    "Factory",
    "FileReviewer",
    "Fingerprint",
    "InputFile",
    "Journal",
    "Muster",
    "Pool",
    "Progress",
    "Run",
    "discover",
    "fingerprint",
    "locked",
    "run",
]
