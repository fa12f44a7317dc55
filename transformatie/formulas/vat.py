"""VAT on works, on each way out, and its review in the years after."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from transformatie.asked import EUR, Expect, Given, Share, Years, asked
from transformatie.dated import Array, Law
from transformatie.formulas.transfer import transfer_tax
from transformatie.trail import figure


def _first_day(value: Any) -> Any:
    """A bare year as its first day."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1900 <= value <= 2200:
            raise ValueError("een datum of een jaar || a date or a year")
        return date(value, 1, 1)
    return value


DayOrYear = Annotated[date, BeforeValidator(_first_day), Field(json_schema_extra={"unit": "date"})]
#: Later than any day of a model.
NEVER = np.datetime64("9999-12-31")


@figure("share")
def vat_rate(standard_rate: Array, reduced_rate: Array, reduced: Array) -> Array:
    """VAT rate of a service, on the day it is completed.

    vat_rate = reduced rate where it applies, else the standard rate

    rates (N,) or () share; reduced (N,) flag. Source: Wet OB 1968 art. 9, table I.
    """
    return np.where(reduced, reduced_rate, standard_rate)


class VatRateGiven(Given):
    """Work completed on the day of `in_force`."""

    work: Annotated[
        Literal["other", "finishing_labour", "renovation_labour"],
        Field(
            description="finishing: painting, plastering, wallpaper, insulation; renovation: all other labour"
        ),
    ] = "other"
    dwelling_years: Annotated[
        Years, Field(ge=0, description="since first use as a dwelling; an office: nil")
    ] = 0.0


class VatRateExpect(Expect):
    """The rate."""

    vat_rate: float


@asked(vat_rate)
def _vat_rate(given: VatRateGiven, law: Law) -> VatRateExpect:
    old_dwelling = given.dwelling_years > law.value("vat.dwelling_age")
    wide = given.work == "renovation_labour" and bool(law.value("vat.renovation_reduced"))
    reduced = np.bool_(old_dwelling and (wide or given.work == "finishing_labour"))
    return VatRateExpect(
        vat_rate=float(vat_rate(law.on("vat.standard_rate"), law.on("vat.reduced_rate"), reduced))
    )


@figure("EUR")
def irrecoverable_vat(works: Array, rate: Array, taxed_exit: Array) -> Array:
    """VAT on works that stays a cost, because what is made is let or sold exempt.

    irrecoverable_vat = works × rate; nothing where the exit is taxed

    works (N,) EUR before VAT; rate (N,) share; taxed_exit (N,) flag. Source: Wet OB 1968 art. 11(1), 15.

    >>> float(irrecoverable_vat(np.float64(1e6), np.float64(0.21), np.False_))
    210000.0
    """
    return np.where(taxed_exit, 0.0, works * rate)


@figure("EUR")
def output_vat(price: Array, rate: Array, taxed_exit: Array) -> Array:
    """VAT inside the price of what is sold as new.

    output_vat = price × rate / (1 + rate), where the exit is taxed

    price (N,) EUR, VAT included (vrij op naam). Source: Wet OB 1968 art. 11(1)(a)1.

    >>> round(float(output_vat(np.float64(1.21e6), np.float64(0.21), np.True_)), 2)
    210000.0
    """
    return np.where(taxed_exit, price * rate / (1 + rate), 0.0)


class ExitVatGiven(Given):
    """A conversion to dwellings completed and let or sold on the day of `in_force`; not new unless said."""

    works: Annotated[EUR, Field(ge=0, description="before VAT")]
    price: Annotated[EUR, Field(ge=0, description="what the buyer pays the seller; as new: VAT included")] = (
        0.0
    )
    exit: Literal["let", "sold", "sold_as_new"] = "let"
    buyer: Literal["occupier", "investor"] = "investor"


class ExitVatExpect(Expect):
    """VAT on the works that stays a cost, VAT in the price, and transfer tax of the buyer."""

    irrecoverable_vat: float
    output_vat: float
    transfer_tax: float


@asked(irrecoverable_vat, "exit_vat")
def _exit_vat(given: ExitVatGiven, law: Law) -> ExitVatExpect:
    rate, new = law.on("vat.standard_rate"), np.bool_(given.exit == "sold_as_new")
    price = np.float64(given.price if given.exit != "let" else 0.0)
    tax = transfer_tax(price, law.on(f"transfer_tax.dwelling_{given.buyer}_rate"), new)
    return ExitVatExpect(
        irrecoverable_vat=float(irrecoverable_vat(np.float64(given.works), rate, new)),
        output_vat=float(output_vat(price, rate, new)),
        transfer_tax=float(tax),
    )


@figure("EUR")
def integration_levy(cost: Array, land: Array, rate: Array, in_force: Array, exempt_use: Array) -> Array:
    """Integratieheffing: VAT on a building one made, or had made, for exempt use.

    integration_levy = rate × (cost + land), where a new building is used exempt

    cost, land (N,) EUR before VAT; rate share; in_force, exempt_use flags. The VAT on the cost is then deducted.
    Source: Wet OB 1968 art. 3(3)(b), 3(9), until 2013.

    >>> float(integration_levy(*map(np.float64, (1e6, 5e5, 0.19, 1)), np.True_))
    285000.0
    """
    return np.where(exempt_use, in_force * rate * (cost + land), 0.0)


class IntegrationLevyGiven(Given):
    """A building taken into use on the day of `in_force`."""

    cost: EUR
    land: EUR = 0.0
    exempt_use: bool = True
    new: Annotated[bool, Field(description="in essence new construction")] = True
    input_vat: Annotated[EUR, Field(ge=0, description="VAT on the cost, deductible beside the levy")] = 0.0


class IntegrationLevyExpect(Expect):
    """The levy, and what it costs after deduction of the input VAT."""

    integration_levy: float
    net: float


@asked(integration_levy)
def _integration_levy(given: IntegrationLevyGiven, law: Law) -> IntegrationLevyExpect:
    applies = np.bool_(given.exempt_use and given.new)
    flag = law.on("vat.integration_levy")
    levy = integration_levy(
        np.float64(given.cost), np.float64(given.land), law.on("vat.standard_rate"), flag, applies
    )
    net = levy - given.input_vat if levy > 0 else levy
    return IntegrationLevyExpect(integration_levy=float(levy), net=float(net))


@figure("share")
def exempt_shares(first_use: Array, exempt_from: Array, exempt_until: Array, years: int) -> Array:
    """Share of each of `years` calendar years, from the year of first use on, in which the use is exempt.

    exempt_shares = days of exempt use / days of use in the year

    first_use, exempt_from, exempt_until (N,) datetime64[D], the last one the first day no longer exempt; (years,N).
    """
    year = first_use.astype("datetime64[Y]")
    rows = []
    for r in range(years):
        start = np.maximum((year + r).astype("datetime64[D]"), first_use)
        end = (year + r + 1).astype("datetime64[D]")
        exempt = np.clip(exempt_until, start, end) - np.clip(exempt_from, start, end)
        rows.append(np.maximum(exempt / (end - start), 0.0))
    return np.stack(rows)


@figure("EUR")
def vat_review(deducted: Array, exempt_share: Array, reviewed: Array, tolerance: Array) -> Array:
    """Deducted VAT to be repaid per year, because the use turned exempt.

    vat_review = deducted × share of the year of first use; later years: deducted / years × (share − first share)

    deducted (N,) EUR; exempt_share (R,N), row 0 the year of first use, R = that year and the review years;
    reviewed (N,) flag: later years are reviewed; nothing in a later year where the difference is at most
    `tolerance` × what the first year left deducted. Negative: to be received back.
    Source: Wet OB 1968 art. 15(4); Uitvoeringsbeschikking OB 1968 art. 12, 13.

    >>> vat_review(np.float64(2.1e5), np.array([0.0, 1, 1, 1, 1]), np.True_, np.float64(0.1))
    array([    0., 42000., 42000., 42000., 42000.])
    """
    first = exempt_share[0]
    change = exempt_share - first
    counts = reviewed & (np.abs(change) > tolerance * (1 - first))
    later = np.where(counts, deducted / len(exempt_share) * change, 0.0)
    later[0] = deducted * first
    return later


class VatReviewGiven(Given):
    """VAT deducted on one good or one service, and the day its use turns exempt."""

    deducted: Annotated[
        EUR, Field(ge=0, description="VAT deducted in EUR; up to 1: share of the VAT on amount")
    ]
    amount: Annotated[EUR | None, Field(description="price before VAT; left out: above the threshold")] = None
    kind: Literal["good", "service"] = "good"
    first_use: DayOrYear
    exempt_from: DayOrYear | None = None
    exempt_share: Annotated[Share, Field(ge=0, le=1, description="of the use, from then on")] = 1.0
    sold: Annotated[
        DayOrYear | None, Field(description="sale within the period: the rest is reviewed at once")
    ] = None
    sold_exempt: bool = True

    @model_validator(mode="after")
    def _whole(self) -> VatReviewGiven:
        if 0 < self.deducted <= 1 and self.amount is None:
            raise ValueError("amount, als deducted een aandeel is || amount, where deducted is a share")
        if self.sold is not None and self.sold < self.first_use:
            raise ValueError("sold op of na first_use || sold on or after first_use")
        return self


class VatReviewExpect(Expect):
    """What is repaid in each of the ten years from first use, and in all."""

    by_year: dict[int, float]
    total: float


@asked(vat_review)
def _vat_review(given: VatReviewGiven, law: Law) -> VatReviewExpect:
    years = int(law.value(f"vat.review_{given.kind}_years", given.first_use))
    longest = int(law.value("vat.review_good_years", given.first_use))
    reviewed = years > 0
    if given.kind == "service" and reviewed and given.amount is not None:
        reviewed = given.amount >= law.value("vat.review_service_threshold", given.first_use)
    deducted = given.deducted
    if deducted <= 1 and given.amount is not None:
        deducted *= given.amount * law.value("vat.standard_rate", given.first_use)
    first, exempt = np.datetime64(given.first_use), np.datetime64(given.exempt_from or NEVER)
    sold = np.datetime64(given.sold or NEVER)
    shares = given.exempt_share * exempt_shares(first, exempt, sold, years + 1)
    shares = shares + float(given.sold_exempt) * exempt_shares(first, sold, NEVER, years + 1)
    tolerance = law.on("vat.review_tolerance", given.first_use)
    repaid = vat_review(np.float64(deducted), shares, np.bool_(reviewed), tolerance)
    start = given.first_use.year
    by_year = dict.fromkeys(range(start, start + longest + 1), 0.0)
    for r in range(years + 1):
        booked = min(start + r, given.sold.year) if given.sold else start + r
        by_year[booked] += float(repaid[r])
    return VatReviewExpect(by_year=by_year, total=sum(by_year.values()))
