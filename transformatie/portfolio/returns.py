"""What a row returns, and what it is worth to the owner's equity: the figures of `evaluate`, for all buildings of a group.

Seeking every root of a return, and the loans of every option, take several times as long as the appraisal itself. So
they are there for tables a person reads, and left out of a stock of offices (`RETURNS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from transformatie.appraise import Outcome
from transformatie.dated import Array, Law
from transformatie.finance.rows import Loans, loans_of
from transformatie.formulas.returns import irr
from transformatie.input.settle import Resolved
from transformatie.periods import DAYS_A_YEAR
from transformatie.run import Run

#: Tables of at most so many rows have these columns.
RETURNS = 2_000


def return_columns(run: Run, many: Sequence[Resolved], law: Law) -> Mapping[str, Mapping[str, Array]]:
    """By option: the return on what selling now brings, the value to equity and the return on own money, (N,) each.

    run: a group with all its outcomes; many: its buildings in their order. A return is NaN where there is none or more
    than one; `_roots` says how many there are.
    """
    loans = loans_of(run, many, law)
    out = {}
    for name, o in run.outcomes.items():
        equity = loans.by_option[name].value_to_equity
        own, levered = (
            (_none(run), _none(run)) if name == "sell_now" else (_own(o, run), _levered(name, loans))
        )
        out[name] = {
            "irr": own[0], "irr_roots": own[1], "value_to_equity": np.full(run.setting.cases.n, np.nan) if equity is None else equity,
            "levered_irr": levered[0], "levered_irr_roots": levered[1],
        }  # fmt: skip
    return out


def _none(run: Run) -> tuple[Array, Array]:
    return np.full(run.setting.cases.n, np.nan), np.zeros(run.setting.cases.n)


def _own(o: Outcome, run: Run) -> tuple[Array, Array]:
    """The roots of `assemble`: the flows of an option less those of selling now."""
    s, outlay, p = run.setting, run.outcomes["sell_now"], run.setting.periods
    times = np.concatenate([[0.0], p.mid[:, 0], p.year_ends[:, 0]])
    parts = ((x.sales.now[None, :], x.running, x.year_end) for x in (o, outlay))
    return _single(parts, times, s.cases.n)


def _levered(name: str, loans: Loans) -> tuple[Array, Array]:
    """The roots of `finance_rows`: the same after the loans and the tax with interest."""
    p = loans.run.setting.periods
    times = np.concatenate([[0.0], p.mid[:, 0], p.ends[:, 0] / DAYS_A_YEAR, p.year_ends[:, 0]])
    both = (loans.by_option[n] for n in (name, "sell_now"))
    parts = ((x.now[None, :], x.running, x.debt.flow, x.year_end) for x in both)
    return _single(parts, times, loans.run.setting.cases.n)


def _single(parts: Iterable[tuple[Array, ...]], times: Array, n: int) -> tuple[Array, Array]:
    """The only root of each case, NaN where there is none or more than one, and how many there are."""
    one, base = parts
    flows = np.concatenate(
        [np.broadcast_to(a - b, (max(len(a), len(b)), n)) for a, b in zip(one, base, strict=True)]
    )
    order = np.argsort(times, kind="stable")
    found = irr(flows[order], times[order])
    return (
        np.array([roots[0] if len(roots) == 1 else np.nan for roots in found]),
        np.array([float(len(roots)) for roots in found]),
    )
