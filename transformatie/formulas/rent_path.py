"""The rent the law allows over the years: maximum rents by date, yearly increases, running contracts."""

from __future__ import annotations

from typing import Literal

import numpy as np

from transformatie.asked import Expect, Given, PerYear, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.maximum_rent import (
    FREE,
    LOW,
    maximum_rent,
    rent_segment,
    rent_with_surcharge,
    surcharge_share,
)
from transformatie.trail import figure, leaf

TABLE = "maximum_rent.self_contained"


@figure("EUR/month")
def regulated_rent(rent_with_surcharge: Array, index: Array, segment: Array, modelled: Array) -> Array:
    """The rent that regulation allows over dates: infinite where it sets none.

    regulated_rent = rent_with_surcharge × index; no cap in the free sector, nor where points are not modelled

    rent_with_surcharge (T, N) EUR/month; index (T, 1) or (T, N), growth of the table since the last one known;
    segment (N,) code; modelled (T, 1) flag, from 1 July 2024 on.
    Source: Uitvoeringswet huurprijzen woonruimte, as changed by the Wet betaalbare huur.
    """
    return np.where((segment != FREE) & modelled, rent_with_surcharge * index, np.inf)


@figure("index")
def table_index(days: Array, last_table: Array, growth: Array) -> Array:
    """Growth of the maximum rents past the last table that is known; a projection, not law.

    table_index = (1 + growth) ^ years since the last table

    days (T, 1) datetime64[D]; last_table () datetime64[D], the day of the last table; growth () or (N,) share/yr.
    Tables step on 1 January and follow the CPI. Source: Uitvoeringsregeling huurprijzen woonruimte.
    """
    years = days.astype("datetime64[Y]").astype(int) - last_table.astype("datetime64[Y]").astype(int)
    return (1.0 + growth) ** np.maximum(years, 0)


def rent_caps(
    points: Array, days: Array, first_use: Array, starts: tuple[Array, ...], law: Law, growth: Array
) -> list[Array]:
    """The highest rent (T, N) of N self-contained dwellings on T dates, EUR/month, for each day on which works may have started;
    infinite where there is no cap.

    points, first_use (N,); starts (N,) each; days (T, 1) datetime64[D]; growth () or (N,) share/yr, of the years after
    the last table. Before the first table that was known nothing is capped here: see `points_modelled`.
    """
    modelled = points_modelled(days, law)
    if not np.any(modelled):
        return [np.full(np.broadcast_shapes(np.shape(days), np.shape(points)), np.inf) for _ in starts]
    entries = law.entries(TABLE)
    first, last = (np.datetime64(entries[i].from_, "D") for i in (0, -1))
    within = np.maximum(days, first)
    mid_from, free_from = (
        law.at("rent_law.mid_from_points", within),
        law.at("rent_law.free_from_points", within),
    )
    rules = (
        law.at("rent_law.surcharge_rate", within),
        law.on("rent_law.surcharge_first_use_after", first.item()),
        law.on("rent_law.surcharge_works_before", first.item()),
        law.at("rent_law.surcharge_years", within),
    )
    table = law.on(TABLE) if law.frozen else law.at(TABLE, within[:, 0])
    amount = maximum_rent(points, table, law.on(f"{TABLE}_from", first.item()))
    own = leaf(False, "room", "constant", "a self-contained dwelling")
    segment = rent_segment(points, mid_from, free_from, own)
    carried_from = leaf(last, "last table of maximum rents", "law", law.source_line(entries[-1]))
    index = table_index(days, carried_from, growth)
    shares = (surcharge_share(points, first_use, day, days, mid_from, free_from, *rules) for day in starts)
    return [regulated_rent(rent_with_surcharge(amount, share), index, segment, modelled) for share in shares]


@figure("flag")
def modelled_on(days: Array, first_table: Array) -> Array:
    """Whether maximum rents by points are modelled on a day.

    modelled_on = days ≥ first_table

    days (T, 1), first_table () datetime64[D].
    """
    return days >= first_table


def points_modelled(days: Array, law: Law) -> Array:
    """Whether points and maximum rents are known on each of `days` (T, 1): not before July 2024, nor before publication."""
    try:
        first = np.datetime64(law.entries(TABLE)[0].from_, "D")
    except LawError:
        first = np.datetime64("9999-01-01")
    on = np.full(np.shape(days), np.datetime64(law.in_force, "D")) if law.frozen else days
    return modelled_on(on, leaf(first, "first table of maximum rents", "law", TABLE))


@figure("flag")
def free_before_points(rent: Array, liberalisation_limit: Array) -> Array:
    """Whether a rent agreed before 1 July 2024 is free of regulation.

    free_before_points = rent > liberalisation_limit

    rent (N,) EUR/month at the start of the contract; liberalisation_limit () or (N,) EUR/month, of that day. Points
    are not modelled then: the owner's rent is taken as given. Source: art. 7:247 BW (old).
    """
    return rent > liberalisation_limit


@figure("share/yr")
def rent_increase(increase_set: Array) -> Array:
    """Highest yearly rent increase of a segment, as set for its year.

    rent_increase = increase_set, for one year only: it is no long-run rate

    increase_set () share/yr. Source: Uitvoeringswet huurprijzen woonruimte art. 10; Rijksoverheid, each December.
    """
    return np.array(increase_set, float)


@figure("share/yr")
def rent_increase_expected(
    segment: Array,
    cpi: Array,
    wage: Array,
    cpi_years: Array,
    above_cpi: Array,
    above_wage: Array,
    above_lowest: Array,
) -> Array:
    """Highest yearly rent increase of years that nothing was set for, from inflation and wages.

    rent_increase_expected = low: mean cpi of cpi_years + above_cpi; mid: wage + above_wage;
        free: min(cpi, wage) + above_lowest

    segment (N,) code; cpi, wage (Y, 1) or (Y, N) share/yr by year, the first years average over what there is;
    cpi_years () yr; above_* () share/yr, above_lowest (Y, 1) and infinite after the law that caps it has ended.
    Source: Uitvoeringswet huurprijzen woonruimte; Wet maximering huurprijsverhogingen.
    """
    span = int(cpi_years)
    mean = np.empty(np.shape(cpi))
    for y in range(len(cpi)):
        total = np.zeros(np.shape(cpi)[1:])
        for row in cpi[max(0, y - span + 1) : y + 1]:
            total = total + row
        mean[y] = total / min(y + 1, span)
    regulated = np.where(segment == LOW, mean + above_cpi, wage + above_wage)
    return np.where(segment == FREE, np.minimum(cpi, wage) + above_lowest, regulated)


@figure("share/yr")
def capped_until(limit: Array, days: Array, until: Array) -> Array:
    """A limit that a temporary law sets: none once it has ended.

    capped_until = limit, infinite on days after until

    limit, days (Y, 1); until () datetime64[D], the last day of the law. Source: Wet maximering huurprijsverhogingen.
    """
    return np.where(days > until, np.inf, limit)


def increase_by_year(segment: Array, cpi: Array, wage: Array, days: Array, law: Law) -> Array:
    """Highest yearly increase (Y, N) expected from inflation and wages, by the rules known to the law.

    segment (N,) code; cpi, wage (Y, 1) or (Y, N) share/yr; days (Y, 1) datetime64[D], one in each year.
    """

    def held(name: str) -> Array:
        return law.at(
            f"rent_law.{name}",
            np.maximum(days, np.datetime64(law.entries(f"rent_law.{name}")[0].from_, "D")),
            carry=True,
        )

    last = law.entries("rent_law.above_lowest_free")[-1]
    ends = leaf(
        np.datetime64(last.until or "9999-01-01", "D"),
        "end of the cap on free rents",
        "law",
        law.source_line(last),
    )
    free = capped_until(held("above_lowest_free"), days, ends)
    years = law.on("rent_law.cpi_years_low", law.entries("rent_law.cpi_years_low")[0].from_)
    return rent_increase_expected(
        segment, cpi, wage, years, held("above_cpi_low"), held("above_wage_mid"), free
    )


@figure("EUR/month")
def contract_rent(start_rent: Array, increase: Array, cap: Array) -> Array:
    """Rent within a running contract: it rises by what is allowed and never passes the maximum of that year.

    contract_rent = min(rent of the year before × (1 + increase), cap), from start_rent in the first year

    start_rent (N,) EUR/month; increase (Y, N) or (Y, 1) share/yr, its first row unused; cap (Y, N) EUR/month, infinite
    in the free sector. Source: Uitvoeringswet huurprijzen woonruimte.
    """
    rent = np.empty(np.shape(cap))
    rent[0] = np.minimum(start_rent, cap[0])
    for y in range(1, len(rent)):
        rent[y] = np.minimum(rent[y - 1] * (1 + increase[y]), cap[y])
    return rent


class RentIncreaseGiven(Given):
    """A segment."""

    segment: Literal["low", "mid", "free", "room"]


class RentIncreaseExpect(Expect):
    """The percentage, as a fraction."""

    rent_increase: PerYear


@asked(rent_increase)
def _rent_increase(given: RentIncreaseGiven, law: Law) -> RentIncreaseExpect:
    segment = "low" if given.segment == "room" else given.segment
    return RentIncreaseExpect(rent_increase=float(rent_increase(law.on(f"rent_law.increase_{segment}"))))
