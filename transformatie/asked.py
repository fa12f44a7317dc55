"""Figures anyone may ask for by name: `transformatie figure NAME key=value …` and case files.

Beside a formula stands a pair of frozen records, what is given and what is expected, and a short function
from the one to the other. The command line, the schema, the messages and the case files all come from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field

from transformatie.law import Law


class Record(BaseModel):
    """A frozen record that refuses fields it does not know, and anything not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Given(Record):
    """What a figure is given."""


class Expect(Record):
    """What a figure returns."""


def _unit(unit: str) -> Any:
    return Field(json_schema_extra={"unit": unit})


EUR = Annotated[float, _unit("EUR")]
EURPerYear = Annotated[float, _unit("EUR/yr")]
EURPerMonth = Annotated[float, _unit("EUR/month")]
Share = Annotated[float, _unit("share")]
PerYear = Annotated[float, _unit("share/yr")]
Area = Annotated[float, _unit("m2")]
Metre = Annotated[float, _unit("m")]
Number = Annotated[float, _unit("number")]
Count = Annotated[int, _unit("number")]
Years = Annotated[float, _unit("yr")]
Months = Annotated[float, _unit("month")]
Year = Annotated[int, _unit("year")]
Day = Annotated[date, _unit("date")]

F = TypeVar("F", bound=Callable[..., Expect])


@dataclass(frozen=True)
class Asked:
    """A public figure: its name, formula, unit, what it takes and what it gives."""

    name: str
    unit: str
    formula: str
    summary: str
    given: type[Given]
    expect: type[Expect]
    answer: Callable[[Any, Law], Expect]
    module: str


registry: dict[str, Asked] = {}


def asked(formula: Callable[..., Any], name: str = "") -> Callable[[F], F]:
    """Register `answer(given, law) -> expect` as the public figure of `formula` (or under `name`).

    Errors: ValueError for a name that is already taken.
    """

    def register(answer: F) -> F:
        hints = get_type_hints(answer)
        given, _law = list(inspect.signature(answer).parameters)
        known = name or formula.__name__
        if known in registry:
            raise ValueError(f"figure {known} is registered twice")
        doc = inspect.cleandoc(formula.__doc__ or "").splitlines()
        registry[known] = Asked(
            known,
            getattr(formula, "unit", ""),
            getattr(formula, "formula", ""),
            doc[0] if doc else "",
            hints[given],
            hints["return"],
            answer,
            formula.__module__,
        )
        return answer

    return register
