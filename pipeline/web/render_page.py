"""A program of its own: ``render_page.py FILE PAGE [X0 TOP X1 BOTTOM]`` writes one page of a PDF as PNG to stdout. See ``draw_page``."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

_WIDTH = 1100  # pixels
_MEMORY = 2 * 1024**3  # bytes
_EDGE, _FILL = (179, 107, 0, 255), (255, 210, 77, 70)
_MARGIN = 4  # pixels between the words and the edge of the mark


def main(file: str, number: str, *edges: str) -> None:
    """Draw page ``number`` (1-based) and mark the rectangle ``edges`` (points, origin top left)."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit; the caller's time limit remains
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    import pypdfium2
    from PIL import Image, ImageDraw

    document = pypdfium2.PdfDocument(Path(file))
    if not 1 <= int(number) <= len(document):
        sys.exit(2)
    page = document[int(number) - 1]
    scale = _WIDTH / page.get_width()
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    if edges:
        x0, top, x1, bottom = (float(edge) * scale for edge in edges)
        mark = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        place = (x0 - _MARGIN, top - _MARGIN, x1 + _MARGIN, bottom + _MARGIN)
        ImageDraw.Draw(mark).rectangle(place, fill=_FILL, outline=_EDGE, width=3)
        picture = Image.alpha_composite(picture, mark)
    picture.convert("RGB").save(sys.stdout.buffer, format="PNG")


if __name__ == "__main__":
    main(*sys.argv[1:])
