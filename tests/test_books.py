"""The fiscal books: the rules, conservation, and agreement with the slow twin."""

from __future__ import annotations

import dataclasses
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin_books import Twin, twin_books
from transformatie.formulas.books import BookPlan, Books, books
from transformatie.formulas.depreciation import depreciation

YEARS = 25
CENT = 0.005
LISTS = ("bodemwaarde", "in_use", "in_use_after", "works", "bedrijfswaarde", "sold", "stock")


def random_building(rng: Random) -> Twin:
    """Any mix of works, demolition, sale in parts, stock, write-down and reversal."""
    structure, land = rng.uniform(0, 8e6), rng.choice([0.0, rng.uniform(0, 4e6)])
    whole = structure + land
    start = rng.randrange(0, 8)
    end = rng.choice([None, start, start + 1, start + 3])
    demolished = start if rng.random() < 0.5 else None
    part = rng.random()
    in_use, after = [1.0] * YEARS, [0.0] * YEARS
    in_use[0] = rng.random()
    if end is not None or demolished is not None:
        in_use[start:] = [part] + [0.0] * (YEARS - start - 1)
    if end is not None:
        after[end:] = [rng.random() * (1 - part if end == start else 1)] + [1.0] * (YEARS - end - 1)
    works = [0.0] * YEARS
    for t in range(start, min((end if end is not None else start) + 1, YEARS)):
        works[t] = rng.uniform(0, 3e6)
    if end is not None and rng.random() < 0.4:
        works[end + 1] = rng.uniform(0, 1e5)
    sold = [0.0] * YEARS
    for _ in range(rng.randrange(0, 4)):
        sold[rng.randrange(YEARS)] = rng.choice([1.0, rng.random()])
    from_stock = rng.choice([YEARS, YEARS, rng.randrange(YEARS)])
    low = [rng.choice([np.inf, np.inf, rng.uniform(0, 1.3) * whole, 0.0]) for _ in range(YEARS)]
    return Twin(
        structure=structure, land=land, charge=structure / rng.uniform(5, 50), residual=rng.choice([0.0, 0.4 * structure]),
        bodemwaarde=[rng.choice([0.0, rng.uniform(0, 1.6) * whole]) for _ in range(YEARS)], in_use=in_use, in_use_after=after,
        works=works, completed=end, works_life=rng.uniform(2, 40), works_residual_share=rng.choice([0.0, rng.random()]),
        cap_share=rng.choice([0.2, 1.0]), demolished=demolished, demolition_cost=rng.uniform(0, 5e5),
        same_function=rng.random() < 0.5, worn_out=rng.random() < 0.5, bought_to_demolish=rng.random() < 0.2,
        rebuilds=rng.random() < 0.7, cost_to_new=rng.random() < 0.5,
        bedrijfswaarde=low if rng.random() < 0.6 else [np.inf] * YEARS, known_at_purchase=rng.random() < 0.3,
        known_barred=[t > 3 for t in range(YEARS)], sold=sold, stock=[t >= from_stock for t in range(YEARS)],
        at_once=rng.choice([0.0, 0.0, rng.random()]),
    )  # fmt: skip


def plan_of(buildings: list[Twin]) -> BookPlan:
    """The same buildings as the arrays of the engine."""
    years = len(buildings[0].bodemwaarde)
    out: dict[str, Any] = {}
    for f in dataclasses.fields(BookPlan):
        of = [getattr(b, f.name) for b in buildings]
        if f.name in ("completed", "demolished"):
            out[f.name] = np.array([[t == v for v in of] for t in range(years)])
        elif f.name in LISTS:
            out[f.name] = np.array(of, float).T
        elif f.name == "known_barred":
            out[f.name] = np.array(of[0], float)[:, None]
        else:
            out[f.name] = np.array(of, float)
    return BookPlan(**out)


@pytest.fixture(scope="module")
def buildings() -> list[Twin]:
    rng = Random(20261124)
    return [random_building(rng) for _ in range(1000)]


@pytest.fixture(scope="module")
def result(buildings: list[Twin]) -> Books:
    return books(plan_of(buildings))


def test_the_slow_twin_agrees(buildings: list[Twin], result: Books) -> None:
    for n, building in enumerate(buildings):
        for t, row in enumerate(twin_books(building)):
            got = {f.name: getattr(result, f.name)[t, n] for f in dataclasses.fields(Books)}
            assert got == pytest.approx(row, abs=CENT), f"case {n} year {t}: {building}"


def test_the_random_buildings_reach_every_column(result: Books) -> None:
    for f in dataclasses.fields(Books):
        assert (getattr(result, f.name) > 0).sum() >= 100, f.name


def test_the_books_reconcile_to_the_cent(result: Books) -> None:
    r = result
    end = r.opening + r.works - r.depreciation - r.write_down + r.reversal - r.disposal
    assert np.abs(end - r.closing).max() < CENT
    assert np.abs(r.opening[1:] - r.closing[:-1]).max() < CENT
    assert np.abs(r.structure + r.land - r.closing).max() < CENT
    assert (r.scrapped <= r.disposal + CENT).all()


def test_nothing_is_negative(result: Books) -> None:
    for f in dataclasses.fields(Books):
        assert getattr(result, f.name).min() > -CENT, f.name


def test_one_call_on_many_is_many_calls(buildings: list[Twin], result: Books) -> None:
    for n in range(0, 1000, 83):
        alone = books(plan_of([buildings[n]]))
        for f in dataclasses.fields(Books):
            np.testing.assert_array_equal(
                getattr(alone, f.name)[:, 0], getattr(result, f.name)[:, n], err_msg=f.name
            )


def simple(**changes: Any) -> Twin:
    """A let office: structure 300,000 on land of 200,000, 2,500 a year, residual 200,000, floor 450,000 (E03)."""
    years = len(changes.get("bodemwaarde", [0] * YEARS))
    base: dict[str, Any] = {
        "structure": 300e3, "land": 200e3, "charge": 2500.0, "residual": 200e3, "bodemwaarde": [450e3] * years,
        "in_use": [1.0] * years, "in_use_after": [0.0] * years, "works": [0.0] * years, "bedrijfswaarde": [np.inf] * years,
        "known_barred": [True] * years, "sold": [0.0] * years, "stock": [False] * years,
    }  # fmt: skip
    return Twin(**{**base, **changes})


def of(**changes: Any) -> dict[str, list[float]]:
    """The engine's books of `simple`, as lists."""
    made = books(plan_of([simple(**changes)]))
    return {f.name: getattr(made, f.name)[:, 0].tolist() for f in dataclasses.fields(Books)}


def test_depreciation_stops_at_the_floor_of_the_whole_object() -> None:
    made = of()
    assert made["depreciation"] == [2500.0] * 20 + [0.0] * 5
    assert made["closing"][-1] == 450e3
    assert made["blocked"][20:] == [2500.0] * 5


def test_the_residual_binds_the_structure_where_the_floor_does_not() -> None:
    made = of(bodemwaarde=[225e3] * 45)
    assert made["depreciation"] == [2500.0] * 40 + [0.0] * 5
    assert (made["structure"][-1], made["land"][-1]) == (200e3, 200e3)


def test_blocked_depreciation_is_not_caught_up() -> None:
    made = of(bodemwaarde=[600e3, 600e3, 0.0, 0.0])
    assert made["depreciation"] == [0.0, 0.0, 2500.0, 2500.0]
    assert made["closing"][1] == 500e3, "the floor never writes up"


def test_a_write_down_passes_below_the_floor_and_comes_back_to_cost_less_normal_depreciation() -> None:
    made = of(bodemwaarde=[450e3] * 4, bedrijfswaarde=[300e3, 300e3, 400e3, np.inf])
    assert made["write_down"] == [197500.0, 0.0, 0.0, 0.0]
    assert made["depreciation"] == [2500.0, 0.0, 0.0, 0.0]
    assert made["reversal"] == pytest.approx([0.0, 0.0, 100e3, 90e3])
    assert made["closing"][-1] == pytest.approx(500e3 - 4 * 2500)


def test_what_was_known_at_the_purchase_bars_the_write_down_only_from_2011() -> None:
    low, law = [100e3] * 3, [False, True, True]
    assert (
        of(bedrijfswaarde=low, bodemwaarde=[0.0] * 3, known_at_purchase=True, known_barred=law)["write_down"][
            0
        ]
        > 0
    )
    assert of(bedrijfswaarde=low, bodemwaarde=[0.0] * 3, known_at_purchase=True)["write_down"] == [0.0] * 3


def test_works_are_depreciated_from_completion_over_a_life_of_their_own() -> None:
    made = of(
        bodemwaarde=[0.0] * 5, works=[60e3, 140e3, 0, 0, 0], completed=1, works_life=40.0, works_residual_share=0.2,
        in_use=[1.0, 0.5, 0, 0, 0], in_use_after=[0, 0.25, 1, 1, 1],
    )  # fmt: skip
    before = 300e3 - 2500 - 1250
    charge = (before + 200e3) * 0.8 / 40
    assert made["depreciation"] == pytest.approx([2500, 1250 + charge / 4, charge, charge, charge])


def test_an_office_that_makes_way_for_dwellings_becomes_land() -> None:
    made = of(bodemwaarde=[0.0] * 6, demolished=0, demolition_cost=50e3, rebuilds=True, completed=2, works=[0, 400e3, 600e3, 0, 0, 0],
              works_life=50.0, in_use=[0.0] * 6, in_use_after=[0, 0, 0, 1, 1, 1])  # fmt: skip
    assert made["land"][0] == 550e3
    assert made["disposal"] == [0.0] * 6
    assert made["depreciation"] == [0, 0, 0, 20e3, 20e3, 20e3]


def test_demolition_without_a_new_building_is_a_loss_and_the_site_stays() -> None:
    made = of(bodemwaarde=[0.0] * 2, demolished=0, demolition_cost=50e3, in_use=[0.0, 0.0])
    assert (made["scrapped"][0], made["demolition_expense"][0], made["closing"]) == (
        300e3,
        50e3,
        [200e3, 200e3],
    )
    assert made["works"] == [0.0, 0.0]


def test_stock_is_not_depreciated() -> None:
    made = of(bodemwaarde=[0.0] * 4, stock=[False, True, True, True])
    assert made["depreciation"] == [2500, 0, 0, 0]
    assert made["blocked"] == [0.0] * 4, "the floor is not what holds it back"


def test_selling_in_parts_takes_the_book_value_of_what_is_left() -> None:
    made = of(bodemwaarde=[0.0] * 4, in_use=[0.0] * 4, sold=[0.5, 0.5, 1.0, 0.0], works=[0, 0, 0, 1e5])
    assert made["disposal"] == [250e3, 125e3, 125e3, 0.0]
    assert made["closing"] == [250e3, 125e3, 0.0, 0.0]


@given(
    structure=st.floats(0, 1e7), land=st.floats(0, 1e7), charge=st.floats(0, 1e6), residual=st.floats(0, 1e7),
    floor=st.lists(st.floats(0, 2e7), min_size=1, max_size=30),
)  # fmt: skip
def test_the_engine_and_the_figure_take_the_same(
    structure: float, land: float, charge: float, residual: float, floor: list[float]
) -> None:
    made = of(structure=structure, land=land, charge=charge, residual=residual, bodemwaarde=floor)
    start = [np.array([v]) for v in (structure, land, charge, residual)]
    taken = depreciation(
        start[0], start[1], start[2], start[3], np.array(floor)[:, None], np.ones((len(floor), 1))
    )
    assert taken.charge[:, 0].tolist() == pytest.approx(made["depreciation"], abs=CENT)
    assert taken.blocked[:, 0].tolist() == pytest.approx(made["blocked"], abs=CENT)
    assert taken.closing[:, 0].tolist() == pytest.approx(made["closing"], abs=CENT)
    assert (np.diff(taken.closing[:, 0]) <= CENT).all(), "the floor never writes up"
