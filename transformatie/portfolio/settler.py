"""What the tables give for the rows of a group: one stripped building settled for each municipality.

Which figures a column changes is not trusted to memory: `reach` finds out by changing the column of a building and
settling it again. A column that changes a figure without a rule sends its rows the long way, through `resolve`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import TransformatieError
from transformatie.input.facts import Value
from transformatie.input.settle import Resolved, resolve
from transformatie.options import options
from transformatie.portfolio.check import read_row
from transformatie.portfolio.source import ROW
from transformatie.portfolio.stock import OWN_COLUMN, RATES, RULES, Stock

#: The columns a stripped building keeps: those without which there is no building.
KEPT = (
    "building.municipality", "building.built", "building.gross_floor_area", "building.lettable_floor_area", "owner.kind",
    "owner.marginal_rate", "books.use", "books.commercial_basis", "books.cost", "books.land", "books.fiscal_structure", "books.fiscal_land",
    "assess.date", "assess.horizon_years",
)  # fmt: skip


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
