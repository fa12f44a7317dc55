"""What the losses of an owner's buildings save in tax on the others and on other profit, by two rules, in whole cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.rounding import half_up
from transformatie.formulas.setoff import tax_by_brackets


@dataclass(frozen=True)
class SetOff:
    """By year and building (Y, N), EUR in whole cents: the relief by both rules, and the loss that finds no profit.

    by_owner: (Y, M) for each owner: tax without and with set-off, relief, residual, unused, the same in `owners`' order.
    """

    pro_rata: Array
    with_without: Array
    unused: Array
    owners: Array
    by_owner: Mapping[str, Array]


def set_off(
    result: Array, other: Array, ids: Array, one_taxpayer: Array, low: Array, bracket: Array, high: Array
) -> SetOff:
    """What `formulas.setoff.portfolio_relief` says of each owner and year, for all of them at once.

    result (Y, N) of each building, other (Y, N) the same for all of an owner's; rates (Y, 1) or (Y, N).
    """
    owners, at = np.unique(ids, return_inverse=True)
    first = firsts(at, len(owners))
    low, bracket, high = (np.asarray(np.broadcast_to(r, result.shape)) for r in (low, bracket, high))

    def gathered(values: Array) -> Array:
        out = np.zeros((len(values), len(owners)))
        for year, row in enumerate(values):
            np.add.at(out[year], at, row)
        return out

    def tax(profit: Array, where: Array | slice = slice(None)) -> Array:
        return tax_by_brackets(profit, low[:, where], bracket[:, where], high[:, where])

    beside = np.asarray(other)[:, first]
    losses = np.maximum(-np.asarray(result), 0.0)
    other_loss = np.maximum(-beside, 0.0)
    total = gathered(result) + beside
    gains = gathered(np.maximum(result, 0.0)) + np.maximum(beside, 0.0)
    one = one_taxpayer[first]
    alone, together = tax(gains, first), tax(total, first)
    apart = half_up(gathered(tax(result)) + tax(beside, first))
    alone = cast(Array, np.where(one, alone, apart))
    together = cast(Array, np.where(one, together, apart))
    relief = half_up(alone - together)
    each = np.where(one_taxpayer, half_up(tax(total[:, at] + losses) - together[:, at]), 0.0)
    each_other = np.where(one, half_up(tax(total + other_loss, first) - together), 0.0)
    spare = np.where(one, np.maximum(-total, 0.0), gathered(losses) + other_loss)
    residual = half_up(relief - gathered(each) - each_other)
    pro_rata, unused = (divided(amount, losses, other_loss, at) for amount in (relief, spare))
    by_owner = {
        "tax_without": alone,
        "tax_with": together,
        "relief": relief,
        "residual_relief": residual,
        "unused": half_up(spare),
    }
    return SetOff(pro_rata, each, unused, owners, by_owner)


def firsts(at: Array, n: int) -> Array:
    """The first building of each owner."""
    out = np.full(n, len(at))
    np.minimum.at(out, at, np.arange(len(at)))
    return out


def divided(amount: Array, weights: Array, other: Array, at: Array) -> Array:
    """An amount of each owner over the losses of its buildings and of what it has beside, by largest remainder: (Y, N) EUR.

    The parts and the part of what stands beside add up to the amount in cents.
    """
    years, owners = amount.shape
    out = np.zeros_like(weights)
    places = np.concatenate([at, np.arange(owners)])
    for year in range(years):
        cents = np.round(half_up(amount[year]) * 100.0)
        if not cents.any():
            continue
        weight = np.concatenate([weights[year], other[year]]).astype(np.longdouble)
        whole = np.zeros(owners, np.longdouble)
        np.add.at(whole, places, weight)
        live = np.flatnonzero((cents != 0)[places] & ((weight > 0) | (whole == 0)[places]))
        here = places[live]
        quota = cents[here] * weight[live] / np.where(whole == 0, 1, whole)[here]
        parts = np.floor(quota)
        given = np.zeros(owners)
        np.add.at(given, here, parts.astype(float))
        order = np.lexsort((live, parts - quota, here))
        rank = np.empty(len(here), int)
        starts = np.searchsorted(here[order], np.arange(owners))
        rank[order] = np.arange(len(here)) - starts[here[order]]
        parts += rank < (cents - given)[here]
        buildings = live < len(at)
        out[year, live[buildings]] = parts[buildings].astype(float) / 100.0
    return out
