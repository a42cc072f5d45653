"""Alembic migrations of the workspace's database; one module a step under ``versions``."""
