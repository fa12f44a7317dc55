"""Market paths: how rents, prices, yields and vacancy swing around their central path, year by year, and swing back.

Two things are uncertain, and counted once each. The range of a rent, a price or a yield in the tables covers what its
level is today; that of its growth, the trend in the long run. A path covers what comes after today: it starts at
nothing in the year of assessment, so it never moves a price of today. The mean of a rent or a price is its central path,
and so is that of what a euro of rent fetches and of the odds of letting: motion spreads values and earns nothing. What is
left out: real markets carry on in one direction for some years before they turn, and this path forgets it.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import Expect, Given, Years, asked
from transformatie.dated import Array, Law
from transformatie.periods import Periods
from transformatie.trail import figure

Reversion = Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share/yr"})]
Volatility = Annotated[float, Field(ge=0, json_schema_extra={"unit": "share/yr"})]


@figure("number")
def market_shock(
    cycle: Array, own: Array, building_cycle: Array, building_own: Array, loading: Array, world: Array
) -> Array:
    """The shock of one market in a year: part of the world, part of the place of the building; markets of one place move together.

    market_shock = √world × (loading × cycle + √(1 − loading²) × own)
        + √(1 − world) × (loading × building_cycle + √(1 − loading²) × building_own)

    cycle, own, building_cycle, building_own (…) standard normal; loading () from −1 to 1: two markets with the same `world`
    have the product of their loadings as correlation; world () share of the variance that all buildings share.

    >>> float(market_shock(1.0, 1.0, 1.0, 1.0, 0.6, 1.0)), float(market_shock(1.0, 1.0, 0.0, 1.0, 1.0, 0.25))
    (1.4, 0.5)
    """
    other = np.sqrt(1.0 - loading * loading)
    shared = loading * cycle + other * own
    local = loading * building_cycle + other * building_own
    return np.sqrt(world) * shared + np.sqrt(1.0 - world) * local


@figure("share")
def path_spread(years: Array, reversion: Array, volatility: Array) -> Array:
    """How far a path that starts at nothing has spread after some years, one standard deviation of its logarithm.

    path_spread = volatility × √((1 − kept ^ (2 × years)) / (1 − kept²)), with kept = 1 − reversion; volatility × √years without reversion

    years (…) yr; reversion () share of a deviation that is gone after a year; volatility () of a year. After many years
    volatility / √(1 − kept²). Source: the Ornstein-Uhlenbeck process seen at dates (Vasicek 1977, eq. 27).

    >>> float(path_spread(1.0, 0.25, 0.06)), round(float(path_spread(1e3, 0.4, 0.08)), 12)
    (0.06, 0.1)
    """
    kept = 1.0 - reversion
    if kept >= 1.0:
        return volatility * np.sqrt(years)
    return volatility * np.sqrt((1.0 - kept ** (2.0 * years)) / (1.0 - kept * kept))


@figure("share")
def mean_reverting_path(shocks: Array, years: Array, reversion: Array, volatility: Array) -> Array:
    """How far a market lies from its central path, on the logarithm, at each date; nothing at the start.

    mean_reverting_path = deviation before × (1 − reversion) ^ years + path_spread(years) × shock

    shocks (K, N) standard normal; years (K,) yr since the date before, the first since the start; reversion, volatility ().
    Exact for steps of any length: three months and nine spread as much as a year. Returns (K, N).

    >>> mean_reverting_path(np.array([[1.0], [0.0], [0.0]]), np.ones(3), 0.5, 0.1).ravel().tolist()
    [0.1, 0.05, 0.025]
    """
    out = np.empty(np.shape(shocks))
    deviation = np.zeros(np.shape(shocks)[1:])
    for k, shock in enumerate(shocks):
        deviation = (
            deviation * (1.0 - reversion) ** years[k] + path_spread(years[k], reversion, volatility) * shock
        )
        out[k] = deviation
    return out


@figure("index")
def path_factor(deviation: Array, spread: Array) -> Array:
    """By how much a market lies above or below its central path in each calendar year: one in that of assessment, and on average.

    path_factor = 1 in the first year, then e ^ (deviation − spread² / 2)

    deviation (Y − 1, N); spread (Y − 1,), see `path_spread`. Returns (Y, N).
    """
    level = deviation - 0.5 * np.square(spread)[:, None]
    return np.exp(np.concatenate([np.zeros((1, *np.shape(deviation)[1:])), level]))


@figure("index")
def inverse_factor(factor: Array) -> Array:
    """A market measured the other way round: a yield by what a euro of rent fetches, vacancy by the chance of letting.

    inverse_factor = 1 / factor

    factor (Y, N). Of more vacancy there is more to choose from, so that each space waits longer.
    """
    return 1.0 / factor


@figure("index")
def on_path(periods: Periods, level: Array, factor: Array) -> Array:
    """A central level by period, as the market stands in the calendar year of the period.

    on_path = level × factor of the calendar year

    level (T, N); factor (Y, N). Returns (T, N).
    """
    return level * factor[periods.year_of]


@figure("index")
def on_path_on(periods: Periods, level: Array, factor: Array, day: Array) -> Array:
    """A central level on a day of each case, as the market stands just before it: a sale on 31 December sees that year's.

    on_path_on = level × factor of the calendar year that holds the moment before `day`

    level, day (N,) or (Y, N); factor (Y, N).
    """
    year = np.searchsorted(periods.year_end_days[:, 0], day - 0.5, side="right")
    return level * factor[np.minimum(year, len(factor) - 1), np.arange(np.shape(factor)[1])]


@figure("index")
def contract_level(periods: Periods, let: Array, market: Array, term: Array) -> Array:
    """Where the market stood when what is let was let: each letting at its own date, and again each time its term is over.

    contract_level = level before + (market − level before) × share of what is let that is new or renewed in the period

    let (T, N) m2; market (Y, N) against its central path; term (N,) yr of a lease: one in so many is renewed each year.
    """
    out = np.empty(np.shape(let))
    level, before = np.ones(np.shape(let)[1:]), np.zeros(np.shape(let)[1:])
    for t, now in enumerate(let):
        kept = np.minimum(before, now) / np.where(now > 0, now, 1.0)
        lasts = kept * (1.0 - np.minimum(periods.in_years[t] / np.maximum(term, 1.0), 1.0))
        level = level + (market[periods.year_of[t]] - level) * (1.0 - lasts)
        out[t], before = level, now
    return out


class PathSpreadGiven(Given):
    """A market that is pulled back to its central path, and how long from now."""

    years: Annotated[Years, Field(ge=0)]
    reversion: Reversion
    volatility: Volatility


class PathSpreadExpect(Expect):
    """One standard deviation of the logarithm."""

    path_spread: float


@asked(path_spread)
def _path_spread(given: PathSpreadGiven, law: Law) -> PathSpreadExpect:
    return PathSpreadExpect(path_spread=float(path_spread(given.years, given.reversion, given.volatility)))


class MeanRevertingPathGiven(Given):
    """Shocks of one path; a year apart where no steps are given."""

    shocks: Annotated[list[float], Field(min_length=1)]
    years: list[Annotated[Years, Field(gt=0)]] | None = None
    reversion: Reversion
    volatility: Volatility

    @model_validator(mode="after")
    def _paired(self) -> MeanRevertingPathGiven:
        if self.years is not None and len(self.years) != len(self.shocks):
            raise ValueError("even veel stappen als schokken || as many steps as shocks")
        return self


class MeanRevertingPathExpect(Expect):
    """The deviation after each step, on the logarithm."""

    mean_reverting_path: list[float]


@asked(mean_reverting_path)
def _mean_reverting_path(given: MeanRevertingPathGiven, law: Law) -> MeanRevertingPathExpect:
    years = np.ones(len(given.shocks)) if given.years is None else np.array(given.years, float)
    shocks = np.array(given.shocks, float)[:, None]
    found = mean_reverting_path(shocks, years, given.reversion, given.volatility)
    return MeanRevertingPathExpect(mean_reverting_path=[float(v) for v in found[:, 0]])
