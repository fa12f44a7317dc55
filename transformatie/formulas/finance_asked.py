"""What the figures of finance take and give when they are asked for by name."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, EURPerYear, Expect, Given, Record, asked
from transformatie.dated import Law
from transformatie.formulas.finance import (
    covenant_cure,
    debt_yield,
    dscr,
    epra_cost_ratio,
    loan_to_value,
    loss_split,
    refinancing_gap,
    sources_uses,
    unpaid_debt_service,
)

Money = Annotated[EUR, Field(ge=0)]
MoneyAboveZero = Annotated[EUR, Field(gt=0)]
Rate = Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share/yr"})]


class Use(Record):
    """What is paid in a month."""

    month: Annotated[int, Field(ge=0, le=1200, json_schema_extra={"unit": "month"})]
    amount: Money


class SourcesUsesGiven(Given):
    """Uses by month, added up per month. Left out: no equity, no limit to the debt, no interest."""

    uses: list[Use] = Field(min_length=1)
    equity: Money = 0.0
    debt_limit: Money | None = None
    rate: Rate = 0.0


class SourcesUsesExpect(Expect):
    """One item for each month from the first to the last named, months without uses included.

    equity and debt paid in; months; monthly_interest; balance at the end of the month; peak_debt and interest
    over all; extra_equity: equity beyond what was given, because the debt met its limit.
    """

    equity: list[float]
    debt: list[float]
    peak_debt: float
    interest: float
    months: list[int]
    monthly_interest: list[float]
    balance: list[float]
    extra_equity: float


@asked(sources_uses)
def _sources_uses(given: SourcesUsesGiven, law: Law) -> SourcesUsesExpect:
    first, last = min(u.month for u in given.uses), max(u.month for u in given.uses)
    uses = np.zeros((last - first + 1, 1))
    for use in given.uses:
        uses[use.month - first] += use.amount
    no_limit = 1e12
    limit = no_limit if given.debt_limit is None else given.debt_limit
    flows = sources_uses(uses, np.array([given.equity]), np.array([limit]), np.array([given.rate]))
    equity, debt, interest, balance = (np.round(column[:, 0], 2).tolist() for column in flows)
    return SourcesUsesExpect(
        equity=equity,
        debt=debt,
        peak_debt=max(balance),
        interest=round(sum(interest), 2),
        months=list(range(first, last + 1)),
        monthly_interest=interest,
        balance=balance,
        extra_equity=round(max(sum(equity) - given.equity, 0.0), 2),
    )


class DscrGiven(Given):
    """A year's net rent and debt service."""

    noi: EURPerYear
    debt_service: MoneyAboveZero


class DscrExpect(Expect):
    """The ratio."""

    dscr: float


@asked(dscr)
def _dscr(given: DscrGiven, law: Law) -> DscrExpect:
    return DscrExpect(dscr=float(dscr(np.float64(given.noi), np.float64(given.debt_service))))


class DebtYieldGiven(Given):
    """A year's net rent and the loan."""

    noi: EURPerYear
    loan: MoneyAboveZero


class DebtYieldExpect(Expect):
    """The yield."""

    debt_yield: float


@asked(debt_yield)
def _debt_yield(given: DebtYieldGiven, law: Law) -> DebtYieldExpect:
    return DebtYieldExpect(debt_yield=float(debt_yield(np.float64(given.noi), np.float64(given.loan))))


class LoanToValueGiven(Given):
    """A loan and the value as appraised now."""

    loan: Money
    value: MoneyAboveZero


class LoanToValueExpect(Expect):
    """The ratio."""

    loan_to_value: float


@asked(loan_to_value)
def _loan_to_value(given: LoanToValueGiven, law: Law) -> LoanToValueExpect:
    ratio = loan_to_value(np.float64(given.loan), np.float64(given.value))
    return LoanToValueExpect(loan_to_value=float(ratio))


class CovenantCureGiven(Given):
    """An interest-only loan. Left out: no covenant of that kind, so nothing to cure."""

    value: MoneyAboveZero
    loan: MoneyAboveZero
    rate: Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share/yr"})]
    noi: EURPerYear
    ltv_covenant: Annotated[float, Field(gt=0, json_schema_extra={"unit": "share"})] | None = None
    icr_covenant: Annotated[float, Field(gt=0, json_schema_extra={"unit": "number"})] | None = None


class CovenantCureExpect(Expect):
    """Ratios, cures, and the cash that rent leaves short of the interest."""

    ltv: float
    icr: float
    cure_ltv: float
    cure_icr: float
    cure: float
    interest: float
    shortfall: float


@asked(covenant_cure)
def _covenant_cure(given: CovenantCureGiven, law: Law) -> CovenantCureExpect:
    ltv = np.inf if given.ltv_covenant is None else given.ltv_covenant
    icr = given.icr_covenant or 0.0
    result = covenant_cure(given.value, given.loan, given.rate, given.noi, ltv, icr)
    return CovenantCureExpect(**{name: float(value) for name, value in result._asdict().items()})


class LossSplitGiven(Given):
    """A building sold below its value. Left out: no recourse to the owner's other wealth."""

    value: MoneyAboveZero
    price: Money
    debt: Money
    recourse: bool = False


class LossSplitExpect(Expect):
    """Who loses what, how far the value fell (a share), and what part of the debt was recovered."""

    loss: float
    owner: float
    lender: float
    value_change: float
    recovery: float


@asked(loss_split)
def _loss_split(given: LossSplitGiven, law: Law) -> LossSplitExpect:
    result = loss_split(given.value, given.price, given.debt, given.recourse)
    return LossSplitExpect(**{name: float(value) for name, value in result._asdict().items()})


class UnpaidDebtServiceGiven(Given):
    """A year's debt service. Left out: no top-up; deferred, not lost."""

    due: Money
    cash: EUR
    top_up: Money = 0.0
    lost: bool = False


class UnpaidDebtServiceExpect(Expect):
    """What is put off, or lost."""

    deferred: float
    lost: float


@asked(unpaid_debt_service)
def _unpaid_debt_service(given: UnpaidDebtServiceGiven, law: Law) -> UnpaidDebtServiceExpect:
    result = unpaid_debt_service(given.due, given.cash, given.top_up, given.lost)
    return UnpaidDebtServiceExpect(deferred=float(result.deferred), lost=float(result.lost))


class RefinancingGapGiven(Given):
    """A loan that ends. Left out: the limit banks usually set."""

    balance: Money
    value: Money
    ltv_limit: Annotated[float, Field(ge=0, json_schema_extra={"unit": "share"})] | None = None


class RefinancingGapExpect(Expect):
    """What must be paid in."""

    refinancing_gap: float


@asked(refinancing_gap)
def _refinancing_gap(given: RefinancingGapGiven, law: Law) -> RefinancingGapExpect:
    limit = law.on("finance.ltv_limit") if given.ltv_limit is None else np.float64(given.ltv_limit)
    gap = refinancing_gap(np.float64(given.balance), np.float64(given.value), limit)
    return RefinancingGapExpect(refinancing_gap=float(gap))


class EpraCostRatioGiven(Given):
    """A year's costs and gross rent, in one unit of money."""

    costs: EURPerYear
    direct_vacancy: EURPerYear = 0.0
    gross_rent: MoneyAboveZero


class EpraCostRatioExpect(Expect):
    """Costs without vacancy, and both ratios."""

    excluding: float
    ratio: float
    ratio_excluding: float


@asked(epra_cost_ratio)
def _epra_cost_ratio(given: EpraCostRatioGiven, law: Law) -> EpraCostRatioExpect:
    result = epra_cost_ratio(given.costs, given.direct_vacancy, given.gross_rent)
    return EpraCostRatioExpect(**{name: float(value) for name, value in result._asdict().items()})
