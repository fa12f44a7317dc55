"""Running an office that is partly empty: what is carried anyway, and what only because it is empty."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.periods import Periods
from transformatie.trail import figure


@figure("EUR")
def levy_due(woz: Array, rate: Array, new_year: Array, held: Array) -> Array:
    """A levy on the WOZ value, due whole on 1 January by the state of that day.

    levy_due = woz × rate × new_year × held

    woz (T, N) EUR; rate (N,) share; new_year (T, 1) one where a period starts on 1 January; held (T, N) whether the
    object is held as it is that day. EUR per period. Gemeentewet 220, Waterschapswet 117.
    """
    return woz * rate * new_year * held


@figure("EUR")
def amount_due(amount: Array, index: Array, new_year: Array, held: Array) -> Array:
    """A fixed levy due whole on 1 January.

    amount_due = amount × index × new_year × held

    amount (N,) EUR; index, held (T, N); new_year (T, 1). EUR per period.
    """
    return amount * index * new_year * held


@figure("EUR/yr")
def while_held(amount: Array, index: Array, held: Array) -> Array:
    """A yearly amount or a quantity while the building is held as it is.

    while_held = amount × index × held

    amount (N,) or (T, N); index, held (T, N).
    """
    return amount * index * held


@figure("m2")
def empty_area(lettable: Array, let: Array, temporary: Array) -> Array:
    """Lettable area nobody uses.

    empty_area = max(lettable − let − temporary, 0)

    lettable (N,); let, temporary (T, N) m2.
    """
    return np.maximum(lettable - let - temporary, 0.0)


@figure("share")
def share_in_use(lettable: Array, empty: Array) -> Array:
    """The share of the lettable area that is in use.

    share_in_use = 1 − empty / lettable

    lettable (N,) or (T, N), empty (T, N) m2; all is in use where nothing is left.
    """
    return 1.0 - empty / np.maximum(lettable, 1e-9)


@figure("share")
def held_between(periods: Periods, start: Array, end: Array) -> Array:
    """The share of each period between two days.

    held_between = share of the period in [start, end)

    start, end (N,) days. Returns (T, N).
    """
    return periods.overlap(start, end)


@figure("share")
def held_on_new_year(periods: Periods, start: Array, end: Array) -> Array:
    """Whether a state holds on the first day of each period.

    held_on_new_year = 1 where start ≤ first day of the period < end

    start, end (N,) days. Returns (T, N).
    """
    return periods.as_of(start, end)


@figure("EUR")
def by_period(periods: Periods, yearly: Array) -> Array:
    """The value of its calendar year for each period.

    by_period = value of the calendar year that holds the period

    yearly (Y, N). Returns (T, N).
    """
    return periods.from_year(yearly)


@figure("EUR/yr")
def by_year(periods: Periods, flows: Array) -> Array:
    """Flows of the periods of each calendar year, summed.

    by_year = Σ flows of the periods of the year

    flows (T, N) EUR per period. Returns (Y, N).
    """
    return periods.by_year(flows)


@figure("EUR")
def over_period(rate: Array, in_years: Array) -> Array:
    """A rate a year as the flow of each period.

    over_period = rate × length of the period in years

    rate (T, N) EUR/yr; in_years (T, 1). EUR per period.
    """
    return rate * in_years


@figure("share")
def years_between(periods: Periods, start: Array, end: Array) -> Array:
    """The share of each calendar year between two days.

    years_between = days of the year in [start, end) / days of the year

    start, end (N,) days. Returns (Y, N).
    """
    return periods.overlap_years(start, end)


@figure("flag")
def year_of(periods: Periods, day: Array) -> Array:
    """The calendar year that holds a day.

    year_of = 1 in the year of the day, else 0

    day (N,). Returns (Y, N).
    """
    return periods.in_year(day)


@figure("flag")
def years_before(years: Array, until: Array) -> Array:
    """The calendar years before one.

    years_before = 1 in each year before until, else 0

    years (Y, 1); until (N,) whole years. Returns (Y, N).
    """
    return (years < until).astype(float)


@figure("EUR")
def less(whole: Array, *parts: Array) -> Array:
    """What is left of an amount after others.

    less = whole − Σ parts
    """
    total = whole - parts[0]
    for part in parts[1:]:
        fits = isinstance(total, np.ndarray) and np.shape(part) == total.shape
        total = np.subtract(total, part, out=total) if fits else total - part
    return total


@figure("share")
def sold_of_what_is_left(periods: Periods, presold: Array, ready: Array, last: Array) -> Array:
    """The share of the dwellings left that is sold in each year: part at completion, the rest at an even pace.

    sold_of_what_is_left = (sold by the end of the year − sold by its start) / (1 − sold by its start)

    presold (N,) share; ready, last (N,) days. Returns (Y, N). The rest goes with the last year of the axis.
    """
    _starts, ends = periods.year_bounds
    even = np.clip((ends - ready) / np.maximum(last - ready, 1.0), 0.0, 1.0)
    by_end = np.where(ends > ready, presold + (1.0 - presold) * even, 0.0)
    by_end[-1] = 1.0
    by_start = np.concatenate([np.zeros((1, by_end.shape[1])), by_end[:-1]])
    left = 1.0 - by_start
    return np.divide(by_end - by_start, left, out=np.zeros_like(left), where=left > 1e-12)


@figure("number")
def vacant_units(let_share: Array, units: Array) -> Array:
    """Units that stand empty, as a share of the units there are.

    vacant_units = (1 − let_share) × units

    let_share (T, N); units (N,) number.
    """
    return (1.0 - let_share) * units


@figure("EUR")
def of_which(flows: Array, mask: Array) -> Array:
    """The part of flows that a share or a flag takes.

    of_which = flows × mask
    """
    return flows * mask


@figure("EUR/yr")
def running_when_let(
    woz: Array,
    levy_rate: Array,
    fixed: Array,
    gross_area: Array,
    maintenance: Array,
    rent: Array,
    management: Array,
) -> Array:
    """What an owner pays in a year for an office that is let in full.

    running_when_let = woz × levy_rate + fixed + gross_area × maintenance + rent × management

    woz (N,) EUR; levy_rate (N,) OZB owner and water board together; fixed (N,) sewer, ground rent, insurance, contributions
    EUR/yr; gross_area (N,) m2 BVO; maintenance (N,) EUR/m2/yr; rent (N,) EUR/yr; management (N,) share of the rent.
    """
    return woz * levy_rate + fixed + gross_area * maintenance + rent * management


@figure("date")
def on_date(periods: Periods, day: Array) -> Array:
    """A day since the assessment as a calendar date, rounded up to whole days.

    on_date = assessment date + day

    day (N,). Returns (N,) dates; a day that never comes is the year 2400.
    """
    return periods.date_of(day)


@figure("year")
def calendar_year(periods: Periods, day: Array) -> Array:
    """The calendar year of a day; of one that never comes, the year after the last of the axis.

    calendar_year = year of (assessment date + day)

    day (N,). Returns (N,) whole years; the first moment of a year counts as that year.
    """
    _starts, ends = periods.year_bounds
    return periods.years[0] + np.sum(day >= ends, axis=0).astype(float)


@figure("share")
def part_of(part: Array, whole: Array) -> Array:
    """A part as a share of its whole.

    part_of = part / whole
    """
    return part / whole


@figure("EUR")
def total(flows: Array) -> Array:
    """The sum over all periods, row by row.

    total = Σ flows

    flows (T, N) or (Y, N). Returns (N,).
    """
    out = flows[0] + 0.0
    for flow in flows[1:]:
        out = out + flow
    return out


@figure("flag")
def on_or_before(periods: Periods, day: Array) -> Array:
    """The calendar years up to the one that holds a day.

    on_or_before = 1 in each year that starts on or before the day

    day (N,). Returns (Y, N).
    """
    starts, _ends = periods.year_bounds
    return (starts <= np.maximum(day, 0.0)).astype(float)


@figure("EUR/yr")
def held_result(
    operating: Array,
    depreciation: Array,
    closing: Array,
    disposal: Array,
    proceeds: Array,
    in_year: Array,
    until: Array,
) -> Array:
    """Taxable result of a building held until a sale on 31 December of one year, from its books to the horizon.

    held_result = (operating − depreciation) × until + (proceeds − closing − disposal) × in_year

    operating, depreciation, closing, disposal (Y, N) EUR: disposal is not nothing in the last year only, where closing
    is; proceeds (N,) EUR; in_year, until (Y, N) flags of the year of the sale and of the years up to it.
    """
    return (operating - depreciation) * until + (proceeds - closing - disposal) * in_year
