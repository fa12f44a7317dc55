"""The steps of one permit as dates: when the authority takes its whole term, at the earliest, and in the draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from transformatie.appraise import Outcome
from transformatie.dated import CONFIDENCES, Array, Confidence, Entry
from transformatie.formulas.procedure import (
    appeal_end,
    decision_on_objection,
    higher_appeal_end,
    last_day_against,
    objection_end,
)
from transformatie.formulas.procedure_draws import NEVER_ON, Drawn
from transformatie.formulas.terms import TermEnd
from transformatie.options.plan import Plan
from transformatie.permit.cases import Shift
from transformatie.permit.permits import DrawnPermit, PermitPath
from transformatie.permit.procedures import Explained, Regime, Route, explained
from transformatie.permit.result import PermitStep, StatutoryTerm
from transformatie.result import Words
from transformatie.setting import Setting

DECISIONS = ("decision_regular", "decision_with_consent", "decision_extensive")
Ends = Mapping[str, tuple[date | None, date | None, date | None]]


@dataclass(frozen=True)
class Timeline:
    """A permit and what is known of its days: central, earliest, drawn."""

    regime: Regime
    route: Route
    path: PermitPath
    quick: PermitPath
    taken: DrawnPermit | None
    setting: Setting

    @property
    def drawn(self) -> Drawn | None:
        """The drawn procedures."""
        return self.taken.permit.drawn if self.taken else None


def steps_of(line: Timeline, plan: Plan, outcome: Outcome) -> tuple[list[PermitStep], dict[str, Shift]]:
    """The steps in order, and for each the what-if that takes its time away, or puts it in where it comes by chance."""
    s, received = line.setting, line.path.received[0].item()
    listed = [
        e for e in explained(line.regime, line.route, s.law, max(received, s.first)) if _happens(e.name, s)
    ]
    ends, quick, lots, chances = central_ends(line), earliest_ends(line), drawn_ends(line), _chances(line)
    waits = _waiting(line, s.traits.start_basis)
    paid = {
        "preparation": float(np.sum(outcome.works.studies)),
        **dict.fromkeys(DECISIONS, float(plan.permit_fee[0])),
    }
    steps = []
    for e in listed:
        start, raw, legal = ends.get(e.name, (None, None, None))
        days = np.sort(lots[e.name]) if e.name in lots else np.zeros(0, "datetime64[D]")
        median, p90 = (
            (days[int(q * (len(days) - 1))].item() for q in (0.5, 0.9)) if len(days) else (None, None)
        )
        steps.append(
            PermitStep(
                name=e.name, label=Words(nl=e.step.label.nl, en=e.step.label.en), kind=e.step.kind, article=e.article,
                confidence=_confidence(e, s, received), term=_term(e, s), chance=chances.get(e.name),
                chance_confidence=_weakest([e.entries[k] for k in ("chance", "time") if k in e.entries]), start=start, raw_end=raw,
                legal_end=legal, earliest=quick.get(e.name) or (days[0].item() if len(days) else None), median=median, p90=p90,
                critical=e.name in waits, cost=None, paid=paid.get(e.name, 0.0),
            )
        )  # fmt: skip
    names = {x.name for x in steps}
    return steps, {
        k: v for k, v in {**waits, **_chance_waits(line, s.traits.start_basis)}.items() if k in names
    }


def _happens(name: str, s: Setting) -> bool:
    """The council's advice is a step only where the file names its list."""
    return name != "council_advice" or bool(s.permits.site.flags["council_list"][0])


def _term(e: Explained, s: Setting) -> StatutoryTerm | None:
    if "term" not in e.entries:
        return None
    longer = e.entries.get("extension")
    unit = s.law.tables.parameters[e.step.extension].unit if e.step.extension else ""
    return StatutoryTerm(
        length=float(e.entries["term"].central), unit=e.unit,
        extension=float(longer.central) if longer else None, extension_unit=unit,
    )  # fmt: skip


def _confidence(e: Explained, s: Setting, received: date) -> Confidence:
    """The weakest of the terms of law a step rests on."""
    entries = [e.entries[k] for k in ("term", "extension") if k in e.entries]
    if e.name.startswith("in_force"):
        entries = [s.law.entry("procedures.extensive_waits_for_appeal_term", max(received, s.first))]
    return _weakest(entries) or ("secondary" if e.article else "derived")


def _weakest(entries: Sequence[Entry]) -> Confidence | None:
    return max((x.confidence for x in entries), key=CONFIDENCES.index, default=None)


def central_ends(line: Timeline) -> Ends:
    """Start, raw and legal end of each step when every term is taken whole; an objection and appeals on their last day."""
    s, d, law = line.setting, line.path.dates, line.setting.law
    received, decided, in_force, irrevocable = (
        _day(x) for x in (line.path.received, d.decided, d.in_force, d.irrevocable)
    )
    whole = np.full(1, True)
    out: dict[str, tuple[date | None, date | None, date | None]] = {
        "preparation": (s.first, None, received),
        **dict.fromkeys(DECISIONS, (received, _day(d.decided_raw), decided)),
        **dict.fromkeys(
            ("in_force_next_day", "in_force_next_day_ow", "in_force_after_appeal_term"),
            (None, None, in_force),
        ),
        "irrevocable": (None, None, irrevocable),
    }
    if line.route == "extensive":
        end = appeal_end(d.decided, law)
        out["appeal"] = (decided, *_pair(end))
    else:
        window = objection_end(d.decided, law)
        heard = decision_on_objection(window.legal, whole, law)
        out["objection"] = (decided, *_pair(window))
        out["decision_on_objection"] = (_day(window.legal), *_pair(heard))
        out["appeal"] = (_day(heard.legal), *_pair(appeal_end(heard.legal, law)))
    return out


def earliest_ends(line: Timeline) -> dict[str, date | None]:
    """The end of each step that always comes, when nothing takes longer than it must."""
    q = line.quick.dates
    window = "appeal" if line.route == "extensive" else "objection"
    return {
        "preparation": _day(line.quick.received),
        **dict.fromkeys(DECISIONS, _day(q.decided)),
        **dict.fromkeys(
            ("in_force_next_day", "in_force_next_day_ow", "in_force_after_appeal_term"), _day(q.in_force)
        ),
        window: _day(q.objection_end),
        "irrevocable": _day(q.irrevocable),
    }


def drawn_ends(line: Timeline) -> dict[str, Array]:
    """The days a step ended, over the draws in which it took place."""
    d, law = line.drawn, line.setting.law
    if d is None:
        return {}
    heard, ruled, against = d.objection_decided, d.first_ruling, line.route == "extensive"
    last = last_day_against(line.route, d.decided, law)
    out = {
        "preparation": d.received,
        "completion": d.complete[d.complete > d.received],
        **dict.fromkeys(DECISIONS, d.decided),
        **dict.fromkeys(
            ("in_force_next_day", "in_force_next_day_ow", "in_force_after_appeal_term"), _come(d.in_force)
        ),
        "objection": last[d.objected],
        "decision_on_objection": _come(heard),
        "relief": d.start_at_risk[(d.start_at_risk > d.in_force) & (d.start_at_risk < NEVER_ON)],
        "court": _come(ruled),
        "higher_court": _come(d.last_ruling),
        "irrevocable": _come(d.irrevocable),
    }
    out["appeal"] = last[d.appealed] if against else _end(appeal_end, heard[d.appealed], law)
    out["higher_appeal"] = _end(higher_appeal_end, ruled[d.higher_appealed], law)
    return out


def _chances(line: Timeline) -> dict[str, float]:
    """The chance of each step: one for what always comes."""
    d = line.drawn
    sure = ("preparation", "draft_and_views", *DECISIONS)
    if d is None:
        return dict.fromkeys(sure, 1.0)
    share = {
        "completion": d.complete > d.received,
        "objection": d.objected,
        "decision_on_objection": d.objected,
        "relief": (d.start_at_risk > d.in_force) & (d.start_at_risk < NEVER_ON),
        "appeal": d.appealed,
        "court": d.appealed,
        "higher_appeal": d.higher_appealed,
        "higher_court": d.higher_appealed,
        **dict.fromkeys(
            ("in_force_next_day", "in_force_next_day_ow", "in_force_after_appeal_term"), ~d.refused
        ),
        "irrevocable": d.irrevocable < NEVER_ON,
    }
    return {**dict.fromkeys(sure, 1.0), **{k: float(np.mean(v)) for k, v in share.items()}}


def _waiting(line: Timeline, basis: str) -> dict[str, Shift]:
    """What the start of works always waits for, with the what-if that takes it away."""
    p = line.path
    applied, decided, in_force, stands = (
        float(x[0]) for x in (p.applied, p.decided, p.in_force, p.irrevocable)
    )
    out = {"preparation": Shift(later=-applied), **dict.fromkeys(DECISIONS, Shift(shorter=decided - applied))}
    window = "appeal" if line.route == "extensive" else "objection"
    if basis == "irrevocable":
        out[window] = Shift(shorter=stands - decided)
    elif in_force > decided + 1:
        out[window] = Shift(shorter=in_force - decided)
    return out


def _chance_waits(line: Timeline, basis: str) -> dict[str, Shift]:
    """What may come on top: the median of what it adds where it comes, put into the procedure."""
    d, law = line.drawn, line.setting.law
    if d is None:
        return {}
    last = last_day_against(line.route, d.decided, law)
    parts = {"completion": (d.complete - d.received)[d.complete > d.received]}
    if basis == "in_force":
        held = (d.start_at_risk > d.in_force) & (d.start_at_risk < NEVER_ON)
        parts["relief"] = (d.start_at_risk - d.in_force)[held]
    else:
        closed = last
        if line.route != "extensive":
            parts["decision_on_objection"] = (d.objection_decided - last)[d.objected]
            closed = np.where(d.objected, d.objection_decided, last)
            closed = np.where(d.objected, _end_of(appeal_end, closed, law), closed)
            parts["appeal"] = (closed - d.objection_decided)[d.objected]
        parts["court"] = (d.first_ruling - closed)[d.appealed]
        higher = _end_of(higher_appeal_end, np.where(d.appealed, d.first_ruling, last), law)
        parts["higher_appeal"] = (higher - d.first_ruling)[d.appealed]
        parts["higher_court"] = (d.last_ruling - higher)[d.higher_appealed]
    return {k: Shift(shorter=-float(np.median(v.astype(float)))) for k, v in parts.items() if len(v)}


def _end_of(ends: object, days: Array, law: object) -> Array:
    found: TermEnd = ends(days, law)  # type: ignore[operator]
    return found.legal


def _end(ends: object, days: Array, law: object) -> Array:
    return _end_of(ends, days, law) if len(days) else days


def _come(days: Array) -> Array:
    return days[days < NEVER_ON]


def _day(days: Array) -> date:
    day: date = np.ravel(days)[0].item()
    return day


def _pair(end: TermEnd) -> tuple[date, date]:
    return _day(end.raw), _day(end.legal)
