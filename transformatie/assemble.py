"""From a run of one case to the result that becomes JSON, table and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from transformatie import tables
from transformatie.appraise import Outcome
from transformatie.appraise.detail import Detail
from transformatie.dated import CONFIDENCES, Law
from transformatie.input.facts import Value
from transformatie.input.settle import Resolved
from transformatie.kan import record as kan_result
from transformatie.labels import words
from transformatie.periods import DAYS_A_MONTH
from transformatie.permit.permits import PermitPath
from transformatie.permit.words import why as reason
from transformatie.result import (
    Assumption,
    Building,
    Fact,
    Gate,
    Irr,
    LawEntry,
    LeaseLine,
    Permit,
    Residual,
    Row,
    Spread,
    Step,
    Words,
)
from transformatie.run import Run
from transformatie.setting import Setting
from transformatie.vacancy import bill

SELDOM = 1e8


def row(
    name: str, run: Run, resolved: Resolved, rank: int, kan: Gate, mag: Gate, spread: Spread | None
) -> Row:
    """One option as a row of the result."""
    o, s = run.outcomes[name], run.setting
    d = run.detail(name)
    option = o.plan
    if s.cases.n != 1:
        raise ValueError("a row is made of one case")
    return Row(
        name=name, label=_words(run, name, "label"), what=_words(run, name, "what"), then=_then(run, name, resolved), rank=rank, kan=kan, mag=mag,
        value_after_tax=float(o.value_after_tax[0]), value_pre_tax=None if d.value_pre_tax is None else float(d.value_pre_tax[0]),
        value_to_equity=None, spread=spread, investment=float(d.investment[0]), irr=_irr(run, name),
        months_to_start=_months(option.works_start[0]), months_to_income=_months_to_income(o, s),
        book_result_first_year=float(d.book_result[0, 0]), headline_rent=_headline(o, s), effective_rent=_effective(o, s),
        areas=_areas(o, s), dwellings=float(option.dwellings[0]), exit_share=_exit_share(o, s),
        sale_year=s.periods.date_of(run.sale_day)[0].item().year - 1 if option.does("let_office") and name == "hold" else None,
        cash=tables.cash(o, s), books=tables.books(o, d, s), tax=tables.tax(o, s), value=tables.value(o, d, s),
        permit=_permit(o, s), vacancy=bill.vacancy(o, s), residual=_residual(d),
        programme=kan_result.programme(o, s), rent_law=kan_result.rent_law(o, s), carbon=kan_result.carbon(o, s, resolved.read.building),
    )  # fmt: skip


def _words(run: Run, name: str, what: str) -> Words:
    label = getattr(run.options.by_name[name], what)
    return Words(nl=label.nl, en=label.en)


def _then(run: Run, name: str, resolved: Resolved) -> str | None:
    own = resolved.read.building.options.get(name, {}).get("then")
    return str(own) if own else run.options.by_name[name].then


def _months(day: float) -> float | None:
    return None if day > SELDOM else float(day) / DAYS_A_MONTH


def _months_to_income(o: Outcome, s: Setting) -> float | None:
    """Months until the option itself brings in money: rent that already runs counts from the start."""
    plan = o.plan
    if plan.does("sell"):
        return 0.0
    if plan.does("let_office") and not plan.does("renovate", "use_temporarily"):
        rent = o.income.office_rent[:, 0]
        paying = np.flatnonzero(rent > 0)
        return float(s.periods.starts[paying[0], 0]) / DAYS_A_MONTH if len(paying) else None
    if plan.does("use_temporarily"):
        return _months(float(plan.temporary_from[0]))
    return _months(float(plan.income_from[0]))


def _irr(run: Run, name: str) -> Irr:
    """Return on what selling now would bring: that sum is the outlay, never the book value."""
    found: dict[str, Irr] = run.setting.once("irr", lambda: _irrs(run))
    return found.get(name, tables.NO_IRR)


def _irrs(run: Run) -> dict[str, Irr]:
    """The return of every option but selling now."""
    outlay, p = run.outcomes["sell_now"], run.setting.periods
    flows = {
        name: np.concatenate(
            [
                o.sales.now - outlay.sales.now,
                (o.running - outlay.running)[:, 0],
                (o.year_end - outlay.year_end)[:, 0],
            ]
        )
        for name, o in run.outcomes.items()
        if name != "sell_now"
    }
    return tables.irrs(flows, np.concatenate([[0.0], p.mid[:, 0], p.year_ends[:, 0]]))


def _headline(o: Outcome, s: Setting) -> float:
    """Headline rent per m2 of what the option lets; of dwellings, what the law lets the owner ask on first letting."""
    if o.plan.does("let"):
        rent = kan_result.rent_law(o, s)
        return float(o.plan.rent[0]) * (rent.asked_share if rent else 1.0)
    return float(s.cases.market_rent[0] * (1 + o.plan.rent_lift[0])) if o.plan.does("let_office") else 0.0


def _effective(o: Outcome, s: Setting) -> float:
    if o.plan.does("let"):
        return _headline(o, s)
    return _headline(o, s) * float(1 - s.cases.incentive[0])


def _areas(o: Outcome, s: Setting) -> tuple[Fact, ...]:
    found = {
        "gross": (o.plan.works_area[0], "m2"),
        "usable": (o.plan.area[0], "m2"),
        "dwellings": (o.plan.dwellings[0], "number"),
    }
    return tuple(
        Fact(
            name=n,
            label=words(n),
            value=float(v),
            unit=u,
            source="options/" + o.plan.option.name,
            confidence="derived",
        )
        for n, (v, u) in found.items()
        if v
    )


def _exit_share(o: Outcome, s: Setting) -> float:
    """The part of the value that hangs on the sale at the end."""
    exit_value = float(np.sum(o.sales.at_end[:, 0] * s.end_factor[:, 0]))
    inflow = (
        float(np.sum(np.maximum(o.running[:, 0], 0) * s.mid_factor[:, 0]))
        + exit_value
        + max(float(o.sales.now[0]), 0.0)
    )
    return exit_value / inflow if inflow > 0 else 0.0


def _residual(d: Detail) -> Residual:
    r = d.residual
    return Residual(value=float(r.value[0]), cost=float(r.cost[0]), margin=float(r.margin[0]), finance=float(r.finance[0]),
                    buyers_cost_rate=float(r.buyers_cost[0]), residual=float(r.residual[0]))  # fmt: skip


class _Steps:
    """The steps of an option on the calendar, in the order they were added; what takes no time is left out."""

    def __init__(self, first: date) -> None:
        self.first, self.found = first, list[Step]()

    def on(self, day: float) -> date:
        """Days since the assessment as a date."""
        return self.first + timedelta(days=int(np.ceil(day)))

    def add(
        self,
        name: str,
        start: float,
        end: float,
        article: str = "",
        confidence: Any = "assumption",
        raw: date | None = None,
    ) -> None:
        """One step; with a raw end it is a term of the law."""
        if start < end < SELDOM:
            last = self.on(end)
            self.found.append(Step(name=name, label=words(name), start=self.on(start), raw_end=raw or last, end=last, article=article,
                                   confidence=confidence, statutory=raw is not None))  # fmt: skip


def _permit(o: Outcome, s: Setting) -> Permit:
    """Route, dates and the steps around it."""
    plan, steps = o.plan, _Steps(s.first)
    path = s.permits.path(plan.option, s) if plan.does("apply") else None
    if plan.does("use_temporarily"):
        steps.add("temporary_step", plan.temporary_from[0], plan.temporary_until[0])
    if plan.does("vacate"):
        steps.add("vacate_step", 0.0, plan.vacant_day[0], "art. 7:230a BW", "secondary")
    if path is not None:
        _terms(steps, path, s)
    if plan.does("demolish"):
        steps.add("demolition_step", plan.demolition_start[0], plan.demolished_on[0])
    if plan.does("convert", "renovate", "build_new"):
        steps.add("works_step", plan.works_start[0], plan.works_end[0])
    if plan.does("sell_units"):
        steps.add("selling_step", plan.ready[0], plan.last_sold[0])
    if path is None:
        why = Words(
            nl="geen omgevingsvergunning nodig voor de keuze zelf",
            en="no permit needed for the choice itself",
        )
        return Permit(needed=False, regime="", route="", why=why, application=None, decided=None, in_force=None, irrevocable=None,
                      steps=tuple(steps.found), fees=0.0)  # fmt: skip
    route, regime = str(path.route[0]), str(path.regime[0])
    return Permit(
        needed=True, regime=regime, route=route, why=reason(route, regime, bool(s.permits.site.monument[0])),
        application=path.received[0].item(), decided=path.dates.decided[0].item(), in_force=path.dates.in_force[0].item(),
        irrevocable=path.dates.irrevocable[0].item(), steps=tuple(steps.found), fees=float(plan.permit_fee[0]),
    )  # fmt: skip


def _terms(steps: _Steps, path: PermitPath, s: Setting) -> None:
    """Preparation, the term to decide and the term to object or appeal, with their articles."""
    kind = str(path.route[0])
    decision = "regular" if kind == "within_plan" else kind
    against = "appeal" if kind == "extensive" else "objection"
    decide = s.law.entry(f"procedures.decision_{decision}", path.received[0].item(), carry=True)
    close = s.law.entry(f"procedures.{against}", path.dates.decided[0].item(), carry=True)
    steps.add("preparation", 0.0, path.applied[0])
    steps.add(
        "decision",
        path.applied[0],
        path.decided[0],
        s.law.source_line(decide),
        decide.confidence,
        path.dates.decided_raw[0].item(),
    )
    steps.add("objection", path.decided[0], path.irrevocable[0] - 1, s.law.source_line(close), close.confidence,
              path.dates.objection_end[0].item())  # fmt: skip


def building(run: Run, resolved: Resolved) -> Building:
    """What stands there and who owns it, with what was assumed where the file is silent."""
    read, b = resolved.read, resolved.read.building
    c = run.setting.cases
    facts = tuple(
        Fact(
            name=n,
            label=Words(nl=v.label.nl, en=v.label.en),
            value=v.mid,
            unit=v.unit,
            source=v.source,
            confidence="given" if v.given else "assumption",
        )
        for n, v in resolved.facts.items()
        if v.unit != "flag"
        and n != "woz_year"
        and (v.mid or v.given)
        and not (n == "appraisal" and not v.mid)
    )
    on = b.assess.date
    leases = tuple(
        LeaseLine(tenant=le.tenant, area=le.area, rent_per_m2=le.rent_per_m2, headline_rent=le.area * le.rent_per_m2,
                  effective_rent=le.area * le.rent_per_m2 * max(1 - le.rent_free_months / max((le.end - le.start).days / DAYS_A_MONTH, 1), 0),
                  start=le.start, end=le.end)
        for le in b.leases if le.start <= on < le.end
    )  # fmt: skip
    vacant = float(c.vacant_area[0])
    return Building(
        name=b.building.name or read.document.file, address=b.building.address, municipality=b.building.municipality, owner_kind=b.owner.kind,
        facts=facts, leases=leases, let_area=b.building.lettable_floor_area - vacant, vacant_area=vacant,
        book_value_fiscal=b.books.fiscal_structure + b.books.fiscal_land, book_value_commercial=resolved.facts["commercial"].mid,
        woz=resolved.facts["woz"].mid, woz_year=int(resolved.facts["woz_year"].mid),
    )  # fmt: skip


def assumptions(resolved: Resolved, used: set[str], effects: Mapping[str, float]) -> tuple[Assumption, ...]:
    """What was not given and is behind the values: the least reliable first, of those what moves the advice most."""
    found: list[Value] = [
        v for v in {**resolved.values, **resolved.facts}.values() if not v.given and v.name in used
    ]
    order: dict[str, int] = {c: i for i, c in enumerate(reversed(CONFIDENCES))}
    return tuple(
        Assumption(name=v.name, label=Words(nl=v.label.nl, en=v.label.en), unit=v.unit, value=v.mid, low=v.low if v.uncertain else None,
                   high=v.high if v.uncertain else None, source=v.source, confidence=v.confidence, effect=effects.get(v.name))
        for v in sorted(found, key=lambda v: (order.get(v.confidence, 9), -effects.get(v.name, 0.0), v.name))
    )  # fmt: skip


def law_entries(law: Law, on: date, last: date) -> tuple[LawEntry, ...]:
    """Every dated entry of the law that was read, in order of name and date."""
    out = []
    for (name, _), e in sorted(law.read.items()):
        if name.startswith("policy.") and not e.overlay:
            continue  # what never became law, at its neutral value
        parameter = law.tables.parameters[name]
        out.append(
            LawEntry(name=name, label=Words(nl=parameter.label.nl, en=parameter.label.en), unit=parameter.unit, value=e.central, in_force=e.from_,
                     source=law.source_line(e), confidence=e.confidence, carried_forward=e is law.entries(name)[-1] and e.from_.year < last.year,
                     overlay=e.overlay)
        )  # fmt: skip
    return tuple(out)


def notional_yield(run: Run, resolved: Resolved) -> Fact | None:
    """Rent of a let dwelling over mean development cost: a figure of comparison, neither party's return.

    Only where the file gives a rent and a development cost per dwelling (`options.convert_let.development_cost`).
    """
    own = resolved.read.building.options.get("convert_let", {}).get("development_cost")
    rent = resolved.read.building.market.housing_rent
    if own is None or rent is None or rent.per != "dwelling_month":
        return None
    cost = own["mid"] if isinstance(own, dict) else own
    if not cost > 0:
        return None
    value = resolved.values["housing_rent"].mid * 12 / cost
    label = Words(nl="Rekenrendement: huur van een verhuurde woning over gemiddelde stichtingskosten zonder btw; het rendement van geen van beide partijen",
                  en="Notional yield: rent of a let dwelling over mean development cost excluding VAT; neither party's return")  # fmt: skip
    return Fact(
        name="notional_yield",
        label=label,
        value=value,
        unit="share",
        source="12 × rent / development cost",
        confidence="derived",
    )
