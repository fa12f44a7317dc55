"""The options: one YAML file each, of dated and sourced numbers, a recipe of fixed steps, and words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transformatie.dated import Label, Parameter
from transformatie.errors import InputError, Problem
from transformatie.market import market_tables
from transformatie.messages import problems
from transformatie.yaml_lines import read_document

StepName = Literal[
    "sell", "let_office", "use_temporarily", "vacate", "apply", "renovate", "convert", "demolish", "build_new",
    "let", "sell_units", "sell_block", "sell_land",
]  # fmt: skip


class PermitFacts(BaseModel):
    """What an option asks of the municipality; with the building's own facts it decides the route."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    use: Literal["housing", "rooms", "other", "office"]
    adds_dwellings: bool = False
    temporary: bool = False
    volume_grows: bool = False


class Compared(BaseModel):
    """A number an owner may give to set the outcome beside; no sum of the model reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    unit: str


class Option(BaseModel):
    """One way out of an empty office, as data."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str
    order: int = 100
    label: Label
    what: Label
    then: str | None = None
    recipe: tuple[StepName, ...] = Field(min_length=1)
    permit: PermitFacts | None = None
    roles: dict[
        Literal[
            "rent", "rent_growth", "exit_yield", "running_share", "vacancy_share", "price", "price_growth"
        ],
        str,
    ] = Field(default_factory=dict)
    numbers: dict[str, Parameter] = Field(default_factory=dict)
    compared: dict[str, Compared] = Field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """All options by name, in the order of the design."""

    by_name: Mapping[str, Option]

    def matching(self, name: str) -> list[str]:
        """The rows a name stands for: itself, or every variant (`convert` → convert_let, …)."""
        return [n for n in self.by_name if n == name or n.startswith(name + "_")]


def read_option(path: Path) -> Option:
    """Read one option file.

    Errors: InputError with line for an unknown step, field, unit or source.
    """
    document = read_document(path, f"options/{path.name}")
    try:
        option = Option.model_validate({"name": path.stem, **document.values})
    except (ValidationError, TypeError) as error:
        if isinstance(error, TypeError):
            raise InputError(
                [Problem(document.file, 1, "-", "-", "velden met waarden", "fields with values")]
            ) from error
        raise InputError(problems(error, document, (), list(Option.model_fields))) from error
    sources = market_tables().sources
    unknown = [
        Problem(document.file, document.line(("numbers", key)), key, entry.source, "een bron uit market/sources.yaml",
                "a source of market/sources.yaml")
        for key, number in option.numbers.items() for entry in number.values if entry.source not in sources
    ]  # fmt: skip
    if unknown:
        raise InputError(unknown)
    return option


@cache
def options(more: Path | None = None) -> Options:
    """The options of this package; `more`: a folder of further option files, which may replace one of ours."""
    folders = [Path(__file__).parent, *([more] if more else [])]
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
    found = [read_option(path) for path in files.values()]
    return Options({o.name: o for o in sorted(found, key=lambda o: (o.order, o.name))})
