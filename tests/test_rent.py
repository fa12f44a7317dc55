"""Rent law as a whole: properties of points, maximum rents, surcharge and paths that no single case shows."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.explain import unknown
from transformatie.figures import all_tables
from transformatie.formulas.archetypes import rent_points_simple
from transformatie.formulas.maximum_rent import (
    FREE,
    LOW,
    MID,
    maximum_rent,
    rent_rules,
    rent_segment,
    rent_with_surcharge,
    surcharge_share,
    years_later,
)
from transformatie.formulas.office_rent import effective_rent
from transformatie.formulas.rent_path import (
    contract_rent,
    free_before_points,
    increase_by_year,
    points_modelled,
    rent_caps,
    rent_increase_expected,
    table_index,
)
from transformatie.formulas.rent_points import LABELS, NO_LABEL, Dwelling, count_points, point_rules
from transformatie.law import law_tables
from transformatie.trail import Trail, leaf

TABLES = law_tables()
NEW, STARTED = np.datetime64("2026-06-01"), np.datetime64("2026-03-01")
POINTS = np.array([100.0, 150.0, 190.0])
FIRST_USE, WORKS = np.full(3, NEW), np.full(3, STARTED)
GROWTH = np.float64(0.02)


def rent_cap(
    points: Array, dates: Array, first_use: Array, started: Array, known: Law, growth: Array
) -> Array:
    """The highest rents for one day on which works started."""
    return rent_caps(points, dates, first_use, (started,), known, growth)[0]


def law(day: str, known: str | None = None, frozen: bool = False) -> Law:
    on = date.fromisoformat(day)
    return Law(TABLES, date.fromisoformat(known) if known else on, on, frozen)


def days(*text: str) -> np.ndarray:
    return np.array(text, dtype="datetime64[D]")[:, None]


def flat(n: int = 1, **changed: Any) -> Dwelling:
    """The 50 m2 dwelling of the sweep, n times, with some fields changed."""
    base: dict[str, Any] = {
        "area": 43.0,
        "other_area": 3.0,
        "rooms_heated": 4.0,
        "label": LABELS.index("A"),
        "build_year": 1982.0,
        "house": False,
        "outdoor_area": 4.0,
        "outdoor_private": True,
        "kitchen_points": 7.0,
        "bathroom_points": 7.0,
        "woz": 250_000.0,
    }
    return Dwelling(**{k: np.broadcast_to(np.asarray(v), (n,)) for k, v in {**base, **changed}.items()})


# --- the tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dwelling", ["self_contained", "room"])
def test_tables_rise_without_gap(dwelling: str) -> None:
    parameter = TABLES.parameters[f"maximum_rent.{dwelling}"]
    first = TABLES.parameters[f"maximum_rent.{dwelling}_from"].values[0].value
    assert isinstance(first, int)
    lengths = set()
    for entry in parameter.values:
        amounts = entry.value
        assert isinstance(amounts, list)
        assert all(isinstance(a, float) for a in amounts)
        assert all(a < b for a, b in pairwise(amounts))  # type: ignore[operator]
        lengths.add(len(amounts))
    assert lengths == {250 - first + 1}
    later = [entry.value for entry in parameter.values]
    for before, after in pairwise(later):
        assert all(a <= b for a, b in zip(before, after, strict=True))  # type: ignore[arg-type, operator]


@pytest.mark.parametrize("name", ["energy_apartment", "energy_house"])
def test_a_better_label_never_gives_fewer_points(name: str) -> None:
    values = TABLES.parameters[f"rent_points.{name}"].values[0].value
    assert isinstance(values, list)
    assert len(values) == len(LABELS)
    assert values == sorted(values, reverse=True)


@settings(deadline=None)
@given(st.integers(-50, 400), st.sampled_from(["2024-07-01", "2025-06-30", "2026-12-31"]))
def test_one_more_point_never_lowers_the_maximum(points: int, day: str) -> None:
    rules = rent_rules(law(day))
    here, next_ = maximum_rent(np.array([points, points + 1]), rules.table, rules.table_from)
    assert next_ >= here
    assert here >= rules.table[0]


def test_above_250_each_point_adds_the_last_step() -> None:
    rules = rent_rules(law("2026-07-01"))
    amounts = maximum_rent(np.array([249, 250, 251, 260]), rules.table, rules.table_from)
    np.testing.assert_allclose(np.diff(amounts) / [1, 1, 9], 1667.40 - 1660.54)


def test_the_sector_follows_from_points_not_from_the_amount() -> None:
    """The limit of 2024 is 879.66 and the table at 143 points says 879.58."""
    rules = rent_rules(law("2024-09-01"))
    segment = rent_segment(np.array([143, 144, 186, 187]), rules.mid_from, rules.free_from, np.bool_(False))
    assert segment.tolist() == [LOW, MID, MID, FREE]
    room = rent_segment(np.array([10, 150, 240]), rules.mid_from, rules.free_from, np.bool_(True))
    assert room.tolist() == [LOW, LOW, LOW]


def test_the_law_of_points_before_july_2024_is_an_error() -> None:
    for read in (rent_rules, point_rules):
        with pytest.raises(LawError):
            read(law("2024-06-30"))
        read(law("2024-07-01"))
    with pytest.raises(LawError):
        rent_rules(law("2024-12-31"), "room")


# --- points ----------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    st.floats(10, 150),
    st.integers(0, len(LABELS) - 2),
    st.floats(50_000, 900_000),
    st.floats(0, 30),
)
def test_points_are_whole_and_rise_with_quality(area: float, label: int, woz: float, outdoor: float) -> None:
    rules = point_rules(law("2026-07-01"))
    base: dict[str, Any] = {"area": area, "label": label + 1, "woz": woz, "outdoor_area": outdoor}
    here = count_points(flat(**base), rules)[0]
    assert here == int(here)
    assert count_points(flat(**{**base, "label": label}), rules)[0] >= here
    assert count_points(flat(**{**base, "outdoor_area": outdoor + 5}), rules)[0] >= here
    assert count_points(flat(**{**base, "kitchen_points": 11.0}), rules)[0] >= here
    assert count_points(flat(**{**base, "woz": woz * 1.2}), rules)[0] >= here


@settings(deadline=None)
@given(st.floats(60, 200), st.floats(300_000, 3_000_000))
def test_woz_never_lifts_a_dwelling_over_its_share(area: float, woz: float) -> None:
    """With or without its limit, no dwelling in the free sector owes it to more than a third of WOZ points."""
    rules = point_rules(law("2026-07-01"))
    total = count_points(flat(area=area, woz=woz), rules)[0]
    without = count_points(flat(area=area, woz=1e-6), rules)[0]
    if total >= 187:
        assert total - without <= 0.33 * total + 1.0
    elif without + woz / 16954 >= 187:
        assert total == 186


def test_missing_label_falls_back_on_the_build_year() -> None:
    rules = point_rules(law("2026-07-01"))
    years = np.array([1976, 1977, 1978, 1979, 1983, 1984, 1991, 1992, 1999, 2000, 2001, 2002, 2030], float)
    n = len(years)
    points = count_points(flat(n, label=NO_LABEL, build_year=years, woz=150_000.0), rules)
    apartment = np.array([-15, -9, -9, -4, -4, 11, 11, 15, 15, 30, 30, 37, 37])
    np.testing.assert_array_equal(points - points[0], apartment + 15)
    house = count_points(flat(n, label=NO_LABEL, build_year=years, woz=150_000.0, house=True), rules)
    np.testing.assert_array_equal(house - points, [0, 0, 0, 0, 0, 3, 3, 7, 7, 4, 4, 4, 4])


def test_no_outdoor_space_costs_five_points() -> None:
    rules = point_rules(law("2026-07-01"))
    with_balcony, shared, without = count_points(
        flat(3, outdoor_area=np.array([4.0, 4.0, 0.0]), outdoor_private=np.array([True, False, True])), rules
    )
    assert with_balcony - without in (8, 9)
    assert with_balcony - shared == 2


def test_least_woz_points_of_dwellings_built_in_2015_to_2019() -> None:
    rules = point_rules(law("2026-07-01"))
    years = np.array([2014, 2015, 2019, 2020], float)
    points = count_points(flat(4, area=60.0, build_year=years, woz=150_000.0), rules)
    assert points[0] == points[3]
    assert points[1] == points[2] > points[0]


def test_one_dwelling_at_a_time_counts_the_same() -> None:
    rules = point_rules(law("2026-07-01"))
    rng = np.random.default_rng(1)
    n = 50
    many = flat(n, area=rng.uniform(15, 120, n), woz=rng.uniform(5e4, 9e5, n), label=rng.integers(-1, 11, n))
    together = count_points(many, rules)
    apart = [count_points(Dwelling(*(column[i : i + 1] for column in many)), rules)[0] for i in range(n)]
    np.testing.assert_array_equal(together, apart)


# --- surcharge -------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["first_use", "works", "day"])
def test_each_date_of_the_surcharge_decides_alone(field: str) -> None:
    rules = rent_rules(law("2026-07-01"))
    good = {"first_use": NEW, "works": STARTED, "day": np.datetime64("2026-07-01")}
    bad = {"first_use": "2024-07-01", "works": "2028-01-01", "day": "2046-06-01"}[field]
    changed = {**good, field: np.datetime64(bad)}
    share = [
        float(surcharge_share(np.float64(150), d["first_use"], d["works"], d["day"], *rules[2:]))
        for d in (good, changed)
    ]
    assert share == [0.1, 0.0]


def test_unknown_dates_give_no_surcharge() -> None:
    rules = rent_rules(law("2026-07-01"))
    nat = np.datetime64("NaT", "D")
    for first_use, works in ((nat, STARTED), (NEW, nat)):
        share = surcharge_share(np.float64(150), first_use, works, np.datetime64("2026-07-01"), *rules[2:])
        assert float(share) == 0.0


def test_the_cliff_at_144_and_the_one_at_187() -> None:
    """143 to 144 is worth 100.77 a month; 186 with surcharge lies above the table of 187 to 203."""
    rules = rent_rules(law("2026-07-01"))
    points = np.array([143, 144, 186, 187, 203, 204])
    share = surcharge_share(points, NEW, STARTED, np.datetime64("2026-07-01"), *rules[2:])
    rent = rent_with_surcharge(maximum_rent(points, rules.table, rules.table_from), share)
    assert round(float(rent[1] - rent[0]), 2) == 100.77
    assert rent[2] > rent[4]
    assert rent[2] < rent[5]


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_years_later_is_the_same_day_or_the_last_of_february(day: date, years: int) -> None:
    got = years_later(np.datetime64(day), np.int64(years)).item()
    try:
        assert got == day.replace(year=day.year + years)
    except ValueError:
        assert (got.month, got.day) == (2, 28)


def test_the_sum_behind_points_and_caps_has_no_unknown_input() -> None:
    tables, on = all_tables(), date(2026, 7, 1)
    with Trail() as trail:
        given = Law(tables, on, on)

        def read(value: Any) -> Any:
            return leaf(value, "given", "input", "file:1")

        points = rent_points_simple(
            read([50.0, 60.0]), read([4, -1]), read([4000.0, np.nan]), read([4.0, 0.0]), read([1982.0, 1982.0]), given,
            point_rules(given),
        )  # fmt: skip
        dates = read(days("2025-01-01", "2030-01-01"))
        cap = rent_cap(points, dates, read(FIRST_USE[:2]), read(WORKS[:2]), given, read(0.02))
        assert unknown(points, trail) == []
        assert unknown(cap, trail) == []


# --- over the years --------------------------------------------------------------------------------


def test_cap_over_dates_follows_the_tables_then_growth_then_loses_the_surcharge() -> None:
    dates = days("2026-06-01", "2027-06-01", "2045-12-31", "2046-05-31", "2046-06-01")
    cap = rent_cap(POINTS, dates, FIRST_USE, WORKS, law("2026-06-01"), GROWTH)
    assert cap.shape == (5, 3)
    assert np.isinf(cap[:, 2]).all()
    np.testing.assert_allclose(cap[:, 0], 637.67 * 1.02 ** np.array([0, 1, 19, 20, 20]))
    np.testing.assert_allclose(cap[:, 1] / 1.02 ** np.array([0, 1, 19, 20, 20]), [1079.0] * 4 + [980.91])


def test_cap_reads_the_table_of_each_date() -> None:
    dates = days("2023-01-01", "2024-06-30", "2024-07-01", "2025-01-01", "2026-01-01")
    cap = rent_cap(np.array([143.0]), dates, FIRST_USE[:1], WORKS[:1], law("2026-06-01"), GROWTH)
    assert cap[:, 0].tolist() == [np.inf, np.inf, 879.58, 900.07, 932.93]
    assert points_modelled(dates, law("2026-06-01"))[:, 0].tolist() == [False, False, True, True, True]


def test_what_was_not_published_caps_nothing_and_says_so() -> None:
    dates = days("2011-07-01", "2030-01-01")
    then = law("2011-07-01")
    assert not points_modelled(dates, then).any()
    assert np.isinf(rent_cap(POINTS, dates, FIRST_USE, WORKS, then, GROWTH)).all()


def test_the_table_known_on_a_day_is_carried_forward() -> None:
    """On 1 June 2025 the table of 2026 was not known: that of 2025 grows on."""
    cap = rent_cap(np.array([143.0]), days("2026-01-01"), FIRST_USE[:1], WORKS[:1], law("2025-06-01"), GROWTH)
    assert cap[0, 0] == pytest.approx(900.07 * 1.02)


def test_frozen_law_holds_for_all_dates() -> None:
    dates = days("2026-01-01", "2040-01-01")
    cap = rent_cap(
        np.array([143.0]), dates, FIRST_USE[:1], WORKS[:1], law("2026-02-01", frozen=True), np.float64(0)
    )
    assert cap[:, 0].tolist() == [932.93, 932.93]


def test_table_index_steps_on_the_first_of_january() -> None:
    index = table_index(
        days("2025-05-05", "2026-12-31", "2027-01-01"), np.datetime64("2026-01-01"), np.float64(0.05)
    )
    np.testing.assert_allclose(index[:, 0], [1.0, 1.0, 1.05])


@settings(deadline=None)
@given(st.lists(st.floats(-0.02, 0.12), min_size=1, max_size=12), st.floats(300, 2000))
def test_a_running_contract_never_passes_the_cap(growth: list[float], start: float) -> None:
    cap = 1000 * np.cumprod(1 + np.array(growth))[:, None] * np.array([[0.9, np.inf]])
    increase = np.full(cap.shape, 0.05)
    rent = contract_rent(np.full(2, start), increase, cap)
    assert (rent <= cap).all()
    np.testing.assert_allclose(rent[:, 1], start * 1.05 ** np.arange(len(cap)))


def test_increase_by_segment_follows_its_own_driver() -> None:
    segment = np.array([LOW, MID, FREE])
    cpi = np.array([[0.03], [0.02], [0.10], [0.02]])
    wage = np.array([[0.05], [0.01], [0.04], [0.03]])
    lowest = np.array([[0.01], [0.01], [0.01], [np.inf]])
    got = rent_increase_expected(segment, cpi, wage, np.int64(3), np.float64(0.005), np.float64(0.01), lowest)
    np.testing.assert_allclose(got[:, LOW], [0.035, 0.03, 0.055, 0.14 / 3 + 0.005])
    np.testing.assert_allclose(got[:, MID], [0.06, 0.02, 0.05, 0.04])
    np.testing.assert_allclose(got[:3, FREE], [0.04, 0.02, 0.05])
    assert np.isinf(got[3, FREE]), "no cap in the free sector once its law has ended"


def test_the_cap_on_free_rents_ends_with_its_law() -> None:
    dates = days("2027-07-01", "2029-04-30", "2029-05-01")
    rates = np.full((3, 1), 0.02)
    got = increase_by_year(np.array([LOW, MID, FREE]), rates, rates + 0.01, dates, law("2026-07-01"))
    np.testing.assert_allclose(got[:, LOW], 0.025)
    np.testing.assert_allclose(got[:, MID], 0.04)
    np.testing.assert_allclose(got[:, FREE], [0.03, 0.03, np.inf])


def test_set_percentages_agree_with_their_rule() -> None:
    """2026: wages 5.1 %, so the mid segment 6.1 %; 2025: CPI 3.1 % and wages 6.7 %, so the free sector 4.1 %."""
    in_2026, in_2025 = law("2026-07-01"), law("2025-07-01", known="2025-07-01")
    assert in_2026.value("rent_law.increase_mid") == pytest.approx(
        0.051 + in_2026.value("rent_law.above_wage_mid")
    )
    assert in_2025.value("rent_law.increase_free") == pytest.approx(
        0.031 + in_2025.value("rent_law.above_lowest_free")
    )


def test_before_points_the_limit_of_the_year_decides() -> None:
    limit = law("2014-05-01").on("rent_law.liberalisation_limit")
    assert free_before_points(np.array([699.48, 699.49]), limit).tolist() == [False, True]
    with pytest.raises(LawError):
        law("2024-07-01").on("rent_law.liberalisation_limit")


@settings(deadline=None)
@given(st.floats(0, 500), st.floats(1, 240), st.floats(0, 1))
def test_effective_rent_never_exceeds_headline(headline: float, term: float, share: float) -> None:
    got = effective_rent(np.float64(headline), np.float64(term), np.float64(term * share), np.float64(0))
    assert got <= headline + 1e-9
    assert got == pytest.approx(headline * (1 - share), abs=1e-9)
