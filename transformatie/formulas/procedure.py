"""The dates of a permit procedure to the end: objection, appeal, higher appeal, irrevocable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import model_validator

from transformatie.asked import Day, Expect, Given, Record, asked
from transformatie.dated import Array, Law
from transformatie.formulas.decisions import decision_date, in_force_on, waits_for_appeal_term
from transformatie.formulas.routes import Regime, Route
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
def objection_end(sent: Array, law: Law) -> TermEnd:
    """The last day to object to a decision.

    objection_end = sent + term to object

    sent (N,) the day it was sent to the applicant, never that of its publication. Source: Awb 6:7, 6:8, 3:41.
    """
    return term_end(sent, read_term(law, "procedures.objection", sent), law)


@composed("date")
def appeal_end(sent: Array, law: Law) -> TermEnd:
    """The last day to appeal against a decision on an objection, or against an extensive decision.

    appeal_end = sent + term to appeal

    sent (N,) the day of sending; for an extensive decision the day it was laid on display. Source: Awb 6:7, 6:8(4).
    """
    return term_end(sent, read_term(law, "procedures.appeal", sent), law)


@composed("date")
def higher_appeal_end(sent: Array, law: Law) -> TermEnd:
    """The last day for a higher appeal against a ruling.

    higher_appeal_end = sent + term for a higher appeal

    sent (N,) the day the ruling was sent. Source: Awb 6:7 jo 6:24.
    """
    return term_end(sent, read_term(law, "procedures.higher_appeal", sent), law)


@composed("date")
def decision_on_objection(
    objections_end: Array,
    postponed: Array,
    law: Law,
    committee: bool = True,
    atw: Atw = "default",
    delay: Array | None = None,
) -> TermEnd:
    """The last day to decide on an objection.

    decision_on_objection = last day to object + decision term, + postponement where postponed

    objections_end (N,) dates: the clock starts the day after, not on receipt of the objection; postponed (N,) flag.
    Source: Awb 7:10(1) and (3).
    """
    name = "decision_on_objection_with_committee" if committee else "decision_on_objection"
    term = read_term(law, f"procedures.{name}", objections_end)
    postponement = read_term(law, "procedures.postponement_on_objection", objections_end)
    return end_with_extension(objections_end, term, postponement, postponed, law, atw, delay)


@figure("date")
def irrevocable_on(last_day: Array) -> Array:
    """The day from which nobody can undo a permit any more.

    irrevocable_on = day after the last day on which someone could object or appeal

    last_day (N,) dates.
    """
    return last_day + 1


@dataclass(frozen=True)
class Dates:
    """The dates of a procedure in which nobody objects; each (N,) dates.

    decided_raw, decided: last day to decide, before and after the Algemene termijnenwet; the permit is taken to be
    granted and sent, or laid on display, on that day. in_force: from when it may be used. objection_end: last day to
    object (regular) or to appeal (extensive). irrevocable: from when nobody can undo it.
    """

    decided_raw: Array
    decided: Array
    in_force: Array
    objection_end: Array
    irrevocable: Array


def procedure_days(
    route: Route, received: Array, regime: Regime | None, extended: Array, law: Law, atw: Atw = "default"
) -> Dates:
    """The dates of each case (N,) when the authority takes its whole term and nobody objects.

    received (N,) dates; extended (N,) flag; regime: the law to apply, or None for that of the day of the application.
    """
    end = decision_date(route, received, extended, law, atw, regime)
    last = last_day_against(route, end.legal, law)
    in_force = in_force_on(end.legal, last, waits_for_appeal_term(route, received, regime, law))
    return Dates(end.raw, end.legal, in_force, last, irrevocable_on(last))


def last_day_against(route: Route, decided: Array, law: Law) -> Array:
    """The last day on which someone can act against a permit: object, or after the extensive procedure appeal, (N,)."""
    return (appeal_end if route == "extensive" else objection_end)(decided, law).legal


class SentGiven(Given):
    """The day a decision was sent to the applicant, or an extensive one laid on display."""

    sent: Day


class ObjectionEndExpect(Expect):
    """The last day."""

    objection_end: date


class AppealEndExpect(Expect):
    """The last day."""

    appeal_end: date


class HigherAppealEndExpect(Expect):
    """The last day."""

    higher_appeal_end: date


class DecisionOnObjectionGiven(Given):
    """A permit that was objected to."""

    sent: Day
    advisory_committee: bool = True
    postponed: bool = False
    atw: Atw = "default"


class Objection(Record):
    """An objection, and the day the decision on it was sent."""

    decided_on: Day


class IrrevocableOnGiven(Given):
    """A permit and what was done against it; nobody appeals."""

    route: Route
    decided: Day
    objection: Objection | None = None

    @model_validator(mode="after")
    def _no_objection_to_an_extensive_decision(self) -> IrrevocableOnGiven:
        if self.route == "extensive" and self.objection is not None:
            raise ValueError(
                "geen bezwaar: tegen een besluit na de uitgebreide procedure staat direct beroep open"
                " || no objection: a decision of the extensive procedure is appealed directly"
            )
        return self


class IrrevocableOnExpect(Expect):
    """The day from which nobody can undo the permit."""

    irrevocable_on: date


@asked(objection_end)
def _objection_end(given: SentGiven, law: Law) -> ObjectionEndExpect:
    return ObjectionEndExpect(objection_end=plain_day(objection_end(day64(given.sent), law).legal))


@asked(appeal_end)
def _appeal_end(given: SentGiven, law: Law) -> AppealEndExpect:
    return AppealEndExpect(appeal_end=plain_day(appeal_end(day64(given.sent), law).legal))


@asked(higher_appeal_end)
def _higher_appeal_end(given: SentGiven, law: Law) -> HigherAppealEndExpect:
    return HigherAppealEndExpect(higher_appeal_end=plain_day(higher_appeal_end(day64(given.sent), law).legal))


@asked(decision_on_objection)
def _decision_on_objection(given: DecisionOnObjectionGiven, law: Law) -> TermEndExpect:
    last = objection_end(day64(given.sent), law).legal
    postponed = leaf(given.postponed, "postponed", "input", "given", "flag")
    return as_expected(decision_on_objection(last, postponed, law, given.advisory_committee, given.atw))


@asked(irrevocable_on)
def _irrevocable_on(given: IrrevocableOnGiven, law: Law) -> IrrevocableOnExpect:
    if given.objection is None:
        last = last_day_against(given.route, day64(given.decided), law)
    else:
        last = appeal_end(day64(given.objection.decided_on), law).legal
    return IrrevocableOnExpect(irrevocable_on=plain_day(irrevocable_on(last)))
