"""Appraise a group of buildings: every option over all of them at once, and what comes out as columns.

The same `based` and `outcome` as for one building. Each option is appraised, put into columns and dropped, so that
memory holds one outcome and not nine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.detail import Detail, detail
from transformatie.appraise.income import rent_is_regulated
from transformatie.assemble import SELDOM
from transformatie.dated import Array
from transformatie.input.settle import Resolved
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.periods import DAYS_A_MONTH
from transformatie.portfolio.returns import return_columns
from transformatie.portfolio.vacancy import VacancyColumns, by_case, vacancy_columns
from transformatie.run import Run, based, outcome
from transformatie.setting import Setting

#: Cases that the engine takes at once; the fastest of a few tried (`make bench`).
CHUNK = 2048
#: Calendar years of which the book result is kept.
BOOK_YEARS = 10


@dataclass(frozen=True)
class Group:
    """What the engine says of a group of buildings: columns (N,) of every option, by name; and the yearly results.

    result: (Y, N) EUR by option, for the pass over one owner's buildings. vacancy: the bill while it is held.
    book_results: (10, N) EUR by option, of the first ten calendar years.
    """

    columns: Mapping[str, dict[str, Array]]
    steps: Mapping[str, tuple[str, ...]]
    result: Mapping[str, Array]
    vacancy: VacancyColumns
    as_is: Array
    sale_day: Array
    book_results: Mapping[str, Array]


def appraised(
    s: Setting, options: Options, pre_tax: Array, yearly: bool = False, many: Sequence[Resolved] = ()
) -> Group:
    """Appraise every option of a group. pre_tax (N,): whether a rate before tax was given. yearly: keep results by year.

    many: its buildings, where returns and the value to equity are asked for.
    """
    s, value, day = based(s, options)
    columns, steps, result, book_results, kept = {}, {}, {}, {}, {}
    vacancy = None
    for name in options.by_name:
        o = outcome(name, options, s, day)
        if many:
            kept[name] = o
        d = detail(o, s)
        columns[name] = option_columns(name, o, d, s, day, pre_tax)
        book_results[name] = d.book_result[:BOOK_YEARS]
        steps[name] = (o.plan.name, o.plan.option.name)
        if yearly:
            result[name] = o.accounts.result
        if name == "hold":
            vacancy = vacancy_columns(o, s)
    assert vacancy is not None
    if many:
        for name, found in return_columns(Run(s, options, value, day, kept), many, s.law).items():
            columns[name] |= found
    return Group(columns, steps, result, vacancy, value.price, day, book_results)


def option_columns(
    name: str, o: Outcome, d: Detail, s: Setting, sale_day: Array, pre_tax: Array
) -> dict[str, Array]:
    """One option of many buildings as columns: what `assemble.row` says of one."""
    p = o.plan
    before = (
        np.full(s.cases.n, np.nan) if d.value_pre_tax is None else np.where(pre_tax, d.value_pre_tax, np.nan)
    )
    out = {
        "value_after_tax": o.value_after_tax,
        "value_pre_tax": before,
        "investment": d.investment,
        "book_result_first_year": d.book_result[0],
        "residual": d.residual.residual,
        "exit_share": exit_share(o, s),
        "headline_rent": headline(o, s),
        "effective_rent": headline(o, s) * (1.0 if p.does("let") else 1.0 - s.cases.incentive),
        "works_area": p.works_area,
        "usable_area": p.area,
        "months_to_start": months(p.works_start),
        "months_to_income": months_to_income(o, s),
        "dwellings": p.dwellings,
        "permit_needed": np.full(s.cases.n, p.does("apply")),
        "permit_fees": p.permit_fee if p.does("apply") else np.zeros(s.cases.n),
    }
    nat = np.full(s.cases.n, np.datetime64("NaT", "D"))
    out |= {"permit_route": np.full(s.cases.n, ""), "permit_decided": nat, "permit_irrevocable": nat}
    if p.does("apply"):
        path = s.permits.path(p.option, s)
        out |= {
            "permit_route": path.route,
            "permit_decided": path.dates.decided,
            "permit_irrevocable": path.dates.irrevocable,
        }
    sold = s.periods.date_of(sale_day).astype("datetime64[Y]").astype(float) + 1970 - 1
    out["sale_year"] = sold if name == "hold" else np.full(s.cases.n, np.nan)
    return {k: np.broadcast_to(v, (s.cases.n,)) for k, v in out.items()}


def headline(o: Outcome, s: Setting) -> Array:
    """Headline rent per m2 of what the option lets; of dwellings, what the law lets the owner ask on first letting."""
    p = o.plan
    if p.does("let"):
        return p.rent * asked_share(p, s)
    return s.cases.market_rent * (1.0 + p.rent_lift) if p.does("let_office") else np.zeros(s.cases.n)


def asked_share(plan: Plan, s: Setting) -> Array:
    """The part of the rent that the law lets the owner ask on first letting, (N,): one where points do not bind."""
    if plan.option.roles.get("rent") != "housing_rent" or not rent_is_regulated(plan, s):
        return np.ones(s.cases.n)
    ends, ready = s.periods.ends[:, 0], np.broadcast_to(plan.ready, (s.cases.n,))
    at = np.minimum(np.searchsorted(ends, ready, side="right"), len(ends) - 1)
    share = np.broadcast_to(plan.rent_share, (len(ends), s.cases.n))
    return share[at, np.arange(s.cases.n)]


def months(day: Array) -> Array:
    """Days as months, NaN where the day does not come."""
    return np.where(day > SELDOM, np.nan, day / DAYS_A_MONTH)


def months_to_income(o: Outcome, s: Setting) -> Array:
    """Months until the option itself brings in money: rent that already runs counts from the start."""
    plan = o.plan
    if plan.does("sell"):
        return np.zeros(s.cases.n)
    if plan.does("let_office") and not plan.does("renovate", "use_temporarily"):
        paying = o.income.office_rent > 0
        start = s.periods.starts[np.argmax(paying, axis=0), 0] / DAYS_A_MONTH
        return np.where(paying.any(axis=0), start, np.nan)
    return months(plan.temporary_from if plan.does("use_temporarily") else plan.income_from)


def exit_share(o: Outcome, s: Setting) -> Array:
    """The part of the value that hangs on the sale at the end."""
    end = by_case(o.sales.at_end * s.end_factor)
    inflow = by_case(np.maximum(o.running, 0) * s.mid_factor) + end + np.maximum(o.sales.now, 0.0)
    return np.where(inflow > 0, end / np.where(inflow > 0, inflow, 1.0), 0.0)
