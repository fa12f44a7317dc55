"""How much of each building's outcome hangs on figures that nobody gave, counted by confidence.

The same figures as the list of assumptions of one building: what is settled and not given, the terms of the new loan
included. A stripped building has them all; a row has those it does not give itself.
"""

from __future__ import annotations

import numpy as np

from transformatie.assemble import assumptions
from transformatie.cases import Resolved
from transformatie.dated import CONFIDENCES, Array, Law
from transformatie.finance_case import with_terms
from transformatie.portfolio.case_arrays import OWN_COLUMN, RULES, tables_of
from transformatie.portfolio.groups import Group

#: Figures that a row gives in a column of another name.
GIVEN_BY = {
    "commercial": "books.commercial", "residual": "books.residual", "parking_places": "building.parking_places",
    "site_area": "building.site_area", "first_use": "books.acquired",
}  # fmt: skip


def listed(resolved: Resolved, law: Law) -> dict[str, str]:
    """Figure → confidence of all that is assumed of one building."""
    whole = with_terms(resolved, law)
    names = {*whole.values, *whole.facts}
    return {a.name: a.confidence for a in assumptions(whole, names)}


def counted(group: Group) -> dict[str, Array]:
    """`assumed_<confidence>`: how many figures of each building rest on one, (N,)."""
    n = group.stock.n
    out = {c: np.zeros(n, np.int64) for c in CONFIDENCES}
    if group.long:
        for i, resolved in enumerate(group.long):
            for confidence in listed(resolved, group.law).values():
                out[confidence][i] += 1  # type: ignore[index]
    else:
        tables = tables_of(group.stock, group.settler)
        for at, bare in enumerate(tables.bare):
            here = tables.place == at
            for name, confidence in group.settler.assumed(bare, listed).items():
                column = GIVEN_BY.get(name) or (OWN_COLUMN.get(name, "") if name not in RULES else "")
                given = ~np.isnan(group.own(column)) if column and group.stock.has(column) else np.zeros(n, bool)
                out[confidence] += here & ~given  # type: ignore[index]
    return {f"assumed_{c}": v for c, v in out.items()}
