"""Terms of law and their ends: days, weeks, months and years, never one turned into the other.

The day of the event (receipt, sending, display) is day 0. The raw end follows from the calendar alone; the legal
end is the raw end carried to a working day where the Algemene termijnenwet (Atw) says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
from pydantic import Field

from transformatie.asked import Count, Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.law.working_days import FIRST, next_working_days, positions
from transformatie.trail import figure, leaf

Unit = Literal["days", "weeks", "months", "years"]
#: `default`: terms up to 12 weeks, 90 days or 3 months roll; `all`: every forward term does; `none`: no term does.
Atw = Literal["default", "all", "none"]
F = TypeVar("F", bound=Callable[..., Any])
_UNIT_OF_TABLE = {"day": "days", "week": "weeks", "month": "months", "yr": "years"}


@dataclass(frozen=True)
class TermEnd:
    """The last day of a term, before and after the Algemene termijnenwet."""

    raw: Array
    legal: Array


@dataclass(frozen=True)
class Term:
    """A term as the law states it. length: () or (N,) in its own unit; longest: the longest that rolls."""

    length: Array
    unit: Array
    longest: Array


@figure("date")
def raw_end(start: Array, length: Array, unit: Array, backward: Array) -> Array:
    """The last day of a term before any roll.

    raw_end = start ± length, in the unit of the term; a month without that day ends on its last day

    start (N,) dates; length (N,) whole number; unit days, weeks, months or years; backward flag: counted back.
    Source: art. 4 of the European Convention on the calculation of time-limits for the last day of a month.

    >>> str(raw_end(np.datetime64("2023-01-31"), np.int64(1), np.array("months"), np.False_))
    '2023-02-28'
    """
    steps = np.where(backward, -1, 1) * np.asarray(length).astype(int)
    if unit == "days" or unit == "weeks":
        return start + steps * (7 if unit == "weeks" else 1)
    months = start.astype("datetime64[M]")
    target = months + steps * (12 if unit == "years" else 1)
    day_of_month = start - months.astype("datetime64[D]")
    last_of_month = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - 1
    return target.astype("datetime64[D]") + np.minimum(day_of_month, last_of_month)


@figure("flag")
def rolls(length: Array, longest: Array, backward: Array, atw: Array) -> Array:
    """Whether a term that ends on a day the law skips runs on to the next working day.

    rolls = length ≤ longest, or any length where atw is all; never backward, never where atw is none

    length, longest (N,) in one unit; backward flag; atw default, all or none.
    Source: Algemene termijnenwet art. 1(1), 1(2) and 4(a).
    """
    return ((length <= longest) | (atw == "all")) & ~np.asarray(backward) & (atw != "none")


@figure("date")
def legal_end(
    start: Array, raw: Array, rolling: Array, shortest: Array, working: Array, table: Array
) -> Array:
    """The last day of a term, as the Algemene termijnenwet has it.

    legal_end = first working day from raw on, and no earlier than the second working day after start

    start, raw (N,) dates; rolling (N,) flag; shortest (N,) days: the least term that must hold `working` working
    days (N,); table (D,) the next working day of each day. A term that does not roll ends on its raw end.
    Source: Algemene termijnenwet art. 1 and 2.
    """
    counted, end = np.where(rolling, start, FIRST), np.where(rolling, raw, FIRST)
    held = counted
    for _ in range(int(np.max(working))):
        held = next_working_day(held + 1, table)
    long_enough = (end - counted).astype(int) >= shortest
    end = next_working_day(end, table)
    return np.where(rolling, np.where(long_enough, np.maximum(end, held), end), raw)


def next_working_day(days: Array, table: Array) -> Array:
    """The day itself, or the next that is no Saturday, Sunday, holiday or equalised day, (N,)."""
    return table[positions(days)]


def read_term(law: Law, name: str, days: Array) -> Term:
    """The term of table entry `name` in force on each of `days`, with the longest of its unit that rolls."""
    unit = _UNIT_OF_TABLE[law.tables.parameters[name].unit]
    return Term(
        law.at(name, days),
        leaf(unit, f"{name}.unit", "constant", f"unit of {name}"),
        longest_rolled(law, unit, days),
    )


def longest_rolled(law: Law, unit: str, days: Array) -> Array:
    """The longest term in `unit` that the Algemene termijnenwet rolls."""
    return law.at(f"calendar.longest_rolled_{unit}", days)


def carried(start: Array, raw: Array, rolling: Array, law: Law) -> TermEnd:
    """A raw end (N,) with its legal end under the law as known."""
    shortest = law.at("calendar.short_term_days", start)
    working = law.at("calendar.working_days_in_term", start)
    return TermEnd(raw, legal_end(start, raw, rolling, shortest, working, next_working_days(law)))


def composed(unit: str) -> Callable[[F], F]:
    """Give a function that puts figures together a unit; the trail records its parts instead."""

    def mark(function: F) -> F:
        function.unit = unit  # type: ignore[attr-defined]
        return function

    return mark


@composed("date")
def term_end(start: Array, term: Term, law: Law, atw: Atw = "default", backward: bool = False) -> TermEnd:
    """The last day of a term, before (raw) and after (legal) the Algemene termijnenwet.

    term_end = raw_end, and legal_end where the term rolls

    start (N,) dates. Source: Algemene termijnenwet art. 1, 2 and 4.
    """
    back, switch = (
        leaf(backward, "backward", "constant", "the term runs back"),
        leaf(atw, "atw", "constant", "reading of the Atw"),
    )
    raw = raw_end(start, term.length, term.unit, back)
    return carried(start, raw, rolls(term.length, term.longest, back, switch), law)


@figure("date")
def extended_end(end: Array, longer_end: Array, extended: Array) -> Array:
    """The last day of a decision term that may have been extended once.

    extended_end = end, or longer_end where extended

    end, longer_end (N,) dates; extended (N,) flag. Source: Wabo 3.9(2), 3.12(8); Ow 16.64(2).
    """
    return np.where(extended, longer_end, end)


@figure("number")
def counted_length(length: Array, extension: Array, extended: Array, same_unit: Array) -> Array:
    """The length of a decision term by which the Algemene termijnenwet judges whether it rolls.

    counted_length = length, plus extension where extended; no bound where the two are in other units

    length, extension (N,) each in its own unit; extended, same_unit flags. Six months and six weeks are over three
    months, whatever the unit. That the total counts, and not the two parts, is one of two readings.
    Source: Algemene termijnenwet art. 4(a).
    """
    return np.where(extended, np.where(same_unit, length + extension, np.inf), length)


@figure("date")
def delayed_end(raw: Array, delay: Array) -> Array:
    """The raw end of a term that was overrun; it rolls only after the delay is added.

    delayed_end = raw + delay

    raw (N,) dates; delay (N,) whole days.
    """
    return raw + np.asarray(delay).astype(int)


def end_with_extension(
    start: Array, term: Term, extra: Term, extended: Array, law: Law, atw: Atw, delay: Array | None = None
) -> TermEnd:
    """The end of a term that may be extended once, with `delay` days added to the raw end before it rolls."""
    forward, switch = (
        leaf(False, "backward", "constant", "the term runs on"),
        leaf(atw, "atw", "constant", "reading of the Atw"),
    )
    end = raw_end(start, term.length, term.unit, forward)
    raw = extended_end(end, raw_end(end, extra.length, extra.unit, forward), extended)
    if delay is not None:
        raw = delayed_end(raw, delay)
    same = leaf(term.unit == extra.unit, "same_unit", "constant", "units of both terms")
    rolling = rolls(counted_length(term.length, extra.length, extended, same), term.longest, forward, switch)
    return carried(start, raw, rolling, law)


@figure("day")
def days_between(dates: Array) -> Array:
    """The days from each date to the next.

    days_between = date - date before it

    dates (K,) dates; the result is one shorter.

    >>> days_between(np.array(["2016-01-29", "2016-07-19"], "datetime64[D]")).tolist()
    [172]
    """
    return np.diff(dates).astype(int)


Length = Annotated[Count, Field(ge=0, le=100_000)]


class TermEndGiven(Given):
    """A term and the day it counts from."""

    start: Day
    length: Length
    unit: Unit
    backward: bool = False
    atw: Atw = "default"


class TermEndExpect(Expect):
    """The last day, before and after the Algemene termijnenwet."""

    raw: date
    legal: date


class DaysBetweenGiven(Given):
    """Dates in any order."""

    dates: Annotated[list[Day], Field(min_length=2)]


class DaysBetweenExpect(Expect):
    """The days between each pair of neighbours, and from the first to the last."""

    days: list[int]
    total: int


def day64(day: date) -> Array:
    """A date as an array of shape ()."""
    return leaf(np.datetime64(day, "D"), "date", "input", "given", "date")


def as_expected(end: TermEnd) -> TermEndExpect:
    """The two ends as plain dates."""
    return TermEndExpect(raw=plain_day(end.raw), legal=plain_day(end.legal))


def plain_day(day: Array) -> date:
    """A date of shape () as a plain date.

    Errors: LawError for a day outside the years 1 to 9999.
    """
    found = day.item()
    if not isinstance(found, date):
        raise LawError(
            "calendar", str(day), "een datum in de jaren 1 tot en met 9999", "a date in the years 1 to 9999"
        )
    return found


@asked(term_end)
def _term_end(given: TermEndGiven, law: Law) -> TermEndExpect:
    start = day64(given.start)
    term = Term(np.int64(given.length), np.array(given.unit), longest_rolled(law, given.unit, start))
    return as_expected(term_end(start, term, law, given.atw, given.backward))


@asked(days_between)
def _days_between(given: DaysBetweenGiven, _law: Law) -> DaysBetweenExpect:
    days = days_between(np.array(given.dates, "datetime64[D]"))
    return DaysBetweenExpect(days=days.tolist(), total=int(np.sum(days)))
