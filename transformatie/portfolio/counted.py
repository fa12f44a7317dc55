"""How much of each building's outcome hangs on figures that nobody gave, counted by confidence.

The same figures as the list of assumptions of one building: those behind its values that the input did not give. Which
figures are behind the values is asked of one building of each kind, for it depends on the kind alone; a row has those
it does not give itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transformatie.cases import central
from transformatie.dated import CONFIDENCES, Array
from transformatie.evaluate import Appraised, used_names
from transformatie.input.settle import Resolved
from transformatie.portfolio.groups import Group
from transformatie.portfolio.settler import tables_of
from transformatie.portfolio.stock import OWN_COLUMN, RULES
from transformatie.run import run, setting_of
from transformatie.trail import Trail

#: Figures that a row gives in a column of another name.
GIVEN_BY = {
    "commercial": "books.commercial", "residual": "books.residual", "parking_places": "building.parking_places",
    "site_area": "building.site_area", "first_use": "books.acquired",
}  # fmt: skip


def used(group: Group, resolved: Resolved) -> set[str]:
    """Names of the figures behind the values of a building of this group."""
    with Trail() as trail:
        cases = central(resolved, group.axis.years)
        done = run(setting_of([resolved], cases, group.axis, group.law), group.options)
    return used_names(Appraised(resolved, group.law, done, trail))


def used_by_kind(group: Group) -> set[str]:
    """The same, asked once for each kind of group."""
    kind = replace(group.setting.traits, municipality="", use="", fair_value=False)
    known = group.settler.used
    if kind not in known:
        known[kind] = used(group, group.resolved(0))
    return known[kind]


def assumed(resolved: Resolved, names: set[str]) -> dict[str, str]:
    """Figure → confidence of all that is assumed of one building."""
    return {
        n: v.confidence
        for n, v in {**resolved.values, **resolved.facts}.items()
        if not v.given and n in names
    }


def counted(group: Group) -> dict[str, Array]:
    """`assumed_<confidence>`: how many figures of each building rest on one, (N,)."""
    n = group.stock.n
    out: dict[str, Array] = {c: np.zeros(n, np.int64) for c in CONFIDENCES}
    names = used_by_kind(group)
    if group.long:
        for i, resolved in enumerate(group.long):
            for confidence in assumed(resolved, names).values():
                out[confidence][i] += 1
    else:
        tables = tables_of(group.stock, group.settler)
        for at, bare in enumerate(tables.bare):
            here = tables.place == at
            for name, confidence in assumed(bare, names).items():
                column = GIVEN_BY.get(name) or (OWN_COLUMN.get(name, "") if name not in RULES else "")
                given = (
                    ~np.isnan(group.own(column)) if column and group.stock.has(column) else np.zeros(n, bool)
                )
                out[confidence] += here & ~given
    return {f"assumed_{c}": v for c, v in out.items()}
