"""What moves: every field of an input file, every settled figure, every dated entry, changed one at a time."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pydantic import BaseModel

from transformatie.appraise.detail import detail
from transformatie.cases import central
from transformatie.dated import Law, Parameter, Tables
from transformatie.errors import InputError, LawError
from transformatie.evaluate import Question, evaluate, followed
from transformatie.figures import all_tables
from transformatie.input.building import Building, Read, read_values
from transformatie.input.settle import resolve
from transformatie.options import options
from transformatie.periods import periods
from transformatie.run import Run, run, setting_of
from transformatie.yaml_lines import read_document

TESTS = Path(__file__).parent
Where = tuple[str | int, ...]


@cache
def rich() -> dict[str, Any]:
    """The file in which every field is filled in."""
    values: dict[str, Any] = read_document(TESTS / "rich.yaml").values
    return values


def changed(values: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    """A copy with fields set by dotted path; None takes a field out."""
    out = copy.deepcopy(values)
    for path, value in edits.items():
        *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
        at: Any = out
        for part in way:
            at = at[part] if isinstance(part, int) else at.setdefault(part, {})
        if value is None:
            at.pop(last, None)
        else:
            at[last] = value
    return out


#: Buildings in which a field can count that does not in the first: what excludes another, other owners, other law.
BASES: dict[str, dict[str, Any]] = {
    "rich": {},
    "plain": {"services": None, "costs.vacant_service_per_m2": 22, "costs.let_service_per_m2": 40, "units": None, "leases.1.start": "2021-07-01",
              "building.bag_id": None, "building.renovated": None, "assess.application_date": None,
              "options.convert_let.label_after": "A++", "options.convert_sell_block.label_after": "A++"},
    "vve": {"costs.insurance_per_year": None, "costs.vve_per_year": 30000, "costs.vve_covers": ["insurance"], "permit.council_list": False,
            "permit.council_advice_before": None, "building.leasehold": None, "options.temporary.then": None, "costs.cycle": None},
    "all_in": {"services": None, "costs.insurance_per_year": None, "costs.security_per_year": None, "costs.standby_energy_per_year": None,
               "costs.treatment_per_year": None, "costs.area_fund_per_year": None, "costs.all_in_vacant_per_m2": 35,
               "market.appraisal": 3_500_000, "owner.kind": "ib", "owner.marginal_rate": 0.495},
    "own": {"books.use": "own", "owner.kind": "association", "books.commercial_basis": "fair_value", "books.write_down": True,
            "books.acquired": "2022-06-01", "market.housing_rent": {"value": 1000, "per": "dwelling_month"}, "programme.mix": None, "floors": None},
    "fbi": {"owner.kind": "fbi", "market.office_yield.kind": "BAR", "fit.edition": 2007, "building.monument": None, "building.energy_label": "G",
            "financing.facility": None, "financing.equity_first": 1_000_000, "owner.loss_limit": 100_000, "costs.cycle.facade.next": None, "costs.cycle.lifts.next": None},
    "bare": {**dict.fromkeys(("market", "financing", "costs", "units", "services", "floors", "programme", "permit", "fit", "options")),
             "books.life": None, "books.residual": None, "books.commercial": None, "building.leasehold.land_woz": None,
             "building.parking_places": None, "building.site_area": None, "owner.deadline": "2028-06-30"},
    "2011": {"books.loans.0.group": True, "books.loans.0.balance": 9_000_000, "permit": {"inside_built_up_area": True, "eia_column_1": False}},
    "2015": {"assess.date": "2015-07-01", "permit": {"inside_built_up_area": True, "eia_column_1": False}},
}  # fmt: skip


@cache
def base(name: str) -> dict[str, Any]:
    """The values of one of the buildings; those of another year start from the example of 2011."""
    old = read_document(TESTS.parent / "examples" / "kantoor-2011.yaml").values if name.isdigit() else None
    return changed(old or rich(), BASES[name])


def fields(value: Any, path: Where = ()) -> Iterator[Where]:
    """Every field that holds a number, word, flag or date."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, (*path, key))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from fields(part, (*path, i))
    else:
        yield path


def at(values: Any, path: Where) -> Any:
    """The value at a path."""
    for part in path:
        values = values[part]
    return values


def moved(values: dict[str, Any], path: Where, to: Any) -> dict[str, Any]:
    """A copy with one field changed, or taken out where `to` is `GONE`."""
    out = copy.deepcopy(values)
    holder = at(out, path[:-1])
    if to is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = to
    return out


GONE = object()
WORDS: dict[str, list[Any]] = {
    "kind": ["bv", "ib", "association", "exempt", "BAR", "NAR"], "use": ["let", "own"], "per": ["m2_vvo_year", "m2_bvo_year", "m2_go", "m2_go_month",
    "dwelling", "dwelling_month"], "basis": ["headline", "effective", "kk", "von", "cost", "fair_value", "pre_tax", "after_tax"],
    "level": ["asset", "equity"], "commercial_basis": ["cost", "fair_value"], "quality": ["high", "poor"], "energy_label": ["A", "G"],
    "asbestos": ["present", "none"], "place": ["city_centre", "mixed"], "amortisation": ["annuity", "none"], "start": ["in_force"],
    "access": ["corridor", "gallery"], "let_as": ["low", "free"], "key": ["area", "equal"], "key_full_use": ["meter", "equal"],
    "edition": [2007, 2018], "municipality": ["Amsterdam"], "then": ["convert_sell_units"], "vve_covers": ["maintenance", "services"],
    "tenant": ["Eerste", "Tweede"], "label_after": ["A", "G"], "horizon_years": [12], "first_year": [2021],
}  # fmt: skip


#: Values on the other side of a threshold.
FAR: dict[str, tuple[Any, ...]] = {
    "floor_height": (1.6, 8.0), "facade_noise": (20, 90), "structural_module": (1.2, 20), "tenant": (None,), "grid_connection_months": (90,),
    "wage": (-0.03, 0.12), "opposition_shift": (2.5,),
}  # fmt: skip


def others(path: Where, value: Any) -> list[Any]:
    """Other values a field may take; the first that the checks accept is tried, then the next."""
    name = next(str(p) for p in reversed(path) if isinstance(p, str))
    if name in FAR or name.startswith("distance_"):
        return [*FAR.get(name, ()), 1, 90_000]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        words = [w for w in WORDS.get(name, []) if w != value]
        whole = isinstance(value, int)
        steps = [value * 1.07, value * 0.93, value * 1.5, value * 0.5, value + 1, value - 1]
        near = [value + 1, value - 1, value + 2] if whole and abs(value) < 3000 else []
        return [*words, *near, *(round(s) if whole else s for s in steps)]
    if value is None:
        return []
    if len(str(value)) == 10 and str(value)[4] == "-":
        on = date.fromisoformat(str(value))
        return [str(on + timedelta(days=d)) for d in (95, -95, 200, 400, -400)]
    listed = [w for w in WORDS.get(name, []) if w != value]
    return listed or [f"{value}x", str(value)[:-1] + "9"]


def readable(values: dict[str, Any]) -> Read | None:
    """The building, or None where the checks refuse it."""
    try:
        return read_values(values, "rich.yaml")
    except InputError:
        return None


def engine(read: Read, tables: Tables | None = None) -> Run:
    """The central case of every option."""
    assess = read.building.assess
    law = Law(tables or all_tables(), assess.date, assess.date)
    axis = periods(assess.date, assess.horizon_years)
    resolved = resolve(read, law, options())
    return run(setting_of([resolved], central(resolved, axis.years), axis, law), followed(read, options()))


def numbers(done: Run) -> bytes:
    """What the engine makes of a building, as bytes to compare: cash, tax, books, WOZ, the day of sale, the residual."""
    parts = [done.sale_day]
    for o in done.outcomes.values():
        d = detail(o, done.setting)
        parts += [o.value_after_tax, o.running, o.year_end, o.woz, o.accounts.tax, o.accounts.books.closing, d.book_result, d.residual.residual,
                  d.commercial.closing, d.investment]  # fmt: skip
    return b"".join(np.round(np.asarray(p, float), 4).tobytes() for p in parts)


#: What only repeats the file, names sources, or counts assumptions.
ECHO = {"meta", "assumptions", "law", "explained", "unverified", "source"}
#: Of the building: what is repeated from the file.
ECHO_OF_BUILDING = {"facts", "leases", "name", "address", "municipality", "owner_kind"}


def printed(read: Read, draws: int = 0, overlays: tuple[Path, ...] = ()) -> str:
    """What the result says, less what only repeats the file."""
    result = evaluate(read, Question(draws=draws, overlays=overlays)).model_dump(mode="json")
    body = {k: v for k, v in result.items() if k not in ECHO}
    body["building"] = {k: v for k, v in body["building"].items() if k not in ECHO_OF_BUILDING}
    if overlays:
        body.pop("warnings")
    return json.dumps(_without_sources(body), sort_keys=True)


def _without_sources(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _without_sources(v) for k, v in value.items() if k not in ("source", "confidence", "overlay")
        }
    if isinstance(value, list):
        return [_without_sources(v) for v in value]
    return round(value, 6) if isinstance(value, float) else value


def models() -> set[str]:
    """Every field the schema knows, as dotted paths without positions."""
    out: set[str] = set()

    def walk(model: type[BaseModel], path: str) -> None:
        for name, field in model.model_fields.items():
            here = f"{path}.{field.alias or name}".lstrip(".")
            parts = _models(field.annotation)
            if not parts or any(p.__name__ == "Range" for p in parts):
                out.add(here)
            for part in parts:
                if part.__name__ != "Range":
                    walk(part, here)

    walk(Building, "")
    return out


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models(part)]


__all__ = [
    "BASES",
    "LawError",
    "Parameter",
    "base",
    "engine",
    "fields",
    "models",
    "moved",
    "numbers",
    "others",
    "printed",
    "readable",
    "yaml",
]
