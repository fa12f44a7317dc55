"""The rent the law allows on a day: maximum by points, segment, new-build surcharge."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import Day, EURPerMonth, Expect, Given, Number, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.points_rounding import cents, whole
from transformatie.trail import figure

#: Segments in the order of their codes.
SEGMENTS = ("low", "mid", "free")
LOW, MID, FREE = range(3)

Tenure = Literal["self_contained", "room"]


class RentRules(NamedTuple):
    """What the law says of maximum rents on a day. `table` (P,) EUR/month from point `table_from` on."""

    table: Array
    table_from: Array
    mid_from: Array
    free_from: Array
    surcharge_rate: Array
    surcharge_first_use_after: Array
    surcharge_works_before: Array
    surcharge_years: Array


def rent_rules(law: Law, dwelling: Tenure = "self_contained") -> RentRules:
    """The rules in force on the law's day; after the last table they are those of the last table.

    Errors: LawError before 1 July 2024 (rooms: before 1 January 2025): never the nearest table.
    """
    return RentRules(
        law.on(f"maximum_rent.{dwelling}"),
        law.on(f"maximum_rent.{dwelling}_from"),
        law.on("rent_law.mid_from_points"),
        law.on("rent_law.free_from_points"),
        law.on("rent_law.surcharge_rate"),
        law.on("rent_law.surcharge_first_use_after"),
        law.on("rent_law.surcharge_works_before"),
        law.on("rent_law.surcharge_years"),
    )


@figure("EUR/month")
def maximum_rent(points: Array, table: Array, table_from: Array) -> Array:
    """Maximum rent by points, as the table says it; above the mid segment it is a number, not a cap.

    maximum_rent = table[whole(points) − table_from], the first amount below the table,
        and the last step again for each point above it

    points (N,); table (P,) EUR/month, or (T, P) for T dates, giving (T, N); table_from () points, of the first amount.
    Source: Besluit huurprijzen woonruimte art. 8; policy book, annex of maximum rents.

    >>> maximum_rent(np.array([39, 41, 43]), np.array([10.0, 11.0, 13.0]), np.int64(40)).tolist()
    [10.0, 11.0, 15.0]
    """
    place = whole(points) - table_from
    last = table.shape[-1] - 1
    step = table[..., last] - table[..., last - 1]
    if table.ndim == 2:
        step = step[:, None]
    return table[..., np.clip(place, 0, last).astype(int)] + np.maximum(place - last, 0.0) * step


@figure("form")
def rent_segment(points: Array, mid_from: Array, free_from: Array, room: Array) -> Array:
    """Segment by points: 0 low, 1 mid, 2 free; a room is always in the low segment.

    rent_segment = low for rooms and below mid_from; mid below free_from; else free

    points (N,); mid_from, free_from () points; room (N,) flag. The amount does not decide, the points do.
    Source: Uitvoeringswet huurprijzen woonruimte, as changed by the Wet betaalbare huur.
    """
    counted = whole(points)
    return np.where(room | (counted < mid_from), LOW, np.where(counted < free_from, MID, FREE))


def years_later(day: Array, years: Array) -> Array:
    """The same day so many years later; 29 February becomes 28 where that year has none.

    >>> str(years_later(np.datetime64("2024-02-29"), np.int64(1)))
    '2025-02-28'
    """
    date = np.asarray(day, "datetime64[D]")
    month = date.astype("datetime64[M]")
    target = month + (np.asarray(years, int) * 12).astype("timedelta64[M]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    same = target.astype("datetime64[D]") + (date - month.astype("datetime64[D]"))
    return np.minimum(same, last)


@figure("share")
def surcharge_share(
    points: Array,
    first_use: Array,
    works_started: Array,
    day: Array,
    mid_from: Array,
    free_from: Array,
    rate: Array,
    first_use_after: Array,
    works_before: Array,
    years: Array,
) -> Array:
    """Share by which new dwellings in the mid segment may exceed the maximum rent.

    surcharge_share = rate, if mid_from ≤ points < free_from, first_use > first_use_after, works_started < works_before
        and day before the end of `years` from first_use; else 0

    points (N,); first_use (N,) as a dwelling, works_started (N,) of the conversion, datetime64[D] or NaT; day () or
    (T, 1) datetime64[D]; the rest (), the two dates as ISO text. A conversion of a space with another function
    counts as new; splitting a dwelling does not. It survives a change of tenant. The landlord must prove the dates.
    Source: Besluit huurprijzen woonruimte art. 8a.
    """
    counted = whole(points)
    new = (first_use > first_use_after.astype("datetime64[D]")) & (
        works_started < works_before.astype("datetime64[D]")
    )
    alike = np.ndim(years) > 0 and bool((years == years[0]).all())
    lasts = day < years_later(first_use, years[0] if alike else years)
    return np.where((counted >= mid_from) & (counted < free_from) & new & lasts, rate, 0.0)


@figure("EUR/month")
def rent_with_surcharge(maximum_rent: Array, surcharge_share: Array) -> Array:
    """Maximum rent with the new-build surcharge.

    rent_with_surcharge = maximum_rent + cents(maximum_rent × surcharge_share)

    maximum_rent (N,) EUR/month; surcharge_share (N,), the sum of all surcharges that hold.
    Source: Besluit huurprijzen woonruimte art. 8a.

    >>> float(rent_with_surcharge(np.float64(939.73), np.float64(0.1)))
    1033.7
    """
    return maximum_rent + cents(maximum_rent * surcharge_share)


class MaximumRentGiven(Given):
    """Points, and whether they were counted for a dwelling of its own or for a room."""

    points: Annotated[Number, Field(ge=-200, le=2000, description="rounded half up to whole points")]
    dwelling: Tenure = "self_contained"


class MaximumRentExpect(Expect):
    """The table value and the segment; in the free segment the table value is no cap."""

    amount: EURPerMonth
    segment: Literal["low", "mid", "free"]


@asked(maximum_rent)
def _maximum_rent(given: MaximumRentGiven, law: Law) -> MaximumRentExpect:
    rules = rent_rules(law, given.dwelling)
    points = np.float64(given.points)
    amount = maximum_rent(points, rules.table, rules.table_from)
    segment = rent_segment(points, rules.mid_from, rules.free_from, np.bool_(given.dwelling == "room"))
    return MaximumRentExpect(amount=round(float(amount), 2), segment=SEGMENTS[int(segment)])


class RentWithSurchargeGiven(Given):
    """A self-contained dwelling. Without a date the condition on it is not proven, and there is no surcharge."""

    points: Annotated[Number, Field(ge=-200, le=2000)]
    first_use: Day | None = None
    works_started: Day | None = None


class RentWithSurchargeExpect(Expect):
    """The maximum rent, surcharge included."""

    rent_with_surcharge: EURPerMonth


@asked(rent_with_surcharge)
def _rent_with_surcharge(given: RentWithSurchargeGiven, law: Law) -> RentWithSurchargeExpect:
    if law.in_force is None:
        raise LawError("rent_law.surcharge_rate", "-", "geef een datum (in_force)", "give a date (in_force)")
    rules = rent_rules(law)
    points = np.float64(given.points)
    share = surcharge_share(
        points,
        np.datetime64(given.first_use, "D"),
        np.datetime64(given.works_started, "D"),
        np.datetime64(law.in_force, "D"),
        *rules[2:],
    )
    amount = rent_with_surcharge(maximum_rent(points, rules.table, rules.table_from), share)
    return RentWithSurchargeExpect(rent_with_surcharge=round(float(amount), 2))
