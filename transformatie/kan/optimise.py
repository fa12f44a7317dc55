"""The programme that earns most: candidate mixes as cases of the one engine, within floors, rent law, shares and parking.

Candidates differ in size and segment of up to three types of dwelling, in energy label and in outdoor space. All of
them are one run; what does not fit the municipality's shares or the parking is left out, and the highest value after tax wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from transformatie.appraise import Outcome
from transformatie.cases import varied
from transformatie.formulas.built import Mix
from transformatie.formulas.maximum_rent import FREE, LOW, MID, SEGMENTS
from transformatie.formulas.programme import parking_shortfall
from transformatie.formulas.rent_points import LABELS
from transformatie.input.plans import ProgrammePart
from transformatie.input.settle import Resolved
from transformatie.kan.record import programme
from transformatie.kan.result import Barred, Candidate, CandidateType, Optimum, ProgrammeResult
from transformatie.options import Options
from transformatie.run import Run, outcome, setting_of
from transformatie.setting import Setting
from transformatie.trail import leaf

VARIANTS = ("convert_let", "convert_sell_units", "convert_sell_block")
SIZES = (30.0, 40.0, 50.0, 60.0, 75.0)
#: Sizes by segment where shares are asked: small dwellings are the affordable ones.
BY_SEGMENT = {LOW: (30.0, 40.0, 50.0), MID: (40.0, 50.0, 60.0), FREE: (50.0, 60.0, 75.0)}
#: A++, A+, A, B, as places from A++++.
QUALITIES = (2.0, 3.0, 4.0, 5.0)
LABEL_A = 4.0
OUTDOOR = (0.0, 4.0)
MOST_TYPES = 3
SHOWN = 8


@dataclass(frozen=True)
class Trial:
    """One candidate: (share, m2 GO, segment code) of each type; label; m2 outdoor space a dwelling."""

    types: tuple[tuple[float, float, int], ...]
    label: float
    outdoor: float


def trials(asked: ProgrammePart) -> list[Trial]:
    """The candidates for what a municipality asks."""
    least = asked.least_area or 0.0
    mixes: list[tuple[tuple[float, float, int], ...]] = [
        ((1.0, size, FREE),) for size in SIZES if size >= least
    ]
    shares = [
        (LOW, asked.social_share),
        (MID, asked.mid_share),
        (FREE, 1 - asked.social_share - asked.mid_share),
    ]
    wanted = [(segment, share) for segment, share in shares if share > 1e-9]
    if wanted != [(FREE, 1.0)]:
        for sizes in product(*(BY_SEGMENT[segment] for segment, _ in wanted)):
            if min(sizes) >= least:
                mixes.append(
                    tuple((share, size, seg) for (seg, share), size in zip(wanted, sizes, strict=True))
                )
    else:
        mixes += [((0.5, a, FREE), (0.5, b, FREE)) for a, b in combinations(SIZES, 2) if a >= least]
    return [Trial(mix, label, outdoor) for mix, label, outdoor in product(mixes, QUALITIES, OUTDOOR)]


def setting_for(done: Run, resolved: Resolved, tried: Sequence[Trial]) -> Setting:
    """The building as one case for each candidate, alike but for the programme."""
    axis, n = done.setting.periods, len(tried)
    cases = varied(resolved, axis.years, n, {})
    arrays = dict(cases.arrays)
    for name in VARIANTS:
        if f"{name}.label_after" in arrays:
            label = np.array([t.label for t in tried])
            arrays[f"{name}.label_after"] = leaf(
                label, "label_after", "input", "a candidate of the programme"
            )
    cases = replace(cases, arrays=arrays, mix=mix_of(tried))
    return setting_of([resolved], cases, axis, done.setting.law)


def mix_of(tried: Sequence[Trial]) -> Mix:
    """The types of every candidate side by side, (K, N)."""
    rows = [[*t.types, *[(0.0, 50.0, FREE)] * (MOST_TYPES - len(t.types))] for t in tried]
    table = np.array(rows, float).transpose(2, 1, 0)
    outdoor = np.array([[t.outdoor for t in tried]] * MOST_TYPES)
    names = ("share", "area", "outdoor", "let_as")
    found = (table[0], table[1], outdoor, table[2])
    return Mix(
        *(
            leaf(v, f"mix.{n}", "input", "a candidate of the programme")
            for n, v in zip(names, found, strict=True)
        )
    )


def _based(done: Run, s: Setting) -> Setting:
    """The setting with the price as is of the building, which no programme changes."""
    n = s.cases.n
    price = leaf(np.full(n, float(done.as_is.price[0])), "as_is_price", "input", "the central case")
    return replace(s, cases=replace(s.cases, arrays={**s.cases.arrays, "as_is_price": price}))


def optimum(done: Run, resolved: Resolved, variants: Sequence[str] = VARIANTS) -> Optimum | None:
    """The programme with the highest value after tax of each variant, and the best of all; None where nothing can be tried."""
    asked = resolved.read.building.programme
    tried = trials(asked)
    if not tried:
        return None
    s = _based(done, setting_for(done, resolved, tried))
    day = np.full(s.cases.n, float(done.sale_day[0]))
    found: list[Candidate] = []
    for name in variants:
        o = outcome(name, done.options, s, day)
        own = f"{name}.label_after" in s.cases.arrays
        found += [
            _candidate(name, k, t, o, s, asked) for k, t in enumerate(tried) if own or t.label == LABEL_A
        ]
    able = sorted(
        (c for c in found if not c.barred), key=lambda c: (-round(c.value_after_tax, 2), c.option, c.label)
    )
    if not able:
        return Optimum(tried=len(found), able=0, best=None, own_value=None, shown=(), programme=None)
    best = able[0]
    return Optimum(
        tried=len(found),
        able=len(able),
        best=best,
        own_value=float(done.outcomes[best.option].value_after_tax[0])
        if best.option in done.outcomes
        else None,
        shown=tuple(_distinct(able)[:SHOWN]),
        programme=_drawn(done, resolved, best, done.options),
    )


def _distinct(able: Sequence[Candidate]) -> list[Candidate]:
    """The best of each variant and mix: not eight times the same dwellings with another label."""
    seen: set[tuple[object, ...]] = set()
    out = []
    for c in able:
        key = (c.option, tuple((t.share, t.aimed_area) for t in c.types))
        if key not in seen:
            seen.add(key)
            out.append(c)
    return out


def _segments(o: Outcome, k: int, trial: Trial, n: int) -> list[int]:
    """The segment of each type: by points where they are law, else as it is promised."""
    if "segment" not in o.plan.arrays:
        return [segment for _, _, segment in trial.types]
    return [int(o.plan.arrays["segment"][i * n + k]) for i in range(len(trial.types))]


def _candidate(option: str, k: int, t: Trial, o: Outcome, s: Setting, asked: ProgrammePart) -> Candidate:
    plan, n = o.plan, s.cases.n
    segments = _segments(o, k, t, n)
    points = plan.arrays.get("points")
    number = float(plan.dwellings[k])
    types = tuple(
        CandidateType(
            share=share,
            aimed_area=aimed,
            area=float(plan.type_area[i, k]),
            number=float(plan.type_number[i, k]),
            let_as=SEGMENTS[let_as],
            segment=SEGMENTS[segments[i]],
            points=None if points is None else float(points[i * n + k]),
        )
        for i, (share, aimed, let_as) in enumerate(t.types)
    )
    short = float(parking_shortfall(plan.dwellings, s.cases.parking_norm, s.cases.parking_places)[k])
    return Candidate(
        option=option,
        types=types,
        label=LABELS[int(t.label)],
        outdoor_area=t.outdoor,
        dwellings=number,
        usable_area=float(plan.area[k]),
        parking_needed=short,
        value_after_tax=float(o.value_after_tax[k]),
        barred=_barred(option, types, number, short, asked),
    )


def _barred(
    option: str, types: Sequence[CandidateType], number: float, short: float, asked: ProgrammePart
) -> Barred:
    """Why a candidate may not be chosen, or nothing."""
    if number < 1:
        return "none_fits"
    if asked.most_parking is not None and short > asked.most_parking + 1e-9:
        return "parking"
    low, low_or_mid = (
        sum(t.number for t in types if t.segment in which) / number for which in (("low",), ("low", "mid"))
    )
    slack = 1.0 / number
    if low < asked.social_share - slack or low_or_mid < asked.social_share + asked.mid_share - slack:
        return "shares"
    if option == "convert_sell_units" and asked.social_share + asked.mid_share > 0:
        return "shares"
    return ""


def _drawn(done: Run, resolved: Resolved, best: Candidate, options: Options) -> ProgrammeResult | None:
    """The best programme once more as a building of one case, with its floor plans."""
    trial = Trial(
        tuple((t.share, t.aimed_area, SEGMENTS.index(t.let_as)) for t in best.types),
        float(LABELS.index(best.label)),
        best.outdoor_area,
    )
    s = _based(done, setting_for(done, resolved, [trial]))
    mix = Mix(
        *(leaf(v[: len(trial.types)], "mix", "input", "a candidate of the programme") for v in s.cases.mix)
    )
    s = replace(s, cases=replace(s.cases, mix=mix))
    return programme(outcome(best.option, options, s, done.sale_day), s)
