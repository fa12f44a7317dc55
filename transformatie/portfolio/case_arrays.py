"""Cases of many buildings straight from their columns, the same to the last bit as one `resolve` for each.

`resolve` settles one building in a millisecond; a hundred thousand of them would take longer than their appraisal. So
one stripped building of a group is settled for each municipality (`settler`), and gives all that its tables give; what a
row's own columns change has a rule (`stock`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import polars as pl

from transformatie.cases import Cases
from transformatie.dated import Array
from transformatie.errors import TransformatieError
from transformatie.formulas.built import Mix, Plates
from transformatie.input.building import Read
from transformatie.kan.plates import mix_of
from transformatie.periods import DAYS_A_YEAR, NEVER
from transformatie.permit.facts import Site, site_of
from transformatie.portfolio.check import read_row
from transformatie.portfolio.settler import Settler, Tables, tables_of
from transformatie.portfolio.source import ROW
from transformatie.portfolio.stock import OWN_COLUMN, RULES, Stock, either
from transformatie.trail import leaf

#: Fields of a run's cases that are made here; another one sends a whole group the long way.
MADE = {"n", "arrays", "lease", "other_profit", "losses", "loss_years", "index", "plates", "mix"}


def case_figures(stock: Stock, tables: Tables) -> dict[str, Array]:
    """Every figure of every building of a group, middles, (N,) each."""
    out: dict[str, Array] = {}
    distinct = [{**r.values, **r.facts} for r in tables.bare]
    for name in tables.first:
        mids = np.array([d[name].mid for d in distinct])
        out[name] = np.full(stock.n, mids[0]) if len(mids) == 1 else mids[tables.place]
    for name, column in OWN_COLUMN.items():
        if stock.has(column) and name in out:
            out[name] = either(stock.number(column), out[name])
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
    losses = [either(stock.number(f"owner.losses.{y}"), np.zeros(stock.n)) for y in loss_years]
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
    number = either(storeys, np.ones(stock.n))
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
        last = either(stock.number(f"owner.other_profit.{int(year)}"), last)
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
