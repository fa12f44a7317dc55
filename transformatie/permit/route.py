"""The dates of a procedure for anyone: no building, only a route and the day an application was received."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import numpy as np

from transformatie.dated import Array, Law
from transformatie.formulas.decisions import decision_date, in_force_on, tacit_permit, waits_for_appeal_term
from transformatie.formulas.procedure import (
    appeal_end,
    decision_on_objection,
    irrevocable_on,
    last_day_against,
    objection_end,
)
from transformatie.formulas.routes import Route, regimes_of
from transformatie.formulas.terms import Atw
from transformatie.law.working_days import incomplete_years
from transformatie.permit.result import RouteDates, RouteStep
from transformatie.permit.words import both
from transformatie.result import Words

_LABELS = {
    "decision": ("Besluit binnen de termijn", "Decision within the term"),
    "tacit": ("Vergunning van rechtswege als niet is besloten", "Tacit permit when nobody decided"),
    "decision_extended": ("Besluit na verlenging", "Decision after extension"),
    "in_force": ("In werking", "In force"),
    "objection": ("Laatste dag bezwaar", "Last day to object"),
    "appeal_direct": ("Laatste dag beroep", "Last day to appeal"),
    "irrevocable": ("Onherroepelijk zonder bezwaar of beroep", "Irrevocable without objection or appeal"),
    "irrevocable_extended": (
        "Onherroepelijk, besluit na verlenging",
        "Irrevocable, decision after extension",
    ),
    "decision_on_objection": (
        "Beslissing op bezwaar, met adviescommissie",
        "Decision on the objection, with a committee",
    ),
    "decision_on_objection_postponed": (
        "Beslissing op bezwaar, verdaagd",
        "Decision on the objection, postponed",
    ),
    "irrevocable_objection": (
        "Onherroepelijk na bezwaar zonder beroep",
        "Irrevocable after an objection, no appeal",
    ),
}


def route_dates(route: Route, received: date, law: Law, atw: Atw = "default") -> RouteDates:
    """Every date of a procedure; the permit is taken to be sent on the last day to decide.

    Errors: LawError before the Wabo, or for a route the law of that day does not have.
    """
    day = np.array([received], "datetime64[D]")
    no, yes = np.array([False]), np.array([True])
    plain, longer = (decision_date(route, day, e, law, atw) for e in (no, yes))
    steps = [
        _step(
            "decision",
            plain.raw,
            plain.legal,
            _article(law, f"procedures.decision_{_table(route)}", received),
        )
    ]
    tacit = tacit_permit(
        plain.legal,
        law.at("procedures.tacit_permit_arises", plain.legal),
        np.array(route in ("within_plan", "regular")),
    )
    if not np.isnat(tacit[0]):
        steps.append(_step("tacit", None, tacit, _article(law, "procedures.tacit_permit_arises", received)))
    steps.append(
        _step(
            "decision_extended",
            longer.raw,
            longer.legal,
            _article(law, f"procedures.extension_{_table(route)}", received),
        )
    )
    last = last_day_against(route, plain.legal, law)
    force = in_force_on(plain.legal, last, waits_for_appeal_term(route, day, None, law))
    steps.append(
        _step(
            "in_force",
            None,
            force,
            _article(law, "procedures.extensive_waits_for_appeal_term", received)
            if route == "extensive"
            else "",
        )
    )
    window = (appeal_end if route == "extensive" else objection_end)(plain.legal, law)
    name, table = ("appeal_direct", "appeal") if route == "extensive" else ("objection", "objection")
    steps.append(_step(name, window.raw, window.legal, _article(law, f"procedures.{table}", received)))
    steps.append(_step("irrevocable", None, irrevocable_on(last)))
    steps.append(
        _step("irrevocable_extended", None, irrevocable_on(last_day_against(route, longer.legal, law)))
    )
    if route != "extensive":
        heard = [decision_on_objection(window.legal, p, law, atw=atw) for p in (no, yes)]
        article = _article(law, "procedures.decision_on_objection_with_committee", received)
        steps.append(_step("decision_on_objection", heard[0].raw, heard[0].legal, article))
        steps.append(_step("decision_on_objection_postponed", heard[1].raw, heard[1].legal, article))
        steps.append(
            _step("irrevocable_objection", None, irrevocable_on(appeal_end(heard[1].legal, law).legal))
        )
    missing = incomplete_years(received.year, max(s.legal.year for s in steps), law)
    return RouteDates(
        route=route,
        regime=str(regimes_of(day, law)[0]),
        received=received,
        steps=tuple(steps),
        warnings=missing_words(missing),
    )


def missing_words(years: tuple[int, ...]) -> tuple[Words, ...]:
    """A warning for years whose equalised days are not known."""
    if not years:
        return ()
    text = ("Gelijkgestelde dagen van {years} zijn niet bekend; een einde kan een dag later vallen.",
            "Days made equal to holidays are not known for {years}; an end may fall a day later.")  # fmt: skip
    return (both(text, years=", ".join(map(str, years))),)


def _table(route: Route) -> str:
    return "regular" if route == "within_plan" else route


def _article(law: Law, name: str, on: date) -> str:
    return law.entry(name, on).article


def _step(name: str, raw: Array | None, legal: Array, article: str = "") -> RouteStep:
    return RouteStep(
        name=name,
        label=both(_LABELS[name]),
        raw=None if raw is None else _day(raw),
        legal=_day(legal),
        article=article,
    )


def _day(days: Array) -> date:
    return cast(date, cast(Any, np.ravel(days)[0]).item())
