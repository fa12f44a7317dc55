"""Tax of an owner: the twin, the order of reliefs, conservation, the law on every date of change."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.twin_tax import Owner
from transformatie.cli import main
from transformatie.dated import Law
from transformatie.errors import InputError, LawError
from transformatie.figures import compute
from transformatie.formulas import owner_tax as module
from transformatie.formulas.interest import (
    interest_deduction,
    interest_limit,
    interest_rules,
    owner_interest,
    thin_cap_refused,
)
from transformatie.formulas.losses import FOREVER, last_years, loss_terms
from transformatie.formulas.owner_tax import Kind, LossQueue, LossRows, OwnerTax, owner_tax, tax_rules
from transformatie.formulas.transfer import resale_ends
from transformatie.law import law_tables

TODAY = Law(law_tables(), date(2026, 11, 24), date(2026, 11, 24))
IN_2020 = Law(law_tables(), date(2020, 12, 31), date(2020, 12, 31))
FIELDS = [f.name for f in dataclasses.fields(OwnerTax)]
KINDS: list[Kind] = ["bv", "association", "fbi", "ib", "exempt", "box3"]
MY_TABLES = (
    "vpb",
    "losses",
    "ib",
    "fbi",
    "interest",
    "box3",
    "reserve",
    "landlord_levy",
    "vat",
    "transfer_tax",
)
money = st.floats(-1e7, 1e7).map(lambda x: round(x, 2))


def figure(name: str, on: str, **fields: Any) -> dict[str, Any]:
    """The result of a figure as plain data, under the law in force on a day."""
    return compute(name, fields, dataclasses.replace(TODAY, in_force=date.fromisoformat(on))).model_dump()


def random_owner(rng: np.random.Generator) -> dict[str, Any]:
    """An owner with some years of profit and loss, and losses of earlier years."""
    first, count = int(rng.integers(2010, 2035)), int(rng.integers(1, 32))
    scale = 10 ** rng.uniform(3, 7)
    profits = np.round(rng.normal(0.3, 1, count) * scale, 2) * (rng.random(count) > 0.1)
    old = int(rng.integers(0, 5))
    years = sorted(int(y) for y in rng.choice(np.arange(first - 12, first), old, replace=False) if y >= 2002)
    return {
        "kind": KINDS[int(rng.integers(len(KINDS)))],
        "first": first,
        "profits": profits,
        "loss_years": tuple(years),
        "losses": np.round(rng.random(len(years)) * scale * 2, 2),
        "rate": round(float(rng.uniform(0.2, 0.5)), 4),
    }


def run(owner: dict[str, Any], law: Law) -> OwnerTax:
    """`owner_tax` for one random owner, N = 1."""
    years = owner["first"] + np.arange(len(owner["profits"]))
    rules = tax_rules(owner["kind"], years, law, np.array([owner["rate"]]))
    return owner_tax(owner["profits"][:, None], owner["losses"][:, None], owner["loss_years"], rules)


@pytest.mark.parametrize(
    "law, known, cases", [(TODAY, 2026, 1000), (IN_2020, 2020, 300)], ids=["today", "2020"]
)
def test_the_twin_agrees(law: Law, known: int, cases: int) -> None:
    rng = np.random.default_rng(20261124)
    for _ in range(cases):
        owner = random_owner(rng)
        got = run(owner, law)
        twin = Owner(owner["kind"], owner["rate"], known)
        opening = list(zip(owner["loss_years"], owner["losses"].tolist(), strict=True))
        want = twin.run(owner["first"], owner["profits"].tolist(), opening)
        for name in FIELDS:
            expected = [getattr(year, name) for year in want]
            np.testing.assert_allclose(
                getattr(got, name)[:, 0], expected, atol=0.005, err_msg=f"{name} {owner}"
            )


def test_the_twin_saw_every_rule() -> None:
    """The random owners reach the cap, terms that end, carry-back, and the end of the fbi regime."""
    rng = np.random.default_rng(20261124)
    owners = [random_owner(rng) for _ in range(1000)]
    results = [(o, run(o, TODAY)) for o in owners]
    assert sum(bool(np.any(r.refund > 0)) for o, r in results) > 100
    assert sum(bool(np.any(r.expired > 0)) for o, r in results if o["kind"] == "ib") > 20
    assert sum(bool(np.any(r.expired > 0)) for o, r in results if o["kind"] == "fbi") > 20
    assert (
        sum(bool(np.any((r.taxable > 1e5) & (r.loss_left > 1e5))) for o, r in results if o["kind"] == "bv")
        > 20
    )


@pytest.mark.parametrize("kind", ["bv", "fbi", "ib"])
@pytest.mark.parametrize("first", [2010, 2019, 2026])
def test_running_totals_equal_losses_kept_one_by_one(kind: Any, first: int) -> None:
    rng = np.random.default_rng(7)
    years = first + np.arange(31)
    rules = tax_rules(kind, years, TODAY, np.full(50, 0.4))
    profit = np.round(rng.normal(2e5, 2e6, (31, 50)), 2)
    old = (first - 7, first - 2, first - 1)
    opening = np.round(rng.random((3, 50)) * 3e6, 2)
    ends = module.last_uses(np.array([*old, *years]), rules)
    queue = module.run_years(profit, LossQueue(opening, old, ends, rules), rules)
    rows = module.run_years(profit, LossRows(opening, old, ends, rules), rules)
    for name in FIELDS:
        np.testing.assert_allclose(getattr(queue, name), getattr(rows, name), atol=1e-6, err_msg=name)


def test_a_younger_loss_can_lapse_first_under_the_law_of_2020() -> None:
    ends = last_years(np.array([2018, 2019]), loss_terms("losses", 2040, IN_2020))
    assert list(ends) == [2027, 2025]
    assert list(last_years(np.array([2012, 2013, 2019]), loss_terms("losses", 2030, TODAY))) == [
        2021,
        FOREVER,
        FOREVER,
    ]


def test_a_law_that_ends_terms_does_not_raise_what_had_lapsed(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("losses.unlimited_loss_year:\n  - {from: 2022-01-01, value: 2010}\n", encoding="utf-8")
    law = Law(law_tables().with_overlay(overlay), date(2026, 11, 24))
    assert list(last_years(np.array([2011, 2012]), loss_terms("losses", 2030, law))) == [2020, FOREVER]


@given(st.sampled_from(KINDS), st.integers(2010, 2040), st.lists(money, min_size=1, max_size=20),
       st.lists(st.floats(0, 1e7), max_size=3))  # fmt: skip
def test_losses_are_conserved(kind: Any, first: int, profits: list[float], old: list[float]) -> None:
    years = first + np.arange(len(profits))
    loss_years = tuple(first - len(old) + i for i in range(len(old)))
    out = owner_tax(
        np.array(profits)[:, None], np.array(old).reshape(-1, 1), loss_years,
        tax_rules(kind, years, TODAY, np.array([0.4])),
    )  # fmt: skip
    for name in FIELDS:
        assert np.all(getattr(out, name) >= -1e-6), name
    if kind in ("exempt", "box3"):
        assert not any(np.any(getattr(out, name)) for name in FIELDS)
        return
    profit = np.array(profits)
    before = np.concatenate([[sum(old)], out.loss_left[:-1, 0]])
    made = np.maximum(-profit, 0)
    np.testing.assert_allclose(
        before + made - out.loss_used[:, 0] - out.expired[:, 0], out.loss_left[:, 0], atol=0.005
    )
    gain = np.maximum(profit, 0)
    np.testing.assert_allclose(
        out.taxable[:, 0], gain - np.where(profit > 0, out.loss_used[:, 0], 0), atol=0.005
    )
    assert sum(out.refund[:, 0]) <= sum(out.tax[:, 0]) + 0.005


def test_a_batch_equals_one_by_one_to_the_bit() -> None:
    rng = np.random.default_rng(3)
    years = 2015 + np.arange(31)
    profit, opening, rate = rng.normal(1e5, 2e6, (31, 7)), rng.random((2, 7)) * 1e6, rng.uniform(0.2, 0.5, 7)
    for kind in ("bv", "fbi", "ib"):
        batch = owner_tax(profit, opening, (2012, 2014), tax_rules(kind, years, TODAY, rate))
        for n in range(7):
            rules = tax_rules(kind, years, TODAY, rate[n : n + 1])
            one = owner_tax(profit[:, n : n + 1], opening[:, n : n + 1], (2012, 2014), rules)
            assert all(np.array_equal(getattr(batch, f)[:, n], getattr(one, f)[:, 0]) for f in FIELDS)


def test_the_inputs_are_left_as_they_were() -> None:
    profit, opening = np.array([[-5.0], [9.0], [-2.0]]), np.array([[3.0]])
    rules = tax_rules("bv", np.array([2023, 2024, 2025]), TODAY)
    owner_tax(profit, opening, (2022,), rules)
    assert profit.tolist() == [[-5.0], [9.0], [-2.0]]
    assert opening.tolist() == [[3.0]]


def test_a_loss_first_goes_back_at_the_tax_of_the_older_year() -> None:
    profit = np.array([[500_000.0], [-300_000.0], [400_000.0]])
    out = owner_tax(profit, np.zeros((0, 1)), (), tax_rules("bv", np.array([2022, 2023, 2024]), TODAY))
    assert out.tax[:, 0] == pytest.approx([86_340, 0, 89_600])
    assert out.refund[:, 0] == pytest.approx([0, 86_340 - 30_000, 0])
    assert out.loss_left[:, 0] == pytest.approx([0, 0, 0])


def test_the_loss_of_2022_meets_the_cap_in_2021() -> None:
    profit = np.array([[9e6], [-8e6], [0.0]])
    out = owner_tax(profit, np.zeros((0, 1)), (), tax_rules("bv", np.array([2021, 2022, 2023]), TODAY))
    assert out.loss_used[:, 0] == pytest.approx([0, 5e6, 0])
    assert out.loss_left[:, 0] == pytest.approx([0, 3e6, 3e6])


def test_fbi_losses_stay_within_fbi_years() -> None:
    profit = np.array([[-1e6], [3e5], [5e5]])
    out = owner_tax(profit, np.array([[4e5]]), (2020,), tax_rules("fbi", np.array([2023, 2024, 2025]), TODAY))
    assert out.tax[:, 0] == pytest.approx([0, 0, 115_400])
    assert out.expired[:, 0] == pytest.approx([0, 1.1e6, 0])


def test_opening_losses_must_be_older_and_known() -> None:
    rules = tax_rules("bv", np.array([2024]), TODAY)
    with pytest.raises(ValueError, match="older"):
        owner_tax(np.ones((1, 1)), np.ones((1, 1)), (2024,), rules)
    with pytest.raises(LawError, match=r"losses\.carry_forward"):
        owner_tax(np.ones((1, 1)), np.ones((1, 1)), (1999,), rules)


def test_an_entrepreneur_must_give_a_rate() -> None:
    with pytest.raises(LawError, match=r"ib\.rate on 2026-01-01"):
        tax_rules("ib", np.array([2026, 2027]), TODAY)


def test_interest_before_losses_before_tax() -> None:
    """Trap 20: the limit raises profit first, then losses go off, then the brackets apply."""
    year = {"interest": 1_400_000.0, "ebitda": 3_000_000.0}
    deduction = figure("interest_deduction", "2026-06-30", **year)
    profit = year["ebitda"] - deduction["deductible"]
    relief = figure(
        "loss_relief", "2026-06-30", year=2026, profit=profit, losses=[{"year": 2025, "amount": 5e6}]
    )
    tax = figure("corporate_income_tax", "2026-06-30", taxable_profit=relief["taxable"])
    assert (deduction["deductible"], relief["used"], relief["taxable"]) == (1_000_000, 1_500_000, 500_000)
    assert tax["corporate_income_tax"] == pytest.approx(115_400)


@given(st.integers(2010, 2030), st.floats(0, 1e7), st.floats(-1e7, 1e8), st.floats(-1e6, 1e7), st.floats(0, 1e8),
       st.floats(0, 1e7))  # fmt: skip
def test_interest_is_conserved(
    year: int, interest: float, ebitda: float, equity: float, debt: float, brought: float
) -> None:
    out = figure("interest_deduction", f"{year}-06-30", interest=interest, ebitda=ebitda, equity=equity, debt=debt,
                 brought_forward=brought)  # fmt: skip
    assert sum(out.values()) == pytest.approx(interest + brought, abs=0.005)
    assert min(out.values()) >= 0
    assert year > 2012 or out["carried"] == 0
    assert year < 2013 or out["refused"] == 0
    assert year < 2019 or out["deductible"] >= min(interest + brought, 1e6) - 0.005


def test_owner_interest_is_interest_deduction_year_by_year() -> None:
    rng = np.random.default_rng(5)
    years = 2010 + np.arange(20)
    interest, ebitda, equity, debt = (rng.random((20, 4)) * m for m in (4e6, 6e6, 2e6, 4e7))
    ones, rules = np.ones(4), interest_rules("bv", years, TODAY)
    out = owner_interest(interest, ebitda, equity, debt, ones, np.zeros(4), rules)
    stock = np.zeros(4)
    for t in range(20):
        limit = interest_limit(ebitda[t], rules.ebitda_share[t], rules.threshold[t])
        law = rules.debt_to_equity[t], rules.debt_threshold[t]
        year = interest_deduction(
            interest[t], thin_cap_refused(interest[t], equity[t], debt[t], *law, ones), stock, limit
        )
        stock = year.carried
        for name in ("deductible", "refused", "carried"):
            assert np.array_equal(getattr(out, name)[t], getattr(year, name)), (name, years[t])
    free = owner_interest(
        interest, ebitda, equity, debt, ones, np.zeros(4), interest_rules("ib", years, TODAY)
    )
    assert np.array_equal(free.deductible, interest)


@given(st.floats(2, 1e7), st.sampled_from(["good", "service"]), st.dates(date(2010, 1, 1), date(2035, 12, 31)),
       st.integers(0, 5000), st.floats(0, 1), st.one_of(st.none(), st.integers(0, 5000)), st.booleans())  # fmt: skip
def test_vat_is_never_repaid_twice(
    deducted: float, kind: str, first: date, wait: int, share: float, sold: int | None, sold_exempt: bool
) -> None:
    out = figure(
        "vat_review", "2026-01-01", deducted=deducted, kind=kind, first_use=first,
        exempt_from=first + timedelta(wait), exempt_share=share, sold_exempt=sold_exempt,
        sold=None if sold is None else first + timedelta(sold),
    )  # fmt: skip
    assert -1e-6 <= out["total"] <= deducted + 1e-6
    assert out["total"] == pytest.approx(sum(out["by_year"].values()))
    assert list(out["by_year"]) == list(range(first.year, first.year + 10))


@pytest.mark.parametrize("word", [True, 20260301, 12, "2026-13-01", "soon", [2026], float("nan")])
def test_a_day_is_a_date_or_a_year(word: Any) -> None:
    with pytest.raises(InputError):
        figure("vat_review", "2026-01-01", deducted=5.0, first_use=word)


@pytest.mark.parametrize(
    "name, fields",
    [
        ("vat_review", {"deducted": 0.5, "first_use": 2026}),
        ("vat_review", {"deducted": 5.0, "first_use": 2026, "sold": 2025}),
        ("transfer_tax", {"price": 1.0, "object": "dwelling", "earlier_taxed_value": 1.0}),
        ("transfer_tax", {"price": float("inf"), "object": "dwelling"}),
        ("loss_relief", {"year": 2024, "profit": 1.0, "losses": [{"year": 2020, "amount": -1.0}]}),
        ("loss_carry_back", {"loss_year": 2024, "loss": 1.0, "profits": {"x": 1.0}}),
        ("box3_tax", {"value": -1.0}),
        ("landlord_levy", {"woz": 1.0, "dwellings": 1.5}),
        ("interest_deduction", {"interest": 1.0, "debts": 2.0}),
    ],
)
def test_bad_input_is_refused(name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        figure(name, "2026-01-01", **fields)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 36))
def test_a_resale_term_ends_on_the_same_day_of_the_month_or_its_last(day: date, months: int) -> None:
    end = resale_ends(np.datetime64(day), np.float64(months)).astype(date)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(1)).day == 1)


@given(st.floats(0, 1e8), st.floats(0, 1e8), st.floats(0, 1e8), st.booleans())
def test_the_reserve_respects_the_old_book_value(
    book: float, proceeds: float, cost: float, same: bool
) -> None:
    out = figure(
        "reinvestment_reserve", "2026-01-01", book=book, proceeds=proceeds, new_cost=cost, same_function=same
    )
    assert out["new_book"] >= min(book, cost) - 1e-6
    assert out["reserve"] == pytest.approx(cost - out["new_book"] + out["left"] + out["released"], abs=1e-6)


def change_dates() -> list[date]:
    """Each day on which a table of this chapter changes, and the day before, 2010 to 2027."""
    days = {
        day
        for name, parameter in law_tables().parameters.items()
        if name.split(".")[0] in MY_TABLES
        for entry in parameter.values
        for day in (entry.from_, entry.from_ - timedelta(1), entry.until)
        if day and 2010 <= day.year <= 2027
    }
    return sorted(days | {date(2027, 12, 31)})


QUESTIONS: dict[str, dict[str, Any]] = {
    "corporate_income_tax": {"taxable_profit": 5e5},
    "interest_deduction": {"interest": 2e6, "ebitda": 1e6, "equity": 1e5, "debt": 4e7},
    "transfer_tax": {
        "price": 1e6,
        "object": "dwelling",
        "acquired": "2010-01-01",
        "earlier_taxed_value": 1.0,
    },
    "vat_rate": {"work": "finishing_labour", "dwelling_years": 3},
    "exit_vat": {"works": 1e6, "price": 2e6, "exit": "sold"},
    "integration_levy": {"cost": 1e6},
    "reinvestment_reserve": {"book": 1.0, "proceeds": 2.0},
    "landlord_levy": {"woz": 2e7, "dwellings": 100},
}


@pytest.mark.parametrize("day", change_dates(), ids=str)
def test_the_law_is_whole_on_every_day_of_change(day: date) -> None:
    for name, fields in QUESTIONS.items():
        figure(name, day.isoformat(), **fields)
    figure(
        "loss_relief",
        day.isoformat(),
        year=day.year,
        profit=2e6,
        losses=[{"year": day.year - 1, "amount": 3e6}],
    )
    figure(
        "loss_carry_back",
        day.isoformat(),
        loss_year=day.year,
        loss=1e6,
        profits={day.year - 1: 2e6},
        election=True,
    )
    figure(
        "vat_review", day.isoformat(), deducted=1e5, kind="service", first_use=day, exempt_from=day.year + 2
    )
    for kind in KINDS:
        out = owner_tax(
            np.full((3, 1), 1e6),
            np.zeros((0, 1)),
            (),
            tax_rules(kind, day.year + np.arange(3), TODAY, np.array([0.4])),
        )
        assert np.all(out.tax > 0) == (
            kind in ("bv", "association", "ib") or (kind == "fbi" and day.year >= 2025)
        )
    if day.year in (2025, 2026):
        figure("box3_tax", day.isoformat(), value=1e6)
    else:
        with pytest.raises(LawError, match=rf"box3\.\w+ on {day}"):
            figure("box3_tax", day.isoformat(), value=1e6)


#: What was announced or misreported and never became law (facts tax, traps 13 and 14), by parameter.
NEVER_LAW = {
    "vpb.high_rate": [0.2255, 0.217, 0.205, 0.319],
    "transfer_tax.non_dwelling_rate": [0.07, 0.09],
    "transfer_tax.dwelling_investor_rate": [0.07, 0.09],
    "box3.return": [0.0778],
    "landlord_levy.rate": [0.00543, 0.00485, 0.00563],
}


@pytest.mark.parametrize("name", NEVER_LAW)
def test_no_announced_value_is_law(name: str) -> None:
    values = {entry.value for entry in law_tables().parameters[name].values}
    assert not values & set(NEVER_LAW[name])


def test_the_million_stays_for_property_companies() -> None:
    """Trap 14: the plan to drop the threshold of the interest limit was itself dropped."""
    assert [TODAY.value("interest.threshold", date(y, 1, 1)) for y in (2019, 2025, 2026, 2027)] == [1e6] * 4


def test_the_deed_of_june_2011_as_known_then_and_later() -> None:
    words = [
        "figure",
        "transfer_tax",
        "--in-force",
        "2011-06-20",
        "price=250000",
        "object=dwelling",
        "--json",
        "-",
    ]
    then = CliRunner().invoke(main, [*words, "--known-on", "2011-06-20"])
    later = CliRunner().invoke(main, [*words, "--known-on", "2011-07-15"])
    assert '"transfer_tax": 15000.0' in then.output
    assert '"transfer_tax": 5000.0' in later.output


def test_every_trap_has_its_line() -> None:
    page = (Path(__file__).parent / "traps" / "tax.md").read_text(encoding="utf-8")
    numbers = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    assert [n for n in numbers if n.isdigit()] == [str(n) for n in range(1, 31)]
