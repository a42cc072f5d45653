"""A page image made ready for recognition: stamp colour out, straight, clean, table rules taken out and kept as edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from pipeline.ingest.glyphs import Edge

_STEEPEST = 6.0  # degrees of skew looked for
STRAIGHT = 0.15  # degrees that need no turning
_DARK = 128
_SPECKS = 0.0015  # share of lone dark points that calls for a median filter
_RULE = 0.45  # inch: shorter dark runs are letters


@dataclass(frozen=True, slots=True)
class Retouched:
    """The image in grey, the table rules found in it (points) and the angle it was turned by (degrees)."""

    image: Image.Image
    edges: tuple[Edge, ...]
    turned: float


def retouch(image: Image.Image, dpi: float) -> Retouched:
    """Make ``image`` ready; every step only runs when the page needs it."""
    grey = Image.fromarray(without_stamp(image))
    angle = skew(grey)
    if abs(angle) > STRAIGHT:
        grey = grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if _speckled(grey):
        grey = grey.filter(ImageFilter.MedianFilter(3))
    pixels = np.asarray(grey).copy()
    edges = _take_out_rules(pixels, dpi)
    return Retouched(Image.fromarray(pixels), edges, angle)


def without_stamp(image: Image.Image) -> NDArray[np.uint8]:
    """Grey values with red ink gone: in the red channel red is white and black stays black."""
    if image.mode in ("L", "1", "I", "I;16", "F"):
        return np.asarray(image.convert("L"))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        image = Image.alpha_composite(ground, layered)
    colours = np.asarray(image.convert("RGB")).astype(np.int32)
    red, green, blue = colours[..., 0], colours[..., 1], colours[..., 2]
    grey = (299 * red + 587 * green + 114 * blue) // 1000
    reddish = (red - np.maximum(green, blue)) > 35
    lifted = np.where(red > 110, 255, red)
    return np.where(reddish, lifted, grey).astype(np.uint8)


def skew(grey: Image.Image) -> float:
    """Degrees (counter-clockwise) to turn the page so that its lines lie level: where the row profile is sharpest."""
    small = grey.copy()
    small.thumbnail((900, 900))
    ink = 255.0 - np.asarray(small, dtype=np.float32)
    ink[ink < 80] = 0.0
    if float(ink.sum()) == 0.0:
        return 0.0

    def sharpness(angle: float) -> float:
        turned = ndimage.rotate(ink, angle, reshape=False, order=1)
        profile = turned.sum(axis=1)
        return float(np.square(np.diff(profile)).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 1.0), key=sharpness)
    fine = max(np.arange(coarse - 0.8, coarse + 0.81, 0.2), key=sharpness)
    if sharpness(float(fine)) < 1.05 * sharpness(0.0):
        return 0.0
    return float(fine)


def _speckled(grey: Image.Image) -> bool:
    pixels = np.asarray(grey) < _DARK
    sample = pixels[: min(pixels.shape[0], 1500), : min(pixels.shape[1], 1500)]
    if not sample.any():
        return False
    neighbours = ndimage.uniform_filter(sample.astype(np.float32), size=3) * 9.0
    lone = sample & (neighbours < 1.5)
    return float(lone.mean()) > _SPECKS


def _take_out_rules(pixels: NDArray[np.uint8], dpi: float) -> tuple[Edge, ...]:
    """Long thin dark runs become edges and turn white in ``pixels``."""
    dark = pixels < _DARK
    length = max(12, int(_RULE * dpi))
    thick = max(3, int(0.03 * dpi))
    scale = 72.0 / dpi
    edges: list[Edge] = []
    for axis in (1, 0):
        runs = ndimage.uniform_filter1d(dark.astype(np.float32), size=length, axis=axis, mode="constant") > 0.97
        if not runs.any():
            continue
        grown = ndimage.maximum_filter1d(runs, size=length, axis=axis, mode="constant")
        labels, count = ndimage.label(grown, structure=np.ones((3, 3)))
        if count > 2000:
            continue
        for region in ndimage.find_objects(labels):
            height, width = region[0].stop - region[0].start, region[1].stop - region[1].start
            if min(height, width) > thick or max(height, width) < length:
                continue
            edges.append(
                Edge(
                    region[1].start * scale, region[0].start * scale, region[1].stop * scale, region[0].stop * scale
                )
            )  # fmt: skip
            rows = slice(max(0, region[0].start - 1), region[0].stop + 1)
            columns = slice(max(0, region[1].start - 1), region[1].stop + 1)
            patch = grown[rows, columns]
            pixels[rows, columns][ndimage.binary_dilation(patch, iterations=1)] = 255
    return tuple(edges)
