"""Dwellings without a list of rooms: rent points of an archetype of so many m2 GO, for the sweep of a programme."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array, Law
from transformatie.formulas.rent_points import Dwelling, PointRules, count_points
from transformatie.trail import figure, leaf


@figure("m2")
def archetype_area(go: Array, sizes: Array, areas: Array) -> Array:
    """Area of rooms, or of other rooms, in a dwelling of an archetype.

    archetype_area = areas between the archetypes in proportion to go, beyond them in proportion to the nearest

    go (N,) m2; sizes, areas (A,) m2, rising.

    >>> archetype_area(np.array([15.0, 35.0, 160.0]), np.array([30.0, 40.0, 80.0]), np.array([24.0, 35.0, 68.0])).tolist()
    [12.0, 29.5, 136.0]
    """
    inside = np.interp(go, sizes, areas)
    return inside * np.where(go < sizes[0], go / sizes[0], np.where(go > sizes[-1], go / sizes[-1], 1.0))


@figure("number")
def archetype_rooms(go: Array, sizes: Array, rooms: Array) -> Array:
    """Heated rooms of a dwelling of an archetype, kitchen and bathroom counted.

    archetype_rooms = rooms of the largest archetype that is not larger than go, or of the smallest

    go (N,) m2; sizes (A,) m2, rising; rooms (A,).
    """
    return rooms[np.clip(np.searchsorted(sizes, go, side="right") - 1, 0, len(sizes) - 1)]


@figure("EUR")
def woz_of(woz_per_m2: Array, go: Array) -> Array:
    """WOZ value of a dwelling by its GO.

    woz_of = woz_per_m2 × go

    woz_per_m2 (N,) EUR/m2 GO, nan where none was set; go (N,) m2.
    """
    return woz_per_m2 * go


def rent_points_simple(
    go_area: Array,
    label: Array,
    woz_per_m2: Array,
    outdoor_area: Array,
    build_year: Array,
    law: Law,
    rules: PointRules,
) -> Array:
    """Points (N,) of self-contained apartments with an outdoor space of their own, by the closed form of `rent_points`.

    go_area (N,) m2; label (N,) index from A++++ to G, −1 without; woz_per_m2 (N,) EUR/m2 GO, nan where none was set
    (a new conversion: an appraisal, or else the least WOZ value); outdoor_area (N,) m2, 0 for none; build_year (N,).
    """
    sizes = law.on("programme.archetype_go")
    return count_points(
        Dwelling(
            area=archetype_area(go_area, sizes, law.on("programme.archetype_rooms")),
            other_area=archetype_area(go_area, sizes, law.on("programme.archetype_other")),
            rooms_heated=archetype_rooms(go_area, sizes, law.on("programme.archetype_heated")),
            label=label,
            build_year=build_year,
            house=leaf(False, "house", "constant", "an apartment"),
            outdoor_area=outdoor_area,
            outdoor_private=leaf(True, "outdoor_private", "constant", "outdoor space of the dwelling itself"),
            kitchen_points=law.on("programme.archetype_kitchen_points"),
            bathroom_points=law.on("programme.archetype_bathroom_points"),
            woz=woz_of(woz_per_m2, go_area),
        ),
        rules,
    )
