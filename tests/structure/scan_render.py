"""Test-only: a PDF with text → a PDF of page images as an office scanner makes them, clean or degraded.

Every degradation is drawn with a fixed seed per page, so that a figure can be had again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

Degrade = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Scan:
    """How pages are scanned: dots an inch, JPEG quality, and what goes wrong on the way."""

    dpi: int
    degrade: Degrade
    quality: int = 75


def _clean(page: Image.Image, random: np.random.Generator) -> Image.Image:
    return page.convert("L")


def _skewed(page: Image.Image, random: np.random.Generator) -> Image.Image:
    angle = float(random.uniform(0.5, 2.5)) * (1 if random.random() < 0.5 else -1)
    return page.convert("L").rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)


def _noisy(page: Image.Image, random: np.random.Generator) -> Image.Image:
    """Grey paper, soft letters, sensor noise and specks of dust."""
    pixels = np.asarray(page.convert("L").filter(ImageFilter.GaussianBlur(0.8))).astype(np.float32)
    pixels = 0.88 * pixels + 20.0 + random.normal(0.0, 9.0, pixels.shape)
    specks = random.random(pixels.shape)
    pixels[specks < 0.002] = 30.0
    pixels[specks > 0.998] = 255.0
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _stamped(page: Image.Image, random: np.random.Generator) -> Image.Image:
    """A round red stamp, 36 mm across, somewhere over the text; black ink shows through it."""
    layer = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(layer)
    radius = round(18 / 25.4 * page.width / 8.27)
    x = int(random.uniform(0.3, 0.7) * page.width)
    y = int(random.uniform(0.3, 0.7) * page.height)
    red = (206, 38, 52)
    for outer, width in ((radius, max(3, radius // 16)), (radius * 0.68, max(2, radius // 30))):
        draw.ellipse((x - outer, y - outer, x + outer, y + outer), outline=red, width=width)
    points = []
    for corner in range(10):
        reach = radius * (0.34 if corner % 2 == 0 else 0.14)
        turn = np.pi * corner / 5 - np.pi / 2
        points.append((x + reach * np.cos(turn), y + reach * np.sin(turn)))
    draw.polygon(points, fill=red)
    for tick in range(36):
        turn = 2 * np.pi * tick / 36
        for reach in (0.76, 0.8, 0.88):
            a, b = x + radius * reach * np.cos(turn), y + radius * reach * np.sin(turn)
            draw.line((a, b, a + radius * 0.05, b + radius * 0.05), fill=red, width=max(2, radius // 40))
    return Image.fromarray(np.minimum(np.asarray(page.convert("RGB")), np.asarray(layer)))


SCANS: dict[str, Scan] = {
    "scan-300": Scan(300, _clean),
    "scan-200": Scan(200, _clean),
    "scan-300-skew": Scan(300, _skewed),
    "scan-300-noise": Scan(300, _noisy),
    "scan-300-stamp": Scan(300, _stamped),
}


def write_scan(text_pdf: Path, target: Path, scan: Scan, seed: int = 0) -> int:
    """Write ``text_pdf`` as images to ``target``; gives the number of pages."""
    document = pypdfium2.PdfDocument(text_pdf)
    pages = []
    for number, page in enumerate(document):
        image = page.render(scale=scan.dpi / 72).to_pil().convert("RGB")
        pages.append(scan.degrade(image, np.random.default_rng([seed, number])))
    document.close()
    pages[0].save(target, "PDF", resolution=scan.dpi, save_all=True, append_images=pages[1:], quality=scan.quality)
    return len(pages)
