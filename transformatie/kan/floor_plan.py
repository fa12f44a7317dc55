"""One storey drawn as rectangles: dwellings behind the facade, corridor, core and dark middle. Coordinates in m.

The same geometry as `formulas.dwellings`, for one plan; the report only scales it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from transformatie.formulas.dwellings import dwellings_on_floor

Kind = Literal["dwelling", "corridor", "core", "dark", "edge"]


@dataclass(frozen=True)
class Rect:
    """A rectangle: its corner nearest the origin, its sizes along and across the building, what it is, and of which type."""

    kind: Kind
    x: float
    y: float
    width: float
    depth: float
    type_: int = 0

    @property
    def area(self) -> float:
        """Area in m2."""
        return self.width * self.depth


@dataclass(frozen=True)
class Unit:
    """A type of dwelling: its width and depth in m, and its part of the facade."""

    width: float
    depth: float
    part: float


@dataclass(frozen=True)
class FloorPlan:
    """A storey of `length` by `depth`; the first row of dwellings lies along y = 0."""

    length: float
    depth: float
    rects: tuple[Rect, ...]

    def of(self, kind: Kind) -> tuple[Rect, ...]:
        """The rectangles of a kind."""
        return tuple(r for r in self.rects if r.kind == kind)


def floor_plan(
    length: float,
    depth: float,
    unit_width: float,
    unit_depth: float,
    corridor: bool,
    core_area: float,
    corridor_width: float,
    units: Sequence[Unit] = (),
) -> FloorPlan:
    """Draw one storey: a row along each long facade on a corridor, one row on a gallery.

    `units`: the types of dwelling where there are more; unit_depth is then that of the deepest.

    The core stands in the dark middle, which lies on both sides of a corridor; what does not fit there stands at the end of the second row (of the only row on
    a gallery), as `dwellings_on_floor` counts it. Every rectangle lies inside the plate and none overlap.
    """
    floor = dwellings_on_floor(
        np.float64(length), np.float64(depth), np.float64(unit_width), np.float64(unit_depth), np.bool_(corridor),
        np.float64(core_area), np.float64(corridor_width),
    )  # fmt: skip
    hall = min(corridor_width, depth) if corridor else 0.0
    middle = max(depth - hall - (2 if corridor else 1) * unit_depth, 0.0)
    core_in_middle = min(float(floor.core_area), middle * length)
    in_rows = (float(floor.core_area) - core_in_middle) / unit_depth if unit_depth > 0 else 0.0
    taken = [in_rows]
    if corridor:
        taken = [max(in_rows - length, 0.0), min(in_rows, length)]
    rects: list[Rect] = []
    types = units or (Unit(unit_width, unit_depth, 1.0),)
    tops = [0.0, depth - unit_depth] if corridor else [0.0]
    for i, (top, core_length) in enumerate(zip(tops, taken, strict=True)):
        rects += _row(length, top, types, unit_depth, min(core_length, length), facade_below=i == 1)
    strip = middle / 2 if corridor else middle
    if corridor:
        rects.append(Rect("corridor", 0.0, unit_depth + strip, length, hall))
    if middle > 0:
        core_length = core_in_middle / middle
        left = (length - core_length) / 2
        for top in [unit_depth, unit_depth + strip + hall] if corridor else [unit_depth]:
            rects += [
                Rect("dark", 0.0, top, left, strip),
                Rect("core", left, top, core_length, strip),
                Rect("dark", left + core_length, top, left, strip),
            ]
    return FloorPlan(length, depth, tuple(r for r in rects if r.area > 1e-9))


def _row(
    length: float,
    top: float,
    types: Sequence[Unit],
    unit_depth: float,
    core_length: float,
    facade_below: bool,
) -> list[Rect]:
    """One row: each type on its part of the facade, what is too narrow for one more at the end, and the core after it."""
    free, x, run = length - core_length, 0.0, 0.0
    rects: list[Rect] = []
    for k, unit in enumerate(types):
        run += free * unit.part
        number = int(np.floor((run - x) / unit.width + 1e-9)) if unit_depth > 0 else 0
        behind = unit_depth - unit.depth
        for _ in range(number):
            rects.append(
                Rect("dwelling", x, top + (behind if facade_below else 0.0), unit.width, unit.depth, k)
            )
            rects.append(Rect("dark", x, top + (0.0 if facade_below else unit.depth), unit.width, behind))
            x += unit.width
    return [
        *rects,
        Rect("edge", x, top, max(free - x, 0.0), unit_depth),
        Rect("core", free, top, core_length, unit_depth),
    ]
