"""The vacancy bill of one case: cost lines of a year by bearer, in whole cents, beside what is foregone."""

from __future__ import annotations

import numpy as np

from transformatie.appraise import Outcome
from transformatie.formulas.bearers import BillLine, bearers
from transformatie.formulas.owner_tax import owner_tax
from transformatie.labels import words
from transformatie.result import Bearer, Fact, Vacancy, VacancyLine
from transformatie.setting import Setting

TEN_YEARS = 10


def vacancy(o: Outcome, s: Setting, index: int = 1) -> Vacancy:
    """The bill of calendar year `index` of the axis (1: the first full year)."""
    p = s.periods
    t = min(index, len(p.years) - 1)
    anyway = {n: float(p.by_year(line.anyway)[t, 0]) for n, line in o.costs.lines.items()}
    extra = {n: float(p.by_year(line.extra)[t, 0]) for n, line in o.costs.lines.items()}
    lines = [BillLine(n, amount, {"building": 1.0}, part) for part, of in (("anyway", anyway), ("extra", extra))
             for n, amount in of.items() if round(amount, 2)]  # type: ignore[arg-type]  # fmt: skip
    bill = bearers(lines, _relief(o, s, t, sum(anyway.values()) + sum(extra.values())))
    names = sorted({n for n, _, _, _ in bill.cells})
    parties = sorted({b for _, _, _, b in bill.cells})
    rows = tuple(
        VacancyLine(
            name=n, label=words(n), amount=bill.total(line=n) / 100, carried=bill.total(line=n, part="anyway") / 100,
            extra=bill.total(line=n, part="extra") / 100,
            bearers=tuple(Bearer(name=b, label=words(b), amount=bill.total(line=n, bearer=b) / 100) for b in parties),
        )
        for n in names
    )  # fmt: skip
    empty = float(p.by_year(o.income.empty * p.in_years)[t, 0] / p.share_of_year[t, 0])
    total = bill.total() / 100
    return Vacancy(
        year=int(p.years[t]), lines=rows, total=total, carried=bill.total(part="anyway") / 100, extra=bill.total(part="extra") / 100,
        per_vacant_m2=total / empty if empty >= 1 else None,
        bearers=tuple(Bearer(name=b, label=words(b), amount=bill.total(bearer=b) / 100) for b in parties),
        foregone=_foregone(o, s, t), ten_year_bill=_ten_years(o, s),
    )  # fmt: skip


def _relief(o: Outcome, s: Setting, t: int, amount: float) -> float:
    """Tax this bill saves in its own year: tax without these costs minus tax with them; nothing for a loss carried on."""
    c = s.cases
    profit = c.other_profit + o.accounts.result
    without = np.array(profit)
    without[t] += amount
    tax = owner_tax(without, c.losses, c.loss_years, c.tax_rules)
    saved = float(
        (tax.tax - tax.refund)[t, 0] - (o.accounts.with_building.tax - o.accounts.with_building.refund)[t, 0]
    )
    return min(max(saved, 0.0), max(amount, 0.0))


def _foregone(o: Outcome, s: Setting, t: int) -> tuple[Fact, ...]:
    """What nobody receives because it is empty: apart from the bill, never added to it."""
    c, p, index = s.cases, s.periods, s.indices["office_rent_growth"]
    rent = p.by_year(o.income.empty * c.market_rent * index * (1 - c.incentive) * p.in_years)[t, 0]
    used = o.plan.temporary_from[0] <= p.year_bounds[0][t, 0] < o.plan.temporary_until[0]
    held = o.plan.held_until[0] > p.year_bounds[0][t, 0]
    share = 1 - o.income.let_share[p.year_starts[t], 0]
    user = 0.0 if used or not held else float(o.woz[t, 0] * c.ozb_user_rate[0] * share)
    values = {"rent_foregone": float(rent), "ozb_user_foregone": user}
    return tuple(
        Fact(
            name=n,
            label=words(n),
            value=round(v, 2),
            unit="EUR/yr",
            source="market rent × empty area; WOZ × user rate",
            confidence="derived",
        )
        for n, v in values.items()
    )


def _ten_years(o: Outcome, s: Setting) -> float:
    """What the empty part costs over ten calendar years, carried anyway and extra, nominal."""
    p = s.periods
    total = sum(
        p.by_year(line.anyway + line.extra)[1 : TEN_YEARS + 1, 0].sum() for line in o.costs.lines.values()
    )
    return float(total)
