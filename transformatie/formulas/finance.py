"""The page a bank turns to first: sources and uses, cover ratios, covenants and their cure, and who loses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.rounding import half_up
from transformatie.trail import figure

#: Less than a thousandth of a cent is nothing to divide by.
NOTHING = 1e-5
#: Below this a rate is none.
NO_RATE = 1e-12


def _over(part: Array, whole: Array) -> Array:
    """A ratio; infinite where there is a part and no whole to speak of, nothing where there is neither."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    out = np.where(part > 0, np.inf, np.where(part < 0, -np.inf, 0.0))
    np.divide(part, whole, out=out, where=whole > NOTHING)
    return out


class SourcesUses(NamedTuple):
    """Month by month: equity and debt paid in, interest due, debt owed at the end; (T, N) EUR, to the cent."""

    equity: Array
    debt: Array
    interest: Array
    balance: Array


@figure("EUR/month")
def sources_uses(uses: Array, equity: Array, debt_limit: Array, rate: Array) -> SourcesUses:
    """How each month's uses are paid: equity first, then debt, interest drawn as debt.

    sources_uses = equity: first up to the equity given; debt: the rest and the month's interest, up to the limit; what passes the limit is equity again

    uses (T, N) EUR by month, not negative; equity, debt_limit (N,) EUR; rate (N,) or (T, N) share/yr, a twelfth a
    month on the balance at the start of the month. In every month equity + debt = uses + interest, in whole cents.
    """
    due_uses = np.rint(half_up(uses) * 100.0)
    rates = np.broadcast_to(rate, due_uses.shape)
    left = np.rint(half_up(equity) * 100.0) + np.zeros_like(due_uses[0])
    room = np.floor(debt_limit * 100.0 + 1e-6) + np.zeros_like(due_uses[0])
    owed = np.zeros_like(due_uses[0])
    out = SourcesUses(*np.zeros((4, *due_uses.shape)))
    for t in np.flatnonzero(np.any((due_uses != 0) | (rates != 0), axis=1)):  # elsewhere nothing moves
        amount = due_uses[t]
        out.interest[t] = interest = np.rint(half_up(owed / 100.0 * rates[t] / 12.0) * 100.0)
        own = np.minimum(left, amount)
        out.debt[t] = debt = np.minimum(amount + interest - own, room)
        out.equity[t] = amount + interest - debt
        left, room, owed = left - own, room - debt, owed + debt
        out.balance[t:] = owed
    return SourcesUses(*(column / 100.0 for column in out))


@figure("number")
def dscr(noi: Array, debt_service: Array) -> Array:
    """Debt service cover ratio: how often net rent pays interest and repayment.

    dscr = net operating income / debt service

    Both (…) EUR/yr of the same year; without debt service it is infinite. Rent as received, not headline rent.
    """
    return np.where(np.asarray(debt_service) > 0, _over(noi, debt_service), np.inf)


@figure("share/yr")
def debt_yield(noi: Array, loan: Array) -> Array:
    """Net rent over the loan: what a lender would earn had it to take the building.

    debt_yield = net operating income / loan

    noi (…) EUR/yr; loan (…) EUR; without a loan it is infinite.
    """
    return np.where(np.asarray(loan) > 0, _over(noi, loan), np.inf)


class CovenantCure(NamedTuple):
    """The two ratios, what cures each, the larger of the two, a year's interest and what rent leaves short of it."""

    ltv: Array
    icr: Array
    cure_ltv: Array
    cure_icr: Array
    cure: Array
    interest: Array
    shortfall: Array


@figure("EUR")
def covenant_cure(
    value: Array, loan: Array, rate: Array, noi: Array, ltv_covenant: Array, icr_covenant: Array
) -> CovenantCure:
    """What must be repaid so that both covenants hold again: the larger of the two cures, not their sum.

    covenant_cure = max(loan − LTV covenant × value, loan − net operating income / (ICR covenant × rate)), from 0 to the loan

    value: as appraised now (…) EUR; loan (…) EUR; rate (…) share/yr, interest-only;
    noi (…) EUR/yr, net and as received; ltv_covenant share, infinite where there is none; icr_covenant number,
    nothing where there is none.
    """
    interest = loan * rate
    asked = icr_covenant * rate
    cover = np.maximum(noi, 0.0) / np.where(asked > NO_RATE, asked, 1.0)
    worth = np.where(np.isfinite(ltv_covenant), ltv_covenant, 0.0) * value
    cure_ltv = np.where(np.isfinite(ltv_covenant), np.clip(loan - worth, 0.0, loan), 0.0)
    cure_icr = np.where(asked > NO_RATE, np.clip(loan - cover, 0.0, loan), 0.0)
    return CovenantCure(
        _over(loan, value),
        np.where(interest > 0, _over(noi, interest), np.inf),
        cure_ltv,
        cure_icr,
        np.maximum(cure_ltv, cure_icr),
        interest,
        np.maximum(interest - noi, 0.0),
    )


@figure("share")
def loan_to_value(loan: Array, value: Array) -> Array:
    """The loan over the value as appraised now.

    loan_to_value = loan / value

    Both (…) EUR of the same day; a loan on no value is infinite, no loan is nothing. A stale value hides a breach.
    """
    return _over(loan, value)


class LossSplit(NamedTuple):
    """Who bears the fall from a value to a price, how far it fell, and what part of the debt the price repays."""

    loss: Array
    owner: Array
    lender: Array
    value_change: Array
    recovery: Array


@figure("EUR")
def loss_split(value: Array, price: Array, debt: Array, recourse: Array) -> LossSplit:
    """Who bears the fall in value when a building is sold for less: the owner up to the equity, then the lender.

    loss_split = owner: max(value − debt, 0) − max(price − debt, 0); lender: min(value, debt) − min(price, debt)

    All (…) EUR, value above nothing; recourse flag: the owner answers for the debt with other wealth
    and is solvent, so that the lender loses nothing. A gain is a negative loss. recovery: share of the debt that
    the price repays.
    """
    by_lender = np.where(recourse, 0.0, np.minimum(value, debt) - np.minimum(price, debt))
    loss = value - price
    recovery = np.where(debt > 0, np.minimum(price, debt) / np.where(debt > 0, debt, 1.0), 1.0)
    return LossSplit(loss, loss - by_lender, by_lender, price / value - 1.0, recovery)


class UnpaidDebtService(NamedTuple):
    """Debt service the lender does not get: put off, or lost."""

    deferred: Array
    lost: Array


@figure("EUR/yr")
def unpaid_debt_service(due: Array, cash: Array, top_up: Array, lost: Array) -> UnpaidDebtService:
    """The part of the debt service due that neither the building's cash nor its owner pays.

    unpaid_debt_service = max(0, due − cash − top-up), deferred unless the loan is non-recourse or the owner insolvent

    due, cash, top_up (…) EUR/yr; lost flag. What is deferred is no loss of the lender's.
    """
    unpaid = np.maximum(due - np.maximum(cash, 0.0) - top_up, 0.0)
    return UnpaidDebtService(np.where(lost, 0.0, unpaid), np.where(lost, unpaid, 0.0))


@figure("EUR")
def refinancing_gap(balance: Array, value: Array, ltv_limit: Array) -> Array:
    """What must be paid in when a loan ends and a new one is bound to a loan-to-value limit.

    refinancing_gap = max(0, balance − limit × value)

    balance, value (…) EUR on the day the loan ends; ltv_limit share.
    """
    return np.maximum(balance - ltv_limit * value, 0.0)


class EpraCostRatio(NamedTuple):
    """Costs without those of vacancy, and the cost ratio with and without them."""

    excluding: Array
    ratio: Array
    ratio_excluding: Array


@figure("share")
def epra_cost_ratio(costs: Array, direct_vacancy: Array, gross_rent: Array) -> EpraCostRatio:
    """Running cost over gross rent as listed companies report it, with and without the direct cost of vacancy.

    epra_cost_ratio = costs / gross rent; excluding: (costs − direct vacancy costs) / gross rent

    All (…) EUR/yr, gross rent above nothing. Source: EPRA best practices, as used by Cofinimmo 2014.
    """
    excluding = costs - direct_vacancy
    return EpraCostRatio(excluding, costs / gross_rent, excluding / gross_rent)
