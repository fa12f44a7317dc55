"""The commercial books and the WOZ path: conservation, the two bases, stock, and the state of 1 January."""

from __future__ import annotations

import dataclasses
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_books import YEARS, plan_of, random_building, simple
from transformatie.dated import Law
from transformatie.errors import LawError
from transformatie.formulas.commercial import (
    CommercialBooks,
    CommercialStart,
    accounting_rules,
    commercial_books,
)
from transformatie.formulas.demolition import demolition_route, demolition_treatment
from transformatie.formulas.depreciation import bodemwaarde
from transformatie.formulas.woz import (
    woz_as_is,
    woz_growth,
    woz_of_dwellings,
    woz_out_of_line,
    woz_path,
    woz_ratio,
)
from transformatie.law import law_tables
from transformatie.trail import Trail

LAW = Law(law_tables(), date(2026, 11, 24), date(2026, 1, 1))
RULES = accounting_rules(LAW, date(2026, 1, 1))
CENT = 0.005


def random_start(rng: Random, cases: int) -> CommercialStart:
    def draw(high: float, *shape: int) -> Any:
        return np.array([rng.uniform(0, high) for _ in range(int(np.prod(shape)))]).reshape(shape)

    recoverable = draw(15e6, YEARS, cases)
    recoverable[draw(1, YEARS, cases) < 0.5] = np.inf
    return CommercialStart(
        structure=draw(8e6, cases), land=draw(4e6, cases), charge=draw(3e5, cases), residual=draw(1e6, cases),
        at_fair_value=draw(1, cases) < 0.5, fair_value_at_start=draw(15e6, cases), fair_value=draw(15e6, YEARS, cases),
        recoverable=recoverable,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> tuple[CommercialStart, CommercialBooks]:
    rng = Random(5)
    start = random_start(rng, 600)
    return start, commercial_books(plan_of([random_building(rng) for _ in range(600)]), start, RULES)


def test_the_commercial_books_reconcile(made: tuple[CommercialStart, CommercialBooks]) -> None:
    _start, c = made
    end = (c.opening + c.works - c.depreciation - c.impairment + c.reversal + c.revaluation
           - c.scrapped - c.disposal)  # fmt: skip
    assert np.abs(end - c.closing).max() < CENT
    assert np.abs(c.opening[1:] - c.closing[:-1]).max() < CENT
    assert np.abs(c.opening + c.works + c.result + c.demolition_expense - c.disposal - c.closing).max() < CENT
    for column in (c.impairment, c.reversal, c.revaluation, c.scrapped, c.disposal, c.depreciation):
        assert (column != 0).any()


def test_at_cost_no_more_than_cost_and_what_can_be_recovered(
    made: tuple[CommercialStart, CommercialBooks],
) -> None:
    start, c = made
    at_cost = ~start.at_fair_value
    assert (c.closing <= c.at_cost + CENT)[:, at_cost].all()
    assert (c.closing <= start.recoverable + CENT)[:, at_cost].all()
    assert (c.revaluation[:, at_cost] == 0).all()


def test_at_fair_value_nothing_is_depreciated(made: tuple[CommercialStart, CommercialBooks]) -> None:
    start, c = made
    assert (c.depreciation[:, start.at_fair_value] == 0).all()


def of(start: dict[str, Any], **changes: Any) -> dict[str, list[float]]:
    plan = plan_of([simple(**changes)])
    base: dict[str, Any] = {
        "structure": [300e3], "land": [200e3], "charge": [2500.0], "residual": [0.0], "at_fair_value": [False],
        "fair_value_at_start": [600e3], "fair_value": [[0.0]], "recoverable": [[np.inf]],
    }  # fmt: skip
    made = commercial_books(
        plan, CommercialStart(**{k: np.array(v) for k, v in {**base, **start}.items()}), RULES
    )
    return {f.name: getattr(made, f.name)[:, 0].tolist() for f in dataclasses.fields(made)}


def test_a_fair_value_owner_who_turns_to_selling_takes_the_last_fair_value_as_cost() -> None:
    made = of(
        {"at_fair_value": [True], "fair_value": [[550e3], [900e3], [900e3]], "recoverable": [[np.inf], [600e3], [700e3]]},
        bodemwaarde=[0.0] * 3, works=[0, 100e3, 0], stock=[False, True, True],
    )  # fmt: skip
    assert made["closing"] == [550e3, 600e3, 650e3]
    assert made["result"] == [-50e3, -50e3, 50e3]


def test_demolition_goes_to_the_commercial_result_but_not_when_bought_for_it() -> None:
    plan: dict[str, Any] = {
        "bodemwaarde": [0.0] * 2,
        "demolished": 0,
        "demolition_cost": 40e3,
        "rebuilds": True,
        "in_use": [0.0, 0.0],
    }
    made = of({}, **plan)
    assert (made["scrapped"][0], made["demolition_expense"][0], made["result"][0]) == (300e3, 40e3, -340e3)
    made = of({}, **plan, bought_to_demolish=True)
    assert (made["result"][0], made["closing"][0]) == (0.0, 540e3)


def test_no_standards_before_the_tables_begin() -> None:
    with pytest.raises(LawError, match="accounting"):
        accounting_rules(LAW, date(2000, 1, 1))


amounts = st.floats(0, 1e8)


@given(
    amounts,
    amounts,
    amounts,
    amounts,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_demolition_loses_nothing(
    structure: float,
    land: float,
    cost: float,
    new: float,
    same: bool,
    worn: bool,
    bought: bool,
    rebuilds: bool,
    to_new: bool,
) -> None:
    route = demolition_route(*(np.array([f]) for f in (same, worn, bought, rebuilds)))
    assert sum(int(f[0]) for f in route) == 1
    old, site, spent, rebuilt = (np.array([a]) for a in (structure, land, cost, new))
    made = demolition_treatment(old, site, spent, rebuilt, route, np.array([to_new]))
    assert sum(float(part[0]) for part in made) == pytest.approx(structure + land + cost + new)


def test_the_floor_is_stripped_of_the_land_of_others() -> None:
    assert float(bodemwaarde(np.float64(0.5), np.float64(900e3), np.float64(100e3))) == 400e3
    assert float(bodemwaarde(np.float64(1.0), np.float64(90e3), np.float64(100e3))) == 0


@given(rate=st.floats(-0.2, 0.3), decided=st.floats(1, 1e8), years=st.integers(1, 30))
def test_the_woz_value_follows_prices_two_years_behind(rate: float, decided: float, years: int) -> None:
    growth = np.zeros((years, 1))
    growth[0] = rate
    lagged = woz_growth(growth, np.float64(0.0), LAW.on("depreciation.woz_price_lag"))
    path = woz_as_is(
        np.full((years, 1), np.nan),
        np.array([decided]),
        np.array([2026]),
        2026 + np.arange(years)[:, None],
        lagged,
    )
    assert path[:2, 0] == pytest.approx(decided)
    assert path[2:, 0] == pytest.approx(decided * (1 + rate))


def test_works_move_the_woz_value_on_the_next_first_of_january_only() -> None:
    years = 2026 + np.arange(4)[:, None]
    ends = np.array(["2027-01-01", "2027-01-02", "2028-12-31"], "datetime64[D]")
    path = woz_path(np.full((4, 3), 1e6), years, np.array(["2026-01-01"] * 3, "datetime64[D]"), ends, np.float64(1.0),
                    np.full((4, 1), 1e5), np.float64(3e6), np.zeros((4, 1)))  # fmt: skip
    assert path[0].tolist() == [1e6] * 3, "works that start on 1 January are not yet there"
    assert path[1].tolist() == [3e6, 1.1e6, 1.1e6]
    assert path[2].tolist() == [3e6, 3e6, 1.2e6]
    assert path[3].tolist() == [3e6] * 3


def test_many_cases_have_the_woz_values_they_have_alone() -> None:
    rng = np.random.default_rng(3)
    years = 2026 + np.arange(12)[:, None]
    start = np.datetime64("2026-01-01") + rng.integers(0, 2000, 50)
    end = start + rng.integers(0, 1500, 50)
    as_is, works, rise = (rng.uniform(0.9, 1.1, (12, 50)) for _ in range(3))
    share, after = rng.uniform(0, 1, 50), rng.uniform(1, 5, 50)

    def of(some: slice) -> Any:
        return woz_path(
            as_is[:, some],
            years,
            start[some],
            end[some],
            share[some],
            works[:, some],
            after[some],
            rise[:, some] - 1,
        )

    whole = of(slice(None))
    for n in (0, 7, 49):
        np.testing.assert_array_equal(of(slice(n, n + 1))[:, 0], whole[:, n])


def test_a_woz_value_out_of_line_with_the_value_is_flagged() -> None:
    low, high = LAW.on("depreciation.woz_ratio_low"), LAW.on("depreciation.woz_ratio_high")
    woz, value = np.array([69.0, 70.0, 120.0, 121.0, 5.0]), np.array([100.0, 100.0, 100.0, 100.0, 0.0])
    assert woz_out_of_line(woz, value, low, high).tolist() == [True, False, False, True, False]
    assert woz_ratio(woz, value)[:4].tolist() == pytest.approx([0.69, 0.7, 1.2, 1.21])
    assert np.isnan(woz_ratio(woz, value)[4])


def test_dwellings_are_summed() -> None:
    assert float(woz_of_dwellings(np.float64(40), np.float64(250e3), np.float64(5e5))) == 10.5e6


def test_the_trail_records_the_books() -> None:
    with Trail() as trail:
        made = commercial_books(plan_of([simple()]), random_start(Random(1), 1), RULES)
    node = trail.source_of(made.closing)
    assert node is not None
    assert node.name == "commercial_books.closing"
