"""Cost lines only the owner can name, and shares of the tables that keep one cost from being counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transformatie.dated import Law, Range
from transformatie.input.building import Read
from transformatie.vacancy.settlement import ELSEWHERE, basket, rate_of_pools


class Own(NamedTuple):
    """A figure of the file, or nothing where the file is silent: then the line does not exist."""

    name: str
    key: str
    unit: str
    nl: str
    en: str


OWN = (
    Own("own_insurance", "insurance_per_year", "EUR/yr", "Opstalverzekering per jaar (eigen opgave)", "Building insurance a year (as given)"),
    Own("own_security", "security_per_year", "EUR/yr", "Bewaking per jaar, geheel leeg (eigen opgave)", "Security a year, wholly empty (as given)"),
    Own("all_in_vacant", "all_in_vacant_per_m2", "EUR/m2/yr", "Alle lasten van een lege m2", "All cost of an empty m2"),
    Own("standby_energy", "standby_energy_per_year", "EUR/yr", "Energie leeg gebouw, eigen aansluiting", "Energy of the empty building, own meter"),
    Own("vve", "vve_per_year", "EUR/yr", "Bijdrage aan de VvE", "Contribution to the owners' association"),
    Own("area_fund", "area_fund_per_year", "EUR/yr", "Bijdrage gebiedsfonds of BIZ", "Contribution to an area fund or BIZ"),
)  # fmt: skip


class Named(NamedTuple):
    """A settled figure on its way to the cases."""

    name: str
    spread: Range
    unit: str
    source: str
    nl: str
    en: str
    confidence: str


def own_costs(read: Read, law: Law) -> Iterator[Named]:
    """Cost figures of the file with where each stands; nothing where the file is silent. And what follows from the file."""
    for own in OWN:
        given = getattr(read.building.costs, own.key)
        spread = given if isinstance(given, Range) else _fixed(given or 0.0)
        yield Named(own.name, spread, own.unit, read.source(("costs", own.key)), own.nl, own.en, "given")
    yield Named("units", _fixed(unit_count(read)), "number", read.source(("units",) if read.building.units else ("leases",)),
                "Eenheden", "Units", "given")  # fmt: skip
    yield from _from_a_day(read)
    yield from _kept_shares(read, law)


def _from_a_day(read: Read) -> Iterator[Named]:
    """When ground rent is due again, days from the assessment; the year a part is next replaced, nothing where not given."""
    lease, on = read.building.building.leasehold, read.building.assess.date
    days = max((lease.prepaid_until - on).days, 0) if lease and lease.prepaid_until else 0
    yield Named("canon_from", _fixed(days), "day", read.source(("building", "leasehold", "prepaid_until")),
                "Canon verschuldigd vanaf", "Ground rent due from", "given")  # fmt: skip
    for part in ("installations", "lifts", "facade", "roof"):
        cycle = read.building.costs.cycle.get(part)
        yield Named(f"{part}_next", _fixed(float(cycle.next or 0) if cycle else 0.0), "number", read.source(("costs", "cycle", part, "next")),
                    "Jaar van de volgende vervanging", "Year of the next replacement", "given")  # fmt: skip


def unit_count(read: Read) -> float:
    """Units the manager counts: those of the file, else one for each lease in force and one for what is empty."""
    building = read.building
    if building.units:
        return float(len(building.units))
    running = [lease.area for lease in building.leases if lease.start <= building.assess.date < lease.end]
    return float(len(running) + (sum(running) < building.building.lettable_floor_area - 0.5))


def _kept_shares(read: Read, law: Law) -> Iterator[Named]:
    """What is left of a service cost of the table without what stands in the bill as a line of its own.

    Levies, insurance and the security of what is empty are lines; an owner's own figure is taken as it is, and so is
    what his own pools leave him.
    """
    costs, pools = read.building.costs, rate_of_pools(read.building)
    let, vacant = basket(law.tables)
    for name, given, lines, out, nl, en in (
        ("let_service", costs.let_service_per_m2, let, ELSEWHERE["let"],
         "Servicekosten verhuurd zonder vaste lasten, deel", "Service costs when let without fixed charges, share"),
        ("vacant_service", costs.vacant_service_per_m2, vacant, ELSEWHERE["keep"],
         "Servicekosten leeg zonder vaste lasten en bewaking, deel", "Service costs when vacant without fixed charges and security, share"),
    ):  # fmt: skip
        own = given is not None or pools is not None
        share = 1.0 if own else 1.0 - sum(lines[n] for n in out) / sum(lines.values())
        yield Named(f"{name}_kept", _fixed(share), "share", read.source(("costs",)) if own else "VGM NL benchmark 2019", nl, en,
                    "given" if own else "derived")  # fmt: skip
        if pools is not None:
            yield Named(name, _fixed(pools), "EUR/m2/yr", read.source(("services",)), "Servicekosten leeg deel volgens de eigen pools",
                        "Service costs of the empty part by the file's own pools", "given")  # fmt: skip


def _fixed(value: float) -> Range:
    return Range(low=value, mid=value, high=value)
