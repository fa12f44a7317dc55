"""The value of waiting: hold or use temporarily for some years, then act on what is known by then, or never.

Every plan with a later start is run on the same draws as acting now. The rule that says when to act is learned on one
set of draws and used on another; what an owner sees at a date is how far rents, prices, yields, vacancy and building cost
have moved since today, not the level that is only known once something is sold or tendered, nor what comes after.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from transformatie.advice import FALLBACKS
from transformatie.appraise import appraise
from transformatie.cases import drawn
from transformatie.chance import CHUNK, after_refusal, uniforms
from transformatie.dated import Array
from transformatie.evaluate import Appraised
from transformatie.explore.result import First, Sequel, Trigger, Waiting
from transformatie.explore.standing import labels
from transformatie.formulas.chance import standard_error
from transformatie.formulas.letting import at_day
from transformatie.formulas.waiting import (
    Rule,
    fixed_value,
    flexibility,
    flexible_value,
    pull,
    rule_of,
    turning,
)
from transformatie.kan.gates import kan
from transformatie.memory import keep_freed_memory
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.options.recipes import plan
from transformatie.parts import Words
from transformatie.paths import paths_of
from transformatie.periods import DAYS_A_YEAR, NEVER
from transformatie.permit.permits import permits_of
from transformatie.run import based, setting_of
from transformatie.sampling import Streams
from transformatie.setting import Setting

#: What an owner sees move: names of growth, and so of the price levels since today; and markets that have no price.
PRICES = ("housing_price_growth", "housing_rent_growth", "office_rent_growth", "works_growth")
RATES = ("yields", "vacancy")
STATE = (*PRICES, *RATES)
#: Threads that each hold a chunk; more wait for one another.
THREADS = 2
#: The seed of the draws a rule is learned on lies this far from that of the draws it is used on.
APART = 1_000_003
FIRSTS: tuple[First, ...] = ("hold", "temporary")
NOTE = Words(
    nl="Verwachte waarden, met weigering en terugval. De regel is geleerd op andere trekkingen dan waarop hij is toegepast. Tijdens het wachten op "
    "een verbouwing wordt leegkomende ruimte niet opnieuw verhuurd. Rond hun trend bewegen markten van jaar op jaar: wie "
    "beslist, ziet hun stand van dat jaar en niet wat volgt. Alleen de bouwprijs groeit per trekking gelijkmatig.",
    en="Expected values, with refusal and fallback. The rule was learned on other draws than it is used on. While works are awaited, space that "
    "falls empty is not let again. Around their trend markets move from year to year: who decides, sees where they "
    "stand that year and not what follows. Only the price of works grows evenly within a draw.",
)  # fmt: skip


@dataclass(frozen=True)
class Later:
    """Values on one set of draws: now, by act (N,); later, by first step and date, (N, A) in the order of `acts`; never, by
    first step, (N,); states by date, (N, S)."""

    acts: tuple[str, ...]
    now: Mapping[str, Array]
    later: Mapping[First, tuple[Array, ...]]
    never: Mapping[First, Array]
    states: tuple[Array, ...]


@dataclass(frozen=True)
class World:
    """One set of draws of a building, and what its plans share."""

    a: Appraised
    s: Setting
    options: Options
    sale_day: Array

    def plan(self, name: str, then: str | None = None, **days: Array) -> Plan:
        """The plan of an option, or of one that another follows."""
        return plan(self.options.by_name[name], self.options, self.s, then=then, **days)

    def values(self, plans: Mapping[str, Plan]) -> dict[str, Array]:
        """Values after tax with the permit's own outcome: where it is refused or undone, of the fallback, (N,) each."""
        values = {n: appraise(p, self.s).value_after_tax for n, p in plans.items()}
        failed = {
            n: self.s.permits.path(p.option, self.s).failed for n, p in plans.items() if p.does("apply")
        }
        failed = {n: day for n, day in failed.items() if np.any(day < NEVER)}
        asked = {n: plans[n] for n in failed}
        fallen = after_refusal(asked, failed, self.options, self.s, self.sale_day)
        return values | {n: np.where(failed[n] < NEVER, value, values[n]) for n, value in fallen.items()}

    def on_dates(self, years: Sequence[float]) -> World:
        """Every draw once for each date, date by date, with its permits asked so many years later."""
        n, building = self.s.cases.n, self.a.resolved.read.building
        which = np.tile(np.arange(n), len(years))
        s = self.s.only(which)
        c = s.cases
        permits = permits_of([building], [c.n], c.preparation_months, c.gross_area, self.a.law)
        drawn_ = {name: u[which] for name, u in self.s.permits.uniforms.items()}
        later = np.repeat(np.array(years) * DAYS_A_YEAR, n)
        s = replace(s, permits=replace(permits, uniforms=drawn_, later=later))
        return World(self.a, s, self.options, self.sale_day[which])

    def used_for(self, years: Array) -> World:
        """The same with temporary use that ends so many years from today: set-up counts in, and so does the procedure."""
        s = self.s
        setup = s.cases.of("temporary.setup_months") / 12.0
        arrays = {**s.cases.arrays, "temporary.temporary_years": np.maximum(years - setup, 0.25)}
        own = replace(s, cases=replace(s.cases, arrays=arrays))
        own.__dict__.update({k: v for k, v in s.__dict__.items() if k not in own.__dict__})
        return replace(self, s=own)


def wait(a: Appraised, draws: int = 1000, seed: int = 1) -> Waiting:
    """The value of waiting of one building. `draws`: as many to learn on, and as many to use the rule on."""
    keep_freed_memory()
    years = tuple(float(y) for y in a.law.value("waiting.years", a.run.setting.first))
    acts = _acts(a)
    learning, using = laters(a, acts, years, draws, (seed + APART, seed))
    return waiting(a, learning, using, years, draws, seed)


def _acts(a: Appraised) -> tuple[str, ...]:
    """The ways to act that are put off: those worth most today among the rows that the building allows; of all where it allows none."""
    building, outcomes = a.resolved.read.building, a.run.outcomes
    most = int(a.law.value("waiting.acts", a.run.setting.first))
    acting = [n for n, o in outcomes.items() if n not in FALLBACKS and not o.plan.does("use_temporarily")]
    open_ = [n for n in acting if kan(outcomes[n].plan, building, a.law).band != "red"]
    return tuple(sorted(open_ or acting, key=lambda n: -float(outcomes[n].value_after_tax[0]))[:most])


def laters(
    a: Appraised, acts: tuple[str, ...], years: Sequence[float], draws: int, seeds: Sequence[int]
) -> list[Later]:
    """Every plan on a set of draws for each seed, in chunks: a chunk holds every draw once for each date."""
    size = CHUNK // len(years) // 8 * 8
    parts = [(seed, at) for seed in seeds for at in range(0, draws, size)]
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, THREADS)) as pool:
        found = list(pool.map(lambda p: _later(world(a, min(size, draws - p[1]), *p), acts, years), parts))
    each = len(parts) // len(seeds)
    return [joined(found[i : i + each]) for i in range(0, len(parts), each)]


def _later(w: World, acts: tuple[str, ...], years: Sequence[float]) -> Later:
    """Every plan on some draws: acting now, never, and on each date after holding and after temporary use."""
    now = w.values({n: w.plan(n) for n in ("sell_now", *acts)})
    used = w.used_for(np.full(w.s.cases.n, years[-1])).plan("temporary", "hold", sale_day=w.sale_day)
    never = w.values({"hold": w.plan("hold", sale_day=w.sale_day), "temporary": used})
    dated = w.on_dates(years)
    start = dated.s.permits.later
    values = dated.values(
        {act: dated.plan(act, not_before=start) for act in acts}
        | {f"temporary {act}": _after_use(dated, act, start) for act in acts}
    )

    def by_date(prefix: str) -> tuple[Array, ...]:
        table = np.stack([values[prefix + act] for act in acts], axis=1)
        return tuple(np.split(table, len(years)))

    later: dict[First, tuple[Array, ...]] = {"hold": by_date(""), "temporary": by_date("temporary ")}
    return Later(acts, now, later, {f: never[f] for f in FIRSTS}, tuple(state_on(w.s, y) for y in years))


def _after_use(w: World, act: str, start: Array) -> Plan:
    """Temporary use until the works of an act can start, and then the act."""
    lead = max(float(w.a.run.outcomes[act].plan.works_start[0]) / DAYS_A_YEAR, 0.0)
    years = start / DAYS_A_YEAR
    return w.used_for(years + np.minimum(lead, years + 10.0)).plan("temporary", act, not_before=start)


def joined(parts: Sequence[Later]) -> Later:
    """The draws of some chunks, one after the other."""
    first = parts[0]
    dates = range(len(first.states))
    return Later(
        first.acts,
        {n: np.concatenate([p.now[n] for p in parts]) for n in first.now},
        {f: tuple(np.concatenate([p.later[f][k] for p in parts]) for k in dates) for f in FIRSTS},
        {f: np.concatenate([p.never[f] for p in parts]) for f in FIRSTS},
        tuple(np.concatenate([p.states[k] for p in parts]) for k in dates),
    )


def world(a: Appraised, draws: int, seed: int, at: int = 0) -> World:
    """One set of draws, from number `at` on."""
    axis, options = a.run.setting.periods, a.run.options
    streams = Streams(seed, a.resolved.read.identity, draws, at)
    cases = drawn(a.resolved, axis.years, draws, seed, at, streams)
    s = setting_of([a.resolved], cases, axis, a.law)
    s = replace(s, permits=replace(s.permits, uniforms=uniforms(a.resolved, draws, seed, at, streams)))
    s, _value, day = based(s, options, np.full(draws, float(a.run.sale_day[0])))
    return World(a, s.on(paths_of(axis, a.law, streams.steps)), options, day)


def state_on(s: Setting, years: float) -> Array:
    """What is seen on a date: how far prices, yields and vacancy have moved since today, on the logarithm, (N, S).

    A market's own level of the calendar year and its trend are seen as one; what the years after bring, nobody knows.
    """
    day, one = np.full(s.cases.n, years * DAYS_A_YEAR), np.ones(s.cases.n)
    prices = [at_day(s.periods, s.indices[name], day) for name in PRICES]
    return np.log(np.stack([*prices, *(s.in_market(name, one, day) for name in RATES)], axis=1))


def waiting(
    a: Appraised, learning: Later, using: Later, years: Sequence[float], draws: int, seed: int
) -> Waiting:
    """What the draws say: acting now, the best fixed sequence, and deciding later on what is then known."""
    named, first_day = labels(a.run), a.run.setting.first
    now = {n: float(np.mean(v)) for n, v in using.now.items()}
    held = float(np.mean(using.never["hold"]))
    # what to do now, and which plan to keep to, is fixed on the draws for learning, never on those it is judged on
    best_now = max(learning.now, key=lambda n: float(np.mean(learning.now[n])))
    sequels, rules = [], {}
    for first in FIRSTS:
        rules[first] = rule_of(learning.later[first], learning.never[first], learning.states)
        sequels.append(_sequel(first, rules[first], learning, using, years, using.now[best_now]))
    best = max(sequels, key=lambda q: q.value)
    dates = tuple(first_day + timedelta(days=round(y * DAYS_A_YEAR)) for y in years)
    worth = best.value - now[best_now]
    return Waiting(
        acts=using.acts, now=now, best_now=best_now, hold=held, sequels=tuple(sequels), first=best.first, value=best.value,
        above_acting_now=worth, standard_error=best.standard_error, waits=worth > 0, dates=dates,
        triggers=tuple(_triggers(rules[best.first], dates)), draws=draws, seed=seed, labels=named, note=NOTE,
    )  # fmt: skip


def _sequel(
    first: First, rule: Rule, learning: Later, using: Later, years: Sequence[float], now: Array
) -> Sequel:
    """One first step: its best fixed plan, what the rule brings, and when it acts."""
    acts, never, states = using.later[first], using.never[first], using.states
    fixed = fixed_value(acts, never)
    plan_at = int(np.argmax(fixed_value(learning.later[first], learning.never[first])))
    flexible = flexible_value(rule, acts, never, states)
    gain = float(flexibility(np.mean(flexible.value), fixed[plan_at]))
    size = acts[0].shape[1]
    kept = _fixed_draws(acts, never, plan_at)
    chosen = flexible.value if gain > 0 else kept
    by_date = [float(np.mean(flexible.date == k)) for k in range(len(acts) + 1)]
    by_act = {act: float(np.mean(flexible.act == i)) for i, act in enumerate(using.acts)}
    fixed_act = None if plan_at == len(fixed) - 1 else using.acts[plan_at % size]
    return Sequel(
        first=first, fixed_act=fixed_act, fixed_years=None if fixed_act is None else years[plan_at // size], fixed_value=float(np.mean(kept)),
        flexible_value=float(np.mean(flexible.value)), flexibility=gain, value=float(np.mean(chosen)),
        standard_error=float(standard_error(chosen - now, len(chosen))), acts_by_date=tuple(by_date), acts_by_option=by_act,
        table={act: tuple(float(fixed[k * size + i]) for k in range(len(acts))) for i, act in enumerate(using.acts)}, never=float(fixed[-1]),
    )  # fmt: skip


def _fixed_draws(acts: Sequence[Array], never: Array, at: int) -> Array:
    size = acts[0].shape[1]
    return never if at == len(acts) * size else acts[at // size][:, at % size]


def _triggers(rule: Rule, dates: Sequence[object]) -> Iterator[Trigger]:
    """At each date: which movement counts most, and from where on to act."""
    for k in range(len(dates)):
        pulls = [pull(rule, k, i) for i in range(len(STATE))]
        i = int(np.argmax(np.abs(pulls)))
        level = turning(rule, k, i)
        yield Trigger(
            variable=STATE[i], rises=pulls[i] > 0, level=None if level is None else float(np.expm1(level)),
            expected=float(np.expm1(rule.dates[k].mean[i])),
        )  # fmt: skip
