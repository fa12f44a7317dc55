"""Set-off of vacancy losses inside one taxpayer ("interne verrekening"), and what it is really worth.

A loss on one building lowers the tax on the profit of the others now; alone, the owner would carry it forward.
The advantage is the difference in time and certainty, not the whole tax saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, Years, asked
from transformatie.dated import Array, Law
from transformatie.formulas.rounding import cents, exact, half_up, split_by_id
from transformatie.trail import figure


def tax_by_brackets(profit: Array, low_rate: Array, bracket: Array, high_rate: Array) -> Array:
    """Corporate income tax by two brackets, nothing on a loss; EUR to the cent, any shape.

    >>> float(tax_by_brackets(np.float64(900_000.0), 0.19, 200_000.0, 0.258))
    218600.0
    """
    taxable = np.maximum(profit, 0.0)
    return half_up(np.minimum(taxable, bracket) * low_rate + np.maximum(taxable - bracket, 0.0) * high_rate)


class PortfolioRelief(NamedTuple):
    """Tax on the profits alone and on all together, their difference, and two ways to tell whose it is. EUR."""

    tax_without: float
    tax_with: float
    relief: float
    pro_rata: dict[str, float]
    with_without: dict[str, float]
    residual: float
    unused: dict[str, float]


@figure("EUR/yr")
def portfolio_relief(
    profits: Mapping[str, float], low_rate: Array, bracket: Array, high_rate: Array, one_taxpayer: bool
) -> PortfolioRelief:
    """What the losses of some buildings save in tax on the others of one taxpayer, and which building saves it.

    portfolio_relief = tax on the profits alone − tax on profits and losses together

    profits: building → EUR before set-off; rates and bracket of the corporate income tax of the year.
    pro_rata: the relief over the losses, in cents, free of order. with_without: what tax would rise if that
    building made no loss; it decides, and need not add up: residual = relief − its sum. unused: the loss beyond
    all profits, over the losses. Without fiscal unity (one_taxpayer false) nothing is set off.
    """
    values = np.array(list(profits.values()), dtype=float)
    losses = np.maximum(-values, 0.0)
    gains = np.add.reduce(values + losses)
    brackets = (low_rate, bracket, high_rate)
    if one_taxpayer:
        total = np.add.reduce(values)
        alone, together = tax_by_brackets(np.array([gains, total]), *brackets)
        each = half_up(tax_by_brackets(total + losses, *brackets) - together)
        spare = max(-float(total), 0.0)
    else:
        alone = together = half_up(np.add.reduce(tax_by_brackets(values, *brackets)))
        each = np.zeros_like(losses)
        spare = float(np.add.reduce(losses))
    relief = float(half_up(alone - together))
    weights = {b: exact(loss) for b, loss in zip(profits, losses, strict=True)}
    return PortfolioRelief(
        float(alone),
        float(together),
        relief,
        _over_losses(relief, weights),
        dict(zip(profits, each.tolist(), strict=True)),
        float(half_up(relief - np.add.reduce(each))),
        _over_losses(spare, weights),
    )


def _over_losses(amount: float, losses: Mapping[str, Fraction]) -> dict[str, float]:
    """An amount over the losses, in euros whose cents add up to it."""
    return {b: part / 100 for b, part in split_by_id(cents(amount), losses).items()}


@figure("EUR")
def softening(relief_now: Array, relief_later: Array, years: Array, rate: Array) -> Array:
    """What set-off inside a portfolio is worth more than carrying the loss forward alone.

    softening = relief now − relief later / (1 + rate)^years

    relief_now, relief_later (…) EUR; years (…) until the loss is used alone; rate (…) share/yr, above −1.
    A loss that alone is never used has no relief later.

    >>> softening(100.0, 100.0, 1.0, 0.25)
    20.0
    """
    return relief_now - relief_later / (1.0 + rate) ** years


@figure("share")
def softening_index(softening: Array, gross_vacancy_cost: Array) -> Array:
    """The part of the gross cost of vacancy that set-off takes away.

    softening_index = softening / gross vacancy cost

    Both (…) EUR, the cost above nothing.
    """
    return softening / gross_vacancy_cost


class PortfolioReliefGiven(Given):
    """The buildings of one taxpayer (a company or a fiscal unity), each with its profit before set-off."""

    profits: dict[str, EUR]
    one_taxpayer: bool = True


class PortfolioReliefExpect(Expect):
    """Tax without and with set-off, the relief, whose it is by two rules, and the loss not used."""

    tax_without: float
    tax_with: float
    relief: float
    pro_rata: dict[str, float]
    with_without: dict[str, float]
    residual: float
    unused: dict[str, float]


@asked(portfolio_relief)
def _portfolio_relief(given: PortfolioReliefGiven, law: Law) -> PortfolioReliefExpect:
    result = portfolio_relief(
        given.profits,
        law.on("vpb.low_rate"),
        law.on("vpb.bracket"),
        law.on("vpb.high_rate"),
        given.one_taxpayer,
    )
    return PortfolioReliefExpect(**result._asdict())


class SofteningGiven(Given):
    """Relief now, and what the same loss would save alone. Left out: never, at once, no discount."""

    relief_now: EUR
    relief_later: EUR = 0.0
    years: Annotated[Years, Field(ge=0)] = 0.0
    rate: Annotated[float, Field(gt=-1, json_schema_extra={"unit": "share/yr"})] = 0.0


class SofteningExpect(Expect):
    """The difference in present value."""

    softening: float


@asked(softening)
def _softening(given: SofteningGiven, law: Law) -> SofteningExpect:
    fields = (given.relief_now, given.relief_later, given.years, given.rate)
    return SofteningExpect(softening=float(softening(*(np.float64(v) for v in fields))))


class SofteningIndexGiven(Given):
    """A softening and the gross cost it softens."""

    softening: EUR
    gross_vacancy_cost: Annotated[EUR, Field(gt=0)]


class SofteningIndexExpect(Expect):
    """The index."""

    softening_index: float


@asked(softening_index)
def _softening_index(given: SofteningIndexGiven, law: Law) -> SofteningIndexExpect:
    index = softening_index(np.float64(given.softening), np.float64(given.gross_vacancy_cost))
    return SofteningIndexExpect(softening_index=float(index))
