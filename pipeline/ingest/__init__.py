"""File → ``SourceText``: every reader keeps where on which page each line stood."""

from pipeline.ingest.discover import InputFile, discover
from pipeline.ingest.identify import content_key
from pipeline.ingest.limits import Limits
from pipeline.ingest.read import read

__all__ = ["InputFile", "Limits", "content_key", "discover", "read"]
