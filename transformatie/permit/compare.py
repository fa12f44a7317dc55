"""The same building under several permit regimes: months, and euros as the difference of two values of one engine.

Only the permit's law changes. Prices, costs and taxes stay those of the assessment date, so that the difference is what
the permit rules are worth and nothing else. A later regime was not known then: its law is read with later knowledge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

import numpy as np

from transformatie.chance import uniforms
from transformatie.dated import Array, Law
from transformatie.errors import InputError, Problem, nearest
from transformatie.formulas.odds import odds, triangular
from transformatie.formulas.routes import Regime
from transformatie.input.settle import Resolved
from transformatie.periods import DAYS_A_MONTH, NEVER
from transformatie.permit.cases import repeated
from transformatie.permit.permits import PermitPath
from transformatie.permit.result import PermitComparison, RegimeLine
from transformatie.permit.study import MOST_DRAWS
from transformatie.result import Words
from transformatie.run import outcome
from transformatie.setting import Setting

if TYPE_CHECKING:
    from transformatie.evaluate import Appraised

#: A line, and the value of the same option in the building without tenants.
_Lined = tuple[RegimeLine, float]


def regimes_named(names: Sequence[str]) -> tuple[Regime, ...]:
    """The regimes of a list of names. Errors: InputError for a name no regime has, or fewer than two."""
    known = get_args(Regime)
    wrong = [
        Problem("--compare", 1, "--compare", name, f"een van {', '.join(known)}", f"one of {', '.join(known)}", nearest(name, known))
        for name in names if name not in known
    ]  # fmt: skip
    if wrong or len(set(names)) < 2:
        raise InputError(
            wrong
            or [
                Problem(
                    "--compare",
                    1,
                    "--compare",
                    ",".join(names),
                    "twee of meer regimes",
                    "two or more regimes",
                )
            ]
        )
    return cast(tuple[Regime, ...], tuple(dict.fromkeys(names)))


def compare(
    a: Appraised, regimes: Sequence[Regime], draws: int, seed: int, today: date, names: tuple[str, ...] = ()
) -> list[PermitComparison]:
    """Each option that asks a permit, under each regime. `today`: the law known then is used for the permit."""
    law = Law(a.law.tables, max(today, a.law.known_on), a.law.in_force)
    n = min(draws, MOST_DRAWS)
    wanted = [k for k, o in a.run.outcomes.items() if o.plan.does("apply") and (not names or k in names)]
    lines = {k: list[_Lined]() for k in wanted}
    for regime in regimes:
        whole, many = (
            _under(a, a.resolved, regime, law, 1, seed),
            _under(a, a.resolved, regime, law, n, seed, True) if n else None,
        )
        empty = _under(a, replace(a.resolved, leases=()), regime, law, 1, seed)
        for k in wanted:
            lines[k].append(_line(a, k, regime, (whole, empty), many, lines[k]))
    label = {k: a.run.options.by_name[k].label for k in wanted}
    return [
        PermitComparison(
            option=k, label=Words(nl=label[k].nl, en=label[k].en), lines=tuple(line for line, _ in v)
        )
        for k, v in lines.items()
    ]


def _under(
    a: Appraised, resolved: Resolved, regime: Regime, law: Law, size: int, seed: int, drawn: bool = False
) -> Setting:
    """The central case, `size` times over, with permits of one regime; in draws, with their own procedures."""
    s = repeated(a.run, resolved, size)
    numbers = uniforms(resolved, size, seed) if drawn else None
    months = _preparation(resolved, s, regime, law, numbers)
    permits = replace(s.permits, law=law, regime=regime, months=months, uniforms=numbers, _known={})
    price = np.repeat(a.run.as_is.price, size)
    return replace(
        s, permits=permits, cases=replace(s.cases, arrays={**s.cases.arrays, "as_is_price": price}), _once={}
    )


def _preparation(
    resolved: Resolved, s: Setting, regime: Regime, law: Law, numbers: dict[str, Array] | None
) -> Array:
    """Months of preparation under a regime; the owner's own figure holds under each."""
    given = resolved.values["preparation_months"]
    if given.given:
        months: Array = s.permits.months
        return months
    found = odds(regime, law, "regular", on=s.first).preparation
    return np.full(s.cases.n, found.mid) if numbers is None else triangular(found, numbers["preparation"])


def _line(
    a: Appraised,
    name: str,
    regime: Regime,
    alone: tuple[Setting, Setting],
    many: Setting | None,
    before: list[_Lined],
) -> _Lined:
    """One regime; what differs is set against the first."""
    whole, empty = alone
    one, bare = (outcome(name, a.run.options, s, a.run.sale_day) for s in (whole, empty))
    path = cast(PermitPath, whole.permits.path(one.plan.option, whole))
    value, without, months = (
        float(one.value_after_tax[0]),
        float(bare.value_after_tax[0]),
        float(path.irrevocable[0]) / DAYS_A_MONTH,
    )
    expected, p50, p90, comes = None, None, None, None
    if many is not None:
        o = outcome(name, a.run.options, many, np.repeat(a.run.sale_day, many.cases.n))
        taken = cast(PermitPath, many.permits.path(o.plan.option, many))
        granted = taken.failed >= NEVER
        stands = np.sort(taken.irrevocable[granted]) / DAYS_A_MONTH
        comes, expected = float(np.mean(granted)), float(np.mean(o.value_after_tax[granted]))
        p50, p90 = (float(stands[int(q * (len(stands) - 1))]) for q in (0.5, 0.9))
    first, first_empty = before[0] if before else (None, without)
    line = RegimeLine(
        regime=regime, route=str(path.route[0]), months_to_decision=float(path.decided[0]) / DAYS_A_MONTH,
        months_to_start=float(one.plan.works_start[0]) / DAYS_A_MONTH, months_to_irrevocable=months, irrevocable_p50=p50,
        irrevocable_p90=p90, chance_comes=comes, value=value, expected=expected, difference=value - (first.value if first else value),
        difference_empty=without - first_empty, difference_months=months - (first.months_to_irrevocable if first else months),
    )  # fmt: skip
    return line, without
