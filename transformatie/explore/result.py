"""What is found around an appraisal: which inputs move it, what would have to change, what waiting is worth."""

from __future__ import annotations

from datetime import date
from typing import Literal

from transformatie.parts import Part, Words

#: The world a lever belongs to: what a bank or a fund decides, the fisc, the law and the municipality, the market.
World = Literal["financing", "fiscal", "legal", "market"]


class Moved(Part):
    """One input of a tornado, at the low and the high end of its own range, all else as in the central case.

    at_low, at_high: value after tax of the option; rank_*: its place among all rows; first_*: the row that is then first.
    variance: the share of the variance of the option's value over the draws that this input explains on its own.
    """

    name: str
    label: Words
    unit: str
    low: float
    mid: float
    high: float
    source: str
    confidence: str
    at_low: float
    at_high: float
    rank_low: int
    rank_high: int
    first_low: str
    first_high: str
    variance: float


class Chance(Part):
    """A turn of the permit procedure, or the course of a market, with the share of the variance it explains."""

    name: str
    label: Words
    variance: float


class Tornado(Part):
    """The inputs that move one option most. bars: at most ten; others: beyond them, those that change who is first."""

    option: str
    label: Words
    value: float
    rank: int
    first: str
    bars: tuple[Moved, ...]
    others: tuple[Moved, ...]
    procedure: tuple[Chance, ...]
    markets: tuple[Chance, ...] = ()


class Sensitivity(Part):
    """Tornados of one building, and how the shares of variance were made."""

    draws: int
    seed: int
    labels: dict[str, Words]
    tornados: tuple[Tornado, ...]
    method: Words


class Threshold(Part):
    """Where a lever turns the order. reached: at `value` (the nearest to today); flips: between `low` and `high`, next to each other.

    gap_low, gap_high: by how much the option lies above the yardstick at those ends. others: further turns within reach.
    above_now: the option is above the yardstick today, and `value` is where that ends.
    """

    status: Literal["reached", "flips", "not_within_reach", "no_effect"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None
    above_now: bool
    others: int = 0


class LeverFound(Part):
    """One lever of an option. how: where to write the value back, a path in the input file or an entry of the law (`law`)."""

    name: str
    label: Words
    world: World
    unit: str
    now: float
    reach_low: float
    reach_high: float
    source: str
    how: str
    law: bool
    equal: Threshold
    first: Threshold


class Breakeven(Part):
    """What would have to change for one option. passive: the better of selling and holding; rival: the best other row."""

    option: str
    label: Words
    value: float
    passive: str
    passive_value: float
    rival: str
    rival_value: float
    levers: tuple[LeverFound, ...]
    labels: dict[str, Words]
    note: Words


#: Why two runs differ: what was put in, the law and the market that were used, the draws, the version of the program.
Cause = Literal["inputs", "law", "market", "draws", "version", "interactions"]


class Difference(Part):
    """One row in two runs, in euros to the cent: before + the parts = after.

    measure: the central value, or the expected one. separable: causes that could be put in on their own; the effect of
    the others lies in the interactions.
    """

    option: str
    label: Words
    measure: Literal["central", "expected"]
    before: float
    after: float
    parts: dict[Cause, float]
    separable: tuple[Cause, ...]


class Changed(Part):
    """One thing that is not the same in the two runs."""

    cause: Cause
    name: str
    before: str
    after: str


class Comparison(Part):
    """What explains the difference between two runs; `only` names rows that one of them lacks."""

    before: str
    after: str
    version: str
    versions: tuple[str, str]
    changed: tuple[Changed, ...]
    rows: tuple[Difference, ...]
    only: tuple[str, ...]


#: What is done until the later date.
First = Literal["hold", "temporary"]


class Sequel(Part):
    """One way to wait. fixed_*: the plan that is best when fixed today (act None: never); flexible: deciding later by the rule.

    value: of the better of the two; standard_error: of its difference from acting now. acts_by_date: share of the draws in
    which the rule acts on each date, never last. table: expected value of each act by date; never: of not acting.
    """

    first: First
    fixed_act: str | None
    fixed_years: float | None
    fixed_value: float
    flexible_value: float
    flexibility: float
    value: float
    standard_error: float
    acts_by_date: tuple[float, ...]
    acts_by_option: dict[str, float]
    table: dict[str, tuple[float, ...]]
    never: float


class Trigger(Part):
    """What decides on one date: the movement since today that counts most, the level from which to act, and what is expected.

    rises: a higher level speaks for acting. level None: no level within reach changes the choice.
    """

    variable: str
    rises: bool
    level: float | None
    expected: float


class Waiting(Part):
    """The value of waiting and of temporary use first, against the best way to act today."""

    acts: tuple[str, ...]
    now: dict[str, float]
    best_now: str
    hold: float
    sequels: tuple[Sequel, ...]
    first: First
    value: float
    above_acting_now: float
    standard_error: float
    waits: bool
    dates: tuple[date, ...]
    triggers: tuple[Trigger, ...]
    draws: int
    seed: int
    labels: dict[str, Words]
    note: Words
