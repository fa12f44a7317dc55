"""The page a bank turns to first: the loans of what is advised beside holding, cover, covenants, stress, conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from transformatie.errors import Lang
from transformatie.finance.result import Condition, Finance, Month, Stress
from transformatie.report.numbers import NONE, Notation
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Cell,
    Column,
    Desk,
    Line,
    Section,
    Table,
    Text,
    cells,
)
from transformatie.report.view.money import last_year, shown_years
from transformatie.report.words import Say
from transformatie.result import Row

SIGNS = {"met": "●", "open": "◐", "unknown": "?", "not_needed": "–"}
BANDS = {"met": "green", "open": "amber", "unknown": "red", "not_needed": "not_assessed"}
#: Columns of the summary, and the lines and ratios by year that a page shows.
SUMMARY = ("equity", "irr", "peak_equity", "peak_debt", "ltc", "ltv_now", "ltv_done", "dscr", "gap", "need")
YEARLY = ("noi", "debt_service", "loans", "collateral", "equity_flow")


def section(desk: Desk) -> Section | None:
    """Loans of every option in one table; of what is advised the covenants, the stress and the checklist."""
    say, row = desk.say, desk.advised
    f = row.finance
    if f is None:
        return None
    blocks: list[Block] = [Text(say("finance.intro")), summary(desk)]
    if f.covenants:
        blocks += [
            Text(say("finance.covenants"), "head"),
            Bullets(tuple(desk.word(c.sentence) for c in f.covenants)),
        ]
    blocks.append(stress(desk, row, f))
    blocks.append(checklist(desk, f.conditions))
    return Section("finance", say("finance.title"), tuple(blocks), "new")


def annex(desk: Desk) -> Section | None:
    """Sources and uses, the loans by year, and what is refinanced: of what is advised, and of holding by year."""
    say, row = desk.say, desk.advised
    if row.finance is None:
        return None
    blocks: list[Block] = [Text(terms(desk, row.finance)), Text(say("finance.annex_intro"), "note")]
    if row.finance.months:
        blocks.append(sources(desk, row.finance.months, desk.name(row)))
    for one in desk.compared:
        if one.finance and any(any(x.values) for x in one.finance.years.lines if x.name == "loans"):
            blocks.append(by_year(desk, one, one.finance))
            blocks += [Text(end, "note") for end in ends(desk, one.finance)]
    manner: Literal["plain", "broad"] = "broad" if any(isinstance(b, Table) for b in blocks) else "plain"
    return Section("annex-finance", say("finance.annex_title"), tuple(blocks), manner, annex=True)


def terms(desk: Desk, f: Finance) -> str:
    """The terms of the new loan in one sentence; what no file gave is marked as assumed."""
    assumed = sum(1 for t in f.terms if t.confidence != "given")
    shown = "; ".join(
        f"{desk.word(t.label).split(' (')[0]} {desk.to.value(t.value, t.unit)}" for t in f.terms
    )
    return desk.say("finance.terms_line", terms=shown, n=assumed, all=len(f.terms))


def summary_cells(f: Finance | None, say: Say, to: Notation) -> list[str]:
    """The cells of one option, in thousands of euros and percentages."""
    if f is None:
        return [NONE] * len(SUMMARY)
    roots = f.levered_irr.roots
    irr = say("irr.none") if not roots else say("irr.several") if len(roots) > 1 else to.share(roots[0], 1)
    amounts = [to.thousands(v) if v else NONE for v in (f.peak_equity, f.peak_debt)]
    return [
        to.thousands(f.value_to_equity), irr, *amounts, to.share(f.loan_to_cost), to.share(f.ltv_now), to.share(f.ltv_done),
        ratio(to, f.lowest_dscr, "dscr"), to.thousands(f.refinancing_gap) if f.refinancing_gap else NONE, to.thousands(f.cash_need),
    ]  # fmt: skip


def summary(desk: Desk) -> Table:
    """One line an option."""
    say, unit = desk.say, desk.say("unit.thousand")
    money = ("equity", "peak_equity", "peak_debt", "gap", "need")
    columns = [Column(say("finance.option"), "wide", width="24%")]
    columns += [
        Column(say(f"finance.head.{n}"), unit=unit if n in money else "", width="11.5%" if n == "irr" else "")
        for n in SUMMARY
    ]
    lines = tuple(
        Line(cells(desk.name(r), *summary_cells(r.finance, say, desk.to)), desk.weight(r)) for r in desk.rows
    )
    return Table(say("finance.summary"), tuple(columns), lines, say("finance.note"), name="small", keep=True)


def stress_cells(x: Stress, say: Say, to: Notation, lang: Lang) -> list[str]:
    """The cells of one stress case."""
    breach = x.breach.nl if lang == "nl" else x.breach.en
    return [
        to.thousands(x.value_after_tax),
        to.thousands(x.value_to_equity),
        ratio(to, x.lowest_dscr, "dscr"),
        to.share(x.ltv),
        to.thousands(x.cash_need),
        breach,
    ]


def stress(desk: Desk, row: Row, f: Finance) -> Table:
    """The stress table of one option."""
    say, unit = desk.say, desk.say("unit.thousand")
    columns = [
        Column(say("finance.stress"), "wide", width="23%"),
        Column(say("finance.head.value"), unit=unit),
    ]
    columns += [
        Column(say("finance.head.equity"), unit=unit),
        Column(say("finance.head.dscr")),
        Column(say("finance.head.ltv")),
    ]
    columns += [
        Column(say("finance.head.need"), unit=unit),
        Column(say("finance.head.breach"), "wide", width="35%"),
    ]
    lines = []
    for i, x in enumerate(f.stress):
        lines.append(
            Line(
                cells(desk.word(x.label), *stress_cells(x, say, desk.to, desk.lang)),
                "strong" if i == 0 else "plain",
            )
        )
    return Table(
        say("finance.stress_caption", option=desk.name(row)),
        tuple(columns),
        tuple(lines),
        say("finance.stress_note"),
        name="small",
        keep=True,
    )


def checklist(desk: Desk, found: Sequence[Condition]) -> Table:
    """Conditions precedent, with what is known."""
    say = desk.say
    columns = (
        Column(say("finance.condition"), "text", width="30%"),
        Column(say("finance.status"), "band", width="12%"),
        Column(say("finance.known"), "wide", width="58%"),
    )
    lines = tuple(
        Line(
            (
                Cell(desk.word(c.label)),
                Cell(say(f"finance.status.{c.status}"), band=BANDS[c.status]),
                Cell(desk.word(c.what)),
            )
        )
        for c in found
    )
    return Table(say("finance.conditions"), columns, lines, name="small", keep=True)


def shown_months(months: Sequence[Month]) -> list[Month]:
    """The months in which anything moves."""
    return [m for m in months if m.uses or m.equity or m.debt or m.interest]


def sources(desk: Desk, months: Sequence[Month], option: str) -> Table:
    """Sources and uses by month: uses + interest = equity + debt."""
    say, to, euro = desk.say, desk.to, desk.say("unit.euro")
    columns = [Column(say("finance.month"), "text", width="18%")]
    columns += [
        Column(say(f"finance.head.{n}"), unit=euro) for n in ("uses", "interest", "own", "debt", "balance")
    ]
    lines = [
        Line(
            cells(
                to.date(m.start, "month"),
                *(to.number(v) if v else NONE for v in (m.uses, m.interest, m.equity, m.debt, m.balance)),
            )
        )
        for m in shown_months(months)
    ]
    totals = [sum(getattr(m, n) for m in months) for n in ("uses", "interest", "equity", "debt")]
    lines.append(Line(cells(say("column.total"), *(to.number(v) for v in totals), ""), "strong"))
    return Table(
        say("finance.sources_caption", option=option),
        tuple(columns),
        tuple(lines),
        say("finance.sources_note"),
        name="small",
        keep=len(lines) < 30,
    )


def ratio(to: Notation, value: float | None, name: str) -> str:
    """A ratio: a percentage for loan to value and debt yield, a number of times for cover."""
    if value is None:
        return NONE
    return to.share(value, 1) if name in ("ltv", "debt_yield") else to.number(value, 2, 2)


def by_year(desk: Desk, row: Row, f: Finance) -> Table:
    """Loans, value, cover and what is left for the owner: years down."""
    say, to, unit = desk.say, desk.to, desk.say("unit.thousand")
    lines = {x.name: x for x in f.years.lines}
    ratios = {x.name: x for x in f.ratios}
    names = [n for n in YEARLY if n in lines]
    columns = [Column(say("column.year"), "text", width="8%")]
    columns += [Column(desk.word(lines[n].label), unit=unit) for n in names] + [
        Column(desk.word(x.label)) for x in f.ratios
    ]
    body = []
    for year in shown_years(f.years.years, last_year(row), 12):
        i = f.years.years.index(year)
        amounts = [desk.nil(lines[n].values[i]) for n in names]
        body.append(Line(cells(str(year), *amounts, *(ratio(to, x.values[i], n) for n, x in ratios.items()))))
    return Table(
        say("finance.by_year_caption", option=desk.name(row)),
        tuple(columns),
        tuple(body),
        name="small",
        keep=True,
    )


def ends(desk: Desk, f: Finance) -> list[str]:
    """Each loan that ends before the sale, in a sentence."""
    euro = desk.to.euro
    return [
        desk.say("finance.end", loan=desk.sentence(e.loan).rstrip("."), year=e.year, balance=euro(e.balance), value=euro(e.value), new=euro(e.refinanced), gap=euro(e.gap))
        for e in f.ends
    ]  # fmt: skip
