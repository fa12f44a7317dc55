"""Rent: of sitting tenants, of space let again, of a new use; always effective beside headline."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.reletting import still_vacant, still_vacant_on_path
from transformatie.periods import DAYS_A_MONTH, DAYS_A_YEAR, Periods
from transformatie.trail import figure


@figure("m2")
def sitting_area(periods: Periods, area: Array, until: Array, starts: Array) -> Array:
    """Area in use by the tenants of today's leases, on average over each period.

    sitting_area = Σ area × share of the period between start and end of the lease

    area, starts, until (K, N): m2, days. Returns (T, N).
    """
    total = np.zeros((len(periods.starts), np.shape(area)[1]))
    for k in range(np.shape(area)[0]):
        total += area[k] * periods.overlap(starts[k], until[k])
    return total


@figure("EUR/yr")
def sitting_rent(
    periods: Periods, area: Array, rent: Array, until: Array, pays_from: Array, cpi_index: Array
) -> Array:
    """Rent of today's leases until each ends, indexed with inflation, nothing in rent-free months.

    sitting_rent = Σ area × rent × cpi_index × share of the period in which the lease pays

    area, rent, until, pays_from (K, N): m2, EUR/m2/yr, days; cpi_index (T, N). Returns (T, N).
    """
    total = np.zeros((len(periods.starts), np.shape(area)[1]))
    for k in range(np.shape(area)[0]):
        total += area[k] * rent[k] * periods.overlap(pays_from[k], until[k])
    return total * cpi_index


@figure("m2")
def relet_area(
    periods: Periods,
    vacant: Array,
    vacant_years: Array,
    area: Array,
    until: Array,
    stays: Array,
    relet_from: Array,
    hazards: Array,
    bands: Array,
    multiplier: Array,
    friction: Array,
    delay_months: Array,
    odds: Array | None = None,
) -> Array:
    """Expected area let again as office: what stands empty today, and each lease that ends.

    relet_area = (1 − friction) × (vacant × found + Σ area × (stays + (1 − stays) × found since its end) after its end)
        with found = 1 − still vacant after the years empty, given the years empty at relet_from

    vacant, vacant_years, relet_from, multiplier, friction (N,); area, until, stays (K, N); hazards (B, N) a year by
    years empty, from ages `bands` (B,). Space that falls empty before `relet_from` is offered from that day; a tenant
    found comes delay_months (N,) later. odds (Y, N): by how much the market lifts the chance of letting in each calendar
    year, where it moves: see `still_vacant_on_path`. (T, N).
    """
    middle = (periods.starts + periods.ends) / 2 - delay_months * DAYS_A_MONTH
    by_period = None if odds is None else odds[periods.year_of]
    ever = np.full_like(relet_from, 1e12)

    def found(years_before: Array, free: Array, rows: slice) -> Array:
        years = np.maximum(middle[rows] - free, 0.0) / DAYS_A_YEAR
        if by_period is None:
            return 1.0 - still_vacant(years_before, years, bands, hazards, multiplier)
        return 1.0 - still_vacant_on_path(years_before, years, bands, hazards, multiplier, by_period[rows])

    total, rows = np.zeros(np.shape(middle)), periods.touched(relet_from, ever)
    total[rows] = vacant * found(vacant_years, relet_from, rows) * periods.overlap(relet_from, ever)[rows]
    for k in range(np.shape(area)[0]):
        ends = np.maximum(until[k], 0.0)
        free, rows = np.maximum(ends, relet_from), periods.touched(ends, ever)
        after, offered = (periods.overlap(day, ever)[rows] for day in (ends, free))
        total[rows] += area[k] * (
            stays[k] * after + (1.0 - stays[k]) * found(np.zeros(1), free, rows) * offered
        )
    return total * (1.0 - friction)


@figure("EUR/yr")
def relet_rent(area: Array, rent: Array, rent_index: Array, incentive: Array) -> Array:
    """Effective rent of area let again: the market's headline less the rent-free share of the term.

    relet_rent = area × rent × rent_index × (1 − incentive)

    area, rent_index (T, N); rent, incentive (N,): EUR/m2/yr headline, share. The rent-free months are spread over the term.
    """
    return area * rent * rent_index * (1.0 - incentive)


@figure("EUR/yr")
def new_rent(
    periods: Periods,
    area: Array,
    rent: Array,
    rent_index: Array,
    ready: Array,
    fill_days: Array,
    vacancy: Array,
) -> Array:
    """Rent of the new use from the day it is ready, filling up evenly, less friction vacancy.

    new_rent = area × rent × rent_index × (1 − vacancy) × share filled

    area, rent, ready, fill_days, vacancy (N,): m2, EUR/m2/yr, days, share; rent_index (T, N). Returns (T, N).
    """
    middle = (periods.starts + periods.ends) / 2
    filled = np.clip((middle - ready) / np.maximum(fill_days, 1.0), 0.0, 1.0)
    return (
        area
        * rent
        * rent_index
        * (1.0 - vacancy)
        * filled
        * periods.overlap(ready, np.full_like(ready, 1e12))
    )


@figure("EUR/yr")
def newly_let_rent(periods: Periods, let: Array, before: Array, rent: Array, rent_index: Array) -> Array:
    """First-year rent of what is let anew in each period: the base of a letting fee, once per letting.

    newly_let_rent = max(let − let before, 0) × rent × rent_index / length of the period

    let (T, N) m2; before (N,) m2 let at the start; rent (N,) EUR/m2/yr; rent_index (T, N). A rate in EUR/yr.
    """
    gained = np.maximum(np.diff(let, axis=0, prepend=np.broadcast_to(before, (1, *np.shape(let)[1:]))), 0.0)
    return gained * rent * rent_index / periods.in_years


@figure("EUR/yr")
def temporary_income(
    periods: Periods, area: Array, fee: Array, start: Array, end: Array, cpi_index: Array
) -> Array:
    """Fees of temporary users that reach the owner.

    temporary_income = area × fee × cpi_index × share of the period in temporary use

    area (N,) m2; fee (N,) EUR/m2/yr; start, end (N,) days. Returns (T, N).
    """
    return area * fee * cpi_index * periods.overlap(start, end)


@figure("EUR/m2/yr")
def yearly_rent_per_m2(rent: Array, per_dwelling: Array, unit_area: Array) -> Array:
    """A monthly rent, per m2 or per dwelling, as a yearly rent per m2.

    yearly_rent_per_m2 = 12 × rent / (unit_area if the rent is per dwelling, else 1)

    rent (N,) EUR a month; per_dwelling (N,) flag; unit_area (N,) m2 GO a dwelling.
    """
    return 12.0 * rent / np.where(per_dwelling > 0, unit_area, 1.0)


@figure("EUR/m2")
def price_per_m2(price: Array, per_dwelling: Array, unit_area: Array) -> Array:
    """A selling price, per m2 or per dwelling, as a price per m2.

    price_per_m2 = price / (unit_area if the price is per dwelling, else 1)

    price (N,) EUR; per_dwelling (N,) flag; unit_area (N,) m2 GO.
    """
    return price / np.where(per_dwelling > 0, unit_area, 1.0)


@figure("EUR/m2/yr")
def headline_rent_per_m2(rent: Array, effective: Array, incentive: Array) -> Array:
    """A market rent as headline rent: an effective rent is lifted by the rent-free share.

    headline_rent_per_m2 = rent / (1 − incentive if the rent is effective, else 1)

    rent (N,) EUR/m2/yr; effective (N,) flag; incentive (N,) share of the term.
    """
    return rent / np.where(effective > 0, 1.0 - incentive, 1.0)


@figure("yr")
def expected_void_years(
    vacant_years: Array, bands: Array, hazards: Array, multiplier: Array, rate: Array
) -> Array:
    """How long what stands empty may be expected to stay so, each year counted at its present value.

    expected_void_years = ∫ still vacant(u) × (1 + rate) ^ −u du, from now on, given the years it has stood empty

    vacant_years, multiplier, rate (N,); hazards: B arrays share/yr by years empty; bands (B−1,) ages at which all but the
    last end. Closed form, band by band. Longer than one over the chance of the first year, because the chance falls.
    """
    delta = np.log1p(rate)
    total = np.zeros(np.shape(vacant_years * delta))
    alive = np.ones_like(total)
    start = 0.0
    for end, hazard in zip([*bands, np.inf], hazards, strict=True):
        strength = delta - multiplier * np.log1p(-np.minimum(hazard, 0.999))
        width = np.maximum(end - np.maximum(vacant_years, start), 0.0)
        gone = 1.0 - np.exp(-strength * np.minimum(width, 1e4))
        total = total + alive * gone / np.maximum(strength, 1e-9)
        alive = alive * (1.0 - gone)
        start = end
    return total


@figure("EUR")
def void_cost(
    empty: Array, rent: Array, rent_index: Array, incentive: Array, service: Array, years: Array
) -> Array:
    """What a buyer takes off for space that is empty: rent missed and service costs borne until it is let.

    void_cost = empty × (rent × rent_index × (1 − incentive) + service) × years

    empty (N,) m2; rent, service (N,) EUR/m2/yr; rent_index (N,); years: see `expected_void_years`.
    """
    return empty * (rent * rent_index * (1.0 - incentive) + service) * years


@figure("m2")
def at_day(periods: Periods, series: Array, day: Array) -> Array:
    """The value of a series in the last period that starts before a day.

    at_day = series in the period that holds the moment before `day`

    series (T, N); day (N,). Returns (N,).
    """
    index = np.clip(
        np.searchsorted(periods.starts[:, 0], day - 0.5, side="right") - 1, 0, len(periods.starts) - 1
    )
    return series[index, np.arange(np.shape(series)[1])]


@figure("m2")
def vacant_now(lettable: Array, area: Array, starts: Array) -> Array:
    """Lettable area that no lease covers on the assessment date.

    vacant_now = max(lettable − Σ area of leases that have started, 0)

    lettable (N,); area, starts (K, N).
    """
    total = np.zeros_like(lettable)
    for k in range(np.shape(area)[0]):
        total = total + area[k] * (starts[k] <= 0)
    return np.maximum(lettable - total, 0.0)


@figure("EUR/m2/yr")
def rent_per_vvo(rent: Array, per_bvo: Array, gross: Array, lettable: Array) -> Array:
    """A rent per m2 of gross or lettable area, as a rent per m2 of lettable area.

    rent_per_vvo = rent × (gross / lettable if the rent is per m2 BVO, else 1)

    rent (N,) EUR/m2/yr; per_bvo (N,) flag; gross, lettable (N,) m2.
    """
    return rent * np.where(per_bvo > 0, gross / lettable, 1.0)
