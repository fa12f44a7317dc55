"""Conditions precedent: what a lender wants settled before the first draw, and what the case knows of each."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from transformatie.appraise import Outcome
from transformatie.finance.labels import label
from transformatie.finance.result import Condition, Status
from transformatie.input.building import Building
from transformatie.parts import Words
from transformatie.setting import Setting

NEVER = 1e8


def conditions(o: Outcome, b: Building, s: Setting) -> tuple[Condition, ...]:
    """The checklist of one option."""
    if not o.plan.does("convert", "renovate", "build_new", "demolish"):
        return (_consent(o, b),)
    return (
        _permit(o, s),
        _tenants(o, b, s),
        _asbestos(b),
        _soil(),
        _grid(o, b),
        _ground_lease(b),
        _consent(o, b),
    )


def _said(name: str, status: Status, nl: str, en: str) -> Condition:
    return Condition(name=name, label=label(name), status=status, what=Words(nl=nl, en=en))


def _day(day: float, s: Setting) -> date:
    return s.first + timedelta(days=int(np.ceil(day)))


def _permit(o: Outcome, s: Setting) -> Condition:
    if not o.plan.does("apply"):
        return _said(
            "permit",
            "open",
            "geen omgevingsvergunning voor de keuze zelf; wel een sloopmelding",
            "no permit for the choice itself; a notice of demolition is due",
        )
    day = float(o.plan.permit_irrevocable[0])
    if day > NEVER:
        return _said(
            "permit",
            "open",
            "wordt in deze planning niet onherroepelijk",
            "does not become irrevocable in this plan",
        )
    on = _day(day, s)
    return _said(
        "permit",
        "open",
        f"nog aan te vragen; in dit plan onherroepelijk op {on:%d-%m-%Y}",
        f"still to be applied for; irrevocable on {on} in this plan",
    )


def _tenants(o: Outcome, b: Building, s: Setting) -> Condition:
    sitting = [x for x in b.leases if x.end > b.assess.date]
    if not sitting:
        return _said("tenants", "met", "geen huurders", "no tenants")
    if not o.plan.does("vacate"):
        return _said(
            "tenants",
            "open",
            f"{len(sitting)} huurder(s) blijven; instemming met de werken vastleggen",
            f"{len(sitting)} tenant(s) stay; have their consent to the works in writing",
        )
    on = _day(float(o.plan.vacant_day[0]), s)
    return _said(
        "tenants",
        "open",
        f"{len(sitting)} huurovereenkomst(en); leeg op {on:%d-%m-%Y}, ontruimingsbescherming meegerekend",
        f"{len(sitting)} lease(s); vacant on {on}, protection counted",
    )


def _asbestos(b: Building) -> Condition:
    known = b.building.asbestos
    if known in ("none", "removed"):
        return _said("asbestos", "met", "volgens opgave geen asbest (meer)", "none (left), as given")
    if known == "present":
        return _said(
            "asbestos",
            "open",
            "aanwezig; sanering en vrijgave vóór de werken",
            "present; removal and clearance before the works",
        )
    if known == "suspected":
        return _said("asbestos", "unknown", "verdacht; inventarisatie ontbreekt", "suspected; no survey yet")
    return _said("asbestos", "unknown", "niet opgegeven", "not given")


def _soil() -> Condition:
    return _said(
        "soil",
        "unknown",
        "bodemonderzoek is geen invoer van dit model; laat het doen",
        "a soil survey is no input of this model; have it done",
    )


def _grid(o: Outcome, b: Building) -> Condition:
    months = b.permit.grid_connection_months
    if months is None:
        return _said(
            "grid",
            "unknown",
            "wachttijd voor de aansluiting niet opgegeven; vraag de netbeheerder",
            "wait for the connection not given; ask the grid operator",
        )
    return _said(
        "grid",
        "open",
        f"aansluiting over {months:g} maanden, volgens opgave",
        f"connection in {months:g} months, as given",
    )


def _ground_lease(b: Building) -> Condition:
    lease = b.building.leasehold
    if lease is None:
        return _said(
            "ground_lease",
            "unknown",
            "geen erfpacht opgegeven; controleer het kadaster",
            "no ground lease given; check the land register",
        )
    return _said(
        "ground_lease",
        "open",
        f"erfpacht van {lease.owner}; toestemming voor ander gebruik en canon",
        f"ground lease of {lease.owner}; consent to another use, and the rent for it",
    )


def _consent(o: Outcome, b: Building) -> Condition:
    if not b.books.loans:
        return _said("consent", "not_needed", "geen bestaande lening", "no existing loan")
    if o.plan.does("sell"):
        return _said(
            "consent",
            "open",
            "aflossing bij levering en doorhaling van de hypotheek",
            "repayment on transfer, and release of the mortgage",
        )
    if o.plan.does("convert", "renovate", "build_new", "demolish"):
        return _said(
            "consent",
            "unknown",
            "nog te vragen: werken, leegstaan en een tweede lening vragen instemming",
            "still to be asked: works, standing empty and a second loan need consent",
        )
    return _said("consent", "not_needed", "de lening loopt door", "the loan runs on")
