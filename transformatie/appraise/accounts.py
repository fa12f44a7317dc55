"""Chapter: the owner's books and taxes. What the fisc makes of a plan, with the building and without it."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.costs import Costs
from transformatie.appraise.income import Income
from transformatie.appraise.sales import Sales
from transformatie.appraise.works import Works
from transformatie.dated import Array
from transformatie.formulas.books import BookPlan, Books, books
from transformatie.formulas.depreciation import bodemwaarde
from transformatie.formulas.owner_tax import OwnerTax, owner_tax
from transformatie.formulas.running import (
    by_year,
    less,
    of_which,
    on_date,
    over_period,
    part_of,
    sold_of_what_is_left,
    year_of,
    years_between,
)
from transformatie.formulas.works import summed
from transformatie.formulas.woz import woz_path
from transformatie.options.recipes import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Accounts:
    """Fiscal result and tax by calendar year, (Y, N) EUR."""

    books: Books
    operating: Array
    proceeds: Array
    result: Array
    with_building: OwnerTax
    without_building: OwnerTax
    tax: Array


def woz(plan: Plan, work: Works, s: Setting) -> Array:
    """The WOZ value of each year: as is, under works, and in its new use from the next 1 January."""
    c, p = s.cases, s.periods
    if not plan.does("convert", "renovate", "build_new", "demolish"):
        return c.woz_as_is
    during = _land_share(plan, s)
    return woz_path(c.woz_as_is, s.years, on_date(p, plan.works_start), on_date(p, plan.ready), during, by_year(p, work.works), plan.value_when_done,
                    c.woz_rises)  # fmt: skip


def _land_share(plan: Plan, s: Setting) -> Array:
    """What stands during works: the whole for works inside, the land alone after demolition."""
    return part_of(s.cases.land, s.cases.cost) if plan.does("demolish") else s.one


def operating_result(rents: Income, cost: Costs, work: Works, s: Setting) -> Array:
    """Rent less running cost, replacements and fit-out for temporary use: what the year earns before books, (T, N) EUR."""
    rent = over_period(summed(rents.office_rent, rents.temporary, rents.new), s.in_years)
    return less(
        rent, cost.total, over_period(cost.new_running, s.in_years), work.replacements, work.temporary
    )


def accounts(
    plan: Plan,
    rents: Income,
    cost: Costs,
    work: Works,
    sale: Sales,
    woz_value: Array,
    operating: Array,
    s: Setting,
) -> Accounts:
    """Books, result and tax of a plan, year by year."""
    c, p = s.cases, s.periods
    book = books(book_plan(plan, work, woz_value, s))
    yearly = by_year(p, operating)
    at_once = of_which(sale.now, year_of(p, s.zero))
    proceeds = summed(by_year(p, summed(sale.during, work.subsidy)), sale.at_end, at_once)
    result = less(
        summed(yearly, proceeds, book.reversal),
        book.depreciation,
        book.write_down,
        book.disposal,
        book.demolition_expense,
    )
    with_building = owner_tax(summed(c.other_profit, result), c.losses, c.loss_years, c.tax_rules)
    without = c.tax_without
    tax = less(summed(with_building.tax, without.refund), without.tax, with_building.refund)
    return Accounts(book, yearly, proceeds, result, with_building, without, tax)


def book_plan(plan: Plan, work: Works, woz_value: Array, s: Setting) -> BookPlan:
    """What a plan does to the fiscal book value."""
    c, p = s.cases, s.periods
    renewed = plan.does("convert", "renovate", "build_new")
    demolished = plan.does("demolish")
    return BookPlan(
        structure=c.fiscal_structure,
        land=c.fiscal_land,
        charge=c.yearly_charge,
        residual=c.residual,
        bodemwaarde=bodemwaarde(c.floor_share, woz_value, c.third_party_land),
        in_use=years_between(p, s.zero, plan.depreciated_until),
        in_use_after=years_between(p, plan.ready, s.never) if renewed else s.no_flow_by_year,
        works=by_year(p, work.capital),
        completed=year_of(p, plan.ready) if renewed else s.no_flow_by_year,
        works_life=c.works_life,
        works_residual_share=c.residual_share,
        cap_share=s.by_year("depreciation.cap_share"),
        demolished=year_of(p, plan.demolished_on) if demolished else s.no_flow_by_year,
        demolition_cost=by_year(p, work.demolition),
        same_function=s.one if plan.does("renovate") else s.zero,
        worn_out=s.zero,
        bought_to_demolish=s.zero,
        rebuilds=s.one if plan.does("build_new") else s.zero,
        cost_to_new=s.zero,
        bedrijfswaarde=s.no_lower_value,
        known_at_purchase=s.zero,
        known_barred=s.by_year("depreciation.known_at_purchase_barred"),
        sold=sold(plan, s),
        stock=years_between(p, plan.works_start, s.never)
        if plan.does("sell_units", "sell_block", "sell_land")
        else s.no_flow_by_year,
    )


def sold(plan: Plan, s: Setting) -> Array:
    """The share of what is left that is sold in each year."""
    p = s.periods
    if plan.does("sell"):
        return year_of(p, s.zero)
    if plan.does("sell_units"):
        return sold_of_what_is_left(p, plan.presold, plan.ready, plan.last_sold)
    if plan.does("sell_block", "sell_land"):
        return year_of(p, plan.last_sold)
    return year_of(p, plan.last_day)
