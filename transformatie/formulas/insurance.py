"""What an insurer still pays for a building that stands empty."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, Months, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR")
def insured_value(
    rebuild_value: Array, sale_value: Array, months_vacant: Array, for_sale: Array, months_limit: Array
) -> Array:
    """What a total loss pays: no more than the sale value once the building is for sale or long out of use.

    insured_value = min(rebuild value, sale value) when for sale or out of use for longer than the limit, else rebuild value

    Values EUR, months_vacant and months_limit month, for_sale flag; all (…). Source: conditions read at saa.nl.
    """
    cut = np.logical_or(for_sale, months_vacant > months_limit)
    return np.where(cut, np.minimum(rebuild_value, sale_value), rebuild_value)


class InsuredValueGiven(Given):
    """One building. Left out: in use, not for sale."""

    rebuild_value: Annotated[EUR, Field(ge=0)]
    sale_value: Annotated[EUR, Field(ge=0)]
    months_vacant: Annotated[Months, Field(ge=0)] = 0.0
    for_sale: bool = False


class InsuredValueExpect(Expect):
    """What a total loss pays."""

    insured_value: float


@asked(insured_value)
def _insured_value(given: InsuredValueGiven, law: Law) -> InsuredValueExpect:
    value = insured_value(
        np.float64(given.rebuild_value),
        np.float64(given.sale_value),
        np.float64(given.months_vacant),
        np.bool_(given.for_sale),
        law.on("carrying.insurance_sale_value_after"),
    )
    return InsuredValueExpect(insured_value=float(value))
