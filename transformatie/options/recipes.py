"""Recipes: from an option's steps and a building's figures to a plan of days, areas and prices.

Only calls and names: each step adds named arrays to the draft, each computed by a figure. A step says when the
next may start (`not_before`), so that steps compose: temporary use and then a conversion is one plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transformatie.dated import Array
from transformatie.formulas.built import Plates, one_plate
from transformatie.formulas.letting import headline_rent_per_m2, price_per_m2, yearly_rent_per_m2
from transformatie.formulas.partial import chosen, kept_share, kept_vacant, tenants_stay
from transformatie.formulas.timing import (
    after_months,
    after_weeks,
    after_years,
    day_vacant,
    earliest,
    last_sale,
    latest,
    lifted,
    rest_of,
    scaled,
    usable_area,
)
from transformatie.formulas.works import summed
from transformatie.options import Option, Options
from transformatie.options.ends import ends
from transformatie.options.housing import build_dwellings, mean_over_types, quality, rent_terms
from transformatie.options.plan import Draft, Plan, neutral
from transformatie.setting import Setting


def sell(d: Draft) -> None:
    """Sell as it stands, on the assessment date."""
    d.arrays |= {"office_until": d.setting.zero, "last_sold": d.setting.zero}


def let_office(d: Draft) -> None:
    """Go on letting as office: what is empty is offered at once, or when a renovation is done."""
    c, s = d.setting.cases, d.setting
    ready = d.get("ready", s.zero)
    renovated = "ready" in d.arrays
    waits = renovated or "not_before" in d.arrays
    d.arrays |= {
        "relet_from": latest(ready, d.get("not_before", s.zero)) if waits else s.zero,
        "relet_years": s.zero if renovated else c.vacant_years,
        "relet_multiplier": scaled(c.redeveloped_relet, c.relet_odds) if renovated else c.relet_odds,
        "rent_lift": d.number_or("rent_lift", s.zero),
        "yield_shift": d.number_or("yield_shift", s.zero),
        "income_from": ready,
        "office_until": s.never,
    }


def use_temporarily(d: Draft) -> None:
    """Give the empty space in use for some years, at most as long as the law allows; what follows waits for it."""
    c, s = d.setting.cases, d.setting
    start = after_months(s.zero, d.number("setup_months"))
    cap = s.law.on("leegstandwet.office_years", s.first)
    end = after_years(start, earliest(d.number("temporary_years"), cap))
    d.arrays |= {
        "temporary_from": start,
        "temporary_until": end,
        "temporary_area": scaled(c.vacant_area, d.number("usable_share")),
        "temporary_fee": d.number("fee_per_m2"),
        "temporary_setup": d.number("setup_cost_per_m2"),
        "temporary_energy": d.number("energy_per_m2"),
        "temporary_exempt": d.number("exempt_share"),
        "not_before": end,
    }


def vacate(d: Draft) -> None:
    """End the leases: vacant possession after the last of them and the protection that follows it."""
    c, s = d.setting.cases, d.setting
    protected = s.law.on("side_procedures.vacate_protection", s.first)
    granted = scaled(s.permits.site.extensions, s.law.on("side_procedures.vacate_extension", s.first))
    months = summed(protected, scaled(granted, s.twelve))
    free = day_vacant(c.lease["until"], c.lease["area"], months)
    if s.traits.partial and "convert" in d.own.recipe:
        kept = kept_share(c.plates)
        stay = tenants_stay(c.lettable_area, c.vacant_area, kept)
        free = chosen(stay, s.zero, free)
        d.arrays |= {"kept_share": kept, "stay": stay}
    d.arrays |= {"vacant_day": free, "not_before": latest(free, d.get("not_before", s.zero))}


def apply(d: Draft) -> None:
    """Ask the permit; works wait until it is in force or irrevocable, as the owner and the bank want."""
    s = d.setting
    permit = s.permits.path(d.own, s)
    wait = permit.irrevocable if s.traits.start_basis == "irrevocable" else permit.start_at_risk
    d.arrays |= {
        "applied": permit.applied,
        "permit_decided": permit.decided,
        "permit_in_force": permit.in_force,
        "permit_irrevocable": permit.irrevocable,
        "permit_day": wait,
        "plan_fee": s.permits.plan_fee(d.own),
        "not_before": latest(earliest(wait, s.after_horizon), d.get("not_before", s.zero)),
    }


def renovate(d: Draft) -> None:
    """Renovate as office, around the tenants who sit there."""
    c = d.setting.cases
    _works(d, c.gross_area)
    d.arrays |= {"office_until": d.setting.never}


def convert(d: Draft) -> None:
    """Convert the empty building, or some of its storeys, to another use."""
    c = d.setting.cases
    _works(d, c.gross_area)
    _new_use(d, c.gross_area, c.plates)
    d.arrays |= {"office_until": d.arrays["works_start"]}
    if d.setting.traits.partial:
        _keep_the_rest(d)


def _keep_the_rest(d: Draft) -> None:
    """The storeys that are not converted go on as office: with their tenants where they fit, else let anew when all is ready."""
    c, s, a = d.setting.cases, d.setting, d.arrays
    d.arrays |= {
        "tenants_until": chosen(a["stay"], s.never, a["works_start"]),
        "kept_vacant": kept_vacant(c.lettable_area, c.vacant_area, a["kept_share"], a["stay"]),
        "kept_leases": scaled(c.lease["area"], a["stay"]),
        "relet_from": chosen(a["stay"], s.zero, a["ready"]),
        "relet_years": scaled(c.vacant_years, a["stay"]),
        "relet_multiplier": scaled(c.relet_odds, s.one),
    }


def demolish(d: Draft) -> None:
    """Demolish; what follows starts on the cleared land."""
    c, s = d.setting.cases, d.setting
    notice = after_weeks(s.zero, d.number("notice_weeks"))
    start = latest(d.get("not_before", s.zero), notice)
    end = after_months(start, d.number("demolition_months"))
    d.arrays |= {
        "demolition_area": c.gross_area,
        "demolition_per_m2": d.number("demolition_per_m2"),
        "demolition_start": start,
        "demolished_on": end,
        "office_until": start,
        "works_start": start,
        "works_end": end,
        "ready": end,
        "vat_recovered": d.number_or("vat_recovered", s.one),
        "not_before": end,
        "last_sold": end,
        "land_area": scaled(c.gross_area, c.density_factor),
    }


def build_new(d: Draft) -> None:
    """Build new on the cleared land."""
    c = d.setting.cases
    area = scaled(c.gross_area, c.density_factor)
    cleared = d.arrays["office_until"]
    _works(d, area)
    _new_use(d, area, one_plate(area))
    d.arrays |= {"office_until": cleared}


def let(d: Draft) -> None:
    """Let the new use to the horizon, then sell it as an investment."""
    s = d.setting
    d.arrays |= _investment(d) | {
        "fill_days": after_months(s.zero, d.number_or("fill_months", s.zero)),
        "income_from": d.arrays["ready"],
    }


def sell_units(d: Draft) -> None:
    """Sell the new dwellings one by one, part of them before completion."""
    c, s = d.setting.cases, d.setting
    price = price_per_m2(d.role("price"), c.housing_price_per_dwelling, d.number("unit_area"))
    presold = d.number_or("presold_share", s.zero)
    left = scaled(d.arrays["dwellings"], rest_of(presold, s.one))
    d.arrays |= {
        "price": lifted(mean_over_types(d, price), d.number_or("price_lift", s.zero)),
        "price_von": c.housing_price_von,
        "taxed_as_new": d.number_or("taxed_as_new", s.zero),
        "presold": presold,
        "last_sold": last_sale(d.arrays["ready"], left, c.sale_pace),
        "income_from": d.arrays["ready"],
    }


def sell_block(d: Draft) -> None:
    """Sell the whole to an investor on completion."""
    d.arrays |= _investment(d) | {"last_sold": d.arrays["ready"], "income_from": d.arrays["ready"]}


def sell_land(d: Draft) -> None:
    """Sell the cleared land."""
    d.arrays |= {"last_sold": d.arrays["ready"], "income_from": d.arrays["ready"]}


def _works(d: Draft, area: Array) -> None:
    s = d.setting
    start = d.get("not_before", s.zero)
    end = after_months(start, d.number("works_months"))
    d.arrays |= {
        "works_area": area,
        "works_per_m2": d.number("works_per_m2"),
        "contingency": d.number("contingency"),
        "works_start": start,
        "works_end": end,
        "ready": end,
        "vat_recovered": d.number_or("vat_recovered", s.one),
        "not_before": end,
    }


def _new_use(d: Draft, gross: Array, plates: Plates) -> None:
    """The new use: dwellings on the plates, or usable area by ratio where the option names no dwelling."""
    s = d.setting
    if "unit_area" in d.own.numbers:
        build_dwellings(d, plates, gross)
        d.arrays |= {"works_per_m2": quality(d)}
    else:
        d.arrays |= {"area": usable_area(gross, d.number("usable_ratio"))}
    d.arrays |= {"ready": latest(d.arrays["ready"], s.permits.grid_day)}


def _investment(d: Draft) -> dict[str, Array]:
    """Rent, running cost and yield of the new use."""
    c, s = d.setting.cases, d.setting
    housing = d.own.roles.get("rent") == "housing_rent"
    lift = d.number_or("rent_lift", s.zero)
    if housing:
        rent = yearly_rent_per_m2(d.role("rent"), c.housing_rent_per_dwelling, d.number("unit_area"))
        rents = rent_terms(d, lifted(rent, lift))
    else:
        rents = {"rent": lifted(headline_rent_per_m2(d.role("rent"), s.zero, s.zero), lift)}
    return rents | {
        "vacancy_share": d.role("vacancy_share"),
        "running_share": d.role("running_share"),
        "exit_yield": d.role("exit_yield"),
        "exit_gross": c.housing_yield_gross if housing else s.zero,
        "exit_von": c.housing_yield_von if housing else s.one,
        "taxed_as_new": d.number_or("taxed_as_new", s.zero),
    }


STEPS: Mapping[str, Callable[[Draft], None]] = {
    f.__name__: f
    for f in (
        sell,
        let_office,
        use_temporarily,
        vacate,
        apply,
        renovate,
        convert,
        demolish,
        build_new,
        let,
        sell_units,
        sell_block,
        sell_land,
    )
}


def plan(
    option: Option, options: Options, s: Setting, then: str | None = None, sale_day: Array | None = None,
    not_before: Array | None = None,
) -> Plan:  # fmt: skip
    """The plan of an option: its own steps, then those of the option it is followed by.

    sale_day (N,): when a building that is held is sold; the horizon where none is named. not_before (N,): the first day
    on which works may start, for a plan that waits; its permit is asked later too (`Permits.later`).
    """
    following = then or option.then
    follow = options.by_name[following] if following else None
    draft = Draft(s, option, {} if not_before is None else {"not_before": not_before})
    for step in option.recipe:
        STEPS[step](draft)
    steps = option.recipe
    if follow is not None:
        draft.own = follow
        for step in follow.recipe:
            STEPS[step](draft)
        steps = (*option.recipe, *follow.recipe)
    arrays = neutral(s) | draft.arrays
    finished = Plan(option.name, steps, follow or option, arrays)
    return Plan(option.name, steps, follow or option, arrays | ends(finished, s, sale_day))
