"""Levies of municipality and water board on a building: OZB, sewer, water system, treatment.

Each is due for the whole year by the state on 1 January; nothing is divided over months.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.formulas.rounding import half_up
from transformatie.trail import figure

NotNegative = Annotated[float, Field(ge=0)]
#: A tenth of the WOZ value is far above any rate; a percentage written as such is refused.
LevyRate = Annotated[float, Field(ge=0, le=0.1, json_schema_extra={"unit": "share/yr"})]


class Ozb(NamedTuple):
    """Owner part, user part, what the municipality foregoes because no one uses it, and the base of the user part."""

    owner: Array
    user: Array
    foregone: Array
    base: Array


@figure("EUR/yr")
def ozb(
    woz: Array,
    residential_part: Array,
    owner_rate: Array,
    user_rate: Array,
    used: Array,
    dwelling_share: Array,
) -> Ozb:
    """Onroerendezaakbelasting of one year by the state on 1 January.

    ozb = owner: WOZ × owner rate; user: (WOZ − residential part) × user rate where any part is in use, else foregone

    woz, residential_part (…) EUR; rates (…) share of the WOZ value a year; used (…) flag: anything in use on
    1 January; dwelling_share (…) share of the WOZ value from which the object is a dwelling, without user part.
    Given in use for a part, the whole but for its residential part is the base, and the owner is the user.
    Source: Gemeentewet art. 220, 220a(2), 220b(1)(a), 220e.

    >>> ozb(np.float64(4e6), 0.0, 0.00515, 0.004159, np.False_, 0.7)._asdict()["foregone"].item()
    16636.0
    """
    base = np.where(residential_part >= dwelling_share * woz, 0.0, woz - residential_part)
    levied = half_up(base * user_rate)
    nothing = np.zeros_like(levied)
    return Ozb(
        half_up(woz * owner_rate), np.where(used, levied, nothing), np.where(used, nothing, levied), base
    )


@figure("EUR/yr")
def water_levy(woz: Array, rate: Array) -> Array:
    """Watersysteemheffing "gebouwd" of one year, or a road levy: the owner pays, let or empty.

    water_levy = WOZ × rate, to the cent

    woz (…) EUR; rate (…) share of the WOZ value a year. Source: Waterschapswet art. 117.

    >>> float(water_levy(np.float64(3_200_000), np.float64(0.000388)))
    1241.6
    """
    return half_up(woz * rate)


class SewerLevy(NamedTuple):
    """Rioolheffing of the owner and of the user."""

    owner: Array
    user: Array


@figure("EUR/yr")
def sewer_levy(
    ownerships: Array,
    per_ownership: Array,
    used_m3: Array,
    threshold_m3: Array,
    user_fixed: Array,
    per_m3: Array,
) -> SewerLevy:
    """Rioolheffing of one year: an amount per ownership, and a user part above a threshold of water used.

    sewer_levy = owner: ownerships × amount; user: fixed amount + (m³ − threshold) × amount per m³, above the threshold

    All (…). An empty building uses too little water for the user part. Source: Gemeentewet art. 228a, by-laws.
    """
    above = used_m3 > threshold_m3
    user = np.where(above, user_fixed + per_m3 * (used_m3 - threshold_m3), 0.0)
    return SewerLevy(half_up(ownerships * per_ownership), half_up(user))


@figure("EUR/yr")
def treatment_levy(pollution_units: Array, per_unit: Array, water_runs: Array) -> Array:
    """Zuiveringsheffing of one year: at least one unit while water runs, however little.

    treatment_levy = max(units, 1 while water runs) × amount per unit

    pollution_units (…) number; per_unit (…) EUR; water_runs (…) flag. Source: Waterschapswet; the vacant
    notary's office was cut from three units to one.

    >>> float(treatment_levy(np.float64(0.0), np.float64(56.77), np.True_))
    56.77
    """
    return half_up(np.where(water_runs, np.maximum(pollution_units, 1.0), 0.0) * per_unit)


class OzbGiven(Given):
    """One WOZ object on 1 January. Left out: no residential part, no rate, nothing in use."""

    woz: Annotated[EUR, Field(ge=0)]
    residential_part: Annotated[EUR, Field(ge=0)] = 0.0
    owner_rate: LevyRate = 0.0
    user_rate: LevyRate = 0.0
    in_use: Literal["none", "part", "whole"] = "none"

    @model_validator(mode="after")
    def _part_of_whole(self) -> OzbGiven:
        if self.residential_part > self.woz:
            raise ValueError(
                f"residential_part ten hoogste de WOZ-waarde ({self.woz:g}) || residential_part at most the WOZ value ({self.woz:g})"
            )
        return self


class OzbExpect(Expect):
    """The two parts, what is foregone, and the base of the user part."""

    owner: float
    user: float
    foregone: float
    base: float


@asked(ozb)
def _ozb(given: OzbGiven, law: Law) -> OzbExpect:
    result = ozb(
        np.float64(given.woz),
        np.float64(given.residential_part),
        np.float64(given.owner_rate),
        np.float64(given.user_rate),
        np.bool_(given.in_use != "none"),
        law.on("ozb.dwelling_share"),
    )
    return OzbExpect(**{name: float(value) for name, value in result._asdict().items()})


class WaterLevyGiven(Given):
    """One WOZ object."""

    woz: Annotated[EUR, Field(ge=0)]
    rate: LevyRate


class WaterLevyExpect(Expect):
    """The levy of a year."""

    water_levy: float


@asked(water_levy)
def _water_levy(given: WaterLevyGiven, law: Law) -> WaterLevyExpect:
    return WaterLevyExpect(water_levy=float(water_levy(np.float64(given.woz), np.float64(given.rate))))


class SewerLevyGiven(Given):
    """One building. Left out: one ownership, no water used, no user part."""

    per_ownership: NotNegative
    ownerships: NotNegative = 1.0
    used_m3: NotNegative = 0.0
    threshold_m3: NotNegative = 0.0
    user_fixed: NotNegative = 0.0
    per_m3: NotNegative = 0.0


class SewerLevyExpect(Expect):
    """The two parts."""

    owner: float
    user: float


@asked(sewer_levy)
def _sewer_levy(given: SewerLevyGiven, law: Law) -> SewerLevyExpect:
    fields = ("ownerships", "per_ownership", "used_m3", "threshold_m3", "user_fixed", "per_m3")
    owner, user = sewer_levy(*(np.float64(getattr(given, f)) for f in fields))
    return SewerLevyExpect(owner=float(owner), user=float(user))


class TreatmentLevyGiven(Given):
    """One building. Left out: water runs."""

    pollution_units: NotNegative
    per_unit: NotNegative
    water_runs: bool = True


class TreatmentLevyExpect(Expect):
    """The levy of a year."""

    treatment_levy: float


@asked(treatment_levy)
def _treatment_levy(given: TreatmentLevyGiven, law: Law) -> TreatmentLevyExpect:
    levy = treatment_levy(
        np.float64(given.pollution_units), np.float64(given.per_unit), np.bool_(given.water_runs)
    )
    return TreatmentLevyExpect(treatment_levy=float(levy))
