"""The rent of new dwellings that are let: what the market pays, as far as the law lets the owner ask it, year by year.

Types of dwelling stand side by side: (K, N) laid out as (K × N,), so that every figure sees plain cases.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.built import rowwise_sum
from transformatie.formulas.maximum_rent import LOW, MID, rent_rules, rent_segment, years_later
from transformatie.formulas.rent_path import increase_by_year, points_modelled, rent_caps
from transformatie.formulas.rent_points import LABELS, NO_LABEL
from transformatie.periods import DAYS_A_YEAR, NEVER, Periods
from transformatie.trail import figure, leaf


@figure("number")
def side_by_side(values: Array) -> Array:
    """Types by case as one row of cases.

    side_by_side = values, type after type

    values (K, N). Returns (K × N,).
    """
    return np.reshape(values, -1).copy()


@figure("number")
def for_each_type(values: Array, like: Array) -> Array:
    """A quantity of the cases, the same for every type.

    for_each_type = values, once for each type

    values (N,); like (K, N). Returns (K × N,).
    """
    return np.tile(values, len(like))


@figure("date")
def date_on(day: Array, first: Array) -> Array:
    """A number of days since the assessment as a date; what never comes is no date.

    date_on = first + day, rounded up to whole days

    day (N,); first () datetime64[D].
    """
    found = first + np.ceil(np.minimum(day, 1e6)).astype("timedelta64[D]")
    return np.where(day >= NEVER, np.datetime64("NaT"), found)


@figure("form")
def label_index(label: Array) -> Array:
    """An energy label as its place in the tables of law.

    label_index = label, rounded to a whole place

    label (N,), 0 (A++++) to 10 (G), −1 without.
    """
    return np.clip(np.round(label), NO_LABEL, len(LABELS) - 1).astype(int)


@figure("points")
def points_let_as(points: Array, let_as: Array, mid_from: Array, free_from: Array) -> Array:
    """Points a dwelling is let on: its own, or the most of the segment it is promised to.

    points_let_as = min(points, mid_from − 1) as low rent, min(points, free_from − 1) as mid rent, points otherwise

    points, let_as (N,), the latter a code: 0 low, 1 mid, 2 free; mid_from, free_from () points.
    """
    return np.where(
        let_as == LOW,
        np.minimum(points, mid_from - 1),
        np.where(let_as == MID, np.minimum(points, free_from - 1), points),
    )


@figure("EUR/month")
def market_rent(rent_per_m2: Array, unit_area: Array, index: Array) -> Array:
    """What the market pays for a dwelling, by year.

    market_rent = rent_per_m2 × unit_area / 12 × index

    rent_per_m2 (N,) EUR/m2/yr; unit_area (N,) m2 GO; index (Y, N), the level of rents on 1 January.
    """
    return rent_per_m2 * unit_area / 12.0 * index


@figure("EUR/month")
def let_rent(market_rent: Array, cap: Array, increase: Array, first_year: Array) -> Array:
    """Rent of a dwelling by year: let at what the market pays and the law allows, then raised as far as both let it.

    let_rent = min(market_rent, cap) up to first_year; after it min(rent of the year before × (1 + increase), market_rent, cap)

    market_rent, cap (Y, N) EUR/month, cap infinite where the rent is free; increase (Y, N) share/yr, the most within a
    contract; first_year (N,) place of the year of first use. Source: Uitvoeringswet huurprijzen woonruimte.

    >>> m, c = np.array([[1000.0], [1100.0], [1200.0]]), np.array([[900.0], [1000.0], [1000.0]])
    >>> let_rent(m, c, np.full((3, 1), 0.05), np.array([0])).tolist()
    [[900.0], [945.0], [992.25]]
    """
    highest = np.minimum(market_rent, cap)
    rent = np.empty(np.shape(highest))
    rent[0] = highest[0]
    for y in range(1, len(rent)):
        raised = np.where(y > first_year, rent[y - 1] * (1 + increase[y]), np.inf)
        rent[y] = np.minimum(raised, highest[y])
    return rent


@figure("share")
def allowed_share(let_rent: Array, market_rent: Array, number: Array, unit_area: Array) -> Array:
    """Part of the market rent that the owner may ask, over all types.

    allowed_share = Σ number × let_rent / Σ number × market_rent

    let_rent, market_rent (Y, K × N) EUR/month; number, unit_area (K, N), the area counts where nothing is built. (Y, N).
    """
    shape = (len(let_rent), *np.shape(number))
    weight = np.where(rowwise_sum(number) > 0, number, unit_area)
    asked, paid = (np.zeros((shape[0], shape[2])) for _ in range(2))
    for k in range(shape[1]):
        asked = asked + np.reshape(let_rent, shape)[:, k] * weight[k]
        paid = paid + np.reshape(market_rent, shape)[:, k] * weight[k]
    return np.where(paid > 0, asked / np.where(paid > 0, paid, 1.0), 1.0)


@figure("day")
def surcharge_end(first_use: Array, years: Array, first: Array) -> Array:
    """The day on which the new-build surcharge ends, since the assessment.

    surcharge_end = first_use + years − first, in days

    first_use (N,) datetime64[D], NaT where never used; years () yr; first () datetime64[D].
    """
    end = years_later(first_use, years)
    return np.where(np.isnat(end), 0.0, (end - first).astype(float))


@figure("share")
def share_over_time(periods: Periods, with_surcharge: Array, without: Array, until: Array) -> Array:
    """Part of the market rent the owner may ask in each period, with the surcharge up to the day it ends.

    share_over_time = without + (with_surcharge − without) × part of the period before until

    with_surcharge, without (Y, N) shares; until (N,) days. Returns (T, N).
    """
    before = periods.overlap(np.zeros_like(until), until)
    low = without[periods.year_of]
    return low + (with_surcharge[periods.year_of] - low) * before


@figure("share")
def share_by_period(periods: Periods, share: Array) -> Array:
    """A share by year as one by period.

    share_by_period = share of the calendar year of the period

    share (Y, N). Returns (T, N).
    """
    return share[periods.year_of]


@figure("share/yr")
def every_year(rate: Array, like: Array) -> Array:
    """A yearly rate that is the same in all years.

    every_year = rate

    rate (N,) share/yr; like (Y, 1). Returns (Y, N).
    """
    return np.broadcast_to(rate, (len(like), len(rate))).copy()


@figure("number")
def year_place(periods: Periods, day: Array) -> Array:
    """Place of the calendar year that holds a day; past the horizon, beyond the last.

    year_place = number of years that end on or before day

    day (N,) days. Returns (N,).
    """
    return np.searchsorted(periods.year_ends[:, 0] * DAYS_A_YEAR, day, side="right")


class LetRent(NamedTuple):
    """The rent of the dwellings that are let. By type and case, (K × N,), and by year, (Y, K × N), EUR/month.

    cap_without: maximum rent without surcharge; share, share_without (T, N): part of the market rent that may be asked, with
    the surcharge while it lasts and without; surcharge_until (N,) days.
    """

    points: Array
    segment: Array
    market: Array
    cap: Array
    cap_without: Array
    rent: Array
    share: Array
    share_without: Array
    surcharge_until: Array


def rents_by_law(
    rent_per_m2: Array,
    number: Array,
    unit_area: Array,
    points: Array,
    let_as: Array,
    index: Array,
    ready: Array,
    works_start: Array,
    growth: tuple[Array, Array],
    periods: Periods,
    law: Law,
) -> LetRent:
    """The rent of let dwellings under the law of points.

    rent_per_m2, number, unit_area, let_as (K, N): EUR/m2/yr, dwellings, m2 GO, code; points (K × N,); index (Y, N); ready, works_start (N,) days; growth: CPI and wages, (N,).
    """
    first = leaf(np.datetime64(periods.first), "assessment date", "input", "assess.date", "date")
    days = leaf(_new_years(periods), "1 January of each year", "axis", "assess.date", "date")
    many = [for_each_type(x, number) for x in (ready, works_start, *growth)]
    first_use, started = date_on(many[0], first), date_on(many[1], first)
    never = leaf(
        np.full(np.shape(started), np.datetime64("NaT"), "datetime64[D]"),
        "no start of works",
        "constant",
        "the model",
    )
    rules = rent_rules(law)
    counted = points_let_as(points, side_by_side(let_as), rules.mid_from, rules.free_from)
    segment = rent_segment(
        counted, rules.mid_from, rules.free_from, leaf(False, "room", "constant", "a self-contained dwelling")
    )
    by_type = index_by_type(index, number)
    market = market_rent(side_by_side(rent_per_m2), side_by_side(unit_area), by_type)
    cap, without = rent_caps(counted, days, first_use, (started, never), law, many[2])
    increase = _increase(segment, many[2], many[3], days, law)
    place = year_place(periods, many[0])
    asked = let_rent(market, cap, increase, place)
    plain = let_rent(market, without, increase, place)
    share_with = allowed_share(asked, market, number, unit_area)
    share = allowed_share(plain, market, number, unit_area)
    until = surcharge_end(date_on(ready, first), rules.surcharge_years, first)
    return LetRent(
        counted, segment, market, cap, without, asked, share_over_time(periods, share_with, share, until),
        share_by_period(periods, share), until,
    )  # fmt: skip


@figure("index")
def index_by_type(index: Array, like: Array) -> Array:
    """The level of rents for each type.

    index_by_type = index, once for each type

    index (Y, N); like (K, N). Returns (Y, K × N).
    """
    return np.tile(index, (1, len(like)))


def _new_years(periods: Periods) -> Array:
    """1 January of each calendar year of the axis, the assessment date in the first, (Y, 1)."""
    days = (periods.years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return np.maximum(days, np.datetime64(periods.first))[:, None]


def _increase(segment: Array, cpi: Array, wage: Array, days: Array, law: Law) -> Array:
    """The most that rents may rise within a contract, (Y, N); before the percentages were known only the cap holds."""
    try:
        return increase_by_year(segment, every_year(cpi, days), every_year(wage, days), days, law)
    except LawError:
        shape = (len(days), len(segment))
        return leaf(
            np.full(shape, np.inf), "no yearly percentage known", "law", "rent_law.above_cpi_low", "share/yr"
        )


def points_are_law(periods: Periods, law: Law) -> bool:
    """Whether points are modelled on the assessment date: from 1 July 2024 on, as far as published."""
    return bool(points_modelled(np.array([[np.datetime64(periods.first)]]), law)[0, 0])


@figure("EUR")
def surcharge_worth(
    net_rent: Array, more: Array, until: Array, day: Array, rate: Array, buyers_cost: Array
) -> Array:
    """What a buyer gives for the surcharge in the years it still lasts: an annuity, never a lasting rent.

    surcharge_worth = net_rent × more × (1 − (1 + rate) ^ −years) / rate / (1 + buyers_cost), with years from day to until

    net_rent (N,) EUR/yr at the market's rent; more (N,) the part of that rent the surcharge adds on that day; until, day
    (N,) days; rate, buyers_cost (N,) shares.
    """
    years = np.maximum(until - day, 0.0) / DAYS_A_YEAR
    annuity = (1.0 - (1.0 + rate) ** -years) / rate
    return net_rent * more * annuity / (1.0 + buyers_cost)
