"""What fits on a floor plate: dwellings behind the facade, core, corridor, and the dark area that is no dwelling."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import Area, Count, Expect, Given, Metre, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure

#: What float arithmetic may lose where a length is a whole number of modules or units.
_SLACK = 1e-9


class FloorRules(NamedTuple):
    """The entries of `market/programme.yaml` that the geometry reads."""

    daylight_depth: Array
    corridor_width: Array
    facade_module: Array
    least_unit_width: Array
    wall_share: Array
    shared_share: Array
    stair_area: Array
    lift_area: Array
    lift_above_storeys: Array
    gross_area_per_lift: Array
    least_stairs: Array
    most_walk: Array


def floor_rules(law: Law) -> FloorRules:
    """The entries that hold on the law's day."""
    return FloorRules(*(law.on(f"programme.{name}") for name in FloorRules._fields))


class Floor(NamedTuple):
    """One storey, (N,): number of dwellings, and its whole area in parts that add up. m2, gross.

    usable_area: in dwellings; dark_area: too far from a facade, never a dwelling; edge_area: daylight, but a strip too
    narrow for one more dwelling.
    """

    dwellings: Array
    usable_area: Array
    dark_area: Array
    edge_area: Array
    core_area: Array
    corridor_area: Array


@figure("m")
def unit_depth(depth: Array, corridor: Array, daylight_depth: Array, corridor_width: Array) -> Array:
    """Depth of a dwelling with one facade: no further from it than daylight reaches.

    unit_depth = min(daylight_depth, (depth − corridor_width) / 2 on a corridor, depth on a gallery), not below 0

    depth (N,) m, facade to facade; corridor (N,) flag, else an outside gallery; daylight_depth, corridor_width () m.
    """
    behind = np.where(corridor, (depth - corridor_width) / 2, depth)
    return np.maximum(np.minimum(daylight_depth, behind), 0.0)


@figure("m")
def unit_width(unit_area: Array, unit_depth: Array, facade_module: Array) -> Array:
    """Width of a dwelling: the fewest whole facade modules that give it its area.

    unit_width = whole modules, rounded up, of unit_area / unit_depth; infinite where there is no depth

    unit_area (N,) m2; unit_depth, facade_module (N,) m.

    >>> float(unit_width(np.float64(50), np.float64(10), np.float64(1.8)))
    5.4
    """
    wanted = np.where(unit_depth > 0, unit_area / np.maximum(unit_depth, _SLACK), np.inf)
    return np.ceil(wanted / facade_module - _SLACK) * facade_module


@figure("number")
def dwellings_on_floor(
    facade_length: Array, depth: Array, unit_width: Array, unit_depth: Array, corridor: Array, core_area: Array,
    corridor_width: Array,
) -> Floor:  # fmt: skip
    """Dwellings on one storey: one row on a gallery, two on a corridor, each dwelling behind its own facade.

    dwellings_on_floor = floor(free facade / unit_width) of each row; usable = dwellings × unit_width × unit_depth;
        the core stands in the dark middle first, and what does not fit there takes facade from the second row

    facade_length (N,) m, of one long side; depth (N,) m; unit_width, unit_depth (N,) m; corridor (N,) flag;
    core_area (N,) m2 of stairs, lifts and shafts; corridor_width () m. The parts add up to facade_length × depth.
    """
    rows = np.where(corridor, 2.0, 1.0)
    corridor_depth = np.where(corridor, np.minimum(corridor_width, depth), 0.0)
    corridor_area = corridor_depth * facade_length
    middle = facade_length * np.maximum((depth - corridor_depth) - rows * unit_depth, 0.0)
    core = np.minimum(core_area, facade_length * depth - corridor_area)
    core_in_middle = np.minimum(core, middle)
    taken = (core - core_in_middle) / np.maximum(unit_depth, _SLACK)
    second = np.where(corridor, np.maximum(facade_length - taken, 0.0), 0.0)
    left_over = np.maximum(taken - np.where(corridor, facade_length, 0.0), 0.0)
    first = np.maximum(facade_length - left_over, 0.0)
    number = np.floor(first / unit_width + _SLACK) + np.floor(second / unit_width + _SLACK)
    usable = number * np.where(number > 0, unit_width, 0.0) * unit_depth
    edge = np.maximum((first + second) * unit_depth - usable, 0.0)
    return Floor(number, usable, middle - core_in_middle, edge, core, corridor_area)


class DwellingsOnFloorGiven(Given):
    """One storey as a rectangle. `facade_length`: of one long side; a gallery lies outside it."""

    facade_length: Annotated[Metre, Field(gt=0)]
    depth: Annotated[Metre, Field(gt=0)]
    facade_module: Annotated[Metre, Field(gt=0)]
    unit_area: Annotated[Area, Field(gt=0)]
    access: Literal["corridor", "gallery"] = "corridor"
    core_area: Annotated[Area, Field(ge=0)] = 0.0


class DwellingsOnFloorExpect(Expect):
    """Number of dwellings, the area in them, and the area too far from a facade."""

    dwellings: Count
    usable_area: Area
    dark_area: Area


@asked(dwellings_on_floor)
def _dwellings_on_floor(given: DwellingsOnFloorGiven, law: Law) -> DwellingsOnFloorExpect:
    rules = floor_rules(law)
    corridor = np.bool_(given.access == "corridor")
    depth, module = np.float64(given.depth), np.float64(given.facade_module)
    reach = unit_depth(depth, corridor, rules.daylight_depth, rules.corridor_width)
    width = unit_width(np.float64(given.unit_area), reach, module)
    floor = dwellings_on_floor(
        np.float64(given.facade_length),
        depth,
        width,
        reach,
        corridor,
        np.float64(given.core_area),
        rules.corridor_width,
    )
    return DwellingsOnFloorExpect(
        dwellings=int(floor.dwellings), usable_area=float(floor.usable_area), dark_area=float(floor.dark_area)
    )
