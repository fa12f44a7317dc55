"""Levers: what an owner, a bank, the fisc, the municipality or the market could turn, as changes of the input file or the law.

A lever is data (`levers.yaml`). Its value is put into a copy of the file as its owner would write it, so that what is
found holds when it is written back; a lever of the law becomes an entry that differs by case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from transformatie.dated import Array, Label, Law
from transformatie.explore.result import World
from transformatie.input.building import Read, read_values
from transformatie.input.settle import Resolved, resolve
from transformatie.options import Options
from transformatie.options.plan import Plan
from transformatie.periods import DAYS_A_MONTH
from transformatie.units import UNITS
from transformatie.yaml_lines import read_document


class Reach(BaseModel):
    """How far a lever is sought: from and to in its own unit, or multiples of today's value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: float | None = Field(default=None, alias="from")
    to: float | None = None
    times: tuple[float, float] | None = None


class Kind(BaseModel):
    """One lever as data. beside: what the file needs with it; without: what must go; least: a figure it cannot pass below."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    world: World
    path: tuple[str, ...] = ()
    law: str = ""
    figure: str = ""
    beside: Mapping[str, Any] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    least: str = ""
    reach: Reach


@cache
def kinds() -> Mapping[str, Kind]:
    """Every lever by name, in the order of the table."""
    path = Path(str(files("transformatie.explore").joinpath("levers.yaml")))
    return {n: Kind.model_validate(body) for n, body in read_document(path).values.items()}


@dataclass(frozen=True)
class Lever:
    """A lever of one building and one option: where it stands now, and between which values it is sought."""

    name: str
    kind: Kind
    path: tuple[str | int, ...]
    unit: str
    now: float
    low: float
    high: float
    source: str

    @property
    def how(self) -> str:
        """Where to write the value back: the path in the input file, or the entry of an overlay on the law."""
        return self.kind.law or ".".join(str(p) for p in self.path)


def levers_of(plan: Plan, resolved: Resolved, law: Law) -> list[Lever]:
    """The levers of an option that this building has: one whose figure does not exist for it is left out."""
    out = []
    for name, kind in kinds().items():
        figure = kind.figure.format(option=plan.option.name)
        if kind.law:
            entry, on = (
                law.entry(kind.law, resolved.read.building.assess.date),
                law.tables.parameters[kind.law],
            )
            now, unit, source = float(entry.central), on.unit, law.source_line(entry)
        elif figure in resolved.values or figure in resolved.facts:
            value = resolved.values.get(figure) or resolved.facts[figure]
            now, unit, source = value.mid, value.unit, value.source
        else:
            continue
        if kind.without:
            now = _months_to_application(resolved, now)
        (low, high), (least, most) = _reach(kind, now), UNITS[unit]
        low, high = max(low, least), min(high, most)
        if kind.least:
            low = max(low, resolved.facts[kind.least].mid)
        out.append(Lever(name, kind, _path(kind, plan, resolved), unit, now, low, high, source))
    return out


def _months_to_application(resolved: Resolved, months: float) -> float:
    assess = resolved.read.building.assess
    asked = assess.application_date
    return months if asked is None else (asked - assess.date).days / DAYS_A_MONTH


def _reach(kind: Kind, now: float) -> tuple[float, float]:
    if kind.reach.times is not None:
        return now * kind.reach.times[0], now * kind.reach.times[1]
    assert kind.reach.start is not None
    assert kind.reach.to is not None
    return min(kind.reach.start, now), max(kind.reach.to, now)


def _path(kind: Kind, plan: Plan, resolved: Resolved) -> tuple[str | int, ...]:
    rates = resolved.read.building.owner.discount_rate
    rate = next(i for i, r in enumerate(rates) if (r.basis, r.level) == ("after_tax", "asset"))
    woz_year = str(int(resolved.facts["woz_year"].mid))
    named: dict[str, str | int] = {"{option}": plan.option.name, "{rate}": rate, "{woz_year}": woz_year}
    return tuple(named.get(part, part) for part in kind.path)


def put(lever: Lever, value: float, read: Read) -> dict[str, Any]:
    """The values of the input file with the lever at a value, what it leaves alone shared with the file. A lever of the law
    leaves the file as it is."""
    values: dict[str, Any] = dict(read.document.values)
    if not lever.path:
        return values
    if lever.kind.without:
        _own_copy(values, lever.kind.without[:-1]).pop(lever.kind.without[-1], None)
    parent = _own_copy(values, lever.path[:-1])
    for key, fitting in lever.kind.beside.items():
        parent.setdefault(key, fitting)
    parent[lever.path[-1]] = value
    return values


def _own_copy(values: Any, path: Sequence[str | int]) -> Any:
    """What stands at a path, copied with all that leads to it; a mapping that is not there yet is made."""
    for part in path:
        there = values.get(part) if isinstance(values, dict) else values[part]
        values[part] = {} if there is None else copy(there)
        values = values[part]
    return values


def overlay(lever: Lever, value: float, read: Read) -> dict[str, Any]:
    """The overlay on the law that has the lever at a value from the assessment date on; nothing for a lever of the file."""
    if not lever.kind.law:
        return {}
    return {lever.kind.law: [{"from": read.building.assess.date.isoformat(), "value": value}]}


@dataclass(frozen=True)
class RatesByCase(Law):
    """A law in which some rates differ by case, (N,); NaN where a case has the rate of the table."""

    rates: Mapping[str, Array] = field(default_factory=dict)

    def at(self, name: str, days: Array, carry: bool = False) -> Array:
        """The table's value, or the case's own."""
        table, own = super().at(name, days, carry), self.rates.get(name)
        return table if own is None else np.where(np.isnan(own), table, own)


def changed(
    turned: Sequence[tuple[Lever, float]], resolved: Resolved, law: Law, known: Options
) -> tuple[list[Resolved], Law]:
    """The building once for each lever at a value, as the file with that value would have it, and the law by case."""
    many, rates = [], dict[str, Array]()
    for i, (lever, value) in enumerate(turned):
        if lever.kind.law:
            rates.setdefault(lever.kind.law, np.full(len(turned), np.nan))[i] = value
            many.append(resolved)
        else:
            read = read_values(put(lever, value, resolved.read), resolved.read.document.file)
            many.append(resolve(read, law, known, like=resolved))
    return many, RatesByCase(law.tables, law.known_on, law.in_force, law.frozen, law.read, rates)


Side = Literal["equal", "first"]
