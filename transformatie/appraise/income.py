"""Chapter: rent. Sitting tenants, space let again, temporary users, the new use."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.dated import Array
from transformatie.formulas.empty import leased_share, renewed_area
from transformatie.formulas.letting import (
    new_rent,
    newly_let_rent,
    relet_area,
    relet_rent,
    sitting_area,
    sitting_rent,
    temporary_income,
)
from transformatie.formulas.running import empty_area, held_between, less, of_which, share_in_use
from transformatie.formulas.timing import after_months, earliest, lifted, scaled
from transformatie.formulas.works import summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Income:
    """Rents (T, N) EUR/yr and areas (T, N) m2."""

    sitting: Array
    relet: Array
    temporary: Array
    new: Array
    office_rent: Array
    newly_let: Array
    let_area: Array
    relet_area: Array
    temporary_area: Array
    empty: Array
    let_share: Array
    leased_share: Array
    held: Array


def income(plan: Plan, s: Setting) -> Income:
    """The rent of a plan. The building is held as it is until works start or it is sold, whichever comes first."""
    c, p, i = s.cases, s.periods, s.indices
    held, tenants = _held(plan, s)
    sitting = of_which(_sitting_rent(s), tenants)
    let = of_which(_sitting_area(s), tenants)
    again, relet, newly = s.no_flow, s.no_flow, s.no_flow
    if plan.does("let_office") or keeps_office(plan, s):
        again = of_which(_relet_area(plan, s), _held_to_let(plan, held, s))
        rent = lifted(c.market_rent, plan.rent_lift)
        relet = relet_rent(again, rent, s.contract_index("office_rent_growth", again), c.incentive)
        found = less(again, of_which(_renewed_area(s), held))
        newly = newly_let_rent(p, found, s.zero, rent, i["office_rent_growth"])
    fees, used = s.no_flow, s.no_flow
    if plan.does("use_temporarily"):
        fees = temporary_income(
            p, plan.temporary_area, plan.temporary_fee, plan.temporary_from, plan.temporary_until, i["cpi"]
        )
        used = of_which(plan.temporary_area, held_between(p, plan.temporary_from, plan.temporary_until))
    new = s.no_flow
    if plan.does("let"):
        growth = plan.option.roles.get("rent_growth", "housing_rent_growth")
        lets = after_months(plan.ready, c.letting_delay)
        index = scaled(i[growth], plan.rent_share) if rent_is_regulated(plan, s) else i[growth]
        new = new_rent(p, plan.area, plan.rent, index, lets, plan.fill_days, plan.vacancy_share)
    area = summed(let, again)
    lettable = c.lettable_area
    if keeps_office(plan, s):
        lettable = of_which(lettable, held)
        empty = empty_area(lettable, area, used)
    else:
        empty = of_which(empty_area(lettable, area, used), held)
    return Income(
        sitting,
        relet,
        fees,
        new,
        summed(sitting, relet),
        newly,
        area,
        again,
        used,
        empty,
        share_in_use(lettable, empty),
        leased_share(lettable, empty, used),
        held,
    )


def rent_is_regulated(plan: Plan, s: Setting) -> bool:
    """Whether rent points say what may be asked of the dwellings a plan lets."""
    return s.points_are_law and plan.option.roles.get("rent") == "housing_rent"


def keeps_office(plan: Plan, s: Setting) -> bool:
    """Whether part of the building stays an office beside what is converted."""
    return s.traits.partial and plan.does("convert")


def _held(plan: Plan, s: Setting) -> tuple[Array, Array]:
    """The part of the building held as it is, and whether today's tenants are in it, (T, N)."""
    p = s.periods
    until = earliest(plan.office_until, plan.sold_on)
    held = held_between(p, s.zero, until)
    if not keeps_office(plan, s):
        return held, held
    kept = scaled(held_between(p, until, plan.sold_on), plan.kept_share)
    return summed(held, kept), held_between(p, s.zero, earliest(plan.tenants_until, plan.sold_on))


def _held_to_let(plan: Plan, held: Array, s: Setting) -> Array:
    """When what is empty can be let as office: while the building is held, or while the kept part is, (T, N)."""
    return held_between(s.periods, s.zero, plan.sold_on) if keeps_office(plan, s) else held


def _sitting_area(s: Setting) -> Array:
    """Area of today's leases, the same for every plan."""
    return s.once(
        "sitting_area",
        lambda: sitting_area(
            s.periods, s.cases.lease["area"], s.cases.lease["until"], s.cases.lease["start"]
        ),
    )


def _sitting_rent(s: Setting) -> Array:
    """Rent of today's leases, the same for every plan."""
    lease = s.cases.lease
    return s.once(
        "sitting_rent",
        lambda: sitting_rent(
            s.periods, lease["area"], lease["rent"], lease["until"], lease["pays_from"], s.indices["cpi"]
        ),
    )


def _relet_area(plan: Plan, s: Setting) -> Array:
    """Area let again; of plans that offer the building as it is from today, the same, and computed once."""
    c = s.cases
    at_once = plan.relet_from is s.zero and plan.relet_years is c.vacant_years
    if at_once and plan.relet_multiplier is c.relet_odds and not keeps_office(plan, s):
        found: Array = s.once("relet_area", lambda: _let_again(plan, s))
        return found
    return _let_again(plan, s)


def _let_again(plan: Plan, s: Setting) -> Array:
    c = s.cases
    keeps = keeps_office(plan, s)
    vacant, area = (plan.kept_vacant, plan.kept_leases) if keeps else (c.vacant_area, c.lease["area"])
    return relet_area(
        s.periods, vacant, plan.relet_years, area, c.lease["until"], c.lease["stays"], plan.relet_from,
        c.hazards, c.hazard_bands, plan.relet_multiplier, c.friction_vacancy, c.letting_delay, s.paths.get("letting"),
    )  # fmt: skip


def _renewed_area(s: Setting) -> Array:
    """Area of tenants who renew: no letting to pay an agent for; the same for every plan."""
    c, lease = s.cases, s.cases.lease
    return s.once(
        "renewed_area",
        lambda: renewed_area(s.periods, lease["area"], lease["until"], lease["stays"], c.friction_vacancy),
    )
