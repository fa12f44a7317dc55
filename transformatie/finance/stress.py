"""The stress table: the same building with changes to its input file, run as cases of one run.

Each row is what a run of its own with the same changes gives; the changes are part of the row, so that anyone can check.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from transformatie.dated import Law
from transformatie.finance.covenants import covenants
from transformatie.finance.labels import label
from transformatie.finance.lending import terms_of
from transformatie.finance.result import Stress
from transformatie.finance.rows import Loans, number, owed_share
from transformatie.input.building import Building, Read
from transformatie.input.settle import Resolved
from transformatie.options import Options
from transformatie.parts import Words
from transformatie.yaml_lines import Document

Path_ = tuple[str | int, ...]
Changes = dict[Path_, Any]
#: The highest rate of a loan that an input file may hold.
MOST = 0.3


@dataclass(frozen=True)
class Base:
    """What a stress starts from."""

    resolved: Resolved
    options: Options
    base_rate: float

    def settled(self, name: str) -> float:
        """The middle of a settled figure."""
        return float(self.resolved.values[name].mid)

    def given(self, *path: str | int) -> Any:
        """What the file itself says at a path, or None."""
        value: Any = self.resolved.read.document.values
        for part in path:
            value = value.get(part) if isinstance(value, dict) and isinstance(part, str) else None
        return value


def _scaled(own: Any, factor: float) -> Any:
    """A number or range times a factor."""
    if isinstance(own, dict):
        return {k: v * factor if k != "bounds" else v for k, v in own.items()}
    return own * factor


def _shifted(own: Any, more: float) -> Any:
    if isinstance(own, dict):
        return {k: v + more if k != "bounds" else v for k, v in own.items()}
    return own + more


def rent(b: Base) -> Changes:
    """New office and housing rents a tenth lower; today's leases stand. An appraisal falls along."""
    out: Changes = {}
    for name, rest in (
        ("office_rent", {"per": "m2_vvo_year", "basis": "headline"}),
        ("housing_rent", {"per": "m2_go_month"}),
    ):
        own = b.given("market", name)
        if own is None:
            out[("market", name)] = {"value": 0.9 * b.settled(name), **rest}
        else:
            out[("market", name, "value")] = _scaled(own["value"], 0.9)
    return out | _appraised(b, 0.9)


def works(more: float) -> Callable[[Base], Changes]:
    """Works, demolition and fit-out dearer by a share, in every option."""

    def change(b: Base) -> Changes:
        keys = ("works_per_m2", "demolition_per_m2", "setup_cost_per_m2")
        return _numbers(b, keys, lambda own: _scaled(own, 1.0 + more))

    return change


def delay(b: Base) -> Changes:
    """Works, or demolition where that is all, last twelve months longer."""
    out = _numbers(b, ("works_months",), lambda own: _shifted(own, 12))
    longer = {path[1] for path in out}
    return out | {
        p: v
        for p, v in _numbers(b, ("demolition_months",), lambda own: _shifted(own, 12)).items()
        if p[1] not in longer
    }


def exit_yield(more: float) -> Callable[[Base], Changes]:
    """Yields of offices and dwellings higher; an appraisal falls along."""

    def change(b: Base) -> Changes:
        out: Changes = {}
        for name in ("office_yield", "housing_yield"):
            own = b.given("market", name)
            if own is None:
                out[("market", name)] = {"value": b.settled(name) + more, "kind": "NAR", "basis": "von"}
            else:
                out[("market", name, "value")] = _shifted(own["value"], more)
        office = b.settled("office_yield")
        return out | _appraised(b, office / (office + more))

    return change


def interest(b: Base) -> Changes:
    """The new loan and today's loans two points dearer."""
    out: Changes = {("financing", "base_rate"): min(b.base_rate + 0.02, MOST)}
    for k, loan in enumerate(b.resolved.read.building.books.loans):
        out[("books", "loans", k, "rate")] = min(loan.rate + 0.02, MOST)
    return out


def vacancy(b: Base) -> Changes:
    """Every new letting brings rent twelve months later."""
    own = b.given("market", "letting_delay_months")
    return {
        ("market", "letting_delay_months"): _shifted(b.settled("letting_delay") if own is None else own, 12)
    }


def _appraised(b: Base, factor: float) -> Changes:
    own = b.given("market", "appraisal")
    return {} if own is None else {("market", "appraisal"): _scaled(own, factor)}


def _numbers(b: Base, keys: tuple[str, ...], change: Callable[[Any], Any]) -> Changes:
    """A change to numbers of options by name."""
    out: Changes = {}
    for name, option in b.options.by_name.items():
        for key in keys:
            if key in option.numbers:
                own = b.given("options", name, key)
                out[("options", name, key)] = change(b.settled(f"{name}.{key}") if own is None else own)
    return out


def everything(b: Base) -> Changes:
    """All of them together, the heavier of two."""
    out: Changes = {}
    for change in (rent, works(0.2), delay, exit_yield(0.01), interest, vacancy):
        out |= change(b)
    if b.given("market", "appraisal") is not None:
        office = b.settled("office_yield")
        out[("market", "appraisal")] = _scaled(b.given("market", "appraisal"), 0.9 * office / (office + 0.01))
    return out


STRESSES: Mapping[str, Callable[[Base], Changes]] = {
    "rent": rent,
    "works_10": works(0.1),
    "works_20": works(0.2),
    "delay": delay,
    "yield_50": exit_yield(0.005),
    "yield_100": exit_yield(0.01),
    "interest": interest,
    "vacancy": vacancy,
    "all": everything,
}


def changed(read: Read, changes: Changes) -> Read:
    """The same file with other values. Errors: those of the input file."""
    values = copy.deepcopy(read.document.values)
    for path, value in changes.items():
        place = values
        for part, following in pairwise(path):
            if isinstance(part, str) and place.get(part) is None:
                place[part] = [] if isinstance(following, int) else {}
            place = place[part]
        place[path[-1]] = value
    return Read(
        Building.model_validate(values),
        Document(read.document.file, values, read.document.lines),
        read.sha256,
    )


def changes_of(resolved: Resolved, options: Options, law: Law) -> dict[str, Changes]:
    """The changes of each stress; the first changes nothing."""
    base = Base(resolved, options, float(terms_of([resolved], 1, law).base_rate[0]))
    return {"none": {}} | {name: change(base) for name, change in STRESSES.items()}


def stressed(changes: Mapping[str, Changes], loans: Loans) -> dict[str, tuple[Stress, ...]]:
    """The stress table of every option, a case of the loans a row."""
    return {
        option: tuple(_row(name, option, i, c, loans) for i, (name, c) in enumerate(changes.items()))
        for option in loans.run.outcomes
    }


def _row(name: str, option: str, case: int, changes: Changes, loans: Loans) -> Stress:
    o, f, r = loans.run.outcomes[option], loans.by_option[option], loans.by_option[option].ratios
    tests = covenants(f, o, loans.terms, loans.run.setting, case)
    broken = [t for t in tests if not t.holds]
    counted = bool(np.any(r.counted[:, case] * r.loans[:, case]))
    ltv = r.highest_ltv[case] if counted else r.ltv_done[case]
    return Stress(
        name=name, label=label(f"stress_{name}"), changes={".".join(map(str, path)): value for path, value in changes.items()},
        value_after_tax=float(o.value_after_tax[case]), value_to_equity=None if f.value_to_equity is None else float(f.value_to_equity[case]),
        lowest_dscr=number(r.lowest_dscr[case]), ltv=owed_share(ltv), cash_need=float(f.cash_need[case]), breached=bool(broken),
        breach=_breach(broken, bool(tests)),
    )  # fmt: skip


def _breach(broken: list[Any], tested: bool) -> Words:
    """Which covenants break, and when first."""
    if not tested:
        return Words(nl="geen toets", en="not tested")
    if not broken:
        return Words(nl="geen breuk", en="no breach")
    who = {"existing": ("bestaande leningen", "today's loans"), "facility": ("nieuwe lening", "new loan")}
    parts = []
    for t in broken:
        kinds = [k for k, cure in (("LTV", t.cure_ltv), (t.cover_kind.upper(), t.cure_cover)) if cure > 0.01]
        parts.append((t.lender, " + ".join(kinds), t.years[0]))
    return Words(
        nl="; ".join(f"{who[n][0]}: {k} vanaf {y}" for n, k, y in parts),
        en="; ".join(f"{who[n][1]}: {k} from {y}" for n, k, y in parts),
    )
