"""Value: growth, discounting, exit, internal rates of return, the residual price of a building."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, PerYear, Share, asked
from transformatie.dated import Array, Law
from transformatie.periods import Periods
from transformatie.trail import figure


@figure("index")
def growth_index(years: Array, growth: Array) -> Array:
    """The level of a price after some years of yearly growth; one on the assessment date.

    growth_index = (1 + growth) ^ years

    years (T, 1) from the assessment date; growth (N,) share/yr. Returns (T, N).
    """
    return np.exp(years * np.log1p(growth))


@figure("factor")
def discount_factor(years: Array, rate: Array) -> Array:
    """What one euro after some years is worth on the assessment date.

    discount_factor = (1 + rate) ^ -years

    years (T, 1); rate (N,) share/yr. Returns (T, N).
    """
    return np.exp(-years * np.log1p(rate))


@figure("EUR")
def value_of(now: Array, running: Array, year_end: Array, mid_factor: Array, end_factor: Array) -> Array:
    """Present value of flows on true dates: at once, in the middle of each period, on each 31 December.

    value_of = now + Σ running × mid_factor + Σ year_end × end_factor

    now (N,); running, mid_factor (T, N); year_end, end_factor (Y, N). EUR. Row by row, so that N changes nothing.
    """
    total = now + 0.0
    for part in (*(running * mid_factor), *(year_end * end_factor)):
        total = total + part
    return total


@figure("EUR")
def value_after_tax(
    now: Array, running: Array, year_end: Array, mid_factor: Array, end_factor: Array
) -> Array:
    """Value of an option to its owner after tax, interest left out, at an after-tax rate: what ranks the options.

    value_after_tax = now + Σ running × mid_factor + Σ year_end × end_factor

    Shapes as in `value_of`; the tax is in `year_end`. EUR, (N,).
    """
    return value_of(now, running, year_end, mid_factor, end_factor)


@figure("EUR")
def present_value(flows: Array, rate: Array) -> Array:
    """Present value of equally spaced flows, the first of them now.

    present_value = Σ flow(t) / (1 + rate) ^ t

    flows (T, N) EUR; rate (N,) share a period.

    >>> bool(abs(present_value(np.array([[-100.0], [110.0]]), np.array([0.1]))[0]) < 1e-9)
    True
    """
    total = np.zeros(np.shape(flows)[1:])
    for flow in flows[::-1]:
        total = total / (1.0 + rate) + flow
    return total


class PresentValueGiven(Given):
    """Equally spaced flows; the first is now."""

    flows: list[EUR]
    rate: PerYear


class PresentValueExpect(Expect):
    """The value now."""

    present_value: float


@asked(present_value)
def _present_value(given: PresentValueGiven, law: Law) -> PresentValueExpect:
    flows = np.array(given.flows, float)[:, None]
    return PresentValueExpect(present_value=float(present_value(flows, np.array([given.rate]))[0]))


@figure("EUR")
def dcf_value(net: Array, exit_net: Array, exit_yield: Array, rate: Array) -> Array:
    """Value of net rent for some years and a sale at the end of the last, flows at year end.

    dcf_value = Σ net(t) / (1 + rate) ^ t + (exit_net / exit_yield) / (1 + rate) ^ T

    net (T, N) EUR a year, t = 1…T; exit_net (N,) of the year after the sale; exit_yield, rate (N,).
    """
    total = exit_net / exit_yield
    for flow in net[::-1]:
        total = (total + flow) / (1.0 + rate)
    return total


class DcfGiven(Given):
    """An office let at a gross rent that grows by a share and by a step a year."""

    gross_start: EUR
    growth: PerYear = 0.0
    step: EUR = 0.0
    vacancy: Share = 0.0
    opex_of_gross: Share = 0.0
    capex_of_gross: Share = 0.0
    exit_yield: Annotated[PerYear, Field(gt=0)]
    rate: PerYear
    sale_years: Annotated[
        list[Annotated[int, Field(ge=1, le=200)]] | Annotated[int, Field(ge=1, le=200)], Field()
    ]


class DcfExpect(Expect):
    """The value for a sale at the end of each of the years asked for."""

    dcf_value: float | list[float]


@asked(dcf_value)
def _dcf_value(given: DcfGiven, law: Law) -> DcfExpect:
    years = given.sale_years if isinstance(given.sale_years, list) else [given.sale_years]
    t = np.arange(1, max(years) + 2, dtype=float)
    gross = given.gross_start * (1 + given.growth) ** (t - 1) + given.step * (t - 1)
    net = (gross * (1 - given.vacancy - given.opex_of_gross - given.capex_of_gross))[:, None]
    values = [
        float(dcf_value(net[:y], net[y], np.float64(given.exit_yield), np.float64(given.rate))[0])
        for y in years
    ]
    return DcfExpect(dcf_value=values if isinstance(given.sale_years, list) else values[0])


@figure("EUR")
def exit_value(
    net_rent: Array,
    gross_rent: Array,
    exit_yield: Array,
    on_gross: Array,
    von: Array,
    buyers_cost: Array,
    land: Array,
) -> Array:
    """Price, kosten koper, of a let building: stabilised rent over the yield; its land is the floor.

    exit_value = max(rent / exit_yield / (1 + buyers_cost if the yield is v.o.n.), land); rent is gross for a BAR, net for a NAR

    net_rent, gross_rent (N,) EUR/yr of the year after the sale; exit_yield (N,); on_gross, von (N,) flags;
    buyers_cost (N,) share: transfer tax and other cost of the buyer; land (N,) EUR.
    """
    rent = np.where(on_gross > 0, gross_rent, net_rent)
    return np.maximum(rent / exit_yield / np.where(von > 0, 1.0 + buyers_cost, 1.0), land)


@figure("EUR")
def residual(value: Array, cost: Array, margin: Array, finance: Array, buyers_cost: Array) -> Array:
    """What may be paid for a building to be redeveloped, before the buyer's own cost of buying.

    residual = (value − cost − margin − finance) / (1 + buyers_cost)

    All (N,) EUR but buyers_cost, a share. Negative where the plan cannot carry any price.
    """
    return (value - cost - margin - finance) / (1.0 + buyers_cost)


class ResidualGiven(Given):
    """A development: value on completion and all that goes off it."""

    value: EUR
    cost: EUR
    margin: EUR = 0.0
    finance: EUR = 0.0
    buyers_cost: Share = 0.0


class ResidualExpect(Expect):
    """The price."""

    residual: float


@asked(residual)
def _residual(given: ResidualGiven, law: Law) -> ResidualExpect:
    parts = (np.float64(v) for v in (given.value, given.cost, given.margin, given.finance, given.buyers_cost))
    return ResidualExpect(residual=float(residual(*parts)))


@figure("EUR")
def forward_value(flows: Array, year_ends: Array, rate: Array) -> Array:
    """What the later flows are worth at each 31 December, the flows of a year falling in its middle.

    forward_value = at each t: (forward_value(t+1) + flow(t+1) × (1 + rate) ^ (years / 2)) / (1 + rate) ^ years

    flows (Y, N) EUR by calendar year; year_ends (Y, 1) years from the assessment; rate (N,). Returns (Y, N); after the
    last year nothing is left.
    """
    out = np.zeros_like(flows)
    for t in range(len(flows) - 2, -1, -1):
        years = year_ends[t + 1, 0] - year_ends[t, 0]
        half = np.exp(-0.5 * years * np.log1p(rate))
        out[t] = (out[t + 1] * half + flows[t + 1]) * half
    return out


@figure("EUR")
def finance_cost(value: Array, cost: Array, margin: Array, years: Array, rate: Array) -> Array:
    """Interest of a development: on its cost over half the time, and on the price of the building over all of it.

    finance_cost = (value − margin) × (1 − (1 + rate) ^ −years) − cost × (1 − (1 + rate) ^ (−years / 2))

    value on completion, cost, margin (N,) EUR; years (N,) to completion; rate (N,). Value and margin come at completion, cost
    halfway: so value − cost − margin − finance_cost is the price that can be paid today.
    """
    whole, half = np.exp(-years * np.log1p(rate)), np.exp(-0.5 * years * np.log1p(rate))
    return value * (1.0 - whole) - cost * (1.0 - half) - margin * (1.0 - whole)


@figure("EUR")
def value_by_year(periods: Periods, running: Array, factor: Array) -> Array:
    """Present value of the flows of all periods up to the end of each calendar year.

    value_by_year = Σ running × factor of the periods up to 31 December

    running, factor (T, N). Returns (Y, N).
    """
    out = np.empty((len(periods.years), *np.shape(running)[1:]))
    total = np.zeros(np.shape(running)[1:])
    for part, year in zip(running * factor, periods.year_of.tolist(), strict=True):
        total = total + part
        out[year] = total
    return out


@figure("EUR")
def sold_value(so_far: Array, year_end: Array, end_factor: Array) -> Array:
    """Value of a building sold on a day: its flows until then, and what falls on each 31 December.

    sold_value = so_far + Σ year_end × end_factor

    so_far (N,) EUR; year_end, end_factor (Y, N).
    """
    total = so_far + 0.0
    for part in year_end * end_factor:
        total = total + part
    return total
