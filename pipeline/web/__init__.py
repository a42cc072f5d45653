"""The review workspace in the browser: FastAPI, server-rendered pages, nothing from outside."""

from pipeline.web.app import create_app
from pipeline.web.workspace import Running, Workspace

__all__ = ["Running", "Workspace", "create_app"]
