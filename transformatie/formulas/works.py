"""Works: what they cost, when it is paid, and what goes with them, part by part."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.periods import Periods
from transformatie.trail import figure


@figure("EUR")
def works_cost(area: Array, per_m2: Array, contingency: Array) -> Array:
    """Cost of works at today's prices, excluding VAT, including contingency.

    works_cost = area × per_m2 × (1 + contingency)

    area (N,) m2 BVO; per_m2 (N,) EUR/m2; contingency (N,) share.
    """
    return area * per_m2 * (1.0 + contingency)


@figure("EUR")
def spent(periods: Periods, amount: Array, start: Array, end: Array, index: Array) -> Array:
    """An amount spent evenly between two days, at the price level of each period.

    spent = amount × (days of the period in [start, end) / days from start to end) × index

    amount, start, end (N,); index (T, N). Returns EUR per period, (T, N). At least one day is assumed.
    """
    last = np.maximum(end, start + 1.0)
    a_day = amount / (last - start)
    out, rows = np.zeros(np.shape(index)), periods.touched(start, last)
    out[rows] = a_day * periods.lengths[rows] * periods.overlap(start, last)[rows] * index[rows]
    return out


@figure("EUR")
def due_on(periods: Periods, amount: Array, day: Array) -> Array:
    """An amount due whole in the period that holds a day.

    due_on = amount in the period of `day`, else 0

    amount, day (N,). Returns EUR per period, (T, N).
    """
    on = periods.on(day)
    return np.multiply(amount, on, out=on) if on.size > np.size(amount) else amount * on


@figure("EUR")
def share_of(amount: Array, share: Array) -> Array:
    """A part of an amount.

    share_of = amount × share
    """
    return amount * share


@figure("EUR")
def per_unit(number: Array, amount: Array) -> Array:
    """An amount for each unit.

    per_unit = number × amount
    """
    return number * amount


@figure("EUR")
def new_parking(dwellings: Array, norm: Array, places: Array, cost: Array) -> Array:
    """Cost of the parking places a municipality asks for beyond those there are.

    new_parking = max(dwellings × norm − places, 0) × cost

    dwellings, places (N,) number; norm (N,) places a dwelling; cost (N,) EUR a place.
    """
    return np.maximum(dwellings * norm - places, 0.0) * cost


@figure("EUR")
def vat_on_works(spending: Array, rate: Array, recovered: Array) -> Array:
    """VAT on works and fees that no deduction gives back.

    vat_on_works = spending × rate × (1 − recovered)

    spending (T, N) EUR excluding VAT; rate (T, 1) or (N,) share; recovered (N,) share. Wet OB art. 11, 15.
    """
    return spending * rate * (1.0 - recovered)


@figure("EUR")
def summed(*parts: Array) -> Array:
    """The sum of several lines.

    summed = Σ parts
    """
    total = parts[0] + (parts[1] if len(parts) > 1 else 0.0)
    for part in parts[2:]:
        total = added(total, part)
    return total


def added(total: Array, part: Array) -> Array:
    """The sum of both, in `total` itself where it has the shape: without a new array for each part."""
    shape = np.shape(part)
    if isinstance(total, np.ndarray) and (
        shape == total.shape or np.broadcast_shapes(total.shape, shape) == total.shape
    ):
        return np.add(total, part, out=total)
    return total + part


@figure("EUR/yr")
def replacements(
    years: Array,
    area: Array,
    cost: Array,
    every: Array,
    following: Array,
    from_year: Array,
    until_year: Array,
    index: Array,
) -> Array:
    """Replacement of a building part in the years its cycle comes round.

    replacements = area × cost × index in the years following, following + every, …, from from_year to until_year

    years (Y, 1); area, cost, every, following, from_year, until_year (N,); index (Y, N). Years count whole. (Y, N).
    """
    step = np.maximum(np.round(every), 1.0)
    due = (
        (np.mod(years - following, step) == 0)
        & (years >= following)
        & (years >= from_year)
        & (years < until_year)
    )
    return area * cost * due * index


@figure("year")
def next_replacement(last: Array, every: Array, year: Array) -> Array:
    """The first year from `year` on in which a part that was new in `last` is due.

    next_replacement = last + every × ceil((year − last) / every), at least one cycle after last

    last, every, year (N,) whole years.
    """
    step = np.maximum(np.round(every), 1.0)
    return last + step * np.maximum(np.ceil((year - last) / step), 1.0)
