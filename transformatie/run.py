"""One run: one building or many of one kind, from settled figures to an outcome for every option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from transformatie.appraise import Outcome, appraise
from transformatie.appraise.value import AsIs, as_is
from transformatie.building import Building
from transformatie.cases import Cases, Resolved, slug
from transformatie.dated import Array, Law
from transformatie.formulas.sale import best_day
from transformatie.options import Options
from transformatie.options.recipes import Plan, plan
from transformatie.periods import DAYS_A_YEAR, Periods
from transformatie.permits import permits_of
from transformatie.prepare import prepared
from transformatie.setting import Setting, Traits
from transformatie.trail import leaf


@dataclass(frozen=True)
class Run:
    """Every option of one group of cases, with the value as is and the day a held building is sold."""

    setting: Setting
    options: Options
    as_is: AsIs
    sale_day: Array
    outcomes: Mapping[str, Outcome]


def traits_of(building: Building) -> Traits:
    """What divides buildings into groups that one run can serve."""
    return Traits(
        building.owner.kind,
        building.books.use,
        municipality=slug(building.building.municipality),
        fair_value=building.books.commercial_basis == "fair_value",
    )


def setting_of(many: Sequence[Resolved], cases: Cases, axis: Periods, law: Law) -> Setting:
    """The setting of cases that share axis and traits; `cases` holds the buildings of `many` in their order, evenly."""
    buildings = [r.read.building for r in many]
    sizes = [cases.n // len(many)] * len(many)
    permits = permits_of(buildings, sizes, cases.preparation_months, cases.gross_area, law)
    return prepared(cases, axis, law, traits_of(buildings[0]), permits)


def year_end(s: Setting, years: float) -> Array:
    """31 December some calendar years after the first, at most the horizon, as a day of every case, (N,)."""
    index = min(int(years), len(s.periods.years) - 1)
    day = s.periods.year_ends[index, 0] * DAYS_A_YEAR
    return leaf(
        np.full(s.cases.n, day), f"31 December of year {int(years)}", "market", "office.sale_years", "day"
    )


def run(s: Setting, options: Options, names: Sequence[str] = (), sale_day: Array | None = None) -> Run:
    """Appraise the named options (all where none is named). `sale_day`: of a held building; sought here where not given."""
    hold = options.by_name["hold"]
    ten = plan(hold, options, s, sale_day=year_end(s, float(s.law.value("office.dcf_years", s.first))))
    value = as_is(ten, s)
    s = replace(s, cases=replace(s.cases, arrays={**s.cases.arrays, "as_is_price": value.price}))
    if sale_day is None:
        sale_day = sale_day_of(hold, options, s)
    outcomes = {}
    for name in names or options.by_name:
        option = options.by_name[name]
        outcomes[name] = appraise(
            plan(option, options, s, sale_day=sale_day if option.recipe == hold.recipe else None), s
        )
    return Run(s, options, value, sale_day, outcomes)


def sale_day_of(hold: object, options: Options, s: Setting) -> Array:
    """The best day to sell a building that is held, fixed on expected values: (N,)."""
    horizon = len(s.periods.years) - 1
    candidates = sorted({min(int(y), horizon) for y in s.law.value("office.sale_years", s.first)})
    days = [year_end(s, years) for years in candidates]
    plans: list[Plan] = [plan(options.by_name["hold"], options, s, sale_day=day) for day in days]
    return best_day([appraise(p, s).value_after_tax for p in plans], days)
