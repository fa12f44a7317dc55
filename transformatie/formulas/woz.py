"""The WOZ value of each calendar year: decided, or grown with its lag, in the state of 1 January.

Of the value for year t the price level is that of 1 January a year before (the waardepeildatum); the state is
that of 1 January of t itself where the object was built, rebuilt, demolished or changed use in the year before.
So works, demolition and a change of use never move the value of the year in which they happen.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Expect, Given, PerYear, Year, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure

#: A 1 January that never comes.
NEVER = np.datetime64("9999-12-31")


@figure("share/yr")
def woz_growth(growth: Array, past_growth: Array, price_lag: Array) -> Array:
    """Growth of the WOZ value from one year to the next, which is the growth of prices of an earlier year.

    woz_growth = growth of calendar year t − 1 − price_lag

    growth (Y, N) or (Y, 1) share/yr of market prices in each calendar year; past_growth () or (N,) share/yr of the
    years before the first; price_lag () whole yr between price level and 1 January. Result: shape of growth.
    Source: Wet WOZ art. 18(2).

    >>> woz_growth(np.array([[0.1], [0.2], [0.3]]), np.float64(0.05), np.float64(1)).ravel().tolist()
    [0.05, 0.05, 0.1]
    """
    behind = 1 + int(price_lag)
    return np.concatenate(
        [np.broadcast_to(past_growth, growth.shape)[:behind], growth[: max(len(growth) - behind, 0)]]
    )[: len(growth)]


@figure("EUR")
def woz_as_is(
    decided: Array, last_decided: Array, last_year: Array, years: Array, woz_growth: Array
) -> Array:
    """The WOZ value of the object as it stands: decided where it is, else the year before with its growth.

    woz_as_is = decided[t]; else woz_as_is[t − 1] × (1 + woz_growth[t])

    decided (Y, N) EUR, NaN where not decided; last_decided (N,) EUR and last_year (N,) calendar year: the last decision
    before the first of the years (or for it); years (Y, 1); woz_growth (Y, N).
    Source: Wet WOZ art. 17, 18.
    """
    value = last_decided * (1.0 + woz_growth[0]) ** np.maximum(years[0] - last_year, 0)
    out = np.empty(np.broadcast_shapes(np.shape(decided), np.shape(value)))
    for t in range(len(out)):
        value = value if t == 0 else value * (1.0 + woz_growth[t])
        value = np.where(np.isnan(decided[t]), value, decided[t])
        out[t] = value
    return out


@figure("EUR")
def woz_path(woz_as_is: Array, years: Array, works_start: Array, works_end: Array, during_share: Array, works: Array,
             after: Array, woz_growth_after: Array) -> Array:  # fmt: skip
    """The WOZ value of each year with works in it, by the state on 1 January.

    woz_path = woz_as_is before works_start; during_share × woz_as_is + works spent while under works;
        after, grown, from the 1 January on or after works_end

    woz_as_is (Y, N) EUR; years (Y, 1); works_start, works_end (N,) datetime64[D], NEVER where there are none;
    during_share (N,) share of the value as is that stands during works (the land alone after demolition, all of it for a
    conversion inside); works (Y, N) EUR spent in each calendar year; after (N,) EUR value when done, dwellings summed, at
    the price level of the first of the years; woz_growth_after (Y, N) share/yr. Result (Y, N).
    Source: Wet WOZ art. 17(4) (under construction: replacement value), 18(2), (3).
    """
    new_year = (np.asarray(years, int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    started, done = works_start < new_year, works_end <= new_year
    shape = np.broadcast_shapes(
        np.shape(woz_as_is), np.shape(started), np.shape(works), np.shape(woz_growth_after)
    )
    spending, rises = np.broadcast_to(works, shape), 1.0 + np.broadcast_to(woz_growth_after, shape)
    spent, later = np.zeros(shape), np.empty(shape)
    later[0] = after
    for t in range(1, shape[0]):
        later[t] = later[t - 1] * rises[t]
        spent[t] = spent[t - 1] + spending[t - 1]
    return np.where(done, later, np.where(started, woz_as_is * during_share + spent, woz_as_is))


@figure("EUR")
def woz_of_dwellings(dwellings: Array, woz_per_dwelling: Array, woz_of_rest: Array) -> Array:
    """The WOZ value after conversion: each dwelling is an object of its own, and the floor counts their sum.

    woz_of_dwellings = dwellings × woz_per_dwelling + woz_of_rest

    dwellings (N,) number; woz_per_dwelling (N,) EUR/dwelling; woz_of_rest (N,) EUR of parts that are no dwelling.
    Source: Wet WOZ art. 16; Wet IB 2001 art. 3.30a(2).
    """
    return dwellings * woz_per_dwelling + woz_of_rest


@figure("share")
def woz_ratio(woz: Array, value: Array) -> Array:
    """The WOZ value as a share of the value it should follow; none (NaN) where there is no value.

    woz_ratio = woz / value

    woz, value (Y, N) EUR. Between `depreciation.woz_ratio_low` and `_high` no warning.
    """
    return np.divide(
        woz,
        value,
        out=np.full(np.broadcast_shapes(np.shape(woz), np.shape(value)), np.nan),
        where=np.asarray(value) > 0,
    )


@figure("flag")
def woz_out_of_line(woz: Array, value: Array, low: Array, high: Array) -> Array:
    """Whether the WOZ value is so far from the value that it asks for a look (an objection, or a mistake).

    woz_out_of_line = woz / value < low, or > high; no flag without a value

    woz, value (Y, N) EUR; low, high () share.
    """
    return (value > 0) & ((woz < low * value) | (woz > high * value))


class WozPathGiven(Given):
    """Decided values and what happens to the object.

    Left out: no growth, no works. `growth`: one rate, or one for each calendar year from `from_year`; `past_growth`
    (default: the first of `growth`) is that of the years before. `works`: spent by calendar year.
    """

    from_year: Year
    years: Annotated[int, Field(ge=1, le=200)]
    decided: Annotated[dict[Year, Annotated[EUR, Field(ge=0)]], Field(min_length=1)]
    growth: PerYear | tuple[PerYear, ...] = 0.0
    past_growth: PerYear | None = None
    works_start: date | None = None
    works_end: date | None = None
    during_share: Annotated[float, Field(ge=0)] = 1.0
    works: dict[Year, Annotated[EUR, Field(ge=0)]] = Field(default_factory=dict)
    after: Annotated[EUR, Field(ge=0)] = 0.0
    growth_after: PerYear | tuple[PerYear, ...] | None = None

    @model_validator(mode="after")
    def _sound(self) -> WozPathGiven:
        if min(self.decided) > self.from_year:
            raise ValueError(
                "decided: een waarde voor from_year of eerder || decided: a value for from_year or before"
            )
        for rates in (self.growth, self.growth_after):
            if isinstance(rates, tuple) and len(rates) != self.years:
                raise ValueError(
                    "growth: één getal, of één per jaar || growth: one number, or one for each year"
                )
        if self.works_end and (self.works_start is None or self.works_end < self.works_start):
            raise ValueError("works_end: niet voor works_start || works_end: not before works_start")
        return self


class WozPathExpect(Expect):
    """The WOZ value of each year."""

    woz_path: tuple[float, ...]


@asked(woz_path)
def _woz_path(given: WozPathGiven, law: Law) -> WozPathExpect:
    years = (given.from_year + np.arange(given.years))[:, None]
    lag = law.on("depreciation.woz_price_lag", date(given.from_year, 1, 1))
    last = max(y for y in given.decided if y <= given.from_year)
    decided = np.array([[given.decided.get(int(y), np.nan)] for y in years[:, 0]])

    def lagged(rates: float | tuple[float, ...]) -> Array:
        growth = np.broadcast_to(np.atleast_1d(np.array(rates, float)), (given.years,))[:, None]
        return woz_growth(
            growth, growth[0] if given.past_growth is None else np.float64(given.past_growth), lag
        )

    as_is = woz_as_is(decided, np.array([given.decided[last]]), np.array([last]), years, lagged(given.growth))
    start, end = (
        np.array([NEVER if d is None else np.datetime64(d)]) for d in (given.works_start, given.works_end)
    )
    works = np.array([[given.works.get(int(y), 0.0)] for y in years[:, 0]])
    after = lagged(given.growth if given.growth_after is None else given.growth_after)
    path = woz_path(
        as_is, years, start, end, np.array([given.during_share]), works, np.array([given.after]), after
    )
    return WozPathExpect(woz_path=tuple(path[:, 0].tolist()))
