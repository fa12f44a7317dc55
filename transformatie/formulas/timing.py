"""When things can start and end: vacant possession, permits, works, sales. Days are float days since the assessment."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.periods import DAYS_A_MONTH, DAYS_A_YEAR
from transformatie.trail import figure


@figure("day")
def day_vacant(until: Array, area: Array, protection_months: Array) -> Array:
    """The first day on which the whole building is free of tenants.

    day_vacant = max over leases of (end + protection), 0 without leases

    until, area (K, N) days, m2 (a lease of no area is none); protection_months (N,) or (): 7:230a BW.
    """
    last = np.zeros(np.shape(area)[1:])
    for k in range(np.shape(area)[0]):
        last = np.maximum(last, np.where(area[k] > 0, until[k] + protection_months * DAYS_A_MONTH, 0.0))
    return last


@figure("day")
def after_months(day: Array, months: Array) -> Array:
    """A day some months later.

    after_months = day + months × 365.25 / 12

    day, months (N,).
    """
    return day + months * DAYS_A_MONTH


@figure("day")
def after_years(day: Array, years: Array) -> Array:
    """A day some years later.

    after_years = day + years × 365

    day, years (N,).
    """
    return day + years * DAYS_A_YEAR


@figure("day")
def latest(*days: Array) -> Array:
    """The latest of several days.

    latest = max(days)
    """
    out = days[0] + 0.0
    for day in days[1:]:
        out = np.maximum(out, day)
    return out


@figure("day")
def earliest(*days: Array) -> Array:
    """The earliest of several days.

    earliest = min(days)
    """
    out = days[0] + 0.0
    for day in days[1:]:
        out = np.minimum(out, day)
    return out


@figure("month")
def months_until(day: Array) -> Array:
    """Days from the assessment as months.

    months_until = day × 12 / 365.25
    """
    return day / DAYS_A_MONTH


@figure("number")
def dwellings_in(area: Array, unit_area: Array) -> Array:
    """Whole dwellings in a usable area.

    dwellings_in = floor(area / unit_area)

    area (N,) m2 GO; unit_area (N,) m2 GO a dwelling.
    """
    return np.floor(area / unit_area + 1e-9)


@figure("m2")
def usable_area(gross: Array, ratio: Array) -> Array:
    """Usable area (GO or VVO) in a gross area (BVO).

    usable_area = gross × ratio

    gross (N,) m2 BVO; ratio (N,) share.
    """
    return gross * ratio


@figure("m2")
def area_of(number: Array, unit_area: Array) -> Array:
    """Usable area of a number of dwellings.

    area_of = number × unit_area
    """
    return number * unit_area


@figure("number")
def scaled(quantity: Array, factor: Array) -> Array:
    """A quantity times a factor.

    scaled = quantity × factor
    """
    return quantity * factor


@figure("number")
def lifted(quantity: Array, share: Array) -> Array:
    """A quantity raised by a share.

    lifted = quantity × (1 + share)
    """
    return quantity * (1.0 + share)


@figure("day")
def last_sale(ready: Array, number: Array, pace: Array) -> Array:
    """The day on which the last dwelling is sold, at an even pace from the day they are ready.

    last_sale = ready + number / pace × 365.25 / 12

    ready (N,) day; number (N,); pace (N,) dwellings a month.
    """
    return ready + number / pace * DAYS_A_MONTH


@figure("share")
def rest_of(share: Array, whole: Array) -> Array:
    """What is left of a whole.

    rest_of = whole − share
    """
    return whole - share


@figure("day")
def day_before(day: Array, per_day: Array) -> Array:
    """The day before, by whose calendar year a sale at the end of a year counts.

    day_before = max(day − 1, 0)
    """
    return np.maximum(day - per_day, 0.0)


@figure("day")
def after_weeks(day: Array, weeks: Array) -> Array:
    """A day some weeks later.

    after_weeks = day + weeks × 7
    """
    return day + weeks * 7.0
