"""The book-value page: what the commercial accounts show, beside what an option is worth."""

from __future__ import annotations

from transformatie.finance.result import BookPage
from transformatie.report.view.frame import Block, Column, Desk, Line, Section, Table, Text, cells
from transformatie.report.view.money import last_year, shown_years
from transformatie.result import Row

#: Columns whose word is long, and those whose word is short.
WIDTHS = {
    "book_depreciation": "11.5%",
    "book_disposal": "8%",
    "book_opening": "8%",
    "book_closing": "8%",
    "impairment_reversed": "8%",
}


def section(desk: Desk) -> Section | None:
    """In plain words; the figures of every option, and by year, are in the annex."""
    say, row = desk.say, desk.advised
    page = row.book_page
    if page is None:
        return None
    blocks: list[Block] = [Text(desk.word(page.sentence), "lead")]
    if not row.name.startswith("convert"):
        converted = next(
            (r.book_page for r in desk.rows if r.name.startswith("convert") and r.book_page), None
        )
        blocks += [Text(desk.word(converted.sentence))] if converted else []
    if page.equity_before is not None:
        blocks.append(Text(equity(desk, page)))
    if page.missing:
        blocks.append(Text(desk.word(page.missing), "note"))
    return Section("book-value", say("book_value.title"), tuple(blocks))


def annex(desk: Desk) -> Section | None:
    """The books of every option, and commercial book value by year of what is advised and what stands beside it."""
    found = [(r, r.book_page) for r in desk.compared if r.book_page]
    blocks: list[Block] = [options(desk, page) for _, page in found[:1]]
    blocks += [years(desk, r, page) for r, page in found]
    cited = dict.fromkeys(f"{desk.word(x)}." for _, page in found for x in page.sources)
    blocks += [Text(" ".join(cited), "note")] if cited else []
    return (
        Section("annex-book-value", desk.say("book_value.annex"), tuple(blocks), annex=True)
        if blocks
        else None
    )


def equity(desk: Desk, page: BookPage) -> str:
    """Equity and solvency before and after the decision."""
    to = desk.to
    return desk.say(
        "book_value.equity", before=to.euro(page.equity_before), after=to.euro(page.equity_after), solvency_before=to.share(page.solvency_before),
        solvency_after=to.share(page.solvency_after), room=to.euro(page.room_after),
    )  # fmt: skip


def options(desk: Desk, page: BookPage) -> Table:
    """Every option: deferred tax, and equity after it where it is known; worth and book result stand on page one."""
    say, to, unit = desk.say, desk.to, desk.say("unit.thousand")
    heads = ["deferred_rate", "reversal"] + (
        ["equity_after", "solvency_after"] if page.equity_before is not None else []
    )
    columns = [Column(say("column.option"), "wide", width="34%")]
    columns += [
        Column(
            say(f"book_value.head.{n}"),
            unit=unit if n == "equity_after" else "",
        )
        for n in heads
    ]
    lines = []
    for r in desk.rows:
        b = r.book_page
        if b is None:
            continue
        found = [to.share(b.deferred_tax_rate, 1), str(b.reversal_year)]
        if page.equity_before is not None:
            found += [to.thousands(b.equity_after), to.share(b.solvency_after)]
        lines.append(Line(cells(desk.name(r), *found), desk.weight(r)))
    note = say(
        "book_value.note",
        basis=say(f"book_value.basis.{page.basis}"),
        book=to.euro(page.book_value),
        value=to.euro(page.market_value),
    )
    return Table(say("book_value.options"), tuple(columns), tuple(lines), note, name="small", keep=True)


def years(desk: Desk, row: Row, page: BookPage) -> Table:
    """Book value and its movements: years down."""
    say = desk.say
    kept = [x for x in page.years.lines if any(x.values)]
    columns = [
        Column(say("column.year"), "text", unit=say("unit.thousand"), width="9.5%"),
        *(Column(desk.word(x.label), width=WIDTHS.get(x.name, "")) for x in kept),
    ]
    body = []
    moved = [y for i, y in enumerate(page.years.years) if any(x.values[i] for x in kept)]
    last = max(moved, default=None) if row.sale_year is None else last_year(row)
    for year in shown_years(page.years.years, last, 8):
        i = page.years.years.index(year)
        body.append(Line(cells(str(year), *(desk.nil(x.values[i]) for x in kept))))
    return Table(
        say("book_value.years", option=desk.name(row)),
        tuple(columns),
        tuple(body),
        name="small",
        keep=True,
    )
