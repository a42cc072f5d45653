"""Pages of PDFs as pictures, drawn in a process of their own: a file that crashes the renderer or runs wild takes nothing along.

``python -m pipeline.web.draw_page FILE PAGE`` writes a PNG to stdout.
"""

from __future__ import annotations

import base64
import contextlib
import struct
import subprocess
import sys
from pathlib import Path

from pipeline.records import Box

_SECONDS = 20
_WIDTH = 1100  # pixels
_MEMORY = 2 * 1024**3
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FRAME = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}">
<image href="data:image/png;base64,{png}" width="{width}" height="{height}"/>{mark}</svg>"""
_MARK = '<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="#ffd24d" fill-opacity="0.3" stroke="#b36b00" stroke-width="3"/>'


def draw_page(file: Path, number: int, box: Box | None, cache: Path) -> str | None:
    """The page as SVG with ``box`` (points, origin top left) marked; None where it cannot be drawn."""
    kept = cache / f"{file.stem}-{number}.png"
    if not kept.is_file():
        drawn = _draw(file, number)
        if drawn is None:
            return None
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(drawn)
    data = kept.read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    points = _points(data)
    mark = ""
    if box and points:
        scale = width / points
        place = {"x": box.x0 * scale - 4, "y": box.top * scale - 4}
        mark = _MARK.format(**place, w=(box.x1 - box.x0) * scale + 8, h=(box.bottom - box.top) * scale + 8)
    return _FRAME.format(width=width, height=height, png=base64.b64encode(data).decode(), mark=mark)


def _draw(file: Path, number: int) -> bytes | None:
    command = [sys.executable, "-m", "pipeline.web.draw_page", str(file), str(number)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own module
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(_SIGNATURE) else None


def _points(png: bytes) -> float | None:
    """The page's width in points, from the resolution written into the picture."""
    at = png.find(b"pHYs")
    if at < 0:
        return None
    per_metre = struct.unpack(">I", png[at + 4 : at + 8])[0]
    width: int = struct.unpack(">I", png[16:20])[0]
    return width / per_metre / 0.0254 * 72 if per_metre else None


def main(file: str, number: str) -> None:
    """Draw one page to stdout."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit; the time limit remains
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    import pypdfium2

    document = pypdfium2.PdfDocument(Path(file))
    page = document[int(number) - 1]
    scale = _WIDTH / page.get_width()
    picture = page.render(scale=scale).to_pil().convert("RGB")
    dpi = 72 * scale
    picture.save(sys.stdout.buffer, format="PNG", dpi=(dpi, dpi))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
