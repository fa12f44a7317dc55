"""Debt on the axis of the model: what is drawn, what interest it costs, and how it is repaid, period by period.

Interest is effective by the year and counted by days over 365, the convention of the discounting: so debt at the
discount rate is worth what is owed. It is due at the end of each period; money is drawn at the end of the period too.
"""

from __future__ import annotations

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
        before, needed = needed, np.clip(total + interest - limit, 0.0, total)
        if np.array_equal(before, needed):
            break
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
    owed, anew = loan.balance + 0.0, np.zeros(np.shape(loan.balance), bool)
    first, later = (np.expm1(years * np.log1p(rate)) for rate in (loan.rate, loan.refinanced))
    left_to_draw = np.any(loan.drawn, axis=1)[::-1].cumsum()[::-1]
    out = LoanPath(*np.zeros((10, len(loan.drawn), *owed.shape)))
    for t in range(len(loan.drawn)):
        if not left_to_draw[t] and not np.any(owed):
            break
        opening, drawn = owed, loan.drawn[t]
        interest = opening * np.where(anew, later[t], first[t])
        plan = np.minimum(opening, np.where(anew, 0.0, loan.schedule[t]))
        left = opening + drawn - plan
        swept = np.minimum(left, np.maximum(proceeds[t], 0.0)) * (1.0 - sold[t])
        left = left - swept
        redeemed = left * sold[t]
        left = left - redeemed
        due = left * ends[t]
        paid_in = np.where(ends[t] > 0, np.maximum(left - np.maximum(room[t], 0.0), 0.0), 0.0)
        owed = left - paid_in
        anew = anew | (ends[t] > 0)
        flow = drawn - interest - plan - swept - paid_in - redeemed
        row = (opening, drawn, interest, plan, swept, due, paid_in, redeemed, owed, flow)
        for column, value in zip(out, row, strict=True):
            column[t] = value
    return out
