"""Cases of many buildings straight from their columns, the same to the last bit as one `resolve` for each.

`resolve` settles one building in a millisecond; a hundred thousand of them would take longer than their appraisal. So
one stripped building of a group is settled, once for each municipality, and gives all that its tables give. What a
row's own columns change has a rule here. Which figures a column changes is not trusted to memory: `reach` finds out by
changing the column of a building and settling it again. A column that changes a figure without a rule sends its rows
the long way, through `resolve`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from transformatie.cases import Cases
from transformatie.dated import Array, Law
from transformatie.errors import TransformatieError
from transformatie.formulas.built import Mix, Plates
from transformatie.input.building import Read
from transformatie.input.facts import Value
from transformatie.input.parameters import SPECS
from transformatie.input.settle import Resolved, resolve
from transformatie.kan.plates import mix_of
from transformatie.options import options
from transformatie.periods import DAYS_A_YEAR, NEVER
from transformatie.permit.facts import Site, site_of
from transformatie.portfolio.check import read_row
from transformatie.portfolio.source import ROW
from transformatie.trail import leaf

#: The columns a stripped building keeps: those without which there is no building.
KEPT = (
    "building.municipality", "building.built", "building.gross_floor_area", "building.lettable_floor_area", "owner.kind",
    "owner.marginal_rate", "books.use", "books.commercial_basis", "books.cost", "books.land", "books.fiscal_structure", "books.fiscal_land",
    "assess.date", "assess.horizon_years",
)  # fmt: skip
RATES = {
    "owner.discount_rate.after_tax.asset": "rate_after_tax",
    "owner.discount_rate.pre_tax.asset": "rate_pre_tax",
    "owner.discount_rate.after_tax.equity": "rate_equity",
}
#: Fields of a run's cases that are made here; another one sends a whole group the long way.
MADE = {"n", "arrays", "lease", "other_profit", "losses", "loss_years", "index", "plates", "mix"}
OWN_COLUMN = {spec.name: ".".join(spec.path) for spec in SPECS if spec.path}
_DAY = np.timedelta64(1, "D")


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


def _or(own: Array, other: Array) -> Array:
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
    return lambda s, t: _or(s.number(name), s.number("owner.discount_rate.after_tax.asset"))


def _known_at_purchase(s: Stock, t: Mapping[str, Array]) -> Array:
    return (s.number("building.vacant_since") <= s.number("books.acquired")).astype(float)


def _first_use(s: Stock, t: Mapping[str, Array]) -> Array:
    if not s.has("books.acquired"):
        return s.number("building.built")
    return _or(
        s.rows["books.acquired"].dt.year().cast(pl.Float64).fill_null(np.nan).to_numpy(),
        s.number("building.built"),
    )


def _vacant_years(s: Stock, t: Mapping[str, Array]) -> Array:
    today = float(np.datetime64(s.day, "D").astype(int))
    return _or((today - s.number("building.vacant_since")) / DAYS_A_YEAR, np.zeros(s.n))


def _units(s: Stock, t: Mapping[str, Array]) -> Array:
    number, area = s.running
    return number + (area < s.number("building.lettable_floor_area") - 0.5)


#: What a row's own columns make of a figure; t: what the tables gave.
RULES: Mapping[str, Rule] = {
    "gross_area": _given("building.gross_floor_area"),
    "lettable_area": _given("building.lettable_floor_area"),
    "built": _given("building.built"),
    "renewed": lambda s, t: _or(s.number("building.renovated"), s.number("building.built")),
    "vacant_years": _vacant_years,
    "parking_places": lambda s, t: _or(s.number("building.parking_places"), np.zeros(s.n)),
    "site_area": lambda s, t: _or(s.number("building.site_area"), s.number("building.gross_floor_area") / t["floor_ratio"]),
    "known_at_purchase": _known_at_purchase,
    "first_use": _first_use,
    "vat_first_use": _given("building.built"),
    "units": _units,
    **{name: _given(f"books.{name}") for name in ("cost", "land", "fiscal_structure", "fiscal_land")},
    "commercial": lambda s, t: _or(s.number("books.commercial"), s.number("books.fiscal_structure") + s.number("books.fiscal_land")),
    "residual": lambda s, t: _or(s.number("books.residual"), t["residual_share"] * (s.number("books.cost") - s.number("books.land"))),
    "woz": lambda s, t: s.woz[0],
    "woz_year": lambda s, t: s.woz[1],
    "appraisal": lambda s, t: _or(s.number("market.appraisal"), np.zeros(s.n)),
    "marginal_rate": lambda s, t: _or(s.number("owner.marginal_rate"), np.zeros(s.n)),
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


@dataclass
class Settler:
    """Settles buildings of one assessment date; remembers what the tables gave for each municipality."""

    law: Law
    day: date
    file: str
    _known: dict[tuple[Any, ...], Resolved] = field(default_factory=dict)
    _reach: dict[str, frozenset[str]] = field(default_factory=dict)
    used: dict[Any, set[str]] = field(default_factory=dict)

    def bare(self, row: Mapping[str, Any], place: str) -> Resolved:
        """What the tables give for a building of the kind of `row` in a municipality."""
        kept = {n: row.get(n) for n in (*KEPT, *RATES)}
        key = (place, row["owner.kind"], *(row.get(r) is None for r in RATES))
        if key not in self._known:
            self._known[key] = self.settled(
                {
                    **stripped(self.day),
                    **{k: v for k, v in kept.items() if v is not None},
                    "building.municipality": place,
                    "assess.date": self.day,
                }
            )
        return self._known[key]

    def settled(self, row: Mapping[str, Any], leases: Sequence[Mapping[str, Any]] = ()) -> Resolved:
        """One row the long way. Errors: InputError would be a mistake of ours: the row was sound."""
        read, found = read_row({ROW: 1, **row}, leases, self.file)
        if read is None:
            raise TransformatieError(f"a stripped building is not sound: {found}")
        return resolve(read, self.law, options())

    def reach(self, column: str) -> frozenset[str]:
        """The figures that change when a column of a building does."""
        if column not in self._reach:
            bare = stripped(self.day)
            base = _figures(self.settled(bare))
            changed: set[str] = set()
            for values in probes(column, self.day):
                other = _figures(self.settled({**bare, **values}))
                changed |= {n for n in {*base, *other} if base.get(n) != other.get(n)}
            self._reach[column] = frozenset(changed)
        return self._reach[column]

    def covered(self, column: str) -> bool:
        """Whether every figure that a column changes has a rule here."""
        head = column.rpartition(".")[0]
        own = {column, head, f"{head}.value"}
        return all(n in RULES or OWN_COLUMN.get(n) in own for n in self.reach(column))


def stripped(day: date) -> dict[str, Any]:
    """A sound building on an assessment date, with nothing that a row may leave out."""
    return {
        "building.municipality": "-", "building.built": day.year - 46, "building.gross_floor_area": 1000.0, "building.lettable_floor_area": 800.0,
        "building.vacant_since": date(day.year - 5, 1, 1), "owner.kind": "bv", "owner.discount_rate.after_tax.asset": 0.06, "books.cost": 1e6,
        "books.land": 1e5, "books.fiscal_structure": 5e5, "books.fiscal_land": 1e5, f"books.woz.{day.year - 1}": 1e6, "assess.date": day,
    }  # fmt: skip


_MARKET = {
    "office_rent": {"basis": "effective", "per": "m2_bvo_year"}, "office_yield": {"kind": "BAR", "basis": "kk"},
    "housing_rent": {"per": "dwelling_month"}, "housing_price": {"basis": "kk", "per": "dwelling"}, "housing_yield": {"kind": "BAR", "basis": "kk"},
}  # fmt: skip


def probes(column: str, day: date) -> list[dict[str, Any]]:
    """Changes of a stripped building that move a column, each of them sound; with what it cannot stand without."""
    from transformatie.portfolio.check import kind_of

    head, _, last = column.rpartition(".")
    market = head.removeprefix("market.").removesuffix(".value")
    if market in _MARKET:
        ends = {f"{head}.low": 0.06, f"{head}.high": 0.08} if last in ("low", "high", "bounds") else {}
        return [
            {
                f"market.{market}.value": 0.0723,
                **ends,
                **{f"market.{market}.{k}": v for k, v in _MARKET[market].items()},
            }
        ]
    if last in ("low", "high", "bounds"):
        return [{head: 0.07, f"{head}.low": 0.06, f"{head}.high": 0.08}]
    known: dict[str, list[dict[str, Any]]] = {
        "owner.kind": [{column: "ib", "owner.marginal_rate": 0.4}, {column: "box3"}],
        "books.acquired": [{column: date(day.year - 3, 2, 2)}, {column: date(day.year - 9, 2, 2)}],
        "building.vacant_since": [{column: date(day.year - n, 2, 2)} for n in (2, 11)],
        "building.built": [{column: day.year - n} for n in (30, 60)],
        "building.renovated": [{column: day.year - n} for n in (8, 20)],
        "building.bag_id": [{column: "0344100000000001"}],
        "assess.horizon_years": [{column: 20}],
    }  # fmt: skip
    if column in known or column == "assess.date":
        return known.get(column, [])
    c, base = kind_of(column), stripped(day).get(column)
    if c.choices:
        return [{column: word} for word in c.choices[:3]]
    low = max(c.least if c.least is not None else (c.above or 0.0) + 1e-3, 0.0)
    steps = (0.013, 0.021) if c.most is not None and c.most <= 1 else (3.0, 7.0)
    numbers = [base * 1.02, base * 1.05] if isinstance(base, float) else [low + step for step in steps]
    kinds: dict[str, list[Any]] = {"number": numbers, "whole": [int(n) for n in numbers], "text": ["x", "y"], "flag": [True, False],
                                   "date": [date(2190, 1, 1), date(2191, 1, 1)]}  # fmt: skip
    return [{column: value} for value in kinds[c.kind]]


def _figures(resolved: Resolved) -> dict[str, float]:
    return {n: v.mid for n, v in {**resolved.values, **resolved.facts}.items()}


@dataclass(frozen=True)
class Tables:
    """What the tables gave for the rows of a group: middle, low and high of every figure, by municipality."""

    bare: Sequence[Resolved]
    place: Array
    first: Mapping[str, Value]

    def of(self, name: str, part: str = "mid") -> Array:
        """A part of a figure, (N,)."""
        values = np.array([getattr({**r.values, **r.facts}[name], part) for r in self.bare])
        return values[self.place]


def tables_of(stock: Stock, settler: Settler) -> Tables:
    """The tables for a group, one stripped building for each municipality."""
    if "tables" not in stock._cache:
        places = stock.rows["building.municipality"]
        names = places.unique(maintain_order=True).to_list()
        rates = {r: float(np.nanmax(stock.number(r))) for r in RATES if not np.isnan(stock.number(r)).all()}
        row = stock.rows.row(0, named=True) | dict.fromkeys(RATES) | rates
        bare = [settler.bare(row, p) for p in names]
        at = {p: i for i, p in enumerate(names)}
        stock._cache["tables"] = Tables(
            bare, np.array([at[p] for p in places]), {**bare[0].values, **bare[0].facts}
        )
    found: Tables = stock._cache["tables"]
    return found


def case_figures(stock: Stock, tables: Tables) -> dict[str, Array]:
    """Every figure of every building of a group, middles, (N,) each."""
    out: dict[str, Array] = {}
    distinct = [{**r.values, **r.facts} for r in tables.bare]
    for name in tables.first:
        mids = np.array([d[name].mid for d in distinct])
        out[name] = np.full(stock.n, mids[0]) if len(mids) == 1 else mids[tables.place]
    for name, column in OWN_COLUMN.items():
        if stock.has(column) and name in out:
            out[name] = _or(stock.number(column), out[name])
    for name, rule in RULES.items():
        if name in out:
            out[name] = rule(stock, out)
    return out


def case_arrays(stock: Stock, settler: Settler, years: Array) -> Cases:
    """The central cases of a group."""
    tables = tables_of(stock, settler)
    figures = case_figures(stock, tables)
    arrays = {
        name: leaf(values, name, "market", v.source, v.unit, v.confidence)
        for (name, values), v in zip(figures.items(), (tables.first[n] for n in figures), strict=True)
    }
    loss_years = tuple(sorted(int(n.rpartition(".")[2]) for n in stock.rows.columns
                              if n.startswith("owner.losses.") and stock.rows[n].null_count() < stock.n))  # fmt: skip
    losses = [_or(stock.number(f"owner.losses.{y}"), np.zeros(stock.n)) for y in loss_years]
    return Cases(
        stock.n, arrays, lease_arrays(stock, arrays["renewal_chance"]), other_profit(stock, years),
        np.array(losses, float).reshape(len(loss_years), stock.n), loss_years,
        plates=plates(stock), mix=mix(stock, tables),
    )  # fmt: skip


def plates(stock: Stock) -> Plates:
    """One kind of storey, made of storeys, depth and facade module, (1, N): plain rows name no floors of their own."""
    storeys, depth, module = (
        stock.number(f"building.{n}") for n in ("storeys", "floor_depth", "facade_module")
    )
    number = _or(storeys, np.ones(stock.n))
    missing, one = np.full(stock.n, np.nan), np.ones(stock.n)
    area = stock.number("building.gross_floor_area") / number
    known = np.where(np.isnan(storeys), np.nan, depth)
    rows = (number, missing, area, known, module, missing, one)
    return Plates(*(row[None, :] for row in rows))


def mix(stock: Stock, tables: Tables) -> Mix:
    """One type of dwelling, as the options say, (1, N): plain rows name no mix of their own."""
    one = mix_of([tables.bare[0].read.building], [1], _nowhere)
    return Mix(*(np.repeat(part, stock.n, axis=1) for part in one))


def unmade() -> set[str]:
    """Fields of the cases that nothing here makes: where there are any, all rows go the long way."""
    return {f.name for f in fields(Cases)} - MADE


def _nowhere(path: tuple[str | int, ...]) -> str:
    return "table"


def other_profit(stock: Stock, years: Array) -> Array:
    """The owner's other profit, (Y, N): a year not named has that of the year named before it, else nothing."""
    out, last = [], np.zeros(stock.n)
    for year in years:
        last = _or(stock.number(f"owner.other_profit.{int(year)}"), last)
        out.append(last)
    return np.array(out)


def lease_arrays(stock: Stock, renewal: Array, times: int = 1) -> dict[str, Array]:
    """Leases that run or start after the assessment date, in days since it, (K, N × times); what a building lacks has no area.

    renewal (N × times,): the chance of renewal where the lease names none.
    """
    on = pl.lit(stock.day)
    early = pl.col("break").is_not_null() & (pl.col("break") > on)
    table = stock.leases.with_columns(
        pl.when(early).then(pl.col("break")).otherwise(pl.col("end")).alias("until")
    )
    table = table.filter(pl.col("until") > on).with_columns(pl.int_range(pl.len()).over(ROW).alias("k"))
    k = int(table["k"].to_numpy().max()) + 1 if table.height else 0
    at, slot = np.searchsorted(stock.rows[ROW].to_numpy(), table[ROW].to_numpy()), table["k"].to_numpy()
    today = np.datetime64(stock.day, "D")

    def days(name: str) -> Array:
        return (table[name].to_numpy().astype("datetime64[D]") - today).astype(float)

    def put(values: Array, empty: float) -> Array:
        out = np.full((k, stock.n), empty)
        out[slot, at] = values
        return np.repeat(out, times, axis=1)

    start = days("start") if table.height else np.zeros(0)
    free = table["rent_free_months"].fill_null(0.0).to_numpy()
    stays = put(table["renewal_chance"].fill_null(-1.0).to_numpy(), 0.0)
    return {
        "area": put(table["area"].to_numpy(), 0.0),
        "rent": put(table["rent_per_m2"].to_numpy(), 0.0),
        "start": put(start, -NEVER),
        "until": put(days("until") if table.height else start, 0.0),
        "pays_from": put(start + free * DAYS_A_YEAR / 12, 0.0),
        "stays": np.where(stays < 0, renewal, stays),
    }


def site(stock: Stock, tables: Tables, sizes: Sequence[int], area: Array) -> Site:
    """What the buildings bring to their permits, each repeated over its cases: plain rows say only what is replaced here."""

    def own(values: Array, name: str, unit: str) -> Array:
        return leaf(np.repeat(values, sizes), name, "input", name, unit)

    bare = site_of([tables.bare[0].read.building], [sum(sizes)], area)
    name = "assess.application_date"
    asked = (
        stock.rows[name].to_numpy().astype("datetime64[D]")
        if stock.has(name)
        else np.full(stock.n, np.datetime64("NaT", "D"))
    )
    return replace(
        bare,
        outside_plan=own(stock.number("building.housing_allowed") != 1.0, "building.housing_allowed", "flag"),
        monument=own(stock.number("building.monument") == 1.0, "building.monument", "flag"),
        asked=own(asked, name, "date"),
    )  # fmt: skip


def read_of(stock: Stock, row: int) -> Read:
    """One row the long way, as a building that was read; `row`: its number in the file."""
    cells = stock.rows.row(by_predicate=pl.col(ROW) == row, named=True)
    leases = stock.leases.filter(pl.col(ROW) == row).drop(ROW, "_bad", "_line", strict=False).to_dicts()
    read, found = read_row(cells, leases, stock.file)
    if read is None:
        raise TransformatieError(f"{stock.file}:{row}: {found}")
    return read
