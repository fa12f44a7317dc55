"""What lenders ask, for the cases of a run: the loans there are, and the terms of a new one.

What the file leaves out comes from `market/finance.yaml`, as an assumption the report shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from transformatie.dated import Array, Entry, Label, Law
from transformatie.input.facts import Value
from transformatie.input.parts import Loan
from transformatie.input.plans import Financing
from transformatie.input.settle import Resolved
from transformatie.trail import leaf

#: Terms of a new loan that a table fills, with the parameter that does.
TERMS = ("fee", "margin", "base_rate", "ltc_limit", "ltv_limit", "term", "amortisation", "dscr_covenant")
TABLES = {"ltc_limit": "equity_share", "base_rate": "interest_rate", "dscr_covenant": "dscr_net"}
#: What `equity_first` holds when all the equity that is needed is paid in first.
ALL_FIRST = -1.0


@dataclass(frozen=True)
class ExistingLoan:
    """One of today's loans, (N,): balance EUR, effective rate, day it ends, repayment EUR/yr, covenants.

    ltv_covenant is infinite and icr_covenant nothing where there is none; group: one for a loan of the owner's own group.
    """

    balance: Array
    rate: Array
    ends: Array
    repayment: Array
    ltv_covenant: Array
    icr_covenant: Array
    group: Array


@dataclass(frozen=True)
class Terms:
    """The loans of the cases and the terms of a new one, (N,); see `building.Financing`.

    facility is infinite where none is named; equity_first is below nothing for all that is needed; yearly: share of
    the loan repaid a year; annuity: flag. icr_asked: what lenders ask, for comparison. assumed: what no file gave.
    """

    loans: tuple[ExistingLoan, ...]
    facility: Array
    fee: Array
    base_rate: Array
    margin: Array
    ltc_limit: Array
    ltv_limit: Array
    equity_first: Array
    term: Array
    yearly: Array
    annuity: Array
    dscr_covenant: Array
    icr_asked: Array
    settled: tuple[Value, ...]


def terms_of(many: Sequence[Resolved], n: int, law: Law) -> Terms:
    """The terms of buildings with one assessment date, each repeated over its share of `n` cases."""
    each = n // len(many)
    settled = [settled_terms(r, law) for r in many]
    icr = _entry(law, "icr_net", many[0].read.building.assess.date)

    def spread(name: str, of: Callable[[int], float], unit: str, source: str = "", how: str = "") -> Array:
        array = np.repeat(np.array([float(of(i)) for i in range(len(many))]), each)
        return leaf(
            array,
            name,
            "input" if how in ("", "given") else "market",
            source or many[0].read.source(("financing",)),
            unit,
            how,
        )

    def term(name: str) -> Array:
        v = settled[0][name]
        return spread(v.name, lambda i: settled[i][name].mid, v.unit, v.source, v.confidence)

    new = [r.read.building.financing for r in many]
    return Terms(
        loans=_loans(many, spread),
        facility=spread("financing.facility", lambda i: np.inf if new[i].facility is None else new[i].facility or 0.0, "EUR"),
        equity_first=spread("financing.equity_first", lambda i: _first(new[i]), "EUR"),
        yearly=term("amortisation"),
        annuity=spread("financing.amortisation annuity", lambda i: new[i].amortisation == "annuity", "flag"),
        icr_asked=leaf(np.full(n, float(icr.central)), "finance.icr_net", "market", law.source_line(icr), "number", icr.confidence),
        settled=tuple(settled[0].values()),
        **{name: term(name) for name in TERMS if name != "amortisation"},
    )  # fmt: skip


def _first(new: Financing) -> float:
    """The equity that is paid in first: all that is needed, none, or an amount."""
    if isinstance(new.equity_first, bool):
        return ALL_FIRST if new.equity_first else 0.0
    return new.equity_first


def _loans(many: Sequence[Resolved], spread: Callable[..., Array]) -> tuple[ExistingLoan, ...]:
    """Today's loans side by side; a building with fewer has loans of nothing."""
    own = [[_plain(loan, r.read.building.assess.date) for loan in r.read.building.books.loans] for r in many]
    out = []
    for k in range(max((len(loans) for loans in own), default=0)):
        rows = [loans[k] if k < len(loans) else NO_LOAN for loans in own]
        source = many[0].read.source(("books", "loans", k))
        arrays = {
            name: spread(f"loans.{k + 1}.{name}", [row[name] for row in rows].__getitem__, unit, source)
            for name, unit in LOAN_UNITS.items()
        }
        out.append(ExistingLoan(**arrays))
    return tuple(out)


#: The fields of a loan of today with their units, and the loan of a building that has none.
LOAN_UNITS = {
    "balance": "EUR",
    "rate": "share/yr",
    "ends": "day",
    "repayment": "EUR/yr",
    "ltv_covenant": "share",
    "icr_covenant": "number",
    "group": "flag",
}
NO_LOAN = dict.fromkeys(LOAN_UNITS, 0.0) | {"ltv_covenant": np.inf}


def _plain(loan: Loan, first: date) -> dict[str, float]:
    """A loan as numbers: no covenant is an infinite loan to value and a cover of nothing."""
    return {
        "balance": loan.balance,
        "rate": loan.rate,
        "ends": float(max((loan.ends - first).days, 1)),
        "repayment": loan.repayment,
        "ltv_covenant": np.inf if loan.ltv_covenant is None else loan.ltv_covenant,
        "icr_covenant": loan.icr_covenant or 0.0,
        "group": float(loan.group),
    }


def settled_terms(resolved: Resolved, law: Law) -> dict[str, Value]:
    """Each term of the new loan: the owner's, else the table's. A rate given whole or in part fills the other part."""
    new, on, read = resolved.read.building.financing, resolved.read.building.assess.date, resolved.read
    out: dict[str, Value] = {}
    for name in TERMS:
        own = getattr(new, name)
        table = TABLES.get(name, name)
        parameter, entry = law.tables.parameters[f"finance.{table}"], _entry(law, table, on)
        label, unit = parameter.label, parameter.unit
        if name == "ltc_limit":
            label = Label(
                nl="Hoogste lening ten opzichte van de kosten (LTC)", en="Highest loan to cost (LTC)"
            )
        if name == "base_rate":
            label = Label(
                nl="Basisrente (rente alles in, min opslag)", en="Base rate (all-in rate less margin)"
            )
        if name == "amortisation" and isinstance(own, str):
            own = {"none": 0.0, "annuity": 0.0, "linear": 1.0 / out["term"].mid}[own]
        if own is not None:
            source = read.source(("financing", name))
            out[name] = Value(f"financing.{name}", label, unit, own, own, own, False, source, "given")
            continue
        low, mid, high = _range(entry)
        if name == "ltc_limit":
            low, mid, high = 1.0 - high, 1.0 - mid, 1.0 - low
        if name == "base_rate":
            margin = _range(_entry(law, "margin", on))[1]
            low, mid, high = low - margin, mid - margin, high - margin
        out[name] = Value(
            f"financing.{name}",
            label,
            unit,
            low,
            mid,
            high,
            entry.bounds,
            law.source_line(entry),
            entry.confidence,
        )
    return out


def _entry(law: Law, name: str, on: date) -> Entry:
    """The entry of a market table on a day; its first where the day lies before it."""
    values = law.tables.parameters[f"finance.{name}"].values
    return next((e for e in reversed(values) if e.from_ <= on), values[0])


def _range(entry: Entry) -> tuple[float, float, float]:
    if entry.low is None or entry.mid is None or entry.high is None:
        return (float(entry.central),) * 3
    return float(entry.low), float(entry.mid), float(entry.high)
