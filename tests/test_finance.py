"""The loan and its ratios: what holds for any building."""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transformatie.formulas.finance import (
    covenant_cure,
    loss_split,
    refinancing_gap,
    sources_uses,
    unpaid_debt_service,
)
from transformatie.formulas.loans import Amortisation, annuity, capitalised_interest, loan_balance, loan_years

cents = st.integers(0, 10**9).map(lambda c: c / 100)
rates = st.floats(0, 0.15)


def _whole_cents(euros: np.ndarray) -> np.ndarray:
    """Whole cents; fails where an amount is none."""
    out = np.rint(euros * 100)
    assert np.allclose(euros * 100, out, atol=1e-4)
    return np.asarray(out, dtype=np.int64)


# Sources and uses


@st.composite
def works(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Uses by month of a few cases, with their equity, limit and rate."""
    months, cases = draw(st.integers(1, 15)), draw(st.integers(1, 4))
    uses = np.array([[draw(cents) for _ in range(cases)] for _ in range(months)])
    equity, limit = (np.array([draw(cents) for _ in range(cases)]) * months / 2 for _ in range(2))
    return uses, equity, limit, np.array([draw(rates) for _ in range(cases)])


@given(works())
def test_sources_equal_uses_each_month_to_the_cent(
    case: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    uses, equity, limit, rate = case
    flows = sources_uses(uses, equity, limit, rate)
    paid = _whole_cents(flows.equity) + _whole_cents(flows.debt)
    assert np.array_equal(paid, _whole_cents(uses) + _whole_cents(flows.interest))
    assert np.array_equal(_whole_cents(flows.balance), np.cumsum(_whole_cents(flows.debt), axis=0))
    assert (flows.debt >= 0).all()
    assert (flows.equity >= 0).all()
    assert (flows.balance <= limit + 1e-9).all()


@given(works())
def test_equity_comes_first_and_interest_is_drawn_as_debt(
    case: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    uses, equity, limit, rate = case
    flows = sources_uses(uses, equity, limit, rate)
    before = np.cumsum(flows.equity, axis=0) - flows.equity
    owed_before = flows.balance - flows.debt
    drawn = flows.debt > 0
    assert (before + flows.equity >= np.floor(equity * 100) / 100 - 0.01)[drawn].all()
    room = owed_before + flows.interest < np.floor(limit * 100) / 100 - 0.01
    assert (flows.debt >= flows.interest - 1e-9)[room].all()
    assert np.allclose(flows.interest, owed_before * rate / 12, atol=0.00501)


def test_a_month_without_uses_still_bears_interest() -> None:
    flows = sources_uses(np.array([[1200.0], [0.0], [0.0]]), np.zeros(1), np.array([1e9]), np.array([0.12]))
    assert flows.debt[:, 0].tolist() == [1200.0, 12.0, 12.12]


def test_many_facilities_at_once_are_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(2)
    uses, equity, limit = rng.uniform(0, 1e6, (24, 60)), rng.uniform(0, 5e6, 60), rng.uniform(0, 1e7, 60)
    rate = rng.uniform(0, 0.1, 60)
    together = sources_uses(uses, equity, limit, rate)
    for n in range(60):
        one = slice(n, n + 1)
        for a, b in zip(
            sources_uses(uses[:, one], equity[one], limit[one], rate[one]), together, strict=True
        ):
            assert np.array_equal(a[:, 0], b[:, n])


# Interest and repayment


def _month_by_month(drawn: float, months: int, rate: float, convention: str) -> float:
    """The balance after the last month, one month after the other."""
    balance, part, monthly = 0.0, drawn / months, rate / 12
    for _ in range(months):
        if convention == "month_end":
            balance += balance * monthly + part
        elif convention == "opening_plus_draw":
            balance += part + (balance + part) * monthly
        else:
            balance = (balance + part) / (1 - monthly)
    return balance


@given(st.floats(0, 1e8), st.integers(1, 60), st.floats(0.001, 0.2))
def test_each_convention_is_its_monthly_rule(drawn: float, months: int, rate: float) -> None:
    balances = []
    for convention in ("month_end", "opening_plus_draw", "closing"):
        result = capitalised_interest(drawn, months, rate, convention)
        balances.append(float(result.balance))
        assert balances[-1] == pytest.approx(_month_by_month(drawn, months, rate, convention), rel=1e-8)
        assert float(result.interest) == pytest.approx(balances[-1] - drawn, abs=1e-6)
    assert balances[0] <= balances[1] + 1e-6
    assert balances[1] <= balances[2] + 1e-6


@given(st.floats(1, 1e8), st.just(0.0) | st.floats(1e-5, 0.02), st.integers(1, 480))
def test_annuity_repays_all_and_balances_follow_its_payments(
    principal: float, rate: float, periods: int
) -> None:
    loan = annuity(principal, rate, periods)
    assert float(loan.end_balance) == pytest.approx(0, abs=principal * 1e-7)
    left = principal
    elapsed = periods // 2
    for _ in range(elapsed):
        left += left * rate - float(loan.payment)
    halfway = loan_balance(principal, rate, periods, np.float64(elapsed), "annuity")
    assert float(halfway) == pytest.approx(left, abs=principal * 1e-7)
    assert float(loan.total_interest) >= -1e-6


@given(
    st.floats(1, 1e8),
    st.floats(0.0001, 0.02),
    st.integers(1, 240),
    st.sampled_from(("none", "linear", "annuity")),
)
def test_debt_service_is_worth_the_loan_at_its_own_rate(
    principal: float, rate: float, periods: int, amortisation: Amortisation
) -> None:
    """So that debt at the discount rate, without tax, leaves value to equity = value − loan."""
    elapsed = np.arange(periods + 1.0)
    balance = loan_balance(principal, rate, periods, elapsed, amortisation)
    service = balance[:-1] * rate + (balance[:-1] - balance[1:])
    service[-1] += balance[-1]
    assert float(npf.npv(rate, [0.0, *service])) == pytest.approx(principal, rel=1e-7)


def test_balances_are_time_major() -> None:
    years = np.arange(0, 11)[:, None] * 1.0
    balance = loan_balance(np.array([1e6, 2e6]), np.array([0.04, 0.0]), 10, years, "annuity")
    assert balance.shape == (11, 2)
    assert balance[0].tolist() == pytest.approx([1e6, 2e6])
    assert balance[-1].tolist() == pytest.approx([0.0, 0.0])
    assert balance[5, 1] == pytest.approx(1e6)


@given(st.floats(0, 1e8), rates, st.floats(0, 2e7), st.integers(1, 8), st.floats(0, 1))
def test_an_existing_loan_is_paid_back_whole(
    balance: float, rate: float, repayment: float, ends: int, first: float
) -> None:
    running, end = np.zeros((10, 1)), np.zeros((10, 1))
    running[:ends], running[0], end[ends - 1] = 1.0, first, 1.0
    years = loan_years(np.array([balance]), np.array([rate]), np.array([repayment]), running, end)
    assert float(years.repayment.sum() + years.due_at_end.sum()) == pytest.approx(balance)
    assert np.allclose(years.opening[1:], years.closing[:-1])
    assert np.allclose(years.opening - years.repayment - years.due_at_end, years.closing)
    assert np.allclose(years.interest, years.opening * rate * running)
    assert not years.closing[ends - 1 :].any()


# Covenants


@given(
    st.floats(1e5, 1e8),
    st.floats(1e5, 1e8),
    st.floats(0.01, 0.12),
    st.floats(-1e6, 1e7),
    st.floats(0.3, 1),
    st.floats(1, 3),
)
def test_after_the_cure_both_covenants_hold_and_before_it_not(
    value: float, loan: float, rate: float, noi: float, ltv: float, icr: float
) -> None:
    result = covenant_cure(value, loan, rate, noi, ltv, icr)
    assert float(result.cure) == max(float(result.cure_ltv), float(result.cure_icr))
    left = loan - float(result.cure)
    assert left <= ltv * value * (1 + 1e-9)
    assert left * rate * icr <= max(noi, 0) * (1 + 1e-9) + 1e-6
    assume(float(result.cure) > 1)
    short = left + 1.0
    assert short > ltv * value or short * rate * icr > max(noi, 0)


@given(st.floats(1e5, 1e8), st.floats(0, 1e8), st.floats(0, 1e8), st.booleans())
def test_what_owner_and_lender_lose_is_the_fall_in_value(
    value: float, price: float, debt: float, recourse: bool
) -> None:
    split = loss_split(value, price, debt, recourse)
    assert float(split.owner + split.lender) == pytest.approx(value - price, abs=1e-6)
    if price < value:
        assert float(split.lender) >= 0
        assert float(split.owner) >= -1e-6
    if recourse or price >= debt:
        assert float(split.lender) <= 1e-6
    assert 0 <= float(split.recovery) <= 1


def test_an_owner_under_water_has_nothing_left_to_lose() -> None:
    split = loss_split(np.array([500.0]), np.array([400.0]), np.array([600.0]), np.array([False]))
    assert (split.owner.tolist(), split.lender.tolist()) == ([0.0], [100.0])


@given(st.floats(0, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_deferred_debt_service_is_no_loss_of_the_lender(due: float, cash: float, top_up: float) -> None:
    deferred = unpaid_debt_service(due, cash, top_up, False)
    lost = unpaid_debt_service(due, cash, top_up, True)
    assert float(deferred.lost) == float(lost.deferred) == 0.0
    assert (
        float(deferred.deferred) == float(lost.lost) == pytest.approx(max(0.0, due - max(cash, 0.0) - top_up))
    )


@settings(max_examples=20)
@given(st.floats(0, 1e8), st.floats(0, 1e8), st.floats(0, 1))
def test_refinancing_gap_brings_the_new_loan_to_its_limit(balance: float, value: float, limit: float) -> None:
    gap = float(refinancing_gap(balance, value, limit))
    assert gap >= 0
    assert balance - gap <= limit * value + 1e-6 or balance == 0
