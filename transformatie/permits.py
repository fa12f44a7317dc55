"""The permit of an option: its route under the law of the application, and its days for every case.

The authority takes its whole term, extension included, and nobody objects: the central case. Drawn delays,
objections and refusals come in `chance`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

import numpy as np

from transformatie.building import Building
from transformatie.dated import Array, Law
from transformatie.formulas.procedure import Dates, procedure_days
from transformatie.formulas.routes import Facts, Route, regimes_of, routes_of
from transformatie.options import Option
from transformatie.periods import DAYS_A_MONTH
from transformatie.trail import figure, leaf


@dataclass(frozen=True)
class PermitPath:
    """The days of one option's permit, (N,) days since the assessment; dates: the same as calendar dates."""

    route: Array
    regime: Array
    received: Array
    applied: Array
    decided: Array
    in_force: Array
    irrevocable: Array
    dates: Dates


@figure("date")
def application_date(first: Array, months: Array, asked: Array) -> Array:
    """The day the application is received: the one the owner names, else after the preparation.

    application_date = asked, or first + months × 365.25 / 12 where none is asked

    first () date; months (N,); asked (N,) date or NaT. Returns (N,) dates.
    """
    prepared = first + np.ceil(months * DAYS_A_MONTH).astype("timedelta64[D]")
    return np.where(np.isnat(asked), prepared, asked)


@figure("day")
def days_since(day: Array, first: Array) -> Array:
    """A date as days since the assessment.

    days_since = day − first
    """
    return (day - first).astype("timedelta64[D]").astype(float)


@dataclass(frozen=True)
class Permits:
    """What the routes of one group of cases depend on, beside the option: facts of the buildings, (N,) each."""

    law: Law
    first: date
    months: Array
    asked: Array
    outside_plan: Array
    monument: Array
    area: Array
    extended: bool = True
    _known: dict[str, PermitPath] = field(default_factory=dict, compare=False, repr=False)

    def path(self, option: Option, setting: object = None) -> PermitPath:
        """The permit of an option; an option without one is ready to start when prepared."""
        key = repr(option.permit)
        if key not in self._known:
            self._known[key] = self._path(option)
        return self._known[key]

    def _path(self, option: Option) -> PermitPath:
        first = leaf(np.datetime64(self.first), "assessment date", "input", "assess.date", "date")
        received = application_date(first, self.months, self.asked)
        regimes = regimes_of(received, self.law)
        routes = routes_of(self._facts(option), regimes, self.law)
        dates = self._merged(routes, received)
        days = {
            name: days_since(getattr(dates, name), first) for name in ("decided", "in_force", "irrevocable")
        }
        return PermitPath(routes, regimes, received, days_since(received, first), dates=dates, **days)

    def _facts(self, option: Option) -> Facts:
        asks = option.permit
        n = np.shape(self.months)
        no = np.zeros(n, bool)
        adds = bool(asks and asks.adds_dwellings)
        changes = bool(asks and asks.use != "office")
        return Facts(
            outside_plan=self.outside_plan.astype(bool) & changes, inside_built_up_area=~no, area=self.area,
            dwellings_added=np.full(n, int(adds)), temporary=no | bool(asks and asks.temporary),
            volume_grows=no | bool(asks and asks.volume_grows), monument=self.monument.astype(bool), eia_column_1=no, council_list=no,
            consent_of_another_body=no, declared_extensive=no,
        )  # fmt: skip

    def _merged(self, routes: Array, received: Array) -> Dates:
        """The dates of each case by its own route."""
        found = [r for r in get_args(Route) if np.any(routes == r)]
        extended = leaf(
            np.full(np.shape(received), self.extended),
            "decision term extended",
            "constant",
            "the authority takes its whole term",
            "flag",
        )
        parts = [procedure_days(cast(Route, r), received, None, extended, self.law) for r in found]
        if len(parts) == 1:
            return parts[0]
        which = [routes == r for r in found]
        merged = {
            name: np.select(which, [getattr(d, name) for d in parts], np.datetime64("NaT"))
            for name in ("decided_raw", "decided", "in_force", "objection_end", "irrevocable")
        }
        return Dates(**merged)


def permits_of(buildings: list[Building], sizes: list[int], months: Array, area: Array, law: Law) -> Permits:
    """The permits of a group of buildings with one assessment date. What the plan allows is assumed not to be housing."""
    asked = [np.datetime64(b.assess.application_date or "NaT", "D") for b in buildings]
    outside = [not b.building.housing_allowed for b in buildings]
    monument = [bool(b.building.monument) for b in buildings]
    return Permits(
        law, buildings[0].assess.date, months, leaf(np.repeat(asked, sizes), "assess.application_date", "input", "the file", "date"),
        leaf(np.repeat(outside, sizes), "outside the plan", "input", "building.housing_allowed", "flag"),
        leaf(np.repeat(monument, sizes), "monument", "input", "building.monument", "flag"), area,
    )  # fmt: skip
