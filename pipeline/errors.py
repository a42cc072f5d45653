"""The one error tree. A message says what was wrong, where (file, page, line) and what to do."""

from __future__ import annotations

from pipeline.records import ReadStatus


class PipelineError(Exception):
    """Base of every error this project raises on purpose. Carries both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class ReadError(PipelineError):
    """A document could not be read; ``status`` goes to ``documents.jsonl`` with the message as its reason."""

    def __init__(self, status: ReadStatus, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.status = status


class CorpusError(PipelineError):
    """A file of ``corpus/`` is missing or breaks its schema."""


class ModelError(PipelineError):
    """A model folder is missing, incomplete or of another version."""


class EngineError(PipelineError):
    """No review process could be started."""


class UsageError(PipelineError):
    """The command line or a configuration file asks for something that does not exist."""


class StoreError(PipelineError):
    """The workspace's database refuses an operation; the subclasses say why."""


class MissingError(StoreError):
    """No such object, or one that this user may not see: the two are not told apart."""


class ForbiddenError(StoreError):
    """The user's role does not allow the operation."""


class InvalidError(StoreError):
    """What was entered is incomplete or contradicts itself."""


class ConflictError(StoreError):
    """Somebody else changed the object since it was read; ``current`` is its version now."""

    def __init__(self, vi: str, en: str, current: int) -> None:
        super().__init__(vi, en)
        self.current = current
