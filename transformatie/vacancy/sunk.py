"""What the empty part has cost since it fell empty: spent, shown year by year, and used in no decision.

The same cost lines on the same engine, over the years before the assessment date: prices of today brought back with
the growth of running cost, the WOZ value of each year where the file names it, levies by the state of 1 January.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from transformatie.appraise.costs import cost_lines
from transformatie.appraise.income import Income
from transformatie.formulas.carrying import Line
from transformatie.formulas.empty import leased_share
from transformatie.formulas.rounding import half_up
from transformatie.formulas.running import held_between, share_in_use
from transformatie.formulas.value import growth_index
from transformatie.input.parameters import LOCAL
from transformatie.input.settle import Resolved
from transformatie.labels import words
from transformatie.options import options
from transformatie.options.plan import Plan, neutral
from transformatie.periods import DAYS_A_YEAR, Periods, periods
from transformatie.setting import Setting
from transformatie.vacancy.result import Share, Sunk, SunkYear


class Past(Setting):
    """A setting whose axis ends on the assessment date: prices are those of that day, brought back."""

    @cached_property
    def indices(self) -> dict[str, np.ndarray]:
        """Price levels by period, one on the assessment date, (T, N)."""
        back = self.mid - float(self.cases.vacant_years[0])
        return {
            n: growth_index(back, self.cases.of(n)) for n in ("cpi", "running_growth", "office_rent_growth")
        }


def sunk(resolved: Resolved, s: Setting) -> Sunk | None:
    """The bill from `vacant_since` to the assessment date, in cents by year; None where nothing stood empty before it."""
    building = resolved.read.building
    since, until, area = building.building.vacant_since, building.assess.date, float(s.cases.vacant_area[0])
    if since is None or since >= until or area <= 0:
        return None
    axis = periods(since, until.year - since.year)
    woz, given = _woz(building.books.woz, axis)
    lines = past_lines(s, axis, float((until - since).days), woz)
    cells = {
        n: {part: half_up(axis.by_year(getattr(line, part))[:, 0]) for part in ("anyway", "extra")}
        for n, line in lines.items()
    }
    carried = np.add.reduce([c["anyway"] for c in cells.values()])
    extra = np.add.reduce([c["extra"] for c in cells.values()])
    total = carried + extra
    starts, ends = axis.year_bounds
    days = np.minimum(ends[:, 0], (until - since).days) - np.maximum(starts[:, 0], 0.0)
    years = tuple(
        SunkYear(year=int(y), days=int(days[t]), woz=float(woz[t]), woz_given=given[t], total=_cents(total[t]), carried=_cents(carried[t]),
                 extra=_cents(extra[t]), cumulative=_cents(total[: t + 1].sum()))
        for t, y in enumerate(axis.years)
    )  # fmt: skip
    return Sunk(
        since=since, until=until, area=area, years=years,
        lines=tuple(Share(name=n, label=words(n), amount=amount) for n, c in cells.items() if (amount := _cents(c["anyway"].sum() + c["extra"].sum()))),
        total=_cents(total.sum()), carried=_cents(carried.sum()), extra=_cents(extra.sum()),
        price_growth=float(s.cases.running_growth[0]),
    )  # fmt: skip


def _cents(amount: float) -> float:
    return round(float(amount), 2)


def past_lines(s: Setting, axis: Periods, until: float, woz: np.ndarray) -> Mapping[str, Line]:
    """The cost lines of the empty part before the assessment date, EUR per period of `axis` (T, 1)."""
    place = s.traits.municipality
    days = np.datetime64(axis.first) + axis.starts.astype("timedelta64[D]")
    rates = {
        name: s.law.at(table, days, carry=True)
        for name, (file, part) in LOCAL.items()
        if (table := f"{file}.{place}_{part}") in s.law.tables.parameters and _covers(s, table, axis)
    }
    c = replace(
        s.cases,
        arrays={
            **s.cases.arrays,
            **{n: r for n, r in rates.items() if _of_table(s, n)},
            "vacant_years": np.array([until / DAYS_A_YEAR]),
        },
    )
    past = Past(axis, s.law, replace(c, lease={k: v[:0] for k, v in c.lease.items()}), s.traits)
    hold = options().by_name["hold"]
    day = np.array([until])
    plan = Plan(
        "hold", (), hold, {**neutral(past), **dict.fromkeys(("office_until", "sold_on", "levies_until"), day)}
    )
    return cost_lines(plan, _rents(past, day, s), woz[:, None], past)


def _covers(s: Setting, table: str, axis: Periods) -> bool:
    """Whether the table holds a rate on the first day already; else today's is used."""
    return s.law.tables.parameters[table].values[0].from_ <= axis.first


def _of_table(s: Setting, name: str) -> bool:
    """Whether today's rate came from the municipality's table and not from the file."""
    file, part = LOCAL[name]
    entries = s.law.tables.parameters[f"{file}.{s.traits.municipality}_{part}"].values
    return any(np.isclose(s.cases.of(name)[0], float(e.central)) for e in entries)


def _rents(past: Past, until: np.ndarray, s: Setting) -> Income:
    """Rents and areas before today: what is let today was let at today's rent, what is empty was empty."""
    nothing, lettable, empty = past.no_flow, past.cases.lettable_area, s.cases.vacant_area
    held = held_between(past.periods, past.zero, until)
    vacant, let = held * empty, held * (lettable - empty)
    lease = s.cases.lease
    rent = held * np.add.reduce(lease["area"] * lease["rent"] * (lease["start"] <= 0), axis=0)
    return Income(
        rent, nothing, nothing, nothing, rent + 0.0, nothing, let, nothing, nothing, vacant,
        share_in_use(lettable, vacant), leased_share(lettable, vacant, nothing), held,
    )  # fmt: skip


def _woz(given: Mapping[int, float], axis: Periods) -> tuple[np.ndarray, list[bool]]:
    """The WOZ value of each year: the file's, else that of the nearest year it names, the later of two."""
    values = [given[min(given, key=lambda g: (abs(g - int(y)), -g))] for y in axis.years]
    return np.array(values, float), [int(y) in given for y in axis.years]
