"""Objection, appeal and higher appeal under one latent factor of opposition (a Gaussian copula).

Each step happens where √r × opposition + √(1 - r) × (its own standard normal number) exceeds a threshold. An appeal
is only possible after an objection, and the odds in the tables are given what went before; so the thresholds are set
such that those conditional odds come out exactly. A plan that meets opposition once then meets it again: in the next
step, in the options and permits beside it, and in a second application.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.normal import normal_chance

#: Points of the quadrature over the latent factor, and halvings of the search: past the precision of the odds.
_POINTS, _HALVINGS, _FARTHEST = 64, 60, 12.0


@dataclass(frozen=True)
class Thresholds:
    """What opposition must exceed for each step to be taken; each (G,) standard normal units."""

    objection: Array
    appeal: Array
    higher_appeal: Array


@lru_cache(maxsize=256)
def thresholds(
    objection: tuple[float, ...], appeal: tuple[float, ...], higher: tuple[float, ...], correlation: float
) -> Thresholds:
    """The thresholds at which the conditional odds hold, for each of G sets of odds.

    objection: chance; appeal: chance given an objection; higher: chance given an appeal; correlation in [0, 1).
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    weights = weights / np.sum(weights)
    own = np.sqrt(1.0 - correlation)
    taken = np.ones((len(objection), _POINTS))
    found = []
    for chances in (objection, appeal, higher):
        threshold = _threshold(taken * weights, np.array(chances), np.sqrt(correlation) * nodes, own)
        found.append(threshold)
        taken = taken * _exceeds(threshold, np.sqrt(correlation) * nodes, own)
    return Thresholds(*found)


def _threshold(before: Array, chances: Array, common: Array, own: float) -> Array:
    """The thresholds (G,) at which a step follows with `chances`, given what went `before` (G, points), by halving."""
    low, high = np.full(len(chances), -_FARTHEST), np.full(len(chances), _FARTHEST)
    wanted = chances * np.sum(before, axis=1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = np.sum(before * _exceeds(middle, common, own), axis=1) > wanted
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    threshold = np.where(chances <= 0.0, np.inf, (low + high) / 2)
    return np.where(chances >= 1.0, -np.inf, threshold)


def _exceeds(threshold: Array, common: Array, own: float) -> Array:
    """The chance that a step's number exceeds its threshold, given the common part (G, points)."""
    return normal_chance((common - threshold[:, None]) / own)
