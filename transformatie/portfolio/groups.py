"""Rows into groups that one run can serve, and each group into a setting the engine can take.

Plain rows go by column (`case_arrays`); rows that fill columns no rule there knows go through `resolve`, one by one.
Either way a group has one axis, one law and one set of traits; what a row lacks of leases or losses stands as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from transformatie.cases import Cases, stacked
from transformatie.dated import Array, Law, Tables
from transformatie.errors import LawError
from transformatie.evaluate import followed
from transformatie.formulas.losses import last_years, loss_terms
from transformatie.input.building import Building
from transformatie.input.settle import Resolved, resolve, slug
from transformatie.kan.fits import gate
from transformatie.kan.plates import mix_rows, plate_rows
from transformatie.options import Option, Options, options
from transformatie.options.plan import Plan
from transformatie.periods import Periods, periods
from transformatie.permit.permits import Permits
from transformatie.portfolio.case_arrays import case_arrays, read_of, site, unmade
from transformatie.portfolio.check import ID, is_plain
from transformatie.portfolio.kan import Bands, kan_bands
from transformatie.portfolio.settler import Settler, tables_of
from transformatie.portfolio.source import ROW
from transformatie.portfolio.stock import Stock
from transformatie.prepare import prepared
from transformatie.run import setting_of, traits_of
from transformatie.setting import Setting

#: Columns that divide plain rows; a row that is silent has the model's own default.
DIVIDING: Mapping[str, Any] = {
    "owner.kind": None,
    "books.use": "let",
    "books.commercial_basis": "cost",
    "assess.horizon_years": 30,
}


#: Columns that say nothing of whether a building can be something else.
UNSEEN = ("books.", "costs.", "financing.", "owner.", "building.leasehold.")


@dataclass
class Desk:
    """What a worker keeps between groups: the tables, the law as known on each day, and what it settled."""

    tables: Tables
    known_on: date | None
    file: str
    _settlers: dict[date, Settler] = field(default_factory=dict)
    _axes: dict[tuple[date, int], Periods] = field(default_factory=dict)

    def settler(self, day: date) -> Settler:
        """The law of an assessment date, with what was settled under it."""
        if day not in self._settlers:
            self._settlers[day] = Settler(Law(self.tables, self.known_on or day, day), day, self.file)
        return self._settlers[day]

    def axis(self, day: date, horizon: int) -> Periods:
        """The time axis."""
        if (day, horizon) not in self._axes:
            self._axes[day, horizon] = periods(day, horizon)
        return self._axes[day, horizon]

    @cached_property
    def places_with_fees(self) -> frozenset[str]:
        """Municipalities with a table of permit fees of their own."""
        names = (
            n.partition(".")[2]
            for n in self.tables.parameters
            if n.startswith("building_fees.") and n.endswith("_base")
        )
        return frozenset(n.removesuffix("_base") for n in names)


@dataclass(frozen=True)
class Group:
    """Rows that one run serves. `long`: the settled buildings of rows that went the long way, in order; else empty."""

    stock: Stock
    desk: Desk
    long: tuple[Resolved, ...] = ()

    @cached_property
    def day(self) -> date:
        """The assessment date."""
        return self.stock.day

    @cached_property
    def settler(self) -> Settler:
        """The law of that day."""
        return self.desk.settler(self.day)

    @property
    def law(self) -> Law:
        """The law of that day, market tables included."""
        return self.settler.law

    @cached_property
    def first(self) -> Building:
        """The first building, the long way: it has the traits of all."""
        read = self.long[0].read if self.long else read_of(self.stock, int(self.stock.rows[ROW][0]))
        return read.building

    @cached_property
    def axis(self) -> Periods:
        """The time axis."""
        return self.desk.axis(self.day, self.first.assess.horizon_years)

    @cached_property
    def options(self) -> Options:
        """The options, with the follow-ups that the owner names."""
        return followed(self.long[0].read, options()) if self.long else options()

    @cached_property
    def cases(self) -> Cases:
        """The central cases."""
        return (
            stacked(self.long, self.axis.years)
            if self.long
            else case_arrays(self.stock, self.settler, self.axis.years)
        )

    @cached_property
    def setting(self) -> Setting:
        """What the engine takes."""
        return self.setting_for(self.cases, [1] * self.stock.n)

    def setting_for(self, cases: Cases, sizes: Sequence[int]) -> Setting:
        """A setting for cases of this group, each building's side by side as often as `sizes` says."""
        if self.long:
            return setting_of(self.long, cases, self.axis, self.law)
        traits = traits_of(self.first)
        if traits.municipality not in self.desk.places_with_fees:
            traits = replace(traits, municipality="")
        facts = site(self.stock, tables_of(self.stock, self.settler), sizes, cases.gross_area)
        permits = Permits(self.law, self.day, cases.preparation_months, facts)
        return prepared(cases, self.axis, self.law, traits, permits)

    def kan(self, names: tuple[str, ...]) -> Bands:
        """The gate of an option and what follows it, for every building."""
        if not self.long or self.judged_by_column:
            return kan_bands(self.stock, self.cases.plates, self.first, self.law, names)
        found = [gate(_plan(names), r.read.building, self.law) for r in self.long]
        low, high = (
            np.array([np.nan if getattr(g, k) is None else getattr(g, k) for g in found], float)
            for k in ("low", "high")
        )
        return Bands(np.array([g.band for g in found]), low, high)

    @cached_property
    def judged_by_column(self) -> bool:
        """Whether rows of the long way fill nothing beside plain columns that the gate could see."""
        rows = self.stock.rows
        filled = (
            c
            for c in rows.columns
            if c not in (ROW, ID) and not is_plain(c) and rows[c].null_count() < rows.height
        )
        return all(c.startswith(UNSEEN) for c in filled)

    def resolved(self, i: int) -> Resolved:
        """One building, settled the long way."""
        return (
            self.long[i]
            if self.long
            else resolve(read_of(self.stock, int(self.stock.rows[ROW][i])), self.law, options())
        )

    def own(self, name: str) -> Array:
        """A column of numbers of the rows, (N,)."""
        return self.stock.number(name)


def _plan(names: tuple[str, ...]) -> Plan:
    """A plan that bears the names of an option and what follows it: all that the gate asks of one."""
    known = options().by_name
    last: Option = known[names[-1]]
    return Plan(names[0], (), last, {})


def groups_of(rows: pl.DataFrame, long_way: pl.Series, leases: pl.DataFrame, desk: Desk) -> Iterator[Group]:
    """All rows in groups. Plain rows with a column whose reach has no rule go the long way too."""
    long_way = long_way | _uncovered(rows, desk)
    plain = rows.filter(~long_way)
    if plain.height:
        keyed = plain.with_columns(_keys(plain, desk))
        names = [c for c in keyed.columns if c.startswith("_key")]
        for part in keyed.partition_by(names, maintain_order=True):
            yield Group(_stock(part.drop(names), leases, desk.file), desk)
    yield from _long_groups(rows.filter(long_way), leases, desk)


def _stock(rows: pl.DataFrame, leases: pl.DataFrame, file: str) -> Stock:
    rows = rows.sort(ROW)
    return Stock(rows, leases.filter(pl.col(ROW).is_in(rows[ROW].to_list())), file)


def _uncovered(rows: pl.DataFrame, desk: Desk) -> pl.Series:
    """Rows that fill a column which changes a figure no rule makes."""
    nothing = pl.Series([False]).new_from_index(0, rows.height)
    if unmade():
        return ~nothing
    days = rows["assess.date"].unique().to_list()
    filled = [c for c in rows.columns if c != ID and is_plain(c) and rows[c].null_count() < rows.height]
    bad = [c for c in filled if not desk.settler(days[0]).covered(c)]
    if not bad:
        return nothing
    return rows.select(pl.any_horizontal([pl.col(c).is_not_null() for c in bad]).alias("x")).to_series()


def _keys(rows: pl.DataFrame, desk: Desk) -> list[pl.Expr]:
    """What divides plain rows."""
    keys = [pl.col("assess.date").alias("_key_day")]
    for i, (name, default) in enumerate(DIVIDING.items()):
        if name in rows.columns:
            keys.append(
                pl.col(name).fill_null(default).alias(f"_key_{i}")
                if default is not None
                else pl.col(name).alias(f"_key_{i}")
            )
    losses = [n for n in rows.columns if n.startswith("owner.losses.")]
    if losses and not _in_order(rows, losses, desk):
        keys += [pl.col(n).is_not_null().alias(f"_key_has_{n}") for n in losses]
    fees = {
        p: slug(p) if slug(p) in desk.places_with_fees else "" for p in rows["building.municipality"].unique()
    }
    keys.append(
        pl.col("building.municipality").replace_strict(list(fees), list(fees.values())).alias("_key_place")
    )
    return keys


def _in_order(rows: pl.DataFrame, losses: Sequence[str], desk: Desk) -> bool:
    """Whether losses of all these years lapse in the order in which they arose: then a year without a loss changes nothing."""
    years = sorted(int(n.rpartition(".")[2]) for n in losses)
    for day in rows["assess.date"].unique():
        law = desk.settler(day).law
        for table in ("losses", "ib"):
            origin = np.array([*years, *range(day.year, day.year + 61)])
            try:
                ends = last_years(origin, loss_terms(table, day.year + 61, law))
            except LawError:
                return False
            if np.any(np.diff(ends) < 0):
                return False
    return True


def _long_groups(rows: pl.DataFrame, leases: pl.DataFrame, desk: Desk) -> Iterator[Group]:
    """Rows that are settled one by one, divided by all that divides a run."""
    found: dict[Any, list[tuple[int, Resolved]]] = {}
    if not rows.height:
        return
    whole = _stock(rows, leases, desk.file)
    together = _in_order(rows, [n for n in rows.columns if n.startswith("owner.losses.")], desk)
    for row in whole.rows[ROW]:
        read = read_of(whole, row)
        b = read.building
        resolved = resolve(read, desk.settler(b.assess.date).law, options())
        then = tuple((n, body.get("then")) for n, body in sorted(b.options.items()) if body.get("then"))
        traits = traits_of(b)
        if traits.municipality not in desk.places_with_fees:
            traits = replace(traits, municipality="")
        lost = () if together else tuple(sorted(x.year for x in b.owner.losses))
        key = (b.assess.date, b.assess.horizon_years, traits, frozenset({**resolved.values, **resolved.facts}), then, len(plate_rows(b)), len(mix_rows(b)), lost)  # fmt: skip
        found.setdefault(key, []).append((row, resolved))
    for members in found.values():
        part = rows.filter(pl.col(ROW).is_in([row for row, _ in members])).sort(ROW)
        yield Group(_stock(part, leases, desk.file), desk, tuple(r for _, r in members))


def cut(group: Group, size: int) -> Iterator[Group]:
    """A group in stretches of at most `size` buildings."""
    if group.stock.n <= size:
        yield group
        return
    for at in range(0, group.stock.n, size):
        rows = group.stock.rows.slice(at, size)
        yield Group(
            _stock(rows, group.stock.leases, group.stock.file), group.desk, group.long[at : at + size]
        )
