"""What every record of a result is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen part of the result."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Words(Part):
    """The same words in two languages."""

    nl: str
    en: str


class Irr(Part):
    """Internal rate of return on the net proceeds of selling now: every root, and the changes of sign."""

    roots: tuple[float, ...]
    sign_changes: int


class Line(Part):
    """One line of a yearly table; `values` by calendar year."""

    name: str
    label: Words
    values: tuple[float, ...]
    total: float


class YearTable(Part):
    """Lines by calendar year. `sums` names the line that is the sum of the others, if there is one."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    sums: str | None = None
