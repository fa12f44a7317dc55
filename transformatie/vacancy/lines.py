"""The lines of the vacancy bill: the number of each, the key that divides it over units, the figures it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from transformatie.input.facts import Value
from transformatie.input.settle import Resolved
from transformatie.parts import Words
from transformatie.vacancy.result import Basis


class About(NamedTuple):
    """What is known of a line: its number, the key that divides it over units, the figures it was computed with."""

    code: str
    key: str
    basis: tuple[str, ...]


ABOUT: Mapping[str, About] = {
    "ozb_owner": About("L01", "woz", ("woz", "ozb_owner_rate")),
    "ozb_user": About("L02", "woz", ("woz", "ozb_user_rate")),
    "water_board": About("L03", "woz", ("woz", "water_rate")),
    "sewer": About("L04", "area", ("sewer",)),
    "treatment": About("L05", "area", ("treatment",)),
    "insurance": About(
        "L06", "area", ("own_insurance", "rebuild_per_m2", "insurance_permille", "insurance_surcharge")
    ),
    "services": About(
        "L07", "area", ("let_service", "let_service_kept", "vacant_service", "vacant_service_kept")
    ),
    "standby_energy": About("L08", "meter", ("standby_energy",)),
    "temporary_energy": About("L08", "area", ("temporary.energy_per_m2",)),
    "maintenance": About("L09", "area", ("maintenance_per_m2",)),
    "management": About("L10", "equal", ("management_share", "management_fixed")),
    "security": About("L11", "area", ("own_security", "security_per_m2")),
    "letting": About("L12", "area", ("letting_fee_share", "office_rent")),
    "temporary_setup": About("L12", "area", ("temporary.setup_cost_per_m2",)),
    "vve": About("L13", "deed", ("vve",)),
    "ground_rent": About("L14", "area", ("canon",)),
    "irrecoverable_vat": About("L16", "area", ("temporary.exempt_share",)),
    "area_fund": About("L17", "area", ("area_fund",)),
    "all_in": About("L01–L17", "area", ("all_in_vacant",)),
    "temporary_fees": About("N1", "area", ("temporary.fee_per_m2", "temporary.usable_share")),
    "ozb_user_vacant": About("–", "woz", ("woz", "ozb_user_rate")),
    "vacancy_levy": About("–", "woz", ("woz",)),
}
#: Where the owner's own figure stands in for the table's others.
INSTEAD = {"own_insurance": ("rebuild_per_m2", "insurance_permille"), "own_security": ("security_per_m2",)}


def basis_of(line: str, resolved: Resolved) -> list[Basis]:
    """The figures of a line; where the owner gave his own, those it stands in for are left out."""
    names = ABOUT[line].basis
    known: dict[str, Value] = {**resolved.values, **resolved.facts}
    given = {n for n in names if n in INSTEAD and known[n].mid}
    out = {m for n in names if n in INSTEAD for m in (INSTEAD[n] if n in given else (n,))}
    return [
        Basis(name=n, label=Words(nl=v.label.nl, en=v.label.en), value=v.mid, unit=v.unit, source=v.source, confidence=v.confidence)
        for n in names if n not in out and n in known for v in [known[n]]
    ]  # fmt: skip
