"""Points of a self-contained dwelling under the woningwaarderingsstelsel, as a closed form on arrays.

Seven groups, each rounded to quarters, add up to whole points. Left out, because a conversion rarely has them or
because they hang on an address: shared rooms and parking, cooling, monuments, fixtures beyond the kitchen and
bathroom points that are given, and the WOZ rule for new dwellings under 40 m2 in Amsterdam and Utrecht.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Area, Count, Expect, Given, Number, Year, asked
from transformatie.dated import Array, Law
from transformatie.formulas.points_rounding import down, quarter, whole
from transformatie.trail import figure

#: Energy labels in the order of the tables of law.
LABELS = ("A++++", "A+++", "A++", "A+", "A", "B", "C", "D", "E", "F", "G")
NO_LABEL = -1


class Dwelling(NamedTuple):
    """What is counted; every field (N,). `label`: index in LABELS, or NO_LABEL. `woz`: EUR, nan where none was set."""

    area: Array
    other_area: Array
    rooms_heated: Array
    label: Array
    build_year: Array
    house: Array
    outdoor_area: Array
    outdoor_private: Array
    kitchen_points: Array
    bathroom_points: Array
    woz: Array


class PointRules(NamedTuple):
    """The entries of `law/rent_points.yaml` that hold on a day."""

    per_m2_rooms: Array
    per_m2_other: Array
    per_heated_room: Array
    energy_apartment: Array
    energy_house: Array
    build_year_last: Array
    build_year_apartment: Array
    build_year_house: Array
    per_m2_outdoor: Array
    private_outdoor: Array
    outdoor_most: Array
    no_outdoor: Array
    woz_per_point: Array
    woz_per_m2_per_point: Array
    woz_least: Array
    woz_share_most: Array
    woz_share_from_points: Array
    new_woz_least_points: Array
    new_woz_years: Array
    new_woz_other_points: Array


def point_rules(law: Law) -> PointRules:
    """The rules in force on the law's day.

    Errors: LawError before 1 July 2024: earlier points are not modelled, and the nearest table is not the law.
    """
    return PointRules(*(law.on(f"rent_points.{name}") for name in PointRules._fields))


@figure("points")
def area_points(area: Array, per_m2: Array) -> Array:
    """Points for floor area: of rooms, or of other rooms.

    area_points = quarter(whole(area) × per_m2)

    area (N,) m2, all rooms of the group together; per_m2 () points/m2. Source: bijlage I A, rubriek 1 and 2.

    >>> float(area_points(np.float64(3.5), np.float64(0.75)))
    3.0
    """
    return quarter(whole(area) * per_m2)


@figure("points")
def heating_points(rooms_heated: Array, per_heated_room: Array) -> Array:
    """Points for heated rooms; an open kitchen and a heated bathroom count as rooms.

    heating_points = quarter(rooms_heated × per_heated_room)

    rooms_heated (N,) number; per_heated_room () points. Source: bijlage I A, rubriek 3.
    """
    return quarter(rooms_heated * per_heated_room)


@figure("points")
def energy_points(
    label: Array,
    build_year: Array,
    house: Array,
    label_house: Array,
    label_apartment: Array,
    last_years: Array,
    year_house: Array,
    year_apartment: Array,
) -> Array:
    """Points for the energy label, or for the build year where there is no valid label.

    energy_points = points of the label, or of the class of build_year where label is missing, by house or apartment

    label (N,) index in LABELS or NO_LABEL; build_year (N,) year, nan only where a label stands; house (N,) flag;
    label_house, label_apartment (11,) points; last_years (6,) year, the last of each class but the newest;
    year_house, year_apartment (7,) points. A simplified label, issued from 2015 to 2020, is no valid label.
    Source: bijlage I A, rubriek 4.
    """
    year_class = np.searchsorted(last_years, np.nan_to_num(build_year, nan=0.0), side="left")
    by_label = np.where(house, label_house[label], label_apartment[label])
    by_year = np.where(house, year_house[year_class], year_apartment[year_class])
    return np.where(label == NO_LABEL, by_year, by_label)


@figure("points")
def outdoor_points(
    area: Array, private: Array, per_m2: Array, for_private: Array, most: Array, without: Array
) -> Array:
    """Points for outdoor space, or the deduction where there is none at all.

    outdoor_points = quarter(min(whole(area) × per_m2 + for_private if private, most)); without, where area is 0

    area (N,) m2; private (N,) flag; per_m2 () points/m2; for_private, most, without () points.
    Source: bijlage I A, rubriek 8.
    """
    scored = np.minimum(whole(area) * per_m2 + for_private * private, most)
    return np.where(area > 0, quarter(scored), without)


@figure("points")
def woz_points(
    woz: Array, area: Array, other_area: Array, per_point: Array, per_m2_per_point: Array, least: Array
) -> Array:
    """Points for the WOZ value, before rounding and before the limit on their share.

    woz_points = woz / per_point + woz / whole(area + other_area) / per_m2_per_point, with woz = least where none was set

    woz (N,) EUR, nan or 0 where none was set; area, other_area (N,) m2, of rooms and of other rooms, not the nominal
    GO; per_point, per_m2_per_point () EUR/point; least () EUR. Source: bijlage I A, rubriek 11.

    >>> n = np.float64
    >>> round(float(woz_points(n(2e5), n(43), n(3), n(16954), n(268), n(85806))), 2)
    28.02
    """
    value = np.where(np.isnan(woz) | (woz == 0), least, woz)
    square_metres = whole(area + other_area)
    per_m2 = value / np.maximum(square_metres, 1.0)
    return np.where(square_metres > 0, value / per_point + per_m2 / per_m2_per_point, 0.0)


@figure("points")
def woz_points_counted(
    woz_points: Array,
    other: Array,
    build_year: Array,
    new_years: Array,
    new_least: Array,
    new_other: Array,
    share_most: Array,
    share_from: Array,
) -> Array:
    """Points for the WOZ value after the least of new dwellings and the limit on their share, rounded.

    woz_points_counted = new_least, if built in new_years with other ≥ new_other and woz_points below new_least;
        quarter(woz_points), if the total stays below share_from or woz_points within their share;
        down(other × share_most / (1 − share_most)) otherwise, but up to share_from − 1 in all if the total would fall below share_from

    woz_points, other (N,) points, `other` all other groups; build_year (N,) year; new_years (2,) year; new_least,
    new_other, share_from () points; share_most () share. Whether the total falls below share_from is judged on the
    group as rounded on quarters, as the open implementation of the policy book does.
    Source: bijlage I A, rubriek 11.2 and 11.3.
    """
    rounded = quarter(woz_points)
    new = (build_year >= new_years[0]) & (build_year <= new_years[1])
    has_least = new & (other >= new_other) & (woz_points > 0) & (woz_points < new_least)
    limit = other * share_most / (1 - share_most)
    limited = (whole(other + rounded) >= share_from) & (limit < woz_points)
    falls_below = whole(other + rounded + down(limit) - woz_points) < share_from
    lowered = np.where(falls_below, share_from - 1 - other, down(limit))
    return np.where(has_least, new_least, np.where(limited, lowered, rounded))


@figure("points")
def rent_points(other: Array, woz_points_counted: Array) -> Array:
    """Points of a self-contained dwelling.

    rent_points = whole(other + woz_points_counted)

    other (N,) points of all groups but WOZ, each rounded to quarters; woz_points_counted (N,) points.
    Source: Besluit huurprijzen woonruimte, bijlage I A; policy book 2.1.5.
    """
    return whole(other + woz_points_counted)


@figure("points")
def points_without_woz(
    rooms: Array,
    other_rooms: Array,
    heating: Array,
    energy: Array,
    kitchen: Array,
    bathroom: Array,
    outdoor: Array,
) -> Array:
    """Points of all groups but the WOZ value.

    points_without_woz = rooms + other_rooms + heating + energy + quarter(kitchen) + quarter(bathroom) + outdoor

    All (N,) points. Source: bijlage I A, rubriek 1 to 8.
    """
    return rooms + other_rooms + heating + energy + quarter(kitchen) + quarter(bathroom) + outdoor


def count_points(dwelling: Dwelling, rules: PointRules) -> Array:
    """Points (N,) of N dwellings: the groups in the order of the law."""
    d, r = dwelling, rules
    other = points_without_woz(
        area_points(d.area, r.per_m2_rooms),
        area_points(d.other_area, r.per_m2_other),
        heating_points(d.rooms_heated, r.per_heated_room),
        energy_points(
            d.label,
            d.build_year,
            d.house,
            r.energy_house,
            r.energy_apartment,
            r.build_year_last,
            r.build_year_house,
            r.build_year_apartment,
        ),
        d.kitchen_points,
        d.bathroom_points,
        outdoor_points(
            d.outdoor_area,
            d.outdoor_private,
            r.per_m2_outdoor,
            r.private_outdoor,
            r.outdoor_most,
            r.no_outdoor,
        ),
    )
    woz = woz_points(d.woz, d.area, d.other_area, r.woz_per_point, r.woz_per_m2_per_point, r.woz_least)
    counted = woz_points_counted(
        woz,
        other,
        d.build_year,
        r.new_woz_years,
        r.new_woz_least_points,
        r.new_woz_other_points,
        r.woz_share_most,
        r.woz_share_from_points,
    )
    return rent_points(other, counted)


class RentPointsGiven(Given):
    """One dwelling. What is left out is not there: no other rooms, no outdoor space, no kitchen or bathroom points."""

    area: Annotated[Area, Field(gt=0, description="all rooms together, bathroom and kitchen included")]
    other_area: Annotated[Area, Field(ge=0)] = 0.0
    rooms_heated: Annotated[Count, Field(ge=0, description="an open kitchen and a heated bathroom count")] = 0
    energy_label: Literal["A++++", "A+++", "A++", "A+", "A", "B", "C", "D", "E", "F", "G", "none"] | None = (
        None
    )
    woz: Annotated[EUR, Field(ge=0, description="value date 1 January of the year before")] | None = None
    outdoor_area: Annotated[Area, Field(ge=0)] = 0.0
    private_outdoor: bool = False
    kitchen_points: Annotated[Number, Field(ge=0)] = 0.0
    bathroom_points: Annotated[Number, Field(ge=0)] = 0.0
    build_year: Year | None = None
    dwelling_type: Literal["apartment", "house"] = "apartment"

    @model_validator(mode="after")
    def _label_or_year(self) -> RentPointsGiven:
        if self.energy_label in (None, "none") and self.build_year is None:
            raise ValueError(
                "een energielabel, of anders een bouwjaar (build_year) || an energy label, or else a build_year"
            )
        return self


class RentPointsExpect(Expect):
    """The points."""

    rent_points: float


@asked(rent_points)
def _rent_points(given: RentPointsGiven, law: Law) -> RentPointsExpect:
    label = NO_LABEL if given.energy_label in (None, "none") else LABELS.index(given.energy_label)
    dwelling = Dwelling(
        area=np.float64(given.area),
        other_area=np.float64(given.other_area),
        rooms_heated=np.float64(given.rooms_heated),
        label=np.int64(label),
        build_year=np.float64(np.nan if given.build_year is None else given.build_year),
        house=np.bool_(given.dwelling_type == "house"),
        outdoor_area=np.float64(given.outdoor_area),
        outdoor_private=np.bool_(given.private_outdoor),
        kitchen_points=np.float64(given.kitchen_points),
        bathroom_points=np.float64(given.bathroom_points),
        woz=np.float64(np.nan if given.woz is None else given.woz),
    )
    return RentPointsExpect(rent_points=float(count_points(dwelling, point_rules(law))))
