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
from transformatie.chance import after_refusal, uniforms
from transformatie.dated import Array
from transformatie.evaluate import Appraised
from transformatie.explored import First, Sequel, Trigger, Waiting
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
from transformatie.gates import kan
from transformatie.memory import keep_freed_memory
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.options.recipes import plan
from transformatie.parts import Words
from transformatie.paths import paths_of
from transformatie.periods import DAYS_A_YEAR, NEVER
from transformatie.run import based, setting_of
from transformatie.sampling import Streams
from transformatie.setting import Setting
from transformatie.standing import labels

#: What an owner sees move: names of growth, and so of the price levels since today; and markets that have no price.
PRICES = ("housing_price_growth", "housing_rent_growth", "office_rent_growth", "works_growth")
RATES = ("yields", "vacancy")
STATE = (*PRICES, *RATES)
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

    def value(self, p: Plan, s: Setting) -> Array:
        """Value after tax with the permit's own outcome: where it is refused or undone, of the fallback, (N,)."""
        granted = appraise(p, s).value_after_tax
        if not p.does("apply"):
            return granted
        failed = s.permits.path(p.option, s).failed
        gone = failed < NEVER
        if not np.any(gone):
            return granted
        fallen = after_refusal({p.name: p}, {p.name: failed}, self.options, s, self.sale_day)[p.name]
        return np.where(gone, fallen, granted)

    def after(self, years: float) -> Setting:
        """The same draws, with every permit asked some years later."""
        later = np.full(self.s.cases.n, years * DAYS_A_YEAR)
        return replace(self.s, permits=replace(self.s.permits, later=later, _known={}))


def wait(a: Appraised, draws: int = 1000, seed: int = 1) -> Waiting:
    """The value of waiting of one building. `draws`: as many to learn on, and as many to use the rule on."""
    keep_freed_memory()
    years = tuple(float(y) for y in a.law.value("waiting.years", a.run.setting.first))
    acts = _acts(a)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 2)) as pool:
        learning, using = pool.map(lambda at: laters(a, acts, years, draws, at), (seed + APART, seed))
    return waiting(a, learning, using, years, draws, seed)


def _acts(a: Appraised) -> tuple[str, ...]:
    """The ways to act that are put off: those worth most today among the rows that the building allows."""
    building = a.resolved.read.building
    most = int(a.law.value("waiting.acts", a.run.setting.first))
    open_ = [
        n for n, o in a.run.outcomes.items()
        if n not in FALLBACKS and not o.plan.does("use_temporarily") and kan(o.plan, building, a.law).band != "red"
    ]  # fmt: skip
    return tuple(sorted(open_, key=lambda n: -float(a.run.outcomes[n].value_after_tax[0]))[:most])


def laters(a: Appraised, acts: tuple[str, ...], years: Sequence[float], draws: int, seed: int) -> Later:
    """Every plan on one set of draws."""
    w = world(a, draws, seed)
    options = w.options
    now = {n: w.value(plan(options.by_name[n], options, w.s), w.s) for n in ("sell_now", *acts)}
    held = w.value(plan(options.by_name["hold"], options, w.s, sale_day=w.sale_day), w.s)
    used = temporary_setting(w.s, np.full(draws, years[-1]))
    never: dict[First, Array] = {
        "hold": held,
        "temporary": w.value(
            plan(options.by_name["temporary"], options, used, then="hold", sale_day=w.sale_day), used
        ),
    }
    later: dict[First, list[Array]] = {first: [] for first in FIRSTS}
    for y in years:
        for first, values in _on_date(w, acts, y):
            later[first].append(values)
    states = tuple(state_on(w.s, y) for y in years)
    return Later(acts, now, {f: tuple(v) for f, v in later.items()}, never, states)


def world(a: Appraised, draws: int, seed: int) -> World:
    """One set of draws."""
    axis, options = a.run.setting.periods, a.run.options
    cases = drawn(a.resolved, axis.years, draws, seed)
    s = setting_of([a.resolved], cases, axis, a.law)
    s = replace(s, permits=replace(s.permits, uniforms=uniforms(a.resolved, draws, seed)))
    s, _value, day = based(s, options, np.full(draws, float(a.run.sale_day[0])))
    s = s.on(paths_of(axis, a.law, Streams(seed, a.resolved.read.identity, draws).steps))
    return World(a, s, options, day)


def _on_date(w: World, acts: Sequence[str], years: float) -> Iterator[tuple[First, Array]]:
    """Acting on one date, after holding and after temporary use, (N, A) each."""
    s, n = w.after(years), w.s.cases.n
    start = np.full(n, years * DAYS_A_YEAR)
    held = [w.value(plan(w.options.by_name[act], w.options, s, not_before=start), s) for act in acts]
    yield "hold", np.stack(held, axis=1)
    used = []
    for act in acts:
        lead = np.maximum(float(w.a.run.outcomes[act].plan.works_start[0]) / DAYS_A_YEAR, 0.0)
        own = temporary_setting(s, np.full(n, years + min(lead, years + 10.0)))
        used.append(
            w.value(plan(w.options.by_name["temporary"], w.options, own, then=act, not_before=start), own)
        )
    yield "temporary", np.stack(used, axis=1)


def temporary_setting(s: Setting, years: Array) -> Setting:
    """The setting with temporary use that ends so many years from today: set-up counts in, and so does the procedure."""
    setup = s.cases.of("temporary.setup_months") / 12.0
    arrays = {**s.cases.arrays, "temporary.temporary_years": np.maximum(years - setup, 0.25)}
    return replace(s, cases=replace(s.cases, arrays=arrays))


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
