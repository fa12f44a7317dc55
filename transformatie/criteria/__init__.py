"""Criteria as data: per edition or option, what is asked, which answer is favourable, and which fact answers it.

Editions ask opposite ways round and with other distances, so each criterion says which answer is favourable and
carries its own threshold. A score is derived from that alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from transformatie.dated import Array, Confidence, Label, Law, Source
from transformatie.errors import InputError, LawError, Problem, nearest
from transformatie.messages import problems
from transformatie.yaml_lines import read_document

Fact = Literal[
    "free_height", "floor_to_floor", "depth", "facade_module", "structural_module", "years_since_built",
    "years_since_renovated", "years_vacant", "occupied_share", "possible_units", "daylight_share", "walk_to_stairs",
    "lift_lacking", "asbestos", "monument", "leasehold", "plan_permits", "volume_may_grow", "office_use_allowed", "label",
    "net_to_gross", "parking_per_100m2", "facade_noise", "distance_shop", "distance_meeting_place", "distance_food",
    "distance_bank", "distance_medical", "distance_sports", "distance_education", "distance_station", "distance_bus",
    "distance_parking",
]  # fmt: skip
#: Every fact a criterion may lean on: metres, years, shares, dB, numbers; flags as 0 and 1; `label` as an index from A++++.
FACTS: tuple[str, ...] = get_args(Fact)
OPTIONS = (
    "hold", "redevelop", "convert_let", "convert_sell_units", "convert_sell_block", "temporary", "demolish_sell_land",
    "demolish_build_new",
)  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Threshold(_Strict):
    """When a fact is favourable: one comparison."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None
    is_: bool | None = Field(default=None, alias="is")

    @model_validator(mode="after")
    def _one(self) -> Threshold:
        if len(self.model_fields_set) != 1 or None in (getattr(self, n) for n in self.model_fields_set):
            raise ValueError("precies één vergelijking || exactly one comparison")
        return self

    def holds(self, fact: Array) -> Array:
        """1 where the fact is favourable, 0 where it is not, nan where it is not known; the fact's shape."""
        value = np.asarray(fact, float)
        if self.at_least is not None:
            good = value >= self.at_least
        elif self.more_than is not None:
            good = value > self.more_than
        elif self.at_most is not None:
            good = value <= self.at_most
        elif self.less_than is not None:
            good = value < self.less_than
        else:
            good = (value != 0) == self.is_
        return np.where(np.isnan(value), np.nan, good)


class Criterion(_Strict):
    """One question. `yes`: whether the answer yes is favourable; `favourable`: when the fact answers it well."""

    id: Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}$")]
    kind: Literal["veto", "graded"]
    level: Literal["market", "stakeholders", "location", "building"]
    group: str
    question: Label
    yes: Literal["favourable", "unfavourable"]
    fact: Fact | None = None
    favourable: Threshold | None = None
    remedy: Label
    source: str
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Criterion:
        if (self.fact is None) != (self.favourable is None):
            raise ValueError("fact en favourable horen bij elkaar || fact and favourable go together")
        if self.kind == "graded" and self.level not in ("location", "building"):
            raise ValueError(
                "een graadcriterium weegt als location of building || a graded criterion weighs as location or building"
            )
        return self


class Edition(_Strict):
    """A list of criteria. `score_counts`: whether its score adds up what is favourable or what is unfavourable."""

    name: str
    title: Label
    score_counts: Literal["favourable", "unfavourable"]
    options: tuple[str, ...] = ()
    groups: dict[str, Label]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Edition:
        ids = [c.id for c in self.criteria]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"elke id één keer: {', '.join(twice)} || each id once: {', '.join(twice)}")
        if loose := sorted({c.group for c in self.criteria} ^ set(self.groups)):
            raise ValueError(
                f"groepen zonder naam of zonder criterium: {', '.join(loose)} || groups without name or criterion: {', '.join(loose)}"
            )
        if unknown := sorted(set(self.options) - set(OPTIONS)):
            raise ValueError(
                f"onbekende optie {unknown[0]} || unknown option {unknown[0]}, nearest {nearest(unknown[0], OPTIONS)}"
            )
        return self

    def of_kind(self, kind: Literal["veto", "graded"]) -> tuple[int, ...]:
        """Places of the criteria of a kind, in order."""
        return tuple(i for i, c in enumerate(self.criteria) if c.kind == kind)

    def favourable(self, given: Mapping[str, bool | None], facts: Mapping[str, Array], cases: int) -> Array:
        """Whether each criterion is favourable in each case, (C, N): 1 yes, 0 no, nan unknown.

        given: by id, the answer yes or no to the question, or None; it wins over a fact. facts: by name, (N,) or ().
        Errors: InputError for an id this list does not hold.
        """
        ids = [c.id for c in self.criteria]
        if strange := [i for i in given if i not in ids]:
            raise InputError([
                Problem(self.name, 1, f"fit.{i}", f"'{i}'", "een criterium van deze lijst", "a criterion of this list", nearest(i, ids))
                for i in strange
            ])  # fmt: skip
        out = np.full((len(ids), cases), np.nan)
        for row, criterion in zip(out, self.criteria, strict=True):
            answer = given.get(criterion.id)
            if answer is not None:
                row[:] = answer == (criterion.yes == "favourable")
            elif criterion.favourable is not None and criterion.fact is not None and criterion.fact in facts:
                row[:] = criterion.favourable.holds(facts[criterion.fact])
        return out


def read_edition(path: Path, sources: Mapping[str, Source]) -> Edition:
    """Read one list of criteria.

    Errors: InputError with every mistake and its line.
    """
    document = read_document(path, f"criteria/{path.name}")
    if not isinstance(document.values, dict):
        raise InputError([Problem(document.file, 1, "-", "-", "velden met waarden", "fields with values")])
    if "name" in document.values:
        raise InputError([Problem(document.file, document.line(("name",)), "name", "name", "geen naam: het bestand heet zo", "no name: the file bears it")])  # fmt: skip
    try:
        edition = Edition.model_validate({**document.values, "name": path.stem})
    except ValidationError as error:
        known = [*Edition.model_fields, *Criterion.model_fields, *Threshold.model_fields]
        raise InputError(problems(error, document, (), known)) from error
    unknown = [
        Problem(document.file, document.line(("criteria", i, "source")), c.id, f"'{c.source}'", "een bron uit sources.yaml",
                "a source of sources.yaml", nearest(c.source, sources))
        for i, c in enumerate(edition.criteria) if c.source not in sources
    ]  # fmt: skip
    if unknown:
        raise InputError(unknown)
    return edition


def read_editions(folder: Path) -> dict[str, Edition]:
    """Every list of a folder, by name; `sources.yaml` says what the source keys mean."""
    raw: dict[str, Any] = read_document(folder / "sources.yaml").values
    sources = {key: Source.model_validate(body) for key, body in raw.items()}
    return {
        p.stem: read_edition(p, sources) for p in sorted(folder.glob("*.yaml")) if p.name != "sources.yaml"
    }


@cache
def editions() -> dict[str, Edition]:
    """The lists of this package."""
    return read_editions(Path(__file__).parent)


def edition_for(option: str) -> Edition | None:
    """The list that judges an option, or None: nothing is asked of `sell_now`."""
    return next((e for e in editions().values() if option in e.options), None)


def of_edition(year: int) -> Edition:
    """The conversion meter of an edition."""
    return editions()[f"conversion_meter_{year}"]


def edition_of_day(law: Law, on: date) -> Edition:
    """The conversion meter in use on a day.

    Errors: LawError where a table names an edition that is not here.
    """
    form = str(law.value("fit.meter_edition", on))
    found = editions().get(form.replace("meter-", "conversion_meter_"))
    if found is None:
        raise LawError("fit.meter_edition", on, f"geen editie '{form}'", f"no edition '{form}'")
    return found
