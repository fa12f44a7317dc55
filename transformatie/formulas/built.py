"""What is built: dwellings of one or more types on the plates of a building, or in so much area where plates are not known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.dwellings import FloorRules, dwellings_on_floor, unit_depth
from transformatie.formulas.programme import core_area, fitted_width, stairs_needed
from transformatie.trail import figure

#: What float arithmetic may lose where a length is a whole number of modules or units.
_SLACK = 1e-9


class Plates(NamedTuple):
    """The kinds of storey of each building, (P, N): all the same within a kind. A kind of no storeys is none.

    storeys, converted: number, the latter at most the former; area, core: m2 BVO a storey; depth, module: m; corridor:
    flag, else a gallery. nan where not known: depth makes the count go by ratio, module and core by the rules.
    """

    storeys: Array
    converted: Array
    area: Array
    depth: Array
    module: Array
    core: Array
    corridor: Array


class Mix(NamedTuple):
    """Types of dwelling, (K, N): share of the dwellings, m2 GO aimed at and m2 outdoor space (nan: as the option says),
    and the highest segment it is let in: 0 low, 1 mid, 2 free."""

    share: Array
    area: Array
    outdoor: Array
    let_as: Array


class Built(NamedTuple):
    """What is built, (N,) but for number and unit_area, (K, N). m2; areas of the building are BVO, the rest GO.

    converted_area: BVO of the storeys converted; kept_share: the part of the building that stays what it is; daylight_share:
    of the plates converted; walk_to_stairs: the longest, m. nan where plates are not known.
    """

    number: Array
    unit_area: Array
    dwellings: Array
    usable_area: Array
    converted_area: Array
    kept_share: Array
    dark_area: Array
    daylight_share: Array
    walk_to_stairs: Array
    from_geometry: Array


class Fitted(NamedTuple):
    """How dwellings of K types lie on the plates of one kind: (K, N) widths and depths in m, (N,) core in m2 and length in m."""

    width: Array
    depth: Array
    core: Array
    length: Array
    stairs: Array


def fitted(
    plates: Plates, kind: int, unit_area: Array, gross: Array, storeys: Array, rules: FloorRules
) -> Fitted:
    """How dwellings lie on one kind of storey: depth to the daylight, width in whole modules, stairs, lifts and core.

    unit_area (K, N) m2 GO; gross (N,) m2 BVO and storeys (N,) of the whole building, which decide on lifts.
    """
    r, area, corridor = rules, plates.area[kind], plates.corridor[kind] > 0
    known = ~np.isnan(plates.depth[kind])
    depth = np.where(known, plates.depth[kind], 1.0)
    module = np.where(np.isnan(plates.module[kind]), r.facade_module, plates.module[kind])
    zone = unit_area / (1 - r.wall_share)
    reach = unit_depth(depth, corridor, r.daylight_depth, r.corridor_width)
    reach = np.minimum(reach, zone / r.least_unit_width)
    length = area / depth
    stairs = stairs_needed(length, r.least_stairs, r.most_walk)
    by_rule = core_area(
        stairs, gross, storeys, r.stair_area, r.lift_area, r.lift_above_storeys, r.gross_area_per_lift
    )
    core = np.where(np.isnan(plates.core[kind]), by_rule, plates.core[kind])
    return Fitted(fitted_width(zone, reach, module, r.least_unit_width), reach, core, length, stairs)


@figure("number")
def dwellings_built(
    plates: Plates, share: Array, unit_area: Array, gross: Array, usable_ratio: Array, rules: FloorRules
) -> Built:
    """Dwellings of each type that fit, by the geometry of the storeys, or by a ratio of areas where that is not known.

    dwellings_built = Σ over kinds of storey of floor(dwellings_on_floor × storeys converted × (1 − shared share) × part of
        the floor for the type); or floor(BVO converted × part × usable_ratio / unit_area)

    share (K, N) of the dwellings, adding up to 1; unit_area (K, N) m2 GO aimed at; gross (N,) m2 BVO of the building;
    usable_ratio (N,) m2 GO per m2 BVO. A plate is a rectangle of area by depth. The part of the floor of a type is its share
    of the dwellings times its area, over that of all types. Dwellings come as near to their area as whole facade modules
    allow. Dark area, corridor, core, walls and shared space are no GO.
    """
    r = rules
    weight = share * unit_area
    part = weight / rowwise_sum(weight)
    storeys = rowwise_sum(plates.storeys)
    shape = np.shape(part)
    number, area = np.zeros(shape), np.zeros(shape)
    converted, total, dark, lit, plate = (np.zeros(shape[1:]) for _ in range(5))
    walk = np.full(shape[1:], np.nan)
    geometry = np.zeros(shape[1:], bool)
    for k in range(len(plates.area)):
        known = ~np.isnan(plates.depth[k])
        on = np.where(np.isnan(plates.converted[k]), plates.storeys[k], plates.converted[k])
        f = fitted(plates, k, unit_area, gross, storeys, r)
        depth = np.where(known, plates.depth[k], 1.0)
        floor = dwellings_on_floor(
            f.length, depth, f.width, f.depth, plates.corridor[k] > 0, f.core, r.corridor_width
        )
        homes = on * (1 - r.shared_share)
        by_plate = np.floor(floor.dwellings * homes * part + _SLACK)
        by_ratio = np.floor(plates.area[k] * on * part * usable_ratio / unit_area + _SLACK)
        here = np.where(known, by_plate, by_ratio)
        each = np.where(
            known, np.where(floor.dwellings > 0, f.width, 0.0) * f.depth * (1 - r.wall_share), unit_area
        )
        number, area = number + here, area + here * each
        converted, total = converted + plates.area[k] * on, total + plates.area[k] * plates.storeys[k]
        used = known & (on > 0)
        dark = dark + np.where(used, rowwise_sum(part * floor.dark_area) * homes, 0.0)
        lit = lit + np.where(used, rowwise_sum(part * (floor.usable_area + floor.edge_area)) * on, 0.0)
        plate = plate + np.where(used, f.length * depth * on, 0.0)
        walk = np.where(used, np.fmax(walk, f.length / (2 * f.stairs)), walk)
        geometry = geometry | used
    some = np.where(number > 0, number, 1.0)
    unit = np.where(number > 0, area / some, unit_area)
    scale = gross / np.where(total > 0, total, 1.0)
    return Built(
        number,
        unit,
        rowwise_sum(number),
        rowwise_sum(area),
        converted * scale,
        1.0 - converted / np.where(total > 0, total, 1.0),
        dark,
        np.where(plate > 0, lit / np.where(plate > 0, plate, 1.0), np.nan),
        walk,
        geometry,
    )


def rowwise_sum(values: Array) -> Array:
    """Rows (K, N) added one by one, so that the number of cases does not change the sum: (N,)."""
    out = np.zeros(np.shape(values)[1:])
    for row in values:
        out = out + row
    return out


@figure("m2/dwelling")
def of_type(own: Array, otherwise: Array) -> Array:
    """A size of each type: its own, or the option's where the mix names none.

    of_type = own, or otherwise where it is nan

    own (K, N), otherwise (N,) m2 a dwelling.
    """
    return np.where(np.isnan(own), otherwise, own)


@figure("m2")
def one_plate(gross: Array) -> Plates:
    """A building whose storeys are not designed yet, as one plate without geometry.

    one_plate = gross, on one storey

    gross (N,) m2 BVO.
    """
    one, nan = np.ones((1, *np.shape(gross))), np.full((1, *np.shape(gross)), np.nan)
    return Plates(one, nan, gross[None] * one, nan + 0.0, nan + 1.0, nan + 2.0, one + 0.0)


@figure("m2/dwelling")
def mean_unit_area(built: Built, unit_area: Array) -> Array:
    """Mean GO of the dwellings built.

    mean_unit_area = usable area / dwellings, or unit_area where there is none

    unit_area (N,) m2 aimed at.
    """
    some = np.where(built.dwellings > 0, built.dwellings, 1.0)
    return np.where(built.dwellings > 0, built.usable_area / some, unit_area)


@figure("share")
def size_factor(unit_area: Array, reference: Array, elasticity: Array) -> Array:
    """How rent or price per m2 of a type differs from that of a dwelling of the option's own size: small is dear.

    size_factor = (unit_area / reference) ^ −elasticity

    unit_area (K, N) m2 GO; reference, elasticity (N,) m2 GO, number.

    >>> round(float(size_factor(np.array(30.0), np.array(50.0), np.array(0.3))), 3)
    1.166
    """
    return (unit_area / reference) ** -elasticity


@figure("share")
def mean_by_area(number: Array, unit_area: Array, values: Array) -> Array:
    """Mean of a quantity per m2 over the types, each by its area.

    mean_by_area = Σ number × unit_area × values / Σ number × unit_area; the plain mean where nothing is built

    number, unit_area, values (K, N).
    """
    weight = number * unit_area
    total = rowwise_sum(weight)
    plain = rowwise_sum(values) / len(values)
    return np.where(total > 0, rowwise_sum(weight * values) / np.where(total > 0, total, 1.0), plain)


@figure("m2")
def outdoor_built(number: Array, outdoor: Array) -> Array:
    """Outdoor space built with the dwellings.

    outdoor_built = Σ number × outdoor

    number, outdoor (K, N): dwellings, m2 each.
    """
    return rowwise_sum(number * outdoor)


@figure("number")
def extra_dwellings(number: Array, unit_area: Array, reference: Array) -> Array:
    """Dwellings more than the works per m2 count on: each is a kitchen, a bathroom, a front door and a shaft more.

    extra_dwellings = Σ number × (1 − unit_area / reference)

    number, unit_area (K, N): dwellings, m2 GO; reference (N,) m2 GO, the size the works per m2 are meant for.
    """
    return rowwise_sum(number * (1.0 - unit_area / reference))


@figure("EUR/m2")
def works_with_quality(
    per_m2: Array,
    label_in_price: Array,
    label_after: Array,
    step_cost: Array,
    outdoor: Array,
    outdoor_cost: Array,
    extra_dwellings: Array,
    dwelling_cost: Array,
    area: Array,
) -> Array:
    """Works per m2 with the energy label, the outdoor space and the number of dwellings that are asked.

    works_with_quality = per_m2 + (label_in_price − label_after) × step_cost
        + (outdoor × outdoor_cost + extra_dwellings × dwelling_cost) / area

    label_in_price, label_after (N,) index from A++++ (0) to G (10); a label that is one step better costs one step more;
    step_cost (N,) EUR/m2 BVO; outdoor (N,) m2 in all; outdoor_cost (N,) EUR/m2; extra_dwellings (N,); dwelling_cost (N,)
    EUR each; area (N,) m2 BVO of the works. Not below 0.
    """
    steps = np.where(label_after < 0, 0.0, label_in_price - np.round(label_after))
    parts = (outdoor * outdoor_cost + extra_dwellings * dwelling_cost) / np.maximum(area, 1.0)
    return np.maximum(per_m2 + steps * step_cost + parts, 0.0)
