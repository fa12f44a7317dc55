"""When what is there stops, in any plan: holding, levies, depreciation; and what the new use is worth when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transformatie.dated import Array
from transformatie.formulas.running import calendar_year
from transformatie.formulas.sale import land_value, new_use_value
from transformatie.formulas.timing import area_of, day_before, earliest, scaled
from transformatie.formulas.works import summed, works_cost
from transformatie.setting import Setting

if TYPE_CHECKING:
    from transformatie.options.plan import Plan


def ends(p: Plan, s: Setting, sale_day: Array | None) -> dict[str, Array]:
    """When what is there stops: holding, levies, depreciation; and the value of the new use when it is done."""
    let_on = p.does("let_office", "let")
    sold_on = (sale_day if sale_day is not None else s.horizon) if let_on else p.last_sold
    works = p.does("convert", "build_new", "renovate")
    out = {
        "sold_on": sold_on,
        "last_day": day_before(sold_on, s.per_day),
        "held_until": earliest(p.office_until, sold_on),
        "tenants_until": p.arrays.get("tenants_until", p.office_until),
        "levies_until": sold_on if p.does("sell", "let_office") else p.ready,
        "applied_or_start": p.applied if p.does("apply") else p.works_start,
        "depreciated_until": s.zero
        if p.does("sell")
        else (p.ready if p.does("renovate") else p.office_until),
        "renewed_year": calendar_year(s.periods, p.ready),
    }
    if p.does("apply"):
        cost = works_cost(p.works_area, p.works_per_m2, p.contingency)
        out["permit_fee"] = summed(s.permit_fee(cost), p.plan_fee)
    if works or p.does("demolish"):
        out["value_when_done"] = _value_when_done(p, s)
    return out


def _value_when_done(p: Plan, s: Setting) -> Array:
    """What the WOZ value follows when the works are done: price of dwellings, rent of other uses, land, or what was spent."""
    c = s.cases
    if p.does("sell_land"):
        value = land_value(p.land_area, c.land_price_as_zoned)
    elif "woz_per_m2" in p.arrays:
        value = area_of(p.area, p.woz_per_m2)
    elif p.does("let", "sell_block"):
        value = new_use_value(p.area, p.rent, p.vacancy_share, p.running_share, p.exit_yield)
    elif p.does("sell_units"):
        value = area_of(p.area, p.price)
    else:
        value = summed(c.woz, works_cost(p.works_area, p.works_per_m2, p.contingency))
    if s.traits.partial and p.does("convert"):
        value = summed(value, scaled(c.woz, p.kept_share))
    return value
