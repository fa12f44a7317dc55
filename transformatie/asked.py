"""Figures anyone may ask for by name: `transformatie figure NAME key=value …` and case files.

Beside a formula stands a pair of frozen records, what is given and what is expected, and a short function
from the one to the other. The command line, the schema, the messages and the case files all come from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field

from transformatie.law import Law
from transformatie.trail import formula_line


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
    """A public figure: its name, the function it is, and its answer, which says what it takes and what it gives."""

    name: str
    of: Callable[..., Any]
    answer: Callable[[Any, Law], Expect]

    @property
    def unit(self) -> str:
        """The unit of the figure; none where it has more than one."""
        return getattr(self.of, "unit", "")

    @property
    def formula(self) -> str:
        """The formula line of a figure."""
        return formula_line(self.of) if self.unit else ""

    @property
    def summary(self) -> str:
        """The first line of what is said of it."""
        return next(iter(inspect.cleandoc(self.of.__doc__ or "").splitlines()), "")

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.answer)

    @property
    def given(self) -> type[Given]:
        """What it takes."""
        found: type[Given] = self._hints[next(iter(inspect.signature(self.answer).parameters))]
        return found

    @property
    def expect(self) -> type[Expect]:
        """What it gives."""
        found: type[Expect] = self._hints["return"]
        return found

    @property
    def module(self) -> str:
        """Where it stands."""
        return self.of.__module__


registry: dict[str, Asked] = {}


def asked(formula: Callable[..., Any], name: str = "") -> Callable[[F], F]:
    """Register `answer(given, law) -> expect` as the public figure of `formula` (or under `name`).

    Errors: ValueError for a name that is already taken.
    """

    def register(answer: F) -> F:
        known = name or formula.__name__
        if known in registry:
            raise ValueError(f"figure {known} is registered twice")
        registry[known] = Asked(known, formula, answer)
        return answer

    return register
