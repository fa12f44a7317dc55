"""What kan het returns: fit by criteria, the dwelling programme with its floor plans, rents under the law, carbon."""

from __future__ import annotations

from datetime import date
from typing import Literal

from transformatie.dated import Confidence
from transformatie.parts import Part, Words

State = Literal["favourable", "unfavourable", "unknown"]
Barred = Literal["", "none_fits", "parking", "shares"]


class CriterionLine(Part):
    """One criterion and what was found. `basis`: an answer, a fact, or nothing. `lift`: share of the highest score."""

    id: str
    kind: Literal["veto", "graded"]
    level: str
    group: Words
    question: Words
    state: State
    basis: Literal["answer", "fact", "none"]
    lift: float
    remedy: Words
    confidence: Confidence


class Fit(Part):
    """How well an option fits. Scores are on the edition's own scale, from worst to best; labels go with them."""

    option: str
    edition: str
    title: Words
    score_counts: Literal["favourable", "unfavourable"]
    vetoes: Literal["broken", "unknown", "met"]
    score_if_unfavourable: float
    score_if_favourable: float
    highest: float
    label_if_unfavourable: str
    label_if_favourable: str
    band: Literal["red", "amber", "green"]
    lines: tuple[CriterionLine, ...]
    next_question: str | None
    lifts: tuple[str, ...]

    def line(self, name: str | None) -> CriterionLine | None:
        """A criterion by its id, or None."""
        return next((x for x in self.lines if x.id == name), None)

    @property
    def share_low(self) -> float:
        """Lower end of the interval, as a share of the highest score; high is good in either edition."""
        good = self.score_counts == "favourable"
        low = self.score_if_unfavourable if good else self.highest - self.score_if_unfavourable
        return low / self.highest

    @property
    def share_high(self) -> float:
        """Upper end of the interval, as a share of the highest score; high is good in either edition."""
        good = self.score_counts == "favourable"
        high = self.score_if_favourable if good else self.highest - self.score_if_favourable
        return high / self.highest


class DwellingType(Part):
    """One type of dwelling of a programme. Rents in EUR a month on first letting; None where no rent law is modelled.

    cap: maximum rent on that day with the surcharge, None where the rent is free; rent: what is asked.
    """

    number: float
    area: float
    outdoor_area: float
    let_as: Literal["low", "mid", "free"]
    points: float | None = None
    segment: Literal["low", "mid", "free"] | None = None
    market_rent: float | None = None
    cap: float | None = None
    cap_without_surcharge: float | None = None
    rent: float | None = None


class RentLaw(Part):
    """What rent law does to an option that lets dwellings. `asked_share`: part of the market rent asked, in the first year
    and after the surcharge; limit: the liberalisation limit of before July 2024, free: whether the rent given lies above."""

    modelled: bool
    note: Words
    asked_share: float
    asked_share_after_surcharge: float
    surcharge_until: date | None
    limit: float | None = None
    free: bool | None = None


class RentYear(Part):
    """The rent of one type of dwelling on 1 January of a year, EUR a month. cap: None where the rent is free."""

    year: int
    type_: int
    points: float
    segment: Literal["low", "mid", "free"]
    cap_without_surcharge: float | None
    cap: float | None
    market_rent: float
    rent: float


class PlanRect(Part):
    """A rectangle of a floor plan, m; `type_`: which type of dwelling, from 0."""

    kind: Literal["dwelling", "corridor", "core", "dark", "edge"]
    x: float
    y: float
    width: float
    depth: float
    type_: int = 0


class FloorDrawing(Part):
    """One storey drawn to scale; `storeys`: how many are like it."""

    storeys: int
    length: float
    depth: float
    rects: tuple[PlanRect, ...]


class ProgrammeResult(Part):
    """The dwellings of an option. Areas in m2: gross is BVO, usable GO. None where no floor geometry is known."""

    from_geometry: bool
    types: tuple[DwellingType, ...]
    dwellings: float
    usable_area: float
    gross_converted: float
    kept_share: float
    dark_area: float
    daylight_share: float | None
    gross_per_dwelling: float | None
    like_built_cases: bool | None
    parking_norm: float
    parking_needed: float
    parking_present: float
    lifts: int
    stairs: int
    wall_share: float
    floors: tuple[FloorDrawing, ...]


class CandidateType(Part):
    """One type of a candidate: its share of the dwellings, m2 GO aimed at and as it fits, segment promised and by points."""

    share: float
    aimed_area: float
    area: float
    number: float
    let_as: Literal["low", "mid", "free"]
    segment: Literal["low", "mid", "free"]
    points: float | None


class Candidate(Part):
    """One programme that was tried. label: energy label after the works; barred: why it may not be chosen, or nothing."""

    option: str
    types: tuple[CandidateType, ...]
    label: str
    outdoor_area: float
    dwellings: float
    usable_area: float
    parking_needed: float
    value_after_tax: float
    barred: Barred


class Optimum(Part):
    """The programme that earns most. own_value: value after tax of the same option with the owner's own programme."""

    tried: int
    able: int
    best: Candidate | None
    own_value: float | None
    shown: tuple[Candidate, ...]
    programme: ProgrammeResult | None


class Carbon(Part):
    """Emissions in kg CO2e, an axis of its own beside money: works at once, use over the horizon, by energy label."""

    embodied: float
    embodied_low: float
    embodied_high: float
    operational_first_year: float
    operational: float
    total: float
    confidence: Confidence
