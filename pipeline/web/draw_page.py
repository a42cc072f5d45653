"""Pages of PDFs as pictures with the clause marked.

The drawing is done by ``render_page.py`` in a process of its own: a file that crashes the renderer or runs wild takes nothing along.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.records import Box

_SECONDS = 20
_RENDERER = Path(__file__).with_name("render_page.py")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def draw_page(file: Path, number: int, box: Box | None, cache: Path) -> Path | None:
    """The page as PNG in ``cache``, with ``box`` (points, origin top left) marked; None where it cannot be drawn."""
    edges = [f"{edge:.1f}" for edge in (box.x0, box.top, box.x1, box.bottom)] if box else []
    kept = cache / ("-".join((file.stem, str(number), *edges)) + ".png")
    if not kept.is_file():
        drawn = _draw(file, number, edges)
        if drawn is None:
            return None
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(drawn)
    return kept


def _draw(file: Path, number: int, edges: list[str]) -> bytes | None:
    command = [
        sys.executable,
        "-I",
        str(_RENDERER),
        str(file),
        str(number),
        *edges,
    ]  # by path: importing the package takes seconds
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own program
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(_SIGNATURE) else None
