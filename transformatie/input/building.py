"""One building as its owner describes it: the input file, read strictly.

Unknown fields are errors, and so is anything out of range; all mistakes of a file are told together, each with
its line. What moves the outcome has no silent default here: a field that is left out stays empty, and
`cases` fills it from a table, as an assumption the report shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from transformatie.errors import InputError, Problem
from transformatie.input.checks import cross_checks
from transformatie.input.parts import (
    Books,
    BuildingPart,
    Costs,
    Lease,
    Market,
    Owner,
    Part,
)
from transformatie.input.plans import (
    Assess,
    Financing,
    FitPart,
    FloorPart,
    PermitPart,
    ProgrammePart,
    Services,
    Unit,
)
from transformatie.messages import problems
from transformatie.yaml_lines import Document, read_document


class Building(Part):
    """The input file, whole."""

    building: BuildingPart
    leases: tuple[Lease, ...] = ()
    units: tuple[Unit, ...] = ()
    services: Services | None = None
    owner: Owner
    books: Books
    costs: Costs = Costs()
    market: Market = Market()
    financing: Financing = Financing()
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    permit: PermitPart = PermitPart()
    fit: FitPart = FitPart()
    floors: tuple[FloorPart, ...] = ()
    programme: ProgrammePart = ProgrammePart()
    assess: Assess


@dataclass(frozen=True)
class Read:
    """A building with the file it came from: `line(path)` says where a field stands."""

    building: Building
    document: Document
    sha256: str

    @property
    def identity(self) -> str:
        """What makes this building this building, wherever its file stands: the seed of its own draws."""
        b = self.building.building
        return b.bag_id or f"{b.name}|{b.address}|{b.municipality}".strip("|")

    def source(self, path: tuple[str | int, ...]) -> str:
        """`file:line` of a field."""
        return f"{self._name}:{self.document.line(path)}"

    @cached_property
    def _name(self) -> str:
        return Path(self.document.file).name


def read_building(path: Path) -> Read:
    """Read one input file.

    Errors: InputError with every mistake at once, each with its line.
    """
    found: list[Problem] = []
    document = read_document(path, collect=found)
    if not isinstance(document.values, dict):
        raise InputError(
            [
                Problem(
                    document.file,
                    1,
                    "-",
                    type(document.values).__name__,
                    "velden met waarden",
                    "fields with values",
                )
            ]
        )
    return _read(document, found, hashlib.sha256(path.read_bytes()).hexdigest())


def read_values(values: Mapping[str, Any], name: str) -> Read:
    """A building from the values of an input file: of one changed in memory, or kept in a result.

    Errors: InputError with every mistake at once.
    """
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return _read(Document(name, values), [], hashlib.sha256(text.encode()).hexdigest())


def _read(document: Document, found: list[Problem], sha256: str) -> Read:
    """The building of a document, or every mistake in it."""
    building = None
    try:
        building = Building.model_validate(document.values)
    except ValidationError as error:
        told = {(p.line, p.where) for p in found}
        found += (p for p in problems(error, document, (), field_names()) if (p.line, p.where) not in told)
    found += cross_checks(document)
    if found or building is None:
        raise InputError(found)
    return Read(building, document, sha256)


def field_names() -> list[str]:
    """Every field name the input file knows."""
    seen: set[type[BaseModel]] = set()
    names: list[str] = []

    def walk(model: type[BaseModel]) -> None:
        if model in seen:
            return
        seen.add(model)
        for name, field in model.model_fields.items():
            names.append(field.alias or name)
            for part in _models(field.annotation):
                walk(part)

    walk(Building)
    return sorted(set(names))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models(part)]
