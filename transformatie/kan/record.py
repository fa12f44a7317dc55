"""From the outcome of one case to what kan het shows of it: programme with floor plans, rent law, carbon."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.income import rent_is_regulated
from transformatie.dated import Array, Confidence, Law
from transformatie.errors import LawError
from transformatie.formulas.built import fitted
from transformatie.formulas.carbon import embodied_carbon, energy_use, operational_carbon
from transformatie.formulas.dwellings import floor_rules
from transformatie.formulas.let_rent import label_index
from transformatie.formulas.maximum_rent import SEGMENTS
from transformatie.formulas.programme import parking_shortfall, within_built_band
from transformatie.formulas.rent_path import free_before_points
from transformatie.formulas.rent_points import LABELS, NO_LABEL
from transformatie.input.building import Building
from transformatie.kan.floor_plan import Unit, floor_plan
from transformatie.kan.result import (
    Carbon,
    DwellingType,
    FloorDrawing,
    PlanRect,
    ProgrammeResult,
    RentLaw,
    RentYear,
)
from transformatie.options.plan import Plan
from transformatie.parts import Words
from transformatie.periods import NEVER
from transformatie.setting import Setting

CONFIDENCES: tuple[str, ...] = get_args(Confidence)


def programme(o: Outcome, s: Setting) -> ProgrammeResult | None:
    """The dwellings of an option; None for an option without dwellings."""
    plan, c, law = o.plan, s.cases, s.law
    if "type_number" not in plan.arrays:
        return None
    number, rules = float(plan.dwellings[0]), floor_rules(law)
    gross = float(plan.works_area[0])
    new = plan.does("build_new")
    drawn = () if new else floors(plan, s)
    per_dwelling = gross / number if number else None
    geometry = bool(plan.from_geometry[0])
    plates = c.plates
    storeys = float(np.sum(plates.storeys[:, 0]))
    lifts = (
        int(np.ceil(c.gross_area[0] / rules.gross_area_per_lift))
        if geometry and storeys > rules.lift_above_storeys
        else 0
    )
    return ProgrammeResult(
        from_geometry=geometry,
        types=types_of(plan, s),
        dwellings=number,
        usable_area=float(plan.area[0]),
        gross_converted=gross,
        kept_share=float(plan.kept_share[0]),
        dark_area=float(plan.dark_area[0]),
        daylight_share=float(plan.daylight_share[0]) if geometry else None,
        gross_per_dwelling=per_dwelling,
        like_built_cases=None
        if per_dwelling is None or new
        else bool(
            within_built_band(np.float64(per_dwelling), law.on("programme.gross_per_dwelling_band", s.first))
        ),
        parking_norm=float(c.parking_norm[0]),
        parking_needed=float(parking_shortfall(plan.dwellings, c.parking_norm, c.parking_places)[0]),
        parking_present=float(c.parking_places[0]),
        lifts=lifts,
        stairs=max((_stairs(plan, s, k) for k in range(len(plates.area))), default=0) if geometry else 0,
        wall_share=float(rules.wall_share),
        floors=drawn,
    )


def _fitted(plan: Plan, s: Setting, kind: int) -> Any:
    c = s.cases
    storeys = np.sum(c.plates.storeys, axis=0)
    return fitted(c.plates, kind, _aimed(plan, s), c.gross_area, storeys, floor_rules(s.law))


def _aimed(plan: Plan, s: Setting) -> Array:
    """GO aimed at of each type, (K, 1)."""
    mix = s.cases.mix.area
    return np.where(np.isnan(mix), s.cases.of(f"{plan.option.name}.unit_area"), mix)


def _stairs(plan: Plan, s: Setting, kind: int) -> int:
    return int(_fitted(plan, s, kind).stairs[0]) if s.cases.plates.storeys[kind, 0] else 0


def floors(plan: Plan, s: Setting) -> tuple[FloorDrawing, ...]:
    """One storey of each kind that is converted, drawn; nothing where no depth is known."""
    c, out = s.cases, []
    share, area = c.mix.share[:, 0], _aimed(plan, s)[:, 0]
    part = share * area / np.sum(share * area)
    for k in range(len(c.plates.area)):
        on = c.plates.converted[k, 0]
        count = int(c.plates.storeys[k, 0] if np.isnan(on) else on)
        if count == 0 or np.isnan(c.plates.depth[k, 0]):
            continue
        f = _fitted(plan, s, k)
        depths = np.broadcast_to(f.depth, f.width.shape)[:, 0]
        units = [
            Unit(float(w), float(d), float(p)) for w, d, p in zip(f.width[:, 0], depths, part, strict=True)
        ]
        drawn = floor_plan(
            float(f.length[0]), float(c.plates.depth[k, 0]), units[0].width, float(np.max(depths)),
            bool(c.plates.corridor[k, 0]), float(f.core[0]), float(floor_rules(s.law).corridor_width), units,
        )  # fmt: skip
        rects = tuple(
            PlanRect(kind=r.kind, x=r.x, y=r.y, width=r.width, depth=r.depth, type_=r.type_)
            for r in drawn.rects
        )
        out.append(FloorDrawing(storeys=count, length=drawn.length, depth=drawn.depth, rects=rects))
    return tuple(out)


def types_of(plan: Plan, s: Setting) -> tuple[DwellingType, ...]:
    """Each type with its points, the maximum rent and the rent that is asked, on first letting."""
    regulated = rent_is_regulated(plan, s) and plan.does("let", "sell_block")
    year = min(_year_of(float(plan.ready[0]), s), len(s.periods.years) - 1)
    out = []
    for k in range(len(plan.type_number)):
        law: dict[str, Any] = {}
        if regulated:
            caps = [float(plan.arrays[n][year, k]) for n in ("type_cap", "type_cap_without")]
            free = [v if np.isfinite(v) else None for v in caps]
            law = {
                "points": float(plan.points[k]),
                "segment": SEGMENTS[int(plan.arrays["segment"][k])],
                "market_rent": float(plan.type_market[year, k]),
                "cap": free[0],
                "cap_without_surcharge": free[1],
                "rent": float(plan.type_rent[year, k]),
            }
        out.append(
            DwellingType(
                number=float(plan.type_number[k, 0]),
                area=float(plan.type_area[k, 0]),
                outdoor_area=float(plan.type_outdoor[k, 0]),
                let_as=SEGMENTS[int(s.cases.mix.let_as[k, 0])],
                **law,
            )
        )
    return tuple(out)


def _year_of(day: float, s: Setting) -> int:
    return int(np.searchsorted(s.periods.year_bounds[1][:, 0], day, side="right"))


def rents_by_year(o: Outcome, s: Setting) -> tuple[RentYear, ...]:
    """Maximum rent and rent of each type from the year of first letting to the horizon; nothing where points are no law."""
    plan = o.plan
    if not (rent_is_regulated(plan, s) and plan.does("let", "sell_block")):
        return ()
    first, out = _year_of(float(plan.ready[0]), s), []
    for y in range(first, len(s.periods.years)):
        for k in range(len(plan.type_number)):
            cap, without = (float(plan.arrays[n][y, k]) for n in ("type_cap", "type_cap_without"))
            out.append(
                RentYear(
                    year=int(s.periods.years[y]),
                    type_=k,
                    points=float(plan.points[k]),
                    segment=SEGMENTS[int(plan.arrays["segment"][k])],
                    cap_without_surcharge=without if np.isfinite(without) else None,
                    cap=cap if np.isfinite(cap) else None,
                    market_rent=float(plan.type_market[y, k]),
                    rent=float(plan.type_rent[y, k]),
                )
            )
    return tuple(out)


def rent_law(o: Outcome, s: Setting) -> RentLaw | None:
    """What rent law does to an option; None where it lets no dwellings."""
    plan = o.plan
    if not (plan.does("let", "sell_block") and plan.option.roles.get("rent") == "housing_rent"):
        return None
    if not rent_is_regulated(plan, s):
        return _before_points(plan, s)
    ready, until = float(plan.ready[0]), float(plan.surcharge_until[0])
    last = len(s.periods.starts) - 1
    at = min(int(np.searchsorted(s.periods.ends[:, 0], ready, side="right")), last)
    after = min(int(np.searchsorted(s.periods.starts[:, 0], until)), last)
    first, then = float(plan.rent_share[at, 0]), float(plan.rent_share[after, 0])
    gained = bool(np.any(plan.type_cap > plan.type_cap_without)) and ready < NEVER
    day = s.periods.date_of(np.array([until]))[0].item() if gained else None
    return RentLaw(
        modelled=True,
        note=Words(
            nl="Huurpunten bepalen wat mag worden gevraagd; na de laatste tabel groeit het maximum met de CPI.",
            en="Rent points decide what may be asked; after the last table the maximum grows with the CPI.",
        ),
        asked_share=first,
        asked_share_after_surcharge=then,
        surcharge_until=day,
    )


def _before_points(plan: Plan, s: Setting) -> RentLaw:
    """Before July 2024 points are not modelled: the rent is as the owner gives it, beside the limit of the year."""
    limit = _limit(s.law, s)
    monthly = plan.rent * plan.unit_area / 12.0
    return RentLaw(
        modelled=False,
        note=Words(
            nl="Punten niet gemodelleerd (vóór 1 juli 2024): de huur is zoals opgegeven of aangenomen.",
            en="Points not modelled (before 1 July 2024): the rent is as given or assumed.",
        ),
        asked_share=1.0,
        asked_share_after_surcharge=1.0,
        surcharge_until=None,
        limit=limit,
        free=None if limit is None else bool(free_before_points(monthly, np.float64(limit))[0]),
    )


def _limit(law: Law, s: Setting) -> float | None:
    try:
        return float(law.value("rent_law.liberalisation_limit", s.first))
    except LawError:
        return None


#: The works of a step, and the table of their emissions.
EMBODIED = {
    "convert": "embodied_convert",
    "renovate": "embodied_renovate",
    "build_new": "embodied_new_dwellings",
}
#: The label of an office after renovation, and of new dwellings where no number says so: A.
LABEL_A = LABELS.index("A")


def carbon(o: Outcome, s: Setting, building: Building) -> Carbon:
    """Emissions of one option: works once, use over the horizon. Never part of the value."""
    plan, first = o.plan, s.first
    zero, used = np.zeros(1), []
    parts = np.zeros((3, 1))
    for step, table in EMBODIED.items():
        if plan.does(step):
            used.append(table)
            parts = parts + [embodied_carbon(plan.works_area, f, zero, zero) for f in _range(table, s)]
    if plan.does("use_temporarily"):
        used.append("embodied_temporary")
        parts = parts + [
            embodied_carbon(plan.temporary_area, f, zero, zero) for f in _range("embodied_temporary", s)
        ]
    if plan.does("demolish"):
        used.append("embodied_demolish")
        gone = plan.demolition_area
        parts = parts + [embodied_carbon(zero, zero, gone, f) for f in _range("embodied_demolish", s)]
    yearly = operational(o, s, building)
    low, mid, high = (float(p[0]) for p in parts)
    tables = [*used, "emission_factor", "emission_decline", "energy_office"]
    found = [s.law.entry(f"carbon.{t}", first).confidence for t in tables]
    whole = yearly[1, 0] if len(yearly) > 1 else yearly[0, 0]
    total = float(np.sum(yearly[:, 0]))
    return Carbon(
        embodied=mid,
        embodied_low=low,
        embodied_high=high,
        operational_first_year=float(whole),
        operational=total,
        total=mid + total,
        confidence=max(found, key=CONFIDENCES.index),
    )


def _range(table: str, s: Setting) -> list[Array]:
    entry = s.law.entry(f"carbon.{table}", s.first)
    return [np.array([float(v)]) for v in (entry.low, entry.mid, entry.high) if v is not None]


def operational(o: Outcome, s: Setting, building: Building) -> Array:
    """Emissions of use by year, (Y, 1) kg CO2e: of office space in use, of temporary users, of dwellings; whoever owns them."""
    plan, c, p = o.plan, s.cases, s.periods
    factor, decline = (s.law.on(f"carbon.{n}", s.first) for n in ("emission_factor", "emission_decline"))
    label = building.building.energy_label
    now = np.array([NO_LABEL if label in (None, "none") else LABELS.index(label)])
    office, dwelling = (s.law.on(f"carbon.energy_{n}", s.first) for n in ("office", "dwelling"))
    in_use = p.by_year(_office_in_use(o, s) * p.in_years)
    renewed = (
        p.by_year(p.overlap(plan.ready, np.full(1, NEVER)) * p.in_years)
        if plan.does("renovate")
        else 0.0 * in_use
    )
    use = (
        energy_use(now, office, office[-1]) * (1 - renewed)
        + energy_use(np.array([LABEL_A]), office, office[-1]) * renewed
    )
    total = operational_carbon(c.lettable_area, in_use, use, factor, decline)
    if plan.does("convert", "build_new") and "type_number" in plan.arrays:
        number = f"{plan.option.name}.label_after"
        after = label_index(c.of(number)) if c.has(number) else np.array([LABEL_A])
        lived = p.by_year(p.overlap(plan.ready, np.full(1, NEVER)) * p.in_years)
        total = total + operational_carbon(
            plan.area, lived, energy_use(after, dwelling, dwelling[-1]), factor, decline
        )
    return total


def _office_in_use(o: Outcome, s: Setting) -> Array:
    """Share of the lettable area in use as office or by temporary users, (T, 1); after a sale it stays as it was sold."""
    p, c = s.periods, s.cases
    used = (o.income.let_area + o.income.temporary_area) / c.lettable_area
    sold = float(o.plan.sold_on[0])
    at = int(np.searchsorted(p.starts[:, 0], sold - 0.5, side="right")) - 1
    level = used[at] if at >= 0 else 1.0 - c.vacant_area / c.lettable_area
    return np.where(p.starts >= sold, level, used)
