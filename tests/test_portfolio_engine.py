"""Portfolios: cases by column are those of `resolve`, and a row's own columns are what `evaluate` says of the building."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from transformatie import advice, assemble
from transformatie.cases import stacked
from transformatie.chance import draws_of, spreads
from transformatie.dated import Law
from transformatie.evaluate import Question, appraised, evaluate
from transformatie.figures import all_tables
from transformatie.finance import rows as finance_rows
from transformatie.finance.rows import Loans, loans_of
from transformatie.formulas.owner_tax import tax_rules
from transformatie.formulas.setoff import portfolio_relief
from transformatie.input.settle import resolve
from transformatie.kan import gates
from transformatie.options import options
from transformatie.periods import periods
from transformatie.permit.mag import mag
from transformatie.portfolio import owners
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.case_arrays import case_arrays, read_of, unmade
from transformatie.portfolio.check import ID, PLAIN, Checked, checked, read_row
from transformatie.portfolio.counted import assumed, used
from transformatie.portfolio.deliver import Papers, deliver
from transformatie.portfolio.groups import Desk, Group, cut, groups_of
from transformatie.portfolio.leases import lease_table
from transformatie.portfolio.outcome import Owned, Tables, tables
from transformatie.portfolio.sample import blocks
from transformatie.portfolio.settler import Settler, probes, stripped
from transformatie.portfolio.source import ROW, opened
from transformatie.portfolio.stock import RULES, Stock

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio.xlsx"
DAY = date(2026, 11, 24)
DRAWS, SEED = 16, 3


@cache
def law(day: date = DAY) -> Law:
    return Law(all_tables(), day, day)


def sampled(n: int, seed: int = 7) -> Checked:
    base = pl.concat(list(blocks(n, seed)))
    rows = base.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64))
    listed = (
        rows.select(ROW, "leases").filter(pl.col("leases").list.len() > 0).explode("leases").unnest("leases")
    )
    leases, lost = lease_table(listed, pl.DataFrame(schema={ROW: pl.Int64, ID: pl.String}), "cells", "x")
    assert not lost
    found = checked(rows.drop("leases"), leases, "cells", "x", {})
    assert not found.refused
    return found


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    source = opened(EXAMPLE, None, {}, tmp_path_factory.mktemp("w"))
    raw = source.scan().collect()
    listed = source.scan_leases()
    assert listed is not None
    leases, lost = lease_table(
        listed.collect(), raw.select(ROW, pl.col(ID).cast(pl.String)), "cells", str(EXAMPLE)
    )
    assert not lost
    return checked(raw, leases, source.buildings.notation, str(EXAMPLE), source.columns.columns)


def done(found: Checked, draws: int = 0, size: int = 1024, returns: bool = False) -> Tables:
    desk = Desk(all_tables(), None, "x")
    parts = [
        tables(piece, draws, SEED, np.ones(piece.stock.n, bool), returns)
        for group in groups_of(found.rows, found.long_way, found.leases, desk)
        for piece in cut(group, size)
    ]
    owned = [p.owned for p in parts if p.owned is not None]
    width = max(o.figures.shape[1] for o in owned)
    owned = [o for o in owned if o.figures.shape[1] == width]
    both = Owned(*(np.concatenate([getattr(o, k) for o in owned]) for k in ("rows", "figures")))
    return Tables(
        pl.concat([p.options for p in parts]).sort(ROW, "rank"),
        pl.concat([p.buildings for p in parts]).sort(ROW),
        both,
    )


def passed(out: Tables, rows: pl.DataFrame) -> owners.Pass:
    """The pass over the owners of some rows."""
    assert out.owned is not None
    return owners.owner_pass(rows, out.owned.of(rows[ROW].to_numpy()), law(), periods(DAY, 30))


# --- cases -------------------------------------------------------------------------------------------------------


def test_the_model_has_no_cases_that_columns_do_not_make():
    assert unmade() == set()


def test_every_plain_column_changes_only_figures_with_a_rule():
    settler = Settler(law(), DAY, "x")
    loose = {c: settler.reach(c) - set(RULES) for c in PLAIN if c != ID and not settler.covered(c)}
    assert loose == {}, "columns of PLAIN that send their rows the long way"
    assert not settler.covered("building.quality"), "the probe finds what has no rule"
    assert settler.reach("building.gross_floor_area") >= {"gross_area"}


def test_cases_by_column_are_those_of_resolve():
    found = sampled(260)
    axis = periods(DAY, 30)
    kinds = found.rows.partition_by("owner.kind", "books.use", "books.commercial_basis")
    for part in kinds:
        leases = found.leases.filter(pl.col(ROW).is_in(part[ROW].implode()))
        stock = Stock(part.sort(ROW), leases, "x")
        fast = case_arrays(stock, Settler(law(), DAY, "x"), axis.years)
        many = [resolve(read_of(stock, r), law(), options()) for r in stock.rows[ROW]]
        for i, one in enumerate(many):
            slow = stacked([one], axis.years)
            for name, values in slow.arrays.items():
                assert fast.arrays[name][i] == values[0], (name, i)
            own = len(one.leases)
            for name, values in slow.lease.items():
                assert np.array_equal(fast.lease[name][:own, i], values[:, 0]), name
            assert not fast.lease["area"][own:, i].any()
            assert np.array_equal(fast.other_profit[:, i], slow.other_profit[:, 0])
            for field in ("plates", "mix"):
                pairs = zip(getattr(fast, field), getattr(slow, field), strict=True)
                assert all(np.array_equal(a[:, i], b[:, 0], equal_nan=True) for a, b in pairs), field


# --- outcomes ----------------------------------------------------------------------------------------------------


def test_a_row_says_what_evaluate_says_of_the_building(example: Checked):
    """All rows of the example, draws included, field by field."""
    assert example.rows.height == 38
    assert {p.line for p in example.refused} == {25, 41}
    found = done(example, DRAWS, returns=True)
    whole = Stock(example.rows.sort(ROW), example.leases, "x")
    assert 5 <= example.long_way.sum() < 25, "both ways are taken"
    for row in example.rows[ROW]:
        read = read_of(whole, row)
        a = appraised(read, Question())
        b, s, axis = read.building, a.run.setting, a.run.setting.periods
        drawn = draws_of(a.resolved, a.run.options, axis, a.law, float(a.run.sale_day[0]), DRAWS, SEED)
        both = {
            n: (gates.kan(o.plan, b, a.law), mag(n, o.plan, drawn, a.law, axis))
            for n, o in a.run.outcomes.items()
        }
        spread = spreads(drawn, {n: k.band == "red" for n, (k, _) in both.items()})
        order = advice.ranked(a.run, {n: (k.band, m.band) for n, (k, m) in both.items()}, spread)
        made = [assemble.row(n, a.run, a.resolved, i, *both[n], spread[n]) for i, n in enumerate(order, 1)]
        mine = {r["option"]: r for r in found.options.filter(pl.col(ROW) == row).iter_rows(named=True)}
        loans = loans_of(a.run, [a.resolved], a.law)
        for r in made:
            assert_row(mine[r.name], r)
            assert_equity(mine[r.name], r.name, loans)
        building = found.buildings.row(by_predicate=pl.col(ROW) == row, named=True)
        advised = advice.advise(tuple(made), b)
        assert (building["advice"], building["runner_up"]) == (advised.row, advised.runner_up)
        hold = next(r for r in made if r.name == "hold").vacancy
        bearers = {x.name: x.amount for x in hold.bearers}
        assert building["vacancy_cost"] == pytest.approx(hold.total, abs=1e-9)
        assert building["vacancy_extra"] == pytest.approx(hold.extra, abs=1e-9)
        assert building["vacancy_treasury"] == pytest.approx(bearers.get("treasury", 0.0), abs=1e-9)
        assert building["vacancy_owner"] == pytest.approx(bearers.get("owner", 0.0), abs=1e-9)
        assert building["vacancy_ten_years"] == hold.ten_year_bill
        assert s.cases.n == 1


def assert_row(mine: dict[str, Any], row: Any) -> None:
    fields = ("rank", "value_after_tax", "value_pre_tax", "investment", "book_result_first_year", "exit_share", "months_to_start",
              "months_to_income", "dwellings", "sale_year", "headline_rent", "effective_rent")  # fmt: skip
    expected = {f: getattr(row, f) for f in fields} | {
        "residual": row.residual.residual, "kan": row.kan.band, "kan_low": row.kan.low, "kan_high": row.kan.high, "mag": row.mag.band,
        "mag_chance": row.mag.low, "permit_fees": row.permit.fees, "permit_route": row.permit.route or None, "permit_needed": row.permit.needed,
        "permit_decided": row.permit.decided, "permit_irrevocable": row.permit.irrevocable,
        "irr": only(row.irr.roots), "irr_roots": len(row.irr.roots),
    }  # fmt: skip
    areas = {fact.name: fact.value for fact in row.areas}
    expected |= {"works_area": areas.get("gross", 0.0), "usable_area": areas.get("usable", 0.0)}
    expected |= {
        f: getattr(row.spread, f)
        for f in ("expected", "p10", "p50", "p90", "standard_error", "chance_first", "loont", "score")
    }
    assert {k: mine[k] for k in expected} == expected, row.name


def only(roots: Sequence[float]) -> float | None:
    return roots[0] if len(roots) == 1 else None


def assert_equity(mine: dict[str, Any], name: str, loans: Loans) -> None:
    """The value to equity and the return on it are those of the chapter of loans."""
    equity, levered = loans.by_option[name].value_to_equity, finance_rows._irr(name, loans).roots
    assert mine["value_to_equity"] == (None if equity is None else float(equity[0]))
    assert (mine["levered_irr"], mine["levered_irr_roots"]) == (only(levered), len(levered))


def test_a_row_says_what_the_result_of_evaluate_says(example: Checked):
    """The same from the outside: the whole result of `evaluate`, with its draws and loans."""
    rows = example.rows.filter(pl.col(ROW).is_in([2, 20, 38]))
    some = dataclasses.replace(
        example, rows=rows, long_way=example.long_way.filter(example.rows[ROW].is_in([2, 20, 38]))
    )
    found = done(some, DRAWS, returns=True)
    whole = Stock(example.rows.sort(ROW), example.leases, "x")
    for row in rows[ROW]:
        result = evaluate(read_of(whole, row), Question(draws=DRAWS, seed=SEED))
        mine = {r["option"]: r for r in found.options.filter(pl.col(ROW) == row).iter_rows(named=True)}
        assert {r.name: r.rank for r in result.rows} == {n: r["rank"] for n, r in mine.items()}
        for r in result.rows:
            assert_row(mine[r.name], r)
            assert mine[r.name]["value_to_equity"] == r.value_to_equity
            assert mine[r.name]["levered_irr"] == only(r.finance.levered_irr.roots)


def test_figures_that_nobody_gave_are_counted_as_for_one_building(example: Checked):
    desk = Desk(all_tables(), None, "x")
    counts = done(
        dataclasses.replace(example, rows=example.rows.head(14), long_way=example.long_way.head(14))
    ).buildings
    whole = Stock(example.rows.sort(ROW), example.leases, "x")
    for row in example.rows[ROW].head(14):
        read = read_of(whole, row)
        settler = desk.settler(read.building.assess.date)
        resolved = resolve(read, settler.law, options())
        group = Group(
            Stock(example.rows.filter(pl.col(ROW) == row), whole.leases.filter(pl.col(ROW) == row), "x"),
            desk,
            (resolved,),
        )
        expected: dict[str, int] = {}
        for confidence in assumed(resolved, used(group, resolved)).values():
            expected[f"assumed_{confidence}"] = expected.get(f"assumed_{confidence}", 0) + 1
        mine = counts.row(by_predicate=pl.col(ROW) == row, named=True)
        assert {k: mine[k] for k in expected} == expected, row


def test_neither_chunks_nor_order_nor_company_move_a_bit():
    found = sampled(40, 11)
    base = done(found, 8)
    shuffled = found.rows.sample(fraction=1.0, shuffle=True, seed=4)
    half = found.rows.head(20)
    for rows, size in ((shuffled, 7), (half, 1024)):
        other = done(
            dataclasses.replace(found, rows=rows, long_way=pl.Series([False]).new_from_index(0, rows.height)),
            8,
            size,
        )
        wanted = base.options.filter(pl.col(ROW).is_in(rows[ROW].implode()))
        assert other.options.equals(wanted)
        assert other.buildings.equals(base.buildings.filter(pl.col(ROW).is_in(rows[ROW].implode())))


def test_the_long_way_gives_the_same_as_the_short():
    found = sampled(24, 12)
    long = done(
        dataclasses.replace(found, long_way=pl.Series([True]).new_from_index(0, found.rows.height)), 8
    )
    short = done(found, 8)
    assert long.options.equals(short.options)
    assert long.buildings.equals(short.buildings)


# --- owners ------------------------------------------------------------------------------------------------------


def test_set_off_is_that_of_the_named_figure_for_every_owner_and_year():
    rng = np.random.default_rng(1)
    n, years = 40, np.arange(2026, 2030)
    ids = np.array([f"o{i}" for i in rng.integers(0, 9, n)])
    result = rng.normal(0, 4e5, (len(years), n)).round(2)
    beside = {o: rng.normal(1e5, 4e5, len(years)).round(2) for o in set(ids)}
    united = {o: bool(rng.random() < 0.8) for o in set(ids)}
    rules = tax_rules("bv", years, law())
    other = np.array([beside[o] for o in ids]).T
    found = owners.set_off(
        result, other, ids, np.array([united[o] for o in ids]), rules.low_rate, rules.bracket, rules.high_rate
    )
    for m, owner in enumerate(found.owners):
        at = np.flatnonzero(ids == owner)
        for t in range(len(years)):
            profits = {f"b{i:03d}": float(result[t, i]) for i in at} | {"z": float(beside[owner][t])}
            rates = (rules.low_rate[t, 0], rules.bracket[t, 0], rules.high_rate[t, 0])
            one = portfolio_relief(profits, *rates, united[owner])
            assert found.by_owner["relief"][t, m] == pytest.approx(one.relief, abs=1e-6)
            assert found.by_owner["tax_with"][t, m] == pytest.approx(one.tax_with, abs=1e-6)
            assert found.by_owner["residual_relief"][t, m] == pytest.approx(one.residual, abs=1e-6)
            for i in at:
                assert found.pro_rata[t, i] == pytest.approx(one.pro_rata[f"b{i:03d}"], abs=1e-6)
                assert found.with_without[t, i] == pytest.approx(one.with_without[f"b{i:03d}"], abs=1e-6)
                assert found.unused[t, i] == pytest.approx(one.unused[f"b{i:03d}"], abs=1e-6)


def owner_pass_of(found: Checked) -> tuple[owners.Pass, Tables, pl.DataFrame]:
    """The pass over bv's of four buildings each."""
    rows = found.rows.filter(pl.col("owner.kind") == "bv")
    four = (pl.int_range(pl.len()) // 4).cast(pl.String).alias("owner.id")
    found = dataclasses.replace(
        found, rows=rows.with_columns(four), long_way=pl.Series([False] * rows.height)
    )
    out = done(found)
    counts = found.rows.group_by("owner.id").len().filter(pl.col("len") > 1)["owner.id"]
    rows = found.rows.filter(pl.col("owner.id").is_in(counts.implode()) & (pl.col("owner.kind") == "bv"))
    return passed(out, rows), out, rows


def test_the_owner_pass_adds_up_to_the_cent():
    found, _out, rows = owner_pass_of(sampled(150, 21))
    assert rows.height > 40
    cents = found.years.group_by("owner_id", "year").agg(
        (pl.col("relief_pro_rata") * 100).round(0).sum().alias("parts")
    )
    both = found.owners.join(cents, on=["owner_id", "year"], how="left").with_columns(
        pl.col("parts").fill_null(0.0)
    )
    own = both.filter(pl.col("other_profit") >= 0)
    assert own.height > 100
    assert ((own["relief"] * 100).round(0) - own["parts"]).abs().max() == 0
    assert (own["relief"] - (own["tax_without"] - own["tax_with"])).abs().max() < 1e-6
    assert (own["relief"] > 0).any(), "the case can fail"
    losses = own.select((pl.col("loss_used") >= -1e-6).all(), (pl.col("loss_carried") >= -1e-6).all()).row(0)
    assert losses == (True, True)


def test_an_owner_of_one_building_gains_nothing_by_set_off():
    out = sampled(60, 22)
    alone = dataclasses.replace(
        out, rows=out.rows.with_columns(pl.col(ROW).cast(pl.String).alias("owner.id"))
    )
    result = done(alone)
    rows = alone.rows.filter(pl.col("owner.kind") == "bv")
    found = passed(result, rows)
    both = found.options.join(
        result.options.select(ROW, "option", "value_after_tax", "rank"), on=[ROW, "option"]
    )
    assert (both["set_off_worth"] - both["value_after_tax"]).abs().max() < 1e-6
    assert both["set_off_rank"].equals(both["rank"])
    bills = found.buildings.join(result.buildings.select(ROW, "vacancy_treasury"), on=ROW)
    assert bills["set_off_vacancy_treasury"].to_list() == pytest.approx(
        bills["vacancy_treasury"].to_list(), abs=1e-9
    )


def test_a_building_with_a_shorter_horizon_shares_the_years_it_has(tmp_path: Path):
    """One owner, two horizons: one tax position; after its own horizon a building has no result."""
    table = pl.concat(list(blocks(12, 5))).head(2)
    path = tmp_path / "s.parquet"
    table.with_columns(
        pl.lit("one").alias("owner.id"),
        pl.lit("bv").alias("owner.kind"),
        pl.Series("assess.horizon_years", [12, 20]),
    ).write_parquet(path)
    deliver(Ask(path, tmp_path / "out"), Papers(0, False), lambda *_: None)
    years = pl.read_parquet(tmp_path / "out" / "owners.parquet")
    assert years.height == 21
    assert set(years["buildings"]) == {2}
    alone = pl.read_parquet(path).with_columns(pl.Series("owner.id", ["a", "b"]))
    desk = Desk(all_tables(), None, "x")
    results = []
    for row in range(2):
        raw = alone.slice(row, 1).drop("leases").with_columns(pl.lit(row + 1, pl.Int64).alias(ROW))
        listed = (
            pl.DataFrame({ROW: [row + 1], "leases": [alone["leases"][row]]})
            .explode("leases")
            .unnest("leases")
        )
        leases, _ = lease_table(listed, pl.DataFrame(schema={ROW: pl.Int64, ID: pl.String}), "cells", "x")
        found = checked(raw, leases, "cells", "x", {})
        group = next(iter(groups_of(found.rows, found.long_way, found.leases, desk)))
        out = tables(group, 0, SEED, np.ones(1, bool))
        assert out.owned is not None
        chosen = out.owned.results(9)[out.owned.advised[0], :, 0]
        results.append(np.pad(chosen, (0, 21 - len(chosen))))
    assert years["result"].to_list() == pytest.approx((results[0] + results[1]).tolist(), abs=1e-6)


@pytest.mark.parametrize("year", [1990, 2011, 2026, 2060])
def test_a_stripped_building_is_sound_on_any_day(year: int):
    read, wrong = read_row({ROW: 1, **stripped(date(year, 7, 1))}, [], "x")
    assert read is not None
    assert not wrong
    for column in PLAIN:
        for change in [] if column == ID else probes(column, date(year, 7, 1)):
            assert not read_row({ROW: 1, **stripped(date(year, 7, 1)), **change}, [], "x")[1], change
