"""What secures the loans over time, what covers them, and what is left for the owner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transformatie.dated import Array
from transformatie.periods import DAYS_A_YEAR, Periods
from transformatie.trail import figure


@figure("EUR")
def at_year_ends(periods: Periods, series: Array) -> Array:
    """The state of a series in the last period of each calendar year.

    at_year_ends = series in the period that ends on 31 December

    series (T, N). Returns (Y, N).
    """
    last = np.append(periods.year_starts[1:] - 1, len(periods.starts) - 1)
    return series[last]


@figure("EUR")
def still_to_come(flows: Array) -> Array:
    """What comes after each period.

    still_to_come = at each t: Σ flows after t

    flows (T, N) EUR. Returns (T, N).
    """
    out = np.zeros_like(flows)
    for t in range(len(flows) - 2, -1, -1):
        out[t] = out[t + 1] + flows[t + 1]
    return out


@figure("day")
def year_end_days(year_ends: Array, like: Array) -> Array:
    """Each 31 December as days since the assessment, for every case.

    year_end_days = year_ends × 365

    year_ends (Y, 1) yr; like (N,) only gives the number of cases. Returns (Y, N).
    """
    return year_ends * DAYS_A_YEAR + np.zeros_like(like)


@figure("EUR")
def rebased(path: Array, at_start: Array, given: Array) -> Array:
    """A path of values made to start from the value that is used today.

    rebased = path × given / at_start, or the path itself where it starts from nothing

    path (Y, N); at_start, given (N,) EUR.
    """
    whole = at_start > 0
    return path * np.where(whole, given / np.where(whole, at_start, 1.0), 1.0)


@figure("EUR")
def collateral_value(
    day: Array,
    works_start: Array,
    ready: Array,
    sold_on: Array,
    as_is: Array,
    under_works: Array,
    done: Array,
) -> Array:
    """What secures the loans at each 31 December: the building as it stands, under works, done; nothing once sold.

    collateral_value = as_is before works_start, under_works until ready, done until sold_on, then 0

    day, as_is, under_works, done (Y, N); works_start, ready, sold_on (N,) days.
    """
    value = np.where(day <= works_start, as_is, np.where(day < ready, under_works, done))
    return np.where(day < sold_on, np.maximum(value, 0.0), 0.0)


@figure("flag")
def whole_years(periods: Periods, start: Array, end: Array) -> Array:
    """The calendar years that lie whole between two days.

    whole_years = 1 where start ≤ 1 January and the next 1 January ≤ end

    start, end (N,) days. Returns (Y, N).
    """
    return (periods.overlap_years(start, end) > 1.0 - 1e-9).astype(float)


@figure("number")
def lowest_of(series: Array, counted: Array) -> Array:
    """The lowest of a series over the years that count; infinite where none does.

    lowest_of = min of series where counted

    series, counted (Y, N). Returns (N,).
    """
    out = np.full(np.shape(series)[1:], np.inf)
    for value, flag in zip(series, counted, strict=True):
        out = np.where(flag > 0, np.minimum(out, value), out)
    return out


@figure("number")
def highest_of(series: Array, counted: Array) -> Array:
    """The highest of a series over the years that count; nothing where none does.

    highest_of = max of series where counted

    series, counted (Y, N), not negative. Returns (N,).
    """
    out = np.zeros(np.shape(series)[1:])
    for value, flag in zip(series, counted, strict=True):
        out = np.where(flag > 0, np.maximum(out, value), out)
    return out


@figure("EUR")
def cash_need(periods: Periods, now: Array, running: Array, year_end: Array, debt: Array) -> Array:
    """The most an owner has paid in at any time, before anything comes back.

    cash_need = max(0, −lowest sum of the flows so far)

    now (N,); running, debt (T, N); year_end (Y, N), each counted at the end of its period. EUR.
    """
    total, lowest = now + 0.0, np.minimum(now, 0.0)
    last = set(np.append(periods.year_starts[1:] - 1, len(periods.starts) - 1).tolist())
    year = 0
    for t in range(len(running)):
        total = total + running[t] + debt[t]
        if t in last:
            total, year = total + year_end[year], year + 1
        lowest = np.minimum(lowest, total)
    return -lowest


@figure("share/yr")
def average_rate(balances: Sequence[Array], rates: Sequence[Array]) -> Array:
    """The mean rate of several loans, each counted by its balance.

    average_rate = Σ balance × rate / Σ balance, nothing without a loan

    balances: L arrays (…) EUR; rates: L arrays (N,) share/yr.
    """
    owed = sum(balances[1:], balances[0] + 0.0)
    due = sum((b * r for b, r in zip(balances[1:], rates[1:], strict=True)), balances[0] * rates[0])
    return np.where(owed > 0, due / np.where(owed > 0, owed, 1.0), 0.0)


@figure("share")
def loan_to_cost(loan: Array, cost: Array) -> Array:
    """The highest balance of the facility over all that the works cost, fee and interest included.

    loan_to_cost = loan / cost, nothing without cost

    Both (N,) EUR.
    """
    return np.where(cost > 0, loan / np.where(cost > 0, cost, 1.0), 0.0)


@figure("EUR")
def peak_of(series: Array) -> Array:
    """The highest value of a series over time.

    peak_of = max(series)

    series (T, N). Returns (N,).
    """
    out = series[0] + 0.0
    for value in series[1:]:
        out = np.maximum(out, value)
    return out


@figure("EUR")
def value_to_equity(building: Array, loans: Array) -> Array:
    """What an option is worth to the owner's own money: the building after tax with interest, and the loans.

    value_to_equity = building + loans

    building: flows of the building after tax, with interest deducted, at the cost of equity; loans: draws less interest,
    fee and repayment, at the same rate; (N,) EUR.
    """
    return building + loans
