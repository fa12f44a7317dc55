"""A permit procedure with chance: one set of uniform numbers per case in, dates and outcome per case out.

All numbers come in as uniforms by the names of `VARIABLES`; one half for each is the central case. Delays are days
added to a raw end before it rolls, so that a later step never ends on a day the law skips.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from transformatie.dated import Array, Law
from transformatie.formulas.decisions import decision_date, in_force_on, waits_for_appeal_term
from transformatie.formulas.normal import normal_quantile
from transformatie.formulas.odds import Odds, at_level, lognormal, triangular
from transformatie.formulas.procedure import (
    appeal_end,
    decision_on_objection,
    higher_appeal_end,
    irrevocable_on,
    last_day_against,
)
from transformatie.formulas.routes import Regime, Route
from transformatie.formulas.terms import Atw, next_working_day
from transformatie.law.working_days import next_working_days

#: The uniform numbers a procedure takes, each (N,), by name. `opposition` is the latent factor.
VARIABLES = (
    "preparation", "incomplete", "incomplete_wait", "extension", "late", "late_wait", "council_round", "refused",
    "opposition", "objection", "objection_upheld", "objection_postponed", "objection_late", "objection_late_wait",
    "appeal", "court_months", "court_founded", "court_annuls", "higher_appeal", "higher_months", "higher_founded",
    "higher_annuls", "relief_asked", "relief_granted", "relief_months",
)  # fmt: skip
#: Uniform numbers for what nobody measured: where in their range the odds lie. Left out, the odds are their mid.
LEVELS = ("level_authority", "level_refusal", "level_opposition", "level_court")
Uniforms = Mapping[str, Array]
#: A day that does not come: the permit was refused or annulled.
NEVER_ON = np.datetime64("2400-01-01")
_DAYS_A_WEEK, _DAYS_A_MONTH = 7, 365.25 / 12


@dataclass(frozen=True)
class Drawn:
    """One procedure per case; each (N,), dates or flags. A date that does not come is `NEVER_ON`.

    received, complete, decided: application, complete application (the clock of the term starts anew), decision; in_force: from when the permit may be used; start_at_risk: the same,
    but after provisional relief has ended; irrevocable: from when nobody can undo it; failed: the day it was refused
    or undone. objected to lodged: what was done against it; first_ruling, last_ruling: of the court and of the Raad
    van State. A refused permit never comes into force; an annulled one did, until `failed`.
    """

    received: Array
    complete: Array
    decided: Array
    in_force: Array
    start_at_risk: Array
    irrevocable: Array
    failed: Array
    extended: Array
    late: Array
    refused: Array
    annulled: Array
    objected: Array
    appealed: Array
    higher_appealed: Array
    objection_decided: Array
    first_ruling: Array
    last_ruling: Array
    court_months: Array
    higher_months: Array


def central_uniforms(n: int = 1) -> dict[str, Array]:
    """The uniform numbers of the central case: one half for everything."""
    return {name: np.full(n, 0.5) for name in VARIABLES}


def drawn_application(start: Array, u: Uniforms, odds: Odds) -> Array:
    """The day each application is received (N,), after preparation and pre-consultation from `start` (N,)."""
    return start + _days(triangular(odds.preparation, u["preparation"]) * _DAYS_A_MONTH)


def drawn_procedure(
    route: Route,
    received: Array,
    regime: Regime | None,
    u: Uniforms,
    odds: Odds,
    law: Law,
    atw: Atw = "default",
    council_asked_late: bool = False,
    opposition_shift: Array | float = 0.0,
) -> Drawn:
    """Run the procedure of each application `received` (N,) to its end.

    regime: the law to apply, or None for that of each application's own day; council_asked_late: its advice was not
    asked in the pre-consultation; opposition_shift: more (or less) opposition than elsewhere, in standard deviations.
    """
    d = _decide(route, received, regime, u, odds, law, atw, council_asked_late)
    steps = _steps(u, odds, opposition_shift)
    o = _object(route, d, steps, u, odds, law, atw)
    c = _appeal(route, d, o, steps, u, odds, law)
    in_force, start = _use(route, received, regime, d, o, c, u, odds, law)
    annulled = o.upheld | c.struck | c.struck_higher
    undone = np.where(o.upheld, o.decided, np.where(c.struck, c.first_ruling, c.last_ruling))
    end = np.where(c.appealed, c.higher_last, np.where(o.objected, o.appeal_last, o.last))
    ruled = np.where(c.higher_appealed, c.last_ruling, c.first_ruling)
    irrevocable = np.where(c.higher_appealed | (c.appealed & odds.one_instance), ruled, irrevocable_on(end))
    return Drawn(
        received=received,
        complete=d.complete,
        decided=d.decided,
        in_force=np.where(d.refused, NEVER_ON, in_force),
        start_at_risk=np.where(d.refused, NEVER_ON, start),
        irrevocable=np.where(d.refused | annulled, NEVER_ON, irrevocable),
        failed=np.where(d.refused, d.decided, np.where(annulled, undone, NEVER_ON)),
        extended=d.extended,
        late=d.late,
        refused=d.refused,
        annulled=annulled,
        objected=o.objected,
        appealed=c.appealed,
        higher_appealed=c.higher_appealed,
        objection_decided=np.where(o.objected, o.decided, NEVER_ON),
        first_ruling=np.where(c.appealed, c.first_ruling, NEVER_ON),
        last_ruling=np.where(c.higher_appealed, c.last_ruling, NEVER_ON),
        court_months=c.court_months,
        higher_months=c.higher_months,
    )


@dataclass(frozen=True)
class _Decision:
    complete: Array
    extended: Array
    late: Array
    decided: Array
    refused: Array


@dataclass(frozen=True)
class _Objection:
    last: Array
    objected: Array
    upheld: Array
    decided: Array
    appeal_last: Array


@dataclass(frozen=True)
class _Appeal:
    appealed: Array
    struck: Array
    first_ruling: Array
    higher_last: Array
    higher_appealed: Array
    struck_higher: Array
    last_ruling: Array
    court_months: Array
    higher_months: Array


def _decide(
    route: Route,
    received: Array,
    regime: Regime | None,
    u: Uniforms,
    odds: Odds,
    law: Law,
    atw: Atw,
    council: bool,
) -> _Decision:
    """Completeness stop, extension, lateness, refusal. The stop moves the start of the term; lateness its end."""
    level = u.get("level_authority")
    stop = triangular(odds.incomplete_wait, u["incomplete_wait"]) * (
        u["incomplete"] < at_level(odds.incomplete, level)
    )
    extended = u["extension"] < at_level(odds.extension, level)
    late = u["late"] < at_level(odds.late, level)
    wait = triangular(odds.late_wait, u["late_wait"]) * late
    if council:
        wait = wait + triangular(odds.council_round, u["council_round"])
    clock = received + _days(stop * _DAYS_A_WEEK)
    decided = decision_date(route, clock, extended, law, atw, regime, np.ceil(wait * _DAYS_A_WEEK)).legal
    return _Decision(
        clock, extended, late, decided, u["refused"] < at_level(odds.refused, u.get("level_refusal"))
    )


def _steps(u: Uniforms, odds: Odds, shift: Array | float) -> tuple[Array, Array, Array]:
    """Whether someone would object, then appeal, then go higher: one factor of opposition and a number of each."""
    limits = odds.opposition(u.get("level_opposition"))
    common = np.sqrt(odds.opposition_correlation) * (normal_quantile(u["opposition"]) + shift)
    own = np.sqrt(1.0 - odds.opposition_correlation)
    named = (
        ("objection", limits.objection),
        ("appeal", limits.appeal),
        ("higher_appeal", limits.higher_appeal),
    )
    objects, appeals, higher = (common + own * normal_quantile(u[name]) > limit for name, limit in named)
    return objects, appeals, higher


def _object(
    route: Route, d: _Decision, steps: tuple[Array, Array, Array], u: Uniforms, odds: Odds, law: Law, atw: Atw
) -> _Objection:
    """The objection phase; after the extensive procedure there is none, and who had views goes straight to court."""
    last = last_day_against(route, d.decided, law)
    level, none = u.get("level_authority"), np.zeros(np.shape(last), bool)
    if route == "extensive":
        return _Objection(last, none, none, d.decided, last)
    objected = ~d.refused & steps[0]
    postponed = u["objection_postponed"] < at_level(odds.objection_postponed, level)
    late = u["objection_late"] < at_level(odds.objection_late, level)
    wait = np.ceil(triangular(odds.objection_late_wait, u["objection_late_wait"]) * _DAYS_A_WEEK * late)
    decided = decision_on_objection(last, postponed, law, atw=atw, delay=wait).legal
    upheld = objected & (u["objection_upheld"] < at_level(odds.objection_upheld, u.get("level_court")))
    return _Objection(last, objected, upheld, decided, appeal_end(decided, law).legal)


def _appeal(
    route: Route,
    d: _Decision,
    o: _Objection,
    steps: tuple[Array, Array, Array],
    u: Uniforms,
    odds: Odds,
    law: Law,
) -> _Appeal:
    """The courts. An appeal that is upheld strikes the permit only where its effects are not kept."""
    table, level = next_working_days(law), u.get("level_court")
    opposed = ~d.refused & steps[0] if route == "extensive" else o.objected & ~o.upheld
    appealed = opposed & steps[1]
    court_months = lognormal(odds.court_log_mean, odds.court_log_sigma, u["court_months"])
    higher_months = lognormal(odds.higher_log_mean, odds.higher_log_sigma, u["higher_months"])
    strikes = at_level(odds.annulled_if_founded, level)
    first = next_working_day(o.appeal_last + _days(court_months * _DAYS_A_MONTH), table)
    founded = appealed & (u["court_founded"] < at_level(odds.court_founded, level))
    struck = founded & (u["court_annuls"] < strikes)
    higher_last = higher_appeal_end(first, law).legal
    goes_higher = appealed & ~struck & steps[2]
    last = next_working_day(higher_last + _days(higher_months * _DAYS_A_MONTH), table)
    founded_higher = goes_higher & (u["higher_founded"] < at_level(odds.higher_founded, level))
    struck_higher = founded_higher & (u["higher_annuls"] < strikes)
    return _Appeal(
        appealed, struck, first, higher_last, goes_higher, struck_higher, last, court_months, higher_months
    )


def _use(
    route: Route,
    received: Array,
    regime: Regime | None,
    d: _Decision,
    o: _Objection,
    c: _Appeal,
    u: Uniforms,
    odds: Odds,
    law: Law,
) -> tuple[Array, Array]:
    """Entry into force, and the day from which no provisional relief stands in the way.

    Where the permit waits for the appeal term, a request inside it makes it wait for the ruling on the request.
    Relief that is granted lasts until the decision on the objection, or after the extensive procedure the ruling.
    """
    waits = np.asarray(waits_for_appeal_term(route, received, regime, law), bool)
    asked = (o.objected | c.appealed) & (
        u["relief_asked"] < at_level(odds.relief_asked, u.get("level_court"))
    )
    granted = asked & (u["relief_granted"] < at_level(odds.relief_granted, u.get("level_court")))
    months = lognormal(odds.relief_log_mean, odds.relief_log_sigma, u["relief_months"])
    ruled = next_working_day(o.last + _days(months * _DAYS_A_MONTH), next_working_days(law))
    main = c.first_ruling if route == "extensive" else o.decided
    plain = in_force_on(d.decided, o.last, waits)
    in_force = np.where(waits & asked, np.maximum(plain, np.where(granted, main, ruled)), plain)
    return in_force, np.where(granted, np.maximum(in_force, main), in_force)


def _days(days: Array) -> Array:
    """Whole days, rounded up."""
    return np.ceil(days).astype("timedelta64[D]")
