"""Market paths: the known moments, one stream for each market, no view of the future, and nothing where nothing moves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from transformatie.cases import drawn
from transformatie.chance import draws_of, run_draws, uniforms
from transformatie.dated import Law, Tables
from transformatie.errors import LawError
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.explore.inputs import all_streams, courses
from transformatie.explore.wait import state_on
from transformatie.formulas.letting import relet_area
from transformatie.formulas.paths import contract_level, mean_reverting_path, on_path_on, path_spread
from transformatie.input.building import read_building
from transformatie.options import Options
from transformatie.paths import INVERSE, MARKETS, path_variables, paths_of
from transformatie.run import based, setting_of
from transformatie.sampling import LEADING, SAMPLINGS, Sampling, Streams, streams_of
from transformatie.setting import Setting

OFFICE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"
N = 64


@cache
def office() -> Appraised:
    """The office of the examples."""
    return appraised(read_building(OFFICE), Question())


def law_with(**values: float) -> Law:
    """The law of the office with other parameters of the paths; of all markets where no market is named."""
    law = office().law
    parameters = dict(law.tables.parameters)
    for name, value in values.items():
        for full in (n for n in parameters if n.startswith("paths.") and n.endswith(name)):
            entries = tuple(e.model_copy(update={"value": value}) for e in parameters[full].values)
            parameters[full] = parameters[full].model_copy(update={"values": entries})
    return Law(Tables(parameters, law.tables.sources), law.known_on, law.in_force)


def setting(n: int = N) -> tuple[Setting, np.ndarray]:
    """Draws of the office whose markets keep to their central path, and the day of sale."""
    a = office()
    axis = a.run.setting.periods
    s = setting_of([a.resolved], drawn(a.resolved, axis.years, n, 1), axis, a.law)
    s = replace(s, permits=replace(s.permits, uniforms=uniforms(a.resolved, n, 1)))
    s, _value, day = based(s, a.run.options, np.full(n, float(a.run.sale_day[0])))
    return s, day


@cache
def calm() -> tuple[Setting, np.ndarray]:
    """The same, made once."""
    return setting()


def valued(s: Setting, day: np.ndarray, *names: str) -> dict[str, np.ndarray]:
    """Values of some options in each draw."""
    few = Options({n: office().run.options.by_name[n] for n in {"sell_now", "hold", *names}})
    return dict(run_draws(s, few, day, np.inf, False).values)


def ones(s: Setting) -> dict[str, np.ndarray]:
    """Paths that do not move."""
    return {m: np.ones((len(s.periods.years), s.cases.n)) for m in (*MARKETS, "letting")}


def moved(s: Setting, market: str, year: int, by: float) -> dict[str, np.ndarray]:
    """Paths of which one market lies elsewhere in one calendar year."""
    paths = ones(s)
    paths[market][year] = by
    return paths


# --- the formulas ---------------------------------------------------------------------------------------------


def test_the_moments_are_the_known_ones() -> None:
    """Variance of each year, that of the long run σ² / (1 − ρ²), and a correlation of ρ from year to year."""
    shocks = np.random.default_rng(1).normal(size=(40, 40_000))
    x = mean_reverting_path(shocks, np.ones(40), 0.2, 0.06)
    for k in (0, 1, 4, 39):
        assert np.std(x[k]) == pytest.approx(float(path_spread(k + 1.0, 0.2, 0.06)), rel=0.02)
    assert np.var(x[-1]) == pytest.approx(0.06**2 / (1 - 0.8**2), rel=0.03)
    assert np.corrcoef(x[-2], x[-1])[0, 1] == pytest.approx(0.8, abs=0.01)


def test_the_length_of_steps_does_not_matter() -> None:
    """Ten years in one step spread as much as in twenty."""
    shocks = np.random.default_rng(2).normal(size=(20, 40_000))
    half = mean_reverting_path(shocks, np.full(20, 0.5), 0.15, 0.07)[-1]
    assert np.std(half) == pytest.approx(float(path_spread(10.0, 0.15, 0.07)), rel=0.02)


def test_a_contract_keeps_the_market_of_its_day() -> None:
    """Nothing renewed: what is let keeps its level, what is added comes at the market's; with a term of a year all follows."""
    p = office().run.setting.periods
    let = np.zeros((len(p.starts), 2))
    let[3:], let[20:] = 100.0, 400.0
    market = 1.0 + 0.1 * np.arange(len(p.years))[:, None] * np.ones(2)
    level = contract_level(p, let, market, np.array([1e9, 1.0]))
    first, later = market[p.year_of[3], 0], market[p.year_of[20], 0]
    assert level[3:20, 0] == pytest.approx(first)
    assert level[20:, 0] == pytest.approx(0.25 * first + 0.75 * later)
    assert level[-1, 1] == pytest.approx(market[-1, 1])


def test_a_market_in_motion_changes_what_is_let_after_it_only() -> None:
    """Odds of one change nothing; better odds in a year let more from that year on; no odds let nobody in."""
    s, _ = calm()
    p, n = s.periods, 3
    many, none = np.full((1, n), 500.0), np.zeros((0, n))
    given = (p, many[0], np.ones(n), none, none, none, np.zeros(n), [np.full(n, 0.3)], np.array([]), np.ones(n),
             np.full(n, 0.05), np.zeros(n))  # fmt: skip
    central = relet_area(*given)
    odds = np.ones((len(p.years), n))
    assert relet_area(*given, odds) == pytest.approx(central, rel=1e-12)
    odds[2, 1], odds[2:, 2] = 2.0, 0.0
    found = relet_area(*given, odds)
    before, after = p.year_of < 2, p.year_of >= 2
    assert found[before] == pytest.approx(central[before], rel=1e-12)
    assert np.all(found[after, 1] > central[after, 1])
    assert found[after, 2] == pytest.approx(found[before, 2][-1], rel=0.05)
    assert np.ptp(found[p.year_of > 2, 2]) == 0.0


def test_a_sale_on_new_years_eve_sees_the_year_it_ends() -> None:
    p = office().run.setting.periods
    factor = np.arange(float(len(p.years)))[:, None] * np.ones(3)
    ends = p.year_end_days[:, 0]
    days = np.array([0.0, ends[4], ends[4] + 1.0])
    assert on_path_on(p, np.ones(3), factor, days).tolist() == [0.0, 4.0, 5.0]


# --- the streams ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_parts_of_paths_are_the_whole(sampling: Sampling) -> None:
    """Paths made in parts, or over a longer horizon, are the same; the world is shared, the place is not."""
    names = path_variables(40)
    whole = streams_of("x", names, sampling, 3, 128)
    parts = [streams_of("x", names, sampling, 3, 32, at, 128) for at in range(0, 128, 32)]
    other = streams_of("y", names, sampling, 3, 128)
    for world in (True, False):
        long = whole.steps("path yields", world, 40)
        assert long.shape == (40, 128)
        assert np.array_equal(
            np.concatenate([p.steps("path yields", world, 40) for p in parts], axis=1), long
        )
        assert np.array_equal(whole.steps("path yields", world, 12), long[:12])
        assert np.array_equal(other.steps("path yields", world, 40), long) == world
        assert not np.array_equal(whole.steps("path vacancy", world, 40), long)
        assert len(np.unique(long)) == long.size


def test_mirrored_paths_mirror_and_sobol_points_spread() -> None:
    """Each year of a mirrored pair; the first years of Sobol points fill every class of their range once."""
    names = path_variables(30)
    u = streams_of("x", names, "antithetic", 1, 64).steps("path cycle", True, 30)
    assert u[:, ::2] + u[:, 1::2] == pytest.approx(1.0)
    points = streams_of("x", names, "sobol", 1, 256).steps("path cycle", True, 30)
    for year in range(LEADING):
        assert sorted(np.floor(points[year, :32] * 32)) == list(range(32))
    assert sorted(np.floor(points[LEADING, :32] * 32)) != list(range(32))


def test_markets_move_together_as_stated() -> None:
    """Correlation of a year's shocks: the product of two loadings within a building, times the share of the world between two."""
    axis = office().run.setting.periods
    law = law_with(world=0.6, cycle=0.5)
    one, two = (paths_of(axis, law, Streams(1, owner, 40_000).steps) for owner in ("x", "y"))

    def together(a: np.ndarray, b: np.ndarray) -> float:
        return float(np.corrcoef(np.log(a[1]), np.log(b[1]))[0, 1])

    assert together(one["yields"], one["office_rent"]) == pytest.approx(0.25, abs=0.02)
    assert together(one["yields"], two["yields"]) == pytest.approx(0.6, abs=0.02)
    assert together(one["yields"], two["office_rent"]) == pytest.approx(0.15, abs=0.02)
    table = paths_of(axis, office().law, Streams(1, "x", 40_000).steps)
    assert together(table["office_rent"], table["housing_price"]) > 0.3
    assert together(table["office_rent"], table["yields"]) < -0.3
    assert together(table["office_rent"], table["vacancy"]) < -0.2
    assert table["letting"] == pytest.approx(1.0 / table["vacancy"])


def test_paths_start_today_and_earn_nothing() -> None:
    """The first calendar year is today's; the mean of a price, of what a euro of rent fetches and of the odds of letting
    stays that of the central path."""
    found = paths_of(office().run.setting.periods, office().law, Streams(1, "x", 20_000).steps)
    for market in MARKETS:
        assert np.all(found[market][0] == 1.0)
        kept = 1.0 / found[market] if market in INVERSE else found[market]
        assert np.mean(kept, axis=1) == pytest.approx(1.0, abs=0.012)
        assert np.std(np.log(found[market][-1])) > np.std(np.log(found[market][1])) > 0


# --- what they move -------------------------------------------------------------------------------------------


def test_no_volatility_is_no_path() -> None:
    """Of one market or of all; a parameter beyond its limits makes no path and says so."""
    axis, steps = office().run.setting.periods, Streams(1, "x", 8).steps
    assert paths_of(axis, law_with(volatility=0.0), steps) == {}
    assert set(paths_of(axis, law_with(vacancy_volatility=0.0), steps)) == set(MARKETS) - {"vacancy"}
    for name, value in (("yields_reversion", 1.5), ("yields_cycle", -2.0), ("yields_world", 1.2)):
        with pytest.raises(LawError, match=f"paths.{name}"):
            paths_of(axis, law_with(**{name: value}), steps)


def test_paths_that_stand_still_change_nothing() -> None:
    """Every row, to the cent: refusals and their fallback included."""
    s, day = calm()
    names = tuple(office().run.options.by_name)
    before, after = valued(s, day, *names), valued(s.on(ones(s)), day, *names)
    for name in names:
        assert after[name] == pytest.approx(before[name], abs=0.005), name


def test_nobody_sees_the_future() -> None:
    """A price of today, and what an owner sees on a date, hang on no later year; a sale hangs on none after it."""
    s, day = calm()
    before = valued(s, day)
    year = int(np.searchsorted(s.periods.year_end_days[:, 0], day[0]))
    own = s.on(paths_of(s.periods, office().law, Streams(1, "x", N).steps))
    assert np.array_equal(valued(own, day)["sell_now"], before["sell_now"])
    for years in (1.0, 3.0):
        seen = int(np.searchsorted(s.periods.year_end_days[:, 0], years * 365.0 - 0.5, side="right"))
        cut = {m: np.concatenate([f[: seen + 1], 9.0 * f[seen + 1 :]]) for m, f in own.paths.items()}
        assert np.array_equal(state_on(s.on(cut), years), state_on(own, years))
        assert not np.array_equal(state_on(s, years), state_on(own, years))
    for market in (*MARKETS, "letting"):
        late = valued(s.on(moved(s, market, year + 1, 1.5)), day)
        assert late["hold"] == pytest.approx(before["hold"], abs=0.005), market


def test_each_market_moves_what_it_should() -> None:
    """In the year of the sale: dearer money lowers the price, dearer rents and better odds raise it; dwellings follow theirs."""
    s, day = calm()
    year = int(np.searchsorted(s.periods.year_end_days[:, 0], day[0]))
    held = valued(s, day)["hold"]
    for market, up in (("yields", False), ("office_rent", True), ("letting", True)):
        now = valued(s.on(moved(s, market, year, 1.2)), day)["hold"]
        alike = np.isclose(now, held, 1e-12)  # at the floor of land: the same but for the last place
        assert np.all((now > held) if up else (now < held) | alike), market
        assert np.mean(~alike) > 0.5, market
    last = len(s.periods.years) - 1
    for option, market, at in (("convert_sell_units", "housing_price", 4), ("convert_let", "housing_rent", 9), ("convert_let", "yields", last)):  # fmt: skip
        before, after = valued(s, day, option), valued(s.on(moved(s, market, at, 1.2)), day, option)
        assert np.any(after[option] != before[option]), (option, market)
        assert market == "yields" or after["hold"] == pytest.approx(before["hold"], abs=0.005)


def test_nothing_that_was_computed_before_is_carried_along() -> None:
    """A setting that was used without paths gives, with them, what a fresh one gives."""
    s, day = calm()
    names = tuple(office().run.options.by_name)
    valued(s, day, *names)
    paths = paths_of(s.periods, office().law, Streams(1, "x", N).steps)
    used, fresh = valued(s.on(paths), day, *names), valued(replace(s, paths=paths, _once={}), day, *names)
    for name in names:
        assert np.array_equal(used[name], fresh[name]), name


def test_the_course_of_a_market_is_named_where_it_counts() -> None:
    """Dwellings hang on the course of their price, nothing that is sold today on any; without volatility none counts."""
    a, draws = office(), 1000
    few = Options({n: a.run.options.by_name[n] for n in ("sell_now", "hold", "convert_sell_units")})
    streams = all_streams(a.resolved, draws, 1, "plain")

    def told(law: Law, option: str) -> dict[str, float]:
        d = draws_of(a.resolved, few, a.run.setting.periods, law, float(a.run.sale_day[0]), draws, 1)
        return {s.name: s.share for s in courses(a.resolved, law, d.values[option], streams)}

    counts = told(a.law, "convert_sell_units")
    assert set(counts) == {f"path {m}" for m in MARKETS}
    assert max(counts, key=lambda n: counts[n]) == "path housing_price"
    assert counts["path housing_price"] > 0.03
    assert max(told(a.law, "sell_now").values()) < 0.03
    assert set(told(law_with(volatility=0.0), "convert_sell_units").values()) == {0.0}


def test_company_changes_no_draw() -> None:
    """The first eight draws of many are those of eight alone, paths included."""
    values = []
    for n in (8, N):
        s, day = setting(n)
        values.append(
            valued(
                s.on(paths_of(s.periods, office().law, Streams(1, "x", n).steps)), day, "convert_sell_units"
            )
        )
    for name, few in values[0].items():
        assert few == pytest.approx(values[1][name][:8], rel=1e-11), name
