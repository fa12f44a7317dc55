"""The time axis: months to the end of the fifth full year, then calendar years, then the exit.

Every 31 December is a period end, so folding periods to calendar years is a segmented sum, exact. Days are
float days since the assessment date; a date that never comes is `NEVER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from transformatie.dated import Array

NEVER = 1e9
#: The convention of XIRR: an exponent counts 365 days a year.
DAYS_A_YEAR = 365.0
#: The mean length of a month, for durations that are given in months.
DAYS_A_MONTH = 365.25 / 12
MONTHLY_YEARS = 5
#: With fewer cases than this it costs more to find the periods that matter than to take them all.
FEW = 64


@dataclass(frozen=True)
class Periods:
    """The periods from `first` to 31 December of the year `horizon_years` after it.

    starts, ends: (T, 1) float days since `first`, half open. years: (Y,) calendar years.
    """

    first: date
    horizon_years: int
    starts: Array
    ends: Array
    years: Array
    year_starts: Array  # (Y,) index of the first period of each calendar year

    @cached_property
    def lengths(self) -> Array:
        """Days in each period, (T, 1)."""
        return self.ends - self.starts

    @cached_property
    def in_years(self) -> Array:
        """Length of each period in years: days over the days of its calendar year, (T, 1)."""
        return self.lengths / self.year_lengths[self.year_of]

    @cached_property
    def year_lengths(self) -> Array:
        """Days in each calendar year, whole years, (Y, 1)."""
        days = (self.years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        nexts = (self.years - 1969).astype("datetime64[Y]").astype("datetime64[D]")
        return (nexts - days).astype(float)[:, None]

    @cached_property
    def year_of(self) -> Array:
        """The index of the calendar year of each period, (T,)."""
        index = np.zeros(len(self.starts), int)
        index[self.year_starts[1:]] = 1
        return np.cumsum(index)

    @cached_property
    def mid(self) -> Array:
        """The middle of each period in years of 365 days since `first`, (T, 1)."""
        return (self.starts + self.ends) / (2 * DAYS_A_YEAR)

    @cached_property
    def year_end_days(self) -> Array:
        """The last moment of each calendar year in whole days since `first`, (Y, 1)."""
        return np.append(self.starts[self.year_starts[1:], 0], self.ends[-1, 0])[:, None]

    @cached_property
    def year_ends(self) -> Array:
        """The last moment of each calendar year in years of 365 days since `first`, (Y, 1)."""
        return self.year_end_days / DAYS_A_YEAR

    @cached_property
    def year_bounds(self) -> tuple[Array, Array]:
        """Start and end of each calendar year in days since `first`, the first year whole, (Y, 1) each."""
        ends = self.year_end_days
        return ends - self.year_lengths, ends

    def overlap_years(self, start: Array, end: Array) -> Array:
        """The share of each calendar year that lies in [start, end) and on or after `first`, (Y, N)."""
        starts, ends = self.year_bounds
        inside = np.minimum(ends, end) - np.maximum(np.maximum(starts, 0.0), start)
        return np.maximum(inside, 0.0) / self.year_lengths

    def in_year(self, day: Array) -> Array:
        """One in the calendar year that holds `day`, (Y, N); a day before the first falls in the first."""
        starts, ends = self.year_bounds
        inside = np.maximum(day, 0.0)
        return ((starts <= inside) & (inside < ends)).astype(float)

    @cached_property
    def new_year(self) -> Array:
        """One for a period that starts on 1 January, (T, 1): the day by whose state a year's levies are due."""
        flags = np.zeros((len(self.starts), 1))
        flags[self.year_starts] = 1.0
        if self.first.month != 1 or self.first.day != 1:
            flags[0] = 0.0
        return flags

    @cached_property
    def share_of_year(self) -> Array:
        """The part of each calendar year that lies on or after `first`, (Y, 1): one but for the first year."""
        return self.by_year(self.in_years)

    def overlap(self, start: Array, end: Array) -> Array:
        """The share of each period that lies in [start, end), (T, N). start, end: (N,) days."""
        out = np.zeros(np.broadcast_shapes(self.starts.shape, np.shape(start), np.shape(end)))
        touched = self.touched(start, end)
        whole = self._within(start, end, touched)
        out[whole] = 1.0
        for rows in (slice(touched.start, whole.start), slice(whole.stop, touched.stop)):
            inside = np.minimum(self.ends[rows], end) - np.maximum(self.starts[rows], start)
            out[rows] = np.maximum(inside, 0.0) / self.lengths[rows]
        return out

    def touched(self, start: Array, end: Array) -> slice:
        """The periods that [start, end) touches in some case: in all others nothing happens."""
        if np.size(start) < FEW and np.size(end) < FEW:
            return slice(0, len(self.starts))
        first = int(self.ends[:, 0].searchsorted(np.asarray(start).min(), "right"))
        return slice(first, max(first, int(self.starts[:, 0].searchsorted(np.asarray(end).max()))))

    def _within(self, start: Array, end: Array, touched: slice) -> slice:
        """The periods that lie within [start, end) in every case; if there are none, the place where `touched` starts."""
        if np.size(start) < FEW and np.size(end) < FEW:
            return slice(0, 0)
        first = int(self.starts[:, 0].searchsorted(np.asarray(start).max()))
        last = int(self.ends[:, 0].searchsorted(np.asarray(end).min(), "right"))
        return slice(first, last) if first < last else slice(touched.start, touched.start)

    def on(self, day: Array) -> Array:
        """One in the period that holds `day`, nothing elsewhere, (T, N); a day before the first falls in the first."""
        inside = np.maximum(day, 0.0)
        out = np.zeros(np.broadcast_shapes(self.starts.shape, np.shape(day)))
        rows = self.touched(inside, inside + 1.0)
        out[rows] = (self.starts[rows] <= inside) & (inside < self.ends[rows])
        return out

    def as_of(self, start: Array, end: Array) -> Array:
        """Whether each period starts inside [start, end), (T, N): a state on the first day of the period."""
        return ((self.starts >= start) & (self.starts < end)).astype(float)

    def by_year(self, flows: Array) -> Array:
        """Sum the periods (T, N) of each calendar year, (Y, N); row by row, so that N does not change the sum."""
        out = np.zeros((len(self.years), *np.shape(flows)[1:]))
        for years, of_them in self._folds:
            out[years] += flows[of_them]
        return out

    @cached_property
    def _folds(self) -> list[tuple[slice, slice]]:
        """Years that have as many periods as the year before them, with the first period of each; then with the second; …"""
        counts = np.bincount(self.year_of)
        out = []
        for alike in np.split(np.arange(len(counts)), np.flatnonzero(np.diff(counts)) + 1):
            each, start = int(counts[alike[0]]), int(self.year_starts[alike[0]])
            years = slice(int(alike[0]), int(alike[-1]) + 1)
            out += [(years, slice(start + k, start + each * len(alike), each)) for k in range(each)]
        return out

    def from_year(self, yearly: Array) -> Array:
        """The value of its calendar year for each period, (T, N) from (Y, N)."""
        return yearly[self.year_of]

    def day_of(self, when: Array) -> Array:
        """Dates datetime64[D] (N,) as float days since `first`."""
        return (np.asarray(when, "datetime64[D]") - np.datetime64(self.first)).astype(float)

    def date_of(self, day: Array) -> Array:
        """Float days since `first` (N,) as dates datetime64[D], rounded up to whole days; NEVER becomes the year 2400."""
        capped = np.minimum(np.ceil(day), 140_000.0)
        return np.datetime64(self.first) + capped.astype("timedelta64[D]")

    @property
    def end(self) -> float:
        """The last moment, in days since `first`."""
        return float(self.ends[-1, 0])

    @property
    def end_date(self) -> date:
        """31 December of the last year."""
        return date(int(self.years[-1]), 12, 31)


def periods(first: date, horizon_years: int) -> Periods:
    """The axis that starts on `first` and ends on 31 December, `horizon_years` calendar years later.

    >>> p = periods(date(2026, 11, 24), 30)
    >>> len(p.years), len(p.starts), p.end_date.isoformat()
    (31, 87, '2056-12-31')
    """
    last = first.year + horizon_years
    bounds = [first]
    year, month = first.year, first.month
    while year <= min(first.year + MONTHLY_YEARS, last):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        bounds.append(date(year, month, 1))
    while year <= last:
        year += 1
        bounds.append(date(year, 1, 1))
    days = np.array([(b - first).days for b in bounds], float)
    years = np.arange(first.year, last + 1)
    at = {b.year: i for i, b in reversed(list(enumerate(bounds[:-1])))}
    return Periods(
        first, horizon_years, days[:-1, None], days[1:, None], years, np.array([at[int(y)] for y in years])
    )
