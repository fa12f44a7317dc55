"""Units of a building, who rents them and what of each stands empty; the keys that divide cost over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from transformatie.formulas.empty import unit_empty
from transformatie.formulas.letting import relet_area, sitting_area
from transformatie.input.building import Building
from transformatie.input.parts import Lease
from transformatie.parts import Words

if TYPE_CHECKING:
    from transformatie.appraise import Outcome
    from transformatie.setting import Setting

#: The part no lease covers, where the file names no units.
VACANT = "vacant"
VACANT_WORDS = Words(nl="Leegstaand deel", en="Empty part")


@dataclass(frozen=True)
class Rented:
    """A unit or the part of a building under one lease. area m2; `lease` None where nobody rents it."""

    name: str
    area: float
    lease: Lease | None = None
    meter: float | None = None
    woz: float | None = None
    deed_share: float | None = None

    @property
    def label(self) -> Words:
        """Its name for people."""
        return VACANT_WORDS if self.name == VACANT else Words(nl=self.name, en=self.name)


def units_of(building: Building) -> tuple[Rented, ...]:
    """The units of the file, else one for each lease that has not ended and one for what no running lease covers.

    A lease that starts later takes its area out of what is empty, so it counts there until the settlement of its year.
    """
    if building.units:
        by_tenant = {lease.tenant: lease for lease in building.leases}
        return tuple(
            Rented(u.name, u.area, by_tenant.get(u.tenant or ""), u.meter, u.woz, u.deed_share)
            for u in building.units
        )
    running = [lease for lease in building.leases if lease.start <= building.assess.date < lease.end]
    out = [Rented(name, lease.area, lease) for name, lease in zip(distinct(running), running, strict=True)]
    left = building.building.lettable_floor_area - sum(u.area for u in out)
    return (*out, *([Rented(VACANT, left)] if left > 1e-6 else []))


def distinct(leases: Sequence[Lease]) -> list[str]:
    """Names of tenants, numbered where one rents twice or bears the name of the empty part."""
    names: list[str] = []
    for lease in leases:
        name, n = lease.tenant, 2
        while name in names or name in (VACANT, "landlord"):
            name, n = f"{lease.tenant} ({n})", n + 1
        names.append(name)
    return names


def empty_by_unit(
    units: Sequence[Rented], building: Building, o: Outcome, s: Setting
) -> dict[str, np.ndarray]:
    """Expected area of each unit that no office tenant rents, by period, (T,) m2; one case.

    Each lease goes the way the engine takes it: to its end or first break, then renewed or offered again by the odds.
    A future lease is taken from what is empty now.
    """
    c, p, plan, on = s.cases, s.periods, o.plan, building.assess.date
    held = o.income.held
    out: dict[str, np.ndarray] = {}
    ahead = [lease for lease in building.leases if lease.start > on]
    for unit in units:
        keys = ("area", "until", "start", "stays")
        if unit.lease is None:
            own, vacant = [], np.array([unit.area])
            share = unit.area / c.vacant_area[0] if c.vacant_area[0] else 0.0
            own = [_row(lease, on, lease.area * share) for lease in ahead] if not building.units else []
        else:
            own, vacant = [_row(unit.lease, on, unit.area)], np.zeros(1)
        rows = {k: np.array([[row[k]] for row in own]).reshape(len(own), 1) for k in keys}
        stays = np.where(rows["stays"] < 0, c.renewal_chance, rows["stays"])
        leased = sitting_area(p, rows["area"], rows["until"], rows["start"])
        again = np.zeros_like(leased)
        if plan.does("let_office"):
            again = relet_area(
                p, vacant, plan.relet_years, rows["area"], rows["until"], stays, plan.relet_from,
                c.hazards, c.hazard_bands, plan.relet_multiplier, c.friction_vacancy, c.letting_delay,
            )  # fmt: skip
        out[unit.name] = unit_empty(np.array([unit.area]), leased * held, again * held, held)[:, 0]
    return out


def _row(lease: Lease, on: date, area: float) -> Mapping[str, float]:
    end = lease.break_ if lease.break_ and lease.break_ > on else lease.end
    return {
        "area": area,
        "start": float((lease.start - on).days),
        "until": float((end - on).days),
        "stays": -1.0 if lease.renewal_chance is None else lease.renewal_chance,
    }


def let_share(unit: Rented, year: int) -> float:
    """The share of a calendar year, in days, that a unit is let by the lease as it stands."""
    if unit.lease is None:
        return 0.0
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    days = (min(unit.lease.end, last) - max(unit.lease.start, first)) / timedelta(days=1)
    return max(days, 0.0) / (last - first).days


def key_of(name: str, unit: Rented, empty: float) -> float:
    """The weight of a unit in a line's key, for the part of it that is empty; m2 where its own key is not given."""
    share = empty / unit.area
    own = {"meter": unit.meter, "woz": unit.woz, "deed": unit.deed_share, "equal": 1.0}.get(name)
    return empty if own is None else own * share
