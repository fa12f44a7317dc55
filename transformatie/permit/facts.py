"""What the buildings of a run bring to their permits: facts, flags and waits as arrays, one value a case.

What the file leaves out takes the value of `ASSUMED`; `assumed_in` names it for the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.dated import Array, Range
from transformatie.formulas.routes import Facts
from transformatie.formulas.side_procedures import survey_done
from transformatie.input.building import Building
from transformatie.options import PermitFacts
from transformatie.periods import DAYS_A_MONTH
from transformatie.trail import leaf

#: What is assumed of a permit where the file is silent.
ASSUMED: Mapping[str, bool] = {
    "inside_built_up_area": True,
    "eia_column_1": False,
    "council_list": False,
    "council_advice_before": True,
    "consultation": True,
    "consent_of_another_body": False,
    "declared_extensive": False,
    "priority": False,
    "regie": False,
}


@dataclass(frozen=True)
class Site:
    """Facts of the buildings of a run that its permits depend on, (N,) each; flags by their name in the file."""

    flags: Mapping[str, Array]
    outside_plan: Array
    monument: Array
    area: Array
    asked: Array
    surveyed: Array
    grid_day: Array
    extensions: Array
    plan_fee: Array
    premium: Array
    opposition_shift: Array

    def facts(self, asks: PermitFacts) -> Facts:
        """What the route of an option depends on."""
        n = np.shape(self.area)
        no = np.zeros(n, bool)
        return Facts(
            outside_plan=self.outside_plan & (asks.use != "office"),
            inside_built_up_area=self.flags["inside_built_up_area"],
            area=self.area,
            dwellings_added=np.full(n, int(asks.adds_dwellings)),
            temporary=no | asks.temporary,
            volume_grows=no | asks.volume_grows,
            monument=self.monument,
            eia_column_1=self.flags["eia_column_1"],
            council_list=self.flags["council_list"],
            consent_of_another_body=self.flags["consent_of_another_body"],
            declared_extensive=self.flags["declared_extensive"],
        )


def site_of(buildings: Sequence[Building], sizes: Sequence[int], area: Array) -> Site:
    """The facts of buildings with one assessment date, each repeated over its cases.

    What the plan allows is assumed not to be housing.
    """

    def spread(name: str, values: Sequence[object], unit: str, where: str = "") -> Array:
        given = all(getattr(b.permit, name, True) is not None for b in buildings)
        return leaf(
            np.repeat(np.array(values), sizes), f"permit.{name}", "input" if given else "market",
            where or (f"permit.{name}" if given else f"permit.{name}: not given, assumed"), unit,
            "" if given else "assumption",
        )  # fmt: skip

    flags = {
        name: spread(name, [_known(b, name) for b in buildings], "flag") for name in ASSUMED
    }  # fmt: skip
    first = np.datetime64(buildings[0].assess.date)
    grid = [(b.permit.grid_connection_months or 0.0) * DAYS_A_MONTH for b in buildings]
    asked = [np.datetime64(b.assess.application_date or "NaT", "D") for b in buildings]
    return Site(
        flags=flags,
        outside_plan=spread("outside_plan", [not b.building.housing_allowed for b in buildings], "flag", "building.housing_allowed"),
        monument=spread("monument", [bool(b.building.monument) for b in buildings], "flag", "building.monument"),
        area=area,
        asked=spread("application_date", asked, "date", "assess.application_date"),
        surveyed=spread("flora_season", [_surveyed(b, first) for b in buildings], "date"),
        grid_day=spread("grid_connection_months", grid, "day"),
        extensions=spread("vacate_extensions", [float(b.permit.vacate_extensions) for b in buildings], "number"),
        plan_fee=spread("plan_fee", [b.permit.plan_fee for b in buildings], "EUR"),
        premium=spread("premium_on_change", [_premium(b) for b in buildings], "EUR", "building.leasehold.premium_on_change"),
        opposition_shift=spread("opposition_shift", [b.permit.opposition_shift for b in buildings], "number"),
    )  # fmt: skip


def _known(building: Building, name: str) -> bool:
    given = getattr(building.permit, name)
    return ASSUMED[name] if given is None else bool(given)


def _premium(building: Building) -> float:
    """What the owner of the land asks for another use; the middle of a range."""
    asked = building.building.leasehold.premium_on_change if building.building.leasehold else 0.0
    return float(asked.mid if isinstance(asked, Range) else asked)


def _surveyed(building: Building, first: Array) -> Array:
    season = building.permit.flora_season
    if season is None:
        return np.datetime64("NaT", "D")
    return survey_done(first, np.int64(season.first_month), np.int64(season.last_month))


def assumed_in(building: Building) -> tuple[str, ...]:
    """The flags of a permit that the file leaves out."""
    return tuple(name for name in ASSUMED if getattr(building.permit, name) is None)
