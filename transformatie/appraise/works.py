"""Chapter: works. What they cost by part, when it is paid, and the VAT that no deduction gives back."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.dated import Array
from transformatie.formulas.flows import capital_cost
from transformatie.formulas.running import by_period, calendar_year, of_which, total, years_before
from transformatie.formulas.sale import given_or
from transformatie.formulas.timing import earliest
from transformatie.formulas.value import growth_index
from transformatie.formulas.vat import integration_levy, vat_rate
from transformatie.formulas.vat_owner import net_integration_levy
from transformatie.formulas.works import (
    due_on,
    new_parking,
    next_replacement,
    per_unit,
    replacements,
    share_of,
    spent,
    summed,
    vat_on_works,
    works_cost,
)
from transformatie.options.plan import Plan
from transformatie.setting import Setting

PARTS = ("installations", "lifts", "facade", "roof")


@dataclass(frozen=True)
class Works:
    """Spending by part, (T, N) EUR a period, excluding VAT but for `vat`. Nothing where a plan has no works."""

    works: Array
    demolition: Array
    temporary: Array
    fees: Array
    insurance: Array
    permit_fees: Array
    studies: Array
    parking: Array
    contributions: Array
    vat: Array
    subsidy: Array
    capital: Array
    replacements: Array


def works(plan: Plan, s: Setting) -> Works:
    """All spending of a plan. Replacement of installations and shell goes on while the office is held."""
    if not plan.does("apply", "convert", "renovate", "build_new", "demolish", "use_temporarily"):
        none = s.no_flow
        return Works(*(none,) * 12, _replacements(plan, s))
    c, p, index = s.cases, s.periods, s.indices["works_growth"]
    cost = works_cost(plan.works_area, plan.works_per_m2, plan.contingency)
    building = spent(p, cost, plan.works_start, plan.works_end, index)
    down = _demolition(plan, s)
    setup = _temporary(plan, s)
    fees = spent(p, share_of(cost, c.fees_share), plan.applied_or_start, plan.works_end, index)
    cover = share_of(building, c.insurance_share)
    permit = due_on(p, plan.permit_fee, plan.applied) if plan.does("apply") else s.no_flow
    studies = (
        due_on(p, per_unit(plan.works_area, c.study_cost_per_m2), plan.applied)
        if plan.does("apply")
        else s.no_flow
    )
    parking, contribution, subsidy = s.no_flow, s.no_flow, s.no_flow
    if plan.does("convert", "build_new"):
        places = new_parking(plan.dwellings, c.parking_norm, c.parking_places, c.parking_cost)
        parking = spent(p, places, plan.works_start, plan.works_end, index)
        premium = due_on(p, s.permits.site.premium, plan.works_start)
        contribution = summed(due_on(p, per_unit(plan.dwellings, c.contribution), plan.works_start), premium)
        subsidy = due_on(p, per_unit(plan.dwellings, plan.subsidy), plan.ready)
    taxed = summed(building, down, setup, fees, cover, studies, parking)
    vat = _vat(plan, taxed, s)
    capital = capital_cost(building, fees, cover, permit, studies, parking, contribution, vat)
    return Works(
        building,
        down,
        setup,
        fees,
        cover,
        permit,
        studies,
        parking,
        contribution,
        vat,
        subsidy,
        capital,
        _replacements(plan, s),
    )


def _vat(plan: Plan, taxed: Array, s: Setting) -> Array:
    """VAT that stays a cost; until 2013 with the integration levy on a new building that is let exempt."""
    rate, p = s.vat_rate, s.periods
    if plan.does("convert") and s.moves("policy.conversion_vat_reduced"):
        rate = vat_rate(rate, s.by_period("vat.reduced_rate"), s.by_period("policy.conversion_vat_reduced"))
    vat = vat_on_works(taxed, rate, plan.vat_recovered)
    exempt = plan.does("let") and plan.option.roles.get("rent") == "housing_rent"
    if not (exempt and plan.does("convert", "build_new") and s.moves("vat.integration_levy")):
        return vat
    on, flag = plan.ready, s.on_day("vat.integration_levy", plan.ready)
    levy = integration_levy(total(taxed), s.cases.land, s.vat_on(on), flag, plan.taxed_as_new)
    return summed(vat, due_on(p, net_integration_levy(levy, total(vat)), on))


def _demolition(plan: Plan, s: Setting) -> Array:
    if not plan.does("demolish"):
        return s.no_flow
    cost = works_cost(plan.demolition_area, plan.demolition_per_m2, s.zero)
    return spent(s.periods, cost, plan.demolition_start, plan.demolished_on, s.indices["works_growth"])


def _temporary(plan: Plan, s: Setting) -> Array:
    if not plan.does("use_temporarily"):
        return s.no_flow
    cost = works_cost(plan.temporary_area, plan.temporary_setup, s.zero)
    return spent(s.periods, cost, s.zero, plan.temporary_from, s.indices["works_growth"])


def _replacements(plan: Plan, s: Setting) -> Array:
    """Replacement cycles of an office that stays one; a renovation starts them anew. What will be converted or
    demolished gets no new installations first."""
    c, p = s.cases, s.periods
    if not plan.does("let_office"):
        return s.no_flow
    index = s.once("works_index_by_year", lambda: growth_index(s.year_ends, c.works_growth))
    until = calendar_year(p, plan.held_until)
    change = plan.renewed_year if plan.does("renovate") else s.no_year
    running = of_which(
        s.once("replacements", lambda: _in_step(s)), years_before(s.years, earliest(until, change))
    )
    lines = []
    if plan.does("renovate"):
        for part in PARTS:
            every, cost = c.of(f"{part}_every_years"), c.of(f"{part}_cost_per_m2")
            again = next_replacement(change, every, change)
            lines.append(replacements(s.years, c.gross_area, cost, every, again, change, until, index))
    return of_which(by_period(p, summed(running, *lines)), s.share_of_period)


def _in_step(s: Setting) -> Array:
    """Replacements by year if the office were held for ever, (Y, N) EUR: the same for every plan until it ends."""
    c, index = s.cases, s.once("works_index_by_year", lambda: growth_index(s.year_ends, s.cases.works_growth))
    lines = []
    for part in PARTS:
        every, cost = c.of(f"{part}_every_years"), c.of(f"{part}_cost_per_m2")
        following = given_or(c.of(f"{part}_next"), next_replacement(c.renewed, every, s.first_year))
        lines.append(
            replacements(s.years, c.gross_area, cost, every, following, s.first_year, s.no_year, index)
        )
    return summed(*lines)
