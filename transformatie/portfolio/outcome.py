"""What came out of a group, as two tables: one row for each building and option, and one for each building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from transformatie.advice import FALLBACKS
from transformatie.dated import Array
from transformatie.portfolio import engine
from transformatie.portfolio.chance import Chance, chances
from transformatie.portfolio.counted import counted
from transformatie.portfolio.groups import Group
from transformatie.portfolio.kan import Bands
from transformatie.portfolio.source import ROW

#: Columns of the table of options, in order, after row, id and option.
SPREAD = ("expected", "p10", "p50", "p90", "standard_error", "chance_first", "loont", "score")


@dataclass(frozen=True)
class Tables:
    """`options`: a row for each building and option in rank order; `buildings`: a row for each; `owned`: where asked."""

    options: pl.DataFrame
    buildings: pl.DataFrame
    owned: Owned | None = None


@dataclass(frozen=True)
class Owned:
    """What the pass over owners needs of each building, one row a building; options by name, in the order of the alphabet.

    rows (N,) numbers in the file. figures (N, 3 + 2 O + O × Y): the option that is advised, the bill of vacancy as it is
    and in cents, EUR; of each option its worth, EUR, and whether a gate closes it; its taxable result of each year, EUR.
    """

    rows: Array
    figures: Array

    def of(self, rows: Array) -> Owned:
        """Those of some rows, in the order of the file."""
        wanted = np.sort(np.flatnonzero(np.isin(self.rows, rows)))
        wanted = wanted[np.argsort(self.rows[wanted])]
        return Owned(self.rows[wanted], np.asarray(self.figures[wanted]))

    def padded(self, options: int, years: int) -> Owned:
        """The same on an axis of so many years: after its own horizon a building is sold, and has no result."""
        head = 3 + 2 * options
        results = np.zeros((len(self.rows), options, years))
        own = self.figures[:, head:].reshape(len(self.rows), options, -1)
        results[:, :, : own.shape[2]] = own
        return Owned(
            self.rows, np.concatenate([self.figures[:, :head], results.reshape(len(self.rows), -1)], axis=1)
        )

    @property
    def advised(self) -> Array:
        """Place of the advised option, (N,)."""
        return self.figures[:, 0].astype(int)

    @property
    def bill(self) -> Array:
        """Cost of vacancy in the first full year, (N,) EUR."""
        return self.figures[:, 1]

    @property
    def cost(self) -> Array:
        """The same in whole cents, line by line, (N,) EUR."""
        return self.figures[:, 2]

    def worth(self, options: int) -> Array:
        """Worth of each option, (O, N) EUR."""
        return np.ascontiguousarray(self.figures[:, 3 : 3 + options].T)

    def closed(self, options: int) -> Array:
        """Whether a gate closes an option, (O, N)."""
        return np.ascontiguousarray(self.figures[:, 3 + options : 3 + 2 * options].T) != 0.0

    def results(self, options: int) -> Array:
        """Taxable result of each option and year, (O, Y, N) EUR."""
        flat = self.figures[:, 3 + 2 * options :]
        return np.ascontiguousarray(flat.T).reshape(options, -1, len(self.rows))


def tables(group: Group, draws: int, seed: int, shared: Array | None = None, returns: bool = False) -> Tables:
    """Appraise a group and lay out what came of it.

    shared (N,): of which buildings the pass over owners must know. returns: with the columns of `returns`.
    """
    yearly = shared is not None and bool(shared.any())
    pre_tax = ~np.isnan(group.own("owner.discount_rate.pre_tax.asset"))
    many = [group.resolved(i) for i in range(group.stock.n)] if returns else []
    found = engine.appraised(group.setting, group.options, pre_tax, yearly, many)
    names = list(found.columns)
    if returns:  # a row that names no rate for equity was given another in its place
        silent = np.isnan(group.own("owner.discount_rate.after_tax.equity"))
        for columns in found.columns.values():
            columns["value_to_equity"] = np.where(silent, np.nan, columns["value_to_equity"])
    kan = {n: group.kan(found.steps[n]) for n in names}
    red = {n: kan[n].band == "red" for n in names}
    drawn = chances(group, found.sale_day, found.steps, draws, seed, red) if draws else None
    worth = np.array(
        [drawn.spread[n]["expected"] if drawn else found.columns[n]["value_after_tax"] for n in names]
    )
    mag = _mag(names, found, drawn)
    closed = np.array([red[n] | (mag[n][0] == "red") for n in names])
    rank = ranks(names, worth, closed)
    chosen, second = advised(names, worth, closed, rank, group.own("owner.loss_limit"))
    return Tables(
        _options(group, names, found, kan, mag, drawn, rank, chosen),
        _buildings(group, names, found, worth, closed, chosen, second),
        _owned(group, names, found, worth, closed, chosen, shared) if shared is not None and yearly else None,
    )


def ranks(names: Sequence[str], worth: Array, closed: Array) -> Array:
    """Rank of each option, from one, (O, N): behind a red gate last, then by worth in cents, ties by name."""
    cents = rounded(worth)
    by_name = np.argsort(np.argsort(names))
    order = np.lexsort((np.broadcast_to(by_name[:, None], cents.shape), -cents, closed), axis=0)
    out = np.empty_like(order)
    np.put_along_axis(out, order, np.arange(1, len(names) + 1)[:, None], axis=0)
    return out


def rounded(worth: Array) -> Array:
    """Amounts in whole cents as `round` of one number makes them: those near half a cent one by one.

    >>> rounded(np.array([2.675, 1.005, 3.14159])).tolist() == [round(v, 2) for v in (2.675, 1.005, 3.14159)]
    True
    """
    cents = np.asarray(worth) * 100.0
    out = np.rint(cents) / 100.0
    near = np.abs(cents - np.floor(cents) - 0.5) < 1e-3
    out[near] = [round(v, 2) for v in np.asarray(worth)[near].tolist()]
    return out


def advised(
    names: Sequence[str], worth: Array, closed: Array, rank: Array, limit: Array
) -> tuple[Array, Array]:
    """The option that is advised and the next best, as places in `names`, (N,); −1 where there is no other.

    The same rule as `advice.advise`: the highest worth among rows that no gate closes and that stay within the owner's
    limit, the better of hold and sell_now where there are none; of equals the one that ranks first.
    """
    able = ~closed & (np.isnan(limit) | (worth >= -np.where(np.isnan(limit), 0.0, limit)))
    passive = np.isin(names, FALLBACKS)[:, None] & np.ones_like(able)

    def best(allowed: Array) -> Array:
        value = np.where(allowed, worth, -np.inf)
        first = np.where(value == value.max(axis=0), rank, len(names) + 1)
        return np.where(allowed.any(axis=0), np.argmin(first, axis=0), -1)

    chosen = best(able)
    chosen = np.where(chosen < 0, best(passive), chosen)
    others = able & (np.arange(len(names))[:, None] != chosen)
    return chosen, best(others)


def _mag(names: Sequence[str], found: engine.Group, drawn: Chance | None) -> dict[str, tuple[Array, Array]]:
    """Band and chance of mag het."""
    out = {}
    for n in names:
        needed = found.columns[n]["permit_needed"]
        if drawn is not None:
            out[n] = drawn.mag[n]
        else:
            out[n] = (np.where(needed, "not_assessed", "green"), np.where(needed, np.nan, 1.0))
    return out


def _options(
    group: Group, names: Sequence[str], found: engine.Group, kan: Mapping[str, Bands], mag: Mapping[str, tuple[Array, Array]],
    drawn: Chance | None, rank: Array, chosen: Array,
) -> pl.DataFrame:  # fmt: skip
    parts = []
    for i, name in enumerate(names):
        columns = dict(found.columns[name])
        spread = drawn.spread[name] if drawn else {}
        parts.append(pl.DataFrame({
            ROW: group.stock.rows[ROW],
            "option": pl.repeat(name, group.stock.n, eager=True),
            "rank": rank[i].astype(np.int64),
            "advised": chosen == i,
            "kan": kan[name].band, "kan_low": kan[name].low, "kan_high": kan[name].high,
            "mag": mag[name][0], "mag_chance": mag[name][1],
            **{k: spread.get(k, np.full(group.stock.n, np.nan)) for k in SPREAD},
            **{k: _plain(v) for k, v in columns.items()},
        }))  # fmt: skip
    table = pl.concat(parts)
    numbers = [c for c, kind in table.schema.items() if kind == pl.Float64]
    table = table.with_columns(pl.col(numbers).fill_nan(None), pl.col("permit_route").replace("", None))
    return table.with_columns(pl.col("sale_year").cast(pl.Int64)).sort(ROW, "rank")


def _plain(values: Array) -> Array:
    return np.ascontiguousarray(values)


def _buildings(
    group: Group,
    names: Sequence[str],
    found: engine.Group,
    worth: Array,
    closed: Array,
    chosen: Array,
    second: Array,
) -> pl.DataFrame:
    n, rows, c, v = group.stock.n, group.stock.rows, group.setting.cases, found.vacancy
    at = np.arange(n)
    words = np.array([*names, ""])
    sell, hold = (worth[names.index(k)] for k in ("sell_now", "hold"))
    fallback = without_act(names, worth, closed)

    def text(name: str) -> pl.Series:
        return rows[name] if name in rows.columns else pl.Series([None], dtype=pl.String).new_from_index(0, n)

    return pl.DataFrame({
        ROW: rows[ROW],
        "name": text("building.name"), "municipality": text("building.municipality"), "built": c.built.astype(np.int64),
        "energy_label": text("building.energy_label"), "owner_id": text("owner.id"), "owner_kind": rows["owner.kind"],
        "gross_area": c.gross_area, "lettable_area": c.lettable_area, "vacant_area": c.vacant_area,
        "advice": words[chosen], "runner_up": words[second],
        "worth": worth[chosen, at], "worth_hold": hold, "worth_sell_now": sell,
        "gain": worth[chosen, at] - fallback,
        "as_is": found.as_is, "woz": c.woz, "book_value_fiscal": c.fiscal_structure + c.fiscal_land, "book_value_commercial": c.commercial,
        "investment": np.array([found.columns[k]["investment"] for k in names])[chosen, at],
        "book_result_first_year": np.array([found.columns[k]["book_result_first_year"] for k in names])[chosen, at],
        "vacancy_year": np.full(n, v.year), "vacancy_cost": v.total, "vacancy_carried": v.carried, "vacancy_extra": v.extra,
        "vacancy_owner": v.owner, "vacancy_treasury": v.treasury, "vacancy_ten_years": v.ten_years,
        **counted(group),
        "book_results": _book_results(names, found, chosen),
    }).with_columns(pl.col("runner_up").replace("", None))  # fmt: skip


def _book_results(names: Sequence[str], found: engine.Group, chosen: Array) -> pl.Series:
    """The book result of the first ten years of the option that is advised, a list a building."""
    table = np.array([found.book_results[n] for n in names])
    return pl.Series(np.ascontiguousarray(table[chosen, :, np.arange(len(chosen))])).cast(pl.List(pl.Float64))


def without_act(names: Sequence[str], worth: Array, closed: Array) -> Array:
    """What the building is worth without any act, (N,): the better of hold and sell_now that no gate closes."""
    passive = np.isin(names, FALLBACKS)
    open_ = np.where(closed[passive], -np.inf, worth[passive]).max(axis=0)
    return np.where(np.isfinite(open_), open_, worth[passive].max(axis=0))


def _owned(
    group: Group, names: Sequence[str], found: engine.Group, worth: Array, closed: Array, chosen: Array, shared: Array
) -> Owned:  # fmt: skip
    """What the pass over owners needs of the buildings that share one."""
    order = np.argsort(names)
    place = np.argsort(order)
    figures = np.concatenate([
        place[chosen][None, :], found.vacancy.amount[None, :], found.vacancy.total[None, :], worth[order], closed[order],
        *(found.result[names[i]] for i in order),
    ])  # fmt: skip
    return Owned(group.stock.rows[ROW].to_numpy()[shared], np.ascontiguousarray(figures.T[shared]))
