"""What runs beside a permit: tenants, demolition, species, the grid, the land owner, label C, vacancy, temporary use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from transformatie.dated import Array, Entry
from transformatie.errors import LawError
from transformatie.formulas.leegstandwet import leegstandwet_decision, temporary_lease
from transformatie.formulas.side_procedures import (
    demolition_notice,
    label_c_exempt_until,
    vacancy_report_due,
    vacated,
)
from transformatie.formulas.terms import read_term, term_end
from transformatie.options.plan import Plan
from transformatie.periods import NEVER
from transformatie.permit.permits import DrawnPermit
from transformatie.permit.result import SideProcedure
from transformatie.permit.words import SIDE, both
from transformatie.setting import Setting

if TYPE_CHECKING:
    from transformatie.evaluate import Appraised

#: The least area of an office to which the label C duty applies, and the labels that meet it.
_GOOD_LABELS = ("C", "B", "A", "A+", "A++", "A+++", "A++++")


_ASBESTOS = {
    "present": ("aanwezig", "present"),
    "suspected": ("vermoed", "suspected"),
    "": ("onbekend", "unknown"),
}


def side_procedures(a: Appraised, plan: Plan, taken: DrawnPermit | None) -> tuple[SideProcedure, ...]:
    """Every side procedure that touches an option, in the order in which it starts to count."""
    parts = (_tenants(a, plan), _survey(a), _grid(a, plan), _lease_of_land(a, plan), _demolition(a, plan), _label_c(a, plan, taken),
             _vacancy(a), _temporary(a, plan))  # fmt: skip
    return tuple(p for part in parts for p in part)


def _side(
    name: str,
    note: tuple[str, str],
    entry: Entry | None = None,
    start: date | None = None,
    end: date | None = None,
    latest: date | None = None,
    counted: bool = False,
    **values: Any,
) -> SideProcedure:
    return SideProcedure(
        name=name, label=both(SIDE[name]), start=start, end=end, latest=latest, counted=counted, note=both(note, **values),
        article=entry.article if entry else "", confidence=entry.confidence if entry else "assumption",
    )  # fmt: skip


def _tenants(a: Appraised, plan: Plan) -> Iterator[SideProcedure]:
    """Vacant possession: the protection of the law, and at worst the court's extensions."""
    b, s = a.resolved.read.building, a.run.setting
    ends = [le.break_ if le.break_ and le.break_ > s.first else le.end for le in b.leases if le.end > s.first]
    if not plan.does("vacate") or not ends:
        return
    last = np.array([max(ends)], "datetime64[D]")
    most = s.law.on("side_procedures.vacate_extensions_most", s.first)
    out = {k: vacated(last, np.full(1, float(k)), s.law) for k in (b.permit.vacate_extensions, int(most))}
    end = out[b.permit.vacate_extensions].vacant
    worst = out[int(most)]
    yield _side(
        "vacant_possession",
        ("uiterste dag van het verzoek aan de rechter {by:%d-%m-%Y}; {n} verlenging(en) gerekend, ten hoogste {most}",
         "last day to ask the court {by:%Y-%m-%d}; {n} extension(s) counted, at most {most}"),
        s.law.entry("side_procedures.vacate_protection", s.first), max(ends), _day(end), _day(worst.vacant), True,
        by=_day(worst.request_by), n=b.permit.vacate_extensions, most=int(most),
    )  # fmt: skip


def _survey(a: Appraised) -> Iterator[SideProcedure]:
    season, s = a.resolved.read.building.permit.flora_season, a.run.setting
    if season is None:
        note = (
            "niet opgegeven (permit.flora_season): niet gerekend",
            "not given (permit.flora_season): not counted",
        )
        yield _side("flora_season", note)
        return
    end = _day(s.permits.site.surveyed)
    yield _side(
        "flora_season",
        ("één heel seizoen, maand {a} tot en met {b}; de aanvraag wacht erop", "one whole season, months {a} to {b}; the application waits for it"),
        None, s.first, end, end, True, a=season.first_month, b=season.last_month,
    )  # fmt: skip


def _grid(a: Appraised, plan: Plan) -> Iterator[SideProcedure]:
    months, s = a.resolved.read.building.permit.grid_connection_months, a.run.setting
    if not plan.does("convert", "build_new"):
        return
    if months is None:
        note = (
            "niet opgegeven (permit.grid_connection_months): niet gerekend",
            "not given (permit.grid_connection_months): not counted",
        )
        yield _side("grid_connection", note)
        return
    end = s.first + timedelta(days=int(np.ceil(float(s.permits.grid_day[0]))))
    yield _side("grid_connection", ("{m:g} maanden, opgegeven; oplevering wacht erop", "{m:g} months, as given; hand-over waits for it"),
                None, s.first, end, end, True, m=months)  # fmt: skip


def _lease_of_land(a: Appraised, plan: Plan) -> Iterator[SideProcedure]:
    lease = a.resolved.read.building.building.leasehold
    if lease is None or not plan.does("convert", "build_new"):
        return
    premium = float(a.run.setting.permits.site.premium[0])
    yield _side("leasehold", ("{owner}; meerwaarde bij wijziging € {p:.0f}, betaald bij de start; geen termijn van de wet",
                              "{owner}; premium on change €{p:.0f}, paid at the start; no term of law"), None, counted=True,
                owner=lease.owner, p=premium)  # fmt: skip


def _demolition(a: Appraised, plan: Plan) -> Iterator[SideProcedure]:
    """The notice, counted back from the start, and the asbestos inventory that must go with it."""
    s, b = a.run.setting, a.resolved.read.building.building
    start = _on(s, plan.demolition_start if plan.does("demolish") else plan.works_start)
    if start is None or not plan.does("demolish", "convert"):
        return
    if b.asbestos in ("present", "suspected") or (b.asbestos is None and b.built < 1994):
        note = (
            "asbest: {x}; het rapport gaat met de sloopmelding mee",
            "asbestos: {y}; the report goes with the notice",
        )
        nl, en = _ASBESTOS[b.asbestos or ""]
        yield _side("asbestos_inventory", note, x=nl, y=en)
    try:
        entry = s.law.entry("side_procedures.demolition_notice", start)
        by = _day(demolition_notice(np.array([start], "datetime64[D]"), s.law))
    except LawError:
        note = (
            "gemeentelijke verordening, vóór het Bouwbesluit 2012",
            "by municipal by-law, before the Bouwbesluit 2012",
        )
        yield _side("demolition_notice", note)
        return
    note = ("teruggeteld vanaf {d:%d-%m-%Y}, schuift niet; nodig bij asbest of meer dan 10 m³ sloopafval",
            "counted back from {d:%Y-%m-%d}, never rolls; needed with asbestos or over 10 m³ of waste")  # fmt: skip
    yield _side("demolition_notice", note, entry, None, by, by, plan.does("demolish"), d=start)


def _label_c(a: Appraised, plan: Plan, taken: DrawnPermit | None) -> Iterator[SideProcedure]:
    """The exemption of an office that will be converted or demolished, and the chance that it is done by then."""
    s, b = a.run.setting, a.resolved.read.building.building
    if b.monument or b.energy_label in _GOOD_LABELS or not plan.does("convert", "demolish"):
        return
    try:
        entry = s.law.entry("side_procedures.label_c_exemption", s.first)
    except LawError:
        return
    first = np.array([s.first], "datetime64[D]")
    term = read_term(s.law, "side_procedures.label_c_exemption", first)
    until = label_c_exempt_until(first, term.length, term.unit)
    done = float(plan.ready[0])
    limit = float((until - first).astype(float)[0])
    chance = "–" if taken is None else f"{100 * float(np.mean(_ready(taken, plan, s) <= limit)):.0f} %"
    note = ("label {x}; klaar op {d:%d-%m-%Y}: {ok}; kans dat het op tijd klaar is {c}",
            "label {x}; done on {d:%Y-%m-%d}: {ok}; chance that it is done in time {c}")  # fmt: skip
    in_time = done <= limit
    nl, en = (
        ("op tijd", "in time")
        if in_time
        else (
            "te laat: label C nodig zolang het kantoor is",
            "too late: label C needed while it is an office",
        )
    )
    made = _on(s, plan.ready)
    shown: dict[str, Any] = {"x": b.energy_label or "?", "d": made or date.max, "c": chance}
    yield _side(
        "label_c",
        (note[0].replace("{ok}", nl), note[1].replace("{ok}", en)),
        entry,
        s.first,
        _day(until),
        _day(until),
        **shown,
    )


def _ready(taken: DrawnPermit, plan: Plan, s: Setting) -> Array:
    """The day the works are done in each draw, at the plan's own duration of works."""
    day = taken.irrevocable if s.traits.start_basis == "irrevocable" else taken.start_at_risk
    lasts = float(plan.ready[0] - plan.works_start[0])
    return np.where(day >= NEVER, NEVER, np.maximum(day, float(plan.vacant_day[0])) + lasts)


def _vacancy(a: Appraised) -> Iterator[SideProcedure]:
    b, s = a.resolved.read.building, a.run.setting
    since = b.building.vacant_since
    if not b.permit.vacancy_bylaw or since is None:
        return
    day = np.array([since], "datetime64[D]")
    term = read_term(s.law, "side_procedures.vacancy_report", day)
    due = vacancy_report_due(day, term.length, term.unit)
    talk = term_end(due, read_term(s.law, "side_procedures.vacancy_consultation", due), s.law)
    note = (
        "melden vanaf zes maanden leegstand; overleg uiterlijk {d:%d-%m-%Y}",
        "to be reported from six months of vacancy; consultation by {d:%Y-%m-%d}",
    )
    yield _side(
        "vacancy_report",
        note,
        s.law.entry("side_procedures.vacancy_report", since),
        since,
        _day(due),
        _day(talk.legal),
        d=_day(talk.legal),
    )


def _temporary(a: Appraised, plan: Plan) -> Iterator[SideProcedure]:
    """Temporary use: the decision on its permit, the last notice, and the end that goes with the permit."""
    s = a.run.setting
    if not plan.does("use_temporarily"):
        return
    first = np.array([s.first], "datetime64[D]")
    decided = leegstandwet_decision(first, s.law).legal
    start, wanted = (
        np.array([_on(s, d)], "datetime64[D]") for d in (plan.temporary_from, plan.temporary_until)
    )
    lease = temporary_lease(start, wanted, wanted, s.law)
    note = ("besluit uiterlijk {a:%d-%m-%Y}; opzeggen uiterlijk {b:%d-%m-%Y}; einde vergunning is einde huur",
            "decision by {a:%Y-%m-%d}; notice by {b:%Y-%m-%d}; the lease ends with the permit")  # fmt: skip
    yield _side("leegstandwet", note, s.law.entry("leegstandwet.permit_decision", s.first), _day(start), _day(lease.end), _day(wanted),
                True, a=_day(decided), b=_day(lease.notice_by))  # fmt: skip


def _on(s: Setting, day: Array) -> date | None:
    return None if float(day[0]) >= NEVER / 2 else s.first + timedelta(days=int(np.ceil(float(day[0]))))


def _day(days: Array) -> Any:
    return np.ravel(days)[0].item()
