"""The owner's books and taxes on the engine: reconciliation, owner kinds, choices, levies, set-off, policy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.buildings import building, resolved_of, run_of
from transformatie.appraise import appraise
from transformatie.appraise.holding import held, values_when_sold
from transformatie.books.sheet import BookSheet, Sheet, booksheet
from transformatie.cli import main
from transformatie.errors import LawError
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.explore.policy import study
from transformatie.figures import all_tables
from transformatie.input.building import read_building
from transformatie.options import Options
from transformatie.options.recipes import plan
from transformatie.result import YearTable
from transformatie.run import outcome, year_end
from transformatie.tables import cash

EXAMPLES = Path(__file__).parents[1] / "examples"
POLICIES = sorted((EXAMPLES / "policy").glob("*.yaml"))
KINDS = ("bv", "ib", "box3", "association", "exempt", "fbi")
TAX_TABLES = (
    "vpb",
    "losses",
    "ib",
    "fbi",
    "interest",
    "box3",
    "landlord_levy",
    "vat",
    "transfer_tax",
    "depreciation",
    "policy",
)
CENT = 0.005
#: Permits are modelled from the Wabo on.
WABO = date(2010, 10, 1)
Case = Callable[..., Appraised]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Appraise an example with some fields changed; None takes a field away."""

    def make(
        example: str = "kantoor-nieuwegein", overlays: tuple[Path, ...] = (), **changes: Any
    ) -> Appraised:
        return appraised(read_building(written(tmp_path, example, changes)), Question(overlays))

    return make


def written(folder: Path, example: str, changes: dict[str, Any]) -> Path:
    """An example with changes, keys as `part__field`, in a file of its own."""
    values = yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text())
    for key, value in changes.items():
        *parts, last = key.split("__")
        place = values
        for part in parts:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(values))
    return path


def value(a: Appraised, name: str) -> float:
    return float(a.run.outcomes[name].value_after_tax[0])


def sheet(a: Appraised, name: str) -> Sheet:
    return booksheet(a, [name]).sheets[0]


def line(table: YearTable | None, name: str) -> np.ndarray:
    """The values of a line; nothing where it was left out because it is nothing."""
    assert table is not None
    return np.array(next((x.values for x in table.lines if x.name == name), (0.0,) * len(table.years)))


def reconciles(a: Appraised) -> None:
    """Books, cash and tax of every option hang together to the cent."""
    for name, o in a.run.outcomes.items():
        b = o.accounts.books
        closing = b.opening - b.depreciation - b.write_down + b.reversal + b.works - b.disposal
        assert np.abs(closing - b.closing).max() < CENT, name
        assert np.abs(b.opening[1:] - b.closing[:-1]).max() < CENT, name
        assert min(b.depreciation.min(), b.closing.min()) > -CENT, name
    for one in booksheet(a, list(a.run.outcomes)).sheets:
        o = a.run.outcomes[one.name]
        flows = float(o.sales.now[0] + o.running.sum() + o.year_end.sum())
        assert sum(line(cash(o, a.run.setting), "net_flow")) == pytest.approx(flows, abs=0.01), one.name
        gap = line(one.tax, "tax_with") - line(one.tax, "tax_without")
        if a.run.setting.traits.owner_kind != "box3":
            assert np.abs(gap - line(one.tax, "tax")).max() < CENT, one.name
        if one.losses:
            used = np.sum([v.used for v in one.losses], axis=0)
            left = np.sum([v.left for v in one.losses], axis=0)
            assert np.abs(used - line(one.tax, "loss_used")).max() < CENT, one.name
            assert np.abs(left - line(one.tax, "loss_left")).max() < CENT, one.name


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """Any owner, date, books and choices."""
    kind = draw(st.sampled_from(KINDS))
    year = draw(st.integers(2025, 2026) if kind == "box3" else st.integers(2011, 2026))
    on = date(year, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    woz = draw(st.integers(1, 20)) * 5e5
    since = draw(st.integers(1990, year - 1))
    out: dict[str, Any] = {
        "assess__date": on.isoformat(), "assess__horizon_years": draw(st.integers(3, 20)), "leases": [], "owner__deadline": None,
        "building__vacant_since": f"{year - 1}-03-01", "owner__kind": kind, "owner__marginal_rate": 0.42, "books__use": draw(st.sampled_from(["let", "own"])),
        "owner__other_profit": {year: draw(st.integers(-4, 20)) * 1e5, year + 2: draw(st.integers(-4, 20)) * 1e5},
        "books__acquired": f"{since}-05-01", "books__fiscal_structure": draw(st.integers(0, 80)) * 1e5, "books__fiscal_land": draw(st.integers(0, 20)) * 1e5,
        "books__woz": {year: woz}, "books__write_down": draw(st.booleans()), "books__reinvests": draw(st.booleans()),
        "books__loans": [] if kind == "box3" else [{"balance": 3e6, "rate": 0.05, "ends": f"{year + 6}-06-30", "group": draw(st.booleans())}],
        "owner__losses": [{"year": year - 1, "amount": 4e5}, {"year": year - 3, "amount": 1e5}],
    }  # fmt: skip
    if draw(st.booleans()):
        out["books__deducted_vat"] = {"amount": 3e5, "first_use": year - draw(st.integers(0, 12))}
    if draw(st.booleans()):
        out["building__leasehold"] = {"owner": "Gemeente", "canon": 2e4} | (
            {"land_woz": woz / 3} if draw(st.booleans()) else {}
        )
    return out


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes())
def test_random_buildings_owners_and_dates_reconcile_to_the_cent(case: Case, changed: dict[str, Any]) -> None:
    reconciles(case(**changed))


def test_both_examples_reconcile_with_every_choice_made(case: Case) -> None:
    for example in ("kantoor-nieuwegein", "kantoor-2011"):
        reconciles(case(example, books__write_down=True, books__reinvests=True))


def test_the_day_of_sale_is_sought_with_the_tax_it_will_have(case: Case) -> None:
    overlay = (EXAMPLES / "policy" / "no-set-off.yaml",)
    for a in (
        case(books__reinvests=True, books__fiscal_structure=500_000),
        case(owner__kind="box3", books__loans=[]),
        case(overlays=overlay),
        case(owner__kind="fbi"),
        case(building__leasehold={"owner": "Gemeente"}),
    ):
        s, hold = a.run.setting, a.run.options.by_name["hold"]
        path = held(plan(hold, a.run.options, s), s)
        plans = [plan(hold, a.run.options, s, sale_day=year_end(s, years)) for years in (1, 10, 30)]
        quick = [float(v[0]) for v in values_when_sold(path, plans, s)]
        assert quick == pytest.approx([float(appraise(p, s).value_after_tax[0]) for p in plans], abs=CENT)


@pytest.mark.parametrize(
    "kind,on", [("bv", date(2012, 5, 1)), ("ib", date(2024, 3, 1)), ("association", date(2020, 3, 1))]
)
def test_one_call_on_many_owners_with_choices_is_many_calls(kind: str, on: date) -> None:
    rng = Random(f"{kind}{on}")
    many = []
    for _ in range(25):
        values = building(rng, kind, on, 12)
        values["books"] |= {
            "use": "let", "commercial_basis": "cost", "write_down": True, "reinvests": rng.random() < 0.5,
            "acquired": on - timedelta(days=rng.randrange(1, 6000)),
            "deducted_vat": {"amount": rng.uniform(1e4, 1e6), "first_use": on.year - rng.randrange(12)},
        }  # fmt: skip
        values["building"]["municipality"] = "Verweg"
        if rng.random() < 0.5:
            values["building"]["leasehold"] = {"owner": "Gemeente", "canon": 1e4}
        many.append(resolved_of(values))
    together = run_of(many)
    assert sum((together.outcomes["hold"].accounts.books.write_down > 0).any(axis=0)) > 3
    for i, resolved in enumerate(many):
        for name, o in run_of([resolved]).outcomes.items():
            other = together.outcomes[name]
            assert o.value_after_tax[0] == other.value_after_tax[i], (i, name)
            assert np.array_equal(o.accounts.books.closing[:, 0], other.accounts.books.closing[:, i]), (
                i,
                name,
            )


def change_dates() -> list[date]:
    """Every day from 2010 to 2027 on which a tax table changes."""
    days = {
        e.from_ for n, p in all_tables().parameters.items() if n.split(".")[0] in TAX_TABLES for e in p.values
    }
    return sorted(d for d in days if date(2010, 1, 1) <= d <= date(2027, 12, 31))


@pytest.mark.parametrize("kind", KINDS)
def test_the_law_is_whole_on_every_change_date_or_says_what_is_missing(case: Case, kind: str) -> None:
    assert len(change_dates()) > 20
    for on in change_dates():
        year = on.year
        changed: dict[str, Any] = {
            "assess__date": on.isoformat(), "assess__horizon_years": 1, "leases": [], "building__vacant_since": f"{year - 1}-01-01",
            "owner__kind": kind, "owner__marginal_rate": 0.4, "owner__deadline": None, "books__woz": {year: 4e6}, "books__loans": [],
        }  # fmt: skip
        missing = "box3." if kind == "box3" and year < 2025 else "permit_routes.regime" if on < WABO else ""
        if missing:
            with pytest.raises(LawError) as error:
                case(**changed)
            assert re.search(rf"{missing}\S* .*{year}-\d\d-\d\d", str(error.value))
        else:
            a = case(**changed)
            assert all(np.isfinite(value(a, n)) for n in a.run.outcomes)


def test_box_3_has_no_books_and_pays_by_the_value_of_1_january(case: Case) -> None:
    a = case(owner__kind="box3", books__loans=[])
    one = sheet(a, "hold")
    assert one.books is None
    assert one.losses == ()
    assert one.set_off is None
    tax, woz = line(one.tax, "box3"), line(one.tax, "woz")
    assert tax[0] == 0.0  # 1 January lies before the assessment
    assert tax[1] == pytest.approx(woz[1] * 0.06 * 0.36)
    assert tax[-1] == 0.0  # sold before
    words = booksheet(a, ["hold"]).notes
    assert any("geen aftrek" in w.nl and "doorgetrokken" in w.nl for w in words)


def test_box_3_with_debt_is_a_law_error(case: Case) -> None:
    with pytest.raises(LawError, match=r"box3\.debt_return"):
        case(owner__kind="box3")


def test_a_write_down_needs_the_choice_and_a_vacancy_that_was_not_known(case: Case) -> None:
    none, chosen = case(), case(books__write_down=True)
    known = case(books__write_down=True, books__acquired="2023-01-01")
    downs = [line(sheet(a, "hold").books, "write_down").sum() for a in (none, chosen, known)]
    assert downs[0] == 0.0
    assert downs[1] < -1e5
    assert downs[2] == 0.0
    assert value(chosen, "hold") > value(none, "hold")
    assert any("3.29c" in w.nl for w in booksheet(known, ["hold"]).notes)


def test_a_write_down_goes_below_the_floor_and_is_taken_back(case: Case) -> None:
    books = sheet(case(books__write_down=True), "convert_sell_units").books
    closing, floor = line(books, "closing"), line(books, "floor")
    assert (closing[:3] < floor[:3]).any()
    assert line(books, "reversal").sum() > 0


def test_leasehold_strips_the_land_from_the_floor(case: Case) -> None:
    free, leased, assumed = (
        case(building__leasehold=x) for x in (None, {"owner": "G", "land_woz": 1_100_000}, {"owner": "G"})
    )
    floors = [line(sheet(a, "hold").books, "floor") for a in (free, leased, assumed)]
    assert floors[1][:5] == pytest.approx(floors[0][:5] * 0.75)
    assert floors[2][:5] == pytest.approx(floors[0][:5] * 0.75)  # the assumed share of the table
    assert assumed.resolved.facts["third_party_share"].confidence == "assumption"


def test_the_transition_of_three_full_book_years_softens_the_floor_of_own_use(case: Case) -> None:
    def floor(acquired: str, kind: str = "ib") -> list[float]:
        a = case(
            owner__kind=kind, owner__marginal_rate=0.4, books__use="own", books__acquired=acquired, leases=[], owner__deadline=None,
            building__vacant_since="2023-06-01", assess__date="2024-02-01", books__woz={2024: 4e6}, assess__horizon_years=3,
        )  # fmt: skip
        shares: list[float] = a.run.setting.cases.of("floor_share")[:, 0].tolist()
        return shares

    assert floor("2015-05-01") == [1.0, 1.0, 1.0, 1.0]
    assert floor("2023-05-01") == [0.5, 0.5, 0.5, 1.0]
    assert floor("2023-05-01", "bv") == [1.0, 1.0, 1.0, 1.0]


def test_a_new_office_keeps_the_old_structure_as_structure_and_new_dwellings_make_it_land(case: Case) -> None:
    a = case()
    option = a.run.options.by_name["demolish_build_new"]
    assert option.permit is not None
    office = option.model_copy(update={"permit": option.permit.model_copy(update={"use": "office"})})
    known = Options({**a.run.options.by_name, option.name: office})
    again = outcome(option.name, known, a.run.setting, a.run.sale_day).accounts.books
    homes = a.run.outcomes[option.name].accounts.books
    year = int(np.argmax(homes.land[:, 0] > homes.land[0, 0]))
    assert homes.land[year, 0] > homes.land[0, 0] + 3e6
    assert again.land[year, 0] == pytest.approx(again.land[0, 0])
    assert again.closing[year, 0] == pytest.approx(homes.closing[year, 0])


def test_the_reserve_puts_off_the_tax_to_the_horizon_and_not_for_stock(case: Case) -> None:
    low = {"books__fiscal_structure": 300_000, "books__fiscal_land": 500_000}
    plain, reserved = case(**low), case(**low, books__reinvests=True)
    reserve = line(sheet(reserved, "hold").tax, "reserve")
    assert reserve.sum() == pytest.approx(0.0, abs=CENT)
    assert reserve.min() < -1e5
    assert reserve[-1] > 1e5
    assert value(reserved, "hold") > value(plain, "hold")
    assert value(reserved, "sell_now") > value(plain, "sell_now")
    assert value(reserved, "convert_sell_units") == value(plain, "convert_sell_units")


def test_vat_deducted_before_is_reviewed_where_a_conversion_turns_exempt(case: Case) -> None:
    a = case(books__deducted_vat={"amount": 400_000, "first_use": 2024})
    ready = int(str(a.run.setting.periods.date_of(a.run.outcomes["convert_let"].plan.ready)[0])[:4])
    review = line(sheet(a, "convert_let").tax, "vat_review")
    years = np.array(sheet(a, "convert_let").tax.years)
    assert (review[years < ready] == 0).all()
    assert (review[years > 2033] == 0).all()
    assert review[years == 2033] == pytest.approx(-40_000)
    assert line(sheet(a, "hold").tax, "vat_review").sum() == 0.0
    at_once = line(sheet(a, "convert_sell_units").tax, "vat_review")
    assert (at_once != 0).sum() == 1
    assert at_once.sum() == pytest.approx(review.sum(), rel=0.02)
    lapsed = case(books__deducted_vat={"amount": 400_000, "first_use": 2012})
    assert value(lapsed, "convert_let") == value(case(), "convert_let")


def test_the_landlord_levy_falls_on_regulated_dwellings(case: Case) -> None:
    def levy(year: int, rent: float) -> float:
        a = case(
            "kantoor-2011", assess__date=f"{year}-07-01", books__woz={year: 6.9e6}, leases=[], building__vacant_since="2015-01-01",
            owner__deadline=None, owner__losses=[], market__housing_rent={"value": rent, "per": "m2_go_month"},
        )  # fmt: skip
        return float(line(sheet(a, "convert_let").tax, "landlord_levy").sum())

    assert levy(2020, 9.0) < -1e5
    assert levy(2020, 25.0) == 0.0  # free rents
    assert levy(2018, 9.0) == 0.0  # the reduction for conversion takes it all
    assert levy(2023, 9.0) == 0.0  # withdrawn


def test_the_integration_levy_costs_a_new_building_that_is_let_until_2013(case: Case) -> None:
    def swing(on: str, year: int) -> float | None:
        a = case(
            "kantoor-2011", assess__date=on, books__woz={year: 6.9e6}, leases=[], building__vacant_since="2008-01-01", owner__deadline=None,
            owner__losses=[], options={"convert_let": {"works_months": 2}},
        )  # fmt: skip
        found = sheet(a, "convert_let").vat
        return found.swing if found else None

    early = swing("2011-07-01", 2011)
    assert early is not None
    assert early < -1e5
    assert swing("2015-07-01", 2015) is None


def test_the_vat_swing_is_the_difference_of_two_appraisals(case: Case) -> None:
    a = case()
    found = sheet(a, "convert_sell_units").vat
    assert found is not None
    assert not found.default_new
    assert found.not_new == pytest.approx(value(a, "convert_sell_units"))
    new = case(options={"convert_sell_units": {"taxed_as_new": 1, "vat_recovered": 1}})
    assert found.as_new == pytest.approx(value(new, "convert_sell_units"))
    assert sheet(a, "hold").vat is None


def test_interest_beyond_the_limit_is_carried_and_stays_out_of_the_value(case: Case) -> None:
    loan = {"balance": 30_000_000, "rate": 0.05, "ends": "2030-06-30"}
    a = case(books__loans=[loan])
    interest = sheet(a, "hold").interest
    assert line(interest, "interest")[1] == pytest.approx(1_500_000)
    assert line(interest, "interest_deductible")[1] == pytest.approx(1_000_000)
    assert line(interest, "interest_carried")[2] > line(interest, "interest_carried")[1] > 0
    assert value(a, "hold") == value(case(books__loans=[]), "hold")


def test_thin_capitalisation_refuses_interest_to_the_group_in_2011_only(case: Case) -> None:
    loan = {"balance": 8_200_000, "rate": 0.05, "ends": "2014-12-31"}
    bank, group = (case("kantoor-2011", books__loans=[loan | {"group": g}]) for g in (False, True))
    assert line(sheet(bank, "hold").interest, "interest_refused").sum() == 0.0
    assert line(sheet(group, "hold").interest, "interest_refused")[0] > 0
    later = case(books__loans=[{"balance": 8_200_000, "rate": 0.05, "ends": "2030-12-31", "group": True}])
    assert line(sheet(later, "hold").interest, "interest_refused").sum() == 0.0


def test_set_off_is_worth_nothing_without_other_profit(case: Case) -> None:
    alone, rich = case(owner__other_profit=None), case()
    for name in ("hold", "convert_let", "sell_now"):
        one = sheet(alone, name).set_off
        assert one is not None, name
        assert one.in_value == pytest.approx(0.0, abs=1.0), name
    found = sheet(rich, "sell_now").set_off
    assert found is not None
    assert found.now > 0
    assert found.in_value > 0


def test_set_off_in_the_value_is_what_the_overlay_takes_away(case: Case) -> None:
    overlay = EXAMPLES / "policy" / "no-set-off.yaml"
    law = case()
    without = appraised(law.resolved.read, Question((overlay,)))
    for name in ("sell_now", "convert_sell_units", "convert_let"):
        found = sheet(law, name).set_off
        assert found is not None
        assert value(law, name) - value(without, name) == pytest.approx(found.in_value, abs=1.0), name
        assert line(sheet(without, name).tax, "set_off") == pytest.approx(0.0, abs=CENT), name


def test_the_seven_overlays_each_move_something_and_say_they_are_no_law() -> None:
    assert len(POLICIES) == 7
    read = read_building(EXAMPLES / "kantoor-2011.yaml")
    found = study(read, Question(tuple(POLICIES)))
    expected = {
        "accelerated-depreciation.yaml": ("convert_let", 1), "depreciation-below-woz.yaml": ("redevelop", 1), "no-set-off.yaml": ("sell_now", -1),
        "no-transfer-tax.yaml": ("convert_sell_units", 1), "ozb-user-on-vacant.yaml": ("hold", -1), "reduced-vat.yaml": ("convert_let", 1),
        "vacancy-levy.yaml": ("hold", -1),
    }  # fmt: skip
    for policy in found.policies:
        name, sign = expected[policy.file]
        row = next(r for r in policy.rows if r.name == name)
        assert row.change * sign > 1000, (policy.file, row.change)
        assert "geen geldend recht" in policy.warning.nl
        assert "not law" in policy.warning.en
        assert sorted(r.rank for r in policy.rows) == list(range(1, 10))
        assert all(c.value != c.in_law for c in policy.changes)
        parts = ("income_tax", "vat", "transfer_tax", "landlord_levy")
        for r in policy.rows:
            assert r.purse_change.state == pytest.approx(
                sum(getattr(r.purse_change, p) for p in parts), abs=0.01
            )


def test_what_the_owner_gains_the_treasury_loses_where_only_its_tax_moves() -> None:
    read = read_building(EXAMPLES / "kantoor-2011.yaml")
    only_tax = [
        p for p in POLICIES if p.stem in ("no-set-off", "depreciation-below-woz", "accelerated-depreciation")
    ]
    for policy in study(read, Question(tuple(only_tax))).policies:
        for row in policy.rows:
            assert row.purse_change.income_tax == pytest.approx(-row.change, abs=1.0), (policy.file, row.name)


def test_the_neutral_entries_change_nothing(tmp_path: Path, case: Case) -> None:
    names = [n for n in all_tables().parameters if n.startswith("policy.")]
    neutral = {
        n: [{"from": "2011-01-01", "value": all_tables().parameters[n].values[0].value}] for n in names
    }
    path = tmp_path / "neutral.yaml"
    path.write_text(yaml.safe_dump(neutral))
    a, b = case(), case(overlays=(path,))
    assert len(names) == 7
    assert all(value(a, n) == value(b, n) for n in a.run.outcomes)


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(main, list(arguments))


def test_the_command_prints_every_option_in_both_languages_and_json_apart() -> None:
    file = str(EXAMPLES / "kantoor-nieuwegein.yaml")
    dutch, english = invoke("books", file), invoke("books", file, "--lang", "en")
    assert dutch.exit_code == english.exit_code == 0
    assert "Verliezen naar jaar van ontstaan" in dutch.output
    assert "Losses by year of origin" in english.output
    data = CliRunner().invoke(main, ["books", file, "--option", "convert", "--json", "-"])
    parsed = BookSheet.model_validate(json.loads(data.stdout))
    assert [s.name for s in parsed.sheets] == ["convert_let", "convert_sell_units", "convert_sell_block"]
    assert "Transformeren" in data.stderr


def test_an_unknown_option_is_a_mistake_of_the_input() -> None:
    result = invoke("books", str(EXAMPLES / "kantoor-nieuwegein.yaml"), "--option", "hould")
    assert result.exit_code == 2
    assert "hold" in result.output


def test_the_policy_command_says_it_is_no_law() -> None:
    overlay = str(EXAMPLES / "policy" / "vacancy-levy.yaml")
    result = invoke("policy", str(EXAMPLES / "kantoor-2011.yaml"), "--law", overlay, "--lang", "en")
    assert result.exit_code == 0
    assert "not law" in result.output
    assert "0 → 0.02" in " ".join(result.output.split())
    assert invoke("policy", str(EXAMPLES / "kantoor-2011.yaml")).exit_code == 2


def test_the_difference_of_law_shows_old_and_new_together() -> None:
    result = invoke("law", "--diff", "2011-06-14", "2011-07-15", "--name", "transfer_tax")
    assert result.exit_code == 0
    assert "6% → 2%" in result.output
    assert "BLKB2011/1290M" in result.output
    before = invoke(
        "law", "--diff", "2011-06-14", "2011-06-20", "--known-on", "2011-06-20", "--name", "transfer_tax"
    )
    assert "Niets." in before.output
