"""The parts of the input file that say what is meant: permit, units and services, dates, programme, fit, financing."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (a field is called date)
from typing import Annotated, Literal

from pydantic import Field

from transformatie.input.parts import NotNegative, Part, Positive, Text, Uncertain


class Survey(Part):
    """The months of the year in which protected species can be surveyed; a survey takes one such season whole."""

    first_month: Annotated[int, Field(ge=1, le=12)]
    last_month: Annotated[int, Field(ge=1, le=12)]


class PermitPart(Part):
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


class Unit(Part):
    """A unit or floor. tenant: who rents it, nobody where left out; the rest are keys to divide cost by."""

    name: Text
    area: Annotated[float, Field(gt=0)]
    tenant: Text | None = None
    meter: NotNegative | None = None
    woz: Positive | None = None
    deed_share: Positive | None = None


class ServicePool(Part):
    """A heading of the service costs of a year, EUR, and the keys that divide it; at full use as it was, if left out."""

    name: Text
    standing: NotNegative = 0.0
    variable: NotNegative = 0.0
    key: KeyName | dict[Text, NotNegative] = "area"
    key_full_use: KeyName | dict[Text, NotNegative] | None = None


class Services(Part):
    """Service costs of the building as the owner runs them."""

    administration: Annotated[float, Field(ge=0, le=1)] | None = None
    pools: Annotated[tuple[ServicePool, ...], Field(min_length=1)]


class Assess(Part):
    """When, and over how many years."""

    date: Date
    application_date: Date | None = None
    horizon_years: Annotated[int, Field(ge=1, le=60)] = 30


class FloorPart(Part):
    """One kind of storey, all alike: how many, how large, how deep, and how many of them are converted (all if left out)."""

    storeys: Annotated[int, Field(ge=1, le=200)]
    area: Annotated[float, Field(gt=0, le=200_000)]
    depth: Annotated[float, Field(gt=0, le=200)] | None = None
    facade_module: Annotated[float, Field(gt=0, le=20)] | None = None
    core_area: NotNegative | None = None
    access: Literal["corridor", "gallery"] = "corridor"
    converted_storeys: Annotated[int, Field(ge=0, le=200)] | None = None


class MixPart(Part):
    """One type of dwelling: its share of the dwellings, m2 GO, m2 outdoor space, and the segment it is promised to."""

    share: Annotated[float, Field(gt=0, le=1)]
    area: Annotated[float, Field(ge=12, le=500)]
    outdoor_area: Annotated[float, Field(ge=0, le=200)] | None = None
    let_as: Literal["low", "mid", "free"] = "free"


class ProgrammePart(Part):
    """What the municipality asks of the dwellings, and the mix the owner has in mind."""

    social_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    mid_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    least_area: Annotated[float, Field(ge=12, le=200)] | None = None
    most_parking: Annotated[int, Field(ge=0, le=100_000)] | None = None
    mix: tuple[MixPart, ...] = ()


class FitWeights(Part):
    """Weight of a location and of a building criterion; the authors' default is 5 and 3."""

    location: Annotated[float, Field(ge=0, le=100)] | None = None
    building: Annotated[float, Field(ge=0, le=100)] | None = None


Distance = Annotated[float, Field(ge=0, le=100_000)] | None


class FitFacts(Part):
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


class FitPart(Part):
    """Answers to the criteria of kan het: yes or no to the question of the edition, by criterion; null is unknown."""

    edition: Literal[2007, 2018] | None = None
    weights: FitWeights = FitWeights()
    facts: FitFacts = FitFacts()
    answers: dict[Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}$")], bool | None] = Field(default_factory=dict)


class Financing(Part):
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
