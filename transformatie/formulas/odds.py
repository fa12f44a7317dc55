"""The odds and durations of permit procedures as the market tables hold them, and their value in each draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from transformatie.dated import Array, Entry, Law
from transformatie.errors import LawError
from transformatie.formulas.normal import normal_quantile
from transformatie.formulas.opposition import Thresholds, thresholds
from transformatie.formulas.routes import Regime, Route, days_under

#: Depth of P10 in a half triangle: the square root of 2 × 0.1.
_P10_DEPTH = np.sqrt(0.2)
#: Sets of odds between which the thresholds of opposition are interpolated.
_LEVELS = np.linspace(0.0, 1.0, 41)


@dataclass(frozen=True)
class Spread:
    """An uncertain quantity: P10, P50 and P90; with `bounds`, the ends and the top of a triangle."""

    low: float
    mid: float
    high: float
    bounds: bool = False


@dataclass(frozen=True)
class Odds:
    """Odds (shares), waits (days) and times (logarithm of months) of one route, regime and size of plan."""

    preparation: Spread
    incomplete: Spread
    incomplete_wait: Spread
    extension: Spread
    late: Spread
    late_wait: Spread
    council_round: Spread
    refused: Spread
    objection: Spread
    objection_upheld: Spread
    objection_postponed: Spread
    objection_late: Spread
    objection_late_wait: Spread
    appeal: Spread
    court_founded: Spread
    annulled_if_founded: Spread
    higher_appeal: Spread
    higher_founded: Spread
    relief_asked: Spread
    relief_granted: Spread
    court_log_mean: float
    court_log_sigma: float
    higher_log_mean: float
    higher_log_sigma: float
    relief_log_mean: float
    relief_log_sigma: float
    opposition_correlation: float
    one_instance: bool = False

    def opposition(self, level: Array | None) -> Thresholds:
        """The thresholds of opposition at `level` (N,), the quantile of the three odds at once; None: their mid."""
        sets = _LEVELS if level is not None else np.array([0.5])
        chances = [
            tuple(map(float, at_level(s, sets))) for s in (self.objection, self.appeal, self.higher_appeal)
        ]
        found = thresholds(chances[0], chances[1], chances[2], self.opposition_correlation)
        if level is None:
            return found
        return Thresholds(
            *(np.interp(level, _LEVELS, t) for t in (found.objection, found.appeal, found.higher_appeal))
        )


def odds(
    regime: Regime,
    law: Law,
    route: Route = "regular",
    dwellings: float = 0,
    consulted: bool = True,
    priority: bool = False,
    one_instance: bool = False,
    on: date | None = None,
) -> Odds:
    """The odds of a route under a regime, for an application on a day (default: the day in force).

    dwellings: in the plan; consulted: after a positive pre-consultation; priority: housing that the Raad van State
    takes first; one_instance: the Wet regie applies, its ruling stands in the place of both courts'. Both exist under
    the Omgevingswet only. Errors: LawError where the tables hold no value for that regime.
    """
    known = on or law.in_force
    if known is None:
        raise LawError("permit_odds", "-", "geef een datum (in_force)", "give a date (in_force)")
    day = days_under(regime, np.datetime64(known), law).item()
    kind = "extensive" if route == "extensive" else "regular"

    def spread(name: str) -> Spread:
        e = _entry(law, name, day)
        return (
            Spread(e.central, e.central, e.central)
            if e.low is None
            else Spread(e.low, e.central, e.high or e.central, e.bounds)
        )

    def number(name: str) -> float:
        return float(_entry(law, name, day).central)

    size = "large" if dwellings >= number("large_from") else "small"
    first = "one_instance" if one_instance else "court"
    return Odds(
        preparation=spread("preparation"),
        incomplete=spread("incomplete"),
        incomplete_wait=spread("incomplete_wait"),
        extension=spread("extension"),
        late=spread(f"late_{kind}"),
        late_wait=spread(f"late_wait_{kind}"),
        council_round=spread("council_round") if regime == "omgevingswet" else Spread(0.0, 0.0, 0.0, True),
        refused=spread("refused_after_consultation" if consulted else "refused_without_consultation"),
        objection=spread(f"objection_{size}"),
        objection_upheld=spread("objection_upheld"),
        objection_postponed=spread("objection_postponed"),
        objection_late=spread("objection_late"),
        objection_late_wait=spread("objection_late_wait"),
        appeal=spread("appeal"),
        court_founded=spread("court_founded"),
        annulled_if_founded=spread("annulled_if_founded"),
        higher_appeal=Spread(0.0, 0.0, 0.0) if one_instance else spread("higher_appeal"),
        higher_founded=spread("higher_founded"),
        relief_asked=spread("relief_asked"),
        relief_granted=spread("relief_granted"),
        court_log_mean=number(f"{first}_log_mean"),
        court_log_sigma=number(f"{first}_log_sigma"),
        higher_log_mean=number("higher_priority_log_mean" if priority else "higher_log_mean"),
        higher_log_sigma=number("higher_log_sigma"),
        relief_log_mean=number("relief_log_mean"),
        relief_log_sigma=number("relief_log_sigma"),
        opposition_correlation=number("opposition_correlation"),
        one_instance=one_instance,
    )


def _entry(law: Law, name: str, day: date) -> Entry:
    return law.entry(f"permit_odds.{name}", day)


def at_level(spread: Spread, level: Array | None) -> Array:
    """The value of an uncertain chance at quantile `level` (N,): half a triangle on each side of the median.

    The same reading of P10 and P90 as for every other figure of the tables. None: the mid. Chances stay in [0, 1].
    """
    if level is None:
        return np.float64(spread.mid)
    down, up = (side / (1.0 - _P10_DEPTH) for side in (spread.mid - spread.low, spread.high - spread.mid))
    lower = spread.mid - down + down * np.sqrt(np.minimum(2.0 * level, 1.0))
    upper = spread.mid + up - up * np.sqrt(np.minimum(2.0 * (1.0 - level), 1.0))
    return np.clip(np.where(level < 0.5, lower, upper), 0.0, 1.0)


def triangular(spread: Spread, u: Array) -> Array:
    """The value of a wait at quantile `u` (N,) of the triangle low, mid (its top), high."""
    width = spread.high - spread.low
    if width <= 0.0:
        return np.full(np.shape(u), spread.mid)
    rising = spread.low + np.sqrt(u * width * (spread.mid - spread.low))
    falling = spread.high - np.sqrt((1.0 - u) * width * (spread.high - spread.mid))
    return np.where(u < (spread.mid - spread.low) / width, rising, falling)


def lognormal(log_mean: float, log_sigma: float, u: Array) -> Array:
    """The value at quantile `u` (N,) of a lognormal time, in months."""
    return np.exp(log_mean + log_sigma * normal_quantile(u))
