"""Where the shipped data lies: ``corpus/`` and ``models/`` beside the package, or under ``RASOAT_HOME``."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Folder that holds ``corpus/`` and ``models/``: ``$RASOAT_HOME``, else the checkout this package stands in."""
    configured = os.environ.get("RASOAT_HOME")
    return Path(configured) if configured else Path(__file__).resolve().parent.parent


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
