"""The dwellings of an option: how many fit, of which types, with which rent points, at what rent. Calls and names only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transformatie.dated import Array
from transformatie.formulas.archetypes import rent_points_simple
from transformatie.formulas.built import (
    Plates,
    dwellings_built,
    extra_dwellings,
    mean_by_area,
    mean_unit_area,
    of_type,
    outdoor_built,
    size_factor,
    works_with_quality,
)
from transformatie.formulas.dwellings import floor_rules
from transformatie.formulas.let_rent import for_each_type, label_index, rents_by_law, side_by_side
from transformatie.formulas.letting import price_per_m2
from transformatie.formulas.rent_points import point_rules
from transformatie.formulas.timing import scaled

if TYPE_CHECKING:
    from transformatie.options.plan import Draft


def build_dwellings(d: Draft, plates: Plates, gross: Array) -> None:
    """Put the dwellings on the plates, type by type; the outdoor space they get comes with them."""
    s, c, unit = d.setting, d.setting.cases, d.number("unit_area")
    built = dwellings_built(
        plates,
        c.mix.share,
        of_type(c.mix.area, unit),
        gross,
        d.number("usable_ratio"),
        s.once("floor_rules", lambda: floor_rules(s.law)),
    )
    outdoor = of_type(c.mix.outdoor, d.number_or("outdoor_area", s.zero))
    d.arrays |= {
        "dwellings": built.dwellings,
        "area": built.usable_area,
        "unit_area": mean_unit_area(built, unit),
        "type_number": built.number,
        "type_area": built.unit_area,
        "type_outdoor": outdoor,
        "let_as": c.mix.let_as,
        "outdoor": outdoor_built(built.number, outdoor),
        "works_area": built.converted_area,
        "dark_area": built.dark_area,
        "daylight_share": built.daylight_share,
        "from_geometry": built.from_geometry,
        "subsidy": d.number_or("subsidy_per_dwelling", s.zero),
    }


def quality(d: Draft) -> Array:
    """Works per m2 with the label and the outdoor space asked, (N,)."""
    s, per_m2 = d.setting, d.number("works_per_m2")
    after = d.number_or("label_after", s.zero)
    return works_with_quality(
        per_m2,
        d.number_or("label_in_price", after),
        after,
        d.number_or("label_step_cost", s.zero),
        d.arrays["outdoor"],
        d.number_or("outdoor_cost", s.zero),
        extra_dwellings(d.arrays["type_number"], d.arrays["type_area"], d.number("unit_area")),
        d.number("dwelling_cost"),
        d.arrays["works_area"],
    )


def by_size(d: Draft, per_m2: Array) -> Array:
    """A rent or price per m2 for each type, (K, N): small dwellings are dearer per m2."""
    factor = size_factor(d.arrays["type_area"], d.number("unit_area"), d.setting.cases.size_elasticity)
    return scaled(per_m2, factor)


def mean_over_types(d: Draft, per_m2: Array) -> Array:
    """A rent or price per m2 over all types, (N,)."""
    return mean_by_area(d.arrays["type_number"], d.arrays["type_area"], by_size(d, per_m2))


def rent_terms(d: Draft, rent: Array) -> dict[str, Array]:
    """The rent of the dwellings: what the market pays, and from July 2024 the part of it the law lets the owner ask.

    rent (N,) EUR/m2/yr of a dwelling of the option's own size.
    """
    s, c, a = d.setting, d.setting.cases, d.arrays
    out = {"rent": mean_over_types(d, rent)}
    if not s.points_are_law:
        return out
    price = price_per_m2(d.role("price"), c.housing_price_per_dwelling, d.number("unit_area"))
    woz = scaled(by_size(d, price), d.number("woz_of_price"))
    points = rent_points_simple(
        side_by_side(a["type_area"]),
        for_each_type(label_index(d.number("label_after")), a["type_area"]),
        side_by_side(woz),
        side_by_side(a["type_outdoor"]),
        for_each_type(c.built, a["type_area"]),
        s.law,
        s.once("point_rules", lambda: point_rules(s.law)),
    )
    found = rents_by_law(
        by_size(d, rent),
        a["type_number"],
        a["type_area"],
        points,
        c.mix.let_as,
        s.level_by_year(d.own.roles["rent_growth"]),
        a["ready"],
        a["works_start"],
        (c.cpi, c.wage),
        s.periods,
        s.law,
    )
    return out | {
        "woz_per_m2": mean_by_area(a["type_number"], a["type_area"], woz),
        "points": found.points,
        "segment": found.segment,
        "type_market": found.market,
        "type_cap": found.cap,
        "type_cap_without": found.cap_without,
        "type_rent": found.rent,
        "rent_share": found.share,
        "rent_share_without": found.share_without,
        "surcharge_until": found.surcharge_until,
    }
