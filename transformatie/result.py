"""What an appraisal returns: plain, frozen records that become the JSON, and from it the table and the PDF.

Amounts are euros, nominal, on true dates; shares are fractions. Nothing here is rounded: the report rounds.
Words for people stand in both languages, so that one result serves `--lang nl` and `--lang en`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from transformatie.dated import Confidence
from transformatie.explore.result import Breakeven, Sensitivity, Waiting
from transformatie.finance.result import BookPage, Finance
from transformatie.kan.result import Carbon, Fit, Optimum, ProgrammeResult, RentLaw
from transformatie.parts import Irr as Irr
from transformatie.parts import Line as Line
from transformatie.parts import Part as Part
from transformatie.parts import Words as Words
from transformatie.parts import YearTable as YearTable
from transformatie.permit.result import PermitStudy
from transformatie.vacancy.result import Emptiness

Band = Literal["green", "amber", "red", "not_assessed"]


class Meta(Part):
    """Which run this is: same input, law, seed and version give the same bytes.

    input, overlay_values: what the input file and each overlay hold, so that the run can be done again.
    """

    version: str
    input_file: str
    input_sha256: str
    assessed_on: date
    known_on: date
    horizon_end: date
    draws: int
    seed: int
    overlays: tuple[str, ...]
    sampling: str = "plain"
    input: Any = None
    overlay_values: dict[str, Any] = Field(default_factory=dict)


class Fact(Part):
    """One thing about the building, as read or as assumed."""

    name: str
    label: Words
    value: Any
    unit: str
    source: str
    confidence: Confidence | Literal["given"]


class LeaseLine(Part):
    """One lease in force on the assessment date."""

    tenant: str
    area: float
    rent_per_m2: float
    headline_rent: float
    effective_rent: float
    start: date
    end: date


class Building(Part):
    """What stands there, and who owns it."""

    name: str
    address: str
    municipality: str
    owner_kind: str
    facts: tuple[Fact, ...]
    leases: tuple[LeaseLine, ...]
    let_area: float
    vacant_area: float
    book_value_fiscal: float
    book_value_commercial: float
    woz: float
    woz_year: int


class Gate(Part):
    """Kan het or mag het: a band, the share or chance behind it, and why."""

    band: Band
    low: float | None
    high: float | None
    reason: Words


class Spread(Part):
    """What the draws say."""

    expected: float
    p10: float
    p50: float
    p90: float
    standard_error: float
    chance_first: float
    loont: float | None
    score: float | None
    p25: float | None = None
    p75: float | None = None


class Step(Part):
    """One step of a permit route, with its dates. Raw and legal end differ where the Algemene termijnenwet rolls."""

    name: str
    label: Words
    start: date
    raw_end: date
    end: date
    article: str
    confidence: Confidence
    statutory: bool


class Permit(Part):
    """The route of an option under the law of its application date."""

    needed: bool
    regime: str
    route: str
    why: Words
    application: date | None
    decided: date | None
    in_force: date | None
    irrevocable: date | None
    steps: tuple[Step, ...]
    fees: float


class Bearer(Part):
    """What one party bears of a line; positive is a cost."""

    name: str
    label: Words
    amount: float


class VacancyLine(Part):
    """One cost line of a year, split by cause and by bearer. carried + extra = amount = sum of the bearers."""

    name: str
    label: Words
    amount: float
    carried: float
    extra: float
    bearers: tuple[Bearer, ...]


class Vacancy(Part):
    """The bill of the first full year: cash lines, and apart from them what is foregone."""

    year: int
    lines: tuple[VacancyLine, ...]
    total: float
    carried: float
    extra: float
    per_vacant_m2: float | None
    bearers: tuple[Bearer, ...]
    foregone: tuple[Fact, ...]
    ten_year_bill: float


class Residual(Part):
    """What may be paid for the building in this option: (value − cost − margin − finance) / (1 + k.k.)."""

    value: float
    cost: float
    margin: float
    finance: float
    buyers_cost_rate: float
    residual: float


class Row(Part):
    """One way out of an empty office."""

    name: str
    label: Words
    what: Words
    then: str | None
    rank: int
    kan: Gate
    mag: Gate
    value_after_tax: float
    value_pre_tax: float | None
    value_to_equity: float | None
    spread: Spread | None
    investment: float
    irr: Irr
    months_to_start: float | None
    months_to_income: float | None
    book_result_first_year: float
    headline_rent: float
    effective_rent: float
    areas: tuple[Fact, ...]
    dwellings: float
    exit_share: float
    sale_year: int | None
    cash: YearTable
    books: YearTable
    tax: YearTable
    value: YearTable
    permit: Permit
    vacancy: Vacancy
    residual: Residual
    finance: Finance | None = None
    book_page: BookPage | None = None
    programme: ProgrammeResult | None = None
    rent_law: RentLaw | None = None
    carbon: Carbon | None = None
    permit_study: PermitStudy | None = None


class Assumption(Part):
    """A value that carries the outcome and was not given: where it came from and how far it may lie off."""

    name: str
    label: Words
    unit: str
    value: Any
    low: float | None
    high: float | None
    source: str
    confidence: Confidence
    effect: float | None


class LawEntry(Part):
    """One dated entry that was read."""

    name: str
    label: Words
    unit: str
    value: Any
    in_force: date
    source: str
    confidence: Confidence
    carried_forward: bool
    overlay: bool


class Explained(Part):
    """One step of the sum behind a figure; `depth` indents it, `role` is its name in the formula above it."""

    depth: int
    name: str
    unit: str
    value: Any
    formula: str
    source: str
    confidence: str
    role: str = ""


class Advice(Part):
    """What to do, in one sentence, and why."""

    row: str
    runner_up: str | None
    sentence: Words
    reasons: tuple[Words, ...]


class Result(Part):
    """One building appraised, all rows side by side, in rank order."""

    meta: Meta
    building: Building
    rows: tuple[Row, ...]
    advice: Advice
    assumptions: tuple[Assumption, ...]
    law: tuple[LawEntry, ...]
    explained: tuple[Explained, ...]
    warnings: tuple[Words, ...]
    unverified: dict[str, int]
    notional_yield: Fact | None = None
    emptiness: Emptiness | None = None
    fits: tuple[Fit, ...] = ()
    sensitivity: Sensitivity | None = None
    breakeven: tuple[Breakeven, ...] = ()
    waiting: Waiting | None = None
    optimum: Optimum | None = None
