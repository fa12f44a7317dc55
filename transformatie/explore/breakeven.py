"""What would have to change: for each lever, the value at which an option equals selling or holding, and at which it is first.

Every value tried is a case of the engine: first a grid over the reach of each lever, then all brackets closed together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.advice import FALLBACKS
from transformatie.cases import stacked
from transformatie.dated import Array, Law
from transformatie.evaluate import Appraised
from transformatie.explore.levers import Lever, Side, changed, levers_of
from transformatie.explore.result import Breakeven, LeverFound, Threshold
from transformatie.explore.standing import labels
from transformatie.input.settle import Resolved
from transformatie.memory import keep_freed_memory
from transformatie.parts import Words
from transformatie.run import setting_of, values

#: Points of the first grid; values tried in a round of closing in, over all open brackets; the most rounds; and when a
#: bracket is closed: euros, and share of the reach.
POINTS, TRIED, ROUNDS, EUROS, NARROW = 16, 16, 30, 0.005, 1e-10
#: Where a round tries first: this far from the chord, as shares of the bracket; then spread evenly over what is left.
NEAR = (0.0, -1e-4, 1e-4, -0.01, 0.01)
SIDES: tuple[Side, ...] = ("equal", "first")


@dataclass
class Bracket:
    """Two values of a lever between which the gap changes sign."""

    lever: Lever
    side: Side
    low: float
    high: float
    gap_low: float
    gap_high: float
    others: int

    @property
    def closed(self) -> bool:
        """Whether one end is on the mark, or both lie next to each other."""
        near = min(abs(self.gap_low), abs(self.gap_high)) < EUROS
        return near or self.high - self.low <= NARROW * (self.lever.high - self.lever.low)

    def inside(self, most: int) -> list[float]:
        """Values to try: on the chord and next to it, which closes a smooth bracket, and evenly spread, which closes a cliff."""
        width = self.high - self.low
        chord = self.low - self.gap_low * width / (self.gap_high - self.gap_low)
        even = np.linspace(self.low, self.high, max(most - len(NEAR), 1) + 2)
        tried = (*(chord + part * width for part in NEAR), *even.tolist())
        return sorted({x for x in tried if self.low < x < self.high})

    def narrowed(self, values: Sequence[float], gaps: Sequence[float]) -> None:
        """Keep the two values next to each other between which the sign changes, the change nearest to today's value."""
        points = np.array([self.low, *values, self.high])
        found = nearest(self.lever, self.side, points, np.array([self.gap_low, *gaps, self.gap_high]))
        assert found is not None
        self.low, self.high = found.low, found.high
        self.gap_low, self.gap_high = found.gap_low, found.gap_high


def breakeven(a: Appraised, names: Sequence[str]) -> tuple[Breakeven, ...]:
    """The table of each named option."""
    keep_freed_memory()
    return tuple(_breakeven(name, a) for name in names)


def _breakeven(name: str, a: Appraised) -> Breakeven:
    levers = levers_of(a.run.outcomes[name].plan, a.resolved, a.law)
    now = {n: float(o.value_after_tax[0]) for n, o in a.run.outcomes.items()}
    grids = [grid(lever) for lever in levers]
    turned = [(lever, float(x)) for lever, points in zip(levers, grids, strict=True) for x in points]
    gaps = gaps_of(turned, name, a)
    brackets: list[Bracket] = []
    moved: dict[tuple[str, Side], bool] = {}
    at = 0
    for lever, points in zip(levers, grids, strict=True):
        for side in SIDES:
            own = gaps[side][at : at + len(points)]
            moved[lever.name, side] = bool(np.ptp(own) > EUROS)
            found = nearest(lever, side, points, own)
            brackets += [found] if found else []
        at += len(points)
    close(brackets, name, a)
    passive = max(FALLBACKS, key=lambda n: now[n])
    rival = max((n for n in now if n != name), key=lambda n: now[n])
    table = tuple(_found(lever, brackets, moved, now, name, passive, rival) for lever in levers)
    return Breakeven(
        option=name, label=labels(a.run)[name], value=now[name], passive=passive, passive_value=now[passive], rival=rival, rival_value=now[rival],
        levers=table, labels=labels(a.run), note=NOTE,
    )  # fmt: skip


NOTE = Words(
    nl="Op de centrale waarden, gegeven de vergunning; alle overige invoer blijft gelijk. De maatstaf beweegt mee waar de hefboom ook die raakt.",
    en="On central values, given the permit; all other input stays. The yardstick moves along where the lever touches it too.",
)


def grid(lever: Lever) -> Array:
    """Values over the reach of a lever, today's among them."""
    return np.unique(np.append(np.linspace(lever.low, lever.high, POINTS), lever.now))


def gaps_of(turned: Sequence[tuple[Lever, float]], name: str, a: Appraised) -> dict[Side, Array]:
    """By how much the option lies above the better of selling and holding, and above all others, (N,) EUR each."""
    many, law = changed(turned, a.resolved, a.law, a.run.options)
    found = _values(many, law, a)
    own = found[name]
    passive = np.maximum(*(found[n] for n in FALLBACKS))
    others = np.max([v for n, v in found.items() if n != name], axis=0)
    return {"equal": own - passive, "first": own - others}


def _values(many: Sequence[Resolved], law: Law, a: Appraised) -> dict[str, Array]:
    axis = a.run.setting.periods
    return values(setting_of(many, stacked(many, axis.years), axis, law), a.run.options)


def nearest(lever: Lever, side: Side, points: Array, gaps: Array) -> Bracket | None:
    """The change of sign nearest to today's value."""
    signs = np.flatnonzero((gaps[:-1] > 0) != (gaps[1:] > 0))
    if not len(signs):
        return None
    away = np.minimum(np.abs(points[signs] - lever.now), np.abs(points[signs + 1] - lever.now))
    i = int(signs[np.argmin(away)])
    low, high, gap_low, gap_high = (float(v) for v in (points[i], points[i + 1], gaps[i], gaps[i + 1]))
    return Bracket(lever, side, low, high, gap_low, gap_high, len(signs) - 1)


def close(brackets: Sequence[Bracket], name: str, a: Appraised) -> None:
    """Narrow all brackets together, some cases for each of them a round; two that are still the same share theirs."""
    for _ in range(ROUNDS):
        open_ = [b for b in brackets if not b.closed]
        if not open_:
            return
        most = TRIED // len({(b.lever.name, b.low, b.high) for b in open_})
        tried = [b.inside(most) for b in open_]
        cases = {
            (b.lever.name, x): (b.lever, x) for b, points in zip(open_, tried, strict=True) for x in points
        }
        gaps = gaps_of(list(cases.values()), name, a)
        at = {key: i for i, key in enumerate(cases)}
        for b, points in zip(open_, tried, strict=True):
            b.narrowed(points, [float(gaps[b.side][at[b.lever.name, x]]) for x in points])


def _found(
    lever: Lever, brackets: Sequence[Bracket], moved: dict[tuple[str, Side], bool], now: dict[str, float], name: str, passive: str, rival: str
) -> LeverFound:  # fmt: skip
    above = {"equal": now[name] > now[passive], "first": now[name] > now[rival]}
    sides = {}
    for side in SIDES:
        bracket = next((b for b in brackets if b.lever is lever and b.side == side), None)
        sides[side] = threshold(bracket, above[side], moved[lever.name, side])
    return LeverFound(
        name=lever.name, label=Words(nl=lever.kind.label.nl, en=lever.kind.label.en), world=lever.kind.world, unit=lever.unit, now=lever.now,
        reach_low=lever.low, reach_high=lever.high, source=lever.source, how=lever.how, law=bool(lever.kind.law), **sides,
    )  # fmt: skip


def threshold(bracket: Bracket | None, above: bool, moves: bool) -> Threshold:
    """What a closed bracket says: a value, a flip between two, out of reach, or that the lever does nothing."""
    if bracket is None:
        return Threshold(status="not_within_reach" if moves else "no_effect", above_now=above)
    b = bracket
    ends = {"low": b.low, "high": b.high, "gap_low": b.gap_low, "gap_high": b.gap_high}
    if min(abs(b.gap_low), abs(b.gap_high)) < 1.0:
        value = b.low if abs(b.gap_low) <= abs(b.gap_high) else b.high
        return Threshold(status="reached", value=value, above_now=above, others=b.others, **ends)
    return Threshold(status="flips", above_now=above, others=b.others, **ends)
