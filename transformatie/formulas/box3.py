"""The tax of a private landlord in box 3."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import figure


@figure("EUR/yr")
def box3_tax(value: Array, exempt: Array, deemed_return: Array, rate: Array) -> Array:
    """Income tax of a year on real estate in box 3: no depreciation, no costs, no reserve.

    box3_tax = max(value − exempt, 0) × deemed return × rate

    value (N,) EUR on 1 January; exempt (N,) EUR, nil where other wealth uses it up. A lower actual return, if
    shown, replaces the deemed one; that is not modelled. Source: Wet IB 2001 art. 2.13, 5.2, 5.5.

    >>> float(box3_tax(np.float64(5e5), np.float64(0), np.float64(0.06), np.float64(0.36)))
    10800.0
    """
    return np.maximum(value - exempt, 0.0) * deemed_return * rate


class Box3TaxGiven(Given):
    """The real estate of one taxpayer in the year of `in_force`."""

    value: Annotated[EUR, Field(ge=0)]
    debt: Annotated[EUR, Field(ge=0)] = 0.0
    exempt_used: Annotated[bool, Field(description="other wealth uses the exempt amount")] = True


class Box3TaxExpect(Expect):
    """The tax."""

    box3_tax: float


@asked(box3_tax)
def _box3_tax(given: Box3TaxGiven, law: Law) -> Box3TaxExpect:
    if given.debt > 0:
        raise LawError("box3.debt_return", law.in_force, "rendement op schulden staat niet in de tabel",
                       "the deemed return on debts is not in the table")  # fmt: skip
    exempt = np.float64(0.0) if given.exempt_used else law.on("box3.exempt")
    tax = box3_tax(np.float64(given.value), exempt, law.on("box3.return"), law.on("box3.rate"))
    return Box3TaxExpect(box3_tax=float(tax))
