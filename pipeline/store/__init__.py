"""Reviews and decisions ↔ database: documents, findings, who decided what, accounts, runs, the audit log."""

from pipeline.store.access import Actor, Role
from pipeline.store.database import Database, open_database
from pipeline.store.files import FileStore

__all__ = ["Actor", "Database", "FileStore", "Role", "open_database"]
