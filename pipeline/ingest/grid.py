"""Ruled tables of a PDF page: pdfplumber's table geometry over the lines that pdfium found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from pipeline.ingest.glyphs import Edge
from pipeline.records import Box

_SNAP = 3.0
_SHORTEST = 3.0
_MOST_EDGES = 6_000


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its frame and its cells in reading order."""

    box: Box
    cells: tuple[GridCell, ...]


def find_grids(edges: Sequence[Edge]) -> list[Grid]:
    """Tables of two cells or more, from top to bottom; a single frame around text is no table."""
    if len(edges) < 4 or len(edges) > _MOST_EDGES:
        return []
    vertical = sum(edge.bottom - edge.top > edge.x1 - edge.x0 for edge in edges)
    if vertical < 2 or (len(edges) - vertical < 2 and vertical < 3):
        return []
    described = merge_edges([_describe(edge) for edge in edges], _SNAP, _SNAP, _SNAP, _SNAP)
    described = [edge for edge in described if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _SHORTEST]
    described += _closing(described)
    cells = intersections_to_cells(edges_to_intersections(described, _SNAP, _SNAP))
    grids = [_grid(list(group)) for group in cells_to_tables(cells)]
    return sorted((grid for grid in grids if len(grid.cells) > 1), key=lambda grid: (grid.box.top, grid.box.x0))


def _closing(edges: Sequence[dict[str, float | str]]) -> list[dict[str, float | str]]:
    """Rules that close tables which a page break left open: where three verticals or more end at one height without one."""
    level = [edge for edge in edges if edge["orientation"] == "h"]
    ends: dict[tuple[str, int], list[dict[str, float | str]]] = {}
    for edge in edges:
        if edge["orientation"] == "v":
            for side in ("top", "bottom"):
                ends.setdefault((side, round(float(edge[side]) / _SNAP)), []).append(edge)
    found = []
    for (side, _), uprights in ends.items():
        places = [float(edge["x0"]) for edge in uprights]
        x0, x1, y = min(places), max(places), float(uprights[0][side])
        closed = any(
            abs(float(edge["top"]) - y) <= 2 * _SNAP and float(edge["x0"]) < x1 and float(edge["x1"]) > x0 for edge in level
        )
        if len(places) >= 3 and not closed:
            found.append(_describe(Edge(x0, y, x1, y)))
    return found


def _describe(edge: Edge) -> dict[str, float | str]:
    """An edge in the form pdfplumber's functions take."""
    upright = edge.bottom - edge.top > edge.x1 - edge.x0
    x, y = (edge.x0 + edge.x1) / 2, (edge.top + edge.bottom) / 2
    return {
        "x0": x if upright else edge.x0,
        "x1": x if upright else edge.x1,
        "top": edge.top if upright else y,
        "bottom": edge.bottom if upright else y,
        "width": 0.0 if upright else edge.x1 - edge.x0,
        "height": edge.bottom - edge.top if upright else 0.0,
        "orientation": "v" if upright else "h",
        "object_type": "line",
    }


def _grid(cells: list[tuple[float, float, float, float]]) -> Grid:
    columns = _stops([cell[0] for cell in cells] + [cell[2] for cell in cells])
    rows = _stops([cell[1] for cell in cells] + [cell[3] for cell in cells])
    found = []
    for x0, top, x1, bottom in cells:
        column, row = _nearest(columns, x0), _nearest(rows, top)
        found.append(
            GridCell(
                row,
                column,
                max(1, _nearest(rows, bottom) - row),
                max(1, _nearest(columns, x1) - column),
                Box(x0, top, x1, bottom),
            )
        )
    found.sort(key=lambda cell: (cell.row, cell.column))
    box = Box(min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return Grid(box, tuple(found))


def _stops(values: list[float]) -> list[float]:
    """Distinct positions, those closer than the snap distance taken as one."""
    stops: list[float] = []
    for value in sorted(values):
        if not stops or value - stops[-1] > _SNAP:
            stops.append(value)
    return stops


def _nearest(stops: list[float], value: float) -> int:
    return min(range(len(stops)), key=lambda index: abs(stops[index] - value))
