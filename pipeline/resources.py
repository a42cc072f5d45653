"""Where the shipped data lies: ``corpus/`` and ``models/`` beside the package, inside an installed one, or under ``RASOAT_HOME``."""

from __future__ import annotations

import os
from pathlib import Path

SHIPPED = "shipped"  # folder of the installed package that a wheel puts them in (``pipeline/packaging.py``)


def home() -> Path:
    """Folder that holds ``corpus/`` and ``models/``: ``$RASOAT_HOME``, else the installed package's own, else the checkout's."""
    configured = os.environ.get("RASOAT_HOME")
    if configured:
        return Path(configured)
    package = Path(__file__).resolve().parent
    return package / SHIPPED if (package / SHIPPED).is_dir() else package.parent


def corpus_dir() -> Path:
    return home() / "corpus"


def models_dir() -> Path:
    return home() / "models"


def user_dir() -> Path:
    """Folder for what the user brings and the program derives (imported official texts, caches): never in the checkout."""
    configured = os.environ.get("RASOAT_DATA")
    if configured:
        return Path(configured)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "rasoat"
