"""The study behind `vacancy`: the bill of a year by line, unit and bearer; the years ahead; each option beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from transformatie.appraise.costs import costs
from transformatie.appraise.income import Income, income
from transformatie.errors import LawError
from transformatie.formulas.bearers import Bill, BillLine, bearers
from transformatie.formulas.carrying import incentive_spread
from transformatie.formulas.finance import unpaid_debt_service
from transformatie.formulas.loans import loan_years
from transformatie.formulas.owner_tax import UNTAXED
from transformatie.formulas.reletting import still_vacant
from transformatie.formulas.setoff import softening, softening_index
from transformatie.input.building import Building
from transformatie.input.parts import Loan
from transformatie.input.settle import Resolved
from transformatie.input.units import Rented, empty_by_unit, key_of, units_of
from transformatie.labels import words
from transformatie.parts import Words
from transformatie.setting import Setting
from transformatie.vacancy import bill as bills
from transformatie.vacancy.bill import LEVIES, TEN_YEARS, Ledger, bill_of, ledger, parties
from transformatie.vacancy.lines import ABOUT, basis_of
from transformatie.vacancy.result import (
    BelowTheLine,
    CostLine,
    Emptiness,
    Foregone,
    Later,
    OptionBill,
    Share,
    Softening,
    TreasuryShare,
    UnitBill,
    YearAhead,
    YearBill,
)
from transformatie.vacancy.settlement import Rates, settlement
from transformatie.vacancy.sunk import sunk

if TYPE_CHECKING:
    from transformatie.evaluate import Appraised


def emptiness(a: Appraised, year: int | None = None, option: str = "hold") -> Emptiness:
    """The whole study. Errors: LawError for a year off the axis."""
    o, s, building = a.run.outcomes[option], a.run.setting, a.resolved.read.building
    years = [int(y) for y in s.periods.years]
    wanted = years[min(1, len(years) - 1)] if year is None else year
    if wanted not in years:
        raise LawError(
            "year",
            str(wanted),
            f"een jaar van {years[0]} tot en met {years[-1]}",
            f"a year from {years[0]} to {years[-1]}",
        )
    book = ledger(o, s)
    return Emptiness(
        bill=year_bill(a, book, option, years.index(wanted)),
        ahead=ahead(book),
        sunk=sunk(a.resolved, s),
        options=tuple(_option(a, name) for name in a.run.outcomes),
        treasury=treasury_share(book, building),
        settlement=settlement(building, wanted, a.law.tables, _rates(a, years.index(wanted))),
    )  # fmt: skip


def _rates(a: Appraised, t: int) -> Rates:
    """Service rates of the bill, at the price level of year t."""
    s, c = a.run.setting, a.run.setting.cases
    index = (
        s.periods.by_year(s.indices["running_growth"] * s.periods.in_years)[t, 0]
        / s.periods.share_of_year[t, 0]
    )
    share = float(a.law.value("service_costs.administration_share", s.first))
    return Rates(float(c.service_when_let[0]), float(c.service_when_vacant[0]), float(index), share)


def year_bill(a: Appraised, book: Ledger, option: str, t: int) -> YearBill:
    """The bill of year t, by line, unit and bearer; every total a sum of cells in whole cents."""
    s, resolved = book.setting, a.resolved
    units = units_of(resolved.read.building)
    empties = empty_by_unit(units, resolved.read.building, book.outcome, s)
    bill = bill_of(book, t, keys(units, empties, book, t))
    names = [n for n in ABOUT if any(cell[0] == n for cell in bill.cells)]
    by = parties([cell[3] for cell in bill.cells])
    empty = float(book.empty[t])
    average = {u.name: _average(empties[u.name], s, t) for u in units}
    return YearBill(
        option=option, option_label=_label(a, option), year=int(s.periods.years[t]),
        lines=tuple(_line(n, bill, units, by, empty, resolved) for n in names), total=bill.total() / 100,
        carried=bill.total(part="anyway") / 100, extra=bill.total(part="extra") / 100, empty=empty,
        per_m2=bill.total() / 100 / empty if empty >= 1 else None,
        bearers=tuple(_share(b, bill.total(bearer=b)) for b in by),
        units=tuple(_unit(u, bill, by, average[u.name]) for u in units if average[u.name] > 0 or bill.total(unit=u.name)),
        foregone=foregone(book, t), later=_later(book, t), below=below(resolved.read.building.books.loans, book, t),
        softening=_softening(book, t, bill.total() / 100),
    )  # fmt: skip


def keys(
    units: Sequence[Rented], empties: Mapping[str, np.ndarray], book: Ledger, t: int
) -> dict[str, dict[str, float]]:
    """Line → unit → weight: what is empty of each unit, by the line's own key; levies by the state of 1 January."""
    p = book.setting.periods
    whole = {u.name: _average(empties[u.name], book.setting, t) for u in units}
    first = {u.name: float(empties[u.name][p.year_starts[t]]) for u in units}
    out = {}
    for name in book.lines:
        state = first if name in LEVIES and sum(first.values()) > 0 else whole
        if not sum(state.values()) > 0:
            state = {u.name: u.area for u in units}
        about = ABOUT[name].key
        out[name] = {u.name: key_of(about, u, state[u.name]) for u in units}
    return out


def _average(area: np.ndarray, s: Setting, t: int) -> float:
    p = s.periods
    return float(p.by_year(area[:, None] * p.in_years)[t, 0] / p.share_of_year[t, 0])


def _share(name: str, amount: int) -> Share:
    return Share(name=name, label=words(name), amount=amount / 100)


def _line(
    name: str, bill: Bill, units: Sequence[Rented], by: Sequence[str], empty: float, resolved: Resolved
) -> CostLine:
    total, about = bill.total(line=name), ABOUT[name]
    return CostLine(
        name=name, code=about.code, label=words(name), key=about.key, amount=total / 100,
        carried=bill.total(line=name, part="anyway") / 100, extra=bill.total(line=name, part="extra") / 100,
        per_m2=total / 100 / empty if empty >= 1 else None,
        bearers=tuple(_share(b, bill.total(line=name, bearer=b)) for b in by),
        units=tuple(Share(name=u.name, label=u.label, amount=cents / 100) for u in units if (cents := bill.total(line=name, unit=u.name))),
        basis=tuple(basis_of(name, resolved)),
    )  # fmt: skip


def _unit(unit: Rented, bill: Bill, by: Sequence[str], empty: float) -> UnitBill:
    n = unit.name
    return UnitBill(
        name=n, label=unit.label, area=unit.area, empty=empty, amount=bill.total(unit=n) / 100,
        carried=bill.total(unit=n, part="anyway") / 100, extra=bill.total(unit=n, part="extra") / 100,
        bearers=tuple(_share(b, bill.total(unit=n, bearer=b)) for b in by),
    )  # fmt: skip


def foregone(book: Ledger, t: int) -> tuple[Foregone, ...]:
    """Rent missed by owner and Treasury, the user part missed by the municipality, rent given away to let again."""
    o, s = book.outcome, book.setting
    c, p = s.cases, s.periods
    headline = o.income.relet / (1 - c.incentive)
    months = 12 * c.incentive * c.lease_term_years
    given = p.by_year(incentive_spread(headline, months, c.lease_term_years) * p.in_years)[:, 0]
    missed = {"rent_foregone": bills.rent_foregone(book), "incentives": given}
    out = []
    for name, amounts in missed.items():
        amount = float(amounts[t])
        if amount >= bills.NOTHING:
            year = np.where(np.arange(len(amounts)) == t, amounts, 0.0)
            taxed = min(max(float(book.relief(year)[t]), 0.0), amount)
            split = bearers([BillLine(name, amount, {bills.WHOLE: 1.0})], taxed)
            losers = tuple(_share(b, split.total(bearer=b)) for b in parties([x[3] for x in split.cells]))
            out.append(Foregone(name=name, label=words(name), amount=split.total() / 100, losers=losers))
    user = round(bills.user_part_foregone(book, t), 2)
    if user:
        losers = (Share(name="municipality", label=words("municipality"), amount=user),)
        out.append(
            Foregone(name="ozb_user_foregone", label=words("ozb_user_foregone"), amount=user, losers=losers)
        )
    return tuple(out)


def _later(book: Ledger, t: int) -> Later:
    """What this year's bill saves in tax after this year, at its own amount and in money of its year."""
    saved = np.where(np.arange(len(book.total)) > t, book.relief(book.of_year(t)), 0.0)
    moved = np.flatnonzero(np.abs(saved) >= bills.NOTHING)
    return Later(
        amount=float(saved.sum()), present_value=float((saved * book.discount(t)).sum()),
        last_year=int(book.setting.periods.years[moved[-1]]) if len(moved) else None,
    )  # fmt: skip


def _softening(book: Ledger, t: int, total: float) -> Softening | None:
    """What set-off against other profit is worth beside the same building on its own; None where nothing is taxed."""
    s = book.setting
    if s.traits.owner_kind in UNTAXED or not total > 0:
        return None
    year, factor = book.of_year(t), np.where(np.arange(len(book.total)) >= t, book.discount(t), 0.0)
    together = float((book.relief(year) * factor).sum())
    alone = float((book.relief_alone(year) * factor).sum())
    gain = float(softening(np.float64(together), np.float64(alone), np.float64(0.0), np.float64(0.0)))
    return Softening(
        relief=together,
        alone=alone,
        softening=gain,
        index=float(softening_index(np.float64(gain), np.float64(total))),
    )


def below(loans: Sequence[Loan], book: Ledger, t: int) -> BelowTheLine | None:
    """Interest and repayment of the year, and what the building's cash leaves unpaid; None without a loan."""
    if not loans:
        return None
    o, p = book.outcome, book.setting.periods
    interest = repaid = 0.0
    for loan in loans:
        day = np.array([min(float((loan.ends - p.first).days), float(o.plan.sold_on[0]))])
        years = loan_years(np.array([loan.balance]), np.array([loan.rate]), np.array([loan.repayment]),
                           p.overlap_years(np.zeros(1), day), p.in_year(day))  # fmt: skip
        interest, repaid = interest + float(years.interest[t, 0]), repaid + float(years.repayment[t, 0])
    cash = float(o.accounts.operating[t, 0] - o.accounts.tax[t, 0])
    due = np.float64(interest + repaid)
    unpaid = float(unpaid_debt_service(due, np.float64(cash), np.float64(0.0), np.False_).deferred)
    return BelowTheLine(interest=interest, repayment=repaid, cash=cash, unpaid=unpaid)


def ahead(book: Ledger) -> tuple[YearAhead, ...]:
    """Each year the option holds the office as it is, in expectation, and what it would be were nothing let."""
    o, s = book.outcome, book.setting
    p, saved = s.periods, book.relief(book.total)
    alone = _if_empty(book) if o.plan.does("let_office") and not o.plan.does("renovate") else None
    rent = bills.rent_foregone(book, alone[1]) if alone else None
    out = []
    for t, year in enumerate(p.years):
        if abs(book.total[t]) < bills.NOTHING and book.empty[t] < 1e-6:
            continue
        out.append(
            YearAhead(
                year=int(year), total=float(book.total[t]), carried=float(book.carried[t]), extra=float(book.extra[t]),
                owner=float(book.total[t] - saved[t]), treasury=float(saved[t]), empty=float(book.empty[t]),
                if_empty=float(alone[0][t]) if alone else None, rent_if_empty=None if rent is None else float(rent[t]),
                still_empty=_still(s, float(p.year_ends[t, 0])) if alone else None,
            )
        )  # fmt: skip
    return tuple(out)


def _if_empty(book: Ledger) -> tuple[np.ndarray, Income]:
    """The bill by year if nothing that is empty, or falls empty, were let: same law, same prices, no new tenant."""
    o, s = book.outcome, book.setting
    plan = replace(o.plan, arrays={**o.plan.arrays, "relet_from": s.never})
    rents = income(plan, s)
    return Ledger(o, s, bills.lines_of(costs(plan, rents, o.woz, s), rents, s)).total, rents


def _still(s: Setting, years: float) -> float:
    """The chance that what is empty today has found nobody so many years from now."""
    c = s.cases
    share = still_vacant(c.vacant_years, np.float64(years), c.hazard_bands, c.hazards, c.relet_odds)
    return float(np.asarray(share).ravel()[0])


def _option(a: Appraised, name: str) -> OptionBill:
    """Ten calendar years of one option; tax these years' bills save, whenever it is saved."""
    book = ledger(a.run.outcomes[name], a.run.setting)
    ten = np.zeros(len(book.total))
    ten[1 : TEN_YEARS + 1] = 1.0
    total, saved = book.total * ten, book.relief(book.total * ten)
    of = {
        n: float((book.by_year(n, "extra") * ten).sum())
        for n in ("temporary_fees", "ozb_user")
        if n in book.lines
    }
    last = np.flatnonzero(np.abs(total) >= bills.NOTHING)
    return OptionBill(
        name=name, label=_label(a, name), total=float(total.sum()), carried=float((book.carried * ten).sum()), extra=float((book.extra * ten).sum()),
        fees=of.get("temporary_fees", 0.0), ozb_user=of.get("ozb_user", 0.0), owner=float(total.sum() - saved.sum()),
        treasury=float(saved.sum()), last_year=int(book.setting.periods.years[last[-1]]) if len(last) else None,
    )  # fmt: skip


def treasury_share(book: Ledger, building: Building) -> TreasuryShare:
    """Cents of every euro of the bills that the Treasury bears while the owner has other profit, and when that ends."""
    s, total = book.setting, book.total
    years, profit = s.periods.years, s.cases.other_profit[:, 0]
    held = total > bills.NOTHING
    if not held.any():
        return TreasuryShare(why="nothing", cents=0.0, first_year=None, last_year=None, ends_in=None)
    saved = book.relief(total)
    while_profit = held & (profit > 0)
    if s.traits.owner_kind in UNTAXED or (building.owner.kind == "fbi" and not saved.any()):
        return TreasuryShare(why="untaxed", cents=0.0, first_year=None, last_year=None, ends_in=None)
    if not while_profit.any():
        return TreasuryShare(
            why="no_profit",
            cents=100 * float(saved.sum() / total.sum()),
            first_year=None,
            last_year=None,
            ends_in=None,
        )
    bears = np.flatnonzero(while_profit & (saved >= 0.01 * total))
    ended = np.flatnonzero(held & (profit <= 0) & (np.arange(len(years)) > np.flatnonzero(while_profit)[0]))
    return TreasuryShare(
        why="profit", cents=100 * float(saved[while_profit].sum() / total[while_profit].sum()),
        first_year=int(years[bears[0]]) if len(bears) else None, last_year=int(years[np.flatnonzero(while_profit)[-1]]),
        ends_in=int(years[ended[0]]) if len(ended) else None,
    )  # fmt: skip


def _label(a: Appraised, option: str) -> Words:
    label = a.run.options.by_name[option].label
    return Words(nl=label.nl, en=label.en)
