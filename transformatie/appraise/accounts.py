"""Chapter: the owner's books and taxes. What the fisc makes of a plan, with the building and without it."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.costs import Costs
from transformatie.appraise.income import Income
from transformatie.appraise.levies import levy_on_dwellings
from transformatie.appraise.sales import Sales
from transformatie.appraise.works import Works
from transformatie.dated import Array
from transformatie.formulas.books import BookPlan, Books, books
from transformatie.formulas.box3 import box3_tax
from transformatie.formulas.depreciation import bodemwaarde
from transformatie.formulas.owner_books import (
    bedrijfswaarde,
    business_years,
    later_value,
    left_at_start,
    own_profit,
    reserve_movement,
    set_off,
    set_off_relief,
)
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
from transformatie.formulas.sale import after_cost
from transformatie.formulas.timing import rest_of
from transformatie.formulas.value import discount_factor
from transformatie.formulas.vat_owner import reviewed_vat
from transformatie.formulas.works import summed
from transformatie.formulas.woz import woz_path
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Accounts:
    """Fiscal result and tax by calendar year, (Y, N) EUR."""

    books: Books
    operating: Array
    proceeds: Array
    vat_review: Array
    landlord_levy: Array
    reserve: Array
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
        rent,
        cost.total,
        over_period(cost.new_running, s.in_years),
        work.replacements,
        work.temporary,
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
    yearly, review, levy = by_year(p, operating), vat_review(plan, s), levy_on_dwellings(plan, woz_value, s)
    at_once = of_which(sale.now, year_of(p, s.zero))
    proceeds = summed(by_year(p, summed(sale.during, work.subsidy)), sale.at_end, at_once)
    lower = lower_value(plan, less(summed(yearly, proceeds), review, levy), work, s)
    fiscal = book_plan(plan, work, woz_value, s, lower)
    book = books(fiscal)
    business = business_years(fiscal.stock)
    reserve = reserve_movement(less(proceeds, book.disposal), business, c.reinvests)
    result = less(
        summed(yearly, proceeds, book.reversal),
        book.depreciation,
        book.write_down,
        book.disposal,
        book.demolition_expense,
        review,
        levy,
        reserve,
    )
    with_building, tax = tax_of_building(result, woz_value, fiscal.sold, s)
    return Accounts(book, yearly, proceeds, review, levy, reserve, result, with_building, c.tax_without, tax)


def lower_value(plan: Plan, earned: Array, work: Works, s: Setting) -> Array:
    """The bedrijfswaarde of each 31 December, for an owner who writes down: what the later flows are worth before tax, and
    no less than a sale would bring: of the building as it stands, or of its land once it may be gone."""
    if not s.traits.writes_down:
        return s.no_lower_value
    c, p = s.cases, s.periods
    rate = c.rate_pre_tax if c.has("rate_pre_tax") else c.rate_after_tax
    flows = less(earned, by_year(p, summed(work.capital, work.demolition)))
    sale = after_cost(c.land_floor if plan.does("demolish") else c.as_is_price, c.selling_cost_share)
    later = later_value(flows, discount_factor(s.year_ends, rate))
    return bedrijfswaarde(later, sale, sold(plan, s), c.write_down)


def tax_of_building(result: Array, woz_value: Array, sold_share: Array, s: Setting) -> tuple[OwnerTax, Array]:
    """Tax of the owner with the building, and what the building itself adds to it, refunds counted: (Y, N).

    In box 3 the tax follows the value on 1 January, and profit does not matter.
    """
    c, without = s.cases, s.cases.tax_without
    if s.traits.owner_kind == "box3":
        value = of_which(of_which(woz_value, left_at_start(sold_share)), by_year(s.periods, s.new_year))
        return without, box3_tax(value, s.zero, c.box3_return, c.box3_rate)
    profit = result
    if s.moves("policy.set_off_of_vacancy_losses", 1.0):
        allowed = s.by_year("policy.set_off_of_vacancy_losses")
        profit = set_off(result, ring_fenced(result, s), allowed)
    with_building = owner_tax(summed(c.other_profit, profit), c.losses, c.loss_years, c.tax_rules)
    return with_building, less(summed(with_building.tax, without.refund), without.tax, with_building.refund)


def ring_fenced(result: Array, s: Setting) -> Array:
    """What the building adds to the owner's profit if its losses may only meet its own profit, (Y, N) EUR."""
    alone = owner_tax(result, s.no_losses, (), s.cases.tax_rules)
    return own_profit(result, alone.taxable, alone.loss_used)


def relief(a: Accounts, s: Setting) -> Array:
    """What set-off against the owner's other profit ("interne verrekening") saves each year, (Y, N) EUR; nothing where an
    overlay forbids it."""
    c = s.cases
    apart = owner_tax(summed(c.other_profit, ring_fenced(a.result, s)), c.losses, c.loss_years, c.tax_rules)
    return set_off_relief(less(apart.tax, apart.refund), less(a.with_building.tax, a.with_building.refund))


def vat_review(plan: Plan, s: Setting) -> Array:
    """Repayment of VAT deducted before, where a conversion is let or sold exempt, by year.

    An office that stays one is let with VAT, and is sold as a going concern or with VAT; what is demolished is no longer used.
    """
    c, p = s.cases, s.periods
    if not plan.does("convert"):
        return s.no_flow_by_year
    gone = plan.ready if plan.does("sell_units", "sell_block") else plan.sold_on
    exempt = rest_of(plan.taxed_as_new, s.one)
    years, tolerance = s.law.on("vat.review_good_years", s.first), s.law.on("vat.review_tolerance", s.first)
    return reviewed_vat(
        c.deducted_vat,
        c.vat_first_use,
        on_date(p, plan.ready),
        on_date(p, gone),
        exempt,
        years,
        tolerance,
        s.years,
    )


def book_plan(plan: Plan, work: Works, woz_value: Array, s: Setting, lower: Array | None = None) -> BookPlan:
    """What a plan does to the fiscal book value. lower: the bedrijfswaarde, (Y, N); none where nothing is written down."""
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
        same_function=s.one if keeps_function(plan) else s.zero,
        worn_out=s.zero,
        bought_to_demolish=s.zero,
        rebuilds=s.one if plan.does("build_new") else s.zero,
        cost_to_new=s.zero,
        bedrijfswaarde=s.no_lower_value if lower is None else lower,
        known_at_purchase=c.known_at_purchase,
        known_barred=s.by_year("depreciation.known_at_purchase_barred"),
        sold=sold(plan, s),
        stock=years_between(p, plan.works_start, s.never)
        if plan.does("sell_units", "sell_block", "sell_land")
        else s.no_flow_by_year,
        at_once=s.by_year("policy.accelerated_conversion_share")
        if plan.does("convert") and s.moves("policy.accelerated_conversion_share")
        else s.zero,
    )


def keeps_function(plan: Plan) -> bool:
    """Whether what is there afterwards is an office again: a renovation, or a new building that is asked for as one."""
    permit = plan.option.permit
    return plan.does("renovate") or (plan.does("build_new") and permit is not None and permit.use == "office")


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
