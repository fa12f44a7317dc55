"""The sum behind a figure: from a result back to what was read from the file and from the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from transformatie.errors import InputError, Problem, nearest
from transformatie.periods import Periods
from transformatie.result import Explained
from transformatie.run import Run
from transformatie.trail import Leaf, Node, Trail

#: The most lines one explanation prints; a figure already shown is named and not opened again.
MOST = 400
#: The source of a figure that was opened before.
SEE_ABOVE = "↑"


def explained(value: Any, trail: Trail, depth: int = 99, most: int = MOST) -> tuple[Explained, ...]:
    """The steps behind `value`, depth first. An input nobody recorded is UNKNOWN, which a test forbids."""
    out: list[Explained] = []
    seen: set[int] = set()
    _walk("", value, trail, 0, depth, most, out, seen)
    return tuple(out)


def figure_of(
    run: Run, option: str, name: str, beside: Mapping[str, Any] | None = None
) -> list[tuple[str, Any]]:
    """The recorded value of a figure for an option, or for every variant of it: (option, value) pairs.

    Figures of an outcome are its own (`value_after_tax`) or of a chapter (`books.closing`, `works.vat`). beside: by option, a
    record whose figures can be asked for too, such as its loans (`value_to_equity`).
    Errors: InputError for an unknown option or figure.
    """
    rows = [n for n in run.options.matching(option) if n in run.outcomes]
    if not rows:
        known = [*run.options.by_name, "convert", "demolish"]
        raise InputError(
            [
                Problem(
                    "command line",
                    1,
                    "--option",
                    f"'{option}'",
                    "een bekende optie",
                    "a known option",
                    nearest(option, known),
                )
            ]
        )
    found = []
    for row in rows:
        known_values = (_figures(beside[row]) if beside else {}) | _figures(run.outcomes[row])
        if name not in known_values:
            raise InputError([Problem("command line", 1, "figure", f"'{name}'", ", ".join(known_values), ", ".join(known_values),
                                      nearest(name, known_values))])  # fmt: skip
        found.append((row, known_values[name]))
    return found


def _figures(outcome: Any) -> dict[str, Any]:
    """Every array of an outcome by name, chapters opened one level."""
    out: dict[str, Any] = {}
    for f in fields(outcome):
        value = getattr(outcome, f.name)
        if isinstance(value, np.ndarray):
            out[f.name] = value
        elif is_dataclass(value) and f.name != "plan":
            for g in fields(value):
                part = getattr(value, g.name)
                if isinstance(part, np.ndarray):
                    out[f"{f.name}.{g.name}"] = part
                elif is_dataclass(part) and not isinstance(part, type):
                    out |= {
                        f"{g.name}.{h.name}": getattr(part, h.name)
                        for h in fields(part)
                        if isinstance(getattr(part, h.name), np.ndarray)
                    }
    return out


def leaves_behind(values: Iterable[Any], trail: Trail) -> set[str]:
    """The names of the leaves that values came from: what was read and used, not what was only read."""
    names: set[str] = set()
    seen: set[int] = set()
    stack = list(values)
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        source = trail.source_of(value)
        if isinstance(source, Leaf):
            names.add(source.name)
        elif isinstance(source, Node):
            nameless = tuple(("", given) for given in (*source.given, *source.named.values()))
            stack += [given for _, given in opened(nameless)]
    return names


def unknown(value: Any, trail: Trail) -> list[str]:
    """Names of the inputs behind `value` that nobody recorded; empty when the trail is whole."""
    found: list[str] = []
    seen: set[int] = set()

    def walk(name: str, v: Any) -> None:
        if id(v) in seen:
            return
        seen.add(id(v))
        source = trail.source_of(v)
        if isinstance(source, Node):
            for argument, given in opened(source.arguments):
                walk(f"{source.name}.{argument}", given)
        elif source is None:
            found.append(name)

    walk("", value)
    return found


def opened(arguments: tuple[tuple[str, Any], ...]) -> list[tuple[str, Any]]:
    """Arguments with records, lists and tuples taken apart; the time axis and plain words left out."""
    out: list[tuple[str, Any]] = []
    for name, value in arguments:
        if isinstance(value, Periods | str | int | bool) or value is None:
            continue
        if is_dataclass(value) and not isinstance(value, type):
            out += opened(tuple((f"{name}.{f.name}", getattr(value, f.name)) for f in fields(value)))
        elif isinstance(value, list | tuple):
            out += opened(tuple((f"{name}[{i}]", v) for i, v in enumerate(value)))
        else:
            out.append((name, value))
    return out


def _walk(
    role: str,
    value: Any,
    trail: Trail,
    level: int,
    depth: int,
    most: int,
    out: list[Explained],
    seen: set[int],
) -> None:
    if len(out) >= most:
        return
    source, shown = trail.source_of(value), plain(value)
    if isinstance(source, Leaf):
        out.append(Explained(depth=level, role=role, name=source.name, unit=source.unit, value=shown, formula="", source=source.source,
                             confidence=source.confidence))  # fmt: skip
        return
    if source is None:
        out.append(
            Explained(
                depth=level,
                role=role,
                name=role,
                unit="",
                value=shown,
                formula="",
                source="UNKNOWN",
                confidence="",
            )
        )
        return
    again = id(value) in seen
    out.append(Explained(depth=level, role=role, name=source.name, unit=source.unit, value=shown,
                         formula="" if again else source.formula, source=SEE_ABOVE if again else "", confidence=""))  # fmt: skip
    if again or level >= depth:
        return
    seen.add(id(value))
    for argument, given in opened(source.arguments):
        _walk(argument, given, trail, level + 1, depth, most, out, seen)


def plain(value: Any) -> Any:
    """A value as people read it: a number, a date, or for a series its first, last, sum and number."""
    array = np.asarray(value)
    if array.size == 0:
        return "none"
    if array.dtype.kind == "M":
        return str(array.ravel()[0])
    if array.size == 1:
        item = array.ravel()[0]
        return item.item() if hasattr(item, "item") and array.dtype.kind != "O" else str(item)
    if array.dtype.kind in "fib":
        flat = array.reshape(len(array), -1)[:, 0] if array.ndim else array
        finite = [float(v) for v in flat if np.isfinite(v)]
        if not finite:
            return "none"
        return {"first": finite[0], "last": finite[-1], "sum": sum(finite), "number": len(flat)}
    return str(array.ravel()[:3])
