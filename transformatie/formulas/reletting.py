"""Re-letting: the chance that what stands empty is let, which falls with the years it has stood empty.

Because the chance falls, the average time empty is longer than one over the chance of the first year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import Expect, Given, Years, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import figure

#: Below this a share is nothing; keeps the logarithm of a certain letting finite.
_LOG_OF_NOTHING = -1e5


@figure("share")
def still_vacant(
    years_vacant: Array, years_more: Array, band_ends: Array, hazards: Sequence[Array], multiplier: Array
) -> Array:
    """The chance that what has stood empty for some years still does after some years more.

    still_vacant = Π over age bands (1 − yearly chance of letting in the band)^(multiplier × years in the band)

    years_vacant, years_more (…) yr, not negative; band_ends (B−1,) yr, ages at which the bands but the last end;
    hazards: B arrays (…), share/yr; multiplier (…): proportional hazards, so that no chance leaves 0 to 1.

    >>> still_vacant(2.0, 3.0, np.array([]), [np.float64(0.25)], 1.0).round(6).item()
    0.421875
    """
    return np.exp(multiplier * _log_still_vacant(years_vacant, years_more, band_ends, hazards))


def _log_still_vacant(
    years_vacant: Array, years_more: Array, band_ends: Array, hazards: Sequence[Array]
) -> Array:
    """The logarithm of `still_vacant` without a multiplier."""
    log_survival = 0.0
    start = 0.0
    until = years_vacant + years_more
    with np.errstate(divide="ignore"):
        for end, hazard in zip([*band_ends, np.inf], hazards, strict=True):
            years = np.maximum(np.minimum(until, end) - np.maximum(years_vacant, start), 0.0)
            log_survival += years * np.maximum(np.log1p(-hazard), _LOG_OF_NOTHING)
            start = end
    return log_survival


@figure("share")
def still_vacant_on_path(
    years_vacant: Array,
    years_more: Array,
    band_ends: Array,
    hazards: Sequence[Array],
    multiplier: Array,
    odds: Array,
) -> Array:
    """The chance that what has stood empty for some years still does at each date, with odds of letting that move with the market.

    still_vacant_on_path = Π over the dates so far (still_vacant at the date / still_vacant at the date before) ^ odds

    years_vacant, multiplier (N,); years_more (T, N) yr, not falling; odds (T, N), one on the central path. Returns (T, N).

    >>> h, years = [np.float64(0.36)], np.array([[0.5], [1.0]])
    >>> still_vacant_on_path(np.zeros(1), years, np.array([]), h, 1.0, np.array([[1.0], [0.0]])).round(6).ravel().tolist()
    [0.8, 0.8]
    """
    logs = multiplier * _log_still_vacant(years_vacant, years_more, band_ends, hazards)
    out = np.empty(np.shape(logs))
    total, before = 0.0, 0.0
    for t, log in enumerate(logs):
        total = total + (log - before) * odds[t]
        out[t], before = total, log
    return np.exp(out)


@figure("share")
def vacancy_survival(
    years_vacant: Array, band_ends: Array, hazards: Sequence[Array], multiplier: Array
) -> Array:
    """The share of what fell empty that still stands empty at an age.

    vacancy_survival = Π over age bands (1 − yearly chance of letting in the band)^(multiplier × years in the band)

    years_vacant (…) yr; for the rest see `still_vacant`.

    >>> ages = np.array([0.0, 1.0, 2.0, 3.0])
    >>> h = [np.float64(v) for v in (0.5, 0.35, 0.25, 0.15, 0.08)]
    >>> vacancy_survival(ages, np.array([1, 2, 3, 5]), h, 1.0).round(6).tolist()
    [1.0, 0.5, 0.325, 0.24375]
    """
    return still_vacant(0.0, years_vacant, band_ends, hazards, multiplier)


@figure("yr")
def expected_wait(
    years_vacant: Array, band_ends: Array, hazards: Sequence[Array], multiplier: Array
) -> Array:
    """The expected further years until let, the year of letting counted whole.

    expected_wait = Σ over whole years k = 0, 1, … of the chance to be vacant still after k years more

    years_vacant (…) yr; the last hazard above nothing; for the rest see `still_vacant`. Past the end of the last
    band but one the sum is a geometric series.

    >>> float(expected_wait(2.0, np.array([]), [np.float64(0.25)], 1.0))
    4.0
    """
    last = int(np.ceil(np.max(band_ends))) if len(band_ends) else 0
    total = 0.0
    for more in range(last):
        total = total + still_vacant(years_vacant, float(more), band_ends, hazards, multiplier)
    tail = 1.0 - (1.0 - hazards[-1]) ** multiplier
    return total + still_vacant(years_vacant, float(last), band_ends, hazards, multiplier) / tail


BANDS = ("hazard_under_1", "hazard_1_to_2", "hazard_2_to_3", "hazard_3_to_5", "hazard_over_5")
Hazard = Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share/yr"})]


class VacantUnit(Given):
    """A unit that stands empty.

    hazard: a constant yearly chance of letting; it stands above the table and its multipliers. Left out: the
    table by years vacant, times the factors of place and quality (neutral where left out) and of the market year.
    """

    years_vacant: Annotated[Years, Field(ge=0)] = 0.0
    place: str = "mixed"
    quality: str = "ordinary"
    market_factor: Annotated[float, Field(gt=0)] = 1.0
    hazard: Hazard | None = None


class StillVacantGiven(VacantUnit):
    """A unit that stands empty, and some years more."""

    years_more: Annotated[Years, Field(ge=0)] = 0.0


class StillVacantExpect(Expect):
    """The chance to be vacant still."""

    still_vacant: float


def _factor(law: Law, name: str) -> Array:
    """A multiplier of the table; LawError for a place or quality it does not hold."""
    if name not in law.tables.parameters:
        known = ", ".join(n.partition(".")[2] for n in law.tables.names(name.rpartition("_")[0]))
        raise LawError(name, law.in_force, f"geen factor; wel: {known}", f"no factor; known: {known}")
    return law.on(name)


def _odds(given: VacantUnit, law: Law) -> tuple[Array, list[Array], Array]:
    """Band ends, hazards and multiplier for what is given."""
    if given.hazard is not None:
        return np.array([]), [np.float64(given.hazard)], np.float64(1.0)
    factor = _factor(law, f"reletting.place_{given.place}") * _factor(
        law, f"reletting.quality_{given.quality}"
    )
    hazards = [law.on(f"reletting.{band}") for band in BANDS]
    return law.on("reletting.band_ends"), hazards, factor * given.market_factor


@asked(still_vacant)
def _still_vacant(given: StillVacantGiven, law: Law) -> StillVacantExpect:
    share = still_vacant(np.float64(given.years_vacant), np.float64(given.years_more), *_odds(given, law))
    return StillVacantExpect(still_vacant=float(share))


class ExpectedWaitGiven(VacantUnit):
    """A unit that stands empty; a chance of nothing is no wait but for ever."""

    hazard: Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share/yr"})] | None = None


class ExpectedWaitExpect(Expect):
    """Further years until let."""

    expected_wait: float


@asked(expected_wait)
def _expected_wait(given: ExpectedWaitGiven, law: Law) -> ExpectedWaitExpect:
    return ExpectedWaitExpect(
        expected_wait=float(expected_wait(np.float64(given.years_vacant), *_odds(given, law)))
    )
