"""Internal rates of return: every root there is, on equal steps or on true dates."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure

#: Rates between which roots are sought, and the grid that separates them.
RATE_FROM, RATE_TO, GRID = -0.99, 10.0, 480
#: A present value smaller than this part of the flows counts as nothing: a root that the curve only touches.
TOUCHES = 1e-13
#: Cases whose present values are computed side by side.
AT_ONCE = 64


def sign_changes(flows: Array) -> Array:
    """How often the flows (T, N) change sign, zeros left out, (N,)."""
    signs = np.sign(flows)
    if not len(signs):
        return np.zeros(signs.shape[1:], int)
    since = np.arange(len(signs)).reshape(-1, *[1] * (signs.ndim - 1))
    last = np.maximum.accumulate(np.where(signs == 0, 0, since))
    carried = np.take_along_axis(signs, last, axis=0)
    return np.count_nonzero(carried[1:] * carried[:-1] < 0, axis=0)


def net_present(flows: Array, times: Array, rates: Array) -> Array:
    """Present value of flows (T, N) at times (T,) years for rates (N,) or (R, 1) → (N,) or (R, N)."""
    logs = np.log1p(rates)
    total = np.zeros(np.broadcast_shapes(np.shape(rates), np.shape(flows)[1:]))
    for flow, time in zip(flows, times, strict=True):
        total = total + flow * np.exp(-time * logs)
    return total


@figure("share/yr")
def irr(flows: Array, times: Array) -> list[list[float]]:
    """Every internal rate of return between −99 % and 1,000 % of each case.

    irr = the rates at which Σ flow / (1 + rate) ^ time = 0

    flows (T, N) EUR at times (T,) years. The sign of the present value on a grid of rates brackets the roots it
    separates; where the curve turns back between two points of the grid its turn is sought too, so that two roots close
    together, or one that is only touched, are not missed. A bracket is closed to 1e-12. Returns, for each case, its roots
    in rising order.
    """
    logs = np.linspace(np.log1p(RATE_FROM), np.log1p(RATE_TO), GRID)
    grid = np.expm1(logs)
    flows = np.asarray(flows, float)
    n = np.shape(flows)[1]
    if not flows.size:
        return [[] for _ in range(n)]
    scale = np.max(np.abs(flows), axis=0)
    own = flows / np.where(scale == 0, 1.0, scale)
    values = np.empty((GRID, n))
    for at in range(0, n, AT_ONCE):
        part = slice(at, at + AT_ONCE)
        values[:, part] = net_present(own[:, part], times, grid[:, None])
    roots: list[list[float]] = [[] for _ in range(n)]
    for i, case in zip(*np.nonzero((values == 0.0) & (scale != 0)), strict=True):
        roots[case].append(float(grid[i]))
    i, case = np.nonzero(values[:-1] * values[1:] < 0)
    for c, root in zip(case, _closed(own.T[case], times, grid[i], grid[i + 1], values[i, case]), strict=True):
        roots[c].append(float(root))
    for i, c in zip(*_turns(own, times, values, logs), strict=True):
        roots[c] += _turn(own[:, c], times, grid[i - 1], grid[i + 1], values[i, c])
    return [sorted(found) for found in roots]


def _turns(own: Array, times: Array, values: Array, logs: Array) -> tuple[Array, Array]:
    """Points of the grid around which a curve turns back so near to nothing that it may reach it, and their cases.

    Between two points of the grid a curve lies at most step² / 8 × its greatest bend below the lower of the two, and in
    the logarithm of the factor the bend is at most Σ time² × |flow| × factor.
    """
    size = np.abs(values)
    same = (values[:-2] * values[1:-1] > 0) & (values[1:-1] * values[2:] > 0)
    at, case = np.nonzero(same & (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]))
    flows = np.abs(own.T[case])
    bend = np.sum(times**2 * flows * np.exp(-times * logs[at][:, None]), axis=1)
    lowest = (logs[1] - logs[0]) ** 2 / 4.0 * bend + 2.0 * TOUCHES * np.sum(flows, axis=1)
    near = size[at + 1, case] <= lowest
    return at[near] + 1, case[near]


def _turn(flows: Array, times: Array, low: float, high: float, inside: float) -> list[float]:
    """The roots around the turn of a curve that has one sign at low, inside and high: two, one that is touched, or none."""
    start, end = low, high

    def height(rate: float) -> float:
        return float(np.sum(flows * np.exp(-times * np.log1p(rate)))) * float(np.sign(inside))

    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    for _ in range(100):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if height(left) < height(right) else (left, high)
    turn = 0.5 * (low + high)
    lowest = height(turn)
    if abs(lowest) <= TOUCHES * float(np.sum(np.abs(flows))):
        return [turn]
    if lowest > 0:
        return []
    at = float(inside)
    return [_close(flows, times, start, turn, at), _close(flows, times, turn, end, -at)]


def _closed(flows: Array, times: Array, low: Array, high: Array, at_low: Array) -> Array:
    """Close brackets (K,) of flows (K, T): Newton steps while they stay inside, halving where they do not."""
    rate, left = 0.5 * (low + high), np.arange(len(low))
    out, flows = np.array(rate), np.ascontiguousarray(flows)
    for _ in range(200):
        if not len(left):
            break
        parts = flows * np.exp(-times * np.log1p(rate)[:, None])
        value, slope = np.sum(parts, axis=1), np.sum(-times * parts, axis=1) / (1.0 + rate)
        low, high = np.where(value * at_low > 0, rate, low), np.where(value * at_low > 0, high, rate)
        step = np.where(slope == 0, low, rate - value / np.where(slope == 0, 1.0, slope))
        following = np.where((low < step) & (step < high), step, 0.5 * (low + high))
        out[left] = following
        open_ = np.abs(following - rate) > 1e-13 * (1.0 + np.abs(rate))
        rate, left, flows = following[open_], left[open_], flows[open_]
        low, high, at_low = low[open_], high[open_], at_low[open_]
    return out


def _close(flows: Array, times: Array, low: float, high: float, at_low: float) -> float:
    """The root in one bracket."""
    ends = (np.array([v], float) for v in (low, high, at_low))
    return float(_closed(flows[None, :], times, *ends)[0])


class IrrGiven(Given):
    """Equally spaced flows; the first is now."""

    flows: Annotated[list[EUR], Field(min_length=1)]


class IrrExpect(Expect):
    """The roots in rising order, and how often the flows change sign."""

    roots: list[float]
    sign_changes: int


@asked(irr)
def _irr(given: IrrGiven, law: Law) -> IrrExpect:
    flows = np.array(given.flows, float)[:, None]
    return IrrExpect(
        roots=irr(flows, np.arange(len(flows), dtype=float))[0], sign_changes=int(sign_changes(flows)[0])
    )


@figure("share/yr")
def xirr(flows: Array, times: Array) -> list[list[float]]:
    """Every internal rate of return of flows on dates, 365 days a year.

    xirr = the rates at which Σ flow / (1 + rate) ^ (days / 365) = 0

    flows (T, N) EUR at times (T,) years of 365 days since the first. Returns, for each case, its roots in rising order.
    """
    return irr(flows, times)


class XirrGiven(Given):
    """Flows and the date of each."""

    flows: Annotated[list[EUR], Field(min_length=1)]
    dates: list[Day]

    @model_validator(mode="after")
    def _paired(self) -> XirrGiven:
        if len(self.flows) != len(self.dates):
            raise ValueError("even veel datums als bedragen || as many dates as flows")
        return self


class XirrExpect(Expect):
    """The roots in rising order; `xirr` is the only one, or null where there is none or more than one."""

    xirr: float | None
    roots: list[float]
    sign_changes: int


@asked(xirr)
def _xirr(given: XirrGiven, law: Law) -> XirrExpect:
    order = np.argsort(np.array(given.dates, "datetime64[D]"), kind="stable")
    days = np.array(given.dates, "datetime64[D]")[order]
    flows = np.array(given.flows, float)[order][:, None]
    roots = xirr(flows, (days - days[0]).astype(float) / 365.0)[0]
    return XirrExpect(
        xirr=roots[0] if len(roots) == 1 else None, roots=roots, sign_changes=int(sign_changes(flows)[0])
    )
