"""How much interest a company may deduct, and what it carries forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, EURPerYear, Expect, Given, Share, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure, leaf


@dataclass(frozen=True)
class InterestDeduction:
    """Interest of a year that is deductible, refused for good, and carried to later years, EUR (N,) or (Y,N)."""

    deductible: Array
    refused: Array
    carried: Array


@figure("EUR/yr")
def interest_limit(ebitda: Array, ebitda_share: Array, threshold: Array) -> Array:
    """Net interest that earnings stripping leaves deductible: the higher of two amounts, never the lower.

    interest_limit = max(ebitda_share × ebitda, threshold)

    ebitda (N,) EUR = fiscal profit + depreciation + write-downs − reversals + net interest, may be negative.
    Source: Wet Vpb 1969 art. 15b(1), (3).

    >>> float(interest_limit(np.float64(2e6), np.float64(0.245), np.float64(1e6)))
    1000000.0
    """
    return np.maximum(ebitda_share * ebitda, threshold)


@figure("EUR/yr")
def thin_cap_refused(
    interest: Array,
    equity: Array,
    debt: Array,
    debt_to_equity: Array,
    debt_threshold: Array,
    group_share: Array,
) -> Array:
    """Interest refused because of too much debt (thin capitalisation); it does not come back.

    thin_cap_refused = interest × min(excess debt / debt, share of the interest owed to the group),
        where excess debt = debt − debt_to_equity × equity − debt_threshold

    interest, equity, debt (N,) EUR, equity and debt as averages of the year; group_share (N,) share.
    Source: Wet Vpb 1969 art. 10d, until 2012.

    >>> float(thin_cap_refused(*map(np.float64, (4e5, 1e6, 10e6, 3, 5e5, 1))))
    260000.0
    """
    excess = np.maximum(debt - debt_to_equity * np.maximum(equity, 0.0) - debt_threshold, 0.0)
    share = excess / np.where(debt > 0, debt, 1.0)
    return np.maximum(interest, 0.0) * np.minimum(share, group_share)


@figure("EUR/yr")
def interest_deduction(
    interest: Array, refused: Array, brought_forward: Array, limit: Array
) -> InterestDeduction:
    """Interest deductible in a year; what the limit holds back is carried, without end.

    interest_deduction = min(interest − refused + brought forward, limit)

    interest (N,) EUR, net, capitalised construction interest included; refused (N,) EUR by thin capitalisation;
    brought_forward (N,) EUR held back in earlier years. Source: Wet Vpb 1969 art. 10d, 15b(1), (5).
    """
    open_interest = interest - refused + brought_forward
    deductible = np.minimum(open_interest, limit)
    return InterestDeduction(deductible, refused + 0.0, open_interest - deductible)


class InterestDeductionGiven(Given):
    """The interest of the year of `in_force`."""

    interest: Annotated[EURPerYear, Field(description="net, capitalised construction interest included")]
    ebitda: EURPerYear = 0.0
    equity: EUR = 0.0
    debt: Annotated[EUR, Field(ge=0)] = 0.0
    group_share: Annotated[Share, Field(ge=0, le=1, description="part of the interest owed to the group")] = (
        1.0
    )
    brought_forward: Annotated[EUR, Field(ge=0, description="held back in earlier years")] = 0.0
    change_of_owner: Annotated[bool, Field(description="what was brought forward is lost (art. 15ba)")] = (
        False
    )


class InterestDeductionExpect(Expect):
    """What is deductible, what is carried to later years, and what is refused for good."""

    deductible: float
    carried: float
    refused: float


@asked(interest_deduction)
def _interest_deduction(given: InterestDeductionGiven, law: Law) -> InterestDeductionExpect:
    interest = np.float64(given.interest)
    refused = thin_cap_refused(
        interest,
        np.float64(given.equity),
        np.float64(given.debt),
        law.on("interest.debt_to_equity"),
        law.on("interest.debt_threshold"),
        np.float64(given.group_share),
    )
    limit = interest_limit(
        np.float64(given.ebitda), law.on("interest.ebitda_share"), law.on("interest.threshold")
    )
    brought = np.float64(0.0 if given.change_of_owner else given.brought_forward)
    out = interest_deduction(interest, refused, brought, limit)
    return InterestDeductionExpect(
        deductible=float(out.deductible), carried=float(out.carried), refused=float(out.refused)
    )


@dataclass(frozen=True)
class InterestRules:
    """The limits of each year, (Y,1)."""

    debt_to_equity: Array
    debt_threshold: Array
    ebitda_share: Array
    threshold: Array


def interest_rules(kind: str, years: Array, law: Law) -> InterestRules:
    """The limits for an owner of a kind; for those outside the Vpb none binds. years (Y,) whole numbers."""
    names = ("debt_to_equity", "debt_threshold", "ebitda_share", "threshold")
    if kind in ("bv", "association", "fbi"):
        return InterestRules(*(law.by_year(f"interest.{name}", years) for name in names))
    free = dict.fromkeys(names, 0.0) | {"debt_threshold": np.inf, "threshold": np.inf}
    column = (len(years), 1)
    return InterestRules(
        **{
            n: leaf(np.full(column, v), f"interest.{n}", "constant", "no limit outside the Vpb")
            for n, v in free.items()
        }
    )


@figure("EUR/yr")
def owner_interest(
    interest: Array,
    ebitda: Array,
    equity: Array,
    debt: Array,
    group_share: Array,
    brought_forward: Array,
    rules: InterestRules,
) -> InterestDeduction:
    """Interest of an owner that is deductible, refused and carried, year by year.

    owner_interest = interest_deduction of each year, with what the year before carried

    interest, ebitda, equity, debt (Y,N) EUR; group_share (N,) share; brought_forward (N,) EUR at the start.
    What is carried has no term, so one stock serves: the oldest goes first of itself. carried (Y,N): at year end.
    Source: Wet Vpb 1969 art. 10d, 15b.
    """
    limit = interest_limit(ebitda, rules.ebitda_share, rules.threshold)
    refused = thin_cap_refused(
        interest, equity, debt, rules.debt_to_equity, rules.debt_threshold, group_share
    )
    deductible, carried = np.empty((2, *interest.shape))
    stock = brought_forward
    for t in range(len(interest)):
        year = interest_deduction(interest[t], refused[t], stock, limit[t])
        deductible[t], carried[t], stock = year.deductible, year.carried, year.carried
    return InterestDeduction(deductible, refused, carried)
