"""Kan het, for one building: answers and facts against an option's list of criteria, as a record to show.

Facts of the building answer what they can; an answer of the owner wins over a fact; the rest stays unknown and
makes the score an interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import numpy as np

from transformatie.criteria import Criterion, Edition, edition_for
from transformatie.dated import Array, Label, Law
from transformatie.errors import LawError
from transformatie.formulas.built import Built
from transformatie.formulas.fit import (
    CLASSES,
    NONE,
    fit_band,
    fit_score,
    lift,
    next_question,
    score_class,
    veto_state,
)
from transformatie.formulas.rent_points import LABELS
from transformatie.input.building import Building
from transformatie.kan.result import CriterionLine, Fit, State
from transformatie.parts import Words

DAYS_A_YEAR = 365.25
VETO_STATES: tuple[Literal["broken", "unknown", "met"], ...] = ("broken", "unknown", "met")
BANDS: tuple[Literal["red", "amber", "green"], ...] = ("red", "amber", "green")


def facts_of(building: Building, law: Law, on: date, programme: Built | None = None) -> dict[str, Array]:
    """What the input file says of the facts criteria lean on, each of shape (); what it does not say is left out.

    `floor_height` is read as the free height. `programme` (N = 1), of dwellings of about 50 m2, answers how many fit and
    how much of the floor gets daylight.
    """
    b = building.building
    found: dict[str, float | bool | None] = {
        "free_height": b.floor_height,
        "floor_to_floor": None
        if b.floor_height is None
        else b.floor_height + float(law.value("programme.floor_build_up", on)),
        "depth": b.floor_depth,
        "facade_module": b.facade_module,
        "years_since_built": float(on.year - b.built),
        "years_since_renovated": float(on.year - (b.renovated or b.built)),
        "years_vacant": None if b.vacant_since is None else (on - b.vacant_since).days / DAYS_A_YEAR,
        "occupied_share": sum(x.area for x in building.leases if x.start <= on <= x.end)
        / b.lettable_floor_area,
        "net_to_gross": b.lettable_floor_area / b.gross_floor_area,
        "asbestos": {"none": False, "removed": False, "present": True}.get(b.asbestos or ""),
        "monument": b.monument,
        "leasehold": b.leasehold is not None,
        "plan_permits": True if b.housing_allowed else None,
        "label": None if b.energy_label in (None, "none") else float(LABELS.index(b.energy_label)),
        "parking_per_100m2": None
        if b.parking_places is None
        else b.parking_places / b.lettable_floor_area * 100,
    }
    if programme is not None:
        found["possible_units"] = float(programme.dwellings[0])
        found["daylight_share"] = float(programme.daylight_share[0])
        found["walk_to_stairs"] = float(programme.walk_to_stairs[0])
    measured = building.fit.facts.model_dump(exclude={"label_c_exempt"}, exclude_none=True)
    found |= measured | {"office_use_allowed": office_use_allowed(building, law, on)}
    return {name: np.float64(value) for name, value in found.items() if value is not None and value == value}


def office_use_allowed(building: Building, law: Law, on: date) -> bool | None:
    """Whether it may be used as an office by its energy label: None where that hangs on what is not known.

    Free are: before the duty, small offices, monuments, and what the owner says is exempt otherwise (less than half
    office, or converted or demolished within two years).
    """
    b = building.building
    try:
        worst = float(law.value("building_code.office_label_worst", on))
        from_area = float(law.value("building_code.office_label_from_area", on))
    except LawError:
        return True
    if b.monument or building.fit.facts.label_c_exempt or b.lettable_floor_area <= from_area:
        return True
    if b.energy_label is None:
        return None
    return b.energy_label != "none" and LABELS.index(b.energy_label) <= worst


def weights_of(
    edition: Edition, law: Law, on: date, own: Mapping[str, float | None] | None = None
) -> tuple[Array, Array]:
    """Weight of each criterion (C,), zero for vetoes, and which are vetoes (C,). own: by level, where the owner sets it."""
    by_level = {
        level: float(law.value(f"fit.weight_{level}", on)) if weight is None else weight
        for level in ("location", "building")
        for weight in [(own or {}).get(level)]
    }
    veto = np.array([c.kind == "veto" for c in edition.criteria])
    weight = np.array([0.0 if c.kind == "veto" else by_level[c.level] for c in edition.criteria])
    return weight, veto


def fit(
    option: str,
    facts: Mapping[str, Array],
    given: Mapping[str, bool | None],
    law: Law,
    on: date,
    edition: Edition | None = None,
    weights: Mapping[str, float | None] | None = None,
) -> Fit | None:
    """How well an option fits, by the list that judges it or by `edition`; None for an option nothing is asked of.

    facts: see `facts_of`, shape (); given: by criterion, the answer to its question; weights: by level, the owner's own.
    Errors: InputError for an answer to a criterion the list does not hold.
    """
    listed = edition or edition_for(option)
    if listed is None:
        return None
    favourable = listed.favourable(given, facts, 1)
    weight, veto = weights_of(listed, law, on, weights)
    score = fit_score(favourable, weight)
    state = veto_state(favourable, veto)
    band = fit_band(state, score.low, score.highest, np.float64(law.value("fit.amber_below_share", on)))
    limits, limits_of = (
        np.array(law.value("fit.class_limits", on), float),
        np.float64(law.value("fit.class_limits_of", on)),
    )
    worst, best = (
        score_class(score.highest - s, score.highest, limits, limits_of) for s in (score.low, score.high)
    )
    lifts = lift(favourable, weight, score.highest)[:, 0]
    question = int(next_question(favourable, weight, veto)[0])
    low, high, highest = (float(s[0]) for s in score)
    good = listed.score_counts == "favourable"
    return Fit(
        option=option,
        edition=listed.name,
        title=words(listed.title),
        score_counts=listed.score_counts,
        vetoes=VETO_STATES[int(state[0])],
        score_if_unfavourable=low if good else highest - low,
        score_if_favourable=high if good else highest - high,
        highest=highest,
        label_if_unfavourable=CLASSES[int(worst[0])],
        label_if_favourable=CLASSES[int(best[0])],
        band=BANDS[int(band[0])],
        lines=tuple(
            _line(listed, c, float(f), given, float(by))
            for c, f, by in zip(listed.criteria, favourable[:, 0], lifts, strict=True)
        ),
        next_question=None if question == NONE else listed.criteria[question].id,
        lifts=tuple(listed.criteria[i].id for i in np.argsort(-lifts, kind="stable") if lifts[i] > 0),
    )


def _line(
    edition: Edition, c: Criterion, favourable: float, given: Mapping[str, bool | None], by: float
) -> CriterionLine:
    state: State = "unknown" if np.isnan(favourable) else "favourable" if favourable else "unfavourable"
    answered = given.get(c.id) is not None
    return CriterionLine(
        id=c.id,
        kind=c.kind,
        level=c.level,
        group=words(edition.groups[c.group]),
        question=words(c.question),
        state=state,
        basis="answer" if answered else "none" if state == "unknown" else "fact",
        lift=by,
        remedy=words(c.remedy),
        confidence=c.confidence,
    )


def words(label: Label) -> Words:
    """A label of a table as words of a result."""
    return Words(nl=label.nl, en=label.en)
