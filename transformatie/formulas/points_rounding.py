"""Statutory rounding of the woningwaarderingsstelsel: half up, on quarters and on whole points."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array

#: What float arithmetic may lose on a value that is exactly half-way; far below any step of the law.
_SLACK = 1e-9


def whole(value: Array) -> Array:
    """Half up to whole numbers (Besluit huurprijzen woonruimte, bijlage I, closing note; policy book 2.1.5).

    >>> whole(np.array([2.5, 2.49, 186.5])).tolist()
    [3.0, 2.0, 187.0]
    """
    return np.floor(np.asarray(value, float) + 0.5 + _SLACK)


def quarter(value: Array) -> Array:
    """Half up to quarters (policy book 2.1.4).

    >>> quarter(np.array([28.02, 0.125, 3.4])).tolist()
    [28.0, 0.25, 3.5]
    """
    return whole(np.asarray(value, float) * 4) / 4


def down(value: Array) -> Array:
    """Down to whole numbers, as the WOZ points are where their share is limited (bijlage I A, rubriek 11.3)."""
    return np.floor(np.asarray(value, float) + _SLACK)


def cents(amount: Array) -> Array:
    """Half up to whole cents.

    >>> float(cents(np.float64(939.73 * 0.1)))
    93.97
    """
    return whole(np.asarray(amount, float) * 100) / 100
