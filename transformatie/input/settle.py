"""Settle every figure of one building: the owner's own, else the municipality's, else the table's, with its source."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from transformatie.dated import Label, Law, Parameter, Range
from transformatie.formulas.rent_points import LABELS, NO_LABEL
from transformatie.input.building import Read
from transformatie.input.facts import Value, facts, lease_lines
from transformatie.input.own_costs import own_costs
from transformatie.input.parameters import LOCAL, SPECS, Spec
from transformatie.options import Options
from transformatie.units import OF_A_DWELLING


@dataclass(frozen=True)
class Resolved:
    """One building with every figure settled."""

    read: Read
    values: Mapping[str, Value]
    facts: Mapping[str, Value]
    leases: tuple[Mapping[str, float], ...]
    hindsight: tuple[str, ...] = ()


def resolve(read: Read, law: Law, options: Options, like: Resolved | None = None) -> Resolved:
    """Settle every figure of a building on its assessment date.

    `law` holds the market tables too. A table value published after the assessment date is used all the same and
    named in `hindsight`. like: the building as it was settled before under the same law and options; a figure of which the
    file still says the same is that of before. Errors: LawError when no table holds a value.
    """
    on = read.building.assess.date
    hindsight: list[str] = []
    moved = None if like is None else _moved(read, like.read)

    def before(name: str, path: tuple[str, ...]) -> Value | None:
        if like is None or moved is None or path[:2] in moved:
            return None
        hindsight.extend(n for n in like.hindsight if n == name)
        return like.values[name]

    values = {
        spec.name: before(spec.name, spec.path) or _value(read, spec, law, on, hindsight) for spec in SPECS
    }
    values |= {
        name: v
        for name in LOCAL
        if not values[name].given and (v := _local(read, values[name], law, on)) is not None
    }
    values |= {n.name: Value(n.name, Label(nl=n.nl, en=n.en), n.unit, n.spread.low, n.spread.mid, n.spread.high, n.spread.bounds, n.source,
                             n.confidence, "own") for n in own_costs(read, law)}  # fmt: skip
    for name, kind in (
        ("place", read.building.market.place or "mixed"),
        ("quality", read.building.building.quality or "ordinary"),
    ):
        odds = law.tables.parameters[f"reletting.{name}_{kind}"]
        values[f"relet_{name}"] = _from_table(f"relet_{name}", odds, on, law, hindsight, None)
    for option in options.by_name.values():
        for key, number in option.numbers.items():
            own = read.building.options.get(option.name, {}).get(key)
            name, path = f"{option.name}.{key}", ("options", option.name, key)
            values[name] = before(name, path) or (
                _from_owner(own, name, number, read.source(path))
                if own is not None
                else _from_number(name, number, on, law, hindsight)
            )
    return Resolved(
        read, values, facts(read, values, law), lease_lines(read), tuple(dict.fromkeys(hindsight))
    )


def _moved(read: Read, other: Read) -> frozenset[tuple[str, ...]] | None:
    """Where two files differ, by the first two parts of a path; None where they differ in place or day, which all may follow."""
    if (read.building.building, read.building.assess.date) != (
        other.building.building,
        other.building.assess.date,
    ):
        return None
    ours, theirs = read.document.values, other.document.values
    parts = [p for p in {*ours, *theirs} if ours.get(p) is not theirs.get(p)]
    keys = {(p, k) for p in parts for v in (ours, theirs) if isinstance(v.get(p), dict) for k in v[p]}
    return frozenset(at for at in keys if _own(read, at) != _own(other, at))


def _own(read: Read, path: tuple[str, ...]) -> Any:
    """What the file says at a path, or nothing."""
    own: Any = read.document.values
    for part in path:
        own = own.get(part) if isinstance(own, dict) else None
    return own


def _value(read: Read, spec: Spec, law: Law, on: date, hindsight: list[str]) -> Value:
    parameter, own = law.tables.parameters[spec.table], _own(read, spec.path)
    if spec.path and own is not None:
        found = _from_owner(own, spec.name, parameter, read.source(spec.path), spec)
        return replace(found, unit=_measure(read, spec, found.unit))
    return _from_table(spec.name, parameter, on, law, hindsight, spec)


def _measure(read: Read, spec: Spec, unit: str) -> str:
    """The unit of a figure of the market: the table's, unless the owner gives it for a whole dwelling."""
    beside = read.document.values.get("market", {}).get(spec.path[1]) if spec.path[0] == "market" else None
    per = beside.get("per") if isinstance(beside, dict) else None
    return OF_A_DWELLING.get(per or "", unit)


def _local(read: Read, general: Value, law: Law, on: date) -> Value | None:
    """The municipality's own rate: of the year itself as its table says, of an earlier year carried forward and said so."""
    table, part = LOCAL[general.name]
    name = f"{table}.{slug(read.building.building.municipality)}_{part}"
    parameter = law.tables.parameters.get(name)
    before = [e for e in parameter.values if e.from_ <= on] if parameter else []
    if parameter is None or not before:
        return None
    entry, rate = before[-1], float(cast(float, before[-1].central))
    carried = entry.from_.year != on.year
    source = f"{law.source_line(entry)} ({entry.from_.year})"
    return replace(
        general,
        low=rate,
        mid=rate,
        high=rate,
        source=source,
        confidence="derived" if carried else entry.confidence,
    )


def slug(place: str) -> str:
    """A place name as the tables spell it.

    >>> slug("Horst aan de Maas"), slug("'s-Hertogenbosch")
    ('horst_aan_de_maas', 's_hertogenbosch')
    """
    words = "".join(
        ch if ch.isalnum() else " "
        for ch in unicodedata.normalize("NFKD", place.lower())
        if not unicodedata.combining(ch)
    )
    return "_".join(words.split())


def _from_owner(own: Any, name: str, parameter: Parameter, source: str, spec: Spec | None = None) -> Value:
    """The owner's own figure, a number or a range; a label by its letter."""
    if isinstance(own, str) and name.endswith("label_after"):
        own = NO_LABEL if own == "none" else LABELS.index(own)
    spread = Range.model_validate(own) if isinstance(own, dict) else Range(low=own, mid=own, high=own)
    return Value(
        name,
        parameter.label,
        parameter.unit,
        spread.low,
        spread.mid,
        spread.high,
        spread.bounds,
        source,
        "given",
        spec.group if spec else "own",
        spec.world if spec else False,
    )


def _from_number(name: str, number: Parameter, on: date, law: Law, hindsight: list[str]) -> Value:
    return _from_table(name, number, on, law, hindsight, None)


def _from_table(
    name: str, parameter: Parameter, on: date, law: Law, hindsight: list[str], spec: Spec | None
) -> Value:
    """The table's entry of the assessment date; its first entry where the date lies before it."""
    before = [e for e in parameter.values if e.from_ <= on]
    known = [e for e in before if e.known <= on]
    entry = (known or before or parameter.values)[-1 if before else 0]
    if entry.known > on or not before:
        hindsight.append(name)
    low, mid, high = (entry.low, entry.mid, entry.high) if entry.mid is not None else (entry.value,) * 3
    return Value(
        name,
        parameter.label,
        parameter.unit,
        float(cast(float, low)),
        float(cast(float, mid)),
        float(cast(float, high)),
        entry.bounds,
        law.source_line(entry),
        entry.confidence,
        spec.group if spec else "",
        spec.world if spec else False,
    )
