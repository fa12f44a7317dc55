"""The permit of an option: its route under the law of the application, and its days for every case.

Without uniform numbers the authority takes its whole term, extension included, and nobody objects: the central
case. With them every case meets its own stops, delays, objections and refusals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

import numpy as np

from transformatie.dated import Array, Law
from transformatie.formulas.permits import Permit, Plan, permit_of
from transformatie.formulas.procedure import Dates, last_day_against, procedure_days
from transformatie.formulas.procedure_draws import NEVER_ON, Uniforms
from transformatie.formulas.routes import Regime, Route, regimes_of, routes_of
from transformatie.formulas.timing import dwellings_in, usable_area
from transformatie.input.building import Building
from transformatie.options import Option, PermitFacts
from transformatie.periods import DAYS_A_MONTH, NEVER
from transformatie.permit.facts import Site, site_of
from transformatie.trail import figure, leaf

if TYPE_CHECKING:
    from transformatie.setting import Setting


@dataclass(frozen=True)
class PermitPath:
    """The days of one option's permit, (N,) days since the assessment; dates: the same as calendar dates.

    start_at_risk: entry into force, after provisional relief where it was granted; failed: the day it was refused or
    undone, never where it stands.
    """

    route: Array
    regime: Array
    received: Array
    applied: Array
    decided: Array
    in_force: Array
    start_at_risk: Array
    irrevocable: Array
    failed: Array
    dates: Dates


@dataclass(frozen=True)
class DrawnPermit:
    """What became of a permit in each draw: (N,) days since the assessment, `NEVER` where a day does not come."""

    applied: Array
    decided: Array
    in_force: Array
    start_at_risk: Array
    irrevocable: Array
    failed: Array
    refused: Array
    annulled: Array
    permit: Permit


@figure("date")
def application_date(first: Array, months: Array, surveyed: Array, asked: Array, later: Array) -> Array:
    """The day the application is received: the one the owner names, else after the preparation.

    application_date = asked, or the later of first + months × 365.25 / 12 and surveyed; then later days on, and no
        earlier than first

    first () date; months (N,); surveyed (N,) date of the end of an ecological survey or NaT; asked (N,) date or NaT;
    later (N,) days, negative for earlier. Returns (N,) dates.
    """
    prepared = first + np.ceil(months * DAYS_A_MONTH).astype("timedelta64[D]")
    prepared = np.where(np.isnat(surveyed), prepared, np.fmax(prepared, surveyed))
    wanted = np.where(np.isnat(asked), prepared, asked)
    return np.maximum(wanted + np.round(later).astype("timedelta64[D]"), first)


@figure("day")
def days_since(day: Array, first: Array, shorter: Array) -> Array:
    """A date as days since the assessment, less what is taken off the procedure before it; never stays never.

    days_since = max(day − first − shorter, 0)
    """
    days = (day - first).astype("timedelta64[D]").astype(float)
    return np.where(day >= NEVER_ON, NEVER, np.maximum(days - shorter, 0.0))


@figure("EUR")
def plan_fee_due(fee: Array, outside_plan: Array) -> Array:
    """The municipality's fee for deviating from the plan; due on refusal too.

    plan_fee_due = fee, where the use is outside the plan

    fee (N,) EUR; outside_plan (N,) flag.
    """
    return np.where(outside_plan, fee, 0.0)


@dataclass(frozen=True)
class Permits:
    """The permits of one group of cases; what they depend on beside the option.

    months (N,) of preparation; uniforms: set in a run of draws, and then `path` returns what became of each draw;
    regime: one law for all cases, whatever their day; later, shorter (N,) days by which the application comes later
    and the procedure is cut, for what-if cases.
    """

    law: Law
    first: date
    months: Array
    site: Site
    uniforms: Uniforms | None = None
    regime: Regime | None = None
    later: Array | None = None
    shorter: Array | None = None
    extended: bool = True
    _known: dict[str, PermitPath] = field(default_factory=dict, compare=False, repr=False)

    @property
    def grid_day(self) -> Array:
        """The first day with a grid connection for the new use, (N,); day nought where the file names no wait."""
        return self.site.grid_day

    def plan_fee(self, option: Option) -> Array:
        """The fee for deviating from the plan, beside the building fee, (N,); nothing for what the plan allows."""
        outside = leaf(
            self.site.facts(_asks(option)).outside_plan,
            "outside the plan",
            "input",
            "building.housing_allowed",
            "flag",
        )
        return plan_fee_due(self.site.plan_fee, outside)

    def path(self, option: Option, setting: Setting) -> PermitPath:
        """The permit of an option."""
        key = repr(option.permit) if self.uniforms is None else f"{option.name} {option.permit!r}"
        if key not in self._known:
            self._known[key] = (
                self._central(option) if self.uniforms is None else self._in_draws(option, setting)
            )
        return self._known[key]

    def drawn(self, option: Option, setting: Setting, uniforms: Uniforms) -> DrawnPermit:
        """What becomes of the permit of an option in each draw, under the law of the day that draw applies."""
        found = permit_of(
            self._received(), self.plan(option, setting), uniforms, self.law, self.first, self.regime
        )
        d = found.drawn
        days = {
            name: self._days(getattr(d, name))
            for name in ("decided", "in_force", "start_at_risk", "irrevocable", "failed")
        }
        return DrawnPermit(
            self._since(d.received), refused=d.refused, annulled=d.annulled, permit=found, **days
        )

    def plan(self, option: Option, setting: Setting) -> Plan:
        """What an option asks, with what makes its odds."""
        asks, flags = _asks(option), self.site.flags
        dwellings = _dwellings(option, setting)
        housing = asks.use in ("housing", "rooms")
        return Plan(
            self.site.facts(asks), dwellings, flags["consultation"], flags["council_list"] & ~flags["council_advice_before"],
            self.site.opposition_shift, flags["priority"] & housing, flags["regie"] & housing,
        )  # fmt: skip

    def _first(self) -> Array:
        return leaf(np.datetime64(self.first), "assessment date", "input", "assess.date", "date")

    def _zero(self, given: Array | None, name: str) -> Array:
        zero = np.zeros(np.shape(self.months)) if given is None else given
        return leaf(zero, name, "constant", "the model", "day")

    def _received(self) -> Array:
        later = self._zero(self.later, "application later")
        return application_date(self._first(), self.months, self.site.surveyed, self.site.asked, later)

    def _since(self, day: Array) -> Array:
        return days_since(day, self._first(), self._zero(None, "nothing taken off"))

    def _days(self, day: Array) -> Array:
        return days_since(day, self._first(), self._zero(self.shorter, "procedure cut by"))

    def _central(self, option: Option) -> PermitPath:
        received = self._received()
        regimes = (
            regimes_of(received, self.law)
            if self.regime is None
            else leaf(np.full(received.shape, self.regime), "regime", "input", "the law compared", "form")
        )
        routes = routes_of(self.site.facts(_asks(option)), regimes, self.law)
        dates = self._merged(routes, received)
        days = {name: self._days(getattr(dates, name)) for name in ("decided", "in_force", "irrevocable")}
        never = leaf(
            np.full(received.shape, NEVER), "never", "constant", "nobody objects in the central case", "day"
        )
        at_risk = self._days(dates.in_force)
        return PermitPath(
            routes,
            regimes,
            received,
            self._since(received),
            start_at_risk=at_risk,
            failed=never,
            dates=dates,
            **days,
        )

    def _in_draws(self, option: Option, setting: Setting) -> PermitPath:
        assert self.uniforms is not None
        found = self.drawn(option, setting, self.uniforms)
        d, p = found.permit.drawn, found.permit
        last = np.where(p.route == "extensive", last_day_against("extensive", d.decided, self.law),
                        last_day_against("regular", d.decided, self.law))  # fmt: skip
        return PermitPath(
            p.route, p.regime, d.received, found.applied, found.decided, found.in_force, found.start_at_risk, found.irrevocable,
            found.failed, Dates(d.decided, d.decided, d.in_force, last, d.irrevocable),
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
        parts = [procedure_days(cast(Route, r), received, self.regime, extended, self.law) for r in found]
        if len(parts) == 1:
            return parts[0]
        which = [routes == r for r in found]
        merged = {
            name: np.select(which, [getattr(d, name) for d in parts], np.datetime64("NaT"))
            for name in ("decided_raw", "decided", "in_force", "objection_end", "irrevocable")
        }
        return Dates(**merged)


def _asks(option: Option) -> PermitFacts:
    """What an option asks; a step `apply` without `permit:` asks for works on the office."""
    return option.permit or PermitFacts(use="office")


def _dwellings(option: Option, setting: Setting) -> Array:
    """Dwellings in the plan of an option, (N,); none where it names no size of a dwelling."""
    c = setting.cases
    if "unit_area" not in option.numbers:
        return np.zeros(c.n)
    gross = c.gross_area * c.density_factor if _asks(option).volume_grows else c.gross_area
    return dwellings_in(
        usable_area(gross, c.of(f"{option.name}.usable_ratio")), c.of(f"{option.name}.unit_area")
    )


def permits_of(
    buildings: Sequence[Building], sizes: Sequence[int], months: Array, area: Array, law: Law
) -> Permits:
    """The permits of a group of buildings with one assessment date."""
    return Permits(law, buildings[0].assess.date, months, site_of(buildings, sizes, area))
