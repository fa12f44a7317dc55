"""Waiting: a known closed answer, no use of the future, and flexibility that is never worth less than nothing."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.chance import year_after
from transformatie.cli import main
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.explore import wait as wait_module
from transformatie.explore.result import Trigger, Waiting
from transformatie.explore.wait import FIRSTS, STATE, laters, wait, waiting, world
from transformatie.formulas.waiting import (
    degree_for,
    expected_of,
    fixed_value,
    flexibility,
    flexible_value,
    learned,
    rule_of,
    turning,
)
from transformatie.input.building import read_building, read_values
from transformatie.kan.gates import kan
from transformatie.options.recipes import plan
from transformatie.report.numbers import Notation
from transformatie.report.phrases import trigger
from transformatie.report.words import Say

ROOT = Path(__file__).parent.parent
OFFICE = ROOT / "examples" / "kantoor-nieuwegein.yaml"


@cache
def office() -> Appraised:
    """The office of the examples."""
    return appraised(read_building(OFFICE), Question())


@cache
def waited(draws: int = 256) -> Waiting:
    """Its value of waiting."""
    return wait(office(), draws)


def two_states(n: int) -> np.ndarray:
    """As many ups as downs."""
    return np.tile([1.0, -1.0], n // 2)[:, None]


def test_two_states_have_their_closed_answer() -> None:
    """Next year the project is worth 150 or 50, each by half, and costs 100. Waiting is worth ½ × 50 / 1.05, acting now
    nothing: the answer in closed form, on other draws than the rule was learned on, and the turn lies half-way."""
    learning, using = two_states(200), two_states(500)

    def act(up: np.ndarray) -> np.ndarray:
        return (100.0 + 50.0 * up - 100.0) / 1.05

    rule = rule_of([act(learning)], np.zeros(200), [learning])
    found = flexible_value(rule, [act(using)], np.zeros(500), [using])
    assert np.mean(found.value) == pytest.approx(0.5 * 50.0 / 1.05, abs=1e-9)
    assert np.mean(found.date == 0) == 0.5
    fixed = fixed_value([act(using)], np.zeros(500))
    assert float(flexibility(np.mean(found.value), fixed)) == pytest.approx(0.5 * 50.0 / 1.05, abs=1e-9)
    turn = turning(rule, 0, 0)
    assert turn == pytest.approx(0.0, abs=1e-9)


def test_two_dates_against_the_tree() -> None:
    """A tree of two steps, up or down by half each year: backward induction by hand is what the rule brings."""
    steps = np.array([[a, b] for a in (1.0, -1.0) for b in (1.0, -1.0)] * 100)
    first, second = steps[:, :1], np.stack([steps[:, 0] + steps[:, 1]], axis=1)

    def worth(state: np.ndarray, years: int) -> np.ndarray:
        return (30.0 * state - 10.0) / 1.1**years

    acts = [worth(first, 1), worth(second, 2)]
    never = np.full(400, 5.0)
    rule = rule_of(acts, never, [first, second])
    found = flexible_value(rule, acts, never, [first, second])
    at_second = {s: max((30.0 * s - 10.0) / 1.21, 5.0) for s in (2.0, 0.0, -2.0)}
    onward = {1.0: 0.5 * (at_second[2.0] + at_second[0.0]), -1.0: 0.5 * (at_second[0.0] + at_second[-2.0])}
    by_hand = 0.5 * sum(max((30.0 * s - 10.0) / 1.1, onward[s]) for s in (1.0, -1.0))
    assert np.mean(found.value) == pytest.approx(by_hand, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 3), st.integers(1, 3))
def test_flexibility_is_never_negative(seed: int, dates: int, acts: int) -> None:
    """Whatever the draws; and the rule never brings more than hindsight would."""
    rng = np.random.default_rng(seed)
    sets = []
    for _ in range(2):
        states = [rng.normal(size=(60, 2)) for _ in range(dates)]
        values = [s[:, :1] + rng.normal(size=(60, acts)) for s in states]
        sets.append((values, rng.normal(size=60), states))
    rule = rule_of(*sets[0])
    found = flexible_value(rule, *sets[1])
    values, never, _ = sets[1]
    assert float(flexibility(np.mean(found.value), fixed_value(values, never))) >= 0.0
    hindsight = np.max([never, *(v[:, i] for v in values for i in range(acts))], axis=0)
    assert np.all(found.value <= hindsight + 1e-12)
    assert np.all((found.date == dates) == (found.act < 0))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000))
def test_a_twin_act_is_worth_nothing_more(seed: int) -> None:
    """Two identical ways to act are worth exactly one."""
    rng = np.random.default_rng(seed)
    state = rng.normal(size=(80, 2))
    act, never = state[:, :1] + rng.normal(size=(80, 1)), rng.normal(size=80)
    twins = np.concatenate([act, act], axis=1)
    one = flexible_value(rule_of([act], never, [state]), [act], never, [state])
    two = flexible_value(rule_of([twins], never, [state]), [twins], never, [state])
    assert np.array_equal(one.value, two.value)


def test_the_rule_does_not_see_the_values_it_is_used_on() -> None:
    """Where the state says nothing, the rule chooses alike in every draw, however the draws turn out."""
    rng = np.random.default_rng(1)
    state, act, never = np.ones((100, 2)), rng.normal(1.0, 5.0, size=(100, 1)), np.zeros(100)
    found = flexible_value(rule_of([act], never, [state]), [act], never, [state])
    assert len(set(found.date.tolist())) == 1


def test_least_squares() -> None:
    """A curve of the second degree is found exactly, also with columns that say the same; twice the same state says no more."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(50, 2))
    state = np.concatenate([x, x[:, :1]], axis=1)
    target = (3.0 + x[:, 0] - 2.0 * x[:, 1] ** 2 + x[:, 0] * x[:, 1])[:, None]
    r = learned(state, target)
    fresh = rng.normal(size=(20, 2))
    again = np.concatenate([fresh, fresh[:, :1]], axis=1)
    wanted = 3.0 + fresh[:, 0] - 2.0 * fresh[:, 1] ** 2 + fresh[:, 0] * fresh[:, 1]
    assert expected_of(r, again)[:, 0] == pytest.approx(wanted, abs=1e-8)
    assert np.sum(r.length == 0) == 4


def test_few_draws_learn_no_curves() -> None:
    """A rule learned on noise around a straight line brings no less with the degree that its draws bear than with curves."""
    rng = np.random.default_rng(9)
    worth = {1: 0.0, 2: 0.0}
    for _ in range(40):
        state, fresh = rng.normal(size=(300, 6)), rng.normal(size=(2000, 6))
        act = (state[:, :1] + rng.normal(0.0, 8.0, size=(300, 1)), fresh[:, :1])
        for degree in worth:
            found = learned(state, np.concatenate([act[0], np.zeros((300, 1))], axis=1), degree)
            ahead = expected_of(found, fresh)[:, 0] > 0
            worth[degree] += float(np.mean(np.where(ahead, act[1][:, 0], 0.0)))
    assert degree_for(300, 6) == 1
    assert worth[1] > worth[2]
    assert len(rule_of([act[0]], np.zeros(300), [state]).dates[0].length) == 7


def test_a_plan_may_start_later() -> None:
    """Works wait for the day and for a permit asked later; a wait of nothing is the plan itself."""
    w = world(office(), 32, 1)
    option = w.options.by_name["convert_let"]
    now = plan(option, w.options, w.s)
    same = plan(option, w.options, w.s, not_before=np.zeros(32))
    assert np.array_equal(now.works_start, same.works_start)
    s = w.on_dates([3.0]).s
    later = plan(option, w.options, s, not_before=np.full(32, 3 * 365.0))
    starts = later.works_start < s.periods.end
    assert np.all(later.works_start[starts] >= 3 * 365.0)
    assert np.all(later.applied >= now.applied + 3 * 365.0 - 1)
    assert np.array_equal(plan(option, w.options, w.s).applied, now.applied)


def test_chunks_and_dates_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws in parts are the draws at once, and dates side by side are each date alone, to the last bit but rounding."""
    acts, years = ("convert_let", "demolish_sell_land"), (1.0, 4.0)
    (whole,) = laters(office(), acts, years, 40, (3,))
    alone = [laters(office(), acts, (y,), 40, (3,))[0] for y in years]
    monkeypatch.setattr(wait_module, "CHUNK", 16)
    (parts,) = laters(office(), acts, years, 40, (3,))
    for first in FIRSTS:
        for k in range(len(years)):
            np.testing.assert_allclose(parts.later[first][k], whole.later[first][k], rtol=1e-12)
            np.testing.assert_allclose(alone[k].later[first][0], whole.later[first][k], rtol=1e-12)
            assert np.ptp(whole.later[first][k]) > 0
        np.testing.assert_allclose(parts.never[first], whole.never[first], rtol=1e-12)
    for act in ("sell_now", *acts):
        np.testing.assert_allclose(parts.now[act], whole.now[act], rtol=1e-12)
    np.testing.assert_array_equal(np.concatenate(parts.states), np.concatenate(whole.states))


def test_temporary_use_lasts_to_the_date() -> None:
    """Set-up counts in: the use ends so many years from today, unless the law ends it sooner."""
    w = world(office(), 32, 1)
    p = w.used_for(np.full(32, 3.0)).plan("temporary")
    assert p.temporary_until / 365.0 == pytest.approx(np.full(32, 3.0), abs=0.02)


def test_no_sale_before_a_refusal() -> None:
    """The fallback sells at least a year after the permit was refused."""
    w = world(office(), 8, 1)
    days = np.array([0.0, 30.0, 400.0, 3000.0, 10_000.0, 20_000.0, 5.0, 6.0])
    sold = year_after(days, w.s)
    ends = w.s.periods.year_end_days[:, 0]
    assert np.all(np.isin(sold, ends))
    assert np.all((sold >= days + 365.0) | (sold == ends[-1]))


def test_what_is_told_hangs_together() -> None:
    """The best sequence is the better of the two first steps; flexibility is not negative; shares are shares."""
    found = waited()
    assert found.value == max(q.value for q in found.sequels)
    assert found.above_acting_now == pytest.approx(found.value - found.now[found.best_now])
    for q in found.sequels:
        assert q.flexibility >= 0.0
        assert q.value >= q.fixed_value - 1e-6
        assert sum(q.acts_by_date) == pytest.approx(1.0)
        assert sum(q.acts_by_option.values()) + q.acts_by_date[-1] == pytest.approx(1.0)
        assert q.fixed_act is None or q.fixed_act in q.table
    assert [t.variable in STATE for t in found.triggers] == [True] * len(found.dates)


def test_where_every_gate_is_shut() -> None:
    """A monument that can be no dwelling, may not go, and is no office again: what waiting is worth is told all the same."""
    values = json.loads(json.dumps(office().resolved.read.document.values))
    values["building"]["monument"] = True
    values["fit"]["answers"] |= {"V2": False, "R1": False}
    a = appraised(read_values(values, "x"), Question())
    acting = [n for n, o in a.run.outcomes.items() if n not in ("hold", "sell_now", "temporary")]
    assert {kan(a.run.outcomes[n].plan, a.resolved.read.building, a.law).band for n in acting} == {"red"}
    found = wait(a, 200)
    assert set(found.acts) <= set(acting)
    assert found.acts


def test_more_seeing_is_worth_no_less() -> None:
    """Learned and used on the same draws, the rule brings at least the best fixed plan: what is left is honest noise."""
    a = office()
    years = (1.0, 3.0)
    (same,) = laters(a, ("convert_sell_units", "demolish_sell_land"), years, 200, (5,))
    found = waiting(a, same, same, years, 200, 5)
    for q in found.sequels:
        assert q.flexible_value >= q.fixed_value - 0.02 * abs(q.fixed_value)


@pytest.mark.parametrize(
    "rises, level, words",
    [
        (True, 0.05, "if the price of works has risen at least 5.0%"),
        (True, -0.05, "unless the price of works has fallen more than 5.0%"),
        (False, 0.05, "unless the price of works has risen more than 5.0%"),
        (False, -0.05, "if the price of works has fallen at least 5.0%"),
    ],
)
def test_a_trigger_in_words(rises: bool, level: float, words: str) -> None:
    """Up and down are said as such: no rise of less than nothing."""
    t = Trigger(variable="works_growth", rises=rises, level=level, expected=0.02)
    assert words in trigger(date(2027, 1, 1), t, Say("en"), Notation("en"))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_command(lang: str) -> None:
    """Words in both languages; nothing is left to fill in."""
    done = CliRunner().invoke(main, ["wait", str(OFFICE), "--draws", "200", "--lang", lang])
    assert done.exit_code == 0, done.output
    assert "{" not in done.output
    assert "€" in done.output
