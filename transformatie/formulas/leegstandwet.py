"""Temporary use of an empty building: how long the law allows it, and when such a lease can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from pydantic import model_validator

from transformatie.asked import Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.formulas.terms import (
    TermEnd,
    TermEndExpect,
    as_expected,
    composed,
    day64,
    plain_day,
    raw_end,
    read_term,
    term_end,
)
from transformatie.trail import figure, leaf


@figure("yr")
def temporary_use_years(planning: Array, leegstandwet: Array) -> Array:
    """How many years temporary living in an empty building is allowed.

    temporary_use_years = smaller of planning and leegstandwet

    planning (N,) yr, infinite where planning law sets no cap; leegstandwet (N,) yr.
    Source: Wabo 2.12(2), art. 4(11) bijlage II Bor, Ow 5.36; Leegstandwet art. 15 and 16.
    """
    return np.minimum(planning, leegstandwet)


@dataclass(frozen=True)
class TemporaryLease:
    """A temporary lease; each (N,) dates.

    earliest_end: shortest lease after its start; end: the day it ends; notice_by: last day to give notice for it.
    """

    earliest_end: Array
    end: Array
    notice_by: Array


@figure("date")
def temporary_lease_end(wanted: Array, earliest: Array, permit_end: Array) -> Array:
    """The day on which a lease under the Leegstandwet ends.

    temporary_lease_end = smaller of permit_end and (larger of wanted and earliest)

    wanted (N,) the day the owner wants the building back; earliest (N,) shortest lease after its start; permit_end
    (N,): the lease ends with the permit, even before the shortest lease is over.
    Source: Leegstandwet art. 16.
    """
    return np.minimum(permit_end, np.maximum(wanted, earliest))


def temporary_lease(start: Array, wanted: Array, permit_end: Array, law: Law) -> TemporaryLease:
    """The dates of leases that start on `start`, wanted back on `wanted`, under permits up to `permit_end` (N,)."""
    shortest = read_term(law, "leegstandwet.shortest_lease", start)
    notice = read_term(law, "leegstandwet.landlord_notice", start)
    earliest = raw_end(
        start, shortest.length, shortest.unit, leaf(False, "backward", "constant", "the term runs on")
    )
    end = temporary_lease_end(wanted, earliest, permit_end)
    return TemporaryLease(
        earliest,
        end,
        raw_end(end, notice.length, notice.unit, leaf(True, "backward", "constant", "the term runs back")),
    )


@composed("date")
def leegstandwet_decision(received: Array, law: Law) -> TermEnd:
    """The last day to decide on an application for a Leegstandwet permit.

    leegstandwet_decision = received + decision term

    received (N,) dates. Source: Awb 4:13; Leegstandwet art. 15.
    """
    return term_end(received, read_term(law, "leegstandwet.permit_decision", received), law)


def planning_cap(law: Law, on: date | None = None) -> Array:
    """The longest temporary deviation from the plan in years, infinite where there is none, shape ()."""
    if law.value("leegstandwet.planning_is_capped", on):
        return law.on("leegstandwet.planning_years", on)
    return leaf(np.inf, "leegstandwet.planning_years", "law", "art. 5.36 Ow: no cap", "yr", "secondary")


class TemporaryUseYearsGiven(Given):
    """What is let; a dwelling is a rented one that awaits demolition or renovation."""

    object: Literal["office", "dwelling"]


class TemporaryUseYearsExpect(Expect):
    """The caps of planning law and of the Leegstandwet, and the smaller; null is no cap."""

    planning: float | None
    leegstandwet: float
    years: float | None


class LeegstandwetDecisionGiven(Given):
    """An application for a Leegstandwet permit."""

    received: Day


class TemporaryLeaseGiven(Given):
    """A lease under the Leegstandwet."""

    lease_start: Day
    wanted_back: Day
    permit_end: Day

    @model_validator(mode="after")
    def _in_order(self) -> TemporaryLeaseGiven:
        if self.permit_end < self.lease_start:
            raise ValueError("permit_end op of na lease_start || permit_end on or after lease_start")
        return self


class TemporaryLeaseExpect(Expect):
    """The shortest lease, the day it ends, and the last day to give notice."""

    earliest_end: date
    temporary_lease_end: date
    notice_by: date


@asked(temporary_use_years)
def _temporary_use_years(given: TemporaryUseYearsGiven, law: Law) -> TemporaryUseYearsExpect:
    planning, leegstandwet = planning_cap(law), law.on(f"leegstandwet.{given.object}_years")
    years = temporary_use_years(planning, leegstandwet)
    return TemporaryUseYearsExpect(
        planning=_or_none(planning), leegstandwet=float(leegstandwet), years=_or_none(years)
    )


def _or_none(years: Array) -> float | None:
    return float(years) if np.isfinite(years) else None


@asked(temporary_lease_end)
def _temporary_lease_end(given: TemporaryLeaseGiven, law: Law) -> TemporaryLeaseExpect:
    lease = temporary_lease(day64(given.lease_start), day64(given.wanted_back), day64(given.permit_end), law)
    return TemporaryLeaseExpect(
        earliest_end=plain_day(lease.earliest_end),
        temporary_lease_end=plain_day(lease.end),
        notice_by=plain_day(lease.notice_by),
    )


@asked(leegstandwet_decision)
def _leegstandwet_decision(given: LeegstandwetDecisionGiven, law: Law) -> TermEndExpect:
    return as_expected(leegstandwet_decision(day64(given.received), law))
