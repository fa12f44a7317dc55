"""Corporate income tax of a year, and what an exempt fund may borrow."""

from __future__ import annotations

import numpy as np

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR/yr")
def corporate_income_tax(taxable_profit: Array, low_rate: Array, bracket: Array, high_rate: Array) -> Array:
    """Vennootschapsbelasting of a year; nothing on a loss.

    corporate_income_tax = low rate × profit up to the bracket + high rate × profit above it

    taxable_profit (Y,N) or (N,) EUR, after interest limits and losses; rates share and bracket EUR, (Y,1) or ().
    Source: Wet Vpb 1969 art. 22.

    >>> float(corporate_income_tax(np.float64(5e5), np.float64(0.19), np.float64(2e5), np.float64(0.258)))
    115400.0
    """
    profit = np.maximum(taxable_profit, 0.0)
    low = np.minimum(profit, bracket)
    return low_rate * low + high_rate * (profit - low)


class CorporateIncomeTaxGiven(Given):
    """The taxable profit of the year of `in_force`."""

    taxable_profit: EUR


class CorporateIncomeTaxExpect(Expect):
    """The tax."""

    corporate_income_tax: float


@asked(corporate_income_tax)
def _corporate_income_tax(given: CorporateIncomeTaxGiven, law: Law) -> CorporateIncomeTaxExpect:
    brackets = (law.on(f"vpb.{key}") for key in ("low_rate", "bracket", "high_rate"))
    tax = corporate_income_tax(np.float64(given.taxable_profit), *brackets)
    return CorporateIncomeTaxExpect(corporate_income_tax=float(tax))


@figure("EUR")
def fbi_debt_room(book: Array, debt: Array, debt_share: Array) -> Array:
    """What a fiscale beleggingsinstelling may still borrow on real estate; negative when it is over the limit.

    fbi_debt_room = debt share × fiscal book value − debt

    book, debt (N,) EUR; a write-down shrinks the room, for the limit follows the *fiscal* book value.
    Source: Wet Vpb 1969 art. 28(2)(a), until 2024.

    >>> float(fbi_debt_room(np.float64(10e6), np.float64(5e6), np.float64(0.6)))
    1000000.0
    """
    return debt_share * book - debt


class FbiDebtRoomGiven(Given):
    """The real estate of a fund and the debt on it."""

    book: EUR
    debt: EUR = 0.0


class FbiDebtRoomExpect(Expect):
    """The room."""

    fbi_debt_room: float


@asked(fbi_debt_room)
def _fbi_debt_room(given: FbiDebtRoomGiven, law: Law) -> FbiDebtRoomExpect:
    room = fbi_debt_room(np.float64(given.book), np.float64(given.debt), law.on("fbi.debt_share"))
    return FbiDebtRoomExpect(fbi_debt_room=float(room))
