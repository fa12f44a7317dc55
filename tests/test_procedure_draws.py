"""Procedures with chance: the drawn odds and times are those of the tables, and opposition hangs together."""

import time
from dataclasses import fields, replace
from datetime import date
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.dated import Law
from transformatie.errors import LawError
from transformatie.figures import all_tables
from transformatie.formulas.normal import normal_chance, normal_quantile
from transformatie.formulas.odds import Odds, Spread, at_level, odds, triangular
from transformatie.formulas.opposition import thresholds
from transformatie.formulas.permits import Permit, Plan, failed, permit
from transformatie.formulas.procedure import procedure_days
from transformatie.formulas.procedure_draws import (
    LEVELS,
    NEVER_ON,
    VARIABLES,
    Drawn,
    central_uniforms,
    drawn_application,
    drawn_procedure,
)
from transformatie.formulas.routes import Facts
from transformatie.formulas.side_procedures import label_c_exempt_until

TODAY = date(2026, 11, 24)
LAW = Law(all_tables(), TODAY, TODAY)
SEEDS, DRAWS = 40, 10_000
#: Standard errors within which a share over all seeds must lie, and the band of a percentile.
BAND, PERCENTILE_BAND = 4.0, 0.02


def uniforms(seed: int, n: int, levels: bool = False) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.random(n) for name in (*VARIABLES, *(LEVELS if levels else ()))}


def many(
    regime: str, route: str = "regular", o: Odds | None = None, n: int = DRAWS, seed: int = 1, **options
) -> Drawn:
    o = o or odds(regime, LAW, route, dwellings=50)  # type: ignore[arg-type]
    u = uniforms(seed, n)
    received = np.full(n, np.datetime64("2026-11-24"))
    return drawn_procedure(route, received, regime, u, o, LAW, **options)  # type: ignore[arg-type]


def quantile(days: np.ndarray, share: float) -> Any:
    return np.sort(days)[int(share * (len(days) - 1))]


REGIMES = ("wabo-2010", "wabo-2014", "omgevingswet")


# --- the drawn odds are the odds of the tables ------------------------------------------------------------------


@pytest.mark.parametrize("regime", REGIMES)
def test_forty_seeds_reproduce_the_odds_and_the_court_percentiles(regime: str) -> None:
    o = odds(regime, LAW, "regular", dwellings=50)  # type: ignore[arg-type]
    all_draws = [many(regime, o=o, seed=seed) for seed in range(SEEDS)]
    d = {f.name: np.concatenate([getattr(x, f.name) for x in all_draws]) for f in fields(Drawn)}
    granted = ~d["refused"]
    upheld = granted & d["objected"] & d["annulled"] & ~d["appealed"]
    rejected = d["objected"] & ~upheld
    struck = d["appealed"] & d["annulled"] & ~d["higher_appealed"]
    annuls = o.annulled_if_founded.mid
    shares = {
        "extension": (d["extended"], np.ones_like(granted), o.extension.mid),
        "late": (d["late"], np.ones_like(granted), o.late.mid),
        "refused": (d["refused"], np.ones_like(granted), o.refused.mid),
        "objection": (d["objected"], granted, o.objection.mid),
        "objection upheld": (upheld, d["objected"], o.objection_upheld.mid),
        "appeal": (d["appealed"], rejected, o.appeal.mid),
        "struck by the court": (struck, d["appealed"], o.court_founded.mid * annuls),
        "higher appeal": (d["higher_appealed"], d["appealed"] & ~struck, o.higher_appeal.mid),
        "struck by the Raad van State": (
            d["annulled"] & d["higher_appealed"],
            d["higher_appealed"],
            o.higher_founded.mid * annuls,
        ),
    }
    for name, (hits, among, chance) in shares.items():
        share, count = hits[among].mean(), among.sum()
        assert abs(share - chance) <= BAND * np.sqrt(chance * (1 - chance) / count), name
    for name, among, mean, sigma in (
        ("court_months", "appealed", o.court_log_mean, o.court_log_sigma),
        ("higher_months", "higher_appealed", o.higher_log_mean, o.higher_log_sigma),
    ):
        for share in (0.1, 0.5, 0.9):
            wanted = np.exp(mean + sigma * NormalDist().inv_cdf(share))
            assert np.quantile(d[name][d[among]], share) == pytest.approx(wanted, rel=PERCENTILE_BAND), (
                name,
                share,
            )


def test_court_times_are_those_of_the_source() -> None:
    """At most nine months: 59 % in 2011; at most twelve: 75 %; provisional relief within three months: 93 %."""
    o = odds("wabo-2010", LAW, dwellings=50, on=date(2012, 1, 1))
    for months, share in ((9, 0.59), (12, 0.75)):
        assert NormalDist(o.court_log_mean, o.court_log_sigma).cdf(np.log(months)) == pytest.approx(
            share, abs=0.01
        )
    assert NormalDist(o.relief_log_mean, o.relief_log_sigma).cdf(np.log(3)) == pytest.approx(0.93, abs=0.01)


def test_housing_cases_take_their_own_time_and_not_the_mean_of_all() -> None:
    """21 and 34 weeks are means over all cases of the Raad van State; housing takes about 14 months, with priority 8."""
    plain, first = (odds("omgevingswet", LAW, dwellings=50, priority=p) for p in (False, True))
    assert np.exp(plain.higher_log_mean) == pytest.approx(14, abs=0.1)
    assert np.exp(first.higher_log_mean) == pytest.approx(8, abs=0.1)


def test_odds_of_objections_to_permits_are_not_those_of_administrative_law() -> None:
    o = odds("omgevingswet", LAW, dwellings=50)
    assert o.objection_upheld.mid == 0.03
    assert o.objection_upheld.high < 0.25


def test_upheld_is_not_annulled() -> None:
    o = odds("omgevingswet", LAW, dwellings=50)
    kept = many(
        "omgevingswet", o=replace(o, annulled_if_founded=Spread(0, 0, 0), objection_upheld=Spread(0, 0, 0))
    )
    assert not kept.annulled.any(), "a founded appeal whose legal effects are kept leaves the permit"
    gone = many(
        "omgevingswet", o=replace(o, annulled_if_founded=Spread(1, 1, 1), court_founded=Spread(1, 1, 1))
    )
    assert gone.annulled[gone.appealed].all()


def test_levels_move_the_odds_within_their_ranges() -> None:
    spread = Spread(0.2, 0.35, 0.5)
    assert [float(at_level(spread, np.float64(u))) for u in (0.1, 0.5, 0.9)] == pytest.approx(
        [0.2, 0.35, 0.5]
    )
    assert float(at_level(spread, None)) == 0.35
    assert float(at_level(Spread(0, 0.02, 0.3), np.float64(0.001))) == 0.0


def test_waits_are_triangles_between_their_bounds() -> None:
    spread = Spread(2, 4, 8, bounds=True)
    drawn = triangular(spread, np.linspace(0, 1, 100_001))
    assert drawn[0] == 2
    assert drawn[-1] == 8
    assert drawn.mean() == pytest.approx((2 + 4 + 8) / 3, abs=1e-3)
    assert np.all(triangular(Spread(3, 3, 3, True), np.array([0.0, 0.4])) == 3)


# --- one factor of opposition -----------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.01, 0.99)), st.floats(0, 0.9))
def test_thresholds_keep_the_conditional_odds(
    chances: tuple[float, float, float], correlation: float
) -> None:
    t = thresholds(*((c,) for c in chances), correlation)
    z = NormalDist()
    assert t.objection[0] == pytest.approx(z.inv_cdf(1 - chances[0]), abs=1e-3)
    grid = np.linspace(-9, 9, 40_001)
    weight = np.exp(-(grid**2) / 2)
    weight /= weight.sum()
    p1, p2, p3 = (
        normal_chance((np.sqrt(correlation) * grid - x[0]) / np.sqrt(1 - correlation))
        for x in vars(t).values()
    )
    for before, after, chance in ((p1, p2, chances[1]), (p1 * p2, p3, chances[2])):
        assert np.sum(weight * before * after) / np.sum(weight * before) == pytest.approx(chance, abs=2e-3)


def test_chances_of_nought_and_one_never_and_always_happen() -> None:
    t = thresholds((0.0, 1.0), (0.5, 0.5), (0.5, 0.5), 0.5)
    assert t.objection.tolist() == [np.inf, -np.inf]


def test_who_meets_opposition_meets_it_again() -> None:
    """The odds of each step are kept, but two permits of one owner in one draw go to court together."""
    o = odds("omgevingswet", LAW, dwellings=50)
    n = 100_000
    received = np.full(n, np.datetime64("2026-11-24"))
    first, second = uniforms(1, n), uniforms(2, n)
    shared = {**second, "opposition": first["opposition"]}
    a, apart, together = (
        drawn_procedure("regular", received, "omgevingswet", u, o, LAW) for u in (first, second, shared)
    )
    assert together.appealed.mean() == pytest.approx(apart.appealed.mean(), abs=0.005)
    assert (a.appealed & together.appealed).mean() > 1.7 * (a.appealed & apart.appealed).mean()
    few, much = first["opposition"] < 0.2, first["opposition"] > 0.8
    among = [a.appealed[g & a.objected].mean() for g in (few, much)]
    assert among[0] < 0.7 * among[1], (
        "an objector in a quiet place goes to court less often than one in a loud place"
    )


def test_odds_that_are_unknown_together_make_the_tail_longer() -> None:
    """Drawn from their ranges at one level, objection, appeal and higher appeal come together more often than at their mid."""
    o, n = odds("omgevingswet", LAW, dwellings=50), 200_000
    received = np.full(n, np.datetime64("2026-11-24"))
    u = uniforms(3, n)
    level = np.random.default_rng(4).random(n)
    at_mid = drawn_procedure("regular", received, "omgevingswet", u, o, LAW)
    in_range = drawn_procedure("regular", received, "omgevingswet", {**u, "level_opposition": level}, o, LAW)
    mean = np.prod([at_level(s, level).mean() for s in (o.objection, o.appeal, o.higher_appeal)])
    found = in_range.higher_appealed.mean() / (1 - at_mid.refused.mean())
    assert found > 1.15 * mean * (1 - o.objection_upheld.mid)


@pytest.mark.parametrize("route", ["regular", "extensive"])
@pytest.mark.parametrize("regime", REGIMES)
def test_more_opposition_never_shortens_any_procedure(regime: str, route: str) -> None:
    o = odds(regime, LAW, route, dwellings=50)  # type: ignore[arg-type]
    base = many(regime, route, o)
    more = {
        "shift": many(regime, route, o, opposition_shift=0.7),
        "objection": many(regime, route, replace(o, objection=Spread(0.6, 0.6, 0.6))),
        "appeal": many(regime, route, replace(o, appeal=Spread(0.7, 0.7, 0.7))),
        "higher": many(regime, route, replace(o, higher_appeal=Spread(0.9, 0.9, 0.9))),
    }
    for name, other in more.items():
        assert quantile(other.irrevocable, 0.5) >= quantile(base.irrevocable, 0.5), name
        assert quantile(other.irrevocable, 0.8) >= quantile(base.irrevocable, 0.8), name
    assert np.all(more["shift"].irrevocable >= base.irrevocable)
    assert quantile(more["shift"].irrevocable, 0.8) > quantile(base.irrevocable, 0.8)


# --- one procedure per case -------------------------------------------------------------------------------------


def test_the_central_case_is_the_law_itself() -> None:
    o = odds("wabo-2014", LAW, dwellings=50)
    u = central_uniforms()
    received = drawn_application(np.array(["2018-03-01"], "datetime64[D]"), u, o)
    drawn = drawn_procedure("regular", received, "wabo-2014", u, o, LAW)
    plain = procedure_days("regular", received, "wabo-2014", np.array([False]), LAW)
    assert drawn.decided == plain.decided
    assert drawn.in_force == drawn.start_at_risk == plain.in_force
    assert drawn.irrevocable == plain.irrevocable
    assert drawn.failed == NEVER_ON


@pytest.mark.parametrize("route", ["regular", "extensive"])
@pytest.mark.parametrize("regime", REGIMES)
def test_every_draw_tells_one_consistent_story(regime: str, route: str) -> None:
    d = many(regime, route)
    ok = ~d.refused & ~d.annulled
    assert np.array_equal(failed(d), d.refused | d.annulled)
    assert np.all(d.irrevocable[~ok] == NEVER_ON)
    assert np.all(d.irrevocable[ok] < NEVER_ON)
    assert np.all((d.in_force == NEVER_ON) == d.refused)
    assert np.all(d.received < d.decided)
    assert np.all(d.decided[~d.refused] < d.in_force[~d.refused])
    assert np.all(d.start_at_risk >= d.in_force)
    assert np.all(d.in_force[ok] <= d.irrevocable[ok])
    assert np.all(d.failed[d.refused] == d.decided[d.refused])
    assert not np.any(d.refused & (d.objected | d.appealed | d.annulled))
    assert not np.any(d.higher_appealed & ~d.appealed)
    if route == "extensive":
        assert not d.objected.any()
    else:
        assert not np.any(d.appealed & ~d.objected)
    rulings = np.concatenate([d.first_ruling[d.appealed], d.last_ruling[d.higher_appealed]])
    assert np.all(np.is_busday(rulings)), "a ruling is given on a working day"


def test_relief_that_is_granted_holds_the_start_not_the_entry_into_force() -> None:
    o = odds("omgevingswet", LAW, dwellings=50)
    sure = replace(o, objection=Spread(1, 1, 1), relief_asked=Spread(1, 1, 1), relief_granted=Spread(1, 1, 1))
    d = many("omgevingswet", o=sure)
    granted = ~d.refused
    assert np.all(d.in_force[granted] == d.decided[granted] + 1)
    assert np.all(d.start_at_risk[granted] == d.objection_decided[granted])


def test_relief_under_the_wabo_holds_the_extensive_permit_until_the_ruling_on_it() -> None:
    o = odds("wabo-2014", LAW, "extensive", dwellings=50)
    sure = replace(
        o,
        objection=Spread(1, 1, 1),
        appeal=Spread(1, 1, 1),
        relief_asked=Spread(1, 1, 1),
        relief_granted=Spread(0, 0, 0),
    )
    with_relief, without = (
        many("wabo-2014", "extensive", x) for x in (sure, replace(sure, relief_asked=Spread(0, 0, 0)))
    )
    assert np.all(with_relief.in_force >= without.in_force)
    assert np.mean(with_relief.in_force > without.in_force) > 0.9


def test_one_instance_skips_the_court_and_ends_with_its_ruling() -> None:
    old, new = (odds("omgevingswet", LAW, dwellings=50, one_instance=x) for x in (False, True))
    a, b = many("omgevingswet", o=old), many("omgevingswet", o=new)
    assert not b.higher_appealed.any()
    won = b.appealed & ~b.annulled
    assert np.all(b.irrevocable[won] == b.first_ruling[won])
    assert quantile(b.irrevocable, 0.85) < quantile(a.irrevocable, 0.85)


def test_council_advice_asked_late_makes_the_decision_late_not_the_term_longer() -> None:
    early, late = (many("omgevingswet", council_asked_late=x) for x in (False, True))
    wait = (late.decided - early.decided).astype(int)
    assert np.all(wait >= 6 * 7 - 7)
    assert np.mean(wait) == pytest.approx(7 * (6 + 10 + 16) / 3, abs=3)


def test_the_clock_stops_while_the_applicant_completes_the_application() -> None:
    o = odds("omgevingswet", LAW, dwellings=50)
    whole, lacking = (many("omgevingswet", o=replace(o, incomplete=Spread(p, p, p))) for p in (0, 1))
    wait = (lacking.decided - whole.decided).astype(int)
    assert np.mean(wait) == pytest.approx(7 * (2 + 4 + 8) / 3, abs=1.5)


def test_a_long_procedure_outlives_the_label_c_exemption() -> None:
    d = many("omgevingswet")
    until = label_c_exempt_until(np.datetime64("2026-11-24"), np.int64(2), np.array("years"))
    assert str(until) == "2028-11-24"
    in_time = d.irrevocable <= until
    assert 0.6 < in_time.mean() < 0.95
    assert in_time[d.appealed].mean() < 0.5, "a court mostly takes longer than the exemption lasts"


def test_a_case_keeps_its_dates_in_any_company() -> None:
    o = odds("omgevingswet", LAW, dwellings=50)
    u = uniforms(5, 200, levels=True)
    received = np.datetime64("2026-11-24") + np.arange(200)
    whole = drawn_procedure("regular", received, "omgevingswet", u, o, LAW)
    for i in (0, 17, 199):
        alone = drawn_procedure(
            "regular", received[i : i + 1], "omgevingswet", {k: v[i : i + 1] for k, v in u.items()}, o, LAW
        )
        assert all(getattr(alone, f.name)[0] == getattr(whole, f.name)[i] for f in fields(Drawn))


def test_a_later_application_is_never_decided_earlier_in_the_same_draw() -> None:
    o, u = odds("omgevingswet", LAW, dwellings=50), uniforms(6, 2000)
    received = np.full(2000, np.datetime64("2026-11-24"))
    for later in (1, 3, 30):
        a, b = (drawn_procedure("regular", received + d, "omgevingswet", u, o, LAW) for d in (0, later))
        assert np.all(b.decided >= a.decided)
        assert np.all(b.irrevocable >= a.irrevocable)


# --- law and route of the day each case applies -----------------------------------------------------------------


def office(**other) -> Facts:
    flags = {f.name: np.array(False) for f in fields(Facts)}
    return Facts(**{**flags, "outside_plan": np.array(True), "inside_built_up_area": np.array(True), "area": np.array(4000.0),
                    "dwellings_added": np.array(50), **other})  # fmt: skip


def permits(start: str, known: date, regime=None, n: int = 2000, **plan) -> Permit:
    law = Law(all_tables(), known, known)
    return permit(np.full(n, np.datetime64(start)), Plan(office(), 50, **plan), uniforms(7, n), law, regime)


def test_each_case_runs_under_the_law_of_the_day_it_applies() -> None:
    p = permits("2014-03-01", date(2014, 10, 1))
    early = p.drawn.received < np.datetime64("2014-11-01")
    assert 0.1 < early.mean() < 0.9
    assert set(p.regime[early]) == {"wabo-2010"}
    assert set(p.route[early]) == {"extensive"}
    assert set(p.regime[~early]) == {"wabo-2014"}
    assert set(p.route[~early]) == {"regular"}


def test_what_the_change_of_2014_was_worth_in_time() -> None:
    old, new = (permits("2014-03-01", TODAY, regime) for regime in ("wabo-2010", "wabo-2014"))
    months = (quantile(old.drawn.irrevocable, 0.5) - quantile(new.drawn.irrevocable, 0.5)).astype(int) / 30.4
    assert 4 < months < 12


def test_a_procedure_under_a_law_not_yet_known_is_refused() -> None:
    with pytest.raises(LawError):
        permits("2012-03-01", date(2012, 3, 1), "omgevingswet")


def test_odds_before_the_wabo_are_not_known() -> None:
    with pytest.raises(LawError):
        permits("2010-03-01", TODAY)


def test_a_thousand_draws_of_a_route_take_under_ten_milliseconds() -> None:
    o, u = odds("omgevingswet", LAW, dwellings=50), uniforms(8, 1000, levels=True)
    received = np.full(1000, np.datetime64("2026-11-24"))
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        drawn_procedure("regular", received, "omgevingswet", u, o, LAW)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.01


def test_normal_numbers_are_those_of_the_standard_library() -> None:
    u = np.array([1e-6, 0.1, 0.5, 0.9, 1 - 1e-6])
    assert normal_quantile(u).tolist() == pytest.approx([NormalDist().inv_cdf(x) for x in u])
    assert normal_chance(np.array([-2.0, 0.0, 1.5])).tolist() == pytest.approx(
        [NormalDist().cdf(x) for x in (-2.0, 0.0, 1.5)]
    )
    assert np.isfinite(normal_quantile(np.array([0.0, 1.0]))).all()
