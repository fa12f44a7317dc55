"""Loans: interest while works are drawn, annuities, and balances over time.

Interest and repayment are those of numpy-financial; the convention of each figure is named, because three
common ones differ by thousands of euros.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
import numpy_financial as npf
from pydantic import Field, model_validator

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure

Convention = Literal["month_end", "opening_plus_draw", "closing"]
Amortisation = Literal["none", "linear", "annuity"]
#: Below this a rate is none: the closed forms divide by it.
_NO_RATE = 1e-9


def _rate(rate: Array) -> Array:
    return np.where(np.abs(rate) < _NO_RATE, 0.0, rate)


class CapitalisedInterest(NamedTuple):
    """The balance after the last month, and the interest in it. EUR."""

    balance: Array
    interest: Array


@figure("EUR")
def capitalised_interest(
    drawn: Array, months: Array, rate: Array, convention: Convention
) -> CapitalisedInterest:
    """A facility drawn in equal monthly parts, with its interest added to the debt.

    capitalised_interest = balance − drawn; a month's interest = rate / 12 on: the opening balance (month_end: drawn at the end),
        the opening balance and the month's part (opening_plus_draw: drawn at the start), or the closing balance with this interest in it (closing)

    drawn (…) EUR; months (…) number, at least 1; rate (…) share/yr, under 12.

    >>> [round(float(capitalised_interest(500_000.0, 9, 0.05, c).balance), 2) for c in ("month_end", "opening_plus_draw", "closing")]
    [508414.86, 510533.26, 510577.82]
    """
    monthly = _rate(rate / 12.0)
    if convention == "closing":
        monthly = monthly / (1.0 - monthly)
    when = "end" if convention == "month_end" else "begin"
    with np.errstate(divide="ignore", invalid="ignore"):
        balance = np.asarray(npf.fv(monthly, months, -drawn / months, 0.0, when), dtype=float)
    return CapitalisedInterest(balance, balance - drawn)


class Annuity(NamedTuple):
    """The payment per period, all interest, and what is left after the last payment. EUR."""

    payment: Array
    total_interest: Array
    end_balance: Array


@figure("EUR")
def annuity(principal: Array, rate: Array, periods: Array) -> Annuity:
    """A loan repaid in equal payments at the end of each period.

    annuity = payment: principal × rate / (1 − (1 + rate)^−periods); total interest: periods × payment − principal

    principal (…) EUR; rate (…) share per period, nothing allowed; periods (…) number, at least 1.

    >>> [round(float(v), 2) + 0.0 for v in annuity(500_000.0, 0.05 / 12, 12)]
    [42803.74, 13644.89, 0.0]
    """
    payment = np.asarray(-npf.pmt(_rate(rate), periods, principal), dtype=float)
    return Annuity(
        payment, periods * payment - principal, loan_balance(principal, rate, periods, periods, "annuity")
    )


@figure("EUR")
def loan_balance(
    principal: Array,
    rate: Array,
    periods: Array,
    elapsed: Array,
    amortisation: Amortisation,
) -> Array:
    """What is still owed after some periods of a loan; at its end whatever was not repaid falls due.

    loan_balance = none: principal; linear: principal × (1 − elapsed / periods); annuity: principal × (1 + rate)^elapsed − payments grown at the rate

    principal, rate per period, periods (…) or (N,); elapsed (…) or (Y, N), from 0 to periods.

    >>> float(loan_balance(120.0, 0.01, 12, 3, "linear")), float(loan_balance(120.0, 0.0, 12, 3, "annuity"))
    (90.0, 90.0)
    """
    if amortisation == "none":
        return principal + np.zeros_like(elapsed * 1.0)
    if amortisation == "linear":
        return principal * (1.0 - elapsed / periods)
    with np.errstate(divide="ignore", invalid="ignore"):
        payment = npf.pmt(_rate(rate), periods, -principal)
        balance = npf.fv(_rate(rate), elapsed, payment, -principal)
    return np.where(np.abs(balance) < 1e-6, 0.0, balance)


class LoanYears(NamedTuple):
    """A loan year by year: opening, interest, repayment, what falls due at its end, closing. (Y, N) EUR."""

    opening: Array
    interest: Array
    repayment: Array
    due_at_end: Array
    closing: Array


@figure("EUR/yr")
def loan_years(balance: Array, rate: Array, repayment: Array, running: Array, ends: Array) -> LoanYears:
    """An existing loan from its balance, year by year.

    loan_years = interest: opening × rate × share of the year it runs; repayment: min(opening, yearly repayment × that share); the rest falls due in the year it ends

    balance (N,) EUR; rate (N,) share/yr on the opening balance; repayment (N,) EUR/yr; running (Y, N) share of
    each year the loan runs; ends (Y, N) one in the year it ends, else nothing.
    """
    left = balance + np.zeros_like(running[0])
    rows: list[tuple[Array, ...]] = []
    for share, end in zip(running, ends, strict=True):
        repaid = np.minimum(left, repayment * share)
        due = (left - repaid) * end
        closing = left - repaid - due
        rows.append((left, left * rate * share, repaid, due, closing))
        left = closing
    return LoanYears(*(np.stack(column) for column in zip(*rows, strict=True)))


class CapitalisedInterestGiven(Given):
    """A facility. rate: per year. Left out: drawn at the end of each month."""

    drawn: Annotated[EUR, Field(ge=0)]
    months: Annotated[int, Field(ge=1, le=1200, json_schema_extra={"unit": "month"})]
    rate: Annotated[float, Field(ge=0, lt=12, json_schema_extra={"unit": "share/yr"})]
    convention: Convention = "month_end"


class CapitalisedInterestExpect(Expect):
    """Balance after the last month, and the interest in it."""

    balance: float
    interest: float


@asked(capitalised_interest)
def _capitalised_interest(given: CapitalisedInterestGiven, law: Law) -> CapitalisedInterestExpect:
    result = capitalised_interest(
        np.float64(given.drawn), np.float64(given.months), np.float64(given.rate), given.convention
    )
    return CapitalisedInterestExpect(balance=float(result.balance), interest=float(result.interest))


class AnnuityGiven(Given):
    """A loan. rate: per period."""

    principal: Annotated[EUR, Field(ge=0)]
    rate: Annotated[float, Field(gt=-1, json_schema_extra={"unit": "share per period"})]
    periods: Annotated[int, Field(ge=1, le=12_000, json_schema_extra={"unit": "number"})]


class AnnuityExpect(Expect):
    """Payment per period, all interest, what is left at the end."""

    payment: float
    total_interest: float
    end_balance: float


@asked(annuity)
def _annuity(given: AnnuityGiven, law: Law) -> AnnuityExpect:
    result = annuity(np.float64(given.principal), np.float64(given.rate), np.float64(given.periods))
    return AnnuityExpect(**{name: float(value) for name, value in result._asdict().items()})


class LoanBalanceGiven(Given):
    """A loan and the periods that have passed. rate: per period."""

    principal: Annotated[EUR, Field(ge=0)]
    rate: Annotated[float, Field(ge=0, json_schema_extra={"unit": "share per period"})] = 0.0
    periods: Annotated[int, Field(ge=1, le=12_000, json_schema_extra={"unit": "number"})]
    elapsed: Annotated[int, Field(ge=0, json_schema_extra={"unit": "number"})]
    amortisation: Amortisation = "none"

    @model_validator(mode="after")
    def _within(self) -> LoanBalanceGiven:
        if self.elapsed > self.periods:
            raise ValueError(f"elapsed ten hoogste {self.periods} || elapsed at most {self.periods}")
        return self


class LoanBalanceExpect(Expect):
    """What is still owed."""

    loan_balance: float


@asked(loan_balance)
def _loan_balance(given: LoanBalanceGiven, law: Law) -> LoanBalanceExpect:
    balance = loan_balance(given.principal, given.rate, given.periods, given.elapsed, given.amortisation)
    return LoanBalanceExpect(loan_balance=float(balance))
