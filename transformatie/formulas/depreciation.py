"""Fiscal depreciation of a building: the yearly charge and the floor of the WOZ value.

Two limits stand apart. The residual is a number of the structure: below it nothing is depreciated. The
bodemwaarde is a number of the whole object, structure and land together: it only cuts the amount of a year.
What it cuts is not taken, not spread over later years, and it never writes a book value up.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, EURPerYear, Expect, Given, Year, Years, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure, leaf

Owner = Literal["bv", "ib"]
Use = Literal["let", "own"]
MONTHS_A_YEAR = 12
#: First use at a time no one needs to know: before every rule.
LONG_AGO = -np.inf


@figure("EUR/yr")
def yearly_charge(cost: Array, land: Array, residual: Array, life: Array, cap_share: Array) -> Array:
    """Afschrijving of a full year on a building, by the straight line and the limit of 20 % of the whole cost.

    yearly_charge = max(0, min((cost − land − residual) / life, cap_share × cost))

    cost (N,) EUR, all of it: land, notary, broker and transfer tax included; land (N,) EUR, its share of the
    purchase costs included; residual (N,) EUR of the structure; life (N,) yr, above 0; cap_share () or (N,)
    share/yr, of the gross cost: neither land nor residual is deducted.
    Source: Wet IB 2001 art. 3.30(1), (2); decree DGB2010/1188M par. 4.

    >>> float(yearly_charge(np.float64(20000), np.float64(0), np.float64(5000), np.float64(3), np.float64(0.2)))
    4000.0
    """
    return np.maximum(np.minimum((cost - land - residual) / life, cap_share * cost), 0.0)


@dataclass(frozen=True)
class FloorRule:
    """The floor of one owner and use by year, each (Y, 1): its share of the WOZ value, the share before the last
    change, the year of that change, and the full book years of its transition."""

    share: Array
    before: Array
    since: Array
    transition: Array


def floor_rule(law: Law, owner: Owner, use: Use, years: Array) -> FloorRule:
    """Read the floor for the calendar years (Y,); a frozen law gives each year the rule of its own day.

    Errors: LawError for years before the tables begin.
    """
    name = "depreciation.floor_let" if use == "let" else f"depreciation.floor_own_{owner}"
    days = (np.asarray(years, int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")[:, None]
    if law.frozen:
        law.entry(name)
        days = np.full_like(days, np.datetime64(law.in_force))
    by_day = replace(law, frozen=False)
    share = by_day.at(name, days)
    starts = np.array([e.from_ for e in law.entries(name)], dtype="datetime64[D]")
    index = np.searchsorted(starts, days, side="right") - 1
    since = leaf(
        starts[index].astype("datetime64[Y]").astype(int) + 1970,
        f"{name}.from",
        "law",
        "day in force",
        "year",
    )
    before = by_day.at(name, starts[np.maximum(index - 1, 0)])
    return FloorRule(share, before, since, by_day.at(name.replace("floor_", "transition_"), starts[index]))


@figure("share")
def floor_share(rule: FloorRule, first_use: Array, years: Array) -> Array:
    """Bodemwaarde as a share of the WOZ value, softened for a building in use shortly before the floor rose.

    floor_share = rule.share; or the lower of it and the share before, where first_use < year of the change and
        year ≤ first_use + years of transition

    rule: (Y, 1) each; first_use (N,) calendar year, −inf for long ago; years (Y, 1). Result (Y, N).
    Source: Wet IB 2001 art. 3.30a(3), 10a.3(3); Belastingplan 2019 and 2024 (transition).
    """
    kept = (first_use < rule.since) & (years <= first_use + rule.transition)
    return np.where(kept, np.minimum(rule.share, rule.before), rule.share)


@figure("share")
def floor_by_use(let: Array, let_share: Array, own_share: Array) -> Array:
    """The floor of the use a building is meant for in a year; empty but meant for letting is let.

    floor_by_use = let_share where let, else own_share

    let (Y, N) flag: destined mainly (70 % or more) for use by others; let_share, own_share (Y, N) share.
    Source: Wet IB 2001 art. 3.30a(3), (4): the class follows destination, without a part of the year.
    """
    return np.where(let, let_share, own_share)


@figure("EUR")
def bodemwaarde(share: Array, woz: Array, third_party_land_woz: Array) -> Array:
    """Bodemwaarde: the book value of structure and land down to which a building may be depreciated.

    bodemwaarde = share × max(woz − third_party_land_woz, 0)

    share (Y, N); woz (Y, N) EUR, decided for the calendar year of the depreciation; third_party_land_woz (N,) or
    (Y, N) EUR, the part of it for land of an unrelated owner (leasehold).
    Source: Wet IB 2001 art. 3.30a(3), (4), (6).
    """
    return share * np.maximum(woz - third_party_land_woz, 0.0)


class Depreciated(NamedTuple):
    """By year, each (Y, N) EUR: taken, blocked by the floor, and structure + land at the end."""

    charge: Array
    blocked: Array
    closing: Array


@figure("EUR")
def depreciation(structure: Array, land: Array, yearly_charge: Array, residual: Array, bodemwaarde: Array,
                 in_use: Array) -> Depreciated:  # fmt: skip
    """Afschrijving by year: the yearly charge, down to the residual of the structure and the floor of the whole.

    depreciation = min(yearly_charge × in_use, structure − residual, structure + land − bodemwaarde), never negative

    structure, land, residual (N,) EUR at the start; yearly_charge (N,) EUR/yr; bodemwaarde (Y, N) EUR; in_use
    (Y, N) share of the year from first use. Blocked: what the floor alone withholds; it is not caught up.
    Source: Wet IB 2001 art. 3.30, 3.30a(1), (2).
    """
    charges, blocked, closing = (
        np.zeros(np.broadcast_shapes(np.shape(bodemwaarde), np.shape(structure))) for _ in range(3)
    )
    left = np.broadcast_to(structure, charges.shape[1:]).astype(float)
    for t in range(len(charges)):
        wanted = np.maximum(np.minimum(yearly_charge * in_use[t], left - residual), 0.0)
        charges[t] = np.minimum(wanted, np.maximum(left + land - bodemwaarde[t], 0.0))
        blocked[t] = wanted - charges[t]
        left = left - charges[t]
        closing[t] = left + land
    return Depreciated(charges, blocked, closing)


class YearlyChargeGiven(Given):
    """A building and its estimates; land and residual are nothing when left out."""

    cost: Annotated[EUR, Field(ge=0)]
    land: Annotated[EUR, Field(ge=0)] = 0.0
    residual: Annotated[EUR, Field(ge=0)] = 0.0
    life: Annotated[Years, Field(gt=0)]


class YearlyChargeExpect(Expect):
    """The charge of a full year."""

    yearly_charge: float


@asked(yearly_charge)
def _yearly_charge(given: YearlyChargeGiven, law: Law) -> YearlyChargeExpect:
    cost, land, residual, life = (np.float64(v) for v in (given.cost, given.land, given.residual, given.life))
    charge = yearly_charge(cost, land, residual, life, law.on("depreciation.cap_share"))
    return YearlyChargeExpect(yearly_charge=float(charge))


Amount = Annotated[EUR, Field(ge=0)]


class DepreciationGiven(Given):
    """Books at the start of `from_year` and the WOZ value of each year from then on.

    Left out: no land, no residual, a bv, let, in use since long ago, no land of a third party. `first_use` is a year
    (in use all of that year) or a date (from that day, by months). `third_party_land_woz`: one amount, or one a year.
    """

    from_year: Year
    opening_structure: Amount
    opening_land: Amount = 0.0
    yearly_charge: Annotated[EURPerYear, Field(ge=0)]
    residual: Amount = 0.0
    woz: Annotated[tuple[Amount, ...], Field(min_length=1)]
    owner: Owner = "bv"
    use: Use = "let"
    first_use: Annotated[int, Field(ge=1000, le=3000)] | date | None = None
    third_party_land_woz: Amount | tuple[Amount, ...] = 0.0

    @model_validator(mode="after")
    def _one_a_year(self) -> DepreciationGiven:
        if isinstance(self.third_party_land_woz, tuple) and len(self.third_party_land_woz) != len(self.woz):
            raise ValueError(
                "third_party_land_woz: één bedrag, of één per jaar van woz || one amount, or one for each year of woz"
            )
        return self


class DepreciationExpect(Expect):
    """By year: taken, blocked by the floor, structure + land at the end."""

    charge: tuple[float, ...]
    blocked: tuple[float, ...]
    closing: tuple[float, ...]


def share_in_use(years: Array, first_use: int | date | None) -> Array:
    """The share of each calendar year (Y,) from first use on, (Y, 1): whole months and a part by days.

    >>> share_in_use(np.array([2025, 2026, 2027]), date(2026, 7, 1)).ravel().tolist()
    [0.0, 0.5, 1.0]
    """
    if first_use is None:
        return np.ones((len(years), 1))
    first, share = (
        (first_use, 1.0) if isinstance(first_use, int) else (first_use.year, _rest_of_year(first_use))
    )
    return np.select([years < first, years == first], [0.0, share], 1.0)[:, None]


def _rest_of_year(day: date) -> float:
    gone = day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]
    return 1 - gone / MONTHS_A_YEAR


@asked(depreciation)
def _depreciation(given: DepreciationGiven, law: Law) -> DepreciationExpect:
    years = given.from_year + np.arange(len(given.woz))
    used = given.first_use.year if isinstance(given.first_use, date) else given.first_use
    share = floor_share(
        floor_rule(law, given.owner, given.use, years),
        np.float64(LONG_AGO if used is None else used),
        years[:, None],
    )
    land_woz = np.array(given.third_party_land_woz, float)
    floor = bodemwaarde(
        share, np.array(given.woz, float)[:, None], land_woz[:, None] if land_woz.ndim else land_woz
    )
    structure, land, charge, residual = (
        np.array([v], float)
        for v in (given.opening_structure, given.opening_land, given.yearly_charge, given.residual)
    )
    taken = depreciation(structure, land, charge, residual, floor, share_in_use(years, given.first_use))
    return DepreciationExpect(
        charge=taken.charge[:, 0], blocked=taken.blocked[:, 0], closing=taken.closing[:, 0]
    )
