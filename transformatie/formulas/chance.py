"""What draws say: which row ranks first how often, how often an option succeeds, and how far the mean may lie off."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("share")
def chance_first(values: Array) -> Array:
    """The share of draws in which each row is worth most; rows that tie share the draw.

    chance_first = Σ over draws (1 / rows tied for the highest, for those rows) / draws

    values (R, N) EUR, one row an option, one column a draw. Returns (R,), which sum to one.

    >>> chance_first(np.array([[1.0, 5.0], [1.0, 2.0]])).tolist()
    [0.75, 0.25]
    """
    best = values == np.max(values, axis=0)
    return np.mean(best / np.sum(best, axis=0), axis=1)


@figure("share")
def chance_of_success(permit_in_time: Array, value: Array, benchmark: Array, veto: Array) -> Array:
    """The share of draws in which the permit is there in time and the option beats what needs no act; nothing under a veto.

    chance_of_success = share of draws with permit_in_time and value > benchmark; 0 where veto

    permit_in_time (N,) flag; value, benchmark (N,) EUR of the same draws; veto () flag. Returns ().
    """
    return np.where(veto, 0.0, np.mean(np.asarray(permit_in_time, bool) & (value > benchmark)))


@figure("EUR")
def standard_error(values: Array, parts: int) -> Array:
    """How far the mean of the draws may lie from the expected value, one standard deviation.

    standard_error = standard deviation of the means of the parts / √parts

    values (N,) EUR; parts: how many independent parts of equal length the draws are made of: each draw on its own, pairs
    of mirrored draws, or sets of points scrambled apart. Returns (); nothing for one part.

    >>> float(standard_error(np.array([1.0, 3.0, 2.0, 2.0]), 2))
    0.0
    """
    means = np.mean(np.reshape(values[: len(values) // parts * parts], (parts, -1)), axis=1)
    return np.std(means, ddof=1) / np.sqrt(parts) if parts > 1 else np.float64(0.0)


@figure("share")
def variance_share(uniform: Array, values: Array, bins: int) -> Array:
    """The share of the variance of a value that one drawn variable explains on its own, cleared of chance.

    variance_share = 1 − (variance within classes of the variable, N − bins degrees) / (variance, N − 1 degrees), at least 0

    uniform (N,) the variable's own numbers; values (N,) EUR of the same draws; bins: classes of equal size. Returns ().

    >>> u = (np.arange(1000.0) + 0.5) / 1000
    >>> round(float(variance_share(u, 3 * u, 20)), 2), float(variance_share(u, np.ones(1000), 20))
    (1.0, 0.0)
    """
    n = len(values) // bins * bins
    whole = float(np.var(values, ddof=1))
    if n <= bins or whole <= 0.0:
        return np.float64(0.0)
    classes = np.reshape(values[np.argsort(uniform, kind="stable")][:n], (bins, -1))
    within = np.sum((classes - np.mean(classes, axis=1, keepdims=True)) ** 2) / (n - bins)
    return np.maximum(1.0 - within / whole, 0.0)


class ChanceFirstGiven(Given):
    """Values by row and draw: `[row][draw]`."""

    values: Annotated[list[Annotated[list[EUR], Field(min_length=1)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _even(self) -> ChanceFirstGiven:
        if len({len(row) for row in self.values}) > 1:
            raise ValueError("rijen van gelijke lengte || rows of equal length")
        return self


class ChanceFirstExpect(Expect):
    """The share of each row, in the order given."""

    chance_first: list[float]


@asked(chance_first)
def _chance_first(given: ChanceFirstGiven, law: Law) -> ChanceFirstExpect:
    return ChanceFirstExpect(chance_first=[float(v) for v in chance_first(np.array(given.values, float))])


class ChanceOfSuccessGiven(Given):
    """Paired draws of one option and its benchmark."""

    permit_in_time: Annotated[list[bool], Field(min_length=1)]
    value: list[EUR]
    benchmark: list[EUR]
    veto: bool = False

    @model_validator(mode="after")
    def _paired(self) -> ChanceOfSuccessGiven:
        if not len(self.permit_in_time) == len(self.value) == len(self.benchmark):
            raise ValueError("even veel trekkingen in elke lijst || as many draws in each list")
        return self


class ChanceOfSuccessExpect(Expect):
    """The chance."""

    chance_of_success: float


@asked(chance_of_success)
def _chance_of_success(given: ChanceOfSuccessGiven, law: Law) -> ChanceOfSuccessExpect:
    permit, value, benchmark = (
        np.array(given.permit_in_time),
        np.array(given.value, float),
        np.array(given.benchmark, float),
    )
    return ChanceOfSuccessExpect(
        chance_of_success=float(chance_of_success(permit, value, benchmark, np.bool_(given.veto)))
    )
