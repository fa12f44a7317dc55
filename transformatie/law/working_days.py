"""Which days are working days for the Algemene termijnenwet, as one table that a vector of dates can look up.

The holidays of art. 3(1), and Good Friday (art. 3(2)), come from the package `holidays`: King's day and Queen's
day with their Sundays, and 5 May in every year. The days made equal by decree (art. 3(3)) follow no rule; they
are dated entries of `calendar.equalised_days`, and the years no entry covers are named by `incomplete_years`.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np

from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.trail import leaf

#: The days the table holds.
FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST = np.datetime64(f"{FIRST_YEAR}-01-01")
LAST = np.datetime64(f"{LAST_YEAR}-12-31")
EQUALISED = "calendar.equalised_days"


def next_working_days(law: Law) -> Array:
    """For each day from FIRST to LAST, the day itself or else the next that the law does not skip, (D,) dates."""
    entries = law.entries(EQUALISED)
    for entry in entries:
        law.read[(EQUALISED, entry.from_)] = entry
    table = _table(tuple(str(day) for entry in entries for day in entry.central))
    return leaf(table, "next_working_days", "law", "Algemene termijnenwet art. 1 and 3", "date", "secondary")


def incomplete_years(first: int, last: int, law: Law) -> tuple[int, ...]:
    """The years from `first` to `last` whose equalised days were not found or not yet decreed."""
    spans = [(e.from_.year, (e.until or e.from_).year) for e in law.entries(EQUALISED)]
    return tuple(y for y in range(first, last + 1) if not any(a <= y <= b for a, b in spans))


def positions(days: Array) -> Array:
    """Where each day stands in the table.

    Errors: LawError naming the first day the table does not hold.
    """
    index = (np.asarray(days, "datetime64[D]") - FIRST).astype(int)
    outside = (index < 0) | (index > (LAST - FIRST).astype(int))
    if np.any(outside):
        day = np.atleast_1d(days)[np.atleast_1d(outside)][0]
        raise LawError(
            "calendar.next_working_days",
            day,
            f"tabel loopt van {FIRST} tot {LAST}",
            f"the table runs from {FIRST} to {LAST}",
        )
    return index


@lru_cache(maxsize=32)
def _table(equalised: tuple[str, ...]) -> Array:
    """The table itself, for one list of equalised days; a month longer, so that its last days have a successor.

    Errors: LawError for an equalised day that is no date.
    """
    days = np.arange(FIRST, LAST + 32)
    holidays = np.array(holidays_of_law(FIRST_YEAR, LAST_YEAR + 1), dtype="datetime64[D]")
    try:
        decreed = np.array(equalised, dtype="datetime64[D]")
    except ValueError as error:
        raise LawError(EQUALISED, ", ".join(equalised), "geen datums", "not dates") from error
    working = np.is_busday(days, holidays=np.concatenate([holidays, decreed]))
    found = np.flatnonzero(working)
    following = found[np.searchsorted(found, np.arange((LAST - FIRST).astype(int) + 1))]
    table = days[following]
    table.flags.writeable = False
    return table


def holidays_of_law(first: int, last: int) -> list[date]:
    """The days of art. 3(1) and (2) of the Algemene termijnenwet in the years `first` to `last`.

    >>> [d.isoformat() for d in holidays_of_law(2026, 2026)][:4]
    ['2026-01-01', '2026-04-03', '2026-04-05', '2026-04-06']
    """
    return sorted(_dutch()(years=range(first, last + 1), categories=("public", "optional")))


@cache
def _dutch() -> Any:
    """The Dutch calendar of `holidays`, wanted only where a date is counted. Its module is loaded by itself, for the
    folder it stands in loads the calendars of all countries first, which takes as long as all the rest of it."""
    import holidays

    path = Path(holidays.__path__[0]) / "countries" / "netherlands.py"
    spec = spec_from_file_location("holidays_netherlands", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Netherlands
