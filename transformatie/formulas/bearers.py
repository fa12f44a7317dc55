"""Who bears a year's bill: owner after tax, Treasury, tenants, municipality, water board, lender, agency.

The central run is split in whole cents down a fixed tree: line, unit, bearer. First the gross line over its
units by key; then what others bear by lease, recovery or fee; then the tax relief, computed once for the
taxpayer as tax without minus tax with, over the owner's deductible part. What is left is the owner's. The
foregone ledger (rent not received, levies not raised) is split by the same rules and never added to the bill.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.rounding import cents, exact, split_by_id, split_cents
from transformatie.trail import figure

OWNER, TREASURY = "owner", "treasury"
Part = Literal["let", "anyway", "extra"]
#: A cell of the bill: line, part, unit, bearer.
Cell = tuple[str, Part, str, str]


@dataclass(frozen=True)
class BillLine:
    """One gross line of a year: EUR, a credit negative, with the key that divides it over units.

    borne: unit → bearer → EUR that another than the owner bears of that unit's cell, by lease, recovery or fee.
    """

    name: str
    amount: float
    key: Mapping[str, float]
    part: Part = "anyway"
    deductible: bool = True
    borne: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bill:
    """A bill in cents by line, part, unit and bearer; every total is a sum of cells."""

    cells: Mapping[Cell, int]

    def total(
        self,
        line: str | None = None,
        part: str | None = None,
        unit: str | None = None,
        bearer: str | None = None,
    ) -> int:
        """Cents of all cells that fit what is named."""
        wanted = (line, part, unit, bearer)
        return sum(
            v for c, v in self.cells.items() if all(w in (None, x) for w, x in zip(wanted, c, strict=True))
        )


def bearers(lines: Sequence[BillLine], relief: float) -> Bill:
    """The bill of a year by line, part, unit and bearer, in cents that add up at every knot of the tree.

    relief: EUR of tax saved this year by these lines together (nothing for box 3, exempt owners, and a loss that
    is only carried forward). It falls on the lines in proportion to the owner's deductible part, then on units.
    Errors: ValueError for a line twice, a key that sums to nothing, or relief that exceeds what is deductible.

    >>> bill = bearers([BillLine("security", 100.0, {"a": 1, "b": 2}, "extra")], 25.8)
    >>> bill.total(bearer="owner"), bill.total(bearer="treasury"), bill.total(unit="a")
    (7420, 2580, 3333)
    """
    if len({(line.name, line.part) for line in lines}) < len(lines):
        raise ValueError("a line stands twice in the bill")
    ordered = sorted(lines, key=lambda line: (line.name, line.part))
    cells: dict[Cell, int] = {}
    for line in ordered:
        gross = split_by_id(cents(line.amount), {u: exact(w) for u, w in sorted(line.key.items())})
        for unit, amount in gross.items():
            for bearer, part in _unit_bearers(amount, line.borne.get(unit, {})):
                cells[line.name, line.part, unit, bearer] = part
    _share_relief(ordered, cells, cents(relief))
    return Bill(cells)


def _unit_bearers(gross: int, borne: Mapping[str, float]) -> Iterable[tuple[str, int]]:
    """A unit's cell over the bearers that come before the owner, none past the other side of zero."""
    left = gross
    for bearer, amount in sorted(borne.items()):
        part = min(max(cents(amount), min(left, 0)), max(left, 0))
        left -= part
        yield bearer, part
    yield OWNER, left


def _share_relief(lines: Sequence[BillLine], cells: dict[Cell, int], relief: int) -> None:
    """Move the Treasury's share out of the owner's cells: over lines, then over units."""
    owned = [
        {cell: v for cell, v in cells.items() if cell[:2] == (line.name, line.part) and cell[3] == OWNER}
        for line in lines
    ]
    deductible = [sum(own.values()) if line.deductible else 0 for line, own in zip(lines, owned, strict=True)]
    if abs(relief) > abs(sum(deductible)) or relief * sum(deductible) < 0:
        raise ValueError("the relief exceeds what is deductible")
    by_line = split_cents(relief, [Fraction(d) for d in deductible])
    for own, share in zip(owned, by_line, strict=True):
        by_unit = split_cents(share, [Fraction(v) for v in own.values()])
        for (name, part, unit, _), amount in zip(own, by_unit, strict=True):
            cells[name, part, unit, OWNER] -= amount
            cells[name, part, unit, TREASURY] = amount


@figure("EUR/yr")
def treasury_part(amount: Array, deductible: Array, relief: Array) -> Array:
    """What the Treasury bears of one deductible line of the bill.

    treasury_part = relief × line / all deductible lines; nothing where they sum to nothing

    amount, deductible, relief (Y, N) EUR/yr: relief = tax without these lines − tax with them, once per taxpayer.

    >>> float(treasury_part(np.float64(16480.0), np.float64(66123.25), np.float64(17059.8)).round(2))
    4251.84
    """
    safe = np.where(deductible == 0.0, 1.0, deductible)
    return np.where(deductible == 0.0, 0.0, relief * amount / safe)


@figure("EUR/yr")
def foregone_rent(area: Array, vacant_share: Array, rent: Array, friction: Array) -> Array:
    """Rent not received (F1), beyond the vacancy that is normal; no cost, and never added to the bill.

    foregone_rent = area × max(0, vacant share − normal friction) × market rent

    area m² VVO; rent EUR/m²/yr, effective; friction share. Its losers are the owner, and the Treasury for the tax
    that would have been due on it; no deduction is taken of rent that was not received.
    """
    return area * np.maximum(vacant_share - friction, 0.0) * rent
