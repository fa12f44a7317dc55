"""One owner's buildings share one tax position: a second pass over the yearly results, in columns of its own.

Every building is taken in the option it is advised on its own. For each year: what the losses of some save in tax on
the others and on the owner's other profit (relief), and whose that is, by two rules (`formulas.setoff`). Over the
years, with losses carried as the law lets them: what each option of a building is worth beside the owner's other
buildings, how the ranks then change, and what the building's vacancy costs the owner and the Treasury.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from transformatie.dated import Array, Law
from transformatie.formulas.owner_tax import UNTAXED, owner_tax, tax_rules
from transformatie.formulas.rounding import half_up
from transformatie.formulas.value import discount_factor
from transformatie.options import options
from transformatie.periods import Periods
from transformatie.portfolio.outcome import Owned, ranks
from transformatie.portfolio.outcome import advised as best
from transformatie.portfolio.relief import SetOff, firsts, set_off
from transformatie.portfolio.source import ROW
from transformatie.portfolio.vacancy import bounded

#: Rows that are put through the tax of an owner at once.
AT_ONCE = 4096


@dataclass(frozen=True)
class Owner:
    """What the buildings of a group of owners share with their owner, one value a building: (N,), by year (Y, N)."""

    ids: Array
    other_profit: Array
    losses: Array
    loss_years: tuple[int, ...]
    marginal: Array
    one_taxpayer: Array
    rate: Array


@dataclass(frozen=True)
class Beside:
    """Options beside the owner's other buildings, (O, N): worth and rank; and the bill of vacancy, (N,) EUR."""

    worth: Array
    rank: Array
    advised: Array
    treasury: Array
    owner: Array


def tax_paid(profit: Array, owner: Owner, rules: Any) -> Array:
    """Tax of an owner by year, refunds off, (Y, N)."""
    out = np.zeros_like(profit)
    for start in range(0, profit.shape[1], AT_ONCE):
        part = slice(start, start + AT_ONCE)
        own = rules_for(rules, part)
        found = owner_tax(profit[:, part], owner.losses[:, part], owner.loss_years, own)
        out[:, part] = found.tax - found.refund
    return out


def rules_for(rules: Any, part: slice) -> Any:
    """The rules for some of the cases: only an entrepreneur's rates are by case."""
    if rules.low_rate.shape[1] == 1:
        return rules
    return replace(rules, low_rate=rules.low_rate[:, part], high_rate=rules.high_rate[:, part])


def beside_others(
    names: Sequence[str], results: Array, advised: Array, worth: Array, closed: Array, limit: Array, owner: Owner, rules: Any,
    year_ends: Array, bill: Array, vacancy_year: int,
) -> Beside:  # fmt: skip
    """Every option of every building, with the owner's other buildings in the option each is advised.

    results (O, Y, N); advised (N,) place in names; worth (O, N) on its own; bill (N,) EUR of `vacancy_year`, a place on
    the years. The difference with the building on its own is the tax of the central case, brought to today.
    """
    _, at = np.unique(owner.ids, return_inverse=True)
    n = results.shape[2]
    own = results[advised, :, np.arange(n)].T
    total = np.zeros((results.shape[1], int(at.max()) + 1))
    for year, row in enumerate(own):
        np.add.at(total[year], at, row)
    others = np.where(owner.one_taxpayer, total[:, at] - own, 0.0)
    base = owner.other_profit + others
    without, alone_without = tax_paid(base, owner, rules), tax_paid(owner.other_profit, owner, rules)
    factor = discount_factor(year_ends, owner.rate)
    out = np.empty_like(worth)
    for i, result in enumerate(results):
        with_others = tax_paid(base + result, owner, rules) - without
        alone = tax_paid(owner.other_profit + result, owner, rules) - alone_without
        saved = np.zeros(n)
        for t in range(len(alone)):
            saved += (alone[t] - with_others[t]) * factor[t]
        out[i] = worth[i] + saved
    rank = ranks(names, out, closed)
    chosen, _second = best(names, out, closed, rank, limit)
    hold = base + results[list(names).index("hold")]
    more = np.array(hold)
    more[vacancy_year] += bill
    relief = (tax_paid(more, owner, rules) - tax_paid(hold, owner, rules))[vacancy_year]
    treasury = half_up(bounded(relief, bill))
    return Beside(out, rank, chosen, treasury, half_up(bill) - treasury)


@dataclass(frozen=True)
class Pass:
    """What the pass says: by building, by building and option, by owner and year, by building and year."""

    buildings: pl.DataFrame
    options: pl.DataFrame
    owners: pl.DataFrame
    years: pl.DataFrame


def owner_pass(rows: pl.DataFrame, owned: Owned, law: Law, axis: Periods) -> Pass:
    """The pass over owners of one kind, one assessment date and one horizon. rows: columns of the input, in order."""
    names = sorted(options().by_name)
    results, worth, closed = (part(len(names)) for part in (owned.results, owned.worth, owned.closed))
    kind = rows["owner.kind"][0]
    owner = owner_of(rows, axis.years)
    rules = tax_rules(kind, axis.years, law, owner.marginal if kind == "ib" else None)
    low, bracket, high = (
        r if kind not in UNTAXED else np.zeros((len(axis.years), 1))
        for r in (rules.low_rate, rules.bracket, rules.high_rate)
    )
    own = results[owned.advised, :, np.arange(rows.height)].T
    set_ = set_off(own, owner.other_profit, owner.ids, owner.one_taxpayer, low, bracket, high)
    beside = beside_others(
        names, results, owned.advised, worth, closed, loss_limit(rows), owner, rules, axis.year_ends, owned.bill,
        min(1, len(axis.years) - 1),
    )  # fmt: skip
    return Pass(
        _building_table(rows, names, set_, beside, owned.cost), _option_table(rows, names, beside), _owner_table(set_, owner, own, rules, axis.years),
        _year_table(rows, owner, set_, own, axis.years),
    )  # fmt: skip


def loss_limit(rows: pl.DataFrame) -> Array:
    """The most each row's owner may lose, (N,) EUR, NaN where there is no limit."""
    name = "owner.loss_limit"
    return (
        rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        if name in rows.columns
        else np.full(rows.height, np.nan)
    )


def owner_of(rows: pl.DataFrame, years: Array) -> Owner:
    """The owner's side of each row; the first row of an owner speaks for all."""

    def number(name: str, default: float) -> Array:
        if name not in rows.columns:
            return np.full(rows.height, default)
        first = rows.select(pl.col(name).cast(pl.Float64).first().over("owner.id")).to_series()
        return first.fill_null(default).to_numpy()

    profit, last = [], np.zeros(rows.height)
    for year in years:
        told = number(f"owner.other_profit.{int(year)}", np.nan)
        last = np.where(np.isnan(told), last, told)
        profit.append(last)
    loss_years = tuple(
        sorted(
            int(n.rpartition(".")[2])
            for n in rows.columns
            if n.startswith("owner.losses.") and rows[n].null_count() < rows.height
        )
    )
    losses = np.array([number(f"owner.losses.{y}", 0.0) for y in loss_years]).reshape(
        len(loss_years), rows.height
    )
    united = number("owner.fiscal_unity", 1.0) != 0.0
    rate = rows["owner.discount_rate.after_tax.asset"].to_numpy()
    return Owner(
        rows["owner.id"].to_numpy(),
        np.array(profit),
        losses,
        loss_years,
        number("owner.marginal_rate", 0.0),
        united,
        rate,
    )


def _building_table(
    rows: pl.DataFrame, names: Sequence[str], s: SetOff, b: Beside, cost: Array
) -> pl.DataFrame:
    def over_years(values: Array) -> Array:
        return np.round(values * 100.0).sum(axis=0) / 100.0

    words = np.array(names)
    return pl.DataFrame({
        ROW: rows[ROW], "set_off_advice": words[b.advised], "set_off_relief": over_years(s.pro_rata),
        "set_off_with_without": over_years(s.with_without), "set_off_unused": over_years(s.unused),
        "set_off_vacancy_owner": (np.round(cost * 100) - np.round(b.treasury * 100)) / 100,
        "set_off_vacancy_treasury": b.treasury,
    })  # fmt: skip


def _option_table(rows: pl.DataFrame, names: Sequence[str], b: Beside) -> pl.DataFrame:
    parts = [
        pl.DataFrame({ROW: rows[ROW], "option": pl.repeat(name, rows.height, eager=True), "set_off_worth": b.worth[i],
                      "set_off_rank": b.rank[i].astype(np.int64)})
        for i, name in enumerate(names)
    ]  # fmt: skip
    return pl.concat(parts).sort(ROW, "option")


def _owner_table(s: SetOff, owner: Owner, own: Array, rules: Any, years: Array) -> pl.DataFrame:
    """One row for each owner and year: the relief of the year, and the losses as the law carries them."""
    _, at = np.unique(owner.ids, return_inverse=True)
    first = firsts(at, len(s.owners))
    total = np.zeros((len(years), len(s.owners)))
    for year, row in enumerate(own):
        np.add.at(total[year], at, row)
    one = Owner(s.owners, owner.other_profit[:, first], owner.losses[:, first], owner.loss_years, owner.marginal[first], owner.one_taxpayer[first],
                owner.rate[first])  # fmt: skip
    own_rules = rules if rules.low_rate.shape[1] == 1 else _picked(rules, first)
    joint = owner_tax(one.other_profit + total, one.losses, one.loss_years, own_rules)
    buildings = np.bincount(at)

    def flat(values: Array) -> Array:
        return np.ascontiguousarray(np.broadcast_to(values, total.shape).T).ravel()

    return pl.DataFrame({
        "owner_id": texts(np.repeat(s.owners, len(years))), "buildings": np.repeat(buildings, len(years)), "year": np.tile(years, len(s.owners)),
        "other_profit": flat(one.other_profit), "result": flat(total),
        **{k: flat(v) for k, v in s.by_owner.items()},
        "loss_used": flat(joint.loss_used), "loss_carried": flat(joint.loss_left), "tax_paid": flat(joint.tax - joint.refund),
    })  # fmt: skip


def _picked(rules: Any, first: Array) -> Any:
    return replace(rules, low_rate=rules.low_rate[:, first], high_rate=rules.high_rate[:, first])


def _year_table(rows: pl.DataFrame, owner: Owner, s: SetOff, own: Array, years: Array) -> pl.DataFrame:
    """One row for each building and year with a loss: whose relief it is."""
    y, i = np.nonzero(own < 0)
    return pl.DataFrame({
        ROW: rows[ROW].to_numpy()[i], "owner_id": texts(owner.ids[i]), "year": years[y], "result": own[y, i], "relief_pro_rata": s.pro_rata[y, i],
        "relief_with_without": s.with_without[y, i], "unused": s.unused[y, i],
    }).sort(ROW, "year")  # fmt: skip


def texts(values: Array) -> pl.Series:
    """An array of texts as a column."""
    return pl.Series(values.tolist(), dtype=pl.String)


def conflicts(rows: pl.DataFrame) -> dict[str, list[str]]:
    """Owners whose rows do not agree on what the owner is: owner → columns."""
    names = [
        n
        for n in rows.columns
        if n.startswith(("owner.other_profit.", "owner.losses."))
        or n in ("owner.kind", "owner.marginal_rate", "owner.fiscal_unity", "assess.date")
    ]
    if not names or "owner.id" not in rows.columns:
        return {}
    counts = (
        rows.filter(pl.col("owner.id").is_not_null())
        .group_by("owner.id")
        .agg([pl.col(n).n_unique() for n in names])
    )
    out = {}
    for row in counts.filter(pl.any_horizontal([pl.col(n) > 1 for n in names])).iter_rows(named=True):
        out[row["owner.id"]] = [n for n in names if row[n] > 1]
    return out
