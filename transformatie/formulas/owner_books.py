"""What the choices of an owner make of books and result: write-down, reserve, set-off, tax by value."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.trail import figure


@figure("share")
def left_at_start(sold: Array) -> Array:
    """The share of the object that is still the owner's on each 1 January.

    left_at_start = Π (1 − sold) of the years before

    sold (Y, N) share of what is left that is sold in each year. Returns (Y, N).
    """
    out = np.ones_like(sold)
    for t in range(1, len(sold)):
        out[t] = out[t - 1] * (1.0 - sold[t - 1])
    return out


@figure("EUR")
def later_value(flows: Array, end_factor: Array) -> Array:
    """What the later flows of a year are worth at each 31 December, each year's flow falling in its middle.

    later_value = (later_value(t+1) × half + flow(t+1)) × half, where half = √(factor(t+1) / factor(t))

    flows, end_factor (Y, N): EUR by calendar year, discount factors of each 31 December. After the last year nothing is left.
    """
    out = np.zeros_like(flows)
    for t in range(len(flows) - 2, -1, -1):
        half = np.sqrt(end_factor[t + 1] / end_factor[t])
        out[t] = (out[t + 1] * half + flows[t + 1]) * half
    return out


@figure("EUR")
def bedrijfswaarde(later_flows: Array, sale: Array, sold: Array, writes_down: Array) -> Array:
    """Bedrijfswaarde of the whole object on each 31 December, for an owner who writes down to it.

    bedrijfswaarde = max(value of the later flows / share of the object that is left, sale); none where the owner does not
        write down

    later_flows (Y, N) EUR on 31 December, before tax; sale (N,) EUR that a sale would bring at once, below which no going
    concern puts it; sold (Y, N) share of what is left; writes_down (N,) flag.
    Source: Wet IB 2001 art. 3.25; the measure is a choice of this model.
    """
    left = left_at_start(sold) * (1.0 - sold)
    share = np.where(left > 1e-12, left, 1.0)
    whole = np.where(left > 1e-12, np.maximum(later_flows / share, sale), np.inf)
    return np.where(writes_down > 0, whole, np.inf)


@figure("EUR")
def reserve_movement(gain: Array, business_asset: Array, reinvests: Array) -> Array:
    """Additions to the herinvesteringsreserve less what comes back to profit, by year.

    reserve_movement = gain put aside in the year of the sale; all of it back in the last year

    gain (Y, N) EUR, proceeds less book value; business_asset (Y, N) flag: nothing for stock; reinvests (N,) flag: the
    whole proceeds go into a building of the same function within the term. What was put aside then lowers the book value
    of that building, and is taxed when that is sold, at the latest at the horizon: that day stands for it here.
    Source: Wet IB 2001 art. 3.54(1)-(5).
    """
    out = np.maximum(gain, 0.0) * business_asset * reinvests
    held = np.zeros(np.shape(out)[1:])
    for year in out:
        held = held + year
    out[-1] = out[-1] - held
    return out


@figure("EUR/yr")
def own_profit(result: Array, taxable: Array, loss_used: Array) -> Array:
    """What a building adds to its owner's profit where its losses may meet its own profit only.

    own_profit = its profit after its own older losses; in a year with a loss, less what of it goes back to its own profit

    result (Y, N) EUR; taxable, loss_used (Y, N) EUR of the building as a taxpayer of its own. Returns (Y, N).
    """
    return np.where(result < 0, -loss_used, taxable)


@figure("EUR/yr")
def set_off(result: Array, ring_fenced: Array, allowed: Array) -> Array:
    """What a building adds to the owner's profit: its result, or its own profit after its own losses only.

    set_off = result where set-off is allowed, else ring_fenced

    result, ring_fenced (Y, N) EUR; allowed (Y, 1) flag of the law.
    """
    return np.where(allowed > 0, result, ring_fenced)


@figure("EUR/yr")
def set_off_relief(tax_apart: Array, tax_together: Array) -> Array:
    """What set-off inside the owner ("interne verrekening") saves in a year; negative where it only came earlier.

    set_off_relief = tax without set-off − tax with it

    tax_apart, tax_together (Y, N) EUR, refunds counted: of one owner whose building may use its losses against its own
    later profit only, and of the same owner with set-off.
    """
    return tax_apart - tax_together


@figure("share")
def floor_with_policy(floor_share: Array, below_woz: Array) -> Array:
    """The floor of depreciation as a share of the WOZ value; none where a policy lets it go below.

    floor_with_policy = floor_share × (1 − below_woz)

    floor_share (Y, N) share; below_woz (Y, 1) flag, nothing in the law in force.
    """
    return floor_share * (1.0 - below_woz)


@figure("flag")
def business_years(stock: Array) -> Array:
    """The years in which a building is a business asset: not while it is stock.

    business_years = 1 − stock, where stock at all

    stock (Y, N) share of the year. Returns (Y, N).
    """
    return (stock == 0.0).astype(float)
