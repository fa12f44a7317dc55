"""What an empty building costs and who bears it: rules that hold for any building, and traps."""

import inspect
import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transformatie.dated import Law
from transformatie.errors import LawError
from transformatie.figures import all_tables
from transformatie.formulas import carrying
from transformatie.formulas.bearers import (
    OWNER,
    TREASURY,
    BillLine,
    Part,
    bearers,
    foregone_rent,
    treasury_part,
)
from transformatie.formulas.local_levies import ozb
from transformatie.formulas.reletting import expected_wait, still_vacant, vacancy_survival
from transformatie.formulas.rounding import cents, exact, half_up, split_by_id, split_cents
from transformatie.formulas.services import LANDLORD, Pool, service_cost_split, service_cost_statement
from transformatie.formulas.setoff import portfolio_relief
from transformatie.formulas.temporary_use import temporary_use
from transformatie.periods import periods
from transformatie.trail import Trail

LEDGER = [name for name in carrying.__dict__ if getattr(carrying.__dict__[name], "unit", "") == "EUR/yr"]
UNITS = ("a", "b", "c", "d")
money = st.integers(-10_000_000, 10_000_000).map(lambda c: c / 100)
weight = st.integers(0, 100_000).map(lambda w: w / 10)
BANDS = np.array([1.0, 2.0, 3.0, 5.0])
HAZARDS = [np.float64(h) for h in (0.5, 0.35, 0.25, 0.15, 0.08)]


# Rounding


@given(st.integers(0, 2_000_000_000), st.integers(0, 9_999_999))
def test_half_up_on_arrays_is_half_up_on_decimals(base: int, rate: int) -> None:
    """A rate of eight decimals times whole euros, to the amounts for which the tolerance is stated."""
    product = Fraction(rate, 10**8) * base
    assume(product < 10_000_000)
    assert round(float(half_up(np.float64(base * (rate / 10**8)))) * 100) == cents(product)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_split_adds_up_is_fair_and_symmetric(total: int, weights: list[int]) -> None:
    assume(sum(weights) > 0)
    fractions = [Fraction(w) for w in weights]
    parts = split_cents(total, fractions)
    assert sum(parts) == total
    assert all(
        abs(p - Fraction(total) * w / sum(fractions)) < 1 for p, w in zip(parts, fractions, strict=True)
    )
    assert split_cents(-total, fractions) == [-p for p in parts]
    assert split_cents(total, [f / 7 for f in fractions]) == parts


@given(
    st.integers(0, 10**6), st.dictionaries(st.text("abcdef", min_size=1), weight, min_size=1), st.randoms()
)
def test_split_by_id_keeps_each_share_in_any_order(
    total: int, key: dict[str, float], rng: random.Random
) -> None:
    assume(sum(key.values()) > 0)
    weights = {u: exact(w) for u, w in key.items()}
    shuffled = list(weights.items())
    rng.shuffle(shuffled)
    assert split_by_id(total, weights) == split_by_id(total, dict(shuffled))


def test_an_amount_over_a_key_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="key sum"):
        split_cents(1, [Fraction(0), Fraction(0)])


# Service costs


@st.composite
def pools(draw: st.DrawFn, sign: int = 1) -> tuple[list[Pool], dict[str, float]]:
    """Pools with a cap, over let and empty units."""
    out = []
    for name in draw(st.lists(st.sampled_from(("heat", "lift", "grounds")), unique=True, min_size=1)):
        key = {u: draw(weight) for u in UNITS}
        assume(sum(key.values()) > 0)
        full = {u: w + draw(weight) for u, w in key.items()} if draw(st.booleans()) else {}
        standing, variable = (sign * abs(draw(money)) for _ in range(2))
        out.append(Pool(name, standing, variable, key, full))
    return out, {u: draw(st.sampled_from((0.0, 0.5, 1.0))) for u in UNITS}


@given(pools(), st.sampled_from((0.0, 0.05)))
def test_settlement_adds_up_and_no_cell_is_negative(
    case: tuple[list[Pool], dict[str, float]], fee: float
) -> None:
    headings, let = case
    statement = service_cost_statement(headings, let, fee)
    for pool in headings:
        parts = statement.pools[pool.name]
        assert sum(parts.values()) == cents(exact(pool.standing) + exact(pool.variable))
        assert min(parts.values()) >= 0
    assert sum(statement.subtotal.values()) == sum(sum(p.values()) for p in statement.pools.values())
    subtotal = sum(statement.subtotal.values())
    assert sum(statement.administration.values()) == cents(exact(fee) * Fraction(subtotal, 100))
    for bearer, amount in statement.total.items():
        assert amount == statement.subtotal[bearer] + statement.administration[bearer]


@given(pools())
def test_a_tenant_never_pays_more_than_at_full_occupation(case: tuple[list[Pool], dict[str, float]]) -> None:
    """At full occupation the standing charge goes by the full key; what is used costs each user the same."""
    headings, let = case
    for pool in headings:
        parts = service_cost_statement([pool], let, 0.0).pools[pool.name]
        full = pool.key_full_use or pool.key
        for unit in parts.keys() - {LANDLORD}:
            by_full = exact(pool.standing) * exact(full[unit]) / sum(map(exact, full.values()))
            by_use = exact(pool.variable) * exact(pool.key[unit]) / sum(map(exact, pool.key.values()))
            assert parts[unit] <= (by_full + by_use) * 100 + 1


@given(pools(), st.randoms(), st.integers(2, 9))
def test_order_and_scale_of_the_keys_change_nothing(
    case: tuple[list[Pool], dict[str, float]], rng: random.Random, factor: int
) -> None:
    headings, let = case
    order = list(UNITS)
    rng.shuffle(order)
    other = [
        p._replace(
            key={u: p.key[u] * factor for u in order},
            key_full_use={u: p.key_full_use[u] for u in order} if p.key_full_use else {},
        )
        for p in reversed(headings)
    ]
    assert service_cost_split(headings, let, 0.05) == service_cost_split(
        other, {u: let[u] for u in order}, 0.05
    )


@given(pools(sign=-1))
def test_a_credit_stays_a_credit_for_everyone(case: tuple[list[Pool], dict[str, float]]) -> None:
    headings, let = case
    statement = service_cost_statement(headings, let, 0.0)
    assert max(v for parts in statement.pools.values() for v in parts.values()) <= 0


def test_dividing_by_let_area_would_overcharge_the_tenants() -> None:
    """V03: tenants would pay 26,530.47 too much; the landlord's own share is exactly that."""
    area = {"A": 1500.0, "B": 900.0, "C": 600.0, "vacant": 1000.0}
    meter = {"A": 820.0, "B": 510.0, "C": 340.0, "vacant": 60.0}
    headings = [Pool("by area", 98_280.0, 0.0, area, {}), Pool("heat", 0.0, 20_100.0, meter, {})]
    let = {"A": 1.0, "B": 1.0, "C": 1.0, "vacant": 0.0}
    right = service_cost_split(headings, let, 0.05)
    wrong = service_cost_split(
        [p._replace(key={u: w for u, w in p.key.items() if u != "vacant"}) for p in headings], let, 0.05
    )
    assert [wrong[u] for u in "ABC"] == pytest.approx([61_959.93, 37_403.44, 24_935.63], abs=0.011)
    assert sum(wrong[u] - right[u] for u in "ABC") == pytest.approx(right[LANDLORD]) == 26_530.47


# Bearers


@st.composite
def bill_lines(draw: st.DrawFn) -> list[BillLine]:
    """Lines of one building with several units: costs and credits, some borne by others, some not deductible."""
    names = draw(
        st.lists(st.sampled_from(("ozb", "water", "energy", "security", "fees")), unique=True, min_size=1)
    )
    out = []
    for name in names:
        key = {u: draw(weight) for u in UNITS}
        assume(sum(key.values()) > 0)
        amount = draw(money)
        part = st.integers(0, 30).map(amount.__mul__).map(lambda v: round(v / 100, 2))
        borne = {
            u: {"tenant": draw(part), "agency": draw(part)} for u in draw(st.sets(st.sampled_from(UNITS)))
        }
        kind: Part = "extra" if draw(st.booleans()) else "anyway"
        out.append(BillLine(name, amount, key, kind, draw(st.booleans()), borne))
    return out


def _relief(lines: list[BillLine], rate: float) -> float:
    plain = bearers(lines, 0.0)
    deductible = sum(plain.total(line=x.name, bearer=OWNER) for x in lines if x.deductible)
    return rate * deductible / 100


@given(bill_lines(), st.floats(0, 0.5))
def test_bill_adds_up_at_every_knot_and_no_cell_flips_sign(lines: list[BillLine], rate: float) -> None:
    relief = _relief(lines, rate)
    bill = bearers(lines, relief)
    for line in lines:
        gross = split_by_id(cents(line.amount), {u: exact(w) for u, w in line.key.items()})
        assert bill.total(line=line.name) == cents(line.amount)
        for unit, amount in gross.items():
            assert bill.total(line=line.name, unit=unit) == amount
        cells = [v for cell, v in bill.cells.items() if cell[0] == line.name]
        assert all(v * line.amount >= 0 for v in cells)
        if not line.deductible:
            assert bill.total(line=line.name, bearer=TREASURY) == 0
    assert bill.total() == sum(cents(line.amount) for line in lines)
    assert bill.total() == sum(bill.total(bearer=b) for b in (OWNER, TREASURY, "tenant", "agency"))
    assert bill.total() == bill.total(part="anyway") + bill.total(part="extra")
    assert bill.total(bearer=TREASURY) == cents(relief)


@given(bill_lines(), st.floats(0, 0.5), st.randoms())
def test_order_of_lines_and_units_changes_nothing(
    lines: list[BillLine], rate: float, rng: random.Random
) -> None:
    relief = _relief(lines, rate)
    order = list(UNITS)
    rng.shuffle(order)
    other = [
        BillLine(x.name, x.amount, {u: x.key[u] for u in order}, x.part, x.deductible, x.borne) for x in lines
    ]
    rng.shuffle(other)
    assert bearers(lines, relief).cells == bearers(other, relief).cells


@given(bill_lines(), st.floats(0, 0.5))
def test_merging_two_units_changes_no_total_of_the_building(lines: list[BillLine], rate: float) -> None:
    plain = [BillLine(x.name, x.amount, x.key, x.part, x.deductible) for x in lines]
    merged = [
        BillLine(
            x.name,
            x.amount,
            {"a": float(exact(x.key["a"]) + exact(x.key["b"])), "c": x.key["c"], "d": x.key["d"]},
            x.part,
            x.deductible,
        )
        for x in plain
    ]
    relief = _relief(plain, rate)
    before, after = bearers(plain, relief), bearers(merged, relief)
    for line in plain:
        for bearer in (OWNER, TREASURY):
            assert before.total(line=line.name, bearer=bearer) == after.total(line=line.name, bearer=bearer)


def test_what_others_bear_stops_at_the_cell() -> None:
    """A tenant who by lease would bear more than the unit costs bears what it costs, and the owner nothing."""
    bill = bearers([BillLine("services", 100.0, {"a": 1.0}, borne={"a": {"tenant": 250.0}})], 0.0)
    assert (bill.total(bearer="tenant"), bill.total(bearer=OWNER)) == (10_000, 0)


def test_a_relief_that_exceeds_the_cost_is_an_error() -> None:
    with pytest.raises(ValueError, match="relief"):
        bearers([BillLine("services", 100.0, {"a": 1.0})], 100.01)
    with pytest.raises(ValueError, match="relief"):
        bearers([BillLine("fine", 100.0, {"a": 1.0}, deductible=False)], 1.0)


def test_a_line_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        bearers([BillLine("ozb", 1.0, {"a": 1.0}), BillLine("ozb", 2.0, {"a": 1.0})], 0.0)


def test_foregone_ledger_stands_apart_and_its_losers_add_up() -> None:
    """Rent not received is no deduction: the Treasury loses its share of it, and nothing is added to the bill."""
    rent = float(foregone_rent(np.float64(2000), np.float64(1.0), np.float64(150.0), np.float64(0.05)))
    assert rent == pytest.approx(285_000)
    foregone = bearers(
        [
            BillLine("rent", rent, {"vacant": 1.0}),
            BillLine(
                "ozb_user",
                16_636.0,
                {"vacant": 1.0},
                deductible=False,
                borne={"vacant": {"municipality": 16_636.0}},
            ),
        ],
        0.258 * rent,
    )
    assert foregone.total(bearer="municipality") == 1_663_600
    assert foregone.total(bearer=TREASURY) == cents(0.258 * rent)
    assert foregone.total() == foregone.total(bearer=OWNER) + cents(0.258 * rent) + 1_663_600
    assert "foregone_rent" not in LEDGER


@given(st.lists(st.floats(-1e5, 1e6), min_size=1, max_size=8), st.floats(0, 0.5))
def test_treasury_parts_of_the_lines_add_up_to_the_relief(amounts: list[float], rate: float) -> None:
    total = np.float64(sum(amounts))
    assume(abs(total) > 1)
    parts = [treasury_part(np.float64(a), total, rate * total) for a in amounts]
    assert float(sum(parts)) == pytest.approx(float(rate * total), abs=1e-6)


def test_no_deductible_cost_gives_the_treasury_nothing() -> None:
    assert treasury_part(np.array([0.0, 5.0]), np.array([0.0, 10.0]), np.array([0.0, 2.0])).tolist() == [
        0.0,
        1.0,
    ]


# Lines of the ledger

shares = st.floats(0, 1)


@given(st.floats(0, 1e6), shares)
def test_what_is_due_anyway_is_no_extra(amount: float, let: float) -> None:
    gross, share = np.float64(amount), np.float64(let)
    for line in (
        carrying.ozb_owner(gross, share),
        carrying.water_board(gross, share),
        carrying.sewer(gross, share),
        carrying.maintenance(gross, 1.0, 1.0, share),
        carrying.vve_contribution(gross, 1.0, share),
        carrying.ground_rent(gross, share),
        carrying.area_fund(gross, 1.0, share),
    ):
        assert float(line.let + line.anyway + line.extra) == pytest.approx(amount)
        assert float(line.extra) == 0
        assert float(line.anyway) == pytest.approx(amount * (1 - let))


def test_a_let_building_has_no_vacancy_bill() -> None:
    one, nothing = np.ones((3, 2)), np.zeros((3, 2))
    lines = (
        carrying.ozb_owner(one * 1e4, one),
        carrying.ozb_user(nothing, nothing),
        carrying.treatment(one * 57, one),
        carrying.insurance(one * 4500, 1.0, nothing, one),
        carrying.unlet_services(one * 5000, one, 21.6),
        carrying.standby_energy(1e3, 1e4, 0.3, 1e4, 1.2, one),
        carrying.management(one * 8e5, 0.05, carrying.management_fee(one * 8e5, 0.05, 40.0, nothing, 12.0)),
        carrying.security(one * 1e4, one),
        carrying.letting(nothing, 0.13, 5e3, nothing),
        carrying.irrecoverable_vat(one * 1e5, 0.21, nothing),
        carrying.temporary_fees(nothing, 1.0),
    )
    bill = carrying.vacancy_bill(lines)
    assert not bill.total.any()


def test_an_empty_building_pays_extra_for_what_emptiness_brings() -> None:
    empty = np.float64(0.0)
    insurance = carrying.insurance(np.float64(4500.0), 1.0, 1.0 - empty, empty)
    assert [float(v) for v in insurance] == [0.0, 4500.0, 4500.0]
    services = carrying.unlet_services(np.float64(2000.0), empty, 14.92)
    assert [float(v) for v in services] == [0.0, 0.0, 29_840.0]
    fee = carrying.management_fee(empty, 0.05, 40.0, 2.0, 12.0)
    assert [float(v) for v in carrying.management(empty, 0.05, fee)] == [0.0, 0.0, 960.0]
    bill = carrying.vacancy_bill((insurance, services, carrying.temporary_fees(np.float64(1e4), 0.5)))
    assert [float(v) for v in bill] == [4500.0, 29_340.0, 33_840.0]


def test_letting_fee_is_charged_once_per_letting() -> None:
    """Five years empty, then let: the fee falls in the year of letting alone."""
    rent = np.array([[0.0], [0.0], [0.0], [0.0], [0.0], [100_000.0], [0.0]])
    fees = carrying.letting(rent, 0.13, np.float64(5000.0), (rent > 0) * 1.0).extra[:, 0]
    assert fees.tolist() == [0, 0, 0, 0, 0, 18_000.0, 0]


def test_incentive_is_spread_over_the_term() -> None:
    assert float(carrying.incentive_spread(np.float64(120_000.0), 10.0, 5.0)) == pytest.approx(20_000.0)


def test_vat_is_a_cost_only_for_exempt_use() -> None:
    line = carrying.irrecoverable_vat(np.array([100_000.0, 100_000.0]), 0.21, np.array([0.0, 1.0]))
    assert line.extra.tolist() == [0.0, 21_000.0]


def test_interest_principal_and_depreciation_are_no_lines_of_the_bill() -> None:
    words = ("interest", "principal", "repayment", "depreciation", "write_down", "value_loss", "foregone")
    assert LEDGER
    assert not [name for name in LEDGER if any(word in name for word in words)]


def test_maintenance_goes_by_gross_and_services_by_lettable_area() -> None:
    assert "BVO" in str(carrying.maintenance.__doc__)
    assert "VVO" in str(carrying.unlet_services.__doc__)


def test_many_cases_at_once_are_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(1)
    rebuild, surcharge = rng.uniform(1e6, 5e7, 50), rng.uniform(0.5, 2, 50)
    let, rent, empty = rng.uniform(0, 1, (7, 50)), rng.uniform(0, 1e6, (7, 50)), rng.integers(0, 5, (7, 50))
    together = carrying.insurance(rebuild, surcharge, 1.0 - let, let)
    fees = carrying.management_fee(rent, 0.05, 40.0, empty, 12.0)
    for n in range(50):
        alone = carrying.insurance(
            rebuild[n : n + 1], surcharge[n : n + 1], 1.0 - let[:, n : n + 1], let[:, n : n + 1]
        )
        for a, b in zip(alone, together, strict=True):
            assert np.array_equal(a[:, 0], b[:, n])
        fee = carrying.management_fee(rent[:, n : n + 1], 0.05, 40.0, empty[:, n : n + 1], 12.0)
        assert np.array_equal(fee[:, 0], fees[:, n])


def test_a_line_can_be_walked_back_to_its_figure() -> None:
    with Trail() as trail:
        line = carrying.ground_rent(np.array([100.0]), np.array([0.25]))
        source = trail.source_of(line.anyway)
    assert source is not None
    assert source.name == "ground_rent.anyway"


# OZB


def test_user_part_by_object_and_not_by_building() -> None:
    """A tower of two WOZ objects, one let, one empty: the user part of the empty one is nobody's."""
    tower = ozb(np.array([3e6, 1e6]), 0.0, 0.00515, 0.004159, np.array([True, False]), 0.7)
    assert tower.user.tolist() == [12_477.0, 0.0]
    assert tower.foregone.tolist() == [0.0, 4_159.0]


def test_levies_do_not_see_months_or_the_share_that_is_vacant() -> None:
    """Due for the whole year by the state on 1 January; and vacancy by itself does not lower the WOZ value."""
    assert list(inspect.signature(ozb).parameters) == [
        "woz", "residential_part", "owner_rate", "user_rate", "used", "dwelling_share",
    ]  # fmt: skip


@given(st.integers(0, 10**8), st.floats(0, 1), st.booleans())
def test_user_part_is_paid_or_foregone(woz: int, residential: float, used: bool) -> None:
    result = ozb(np.float64(woz), np.float64(int(woz * residential)), 0.003, 0.0025, used, 0.7)
    assert result.user * result.foregone == 0
    assert float(result.user + result.foregone) == pytest.approx(float(half_up(result.base * 0.0025)))
    assert float(result.base) <= woz


def test_owner_bears_the_user_part_once_he_gives_a_part_in_use() -> None:
    empty = ozb(np.float64(4e6), 0.0, 0.00515, 0.004159, np.False_, 0.7)
    caretakers = ozb(np.float64(4e6), 5e5, 0.00515, 0.004159, np.True_, 0.7)
    assert float(carrying.ozb_user(empty.user, np.float64(1.0)).extra) == 0.0
    assert float(carrying.ozb_user(caretakers.user, np.float64(1.0)).extra) == 14_556.5
    assert float(carrying.ozb_user(caretakers.user, np.float64(0.0)).extra) == 0.0


@pytest.mark.parametrize("name", ["ozb.utrecht_owner", "ozb.rotterdam_user", "water.hollandse_delta_built"])
def test_a_municipal_rate_holds_for_its_own_year_only(name: str) -> None:
    law = Law(all_tables(), date(2026, 11, 24))
    with pytest.raises(LawError):
        law.value(name, date(2018, 1, 1) if "utrecht" in name else date(2023, 1, 1))


def test_every_rate_names_its_place() -> None:
    """No national default that looks like a fact."""
    places = ("rotterdam", "den_haag", "utrecht", "arnhem", "ouder_amstel", "heerlen", "horst_aan_de_maas", "cranendonck",
              "geertruidenberg", "oosterhout", "drimmelen", "werkendam", "hollandse_delta")  # fmt: skip
    names = [n for prefix in ("ozb.", "water.", "sewer.") for n in all_tables().names(prefix)]
    rates = [n for n in names if n != "ozb.dwelling_share"]
    assert all(n.partition(".")[2].startswith(places) for n in rates)


# Temporary use


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 1))
def test_fees_the_agency_keeps_do_not_reach_the_owner(fees: float, services: float, share: float) -> None:
    use = temporary_use(fees, services, share, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert float(use.net) == pytest.approx((fees + services) * share)
    agency = temporary_use(fees, services, 0.0, 100.0, 0.0, 0.0, 40.0, 0.0)
    assert float(agency.net) == 60.0


# Re-letting


def _slow_survival(age: float, more: float, step: int = 400) -> float:
    """The chance in small steps, each by the hazard of its age."""
    left = 1.0
    for i in range(round(more * step)):
        at = age + (i + 0.5) / step
        hazard = HAZARDS[int(np.searchsorted(BANDS, at, side="right"))]
        left *= (1 - float(hazard)) ** (1 / step)
    return left


@settings(max_examples=25)
@given(st.integers(0, 16), st.integers(0, 16))
def test_closed_form_equals_small_steps(age4: int, more4: int) -> None:
    age, more = age4 / 4, more4 / 4
    closed = float(still_vacant(np.float64(age), np.float64(more), BANDS, HAZARDS, np.float64(1.0)))
    assert closed == pytest.approx(_slow_survival(age, more), rel=1e-9)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 20), st.floats(0.1, 3))
def test_chances_multiply_along_time(age: float, first: float, second: float, factor: float) -> None:
    whole = still_vacant(age, first + second, BANDS, HAZARDS, factor)
    steps = still_vacant(age, first, BANDS, HAZARDS, factor) * still_vacant(
        age + first, second, BANDS, HAZARDS, factor
    )
    assert float(whole) == pytest.approx(float(steps), rel=1e-9)
    assert 0.0 <= float(whole) <= 1.0


@given(st.floats(0, 10), st.floats(0.1, 10))
def test_the_longer_empty_the_longer_it_stays_empty(age: float, more: float) -> None:
    now = still_vacant(age, more, BANDS, HAZARDS, 1.0)
    later = still_vacant(age + 1, more, BANDS, HAZARDS, 1.0)
    assert float(later) >= float(now) - 1e-12


def test_average_wait_is_not_one_over_the_hazard() -> None:
    wait = float(expected_wait(np.float64(0.0), BANDS, HAZARDS, np.float64(1.0)))
    summed = sum(_slow_survival(0.0, float(k), 4) for k in range(60))
    assert wait == pytest.approx(summed, abs=0.05)
    assert wait > 2 * (1 / 0.5)


@given(st.floats(0.01, 1))
def test_constant_hazard_waits_geometrically(hazard: float) -> None:
    assert float(expected_wait(3.0, np.array([]), [np.float64(hazard)], 1.0)) == pytest.approx(1 / hazard)


def test_survival_is_time_major_and_case_by_case() -> None:
    ages, factor = np.linspace(0, 12, 40)[:, None], np.array([0.5, 1.0, 2.0])
    survival = vacancy_survival(ages, BANDS, HAZARDS, factor)
    assert survival.shape == (40, 3)
    assert (np.diff(survival, axis=0) < 0).all()
    alone = vacancy_survival(ages, BANDS, HAZARDS, factor[1:2])
    assert np.array_equal(alone[:, 0], survival[:, 1])
    drawn = [np.full(3, float(h)) for h in HAZARDS]
    assert np.array_equal(vacancy_survival(ages, BANDS, drawn, factor), survival)


def test_a_vacancy_over_the_turn_of_a_leap_year_counts_days() -> None:
    """1 November 2027 to 1 March 2028: 61 of 365 days and 60 of 366."""
    axis = periods(date(2027, 1, 1), 2)
    start, end = axis.day_of(np.array(["2027-11-01"])), axis.day_of(np.array(["2028-03-01"]))
    days = axis.by_year(axis.overlap(start, end) * axis.lengths)
    assert (days / axis.year_lengths)[:2, 0].tolist() == pytest.approx([61 / 365, 60 / 366])


# Set-off

profits = st.dictionaries(st.text("abcxyz", min_size=1, max_size=3), money, min_size=1, max_size=8)


@given(profits, st.randoms())
def test_set_off_adds_up_and_is_free_of_order(values: dict[str, float], rng: random.Random) -> None:
    result = portfolio_relief(values, 0.19, 200_000.0, 0.258, True)
    assert cents(result.relief) == cents(result.tax_without) - cents(result.tax_with)
    assert 0 <= result.relief <= result.tax_without
    spread = sum(cents(v) for v in result.pro_rata.values())
    if min(values.values()) < 0:
        assert spread == cents(result.relief)
    assert all(result.pro_rata[b] == 0 for b, p in values.items() if p >= 0)
    residual = cents(result.relief) - sum(cents(v) for v in result.with_without.values())
    assert cents(result.residual) == residual
    assert residual >= -len(values)  # the brackets rise: each loss alone saves less than its part
    shuffled = list(values.items())
    rng.shuffle(shuffled)
    other = portfolio_relief(dict(shuffled), 0.19, 200_000.0, 0.258, True)
    assert (other.pro_rata, other.with_without, other.unused) == (
        result.pro_rata, result.with_without, result.unused,
    )  # fmt: skip


@given(profits)
def test_separate_companies_set_nothing_off(values: dict[str, float]) -> None:
    result = portfolio_relief(values, 0.19, 200_000.0, 0.258, False)
    assert result.relief == 0
    assert result.tax_with == result.tax_without
    assert not any(result.with_without.values())
