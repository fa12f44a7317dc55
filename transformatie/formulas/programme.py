"""The dwelling programme of a whole building, by its geometry or by a ratio, and what it is checked against."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.dwellings import FloorRules, dwellings_on_floor, unit_depth
from transformatie.trail import figure

#: What float arithmetic may lose where a length is a whole number of modules or units.
_SLACK = 1e-9


@figure("m")
def fitted_width(unit_area: Array, unit_depth: Array, facade_module: Array, least_width: Array) -> Array:
    """Width of a dwelling that comes nearest to an area that is aimed at, in whole facade modules.

    fitted_width = whole modules nearest to unit_area / unit_depth, not narrower than least_width

    unit_area (N,) m2; unit_depth, facade_module (N,) m; least_width () m.

    >>> n = np.float64
    >>> float(fitted_width(n(54.35), n(10.0), n(1.8), n(3.0)))
    5.4
    """
    wanted = np.where(unit_depth > 0, unit_area / np.maximum(unit_depth, _SLACK), np.inf)
    least = np.ceil(least_width / facade_module - _SLACK)
    return np.maximum(np.floor(wanted / facade_module + 0.5), least) * facade_module


@figure("number")
def stairs_needed(plate_length: Array, least_stairs: Array, most_walk: Array) -> Array:
    """Staircases on a storey.

    stairs_needed = max(least_stairs, plate_length / (2 × most_walk) rounded up)

    plate_length (N,) m; least_stairs () number, of escape; most_walk () m to the nearest stair.
    """
    return np.maximum(least_stairs, np.ceil(plate_length / (2 * most_walk)))


@figure("m2")
def core_area(
    stairs: Array,
    gross_area: Array,
    storeys: Array,
    stair_area: Array,
    lift_area: Array,
    lift_above: Array,
    per_lift: Array,
) -> Array:
    """Area of stairs and lifts on a storey.

    core_area = stairs × stair_area + lifts × lift_area; lifts = gross_area / per_lift rounded up, above lift_above storeys

    stairs, storeys (N,); gross_area (N,) m2 of the building; stair_area, lift_area, per_lift () m2; lift_above () storeys.
    """
    lifts = np.where(storeys > lift_above, np.ceil(gross_area / per_lift), 0.0)
    return stairs * stair_area + lifts * lift_area


class Programme(NamedTuple):
    """The dwelling programme of a building, (N,). m2; `usable_area` is GO; `from_geometry`: else by ratio.

    By geometry, usable_area / (1 − wall share) and the dark, edge, core, corridor and shared areas add up to the gross area
    converted. shared_area: entrance, bicycles, plant. walk_to_stairs: the longest, m.
    """

    dwellings: Array
    usable_area: Array
    unit_area: Array
    dark_area: Array
    edge_area: Array
    core_area: Array
    corridor_area: Array
    shared_area: Array
    gross_per_dwelling: Array
    daylight_share: Array
    walk_to_stairs: Array
    from_geometry: Array


@figure("number")
def dwelling_programme(
    gross_area: Array,
    storeys: Array,
    converted_storeys: Array,
    floor_depth: Array,
    facade_module: Array,
    unit_area: Array,
    corridor: Array,
    usable_ratio: Array,
    rules: FloorRules,
) -> Programme:
    """Dwellings a building can hold, by its geometry where that is known, by a ratio of areas where it is not.

    dwelling_programme = floor(dwellings_on_floor × converted_storeys × (1 − shared share)); or floor(gross_area × share converted × usable_ratio / unit_area)

    gross_area (N,) m2 BVO; storeys, converted_storeys (N,), the latter at most the former (partial conversion);
    floor_depth, facade_module (N,) m, nan where not known; unit_area (N,) m2 GO aimed at; corridor (N,) flag, else a
    gallery; usable_ratio (N,) m2 GO per m2 BVO. A plate is taken as a rectangle of gross_area / storeys. Walls, facade
    and shafts take their share of the dwelling zone before it is GO; entrance, bicycles and plant theirs of all areas.
    Dwellings come as near to unit_area as whole facade modules allow, and are never narrower than least_unit_width.
    """
    r = rules
    known = ~np.isnan(floor_depth) & ~np.isnan(storeys)
    layers = np.where(np.isnan(storeys), 1.0, storeys)
    whole = np.isnan(converted_storeys) | np.isnan(storeys)
    share = np.where(whole, 1.0, converted_storeys / layers)
    depth = np.where(known, floor_depth, 1.0)
    module = np.where(np.isnan(facade_module), r.facade_module, facade_module)
    length = gross_area / layers / depth
    reach = unit_depth(depth, corridor, r.daylight_depth, r.corridor_width)
    zone_of_unit = unit_area / (1 - r.wall_share)
    reach = np.minimum(reach, zone_of_unit / r.least_unit_width)
    stairs = stairs_needed(length, r.least_stairs, r.most_walk)
    core = core_area(
        stairs, gross_area, layers, r.stair_area, r.lift_area, r.lift_above_storeys, r.gross_area_per_lift
    )
    width = fitted_width(zone_of_unit, reach, module, r.least_unit_width)
    floor = dwellings_on_floor(length, depth, width, reach, corridor, core, r.corridor_width)
    homes = layers * share * (1 - r.shared_share)
    by_ratio = np.floor(gross_area * share * usable_ratio / unit_area + _SLACK)
    number = np.where(known, np.floor(floor.dwellings * homes + _SLACK), by_ratio)
    zone = number * np.where(floor.dwellings > 0, width, 0.0) * reach
    some = np.where(number > 0, number, np.nan)
    go = np.where(known, zone * (1 - r.wall_share), by_ratio * unit_area)
    return Programme(
        number,
        go,
        go / some,
        np.where(known, floor.dark_area * homes, 0.0),
        np.where(known, np.maximum((floor.usable_area + floor.edge_area) * homes - zone, 0.0), np.nan),
        np.where(known, floor.core_area * homes, np.nan),
        np.where(known, floor.corridor_area * homes, np.nan),
        np.where(known, gross_area * share * r.shared_share, np.nan),
        gross_area * share / some,
        np.where(known, (floor.usable_area + floor.edge_area) / (length * depth), np.nan),
        np.where(known, length / (2 * stairs), np.nan),
        known,
    )


@figure("flag")
def within_built_band(gross_per_dwelling: Array, band: Array) -> Array:
    """Whether the gross area a dwelling is like that of built conversions: a check on any yield.

    within_built_band = band[0] ≤ gross_per_dwelling ≤ band[1]

    gross_per_dwelling (N,), band (2,) m2/dwelling.
    """
    return (gross_per_dwelling >= band[0]) & (gross_per_dwelling <= band[1])


@figure("number")
def new_dwellings(
    demolished_area: Array, density_factor: Array, usable_ratio: Array, unit_area: Array
) -> Array:
    """Dwellings of a new building where the old one stood.

    new_dwellings = floor(demolished_area × density_factor × usable_ratio / unit_area)

    demolished_area (N,) m2 BVO; density_factor (N,) m2 BVO new per m2 BVO gone; usable_ratio (N,) GO per BVO;
    unit_area (N,) m2 GO.
    """
    return np.floor(demolished_area * density_factor * usable_ratio / unit_area + _SLACK)


@figure("number")
def parking_shortfall(dwellings: Array, norm: Array, places: Array) -> Array:
    """Parking places that are lacking: what passes all else may fail on the norm.

    parking_shortfall = max(dwellings × norm − places, 0)

    dwellings (N,); norm (N,) places a dwelling; places (N,) on site.
    """
    return np.maximum(dwellings * norm - places, 0.0)
