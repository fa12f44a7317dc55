"""What is said of a permit: the steps with their dates, chance and cost, what runs beside it, and regimes side by side."""

from __future__ import annotations

from datetime import date
from typing import Literal

from transformatie.dated import Confidence
from transformatie.parts import Part, Words


class StatutoryTerm(Part):
    """A term of law in its own unit, with the extension that may be given once."""

    length: float
    unit: str
    extension: float | None
    extension_unit: str


class PermitStep(Part):
    """One step. chance: that it takes place at all.

    start, raw_end, legal_end: when the authority takes its whole term; of steps that need opposition: if each is taken
    on its last day. earliest: complete at once, not extended, nobody objects. median, p90: of the draws in which the
    step takes place. confidence: of term and article; chance_confidence: of chance and duration. cost: value lost to the time it takes in this option; paid: what is paid for it.
    """

    name: str
    label: Words
    kind: Literal["activity", "wait", "term", "decision", "court"]
    article: str
    confidence: Confidence
    term: StatutoryTerm | None
    chance: float | None
    chance_confidence: Confidence | None
    start: date | None
    raw_end: date | None
    legal_end: date | None
    earliest: date | None
    median: date | None
    p90: date | None
    critical: bool
    cost: float | None
    paid: float


class DrawnDays(Part):
    """P10, P50 and P90 of a day over the draws in which it comes; none without draws."""

    p10: date | None
    p50: date | None
    p90: date | None


class SideProcedure(Part):
    """What runs beside the permit. end: as expected; latest: at worst. counted: whether the dates of the plan wait for it."""

    name: str
    label: Words
    start: date | None
    end: date | None
    latest: date | None
    counted: bool
    note: Words
    article: str
    confidence: Confidence


class RegieOutcome(Part):
    """The permit with the Wet regie in force, or without."""

    in_force: bool
    irrevocable: DrawnDays
    chance_by_deadline: float | None


class PermitStudy(Part):
    """The permit of one option, whole. in_force, irrevocable: with the whole term and no objection.

    chance_comes: that it is neither refused nor undone; chance_by_deadline: that it is irrevocable by then.
    month_later, month_earlier: change of value when the application comes a month later or earlier. start_month_later: the
    same when the works begin a month later than they can. value_in_force, value_irrevocable: when works start at own risk, or when the permit stands. refusal_cost: value less that after a
    refusal, where the building is held. slack_months: by how much the leases, not the permit, hold the start (negative:
    the permit holds it).
    """

    option: str
    label: Words
    regime: str
    route: str
    why: Words
    assumed: tuple[Words, ...]
    starts_on: Literal["in_force", "irrevocable"]
    application: date
    decided: date
    in_force: date
    irrevocable: date
    works_start: date | None
    drawn_in_force: DrawnDays
    drawn_irrevocable: DrawnDays
    drawn_works_start: DrawnDays
    deadline: date | None
    chance_comes: float | None
    chance_refused: float | None
    chance_by_deadline: float | None
    steps: tuple[PermitStep, ...]
    critical_path: tuple[Words, ...]
    slack_months: float
    value: float
    month_later: float
    month_earlier: float
    start_month_later: float
    value_in_force: float
    value_irrevocable: float
    refusal_cost: float
    building_fee: float
    plan_fee: float
    studies: float
    rent_surcharge: bool | None
    side: tuple[SideProcedure, ...]
    regie: tuple[RegieOutcome, ...]
    warnings: tuple[Words, ...]
    draws: int


class RegimeLine(Part):
    """One option under one regime. value: central; expected: mean over the draws in which the permit comes.

    difference, difference_months: of value and of the months to irrevocable, central, with the first regime compared.
    difference_empty: that of value when the same building has no tenants, so that works wait for the permit alone.
    """

    regime: str
    route: str
    months_to_decision: float
    months_to_start: float
    months_to_irrevocable: float
    irrevocable_p50: float | None
    irrevocable_p90: float | None
    chance_comes: float | None
    value: float
    expected: float | None
    difference: float
    difference_empty: float
    difference_months: float


class PermitComparison(Part):
    """One option under several regimes; the buildings, prices and taxes are those of the assessment date."""

    option: str
    label: Words
    lines: tuple[RegimeLine, ...]


class RouteStep(Part):
    """One date of a procedure."""

    name: str
    label: Words
    raw: date | None
    legal: date
    article: str


class RouteDates(Part):
    """The dates of a procedure for an application, decided within the term, with extension, and after an objection."""

    route: str
    regime: str
    received: date
    steps: tuple[RouteStep, ...]
    warnings: tuple[Words, ...]
