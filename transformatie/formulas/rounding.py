"""Amounts to the cent: half-up per amount, and parts that add up to the whole.

Amounts of one building or one statement are exact (`Fraction` of the decimal digits as written); amounts over
many cases are floats with a tolerance that is stated. A split never loses or makes a cent.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure

#: In cents. An exact tie may lie this far below the half in binary; a product of a rate of up to six decimals
#: and whole euros that is no tie lies at least 1e-4 away from it, one of eight decimals 1e-6.
TIE = 1e-7
#: Four units in the last place of one.
LAST_PLACES = 4 * float(np.finfo(float).eps)

K = TypeVar("K", bound=Hashable)


def exact(value: float) -> Fraction:
    """The number as its shortest decimal digits say it, without the accident of binary.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return Fraction(repr(float(value)))


def cents(amount: Fraction | float) -> int:
    """Whole cents of an amount in euros, half-up, the same on both sides of zero.

    >>> cents(exact(0.000774) * 124000), cents(1.005), cents(-1.005)
    (9598, 101, -101)
    """
    value = amount if isinstance(amount, Fraction) else exact(amount)
    size = int((abs(value) * 100 + Fraction(1, 2)) // 1)
    return size if value >= 0 else -size


def half_up(amount: Array) -> Array:
    """Amounts in euros rounded half-up to cents, the same on both sides of zero; any shape.

    Exact ties are recognised within `TIE` and four units in the last place: true for amounts under ten million
    euros that are a rate of up to eight decimals times whole euros.

    >>> half_up(np.array([0.000774 * 124000, 1.005, -1.005])).tolist()
    [95.98, 1.01, -1.01]
    """
    size = np.abs(amount) * 100.0
    return np.sign(amount) * np.floor(size + 0.5 + TIE + LAST_PLACES * size) / 100.0


def split_cents(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Divide whole cents by largest remainder; ties go to the part that stands first.

    The absolute value is split and the sign restored. Errors: ValueError for cents to divide by weights that
    sum to nothing.

    >>> split_cents(10000, [Fraction(1)] * 3), split_cents(-10000, [Fraction(1)] * 3)
    ([3334, 3333, 3333], [-3334, -3333, -3333])
    """
    if total == 0:
        return [0] * len(weights)
    whole = sum(weights, Fraction(0))
    if whole == 0:
        raise ValueError("sleutelsom nul bij een bedrag || a key sum of zero with an amount")
    quotas = [abs(total) * w / whole for w in weights]
    parts = [int(q // 1) for q in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], i))
    for i in by_remainder[: abs(total) - sum(parts)]:
        parts[i] += 1
    return parts if total > 0 else [-p for p in parts]


def split_by_id(total: int, weights: Mapping[K, Fraction]) -> dict[K, int]:
    """Divide whole cents by largest remainder over parts with ids, in their order; ties go to the lowest id."""
    ids = sorted(weights, key=str)
    parts = dict(zip(ids, split_cents(total, [weights[i] for i in ids]), strict=True))
    return {i: parts[i] for i in weights}


@figure("EUR")
def largest_remainder(amount: float, weights: Sequence[float]) -> Array:
    """Parts of an amount in proportion to weights, in whole cents that add up to it.

    largest_remainder = floor(amount × weight / sum of weights) in cents, and one cent more for the largest remainders

    amount: EUR, rounded half-up to cents first; weights (P,), not negative; result (P,) EUR.
    Ties by position. Errors: ValueError for an amount over weights that sum to nothing.

    >>> largest_remainder(100.0, [1, 1, 1]).tolist()
    [33.34, 33.33, 33.33]
    """
    return np.array(split_cents(cents(amount), [exact(w) for w in weights]), dtype=float) / 100.0


class LargestRemainderGiven(Given):
    """An amount and the weights of its parts: a list, or a record by id (then ties go to the lowest id)."""

    amount: EUR
    weights: list[float] | dict[str, float] = Field(json_schema_extra={"unit": "number"})

    @model_validator(mode="after")
    def _divisible(self) -> LargestRemainderGiven:
        weights = list(self.weights.values()) if isinstance(self.weights, dict) else self.weights
        if any(w < 0 for w in weights):
            raise ValueError("gewichten die niet negatief zijn || weights that are not negative")
        if self.amount != 0 and sum(weights) == 0:
            raise ValueError(
                "gewichten met een som boven nul bij een bedrag || weights that sum to more than nothing where there is an amount"
            )
        return self


class LargestRemainderExpect(Expect):
    """The parts, a list for a list and a record for a record, under the figure's own name and as `parts`."""

    largest_remainder: list[float] | dict[str, float]
    parts: list[float] | dict[str, float]


@asked(largest_remainder)
def _largest_remainder(given: LargestRemainderGiven, law: Law) -> LargestRemainderExpect:
    parts: list[float] | dict[str, float]
    if isinstance(given.weights, dict):
        ids = sorted(given.weights)
        split = largest_remainder(given.amount, [given.weights[i] for i in ids]).tolist()
        by_id = dict(zip(ids, split, strict=True))
        parts = {i: by_id[i] for i in given.weights}
    else:
        parts = largest_remainder(given.amount, given.weights).tolist()
    return LargestRemainderExpect(largest_remainder=parts, parts=parts)
