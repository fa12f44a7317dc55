"""Transfer tax on a deed, and its relief on a resale soon after."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import figure


@figure("EUR")
def transfer_tax(price: Array, rate: Array, taxed_as_new: Array) -> Array:
    """Overdrachtsbelasting due on a deed.

    transfer_tax = price × rate; nothing where the acquisition is taxed with VAT as new

    price (N,) EUR, at least the consideration; rate (N,) share, of the day of the deed and by the nature of the
    object on that day; taxed_as_new (N,) flag.
    Source: Wet op belastingen van rechtsverkeer art. 9, 14, 15(1)(a).

    >>> float(transfer_tax(np.float64(1e6), np.float64(0.104), np.False_))
    104000.0
    """
    return np.where(taxed_as_new, 0.0, price * rate)


@figure("day")
def resale_ends(acquired: Array, months: Array) -> Array:
    """The last day on which a resale is relieved.

    resale_ends = acquired + months, on the last day of a month that is too short

    acquired (N,) datetime64[D]; months (N,) or (), of the day of that acquisition.
    Source: Wet op belastingen van rechtsverkeer art. 13(1), (3).

    >>> str(resale_ends(np.datetime64("2025-08-31"), np.float64(6)))
    '2026-02-28'
    """
    month = acquired.astype("datetime64[M]")
    end = month + np.asarray(months).astype("timedelta64[M]")
    first = end.astype("datetime64[D]")
    length = (end + 1).astype("datetime64[D]") - first
    return first + np.minimum(acquired - month.astype("datetime64[D]"), length - 1)


@figure("EUR")
def resale_relief(
    price: Array, rate: Array, earlier_value: Array, earlier_tax: Array, in_time: Array
) -> Array:
    """Relief from transfer tax because the same object was taxed a short while before.

    resale_relief = rate × min(earlier value, price); where the earlier deed had a special rate,
        the tax of that deed, at most as much

    price, earlier_value (N,) EUR; earlier_tax (N,) EUR, more than nil only where a special rate was used;
    in_time (N,) flag. Source: Wet op belastingen van rechtsverkeer art. 13(1), (4).

    >>> float(resale_relief(np.float64(12e5), np.float64(0.104), np.float64(1e6), np.float64(0), np.True_))
    104000.0
    """
    whole = rate * np.minimum(earlier_value, price)
    relief = np.where(earlier_tax > 0, np.minimum(earlier_tax, whole), whole)
    return np.where(in_time, relief, 0.0)


@figure("EUR")
def resold_transfer_tax(tax: Array, relief: Array) -> Array:
    """Overdrachtsbelasting that is left on a resale.

    resold_transfer_tax = max(tax − relief, 0)

    tax, relief (N,) EUR. Source: Wet op belastingen van rechtsverkeer art. 13.
    """
    return np.maximum(tax - relief, 0.0)


class TransferTaxGiven(Given):
    """One deed, on the day of `in_force`."""

    price: EUR
    object: Literal["dwelling", "non_dwelling"]
    buyer: Literal["occupier", "investor"] = "investor"
    taxed_as_new: bool = False
    used_and_deducting: Annotated[
        bool,
        Field(
            description="new, yet used as a business asset, and the buyer can deduct the VAT: no exemption"
        ),
    ] = False
    acquired: Annotated[Day | None, Field(description="day of the earlier acquisition by another")] = None
    earlier_taxed_value: Annotated[EUR, Field(ge=0, description="value taxed on that day")] = 0.0
    earlier_tax: Annotated[EUR, Field(ge=0, description="tax of that day, if at a special rate")] = 0.0

    @model_validator(mode="after")
    def _earlier_deed_has_a_day(self) -> TransferTaxGiven:
        if self.acquired is None and (self.earlier_taxed_value or self.earlier_tax):
            raise ValueError("acquired bij earlier_taxed_value || acquired beside earlier_taxed_value")
        return self


class TransferTaxExpect(Expect):
    """The tax."""

    transfer_tax: float


@asked(transfer_tax)
def _transfer_tax(given: TransferTaxGiven, law: Law) -> TransferTaxExpect:
    name = "non_dwelling_rate" if given.object == "non_dwelling" else f"dwelling_{given.buyer}_rate"
    price, rate = np.float64(given.price), law.on(f"transfer_tax.{name}")
    exempt = np.bool_(given.taxed_as_new and not given.used_and_deducting)
    tax = transfer_tax(price, rate, exempt)
    if given.acquired is not None:
        if law.in_force is None:
            raise LawError(
                "transfer_tax.resale_months", "-", "geef een datum (in_force)", "give a date (in_force)"
            )
        months = "resale_months_dwelling" if given.object == "dwelling" else "resale_months"
        acquired, deed = np.datetime64(given.acquired), np.datetime64(law.in_force)
        ends = resale_ends(acquired, law.on(f"transfer_tax.{months}", given.acquired))
        earlier = np.float64(given.earlier_taxed_value), np.float64(given.earlier_tax)
        tax = resold_transfer_tax(
            tax, resale_relief(price, rate, *earlier, (acquired <= deed) & (deed <= ends))
        )
    return TransferTaxExpect(transfer_tax=float(tax))
