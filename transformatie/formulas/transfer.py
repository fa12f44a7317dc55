"""Transfer tax on a deed."""

from __future__ import annotations

from typing import Literal

import numpy as np

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR")
def transfer_tax(price: Array, rate: Array, taxed_as_new: Array) -> Array:
    """Overdrachtsbelasting due on a deed.

    transfer_tax = price × rate; nothing where the acquisition is taxed with VAT as new

    price (N,) EUR, at least the consideration; rate (N,) share, of the day of the deed; taxed_as_new (N,) flag.
    Source: Wet op belastingen van rechtsverkeer art. 9, 14, 15(1)(a).

    >>> float(transfer_tax(np.float64(1e6), np.float64(0.104), np.False_))
    104000.0
    """
    return np.where(taxed_as_new, 0.0, price * rate)


class TransferTaxGiven(Given):
    """One deed."""

    price: EUR
    object: Literal["dwelling", "non_dwelling"]
    buyer: Literal["occupier", "investor"] = "investor"
    taxed_as_new: bool = False


class TransferTaxExpect(Expect):
    """The tax."""

    transfer_tax: float


@asked(transfer_tax)
def _transfer_tax(given: TransferTaxGiven, law: Law) -> TransferTaxExpect:
    name = "non_dwelling_rate" if given.object == "non_dwelling" else f"dwelling_{given.buyer}_rate"
    tax = transfer_tax(np.float64(given.price), law.on(f"transfer_tax.{name}"), np.bool_(given.taxed_as_new))
    return TransferTaxExpect(transfer_tax=float(tax))
