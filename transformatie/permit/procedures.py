"""Permit procedures as lists of steps, for whoever explains them: what comes after what, by which law, how likely.

The lists are data (`law/steps/*.yaml`) and hold no numbers: each step names the tables of its terms, chances and
times, and `explained` reads those for a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transformatie.dated import Entry, Label, Law
from transformatie.errors import InputError, Problem, nearest
from transformatie.law import law_tables
from transformatie.market import market_tables
from transformatie.yaml_lines import Document, dotted, read_document

Kind = Literal["activity", "wait", "term", "decision", "court"]
Regime = Literal["wabo-2010", "wabo-2014", "omgevingswet"]
Route = Literal["within_plan", "regular", "regular_with_consent", "extensive"]
Reached = Literal[
    "received",
    "decided",
    "in_force",
    "start_at_risk",
    "objection_decided",
    "first_ruling",
    "last_ruling",
    "irrevocable",
]
_TABLES = ("term", "extension", "chance", "time")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Strict):
    """One step: its kind, the tables that hold its term, extension, chance and time, and the date it ends with.

    article: where no table has one. reached: the name of the date in a drawn procedure.
    """

    label: Label
    kind: Kind
    article: str = ""
    term: str | None = None
    extension: str | None = None
    chance: str | None = None
    time: str | None = None
    reached: Reached | None = None


class _RouteSteps(_Strict):
    regime: Regime
    route: Annotated[tuple[Route, ...], Field(min_length=1)]
    steps: Annotated[tuple[str, ...], Field(min_length=1)]


class _File(_Strict):
    steps: dict[str, Step]
    routes: Annotated[tuple[_RouteSteps, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Procedures:
    """The named steps of each route under each law, in order."""

    by_route: Mapping[tuple[Regime, Route], tuple[tuple[str, Step], ...]]

    def steps(self, regime: Regime, route: Route) -> tuple[tuple[str, Step], ...]:
        """The steps of a route, each with its name.

        Errors: KeyError for a route that law does not have.
        """
        return self.by_route[regime, route]


@dataclass(frozen=True)
class Explained:
    """One step as it was on a day: the entries of its tables, and the article to cite."""

    name: str
    step: Step
    article: str
    unit: str
    entries: Mapping[str, Entry]


def read_procedures(path: Path, known: frozenset[str]) -> Procedures:
    """Read one file of steps; `known` are the names of all tables.

    Errors: InputError, all mistakes at once with their line: an unknown field, kind, table or step, a route twice.
    """
    document = read_document(path)
    try:
        file = _File.model_validate(document.values)
    except ValidationError as error:
        raise InputError(
            [_refused(document, e["loc"], e["input"], e["msg"]) for e in error.errors()]
        ) from error
    problems = _unknown_tables(document, file, known) + _unknown_steps(document, file)
    by_route: dict[tuple[Regime, Route], tuple[tuple[str, Step], ...]] = {}
    for i, given in enumerate(file.routes):
        for route in given.route:
            if (given.regime, route) in by_route:
                problems.append(
                    _refused(document, ("routes", i), f"{given.regime}, {route}", "each route once")
                )
            by_route[given.regime, route] = tuple((n, file.steps[n]) for n in given.steps if n in file.steps)
    if problems:
        raise InputError(problems)
    return Procedures(by_route)


def _unknown_tables(document: Document, file: _File, known: frozenset[str]) -> list[Problem]:
    return [
        _refused(document, ("steps", name, field), table, "a table of law or market", nearest(table, known))
        for name, step in file.steps.items()
        for field in _TABLES
        if (table := getattr(step, field)) is not None and table not in known
    ]


def _unknown_steps(document: Document, file: _File) -> list[Problem]:
    used = {name for given in file.routes for name in given.steps}
    unknown = [
        _refused(document, ("routes", i, "steps", k), name, "a step of this file", nearest(name, file.steps))
        for i, given in enumerate(file.routes)
        for k, name in enumerate(given.steps)
        if name not in file.steps
    ]
    return unknown + [
        _refused(document, ("steps", n), n, "a step that a route uses") for n in file.steps if n not in used
    ]


def _refused(
    document: Document, where: tuple[str | int, ...], read: object, allowed: str, hint: str | None = None
) -> Problem:
    return Problem(
        document.file, document.line(where), dotted(where), f"{read!r}"[:80], allowed, allowed, hint
    )


@cache
def procedures() -> Procedures:
    """The procedures of this package."""
    known = frozenset({*law_tables().parameters, *market_tables().parameters})
    return read_procedures(Path(__file__).parents[1] / "law" / "steps" / "permit.yaml", known)


def explained(regime: Regime, route: Route, law: Law, on: date) -> tuple[Explained, ...]:
    """The steps of a route with the entries in force on a day; `law` holds the market tables too.

    Errors: LawError where a table holds no value for that day.
    """
    return tuple(_explain(name, step, law, on) for name, step in procedures().steps(regime, route))


def _explain(name: str, step: Step, law: Law, on: date) -> Explained:
    tables = {field: table for field in _TABLES if (table := getattr(step, field)) is not None}
    entries = {field: law.entry(table, on) for field, table in tables.items()}
    article = step.article or (entries["term"].article if "term" in entries else "")
    unit = law.tables.parameters[tables["term"]].unit if "term" in tables else ""
    return Explained(name, step, article, unit, entries)
