"""Selling: what the seller keeps of a price, and the exit of a building that is let."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.trail import figure


@figure("EUR/m2")
def net_price(
    price: Array, von: Array, taxed_as_new: Array, vat: Array, transfer_tax: Array, other: Array
) -> Array:
    """What the seller keeps of a price, before selling cost.

    net_price = price / (1 + vat) when v.o.n. and taxed as new; price / (1 + transfer_tax + other) when v.o.n. and not new;
        price when k.k.

    price (N,) EUR; von, taxed_as_new (N,) flags; vat, transfer_tax, other (N,) shares. Wet OB 11(1)(a), WBR 15(1)(a).
    """
    new, used = price / (1.0 + vat), price / (1.0 + transfer_tax + other)
    return np.where(von > 0, np.where(taxed_as_new > 0, new, used), price)


@figure("share")
def buyers_cost(transfer_tax: Array, other: Array) -> Array:
    """Kosten koper: what a buyer pays on top of the price.

    buyers_cost = transfer_tax + other
    """
    return transfer_tax + other


@figure("EUR/yr")
def net_rent(gross: Array, running: Array) -> Array:
    """Rent after running cost.

    net_rent = gross − running
    """
    return gross - running


@figure("EUR/yr")
def stabilised_rent(area: Array, rent: Array, index: Array, vacancy: Array, incentive: Array) -> Array:
    """Effective rent of a building that is let as well as such buildings get.

    stabilised_rent = area × rent × index × (1 − vacancy) × (1 − incentive)

    area, rent, vacancy, incentive (N,); index (N,) of the year after the sale.
    """
    return area * rent * index * (1.0 - vacancy) * (1.0 - incentive)


@figure("EUR")
def land_value(area: Array, price_per_m2: Array) -> Array:
    """Value of the land for what may be built on it.

    land_value = area × price_per_m2

    area (N,) m2 BVO to be built; price_per_m2 (N,) EUR/m2 BVO.
    """
    return area * price_per_m2


@figure("EUR/m2")
def land_price_as_zoned(price: Array, share: Array, outside_plan: Array) -> Array:
    """Price of land for dwellings under the plan as it is: a buyer who must first get it changed pays a part.

    land_price_as_zoned = price × (share if outside the plan else 1)

    price (N,) EUR/m2 BVO where housing is allowed; share (N,) of it; outside_plan (N,) flag.
    """
    return price * np.where(outside_plan, share, 1.0)


@figure("EUR")
def after_cost(price: Array, share: Array) -> Array:
    """A price after the seller's own cost.

    after_cost = price × (1 − share)
    """
    return price * (1.0 - share)


@figure("EUR")
def highest(*values: Array) -> Array:
    """The highest of several amounts.

    highest = max(values)
    """
    out = values[0] + 0.0
    for value in values[1:]:
        out = np.maximum(out, value)
    return out


@figure("EUR")
def mean_of(first: Array, second: Array) -> Array:
    """The mean of two ways to value the same thing.

    mean_of = (first + second) / 2
    """
    return (first + second) / 2.0


@figure("EUR")
def new_use_value(area: Array, rent: Array, vacancy: Array, running: Array, exit_yield: Array) -> Array:
    """Value of the new use let in full, at today's rents: what its WOZ value will follow.

    new_use_value = area × rent × (1 − vacancy) × (1 − running) / exit_yield

    area (N,) m2; rent (N,) EUR/m2/yr; vacancy, running, exit_yield (N,) shares.
    """
    return area * rent * (1.0 - vacancy) * (1.0 - running) / exit_yield


@figure("EUR")
def given_or(given: Array, otherwise: Array) -> Array:
    """What was given, or another figure where nothing was.

    given_or = given where it is above nothing, else otherwise
    """
    return np.where(given > 0, given, otherwise)


@figure("day")
def best_day(values: list[Array], days: list[Array]) -> Array:
    """The day with the highest value; of equals, the first.

    best_day = the day whose value is highest

    values: C arrays (N,) EUR; days: C arrays (N,). Chosen on what is known beforehand, never within a draw.
    """
    best, chosen = values[0] + 0.0, days[0] + 0.0
    for value, day in zip(values[1:], days[1:], strict=True):
        better = value > best
        best, chosen = np.where(better, value, best), np.where(better, day, chosen)
    return chosen
