"""Chapter: the verhuurderheffing of 2013-2022 on new dwellings, and levies on what is empty that only an overlay sets."""

from __future__ import annotations

from transformatie.appraise.income import Income
from transformatie.dated import Array
from transformatie.formulas.carrying import Line
from transformatie.formulas.levy import conversion_credit, landlord_levy, levy_after_credit, rent_is_regulated
from transformatie.formulas.running import (
    by_period,
    by_year,
    held_on_new_year,
    levy_due,
    of_which,
    part_of,
    year_of,
)
from transformatie.formulas.timing import earliest, rest_of
from transformatie.formulas.works import per_unit
from transformatie.options.plan import Plan
from transformatie.setting import Setting

#: A levy that is no law → the entry that an overlay sets.
POLICIES = {"ozb_user_vacant": "policy.ozb_user_on_vacant", "vacancy_levy": "policy.vacancy_levy_rate"}


def policy_levies(plan: Plan, rents: Income, woz: Array, s: Setting) -> dict[str, Line]:
    """Levies on the vacant part that are no law, where an overlay sets them: lines that exist only because it is empty."""
    lines: dict[str, Line] = {}
    if not any(s.moves(policy) for policy in POLICIES.values()):
        return lines
    value = by_period(s.periods, woz)
    levied = held_on_new_year(s.periods, s.zero, earliest(plan.levies_until, plan.sold_on))
    for name, policy in POLICIES.items():
        if s.moves(policy):
            rate = s.cases.ozb_user_rate if name == "ozb_user_vacant" else s.one
            due = of_which(levy_due(value, rate, s.new_year, levied), s.by_period(policy))
            lines[name] = Line(s.no_flow, s.no_flow, of_which(due, rest_of(rents.leased_share, s.one)))
    return lines


def levy_on_dwellings(plan: Plan, woz: Array, s: Setting) -> Array:
    """Verhuurderheffing by year on regulated dwellings let on 1 January, as if the owner had no others, (Y, N) EUR."""
    c, p = s.cases, s.periods
    if not (plan.does("let") and "unit_area" in plan.option.numbers and s.moves("landlord_levy.rate")):
        return s.no_flow_by_year
    rate, exempt, highest = (
        s.by_year(f"landlord_levy.{n}") for n in ("rate", "exempt_number", "highest_woz")
    )
    index = s.level(plan.option.roles.get("rent_growth", "housing_rent_growth"), plan.ready)
    limit = s.on_day("rent_law.liberalisation_limit", plan.ready, carry=True)  # the levy ended before it did
    unit = c.of(f"{plan.option.name}.unit_area")
    regulated = rent_is_regulated(plan.rent, unit, index, s.twelve, limit)
    let_then = by_year(p, of_which(held_on_new_year(p, plan.ready, plan.sold_on), s.new_year))
    levy = of_which(of_which(landlord_levy(woz, plan.dwellings, exempt, highest, rate), regulated), let_then)
    credit = s.zero
    if plan.does("convert"):
        amount, least = (s.on_day(f"landlord_levy.conversion_{n}", plan.ready) for n in ("credit", "minimum"))
        cost = part_of(per_unit(plan.works_area, plan.works_per_m2), plan.dwellings)
        credit = conversion_credit(plan.dwellings, cost, amount, least)
    return levy_after_credit(levy, credit, year_of(p, plan.ready))
