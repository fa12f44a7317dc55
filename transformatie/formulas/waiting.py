"""Waiting: when to act on what is known at each date, learned on some draws and used on others.

Least squares on a few powers of the state: a date's choice compares what each act is expected to bring with what going
on is expected to bring, given the state. No draw sees its own future, and none is used that the rule was learned on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.dated import Array
from transformatie.trail import figure

#: Draws for each column of the second degree; with fewer, what squares and products seem to say is chance, and costs more than
#: it brings. Measured on the examples: the first degree brings more up to some 2,000 draws for 28 columns, the second from 4,000.
ENOUGH = 100
#: A column that adds less than this part of its own length to those before it is left out.
NOTHING_NEW = 1e-6


@dataclass(frozen=True)
class Regression:
    """Least squares on an orthogonal basis: how the basis is made of the columns, and the weights for each target.

    degree of the powers: one or two; mean, spread (S,) of the state; mix (B, B), length (B,) of the basis, nought for a column left out; weights (B, A).
    """

    degree: int
    mean: Array
    spread: Array
    mix: Array
    length: Array
    weights: Array


@dataclass(frozen=True)
class Rule:
    """What to do at each date: what acts and going on are expected to bring; the last column is going on."""

    dates: tuple[Regression, ...]


@dataclass(frozen=True)
class Followed:
    """A rule used on draws, (N,): what it brings, at which date it acts (the number of dates: never), and with which act."""

    value: Array
    date: Array
    act: Array


def columns_of(state: Array, mean: Array, spread: Array, degree: int) -> list[Array]:
    """One, the state, and for degree two its squares and products, on the scale of the draws it was learned on; state (N, S)."""
    scaled = (state - mean) / np.where(spread > 0, spread, 1.0)
    size = scaled.shape[1]
    out = [np.ones(len(state)), *(scaled[:, i] for i in range(size))]
    if degree == 1:
        return out
    return [*out, *(scaled[:, i] * scaled[:, j] for i in range(size) for j in range(i, size))]


def degree_for(draws: int, size: int) -> int:
    """The degree that so many draws bear, for a state of some variables.

    >>> degree_for(1000, 6), degree_for(2800, 6)
    (1, 2)
    """
    return 2 if draws >= ENOUGH * (size + 1) * (size + 2) // 2 else 1


def learned(state: Array, targets: Array, degree: int = 2) -> Regression:
    """Least squares of targets (N, A) on the columns of a state (N, S), by Gram and Schmidt, row by row."""
    mean, spread = np.mean(state, axis=0), np.std(state, axis=0)
    columns = columns_of(state, mean, spread, degree)
    size = len(columns)
    mix, length, weights = np.zeros((size, size)), np.zeros(size), np.zeros((size, targets.shape[1]))
    basis: list[Array] = []
    for j, column in enumerate(columns):
        rest = column
        for i, other in enumerate(basis):
            mix[i, j] = np.sum(other * rest)
            rest = rest - mix[i, j] * other
        own, before = np.sqrt(np.sum(rest * rest)), np.sqrt(np.sum(column * column))
        length[j] = own if own > NOTHING_NEW * max(before, 1.0) else 0.0
        basis.append(rest / length[j] if length[j] else np.zeros_like(rest))
        for a in range(targets.shape[1]):
            weights[j, a] = np.sum(basis[j] * targets[:, a])
    return Regression(degree, mean, spread, mix, length, weights)


def expected_of(r: Regression, state: Array) -> Array:
    """What each target is expected to be, given a state (N, S); returns (N, A)."""
    out = np.zeros((len(state), r.weights.shape[1]))
    basis: list[Array] = []
    for j, column in enumerate(columns_of(state, r.mean, r.spread, r.degree)):
        rest = column
        for i, other in enumerate(basis):
            rest = rest - r.mix[i, j] * other
        basis.append(rest / r.length[j] if r.length[j] else np.zeros_like(rest))
        for a in range(out.shape[1]):
            out[:, a] += r.weights[j, a] * basis[j]
    return out


def rule_of(acts: Sequence[Array], never: Array, states: Sequence[Array]) -> Rule:
    """Learn a rule, from the last date back.

    acts: for each date (N, A) EUR of acting then; never (N,) EUR of never acting; states: for each date (N, S).
    """
    onward, dates = never, list[Regression]()
    for own, state in zip(reversed(acts), reversed(states), strict=True):
        degree = degree_for(*state.shape)
        found = learned(state, np.concatenate([own, onward[:, None]], axis=1), degree)
        dates.append(found)
        chosen = _choice(expected_of(found, state))
        onward = np.where(chosen < own.shape[1], _pick(own, chosen), onward)
    return Rule(tuple(reversed(dates)))


@figure("EUR")
def flexible_value(rule: Rule, acts: Sequence[Array], never: Array, states: Sequence[Array]) -> Followed:
    """What a rule brings on draws it was not learned on: it acts on the first date on which an act is expected to bring most.

    flexible_value = value of the first act expected to beat going on, else of never acting

    acts: for each date (N, A) EUR; never (N,) EUR; states: for each date (N, S).
    """
    value, n = never + 0.0, len(never)
    date, act = np.full(n, len(acts)), np.full(n, -1)
    waiting = np.ones(n, bool)
    for k, (own, state) in enumerate(zip(acts, states, strict=True)):
        chosen = _choice(expected_of(rule.dates[k], state))
        now = waiting & (chosen < own.shape[1])
        value = np.where(now, _pick(own, chosen), value)
        date, act = np.where(now, k, date), np.where(now, chosen, act)
        waiting = waiting & ~now
    return Followed(value, date, act)


@figure("EUR")
def fixed_value(acts: Sequence[Array], never: Array) -> Array:
    """Expected value of each plan that is fixed beforehand: an act on a date, or never.

    fixed_value = mean of each act on each date, and of never, over the draws

    acts: for each date (N, A) EUR; never (N,). Returns (K A + 1,), date by date, never last.
    """
    return np.array(
        [*(float(np.mean(own[:, a])) for own in acts for a in range(own.shape[1])), float(np.mean(never))]
    )


@figure("EUR")
def flexibility(flexible: Array, fixed: Array) -> Array:
    """What it is worth to decide later on what is then known; an owner may always keep to the best fixed plan.

    flexibility = max(flexible − max(fixed), 0)

    flexible () expected value under the rule; fixed (P,) of the fixed plans. Returns ().
    """
    return np.maximum(flexible - np.max(fixed), 0.0)


def turning(rule: Rule, date: int, variable: int, reach: float = 3.0) -> float | None:
    """The value of one state variable, the others at their mean, at which a date's choice turns; None where it never does."""
    r = rule.dates[date]
    if r.spread[variable] <= 0:
        return None
    grid = np.linspace(-reach, reach, 601)
    state = np.tile(r.mean, (len(grid), 1))
    state[:, variable] += grid * r.spread[variable]
    expected = expected_of(r, state)
    ahead = np.max(expected[:, :-1], axis=1) - expected[:, -1]
    turns = np.flatnonzero((ahead[:-1] > 0) != (ahead[1:] > 0))
    if not len(turns):
        return None
    i = int(turns[np.argmin(np.abs(grid[turns]))])
    part = ahead[i] / (ahead[i] - ahead[i + 1])
    return float(state[i, variable] + part * (state[i + 1, variable] - state[i, variable]))


def pull(rule: Rule, date: int, variable: int) -> float:
    """By how much one state variable, from a spread below its mean to one above, moves acting against going on."""
    r = rule.dates[date]
    state = np.tile(r.mean, (2, 1))
    state[:, variable] += np.array([-1.0, 1.0]) * r.spread[variable]
    expected = expected_of(r, state)
    ahead = np.max(expected[:, :-1], axis=1) - expected[:, -1]
    return float(ahead[1] - ahead[0])


def _choice(expected: Array) -> Array:
    """The column expected to bring most; of equals an act before going on, and the first before the second."""
    return np.argmax(expected, axis=1)


def _pick(values: Array, chosen: Array) -> Array:
    """Of each row the chosen column; any where going on was chosen."""
    return values[np.arange(len(values)), np.minimum(chosen, values.shape[1] - 1)]
