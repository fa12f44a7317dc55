"""Office rent: what is left of the headline rent after incentives."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, EURPerYear, Expect, Given, Months, asked
from transformatie.dated import Array
from transformatie.trail import figure


@figure("EUR/yr")
def effective_rent(headline: Array, term_months: Array, rent_free_months: Array, fit_out: Array) -> Array:
    """Headline rent less incentives, spread evenly over the term without discounting.

    effective_rent = headline × (1 − rent_free_months / term_months) − fit_out × 12 / term_months

    headline (N,) or (T, N) EUR/yr; term_months, rent_free_months (N,) month; fit_out (N,) EUR, paid once to the
    tenant. Market convention; decisions use present values.

    >>> float(effective_rent(np.float64(100.0), np.float64(120), np.float64(20.4), np.float64(0)))
    83.0
    """
    return headline * (1 - rent_free_months / term_months) - fit_out * 12 / term_months


class EffectiveRentGiven(Given):
    """One lease, or one m2 of it."""

    headline: EURPerYear
    term_months: Annotated[Months, Field(gt=0)]
    rent_free_months: Annotated[Months, Field(ge=0)] = 0.0
    fit_out: Annotated[EUR, Field(ge=0)] = 0.0


class EffectiveRentExpect(Expect):
    """The effective rent a year."""

    effective_rent: EURPerYear


@asked(effective_rent)
def _effective_rent(given: EffectiveRentGiven, law: object) -> EffectiveRentExpect:
    values = (given.headline, given.term_months, given.rent_free_months, given.fit_out)
    return EffectiveRentExpect(effective_rent=float(effective_rent(*(np.float64(v) for v in values))))
