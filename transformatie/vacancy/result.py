"""What is said of emptiness: the bill of a year, who bears it, what was spent before, what each option makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from transformatie.dated import Confidence
from transformatie.parts import Part, Words


class Share(Part):
    """An amount of one party, option or unit; positive is a cost."""

    name: str
    label: Words
    amount: float


class Basis(Part):
    """A figure a line was computed with, where it came from and how sure it is."""

    name: str
    label: Words
    value: Any
    unit: str
    source: str
    confidence: Confidence | Literal["given"]


class CostLine(Part):
    """One line of the bill. carried + extra = amount = sum of bearers = sum of units, in cents."""

    name: str
    code: str
    label: Words
    key: str
    amount: float
    carried: float
    extra: float
    per_m2: float | None
    bearers: tuple[Share, ...]
    units: tuple[Share, ...]
    basis: tuple[Basis, ...]


class UnitBill(Part):
    """What one unit costs while nobody rents it. empty: average area nobody rents in the year, m2."""

    name: str
    label: Words
    area: float
    empty: float
    amount: float
    carried: float
    extra: float
    bearers: tuple[Share, ...]


class Foregone(Part):
    """What nobody receives because it is empty, and who misses it. No cost, never added to the bill."""

    name: str
    label: Words
    amount: float
    losers: tuple[Share, ...]


class Later(Part):
    """Tax this bill saves in later years, because the loss is carried forward; the owner bears it until then."""

    amount: float
    present_value: float
    last_year: int | None


class BelowTheLine(Part):
    """Debt of the whole building, outside the bill. unpaid: what the building's own cash leaves due to the lender."""

    interest: float
    repayment: float
    cash: float
    unpaid: float


class Softening(Part):
    """What set-off against the owner's other profit is worth: relief now less the present value of relief alone."""

    relief: float
    alone: float
    softening: float
    index: float | None


class YearBill(Part):
    """The bill of one calendar year under one option."""

    option: str
    option_label: Words
    year: int
    lines: tuple[CostLine, ...]
    total: float
    carried: float
    extra: float
    empty: float
    per_m2: float | None
    bearers: tuple[Share, ...]
    units: tuple[UnitBill, ...]
    foregone: tuple[Foregone, ...]
    later: Later
    below: BelowTheLine | None
    softening: Softening | None


class YearAhead(Part):
    """One year of an option. treasury: tax saved that year by the bills of all years.

    if_empty, rent_if_empty: the bill, and the rent missed, were nothing of what is empty let by then; still_empty: the
    chance of it. Both None where the office is no longer offered.
    """

    year: int
    total: float
    carried: float
    extra: float
    owner: float
    treasury: float
    empty: float
    if_empty: float | None
    rent_if_empty: float | None
    still_empty: float | None


class SunkYear(Part):
    """One calendar year before the assessment date, before tax. woz_given: the file names that year's WOZ value."""

    year: int
    days: int
    woz: float
    woz_given: bool
    total: float
    carried: float
    extra: float
    cumulative: float


class Sunk(Part):
    """What the empty part has cost since it fell empty: spent, and no reason for any choice."""

    since: date
    until: date
    area: float
    years: tuple[SunkYear, ...]
    lines: tuple[Share, ...]
    total: float
    carried: float
    extra: float
    price_growth: float


class OptionBill(Part):
    """Ten calendar years of one option: the bill, what of it is credit and what the OZB user part, and who bears it."""

    name: str
    label: Words
    total: float
    carried: float
    extra: float
    fees: float
    ozb_user: float
    owner: float
    treasury: float
    last_year: int | None


class TreasuryShare(Part):
    """How many cents of every euro the Treasury bears, over the years it does, and when that ends.

    why: profit (set off against other profit), no_profit (only carried forward), untaxed, nothing (no bill).
    """

    why: Literal["profit", "no_profit", "untaxed", "nothing"]
    cents: float
    first_year: int | None
    last_year: int | None
    ends_in: int | None


class PoolLine(Part):
    """One heading of the settlement. weights: the key, by unit; shares: EUR by bearer."""

    name: str
    label: Words
    standing: float
    variable: float
    key: str
    weights: tuple[Share, ...]
    full_weights: tuple[Share, ...]
    shares: tuple[Share, ...]


class Settlement(Part):
    """Service costs of a year by tenant, as a table he can recompute. let: share of the year each unit is let."""

    year: int
    template: bool
    pools: tuple[PoolLine, ...]
    let: tuple[Share, ...]
    subtotal: tuple[Share, ...]
    administration_share: float
    administration: tuple[Share, ...]
    total: tuple[Share, ...]
    advance: tuple[Share, ...]
    balance: tuple[Share, ...]
    grand_total: float


class Emptiness(Part):
    """What an empty building costs and who bears it. overlays: what was read that is no law."""

    bill: YearBill
    ahead: tuple[YearAhead, ...]
    sunk: Sunk | None
    options: tuple[OptionBill, ...]
    treasury: TreasuryShare
    settlement: Settlement | None
    overlays: tuple[str, ...] = ()
