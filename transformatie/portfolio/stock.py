"""The rows of one group by column, and what a row's own columns make of a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from transformatie.dated import Array
from transformatie.input.parameters import SPECS
from transformatie.periods import DAYS_A_YEAR
from transformatie.portfolio.source import ROW

RATES = {
    "owner.discount_rate.after_tax.asset": "rate_after_tax",
    "owner.discount_rate.pre_tax.asset": "rate_pre_tax",
    "owner.discount_rate.after_tax.equity": "rate_equity",
}
OWN_COLUMN = {spec.name: ".".join(spec.path) for spec in SPECS if spec.path}


@dataclass(frozen=True)
class Stock:
    """The rows of one group, by column, with their leases in order."""

    rows: pl.DataFrame
    leases: pl.DataFrame
    file: str
    _cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def n(self) -> int:
        """How many buildings there are."""
        return self.rows.height

    def has(self, name: str) -> bool:
        """Whether the table has this column."""
        return name in self.rows.columns

    def number(self, name: str) -> Array:
        """A column of numbers, NaN where a row has none; dates as days since 1970; flags as nought and one. (N,)."""
        if name not in self._cache:
            if not self.has(name):
                self._cache[name] = np.full(self.n, np.nan)
            else:
                column = self.rows[name]
                if column.dtype == pl.Date:
                    column = column.cast(pl.Int32)
                self._cache[name] = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
        found: Array = self._cache[name]
        return found

    def is_(self, name: str, word: str) -> Array:
        """Whether a column of words holds this word, (N,)."""
        if not self.has(name):
            return np.zeros(self.n, bool)
        found: Array = self.rows.select((pl.col(name) == word).fill_null(False)).to_series().to_numpy()
        return found

    @cached_property
    def day(self) -> date:
        """The assessment date of the group."""
        found: date = self.rows["assess.date"][0]
        return found

    @cached_property
    def years_of_woz(self) -> list[int]:
        """Years for which the table has a column of WOZ values."""
        return sorted(int(n.rpartition(".")[2]) for n in self.rows.columns if n.startswith("books.woz."))

    @cached_property
    def woz(self) -> tuple[Array, Array]:
        """The latest WOZ value up to the assessment, else the first there is, and its year; (N,) each."""
        year, value = np.full(self.n, np.nan), np.full(self.n, np.nan)
        for y in [
            *[y for y in self.years_of_woz if y > self.day.year][::-1],
            *[y for y in self.years_of_woz if y <= self.day.year],
        ]:
            own = self.number(f"books.woz.{y}")
            year, value = np.where(np.isnan(own), year, float(y)), np.where(np.isnan(own), value, own)
        return value, year

    @cached_property
    def running(self) -> tuple[Array, Array]:
        """Leases that run on the assessment date: their number and their area, (N,) each; the area summed in order."""
        on = pl.lit(self.day)
        now = self.leases.filter((pl.col("start") <= on) & (on < pl.col("end")))
        return self._summed(now, None), self._summed(now, "area")

    def _summed(self, leases: pl.DataFrame, name: str | None) -> Array:
        at = np.searchsorted(self.rows[ROW].to_numpy(), leases[ROW].to_numpy())
        out = np.zeros(self.n)
        np.add.at(out, at, 1.0 if name is None else leases[name].to_numpy())
        return out


def either(own: Array, other: Array) -> Array:
    return np.where(np.isnan(own), other, own)


Rule = Callable[[Stock, Mapping[str, Array]], Array]


def _given(name: str) -> Rule:
    return lambda s, t: s.number(name)


def _flag(name: str, word: str, silent: bool = False) -> Rule:
    """Whether a word of choice is this one; where the row is silent: `silent`."""

    def rule(s: Stock, t: Mapping[str, Array]) -> Array:
        told = s.is_(name, word)
        if not silent:
            return told.astype(float)
        missing = s.rows[name].is_null().to_numpy() if s.has(name) else np.ones(s.n, bool)
        return (told | missing).astype(float)

    return rule


def _rate(name: str) -> Rule:
    """A discount rate; where a row names none, that after tax, which the engine takes in its place."""
    return lambda s, t: either(s.number(name), s.number("owner.discount_rate.after_tax.asset"))


def _known_at_purchase(s: Stock, t: Mapping[str, Array]) -> Array:
    return (s.number("building.vacant_since") <= s.number("books.acquired")).astype(float)


def _first_use(s: Stock, t: Mapping[str, Array]) -> Array:
    if not s.has("books.acquired"):
        return s.number("building.built")
    return either(
        s.rows["books.acquired"].dt.year().cast(pl.Float64).fill_null(np.nan).to_numpy(),
        s.number("building.built"),
    )


def _vacant_years(s: Stock, t: Mapping[str, Array]) -> Array:
    today = float(np.datetime64(s.day, "D").astype(int))
    return either((today - s.number("building.vacant_since")) / DAYS_A_YEAR, np.zeros(s.n))


def _units(s: Stock, t: Mapping[str, Array]) -> Array:
    number, area = s.running
    return number + (area < s.number("building.lettable_floor_area") - 0.5)


#: What a row's own columns make of a figure; t: what the tables gave.
RULES: Mapping[str, Rule] = {
    "gross_area": _given("building.gross_floor_area"),
    "lettable_area": _given("building.lettable_floor_area"),
    "built": _given("building.built"),
    "renewed": lambda s, t: either(s.number("building.renovated"), s.number("building.built")),
    "vacant_years": _vacant_years,
    "parking_places": lambda s, t: either(s.number("building.parking_places"), np.zeros(s.n)),
    "site_area": lambda s, t: either(s.number("building.site_area"), s.number("building.gross_floor_area") / t["floor_ratio"]),
    "known_at_purchase": _known_at_purchase,
    "first_use": _first_use,
    "vat_first_use": _given("building.built"),
    "units": _units,
    **{name: _given(f"books.{name}") for name in ("cost", "land", "fiscal_structure", "fiscal_land")},
    "commercial": lambda s, t: either(s.number("books.commercial"), s.number("books.fiscal_structure") + s.number("books.fiscal_land")),
    "residual": lambda s, t: either(s.number("books.residual"), t["residual_share"] * (s.number("books.cost") - s.number("books.land"))),
    "woz": lambda s, t: s.woz[0],
    "woz_year": lambda s, t: s.woz[1],
    "appraisal": lambda s, t: either(s.number("market.appraisal"), np.zeros(s.n)),
    "marginal_rate": lambda s, t: either(s.number("owner.marginal_rate"), np.zeros(s.n)),
    **{name: _rate(column) for column, name in RATES.items()},
    "office_rent_effective": _flag("market.office_rent.basis", "effective"),
    "office_rent_per_bvo": _flag("market.office_rent.per", "m2_bvo_year"),
    "office_yield_gross": _flag("market.office_yield.kind", "BAR"),
    "office_yield_von": _flag("market.office_yield.basis", "von", silent=True),
    "housing_rent_per_dwelling": _flag("market.housing_rent.per", "dwelling_month"),
    "housing_price_per_dwelling": _flag("market.housing_price.per", "dwelling"),
    "housing_price_von": _flag("market.housing_price.basis", "von", silent=True),
    "housing_yield_gross": _flag("market.housing_yield.kind", "BAR"),
    "housing_yield_von": _flag("market.housing_yield.basis", "von", silent=True),
}  # fmt: skip
