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
    """What a permit is asked for, the same for all cases of a run.

    facts: what the route depends on; dwellings: in the plan; consulted: a positive pre-consultation; council_asked_late:
    the council's advice was not asked in it; opposition_shift: opposition here, in standard deviations from elsewhere;
    priority, one_instance: how the Raad van State takes such a case under the Omgevingswet.
    """

    facts: Facts
    dwellings: float = 0.0
    consulted: bool = True
    council_asked_late: bool = False
    opposition_shift: float = 0.0
    priority: bool = False
    one_instance: bool = False


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
    regimes = np.full(start.shape, regime) if regime else regimes_of(received, law)
    routes = routes_of(plan.facts, regimes, law)
    drawn: Drawn | None = None
    for name, route in sorted({*zip(regimes.tolist(), routes.tolist(), strict=True)}):
        chosen = (regimes == name) & (routes == route)
        group = drawn_procedure(
            cast(Route, route), received[chosen], regime, {k: v[chosen] for k, v in u.items()},
            plan_odds(cast(Regime, name), cast(Route, route), plan, law, on), law, atw,
            plan.council_asked_late and name == "omgevingswet", plan.opposition_shift,
        )  # fmt: skip
        drawn = _placed(drawn, group, chosen)
    if drawn is None:
        raise LawError("permit", on, "geen gevallen", "no cases")
    return Permit(regimes, routes, drawn)


def plan_odds(regime: Regime, route: Route, plan: Plan, law: Law, on: date) -> Odds:
    """The odds of a plan under a regime and route; priority and one instance exist under the Omgevingswet only."""
    new = regime == "omgevingswet"
    return odds(
        regime,
        law,
        route,
        plan.dwellings,
        plan.consulted,
        plan.priority and new,
        plan.one_instance and new,
        on,
    )


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
