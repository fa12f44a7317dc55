"""Draws: the same whether made at once or in parts, no variable shifts another, and what the ways of drawing gain."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.cases import drawn, quantile
from transformatie.chance import Drawn, draws_of, variables_of
from transformatie.dated import Law
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.formulas.chance import chance_first, standard_error, variance_share
from transformatie.input.building import read_building
from transformatie.input.settle import resolve
from transformatie.options import Options
from transformatie.paths import MARKETS
from transformatie.run import setting_of, values
from transformatie.sampling import SAMPLINGS, Sampling, sound, streams_of

ROOT = Path(__file__).parent.parent
OFFICE = ROOT / "examples" / "kantoor-nieuwegein.yaml"
NAMES = ("a", "b", "c", "group rents")
FEW = ("sell_now", "hold", "convert_sell_units")


@cache
def office() -> Appraised:
    """The office of the examples, appraised once."""
    return appraised(read_building(OFFICE), Question())


def some(draws: int, seed: int, sampling: Sampling = "plain") -> Drawn:
    """Draws of three options of the office."""
    a = office()
    few = Options({n: a.run.options.by_name[n] for n in FEW})
    return draws_of(
        a.resolved, few, a.run.setting.periods, a.law, float(a.run.sale_day[0]), draws, seed, sampling
    )


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_parts_are_the_whole(sampling: Sampling) -> None:
    """Draws made in parts are those made at once, also where a part ends inside a set of Sobol points."""
    whole = streams_of("x", NAMES, sampling, 3, 128)
    parts = [streams_of("x", NAMES, sampling, 3, 32, at, 128) for at in range(0, 128, 32)]
    for name in NAMES:
        joined = np.concatenate([p.plain(name) for p in parts])
        assert np.array_equal(whole.plain(name), joined)
        assert np.all((joined > 0) & (joined < 1))
    assert np.array_equal(
        np.concatenate([p.uniform("a", "rents", False) for p in parts]), whole.uniform("a", "rents", False)
    )


def test_streams_stand_apart() -> None:
    """Another variable, seed or building shifts a building stream; the world is shared by all buildings."""
    one = streams_of("x", NAMES, "plain", 1, 64)
    assert np.array_equal(one.plain("a"), streams_of("x", (*NAMES, "new"), "plain", 1, 64).plain("a"))
    assert not np.array_equal(one.plain("a"), streams_of("y", NAMES, "plain", 1, 64).plain("a"))
    assert not np.array_equal(one.plain("a"), streams_of("x", NAMES, "plain", 2, 64).plain("a"))
    for sampling in SAMPLINGS:
        mine, other = (streams_of(b, NAMES, sampling, 1, 64) for b in ("x", "y"))
        assert np.array_equal(mine.plain("a", world=True), other.plain("a", world=True))
        assert not np.array_equal(mine.plain("a"), other.plain("a"))


def test_mirrored_pairs() -> None:
    """Each draw of even number is followed by its mirror image."""
    u = streams_of("x", NAMES, "antithetic", 1, 64).plain("a")
    assert u[0::2] + u[1::2] == pytest.approx(np.ones(32))


def test_sobol_points_fill_every_dimension() -> None:
    """Each set of points has as many in either half of every dimension, world and building alike."""
    streams = streams_of("x", NAMES, "sobol", 1, 256)
    for name, world in (("a", False), ("b", True), ("c", False)):
        sets = np.reshape(streams.plain(name, world), (8, 32))
        assert np.all(np.sum(sets < 0.5, axis=1) == 16)
    pair = np.corrcoef(streams.plain("a", True), streams.plain("b"))[0, 1]
    assert abs(pair) < 0.2
    assert not sound("sobol", 100)
    with pytest.raises(ValueError, match="power of two"):
        streams_of("x", NAMES, "sobol", 1, 100)


def test_every_drawn_variable_has_a_dimension() -> None:
    """No stream is asked that has none, and none has two."""
    names = variables_of(office().resolved)
    assert len(set(names)) == len(names)
    assert {"group rents", "option works_per_m2", "cpi", "permit refused"} <= set(names)


def test_zero_spread_gives_the_central_case(tmp_path: Path) -> None:
    """Where no input has a range and no market moves, each draw is the central case, in every row, to the cent."""
    a = office()
    still = replace(
        a.resolved, values={n: replace(v, low=v.mid, high=v.mid) for n, v in a.resolved.values.items()}
    )
    axis = a.run.setting.periods
    s = setting_of([still], drawn(still, axis.years, 16, 1), axis, a.law)
    found = values(s, a.run.options)
    for name, outcome in a.run.outcomes.items():
        assert found[name] == pytest.approx(np.full(16, outcome.value_after_tax[0]), abs=0.005), name
    passive = Options({n: a.run.options.by_name[n] for n in ("sell_now", "hold")})
    overlay = tmp_path / "still.yaml"
    overlay.write_text("".join(f"paths.{m}_volatility: {{from: 2010-01-01, value: 0}}\n" for m in MARKETS))
    law = Law(a.law.tables.with_overlay(overlay), a.law.known_on, a.law.in_force)
    moving = draws_of(still, passive, axis, a.law, float(a.run.sale_day[0]), 64, 1)
    assert float(np.std(moving.values["sell_now"])) == pytest.approx(0.0, abs=1e-6)
    assert float(np.std(moving.values["hold"])) > 1000.0
    d = draws_of(still, passive, axis, law, float(a.run.sale_day[0]), 64, 1)
    for name in passive.by_name:
        assert float(np.mean(d.values[name])) == pytest.approx(
            float(a.run.outcomes[name].value_after_tax[0]), abs=0.005
        )
        assert float(standard_error(d.values[name], d.parts)) == pytest.approx(0.0, abs=1e-6)


def squared_error(draws: int, seeds: range, sampling: Sampling = "plain") -> float:
    """The squared standard error of an option, as printed, averaged over seeds."""
    found = (some(draws, seed, sampling) for seed in seeds)
    return float(np.mean([standard_error(d.values["convert_sell_units"], d.parts) ** 2 for d in found]))


def test_error_halves_when_draws_double() -> None:
    """Forty seeds: the squared standard error falls to 0.4 to 0.6 of itself."""
    ratio = squared_error(256, range(40)) / squared_error(128, range(40))
    assert 0.4 <= ratio <= 0.6, ratio


def test_other_ways_of_drawing_lower_the_error() -> None:
    """Mirrored pairs at most half of the squared error, Sobol points at most a third; and the error printed is the true one."""
    plain, mirrored, sobol = (squared_error(512, range(6), s) for s in SAMPLINGS)
    assert mirrored < 0.5 * plain
    assert sobol < plain / 3
    means = [float(np.mean(some(256, seed, "sobol").values["sell_now"])) for seed in range(16)]
    printed = np.sqrt(
        np.mean(
            [
                standard_error(d.values["sell_now"], d.parts) ** 2
                for d in (some(256, s, "sobol") for s in range(16))
            ]
        )
    )
    assert 0.5 < np.std(means, ddof=1) / printed < 2.0


def test_low_and_high_are_p10_and_p90() -> None:
    """A given range is met one draw in ten on either side; an assumed one is widened, and more often passed."""
    rent = office().resolved.values["office_rent"]
    u = (np.arange(10_000) + 0.5) / 10_000
    x = quantile(rent, u)
    assert np.mean(x < rent.low) == pytest.approx(0.1, abs=2e-3)
    assert np.mean(x > rent.high) == pytest.approx(0.1, abs=2e-3)
    assert np.median(x) == pytest.approx(rent.mid, rel=1e-3)
    wider = quantile(replace(rent, confidence="assumption"), u)
    assert np.mean(wider < rent.low) > 0.13
    bounded = quantile(replace(rent, bounds=True), u)
    assert rent.low <= bounded.min() < bounded.max() <= rent.high


def test_choosing_with_hindsight_beats_the_policy() -> None:
    """The best row of each draw is worth at least the row fixed beforehand, and the report uses the latter."""
    d = some(512, 1)
    table = np.array(list(d.values.values()))
    policy = np.max(np.mean(table, axis=1))
    assert np.mean(np.max(table, axis=0)) >= policy


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_a_twin_changes_no_chance(seed: int, rows: int) -> None:
    """An option beside its twin: the two share the chance of the one, and no other row's chance moves."""
    table = np.round(np.random.default_rng(seed).normal(size=(rows, 40)), 1)
    alone, twins = chance_first(table), chance_first(np.vstack([table, table[:1]]))
    assert twins.sum() == pytest.approx(1.0)
    assert twins[0] == twins[-1]
    assert twins[0] + twins[-1] >= alone[0] - 1e-12


@settings(max_examples=20, deadline=None)
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 3))
def test_shares_of_variance(a: float, b: float, noise: float) -> None:
    """Of a sum of independent parts each share is its part of the variance, also for a part that turns back."""
    rng = np.random.default_rng(7)
    u, v, w = rng.random((3, 20_000))
    parts = a * u, b * (v - 0.5) ** 2, noise * w
    whole = sum(np.var(p) for p in parts)
    for x, part in zip((u, v, w), parts, strict=True):
        assert float(variance_share(x, sum(parts), 40)) == pytest.approx(np.var(part) / whole, abs=0.03)


def test_identity_does_not_hang_on_the_folder(tmp_path: Path) -> None:
    """The same file elsewhere draws the same numbers."""
    copy = tmp_path / "elsewhere.yaml"
    copy.write_text(OFFICE.read_text())
    a, b = read_building(OFFICE), read_building(copy)
    assert a.identity == b.identity
    law = office().law
    one, two = (
        drawn(resolve(r, law, office().run.options), office().run.setting.periods.years, 8, 1) for r in (a, b)
    )
    assert np.array_equal(one.office_rent, two.office_rent)
