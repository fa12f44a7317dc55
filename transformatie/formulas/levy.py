"""The verhuurderheffing: a levy on regulated let dwellings from 2013 to 2022."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Count, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR/yr")
def landlord_levy(
    woz: Array, dwellings: Array, exempt_number: Array, highest_woz: Array, rate: Array
) -> Array:
    """Verhuurderheffing of a year on an owner's regulated let dwellings, before reductions.

    landlord_levy = rate × mean WOZ value × (dwellings − exempt number), the mean at most the highest WOZ value

    woz (N,) EUR, the total of all dwellings on 1 January; dwellings (N,). Where single dwellings lie above the
    highest value and others below, give the total with each cut to it.
    Source: Wet verhuurderheffing art. 5-7; Wet maatregelen woningmarkt 2014 II art. 1.2, 1.5-1.7.

    >>> float(landlord_levy(np.float64(2e7), np.float64(100), np.float64(10), np.float64(1e7), np.float64(0.00449)))
    80820.0
    """
    mean = np.minimum(woz / np.maximum(dwellings, 1), highest_woz)
    return rate * (mean * np.maximum(dwellings - exempt_number, 0.0))


@figure("EUR")
def conversion_credit(converted: Array, investment: Array, credit: Array, lowest_investment: Array) -> Array:
    """Reduction of the levy for let dwellings made out of space that was none.

    conversion_credit = credit × converted dwellings, where each cost at least the lowest investment

    converted (N,) dwellings; investment (N,) EUR per dwelling; credit EUR per dwelling.
    Source: Wet maatregelen woningmarkt 2014 II art. 1.11.
    """
    return np.where(investment >= lowest_investment, credit * converted, 0.0)


@figure("EUR/yr")
def reduced_levy(levy: Array, credit: Array) -> Array:
    """Verhuurderheffing after the reduction for conversion; what is not used waits for a later year.

    reduced_levy = max(levy − credit, 0)
    """
    return np.maximum(levy - credit, 0.0)


@figure("EUR/yr")
def levy_after_credit(levy: Array, credit: Array, completed: Array) -> Array:
    """Verhuurderheffing by year after the reduction for conversion, of which the rest waits for later years.

    levy_after_credit = max(levy − credit still open, 0)

    levy (Y, N) EUR; credit (N,) EUR; completed (Y, N) one in the year in which the conversion is done.
    Source: Wet maatregelen woningmarkt 2014 II art. 1.11.
    """
    out = np.empty(np.shape(levy))
    stock = np.zeros(np.shape(levy)[1:])
    for t in range(len(out)):
        stock = stock + credit * completed[t]
        out[t] = reduced_levy(levy[t], stock)
        stock = stock - (levy[t] - out[t])
    return out


@figure("flag")
def rent_is_regulated(rent: Array, unit_area: Array, index: Array, months: Array, limit: Array) -> Array:
    """Whether a dwelling is let at a regulated rent: at most the liberalisation limit of the day it is first let.

    rent_is_regulated = rent × unit_area × index / 12 ≤ limit

    rent (N,) EUR/m2/yr at today's prices; unit_area (N,) m2; index (N,) of that day; months () of a year; limit (N,) EUR a
    month. Source: Uitvoeringswet huurprijzen woonruimte art. 3(2); Wet op de huurtoeslag art. 13.
    """
    return (rent * unit_area * index / months <= limit).astype(float)


class LandlordLevyGiven(Given):
    """An owner's regulated let dwellings in the year of `in_force`."""

    woz: Annotated[EUR, Field(ge=0, description="total of all dwellings")]
    dwellings: Annotated[Count, Field(ge=0)]
    converted: Annotated[Count, Field(ge=0, description="dwellings made out of other space")] = 0
    investment: Annotated[EUR, Field(ge=0, description="per converted dwelling")] = 0.0


class LandlordLevyExpect(Expect):
    """The levy of the year, after the reduction for conversion."""

    landlord_levy: float
    credit_left: float


@asked(landlord_levy)
def _landlord_levy(given: LandlordLevyGiven, law: Law) -> LandlordLevyExpect:
    levy = landlord_levy(
        np.float64(given.woz),
        np.float64(given.dwellings),
        law.on("landlord_levy.exempt_number"),
        law.on("landlord_levy.highest_woz"),
        law.on("landlord_levy.rate"),
    )
    if not given.converted:
        return LandlordLevyExpect(landlord_levy=float(levy), credit_left=0.0)
    credit = conversion_credit(
        np.float64(given.converted),
        np.float64(given.investment),
        law.on("landlord_levy.conversion_credit"),
        law.on("landlord_levy.conversion_minimum"),
    )
    due = reduced_levy(levy, credit)
    return LandlordLevyExpect(landlord_levy=float(due), credit_left=float(credit - (levy - due)))
