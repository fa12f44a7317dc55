"""Debt on the axis of the model: loans over the periods, what secures them, and what is left for the owner.

Interest is effective by the year and counted by days over 365, the convention of the discounting: so debt at the
discount rate is worth what is owed. It is due at the end of each period; money is drawn at the end of the period too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.finance import sources_uses
from transformatie.periods import DAYS_A_YEAR, Periods
from transformatie.trail import figure

#: Rounds in which the equity that is needed first settles; each gains a factor of the interest of the works.
ROUNDS = 8


@figure("yr")
def years_of_days(periods: Periods) -> Array:
    """The length of each period in years of 365 days.

    years_of_days = days of the period / 365

    Returns (T, 1).
    """
    return periods.lengths / DAYS_A_YEAR


@figure("yr")
def years_to_end(periods: Periods) -> Array:
    """The end of each period in years of 365 days since the assessment.

    years_to_end = day after the period / 365

    Returns (T, 1).
    """
    return periods.ends / DAYS_A_YEAR


@figure("yr")
def years_since(periods: Periods, day: Array) -> Array:
    """Years from a day to the end of each period; nothing before it.

    years_since = max(end of the period − day, 0) / 365

    day (N,). Returns (T, N).
    """
    return np.maximum(periods.ends - day, 0.0) / DAYS_A_YEAR


@figure("share")
def interest_over(rate: Array, years: Array) -> Array:
    """Interest on one euro over some years at an effective yearly rate.

    interest_over = (1 + rate) ^ years − 1

    rate (N,) share/yr; years (T, 1). Returns (T, N).

    >>> round(float(interest_over(np.float64(0.05), np.float64(1.0))), 12)
    0.05
    """
    return np.expm1(years * np.log1p(rate))


@figure("share/yr")
def period_rate(rate: Array, years: Array, charged: Array) -> Array:
    """The interest of each period as twelve times a month's, the form in which sources and uses ask for it.

    period_rate = 12 × ((1 + rate) ^ years − 1), while interest is charged

    rate (N,) share/yr; years (T, 1); charged (T, N) flag. Returns (T, N).
    """
    return 12.0 * np.expm1(years * np.log1p(rate)) * charged


@figure("EUR")
def debt_limit(
    facility: Array, ltc_limit: Array, cost: Array, ltv_limit: Array, value: Array, senior: Array
) -> Array:
    """What a lender will lend for works: the lowest of the facility, a share of the cost, and what the value leaves.

    debt_limit = max(min(facility, ltc_limit × cost, ltv_limit × value on completion − loans that rank before it), 0)

    facility (N,) EUR, infinite where none is named; ltc_limit, ltv_limit (N,) share; cost, value, senior (N,) EUR.
    """
    return np.maximum(np.minimum(np.minimum(facility, ltc_limit * cost), ltv_limit * value - senior), 0.0)


@figure("EUR")
def equity_first(given: Array, uses: Array, limit: Array, rate: Array) -> Array:
    """The equity that is paid in before the facility is drawn.

    equity_first = given, or, where it is below nothing, all that uses and their interest ask beyond the limit

    given (N,) EUR, below nothing for all that is needed; uses (T, N) EUR; limit (N,) EUR; rate (T, N) as in `sources_uses`.
    """
    total = np.zeros(np.shape(uses)[1:])
    for amount in uses:
        total = total + amount
    needed = np.maximum(total - limit, 0.0)
    for _ in range(ROUNDS):
        flows = sources_uses(uses, needed, np.full_like(needed, 1e12), rate)
        interest = np.zeros_like(needed)
        for due in flows.interest:
            interest = interest + due
        needed = np.clip(total + interest - limit, 0.0, total)
    return np.where(given < 0, needed, given)


@figure("share")
def share_left(elapsed: Array, term: Array, rate: Array, yearly: Array, annuity: Array) -> Array:
    """The share of a loan that its schedule leaves after some years.

    share_left = max(1 − yearly × elapsed, 0), or for an annuity ((1 + rate)^term − (1 + rate)^elapsed) / ((1 + rate)^term − 1)

    elapsed (T, N) yr; term (N,) yr, after which nothing more is scheduled; rate (N,) share/yr effective; yearly (N,) share
    of the loan repaid a year; annuity (N,) flag.
    """
    run = np.minimum(elapsed, term)
    rest = np.expm1((term - run) * np.log1p(rate)) * np.exp(run * np.log1p(rate))
    whole = np.expm1(term * np.log1p(rate))
    by_annuity = np.where(whole > 1e-12, rest / np.where(whole > 1e-12, whole, 1.0), 1.0 - run / term)
    return np.where(annuity > 0, by_annuity, np.maximum(1.0 - yearly * run, 0.0))


@figure("EUR")
def scheduled(principal: Array, left: Array) -> Array:
    """What a schedule repays in each period.

    scheduled = principal × (share left before − share left after)

    principal (N,) EUR; left (T, N). Returns (T, N).
    """
    before = np.concatenate([np.ones((1, *left.shape[1:])), left[:-1]])
    return principal * np.maximum(before - left, 0.0)


@figure("EUR")
def yearly_repayment(periods: Periods, repayment: Array, ends: Array) -> Array:
    """The agreed repayment of an existing loan, until it ends.

    yearly_repayment = repayment × length of the period in years × share of it before the loan ends

    repayment (N,) EUR/yr; ends (N,) day. Returns (T, N).
    """
    return repayment * periods.in_years * periods.overlap(np.zeros_like(ends), ends)


class LoanPath(NamedTuple):
    """A loan by period, (T, N) EUR: opening + drawn − scheduled − swept − paid_in − redeemed = closing.

    interest; scheduled repayment; swept: out of sales; due: what falls due at maturity, of which paid_in cannot be
    refinanced; redeemed: paid off when the building is sold; flow: to the owner, from the owner when negative.
    """

    opening: Array
    drawn: Array
    interest: Array
    scheduled: Array
    swept: Array
    due: Array
    paid_in: Array
    redeemed: Array
    closing: Array
    flow: Array


class Facility(NamedTuple):
    """A loan's terms by period: first balance (N,), drawn (T, N), rate and rate once refinanced (N,), schedule (T, N)."""

    balance: Array
    drawn: Array
    rate: Array
    refinanced: Array
    schedule: Array


@figure("EUR")
def loan_path(
    loan: Facility, years: Array, proceeds: Array, ends: Array, room: Array, sold: Array
) -> LoanPath:
    """A loan from its first balance to the sale of the building, period by period.

    loan_path = closing: opening + drawn − scheduled − swept by proceeds − paid in at maturity − redeemed on sale

    years (T, 1) of 365 days; proceeds (T, N) EUR of sales, which repay first; ends (T, N) flag of the period in which the
    loan falls due: what `room` (T, N) EUR leaves is refinanced to the sale, without repayment, and the rest is paid in;
    sold (T, N) flag. Interest on the opening balance.
    """
    owed = loan.balance + 0.0
    rate, scheduled_on = loan.rate + np.zeros_like(owed), np.ones_like(owed)
    rows: list[tuple[Array, ...]] = []
    for t in range(len(loan.drawn)):
        opening, drawn = owed, loan.drawn[t]
        interest = opening * np.expm1(years[t] * np.log1p(rate))
        plan = np.minimum(opening, loan.schedule[t] * scheduled_on)
        left = opening + drawn - plan
        swept = np.minimum(left, np.maximum(proceeds[t], 0.0)) * (1.0 - sold[t])
        left = left - swept
        redeemed = left * sold[t]
        left = left - redeemed
        due = left * ends[t]
        paid_in = np.where(ends[t] > 0, np.maximum(left - np.maximum(room[t], 0.0), 0.0), 0.0)
        owed = left - paid_in
        rate = np.where(ends[t] > 0, loan.refinanced, rate)
        scheduled_on = np.where(ends[t] > 0, 0.0, scheduled_on)
        flow = drawn - interest - plan - swept - paid_in - redeemed
        rows.append((opening, drawn, interest, plan, swept, due, paid_in, redeemed, owed, flow))
    return LoanPath(*(np.stack(column) for column in zip(*rows, strict=True)))


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

    still_to_come(t) = Σ flows after t

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
    day: Array, works_start: Array, ready: Array, sold_on: Array, as_is: Array, under_works: Array, done: Array
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


@figure("share")
def solvency(equity: Array, assets: Array) -> Array:
    """Own equity as a share of all assets.

    solvency = equity / assets, nothing without assets

    Both (…) EUR of one day and one set of accounts.
    """
    return np.where(assets > 0, equity / np.where(assets > 0, assets, 1.0), 0.0)
