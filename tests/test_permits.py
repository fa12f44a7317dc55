"""The permit on the engine: facts make the route, draws make the chance, and time is worth a difference of two values."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from transformatie.cli import main
from transformatie.dated import Law
from transformatie.errors import InputError, LawError
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.figures import all_tables
from transformatie.input.building import read_building
from transformatie.periods import DAYS_A_MONTH, NEVER
from transformatie.permit.cases import Shift, repeated, shifted_values
from transformatie.permit.compare import compare, regimes_named
from transformatie.permit.result import PermitStudy
from transformatie.permit.route import route_dates
from transformatie.permit.study import Lot, studies

EXAMPLE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"
TODAY = date(2026, 11, 24)
ROW = "convert_let"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("permits")


def made(folder: Path, permit: dict[str, Any] | None = None, **parts: Any) -> Path:
    """The example without tenants and with other facts: works wait for the permit alone."""
    body = yaml.safe_load(EXAMPLE.read_text())
    body["leases"] = parts.pop("leases", [])
    if permit:
        body["permit"] = permit
    for key, value in parts.items():
        part, _, name = key.partition("__")
        body[part][name] = value
    text = yaml.safe_dump(body, sort_keys=False)
    path = folder / f"{abs(hash(text))}.yaml"
    path.write_text(text)
    return path


@cache
def _appraised(path: Path) -> Appraised:
    return appraised(read_building(path), Question())


def looked_at(
    folder: Path, permit: dict[str, Any] | None = None, draws: int = 400, **parts: Any
) -> PermitStudy:
    return studies(_appraised(made(folder, permit, **parts)), draws, 1, (ROW,))[ROW]


def dull(study: PermitStudy) -> dict[str, Any]:
    """A study without what only repeats the input."""
    return study.model_dump(mode="json", exclude={"assumed", "why", "starts_on"})


# --- facts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "permit, route",
    [
        ({}, "regular"),
        ({"consent_of_another_body": True}, "regular_with_consent"),
        ({"declared_extensive": True}, "extensive"),
        ({"council_list": True}, "regular"),
    ],
)
def test_facts_of_the_file_make_the_route(folder: Path, permit: dict[str, Any], route: str) -> None:
    assert looked_at(folder, permit, 0).route == route


def test_a_monument_and_a_plan_that_allows_housing_make_the_route(folder: Path) -> None:
    assert looked_at(folder, None, 0, building__monument=True).route == "extensive"
    assert looked_at(folder, None, 0, building__housing_allowed=True).route == "within_plan"


@pytest.mark.parametrize(
    "permit",
    [
        {"consultation": False},
        {"council_list": True, "council_advice_before": False},
        {"consent_of_another_body": True},
        {"declared_extensive": True},
        {"start": "in_force"},
        {"preparation_months": 3},
        {"plan_fee": 43_000},
        {"opposition_shift": 1.5},
        {"priority": True},
        {"regie": True},
        {"flora_season": {"first_month": 4, "last_month": 9}},
        {"grid_connection_months": 60},
        {"vacancy_bylaw": True},
    ],
    ids=lambda p: "-".join(p),
)
def test_no_input_of_the_permit_is_dead(folder: Path, permit: dict[str, Any]) -> None:
    assert dull(looked_at(folder, permit)) != dull(looked_at(folder))


@pytest.mark.parametrize("permit", [{"inside_built_up_area": False}, {"eia_column_1": True}])
def test_facts_of_the_old_law_count_under_the_old_law(folder: Path, permit: dict[str, Any]) -> None:
    old, plain = (
        compare(_appraised(made(folder, p)), ("wabo-2014", "omgevingswet"), 0, 1, TODAY, (ROW,))[0]
        .lines[0]
        .route
        for p in (permit, None)
    )
    assert (old, plain) == ("extensive", "regular")


def test_court_extensions_keep_the_tenants_and_the_works_wait(folder: Path) -> None:
    lease = [{"tenant": "A", "area": 1000, "rent_per_m2": 120, "start": "2020-01-01", "end": "2027-12-31"}]
    plain, longer = (looked_at(folder, p, 0, leases=lease) for p in ({}, {"vacate_extensions": 2}))
    assert plain.works_start
    assert longer.works_start
    assert 720 <= (longer.works_start - plain.works_start).days <= 732
    assert longer.slack_months > plain.slack_months
    tenants = next(x for x in plain.side if x.name == "vacant_possession")
    assert (tenants.start, tenants.end, tenants.latest) == (
        date(2027, 12, 31),
        date(2028, 2, 29),
        date(2031, 2, 28),
    )


def test_a_survey_holds_the_application_and_the_grid_the_hand_over(folder: Path) -> None:
    a = _appraised(
        made(folder, {"flora_season": {"first_month": 4, "last_month": 9}, "grid_connection_months": 60})
    )
    plan = a.run.outcomes[ROW].plan
    assert studies(a, 0, 1, (ROW,))[ROW].application == date(2027, 9, 30)
    assert float(plan.ready[0]) == pytest.approx(60 * DAYS_A_MONTH)
    assert float(plan.works_end[0]) < float(plan.ready[0])


def test_the_owner_of_the_land_is_paid_for_another_use(folder: Path) -> None:
    lease = {"owner": "Gemeente", "canon": 0, "premium_on_change": {"low": 1e5, "mid": 2e5, "high": 4e5}}
    with_lease, without = (_appraised(made(folder, None, **p)) for p in ({"building__leasehold": lease}, {}))
    paid = [float(np.sum(a.run.outcomes[ROW].works.contributions)) for a in (with_lease, without)]
    assert paid[0] - paid[1] == pytest.approx(2e5)
    office = [float(np.sum(a.run.outcomes["redevelop"].works.capital)) for a in (with_lease, without)]
    assert office[0] == pytest.approx(office[1])


def test_relations_between_fields_are_kept(folder: Path) -> None:
    with pytest.raises(InputError, match="council_advice_before"):
        read_building(made(folder, {"council_advice_before": True}))
    with pytest.raises(InputError, match="vacancy_bylaw"):
        read_building(made(folder, {"vacancy_bylaw": True}, building__vacant_since=None))


# --- what time is worth ------------------------------------------------------------------------------


def test_a_month_later_is_the_difference_of_two_whole_appraisals(folder: Path) -> None:
    day = date(2027, 6, 1)
    first = looked_at(folder, None, 0, assess__application_date=day)
    again = _appraised(made(folder, None, assess__application_date=day + timedelta(days=round(DAYS_A_MONTH))))
    later = float(again.run.outcomes[ROW].value_after_tax[0])
    assert first.month_later == pytest.approx(later - first.value, rel=1e-9, abs=0.01)


def test_cases_without_a_shift_are_the_appraisal_itself(folder: Path) -> None:
    a = _appraised(made(folder))
    s = repeated(a.run, a.resolved, 4)
    found = shifted_values(a.run, s, ROW, [Shift(), Shift(later=30.0), Shift()])
    assert found[0] == pytest.approx(float(a.run.outcomes[ROW].value_after_tax[0]), rel=1e-12)
    assert found[0] == found[2] != found[1]


def test_the_permit_costs_time_only_where_works_wait_for_it(folder: Path) -> None:
    empty = looked_at(folder, None, 0)
    lease = [{"tenant": "A", "area": 1000, "rent_per_m2": 120, "start": "2020-01-01", "end": "2030-12-31"}]
    let = looked_at(folder, None, 0, leases=lease)
    decision = (
        {s.name: s for s in empty.steps}["decision_regular"],
        {s.name: s for s in let.steps}["decision_regular"],
    )
    assert decision[0].critical
    assert not decision[1].critical
    assert decision[0].cost
    assert abs(decision[0].cost) > 1_000
    assert decision[1].cost == pytest.approx(0.0, abs=1.0)
    assert empty.slack_months < 0 < let.slack_months


def test_starting_at_own_risk_differs_from_waiting(folder: Path) -> None:
    waits, starts = (looked_at(folder, p, 0) for p in ({}, {"start": "in_force"}))
    assert waits.value == pytest.approx(waits.value_irrevocable)
    assert starts.value == pytest.approx(waits.value_in_force)
    assert waits.works_start
    assert starts.works_start
    assert starts.works_start < waits.works_start


def test_fees_are_lost_on_refusal(folder: Path) -> None:
    plain, dear = (looked_at(folder, p, 0) for p in ({}, {"plan_fee": 100_000}))
    assert dear.plan_fee == 100_000
    assert dear.building_fee == pytest.approx(plain.building_fee)
    # With the fee the granted plan and the refused one both fall in value: it is spent either way.
    fallen = plain.value - dear.value
    assert fallen > 0
    assert (plain.value - plain.refusal_cost) - (dear.value - dear.refusal_cost) > 0.5 * fallen


def test_nothing_is_paid_for_a_deviation_that_the_plan_allows(folder: Path) -> None:
    assert looked_at(folder, {"plan_fee": 100_000}, 0, building__housing_allowed=True).plan_fee == 0.0


# --- draws -------------------------------------------------------------------------------------------


def test_the_chance_by_the_deadline_is_that_of_the_draws(folder: Path) -> None:
    a = _appraised(made(folder, None, owner__deadline=date(2028, 3, 1)))
    study = studies(a, 400, 1, (ROW,))[ROW]
    taken = Lot(a, 400, 1).permit(a.run.options.by_name[ROW])
    assert study.chance_by_deadline == np.mean(taken.irrevocable <= (date(2028, 3, 1) - TODAY).days)
    assert 0.0 < study.chance_by_deadline < study.chance_comes < 1.0  # type: ignore[operator]
    assert study.chance_comes == pytest.approx(1.0 - np.mean(taken.refused | taken.annulled))
    assert np.all((taken.failed < NEVER) == (taken.irrevocable >= NEVER))


def test_a_run_of_draws_takes_the_drawn_days(folder: Path) -> None:
    a = _appraised(made(folder))
    lot, option = Lot(a, 200, 1), a.run.options.by_name[ROW]
    s = replace(lot.setting, permits=replace(lot.setting.permits, uniforms=lot.uniforms, _known={}))
    path, taken = s.permits.path(option, s), lot.permit(option)
    for name in ("applied", "decided", "irrevocable", "failed", "start_at_risk"):
        assert np.array_equal(getattr(path, name), getattr(taken, name))


def test_each_draw_applies_under_the_law_of_its_own_day(folder: Path) -> None:
    a = _appraised(
        made(
            folder,
            None,
            assess__date=date(2023, 6, 1),
            books__woz={2023: 4_400_000},
            owner__other_profit={2023: 1.0},
        )
    )
    taken = Lot(a, 300, 1).permit(a.run.options.by_name[ROW])
    applied = taken.permit.drawn.received
    assert set(taken.permit.regime) == {"wabo-2014", "omgevingswet"}
    assert np.array_equal(taken.permit.regime == "omgevingswet", applied >= np.datetime64("2024-01-01"))


def test_more_opposition_never_brings_the_permit_forward(folder: Path) -> None:
    p90 = [looked_at(folder, {"opposition_shift": x}).drawn_irrevocable.p90 for x in (-2.0, 0.0, 2.0)]
    assert p90 == sorted(p90)
    assert p90[0] < p90[2]


def test_both_outcomes_of_the_wet_regie_while_nobody_knows(folder: Path) -> None:
    unknown, known = looked_at(folder), looked_at(folder, {"regie": False})
    assert [r.in_force for r in unknown.regie] == [False, True]
    assert known.regie == ()
    without, within = unknown.regie
    assert within.irrevocable.p90
    assert without.irrevocable.p90
    assert within.irrevocable.p90 < without.irrevocable.p90
    assert without.irrevocable == unknown.drawn_irrevocable


def test_dates_of_a_step_are_in_order_and_hold_the_central_date(folder: Path) -> None:
    for x in looked_at(folder).steps:
        days = [d for d in (x.earliest, x.median, x.p90) if d]
        assert days == sorted(days), x.name
        if x.raw_end and x.legal_end:
            assert x.raw_end <= x.legal_end


def test_label_c_goes_with_the_drawn_day(folder: Path) -> None:
    study = looked_at(folder, None, building__energy_label="E")
    line = next(x for x in study.side if x.name == "label_c")
    assert line.end == date(2028, 11, 24)
    chance = int(line.note.en.rsplit(" ", 2)[1])
    opposed = next(
        x
        for x in looked_at(folder, {"opposition_shift": 3.0}, building__energy_label="E").side
        if x.name == "label_c"
    )
    assert chance > int(opposed.note.en.rsplit(" ", 2)[1])
    assert not any(x.name == "label_c" for x in looked_at(folder).side)


def test_a_thousand_draws_of_all_options_take_no_time(folder: Path) -> None:
    a = _appraised(made(folder))
    lot = Lot(a, 1000, 1)
    asking = [o for n, o in a.run.options.by_name.items() if a.run.outcomes[n].plan.does("apply")]
    lot.permit(asking[0])
    start = time.process_time()
    for option in asking:
        lot.permit(option)
    assert time.process_time() - start < 0.4  # 0.12 s on a free core; shared ones are slower


# --- regimes side by side ----------------------------------------------------------------------------


def test_under_its_own_law_a_building_is_worth_what_the_engine_says(folder: Path) -> None:
    a = _appraised(made(folder))
    line = compare(a, ("omgevingswet", "wabo-2010"), 0, 1, TODAY, (ROW,))[0].lines[0]
    assert line.value == pytest.approx(float(a.run.outcomes[ROW].value_after_tax[0]), rel=1e-12)
    assert (line.difference, line.difference_empty, line.difference_months) == (0.0, 0.0, 0.0)


def test_the_wider_minor_deviation_saves_months_and_is_a_difference_of_values(folder: Path) -> None:
    found = compare(_appraised(made(folder)), ("wabo-2010", "wabo-2014", "omgevingswet"), 200, 1, TODAY)
    by = {c.option: {x.regime: x for x in c.lines} for c in found}
    old, new = by[ROW]["wabo-2010"], by[ROW]["wabo-2014"]
    assert (old.route, new.route) == ("extensive", "regular")
    assert new.difference_months < -5
    assert new.irrevocable_p50 < old.irrevocable_p50
    assert new.difference == pytest.approx(new.value - old.value)
    # Without tenants the building is its own empty twin.
    assert new.difference_empty == pytest.approx(new.difference, abs=0.01)
    # New building outside the plan was no minor deviation in 2014 either.
    assert by["demolish_build_new"]["wabo-2014"].route == "extensive"


def test_regimes_are_named_and_at_least_two() -> None:
    assert regimes_named(("wabo-2010", "omgevingswet", "wabo-2010")) == ("wabo-2010", "omgevingswet")
    for wrong in (("wabo-2010",), ("wabo-2010", "wabo"), ("", "omgevingswet")):
        with pytest.raises(InputError):
            regimes_named(wrong)


# --- dates for anyone, and the command ---------------------------------------------------------------


def test_the_chain_of_today() -> None:
    found = {s.name: s.legal for s in route_dates("regular", TODAY, Law(all_tables(), TODAY, TODAY)).steps}
    assert found == {
        "decision": date(2027, 1, 19),
        "decision_extended": date(2027, 3, 2),
        "in_force": date(2027, 1, 20),
        "objection": date(2027, 3, 2),
        "irrevocable": date(2027, 3, 3),
        "irrevocable_extended": date(2027, 4, 14),
        "decision_on_objection": date(2027, 5, 25),
        "decision_on_objection_postponed": date(2027, 7, 6),
        "irrevocable_objection": date(2027, 8, 18),
    }


def test_an_old_application_has_its_tacit_permit_and_an_extensive_one_waits() -> None:
    law = Law(all_tables(), TODAY, TODAY)
    regular, extensive = (route_dates(r, date(2022, 12, 15), law) for r in ("regular", "extensive"))  # type: ignore[arg-type]
    assert {s.name: s.legal for s in regular.steps}["tacit"] == date(2023, 2, 10)
    dates = {s.name: s.legal for s in extensive.steps}
    assert "tacit" not in dates
    assert "decision_on_objection" not in dates
    assert dates["in_force"] == dates["irrevocable"] == dates["appeal_direct"] + timedelta(days=1)
    with pytest.raises(LawError):
        route_dates("regular_with_consent", date(2022, 12, 15), law)


def called(*args: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["permits", *args])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_command_speaks_both_languages_and_json(folder: Path, lang: str) -> None:
    path = str(made(folder))
    code, out, err = called(path, "--option", "convert", "--draws", "200", "--lang", lang, "--json", "-")
    assert code == 0, err
    value = json.loads(out)
    assert [p["option"] for p in value["permits"]] == [
        "convert_let",
        "convert_sell_units",
        "convert_sell_block",
    ]
    assert ("Onherroepelijk" if lang == "nl" else "Irrevocable") in err
    code, out, err = called(
        path, "--compare", "wabo-2010,omgevingswet", "--draws", "0", "--lang", lang, "--json", "-"
    )
    assert code == 0
    assert len(json.loads(out)["options"][0]["lines"]) == 2
    code, out, _ = called("--route", "extensive", "--received", "2026-11-24", "--lang", lang)
    assert code == 0
    assert "26-05-24" in out or "24-05-2027" in out or "2027-05-24" in out


@pytest.mark.parametrize(
    "args",
    [
        (str(EXAMPLE), "--option", "nothing"),
        (str(EXAMPLE), "--compare", "wabo"),
        ("--route", "regular"),
        (str(EXAMPLE), "--route", "regular", "--received", "2026-11-24"),
        ("--route", "regular", "--received", "2009-01-01"),
        ("no-such-file.yaml",),
        (),
    ],
)
def test_a_wrong_command_ends_in_words_and_code_two(args: tuple[str, ...]) -> None:
    code, out, err = called(*args)
    assert code == 2
    assert out == ""
    assert err
    assert "Traceback" not in err
