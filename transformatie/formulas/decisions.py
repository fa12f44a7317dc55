"""The decision on an application: its last day, the tacit permit, entry into force."""

from __future__ import annotations

from datetime import date

import numpy as np
from pydantic import model_validator

from transformatie.asked import Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.formulas.routes import Regime, Route, days_under
from transformatie.formulas.terms import (
    Atw,
    TermEnd,
    TermEndExpect,
    as_expected,
    composed,
    day64,
    end_with_extension,
    plain_day,
    read_term,
    term_end,
)
from transformatie.trail import figure, leaf


@composed("date")
def decision_date(
    route: Route,
    received: Array,
    extended: Array,
    law: Law,
    atw: Atw = "default",
    regime: Regime | None = None,
    delay: Array | None = None,
) -> TermEnd:
    """The last day to decide on an application.

    decision_date = received + the decision term of the route, + its extension where extended

    received (N,) dates; extended (N,) flag. With `regime` the terms of that law, whatever the day of the
    application; `delay` (N,) days are added to the raw end before it rolls. A permit within the plan follows the
    regular procedure. Errors: LawError before the Wabo, or for consent of another body under the Wabo.
    Source: Wabo 3.9 and 3.12; Ow 16.64 and 16.66; Awb 3:18.
    """
    days = _days(received, regime, law)
    name = "regular" if route == "within_plan" else route
    term = read_term(law, f"procedures.decision_{name}", days)
    extension = read_term(law, f"procedures.extension_{name}", days)
    return end_with_extension(received, term, extension, extended, law, atw, delay)


@figure("date")
def tacit_permit(last_day: Array, arises: Array, regular: Array) -> Array:
    """The day on which a permit arises because nobody decided in time; not-a-date where none does.

    tacit_permit = last_day + 1, in the regular procedure, where the law of last_day knows it

    last_day (N,) the legal end of the decision term; arises (N,) flag of the law on that day; regular flag.
    Source: Wabo 3.9(3), Awb 4:20b; ended for pending applications too on 2024-01-01.
    """
    return np.where(np.asarray(arises, bool) & regular, last_day + 1, np.datetime64("NaT"))


@figure("date")
def in_force_on(decided: Array, last_day: Array, waits: Array) -> Array:
    """The day from which a permit may be used.

    in_force_on = day after the decision; day after last_day to appeal where the permit waits for that

    decided, last_day (N,) dates; waits (N,) flag: extensive procedure under the Wabo, or a tacit permit.
    Source: Wabo 6.1(1), (2) and (4); Ow 16.79.
    """
    return np.where(np.asarray(waits, bool), last_day + 1, decided + 1)


def waits_for_appeal_term(route: Route, received: Array, regime: Regime | None, law: Law) -> Array:
    """Whether the permit may be used only after the appeal term, (N,) flag."""
    if route != "extensive":
        return leaf(np.zeros(np.shape(received)), "waits", "constant", "art. 6.1(1) Wabo; art. 16.79 Ow")
    return law.at("procedures.extensive_waits_for_appeal_term", _days(received, regime, law))


def _days(received: Array, regime: Regime | None, law: Law) -> Array:
    """The days whose law holds: those of the applications, or those of a law they are set under."""
    return received if regime is None else days_under(regime, received, law)


class DecisionDateGiven(Given):
    """An application; the regime is that of the day it was received."""

    route: Route
    received: Day
    extended: bool = False
    atw: Atw = "default"


class TacitPermitExpect(Expect):
    """The day the permit arises, or null."""

    tacit_permit: date | None


class InForceOnGiven(Given):
    """A permit; the regime is that of the day of the application.

    A tacit permit (`decided` is the day it was made known) is suspended until the term to object is over, or until
    the decision on an objection.
    """

    route: Route
    received: Day
    decided: Day
    tacit: bool = False
    objection_decided_on: Day | None = None

    @model_validator(mode="after")
    def _tacit_is_regular(self) -> InForceOnGiven:
        if self.tacit and self.route not in ("within_plan", "regular"):
            raise ValueError(
                "van rechtswege alleen in de reguliere procedure || a tacit permit exists in the regular procedure only"
            )
        return self


class InForceOnExpect(Expect):
    """The day from which the permit may be used."""

    in_force_on: date


@asked(decision_date)
def _decision_date(given: DecisionDateGiven, law: Law) -> TermEndExpect:
    return as_expected(_last_day(given, law))


@asked(tacit_permit)
def _tacit_permit(given: DecisionDateGiven, law: Law) -> TacitPermitExpect:
    last = _last_day(given, law).legal
    regular = leaf(given.route in ("within_plan", "regular"), "regular", "input", "given")
    arises = tacit_permit(last, law.at("procedures.tacit_permit_arises", last), regular)
    return TacitPermitExpect(tacit_permit=None if np.isnat(arises) else plain_day(arises))


def _last_day(given: DecisionDateGiven, law: Law) -> TermEnd:
    extended = leaf(given.extended, "extended", "input", "given", "flag")
    return decision_date(given.route, day64(given.received), extended, law, given.atw)


@asked(in_force_on)
def _in_force_on(given: InForceOnGiven, law: Law) -> InForceOnExpect:
    received, decided = day64(given.received), day64(given.decided)
    last = term_end(decided, read_term(law, "procedures.appeal", decided), law).legal
    waits = waits_for_appeal_term(given.route, received, None, law)
    if given.tacit:
        waits = leaf(True, "waits", "law", "art. 6.1(4) Wabo")
        last = term_end(decided, read_term(law, "procedures.objection", decided), law).legal
        last = last if given.objection_decided_on is None else day64(given.objection_decided_on)
    return InForceOnExpect(in_force_on=plain_day(in_force_on(decided, last, waits)))
