"""The yearly charge, the share of the first year, and the floor on every date on which it changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.dated import Law
from transformatie.errors import LawError
from transformatie.formulas.depreciation import (
    FloorRule,
    floor_by_use,
    floor_rule,
    floor_share,
    share_in_use,
    yearly_charge,
)
from transformatie.law import law_tables


def floors(
    owner: Any,
    use: Any,
    first_use: float,
    years: list[int],
    known: date = date(2026, 11, 24),
    in_force: date | None = None,
    frozen: bool = False,
) -> list[float]:
    rule = floor_rule(Law(law_tables(), known, in_force, frozen), owner, use, np.array(years))
    share: list[float] = floor_share(rule, np.float64(first_use), np.array(years)[:, None])[:, 0].tolist()
    return share


CHANGES = [2006, 2007, 2009, 2010, 2011, 2018, 2019, 2021, 2022, 2023, 2024, 2026, 2027]


@pytest.mark.parametrize(
    "owner, use, first_use, expected",
    [
        ("bv", "let", -np.inf, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("ib", "let", -np.inf, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("bv", "own", -np.inf, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1]),
        ("ib", "own", -np.inf, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]),
        ("bv", "let", 2006, [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("ib", "own", 2006, [0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]),
        ("bv", "let", 2003, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("bv", "own", 2018, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1]),
        ("bv", "let", 2018, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("bv", "own", 2019, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1]),
        ("ib", "own", 2023, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1]),
        ("ib", "own", 2020, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]),
        ("ib", "own", 2024, [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]),
    ],
)
def test_the_floor_on_every_change(owner: str, use: str, first_use: float, expected: list[float]) -> None:
    assert floors(owner, use, first_use, CHANGES) == expected


def test_the_floor_of_2019_is_unknown_in_the_summer_of_2018() -> None:
    assert floors("bv", "own", -np.inf, [2018, 2019, 2020], date(2018, 7, 1)) == [0.5, 0.5, 0.5]


def test_a_transition_softens_only() -> None:
    """Where a change lowers the floor (a policy overlay), no building keeps the higher one."""
    lowered = FloorRule(*(np.array([[v]]) for v in (0.0, 1.0, 2026, 3)))
    assert floor_share(lowered, np.float64(2025), np.array([[2026]])).tolist() == [[0.0]]


def test_a_frozen_law_holds_for_all_years() -> None:
    assert floors("ib", "own", -np.inf, [2023, 2024, 2060], in_force=date(2023, 5, 1), frozen=True) == [
        0.5,
        0.5,
        0.5,
    ]


def test_no_floor_before_the_tables_begin() -> None:
    with pytest.raises(LawError, match="floor_let"):
        floors("bv", "let", -np.inf, [2000])


def test_an_empty_office_meant_for_letting_is_let() -> None:
    assert floor_by_use(np.array([True, False]), np.array([1.0, 1.0]), np.array([0.5, 0.5])).tolist() == [
        1.0,
        0.5,
    ]


@given(cost=st.floats(0, 1e8), land=st.floats(0, 1e8), residual=st.floats(0, 1e8), life=st.floats(0.1, 100))
def test_the_yearly_charge_keeps_within_its_limits(
    cost: float, land: float, residual: float, life: float
) -> None:
    charge = float(
        yearly_charge(
            np.float64(cost), np.float64(land), np.float64(residual), np.float64(life), np.float64(0.2)
        )
    )
    assert 0 <= charge <= 0.2 * cost
    assert charge * life <= max(cost - land - residual, 0) * (1 + 1e-12)


@given(day=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
@settings(max_examples=50)
def test_the_share_of_the_first_year_falls_as_the_first_day_comes_later(day: date) -> None:
    share = share_in_use(np.array([day.year - 1, day.year, day.year + 1]), day)[:, 0]
    assert share[0] == 0
    assert share[2] == 1
    assert 0 < share[1] <= 1
    assert share[1] == pytest.approx((date(day.year + 1, 1, 1) - day).days / 365.25, abs=0.02)
