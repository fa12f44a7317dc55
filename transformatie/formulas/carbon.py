"""Carbon beside money: emissions of the works and of use. An axis of its own, never part of the value."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.trail import figure


@figure("kg CO2e")
def embodied_carbon(area: Array, per_m2: Array, demolished_area: Array, demolition_per_m2: Array) -> Array:
    """Emissions of materials and building works, once.

    embodied_carbon = area × per_m2 + demolished_area × demolition_per_m2

    area (N,) m2 BVO of the works, demolished_area (N,) m2 BVO; per_m2, demolition_per_m2 () or (N,) kg CO2e/m2.
    Keeping a building costs nothing here: what it once emitted is spent.
    """
    return area * per_m2 + demolished_area * demolition_per_m2


@figure("kWh/m2/yr")
def energy_use(label: Array, by_label: Array, without: Array) -> Array:
    """Primary fossil energy of a square metre in use, by energy label.

    energy_use = by_label[label], or `without` where there is no label

    label (N,) index from A++++ to G, −1 without; by_label (11,) kWh/m2/yr; without () kWh/m2/yr.
    """
    return np.where(label < 0, without, by_label[label])


@figure("kg CO2e/yr")
def operational_carbon(area: Array, in_use: Array, energy_use: Array, factor: Array, decline: Array) -> Array:
    """Emissions of use, year by year.

    operational_carbon = area × in_use × energy_use × factor × (1 − decline) ^ years since the first

    area (N,) m2 GO or VVO; in_use (Y, N) share of the year and area in use; energy_use (N,) or (Y, N) kWh/m2/yr;
    factor () kg CO2e/kWh in the first year; decline () share/yr. An empty building emits nothing here.
    """
    years = np.arange(len(in_use), dtype=float)[:, None]
    return area * in_use * energy_use * factor * (1 - decline) ** years


@figure("yr")
def carbon_payback(embodied: Array, embodied_other: Array, yearly: Array, yearly_other: Array) -> Array:
    """Years after which one option has emitted less than another, at this year's emissions.

    carbon_payback = (embodied − embodied_other) / (yearly_other − yearly); 0 if it emits less at once, infinite if never

    embodied, embodied_other (N,) kg CO2e; yearly, yearly_other (N,) kg CO2e/yr.
    """
    more, less = embodied - embodied_other, yearly_other - yearly
    return np.where(more <= 0, 0.0, np.where(less > 0, more / np.where(less > 0, less, 1.0), np.inf))
