"""A thousand random cases against the slow twin: holding, and converting to let; cash, books, losses, tax, value."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.buildings import building, read_of
from tests.twin_value import Answer, Case, OneBuilding
from transformatie.cases import stacked
from transformatie.dated import Law
from transformatie.figures import all_tables
from transformatie.input.settle import Resolved, resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.run import Run, run, setting_of

#: The twin's own copies of the law are those of today.
KNOWN = date(2026, 11, 24)
GROUPS = [
    ("bv", date(2011, 7, 1), 30),
    ("bv", date(2019, 3, 31), 20),
    ("bv", date(2026, 11, 24), 30),
    ("ib", date(2014, 12, 1), 20),
    ("ib", date(2024, 7, 1), 10),
    ("association", date(2023, 10, 2), 20),
    ("fbi", date(2019, 3, 31), 20),
    ("exempt", date(2026, 11, 24), 10),
]
EACH = 63
PLAN = ("office_until", "sold_on", "relet_from", "relet_years", "relet_multiplier", "works_area", "works_per_m2", "contingency", "works_start",
        "works_end", "ready", "dwellings", "area", "rent", "fill_days", "vacancy_share", "running_share", "exit_yield", "exit_gross", "exit_von",
        "vat_recovered")  # fmt: skip
CONVERTED = ("applied", "permit_fee", "value_when_done", "surcharge_until")


def run_group(kind: str, on: date, horizon: int) -> tuple[list[Resolved], Run]:
    """Random buildings of one group, whole: no storey stays office, the market pays what it pays."""
    rng = Random(f"twin{kind}{on}")
    law = Law(all_tables(), KNOWN, on)
    many = []
    for _ in range(EACH):
        values = building(rng, kind, on, horizon)
        values["books"] |= {"use": "let", "commercial_basis": "cost"}
        values["building"]["municipality"] = "Verweg"
        many.append(resolve(read_of(values), law, options()))
    axis = periods(on, horizon)
    return many, run(
        setting_of(many, stacked(many, axis.years), axis, law), options(), ["hold", "convert_let"]
    )


def case_of(done: Run, resolved: Resolved, i: int, name: str) -> Case:
    """What the twin is told of one case."""
    s, o = done.setting, done.outcomes[name]
    c, b = s.cases, resolved.read.building
    converts = name == "convert_let"
    figures = {k: float(v[i]) for k, v in c.arrays.items() if isinstance(v, np.ndarray) and v.shape == (c.n,)}
    plan = {k: float(np.broadcast_to(o.plan.arrays[k], (c.n,))[i]) for k in PLAN}
    plan |= {k: float(np.broadcast_to(o.plan.arrays.get(k, 0.0), (c.n,))[i]) for k in CONVERTED}
    known = {int(y): a for y, a in (b.owner.other_profit or {}).items()}
    profit, last = [], 0.0
    for year in s.periods.years:
        last = known.get(int(year), last)
        profit.append(last)

    def series(value: Any) -> list[float]:
        return [float(x) for x in np.broadcast_to(value, (len(s.periods.starts), c.n))[:, i]]

    regulated = converts and "rent_share" in o.plan.arrays and s.points_are_law
    one = np.ones((len(s.periods.starts), c.n))
    return Case(
        first=s.first, horizon=s.periods.horizon_years, kind=b.owner.kind, v=figures, p=plan, leases=resolved.leases, profit=profit,
        losses=[(x.year, x.amount) for x in b.owner.losses], bands=[float(x) for x in c.hazard_bands], converts=converts,
        carrying=series(o.costs.total), empty=series(o.income.empty), levy=[float(x) for x in o.accounts.landlord_levy[:, i]],
        rent_share=series(o.plan.arrays["rent_share"] if regulated else one),
        rent_share_without=series(o.plan.arrays["rent_share_without"] if regulated else one), regulated=regulated,
    )  # fmt: skip


def differences(answer: Answer, done: Run, name: str, i: int) -> dict[str, float]:
    """How far the engine lies from the twin, in euros."""
    o = done.outcomes[name]
    pairs = {
        "woz": (o.woz, answer.woz),
        "closing": (o.accounts.books.closing, answer.closing),
        "depreciation": (o.accounts.books.depreciation, answer.depreciation),
        "result": (o.accounts.result, answer.result),
        "tax": (o.accounts.tax, answer.tax),
    }
    out = {
        k: float(np.max(np.abs(np.broadcast_to(a, np.shape(o.accounts.tax))[:, i] - np.array(b))))
        for k, (a, b) in pairs.items()
    }
    out["price"] = abs(float(o.sales.price[i]) - answer.price)
    out["value"] = abs(float(o.value_after_tax[i]) - answer.value)
    return {k: v for k, v in out.items() if v > 0.01}


@pytest.mark.parametrize("kind,on,horizon", GROUPS)
def test_the_slow_twin_agrees_to_the_cent(kind: str, on: date, horizon: int) -> None:
    """Eight groups of 63 buildings, each held and converted: 1,008 cases."""
    many, done = run_group(kind, on, horizon)
    for i, resolved in enumerate(many):
        for name in ("hold", "convert_let"):
            answer = OneBuilding(case_of(done, resolved, i, name)).answer()
            assert not differences(answer, done, name, i), f"building {i}, {name}"


def test_the_random_cases_reach_what_can_go_wrong() -> None:
    """Leases that renew, losses, tax paid and refunded, a floor that holds, a year of sale before the horizon."""
    many, done = run_group(*GROUPS[0])
    hold, let = (done.outcomes[n] for n in ("hold", "convert_let"))
    assert sum(bool(r.leases) for r in many) > 20
    assert len(np.unique(done.sale_day)) > 1
    assert np.any(hold.accounts.tax < -1)
    assert np.any(hold.accounts.tax > 1)
    assert np.any(hold.accounts.books.blocked > 1)
    assert np.any(let.accounts.with_building.loss_used > 1)
    assert np.any(let.sales.price > done.setting.cases.land_floor)
