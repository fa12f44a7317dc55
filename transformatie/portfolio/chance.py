"""Draws for many buildings: the same draws, day of sale and statistics as `transformatie.chance` makes of one.

Plain rows are drawn side by side, all draws of some buildings in one run; rows of the long way one by one. Draws are
turned into a few numbers at once and dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transformatie.chance import Drawn, draws_of, run_draws, spreads
from transformatie.dated import Array
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.paths import paths_of
from transformatie.permit.mag import mag
from transformatie.portfolio.case_draws import Uniforms, case_draws, identities
from transformatie.portfolio.groups import Group, cut
from transformatie.result import Spread
from transformatie.run import based
from transformatie.sampling import independent

#: Cases that are drawn side by side: so many buildings that their draws come to about this.
CASES = 2048
#: With more draws than this each building goes on its own, in pieces.
SIDE_BY_SIDE = 2048


@dataclass(frozen=True)
class Chance:
    """By option: what the draws say, (N,) by name of `Spread`; and mag het, band and chance, (N,)."""

    spread: Mapping[str, Mapping[str, Array]]
    mag: Mapping[str, tuple[Array, Array]]


def chances(
    group: Group,
    sale_day: Array,
    steps: Mapping[str, tuple[str, ...]],
    draws: int,
    seed: int,
    red: Mapping[str, Array],
) -> Chance:
    """What `draws` draws say of every building of a group. sale_day (N,): of the central case; red: vetoes, by option."""
    spread: dict[str, list[Spread]] = {n: [] for n in steps}
    gates: dict[str, list[tuple[str, float]]] = {n: [] for n in steps}
    for i, drawn in enumerate(_drawn(group, sale_day, draws, seed)):
        for name, found in spreads(drawn, {n: bool(red[n][i]) for n in steps}).items():
            spread[name].append(found)
        for name in steps:
            gate = mag(name, _asking(name, drawn, group.options), drawn, group.law, group.axis)
            gates[name].append((gate.band, np.nan if gate.low is None else gate.low))
    columns = {
        n: {k: np.array([_number(getattr(x, k)) for x in found]) for k in Spread.model_fields}
        for n, found in spread.items()
    }
    return Chance(
        columns, {n: (np.array([b for b, _ in g]), np.array([c for _, c in g])) for n, g in gates.items()}
    )


def _number(value: Any) -> float:
    return np.nan if value is None else float(value)


def _asking(name: str, drawn: Drawn, options: Options) -> Plan:
    """A plan that says whether it asks a permit: all that the gate wants of one."""
    return Plan(name, ("apply",) if drawn.needs_permit[name] else (), options.by_name[name], {})


def _drawn(group: Group, sale_day: Array, draws: int, seed: int) -> Iterator[Drawn]:
    """The draws of each building in order."""
    if group.long or draws > SIDE_BY_SIDE:
        for i in range(group.stock.n):
            resolved = group.resolved(i)
            yield draws_of(resolved, group.options, group.axis, group.law, float(sale_day[i]), draws, seed)
        return
    at = 0
    for part in cut(group, max(CASES // draws, 1)):
        yield from side_by_side(part, sale_day[at : at + part.stock.n], draws, seed)
        at += part.stock.n


def side_by_side(group: Group, sale_day: Array, draws: int, seed: int) -> Iterator[Drawn]:
    """All draws of the buildings of a group in one run; what became of each building's own."""
    made = Uniforms(seed, draws, identities(group.stock))
    cases = case_draws(group.stock, group.settler, group.axis.years, group.cases, made)
    s = group.setting_for(cases, [draws] * group.stock.n)
    s = replace(s, permits=replace(s.permits, uniforms=made.permits()))
    s, _value, day = based(s, group.options, np.repeat(sale_day, draws))
    s = s.on(paths_of(group.axis, group.law, made.steps))
    deadline = group.own("owner.deadline") - float(np.datetime64(group.day, "D").astype(int))
    limit = np.repeat(np.where(np.isnan(deadline), np.inf, deadline), draws)
    whole = run_draws(s, group.options, day, limit, False)
    for i in range(group.stock.n):
        own = slice(i * draws, (i + 1) * draws)
        values, granted, in_time, irrevocable = (
            {n: v[own] for n, v in of.items()}
            for of in (whole.values, whole.granted_values, whole.in_time, whole.irrevocable)
        )
        told, parts = not np.isnan(deadline[i]), independent("plain", draws)
        yield Drawn(values, granted, in_time, irrevocable, whole.needs_permit, told, parts)
