"""Kan het through the engine: floors and mix, rents under the law of points, gates, optimum, carbon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.criteria import editions
from transformatie.dated import Law
from transformatie.errors import InputError
from transformatie.evaluate import Appraised, Question, appraised, tables_with
from transformatie.explain import unknown
from transformatie.figures import all_tables
from transformatie.formulas.built import Mix, Plates, dwellings_built, one_plate
from transformatie.formulas.dwellings import floor_rules
from transformatie.formulas.let_rent import let_rent, rents_by_law
from transformatie.formulas.partial import kept_share, kept_vacant, tenants_stay
from transformatie.formulas.programme import dwelling_programme
from transformatie.input.building import Building, Read, read_building
from transformatie.kan.fits import fit_of, fits_of, gate, shares_met
from transformatie.kan.optimise import VARIANTS, optimum, trials
from transformatie.kan.record import carbon, programme, rent_law, rents_by_year
from transformatie.kan.rents import of_points
from transformatie.kan.result import ProgrammeResult
from transformatie.periods import periods

EXAMPLE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"
ON = date(2026, 11, 24)
LAW = Law(all_tables(), ON, ON)
RULES = floor_rules(LAW)
NAN = float("nan")
MIX = """
programme:
  mix:
    - {share: 0.3, area: 40, outdoor_area: 4, let_as: low}
    - {share: 0.3, area: 55, outdoor_area: 4, let_as: mid}
    - {share: 0.4, area: 75, outdoor_area: 6}
"""


def example(
    tmp_path: Path, *, without: tuple[str, ...] = (), more: str = "", change: tuple[tuple[str, str], ...] = ()
) -> Read:
    """The example with blocks left out, words changed and text added."""
    kept, skip = [], False
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            skip = line.split(":")[0] in without
        if not skip:
            kept.append(line)
    text = "\n".join(kept) + "\n" + more
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "building.yaml"
    path.write_text(text, encoding="utf-8")
    return read_building(path)


def run_of(read: Read, *overlays: Path) -> Appraised:
    return appraised(read, Question(overlays))


def single(**changed: float) -> Plates:
    base = {
        "storeys": 5.0,
        "converted": NAN,
        "area": 1200.0,
        "depth": 14.4,
        "module": 1.8,
        "core": NAN,
        "corridor": 1.0,
    }
    return Plates(*(np.array([[v]]) for v in {**base, **changed}.values()))


# --- floors and mix ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(
    st.integers(1, 20),
    st.floats(200, 4000),
    st.one_of(st.just(NAN), st.floats(8, 40)),
    st.floats(20, 120),
    st.booleans(),
)
def test_one_plate_and_one_type_is_the_programme_of_the_building(
    storeys: int, area: float, depth: float, unit: float, corridor: bool
) -> None:
    plates = single(storeys=float(storeys), area=area, depth=depth, corridor=float(corridor))
    gross = np.array([storeys * area])
    built = dwellings_built(plates, np.ones((1, 1)), np.array([[unit]]), gross, np.array([0.74]), RULES)
    p = dwelling_programme(
        gross, np.array([float(storeys)]), np.array([NAN]), np.array([depth]), np.array([1.8]), np.array([unit]),
        np.array([corridor]), np.array([0.74]), RULES,
    )  # fmt: skip
    assert built.dwellings[0] == p.dwellings[0]
    assert built.usable_area[0] == pytest.approx(p.usable_area[0])
    np.testing.assert_allclose(built.daylight_share, p.daylight_share)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(1, 8), st.floats(300, 2500), st.floats(9, 30)), min_size=1, max_size=3),
    st.floats(0.1, 0.9),
)
def test_what_is_built_fits_in_what_is_converted(kinds: list[tuple[int, float, float]], part: float) -> None:
    table = np.array([[s, NAN, a, d, NAN, NAN, 1.0] for s, a, d in kinds]).T[:, :, None]
    plates = Plates(*table)
    gross = np.array([sum(s * a for s, a, _ in kinds)])
    share, area = np.array([[part], [1 - part]]), np.array([[40.0], [70.0]])
    built = dwellings_built(plates, share, area, gross, np.array([0.74]), RULES)
    assert built.usable_area[0] + built.dark_area[0] <= gross[0]
    assert built.dwellings[0] == built.number.sum()
    assert built.usable_area[0] == pytest.approx(float((built.number * built.unit_area).sum()))
    if built.number.min() > 20:
        assert built.number[0, 0] / built.dwellings[0] == pytest.approx(part, abs=0.12)
    assert kept_share(plates)[0] == pytest.approx(0)


def test_storeys_that_stay_give_no_dwellings() -> None:
    whole, half = single(storeys=6.0), single(storeys=6.0, converted=3.0)
    args = (np.ones((1, 1)), np.array([[50.0]]), np.array([7200.0]), np.array([0.74]), RULES)
    all_of_it, part = dwellings_built(whole, *args), dwellings_built(half, *args)
    assert part.dwellings[0] == pytest.approx(all_of_it.dwellings[0] / 2, abs=1)
    assert (part.converted_area[0], part.kept_share[0]) == (3600.0, 0.5)
    none = dwellings_built(single(converted=0.0), *args)
    assert (none.dwellings[0], none.usable_area[0], none.kept_share[0]) == (0, 0, 1)


def test_tenants_stay_where_they_fit() -> None:
    lettable, vacant = np.full(3, 1000.0), np.array([600.0, 600.0, 0.0])
    kept = np.array([0.5, 0.3, 0.0])
    stays = tenants_stay(lettable, vacant, kept)
    assert stays.tolist() == [1, 0, 0]
    assert kept_vacant(lettable, vacant, kept, stays).tolist() == [100, 300, 0]


def test_a_plate_not_yet_designed_counts_by_ratio() -> None:
    built = dwellings_built(
        one_plate(np.array([1000.0])),
        np.ones((1, 1)),
        np.array([[50.0]]),
        np.array([1000.0]),
        np.array([0.78]),
        RULES,
    )
    assert (built.dwellings[0], built.from_geometry[0]) == (15, False)


# --- rents ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.floats(300, 3000),
    st.floats(300, 3000),
    st.lists(st.floats(-0.02, 0.1), min_size=2, max_size=30),
    st.integers(0, 30),
)
def test_rent_never_passes_market_or_cap_nor_rises_faster(
    start: float, cap: float, growth: list[float], first: int
) -> None:
    market = start * np.cumprod([1 + g for g in growth])[:, None]
    caps = cap * 1.02 ** np.arange(len(growth))[:, None]
    increase = np.full((len(growth), 1), 0.03)
    rent = let_rent(market, caps, increase, np.array([first]))
    assert (rent <= np.minimum(market, caps) + 1e-9).all()
    later = np.arange(1, len(growth)) > first
    assert (rent[1:][later] <= rent[:-1][later] * 1.03 + 1e-9).all()


def rents(points: float, works: date, ready: date, let_as: float = 2.0, market: float = 400.0) -> Any:
    axis = periods(ON, 30)
    one = np.ones((1, 1))
    until, start = (np.array([float((d - ON).days)]) for d in (ready, works))
    return rents_by_law(
        one * market, one * 10, one * 50.0, np.array([points]), one * let_as, np.ones((len(axis.years), 1)), until, start,
        (np.array([0.02]), np.array([0.03])), axis, LAW,
    ), axis  # fmt: skip


@pytest.mark.parametrize(
    "points, works, gets",
    [
        (143, date(2027, 6, 1), False),
        (144, date(2027, 12, 31), True),
        (144, date(2028, 1, 1), False),
        (186, date(2027, 12, 31), True),
        (186, date(2028, 1, 1), False),
        (187, date(2027, 6, 1), False),
    ],
)
def test_surcharge_by_points_and_start_of_works(points: float, works: date, gets: bool) -> None:
    found, axis = rents(points, works, date(2029, 6, 1))
    at = int(np.searchsorted(axis.years, 2030))
    ratio = found.cap[at, 0] / found.cap_without[at, 0] if points < 187 else 1.0
    assert ratio == pytest.approx(1.1 if gets else 1.0, abs=1e-4)
    assert np.isinf(found.cap[at, 0]) == (points == 187)


def test_the_surcharge_ends_on_its_day() -> None:
    found, axis = rents(160, date(2027, 6, 1), date(2028, 9, 1), market=2000.0)
    days = axis.date_of(found.surcharge_until)
    assert str(days[0]) == "2048-09-01"
    gap = (found.share - found.share_without)[:, 0]
    year = {y: axis.year_of.tolist().index(i) for i, y in enumerate(axis.years.tolist())}
    assert gap[year[2049] :] == pytest.approx(0)
    assert 0 < gap[year[2048]] < gap[year[2047]]
    assert gap[year[2048]] / (found.share[:, 0] - found.share_without[:, 0])[year[2047]] == pytest.approx(
        1.02 * 244 / 366, abs=0.01
    )


def test_a_promise_of_a_segment_caps_the_rent() -> None:
    free, _ = rents(200, date(2027, 6, 1), date(2028, 9, 1), market=2000.0)
    mid, _ = rents(200, date(2027, 6, 1), date(2028, 9, 1), let_as=1.0, market=2000.0)
    low, _ = rents(200, date(2027, 6, 1), date(2028, 9, 1), let_as=0.0, market=2000.0)
    assert (free.share == 1).all()
    assert (low.share < mid.share).all()
    assert (mid.points[0], low.points[0]) == (186, 143)


def test_points_of_the_command() -> None:
    law = Law(all_tables(), date(2026, 1, 1), date(2026, 1, 1))
    first, works = date(2026, 6, 1), date(2027, 12, 31)
    amounts = {p: of_points(p, "self_contained", (first, works), law) for p in (143, 144, 186, 187)}
    assert [amounts[p]["with_surcharge"] for p in (143, 144, 186, 187)] == [932.93, 1033.70, 1350.88, 1234.92]
    assert amounts[187]["segment"] == "free"
    late = of_points(144, "self_contained", (first, date(2028, 1, 1)), law)
    assert late["with_surcharge"] == 939.73


# --- through the engine -----------------------------------------------------------------------------


def test_no_input_behind_any_value_is_unknown(tmp_path: Path) -> None:
    floors = "floors:\n  - {storeys: 3, area: 1200, depth: 14.4, converted_storeys: 2}\n  - {storeys: 2, area: 1200, depth: 26, core_area: 90}\n"
    a = run_of(example(tmp_path, without=("programme",), more=MIX + floors))
    for name, o in a.run.outcomes.items():
        assert unknown(o.value_after_tax, a.trail) == [], name


def test_no_surcharge_in_the_exit_value_after_its_end(tmp_path: Path) -> None:
    read = example(tmp_path, without=("programme", "leases"), more=MIX)
    overlay = tmp_path / "none.yaml"
    overlay.write_text("rent_law.surcharge_rate:\n  - {from: 2024-07-01, value: 0.0}\n", encoding="utf-8")
    with_it, without = run_of(read), run_of(read, overlay)
    a, b = (x.run.outcomes["convert_let"] for x in (with_it, without))
    assert a.sales.price[0] == pytest.approx(b.sales.price[0]), "the horizon lies beyond the twenty years"
    assert a.value_after_tax[0] > b.value_after_tax[0] + 1000
    block, plain = (x.run.outcomes["convert_sell_block"] for x in (with_it, without))
    lasting = float(block.plan.rent_share[-1, 0] / plain.plan.rent_share[-1, 0])
    assert lasting == pytest.approx(1)
    gain = float(block.sales.price[0] / plain.sales.price[0] - 1)
    share = float((block.plan.rent_share / plain.plan.rent_share).max() - 1)
    assert 0 < gain < share, "a buyer pays for twenty years, not for ever"


def test_regulated_rent_is_seen_in_the_sum_and_in_the_result(tmp_path: Path) -> None:
    a = run_of(example(tmp_path))
    names = {n.name for n in a.trail.nodes.values()}
    assert {
        "rent_points",
        "maximum_rent",
        "regulated_rent",
        "allowed_share",
        "share_over_time",
        "dwellings_built",
    } <= names
    o = a.run.outcomes["convert_let"]
    found = rent_law(o, a.run.setting)
    assert found is not None
    assert found.modelled
    assert found.asked_share < 1
    years = rents_by_year(o, a.run.setting)
    assert all(y.rent <= y.market_rent + 1e-9 and (y.cap is None or y.rent <= y.cap + 1e-9) for y in years)
    assert (years[0].year, years[-1].year) == (2030, 2056)


def test_before_july_2024_the_rent_is_as_given(tmp_path: Path) -> None:
    studio = read_building(EXAMPLE.parent / "de-studio-amsterdam.yaml")
    a = run_of(studio)
    found = rent_law(a.run.outcomes["convert_let"], a.run.setting)
    assert found is not None
    assert (found.modelled, found.asked_share, found.limit, found.free) == (False, 1.0, 652.52, False)
    assert rents_by_year(a.run.outcomes["convert_let"], a.run.setting) == ()


def test_a_better_label_and_a_balcony_move_rent_and_works(tmp_path: Path) -> None:
    base = run_of(example(tmp_path)).run.outcomes["convert_let"].plan
    better = (
        run_of(example(tmp_path, more="options: {convert_let: {label_after: A++, outdoor_area: 4}}\n"))
        .run.outcomes["convert_let"]
        .plan
    )
    assert better.points[0] - base.points[0] == 48 - 37 + 5 + 3.5 - 0.5
    assert better.works_per_m2[0] - base.works_per_m2[0] == pytest.approx(2 * 45 + 80 * 4 * 1600 / 6000)


def test_partial_conversion_keeps_tenants_rent_and_an_office_to_sell(tmp_path: Path) -> None:
    some = "floors: [{storeys: 5, area: 1200, depth: 14.4, converted_storeys: 2}]\n"
    every = "floors: [{storeys: 5, area: 1200, depth: 14.4, converted_storeys: 5}]\n"
    part, whole, plain = (run_of(example(tmp_path, more=more)).run for more in (some, every, ""))
    for name in VARIANTS:
        assert whole.outcomes[name].value_after_tax == pytest.approx(
            plain.outcomes[name].value_after_tax, rel=1e-12
        )
        kept = part.outcomes[name]
        assert kept.plan.works_area[0] == 2400
        assert kept.plan.works_start[0] < whole.outcomes[name].plan.works_start[0], (
            "nobody has to leave first"
        )
    held, gone = part.outcomes["convert_let"].income, whole.outcomes["convert_let"].income
    assert held.sitting[:, 0].sum() >= gone.sitting[:, 0].sum() > 0
    late = part.setting.periods.starts[:, 0] > 3650
    assert (held.relet[late] > 0).all()
    assert (held.let_area[:, 0] <= 5100 * 0.6 + 5100 * (part.setting.periods.starts[:, 0] < 1200)).all()
    assert part.outcomes["convert_let"].sales.price[0] > 0.35 * whole.outcomes["convert_let"].sales.price[0]


def test_many_buildings_at_once_equal_one_at_a_time(tmp_path: Path) -> None:
    from transformatie.cases import stacked
    from transformatie.run import run, setting_of

    read = example(tmp_path, without=("programme",), more=MIX)
    other = example(tmp_path, without=("programme",))
    both = [run_of(r).resolved for r in (read, other)]
    a = run_of(read)
    axis = a.run.setting.periods
    together = run(setting_of(both, stacked(both, axis.years), axis, a.law), a.run.options)
    for i, r in enumerate((read, other)):
        alone = run_of(r).run
        for name in together.outcomes:
            assert together.outcomes[name].value_after_tax[i] == pytest.approx(
                alone.outcomes[name].value_after_tax[0], rel=1e-12
            )


# --- the gate ---------------------------------------------------------------------------------------

IDS = sorted({c.id for e in editions().values() for c in e.criteria if e.options})
ALL = {c.id: c.yes == "favourable" for e in editions().values() if e.options for c in e.criteria}


#: Criteria that the measures of the example answer: a fact is no missing answer.
BY_FACT = {
    x.id
    for f in fits_of(
        read_building(EXAMPLE).building.model_copy(
            update={"fit": read_building(EXAMPLE).building.fit.model_copy(update={"answers": {}})}
        ),
        LAW,
    )
    for x in f.lines
    if x.basis == "fact"
}


def answered(building: Building, answers: Mapping[str, bool | None], **facts: Any) -> Building:
    fit = building.fit.model_copy(
        update={
            "answers": dict(answers),
            "edition": 2018,
            "facts": building.fit.facts.model_copy(update=facts),
        }
    )
    return building.model_copy(update={"fit": fit})


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_half_of_the_answers_give_an_interval_that_holds_the_whole(data: st.DataObject) -> None:
    building = read_building(EXAMPLE).building
    open_ids = [i for i in IDS if i not in BY_FACT]
    size = len(open_ids) // 2
    whole = {i: data.draw(st.booleans()) for i in open_ids}
    kept = data.draw(st.sets(st.sampled_from(open_ids), min_size=size, max_size=size))
    full, half = (fits_of(answered(building, x), LAW) for x in (dict(whole), {i: whole[i] for i in kept}))
    for a, b in zip(full, half, strict=True):
        assert a.share_low == a.share_high
        assert b.share_low <= a.share_low <= b.share_high
        assert b.vetoes in ("unknown", a.vetoes) or a.vetoes == "broken"


def test_gate_is_red_by_a_broken_veto_and_amber_by_doubt(tmp_path: Path) -> None:
    a = run_of(example(tmp_path))
    building, plan = a.resolved.read.building, a.run.outcomes["convert_let"].plan
    good = dict(ALL)
    assert gate(plan, answered(building, good), a.law).band == "green"
    assert gate(plan, answered(building, good | {"V9": False}), a.law).band == "red"
    unknown_veto = gate(plan, answered(building, {k: v for k, v in good.items() if k != "V9"}), a.law)
    assert (unknown_veto.band, "V9" in unknown_veto.reason.nl) == ("amber", True)
    bad = good | {i: not v for i, v in good.items() if i[0] in "LB"}
    low = gate(plan, answered(building, bad), a.law)
    assert low.band == "amber"
    assert low.low == 0


def test_what_follows_temporary_use_is_judged_too(tmp_path: Path) -> None:
    a = run_of(example(tmp_path))
    building, plan = a.resolved.read.building, a.run.outcomes["temporary"].plan
    assert gate(plan, answered(building, ALL | {"V9": False}), a.law).band == "red"
    assert gate(plan, answered(building, ALL | {"T1": False}), a.law).band == "red"
    assert gate(plan, answered(building, dict(ALL)), a.law).band == "green"


def test_an_office_without_label_c_may_not_be_let(tmp_path: Path) -> None:
    change = (("energy_label: C", "energy_label: D"),)
    read = example(tmp_path, change=change)
    found = fit_of("hold", read.building, LAW)
    assert found is not None
    assert found.band == "red"
    assert fit_of("hold", answered(read.building, {}, label_c_exempt=True), LAW).vetoes == "met"  # type: ignore[union-attr]
    before = date(2022, 12, 31)
    early = fit_of("hold", read.building, Law(all_tables(), before, before))
    assert early is not None
    line = early.line("H1")
    assert line is not None


def test_a_monument_may_not_be_demolished(tmp_path: Path) -> None:
    read = example(tmp_path, change=(("monument: false", "monument: true"),))
    assert fit_of("demolish_build_new", read.building, LAW).band == "red"  # type: ignore[union-attr]


def test_answers_of_2007_mean_the_opposite(tmp_path: Path) -> None:
    building = read_building(EXAMPLE).building
    yes = {i: True for i in IDS if i[0] in "LB"}
    newer = fit_of("convert_let", answered(building, yes), LAW)
    older_fit = building.fit.model_copy(update={"answers": yes, "edition": 2007})
    older = fit_of("convert_let", building.model_copy(update={"fit": older_fit}), LAW)
    assert newer is not None
    assert older is not None
    assert newer.share_low > older.share_low
    assert (newer.label_if_unfavourable, older.label_if_unfavourable) == ("excellent", "not_transformable")


def test_the_owners_weights_count(tmp_path: Path) -> None:
    building = read_building(EXAMPLE).building
    weighed = building.fit.model_copy(
        update={"weights": building.fit.weights.model_copy(update={"location": 1.0, "building": 1.0})}
    )
    found = fit_of("convert_let", building.model_copy(update={"fit": weighed}), LAW)
    assert found is not None
    assert found.highest == 51


def test_selling_all_does_not_meet_a_share_of_social_rent(tmp_path: Path) -> None:
    a = run_of(example(tmp_path, without=("programme",), more="programme: {social_share: 0.3}\n"))
    asked, plans = a.resolved.read.building.programme, {n: o.plan for n, o in a.run.outcomes.items()}
    assert not shares_met(plans["convert_sell_units"], asked)
    assert shares_met(plans["convert_let"], asked), "dwellings of 134 points are low rent"
    assert shares_met(plans["hold"], asked)


@pytest.mark.parametrize(
    "text, says",
    [
        ("fit: {edition: 2018, answers: {V11: true}}", "criterion"),
        ("fit: {answers: {L1: true}}", "edition"),
        ("fit: {edition: 2019}", "2018"),
        ("fit: {edition: 2018, answers: {V1: perhaps}}", "V1"),
        ("fit: {facts: {facade_noise: 300}}", "facade_noise"),
        ("floors: [{storeys: 5, area: 1200, converted_storeys: 6}]", "at most 5"),
        ("floors: [{storeys: 5, area: 500}]", "gross floor area"),
        ("floors: [{storeys: 4, area: 1500}]", "building.storeys"),
        ("programme: {social_share: 0.7, mid_share: 0.5}", "at most 1"),
        ("programme: {mix: [{share: 0.5, area: 50}]}", "add up to 1"),
        ("programme: {mix: [{share: 1, area: 5}]}", "area"),
        ("options: {convert_let: {label_after: Z}}", "number"),
    ],
)
def test_hostile_input_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        appraised(example(tmp_path, without=(text.split(":")[0],), more=text + "\n"), Question())
    message = error.value.text("en")
    assert says in message
    assert ".yaml:" in message


# --- optimum, floor plans, carbon -------------------------------------------------------------------


def test_the_optimum_is_the_best_that_is_allowed_and_what_the_engine_says_alone(tmp_path: Path) -> None:
    asked = "programme: {social_share: 0.3, mid_share: 0.3, most_parking: 5, least_area: 35}\n"
    a = run_of(example(tmp_path, without=("programme",), more=asked))
    found = optimum(a.run, a.resolved)
    assert found is not None
    assert found.best is not None
    assert found.able < found.tried
    assert found.best == found.shown[0]
    values = [c.value_after_tax for c in found.shown]
    assert values == sorted(values, reverse=True)
    for c in found.shown:
        assert c.option != "convert_sell_units"
        assert min(t.aimed_area for t in c.types) >= 35
        assert c.parking_needed <= 5
        low = sum(t.number for t in c.types if t.segment == "low")
        assert low >= 0.3 * c.dwellings - 1
    best = found.best
    mix = "\n".join(
        f"    - {{share: {t.share}, area: {t.aimed_area}, outdoor_area: {best.outdoor_area}, let_as: {t.let_as}}}"
        for t in best.types
    )
    more = f"programme:\n  mix:\n{mix}\noptions: {{{best.option}: {{label_after: {best.label}}}}}\n"
    alone = run_of(example(tmp_path, without=("programme",), more=more)).run.outcomes[best.option]
    assert alone.value_after_tax[0] == pytest.approx(best.value_after_tax, rel=1e-9)


def test_no_programme_where_the_share_cannot_be_met(tmp_path: Path) -> None:
    a = run_of(example(tmp_path, without=("programme",), more="programme: {social_share: 0.3}\n"))
    found = optimum(a.run, a.resolved, ("convert_sell_units",))
    assert found is not None
    assert (found.best, found.able) == (None, 0)


def test_trials_are_few() -> None:
    for asked in ({}, {"social_share": 0.3, "mid_share": 0.4}, {"social_share": 1.0}):
        assert 0 < len(trials(Building.model_fields["programme"].annotation(**asked))) <= 2048  # type: ignore[misc]


def drawn(tmp_path: Path, more: str) -> ProgrammeResult:
    a = run_of(example(tmp_path, without=("programme",), more=more))
    found = programme(a.run.outcomes["convert_let"], a.run.setting)
    assert found is not None
    return found


@pytest.mark.parametrize("depth", [12.0, 14.4, 26.0, 38.0])
@pytest.mark.parametrize("access", ["corridor", "gallery"])
def test_no_dwelling_in_a_drawing_is_without_daylight(tmp_path: Path, depth: float, access: str) -> None:
    more = MIX + f"floors: [{{storeys: 5, area: 1200, depth: {depth}, access: {access}}}]\n"
    found = drawn(tmp_path, more)
    for floor in found.floors:
        homes = [r for r in floor.rects if r.kind == "dwelling"]
        assert homes
        for r in homes:
            assert r.y == 0 or r.y + r.depth == pytest.approx(floor.depth)
            assert r.depth <= float(RULES.daylight_depth) + 1e-9
        assert sum(r.width * r.depth for r in floor.rects) == pytest.approx(floor.length * floor.depth)
        for a, b in combinations(floor.rects, 2):
            across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
            along = min(a.y + a.depth, b.y + b.depth) - max(a.y, b.y)
            assert min(across, along) <= 1e-6
    assert sum(t.number for t in found.types) == found.dwellings


def test_a_deep_plate_has_a_dark_core_that_is_no_dwelling(tmp_path: Path) -> None:
    thin, deep = (
        drawn(tmp_path, f"floors: [{{storeys: 5, area: 1200, depth: {d}}}]\n") for d in (14.4, 30.0)
    )
    assert thin.dark_area == 0
    assert deep.dark_area > 1000
    assert deep.usable_area < thin.usable_area


def test_new_build_emits_more_at_once_than_conversion_and_no_carbon_is_in_the_value(tmp_path: Path) -> None:
    a = run_of(example(tmp_path))
    s, b = a.run.setting, a.resolved.read.building
    found = {n: carbon(o, s, b) for n, o in a.run.outcomes.items()}
    assert found["hold"].embodied == found["sell_now"].embodied == 0
    assert found["convert_let"].embodied == pytest.approx(6000 * 110)
    assert found["demolish_build_new"].embodied > 3 * found["convert_let"].embodied
    assert all(c.embodied_low <= c.embodied <= c.embodied_high and c.operational >= 0 for c in found.values())
    assert not any("carbon" in leaf.name for leaf in a.trail.leaves.values())


def test_overlays_and_mix_leave_the_tables_alone() -> None:
    assert tables_with(()).parameters == all_tables().parameters
    assert len(Mix._fields) == 4
