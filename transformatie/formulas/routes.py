"""Which law applies to an application, and which procedure follows from law and facts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import Field

from transformatie.asked import Area, Count, Day, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.terms import day64
from transformatie.trail import figure, leaf

Route = Literal["within_plan", "regular", "regular_with_consent", "extensive"]
Regime = Literal["wabo-2010", "wabo-2014", "omgevingswet"]
REGIME = "permit_routes.regime"


@figure("form")
def regime(received: Array, starts: Array, names: Array) -> Array:
    """The law that applies to an application, by the day it was received.

    regime = name of the last regime that started on or before received

    received (N,) dates; starts (R,) dates and names (R,) of the regimes. The day of the decision plays no part.
    Source: art. 4.3 Invoeringswet Omgevingswet for the change of 2024.
    """
    return names[np.searchsorted(starts, received, side="right") - 1]


@dataclass(frozen=True)
class Facts:
    """What the route depends on; each (N,) or ().

    outside_plan: the use or building is not what the plan allows; dwellings_added: self-contained dwellings more
    than before (rooms are none); volume_grows: built-up area or volume grows, new build included;
    eia_column_1: named in column 1 of parts C or D of the Besluit m.e.r.; council_list: on the council's list of
    cases for its binding advice (it changes no route); declared_extensive: the authority declared that procedure.
    """

    outside_plan: Array
    inside_built_up_area: Array
    area: Array
    dwellings_added: Array
    temporary: Array
    volume_grows: Array
    monument: Array
    eia_column_1: Array
    council_list: Array
    consent_of_another_body: Array
    declared_extensive: Array


@figure("form")
def route_wabo_2010(facts: Facts, kruimel_area: Array) -> Array:
    """The procedure under the Wabo up to 31 October 2014.

    route_wabo_2010 = extensive for a monument, else within_plan; outside the plan regular only for a permanent
        minor case: built-up area, existing volume, no dwelling more, area ≤ kruimel_area; else extensive

    kruimel_area () m2. The exclusion of m.e.r. activities did not exist yet.
    Source: Wabo 2.12(1)(a)(2°) and (3°), 2.12(2), 3.10; art. 4(9) and 5(1) bijlage II Bor.
    """
    minor = facts.inside_built_up_area & ~facts.volume_grows & ~facts.temporary
    minor = minor & (facts.dwellings_added <= 0) & (facts.area <= kruimel_area)
    return _procedure(facts.monument, facts.outside_plan, minor)


@figure("form")
def route_wabo_2014(facts: Facts) -> Array:
    """The procedure under the Wabo from 1 November 2014.

    route_wabo_2014 = extensive for a monument, else within_plan; outside the plan regular for temporary use, and
        for the existing volume in the built-up area; extensive for a m.e.r. activity and for anything else

    Any area and any number of dwellings. Temporary use needs neither built-up area nor existing volume.
    Source: art. 4(9), 4(11), 5(1) and 5(6) bijlage II Bor; Wabo 3.10.
    """
    minor = facts.temporary | (facts.inside_built_up_area & ~facts.volume_grows)
    return _procedure(facts.monument, facts.outside_plan, minor & ~facts.eia_column_1)


@figure("form")
def route_omgevingswet(facts: Facts) -> Array:
    """The procedure under the Omgevingswet.

    route_omgevingswet = extensive for a monument or where declared, else within_plan; outside the plan (BOPA)
        regular, with consent where another body must consent

    The council's advice is binding but must fit in the regular term: it changes no route. A m.e.r. activity goes
    extensive only with a m.e.r. report: that is declared_extensive.
    Source: Ow 16.64, 16.65(4), 16.15a; Ob 10.24(1)(a).
    """
    plain = _procedure(
        facts.monument | (facts.declared_extensive & facts.outside_plan), facts.outside_plan, np.bool_(True)
    )
    return np.where((plain == "regular") & facts.consent_of_another_body, "regular_with_consent", plain)


def _procedure(always_extensive: Array, outside_plan: Array, regular: Array) -> Array:
    outside = np.where(regular, "regular", "extensive")
    return np.where(always_extensive, "extensive", np.where(outside_plan, outside, "within_plan"))


@figure("form")
def permit_route(regime: Array, by_wabo_2010: Array, by_wabo_2014: Array, by_omgevingswet: Array) -> Array:
    """The procedure a permit follows, by the law of the day of the application.

    permit_route = route_wabo_2010, route_wabo_2014 or route_omgevingswet, as regime says

    regime (N,) name; the others (N,) the route under each law.
    """
    forms = {"wabo-2010": by_wabo_2010, "wabo-2014": by_wabo_2014, "omgevingswet": by_omgevingswet}
    return np.select([regime == name for name in forms], list(forms.values()), "unknown")


def regime_starts(law: Law) -> tuple[Array, Array]:
    """The days on which a regime began (R,) and their names (R,), as known.

    Errors: LawError for a regime that has no form here.
    """
    entries = law.entries(REGIME)
    unknown = {e.value for e in entries} - set(get_args(Regime))
    if unknown:
        raise LawError(
            REGIME, sorted(map(str, unknown))[0], "geen vorm van deze naam", "no form of this name"
        )
    days = np.array([e.from_ for e in entries], "datetime64[D]")
    line = "; ".join(law.source_line(e) for e in entries)
    return leaf(days, f"{REGIME}.from", "law", line, "date"), leaf(
        [e.value for e in entries], REGIME, "law", line, "form"
    )


def regimes_of(received: Array, law: Law) -> Array:
    """The regime of each application (N,); under a frozen law, that of the frozen day for all.

    Errors: LawError for an application before the first regime.
    """
    days = np.asarray(received, "datetime64[D]")
    if law.frozen and law.in_force is not None:
        days = np.full(days.shape, np.datetime64(law.in_force))
    before = days[days < np.datetime64(law.entries(REGIME)[0].from_)]
    if before.size:
        raise LawError(
            REGIME, before.min(), "vóór de Wabo: niet gemodelleerd", "before the Wabo: not modelled"
        )
    for entry in law.entries(REGIME):
        if np.any(days >= np.datetime64(entry.from_)):
            law.read[(REGIME, entry.from_)] = entry
    return regime(days, *regime_starts(law))


def days_under(name: Regime, received: Array, law: Law) -> Array:
    """The days whose law is read for applications under regime `name`: their own where they lie in it, else its edge.

    So one building can be set under a law it never had. Errors: LawError where the regime was not yet known.
    """
    starts, names = regime_starts(law)
    if name not in names:
        raise LawError(REGIME, law.known_on, f"{name} was nog niet bekend", f"{name} was not yet known")
    at = int(np.flatnonzero(names == name)[-1])
    days = np.maximum(np.asarray(received, "datetime64[D]"), starts[at])
    return np.minimum(days, starts[at + 1] - 1) if at + 1 < len(starts) else days


def routes_of(facts: Facts, regimes: Array, law: Law) -> Array:
    """The route of each case (N,) under the regime of each."""
    wabo_2010 = law.at(
        "permit_routes.kruimel_area", np.datetime64(law.entries("permit_routes.kruimel_area")[0].from_)
    )
    return permit_route(
        regimes, route_wabo_2010(facts, wabo_2010), route_wabo_2014(facts), route_omgevingswet(facts)
    )


class RegimeGiven(Given):
    """The day an application was received."""

    received: Day


class RegimeExpect(Expect):
    """The law that applies to it."""

    regime: Regime


class PermitRouteGiven(Given):
    """What the route depends on; the day of the application is the day in force.

    `dwellings_added` counts self-contained dwellings more than before: rooms are none, and it may be negative. Left
    out, housing adds at least one, rooms and other use add none.
    """

    outside_plan: bool = False
    inside_built_up_area: bool = True
    use: Literal["housing", "rooms", "other"] = "other"
    area: Annotated[Area, Field(ge=0)] = 0.0
    dwellings_added: Count | None = None
    temporary: bool = False
    volume_grows: bool = False
    monument: bool = False
    eia_column_1: bool = False
    council_list: bool = False
    consent_of_another_body: bool = False
    declared_extensive: bool = False


class PermitRouteExpect(Expect):
    """The procedure."""

    permit_route: Route


@asked(regime)
def _regime(given: RegimeGiven, law: Law) -> RegimeExpect:
    return RegimeExpect(regime=regimes_of(day64(given.received), law).item())


@asked(permit_route)
def _permit_route(given: PermitRouteGiven, law: Law) -> PermitRouteExpect:
    if law.in_force is None:
        raise LawError(REGIME, "-", "geef een datum (in_force)", "give a date (in_force)")
    stated = {f.name: getattr(given, f.name) for f in fields(Facts)}
    if given.dwellings_added is None:
        stated["dwellings_added"] = int(given.use == "housing")
    facts = Facts(**{name: leaf(value, name, "input", "given") for name, value in stated.items()})
    route = routes_of(facts, regimes_of(day64(law.in_force), law), law)
    return PermitRouteExpect(permit_route=route.item())
