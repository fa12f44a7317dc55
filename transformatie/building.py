"""One building as its owner describes it: the input file, read strictly.

Unknown fields are errors, and so is anything out of range; all mistakes of a file are told together, each with
its line. What moves the outcome has no silent default here: a field that is left out stays empty, and
`cases` fills it from a table, as an assumption the report shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 (a field is called date)
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transformatie.checks import cross_checks
from transformatie.dated import Range
from transformatie.errors import InputError, Problem
from transformatie.messages import problems
from transformatie.yaml_lines import Document, read_document


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _unit(unit: str, **bounds: Any) -> Any:
    return Field(json_schema_extra={"unit": unit}, **bounds)


Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
#: A number, or low, mid and high.
Uncertain = float | Range
Year = Annotated[int, Field(ge=1800, le=2200)]
Text = Annotated[str, Field(max_length=200)]


class Leasehold(_Part):
    """Erfpacht: the land belongs to another. `land_woz`: the part of the latest WOZ value for that land."""

    owner: Text
    land_woz: NotNegative | None = None
    canon: NotNegative = 0.0
    prepaid_until: Date | None = None
    premium_on_change: Uncertain = 0.0


class BuildingPart(_Part):
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


class Lease(_Part):
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


class DiscountRate(_Part):
    """One rate with its basis and level."""

    rate: Annotated[float, Field(gt=-0.5, le=0.5)]
    basis: Literal["pre_tax", "after_tax"]
    level: Literal["asset", "equity"]


class Loss(_Part):
    """A loss that may still be carried forward."""

    year: Year
    amount: Positive


OwnerKind = Literal["bv", "ib", "box3", "association", "exempt", "fbi"]


class Owner(_Part):
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


class Loan(_Part):
    """A loan on the building. `group`: owed to a company of the owner's own group."""

    balance: Positive
    group: bool = False
    rate: Annotated[float, Field(ge=0, le=0.3)]
    ends: Date
    repayment: NotNegative = 0.0
    ltv_covenant: Annotated[float, Field(gt=0, le=2)] | None = None
    icr_covenant: Annotated[float, Field(gt=0, le=20)] | None = None


class DeductedVat(_Part):
    """VAT deducted on the building as a good still under review, and the year of its first use."""

    amount: Positive
    first_use: Year


class Books(_Part):
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


class Cycle(_Part):
    """A part that is replaced: cost per m2 BVO, every so many years, and the year of the next time."""

    cost_per_m2: Uncertain
    every_years: Positive
    next: Year | None = None


class Costs(_Part):
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


class RentFigure(_Part):
    """A rent with its measure and basis."""

    value: Uncertain
    per: Literal["m2_vvo_year", "m2_bvo_year"] = "m2_vvo_year"
    basis: Literal["headline", "effective"]


class YieldFigure(_Part):
    """A yield with its kind and basis."""

    value: Uncertain
    kind: Literal["BAR", "NAR"]
    basis: Literal["kk", "von"]


class HousingRent(_Part):
    """A market rent of dwellings: per m2 GO a month, or per dwelling a month."""

    value: Uncertain
    per: Literal["m2_go_month", "dwelling_month"]


class HousingPrice(_Part):
    """A selling price of dwellings; `von` includes VAT or nothing more to pay, `kk` leaves transfer tax to the buyer."""

    value: Uncertain
    per: Literal["m2_go", "dwelling"]
    basis: Literal["kk", "von"]


class Growth(_Part):
    """Yearly growth, as fractions."""

    cpi: Uncertain | None = None
    wage: Uncertain | None = None
    office_rent: Uncertain | None = None
    housing_rent: Uncertain | None = None
    housing_price: Uncertain | None = None
    works: Uncertain | None = None
    running_cost: Uncertain | None = None
    woz: Uncertain | None = None


class Market(_Part):
    """What the market pays here."""

    office_rent: RentFigure | None = None
    office_yield: YieldFigure | None = None
    housing_rent: HousingRent | None = None
    housing_price: HousingPrice | None = None
    housing_yield: YieldFigure | None = None
    land_price: Uncertain | None = None
    growth: Growth = Growth()
    letting_delay_months: Uncertain | None = None
    appraisal: Uncertain | None = None
    place: Literal["mixed", "city_centre", "office_park", "mono_functional"] | None = None


class Survey(_Part):
    """The months of the year in which protected species can be surveyed; a survey takes one such season whole."""

    first_month: Annotated[int, Field(ge=1, le=12)]
    last_month: Annotated[int, Field(ge=1, le=12)]


class PermitPart(_Part):
    """What the route of a permit and its odds depend on. What is left out is assumed, and the report says so."""

    inside_built_up_area: bool | None = None
    eia_column_1: bool | None = None
    council_list: bool | None = None
    council_advice_before: bool | None = None
    consultation: bool | None = None
    consent_of_another_body: bool | None = None
    declared_extensive: bool | None = None
    start: Literal["in_force", "irrevocable"] | None = None
    preparation_months: Uncertain | None = None
    parking_norm: Uncertain | None = None
    plan_fee: NotNegative = 0.0
    opposition_shift: Annotated[float, Field(ge=-3, le=3)] = 0.0
    priority: bool | None = None
    regie: bool | None = None
    flora_season: Survey | None = None
    grid_connection_months: NotNegative | None = None
    vacate_extensions: Annotated[int, Field(ge=0, le=3)] = 0
    vacancy_bylaw: bool | None = None


KeyName = Literal["area", "meter", "woz", "deed", "equal"]


class Unit(_Part):
    """A unit or floor. tenant: who rents it, nobody where left out; the rest are keys to divide cost by."""

    name: Text
    area: Annotated[float, Field(gt=0)]
    tenant: Text | None = None
    meter: NotNegative | None = None
    woz: Positive | None = None
    deed_share: Positive | None = None


class ServicePool(_Part):
    """A heading of the service costs of a year, EUR, and the keys that divide it; at full use as it was, if left out."""

    name: Text
    standing: NotNegative = 0.0
    variable: NotNegative = 0.0
    key: KeyName | dict[Text, NotNegative] = "area"
    key_full_use: KeyName | dict[Text, NotNegative] | None = None


class Services(_Part):
    """Service costs of the building as the owner runs them."""

    administration: Annotated[float, Field(ge=0, le=1)] | None = None
    pools: Annotated[tuple[ServicePool, ...], Field(min_length=1)]


class Assess(_Part):
    """When, and over how many years."""

    date: Date
    application_date: Date | None = None
    horizon_years: Annotated[int, Field(ge=1, le=60)] = 30


class FloorPart(_Part):
    """One kind of storey, all alike: how many, how large, how deep, and how many of them are converted (all if left out)."""

    storeys: Annotated[int, Field(ge=1, le=200)]
    area: Annotated[float, Field(gt=0, le=200_000)]
    depth: Annotated[float, Field(gt=0, le=200)] | None = None
    facade_module: Annotated[float, Field(gt=0, le=20)] | None = None
    core_area: NotNegative | None = None
    access: Literal["corridor", "gallery"] = "corridor"
    converted_storeys: Annotated[int, Field(ge=0, le=200)] | None = None


class MixPart(_Part):
    """One type of dwelling: its share of the dwellings, m2 GO, m2 outdoor space, and the segment it is promised to."""

    share: Annotated[float, Field(gt=0, le=1)]
    area: Annotated[float, Field(ge=12, le=500)]
    outdoor_area: Annotated[float, Field(ge=0, le=200)] | None = None
    let_as: Literal["low", "mid", "free"] = "free"


class ProgrammePart(_Part):
    """What the municipality asks of the dwellings, and the mix the owner has in mind."""

    social_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    mid_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    least_area: Annotated[float, Field(ge=12, le=200)] | None = None
    most_parking: Annotated[int, Field(ge=0, le=100_000)] | None = None
    mix: tuple[MixPart, ...] = ()


class FitWeights(_Part):
    """Weight of a location and of a building criterion; the authors' default is 5 and 3."""

    location: Annotated[float, Field(ge=0, le=100)] | None = None
    building: Annotated[float, Field(ge=0, le=100)] | None = None


Distance = Annotated[float, Field(ge=0, le=100_000)] | None


class FitFacts(_Part):
    """Measures that criteria lean on and that stand nowhere else in the file: m, dB, flags."""

    structural_module: Annotated[float, Field(gt=0, le=40)] | None = None
    facade_noise: Annotated[float, Field(ge=0, le=140)] | None = None
    lift_lacking: bool | None = None
    volume_may_grow: bool | None = None
    label_c_exempt: bool | None = None
    distance_shop: Distance = None
    distance_meeting_place: Distance = None
    distance_food: Distance = None
    distance_bank: Distance = None
    distance_medical: Distance = None
    distance_sports: Distance = None
    distance_education: Distance = None
    distance_station: Distance = None
    distance_bus: Distance = None
    distance_parking: Distance = None


class FitPart(_Part):
    """Answers to the criteria of kan het: yes or no to the question of the edition, by criterion; null is unknown."""

    edition: Literal[2007, 2018] | None = None
    weights: FitWeights = FitWeights()
    facts: FitFacts = FitFacts()
    answers: dict[Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}$")], bool | None] = Field(default_factory=dict)


class Financing(_Part):
    """The new loan for what an option asks; what is left out is filled from a table and shown as an assumption.

    facility: the most the lender lends; fee: share of what is committed; margin, base_rate: share a year, effective;
    ltc_limit: share of the cost of the works; ltv_limit: all loans over the value on completion, and at refinancing;
    equity_first: all equity is paid in before the loan is drawn (true), none is (false), or an amount; term: years from
    completion; amortisation: a share of the loan a year, or none, linear or annuity over the term.
    """

    facility: NotNegative | None = None
    fee: Annotated[float, Field(ge=0, le=0.2)] | None = None
    margin: Annotated[float, Field(ge=0, le=0.3)] | None = None
    base_rate: Annotated[float, Field(gt=-0.05, le=0.3)] | None = None
    ltc_limit: Annotated[float, Field(ge=0, le=1)] | None = None
    ltv_limit: Annotated[float, Field(ge=0, le=2)] | None = None
    equity_first: bool | NotNegative = True
    term: Annotated[float, Field(gt=0, le=60)] | None = None
    amortisation: Literal["none", "linear", "annuity"] | Annotated[float, Field(ge=0, le=1)] | None = None
    dscr_covenant: Annotated[float, Field(gt=0, le=20)] | None = None


class Building(_Part):
    """The input file, whole."""

    building: BuildingPart
    leases: tuple[Lease, ...] = ()
    units: tuple[Unit, ...] = ()
    services: Services | None = None
    owner: Owner
    books: Books
    costs: Costs = Costs()
    market: Market = Market()
    financing: Financing = Financing()
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    permit: PermitPart = PermitPart()
    fit: FitPart = FitPart()
    floors: tuple[FloorPart, ...] = ()
    programme: ProgrammePart = ProgrammePart()
    assess: Assess


@dataclass(frozen=True)
class Read:
    """A building with the file it came from: `line(path)` says where a field stands."""

    building: Building
    document: Document
    sha256: str

    @property
    def identity(self) -> str:
        """What makes this building this building, wherever its file stands: the seed of its own draws."""
        b = self.building.building
        return b.bag_id or f"{b.name}|{b.address}|{b.municipality}".strip("|")

    def source(self, path: tuple[str | int, ...]) -> str:
        """`file:line` of a field."""
        return f"{Path(self.document.file).name}:{self.document.line(path)}"


def read_building(path: Path) -> Read:
    """Read one input file.

    Errors: InputError with every mistake at once, each with its line.
    """
    found: list[Problem] = []
    document = read_document(path, collect=found)
    if not isinstance(document.values, dict):
        raise InputError(
            [
                Problem(
                    document.file,
                    1,
                    "-",
                    type(document.values).__name__,
                    "velden met waarden",
                    "fields with values",
                )
            ]
        )
    return _read(document, found, hashlib.sha256(path.read_bytes()).hexdigest())


def read_values(values: Mapping[str, Any], name: str) -> Read:
    """A building from the values of an input file: of one changed in memory, or kept in a result.

    Errors: InputError with every mistake at once.
    """
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return _read(Document(name, values), [], hashlib.sha256(text.encode()).hexdigest())


def _read(document: Document, found: list[Problem], sha256: str) -> Read:
    """The building of a document, or every mistake in it."""
    building = None
    try:
        building = Building.model_validate(document.values)
    except ValidationError as error:
        found += problems(error, document, (), field_names())
    found += cross_checks(document)
    if found or building is None:
        raise InputError(found)
    return Read(building, document, sha256)


def field_names() -> list[str]:
    """Every field name the input file knows."""
    seen: set[type[BaseModel]] = set()
    names: list[str] = []

    def walk(model: type[BaseModel]) -> None:
        if model in seen:
            return
        seen.add(model)
        for name, field in model.model_fields.items():
            names.append(field.alias or name)
            for part in _models(field.annotation):
                walk(part)

    walk(Building)
    return sorted(set(names))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models(part)]
