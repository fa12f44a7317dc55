"""The loans of an option on the engine: what must hold whatever the building, and the stress table against runs of its own."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transformatie.cases import central
from transformatie.cli import main
from transformatie.dated import Law
from transformatie.evaluate import Question, evaluate, tables_with
from transformatie.explain import unknown
from transformatie.finance.result import Finance
from transformatie.finance.rows import Loans, finance, loans_of
from transformatie.formulas.rounding import half_up
from transformatie.input.building import Read, read_building
from transformatie.input.settle import resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.result import Result, Row
from transformatie.run import run, setting_of
from transformatie.trail import Trail

EXAMPLE = Path(__file__).parent.parent / "examples" / "kantoor-nieuwegein.yaml"
NAMES = ("hold", "sell_now", "redevelop", "convert_let", "convert_sell_units", "demolish_build_new")


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    """The example as plain values; the loader keeps its dates as text."""
    found: dict[str, Any] = copy.deepcopy(read_building(EXAMPLE).document.values)
    return found


@pytest.fixture(scope="module")
def result() -> Result:
    return evaluate(read_building(EXAMPLE), Question())


def written(values: dict[str, Any], folder: Path) -> Read:
    """The values as an input file, read again."""
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")
    return read_building(path)


def loans(read: Read, names: tuple[str, ...] = NAMES) -> Loans:
    """The loans of some options of one building."""
    on = read.building.assess.date
    law, axis = Law(tables_with(()), on, on), periods(on, read.building.assess.horizon_years)
    resolved = resolve(read, law, options())
    done = run(setting_of([resolved], central(resolved, axis.years), axis, law), options(), (*names,))
    return loans_of(done, [resolved], law)


def finance_of(read: Read, name: str) -> Finance:
    """The record of one option, without its stress table and checklist."""
    return finance(name, loans(read, (name, "sell_now")), (), ())


def untaxed(
    values: dict[str, Any], rate: float, balance: float, ends: str, repayment: float, **financing: Any
) -> dict[str, Any]:
    """The example of an owner who pays no tax, with all debt at the rate at which everything is discounted."""
    out = copy.deepcopy(values)
    out["owner"]["kind"] = "exempt"
    out["owner"]["discount_rate"] = [
        {"rate": rate, "basis": "after_tax", "level": "asset"},
        {"rate": rate, "basis": "after_tax", "level": "equity"},
    ]
    out["books"]["loans"] = (
        [{"balance": balance, "rate": rate, "ends": ends, "repayment": repayment}] if balance else []
    )
    out["financing"] = {"fee": 0.0, "base_rate": rate - 0.01, "margin": 0.01, **financing}
    return out


@st.composite
def debts(draw: st.DrawFn) -> dict[str, Any]:
    """A loan of today and the terms of a new one, all at one rate."""
    return {
        "rate": draw(st.floats(0.02, 0.12)),
        "balance": draw(st.floats(0, 5e6)),
        "ends": f"{draw(st.integers(2027, 2050))}-{draw(st.integers(1, 12)):02d}-15",
        "repayment": draw(st.floats(0, 4e5)),
        "ltc_limit": draw(st.floats(0, 1)),
        "ltv_limit": draw(st.floats(0, 1.5)),
        "term": draw(st.integers(1, 30)),
        "amortisation": draw(st.sampled_from(["none", "linear", "annuity", 0.02, 0.1])),
        "equity_first": draw(st.sampled_from([True, False, 1_000_000])),
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(debts())
def test_debt_at_the_discount_rate_without_tax_is_worth_what_is_owed(
    values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, debt: dict[str, Any]
) -> None:
    """So value to equity is value after tax less the loan, in every option, whatever the schedule of the debt."""
    read = written(untaxed(values, **debt), tmp_path_factory.mktemp("debt"))
    found = loans(read)
    for name, financed in found.by_option.items():
        outcome = found.run.outcomes[name]
        assert financed.value_to_equity is not None
        expected = float(outcome.value_after_tax[0]) - debt["balance"]
        assert float(financed.value_to_equity[0]) == pytest.approx(expected, abs=1.0), name


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(debts(), st.floats(0, 0.05), st.one_of(st.none(), st.floats(0, 2e7)))
def test_sources_equal_uses_each_month_to_the_cent(
    values: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    debt: dict[str, Any],
    fee: float,
    facility: float | None,
) -> None:
    case = untaxed(values, **debt)
    case["financing"] |= {"fee": fee} | ({} if facility is None else {"facility": facility})
    found = loans(written(case, tmp_path_factory.mktemp("uses")))
    for name, financed in found.by_option.items():
        sources, uses = financed.drawing.sources, financed.drawing.uses
        paid, due = (
            np.rint(np.asarray(v) * 100)
            for v in (sources.equity + sources.debt, half_up(uses) + sources.interest)
        )
        assert np.array_equal(paid, due), name
        assert (sources.equity >= 0).all()
        assert (sources.debt >= 0).all()
        limit = min(facility if facility is not None else np.inf, debt["ltc_limit"] * float(np.sum(uses)))
        assert float(np.max(sources.balance)) <= limit + 0.01


def test_months_of_the_result_balance_to_the_cent(result: Result) -> None:
    seen = 0
    for row in result.rows:
        assert row.finance is not None
        for month in row.finance.months:
            assert round(month.uses + month.interest, 2) == pytest.approx(
                round(month.equity + month.debt, 2), abs=0.001
            )
            seen += 1
    assert seen > 50


def test_every_loan_is_repaid_and_its_parts_add_up(values: dict[str, Any], tmp_path: Path) -> None:
    case = copy.deepcopy(values)
    case["books"]["loans"].append(
        {"balance": 700_000, "rate": 0.06, "ends": "2031-03-01", "repayment": 50_000}
    )
    found = loans(written(case, tmp_path))
    for name, financed in found.by_option.items():
        for path in (*financed.debt.existing, financed.debt.facility):
            left = path.opening + path.drawn - path.scheduled - path.swept - path.paid_in - path.redeemed
            assert np.allclose(left, path.closing, atol=1e-6), name
            assert np.allclose(path.opening[1:], path.closing[:-1]), name
            assert abs(float(path.closing[-1, 0])) < 1e-6, name
            assert (path.closing >= -1e-6).all(), name


def test_a_refinanced_loan_keeps_to_the_limit(values: dict[str, Any], tmp_path: Path) -> None:
    found = loans(written(values, tmp_path))
    for name, financed in found.by_option.items():
        for end, path in zip(("existing",), financed.debt.existing, strict=False):
            for t in np.flatnonzero(path.due[:, 0] > 0):
                year = int(found.run.setting.periods.year_of[t])
                room = float(found.terms.ltv_limit[0] * financed.collateral.unsold[year, 0])
                assert float(path.closing[t, 0]) <= room + 0.01, (name, end)


def test_cash_to_equity_of_the_table_is_what_is_discounted(result: Result) -> None:
    """The lines of the table add up to what is left for the owner, year by year."""
    for row in result.rows:
        assert row.finance is not None
        lines = {x.name: x.values for x in row.finance.years.lines}
        parts = [
            lines[n]
            for n in ("property_flow", "drawn", "fee", "interest", "repaid", "levered_tax")
            if n in lines
        ]
        assert np.allclose(np.sum(parts, axis=0), lines["equity_flow"], atol=0.01), row.name
        unlevered = next(x.values for x in row.cash.lines if x.name == row.cash.sums)
        before_tax = np.array(unlevered) - np.array(
            next((x.values for x in row.cash.lines if x.name == "tax"), np.zeros(len(unlevered)))
        )
        assert np.allclose(lines["property_flow"], before_tax, atol=0.05), row.name


def test_interest_lowers_tax_only_within_its_limit(values: dict[str, Any], tmp_path: Path) -> None:
    found = loans(written(values, tmp_path))
    hold = found.by_option["hold"]
    saved = float(np.sum(found.run.outcomes["hold"].accounts.tax) - np.sum(hold.tax))
    assert 0 < saved <= 0.258 * float(np.sum(hold.deduction.deductible)) + 1
    case = copy.deepcopy(values)
    case["books"]["loans"][0] |= {"balance": 60_000_000, "rate": 0.05, "ends": "2056-01-01"}
    held_back = loans(written(case, tmp_path)).by_option["hold"].deduction
    assert float(held_back.carried.max()) > 0, "three million of interest exceeds the limit of a million"


# Covenants, terms, books


def row_of(result: Result, name: str) -> Row:
    return next(r for r in result.rows if r.name == name)


def test_the_cure_is_the_larger_of_two(result: Result) -> None:
    found = row_of(result, "hold").finance
    assert found is not None
    existing = next(c for c in found.covenants if c.lender == "existing")
    assert not existing.holds
    assert existing.cure == max(existing.cure_ltv, existing.cure_cover)
    assert "niet de som" in existing.sentence.nl
    assert "not their sum" in existing.sentence.en
    assert existing.years[0] == 2026, "the loan stands at 123 % of the value on the assessment date"


def test_terms_left_out_are_assumptions_and_terms_given_are_not(
    values: dict[str, Any], tmp_path: Path, result: Result
) -> None:
    names = {a.name for a in result.assumptions}
    assert {"financing.fee", "financing.ltc_limit", "financing.base_rate"} <= names
    case = copy.deepcopy(values)
    case["financing"] = {
        "fee": 0.02,
        "margin": 0.03,
        "base_rate": 0.025,
        "ltc_limit": 0.7,
        "ltv_limit": 0.6,
        "term": 7,
        "amortisation": "linear",
        "dscr_covenant": 1.3,
    }
    again = finance_of(written(case, tmp_path), "convert_let")
    assert {x.confidence for x in again.terms} == {"given"}
    assert again.rate == pytest.approx(0.055)


MOVED = {
    "facility": 1_000_000, "fee": 0.05, "margin": 0.05, "base_rate": 0.06, "ltc_limit": 0.2, "ltv_limit": 0.3, "equity_first": False, "term": 2,
    "amortisation": "annuity", "dscr_covenant": 3.0,
}  # fmt: skip


@pytest.mark.parametrize("key", list(MOVED))
def test_no_term_is_dead(values: dict[str, Any], tmp_path: Path, key: str) -> None:
    before = finance_of(written(values, tmp_path), "convert_let")
    case = copy.deepcopy(values)
    case["financing"] = {key: MOVED[key]}
    after = finance_of(written(case, tmp_path), "convert_let")
    assert after.model_dump(exclude={"terms"}) != before.model_dump(exclude={"terms"})


def test_every_input_of_value_to_equity_is_known(values: dict[str, Any], tmp_path: Path) -> None:
    with Trail() as trail:
        found = loans(written(values, tmp_path), ("hold", "sell_now", "convert_let", "convert_sell_units"))
    for name, financed in found.by_option.items():
        assert financed.value_to_equity is not None
        assert unknown(financed.value_to_equity, trail) == [], name


def test_without_a_cost_of_equity_there_is_no_value_to_equity(values: dict[str, Any], tmp_path: Path) -> None:
    case = copy.deepcopy(values)
    case["owner"]["discount_rate"] = case["owner"]["discount_rate"][:1]
    assert {r.value_to_equity for r in evaluate(written(case, tmp_path), Question()).rows} == {None}


def test_equity_and_solvency_where_they_are_given(
    values: dict[str, Any], tmp_path: Path, result: Result
) -> None:
    for row in result.rows:
        assert row.book_page is not None
        assert row.book_page.missing is not None
        assert row.book_page.equity_after is None
    case = copy.deepcopy(values)
    case["books"] |= {"equity": 4_000_000, "other_assets": 2_000_000}
    for row in evaluate(written(case, tmp_path), Question()).rows:
        page = row.book_page
        assert page is not None
        assert page.missing is None
        assert page.solvency_before == pytest.approx(4 / 7.2)
        # equity moves by the book result less interest, fee and tax of the year, and the change in deferred tax
        lines = {x.name: x.values for x in row.finance.years.lines} if row.finance else {}
        zero = (0.0,)
        costs = sum(lines.get(n, zero)[0] for n in ("interest", "fee", "levered_tax"))
        deferred = {x.name: x.values for x in page.years.lines}.get("deferred_tax", zero)[0]
        start = (5_200_000 - 5_700_000) * page.deferred_tax_rate
        expected = 4_000_000 + page.book_result + costs - (deferred - start)
        assert page.equity_after == pytest.approx(expected, abs=1.0), row.name


def test_the_sentence_holds_the_figures_of_the_case(result: Result) -> None:
    row = row_of(result, "convert_sell_units")
    page, loans = row.book_page, row.finance
    assert page is not None
    assert loans is not None
    assert f"{page.decision_year}" in page.sentence.nl
    assert f"{2_800_000 / loans.value_now:.0%} on market value" in page.sentence.en
    assert "54%" in page.sentence.en
    assert "het verlies bestaat al" in page.sentence.nl


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_command_prints_all_and_one(runner: CliRunner, lang: str) -> None:
    for option in ("convert",):
        out = runner.invoke(main, ["finance", str(EXAMPLE), "--option", option, "--lang", lang])
        assert out.exit_code == 0, out.output
        assert "Stresstabel" in out.output or "Stress" in out.output
        assert "DSCR" in out.output
    wrong = runner.invoke(main, ["finance", str(EXAMPLE), "--option", "convrt", "--lang", lang])
    assert wrong.exit_code == 2


def test_old_buildings_of_2011_have_terms_too(values: dict[str, Any], tmp_path: Path) -> None:
    case = copy.deepcopy(values)
    case["assess"] = {"date": "2011-11-24", "horizon_years": 20}
    case["building"] |= {"vacant_since": "2009-03-01"}
    case["books"] |= {
        "woz": {2011: 4_400_000},
        "acquired": "2007-05-15",
        "loans": [{"balance": 2_800_000, "rate": 0.05, "ends": "2015-06-30"}],
    }
    case["leases"] = []
    found = loans(written(case, tmp_path))
    assert found.run.setting.first == date(2011, 11, 24)
    assert all(
        np.isfinite(x.value_to_equity).all()
        for x in found.by_option.values()
        if x.value_to_equity is not None
    )
