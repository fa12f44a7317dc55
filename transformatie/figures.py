"""Compute one figure by name, or check a case file: the same door for the command line and the tests."""

from __future__ import annotations

import importlib
import math
import pkgutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transformatie import formulas
from transformatie.asked import Asked, Expect, registry
from transformatie.dated import Law, Tables
from transformatie.errors import InputError, Problem, TransformatieError, nearest
from transformatie.law import law_tables
from transformatie.market import market_tables
from transformatie.messages import problems
from transformatie.yaml_lines import Document, parse, read_document

#: Half a cent: amounts are compared after the rounding people see.
TOLERANCE = 0.005


class CaseFile(BaseModel):
    """One worked example: what is given, under which law, and what must come out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    source: str = Field(min_length=1)
    given: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, Any] | None = None
    in_force: date | None = None
    known_on: date | None = None
    frozen: bool = False
    tolerance: float | None = Field(default=None, ge=0)
    note: str = ""


def all_figures() -> dict[str, Asked]:
    """Every public figure by name, in order of name."""
    for module in pkgutil.iter_modules(formulas.__path__, formulas.__name__ + "."):
        importlib.import_module(module.name)
    return dict(sorted(registry.items()))


def all_tables() -> Tables:
    """Law and market tables together: a figure may read both."""
    law, market = law_tables(), market_tables()
    return Tables({**law.parameters, **market.parameters}, {**law.sources, **market.sources})


def compute(
    name: str, given: dict[str, Any], law: Law, document: Document | None = None, at: tuple[str, ...] = ()
) -> Expect:
    """The figure `name` for `given`.

    Errors: InputError for an unknown name or field (all at once) and where the result is no finite number, LawError where
    the law holds no value.
    """
    figures = all_figures()
    where = document or Document("command line", given)
    if name not in figures:
        raise InputError(
            [
                Problem(
                    where.file,
                    where.line(("figure",)),
                    "figure",
                    f"'{name}'",
                    "een naam uit figure --list",
                    "a name from figure --list",
                    nearest(name, figures),
                )
            ]
        )
    figure = figures[name]
    try:
        record = figure.given.model_validate(given)
    except ValidationError as error:
        raise InputError(problems(error, where, at, list(figure.given.model_fields))) from error
    try:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return figure.answer(record, law)
    except ValidationError as error:
        endless = [e for e in error.errors() if e["type"] == "finite_number"]
        if not endless:
            raise
        nl, en = "invoer met een eindige uitkomst", "input whose result is finite"
        place = where.file, where.line(at), ".".join((*at, name))
        raise InputError([Problem(*place, f"{endless[0]['input']}", nl, en)]) from error


def run_case(path: Path, today: date) -> tuple[CaseFile, Any, list[str]]:
    """Run one case file: the case, the result as plain data, and how it differs from what was expected.

    A case without `expect` is only computed. `expect: {error: LawError}` holds when that error is raised.
    """
    document = read_document(path)
    try:
        case = CaseFile.model_validate(document.values)
    except ValidationError as error:
        raise InputError(problems(error, document, (), list(CaseFile.model_fields))) from error
    in_force = case.in_force or today
    law = Law(all_tables(), case.known_on or max(today, in_force), in_force, case.frozen)
    wanted = (case.expect or {}).get("error")
    try:
        result = compute(case.figure, case.given, law, document, ("given",)).model_dump(
            mode="json", by_alias=True
        )
    except TransformatieError as error:
        if not wanted:
            raise
        kind = type(error).__name__
        return (
            case,
            {"error": kind, "message": str(error)},
            [] if kind == wanted else [f"error: expected {wanted}, got {kind}"],
        )
    if wanted:
        return case, result, [f"error: expected {wanted}, got {result}"]
    return case, result, differences(case.expect or {}, result, case.tolerance)


def differences(expect: Any, got: Any, tolerance: float | None, where: str = "") -> list[str]:
    """Where `got` is not as expected: only keys that are expected are compared, lists exactly in length."""
    if isinstance(expect, dict):
        if not isinstance(got, dict):
            return [f"{where}: expected {expect}, got {got}"]
        out = []
        for key, value in expect.items():
            key = str(key)
            place = f"{where}.{key}" if where else key
            out += (
                [f"{place}: not in the result"]
                if key not in got
                else differences(value, got[key], tolerance, place)
            )
        return out
    if isinstance(expect, list):
        if not isinstance(got, list) or len(got) != len(expect):
            return [f"{where}: expected {expect}, got {got}"]
        return [
            d
            for i, (e, g) in enumerate(zip(expect, got, strict=True))
            for d in differences(e, g, tolerance, f"{where}[{i}]")
        ]
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (expect, got))
    if numbers:
        within = slack(expect) if tolerance is None else tolerance
        same = math.isclose(expect, got, rel_tol=1e-12, abs_tol=within)
    else:
        same = expect == got
    return [] if same else [f"{where}: expected {expect}, got {got}"]


def slack(expect: float) -> float:
    """How far a result may lie off when a case names no tolerance: half the last printed digit, at most half a cent.

    >>> slack(104000), slack(0.4219), slack(1.5)
    (0.005, 5e-05, 0.005)
    """
    digits = len(repr(float(expect)).partition(".")[2]) if "e" not in repr(float(expect)) else 9
    return TOLERANCE if float(expect).is_integer() else min(TOLERANCE, 0.5 * 10.0**-digits)


def given_from_words(words: tuple[str, ...]) -> dict[str, Any]:
    """`key=value` words as fields; values in YAML, so that lists and records can be given too.

    >>> given_from_words(("price=1000000", "woz=[1, 2]"))
    {'price': 1000000, 'woz': [1, 2]}
    """
    out: dict[str, Any] = {}
    wrong = []
    for word in words:
        key, eq, value = word.partition("=")
        if not eq or key in out:
            wrong.append(
                Problem("command line", 1, word, word, "naam=waarde, elk één keer", "name=value, each once")
            )
            continue
        out[key] = parse(value, "command line").values if value.strip() else None
    if wrong:
        raise InputError(wrong)
    return out
