"""Commercial book value by year: at cost or at fair value, with impairment and its reversal; no WOZ floor here.

At cost the same engine as the fiscal books runs with the rules of the accounts: depreciation to the residual, down to
what can be recovered, back up to cost less normal depreciation. At fair value the change of the year goes to the
result. Stock is carried at cost or lower; a building at fair value that becomes stock takes its last fair value as
cost. Between these books and the fiscal ones lies the deferred tax.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from transformatie.asked import EUR, Expect, Given, Year, asked
from transformatie.dated import Array, Law
from transformatie.formulas.books import BookPlan, Books, books
from transformatie.trail import figure


@figure("EUR")
def recoverable_amount(value_in_use: Array, net_sale: Array) -> Array:
    """What a building can still bring its owner: the better of keeping it and selling it.

    recoverable_amount = max(value_in_use, net_sale)

    value_in_use, net_sale EUR of any one shape; net_sale after selling cost. Source: RJ 121; IAS 36 par. 18 (memory).
    """
    return np.maximum(value_in_use, net_sale)


@figure("EUR")
def deferred_tax(commercial: Array, fiscal: Array, rate: Array) -> Array:
    """Tax due later because the commercial books run ahead of the fiscal ones; an asset when negative.

    deferred_tax = (commercial − fiscal) × rate

    commercial, fiscal (N,) or (Y, N) EUR book values; rate share: the highest rate of the year of reversal, as enacted.
    Source: RJ 272; IAS 12 par. 47 (memory).

    >>> round(float(deferred_tax(np.float64(900e3), np.float64(1e6), np.float64(0.258))), 2)
    -25800.0
    """
    return (commercial - fiscal) * rate


@figure("EUR")
def revaluation_reserve(carrying: Array, at_cost: Array, rate: Array, net: Array) -> Array:
    """What may not be paid out because the building stands above its cost.

    revaluation_reserve = max(carrying − at_cost, 0) × (1 − rate × net)

    carrying, at_cost EUR of any one shape; rate share, of tax; net () flag: after deferred tax.
    Source: art. 2:390 BW; RJ 213, 272 (memory; net of tax by one published account).

    >>> float(revaluation_reserve(np.float64(12e6), np.float64(10e6), np.float64(0.25), np.float64(1)))
    1500000.0
    """
    return np.maximum(carrying - at_cost, 0.0) * (1.0 - rate * net)


@dataclass(frozen=True)
class AccountingRules:
    """What the standards decide, each () flag: see law/accounting.yaml."""

    impairment: Array
    fair_value_depreciates: Array
    stock_at_fair_value: Array
    demolition_to_result: Array


def accounting_rules(law: Law, on: date) -> AccountingRules:
    """The standards in force on a day.

    Errors: LawError before the tables begin.
    """
    return AccountingRules(**{f.name: law.on(f"accounting.{f.name}", on) for f in fields(AccountingRules)})


@dataclass(frozen=True)
class CommercialStart:
    """The commercial books at the start and the values they are tested against."""

    structure: Array  # (N,) EUR carrying amount; at fair value: cost less depreciation
    land: Array  # (N,) EUR, likewise
    charge: Array  # (N,) EUR/yr, of the structure as it stands
    residual: Array  # (N,) EUR
    at_fair_value: Array  # (N,) flag: the basis of the owner
    fair_value_at_start: Array  # (N,) EUR of the whole object; not used at cost
    fair_value: Array  # (Y, N) EUR of the whole object at 31 December; not used at cost
    recoverable: Array  # (Y, N) EUR of the whole object at 31 December; inf where certainly enough


@dataclass(frozen=True)
class CommercialBooks:
    """By year, each (Y, N) EUR.

    opening + works − depreciation − impairment + reversal + revaluation − scrapped − disposal = closing.
    result = revaluation + reversal − depreciation − impairment − scrapped − demolition_expense: what the building takes
    from the year's profit, apart from rent and the gain on a sale. `disposal`: carrying amount of what was sold.
    `at_cost`: cost less normal depreciation; what stands above it belongs in the revaluation reserve.
    """

    opening: Array
    works: Array
    depreciation: Array
    impairment: Array
    reversal: Array
    revaluation: Array
    scrapped: Array
    demolition_expense: Array
    disposal: Array
    result: Array
    closing: Array
    at_cost: Array


def commercial_plan(plan: BookPlan, start: CommercialStart, rules: AccountingRules) -> BookPlan:
    """The fiscal plan of an option with the start and the rules of the commercial books.

    No floor, and a year's charge of at most the whole; demolition goes to the result unless bought to be demolished.
    """
    to_result = rules.demolition_to_result > 0
    return replace(
        plan,
        structure=start.structure, land=start.land, charge=start.charge, residual=start.residual,
        bodemwaarde=np.zeros_like(plan.bodemwaarde), cap_share=np.array(1.0),
        same_function=np.where(to_result, True, plan.same_function), worn_out=np.where(to_result, True, plan.worn_out),
        bedrijfswaarde=np.where(rules.impairment > 0, start.recoverable, np.inf), known_barred=np.array(0.0),
    )  # fmt: skip


@figure("EUR")
def commercial_books(plan: BookPlan, start: CommercialStart, rules: AccountingRules) -> CommercialBooks:
    """Commercial book value and book result of every case by year.

    commercial_books = opening + works − depreciation − impairment + reversal + revaluation − scrapped − disposal, by year

    plan: the fiscal plan of the option. Source: RJ 121, 212, 213, 220; IAS 16, 36, 40 par. 33-60 (mostly memory).
    """
    cost = books(commercial_plan(plan, start, rules))
    zero = np.zeros_like(cost.opening)
    at_cost = {
        "opening": cost.opening, "depreciation": cost.depreciation, "impairment": cost.write_down, "reversal": cost.reversal,
        "revaluation": zero, "scrapped": cost.scrapped, "disposal": cost.disposal - cost.scrapped, "closing": cost.closing,
    }  # fmt: skip
    chosen, made = np.asarray(start.at_fair_value, bool), at_cost
    if chosen.any():
        fair = _at_fair_value(plan, start, rules, cost)
        made = {name: np.where(chosen, fair[name], amount) for name, amount in at_cost.items()}
    result = (
        made["revaluation"] + made["reversal"] - made["depreciation"] - made["impairment"]
        - made["scrapped"] - cost.demolition_expense
    )  # fmt: skip
    return CommercialBooks(
        **made,
        works=cost.works,
        demolition_expense=cost.demolition_expense,
        result=result,
        at_cost=cost.ceiling,
    )


def _at_fair_value(
    plan: BookPlan, start: CommercialStart, rules: AccountingRules, cost: Books
) -> dict[str, Array]:
    """The books of an owner at fair value: the change of the year to the result; stock at its last fair value or lower."""
    names = (
        "opening",
        "depreciation",
        "impairment",
        "reversal",
        "revaluation",
        "scrapped",
        "disposal",
        "closing",
    )
    out = {name: np.zeros_like(cost.opening) for name in names}
    sold, is_stock, fair_value, recoverable = (
        np.broadcast_to(a, cost.opening.shape)
        for a in (plan.sold, plan.stock, start.fair_value, start.recoverable)
    )
    left = np.ones(cost.opening.shape[1])
    carrying = deemed_cost = start.fair_value_at_start * left
    for t in range(len(cost.opening)):
        stock = (is_stock[t] > 0) & (rules.stock_at_fair_value == 0)
        out["opening"][t] = carrying
        out["depreciation"][t] = charge = np.where(
            stock, 0.0, cost.depreciation[t] * rules.fair_value_depreciates
        )
        carrying, deemed_cost = carrying + cost.works[t] - charge, deemed_cost + cost.works[t]
        out["disposal"][t] = carrying * sold[t]
        rest = 1.0 - sold[t]
        left, carrying, deemed_cost = left * rest, carrying * rest, deemed_cost * rest
        value, lowest = fair_value[t] * left, np.where(left > 0, recoverable[t], 0.0) * left
        out["revaluation"][t] = np.where(stock, 0.0, value - carrying)
        out["impairment"][t] = np.where(stock, np.maximum(carrying - lowest, 0.0), 0.0)
        out["reversal"][t] = np.where(stock, np.maximum(np.minimum(lowest, deemed_cost) - carrying, 0.0), 0.0)
        carrying = carrying + out["revaluation"][t] - out["impairment"][t] + out["reversal"][t]
        deemed_cost = np.where(stock, deemed_cost, carrying)
        out["closing"][t] = carrying
    return out


class DeferredTaxGiven(Given):
    """Two book values of one building, and the calendar year in which their difference reverses."""

    commercial: EUR
    fiscal: EUR
    year: Year


class DeferredTaxExpect(Expect):
    """The deferred tax liability, or asset when negative."""

    deferred_tax: float


@asked(deferred_tax)
def _deferred_tax(given: DeferredTaxGiven, law: Law) -> DeferredTaxExpect:
    rate = law.on("vpb.high_rate", date(given.year, 1, 1), carry=True)
    return DeferredTaxExpect(
        deferred_tax=float(deferred_tax(np.float64(given.commercial), np.float64(given.fiscal), rate))
    )


class RecoverableAmountGiven(Given):
    """Both values of one building."""

    value_in_use: EUR
    net_sale: EUR


class RecoverableAmountExpect(Expect):
    """The better of the two."""

    recoverable_amount: float


@asked(recoverable_amount)
def _recoverable_amount(given: RecoverableAmountGiven, law: Law) -> RecoverableAmountExpect:
    best = recoverable_amount(np.float64(given.value_in_use), np.float64(given.net_sale))
    return RecoverableAmountExpect(recoverable_amount=float(best))


class RevaluationReserveGiven(Given):
    """A carrying amount and its cost less depreciation; the rate is the highest of `year`."""

    carrying: EUR
    at_cost: EUR
    year: Year


class RevaluationReserveExpect(Expect):
    """The reserve, after deferred tax."""

    revaluation_reserve: float


@asked(revaluation_reserve)
def _revaluation_reserve(given: RevaluationReserveGiven, law: Law) -> RevaluationReserveExpect:
    day = date(given.year, 1, 1)
    rate, net = law.on("vpb.high_rate", day, carry=True), law.on("accounting.revaluation_reserve_net", day)
    reserve = revaluation_reserve(np.float64(given.carrying), np.float64(given.at_cost), rate, net)
    return RevaluationReserveExpect(revaluation_reserve=float(reserve))
