"""Chapter: what the building costs while it is held as it is, line by line, and how much only because it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from transformatie.appraise.income import Income
from transformatie.appraise.local_levies import levies, levies_of
from transformatie.dated import Array
from transformatie.formulas import carrying, empty
from transformatie.formulas.carried import carried_cost
from transformatie.formulas.carrying import Line
from transformatie.formulas.running import held_between, over_period, vacant_units, while_held
from transformatie.formulas.works import share_of, summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting

#: Lines an all-in amount does not replace: what an act of the owner brings, not the emptiness itself.
OF_AN_ACT = (
    "ozb_user",
    "temporary_energy",
    "irrecoverable_vat",
    "letting",
    "ozb_user_vacant",
    "vacancy_levy",
)


@dataclass(frozen=True)
class Costs:
    """What a plan costs, (T, N) EUR a period: all lines together, and the running cost of the new use.

    lines: by name, as flows of each period, made when someone asks.
    """

    total: Array
    new_running: Array
    made: Callable[[], Mapping[str, Line]]

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Every cost line by name, as flows of each period, (T, N) EUR."""
        return self.made()


def costs(plan: Plan, rents: Income, woz: Array, s: Setting) -> Costs:
    """Every cost of a plan. Levies go on until the works are done; the rest ends when works start."""
    new_running = share_of(rents.new, plan.running_share) if plan.does("let") else s.no_flow
    return Costs(_total(plan, rents, woz, s), new_running, lambda: cost_lines(plan, rents, woz, s))


def _total(plan: Plan, rents: Income, woz: Array, s: Setting) -> Array:
    """All lines at once, by what drives them; line by line where one amount replaces some of them."""
    if s.traits.all_in:
        return summed(*(part for line in cost_lines(plan, rents, woz, s).values() for part in line))
    c, covers = s.cases, s.traits.vve_covers
    index = s.indices["running_growth"]
    insured, upkept, served = (name not in covers for name in ("insurance", "maintenance", "services"))
    surcharged, surcharge = s.zero, s.zero
    due = summed(c.vve, c.area_fund)
    if insured:
        surcharged = empty.surcharged_share(c.lettable_area, rents.empty, _just_vacated(s))
        due, surcharge = summed(due, c.premium), share_of(c.premium, c.insurance_surcharge)
    if upkept:
        due = summed(due, share_of(c.gross_area, c.maintenance_per_m2))
    rates = (c.service_when_vacant, c.service_when_let) if served else (s.zero, s.zero)
    services, services_let = (share_of(c.lettable_area, rate) for rate in rates)
    runs = s.once("canon_runs", lambda: held_between(s.periods, c.canon_from, s.never))
    yearly = [
        carried_cost(
            while_held(s.one, index, rents.held), due, c.canon, runs, surcharge, surcharged, summed(c.standby_energy, c.security),
            rents.let_share, services, services_let, rents.leased_share,
        ),
        _management_fee(rents, index, s),
    ]  # fmt: skip
    if plan.does("let_office"):
        yearly.append(share_of(rents.newly_let, c.letting_fee_share))
    if plan.does("use_temporarily"):
        upkeep = _upkeep(rents, s) if upkept else _vve(rents, s)
        yearly = [*yearly, *(line.extra for line in _temporary(plan, rents, upkeep, s).values())]
    return summed(over_period(summed(*yearly), s.in_years), *levies_of(plan, rents, woz, s))


def cost_lines(plan: Plan, rents: Income, woz: Array, s: Setting) -> dict[str, Line]:
    """The cost lines of a plan one by one, as flows of each period."""
    yearly = {**_contracts(rents, s), **_of_what_is_empty(plan, rents, s)}
    if plan.does("use_temporarily"):
        yearly |= _temporary(plan, rents, yearly.get("maintenance", yearly["vve"]), s)
    lines = {
        **levies(plan, rents, woz, s),
        **{n: Line(*(over_period(part, s.in_years) for part in line)) for n, line in yearly.items()},
    }
    return _in_one(lines, rents, s) if s.traits.all_in else lines


def _contracts(rents: Income, s: Setting) -> dict[str, Line]:
    """What is due let or empty, EUR/yr: insurance, maintenance, owners' association, ground rent, area fund."""
    c, index, held, leased = s.cases, s.indices["running_growth"], rents.held, rents.leased_share
    covers = s.traits.vve_covers
    lines = {
        "ground_rent": carrying.ground_rent(
            while_held(
                while_held(c.canon, index, held), s.one, held_between(s.periods, c.canon_from, s.never)
            ),
            leased,
        ),
        "vve": _vve(rents, s),
        "area_fund": carrying.area_fund(while_held(c.area_fund, index, held), s.one, leased),
    }
    if "insurance" not in covers:
        long = empty.surcharged_share(c.lettable_area, rents.empty, _just_vacated(s))
        premium = while_held(c.premium, index, held)
        lines["insurance"] = carrying.insurance(premium, c.insurance_surcharge, long, leased)
    if "maintenance" not in covers:
        lines["maintenance"] = _upkeep(rents, s)
    return lines


def _vve(rents: Income, s: Setting) -> Line:
    budget = while_held(s.cases.vve, s.indices["running_growth"], rents.held)
    return carrying.vve_contribution(budget, s.one, rents.leased_share)


def _upkeep(rents: Income, s: Setting) -> Line:
    c = s.cases
    area = while_held(c.gross_area, s.indices["running_growth"], rents.held)
    return carrying.maintenance(area, c.maintenance_per_m2, s.one, rents.leased_share)


def _of_what_is_empty(plan: Plan, rents: Income, s: Setting) -> dict[str, Line]:
    """What exists because something is empty, EUR/yr: services of it, energy, security, management, letting."""
    c, index, held, used = s.cases, s.indices["running_growth"], rents.held, rents.let_share
    lines = {
        "standby_energy": carrying.standby_energy(
            while_held(c.standby_energy, index, held), s.zero, s.zero, s.zero, s.zero, used
        ),
        "security": carrying.security(while_held(c.security, index, held), used),
        "management": _management(rents, index, s),
    }
    if "services" not in s.traits.vve_covers:
        rate = empty.unlet_service_rate(c.service_when_let, c.service_when_vacant, rents.leased_share)
        area = while_held(c.lettable_area, index, held)
        lines["services"] = carrying.unlet_services(area, used, rate)
    if plan.does("let_office"):
        lines["letting"] = carrying.letting(rents.newly_let, c.letting_fee_share, s.zero, s.zero)
    return lines


def _temporary(plan: Plan, rents: Income, upkeep: Line, s: Setting) -> dict[str, Line]:
    """What temporary use adds, EUR/yr: energy its users do not pay, and VAT on the part of it that is exempt."""
    c = s.cases
    energy = empty.energy_of_users(rents.temporary_area, plan.temporary_energy, s.indices["running_growth"])
    base = empty.vat_base(energy, upkeep, rents.temporary_area, c.lettable_area)
    return {
        "temporary_energy": energy,
        "irrecoverable_vat": carrying.irrecoverable_vat(base, s.vat_rate, plan.temporary_exempt),
    }


def _in_one(lines: Mapping[str, Line], rents: Income, s: Setting) -> dict[str, Line]:
    """One amount for all that an empty m2 costs, in place of the lines of what is empty; what is let keeps its own."""
    c = s.cases
    replaced = [line for name, line in lines.items() if name not in OF_AN_ACT]
    unlet = summed(rents.empty, rents.temporary_area)
    rate = while_held(c.all_in_vacant, s.indices["running_growth"], unlet)
    return {
        **{n: line if n in OF_AN_ACT else empty.of_the_let_part(line) for n, line in lines.items()},
        "all_in": empty.all_in(over_period(rate, s.in_years), *replaced),
    }


def _just_vacated(s: Setting) -> Array:
    """What fell empty too short ago for an insurer to ask more; the same for every plan."""
    c, lease = s.cases, s.cases.lease
    days = s.law.on("carrying.insurance_surcharge_after", s.first)
    return s.once(
        "just_vacated",
        lambda: empty.just_vacated(
            s.periods, lease["area"], lease["until"], lease["stays"], c.vacant_area, c.vacant_years, days
        ),
    )


def _management_fee(rents: Income, index: Array, s: Setting) -> Array:
    """The manager's share of the rent, but no less than a fixed fee for each unit that stands empty."""
    c = s.cases
    fixed = while_held(c.management_fixed, index, rents.held)
    units = vacant_units(rents.leased_share, c.units)
    return carrying.management_fee(rents.office_rent, c.management_share, fixed, units, s.twelve)


def _management(rents: Income, index: Array, s: Setting) -> Line:
    return carrying.management(rents.office_rent, s.cases.management_share, _management_fee(rents, index, s))
