"""Market paths of the draws: dated parameters and named streams in, factors around each central path out.

A shock is part of the world, shared by all buildings, and part of the building's own place. Each market has a stream of
its own in both, beside that of the market at large (the cycle), which is what makes markets of one draw move together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.normal import normal_quantile
from transformatie.formulas.paths import (
    inverse_factor,
    market_shock,
    mean_reverting_path,
    path_factor,
    path_spread,
)
from transformatie.periods import Periods
from transformatie.sampling import step_names

#: The markets that have a path. Of the last two the other side is kept on average: what a euro of rent fetches, and the chance
#: of letting, which has a factor of its own.
MARKETS = ("office_rent", "housing_rent", "housing_price", "yields", "vacancy")
INVERSE = ("yields", "vacancy")
STREAMS = ("path cycle", *(f"path {m}" for m in MARKETS))
#: What a parameter may be; beyond it no path is defined.
LIMITS = {"reversion": (0.0, 1.0), "volatility": (0.0, 1.0), "cycle": (-1.0, 1.0), "world": (0.0, 1.0)}


def path_variables(horizon_years: int) -> tuple[str, ...]:
    """The names of the steps of all paths that have a dimension of their own, in a fixed order."""
    return tuple(step for name in STREAMS for step in step_names(name, horizon_years))


def paths_of(periods: Periods, law: Law, uniform: Callable[[str, bool, int], Array]) -> dict[str, Array]:
    """Factors by market, (Y, N): how far each market lies from its central path in each calendar year.

    uniform: (name, world, years) to numbers (years, N). A market without volatility has no path.
    Each calendar year has one state of the market, the first that of today; the shock of a year is known in that year.
    Errors: LawError for parameters that make no path.
    """
    steps = len(periods.years) - 1
    moving = {m: p for m in MARKETS if (p := _parameters(m, periods, law))["volatility"] > 0}
    if not moving or not steps:
        return {}

    def normal(name: str, world: bool) -> Array:
        return normal_quantile(uniform(name, world, steps))

    cycle, local = normal("path cycle", True), normal("path cycle", False)
    apart = _years_apart(periods)
    out = {}
    for market, p in moving.items():
        own, place = normal(f"path {market}", True), normal(f"path {market}", False)
        shocks = market_shock(cycle, own, local, place, p["cycle"], p["world"])
        deviation = mean_reverting_path(shocks, apart, p["reversion"], p["volatility"])
        spread = path_spread(np.cumsum(apart), p["reversion"], p["volatility"])
        if market in INVERSE:
            out[market] = inverse_factor(path_factor(-deviation, spread))
        else:
            out[market] = path_factor(deviation, spread)
    if "vacancy" in out:
        out["letting"] = inverse_factor(out["vacancy"])
    return out


def _years_apart(periods: Periods) -> Array:
    """Years from one calendar year's middle to the next's; the first from the assessment, (Y − 1,)."""
    ends = periods.year_ends[:, 0]
    return np.diff((ends[1:] + ends[:-1]) / 2, prepend=0.0)


def _parameters(market: str, periods: Periods, law: Law) -> Mapping[str, float]:
    found = {}
    for name, (low, high) in LIMITS.items():
        value = float(law.value(f"paths.{market}_{name}", periods.first))
        if not low <= value <= high:
            raise LawError(f"paths.{market}_{name}", periods.first, f"{value:g} ligt buiten {low:g} tot {high:g}",
                           f"{value:g} lies outside {low:g} to {high:g}")  # fmt: skip
        found[name] = value
    return found
