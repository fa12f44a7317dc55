"""The parts of the input file that say what there is: the building, its leases, owner, books, costs and market."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (a field is called date)
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from transformatie.dated import Range


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
#: A number, or low, mid and high.
Uncertain = float | Range
Year = Annotated[int, Field(ge=1800, le=2200)]
Text = Annotated[str, Field(max_length=200)]


class Leasehold(Part):
    """Erfpacht: the land belongs to another. `land_woz`: the part of the latest WOZ value for that land."""

    owner: Text
    land_woz: NotNegative | None = None
    canon: NotNegative = 0.0
    prepaid_until: Date | None = None
    premium_on_change: Uncertain = 0.0


class BuildingPart(Part):
    """The building itself. Areas in m2, lengths in m."""

    name: Text = ""
    address: Text = ""
    municipality: Text
    bag_id: Annotated[str, Field(pattern=r"^\d{16}$")] | None = None
    built: Year
    renovated: Year | None = None
    gross_floor_area: Annotated[float, Field(gt=0, le=2_000_000)]
    lettable_floor_area: Annotated[float, Field(gt=0, le=2_000_000)]
    site_area: Positive | None = None
    storeys: Annotated[int, Field(ge=1, le=200)] | None = None
    floor_depth: Annotated[float, Field(gt=0, le=200)] | None = None
    floor_height: Annotated[float, Field(gt=0, le=20)] | None = None
    facade_module: Annotated[float, Field(gt=0, le=20)] | None = None
    quality: Literal["ordinary", "high", "poor"] | None = None
    energy_label: Literal["A++++", "A+++", "A++", "A+", "A", "B", "C", "D", "E", "F", "G", "none"] | None = (
        None
    )
    monument: bool | None = None
    asbestos: Literal["none", "suspected", "present", "removed"] | None = None
    parking_places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    housing_allowed: bool | None = None
    vacant_since: Date | None
    leasehold: Leasehold | None = None


class Lease(Part):
    """One lease. `break`: the first date on which it may be ended early."""

    tenant: Text
    area: Annotated[float, Field(gt=0)]
    rent_per_m2: Annotated[float, Field(ge=0, le=5_000)]
    start: Date
    end: Date
    break_: Date | None = Field(default=None, alias="break")
    renewal_chance: Annotated[float, Field(ge=0, le=1)] | None = None
    rent_free_months: Annotated[float, Field(ge=0, le=120)] = 0.0
    service_charge_per_m2: Annotated[float, Field(ge=0, le=1_000)] | None = None


class DiscountRate(Part):
    """One rate with its basis and level."""

    rate: Annotated[float, Field(gt=-0.5, le=0.5)]
    basis: Literal["pre_tax", "after_tax"]
    level: Literal["asset", "equity"]


class Loss(Part):
    """A loss that may still be carried forward."""

    year: Year
    amount: Positive


OwnerKind = Literal["bv", "ib", "box3", "association", "exempt", "fbi"]


class Owner(Part):
    """Who owns it, and what the owner earns elsewhere."""

    id: Text = ""
    kind: OwnerKind
    marginal_rate: Annotated[float, Field(gt=0, le=0.6)] | None = None
    other_profit: dict[Year, float] | None = None
    losses: tuple[Loss, ...] = ()
    fiscal_unity: bool | None = None
    discount_rate: tuple[DiscountRate, ...]
    deadline: Date | None = None
    loss_limit: NotNegative | None = None

    def rate(self, basis: str, level: str) -> float | None:
        """The discount rate of a basis and level, or None where none is given."""
        return next((r.rate for r in self.discount_rate if (r.basis, r.level) == (basis, level)), None)


class Loan(Part):
    """A loan on the building. `group`: owed to a company of the owner's own group."""

    balance: Positive
    group: bool = False
    rate: Annotated[float, Field(ge=0, le=0.3)]
    ends: Date
    repayment: NotNegative = 0.0
    ltv_covenant: Annotated[float, Field(gt=0, le=2)] | None = None
    icr_covenant: Annotated[float, Field(gt=0, le=20)] | None = None


class DeductedVat(Part):
    """VAT deducted on the building as a good still under review, and the year of its first use."""

    amount: Positive
    first_use: Year


class Books(Part):
    """Fiscal and commercial books. `cost` and `land` are historic cost; `fiscal_*` the book values today.

    Choices and facts that no table can fill: `write_down`: the owner writes down to a lower bedrijfswaarde;
    `reinvests`: the owner means to reinvest the proceeds of a sale in another building of the same function.
    `equity`, `other_assets`: of the owner's commercial balance sheet on the assessment date, other than this building.
    """

    use: Literal["let", "own"] = "let"
    acquired: Date | None = None
    cost: Positive
    land: NotNegative
    residual: NotNegative | None = None
    life: Annotated[float, Field(gt=0, le=200)] | None = None
    fiscal_structure: NotNegative
    fiscal_land: NotNegative
    commercial: NotNegative | None = None
    commercial_basis: Literal["cost", "fair_value"] = "cost"
    woz: Annotated[dict[Year, Positive], Field(min_length=1)]
    loans: tuple[Loan, ...] = ()
    write_down: bool = False
    reinvests: bool = False
    deducted_vat: DeductedVat | None = None
    equity: float | None = None
    other_assets: NotNegative | None = None


class Cycle(Part):
    """A part that is replaced: cost per m2 BVO, every so many years, and the year of the next time."""

    cost_per_m2: Uncertain
    every_years: Positive
    next: Year | None = None


class Costs(Part):
    """The owner's own figures for cost; each replaces the table's."""

    maintenance_per_m2: Uncertain | None = None
    insurance_per_year: Uncertain | None = None
    vacant_service_per_m2: Uncertain | None = None
    let_service_per_m2: Uncertain | None = None
    ozb_owner_rate: Uncertain | None = None
    ozb_user_rate: Uncertain | None = None
    water_rate: Uncertain | None = None
    sewer_per_year: Uncertain | None = None
    security_per_year: Uncertain | None = None
    management_share: Uncertain | None = None
    all_in_vacant_per_m2: Uncertain | None = None
    standby_energy_per_year: Uncertain | None = None
    treatment_per_year: Uncertain | None = None
    area_fund_per_year: Uncertain | None = None
    vve_per_year: Uncertain | None = None
    vve_covers: tuple[Literal["maintenance", "services", "insurance"], ...] = ()
    cycle: dict[Literal["installations", "lifts", "facade", "roof"], Cycle] = Field(default_factory=dict)
    contributions: Uncertain | None = None
    parking: Uncertain | None = None


class RentFigure(Part):
    """A rent with its measure and basis."""

    value: Uncertain
    per: Literal["m2_vvo_year", "m2_bvo_year"] = "m2_vvo_year"
    basis: Literal["headline", "effective"]


class YieldFigure(Part):
    """A yield with its kind and basis."""

    value: Uncertain
    kind: Literal["BAR", "NAR"]
    basis: Literal["kk", "von"]


class HousingRent(Part):
    """A market rent of dwellings: per m2 GO a month, or per dwelling a month."""

    value: Uncertain
    per: Literal["m2_go_month", "dwelling_month"]


class HousingPrice(Part):
    """A selling price of dwellings; `von` includes VAT or nothing more to pay, `kk` leaves transfer tax to the buyer."""

    value: Uncertain
    per: Literal["m2_go", "dwelling"]
    basis: Literal["kk", "von"]


class Growth(Part):
    """Yearly growth, as fractions."""

    cpi: Uncertain | None = None
    wage: Uncertain | None = None
    office_rent: Uncertain | None = None
    housing_rent: Uncertain | None = None
    housing_price: Uncertain | None = None
    works: Uncertain | None = None
    running_cost: Uncertain | None = None
    woz: Uncertain | None = None


class Market(Part):
    """What the market pays here."""

    office_rent: RentFigure | None = None
    office_yield: YieldFigure | None = None
    housing_rent: HousingRent | None = None
    housing_price: HousingPrice | None = None
    housing_yield: YieldFigure | None = None
    land_price: Uncertain | None = None
    unzoned_land_share: Uncertain | None = None
    growth: Growth = Growth()
    letting_delay_months: Uncertain | None = None
    appraisal: Uncertain | None = None
    place: Literal["mixed", "city_centre", "office_park", "mono_functional"] | None = None
