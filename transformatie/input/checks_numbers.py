"""Numbers an owner gives in place of a table: of the market, the costs and the options, within the bounds of their unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from transformatie.errors import Problem, nearest
from transformatie.formulas.rent_points import LABELS
from transformatie.input.parameters import SPECS
from transformatie.market import market_tables
from transformatie.options import Option, options
from transformatie.units import OF_A_DWELLING, UNITS

if TYPE_CHECKING:
    from transformatie.input.checks import Reader


def figure_checks(read: Reader) -> Iterator[Problem]:
    """Every figure of the market or the costs that is beyond what its table may hold."""
    tables = market_tables().parameters
    for spec in SPECS:
        value = read.raw(*spec.path) if spec.path else None
        per = read.raw(*spec.path[:-1], "per") if spec.path else None
        unit = OF_A_DWELLING.get(str(per), tables[spec.table].unit)
        low, high = UNITS[unit]
        if unit == "share":  # a table may hold a shift; what an owner gives is a part
            low = 0
        if isinstance(value, int | float | dict) and _beyond(value, low, high):
            nl, en = f"van {low:g} tot {high:g} ({unit})", f"from {low:g} to {high:g} ({unit})"
            yield read.problem(spec.path, nl, en)


def option_checks(read: Reader) -> Iterator[Problem]:
    """Every option nobody knows, and every field of one that is no number of it."""
    known = options().by_name
    bodies = read.raw("options")
    for name, body in bodies.items() if isinstance(bodies, dict) else ():
        if name not in known:
            near = nearest(str(name), known)
            yield read.problem(("options", name), "een bekende optie", "a known option", f"'{name}'", near)
        elif isinstance(body, dict):
            for key, value in body.items():
                yield from _field(read, known[name], key, value)


def _field(read: Reader, option: Option, key: str, value: object) -> Iterator[Problem]:
    """What is wrong with one field of an option, if anything."""
    path, known = ("options", option.name, key), options().by_name
    unit = {n: part.unit for part_of in (option.numbers, option.compared) for n, part in part_of.items()}
    if key == "then":
        if value not in known or value == option.name:
            near = nearest(str(value), known)
            yield read.problem(path, "een andere optie", "another option", f"'{value}'", near)
    elif key not in unit:
        nl, en = "een getal van deze optie, of then", "a number of this option, or then"
        yield read.problem(path, nl, en, f"'{key}'", nearest(key, unit))
    elif not (_within(value, *UNITS[unit[key]]) or (key == "label_after" and value in (*LABELS, "none"))):
        low, high = UNITS[unit[key]]
        nl = f"een getal van {low:g} tot {high:g} ({unit[key]}), of low, mid en high in volgorde"
        en = f"a number from {low:g} to {high:g} ({unit[key]}), or low, mid and high in order"
        yield read.problem(path, nl, en, f"{value!r}")


def _beyond(value: object, least: float, most: float) -> bool:
    """Whether a number in a figure, or in its range, lies beyond bounds; what is no number is for the model to name."""
    parts = value.values() if isinstance(value, dict) else (value,)
    numbers = [v for v in parts if isinstance(v, int | float) and not isinstance(v, bool)]
    return any(not least <= v <= most for v in numbers if math.isfinite(v))


def _within(value: object, least: float, most: float) -> bool:
    """Whether a value is a number, or a range in order, within bounds."""
    if isinstance(value, dict) and {"low", "mid", "high"} <= set(value) <= {"low", "mid", "high", "bounds"}:
        parts = [value[k] for k in ("low", "mid", "high")]
        return all(_within(part, least, most) for part in parts) and parts == sorted(parts)
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
