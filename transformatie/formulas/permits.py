"""The permit of a plan with chance: law and route follow from the day each case applies."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import cast

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.odds import Odds, odds
from transformatie.formulas.procedure_draws import (
    NEVER_ON,
    Drawn,
    Uniforms,
    drawn_application,
    drawn_procedure,
)
from transformatie.formulas.routes import Facts, Regime, Route, regimes_of, routes_of
from transformatie.formulas.terms import Atw


@dataclass(frozen=True)
class Plan:
    """What a permit is asked for: the same for all cases of a run, or (N,) each.

    facts: what the route depends on; dwellings: in the plan; consulted: a positive pre-consultation; council_asked_late:
    the council's advice was not asked in it; opposition_shift: opposition here, in standard deviations from elsewhere;
    priority, one_instance: how the Raad van State takes such a case under the Omgevingswet.
    """

    facts: Facts
    dwellings: Array | float = 0.0
    consulted: Array | bool = True
    council_asked_late: Array | bool = False
    opposition_shift: Array | float = 0.0
    priority: Array | bool = False
    one_instance: Array | bool = False


@dataclass(frozen=True)
class Permit:
    """The permits of a plan: each (N,) the law and the route of each case, and what became of it."""

    regime: Array
    route: Array
    drawn: Drawn


def permit(
    start: Array, plan: Plan, u: Uniforms, law: Law, regime: Regime | None = None, atw: Atw = "default"
) -> Permit:
    """Prepare from `start` (N,), apply, and run each case under the law and route of the day it applies.

    With `regime`, every case under that law, whatever the day. The odds are those known for the first `start`.
    Errors: LawError before the Wabo, or for a regime not yet known.
    """
    on = np.min(start).item()
    at_start = regime or cast(Regime, regimes_of(np.min(start), law).item())
    received = drawn_application(start, u, plan_odds(at_start, "regular", plan, law, on))
    return permit_of(received, plan, u, law, on, regime, atw)


def permit_of(
    received: Array,
    plan: Plan,
    u: Uniforms,
    law: Law,
    on: date,
    regime: Regime | None = None,
    atw: Atw = "default",
) -> Permit:
    """Run applications `received` (N,) under the law and route of their own day; the odds are those known on `on`.

    Errors: LawError before the Wabo, or for a regime not yet known.
    """
    regimes = np.full(received.shape, regime) if regime else regimes_of(received, law)
    routes = np.broadcast_to(routes_of(plan.facts, regimes, law), received.shape)
    drawn: Drawn | None = None
    for chosen in _alike(plan, regimes, routes, law, on):
        first = int(np.flatnonzero(chosen)[0])
        name, route = cast(Regime, str(regimes[first])), cast(Route, str(routes[first]))
        own = _plan_of(plan, chosen)
        group = drawn_procedure(
            route, received[chosen], regime, {k: v[chosen] for k, v in u.items()}, plan_odds(name, route, own, law, on), law,
            atw, bool(own.council_asked_late) and name == "omgevingswet", own.opposition_shift,
        )  # fmt: skip
        drawn = _placed(drawn, group, chosen)
    if drawn is None:
        raise LawError("permit", on, "geen gevallen", "no cases")
    return Permit(regimes, routes, drawn)


#: Since when the tables know odds of permits.
ODDS_FROM = date(2010, 10, 1)
#: What divides the cases of a plan into groups that share their odds, beside regime, route and size.
_DIVIDES = ("consulted", "council_asked_late", "priority", "one_instance")


def _alike(plan: Plan, regimes: Array, routes: Array, law: Law, on: date) -> list[Array]:
    """The groups of cases with one set of odds, each a flag (N,)."""
    sizes = (
        np.asarray(plan.dwellings) >= float(law.value(f"permit_odds.{name}", max(on, ODDS_FROM)))
        for name in ("large_from", "one_instance_from")
    )
    code = np.zeros(regimes.shape, int)
    for part in (regimes, routes, *sizes, *(getattr(plan, name) for name in _DIVIDES)):
        values, index = np.unique(np.broadcast_to(part, regimes.shape), return_inverse=True)
        code = code * len(values) + index.reshape(regimes.shape)
    return [code == number for number in np.flatnonzero(np.bincount(code.ravel()))]


def _plan_of(plan: Plan, chosen: Array) -> Plan:
    """The plan of one group: its flags as one value, its size as that of any of its cases."""

    def own(name: str) -> Array:
        return np.broadcast_to(getattr(plan, name), chosen.shape)[chosen]

    one = {name: own(name)[0].item() for name in ("dwellings", *_DIVIDES)}
    return replace(plan, opposition_shift=own("opposition_shift"), **one)


def plan_odds(regime: Regime, route: Route, plan: Plan, law: Law, on: date) -> Odds:
    """The odds of a plan under a regime and route; priority and one instance exist under the Omgevingswet only.

    One instance is for plans of enough dwellings. The plan's size and flags are those of one case, or of cases that share them.
    """
    new = regime == "omgevingswet"
    enough = float(law.value("permit_odds.one_instance_from", max(on, ODDS_FROM)))
    first = {name: np.ravel(getattr(plan, name))[0].item() for name in ("dwellings", *_DIVIDES)}
    return odds(
        regime, law, route, float(first["dwellings"]), bool(first["consulted"]), bool(first["priority"]) and new,
        bool(first["one_instance"]) and new and float(first["dwellings"]) >= enough, on,
    )  # fmt: skip


def _placed(all_cases: Drawn | None, group: Drawn, chosen: Array) -> Drawn:
    """The cases of one group put in their places among all (N,)."""
    if all_cases is None:
        empty = {f.name: np.zeros(chosen.shape, getattr(group, f.name).dtype) for f in fields(Drawn)}
        all_cases = replace(group, **empty)
    for f in fields(Drawn):
        getattr(all_cases, f.name)[chosen] = getattr(group, f.name)
    return all_cases


def failed(drawn: Drawn) -> Array:
    """Whether each permit was refused or undone, (N,)."""
    return drawn.failed < NEVER_ON
