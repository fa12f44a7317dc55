"""The JSON of a run, as far as it takes to do the run again and to set its rows beside another's."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from transformatie.errors import InputError, Problem
from transformatie.messages import problems
from transformatie.parts import Words
from transformatie.sampling import Sampling
from transformatie.yaml_lines import Document


class KeptSpread(BaseModel):
    """Of the draws, what is compared."""

    model_config = ConfigDict(extra="ignore")

    expected: float


class KeptRow(BaseModel):
    """Of a row, what is compared."""

    model_config = ConfigDict(extra="ignore")

    name: str
    label: Words
    value_after_tax: float
    spread: KeptSpread | None = None


class KeptMeta(BaseModel):
    """Of a run, what it takes to do it again."""

    model_config = ConfigDict(extra="ignore")

    version: str
    input_file: str
    known_on: date
    draws: int
    seed: int
    sampling: Sampling = "plain"
    input: dict[str, Any]
    overlay_values: dict[str, Any] = {}


class Kept(BaseModel):
    """A result as JSON, as far as a comparison needs it: results of other versions can be read too."""

    model_config = ConfigDict(extra="ignore")

    meta: KeptMeta
    rows: list[KeptRow]


def read_kept(path: Path) -> Kept:
    """Read the JSON of a run. Errors: InputError for a file that is none, or that keeps no input."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_a_result(path, str(error)) from error
    try:
        return Kept.model_validate(values)
    except ValidationError as error:
        raise InputError(
            problems(error, Document(str(path), values), (), list(KeptMeta.model_fields))
        ) from error


def _not_a_result(path: Path, read: str) -> InputError:
    return InputError(
        [
            Problem(
                str(path),
                1,
                "-",
                read[:80],
                "een resultaat van evaluate --json",
                "a result of evaluate --json",
            )
        ]
    )
