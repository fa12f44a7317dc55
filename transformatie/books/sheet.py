"""The owner's books and taxes of one building, option by option: book value, losses by year of origin, interest, set-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from transformatie import __version__, tables
from transformatie.appraise import Outcome
from transformatie.appraise.accounts import keeps_function, relief, tax_of_building
from transformatie.appraise.detail import detail
from transformatie.books.notes import fund_note, woz_warning
from transformatie.dated import Array
from transformatie.errors import InputError, Problem, nearest
from transformatie.evaluate import Appraised
from transformatie.formulas.interest import InterestDeduction, interest_rules, owner_interest
from transformatie.formulas.loans import LoanYears, loan_years
from transformatie.formulas.owner_tax import LossRows, last_uses, run_years
from transformatie.input.building import Building
from transformatie.input.parts import Loan
from transformatie.result import Part, Words, YearTable
from transformatie.run import Run, outcome
from transformatie.setting import Setting
from transformatie.trail import leaf

#: Owners without a fiscal book value, and those whose profit is not taxed.
BY_VALUE, UNTAXED = "box3", ("box3", "exempt")


class Vintage(Part):
    """The loss of one year: used, lapsed and left of it, by year of the sheet. Carry-back counts as used."""

    origin: int
    used: tuple[float, ...]
    lapsed: tuple[float, ...]
    left: tuple[float, ...]


class SetOff(Part):
    """Set-off inside the owner ("interne verrekening"): saved in years with a loss, saved or given back later, and in value.

    unused: losses that never found a profit up to the horizon. rate: the one the value is discounted at.
    """

    now: float
    later: float
    unused: float
    in_value: float
    rate: float


class VatSwing(Part):
    """Value after tax by whether the result is new in essence for VAT; swing = as_new − not_new."""

    not_new: float
    as_new: float
    swing: float
    default_new: bool


class Sheet(Part):
    """One option. books is None for an owner without a fiscal book value; interest is None without loans."""

    name: str
    label: Words
    value_after_tax: float
    books: YearTable | None
    tax: YearTable
    losses: tuple[Vintage, ...]
    interest: YearTable | None
    set_off: SetOff | None
    vat: VatSwing | None
    notes: tuple[Words, ...]


class BookSheet(Part):
    """The sheets of one building and what a reader must know before them."""

    version: str
    input_file: str
    assessed_on: date
    known_on: date
    overlays: tuple[str, ...]
    owner: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Words, ...]


def named(run: Run, option: str) -> list[str]:
    """The rows an option name stands for; all of them for `all`. Errors: InputError for a name no option has."""
    if option == "all":
        return list(run.outcomes)
    rows = [n for n in run.options.matching(option) if n in run.outcomes]
    if not rows:
        known = [*run.outcomes, "convert", "demolish", "all"]
        raise InputError(
            [
                Problem(
                    "command line",
                    1,
                    "--option",
                    f"'{option}'",
                    "een bekende optie",
                    "a known option",
                    nearest(option, known),
                )
            ]
        )
    return rows


def booksheet(a: Appraised, names: Sequence[str], overlays: Sequence[Path] = ()) -> BookSheet:
    """The sheets of the named options of one appraised building."""
    building = a.resolved.read.building
    return BookSheet(
        version=__version__, input_file=Path(a.resolved.read.document.file).name, assessed_on=building.assess.date, known_on=a.law.known_on,
        overlays=tuple(p.name for p in overlays), owner=building.owner.kind, sheets=tuple(_sheet(n, a) for n in names),
        notes=tuple(_general(a, overlays)),
    )  # fmt: skip


def _sheet(name: str, a: Appraised) -> Sheet:
    o, s, building = a.run.outcomes[name], a.run.setting, a.resolved.read.building
    label = a.run.options.by_name[name].label
    kind = building.owner.kind
    taxed = kind not in UNTAXED
    return Sheet(
        name=name, label=Words(nl=label.nl, en=label.en), value_after_tax=float(o.value_after_tax[0]),
        books=None if kind == BY_VALUE else tables.books(o, detail(o, s), s), tax=tables.tax(o, s),
        losses=vintages(o, s) if taxed else (), interest=interest_table(o, building, s) if building.books.loans and taxed else None,
        set_off=_set_off(o, s) if taxed else None, vat=_vat_swing(name, a), notes=tuple(_notes(o, a)),
    )  # fmt: skip


class _Recorder(LossRows):
    """Losses one by one, with a record of what is left of each at the end of every year."""

    def __init__(self, *args: Array) -> None:
        super().__init__(*args)
        self.record: list[Array] = []
        self.forward: list[Array] = []
        self.lapsed: list[Array] = []

    def take(self, t: int, room: Array) -> Array:
        before = self.rows.copy()
        taken = super().take(t, room)
        self.forward.append(before - self.rows)
        return taken

    def lapse(self, t: int) -> Array:
        before = self.rows.copy()
        ended = super().lapse(t)
        self.record.append(self.rows.copy())
        self.lapsed.append(before - self.rows)
        return ended


def vintages(o: Outcome, s: Setting) -> tuple[Vintage, ...]:
    """The owner's losses by year of origin, with the building; only years that ever had one."""
    c, rules = s.cases, s.cases.tax_rules
    profit = np.asarray(c.other_profit + o.accounts.result)
    origin = np.array([*c.loss_years, *rules.years])
    kept = _Recorder(c.losses, c.loss_years, last_uses(origin, rules), rules)
    tax = run_years(profit, kept, rules)
    used = np.array(kept.forward)[:, :, 0]
    old = len(c.loss_years)
    for t in range(len(rules.years)):
        back = tax.loss_used[t, 0] - used[t].sum()
        if profit[t, 0] < 0 and back > 0:
            used[t, old + t] += back
    left, lapsed = np.array(kept.record)[:, :, 0], np.array(kept.lapsed)[:, :, 0]
    return tuple(
        Vintage(
            origin=int(year),
            used=tuple(used[:, v].tolist()),
            lapsed=tuple(lapsed[:, v].tolist()),
            left=tuple(left[:, v].tolist()),
        )
        for v, year in enumerate(origin)
        if used[:, v].any() or left[:, v].any() or lapsed[:, v].any()
    )


def _debt(o: Outcome, loans: Sequence[Loan], s: Setting) -> list[LoanYears]:
    """Each existing loan by year until its end or the sale, whichever comes first."""
    p = s.periods
    out = []
    for loan in loans:
        end = min(float(p.day_of(np.datetime64(loan.ends))), float(o.plan.sold_on[0]), p.end)
        running = p.overlap_years(0.0, np.array([end]))
        ends = p.in_year(np.array([max(end - 1.0, 0.0)]))
        out.append(
            loan_years(
                np.array([loan.balance]), np.array([loan.rate]), np.array([loan.repayment]), running, ends
            )
        )
    return out


def deducted_interest(o: Outcome, building: Building, s: Setting) -> tuple[Array, Array, InterestDeduction]:
    """Interest on the existing loans, fiscal EBITDA of the owner, and what of the interest is deductible, (Y, 1) each."""
    c, b, loans = s.cases, o.accounts.books, building.books.loans
    paths = _debt(o, loans, s)
    interest = sum((x.interest for x in paths), np.zeros_like(o.accounts.result))
    of_group = sum(
        (x.interest for x, loan in zip(paths, loans, strict=True) if loan.group), np.zeros_like(interest)
    )
    debt = sum((x.opening for x in paths), np.zeros_like(interest))
    ebitda = c.other_profit + o.accounts.result + b.depreciation + b.write_down - b.reversal
    share = np.divide(
        of_group.sum(axis=0), interest.sum(axis=0), out=np.zeros(1), where=interest.sum(axis=0) > 0
    )
    equity = b.opening - debt + (building.books.equity or 0.0)
    rules = interest_rules(s.traits.owner_kind, s.periods.years, s.law)
    return interest, ebitda, owner_interest(interest, ebitda, equity, debt, share, s.zero, rules)


def interest_table(o: Outcome, building: Building, s: Setting) -> YearTable:
    """Interest, its limits, and the tax on the building with it. It stands apart from the value after tax."""
    interest, ebitda, out = deducted_interest(o, building, s)
    _owner, tax = tax_of_building(o.accounts.result - out.deductible, o.woz, np.zeros_like(interest), s)
    lines = {
        "interest": interest[:, 0],
        "ebitda": ebitda[:, 0],
        "interest_deductible": out.deductible[:, 0],
        "interest_refused": out.refused[:, 0],
        "interest_carried": out.carried[:, 0],
        "tax_after_interest": tax[:, 0],
    }
    return tables.table(
        s.periods, lines, keep=("interest", "interest_deductible", "interest_refused", "interest_carried")
    )


def _set_off(o: Outcome, s: Setting) -> SetOff:
    saved, result = relief(o.accounts, s)[:, 0], o.accounts.result[:, 0]
    owner = o.accounts.with_building
    return SetOff(
        now=float(saved[result < 0].sum()), later=float(saved[result >= 0].sum()),
        unused=float(owner.loss_left[-1, 0] + owner.expired[:, 0].sum()),
        in_value=float((saved * s.end_factor[:, 0]).sum()), rate=float(s.cases.rate_after_tax[0]),
    )  # fmt: skip


def _vat_swing(name: str, a: Appraised) -> VatSwing | None:
    """The value if what is made counts as new in essence, and if it does not; None where that changes nothing.

    What is sold as new recovers the VAT on the works; what is let exempt never does, and before 2014 pays the levy.
    """
    o, s = a.run.outcomes[name], a.run.setting
    own, let = o.plan.option, o.plan.does("let")
    makes = o.plan.does("convert", "build_new") and "taxed_as_new" in own.numbers
    if not makes or (let and not s.moves("vat.integration_levy")):
        return None

    def value(flag: float) -> float:
        numbers = ("taxed_as_new",) if let else ("taxed_as_new", "vat_recovered")
        changed = {
            f"{own.name}.{n}": leaf(np.array([flag]), n, "constant", "by VAT status", "flag") for n in numbers
        }
        cases = replace(s.cases, arrays={**s.cases.arrays, **changed})
        return float(outcome(name, a.run.options, replace(s, cases=cases), a.run.sale_day).value_after_tax[0])

    new, old = value(1.0), value(0.0)
    default = bool(s.cases.of(f"{own.name}.taxed_as_new")[0])
    return VatSwing(not_new=old, as_new=new, swing=new - old, default_new=default)


def _notes(o: Outcome, a: Appraised) -> Iterator[Words]:
    """What holds for this option."""
    b = o.accounts.books
    if o.plan.does("demolish") and b.scrapped.any():
        yield Words(nl="Sloop zonder nieuwbouw: de boekwaarde van de opstal gaat naar het resultaat (uit het geheugen, niet nagegaan).",
                    en="Demolition without a new building: the book value of the structure goes to the result (from memory, unchecked).")  # fmt: skip
    elif o.plan.does("demolish") and _kind(a) != BY_VALUE and not keeps_function(o.plan):
        yield Words(nl="Sloop met andere functie: de boekwaarde van de opstal gaat naar de grond en wordt niet meer afgeschreven; de sloopkosten volgen de oude opstal (keuze van dit model).",
                    en="Demolition for another function: the book value of the structure goes to the land and is no longer depreciated; the cost of demolition follows the old structure (a choice of this model).")  # fmt: skip
    if o.plan.does("sell_units", "sell_block", "sell_land"):
        yield Words(nl="Bestemd voor verkoop: voorraad vanaf de start van de werken; geen afschrijving en geen herinvesteringsreserve.",
                    en="Meant for sale: stock from the start of the works; no depreciation and no reinvestment reserve.")  # fmt: skip


def _kind(a: Appraised) -> str:
    """The kind of owner."""
    return a.run.setting.traits.owner_kind


def _general(a: Appraised, overlays: Sequence[Path]) -> Iterator[Words]:
    """What holds for the building and its owner."""
    building, s = a.resolved.read.building, a.run.setting
    kind = building.owner.kind
    if overlays:
        names = ", ".join(p.name for p in overlays)
        yield Words(
            nl=f"Dit is geen geldend recht: gerekend is met {names}.",
            en=f"This is not law: computed with {names}.",
        )
    if kind == BY_VALUE:
        yield Words(nl="Box 3: er is geen fiscale boekwaarde, geen afschrijving en geen aftrek van kosten of verliezen. De belasting volgt de WOZ-waarde op 1 januari; het heffingvrije vermogen geldt als elders gebruikt; tegenbewijs van een lager rendement is niet gerekend. Jaren na de tabel hebben de laatste waarden, doorgetrokken.",
                    en="Box 3: there is no fiscal book value, no depreciation and no deduction of costs or losses. The tax follows the WOZ value on 1 January; the exempt amount counts as used elsewhere; proof of a lower return is not computed. Years past the table have its last values, carried forward.")  # fmt: skip
    if kind == "exempt":
        yield Words(nl="Vrijgestelde eigenaar: geen belasting over winst; de boekwaarde staat er voor de verslaglegging.",
                    en="Exempt owner: no tax on profit; the book value is shown for reporting.")  # fmt: skip
    if kind == "fbi":
        yield from fund_note(building, s)
        if s.moves("fbi.taxed"):
            yield Words(
                nl="Fbi: 0% tot en met 2024, daarna gewone belasting; verliezen gaan die grens niet over.",
                en="Fbi: 0% until 2024, ordinary tax after that; losses do not cross that border.",
            )
    if s.periods.years[-1] > a.law.known_on.year and kind != BY_VALUE:
        year = a.law.known_on.year
        yield Words(
            nl=f"Recht dat op {a.law.known_on:%d-%m-%Y} nog niet bekend was, telt niet mee: jaren na {year} hebben wat toen bekend was, doorgetrokken.",
            en=f"Law not yet known on {a.law.known_on:%Y-%m-%d} does not count: years after {year} have what was known then, carried forward.",
        )
    if building.books.write_down and s.cases.known_at_purchase[0]:
        yield Words(nl="Geen afwaardering: het gebouw stond al leeg bij de aankoop (art. 3.29c Wet IB 2001).",
                    en="No write-down: the building was vacant when it was bought (art. 3.29c Wet IB 2001).")  # fmt: skip
    if building.books.reinvests:
        yield Words(nl="Herinvesteringsreserve: de hele opbrengst gaat binnen de termijn naar een gebouw met dezelfde functie; de winst komt aan het eind van de horizon alsnog op.",
                    en="Reinvestment reserve: the whole proceeds go into a building of the same function within the term; the gain is taxed at the horizon after all.")  # fmt: skip
    if building.books.loans and kind not in UNTAXED:
        yield Words(nl="Rente staat apart: zij zit niet in de waarde na belasting. De drempel van € 1 mln geldt per belastingplichtige; die van een fiscale eenheid wordt gedeeld.",
                    en="Interest stands apart: it is not in the value after tax. The threshold of €1m is per taxpayer; a fiscal unity shares one.")  # fmt: skip
    yield from woz_warning(s)
