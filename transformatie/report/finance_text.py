"""The loans and the commercial accounts as plain tables for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from transformatie.errors import Lang
from transformatie.finance.result import BookPage, Finance, Month
from transformatie.parts import Words
from transformatie.report.grid import grid
from transformatie.report.numbers import NONE, Notation
from transformatie.report.view.finance import (
    SIGNS,
    SUMMARY,
    YEARLY,
    ratio,
    shown_months,
    stress_cells,
    summary_cells,
)
from transformatie.report.words import Say
from transformatie.result import Result, Row


def overview(result: Result, names: Sequence[str], lang: Lang, width: int) -> str:
    """One line an option: what it needs, what it owes, what covers it."""
    say, to = Say(lang), Notation(lang)
    heads = [say("finance.option"), *(say(f"finance.head.{n}") for n in SUMMARY)]
    rows = [
        [words(r.label, lang), *summary_cells(r.finance, say, to)]
        for r in result.rows
        if r.name in names and r.finance
    ]
    note = fold(say("finance.note"), width)
    return "\n".join([say("finance.title"), "", *grid(heads, rows, width), "", note, ""])


def details(row: Row, lang: Lang, width: int) -> str:
    """Everything of one option."""
    f, b = row.finance, row.book_page
    if f is None or b is None:
        return ""
    say, to = Say(lang), Notation(lang)
    blocks = [words(row.label, lang).upper(), _terms(f, say, to, lang), _months(f.months, say, to, width)]
    blocks += [_years(f, say, to, width), _ends(f, say, to, lang, width)]
    blocks.append(
        _list(
            say("finance.covenants"),
            [words(c.sentence, lang) for c in f.covenants] or [say("finance.no_covenants")],
            width,
        )
    )
    blocks.append(
        _list(
            say("finance.conditions"),
            [f"{SIGNS[c.status]} {words(c.label, lang)}: {words(c.what, lang)}" for c in f.conditions],
            width,
        )
    )
    heads = [
        say("finance.stress"),
        *(say(f"finance.head.{n}") for n in ("value", "equity", "dscr", "ltv", "need", "breach")),
    ]
    stressed = [[words(x.label, lang), *stress_cells(x, say, to, lang)] for x in f.stress]
    blocks.append("\n".join(grid(heads, stressed, width, (0, 6))))
    blocks.append(_book(b, say, to, lang, width))
    return "\n\n".join(block for block in blocks if block) + "\n"


def words(both: Words, lang: Lang) -> str:
    """The words in one language."""
    return both.nl if lang == "nl" else both.en


def fold(text: str, width: int) -> str:
    """A paragraph."""
    return textwrap.fill(text, max(width, 40))


def _list(title: str, items: Sequence[str], width: int) -> str:
    return "\n".join(
        [
            title,
            *(textwrap.fill(x, max(width, 40), initial_indent="  ", subsequent_indent="    ") for x in items),
        ]
    )


def _terms(f: Finance, say: Say, to: Notation, lang: Lang) -> str:
    rows = [
        [words(t.label, lang)[:60], to.value(t.value, t.unit), say.known("confidence", t.confidence)]
        for t in f.terms
    ]
    wide = max(len(r[0]) for r in rows)
    lines = [f"  {a.ljust(wide)}  {b.rjust(16)}  {c}" for a, b, c in rows]
    return "\n".join([say("finance.terms"), *lines])


def _months(months: Sequence[Month], say: Say, to: Notation, width: int) -> str:
    if not months:
        return ""
    heads = [
        say("finance.month"),
        *(say(f"finance.head.{n}") for n in ("uses", "interest", "own", "debt", "balance")),
    ]
    rows = [
        [
            to.date(m.start, "month"),
            *(to.number(v, 2, 2) for v in (m.uses, m.interest, m.equity, m.debt, m.balance)),
        ]
        for m in shown_months(months)
    ]
    return "\n".join([say("finance.sources"), *grid(heads, rows, width)])


def _years(f: Finance, say: Say, to: Notation, width: int) -> str:
    """Years down: the loans, what secures them, the ratios, and what is left for the owner."""
    by_name = {x.name: x.values for x in f.years.lines}
    ratios = {x.name: x.values for x in f.ratios}
    names = [n for n in YEARLY if n in by_name]
    heads = [
        say("column.year"),
        *(say(f"finance.head.{n}") for n in names),
        "LTV",
        "DSCR",
        "ICR",
        say("finance.head.debt_yield"),
    ]
    rows = []
    for i, year in enumerate(f.years.years):
        if not any(by_name[n][i] for n in names):
            continue
        amounts = [to.thousands(by_name[n][i]) if by_name[n][i] else NONE for n in names]
        shown = [ratio(to, ratios[n][i], n) for n in ("ltv", "dscr", "icr", "debt_yield")]
        rows.append([str(year), *amounts, *shown])
    return "\n".join([f"{say('finance.by_year')} ({say('unit.thousand')})", *grid(heads, rows, width)])


def _ends(f: Finance, say: Say, to: Notation, lang: Lang, width: int) -> str:
    lines = [
        say("finance.end", loan=words(e.loan, lang), year=e.year, balance=to.euro(e.balance), value=to.euro(e.value), new=to.euro(e.refinanced), gap=to.euro(e.gap))
        for e in f.ends
    ]  # fmt: skip
    return _list(say("finance.ends"), lines, width) if lines else ""


def _book(b: BookPage, say: Say, to: Notation, lang: Lang, width: int) -> str:
    lines = [say("book_value.title"), fold(words(b.sentence, lang), width)]
    if b.missing:
        lines.append(fold(words(b.missing, lang), width))
    if b.equity_before is not None:
        lines.append(fold(say("book_value.equity", before=to.euro(b.equity_before), after=to.euro(b.equity_after), solvency_before=to.share(b.solvency_before), solvency_after=to.share(b.solvency_after)), width))  # fmt: skip
    heads = [say("column.year"), *(words(x.label, lang) for x in b.years.lines)]
    rows = [
        [str(y), *(to.thousands(x.values[i]) if x.values[i] else NONE for x in b.years.lines)]
        for i, y in enumerate(b.years.years)
        if any(x.values[i] for x in b.years.lines)
    ]
    return "\n".join([*lines, "", *grid(heads, rows, width)])
