"""From a run and its loans to records: sources and uses, ratios by year, covenants in words, the commercial page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from transformatie.appraise import Outcome
from transformatie.appraise.book_value import BookValue, book_value
from transformatie.appraise.collateral import office_by_year
from transformatie.appraise.detail import Detail
from transformatie.appraise.financing import Financed, financing
from transformatie.books.words import sentence
from transformatie.dated import Array, Law
from transformatie.finance.covenants import covenants
from transformatie.finance.labels import label
from transformatie.finance.lending import Terms, terms_of
from transformatie.finance.result import BookPage, Finance, LoanEnd, Month, RatioLine, Stress, Term
from transformatie.formulas.finance import loss_split
from transformatie.input.settle import Resolved
from transformatie.options.recipes import plan
from transformatie.parts import Irr, Line, Words, YearTable
from transformatie.periods import DAYS_A_YEAR, Periods
from transformatie.run import Run
from transformatie.setting import Setting
from transformatie.tables import NO_IRR, irrs


@dataclass(frozen=True)
class Loans:
    """A run with the loans of each of its options."""

    run: Run
    terms: Terms
    by_option: Mapping[str, Financed]


def loans_of(run: Run, many: Sequence[Resolved], law: Law) -> Loans:
    """The loans of every option of a run; `many`: its buildings in their order."""
    s = run.setting
    terms = terms_of(many, s.cases.n, law)
    office = office_by_year(plan(run.options.by_name["hold"], run.options, s), run.as_is, s)
    return Loans(run, terms, {n: financing(o, office, terms, s) for n, o in run.outcomes.items()})


def number(value: float) -> float | None:
    """A plain number; None for what is infinite, where there is nothing to divide by."""
    return float(value) if np.isfinite(value) else None


def owed_share(value: float) -> float | None:
    """A loan over a value; None without a loan."""
    return number(value) if value > 0 else None


def finance(name: str, loans: Loans, conditions: tuple, stress: tuple[Stress, ...]) -> Finance:  # type: ignore[type-arg]
    """The loans of one option, of the first case of a run."""
    f, o, terms, s = loans.by_option[name], loans.run.outcomes[name], loans.terms, loans.run.setting
    r, sources = f.ratios, f.drawing.sources
    today = float(sum(x.balance[0] for x in terms.loans))
    book, price, owed = s.cases.commercial, f.collateral.as_is, np.array([today])
    split = loss_split(np.maximum(book, 1.0), price, owed, np.array([False]))
    return Finance(
        terms=_terms(terms), rate=float(terms.base_rate[0] + terms.margin[0]), facility=float(f.drawing.limit[0]),
        fee=float(f.drawing.fee[0]), loans_today=today, peak_equity=float(np.sum(sources.equity[:, 0])), peak_debt=float(np.max(sources.balance[:, 0])),
        interest_during_works=float(np.sum(sources.interest[:, 0])), loan_to_cost=float(f.drawing.loan_to_cost[0]) if f.drawing.limit[0] else None,
        value_now=float(f.collateral.as_is[0]), value_done=float(f.collateral.done[0]), ltv_now=owed_share(r.ltv_now[0]), ltv_done=owed_share(r.ltv_done[0]),
        highest_ltv=number(r.highest_ltv[0]) if np.any(r.counted[:, 0] * r.loans[:, 0]) else None, lowest_dscr=number(r.lowest_dscr[0]),
        lowest_icr=number(r.lowest_icr[0]), icr_asked=float(terms.icr_asked[0]), balance_at_maturity=float(np.sum(f.debt.due[:, 0])),
        refinancing_gap=float(np.sum(f.debt.gap[:, 0])), cash_need=float(f.cash_need[0]),
        value_to_equity=None if f.value_to_equity is None else float(f.value_to_equity[0]), levered_irr=_irr(name, loans),
        owner_bears=float(split.owner[0]), lender_bears=float(split.lender[0]), months=_months(f, s), years=_years(f, o, s), ratios=_ratios(f, s),
        ends=_ends(f, terms, s), covenants=covenants(f, o, terms, s, 0), conditions=conditions, stress=stress,
    )  # fmt: skip


def _terms(terms: Terms) -> tuple[Term, ...]:
    return tuple(
        Term(name=v.name, label=Words(nl=v.label.nl, en=v.label.en), value=v.mid, unit=v.unit, source=v.source, confidence=v.confidence)
        for v in terms.settled
    )  # fmt: skip


def _irr(name: str, loans: Loans) -> Irr:
    """Return on the owner's own money: what selling now would leave after the loans is the outlay."""
    found: dict[str, Irr] = loans.run.setting.once("levered irr", lambda: _irrs(loans))
    return found.get(name, NO_IRR)


def _irrs(loans: Loans) -> dict[str, Irr]:
    """That return of every option but selling now, of the first case."""
    p = loans.run.setting.periods
    times = np.concatenate([[0.0], p.mid[:, 0], p.ends[:, 0] / DAYS_A_YEAR, p.year_ends[:, 0]])
    own = {
        name: np.concatenate([f.now[:1], f.running[:, 0], f.debt.flow[:, 0], f.year_end[:, 0]])
        for name, f in loans.by_option.items()
    }
    return irrs({n: flows - own["sell_now"] for n, flows in own.items() if n != "sell_now"}, times)


def _months(f: Financed, s: Setting) -> tuple[Month, ...]:
    """Each period from the first use to the last draw."""
    x, uses = f.drawing.sources, f.drawing.uses[:, 0]
    moved = np.flatnonzero(np.abs(uses) + x.equity[:, 0] + x.debt[:, 0] + x.interest[:, 0])
    if not len(moved):
        return ()
    out = []
    for t in range(int(moved[0]), int(moved[-1]) + 1):
        equity, debt, interest = (round(float(v[t, 0]), 2) for v in (x.equity, x.debt, x.interest))
        out.append(Month(start=s.first + timedelta(days=int(s.periods.starts[t, 0])), uses=round(equity + debt - interest, 2), interest=interest,
                         equity=equity, debt=debt, balance=round(float(x.balance[t, 0]), 2)))  # fmt: skip
    return tuple(out)


def table(
    years: Array, lines: Mapping[str, Array], keep: tuple[str, ...] = (), sums: str | None = None
) -> YearTable:
    """A table of the lines that hold an amount, and of those that are kept anyway."""
    made = []
    for name, values in lines.items():
        plain = tuple(float(v) for v in values)
        if any(plain) or name in keep or name == sums:
            made.append(Line(name=name, label=label(name), values=plain, total=float(sum(plain))))
    return YearTable(years=tuple(int(y) for y in years), lines=tuple(made), sums=sums)


def _years(f: Financed, o: Outcome, s: Setting) -> YearTable:
    """The owner's cash after debt service and tax, line by line; then what the ratios are made of."""
    p, d = s.periods, f.debt

    def yearly(flows: Array) -> Array:
        return p.by_year(flows)[:, 0]

    first = np.zeros(len(p.years))
    first[0] = float(o.sales.now[0])
    at_once = np.zeros(len(p.years))
    at_once[0] = float(d.redeemed_now[0])
    loans = (*d.existing, d.facility)
    repaid = sum((x.scheduled + x.swept + x.paid_in + x.redeemed for x in loans), np.zeros_like(d.flow))
    fee = sum((x.flow for x in loans), np.zeros_like(d.flow)) - d.flow
    lines = {
        "property_flow": yearly(f.running) + f.year_end[:, 0] + f.tax[:, 0] + first,
        "drawn": yearly(d.facility.drawn),
        "fee": -yearly(fee),
        "interest": -yearly(d.interest),
        "repaid": -yearly(repaid) - at_once,
        "levered_tax": -f.tax[:, 0],
    }
    flow = np.sum(list(lines.values()), axis=0)
    extra = {
        "noi": f.ratios.noi[:, 0],
        "debt_service": f.ratios.service[:, 0],
        "loans": f.ratios.loans[:, 0],
        "collateral": f.collateral.by_year[:, 0],
        "deducted": f.deduction.deductible[:, 0],
        "carried_interest": f.deduction.carried[:, 0],
    }
    return table(
        p.years, {**lines, "equity_flow": flow, **extra}, ("loans", "collateral", "noi"), "equity_flow"
    )


def _ratios(f: Financed, s: Setting) -> tuple[RatioLine, ...]:
    r = f.ratios
    shown = {
        "ltv": (r.ltv, "share"),
        "dscr": (r.dscr, "number"),
        "icr": (r.icr, "number"),
        "debt_yield": (r.debt_yield, "share/yr"),
    }
    whole = f.held[:, 0] > 0
    out = []
    for name, (values, unit) in shown.items():
        owed = (r.loans[:, 0] > 0) if name in ("ltv", "debt_yield") else (r.service[:, 0] > 0)
        plain = tuple(
            number(v) if w and x else None for v, w, x in zip(values[:, 0], whole, owed, strict=True)
        )
        out.append(RatioLine(name=name, label=label(name), unit=unit, values=plain))
    return tuple(out)


def _ends(f: Financed, terms: Terms, s: Setting) -> tuple[LoanEnd, ...]:
    """Each loan that ends before the building is sold."""
    p = s.periods
    names = [
        Words(nl=f"bestaande lening {k + 1}", en=f"existing loan {k + 1}")
        for k in range(len(f.debt.existing))
    ]
    names.append(Words(nl="nieuwe lening", en="new loan"))
    out = []
    for name, path in zip(names, (*f.debt.existing, f.debt.facility), strict=True):
        for t in np.flatnonzero(path.due[:, 0] > 0.005):
            year = int(p.year_of[t])
            balance, gap = float(path.due[t, 0]), float(path.paid_in[t, 0])
            out.append(LoanEnd(loan=name, year=int(p.years[year]), balance=balance, value=float(f.collateral.unsold[year, 0]),
                               refinanced=balance - gap, gap=gap))  # fmt: skip
    return tuple(out)


def book_page(name: str, run: Run, loans: Loans, resolved: Resolved) -> BookPage:
    """The commercial accounts of one option, of a run of one case; its loans are those of the first case of `loans`."""
    s, o, d = run.setting, run.outcomes[name], run.detail(name)
    b = book_value(o, d, s)
    f, books = loans.by_option[name], resolved.read.building.books
    result, holding = float(d.book_result[0, 0]), float(run.detail("hold").book_result[0, 0])
    year = int(s.periods.years[0])
    before = float(s.cases.commercial[0])
    equity, solvency = _equity(d, b, f, s.periods, books.equity, books.other_assets, before)
    missing = None
    if books.equity is None or books.other_assets is None:
        own, rest = books.equity is None, books.other_assets is None
        nl = " en ".join(
            ["het eigen vermogen (books.equity)"] * own
            + ["de overige bezittingen (books.other_assets)"] * rest
        )
        en = " and ".join(["equity (books.equity)"] * own + ["other assets (books.other_assets)"] * rest)
        missing = Words(nl=f"Niet opgegeven: {nl}; daarom staat hier {'geen eigen vermogen en ' if books.equity is None else 'eigen vermogen maar '}geen solvabiliteit.",
                        en=f"Not given: {en}; hence {'neither equity nor' if books.equity is None else 'equity but no'} solvency here.")  # fmt: skip
    return BookPage(
        basis=books.commercial_basis, decision_year=year, book_value=before, market_value=float(f.collateral.as_is[0]), book_result=result,
        holding_result=holding, deferred_tax_rate=float(b.rate[0]), reversal_year=_reversal(o, s), equity_before=books.equity, equity_after=equity,
        solvency_before=solvency[0], solvency_after=solvency[1], room_after=None if equity is None else max(equity - float(b.reserve[0, 0]), 0.0),
        missing=missing, sources=_sources(s), years=_book_years(o, d, b, s), sentence=_sentence(name, loans, result, holding, year, before),
    )  # fmt: skip


def _equity(
    d: Detail, b: BookValue, f: Financed, p: Periods, equity: float | None, other: float | None, book: float
) -> tuple[float | None, tuple[float | None, float | None]]:
    """Equity at the end of the year of decision, and solvency on the assessment date and then.

    Equity moves by the book result less interest, fee, tax of the year and the change in deferred tax; assets by the book
    value and by what the year brings in or asks in cash.
    """
    if equity is None:
        return None, (None, None)

    def first_year(flows: Array) -> float:
        return float(p.by_year(flows)[0, 0])

    cash = float(f.now[0]) + float(f.year_end[0, 0]) + first_year(f.running) + first_year(f.debt.flow)
    owed_now = float(f.debt.redeemed_now[0]) + sum(float(x.opening[0, 0]) for x in f.debt.existing)
    owed = float(f.ratios.loans[0, 0])
    closing = float(d.commercial.closing[0, 0])
    after = equity + cash + (closing - book) - (owed - owed_now) - float(b.change_first[0, 0])
    if other is None:
        return after, (None, None)
    assets = book + other
    then = closing + other + cash
    return after, (equity / assets if assets > 0 else None, after / then if then > 0 else None)


def _reversal(o: Outcome, s: Setting) -> int:
    day = np.minimum(o.plan.last_day, s.periods.end - 1.0)
    return int(s.periods.date_of(day)[0].item().year)


def _book_years(o: Outcome, d: Detail, b: BookValue, s: Setting) -> YearTable:
    k = d.commercial
    lines = {
        "book_opening": k.opening[:, 0],
        "book_works": k.works[:, 0],
        "book_depreciation": -k.depreciation[:, 0],
        "impairment": -k.impairment[:, 0],
        "impairment_reversed": k.reversal[:, 0],
        "revaluation": k.revaluation[:, 0],
        "scrapped": -k.scrapped[:, 0],
        "book_disposal": -k.disposal[:, 0],
        "book_closing": k.closing[:, 0],
        "fiscal_closing": o.accounts.books.closing[:, 0],
        "deferred_tax": b.deferred[:, 0],
        "reserve": b.reserve[:, 0],
        "book_result": d.book_result[:, 0],
    }
    return table(s.periods.years, lines, ("book_opening", "book_closing", "book_result"))


def _sources(s: Setting) -> tuple[Words, ...]:
    """The paragraphs the page rests on, with how well each is known."""
    out = []
    for name in sorted(n for n in s.law.tables.parameters if n.startswith("accounting.")):
        parameter, entry = s.law.tables.parameters[name], s.law.entry(name, s.first)
        line = s.law.source_line(entry)
        out.append(
            Words(
                nl=f"{parameter.label.nl}: {line} ({CONFIDENCE[entry.confidence]})",
                en=f"{parameter.label.en}: {line} ({entry.confidence})",
            )
        )
    return tuple(out)


CONFIDENCE = {
    "verified": "nagegaan",
    "secondary": "uit tweede hand",
    "derived": "afgeleid",
    "memory": "uit het hoofd",
    "assumption": "aanname",
}


def _sentence(name: str, loans: Loans, result: float, holding: float, year: int, book: float) -> Words:
    """The loss exists already; what is real is the covenant, the room to pay out, and when tax is paid."""
    o, hold, f = loans.run.outcomes[name], loans.run.outcomes["hold"], loans.by_option[name]
    option = loans.run.options.by_name[name].label
    today = float(sum(x.balance[0] for x in loans.terms.loans))
    tax = f.tax[:, 0]
    worst = int(np.argmax(tax))
    return sentence(
        name, (option.nl, option.en), float(o.value_after_tax[0] - hold.value_after_tax[0]), result, holding, year,
        (today / book, float(f.ratios.ltv_now[0])) if today and book else None, (int(loans.run.setting.periods.years[worst]), float(tax[worst])),
    )  # fmt: skip
