"""Fit of building and place for an option: vetoes, weighted criteria, their score and class, and what is not known.

Of Geraedts and Van der Voordt's steps this is the first half: veto, graded criteria, score. Money and risk come
after, and are never mixed into the score.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from pydantic import BeforeValidator, Field

from transformatie.asked import Count, Expect, Given, Number, asked
from transformatie.dated import Array, Law
from transformatie.errors import InputError, Problem
from transformatie.trail import figure

#: Classes from good to bad; the editions number them in opposite ways, so only the label is shown.
CLASSES = ("excellent", "transformable", "limited", "hardly", "not_transformable")
BROKEN, UNKNOWN, MET = range(3)
RED, AMBER, GREEN = range(3)
NONE = -1

ClassName = Literal["excellent", "transformable", "limited", "hardly", "not_transformable"]


@figure("points")
def conversion_score(
    location_favourable: Array,
    location_total: Array,
    building_favourable: Array,
    building_total: Array,
    location_weight: Array,
    building_weight: Array,
    counts_favourable: Array,
) -> Array:
    """Score of the conversion meter on the scale of its edition.

    conversion_score = location_weight × counted location criteria + building_weight × counted building criteria,
        counting what is favourable (2018: high is good) or total − favourable (2007: low is good)

    All (N,) numbers; counts_favourable (N,) flag, of the edition. Source: Geraedts and Van der Voordt; the weights
    5 and 3 are their default.

    >>> n = np.float64
    >>> float(conversion_score(n(7), n(23), n(27), n(28), n(5), n(3), np.False_))
    83.0
    """
    location = np.where(counts_favourable, location_favourable, location_total - location_favourable)
    building = np.where(counts_favourable, building_favourable, building_total - building_favourable)
    return location_weight * location + building_weight * building


@figure("points")
def highest_score(
    location_total: Array, building_total: Array, location_weight: Array, building_weight: Array
) -> Array:
    """The most the score can be.

    highest_score = location_weight × location_total + building_weight × building_total

    All (N,) numbers.
    """
    return location_weight * location_total + building_weight * building_total


@figure("form")
def score_class(unfavourable: Array, highest: Array, limits: Array, limits_of: Array) -> Array:
    """Class of a score, 0 excellent to 4 not transformable.

    score_class = number of limits that unfavourable × limits_of / highest lies above; a limit belongs to the better class

    unfavourable, highest (N,) points: the score of 2007, or highest − score of 2018; limits (4,) and limits_of ()
    points. Scaling to another highest score is ours, no rule for it was published.

    >>> score_class(np.array([0, 40, 43, 80, 83, 199]), np.float64(199), np.array([40, 80, 120, 160]), np.float64(199)).tolist()
    [0, 0, 1, 1, 2, 4]
    """
    above = np.asarray(unfavourable * limits_of)[..., None] > np.asarray(
        limits * np.asarray(highest)[..., None]
    )
    return above.sum(axis=-1)


class FitScore(NamedTuple):
    """Weighted favourable points (N,): if all that is unknown were bad, if it were good, and at most."""

    low: Array
    high: Array
    highest: Array


@figure("points")
def fit_score(favourable: Array, weights: Array) -> FitScore:
    """Interval of the weighted score: what is unknown may turn out either way.

    fit_score = low: Σ weights of what is favourable; high: the same and what is unknown; highest: Σ weights

    favourable (C, N): 1, 0, or nan where unknown; weights (C,), zero for vetoes. With all answers low = high.

    >>> fit_score(np.array([[1.0], [np.nan], [0.0]]), np.array([5.0, 5.0, 3.0]))[:2]
    (array([5.]), array([10.]))
    """
    low, high, highest = (np.zeros(np.shape(favourable)[1:]) for _ in range(3))
    for row, weight in zip(favourable, weights, strict=True):
        low = low + weight * (row == 1)
        high = high + weight * (row != 0)
        highest = highest + weight
    return FitScore(low, high, highest)


@figure("form")
def veto_state(favourable: Array, veto: Array) -> Array:
    """State of the vetoes together: 0 one is broken, 1 none broken but one unknown, 2 all met.

    veto_state = broken if any veto is unfavourable, else unknown if any is unknown, else met

    favourable (C, N); veto (C,) flag.
    """
    broken, unknown = (np.zeros(np.shape(favourable)[1:], bool) for _ in range(2))
    for row, is_veto in zip(favourable, veto, strict=True):
        broken = broken | (is_veto & (row == 0))
        unknown = unknown | (is_veto & np.isnan(row))
    return np.where(broken, BROKEN, np.where(unknown, UNKNOWN, MET))


@figure("form")
def fit_band(veto_state: Array, low: Array, highest: Array, amber_below: Array) -> Array:
    """Kan het, as a gate: 0 red, 1 amber, 2 green.

    fit_band = red where a veto is broken; amber where one is unknown or low < amber_below × highest; else green

    veto_state (N,) code; low, highest (N,) points; amber_below () share.
    """
    doubtful = (veto_state == UNKNOWN) | (low < amber_below * highest)
    return np.where(veto_state == BROKEN, RED, np.where(doubtful, AMBER, GREEN))


@figure("form")
def next_question(favourable: Array, weights: Array, veto: Array) -> Array:
    """The unanswered question that matters most: a veto first, then the heaviest criterion; of equals the first.

    next_question = place of the unknown criterion with the greatest weight, vetoes before all; −1 where none is unknown

    favourable (C, N); weights (C,); veto (C,) flag.
    """
    weight = np.where(veto, np.inf, weights)[:, None]
    importance = np.where(np.isnan(favourable), weight, -1.0)
    return np.where(np.isnan(favourable).any(axis=0), importance.argmax(axis=0), NONE)


@figure("share")
def lift(favourable: Array, weights: Array, highest: Array) -> Array:
    """By how much of the highest score each criterion would lift it, if what is unfavourable were mended.

    lift = weights / highest where a criterion is unfavourable, else 0

    favourable (C, N); weights (C,); highest (N,) points. Result (C, N).
    """
    return np.where(favourable == 0, weights[:, None] / highest, 0.0)


def _edition(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


class ConversionScoreGiven(Given):
    """How many criteria are favourable. Totals and weights left out are those of the meter: 23, 28, 5 and 3."""

    edition: Annotated[Literal[2007, 2018], BeforeValidator(_edition)]
    location_favourable: Annotated[Count, Field(ge=0)]
    building_favourable: Annotated[Count, Field(ge=0)]
    location_total: Annotated[Count, Field(ge=0)] | None = None
    building_total: Annotated[Count, Field(ge=0)] | None = None
    location_weight: Annotated[Number, Field(ge=0)] | None = None
    building_weight: Annotated[Number, Field(ge=0)] | None = None

    def scale(self, law: Law) -> list[Array]:
        """Totals and weights: (location_total, building_total, location_weight, building_weight)."""
        names = {
            "location_total": "fit.location_criteria",
            "building_total": "fit.building_criteria",
            "location_weight": "fit.weight_location",
            "building_weight": "fit.weight_building",
        }
        given = {key: getattr(self, key) for key in names}
        return [law.on(names[key]) if value is None else np.float64(value) for key, value in given.items()]


class ConversionScoreExpect(Expect):
    """Score and highest score on the edition's own scale, and the class by name."""

    score: float
    maximum: float
    label: ClassName


@asked(conversion_score)
def _conversion_score(given: ConversionScoreGiven, law: Law) -> ConversionScoreExpect:
    score, highest, label = _scored(given, law, given.location_favourable, given.building_favourable)
    return ConversionScoreExpect(score=score, maximum=highest, label=label)


def _scored(
    given: ConversionScoreGiven, law: Law, location: int, building: int
) -> tuple[float, float, ClassName]:
    locations, buildings, location_weight, building_weight = given.scale(law)
    newer = np.bool_(given.edition == 2018)
    counts = (
        np.float64(location),
        locations,
        np.float64(building),
        buildings,
        location_weight,
        building_weight,
    )
    score = conversion_score(*counts, newer)
    highest = highest_score(locations, buildings, location_weight, building_weight)
    if location > locations or building > buildings or highest == 0:
        raise InputError([Problem("conversion_score", 1, "given", f"{location} of {locations:g}, {building} of {buildings:g}",
                                  "niet meer dan er zijn, en een hoogste score boven nul",
                                  "no more than there are, and a highest score above zero")])  # fmt: skip
    unfavourable = conversion_score(*counts, np.False_)
    place = score_class(unfavourable, highest, law.on("fit.class_limits"), law.on("fit.class_limits_of"))
    return float(score), float(highest), CLASSES[int(place)]  # type: ignore[return-value]


class ConversionIntervalGiven(ConversionScoreGiven):
    """The same, with criteria that nobody has answered yet."""

    location_unknown: Annotated[Count, Field(ge=0)] = 0
    building_unknown: Annotated[Count, Field(ge=0)] = 0


class ConversionIntervalExpect(Expect):
    """Score if all that is unknown is unfavourable, and if it is favourable, with both classes."""

    score_if_unfavourable: float
    score_if_favourable: float
    maximum: float
    label_if_unfavourable: ClassName
    label_if_favourable: ClassName


@asked(fit_score, "conversion_interval")
def _conversion_interval(given: ConversionIntervalGiven, law: Law) -> ConversionIntervalExpect:
    bad, highest, worst = _scored(given, law, given.location_favourable, given.building_favourable)
    good, _, best = _scored(
        given,
        law,
        given.location_favourable + given.location_unknown,
        given.building_favourable + given.building_unknown,
    )
    return ConversionIntervalExpect(
        score_if_unfavourable=bad,
        score_if_favourable=good,
        maximum=highest,
        label_if_unfavourable=worst,
        label_if_favourable=best,
    )
