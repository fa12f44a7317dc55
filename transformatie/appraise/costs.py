"""Chapter: what the building costs while it is held as it is, line by line, and how much only because it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transformatie.appraise.income import Income
from transformatie.dated import Array
from transformatie.formulas import carrying
from transformatie.formulas.carrying import Line
from transformatie.formulas.levy import conversion_credit, landlord_levy, levy_after_credit, regulated_rent
from transformatie.formulas.running import (
    amount_due,
    by_period,
    held_on_new_year,
    levy_due,
    of_which,
    over_period,
    part_of,
    vacant_units,
    while_held,
    year_of,
)
from transformatie.formulas.timing import earliest, rest_of, scaled
from transformatie.formulas.value import growth_index
from transformatie.formulas.works import share_of, summed
from transformatie.options.recipes import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Costs:
    """Cost lines as flows of each period, (T, N) EUR, by name; new_running: running cost of the new use;
    landlord_levy: the levy of 2013-2022 on it, (T, N) EUR a period."""

    lines: Mapping[str, Line]
    total: Array
    new_running: Array
    landlord_levy: Array


def costs(plan: Plan, rents: Income, woz: Array, s: Setting) -> Costs:
    """Every cost line of a plan. Levies go on until the works are done; the rest ends when works start."""
    c, p, i = s.cases, s.periods, s.indices
    index, held, let = i["running_growth"], rents.held, rents.let_share
    levied = held_on_new_year(p, s.zero, earliest(plan.levies_until, plan.sold_on))
    value = by_period(p, woz)
    in_use = held_on_new_year(p, plan.temporary_from, plan.temporary_until)
    lines = {
        "ozb_owner": carrying.ozb_owner(levy_due(value, c.ozb_owner_rate, s.new_year, levied), let),
        "water_board": carrying.water_board(levy_due(value, c.water_rate, s.new_year, levied), let),
        "sewer": carrying.sewer(amount_due(c.sewer, index, s.new_year, levied), let),
    }
    lines |= _policy_levies(value, levied, let, s)
    if plan.does("use_temporarily"):
        user = levy_due(value, c.ozb_user_rate, s.new_year, in_use)
        lines["ozb_user"] = carrying.ozb_user(user, s.one)
        energy = while_held(rents.temporary_area, plan.temporary_energy, index)
        lines["temporary_energy"] = carrying.security(over_period(energy, s.in_years), s.zero)
    yearly = {
        "insurance": carrying.insurance(
            while_held(c.rebuild_value, index, held), c.insurance_permille, c.insurance_surcharge, let
        ),
        "maintenance": carrying.maintenance(
            while_held(c.gross_area, index, held), c.maintenance_per_m2, s.one, let
        ),
        "ground_rent": carrying.ground_rent(while_held(c.canon, index, held), let),
        "services": carrying.unlet_services(while_held(c.lettable_area, index, held), let, c.vacant_service),
        "security": carrying.security(while_held(c.security, index, held), let),
        "management": _management(rents, index, s),
    }
    if plan.does("let_office"):
        yearly["letting"] = carrying.letting(rents.newly_let, c.letting_fee_share, s.zero, s.zero)
    lines |= {
        name: carrying.Line(*(over_period(part, s.in_years) for part in line))
        for name, line in yearly.items()
    }
    total = summed(*(part for line in lines.values() for part in line))
    new_running = share_of(rents.new, plan.running_share) if plan.does("let") else s.no_flow
    return Costs(lines, total, new_running, _landlord_levy(plan, woz, s))


def _policy_levies(woz: Array, levied: Array, let: Array, s: Setting) -> dict[str, Line]:
    """Levies on the vacant part that are no law, where an overlay sets them."""
    lines = {}
    for name, policy, rate in (
        ("ozb_user_vacant", "policy.ozb_user_on_vacant", s.cases.ozb_user_rate),
        ("vacancy_levy", "policy.vacancy_levy_rate", s.one),
    ):
        if s.moves(policy):
            due = of_which(levy_due(woz, rate, s.new_year, levied), s.by_period(policy))
            lines[name] = Line(s.no_flow, of_which(due, rest_of(let, s.one)))
    return lines


def _landlord_levy(plan: Plan, woz: Array, s: Setting) -> Array:
    """Verhuurderheffing on regulated dwellings that are let on 1 January, as if the owner had no others."""
    c, p = s.cases, s.periods
    if not (plan.does("let") and "unit_area" in plan.option.numbers and s.moves("landlord_levy.rate")):
        return s.no_flow
    rate, exempt, highest = (s.by_year(f"landlord_levy.{n}") for n in ("rate", "exempt_number", "highest_woz"))
    index = growth_index(scaled(plan.ready, s.per_year), c.of(plan.option.roles.get("rent_growth", "housing_rent_growth")))
    limit = s.on_day("rent_law.liberalisation_limit", plan.ready)
    unit = c.of(f"{plan.option.name}.unit_area")
    regulated = regulated_rent(plan.rent, unit, index, s.twelve, limit)
    levy = of_which(landlord_levy(woz, plan.dwellings, exempt, highest, rate), regulated)
    credit = s.zero
    if plan.does("convert"):
        amount, least = (s.on_day(f"landlord_levy.conversion_{n}", plan.ready) for n in ("credit", "minimum"))
        credit = conversion_credit(plan.dwellings, scaled(plan.works_per_m2, part_of(plan.works_area, plan.dwellings)), amount, least)
    due = levy_after_credit(levy, credit, year_of(p, plan.ready))
    let_then = held_on_new_year(p, plan.ready, plan.sold_on)
    return of_which(of_which(by_period(p, due), s.new_year), let_then)


def _management(rents: Income, index: Array, s: Setting) -> Line:
    """The manager's share of the rent, but no less than a fixed fee for each unit that stands empty."""
    c = s.cases
    fixed = while_held(c.management_fixed, index, rents.held)
    fee = carrying.management_fee(
        rents.office_rent, c.management_share, fixed, vacant_units(rents.let_share, c.units), s.twelve
    )
    return carrying.management(rents.office_rent, c.management_share, fee)
