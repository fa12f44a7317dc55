"""What is said of the loans of an option and of its commercial accounts: plain records, part of the result."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from transformatie.parts import Irr, Part, Words, YearTable

Status = Literal["met", "open", "unknown", "not_needed"]


class Term(Part):
    """One term of the new loan: given, or assumed from a table."""

    name: str
    label: Words
    value: float
    unit: str
    source: str
    confidence: str


class Month(Part):
    """Sources and uses of one period (a month; a year after the fifth): uses + interest = equity + debt, to the cent."""

    start: date
    uses: float
    interest: float
    equity: float
    debt: float
    balance: float


class RatioLine(Part):
    """A ratio by year; None in years in which there is none."""

    name: str
    label: Words
    unit: str
    values: tuple[float | None, ...]


class LoanEnd(Part):
    """A loan on the day it ends, where that is before the sale: what is owed, what can be borrowed anew, the gap."""

    loan: Words
    year: int
    balance: float
    value: float
    refinanced: float
    gap: float


class Covenant(Part):
    """The tests of one lender: the year of the worst breach, or of the least room, and what cures it.

    cure is the larger of the two cures, never their sum. years: every year with a breach. A limit that does not exist is None.
    """

    lender: Literal["existing", "facility"]
    holds: bool
    year: int | None
    loan: float
    ltv: float | None
    ltv_limit: float | None
    cover: float | None
    cover_limit: float | None
    cover_kind: Literal["icr", "dscr"]
    cure_ltv: float
    cure_cover: float
    cure: float
    years: tuple[int, ...]
    sentence: Words


class Condition(Part):
    """One condition precedent, with what the case knows of it."""

    name: str
    label: Words
    status: Status
    what: Words


class Stress(Part):
    """One stress case: the changes to the input file that make it, and what they do. Equal to a run with those changes."""

    name: str
    label: Words
    changes: dict[str, Any]
    value_after_tax: float
    value_to_equity: float | None
    lowest_dscr: float | None
    ltv: float | None
    cash_need: float
    breached: bool
    breach: Words


class Finance(Part):
    """The loans of one option. Ratios are None where there is no loan, no rent or nothing to divide by."""

    terms: tuple[Term, ...]
    rate: float
    facility: float
    fee: float
    loans_today: float
    peak_equity: float
    peak_debt: float
    interest_during_works: float
    loan_to_cost: float | None
    value_now: float
    value_done: float
    ltv_now: float | None
    ltv_done: float | None
    highest_ltv: float | None
    lowest_dscr: float | None
    lowest_icr: float | None
    icr_asked: float
    balance_at_maturity: float
    refinancing_gap: float
    cash_need: float
    value_to_equity: float | None
    levered_irr: Irr
    owner_bears: float
    lender_bears: float
    months: tuple[Month, ...]
    years: YearTable
    ratios: tuple[RatioLine, ...]
    ends: tuple[LoanEnd, ...]
    covenants: tuple[Covenant, ...]
    conditions: tuple[Condition, ...]
    stress: tuple[Stress, ...] = ()


class BookPage(Part):
    """The commercial accounts of one option, and what a board asks of them. Equity and solvency only where they are given.

    years: book value and its movements, fiscal book value, deferred tax (an asset when negative), reserve. book_result:
    of the year of decision, before tax and interest; holding_result: that of holding, in the same year.
    """

    basis: Literal["cost", "fair_value"]
    decision_year: int
    book_value: float
    market_value: float
    book_result: float
    holding_result: float
    deferred_tax_rate: float
    reversal_year: int
    equity_before: float | None
    equity_after: float | None
    solvency_before: float | None
    solvency_after: float | None
    room_after: float | None
    missing: Words | None
    sources: tuple[Words, ...]
    sentence: Words
    years: YearTable
