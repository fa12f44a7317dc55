"""What a procedure costs by law: building fees, and what a late authority pays."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Count, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import figure


@figure("EUR")
def building_fees(cost: Array, base: Array, bounds: Array, rates: Array) -> Array:
    """Leges for a building permit; due on refusal too.

    building_fees = base + Σ rate × the part of cost between its bound and the next

    cost (N,) EUR of the works; base () EUR; bounds (B,) EUR rising; rates (B,) share.
    Source: legesverordening of the municipality.

    >>> [float(f) for f in building_fees(np.array([9e3, 225e3]), 225.0, np.array([1e4, 225e3]), np.array([0.037, 0.0289]))]
    [225.0, 8180.0]
    """
    fees = np.full(np.shape(cost), base, float)
    for bound, upper, rate in zip(bounds, [*bounds[1:], np.inf], rates, strict=True):
        fees = fees + rate * np.clip(cost - bound, 0.0, upper - bound)
    return fees


@figure("EUR")
def late_decision_penalty(days_late: Array, rates: Array, step: Array) -> Array:
    """What an authority owes for deciding late.

    late_decision_penalty = Σ rate × the days of its step, up to the last step

    days_late (N,) days after notice of default and the two weeks it gives; rates (R,) EUR/day; step () days of each.
    The Algemene termijnenwet does not extend these days. Source: Awb 4:17(1), (2) and (3).

    >>> float(late_decision_penalty(np.int64(50), np.array([23.0, 35.0, 45.0]), np.float64(14)))
    1442.0
    """
    penalty = np.zeros(np.shape(days_late))
    for i, rate in enumerate(rates):
        penalty = penalty + rate * np.clip(days_late - i * step, 0.0, step)
    return penalty


@figure("EUR")
def court_penalty(days_late: Array, rate: Array, maximum: Array) -> Array:
    """What an authority owes when it does not follow a court's order to decide.

    court_penalty = smaller of days_late × rate and maximum

    days_late (N,) days after the term the court set; rate () EUR/day; maximum () EUR. Source: Awb 8:55d.
    """
    return np.minimum(days_late * rate, maximum)


def fee_table(municipality: str, law: Law) -> tuple[Array, Array, Array]:
    """Base, bounds and rates of a municipality's building fees, of the day in force.

    Errors: LawError naming the municipality where no table holds it.
    """
    stem = f"building_fees.{municipality.strip().lower().replace(' ', '_')}"
    if f"{stem}_base" not in law.tables.parameters:
        known = ", ".join(
            n.removesuffix("_base").partition(".")[2]
            for n in law.tables.names("building_fees.")
            if n.endswith("_base")
        )
        raise LawError(
            f"building_fees {municipality}", law.in_force, f"gemeente niet in de tabel (wel: {known})",
            f"municipality not in the table (known: {known})",
        )  # fmt: skip
    return law.on(f"{stem}_base"), law.on(f"{stem}_bounds"), law.on(f"{stem}_rates")


DaysLate = Annotated[Count, Field(ge=0)]


class BuildingFeesGiven(Given):
    """Building works and where they are."""

    municipality: str
    cost: Annotated[EUR, Field(ge=0)]


class BuildingFeesExpect(Expect):
    """The fees."""

    building_fees: float


class DaysLateGiven(Given):
    """Days late: after notice of default and its two weeks, or after the term a court set."""

    days_late: DaysLate


class LateDecisionPenaltyExpect(Expect):
    """The penalty."""

    late_decision_penalty: float


class CourtPenaltyExpect(Expect):
    """The penalty."""

    court_penalty: float


@asked(building_fees)
def _building_fees(given: BuildingFeesGiven, law: Law) -> BuildingFeesExpect:
    base, bounds, rates = fee_table(given.municipality, law)
    return BuildingFeesExpect(building_fees=float(building_fees(np.float64(given.cost), base, bounds, rates)))


@asked(late_decision_penalty)
def _late_decision_penalty(given: DaysLateGiven, law: Law) -> LateDecisionPenaltyExpect:
    rates, step = law.on("procedures.late_penalty_rates"), law.on("procedures.late_penalty_step")
    return LateDecisionPenaltyExpect(
        late_decision_penalty=float(late_decision_penalty(np.float64(given.days_late), rates, step))
    )


@asked(court_penalty)
def _court_penalty(given: DaysLateGiven, law: Law) -> CourtPenaltyExpect:
    rate, maximum = law.on("procedures.court_penalty_rate"), law.on("procedures.court_penalty_maximum")
    return CourtPenaltyExpect(court_penalty=float(court_penalty(np.float64(given.days_late), rate, maximum)))
