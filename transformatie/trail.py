"""Figures, and the record of how each was reached.

A figure is a pure function on arrays that bears the name of the quantity it returns. `@figure("EUR/yr")`
adds its unit. Normally the decorator does nothing but call on. Under `with Trail() as trail:` it records, by
identity, which arguments each result came from, so that `explain` can walk from a result to its leaves.

Four rules make identity sound: the trail keeps a reference to all it records; every leaf is wrapped once as a
fresh array (`leaf`); wiring never indexes or reshapes; a figure never returns one of its own arguments.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

_active: Trail | None = None


@dataclass(frozen=True)
class Leaf:
    """Where a value that no figure computed came from.

    kind: input · law · market · axis · constant. source: `file:line`, or article and publication.
    """

    name: str
    kind: str
    source: str
    unit: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Node:
    """One computed figure: its name, unit and what it was given; formula and names of arguments are read when asked."""

    name: str
    unit: str
    value: Any
    function: Callable[..., Any]
    given: tuple[Any, ...]
    named: Mapping[str, Any]

    @property
    def formula(self) -> str:
        """The formula line of the figure."""
        return formula_line(self.function)

    @property
    def arguments(self) -> tuple[tuple[str, Any], ...]:
        """The arguments by name, defaults included."""
        bound = _signature(self.function).bind(*self.given, **self.named)
        bound.apply_defaults()
        return tuple(bound.arguments.items())


@dataclass
class Trail:
    """Records figures and leaves while it is entered."""

    nodes: dict[int, Node] = field(default_factory=dict)
    leaves: dict[int, Leaf] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)

    def __enter__(self) -> Trail:
        global _active
        if _active is not None:
            raise RuntimeError("a trail is already being recorded")
        _active = self
        return self

    def __exit__(self, *_: object) -> None:
        global _active
        _active = None

    def source_of(self, value: Any) -> Node | Leaf | None:
        """How `value` (the very object) was reached; None when no one recorded it."""
        return self.nodes.get(id(value)) or self.leaves.get(id(value))

    def _record(self, node: Node) -> None:
        """A part of a record that a figure within this one made counts as made here: its arguments are not wiring."""
        self._kept.append(node)
        self.nodes[id(node.value)] = node
        if isinstance(node.value, np.ndarray):
            return
        arguments = (*node.given, *node.named.values())
        given = {id(v) for argument in arguments for v in (argument, *(p for _, p in parts(argument)))}
        for name, part in parts(node.value):
            if id(part) not in given:
                self.nodes[id(part)] = dataclasses.replace(node, name=f"{node.name}.{name}", value=part)


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """The named arrays of a frozen record (`Flows`, `Books`, a named tuple); nothing for an array."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for f in dataclasses.fields(value):
            yield f.name, getattr(value, f.name)
    elif hasattr(value, "_fields"):
        yield from zip(value._fields, value, strict=True)


def leaf(value: Any, name: str, kind: str, source: str, unit: str = "", confidence: str = "") -> np.ndarray:
    """Wrap a value as a fresh array and, while a trail is recorded, note where it came from."""
    array = np.array(value)
    if _active is not None:
        _active._kept.append(array)
        _active.leaves[id(array)] = Leaf(name, kind, source, unit, confidence)
    return array


def figure(unit: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as the formula of a figure. `unit`: of the result, e.g. `EUR`, `EUR/yr`, `share`, `day`."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            result = function(*args, **kwargs)
            if _active is not None:
                if any(result is a for a in (*args, *kwargs.values())) and not np.isscalar(result):
                    raise AssertionError(f"{function.__name__} returned its own argument")
                _active._record(Node(function.__name__, unit, result, function, args, kwargs))
            return result

        call.unit = unit  # type: ignore[attr-defined]
        return call

    return mark


_signature = functools.cache(inspect.signature)


@functools.cache
def formula_line(function: Callable[..., Any]) -> str:
    """The formula of a docstring: its first line (or indented run of lines) that starts with `name =`."""
    lines = inspect.cleandoc(function.__doc__ or "").splitlines()
    for i, line in enumerate(lines):
        if line.strip().startswith(f"{function.__name__} ="):
            taken = [line.strip()]
            for more in lines[i + 1 :]:
                if not more.startswith("    ") or not more.strip():
                    break
                taken.append(more.strip())
            return " ".join(taken)
    return ""
