"""Dwellings on a plate and in a building: areas that add up, daylight, checks against built projects, carbon."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.dated import Law
from transformatie.figures import all_tables
from transformatie.formulas.archetypes import rent_points_simple
from transformatie.formulas.carbon import carbon_payback, embodied_carbon, energy_use, operational_carbon
from transformatie.formulas.dwellings import Floor, dwellings_on_floor, floor_rules, unit_depth, unit_width
from transformatie.formulas.maximum_rent import maximum_rent, rent_rules, rent_with_surcharge, surcharge_share
from transformatie.formulas.programme import (
    Programme,
    dwelling_programme,
    new_dwellings,
    parking_shortfall,
    within_built_band,
)
from transformatie.formulas.rent_points import point_rules
from transformatie.kan.floor_plan import FloorPlan, floor_plan
from transformatie.options import options

ON = date(2026, 11, 24)
LAW = Law(all_tables(), ON, ON)
RULES = floor_rules(LAW)
NAN = float("nan")

LENGTH, DEPTH = st.floats(5, 150), st.floats(4, 45)
MODULE, UNIT = st.sampled_from([0.9, 1.2, 1.8, 3.6, 5.4]), st.floats(18, 150)
CORE = st.floats(0, 400)


def floor_of(
    length: float, depth: float, module: float, unit: float, corridor: bool, core: float
) -> tuple[Floor, float, float]:
    n = np.float64
    reach = unit_depth(n(depth), np.bool_(corridor), RULES.daylight_depth, RULES.corridor_width)
    width = unit_width(n(unit), reach, n(module))
    floor = dwellings_on_floor(
        n(length), n(depth), width, reach, np.bool_(corridor), n(core), RULES.corridor_width
    )
    return floor, float(width), float(reach)


def programme(**changed: Any) -> Programme:
    base: dict[str, Any] = {
        "gross_area": 6000.0, "storeys": 6.0, "converted_storeys": NAN, "floor_depth": 14.4, "facade_module": 1.8,
        "unit_area": 50.0, "corridor": True, "usable_ratio": 0.74,
    }  # fmt: skip
    values = {k: np.atleast_1d(np.asarray(v)) for k, v in {**base, **changed}.items()}
    return dwelling_programme(
        **dict(zip(values, np.broadcast_arrays(*values.values()), strict=True)), rules=RULES
    )


# --- one storey ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(LENGTH, DEPTH, MODULE, UNIT, st.booleans(), CORE)
def test_the_parts_of_a_storey_add_up(
    length: float, depth: float, module: float, unit: float, corridor: bool, core: float
) -> None:
    floor, width, reach = floor_of(length, depth, module, unit, corridor, core)
    parts = [floor.usable_area, floor.dark_area, floor.edge_area, floor.core_area, floor.corridor_area]
    assert all(p >= -1e-9 for p in parts)
    assert sum(map(float, parts)) == pytest.approx(length * depth)
    assert reach <= RULES.daylight_depth
    if floor.dwellings:
        assert floor.usable_area == pytest.approx(float(floor.dwellings) * width * reach)
        assert width * reach >= unit - 1e-6, "no dwelling smaller than asked"
        modules = width / module
        assert modules == pytest.approx(round(modules)), "a dwelling is a whole number of facade modules wide"


@settings(deadline=None, max_examples=300)
@given(LENGTH, DEPTH, MODULE, UNIT, st.booleans(), CORE)
def test_the_drawing_is_the_count_and_every_dwelling_has_a_facade(
    length: float, depth: float, module: float, unit: float, corridor: bool, core: float
) -> None:
    floor, width, reach = floor_of(length, depth, module, unit, corridor, core)
    hall = float(RULES.corridor_width)
    plan = floor_plan(length, depth, width, reach, corridor, core, hall)
    dwellings = plan.of("dwelling")
    assert len(dwellings) == floor.dwellings
    for d in dwellings:
        assert d.y == 0 or d.y + d.depth == pytest.approx(depth), "no dwelling without daylight"
        assert d.depth <= float(RULES.daylight_depth)
    for kind in ("dwelling", "dark", "edge", "core", "corridor"):
        drawn = sum(r.area for r in plan.rects if r.kind == kind)
        part = {"dwelling": "usable"}.get(kind, kind)
        assert drawn == pytest.approx(float(getattr(floor, f"{part}_area")), abs=1e-6)
    assert_tiles(plan)


def assert_tiles(plan: FloorPlan) -> None:
    """All rectangles lie inside the plate and none overlap."""
    for r in plan.rects:
        assert r.x >= -1e-9
        assert r.y >= -1e-9
        assert r.x + r.width <= plan.length + 1e-6
        assert r.y + r.depth <= plan.depth + 1e-6
    for a, b in combinations(plan.rects, 2):
        across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
        along = min(a.y + a.depth, b.y + b.depth) - max(a.y, b.y)
        assert min(across, along) <= 1e-6


@settings(deadline=None)
@given(LENGTH, st.floats(12, 22), MODULE, UNIT, CORE, st.floats(1, 20))
def test_a_deeper_plate_only_adds_dark_area(
    length: float, depth: float, module: float, unit: float, core: float, more: float
) -> None:
    """Past two rows and a corridor no metre of depth is usable: it is never GO."""
    full = 2 * float(RULES.daylight_depth) + float(RULES.corridor_width)
    here, *_ = floor_of(length, full, module, unit, True, 0.0)
    deeper, *_ = floor_of(length, full + more, module, unit, True, 0.0)
    assert here.dark_area == pytest.approx(0, abs=1e-9)
    assert deeper.usable_area == here.usable_area
    assert deeper.dark_area == pytest.approx(length * more)
    core_in_dark, *_ = floor_of(length, full + more, module, unit, True, core)
    assert core_in_dark.dwellings >= floor_of(length, full, module, unit, True, core)[0].dwellings


@settings(deadline=None)
@given(LENGTH, DEPTH, MODULE, UNIT, st.booleans(), CORE)
def test_a_larger_core_never_adds_a_dwelling(
    length: float, depth: float, module: float, unit: float, corridor: bool, core: float
) -> None:
    small, *_ = floor_of(length, depth, module, unit, corridor, core)
    large, *_ = floor_of(length, depth, module, unit, corridor, core + 50)
    assert large.dwellings <= small.dwellings


def test_a_plate_too_shallow_for_a_corridor_holds_nothing() -> None:
    floor, _width, reach = floor_of(60.0, 1.5, 1.8, 50.0, True, 0.0)
    assert reach == 0
    assert floor.dwellings == floor.usable_area == floor.dark_area == 0


# --- a whole building ------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(
    st.floats(800, 60_000),
    st.integers(1, 25),
    st.one_of(st.floats(8, 40), st.just(NAN)),
    UNIT,
    st.booleans(),
    st.integers(0, 25),
)
def test_a_programme_fits_in_its_building(
    gross: float, storeys: int, depth: float, unit: float, corridor: bool, converted: int
) -> None:
    some = float(min(converted, storeys))
    p = programme(gross_area=gross, storeys=float(storeys), floor_depth=depth, unit_area=unit, corridor=corridor,
                  converted_storeys=some)  # fmt: skip
    part = gross * some / storeys
    assert p.dwellings[0] == int(p.dwellings[0])
    assert 0 <= p.usable_area[0] <= part
    if p.from_geometry[0]:
        zones = p.usable_area[0] / (1 - float(RULES.wall_share))
        whole = (
            zones + p.dark_area[0] + p.edge_area[0] + p.core_area[0] + p.corridor_area[0] + p.shared_area[0]
        )
        assert whole == pytest.approx(part)
        assert 0 <= p.daylight_share[0] <= 1
    if p.dwellings[0]:
        assert p.unit_area[0] * p.dwellings[0] == pytest.approx(p.usable_area[0])
        assert p.gross_per_dwelling[0] > p.unit_area[0]


def test_usable_ratio_of_an_ordinary_corridor_block_lies_where_built_ones_do() -> None:
    """Gross to usable 0.65-0.80, and a gross area a dwelling like that of built conversions."""
    depths = np.array([12.6, 14.4, 16.2, 18.0, 21.6])
    p = programme(floor_depth=depths, gross_area=12_000.0, storeys=6.0)
    ratio = p.usable_area / 12_000.0
    assert (ratio > 0.6).all()
    assert (ratio < 0.8).all()
    band = np.array(LAW.value("programme.gross_per_dwelling_band"))
    assert within_built_band(p.gross_per_dwelling, band).all()


def test_part_of_the_storeys_gives_part_of_the_dwellings() -> None:
    whole, half = programme(converted_storeys=np.array([6.0, 3.0])).dwellings
    assert half == whole // 2
    assert programme(converted_storeys=0.0).dwellings[0] == 0


def test_without_depth_or_storeys_a_ratio_is_used() -> None:
    p = programme(floor_depth=np.array([NAN, 14.4]), storeys=np.array([6.0, NAN]))
    assert not p.from_geometry.any()
    assert p.dwellings.tolist() == [88, 88], "6,000 × 0.74 / 50"
    assert np.isnan(p.corridor_area).all()


def test_lifts_above_four_storeys_take_area() -> None:
    with_lift, without = (programme(storeys=s, gross_area=s * 1000.0) for s in (5.0, 4.0))
    assert with_lift.core_area[0] / 5 - without.core_area[0] / 4 == pytest.approx(
        float(2 * RULES.lift_area * (1 - RULES.shared_share))
    )


def test_many_buildings_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(3)
    n = 100
    columns = {
        "gross_area": rng.uniform(1e3, 4e4, n), "storeys": rng.integers(2, 20, n).astype(float),
        "floor_depth": np.where(rng.random(n) < 0.2, NAN, rng.uniform(9, 35, n)), "unit_area": rng.uniform(25, 90, n),
        "corridor": rng.random(n) < 0.7,
    }  # fmt: skip
    together = programme(**columns)
    for i in range(n):
        one = programme(**{k: v[i] for k, v in columns.items()})
        for all_cases, alone in zip(together, one, strict=True):
            np.testing.assert_array_equal(all_cases[i], alone[0])


def test_parking_can_stop_what_fits() -> None:
    short = parking_shortfall(np.array([80.0, 80.0]), np.array([0.5, 0.5]), np.array([60.0, 10.0]))
    assert short.tolist() == [0, 30]


def test_the_unit_mix_that_earns_most_lies_at_a_cliff() -> None:
    """Of 30 to 80 m2, label A and WOZ 4,000 a m2: rent a m2 jumps where 144 points bring the surcharge."""
    go = np.arange(30.0, 81.0)
    ones = np.ones(len(go))
    law = Law(all_tables(), ON, date(2026, 7, 1))
    points = rent_points_simple(
        go, 4 * ones.astype(int), 4000 * ones, 4 * ones, 1982 * ones, law, point_rules(law)
    )
    rules = rent_rules(law)
    share = surcharge_share(
        points,
        np.datetime64("2026-06-01"),
        np.datetime64("2026-03-01"),
        np.datetime64("2026-07-01"),
        *rules[2:],
    )
    per_m2 = rent_with_surcharge(maximum_rent(points, rules.table, rules.table_from), share) / go
    jump = int(np.argmax(np.diff(per_m2)))
    assert points[jump] < 144 <= points[jump + 1]


# --- built projects: assumptions committed before the first run ------------------------------------

BUILT = yaml.safe_load(
    (Path(__file__).parent / "calibration" / "conversions.yaml").read_text(encoding="utf-8")
)


def number(option: str, key: str, level: str) -> float:
    entry = options().by_name[option].numbers[key].values[-1]
    return float(getattr(entry, level))


@pytest.mark.parametrize("name", ["de_studio_whole", "de_studio_dwellings"])
def test_de_studio_beside_what_was_built(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A calibration, not a proof: three figures, none of them tuned; both lie on the side that was expected."""
    case = BUILT[name]
    ratio = number("convert_let", "usable_ratio", case["usable_ratio"])
    p = programme(
        gross_area=float(case["gross_area"]),
        storeys=NAN,
        floor_depth=NAN,
        unit_area=case["unit_area"],
        usable_ratio=ratio,
    )
    got = {
        "dwellings": p.dwellings[0],
        "usable_area": p.usable_area[0],
        "gross_per_dwelling": p.gross_per_dwelling[0],
    }
    with capsys.disabled():
        print(
            f"\n{case['what']}: "
            + ", ".join(f"{k} {v:,.1f} (built {case['built'][k]:,})" for k, v in got.items())
        )
    more = got["dwellings"] > case["built"]["dwellings"]
    assert more == (name == "de_studio_whole")
    assert within_built_band(
        p.gross_per_dwelling, np.array(LAW.value("programme.gross_per_dwelling_band"))
    ).all()


@pytest.mark.parametrize("name", ["holland_park", "hyde_park"])
def test_demolition_and_new_build_gives_the_dwellings_of_dense_plans(name: str) -> None:
    case = BUILT[name]
    density = LAW.entry("stock.density_factor", ON)
    got = new_dwellings(
        np.float64(case["demolished_area"]),
        np.float64(getattr(density, case["density_factor"])),
        np.float64(number("demolish_build_new", "usable_ratio", case["usable_ratio"])),
        np.float64(number("demolish_build_new", "unit_area", case["unit_area"])),
    )
    per_1000 = float(got) / case["demolished_area"] * 1000
    low, high = case["built"]["per_1000_m2"]
    assert low <= per_1000 <= high, per_1000
    converted = programme(gross_area=1e5, storeys=NAN, floor_depth=NAN).dwellings[0] / 100
    assert per_1000 > 2 * converted, "more dwellings than a conversion of the same area"


# --- carbon ----------------------------------------------------------------------------------------


def test_demolish_and_build_emits_more_at_once_than_converting() -> None:
    area = np.float64(6000.0)
    value = {
        n: np.float64(LAW.value(f"carbon.{n}"))
        for n in ("embodied_convert", "embodied_new_dwellings", "embodied_demolish")
    }
    convert = embodied_carbon(area, value["embodied_convert"], np.float64(0), value["embodied_demolish"])
    new = embodied_carbon(area * 1.6, value["embodied_new_dwellings"], area, value["embodied_demolish"])
    assert new > 3 * convert
    assert (
        embodied_carbon(np.float64(0), value["embodied_convert"], np.float64(0), value["embodied_demolish"])
        == 0
    )


def test_operational_emissions_fall_with_label_and_years() -> None:
    table = np.array(LAW.value("carbon.energy_office"))
    assert (np.diff(table) > 0).all()
    use = energy_use(np.array([4, 6, -1]), table, np.float64(table[-1]))
    assert use[0] < use[1] < use[2]
    assert table[6] <= 225, "label C ends at 225 kWh/m2"
    in_use = np.ones((3, 3))
    in_use[2, 0] = 0
    yearly = operational_carbon(np.full(3, 1000.0), in_use, use, np.float64(0.19), np.float64(0.1))
    np.testing.assert_allclose(yearly[1] / yearly[0], 0.9)
    assert yearly[2, 0] == 0, "an empty building emits nothing"


def test_carbon_payback() -> None:
    embodied, other = np.array([100.0, 100.0, 10.0]), np.array([20.0, 20.0, 20.0])
    years = carbon_payback(embodied, other, np.array([1.0, 5.0, 9.0]), np.array([5.0, 5.0, 5.0]))
    assert years.tolist() == [20.0, np.inf, 0.0]
