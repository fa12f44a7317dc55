"""Generated buildings for the tests: any owner, any regime, leases or none, figures of the owner's own or the table's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import yaml

from transformatie.cases import stacked
from transformatie.dated import Law
from transformatie.errors import InputError
from transformatie.figures import all_tables
from transformatie.input.building import Building, Read
from transformatie.input.checks import cross_checks
from transformatie.input.settle import Resolved, resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.run import Run, run, setting_of
from transformatie.yaml_lines import parse

KINDS = ("bv", "ib", "box3", "association", "exempt", "fbi")
#: One day in each regime of permit, tax and rent law.
DAYS = (
    date(2011, 7, 1),
    date(2014, 12, 1),
    date(2019, 3, 31),
    date(2023, 10, 2),
    date(2024, 7, 1),
    date(2026, 11, 24),
)

#: The tables of box 3 begin here; before it the engine refuses.
BOX3_FROM = date(2025, 1, 1)


def building(
    rng: Random, kind: str | None = None, on: date | None = None, horizon: int | None = None
) -> dict[str, Any]:
    """The values of one input file."""
    kind = kind or rng.choice(KINDS)
    on = on or rng.choice([d for d in DAYS if kind != "box3" or d >= BOX3_FROM])
    gross = round(rng.uniform(800, 30_000))
    lettable = round(gross * rng.uniform(0.7, 0.9))
    cost = round(gross * rng.uniform(300, 2500))
    land = round(cost * rng.uniform(0.0, 0.5))
    fiscal = round((cost - land) * rng.uniform(0.1, 1.0))
    leases = [_lease(rng, on, lettable * rng.uniform(0.05, 0.3)) for _ in range(rng.randrange(4))]
    woz = cost * rng.uniform(0.2, 1.2)
    owner: dict[str, Any] = {
        "id": f"owner-{rng.randrange(10**6)}",
        "kind": kind,
        "discount_rate": _rates(rng),
    }
    if kind == "ib":
        owner["marginal_rate"] = rng.choice([0.3707, 0.495])
    if rng.random() < 0.6:
        owner["other_profit"] = {
            on.year: rng.randrange(-400_000, 900_000),
            on.year + 3: rng.randrange(0, 2_500_000),
        }
    if rng.random() < 0.4:
        owner["losses"] = [
            {"year": on.year - rng.randrange(1, 4), "amount": rng.randrange(10_000, 3_000_000)}
        ]
    return {
        "building": {
            "name": "Generated", "municipality": rng.choice(["Nieuwegein", "Amsterdam", "Verweg"]), "built": rng.randrange(1925, 2005),
            "gross_floor_area": gross, "lettable_floor_area": lettable, "parking_places": rng.randrange(200),
            "floor_height": round(rng.uniform(2.2, 4.0), 2), "monument": rng.random() < 0.2, "housing_allowed": rng.random() < 0.3,
            "vacant_since": on - timedelta(days=rng.randrange(3000)),
        },
        "leases": leases,
        "owner": owner,
        "books": {
            "use": rng.choice(["let", "let", "own"]), "cost": cost, "land": land, "fiscal_structure": fiscal, "fiscal_land": land,
            "commercial_basis": rng.choice(["cost", "fair_value"]), "woz": {on.year - 1: round(woz * 1.05), on.year: round(woz)},
        },
        "market": _market(rng),
        "options": _options(rng),
        "assess": {"date": on, "application_date": on + timedelta(days=rng.randrange(30, 900)), "horizon_years": horizon or rng.choice([10, 20, 30])},
    }  # fmt: skip


def _lease(rng: Random, on: date, area: float) -> dict[str, Any]:
    start = on - timedelta(days=rng.randrange(2000))
    lease: dict[str, Any] = {
        "tenant": "Tenant", "area": round(area, 1), "rent_per_m2": round(rng.uniform(60, 260), 2), "start": start,
        "end": on + timedelta(days=rng.randrange(1, 4000)), "rent_free_months": rng.choice([0, 0, 3, 12]),
    }  # fmt: skip
    if rng.random() < 0.5:
        lease["renewal_chance"] = round(rng.random(), 2)
    return lease


def _rates(rng: Random) -> list[dict[str, Any]]:
    rate = round(rng.uniform(0.03, 0.1), 4)
    return [
        {"rate": rate, "basis": "after_tax", "level": "asset"},
        {"rate": rate + 0.01, "basis": "pre_tax", "level": "asset"},
    ]


def _spread(rng: Random, low: float, high: float) -> dict[str, float] | float:
    mid = rng.uniform(low, high)
    return round(mid, 4) if rng.random() < 0.5 else {"low": mid * 0.9, "mid": mid, "high": mid * 1.2}


def _market(rng: Random) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if rng.random() < 0.6:
        out["office_rent"] = {
            "value": _spread(rng, 70, 250),
            "per": rng.choice(["m2_vvo_year", "m2_bvo_year"]),
            "basis": rng.choice(["headline", "effective"]),
        }
    if rng.random() < 0.6:
        out["office_yield"] = {
            "value": _spread(rng, 0.05, 0.12),
            "kind": rng.choice(["BAR", "NAR"]),
            "basis": rng.choice(["kk", "von"]),
        }
    if rng.random() < 0.5:
        out["housing_rent"] = (
            {"value": _spread(rng, 8, 25), "per": "m2_go_month"}
            if rng.random() < 0.5
            else {"value": _spread(rng, 350, 1500), "per": "dwelling_month"}
        )
    if rng.random() < 0.5:
        out["housing_price"] = {
            "value": _spread(rng, 1800, 6000),
            "per": "m2_go",
            "basis": rng.choice(["kk", "von"]),
        }
    if rng.random() < 0.5:
        out["housing_yield"] = {
            "value": _spread(rng, 0.035, 0.06),
            "kind": rng.choice(["BAR", "NAR"]),
            "basis": rng.choice(["kk", "von"]),
        }
    if rng.random() < 0.3:
        out["appraisal"] = rng.randrange(500_000, 20_000_000)
    return out


def _options(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.5:
        return {}
    return {
        name: {"works_per_m2": _spread(rng, 500, 2500), "works_months": _spread(rng, 8, 30)}
        for name in ("convert_let", "convert_sell_units", "redevelop")
    }


def read_of(values: dict[str, Any], file: str = "generated.yaml") -> Read:
    """The values as if read from a file. Errors: InputError for values that the checks refuse."""
    text = yaml.dump(values, Dumper=yaml.CSafeDumper, sort_keys=False)
    document = parse(text, file)
    if found := cross_checks(document):
        raise InputError(found)
    return Read(Building.model_validate(document.values), document, hashlib.sha256(text.encode()).hexdigest())


@cache
def law_of(on: date) -> Law:
    """Law and market as they were known on a day."""
    return Law(all_tables(), on, on)


def resolved_of(values: dict[str, Any]) -> Resolved:
    """One building with its figures settled."""
    read = read_of(values)
    return resolve(read, law_of(read.building.assess.date), options())


def run_of(many: Sequence[Resolved], names: Sequence[str] = ()) -> Run:
    """One call of the engine on buildings that share traits, date and horizon."""
    assess = many[0].read.building.assess
    axis, law = periods(assess.date, assess.horizon_years), law_of(assess.date)
    return run(setting_of(many, stacked(many, axis.years), axis, law), options(), names)


def alike(rng: Random, n: int, kind: str, on: date, horizon: int) -> list[Resolved]:
    """Buildings that one call can serve: all that divides groups is the same, all else differs."""
    out = []
    use, place, basis = (
        rng.choice(["let", "own"]),
        rng.choice(["Nieuwegein", "Verweg"]),
        rng.choice(["cost", "fair_value"]),
    )
    for _ in range(n):
        values = building(rng, kind, on, horizon)
        values["books"] |= {"use": use, "commercial_basis": basis}
        values["building"]["municipality"] = place
        out.append(resolved_of(values))
    return out
