"""Losses of a taxpayer: how long each may be used, how much a year takes, and what goes back.

A loss belongs to its year of origin; the oldest goes first. Companies follow `law/losses.yaml`, entrepreneurs
in box 1 `law/ib.yaml`; both have the same parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, Record, Year, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import figure

#: The last year of a loss that has no term.
FOREVER = 9999
TABLES = {"bv": "losses", "ib": "ib"}


@dataclass(frozen=True)
class LossTerms:
    """How long losses live, for each calendar year from `first_year` on, (H,1)."""

    table: str
    first_year: int
    carry_forward: Array
    unlimited_loss_year: Array


def loss_terms(table: str, until: int, law: Law) -> LossTerms:
    """The terms of `losses` or `ib` from the first year the table knows until a year."""
    first = law.entries(f"{table}.carry_forward")[0].from_.year
    years = np.arange(first, max(until, first) + 1)
    return LossTerms(
        table,
        first,
        law.by_year(f"{table}.carry_forward", years),
        law.by_year(f"{table}.unlimited_loss_year", years),
    )


def last_years(loss_years: Array, terms: LossTerms) -> Array:
    """The last year in which a loss of each of `loss_years` (V,) may be used; FOREVER where its term was ended.

    A law that ends terms reaches the losses still open at the end of the year before it.
    Errors: LawError for a loss year before the table starts.
    """
    index = np.asarray(loss_years, dtype=int) - terms.first_year
    if np.any(index < 0):
        raise LawError(f"{terms.table}.carry_forward", f"{terms.first_year + int(np.min(index))}-01-01")
    known = np.arange(len(terms.carry_forward))
    last = index + terms.carry_forward[np.minimum(index, known[-1]), 0].astype(int)
    oldest = terms.unlimited_loss_year[:, 0] - terms.first_year
    freed = (oldest[None, :] <= index[:, None]) & (known[None, :] <= last[:, None] + 1)
    return np.where(freed.any(axis=1), FOREVER, terms.first_year + last)


@figure("EUR/yr")
def offsettable_profit(gain: Array, cap_threshold: Array, cap_share: Array) -> Array:
    """Profit of a year that losses may offset: from 2022 a million and half of what lies above it.

    offsettable_profit = min(gain, cap_threshold + cap_share × (gain − cap_threshold))

    gain (N,) EUR, the profit or nil; cap_threshold EUR and cap_share share, () or (1,). Below the threshold the
    gain itself is the lower of the two. Source: Wet Vpb 1969 art. 20(2).

    >>> float(offsettable_profit(np.float64(9e6), np.float64(1e6), np.float64(0.5)))
    5000000.0
    """
    return np.minimum(gain, cap_threshold + cap_share * (gain - cap_threshold))


@figure("EUR")
def loss_relief(losses: Array, room: Array) -> Array:
    """Part of each loss that a profit takes, the oldest loss first.

    loss_relief = min(loss, room that older losses left)

    losses (V,N) EUR that may be used, oldest first; room (N,) EUR, `offsettable_profit`.
    Source: Wet Vpb 1969 art. 20(2), (4).

    >>> loss_relief(np.array([3.0, 4.0]), np.float64(5.0))
    array([3., 2.])
    """
    return _oldest_first(losses, room)


@figure("EUR")
def loss_carry_back(rooms: Array, loss: Array) -> Array:
    """Part of a loss that each earlier profit takes, the oldest profit first.

    loss_carry_back = min(room of the profit, loss that older profits left)

    rooms (B,N) EUR, what each earlier profit can still take, oldest first; loss (N,) EUR.
    Source: Wet Vpb 1969 art. 20(2), (4), (10), (11).
    """
    return _oldest_first(rooms, loss)


def _oldest_first(rows: Array, total: Array) -> Array:
    taken = np.empty_like(rows)
    rest = total
    for i in range(len(rows)):
        taken[i] = np.minimum(rows[i], rest)
        rest = rest - taken[i]
    return taken


class Loss(Record):
    """What is left of the loss of a year."""

    year: Year
    amount: Annotated[EUR, Field(ge=0)]
    election: Annotated[bool, Field(description="carried back further by election (2009-2011)")] = False
    fbi: Annotated[bool, Field(description="of a year as fiscale beleggingsinstelling")] = False


class LossLeft(Record):
    """What a year leaves of the loss of a year."""

    year: int
    amount: float


class LossReliefGiven(Given):
    """A profit (or a loss: nothing is used) and the losses of other years."""

    year: Year
    profit: EUR
    losses: tuple[Loss, ...] = ()
    owner: Literal["bv", "ib"] = "bv"
    fbi: Annotated[bool, Field(description="the year is one as fiscale beleggingsinstelling")] = False
    change_of_owner: Annotated[
        bool, Field(description="the ultimate interest changed (art. 20a): losses are gone")
    ] = False


class LossReliefExpect(Expect):
    """What is used, what is taxed, what is left per given loss (nil where it has lapsed), what lapses at year end."""

    used: float
    taxable: float
    left: list[LossLeft]
    lapsing: float


@asked(loss_relief)
def _loss_relief(given: LossReliefGiven, law: Law) -> LossReliefExpect:
    table, year = TABLES[given.owner], given.year
    terms = loss_terms(table, year + 1, law)
    last = [
        loss.year + _election(law, "forward", loss.year)
        if loss.election and given.owner == "bv" and _elective(law, loss.year)
        else int(last_years(np.array([loss.year]), terms)[0])
        for loss in given.losses
    ]
    alive = [end >= year and not given.change_of_owner for end in last]
    usable = [
        a and loss.year < year and loss.fbi == given.fbi for a, loss in zip(alive, given.losses, strict=True)
    ]
    order = sorted(range(len(last)), key=lambda i: given.losses[i].year)
    amounts = np.array([given.losses[i].amount if usable[i] else 0.0 for i in order])
    on = date(year, 1, 1)
    cap = law.on(f"{table}.cap_threshold", on), law.on(f"{table}.cap_share", on)
    taken = loss_relief(amounts, offsettable_profit(np.float64(max(given.profit, 0.0)), *cap))
    used = dict(zip(order, (float(t) for t in taken), strict=True))
    left = [loss.amount - used[i] if alive[i] else 0.0 for i, loss in enumerate(given.losses)]
    total = sum(used.values())
    return LossReliefExpect(
        used=total,
        taxable=max(given.profit, 0.0) - total,
        left=[LossLeft(year=loss.year, amount=a) for loss, a in zip(given.losses, left, strict=True)],
        lapsing=sum(a for a, end in zip(left, last, strict=True) if end == year),
    )


class LossCarryBackGiven(Given):
    """The loss of a year and the taxable profits of the years before."""

    loss_year: Year
    loss: Annotated[EUR, Field(ge=0)]
    profits: dict[Year, EUR] = Field(default_factory=dict)
    election: Annotated[
        bool, Field(description="carry back further (2009-2011); in other years it changes nothing")
    ] = False
    relieved: Annotated[
        dict[Year, EUR], Field(description="losses already set off against these profits")
    ] = Field(default_factory=dict)
    owner: Literal["bv", "ib"] = "bv"


class LossCarryBackExpect(Expect):
    """What each given year takes of the loss, and what is left to carry forward."""

    used: dict[int, float]
    left: float


@asked(loss_carry_back)
def _loss_carry_back(given: LossCarryBackGiven, law: Law) -> LossCarryBackExpect:
    table, on = TABLES[given.owner], date(given.loss_year, 1, 1)
    elected = given.election and given.owner == "bv" and _elective(law, given.loss_year)
    back = _election(law, "back", given.loss_year) if elected else int(law.value(f"{table}.carry_back", on))
    cap = law.on(f"{table}.cap_threshold", on), law.on(f"{table}.cap_share", on)
    years = [y for y in range(given.loss_year - back, given.loss_year) if y in given.profits]
    rooms = []
    for y in years:
        room = float(offsettable_profit(np.float64(max(given.profits[y], 0.0)), *cap)) - given.relieved.get(
            y, 0.0
        )
        if elected and y < given.loss_year - 1:
            room = min(room, _election(law, "cap", given.loss_year))
        rooms.append(max(room, 0.0))
    taken = loss_carry_back(np.array(rooms), np.float64(given.loss))
    used = dict.fromkeys(given.profits, 0.0) | dict(zip(years, (float(t) for t in taken), strict=True))
    return LossCarryBackExpect(used=used, left=given.loss - sum(used.values()))


def _elective(law: Law, loss_year: int) -> bool:
    """Whether a loss of this year could be carried back further by election."""
    entries = law.tables.parameters["losses.election_back"].values
    on = law.in_force if law.frozen and law.in_force else date(loss_year, 1, 1)
    return any(
        e.from_ <= on and (e.until is None or on <= e.until) and e.known <= law.known_on for e in entries
    )


def _election(law: Law, what: str, loss_year: int) -> int:
    return int(law.value(f"losses.election_{what}", date(loss_year, 1, 1)))
