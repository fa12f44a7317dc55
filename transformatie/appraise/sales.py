"""Chapter: selling. The building as it stands, dwellings one by one, the whole at a date, the land, the exit."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.income import Income, keeps_office, rent_is_regulated
from transformatie.dated import Array
from transformatie.formulas.let_rent import surcharge_worth
from transformatie.formulas.letting import at_day, expected_void_years, void_cost
from transformatie.formulas.running import less, of_which, year_of
from transformatie.formulas.sale import (
    after_cost,
    buyers_cost,
    highest,
    land_value,
    net_price,
    net_rent,
    stabilised_rent,
)
from transformatie.formulas.timing import area_of, lifted, rest_of, scaled
from transformatie.formulas.value import exit_value, growth_index
from transformatie.formulas.vat_owner import price_taxed_as_new
from transformatie.formulas.works import due_on, share_of, spent, summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Sales:
    """Proceeds after selling cost. now (N,), during (T, N) EUR a period, at_end (Y, N) on 31 December; gross of tax."""

    now: Array
    during: Array
    at_end: Array
    price: Array
    gross_exit: Array


def office_price(
    plan: Plan, day: Array, empty: Array, vacant_years: Array, s: Setting, part: Array | None = None
) -> Array:
    """What a buyer gives, kosten koper, for the office on a day: let as such buildings are, less the cost of what is empty.

    empty (N,) m2 on that day; vacant_years (N,) it has stood empty by then; part (N,) of the building, the whole if None.
    """
    c = s.cases
    years = scaled(day, s.per_year)
    index = s.level("office_rent_growth", day)
    rent = lifted(c.market_rent, plan.rent_lift)
    gross = stabilised_rent(c.lettable_area, rent, index, c.friction_vacancy, c.incentive)
    running, floor = scaled(c.running_when_let, growth_index(years, c.running_growth)), c.land_floor
    if part is not None:
        gross, running, floor = (share_of(x, part) for x in (gross, running, floor))
    net = net_rent(gross, running)
    tax = s.on_day("transfer_tax.non_dwelling_rate", day)
    rate = s.in_market("yields", summed(c.office_yield, plan.yield_shift), day)
    price = exit_value(
        net,
        gross,
        rate,
        c.office_yield_gross,
        c.office_yield_von,
        buyers_cost(tax, c.buyer_other_share),
        s.zero,
    )
    odds = s.in_market("letting", plan.relet_multiplier, day)
    void = expected_void_years(vacant_years, c.hazard_bands, c.hazards, odds, rate)
    off = void_cost(empty, rent, index, c.incentive, c.void_service, void)
    return highest(less(price, off), floor)


def sales(plan: Plan, rents: Income, s: Setting) -> Sales:
    """All proceeds of a plan."""
    c, p = s.cases, s.periods
    if plan.does("sell"):
        kept = after_cost(c.as_is_price, c.selling_cost_share)
        return Sales(kept, s.no_flow, s.no_flow_by_year, c.as_is_price, s.zero)
    if plan.does("sell_units"):
        return _units(plan, rents, s)
    if plan.does("sell_land"):
        price = land_value(plan.land_area, c.land_price_as_zoned)
        sold = due_on(p, after_cost(price, c.selling_cost_share), plan.last_sold)
        return Sales(s.zero, sold, s.no_flow_by_year, price, s.zero)
    if plan.does("sell_block"):
        price = _with_kept_office(_block_price(plan, s), plan.ready, plan, rents, s)
        sold = due_on(p, after_cost(price, c.selling_cost_share), plan.ready)
        return Sales(s.zero, sold, s.no_flow_by_year, price, s.zero)
    if plan.does("let"):
        price = _with_kept_office(investment_price(plan, plan.sold_on, s), plan.sold_on, plan, rents, s)
    else:
        empty = at_day(p, rents.empty, plan.sold_on)
        price = office_price(plan, plan.sold_on, empty, years_vacant(plan, s), s)
    kept = after_cost(price, c.selling_cost_share)
    return Sales(s.zero, s.no_flow, of_which(kept, year_of(p, plan.last_day)), price, kept)


def years_vacant(plan: Plan, s: Setting) -> Array:
    """How long what is empty at the sale has stood so: since it was last offered, and before that."""
    since = less(plan.sold_on, plan.relet_from)
    return highest(summed(plan.relet_years, scaled(since, s.per_year)), s.zero)


def _with_kept_office(price: Array, day: Array, plan: Plan, rents: Income, s: Setting) -> Array:
    """A price with that of the storeys that stayed office, where there are any."""
    if not keeps_office(plan, s):
        return price
    empty = at_day(s.periods, rents.empty, day)
    return summed(price, office_price(plan, day, empty, years_vacant(plan, s), s, plan.kept_share))


def _units(plan: Plan, rents: Income, s: Setting) -> Sales:
    """Dwellings sold one by one: part on completion, the rest at an even pace, at the prices of the day."""
    c, p = s.cases, s.periods
    tax = deed_rate(plan, "dwelling_occupier_rate", plan.ready, s)
    net = net_price(
        plan.price, plan.price_von, plan.taxed_as_new, s.vat_on(plan.ready), tax, c.buyer_other_share
    )
    whole = after_cost(area_of(plan.area, net), c.selling_cost_share)
    index = s.indices["housing_price_growth"]
    at_once = of_which(due_on(p, share_of(whole, plan.presold), plan.ready), index)
    later = spent(p, share_of(whole, rest_of(plan.presold, s.one)), plan.ready, plan.last_sold, index)
    if keeps_office(plan, s):
        office = after_cost(_with_kept_office(s.zero, plan.last_sold, plan, rents, s), c.selling_cost_share)
        later, whole = summed(later, due_on(p, office, plan.last_sold)), summed(whole, office)
    return Sales(s.zero, summed(at_once, later), s.no_flow_by_year, whole, s.zero)


def deed_rate(plan: Plan, kind: str, day: Array, s: Setting) -> Array:
    """Transfer tax on the first deed after a conversion: that of the day, less what an overlay takes off it."""
    rate = s.on_day(f"transfer_tax.{kind}", day)
    if plan.does("convert") and s.moves("policy.conversion_transfer_tax_factor", 1.0):
        rate = share_of(rate, s.on_day("policy.conversion_transfer_tax_factor", day))
    return rate


def _block_price(plan: Plan, s: Setting) -> Array:
    """What an investor pays for the whole on completion, before VAT where it is new in essence."""
    price = investment_price(plan, plan.ready, s)
    if "taxed_as_new" not in plan.option.numbers:
        return price
    housing = plan.option.roles.get("rent") == "housing_rent"
    tax = deed_rate(plan, "dwelling_investor_rate" if housing else "non_dwelling_rate", plan.ready, s)
    return price_taxed_as_new(price, plan.taxed_as_new, s.vat_on(plan.ready), tax, s.cases.buyer_other_share)


def investment_price(plan: Plan, day: Array, s: Setting) -> Array:
    """What an investor gives, kosten koper, for the new use let in full, at the rents of the day.

    Where rent is regulated: at the rent without the new-build surcharge, and for the surcharge what its last years are worth.
    """
    c = s.cases
    index = s.level(plan.option.roles.get("rent_growth", "housing_rent_growth"), day)
    exit_yield = s.in_market("yields", plan.exit_yield, day)
    gross = stabilised_rent(plan.area, plan.rent, index, plan.vacancy_share, s.zero)
    lasting = gross
    if rent_is_regulated(plan, s):
        lasting = share_of(gross, at_day(s.periods, plan.rent_share_without, day))
    net = net_rent(lasting, share_of(lasting, plan.running_share))
    kind = (
        "dwelling_investor_rate" if plan.option.roles.get("rent") == "housing_rent" else "non_dwelling_rate"
    )
    tax = s.on_day(f"transfer_tax.{kind}", day)
    if plan.does("sell_block"):
        tax = deed_rate(plan, kind, day, s)
    floor = share_of(c.land_floor, rest_of(plan.kept_share, s.one)) if keeps_office(plan, s) else c.land_floor
    kk = buyers_cost(tax, c.buyer_other_share)
    price = exit_value(net, lasting, exit_yield, plan.exit_gross, plan.exit_von, kk, floor)
    if not rent_is_regulated(plan, s):
        return price
    net_all = net_rent(gross, share_of(gross, plan.running_share))
    more = at_day(s.periods, less(plan.rent_share, plan.rent_share_without), day)
    return summed(price, surcharge_worth(net_all, more, plan.surcharge_until, day, exit_yield, kk))
