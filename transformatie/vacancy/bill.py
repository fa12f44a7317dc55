"""The vacancy bill of one case: cost lines of a year by unit and bearer, in whole cents, beside what is foregone.

The bill counts what no office tenant rents, temporary users included: what it costs anyway and what it costs only
because it is empty, credits for their fees among the lines. Interest stands outside it, rent missed apart from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.accounts import sold, tax_of_building
from transformatie.appraise.costs import Costs
from transformatie.appraise.income import Income
from transformatie.dated import Array
from transformatie.formulas import carrying
from transformatie.formulas.bearers import OWNER, TREASURY, Bill, BillLine, Part, bearers, foregone_rent
from transformatie.formulas.carrying import Line
from transformatie.formulas.empty import fit_out
from transformatie.formulas.owner_tax import owner_tax
from transformatie.labels import words
from transformatie.result import Bearer, Fact, Vacancy, VacancyLine
from transformatie.setting import Setting

TEN_YEARS = 10
#: Below this a line of a year is nothing, EUR.
NOTHING = 0.005
#: Lines that fall due by the state of 1 January.
LEVIES = ("ozb_owner", "ozb_user", "water_board", "sewer", "treatment")
WHOLE = "building"


@dataclass(frozen=True)
class Ledger:
    """The lines of one option over the years: name → part → EUR by year, (Y,). One case."""

    outcome: Outcome
    setting: Setting
    lines: Mapping[str, Line]

    def by_year(self, name: str, part: Part) -> Array:
        """A line's part by calendar year, (Y,) EUR."""
        flows: Array = self.setting.periods.by_year(getattr(self.lines[name], part))[:, 0]
        return flows

    @cached_property
    def carried(self) -> Array:
        """What the empty part costs as if it were let, (Y,) EUR."""
        return np.array([self.by_year(n, "anyway") for n in self.lines]).sum(axis=0)

    @cached_property
    def extra(self) -> Array:
        """What it costs only because it is empty, credits included, (Y,) EUR."""
        return np.array([self.by_year(n, "extra") for n in self.lines]).sum(axis=0)

    @property
    def total(self) -> Array:
        """The bill by year, (Y,) EUR."""
        return self.carried + self.extra

    @cached_property
    def empty(self) -> Array:
        """Area no office tenant rents, average over each year, (Y,) m2."""
        p, rents = self.setting.periods, self.outcome.income
        area = (rents.empty + rents.temporary_area) * p.in_years
        return np.asarray(p.by_year(area)[:, 0] / p.share_of_year[:, 0])

    def relief(self, amounts: Array) -> Array:
        """Tax these amounts save the owner, by year of saving, (Y,): tax without them minus tax with them."""
        o, s = self.outcome, self.setting
        without = o.accounts.result + amounts[:, None]
        tax = tax_of_building(without, o.woz, sold(o.plan, s), s)[1]
        return np.asarray((tax - o.accounts.tax)[:, 0])

    def relief_alone(self, amounts: Array) -> Array:
        """The same were the building a taxpayer of its own, whose losses wait for its own profit, (Y,)."""
        result, s = self.outcome.accounts.result, self.setting
        rules, none = s.cases.tax_rules, np.zeros((0, s.cases.n))
        before, after = (owner_tax(r, none, (), rules) for r in (result + amounts[:, None], result))
        return np.asarray((before.tax - before.refund - after.tax + after.refund)[:, 0])

    def of_year(self, t: int) -> Array:
        """The bill of one year alone, (Y,)."""
        return np.where(np.arange(len(self.total)) == t, self.total, 0.0)

    def discount(self, t: int) -> Array:
        """What a euro of each year is worth in year t, after tax, (Y,)."""
        factor = self.setting.end_factor[:, 0]
        return np.asarray(factor / factor[t])


def ledger(o: Outcome, s: Setting) -> Ledger:
    """All lines of an option; fees of temporary users are a credit, their fit-out a cost."""
    return Ledger(o, s, lines_of(o.costs, o.income, s) | _fit_out(o))


def lines_of(cost: Costs, rents: Income, s: Setting) -> dict[str, Line]:
    """The cost lines with the credit that temporary users bring."""
    if not rents.temporary.any():
        return dict(cost.lines)
    return {
        **cost.lines,
        "temporary_fees": carrying.temporary_fees(rents.temporary * s.periods.in_years, s.one),
    }


def _fit_out(o: Outcome) -> dict[str, Line]:
    return {"temporary_setup": fit_out(o.works.temporary)} if o.works.temporary.any() else {}


def bill_of(book: Ledger, t: int, keys: Mapping[str, Mapping[str, float]] | None = None) -> Bill:
    """The bill of year t in cents. keys: line → unit → weight; the whole building where none is given."""
    parts: tuple[Part, ...] = ("anyway", "extra")
    lines = [
        BillLine(n, amount, keys[n] if keys else {WHOLE: 1.0}, part)
        for part in parts
        for n in book.lines
        if abs(amount := float(book.by_year(n, part)[t])) >= NOTHING
    ]
    total = sum(line.amount for line in lines)
    saved = float(book.relief(book.of_year(t))[t])
    return bearers(lines, min(max(saved, min(total, 0.0)), max(total, 0.0)))


def vacancy(o: Outcome, s: Setting, index: int = 1) -> Vacancy:
    """The bill of calendar year `index` of the axis (1: the first full year), of the building as a whole."""
    t = min(index, len(s.periods.years) - 1)
    book = ledger(o, s)
    bill = bill_of(book, t)
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
    total, empty = bill.total() / 100, float(book.empty[t])
    missed = {
        "rent_foregone": float(rent_foregone(book)[t]),
        "ozb_user_foregone": user_part_foregone(book, t),
    }
    return Vacancy(
        year=int(s.periods.years[t]), lines=rows, total=total, carried=bill.total(part="anyway") / 100,
        extra=bill.total(part="extra") / 100, per_vacant_m2=total / empty if empty >= 1 else None,
        bearers=tuple(Bearer(name=b, label=words(b), amount=bill.total(bearer=b) / 100) for b in parties),
        foregone=tuple(Fact(name=n, label=words(n), value=round(v, 2), unit="EUR/yr", source=SOURCES[n], confidence="derived")
                       for n, v in missed.items()),
        ten_year_bill=float(book.total[1 : TEN_YEARS + 1].sum()),
    )  # fmt: skip


SOURCES = {
    "rent_foregone": "effective market rent × empty area beyond friction",
    "ozb_user_foregone": "WOZ × user rate × share empty on 1 January",
}


def rent_foregone(book: Ledger, rents: Income | None = None) -> Array:
    """Rent nobody pays on what no tenant rents, beyond normal friction, (Y,) EUR. rents: of another course than the outcome's."""
    o, s = book.outcome, book.setting
    income, c, p = rents or o.income, s.cases, s.periods
    area = c.lettable_area * income.held
    rent = c.market_rent * (1 - c.incentive) * s.indices["office_rent_growth"]
    missed = foregone_rent(area, 1 - income.leased_share, rent, c.friction_vacancy)
    return np.asarray(p.by_year(missed * p.in_years)[:, 0])


def user_part_foregone(book: Ledger, t: int) -> float:
    """OZB user part the municipality does not raise on what is truly empty on 1 January, EUR."""
    o, s = book.outcome, book.setting
    p, start = s.periods, s.periods.year_starts[t]
    if not p.new_year[start, 0] or o.income.held[start, 0] <= 0 or "ozb_user_vacant" in book.lines:
        return 0.0
    used = "ozb_user" in book.lines and book.lines["ozb_user"].extra[start, 0] > 0
    empty = 1 - (o.income.leased_share if used else o.income.let_share)[start, 0]
    return 0.0 if used else float(o.woz[t, 0] * s.cases.ozb_user_rate[0] * empty)


def parties(cells: Sequence[str]) -> list[str]:
    """Bearers in the order people read them: the owner, the Treasury, then others by name."""
    first = [b for b in (OWNER, TREASURY) if b in cells]
    return [*first, *sorted(set(cells) - set(first))]
