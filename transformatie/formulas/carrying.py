"""What a building costs its owner in a year, line by line, and how much of it only because it stands empty.

Each line is a `Line`: the part of what is let, the part of what is empty but would be due if it were let
(carried anyway), and what is due only because it is empty (extra). Their sum is the gross line. Arrays are
(Y, N) or (T, N) over years or periods and cases, in EUR a year; `let_share` is the let part of the area, for
levies the part let on 1 January. A building gives the lines or an all-in amount, never both.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import EURPerYear, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


class Line(NamedTuple):
    """A cost line: of what is let, of what is empty and carried anyway, and extra because empty. EUR/yr."""

    let: Array
    anyway: Array
    extra: Array


def _due_anyway(amount: Array, let_share: Array) -> Line:
    """A line that emptiness does not change: the empty part of it is carried anyway."""
    return Line(amount * let_share, amount * (1.0 - let_share), np.zeros_like(amount * let_share))


def _because_empty(amount: Array) -> Line:
    """A line that exists only because something is empty."""
    nothing = np.zeros_like(amount)
    return Line(nothing, nothing.copy(), amount + nothing)


@figure("EUR/yr")
def ozb_owner(levy: Array, let_share: Array) -> Line:
    """OZB owner part (L01): due whole, let or empty.

    ozb_owner = levy, over let and empty by area

    levy: see `ozb`. Source: Gemeentewet art. 220(b).
    """
    return _due_anyway(levy, let_share)


@figure("EUR/yr")
def ozb_user(levy: Array, owner_is_user: Array) -> Line:
    """OZB user part that the owner bears (L02): once he gives a part in use, and never while it is truly empty.

    ozb_user = levy where the owner gave a part in use on 1 January: all of it extra because empty

    levy: the user part of `ozb`, zero when nothing is in use; owner_is_user flag: caretakers or temporary users,
    not tenants of their own objects. The tenant of a let object pays his own. Source: Gemeentewet art. 220b(1)(a).
    """
    return _because_empty(levy * owner_is_user)


@figure("EUR/yr")
def water_board(levy: Array, let_share: Array) -> Line:
    """Water board levy on the building, and road levy where there is one (L03): due whole, let or empty.

    water_board = levy, over let and empty by area

    levy: see `water_levy`. Source: Waterschapswet art. 117.
    """
    return _due_anyway(levy, let_share)


@figure("EUR/yr")
def sewer(owner_levy: Array, let_share: Array) -> Line:
    """Sewer levy, owner part (L04): due whole, let or empty; the user part falls away with the water.

    sewer = owner part, over let and empty by area

    owner_levy: see `sewer_levy`. Source: Gemeentewet art. 228a.
    """
    return _due_anyway(owner_levy, let_share)


@figure("EUR/yr")
def treatment(levy: Array, let_share: Array) -> Line:
    """Treatment levy (L05): at least one pollution unit while water runs, so the owner of an empty building pays it.

    treatment = levy of the empty part, extra because empty (a tenant pays his own)

    levy: see `treatment_levy`, of what the owner holds. Source: Waterschapswet.
    """
    return _because_empty(levy * (1.0 - let_share))


@figure("EUR/yr")
def insurance(premium: Array, surcharge: Array, surcharged: Array, let_share: Array) -> Line:
    """Building insurance (L06): the premium, let or empty, and a surcharge on what has long stood empty.

    insurance = premium; extra = premium × surcharge × share of the building empty beyond the insurer's term

    premium EUR/yr; surcharge: share of the premium added while empty; surcharged: see `surcharged_share`.
    """
    base = _due_anyway(premium, let_share)
    return Line(base.let, base.anyway, premium * surcharge * surcharged)


@figure("EUR/yr")
def unlet_services(area: Array, let_share: Array, vacant_rate: Array) -> Line:
    """Service costs of the unlet part (L07), which the landlord bears as if it were let.

    unlet_services = empty area × rate when vacant, extra because empty

    area m² VVO; vacant_rate EUR/m²/yr: see `vacant_service_cost` or `service_basket`. Source: ROZ, see
    `service_cost_split`.
    """
    return _because_empty(area * (1.0 - let_share) * vacant_rate)


@figure("EUR/yr")
def standby_energy(
    standing: Array, kwh: Array, kwh_price: Array, gas_m3: Array, gas_price: Array, let_share: Array
) -> Line:
    """Energy to keep an empty part dry and free of frost, with a meter of its own (L08).

    standby_energy = (standing charge + kWh × price + m³ × price) × empty share, extra because empty

    All EUR/yr, kWh/yr, EUR per kWh, m³/yr, EUR per m³ of the whole building empty.
    """
    return _because_empty((standing + kwh * kwh_price + gas_m3 * gas_price) * (1.0 - let_share))


@figure("EUR/yr")
def maintenance(gross_area: Array, rate: Array, condition: Array, let_share: Array) -> Line:
    """Planned and corrective maintenance (L09): due let or empty.

    maintenance = m² BVO × rate × condition factor

    gross_area m² BVO (not VVO); rate EUR/m² BVO/yr; condition number, 1 for ordinary upkeep.
    """
    return _due_anyway(gross_area * rate * condition, let_share)


@figure("EUR/yr")
def management_fee(
    collected_rent: Array, share: Array, fixed_per_unit_month: Array, units_vacant: Array, months: Array
) -> Array:
    """The manager's fee: a share of the rent collected, but no less than the fixed fees of the vacant units.

    management_fee = max(share × collected rent, fixed fee per unit and month × vacant units × months)

    collected_rent EUR/yr; share; fixed_per_unit_month EUR; units_vacant number; months of the year. No rent is
    not no fee. Source: multipath.nl.

    >>> float(management_fee(0.0, 0.05, 40.0, 2.0, 12.0))
    960.0
    """
    return np.maximum(share * collected_rent, fixed_per_unit_month * units_vacant * months)


@figure("EUR/yr")
def management(collected_rent: Array, share: Array, fee: Array) -> Line:
    """Management (L10): the share of the rent goes with what is let, what the floor adds is extra because empty.

    management = let: share × collected rent; extra = fee − share × collected rent

    fee: see `management_fee`, which is at least share × collected_rent.
    """
    by_rent = share * collected_rent
    return Line(by_rent, np.zeros_like(by_rent), fee - by_rent)


@figure("EUR/yr")
def security(fee: Array, let_share: Array) -> Line:
    """Security of the empty part, or what the owner pays a vacancy manager (L11).

    security = fee × empty share, extra because empty

    fee EUR/yr of the whole building empty; nothing where the agency keeps the users' fees instead.
    """
    return _because_empty(fee * (1.0 - let_share))


@figure("EUR/yr")
def letting(newly_let_rent: Array, fee_share: Array, marketing: Array, newly_let: Array) -> Line:
    """Letting (L12): the agent's fee and marketing, once per letting and not in each empty year.

    letting = fee share × first-year rent of what is let anew + marketing × share let anew, extra because empty

    newly_let_rent EUR/yr: first-year rent of leases that start in the period; fee_share; marketing EUR for the
    whole building; newly_let share of the area.
    """
    return _because_empty(newly_let_rent * fee_share + marketing * newly_let)


@figure("EUR/yr")
def incentive_spread(rent: Array, rent_free_months: Array, term_years: Array) -> Array:
    """A rent-free period spread over the term of its lease: the yearly gap of headline and effective rent.

    incentive_spread = rent × rent-free months / 12 / term

    rent EUR/yr headline; term_years yr, above nothing. Taken either so, or as cash when granted; never both.
    """
    return rent * rent_free_months / 12.0 / term_years


@figure("EUR/yr")
def vve_contribution(budget: Array, deed_share: Array, let_share: Array) -> Line:
    """Contribution to an owners' association (L13), by deed share, with no relief for vacancy.

    vve_contribution = budget × deed share

    It replaces maintenance, and services of the unlet part, as far as the association sees to them.
    Source: BW 5:113(1).
    """
    return _due_anyway(budget * deed_share, let_share)


@figure("EUR/yr")
def ground_rent(canon: Array, let_share: Array) -> Line:
    """Ground rent (L14): due by contract, let or empty.

    ground_rent = canon, over let and empty by area
    """
    return _due_anyway(canon, let_share)


@figure("EUR/yr")
def irrecoverable_vat(cost: Array, vat_rate: Array, exempt_share: Array) -> Line:
    """VAT on running cost that the owner cannot recover because use turned exempt (L16).

    irrecoverable_vat = cost excluding VAT × VAT rate × share of exempt use, extra because empty

    cost EUR/yr excluding VAT, of lines that carry VAT; exempt_share: exempt temporary use in place of taxed rent.
    """
    return _because_empty(cost * vat_rate * exempt_share)


@figure("EUR/yr")
def area_fund(base: Array, rate: Array, let_share: Array) -> Line:
    """Contribution to an area fund or BIZ (L17): by m² or WOZ value, let or empty.

    area_fund = base × rate, over let and empty by area
    """
    return _due_anyway(base * rate, let_share)


@figure("EUR/yr")
def temporary_fees(fees: Array, share_to_owner: Array) -> Line:
    """Fees of temporary users that reach the owner (N1), a negative line; what the agency keeps is not his.

    temporary_fees = −fees × share that reaches the owner

    fees EUR/yr: users × fee × months.
    """
    return _because_empty(-(fees * share_to_owner))


class VacancyBill(NamedTuple):
    """What the empty part costs in a year: carried anyway, extra because empty, and both. EUR/yr."""

    anyway: Array
    extra: Array
    total: Array


@figure("EUR/yr")
def vacancy_bill(lines: tuple[Line, ...]) -> VacancyBill:
    """What stands empty costs so much a year, of which so much only because it is empty.

    vacancy_bill = Σ lines (carried anyway + extra because empty), credits included; interest is not a line
    """
    anyway = sum((line.anyway for line in lines), np.float64(0.0))
    extra = sum((line.extra for line in lines), np.float64(0.0))
    return VacancyBill(anyway, extra, anyway + extra)


class ManagementFeeGiven(Given):
    """One building. Left out: no rent, no share, no fixed fee, nothing vacant, twelve months."""

    collected_rent: Annotated[EURPerYear, Field(ge=0)] = 0.0
    share: Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share"})] = 0.0
    fixed_per_unit_month: Annotated[float, Field(ge=0, json_schema_extra={"unit": "EUR/unit/month"})] = 0.0
    units_vacant: Annotated[float, Field(ge=0, json_schema_extra={"unit": "number"})] = 0.0
    months: Annotated[float, Field(ge=0, le=12, json_schema_extra={"unit": "month"})] = 12.0


class ManagementFeeExpect(Expect):
    """The fee of the period."""

    management_fee: float


@asked(management_fee)
def _management_fee(given: ManagementFeeGiven, law: Law) -> ManagementFeeExpect:
    fields = ("collected_rent", "share", "fixed_per_unit_month", "units_vacant", "months")
    return ManagementFeeExpect(
        management_fee=float(management_fee(*(np.float64(getattr(given, f)) for f in fields)))
    )
