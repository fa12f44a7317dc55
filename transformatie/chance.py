"""Chance: paired draws of every option, what the permit does in each, and what they say of value, odds and score.

Every draw is a case of the one engine: all options share its world. A choice is fixed on what is known beforehand: the
day a held building is sold and the option to fall back on come from the central case, and no draw sees its own
future. A permit that is refused or undone falls back once, on holding, after the time and the money it took.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from transformatie.appraise import appraise
from transformatie.cases import drawn, stream_of
from transformatie.dated import Array, Law
from transformatie.formulas.chance import chance_first, chance_of_success, standard_error
from transformatie.formulas.procedure_draws import LEVELS, VARIABLES
from transformatie.input.settle import Resolved
from transformatie.memory import keep_freed_memory
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.options.recipes import plan
from transformatie.paths import path_variables, paths_of
from transformatie.periods import DAYS_A_YEAR, NEVER, Periods
from transformatie.result import Spread
from transformatie.run import based, setting_of
from transformatie.sampling import GROUPS, Sampling, Streams, independent, streams_of
from transformatie.setting import Setting

#: Draws that one thread holds at once: a multiple of eight, and for Sobol points a power of two (see `sampling`).
CHUNK, CHUNK_SOBOL = 5000, 2048
#: Fewer draws than this for each thread, or more threads, wait for one another longer than they gain.
LEAST, MOST_THREADS = 2000, 4
#: Seconds after which one thread that runs Python hands over to another; they want it for a moment between two sums.
TURN = 0.0002
FALLBACK = "hold"


@dataclass(frozen=True)
class Drawn:
    """What the draws gave, by option, (N,) each.

    values: with refusal and its fallback in it; granted_values: where the permit comes, NaN where it does not; in_time: the permit is irrevocable
    by the deadline (without one: it comes at all); irrevocable: the day, never where it was refused or undone.
    """

    values: Mapping[str, Array]
    granted_values: Mapping[str, Array]
    in_time: Mapping[str, Array]
    irrevocable: Mapping[str, Array]
    needs_permit: Mapping[str, bool]
    deadline: bool
    parts: int = 0


def draws_of(
    resolved: Resolved, options: Options, axis: Periods, law: Law, sale_day: float, draws: int, seed: int,
    sampling: Sampling = "plain",
) -> Drawn:  # fmt: skip
    """All draws of one building, in chunks. `sale_day`: of a held building, fixed on the central case."""
    keep_freed_memory()
    threads = min(os.cpu_count() or 1, MOST_THREADS, max(draws // LEAST, 1))
    size = min(CHUNK_SOBOL if sampling == "sobol" else CHUNK, 8 * math.ceil(draws / threads / 8))
    starts = range(0, draws, size)

    def part(at: int) -> Drawn:
        n = min(size, draws - at)
        streams = streams_of(resolved.read.identity, variables_of(resolved), sampling, seed, n, at, draws)
        return _chunk(resolved, options, axis, law, sale_day, n, seed, at, streams)

    with quick_turns(), ThreadPoolExecutor(max_workers=min(threads, len(starts))) as pool:
        parts = list(pool.map(part, starts))

    def whole(pick: str) -> dict[str, Array]:
        return {n: np.concatenate([getattr(part, pick)[n] for part in parts]) for n in options.by_name}

    return Drawn(
        whole("values"),
        whole("granted_values"),
        whole("in_time"),
        whole("irrevocable"),
        parts[0].needs_permit,
        parts[0].deadline,
        independent(sampling, draws),
    )


@contextmanager
def quick_turns() -> Iterator[None]:
    """Threads take turns quickly while this is entered: each computes outside Python most of the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _chunk(
    resolved: Resolved, options: Options, axis: Periods, law: Law, sale_day: float, n: int, seed: int, at: int,
    streams: Streams,
) -> Drawn:  # fmt: skip
    cases = drawn(resolved, axis.years, n, seed, at, streams)
    s = setting_of([resolved], cases, axis, law)
    s = replace(s, permits=replace(s.permits, uniforms=uniforms(resolved, n, seed, at, streams)))
    s, _value, day = based(s, options, np.full(n, sale_day))
    s = s.on(paths_of(axis, law, streams.steps))
    deadline = resolved.read.building.owner.deadline
    limit = np.inf if deadline is None else float((deadline - axis.first).days)
    return run_draws(s, options, day, limit, deadline is not None)


def run_draws(s: Setting, options: Options, day: Array, limit: Array | float, deadline: bool) -> Drawn:
    """Every option in every draw, with refusal and its fallback. day (N,): of the sale of a held building; limit: the day
    by which the permit must be there, of each case or of all."""
    plans = {
        name: plan(o, options, s, sale_day=day if o.recipe == options.by_name[FALLBACK].recipe else None)
        for name, o in options.by_name.items()
    }
    values = {name: appraise(p, s).value_after_tax for name, p in plans.items()}
    granted, in_time = dict(values), {name: np.ones(s.cases.n, bool) for name in plans}
    irrevocable = {name: np.zeros(s.cases.n) for name in plans}
    needs = {name: p.does("apply") for name, p in plans.items()}
    failed: dict[str, Array] = {}
    for name, p in plans.items():
        if needs[name]:
            permit = s.permits.path(p.option, s)
            comes = permit.failed >= NEVER
            irrevocable[name] = np.where(comes, permit.irrevocable, np.inf)
            in_time[name] = comes & (permit.irrevocable <= limit)
            granted[name] = np.where(comes, values[name], np.nan)
            if not np.all(comes):
                failed[name] = permit.failed
    fallen = after_refusal({name: plans[name] for name in failed}, failed, options, s, day)
    for name, value in fallen.items():
        values[name] = np.where(failed[name] >= NEVER, values[name], value)
    return Drawn(values, granted, in_time, irrevocable, needs, deadline)


def after_refusal(
    plans: Mapping[str, Plan], failed: Mapping[str, Array], options: Options, s: Setting, day: Array
) -> dict[str, Array]:
    """What a held building is worth where the permit of a plan failed, (N,) by plan; nothing is said where it did not.

    Only those cases are appraised, of all plans at once; plans that fail on the same days at the same cost share theirs.
    """
    steps: dict[bool, dict[tuple[bytes, ...], list[str]]] = {}
    for name, p in plans.items():
        cost = (failed[name].tobytes(), *(p.arrays[k].tobytes() for k in left_by(p)))
        steps.setdefault(p.does("use_temporarily"), {}).setdefault(cost, []).append(name)
    out: dict[str, Array] = {}
    for alike in steps.values():
        first = [names[0] for names in alike.values()]
        which = [np.flatnonzero(failed[n] < NEVER) for n in first]
        together = np.concatenate(which)
        some, p = s.only(together), joined([plans[n] for n in first], which, s.cases.n)
        gone = np.concatenate([failed[n][at] for n, at in zip(first, which, strict=True)])
        value = appraise(refused(p, gone, options, some, day[together]), some).value_after_tax
        ends = np.cumsum([len(at) for at in which])[:-1]
        for names, at, part in zip(alike.values(), which, np.split(value, ends), strict=True):
            whole = np.full(s.cases.n, np.nan)
            whole[at] = part
            out |= dict.fromkeys(names, whole)
    return out


def joined(plans: Sequence[Plan], which: Sequence[Array], n: int) -> Plan:
    """Some of the `n` cases of each of some plans with the same steps, one plan's after the other's: what a refusal leaves."""
    arrays = {
        k: np.concatenate([np.broadcast_to(p.arrays[k], n)[at] for p, at in zip(plans, which, strict=True)])
        for k in left_by(plans[0])
    }
    return replace(plans[0], arrays=arrays)


def left_by(p: Plan) -> list[str]:
    """What a plan leaves behind when its permit fails: its application, and temporary use where it has that."""
    temporary = [k for k in p.arrays if k.startswith("temporary_")] if p.does("use_temporarily") else []
    return ["applied", "permit_fee", "works_area", "applied_or_start", *temporary]


def refused(p: Plan, gone: Array, options: Options, s: Setting, sale_day: Array) -> Plan:
    """The plan after a refusal: the building is held, offered for letting only from that day, and the fees are spent."""
    hold = plan(options.by_name[FALLBACK], options, s, sale_day=np.maximum(sale_day, year_after(gone, s)))
    since = {"relet_from": gone, "relet_years": s.cases.vacant_years + gone / DAYS_A_YEAR}
    never = {"works_start": s.horizon, "works_end": s.horizon, "ready": s.never}
    steps = (*(("use_temporarily",) if p.does("use_temporarily") else ()), "apply", "let_office")
    left = {k: p.arrays[k] for k in left_by(p)}
    return Plan(p.name, steps, p.option, {**hold.arrays, **since, **left, **never})


def year_after(day: Array, s: Setting) -> Array:
    """The first 31 December at least a year after a day, at most the horizon, (N,): no sale before a refusal has sunk in."""
    ends = s.periods.year_end_days[:, 0]
    return ends[np.minimum(np.searchsorted(ends, day + DAYS_A_YEAR), len(ends) - 1)]


def uniforms(
    resolved: Resolved, n: int, seed: int, at: int = 0, streams: Streams | None = None
) -> dict[str, Array]:
    """Uniform numbers of the procedure, one stream for each named variable of one building."""
    own = streams or Streams(seed, resolved.read.identity, n, at)
    return {name: own.plain(f"permit {name}") for name in (*VARIABLES, *LEVELS)}


def variables_of(resolved: Resolved) -> tuple[str, ...]:
    """Every variable that is drawn, each once, in a fixed order: the dimensions of Sobol points."""
    figures = (stream_of(name) for name in resolved.values)
    permit = (f"permit {name}" for name in (*VARIABLES, *LEVELS))
    paths = path_variables(resolved.read.building.assess.horizon_years)
    return tuple(dict.fromkeys((*figures, *(f"group {g}" for g in GROUPS), *permit, *paths)))


def better_of_passive(d: Drawn) -> str:
    """Selling now or holding: the one with the higher expected value, fixed beforehand."""
    return max(("sell_now", "hold"), key=lambda n: float(np.mean(d.values[n])))


def spreads(d: Drawn, vetoes: Mapping[str, bool]) -> dict[str, Spread]:
    """What the draws say of each option."""
    names = list(d.values)
    table = np.array([d.values[n] for n in names])
    first = dict(zip(names, chance_first(table), strict=True))
    benchmark = d.values[better_of_passive(d)]
    out = {}
    for i, name in enumerate(names):
        values = d.values[name]
        if name in ("sell_now", "hold"):
            others = np.max(np.delete(table, i, axis=0), axis=0) if len(names) > 1 else values
            score, loont = float(np.mean(values >= others)), None
        else:
            score = float(chance_of_success(d.in_time[name], values, benchmark, np.bool_(vetoes[name])))
            comes = np.isfinite(d.granted_values[name])
            loont = (
                float(np.mean(d.granted_values[name][comes] > benchmark[comes])) if np.any(comes) else None
            )
        p10, p25, p50, p75, p90 = (float(v) for v in np.percentile(values, [10, 25, 50, 75, 90]))
        out[name] = Spread(expected=float(np.mean(values)), p10=p10, p50=p50, p90=p90, standard_error=float(standard_error(values, d.parts)),
                           chance_first=float(first[name]), loont=loont, score=100.0 * score, p25=p25, p75=p75)  # fmt: skip
    return out
