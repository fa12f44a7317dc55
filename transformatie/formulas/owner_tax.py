"""The tax of an owner over the years: brackets, losses forward and back, kinds of owner.

`tax_rules` lends the law of each year; `owner_tax` runs over the years with arrays over cases. A company
(bv, housing association) follows the Vpb; a fiscale beleggingsinstelling pays nothing until its regime ends;
an entrepreneur (ib) gives a marginal rate; an exempt owner pays nothing, and neither does box 3 here, whose tax
follows the value and not the profit (`box3_tax`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.income_tax import corporate_income_tax
from transformatie.formulas.losses import FOREVER, LossTerms, last_years, loss_terms, offsettable_profit
from transformatie.trail import figure, leaf

Kind = Literal["bv", "association", "fbi", "ib", "exempt", "box3"]
#: Owners whose profit is not taxed.
UNTAXED = ("exempt", "box3")
NOTHING = np.zeros(1)


@dataclass(frozen=True)
class TaxRules:
    """The law for one kind of owner over the years of a run, (Y,1); an ib owner has its own rate, (Y,N)."""

    kind: Kind
    years: tuple[int, ...]
    low_rate: Array
    bracket: Array
    high_rate: Array
    cap_threshold: Array
    cap_share: Array
    carry_back: Array
    terms: LossTerms
    taxed: Array  # (H,1) flag from terms.first_year on: nil in the years as an fbi

    @cached_property
    def in_order(self) -> bool:
        """Whether losses lapse in the order in which they arose, see `lapse_in_order`."""
        return lapse_in_order(self)


def _from_its_end(rate: Array, taxed: Array) -> Array:
    """A rate of the Vpb, nil in the years as an fbi."""
    return leaf(
        rate * taxed, "fbi.rate", "law", "Wet Vpb 1969 art. 28(1) until its end, then art. 22", "share"
    )


@figure("share")
def rate_above(bracket: Array, marginal_rate: Array) -> Array:
    """The rate of an entrepreneur on profit above a bracket of nothing: the marginal rate, in every year.

    rate_above = marginal_rate

    bracket (Y,1) EUR; marginal_rate (N,) share. Returns (Y,N). Source: Wet IB 2001 art. 2.10.
    """
    return np.repeat(np.atleast_1d(marginal_rate)[None, :], len(bracket), axis=0)


@dataclass(frozen=True)
class OwnerTax:
    """The tax of an owner per calendar year, EUR, each (Y,N).

    tax: as assessed for the year itself. taxable: profit after losses carried forward. loss_used: against the
    profit of the year, or, in a year with a loss, carried back. loss_left: at year end. refund: tax of earlier
    years that comes back in the year of the loss. expired: losses that lapse at year end (those that had lapsed
    before the first year stand in it). loss_left = loss_left before + new loss − loss_used − expired.
    """

    tax: Array
    taxable: Array
    loss_used: Array
    loss_left: Array
    refund: Array
    expired: Array


def tax_rules(kind: Kind, years: Array, law: Law, marginal_rate: Array | None = None) -> TaxRules:
    """The law of each of `years` (Y,) whole numbers for a kind of owner; years past the last entry keep it.

    marginal_rate (N,) share: compulsory for an ib owner. Errors: LawError where it is missing.
    """
    table = "ib" if kind == "ib" else "losses"
    terms = loss_terms(table, int(years[-1]) + 1, law)
    history = terms.first_year + np.arange(len(terms.carry_forward))
    if kind == "fbi":
        taxed = law.by_year("fbi.taxed", history)
    else:
        flag = float(kind not in UNTAXED)
        taxed = leaf(np.full((len(history), 1), flag), f"taxed.{kind}", "constant", "kind of owner", "flag")
    if kind == "ib":
        if marginal_rate is None:
            raise LawError("ib.rate", f"{years[0]}-01-01", "geen tarieftabel: geef owner.marginal_rate",
                           "no table of rates: give owner.marginal_rate")  # fmt: skip
        bracket = leaf(np.zeros((len(years), 1)), "ib.bracket", "constant", "one marginal rate", "EUR")
        low = high = rate_above(bracket, marginal_rate)
    else:
        low, bracket, high = (
            law.by_year(f"vpb.{key}", years) for key in ("low_rate", "bracket", "high_rate")
        )
    if kind == "fbi":
        low, high = (_from_its_end(rate, taxed[np.asarray(years) - terms.first_year]) for rate in (low, high))
    return TaxRules(
        kind=kind,
        years=tuple(int(y) for y in years),
        low_rate=low,
        bracket=bracket,
        high_rate=high,
        cap_threshold=law.by_year(f"{table}.cap_threshold", years),
        cap_share=law.by_year(f"{table}.cap_share", years),
        carry_back=law.by_year(f"{table}.carry_back", years),
        terms=terms,
        taxed=taxed,
    )


@figure("EUR/yr")
def owner_tax(profit: Array, opening_losses: Array, loss_years: tuple[int, ...], rules: TaxRules) -> OwnerTax:
    """Tax of an owner per calendar year, with losses carried forward and back.

    owner_tax = tax on max(profit, 0) − older losses, the oldest first; a loss first goes back, then waits

    profit (Y,N) EUR, after interest limits and before losses; opening_losses (V,N) EUR with loss_years, V years
    before the first. Profits before the first year are unknown, so the loss of the first year cannot go back.
    Source: Wet Vpb 1969 art. 20, 22, 28; Wet IB 2001 art. 3.148-3.150.
    Errors: ValueError for an opening loss of a year of the run; LawError for one older than the tables.
    """
    if any(year >= rules.years[0] for year in loss_years):
        raise ValueError("an opening loss must be older than the first year")
    if rules.kind in UNTAXED:
        return OwnerTax(*np.zeros((6, *profit.shape)))
    ends = last_uses(np.array([*loss_years, *rules.years]), rules)
    store = LossQueue if rules.in_order else LossRows
    return run_years(profit, store(opening_losses, loss_years, ends, rules), rules)


def lapse_in_order(rules: TaxRules) -> bool:
    """Whether no younger loss can lapse before an older one that is alive in the first year.

    A matter of the law alone: which losses an owner has must not decide how his sum is added up.
    """
    origin = np.arange(rules.terms.first_year, rules.years[-1] + 1)
    ends = last_uses(origin, rules)
    return bool(np.all(np.diff(ends[ends >= rules.years[0]]) >= 0))


def last_uses(origin: Array, rules: TaxRules) -> Array:
    """The last year in which the loss of each year of `origin` (V,) may be used; an fbi year's ends with its regime."""
    last = last_years(origin, rules.terms)
    if rules.kind == "fbi":
        starts = rules.terms.first_year + int(np.argmax(rules.taxed[:, 0] > 0))
        last = np.where(origin < starts, np.minimum(last, starts - 1), last)
    return last


def run_years(profit: Array, losses: LossQueue | LossRows, rules: TaxRules) -> OwnerTax:
    """The loop over the years; `losses` keeps the losses by year of origin."""
    taxable, used, left, refund, expired = np.zeros((5, *profit.shape))  # one block: half the time
    gain = np.maximum(profit, 0.0)
    room, loss = offsettable_profit(gain, rules.cap_threshold, rules.cap_share), gain - profit
    loses = np.any(loss, axis=1).tolist()
    open_profit: list[Array] = []
    taxes: dict[int, Array] = {}
    for t in range(len(rules.years)):
        used[t] = losses.take(t, room[t])
        taxable[t] = gain[t] - used[t]
        open_profit.append(taxable[t])
        if loses[t]:
            back, refund[t] = _carry_back(t, loss[t], gain, open_profit, taxes, rules)
            used[t] += back
            losses.add(t, loss[t] - back)
        expired[t] = losses.lapse(t)
        left[t] = losses.left()
    tax = corporate_income_tax(taxable, rules.low_rate, rules.bracket, rules.high_rate)
    return OwnerTax(tax, taxable, used, left, refund, expired)


def _carry_back(
    t: int, loss: Array, gain: Array, open_profit: list[Array], taxes: dict[int, Array], rules: TaxRules
) -> tuple[Array, Array]:
    """What the loss of year t takes from earlier profits, the oldest first, and the tax that so comes back.

    gain (Y,N): profits; open_profit, taxes: what of each is still taxed after all losses set off so far, and the tax on it, (N,).
    The law of the loss year caps it, less what already went off that profit (KG:011:2023:14).
    """
    back = refund = np.zeros(1)
    taxed = rules.taxed[rules.years[0] - rules.terms.first_year :, 0]
    for s in range(max(t - int(rules.carry_back[t, 0]), 0), t):
        if taxed[s] != taxed[t]:
            continue
        taxed_now = open_profit[s]
        cap = offsettable_profit(gain[s], rules.cap_threshold[t], rules.cap_share[t])
        room = np.maximum(cap - (gain[s] - taxed_now), 0.0)
        take = np.minimum(loss - back, room)
        if not take.any():
            continue
        before = taxes[s] if s in taxes else _tax(taxed_now, s, rules)
        open_profit[s] = taxed_now - take
        taxes[s] = _tax(open_profit[s], s, rules)
        back, refund = back + take, refund + (before - taxes[s])
    return back, refund


def _tax(taxable: Array, t: int, rules: TaxRules) -> Array:
    return corporate_income_tax(taxable, rules.low_rate[t], rules.bracket[t], rules.high_rate[t])


class LossQueue:
    """Losses that lapse in the order in which they arose: running totals serve instead of a row a year.

    What was ever added minus what ever went (used or lapsed) is open. A loss that lapses takes along what of all
    losses up to and including it has not gone yet.
    """

    def __init__(self, opening: Array, loss_years: tuple[int, ...], ends: Array, rules: TaxRules) -> None:
        self.years, self.ends = rules.years, ends[len(loss_years) :]
        self.added = self.gone = self.dead = np.zeros(opening.shape[-1])
        self.marks: dict[int, list[Array]] = {}
        for v in np.argsort(np.array(loss_years, dtype=int), kind="stable"):
            if ends[v] < rules.years[0]:
                self.dead = self.dead + opening[v]
            else:
                self._add(opening[v], int(ends[v]))

    def _add(self, amount: Array, end: int) -> None:
        self.added = self.added + amount
        if end != FOREVER:
            self.marks.setdefault(end, []).append(self.added)

    def take(self, t: int, room: Array) -> Array:
        """Use the oldest losses up to `room` (N,)."""
        taken = np.minimum(self.added - self.gone, room)
        self.gone = self.gone + taken
        return taken

    def add(self, t: int, amount: Array) -> None:
        """Keep the loss of year t (N,)."""
        self._add(amount, int(self.ends[t]))

    def lapse(self, t: int) -> Array:
        """End what may not be used after year t; in the first year also what had ended before it."""
        ended, self.dead = self.dead, NOTHING
        marks = self.marks.pop(self.years[t], ())
        if marks:
            before = self.gone
            for mark in marks:
                self.gone = np.maximum(self.gone, mark)
            ended = ended + (self.gone - before)
        return ended

    def left(self) -> Array:
        """What is open (N,)."""
        return self.added - self.gone


class LossRows:
    """Losses one by one, for law under which a younger loss can lapse before an older one."""

    def __init__(self, opening: Array, loss_years: tuple[int, ...], ends: Array, rules: TaxRules) -> None:
        origin = np.array([*loss_years, *rules.years])
        order = np.argsort(origin, kind="stable")
        taxed = rules.taxed[origin - rules.terms.first_year, 0]
        self.old = len(loss_years)
        self.rows = np.zeros((len(origin), opening.shape[-1]))
        self.rows[: self.old] = opening
        self.usable, self.ending = [], []
        for year, flag in zip(rules.years, taxed[self.old :], strict=True):
            self.usable.append([v for v in order if origin[v] < year <= ends[v] and taxed[v] == flag])
            first = year == rules.years[0]
            self.ending.append([v for v in order if ends[v] == year or (first and ends[v] < year)])

    def take(self, t: int, room: Array) -> Array:
        """Use the oldest losses up to `room` (N,)."""
        used = np.zeros_like(room)
        for v in self.usable[t]:
            taken = np.minimum(self.rows[v], room - used)
            self.rows[v] -= taken
            used += taken
        return used

    def add(self, t: int, amount: Array) -> None:
        """Keep the loss of year t (N,)."""
        self.rows[self.old + t] = amount

    def lapse(self, t: int) -> Array:
        """End what may not be used after year t; in the first year also what had ended before it."""
        ended = np.zeros(self.rows.shape[1])
        for v in self.ending[t]:
            ended += self.rows[v]
            self.rows[v] = 0.0
        return ended

    def left(self) -> Array:
        """What is open (N,)."""
        return sum(self.rows, np.zeros(self.rows.shape[1]))
