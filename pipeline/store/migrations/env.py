"""What Alembic runs: the migrations on the connection it is given (pipeline/store/database.py)."""

from __future__ import annotations

from alembic import context

from pipeline.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
