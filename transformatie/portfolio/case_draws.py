"""Drawn cases of many buildings, straight from columns: the same numbers as `cases.drawn` gives one building.

Each building keeps its own streams, by its identity, so that neither its place in a table nor the company it keeps
changes a draw. Cases lie building by building: all draws of the first, then all of the second.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from transformatie.cases import Cases, quantile, stream_of
from transformatie.dated import Array
from transformatie.formulas.normal import normal_chance, normal_quantile
from transformatie.formulas.procedure_draws import LEVELS, VARIABLES
from transformatie.input.facts import Value
from transformatie.portfolio.case_arrays import case_figures, lease_arrays
from transformatie.portfolio.settler import Settler, Tables, tables_of
from transformatie.portfolio.stock import OWN_COLUMN, Stock
from transformatie.sampling import GROUP_CORRELATION, GROUPS, Streams


def identities(stock: Stock) -> list[str]:
    """What makes each building this building, as `Read.identity` says it of one."""
    rows = stock.rows

    def column(name: str) -> list[str]:
        return rows[name].fill_null("").to_list() if name in rows.columns else [""] * stock.n

    parts = zip(
        column("building.bag_id"),
        column("building.name"),
        column("building.address"),
        column("building.municipality"),
        strict=True,
    )
    return [bag or f"{name}|{address}|{place}".strip("|") for bag, name, address, place in parts]


@dataclass
class Uniforms:
    """Uniform numbers of a group, (N, D) for each named variable, each made once."""

    seed: int
    draws: int
    owners: list[str]
    _made: dict[tuple[str, bool], Array] = field(default_factory=dict)

    def plain(self, name: str, world: bool) -> Array:
        """Uniform numbers of one variable: a row a building; of the world one row for all, (1, D)."""
        key = (name, world)
        if key not in self._made:
            owners = [""] if world else self.owners
            self._made[key] = np.array(
                [Streams(self.seed, owner, self.draws).plain(name, world) for owner in owners]
            )
        return self._made[key]

    def uniform(self, name: str, group: str, world: bool) -> Array:
        """Uniform numbers of a figure; figures of a group share part of one normal number. (N, D) or (1, D)."""
        own = self.plain(name, world)
        if group not in GROUPS:
            return own
        shared = normal_quantile(self.plain(f"group {group}", True))
        mixed: Array = normal_chance(
            np.sqrt(GROUP_CORRELATION) * shared + np.sqrt(1.0 - GROUP_CORRELATION) * normal_quantile(own)
        )
        return mixed

    def steps(self, name: str, world: bool, years: int) -> Array:
        """Uniform numbers of a path, building by building, (years, N × D)."""
        owners = [""] if world else self.owners
        each = [Streams(self.seed, owner, self.draws).steps(name, world, years) for owner in owners]
        return np.tile(each[0], len(self.owners)) if world else np.concatenate(each, axis=1)

    def permits(self) -> dict[str, Array]:
        """Uniform numbers of the procedure, (N × D,)."""
        return {name: self.plain(f"permit {name}", False).ravel() for name in (*VARIABLES, *LEVELS)}


def case_draws(stock: Stock, settler: Settler, years: Array, central: Cases, uniforms: Uniforms) -> Cases:
    """The drawn cases of a group. central: its central cases."""
    d = uniforms.draws
    tables = tables_of(stock, settler)
    figures = case_figures(stock, tables)
    arrays = {name: np.repeat(values, d) for name, values in figures.items()}
    for name, value in tables.bare[0].values.items():
        drawn = _drawn(stock, name, value, figures[name], tables, uniforms)
        if drawn is not None:
            arrays[name] = drawn.ravel()

    def often(values: Array) -> Array:
        return np.repeat(values, d, axis=1)

    return Cases(
        stock.n * d, arrays, lease_arrays(stock, arrays["renewal_chance"], d), often(central.other_profit), often(central.losses),
        central.loss_years, plates=type(central.plates)(*map(often, central.plates)), mix=type(central.mix)(*map(often, central.mix)),
    )  # fmt: skip


def _drawn(
    stock: Stock, name: str, value: Value, middles: Array, tables: Tables, uniforms: Uniforms
) -> Array | None:
    """One figure in every draw, (N, D); None where it is certain in every row."""
    own = own_ranges(stock, name)
    told = np.zeros(stock.n, bool) if own is None else ~np.isnan(own.mid)
    of_table = [i for i, r in enumerate(tables.bare) if r.values[name].uncertain]
    from_table = np.isin(tables.place, of_table) & ~told
    ranged = [] if own is None else np.flatnonzero(told & (own.high > own.low)).tolist()
    if not from_table.any() and not ranged:
        return None
    u = np.broadcast_to(
        uniforms.uniform(stream_of(name), value.group, value.world), (stock.n, uniforms.draws)
    )
    out = np.repeat(middles[:, None], uniforms.draws, axis=1)
    for i in of_table:
        at = from_table & (tables.place == i)
        out[at] = quantile(tables.bare[i].values[name], u[at])
    for row in ranged:
        out[row] = quantile(own.value(value, row), u[row])  # type: ignore[union-attr]  # there are none without it
    return out


@dataclass(frozen=True)
class Ranges:
    """A figure as the rows give it, (N,), NaN where a row is silent; without ends of its own it is certain."""

    low: Array
    mid: Array
    high: Array
    bounds: Array

    def value(self, value: Value, row: int) -> Value:
        """The figure of one row, as its owner gives it."""
        low, mid, high = (float(end[row]) for end in (self.low, self.mid, self.high))
        return replace(value, low=low, mid=mid, high=high, bounds=bool(self.bounds[row]), confidence="given")


def own_ranges(stock: Stock, name: str) -> Ranges | None:
    """What the rows say of a figure; None where no column of the table does."""
    column = OWN_COLUMN.get(name)
    if column is None or not stock.has(column):
        return None
    mid = stock.number(column)
    low, high = (
        np.where(np.isnan(end), mid, end) for end in (stock.number(f"{column}.{k}") for k in ("low", "high"))
    )
    return Ranges(low, mid, high, stock.number(f"{column}.bounds") == 1.0)
