"""One run: one building or many of one kind, from settled figures to an outcome for every option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.appraise import Outcome, appraise
from transformatie.appraise.detail import Detail, detail
from transformatie.appraise.holding import held, values_when_sold
from transformatie.appraise.value import AsIs, as_is
from transformatie.cases import Cases
from transformatie.dated import Array, Law
from transformatie.formulas.sale import best_day
from transformatie.input.building import Building
from transformatie.input.settle import Resolved, slug
from transformatie.kan.plates import is_partial
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.options.recipes import plan
from transformatie.periods import Periods
from transformatie.permit.permits import permits_of
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

    def detail(self, name: str) -> Detail:
        """The details of one option, computed once."""
        s = self.setting
        found: Detail = s.once(f"detail {name}", lambda: detail(self.outcomes[name], s))
        return found


def traits_of(building: Building) -> Traits:
    """What divides buildings into groups that one run can serve."""
    return Traits(
        building.owner.kind,
        building.books.use,
        building.permit.start or "irrevocable",
        municipality=slug(building.building.municipality),
        fair_value=building.books.commercial_basis == "fair_value",
        all_in=building.costs.all_in_vacant_per_m2 is not None,
        vve_covers=building.costs.vve_covers,
        indebted=bool(building.books.loans) and building.owner.kind == "box3",
        writes_down=building.books.write_down,
        partial=is_partial(building),
    )


def setting_of(
    many: Sequence[Resolved], cases: Cases, axis: Periods, law: Law, sizes: Sequence[int] = ()
) -> Setting:
    """The setting of cases that share axis and traits; `cases` holds the buildings of `many` in their order, evenly or
    as often as `sizes` says."""
    buildings = [r.read.building for r in many]
    each = sizes or [cases.n // len(many)] * len(many)
    permits = permits_of(buildings, each, cases.preparation_months, cases.gross_area, law)
    return prepared(cases, axis, law, traits_of(buildings[0]), permits)


def year_end(s: Setting, years: float) -> Array:
    """31 December some calendar years after the first, at most the horizon, as a day of every case, (N,)."""
    index = min(int(years), len(s.periods.years) - 1)
    day = s.periods.year_end_days[index, 0]
    return leaf(
        np.full(s.cases.n, day), f"31 December of year {int(years)}", "market", "office.sale_years", "day"
    )


def based(s: Setting, options: Options, sale_day: Array | None = None) -> tuple[Setting, AsIs, Array]:
    """The setting with the price as is in it, that price, and the day on which a held building is sold.

    sale_day: given, as fixed beforehand; sought here, on these cases, where it is not.
    """
    hold = options.by_name["hold"]

    def sold_after(years: float) -> Plan:
        return plan(hold, options, s, sale_day=year_end(s, years))

    path = held(plan(hold, options, s), s)
    value = as_is(path, sold_after(float(s.law.value("office.dcf_years", s.first))), s)
    s = s.priced(value.price)
    if sale_day is None:
        horizon = len(s.periods.years) - 1
        candidates = sorted({min(int(y), horizon) for y in s.law.value("office.sale_years", s.first)})
        plans = [sold_after(years) for years in candidates]
        sale_day = best_day(values_when_sold(path, plans, s), [p.sold_on for p in plans])
    return s, value, sale_day


def outcome(name: str, options: Options, s: Setting, sale_day: Array) -> Outcome:
    """The outcome of one option; `s` as `based` returns it."""
    option = options.by_name[name]
    day = sale_day if option.recipe == options.by_name["hold"].recipe else None
    return appraise(plan(option, options, s, sale_day=day), s)


def run(s: Setting, options: Options, names: Sequence[str] = (), sale_day: Array | None = None) -> Run:
    """Appraise the named options (all where none is named) and keep everything: for one case, or a few."""
    s, value, day = based(s, options, sale_day)
    return Run(s, options, value, day, {n: outcome(n, options, s, day) for n in names or options.by_name})


def values(
    s: Setting, options: Options, names: Sequence[str] = (), sale_day: Array | None = None
) -> dict[str, Array]:
    """Value after tax of the named options, (N,) each, and nothing else kept: for draws and portfolios."""
    s, _value, day = based(s, options, sale_day)
    return {n: outcome(n, options, s, day).value_after_tax for n in names or options.by_name}
