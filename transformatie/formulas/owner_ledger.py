"""An owner's ledger of a year: the lines of what stands empty, and the part of each the Treasury bears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, Area, Expect, Given, Record, asked
from transformatie.dated import Law
from transformatie.formulas.bearers import OWNER, TREASURY, Bill, BillLine, bearers
from transformatie.formulas.setoff import tax_by_brackets
from transformatie.trail import figure

_UNIT = "vacant"


@figure("EUR/yr")
def owner_ledger(lines: Mapping[str, float], extra: tuple[str, ...], relief: float) -> Bill:
    """The lines of what stands empty over owner and Treasury, in cents.

    owner_ledger = Σ lines; Treasury: the relief, over the lines in proportion; owner: the rest

    lines: name → EUR/yr, credits negative; extra: names of the lines that exist only because it is empty;
    relief EUR: tax without these lines minus tax with them. Errors: see `bearers`.
    """
    return bearers(
        [BillLine(n, v, {_UNIT: 1.0}, "extra" if n in extra else "anyway") for n, v in lines.items()], relief
    )


class OwnerLedgerGiven(Given):
    """A year's lines, all deductible.

    extra: the lines due only because it is empty. area: what stands empty. other_profit: the taxpayer's profit
    without these lines, taxed by the brackets of the day. relief: the tax saved, where it is known; nothing for
    box 3 and exempt owners.
    """

    lines: dict[str, EUR] = Field(min_length=1)
    extra: list[str] = Field(default_factory=list)
    area: Annotated[Area, Field(gt=0)] | None = None
    other_profit: EUR = 0.0
    relief: EUR | None = None

    @model_validator(mode="after")
    def _known(self) -> OwnerLedgerGiven:
        unknown = ", ".join(sorted(set(self.extra) - set(self.lines)))
        if unknown:
            raise ValueError(
                f"alleen regels van lines, niet {unknown} || lines that are given, not {unknown}"
            )
        total = sum(self.lines.values())
        if self.relief is not None and (abs(self.relief) > abs(total) or self.relief * total < 0):
            raise ValueError(
                "een voordeel binnen de som van de regels || a relief within the sum of the lines"
            )
        return self


class LedgerLine(Record):
    """One line: gross, of which owner and Treasury."""

    total: float
    owner: float
    treasury: float


class OwnerLedgerExpect(Expect):
    """The sum, who bears it, and how much of it only because it is empty.

    not_relieved: cost that finds no profit this year, and at best saves tax later.
    """

    total: float
    per_m2: float
    anyway: float
    extra: float
    owner: float
    treasury: float
    not_relieved: float
    lines: dict[str, LedgerLine]


@asked(owner_ledger)
def _owner_ledger(given: OwnerLedgerGiven, law: Law) -> OwnerLedgerExpect:
    total = sum(given.lines.values())
    if given.relief is None:
        brackets = [law.on(f"vpb.{name}") for name in ("low_rate", "bracket", "high_rate")]
        before, after = tax_by_brackets(np.array([given.other_profit, given.other_profit - total]), *brackets)
        relief = float(before - after)
        not_relieved = min(max(total - max(given.other_profit, 0.0), 0.0), max(total, 0.0))
    else:
        relief, not_relieved = given.relief, 0.0
    bill = owner_ledger(given.lines, tuple(given.extra), relief)

    def euros(**wanted: str) -> float:
        return bill.total(**wanted) / 100

    return OwnerLedgerExpect(
        total=euros(),
        per_m2=euros() / given.area if given.area else 0.0,
        anyway=euros(part="anyway"),
        extra=euros(part="extra"),
        owner=euros(bearer=OWNER),
        treasury=euros(bearer=TREASURY),
        not_relieved=not_relieved,
        lines={
            n: LedgerLine(
                total=euros(line=n),
                owner=euros(line=n, bearer=OWNER),
                treasury=euros(line=n, bearer=TREASURY),
            )
            for n in given.lines
        },
    )
