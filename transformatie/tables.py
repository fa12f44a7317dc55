"""An outcome of one case as tables of calendar years, ready for JSON: what each line is, year by year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.accounts import relief
from transformatie.appraise.detail import Detail
from transformatie.dated import Array
from transformatie.formulas.returns import irr, sign_changes
from transformatie.labels import words
from transformatie.parts import Irr
from transformatie.periods import Periods
from transformatie.result import Line, YearTable
from transformatie.setting import Setting


def line(name: str, values: Array) -> Line:
    """One line of plain numbers; the total is the sum of its values."""
    plain = tuple(float(v) for v in np.asarray(values, float).ravel())
    return Line(name=name, label=words(name), values=plain, total=float(sum(plain)))


def _yearly(p: Periods, flows: Array) -> Array:
    return p.by_year(flows)[:, 0]


def _first(p: Periods, amount: Array) -> Array:
    out = np.zeros(len(p.years))
    out[0] = float(amount[0])
    return out


def table(
    p: Periods, lines: dict[str, Array], sums: str | None = None, keep: tuple[str, ...] = ()
) -> YearTable:
    """A table of lines; lines of nothing but zeros are left out unless kept."""
    kept = {n: v for n, v in lines.items() if n == sums or n in keep or np.any(np.asarray(v))}
    return YearTable(
        years=tuple(int(y) for y in p.years), lines=tuple(line(n, v) for n, v in kept.items()), sums=sums
    )


#: Of what is set against itself.
NO_IRR = Irr(roots=(), sign_changes=0)


def irrs(flows: Mapping[str, Array], times: Array) -> dict[str, Irr]:
    """The internal rates of return of flows (T,) by name, on times (T,) in years in any order, all sought at once."""
    order = np.argsort(times, kind="stable")
    side_by_side = np.array(list(flows.values())).reshape(len(flows), len(times)).T[order]
    found = zip(flows, irr(side_by_side, times[order]), sign_changes(side_by_side), strict=True)
    return {name: Irr(roots=tuple(roots), sign_changes=int(changes)) for name, roots, changes in found}


def cash(o: Outcome, s: Setting) -> YearTable:
    """Cash flow after tax, line by line; costs are negative."""
    p, w, i = s.periods, o.works, s.periods.in_years
    proceeds = _yearly(p, o.sales.during) + o.sales.at_end[:, 0] + _first(p, o.sales.now)
    lines = {
        "sitting_rent": _yearly(p, o.income.sitting * i),
        "relet_rent": _yearly(p, o.income.relet * i),
        "temporary_income": _yearly(p, o.income.temporary * i),
        "new_rent": _yearly(p, o.income.new * i),
        "carrying": -_yearly(p, o.costs.total),
        "new_running": -_yearly(p, o.costs.new_running * i),
        "replacements": -_yearly(p, w.replacements),
        "works": -_yearly(p, w.works),
        "demolition": -_yearly(p, w.demolition),
        "temporary": -_yearly(p, w.temporary),
        "fees": -_yearly(p, w.fees),
        "insurance_works": -_yearly(p, w.insurance),
        "permit_fees": -_yearly(p, w.permit_fees),
        "studies": -_yearly(p, w.studies),
        "parking": -_yearly(p, w.parking),
        "contributions": -_yearly(p, w.contributions),
        "vat": -_yearly(p, w.vat),
        "subsidy": _yearly(p, w.subsidy),
        "proceeds": proceeds,
        "vat_review": -o.accounts.vat_review[:, 0],
        "landlord_levy": -o.accounts.landlord_levy[:, 0],
        "tax": -o.accounts.tax[:, 0],
    }
    net = np.sum(list(lines.values()), axis=0)
    return table(p, {**lines, "net_flow": net}, sums="net_flow")


def books(o: Outcome, d: Detail, s: Setting) -> YearTable:
    """Fiscal book value, its movements, the WOZ value and the floor; the commercial book value beside it."""
    b = o.accounts.books
    lines = {
        "opening": b.opening[:, 0],
        "works_capital": b.works[:, 0],
        "depreciation": -b.depreciation[:, 0],
        "write_down": -b.write_down[:, 0],
        "reversal": b.reversal[:, 0],
        "disposal": -b.disposal[:, 0],
        "closing": b.closing[:, 0],
        "blocked": b.blocked[:, 0],
        "woz": o.woz[:, 0],
        "floor": b.bodemwaarde[:, 0],
        "commercial_closing": d.commercial.closing[:, 0],
        "book_result": d.book_result[:, 0],
    }
    if s.traits.owner_kind == "box3":
        return table(
            s.periods, {n: lines[n] for n in ("woz", "commercial_closing", "book_result")}, keep=("woz",)
        )
    return table(s.periods, lines, keep=("opening", "depreciation", "closing", "woz", "floor"))


def tax(o: Outcome, s: Setting) -> YearTable:
    """From operating result to tax with and without the building."""
    a = o.accounts
    b = a.books
    if s.traits.owner_kind == "box3":
        return table(
            s.periods,
            {"woz": o.woz[:, 0], "box3": a.tax[:, 0], "tax": a.tax[:, 0]},
            keep=("woz", "box3", "tax"),
        )
    lines = {
        "operating": a.operating[:, 0],
        "depreciation": -b.depreciation[:, 0],
        "write_down": -b.write_down[:, 0],
        "reversal": b.reversal[:, 0],
        "book_profit": (a.proceeds - b.disposal - b.demolition_expense)[:, 0],
        "vat_review": -a.vat_review[:, 0],
        "landlord_levy": -a.landlord_levy[:, 0],
        "reserve": -a.reserve[:, 0],
        "taxable_result": a.result[:, 0],
        "loss_used": a.with_building.loss_used[:, 0],
        "loss_left": a.with_building.loss_left[:, 0],
        "tax_with": (a.with_building.tax - a.with_building.refund)[:, 0],
        "tax_without": (a.without_building.tax - a.without_building.refund)[:, 0],
        "tax": a.tax[:, 0],
        "set_off": relief(a, s)[:, 0],
    }
    return table(s.periods, lines, keep=("taxable_result", "tax_with", "tax_without", "tax"))


def value(o: Outcome, d: Detail, s: Setting) -> YearTable:
    """What the later flows are worth at each 31 December."""
    return table(s.periods, {"value_path": d.value_path[:, 0]}, keep=("value_path",))
