"""Cases: what one run appraises, as vectors `(N,)`. One building is one case; draws and portfolios are more cases.

Of the settled figures of one building (see `settle`), `central` makes the one case that `explain` explains, and `drawn`
makes cases in which every uncertain figure takes a value of its own range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import numpy as np

from transformatie.dated import Array
from transformatie.input.facts import Value
from transformatie.input.settle import Resolved
from transformatie.kan.plates import mix_of, plates_of
from transformatie.periods import NEVER
from transformatie.sampling import Streams
from transformatie.trail import leaf

#: How far P10 lies on the way from the bound to the median of a half triangle: the square root of 2 × 0.1.
P10_DEPTH = np.sqrt(0.2)
#: Widening of ranges by confidence; stated in the report.
WIDER: Mapping[str, float] = {
    "verified": 1.0,
    "secondary": 1.0,
    "derived": 1.0,
    "memory": 1.15,
    "assumption": 1.25,
    "given": 1.0,
}
#: The one row of numbers that is no figure of each case: the ages at which the chance of letting changes.
NOT_BY_CASE = ("hazard_bands",)
#: Figures that cannot be negative unless they are growth or a shift.
SIGNED = ("growth", "cpi", "shift")


@dataclass(frozen=True)
class Cases:
    """Vectors of settled figures. Attribute access by name; leases are (K, N), other_profit and losses by year."""

    n: int
    arrays: Mapping[str, Array]
    lease: Mapping[str, Array]
    other_profit: Array
    losses: Array
    loss_years: tuple[int, ...]
    index: Array = field(default_factory=lambda: np.zeros(0, int))
    plates: Any = None  # the kinds of storey, `formulas.built.Plates`, (P, N)
    mix: Any = None  # the types of dwelling, `formulas.built.Mix`, (K, N)

    def __getattr__(self, name: str) -> Array:
        try:
            return self.arrays[name]
        except KeyError:
            raise AttributeError(f"no case figure is called {name}") from None

    def of(self, name: str) -> Array:
        """The figure with this name, options' numbers included (`convert_let.works_per_m2`)."""
        return self.arrays[name]

    def has(self, name: str) -> bool:
        """Whether the cases hold a figure of this name."""
        return name in self.arrays

    def only(self, which: Array) -> Cases:
        """The cases at the places `which` (M,), in that order; one may come more than once."""
        found = taken({f.name: getattr(self, f.name) for f in fields(self)}, which, self.n)
        kept = {name: self.arrays[name] for name in NOT_BY_CASE if name in self.arrays}
        return replace(self, **{**found, "n": len(which), "arrays": {**found["arrays"], **kept}})


def taken(value: Any, which: Array, n: int) -> Any:
    """Of every array whose last axis is that of `n` cases, the cases `which`; mappings, lists and records are opened."""
    if isinstance(value, np.ndarray):
        return value[..., which] if value.shape[-1:] == (n,) else value
    if isinstance(value, Mapping):
        return {k: taken(v, which, n) for k, v in value.items()}
    if isinstance(value, list):
        return [taken(v, which, n) for v in value]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(taken(v, which, n) for v in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: taken(getattr(value, f.name), which, n) for f in fields(value)})
    return value


def central(resolved: Resolved, years: Array) -> Cases:
    """The one case of mid values, each wrapped as a leaf with its source."""
    return stacked([resolved], years)


def drawn(
    resolved: Resolved, years: Array, draws: int, seed: int, at: int = 0, streams: Streams | None = None
) -> Cases:
    """Cases in which every uncertain figure takes a value of its own range: `draws` of them, from number `at` on."""
    quantiles = streams or Streams(seed, resolved.read.identity, draws, at)
    values = {}
    for name, v in resolved.values.items():
        values[name] = (
            quantile(v, quantiles.uniform(stream_of(name), v.group, v.world))
            if v.uncertain
            else np.full(draws, v.mid)
        )
    return _cases([resolved], [draws], values, years)


def stream_of(name: str) -> str:
    """The stream a figure draws from: options that ask the same (`works_per_m2`) share it, for they share the world.

    >>> stream_of("convert_let.works_per_m2"), stream_of("cpi")
    ('option works_per_m2', 'cpi')
    """
    return f"option {name.partition('.')[2]}" if "." in name else name


def varied(resolved: Resolved, years: Array, n: int, moved: Mapping[str, Array]) -> Cases:
    """Central cases of one building but for the figures in `moved`, (N,) each: for levers and grid points."""
    return mixed([(resolved, n, moved)], years)


def stacked(many: Sequence[Resolved], years: Array) -> Cases:
    """The central cases of many buildings side by side."""
    return mixed([(r, 1, {}) for r in many], years)


def mixed(parts: Sequence[tuple[Resolved, int, Mapping[str, Array]]], years: Array) -> Cases:
    """Central cases of buildings, each so many times over, but for its figures that are moved, (N,) each."""
    many, sizes = [r for r, _, _ in parts], [n for _, n, _ in parts]
    columns = {name: _column([r.values[name].mid for r in many], sizes) for name in many[0].values}
    at = 0
    for _, n, moved in parts:
        for name, values in moved.items():
            columns[name][at : at + n] = values
        at += n
    return _cases(many, sizes, columns, years)


def _column(own: Sequence[float], sizes: Sequence[int]) -> Array:
    """A figure of each building, over all its cases, (N,)."""
    return np.repeat(np.array(own, float), sizes)


def _cases(
    many: Sequence[Resolved], sizes: Sequence[int], columns: Mapping[str, Array], years: Array
) -> Cases:
    first = many[0]
    arrays = {}
    for name, v in {**first.values, **first.facts}.items():
        column = columns[name] if name in columns else _column([r.facts[name].mid for r in many], sizes)
        arrays[name] = leaf(column, name, "input" if v.given else "market", v.source, v.unit, v.confidence)

    def by_year(own: Sequence[Array]) -> Array:
        return np.repeat(np.stack(own, axis=1), sizes, axis=1)

    loss_years = tuple(sorted({loss.year for r in many for loss in r.read.building.owner.losses}))
    profit, losses = (
        by_year([_other_profit(r, years) for r in many]),
        by_year([_losses(r, loss_years) for r in many]),
    )
    source, buildings = first.read.source, [r.read.building for r in many]
    return Cases(
        sum(sizes), arrays, _lease_arrays(many, sizes, arrays["renewal_chance"]),
        leaf(profit, "other_profit", "input", source(("owner", "other_profit")), "EUR/yr"),
        leaf(losses, "losses", "input", source(("owner", "losses")), "EUR"), loss_years,
        plates=plates_of(buildings, sizes, source), mix=mix_of(buildings, sizes, source),
    )  # fmt: skip


#: What a lease is of a building that has fewer than the most: no area, over before it began.
NO_LEASE = {"area": 0.0, "rent": 0.0, "start": -NEVER, "until": 0.0, "pays_from": 0.0, "stays": 0.0}


def _lease_arrays(many: Sequence[Resolved], sizes: Sequence[int], renewal: Array) -> dict[str, Array]:
    """Leases as (K, N) arrays; where a file gives no chance of renewal, that of the table."""
    most = max((len(r.leases) for r in many), default=0)
    out = {}
    for key, none in NO_LEASE.items():
        rows = [
            _column([r.leases[i][key] if i < len(r.leases) else none for r in many], sizes)
            for i in range(most)
        ]
        array = np.array(rows).reshape(most, sum(sizes))
        if key == "stays":
            array = np.where(array < 0, renewal, array)
        out[key] = leaf(array, f"leases.{key}", "input", many[0].read.source(("leases",)))
    return out


def _other_profit(resolved: Resolved, years: Array) -> Array:
    """The owner's other profit by year: a year not named has that of the year named before it, else nothing."""
    named = resolved.read.building.owner.other_profit or {}
    out, last = [], 0.0
    for year in years:
        last = named.get(int(year), last)
        out.append(last)
    return np.array(out, float)


def _losses(resolved: Resolved, loss_years: tuple[int, ...]) -> Array:
    own = {loss.year: loss.amount for loss in resolved.read.building.owner.losses}
    return np.array([own.get(year, 0.0) for year in loss_years], float)


def quantile(value: Value, u: Array) -> Array:
    """The figure at quantile `u` of its range: half a triangle on each side of the median, on the logarithm where all is
    above nothing.

    low and high are P10 and P90, or the bounds where the table says so; confidence widens the range (`WIDER`).
    """
    logs = value.low > 0 and not any(word in value.name for word in SIGNED)
    low, mid, high = (
        (np.log(v) for v in (value.low, value.mid, value.high))
        if logs
        else (value.low, value.mid, value.high)
    )
    depth, wider = (0.0, 1.0) if value.bounds else (P10_DEPTH, WIDER[value.confidence])
    down, up = (side * wider / (1.0 - depth) for side in (mid - low, high - mid))
    lower = mid - down + down * np.sqrt(np.minimum(2.0 * u, 1.0))
    upper = mid + up - up * np.sqrt(np.minimum(2.0 * (1.0 - u), 1.0))
    out = np.where(u < 0.5, lower, upper)
    if logs:
        out = np.exp(out)
    elif not any(word in value.name for word in SIGNED):
        out = np.maximum(out, 0.0)
    return np.minimum(out, 1.0) if value.unit == "share" else out
