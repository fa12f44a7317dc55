"""Chapter: what the building costs while it is held as it is, line by line, and how much only because it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transformatie.appraise.income import Income
from transformatie.dated import Array
from transformatie.formulas import carrying
from transformatie.formulas.carrying import Line
from transformatie.formulas.running import (
    amount_due,
    by_period,
    held_on_new_year,
    levy_due,
    over_period,
    vacant_units,
    while_held,
)
from transformatie.formulas.timing import earliest
from transformatie.formulas.works import share_of, summed
from transformatie.options.recipes import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Costs:
    """Cost lines as flows of each period, (T, N) EUR, by name; new_running: running cost of the new use."""

    lines: Mapping[str, Line]
    total: Array
    new_running: Array


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
    return Costs(lines, total, new_running)


def _management(rents: Income, index: Array, s: Setting) -> Line:
    """The manager's share of the rent, but no less than a fixed fee for each unit that stands empty."""
    c = s.cases
    fixed = while_held(c.management_fixed, index, rents.held)
    fee = carrying.management_fee(
        rents.office_rent, c.management_share, fixed, vacant_units(rents.let_share, c.units), s.twelve
    )
    return carrying.management(rents.office_rent, c.management_share, fee)
