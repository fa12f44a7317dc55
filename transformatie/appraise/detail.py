"""Chapter: what a board and a bank look at beside the value: other values, the path of value, commercial books, residual."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise import Outcome
from transformatie.appraise.accounts import book_plan
from transformatie.appraise.sales import deed_rate
from transformatie.dated import Array
from transformatie.formulas.commercial import (
    CommercialBooks,
    CommercialStart,
    accounting_rules,
    commercial_books,
    recoverable_amount,
)
from transformatie.formulas.depreciation import yearly_charge
from transformatie.formulas.running import by_year, less, of_which, part_of, total, year_of
from transformatie.formulas.sale import after_cost, buyers_cost
from transformatie.formulas.timing import scaled
from transformatie.formulas.value import discount_factor, finance_cost, forward_value, residual, value_of
from transformatie.formulas.works import share_of, summed
from transformatie.setting import Setting


@dataclass(frozen=True)
class Residual:
    """What may be paid for the building in an option, (N,) EUR, and the parts of the sum."""

    value: Array
    cost: Array
    margin: Array
    finance: Array
    buyers_cost: Array
    residual: Array


@dataclass(frozen=True)
class Detail:
    """Beside the outcome: value before tax (None without a rate), value path, commercial books, residual, spending."""

    value_pre_tax: Array | None
    pre_tax_flows: Array
    value_path: Array
    commercial: CommercialBooks
    book_result: Array
    investment: Array
    residual: Residual


def detail(o: Outcome, s: Setting) -> Detail:
    """The details of one outcome."""
    c, p = s.cases, s.periods
    yearly = summed(by_year(p, o.running), o.sales.at_end, of_which(o.sales.now, year_of(p, s.zero)))
    rate = c.rate_pre_tax if c.has("rate_pre_tax") else c.rate_after_tax
    path = forward_value(yearly, s.year_ends, rate)
    before_tax = None
    if c.has("rate_pre_tax"):
        factors = discount_factor(s.mid, c.rate_pre_tax), discount_factor(s.year_ends, c.rate_pre_tax)
        before_tax = value_of(o.sales.now, o.running, o.sales.at_end, *factors)
    commercial = _commercial(o, path, s)
    result = less(summed(o.accounts.operating, o.accounts.proceeds, commercial.result), commercial.disposal)
    investment = total(summed(o.works.capital, o.works.demolition, o.works.temporary))
    return Detail(before_tax, yearly, path, commercial, result, investment, _residual(o, investment, s))


def _commercial(o: Outcome, path: Array, s: Setting) -> CommercialBooks:
    """Commercial books: the fiscal plan with the rules of the accounts; the value path is what can be recovered."""
    c = s.cases
    share = part_of(c.fiscal_land, summed(c.fiscal_land, c.fiscal_structure, s.one))
    land = share_of(c.commercial, share)
    structure = less(c.commercial, land)
    life = c.structure_life
    charge = yearly_charge(c.commercial, land, c.residual, life, s.one)
    sale = after_cost(c.as_is_price, c.selling_cost_share)
    recoverable = recoverable_amount(path, scaled(s.ones_by_year, sale))
    at_fair_value = s.one if s.traits.fair_value else s.zero
    start = CommercialStart(
        structure, land, charge, c.residual, at_fair_value, c.commercial, recoverable, recoverable
    )
    return commercial_books(book_plan(o.plan, o.works, o.woz, s), start, accounting_rules(s.law, s.first))


def _residual(o: Outcome, cost: Array, s: Setting) -> Residual:
    """What a developer could pay today: the value when done, less all that goes off it, brought back to today."""
    c = s.cases
    if o.plan.does("convert", "build_new", "renovate", "sell_land", "sell"):
        value = o.sales.price if not o.plan.does("let", "let_office") else _value_when_let(o, s)
        until = s.zero if o.plan.does("sell") else o.plan.ready
    else:
        value, until = value_of(o.sales.now, o.running, o.sales.at_end, s.mid_factor, s.end_factor), s.zero
    margin = share_of(cost, c.margin_share)
    finance = finance_cost(value, cost, margin, scaled(until, s.per_year), c.finance_rate)
    on_top = buyers_cost(deed_rate(o.plan, "non_dwelling_rate", s.zero, s), c.buyer_other_share)
    return Residual(value, cost, margin, finance, on_top, residual(value, cost, margin, finance, on_top))


def _value_when_let(o: Outcome, s: Setting) -> Array:
    """The value on completion of what is then let to the horizon: its later flows, brought back to that day."""
    c = s.cases
    flows = summed(o.works.capital, o.works.demolition)
    whole = value_of(o.sales.now, summed(o.running, flows), o.sales.at_end, s.mid_factor, s.end_factor)
    return scaled(whole, discount_factor(scaled(o.plan.ready, s.minus_per_year), c.rate_after_tax))
