"""Building the wheel: the law and the models travel inside the package, so that an installed program needs no checkout."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

SHIPPED = "shipped"  # as in pipeline/resources.py, which cannot be imported while the package is being built
DATA = ("corpus/law", "models")  # what a review needs at run time; samples and labelled documents stay in the repository


class BuildWithData(build_py):  # type: ignore[misc]
    """``build_py`` that also copies ``DATA`` into the package it builds."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        root = Path(__file__).resolve().parent.parent
        for name in DATA:
            target = Path(self.build_lib) / "pipeline" / SHIPPED / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(root / name, target, ignore=shutil.ignore_patterns("__pycache__"))
