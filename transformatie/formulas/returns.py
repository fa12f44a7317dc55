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


def sign_changes(flows: Array) -> Array:
    """How often the flows (T, N) change sign, zeros left out, (N,)."""
    count = np.zeros(np.shape(flows)[1:], int)
    last = np.zeros(np.shape(flows)[1:])
    for flow in flows:
        sign = np.sign(flow)
        count += (sign * last) < 0
        last = np.where(sign == 0, last, sign)
    return count


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
    grid = np.expm1(np.linspace(np.log1p(RATE_FROM), np.log1p(RATE_TO), GRID))
    roots: list[list[float]] = []
    flows = np.asarray(flows, float)
    scale = np.max(np.abs(flows), axis=0) if flows.size else np.zeros(np.shape(flows)[1:])
    for n in range(np.shape(flows)[1]):
        own = flows[:, n] / (scale[n] or 1.0)
        values = net_present(own[:, None], times, grid[:, None])[:, 0]
        found = [float(r) for r, v in zip(grid, values, strict=True) if v == 0.0] if scale[n] else []
        for i in np.flatnonzero(values[:-1] * values[1:] < 0):
            found.append(_close(own, times, grid[i], grid[i + 1], values[i]))
        size = np.abs(values)
        same = (values[:-2] * values[1:-1] > 0) & (values[1:-1] * values[2:] > 0)
        for i in 1 + np.flatnonzero(same & (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])):
            found += _turn(own, times, grid[i - 1], grid[i + 1], values[i])
        roots.append(sorted(found))
    return roots


def _turn(flows: Array, times: Array, low: float, high: float, inside: float) -> list[float]:
    """The roots around the turn of a curve that has one sign at low, inside and high: two, one that is touched, or none."""
    start, end = low, high

    def height(rate: float) -> float:
        return float(net_present(flows[:, None], times, np.array([rate]))[0]) * np.sign(inside)

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


def _close(flows: Array, times: Array, low: float, high: float, at_low: float) -> float:
    """Close a bracket: Newton steps while they stay inside, halving where they do not."""
    rate = 0.5 * (low + high)
    for _ in range(200):
        factors = np.exp(-times * np.log1p(rate))
        value, slope = float(np.sum(flows * factors)), float(np.sum(-times * flows * factors) / (1.0 + rate))
        low, high = (rate, high) if value * at_low > 0 else (low, rate)
        step = rate - value / slope if slope else low
        following = step if low < step < high else 0.5 * (low + high)
        if abs(following - rate) <= 1e-13 * (1.0 + abs(rate)):
            return following
        rate = following
    return rate


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
