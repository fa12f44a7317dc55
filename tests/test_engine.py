"""One engine for one building and for many: a case comes to the same in any company."""

from __future__ import annotations

import dataclasses
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.buildings import alike, law_of, resolved_of, run_of
from transformatie.appraise import Outcome
from transformatie.appraise.detail import detail
from transformatie.cases import Cases, drawn
from transformatie.input.settle import Resolved
from transformatie.options import options
from transformatie.periods import NEVER, periods
from transformatie.run import Run, run, setting_of

GROUPS = [
    ("bv", date(2026, 11, 24), 30),
    ("bv", date(2011, 7, 1), 30),
    ("ib", date(2019, 3, 31), 20),
    ("box3", date(2026, 11, 24), 10),
    ("association", date(2014, 12, 1), 20),
    ("exempt", date(2024, 7, 1), 10),
    ("fbi", date(2024, 7, 1), 30),
    ("bv", date(2023, 10, 2), 10),
]
EACH = 125
#: Of a sum over some ninety periods of amounts of up to 1e8: the bits of the last place.
RELATIVE, ABSOLUTE = 1e-12, 1e-6


def arrays_of(o: Outcome, r: Run) -> dict[str, Any]:
    """Every array by case of an outcome and its details: the last axis is the case."""
    found: dict[str, Any] = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, np.ndarray):
            if value.ndim and value.shape[-1] == r.setting.cases.n and value.dtype.kind == "f":
                found[prefix] = value
        elif isinstance(value, dict):
            for key, part in value.items():
                walk(f"{prefix}.{key}", part)
        elif isinstance(value, tuple) and hasattr(value, "_fields"):
            for key, part in zip(value._fields, value, strict=True):
                walk(f"{prefix}.{key}", part)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            for f in dataclasses.fields(value):
                if f.name not in ("plan", "option"):
                    walk(f"{prefix}.{f.name}", getattr(value, f.name))

    walk("", o)
    walk("lines", dict(o.costs.lines))
    walk("plan", dict(o.plan.arrays))
    walk("detail", detail(o, r.setting))
    return found


def differences(one: Run, many: Run, at: int) -> list[str]:
    """Names of what differs between a case alone and the same case in company."""
    out = []
    for name, outcome in one.outcomes.items():
        alone, together = arrays_of(outcome, one), arrays_of(many.outcomes[name], many)
        for key, value in alone.items():
            if key not in together:
                continue  # the shape (T, 1) of something that is the same for all cases
            if not np.allclose(value[..., 0], together[key][..., at], RELATIVE, ABSOLUTE, equal_nan=True):
                gap = float(np.nanmax(np.abs(value[..., 0] - together[key][..., at])))
                out.append(f"{name}{key} differs by {gap:g}")
    return out


@pytest.mark.parametrize("kind,on,horizon", GROUPS)
def test_one_call_on_many_buildings_equals_as_many_calls(kind: str, on: date, horizon: int) -> None:
    """Eight groups of 125: a thousand buildings, each with a permit date of its own. Values, taxes and books of all
    carry the same bits; of every tenth, so does all else but for the last place."""
    many = alike(Random(f"{kind}{on}"), EACH, kind, on, horizon)
    together = run_of(many)
    for i, resolved in enumerate(many):
        alone = run_of([resolved])
        for name, o in alone.outcomes.items():
            other = together.outcomes[name]
            assert o.value_after_tax[0] == other.value_after_tax[i], f"building {i}, {name}"
            assert np.array_equal(o.accounts.tax[:, 0], other.accounts.tax[:, i]), f"building {i}, {name}"
            assert np.array_equal(o.accounts.books.closing[:, 0], other.accounts.books.closing[:, i]), (
                f"building {i}, {name}"
            )
        if i % 10 == 0:
            assert not differences(alone, together, i), f"building {i}"


def test_the_permit_dates_and_days_of_sale_of_a_call_differ_by_case() -> None:
    """Else the test above would say little."""
    together = run_of(alike(Random(5), 40, *GROUPS[0]))
    plan = together.outcomes["convert_let"].plan
    assert len(np.unique(plan.permit_irrevocable)) > 30
    assert len(np.unique(plan.works_start)) > 30
    assert len(np.unique(together.sale_day)) > 1


def part(value: Any, of: int, n: int) -> Any:
    """The first `n` of `of` cases of a record, a mapping, or an array whose last axis is the case."""
    if isinstance(value, np.ndarray):
        return value[..., :n].copy() if value.shape[-1:] == (of,) else value
    if isinstance(value, dict):
        return {k: part(v, of, n) for k, v in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(part(v, of, n) for v in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: part(getattr(value, f.name), of, n) for f in dataclasses.fields(value)}
        )
    return value


def run_drawn(resolved: Resolved, cases: Cases) -> Run:
    """The engine on drawn cases of one building."""
    assess = resolved.read.building.assess
    axis = periods(assess.date, assess.horizon_years)
    return run(setting_of([resolved], cases, axis, law_of(assess.date)), options())


@pytest.mark.parametrize("kind", ["bv", "association"])
def test_one_seven_and_4096_cases_agree(kind: str) -> None:
    from tests.buildings import building

    values = building(Random(7), kind, date(2026, 11, 24), 20)
    del values["assess"]["application_date"]  # so that every case applies when its own preparation is done
    resolved = resolved_of(values)
    axis = periods(date(2026, 11, 24), 20)
    all_cases = drawn(resolved, axis.years, 4096, 1)
    large = run_drawn(resolved, all_cases)
    plan = large.outcomes["convert_let"].plan
    assert len(np.unique(plan.permit_irrevocable)) > 50
    for n in (1, 7):
        small = run_drawn(resolved, dataclasses.replace(part(all_cases, 4096, n), n=n))
        for name, outcome in small.outcomes.items():
            big = arrays_of(large.outcomes[name], large)
            for key, value in arrays_of(outcome, small).items():
                if key in big:
                    np.testing.assert_allclose(
                        value,
                        big[key][..., :n],
                        RELATIVE,
                        ABSOLUTE,
                        equal_nan=True,
                        err_msg=f"N = {n}: {name}{key}",
                    )


def test_the_periods_that_days_touch_are_those_of_each_case() -> None:
    """Of many cases only the periods that some day touches are computed; of few, all: both give the same bits."""
    axis, rng = periods(date(2026, 11, 24), 30), np.random.default_rng(3)
    start = np.concatenate(
        [rng.uniform(-500, 13_000, 300), np.zeros(20), np.full(20, NEVER), axis.starts[:20, 0]]
    )
    for length in (rng.uniform(-50, 4000, 360), np.full(360, NEVER), np.zeros(360)):
        end = start + length
        for which in (np.arange(360), np.flatnonzero(start > 6000), np.flatnonzero(start < 900)):
            share, on = axis.overlap(start[which], end[which]), axis.on(start[which])
            for column, case in enumerate(which):
                alone = slice(case, case + 1)
                assert np.array_equal(share[:, column], axis.overlap(start[alone], end[alone])[:, 0])
                assert np.array_equal(on[:, column], axis.on(start[alone])[:, 0])


def test_some_of_the_cases_are_those_cases() -> None:
    """A refusal is appraised for the cases it befell: each alone is what it is among all."""
    many = alike(Random(11), 12, *GROUPS[0])
    s = run_of(many).setting
    which = np.array([7, 2, 2, 11])
    part_of = s.only(which)
    found = run(part_of, options(), ["hold", "sell_now"])
    whole = run(s, options(), ["hold", "sell_now"])
    assert part_of.cases.n == 4
    for name, o in found.outcomes.items():
        assert np.array_equal(o.value_after_tax, whole.outcomes[name].value_after_tax[which]), name
