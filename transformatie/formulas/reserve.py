"""The gain on a sale, and the reserve that puts off its tax."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, Years, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR")
def disposal_gain(proceeds: Array, book: Array) -> Array:
    """Taxable gain (or loss, negative) on a sale.

    disposal_gain = net proceeds − fiscal book value

    proceeds (N,) EUR, net of selling costs; book (N,) EUR, structure and land. Source: Wet IB 2001 art. 3.8, 3.25.

    >>> float(disposal_gain(np.float64(3e5), np.float64(1e5)))
    200000.0
    """
    return proceeds - book


class DisposalGainGiven(Given):
    """One sale."""

    proceeds: EUR
    book: EUR


class DisposalGainExpect(Expect):
    """The gain."""

    disposal_gain: float


@asked(disposal_gain)
def _disposal_gain(given: DisposalGainGiven, law: Law) -> DisposalGainExpect:
    return DisposalGainExpect(
        disposal_gain=float(disposal_gain(np.float64(given.proceeds), np.float64(given.book)))
    )


@figure("EUR")
def reinvestment_reserve(book: Array, proceeds: Array, business_asset: Array) -> Array:
    """Herinvesteringsreserve formed on a sale by an owner who means to reinvest.

    reinvestment_reserve = max(proceeds − book, 0), for a business asset; nothing for stock

    book, proceeds (N,) EUR; business_asset (N,) flag. Source: Wet IB 2001 art. 3.54(1).

    >>> float(reinvestment_reserve(np.float64(1e5), np.float64(3e5), np.True_))
    200000.0
    """
    return np.where(business_asset, np.maximum(proceeds - book, 0.0), 0.0)


@figure("EUR")
def reserve_set_off(reserve: Array, book: Array, new_cost: Array, allowed: Array) -> Array:
    """Part of the reserve that is set off against the cost of a new asset.

    reserve_set_off = min(reserve, max(new cost − book, 0)), where allowed

    The new asset may not get a lower book value than the sold one had. allowed (N,) flag: in time, and of the
    same economic function unless government forced the sale. Source: Wet IB 2001 art. 3.54(2)-(5), (9).

    >>> float(reserve_set_off(np.float64(2e5), np.float64(1e5), np.float64(2.5e5), np.True_))
    150000.0
    """
    return np.where(allowed, np.minimum(reserve, np.maximum(new_cost - book, 0.0)), 0.0)


class ReinvestmentReserveGiven(Given):
    """A sale and a reinvestment (new_cost nil: none yet)."""

    book: EUR
    proceeds: EUR
    new_cost: Annotated[EUR, Field(ge=0)] = 0.0
    years_between: Annotated[Years, Field(ge=0, description="calendar years from sale to reinvestment")] = 0.0
    same_function: Annotated[bool, Field(description="let to let, own use to own use")] = True
    government_intervention: Annotated[bool, Field(description="expropriation, planning decision")] = False
    stock: Annotated[bool, Field(description="held to sell: no business asset, no reserve")] = False


class ReinvestmentReserveExpect(Expect):
    """The reserve, the book value of the new asset, what is left of the reserve, and what fell to profit."""

    reserve: float
    new_book: float
    left: float
    released: float


@asked(reinvestment_reserve)
def _reinvestment_reserve(given: ReinvestmentReserveGiven, law: Law) -> ReinvestmentReserveExpect:
    book, cost = np.float64(given.book), np.float64(given.new_cost)
    reserve = reinvestment_reserve(book, np.float64(given.proceeds), np.bool_(not given.stock))
    in_time = given.years_between <= law.on("reserve.term")
    function = given.same_function or given.government_intervention
    used = reserve_set_off(reserve, book, cost, in_time & function)
    left = np.where(in_time, reserve - used, 0.0)
    return ReinvestmentReserveExpect(
        reserve=float(reserve),
        new_book=float(cost - used),
        left=float(left),
        released=float(reserve - used - left),
    )
