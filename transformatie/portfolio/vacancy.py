"""The vacancy bill of many held buildings, as columns: what the empty part costs in the first full year, and who bears it.

The same sums as `bill.vacancy` makes of one building, in whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.accounts import sold, tax_of_building
from transformatie.dated import Array
from transformatie.formulas.rounding import half_up
from transformatie.setting import Setting
from transformatie.vacancy.bill import NOTHING, TEN_YEARS, lines_of


@dataclass(frozen=True)
class VacancyColumns:
    """(N,) EUR: the bill, of which carried anyway and extra, who bears it, over ten years; amount: unrounded."""

    year: int
    total: Array
    carried: Array
    extra: Array
    owner: Array
    treasury: Array
    ten_years: Array
    amount: Array


def vacancy_columns(o: Outcome, s: Setting, index: int = 1) -> VacancyColumns:
    """The bill of calendar year `index` of the axis (1: the first full year) of a building that is held."""
    p = s.periods
    t = min(index, len(p.years) - 1)
    shape = (len(p.years), s.cases.n)
    cents = {"anyway": np.zeros(s.cases.n), "extra": np.zeros(s.cases.n)}
    whole = {"anyway": np.zeros(shape), "extra": np.zeros(shape)}
    amount = np.zeros(s.cases.n)
    for part in cents:
        for line in lines_of(o.costs, o.income, s).values():
            yearly = np.broadcast_to(p.by_year(getattr(line, part)), shape)
            value = np.where(np.abs(yearly[t]) >= NOTHING, yearly[t], 0.0)
            cents[part] += np.round(half_up(value) * 100.0)
            amount += value
            whole[part] += yearly
    ten = by_case((whole["anyway"] + whole["extra"])[1 : TEN_YEARS + 1])
    bill = np.zeros_like(o.accounts.result)
    bill[t] = amount
    saved = (tax_of_building(o.accounts.result + bill, o.woz, sold(o.plan, s), s)[1] - o.accounts.tax)[t]
    treasury = np.round(half_up(bounded(saved, amount)) * 100.0)
    total = cents["anyway"] + cents["extra"]
    return VacancyColumns(
        int(p.years[t]),
        total / 100,
        cents["anyway"] / 100,
        cents["extra"] / 100,
        (total - treasury) / 100,
        treasury / 100,
        ten,
        amount,
    )


def by_case(flows: Array) -> Array:
    """The sum of each case's flows (T, N) in the order in which numpy sums those of a single case, (N,)."""
    return np.ascontiguousarray(flows.T).sum(axis=1)


def bounded(relief: Array, amount: Array) -> Array:
    """A relief within the bill it is on, whichever side of zero that lies."""
    return np.minimum(np.maximum(relief, np.minimum(amount, 0.0)), np.maximum(amount, 0.0))
