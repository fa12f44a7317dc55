"""The study of one option's permit: dates with chance, critical path, what time and refusal are worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

import numpy as np

from transformatie.cases import drawn
from transformatie.chance import after_refusal, uniforms
from transformatie.dated import Array, Law
from transformatie.errors import InputError, Problem, nearest
from transformatie.formulas.permits import Permit
from transformatie.input.settle import Resolved
from transformatie.law.working_days import incomplete_years
from transformatie.options import Option, Options
from transformatie.options.plan import Plan
from transformatie.periods import DAYS_A_MONTH, NEVER
from transformatie.permit.cases import Shift, repeated, shifted_values, starting
from transformatie.permit.facts import assumed_in
from transformatie.permit.permits import DrawnPermit, PermitPath
from transformatie.permit.procedures import Regime, Route
from transformatie.permit.result import DrawnDays, PermitStep, PermitStudy, RegieOutcome
from transformatie.permit.side import side_procedures
from transformatie.permit.steps import Timeline, steps_of
from transformatie.permit.words import ASSUMED, both, why
from transformatie.result import Words
from transformatie.run import outcome, setting_of
from transformatie.setting import Setting

if TYPE_CHECKING:
    from transformatie.evaluate import Appraised

#: Draws a study takes at most: enough for a percentile, and small in memory.
MOST_DRAWS = 4096
#: More shifts than a study asks: four, one for each step that works wait for, one for each that may come on top.
MOST_SHIFTS = 16


def studies(a: Appraised, draws: int, seed: int, names: tuple[str, ...] = ()) -> dict[str, PermitStudy]:
    """The study of each option that asks a permit, in the order of the run."""
    n = min(draws, MOST_DRAWS)
    lot = Lot(a, n, seed) if n else None
    wanted = [k for k, o in a.run.outcomes.items() if o.plan.does("apply") and (not names or k in names)]
    worth = Worth(a, wanted)
    return {name: study(a, name, lot, worth) for name in wanted}


def named(known: Options, name: str) -> tuple[str, ...]:
    """The options a name stands for; none for `all`, which is no choice. Errors: InputError for a name no option has."""
    found = () if name == "all" else tuple(known.matching(name))
    if name != "all" and not found:
        near = nearest(name, [*known.by_name, "all", "convert", "demolish"])
        raise InputError(
            [Problem("--option", 1, "--option", f"'{name}'", "een bekende optie", "a known option", near)]
        )
    return found


class Lot:
    """The draws that all studies of a building share."""

    def __init__(self, a: Appraised, n: int, seed: int) -> None:
        self.n = n
        self.uniforms = uniforms(a.resolved, n, seed)
        axis = a.run.setting.periods
        self.setting = setting_of(
            [a.resolved], drawn(a.resolved, axis.years, n, seed), axis, a.run.setting.law
        )

    def permit(self, option: Option, regie: bool = False) -> DrawnPermit:
        """The permit of an option in every draw; `regie`: with that law in force, whatever the file says."""
        permits = self.setting.permits
        if regie:
            flags = {**permits.site.flags, "regie": np.ones(self.n, bool)}
            permits = replace(permits, site=replace(permits.site, flags=flags), _known={})
        return cast(DrawnPermit, permits.drawn(option, self.setting, self.uniforms))


class Worth:
    """What the studies of a building ask of the engine: shifts, the other day to start on, a refusal."""

    def __init__(self, a: Appraised, wanted: list[str]) -> None:
        self.run, s = a.run, a.run.setting
        self.cases = repeated(a.run, a.resolved, MOST_SHIFTS)
        self.bases = {basis: starting(a.run, basis) for basis in ("in_force", "irrevocable")}
        plans = {name: a.run.outcomes[name].plan for name in wanted}
        decided = {name: np.asarray(s.permits.path(p.option, s).decided) for name, p in plans.items()}
        self.refused = after_refusal(plans, decided, a.run.options, s, a.run.sale_day)
        months = np.array([a.resolved.values["preparation_months"].low])
        self.quick = replace(s.permits, months=months, extended=False, _known={})

    def shifted(self, name: str, shifts: list[Shift]) -> Array:
        """The value of an option under each shift, (K,)."""
        return shifted_values(self.run, self.cases, name, shifts)

    def starting(self, name: str, basis: str) -> float:
        """The value of an option whose works start at in_force or at irrevocable."""
        if basis == self.run.setting.traits.start_basis:
            return float(self.run.outcomes[name].value_after_tax[0])
        return float(outcome(name, self.run.options, self.bases[basis], self.run.sale_day).value_after_tax[0])


def study(a: Appraised, name: str, lot: Lot | None, worth: Worth) -> PermitStudy:
    """The study of one option."""
    outcome, s = a.run.outcomes[name], a.run.setting
    plan, building = outcome.plan, a.resolved.read.building
    path = cast(PermitPath, s.permits.path(plan.option, s))
    taken = lot.permit(plan.option) if lot else None
    line = Timeline(
        cast(Regime, str(path.regime[0])),
        cast(Route, str(path.route[0])),
        path,
        cast(PermitPath, worth.quick.path(plan.option, s)),
        taken,
        s,
    )
    deadline = building.owner.deadline
    limit = float((deadline - s.first).days) if deadline else None
    basis = s.traits.start_basis
    steps, shifts = steps_of(line, plan, outcome)
    free = float(plan.temporary_until[0]) if plan.does("use_temporarily") else float(plan.vacant_day[0])
    slack = free - float(plan.permit_day[0])
    asked = [
        Shift(),
        Shift(later=DAYS_A_MONTH),
        Shift(later=-DAYS_A_MONTH),
        Shift(shorter=-max(slack, 0.0) - DAYS_A_MONTH),
    ]
    base, later, earlier, start_later, *cut = worth.shifted(name, [*asked, *shifts.values()])
    cost = {
        k: float((v - base) if _removes(x) else (base - v))
        for (k, x), v in zip(shifts.items(), cut, strict=True)
    }
    begin = first_works(plan)
    critical = begin <= float(plan.permit_day[0]) + 0.5
    return PermitStudy(
        option=name, label=_label(a, name), regime=line.regime, route=line.route,
        why=why(line.route, line.regime, bool(building.building.monument)),
        assumed=tuple(both(ASSUMED[k]) for k in assumed_in(building)), starts_on="in_force" if basis == "in_force" else "irrevocable",
        application=path.received[0].item(), decided=path.dates.decided[0].item(), in_force=path.dates.in_force[0].item(),
        irrevocable=path.dates.irrevocable[0].item(), works_start=on(s, begin),
        drawn_in_force=days_of(s, None if taken is None else taken.in_force),
        drawn_irrevocable=days_of(s, None if taken is None else taken.irrevocable),
        drawn_works_start=days_of(s, None if taken is None else _start(taken, plan, basis, lot)), deadline=deadline,
        chance_comes=None if taken is None else float(np.mean(taken.failed >= NEVER)),
        chance_refused=None if taken is None else float(np.mean(taken.refused)),
        chance_by_deadline=None if taken is None or limit is None else float(np.mean(taken.irrevocable <= limit)),
        steps=tuple(_finished(x, critical, cost) for x in steps), critical_path=_path(steps, plan, critical),
        slack_months=slack / DAYS_A_MONTH, start_month_later=float(start_later - base),
        value=float(base), month_later=float(later - base), month_earlier=float(earlier - base), value_in_force=worth.starting(name, "in_force"),
        value_irrevocable=worth.starting(name, "irrevocable"), refusal_cost=float(base - worth.refused[name][0]),
        building_fee=float(plan.permit_fee[0] - plan.plan_fee[0]), plan_fee=float(plan.plan_fee[0]),
        studies=float(np.sum(outcome.works.studies)), rent_surcharge=_surcharge(plan, s), side=side_procedures(a, plan, taken),
        regie=_regie(plan.option, line.regime, (lot, taken), s, limit, a.resolved), warnings=_warnings(path, s.law), draws=lot.n if lot else 0,
    )  # fmt: skip


def first_works(plan: Plan) -> float:
    """The day the works of a plan begin: demolition where there is any."""
    return float((plan.demolition_start if plan.does("demolish") else plan.works_start)[0])


def _removes(shift: Shift) -> bool:
    """Whether a what-if takes the time of a step away, or puts it in."""
    return shift.later < 0 or shift.shorter > 0


def _start(taken: DrawnPermit, plan: Plan, basis: str, lot: Lot | None) -> Array:
    """The day works can start in each draw: with the permit, and not before the leases of the plan have ended."""
    day = taken.irrevocable if basis == "irrevocable" else taken.start_at_risk
    free = float(plan.vacant_day[0])
    if plan.does("use_temporarily"):
        free = max(free, float(plan.temporary_until[0]))
    return np.where(day >= NEVER, NEVER, np.maximum(day, free))


def _finished(step: PermitStep, critical: bool, cost: dict[str, float]) -> PermitStep:
    """The step with what its time costs; it is critical where works wait for the permit, and the permit for it."""
    return step.model_copy(update={"critical": critical and step.critical, "cost": cost.get(step.name)})


def _path(steps: list[PermitStep], plan: Plan, critical: bool) -> tuple[Words, ...]:
    """What the start of works waits for, in order."""
    if not critical:
        first = "temporary_step" if plan.does("use_temporarily") else "vacate_step"
        names = {
            "temporary_step": ("tijdelijk gebruik", "temporary use"),
            "vacate_step": ("aflopen van de huur", "end of the leases"),
        }
        return (both(names[first]), both(("uitvoering", "works")))
    return (*(x.label for x in steps if x.critical), both(("uitvoering", "works")))


def _regie(
    option: Option, regime: str, drawn: tuple[Lot | None, DrawnPermit | None], s: Setting, limit: float | None, resolved: Resolved,
) -> tuple[RegieOutcome, ...]:  # fmt: skip
    """Both outcomes of the Wet regie while nobody knows whether it is in force; none where the file says so.

    drawn: the draws, and the permit in them as the study has it, which is without that law.
    """
    lot, without = drawn
    if (
        lot is None
        or without is None
        or regime != "omgevingswet"
        or resolved.read.building.permit.regie is not None
    ):
        return ()
    known = s.law.tables.parameters["permit_odds.one_instance_log_mean"].values
    if all(e.known > s.law.known_on for e in known):
        return ()
    out = []
    for flag, taken in ((False, without), (True, lot.permit(option, regie=True))):
        by = None if limit is None else float(np.mean(taken.irrevocable <= limit))
        out.append(
            RegieOutcome(in_force=flag, irrevocable=days_of(s, taken.irrevocable), chance_by_deadline=by)
        )
    return tuple(out)


def _surcharge(plan: Plan, s: Setting) -> bool | None:
    """Whether works start in time for the new-build surcharge on the rent; None where no such law is known or no dwelling is let."""
    name = "rent_law.surcharge_works_before"
    if not plan.does("let") or all(e.known > s.law.known_on for e in s.law.tables.parameters[name].values):
        return None
    before = date.fromisoformat(str(s.law.entries(name)[-1].central))
    start = on(s, first_works(plan))
    return start is not None and start < before


def _warnings(path: PermitPath, law: Law) -> tuple[Words, ...]:
    """Years in which days may be skipped that no table holds."""
    first, last = path.received[0].item().year, path.dates.irrevocable[0].item().year
    missing = incomplete_years(first, last, law)
    if not missing:
        return ()
    years = ", ".join(map(str, missing))
    return (both(("Gelijkgestelde dagen van {years} zijn niet bekend; een einde kan een dag later vallen.",
                  "Days made equal to holidays are not known for {years}; an end may fall a day later."), years=years),)  # fmt: skip


def on(s: Setting, day: float) -> date | None:
    """A day since the assessment as a date; None where it does not come."""
    return None if day >= NEVER / 2 else s.first + timedelta(days=int(np.ceil(day)))


def days_of(s: Setting, days: Array | None) -> DrawnDays:
    """P10, P50 and P90 of the draws in which the day comes."""
    come = np.zeros(0) if days is None else np.sort(days[days < NEVER])
    if not len(come):
        return DrawnDays(p10=None, p50=None, p90=None)
    p10, p50, p90 = (on(s, float(come[int(share * (len(come) - 1))])) for share in (0.1, 0.5, 0.9))
    return DrawnDays(p10=p10, p50=p50, p90=p90)


def _label(a: Appraised, name: str) -> Words:
    label = a.run.options.by_name[name].label
    return Words(nl=label.nl, en=label.en)


__all__ = ["Lot", "Permit", "studies", "study"]
