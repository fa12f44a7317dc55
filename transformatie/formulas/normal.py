"""The standard normal distribution on arrays; SciPy is imported only when a chance is drawn."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array

#: Quantiles nearer to 0 or 1 than this count as this, so that no drawn time is infinite.
TINY = 1e-12


def normal_chance(x: Array) -> Array:
    """The chance that a standard normal number is at most `x`."""
    from scipy.special import ndtr

    return np.asarray(ndtr(x))


def normal_quantile(u: Array) -> Array:
    """The standard normal number at quantile `u` in [0, 1]."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(u, TINY, 1.0 - TINY)))
