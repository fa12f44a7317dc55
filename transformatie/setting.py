"""What all options of a run share: the time axis, the law, prices by period, and the path of the building as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from transformatie.cases import Cases, taken
from transformatie.dated import Array, Law
from transformatie.formulas.fees import building_fees
from transformatie.formulas.let_rent import points_are_law
from transformatie.formulas.paths import contract_level, on_path, on_path_on
from transformatie.formulas.timing import scaled
from transformatie.formulas.value import discount_factor, growth_index
from transformatie.formulas.works import share_of
from transformatie.periods import DAYS_A_YEAR, NEVER, Periods
from transformatie.trail import leaf


@dataclass(frozen=True)
class Traits:
    """What divides cases into groups that one run can serve: everything that changes the form of a sum."""

    owner_kind: str
    use: str
    start_basis: str = "irrevocable"
    municipality: str = ""
    fair_value: bool = False
    all_in: bool = False
    vve_covers: tuple[str, ...] = ()
    indebted: bool = False
    writes_down: bool = False
    partial: bool = False


def market_of(growth: str) -> str:
    """The market whose prices grow so.

    >>> market_of("office_rent_growth"), market_of("cpi")
    ('office_rent', 'cpi')
    """
    return growth.removesuffix("_growth")


@dataclass(frozen=True)
class Setting:
    """One group of cases, with the axis and the law they share; paths: of draws, see `paths.paths_of`, (Y, N) by market."""

    periods: Periods
    law: Law
    cases: Cases
    traits: Traits
    permits: Any = None
    paths: Mapping[str, Array] = field(default_factory=dict)
    _once: dict[str, Array] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """What every plan shares is computed once."""
        if name not in self._once:
            self._once[name] = compute()
        return self._once[name]

    def priced(self, price: Array) -> Setting:
        """This setting with the price as is in it, (N,); what was computed stands, for none of it follows from the price."""
        s = replace(self, cases=replace(self.cases, arrays={**self.cases.arrays, "as_is_price": price}))
        s.__dict__.update({k: v for k, v in self.__dict__.items() if k not in s.__dict__})
        return s

    def only(self, which: Array) -> Setting:
        """Some of the cases (see `Cases.only`), for plans that ask no permit any more."""
        paths = taken(self.paths, which, self.cases.n)
        return Setting(self.periods, self.law, self.cases.only(which), self.traits, paths=paths)

    @cached_property
    def twelve(self) -> Array:
        """Months of a year, ()."""
        return leaf(12.0, "months a year", "constant", "the calendar")

    @cached_property
    def zero(self) -> Array:
        """Nothing, (N,)."""
        return leaf(np.zeros(self.cases.n), "nothing", "constant", "the model")

    @cached_property
    def one(self) -> Array:
        """One, or yes, (N,)."""
        return leaf(np.ones(self.cases.n), "one", "constant", "the model")

    @cached_property
    def never(self) -> Array:
        """A day that does not come, (N,)."""
        return leaf(np.full(self.cases.n, NEVER), "never", "constant", "the model")

    @cached_property
    def horizon(self) -> Array:
        """The last day of the horizon, (N,)."""
        return leaf(np.full(self.cases.n, self.periods.end), "horizon", "axis", "assess.horizon_years", "day")

    @cached_property
    def after_horizon(self) -> Array:
        """A day after the horizon: what starts then has no part in the appraisal, (N,)."""
        return leaf(
            np.full(self.cases.n, self.periods.end + 1.0),
            "after the horizon",
            "axis",
            "assess.horizon_years",
            "day",
        )

    @cached_property
    def no_flow(self) -> Array:
        """No flow in any period, (T, N)."""
        return leaf(np.zeros((len(self.periods.starts), self.cases.n)), "nothing", "constant", "the model")

    @cached_property
    def mid(self) -> Array:
        """The middle of each period in years, (T, 1)."""
        return leaf(self.periods.mid, "middle of the period", "axis", "assess.date", "yr")

    @cached_property
    def year_ends(self) -> Array:
        """Each 31 December in years, (Y, 1)."""
        return leaf(self.periods.year_ends, "31 December", "axis", "assess.date", "yr")

    @cached_property
    def years(self) -> Array:
        """The calendar years, (Y, 1)."""
        return leaf(self.periods.years[:, None].astype(float), "calendar year", "axis", "assess.date", "year")

    @cached_property
    def new_year(self) -> Array:
        """One where a period starts on 1 January, (T, 1)."""
        return leaf(self.periods.new_year, "starts on 1 January", "axis", "assess.date")

    @cached_property
    def in_years(self) -> Array:
        """The length of each period in years, (T, 1)."""
        return leaf(self.periods.in_years, "length of the period", "axis", "assess.date", "yr")

    def on(self, paths: Mapping[str, Array]) -> Setting:
        """This setting with markets that go their own way after today; the price as is was computed before, and sees none of it."""
        s = replace(self, paths=paths, _once={})
        s.__dict__.update({k: v for k, v in self.__dict__.items() if k not in (*s.__dict__, "indices")})
        return s

    @cached_property
    def indices(self) -> dict[str, Array]:
        """Price levels by period as the markets stand, (T, N), one for each kind of growth."""
        return {
            name: on_path(self.periods, level, self.paths[market_of(name)])
            if market_of(name) in self.paths
            else level
            for name, level in self.central_indices.items()
        }

    def contract_index(self, growth: str, let: Array) -> Array:
        """The level of rents in contracts, (T, N): the trend, and the market as it stood when each was closed. let (T, N) m2."""
        central, market = self.central_indices[growth], self.paths.get(market_of(growth))
        if market is None:
            return central
        closed = contract_level(self.periods, let, market, self.cases.lease_term_years)
        return scaled(central, closed)

    def level(self, growth: str, day: Array) -> Array:
        """The level of a price on a day of each case, as the market stands, (N,)."""
        return self.in_market(
            market_of(growth), growth_index(scaled(day, self.per_year), self.cases.of(growth)), day
        )

    def in_market(self, market: str, central: Array, day: Array) -> Array:
        """A rate or a chance on a day of each case, as the market stands, (N,)."""
        factor = self.paths.get(market)
        return central if factor is None else on_path_on(self.periods, central, factor, day)

    def level_by_year(self, growth: str) -> Array:
        """The level of a price on 1 January of each year, today in the first, as the market stands, (Y, N)."""
        central, factor = (
            growth_index(self.new_years, self.cases.of(growth)),
            self.paths.get(market_of(growth)),
        )
        return central if factor is None else scaled(central, factor)

    @cached_property
    def central_indices(self) -> dict[str, Array]:
        """Price levels by period on their central path, (T, N), one for each kind of growth."""
        names = (
            "cpi",
            "office_rent_growth",
            "housing_rent_growth",
            "housing_price_growth",
            "works_growth",
            "running_growth",
        )
        return {name: growth_index(self.mid, self.cases.of(name)) for name in names}

    @cached_property
    def mid_factor(self) -> Array:
        """Discount factors after tax at the asset, middle of each period, (T, N)."""
        return discount_factor(self.mid, self.cases.rate_after_tax)

    @cached_property
    def end_factor(self) -> Array:
        """Discount factors after tax at the asset, each 31 December, (Y, N)."""
        return discount_factor(self.year_ends, self.cases.rate_after_tax)

    @cached_property
    def new_years(self) -> Array:
        """1 January of each calendar year in years since the assessment, nothing in the first, (Y, 1)."""
        return leaf(
            np.maximum(self.periods.year_bounds[0] / DAYS_A_YEAR, 0.0),
            "1 January",
            "axis",
            "assess.date",
            "yr",
        )

    @cached_property
    def points_are_law(self) -> bool:
        """Whether rent points are modelled and known on the assessment date."""
        return points_are_law(self.periods, self.law)

    @cached_property
    def period_days(self) -> Array:
        """The first day of each period, (T,) datetime64[D]."""
        return np.datetime64(self.periods.first) + self.periods.starts[:, 0].astype("timedelta64[D]")

    def by_period(self, name: str) -> Array:
        """A law entry on the first day of each period, (T, 1)."""
        found: Array = self.once(f"by_period {name}", lambda: self.law.at(name, self.period_days[:, None]))
        return found

    def by_year(self, name: str) -> Array:
        """A law entry on 1 January of each year, (Y, 1)."""
        found: Array = self.once(f"by_year {name}", lambda: self.law.by_year(name, self.periods.years))
        return found

    def on_day(self, name: str, day: Array, carry: bool = False) -> Array:
        """A law entry on a day of each case, (N,); past the horizon, on its last day. carry: past its end, the last entry."""
        inside = np.minimum(np.maximum(day, 0.0), self.periods.end - 1)
        return self.law.at(name, self.periods.date_of(inside), carry)

    @property
    def first(self) -> date:
        """The assessment date."""
        return self.periods.first

    @cached_property
    def no_flow_by_year(self) -> Array:
        """No flow in any year, (Y, N)."""
        return leaf(np.zeros((len(self.periods.years), self.cases.n)), "nothing", "constant", "the model")

    def moves(self, name: str, neutral: float = 0.0) -> bool:
        """Whether an entry differs from its neutral value in some year of the axis: what never does need not be computed."""
        return bool(self.once(f"moves {name}", lambda: np.any(self.by_year(name) != neutral)))

    @cached_property
    def no_losses(self) -> Array:
        """No losses of earlier years, (0, N)."""
        return leaf(np.zeros((0, self.cases.n)), "no losses", "constant", "the building alone", "EUR")

    @cached_property
    def no_lower_value(self) -> Array:
        """No write-down to a lower bedrijfswaarde, (Y, 1)."""
        return leaf(
            np.full((len(self.periods.years), 1), np.inf),
            "no lower value",
            "constant",
            "the owner writes nothing down",
            "EUR",
        )

    @cached_property
    def per_year(self) -> Array:
        """Years a day, ()."""
        return leaf(1.0 / DAYS_A_YEAR, "years a day", "constant", "365 days a year")

    @cached_property
    def first_year(self) -> Array:
        """The year of assessment, (N,)."""
        return leaf(
            np.full(self.cases.n, float(self.first.year)), "first year", "axis", "assess.date", "year"
        )

    @cached_property
    def no_year(self) -> Array:
        """A year that does not come, (N,)."""
        return leaf(np.full(self.cases.n, 9999.0), "no year", "constant", "the model", "year")

    @cached_property
    def share_of_period(self) -> Array:
        """The part each period is of its calendar year's days on the axis, (T, 1): what spreads a year's amount over it."""
        p = self.periods
        return leaf(p.in_years / p.share_of_year[p.year_of], "part of the year", "axis", "assess.date")

    @cached_property
    def vat_rate(self) -> Array:
        """The standard VAT rate on the first day of each period, (T, 1)."""
        return self.by_period("vat.standard_rate")

    def vat_on(self, day: Array) -> Array:
        """The standard VAT rate on a day of each case, (N,)."""
        return self.on_day("vat.standard_rate", day)

    @cached_property
    def minus_per_year(self) -> Array:
        """Years a day, backwards, ()."""
        return leaf(-1.0 / DAYS_A_YEAR, "years a day, backwards", "constant", "365 days a year")

    @cached_property
    def ones_by_year(self) -> Array:
        """One in every year, (Y, 1)."""
        return leaf(np.ones((len(self.periods.years), 1)), "one", "constant", "the model")

    @cached_property
    def per_mille(self) -> Array:
        """A thousandth, ()."""
        return leaf(0.001, "a thousandth", "constant", "the calendar")

    @cached_property
    def per_day(self) -> Array:
        """One day, ()."""
        return leaf(1.0, "a day", "constant", "the calendar", "day")

    def permit_fee(self, cost: Array) -> Array:
        """Leges of works of this cost: by the municipality's own table where one was in force, else a share, (N,)."""
        place, known = self.traits.municipality, self.law.known_on
        table = self.law.tables.parameters.get(f"building_fees.{place}_base")
        if table is None or not any(e.from_ <= self.first and e.known <= known for e in table.values):
            return share_of(cost, self.cases.permit_fee_share)
        base, bounds, rates = (
            self.law.value(f"building_fees.{place}_{part}", self.first)
            for part in ("base", "bounds", "rates")
        )
        source = f"building_fees.{place}"
        return building_fees(
            cost,
            *(
                leaf(np.array(v, float), f"{source}_{n}", "law", source)
                for n, v in (("base", base), ("bounds", bounds), ("rates", rates))
            ),
        )
