"""Kan het, for every option of one building: the fit by the list that judges it, and the gate that follows."""

from __future__ import annotations

import numpy as np

from transformatie.criteria import OPTIONS, Edition, edition_for, edition_of_day, of_edition
from transformatie.dated import Law
from transformatie.errors import InputError, Problem, nearest
from transformatie.formulas.built import Built, dwellings_built
from transformatie.formulas.dwellings import floor_rules
from transformatie.formulas.maximum_rent import LOW, MID
from transformatie.input.building import Building
from transformatie.input.plans import ProgrammePart
from transformatie.kan.fitting import facts_of, fit
from transformatie.kan.plates import plates_of
from transformatie.kan.result import Fit
from transformatie.options import options
from transformatie.options.plan import Plan
from transformatie.result import Gate, Words

#: Criteria of the meter ask after dwellings of about this size, m2 GO.
ASKED_SIZE = 50.0
WORST = ("red", "amber", "green")


def list_of(option: str, building: Building, law: Law) -> Edition | None:
    """The list that judges an option of this building: of the conversion meter the owner's edition, else that of the day."""
    found = edition_for(option)
    if found is not None and found.name.startswith("conversion_meter"):
        own = building.fit.edition
        return of_edition(own) if own else edition_of_day(law, building.assess.date)
    return found


def built_of(building: Building, unit_area: float, law: Law) -> Built | None:
    """Dwellings of one size on the floors of a building; None where no geometry is known."""
    plates = plates_of([building], [1], lambda path: ".".join(map(str, path)))
    if np.isnan(plates.depth).all():
        return None
    ratio = options().by_name["convert_let"].numbers["usable_ratio"].values[-1].central
    one = np.ones((1, 1))
    gross = np.array([building.building.gross_floor_area])
    return dwellings_built(plates, one, one * unit_area, gross, np.array([ratio], float), floor_rules(law))


def fit_of(option: str, building: Building, law: Law) -> Fit | None:
    """How well one option fits; None where nothing is asked of it. Answers to questions of other lists are left out."""
    listed = list_of(option, building, law)
    if listed is None:
        return None
    on = building.assess.date
    known = {c.id for c in listed.criteria}
    answers = {i: a for i, a in building.fit.answers.items() if i in known}
    facts = facts_of(building, law, on, built_of(building, ASKED_SIZE, law))
    return fit(option, facts, answers, law, on, listed, building.fit.weights.model_dump())


def fits_of(building: Building, law: Law) -> tuple[Fit, ...]:
    """How well every option fits of which something is asked."""
    return tuple(f for f in (fit_of(option, building, law) for option in OPTIONS) if f is not None)


def gate(plan: Plan, building: Building, law: Law) -> Gate:
    """Kan het, as a gate: the worst of the option and what follows it.

    red: a broken veto; amber: an unknown veto, or the lower end of the interval under half the highest; else green.
    """
    names = dict.fromkeys((plan.name, plan.option.name))
    gates = [_gate(fit_of(name, building, law), building, law) for name in names]
    gates += [] if shares_met(plan, building.programme) else [_SHARES]
    return min(gates, key=lambda g: WORST.index(g.band))


def fits_named(name: str, building: Building, law: Law) -> tuple[Fit, ...]:
    """The fit of one option, of all variants a name stands for, or of all.

    Errors: InputError for a name nobody knows, or one of which nothing is asked.
    """
    if name == "all":
        return fits_of(building, law)
    rows = [n for n in options().matching(name) if n in OPTIONS]
    if not rows:
        where = Problem(
            "command line",
            1,
            "--option",
            f"'{name}'",
            ", ".join(OPTIONS),
            ", ".join(OPTIONS),
            nearest(name, OPTIONS),
        )
        raise InputError([where])
    return tuple(f for f in fits_of(building, law) if f.option in rows)


_SHARES = Gate(
    band="amber",
    low=None,
    high=None,
    reason=Words(
        nl="het programma haalt de aandelen sociale of middenhuur niet die de gemeente vraagt",
        en="the programme does not meet the shares of social or mid rent the municipality asks",
    ),
)


def shares_met(plan: Plan, asked: ProgrammePart) -> bool:
    """Whether the dwellings of a plan of one case meet the shares a municipality asks; what is sold is not let."""
    wanted = asked.social_share + asked.mid_share
    number = plan.arrays.get("type_number")
    if wanted <= 0 or number is None or number.sum() <= 0:
        return True
    if plan.does("sell_units"):
        return False
    segment = plan.arrays["segment"] if "segment" in plan.arrays else plan.arrays["let_as"][:, 0]
    total = number.sum()
    low, regulated = (number[segment <= most, 0].sum() / total for most in (LOW, MID))
    slack = 1.0 / total
    return bool(low >= asked.social_share - slack and regulated >= wanted - slack)


def _gate(found: Fit | None, building: Building, law: Law) -> Gate:
    if found is None:
        return Gate(
            band="green",
            low=None,
            high=None,
            reason=Words(nl="hier wordt niets gevraagd", en="nothing is asked of it"),
        )
    return Gate(
        band=found.band, low=found.share_low, high=found.share_high, reason=_reason(found, building, law)
    )


def _reason(found: Fit, building: Building, law: Law) -> Words:
    """Why the gate stands as it does, the heaviest ground first."""
    vetoes = [x for x in found.lines if x.kind == "veto"]
    if broken := [x for x in vetoes if x.state == "unfavourable"]:
        nl, en = (
            ", ".join(getattr(x.question, lang).rstrip("?").lower() for x in broken) for lang in ("nl", "en")
        )
        legal = _under_the_law(found, building, law)
        return Words(nl=f"veto: {nl}{legal.nl}", en=f"veto: {en}{legal.en}")
    if unknown := [x for x in vetoes if x.state == "unknown"]:
        names, n = ", ".join(x.id for x in unknown), len(unknown)
        return Words(
            nl=f"{n} {'veto' if n == 1 else 'veto’s'} onbekend ({names})",
            en=f"{n} {'veto' if n == 1 else 'vetoes'} unknown ({names})",
        )
    low, high = round(100 * found.share_low), round(100 * found.share_high)
    span = f"{low}" if low == high else f"{low}–{high}"
    return Words(nl=f"geen veto; {span}% van de hoogste score", en=f"no veto; {span}% of the highest score")


def _under_the_law(found: Fit, building: Building, law: Law) -> Words:
    """Whether a ceiling is lower than the law of existing dwellings asks: the norm of the meter is stricter."""
    line, height = found.line("V10"), building.building.floor_height
    least = float(law.value("building_code.ceiling_existing_dwelling", building.assess.date))
    if line is None or line.state != "unfavourable" or height is None or height >= least:
        return Words(nl="", en="")
    return Words(
        nl=f" (ook lager dan de wet vraagt: {least:g} m)", en=f" (also lower than the law asks: {least:g} m)"
    )
