"""The vacancy bill on the engine: what holds for any building, and the rules a bill must not break."""

import json
import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from tests.buildings import building
from transformatie.cli import main
from transformatie.errors import InputError
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.formulas.rounding import cents
from transformatie.input.building import read_building
from transformatie.input.units import empty_by_unit, units_of
from transformatie.vacancy.bill import bill_of, ledger
from transformatie.vacancy.emptiness import emptiness, keys, year_bill
from transformatie.vacancy.result import Emptiness, YearBill

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "kantoor-nieuwegein.yaml"


def values() -> dict[str, Any]:
    """The example, to change."""
    loaded: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return loaded


def appraise(raw: dict[str, Any], folder: Path) -> Appraised:
    path = folder / "building.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return appraised(read_building(path), Question())


@pytest.fixture(scope="module")
def example() -> Appraised:
    return appraised(read_building(EXAMPLE), Question())


@pytest.fixture(scope="module")
def study(example: Appraised) -> Emptiness:
    return emptiness(example)


def empty_office(**costs: Any) -> dict[str, Any]:
    """5,000 m2, wholly empty since 2020, no growth of cost, no other profit."""
    raw = values()
    raw["building"] |= {
        "gross_floor_area": 6000,
        "lettable_floor_area": 5000,
        "vacant_since": date(2020, 1, 1),
    }
    raw["leases"], raw["costs"] = [], costs
    raw["market"]["growth"] = {"running_cost": 0.0}
    return raw


# Any building


def with_units(rng: Random) -> dict[str, Any]:
    """A generated building with floors of its own, keys of every kind, and cost lines only an owner names."""
    raw = building(rng, horizon=10)
    for n, lease in enumerate(raw["leases"]):
        lease["tenant"] = f"Tenant {n}"
    running = [x for x in raw["leases"] if x["start"] <= raw["assess"]["date"]]
    raw["leases"] = running
    left = round(raw["building"]["lettable_floor_area"] - sum(x["area"] for x in running), 1)
    units = [{"name": f"floor {n}", "area": x["area"], "tenant": x["tenant"]} for n, x in enumerate(running)]
    cut = [rng.uniform(0.2, 0.5) * left for _ in range(2)]
    units += [{"name": f"empty {n}", "area": round(a, 1)} for n, a in enumerate([*cut, left - sum(cut)])]
    for unit in units:
        unit |= {
            "meter": rng.randrange(900),
            "woz": rng.randrange(1, 900_000),
            "deed_share": rng.randrange(1, 50),
        }
    raw["units"] = units
    raw["costs"] = rng.choice(
        [
            {},
            {
                "vve_per_year": rng.randrange(40_000),
                "vve_covers": ["maintenance"],
                "area_fund_per_year": 1234.56,
            },
            {"all_in_vacant_per_m2": round(rng.uniform(5, 40), 2)},
            {"standby_energy_per_year": 9_999.99, "security_per_year": 3_333.33},
        ]
    )
    return raw


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> list[Appraised]:
    rng, folder = Random(5), tmp_path_factory.mktemp("generated")
    return [appraise(with_units(rng), folder) for _ in range(8)]


def bills(a: Appraised) -> list[YearBill]:
    years = (0, 1, 4)
    return [year_bill(a, ledger(o, a.run.setting), n, t) for n, o in a.run.outcomes.items() for t in years]


def test_cells_add_up_in_cents_and_none_flips_sign(generated: list[Appraised]) -> None:
    seen = 0
    for bill in (b for a in generated for b in bills(a)):
        for line in bill.lines:
            whole = cents(line.amount)
            assert sum(cents(b.amount) for b in line.bearers) == whole
            assert sum(cents(u.amount) for u in line.units) == whole
            assert cents(line.carried) + cents(line.extra) == whole
            assert all(b.amount * line.amount >= 0 for b in (*line.bearers, *line.units))
            seen += 1
        assert (
            sum(cents(x.amount) for x in bill.lines)
            == cents(bill.total)
            == cents(bill.carried) + cents(bill.extra)
        )
        assert sum(cents(u.amount) for u in bill.units) == cents(bill.total)
        for i, party in enumerate(bill.bearers):
            assert sum(cents(x.bearers[i].amount) for x in bill.lines) == cents(party.amount)
            assert sum(cents(u.bearers[i].amount) for u in bill.units) == cents(party.amount)
    assert seen > 500


def test_order_of_units_and_leases_changes_nothing(generated: list[Appraised], tmp_path: Path) -> None:
    for n, a in enumerate(generated[:3]):
        raw = _raw(a)
        other = deepcopy(raw)
        Random(n).shuffle(other["units"])
        Random(n).shuffle(other["leases"])
        one, two = (
            year_bill(x, ledger(x.run.outcomes["hold"], x.run.setting), "hold", 1)
            for x in (a, appraise(other, tmp_path))
        )
        assert {x.name: x.amount for x in one.units} == {x.name: x.amount for x in two.units}
        assert [(x.name, x.bearers) for x in one.lines] == [(x.name, x.bearers) for x in two.lines]


def _raw(a: Appraised) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(json.dumps(a.resolved.read.document.values, default=str))
    return raw


def test_merging_two_empty_units_changes_no_total_of_the_building(generated: list[Appraised]) -> None:
    for a in generated:
        house, s = a.resolved.read.building, a.run.setting
        for o in a.run.outcomes.values():
            book, units = ledger(o, s), units_of(house)
            apart = keys(units, empty_by_unit(units, house, o, s), book, 1)
            merged = {n: {"empty 0": k["empty 0"] + k["empty 1"], **{u: w for u, w in k.items() if u not in ("empty 0", "empty 1")}}
                      for n, k in apart.items()}  # fmt: skip
            one, two = bill_of(book, 1, apart), bill_of(book, 1, merged)
            for line, bearer in {(cell[0], cell[3]) for cell in one.cells}:
                assert one.total(line=line, bearer=bearer) == two.total(line=line, bearer=bearer)


def test_the_bill_is_what_the_owners_cash_flow_pays(generated: list[Appraised]) -> None:
    """Let part, empty part and extra are together the carrying cost of the engine: the bill invents nothing."""
    for a in generated:
        for o in a.run.outcomes.values():
            lines = o.costs.lines.values()
            assert np.allclose(sum(line.let + line.anyway + line.extra for line in lines), o.costs.total)


# Lines


def test_all_in_is_the_benchmark_and_replaces_the_lines(tmp_path: Path) -> None:
    """V01: 5,000 m2 at 14.92 is 74,600.00 a year, carried anyway and extra together."""
    a = appraise(empty_office(all_in_vacant_per_m2=14.92), tmp_path)
    plan = a.run.outcomes["demolish_sell_land"]
    bill = year_bill(a, ledger(plan, a.run.setting), "demolish_sell_land", 0)
    whole = ledger(plan, a.run.setting)
    held = float(a.run.setting.periods.by_year(plan.income.held * a.run.setting.periods.in_years)[0, 0])
    assert [x.name for x in bill.lines] == ["all_in"]
    assert whole.total[0] == pytest.approx(74_600.0 * held)


def test_all_in_beside_a_line_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not both"):
        appraise(empty_office(all_in_vacant_per_m2=14.92, security_per_year=1000), tmp_path)


def test_an_owners_association_stands_in_for_what_it_covers(tmp_path: Path) -> None:
    own, covered = (
        appraise(empty_office(**extra), tmp_path)
        for extra in ({}, {"vve_per_year": 30_000, "vve_covers": ["maintenance", "insurance", "services"]})
    )
    before, after = ({x.name: x.amount for x in emptiness(a).bill.lines} for a in (own, covered))
    assert {"maintenance", "insurance", "services"} <= before.keys()
    assert not {"maintenance", "insurance", "services"} & after.keys()
    assert after["vve"] > 0
    assert "vve" not in before


def test_services_of_an_empty_unit_cost_what_a_let_one_does_and_an_empty_building_half() -> None:
    from transformatie.formulas.empty import unlet_service_rate

    assert float(unlet_service_rate(np.float64(31.52), np.float64(14.92), np.float64(1.0))) == 31.52
    assert float(unlet_service_rate(np.float64(31.52), np.float64(14.92), np.float64(0.0))) == 14.92


def test_no_surcharge_within_the_insurers_term(tmp_path: Path) -> None:
    """The same building, empty for a day or for years: the first sixty days cost no more premium."""
    raw = empty_office()
    raw["assess"]["date"] = date(2026, 1, 1)
    raw["books"]["woz"] = {2026: 4_400_000}
    extra = []
    for since in (date(2025, 12, 31), date(2020, 1, 1)):
        raw["building"]["vacant_since"] = since
        a = appraise(raw, tmp_path)
        rate = a.run.outcomes["hold"].costs.lines["insurance"].extra[:, 0]
        extra.append(rate[:4])
    assert extra[0][0] == 0
    assert extra[0][3] > 0
    assert extra[1][0] > 0


def test_renewing_tenants_pay_no_letting_fee(tmp_path: Path) -> None:
    raw = values()
    for lease in raw["leases"]:
        lease["renewal_chance"] = 1.0
    raw["building"]["lettable_floor_area"], raw["building"]["vacant_since"] = 2550, None
    a = appraise(raw, tmp_path)
    assert np.allclose(a.run.outcomes["hold"].costs.lines["letting"].extra, 0.0)


def test_management_is_never_nothing(tmp_path: Path) -> None:
    a = appraise(empty_office(), tmp_path)
    line = ledger(a.run.outcomes["demolish_build_new"], a.run.setting).by_year("management", "extra")
    assert line[0] > 0


def test_user_part_is_foregone_when_empty_and_due_for_whole_years_when_given_in_use(
    example: Appraised,
) -> None:
    s = example.run.setting
    hold, used = (emptiness(example, option=n) for n in ("hold", "temporary"))
    missed = {f.name: f for f in hold.bill.foregone}["ozb_user_foregone"]
    assert [x.name for x in missed.losers] == ["municipality"]
    assert "ozb_user" not in [x.name for x in hold.bill.lines]
    book = ledger(example.run.outcomes["temporary"], s)
    due = book.by_year("ozb_user", "extra")
    o = example.run.outcomes["temporary"]
    first = s.periods.date_of(o.plan.temporary_from)[0].astype(object).year
    years = s.periods.years
    assert due[list(years).index(first)] == 0
    t = list(years).index(first + 1)
    empty = 1 - o.income.leased_share[s.periods.year_starts[t], 0]
    assert due[t] == pytest.approx(o.woz[t, 0] * s.cases.ozb_user_rate[0] * empty)
    assert used.options[[x.name for x in used.options].index("temporary")].ozb_user > 0


def test_temporary_use_nets_fees_against_what_it_costs(example: Appraised) -> None:
    bill = emptiness(example, 2028, "temporary").bill
    lines = {x.name: x.amount for x in bill.lines}
    assert (
        lines["temporary_fees"]
        < 0
        < min(lines["ozb_user"], lines["temporary_energy"], lines["irrecoverable_vat"])
    )
    plain = {x.name: x.amount for x in emptiness(example, 2028, "convert_let").bill.lines}
    assert lines["security"] < plain["security"]


@pytest.mark.parametrize(
    "key, low, high", [("place", "mono_functional", "city_centre"), ("quality", "poor", "high")]
)
def test_place_and_quality_move_the_odds(key: str, low: str, high: str, tmp_path: Path) -> None:
    found = []
    for kind in (low, None, high):
        raw = values()
        if kind:
            raw["market" if key == "place" else "building"][key] = kind
        found.append(float(appraise(raw, tmp_path).run.outcomes["hold"].value_after_tax[0]))
    assert found == sorted(found)
    assert len(set(found)) == 3


# Who bears it


def test_a_loss_carried_forward_is_borne_now_and_relieved_later(study: Emptiness) -> None:
    bill = study.bill
    assert {b.name: b.amount for b in bill.bearers}["treasury"] == 0
    assert bill.later.amount > bill.later.present_value > 0
    assert bill.later.last_year == 2029


def test_the_sentence_that_matters_holds_its_own_years(example: Appraised, tmp_path: Path) -> None:
    raw = values()
    raw["owner"]["other_profit"] = {2026: 2_000_000, 2030: 0}
    t = emptiness(appraise(raw, tmp_path)).treasury
    assert (t.why, t.ends_in) == ("profit", 2030)
    assert 0 < t.cents <= 25.8 + 1e-6


@pytest.mark.parametrize("kind", ["exempt", "box3"])
def test_no_shield_without_profit_tax(kind: str, tmp_path: Path) -> None:
    raw = values()
    raw["owner"]["kind"] = kind
    raw["books"].pop("loans")
    found = emptiness(appraise(raw, tmp_path))
    assert found.treasury.why == "untaxed"
    assert {b.name: b.amount for b in found.bill.bearers}.get("treasury", 0.0) == 0
    assert found.bill.later.amount == 0
    assert found.bill.softening is None


def test_set_off_is_worth_the_difference_in_time_and_not_the_whole_shield(study: Emptiness) -> None:
    soft = study.bill.softening
    assert soft is not None
    assert soft.softening == pytest.approx(soft.relief - soft.alone)
    assert 0 < soft.softening < soft.relief


def test_interest_and_missed_rent_stand_outside_the_bill(study: Emptiness) -> None:
    bill = study.bill
    assert bill.below is not None
    assert bill.below.interest == pytest.approx(2_800_000 * 0.047)
    assert sum(x.amount for x in bill.lines) == pytest.approx(bill.total)
    assert not {f.name for f in bill.foregone} & {x.name for x in bill.lines}


def test_no_decision_reads_the_bill() -> None:
    """Sums of the bill are shown; options are ranked by value. No module that decides imports one that adds up a bill."""
    deciding = [ROOT / "transformatie" / f"{n}.py" for n in ("run", "advice", "chance", "setting", "prepare")]
    for path in (*deciding, *(ROOT / "transformatie" / "appraise").glob("*.py")):
        lines = [
            x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith(("from ", "import "))
        ]
        assert not [x for x in lines if re.search(r"\b(bill|emptiness|sunk|settlement)\b", x)]


# What was spent


def test_spent_adds_up_year_by_year(study: Emptiness) -> None:
    sunk = study.sunk
    assert sunk is not None
    running = 0
    for year in sunk.years:
        running += cents(year.total)
        assert cents(year.cumulative) == running
        assert cents(year.carried) + cents(year.extra) == cents(year.total)
    assert running == cents(sunk.total) == sum(cents(x.amount) for x in sunk.lines)
    assert [y.days for y in sunk.years] == [306, 365, 366, 365, 327]


def test_levies_of_the_past_go_by_the_state_of_new_year(tmp_path: Path) -> None:
    """Empty since 1 March: that year's levies are no cost of vacancy; since 1 January they are, for the whole year."""
    raw = values()
    totals = []
    for since in (date(2022, 3, 1), date(2022, 1, 1)):
        raw["building"]["vacant_since"] = since
        sunk = emptiness(appraise(raw, tmp_path)).sunk
        assert sunk is not None
        totals.append({x.name: x.amount for x in sunk.lines}["ozb_owner"])
    assert totals[1] - totals[0] == pytest.approx(4_650_000 * 0.003412 * 0.5)


# The settlement


def test_settlement_of_the_file_is_that_of_the_facts(tmp_path: Path) -> None:
    """V03 from an input file: units, meters and pools; grand total 124,299.00."""
    raw = values()
    raw["building"] |= {"lettable_floor_area": 4000, "gross_floor_area": 5000}
    lease = {"rent_per_m2": 130, "start": "2020-01-01", "end": "2035-01-01"}
    raw["leases"] = [{"tenant": t, "area": a, **lease} for t, a in (("A", 1500), ("B", 900), ("C", 600))]
    raw["units"] = [
        {"name": n, "area": a, "meter": m, **({"tenant": n} if n != "V" else {})}
        for n, a, m in (("A", 1500, 820), ("B", 900, 510), ("C", 600, 340), ("V", 1000, 60))
    ]
    pools = {
        "electricity": 14_800,
        "installations": 27_280,
        "reception and security": 29_560,
        "cleaning": 13_560,
        "rest": 13_080,
    }
    raw["services"] = {
        "administration": 0.05,
        "pools": [{"name": n, "standing": a} for n, a in pools.items()]
        + [{"name": "heat", "variable": 20_100, "key": "meter"}],
    }
    a = appraise(raw, tmp_path)
    found = emptiness(a).settlement
    assert found is not None
    assert not found.template
    assert {s.name: s.amount for s in found.total} == {
        "A": 48_701.28,
        "B": 29_440.35,
        "C": 19_626.90,
        "landlord": 26_530.47,
    }
    assert found.grand_total == 124_299.00
    services = a.resolved.values["vacant_service"]
    assert services.given
    assert services.mid == pytest.approx(25_267.11 / 1000)


def test_settlement_of_the_template_is_the_line_of_the_bill(example: Appraised, study: Emptiness) -> None:
    """What the template leaves the landlord, before administration, is the rate of the bill on what is empty."""
    from transformatie.formulas.empty import unlet_service_rate

    st, c = study.settlement, example.run.setting.cases
    assert st is not None
    assert st.template
    landlord = {s.name: s.amount for s in st.subtotal}["landlord"]
    area = {w.name: w.amount for w in st.pools[0].weights}
    empty = area["vacant"]
    rate = unlet_service_rate(c.service_when_let, c.service_when_vacant, np.array([1 - empty / 5100]))
    s = example.run.setting
    index = s.periods.by_year(s.indices["running_growth"] * s.periods.in_years)[1, 0]
    assert landlord == pytest.approx(float(rate[0]) * empty * index, rel=1e-4)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"units": [{"name": "x", "area": 10}]}, "the lettable area"),
        ({"units": [{"name": "x", "area": 2550, "tenant": "Nobody"}]}, "a tenant of leases"),
        (
            {"units": [{"name": "a", "area": 2550, "meter": 3}, {"name": "b", "area": 2550}]},
            "meter for every unit",
        ),
        ({"services": {"pools": [{"name": "heat", "variable": 5, "key": "meter"}]}}, "meter with the units"),
        ({"services": {"pools": [{"name": "heat", "key": {"q": 1}}]}}, "units of the file"),
        ({"costs": {"vve_covers": ["maintenance"]}}, "the contribution itself"),
    ],
)
def test_mistakes_around_units_are_told(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        appraise(values() | change, tmp_path)


# The command


def test_command_prints_the_study_in_both_languages_and_as_json() -> None:
    run = CliRunner()
    for lang, word in (("nl", "Wat elk volgend jaar"), ("en", "What each further year")):
        shown = run.invoke(main, ["vacancy", str(EXAMPLE), "--by", "year", "--lang", lang])
        assert shown.exit_code == 0
        assert word in shown.output
    data = run.invoke(main, ["vacancy", str(EXAMPLE), "--json", "-"])
    assert Emptiness.model_validate_json(data.stdout).bill.year == 2027
    assert run.invoke(main, ["vacancy", str(EXAMPLE), "--year", "1999"]).exit_code == 2
    assert run.invoke(main, ["vacancy", str(EXAMPLE), "--option", "nothing"]).exit_code == 2


def test_a_let_building_has_no_bill(tmp_path: Path) -> None:
    raw = values()
    raw["building"] |= {"lettable_floor_area": 2550, "gross_floor_area": 3000, "vacant_since": None}
    a = appraise(raw, tmp_path)
    book = ledger(a.run.outcomes["hold"], a.run.setting)
    assert bill_of(book, 0).total() == 0
    assert emptiness(a, 2026).sunk is None
