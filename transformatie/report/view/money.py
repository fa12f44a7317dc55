"""Money by year: the cash flow of what is advised beside holding, book values, tax and present value."""

from __future__ import annotations

from collections.abc import Sequence

from transformatie.report.charts import ACCENT, INK, SOFT, Chart
from transformatie.report.drawings import Series, columns, panels
from transformatie.report.view import taxwords
from transformatie.report.view.frame import Block, Column, Desk, Line, Section, Table, Text, cells
from transformatie.result import Line as Amounts
from transformatie.result import Row, YearTable


def shown_years(years: Sequence[int], last: int | None, single: int = 10) -> list[int]:
    """The first (ten) years, then each fifth, and the year of sale or the last: what fits on a page.

    >>> shown_years(range(2026, 2057), 2041)[9:]
    [2035, 2040, 2041]
    """
    end = last if last in years else years[-1]
    kept = list(years[:single])
    if end is None or end <= kept[-1]:
        return [y for y in kept if end is None or y <= end] or kept
    steps = [y for y in years[single:] if y < end and y % 5 == 0]
    return [*kept, *steps, end] if steps or end > kept[-1] else kept


def last_year(row: Row) -> int | None:
    """The year of sale, or the last in which money moves."""
    moved = [y for i, y in enumerate(row.cash.years) if any(x.values[i] for x in row.cash.lines)]
    return row.sale_year or max(moved, default=None)


def held(row: Row) -> int | None:
    """The last year that opens with a book value: after the sale or the demolition there is nothing to show."""
    opening = next((x for x in row.books.lines if x.name == "opening"), None)
    years = [y for y, v in zip(row.books.years, opening.values, strict=True) if v] if opening else []
    return max(years, default=None) or last_year(row)


def yearly(
    desk: Desk,
    table: YearTable,
    caption: str,
    note: str,
    last: int | None,
    totals: bool = True,
    single: int = 10,
) -> Table | Text:
    """A yearly table in thousands of euros: lines down, years across; lines without an amount are left out."""
    lines = [x for x in table.lines if any(x.values) or x.name == table.sums]
    if not lines or not table.years:
        return Text(f"{caption}: {desk.say('money.nothing')}")
    years = shown_years(table.years, last, single)
    places = [table.years.index(y) for y in years]
    heads = [
        Column(desk.say("unit.thousand"), "wide", width="21%" if single >= 10 else "28%"),
        *(Column(str(y)) for y in years),
    ]
    if totals:
        heads.append(Column(desk.say("column.total"), width="8%" if single < 10 else ""))
    body = tuple(_line(desk, x, places, totals, x.name == table.sums) for x in lines)
    return Table(caption, tuple(heads), body, note, name="years", keep=len(body) <= 20)


def _line(desk: Desk, line: Amounts, places: Sequence[int], totals: bool, is_sum: bool) -> Line:
    amounts = [desk.nil(line.values[i]) for i in places]
    total = [desk.nil(line.total)] if totals else []
    return Line(cells(desk.word(line.label), *amounts, *total), "strong" if is_sum else "plain")


#: Years that stand one by one on an upright page, before each fifth.
FEW = 5


def cash(desk: Desk) -> Section:
    """Cash flow of what is advised and beside it: a chart, and a table of some years each."""
    say = desk.say
    blocks: list[Block] = [Text(say("cash.intro")), *cash_chart(desk)]
    blocks += [cash_table(desk, row, FEW) for row in desk.compared]
    blocks.append(Text(say("cash.years"), "note"))
    return Section("cash", say("cash.title"), tuple(blocks), "new")


def cash_table(desk: Desk, row: Row, single: int) -> Table | Text:
    """The cash flow of a row by year."""
    caption = say_cash(desk, row)
    return yearly(desk, row.cash, caption, "", last_year(row), single=single)


def say_cash(desk: Desk, row: Row) -> str:
    """What a table of cash flow shows, and when the building is sold."""
    sale = f" ({desk.say('cash.sale', year=row.sale_year)})" if row.sale_year else ""
    return desk.say("cash.caption", option=desk.name(row)) + sale


def cash_chart(desk: Desk) -> tuple[Chart, ...]:
    """What comes in and goes out on balance, by year: what is advised beside holding."""
    charts, totals = [], []
    ends = [last_year(r) or r.cash.years[-1] for r in desk.compared if r.cash.years]
    for row, stroke in zip(desk.compared, (ACCENT, SOFT), strict=False):
        net = next((x for x in row.cash.lines if x.name == row.cash.sums), None)
        years = tuple(y for y in row.cash.years if y <= max(ends))
        if net and any(net.values):
            charts.append(
                (desk.name(row), [Series(desk.word(net.label), years, net.values[: len(years)], stroke, 0)])
            )
            totals.append(f"{desk.name(row)}: {desk.to.euro(net.total)}")
    if not charts:
        return ()
    canvas, height = columns(charts, desk.to.thousands, desk.say("unit.thousand"))
    alt = desk.say("cash.chart_alt", totals="; ".join(totals))
    return (canvas.chart("cash-chart", alt, height, desk.say("cash.chart")),)


def books(desk: Desk) -> Section:
    """Book values against the floor, chart and tables."""
    say = desk.say
    blocks: list[Block] = [Text(taxwords.intro(desk))]
    drawing = book_chart(desk)
    if drawing:
        blocks.append(drawing)
    blocks.append(book_table(desk, desk.advised, taxwords.caption(desk, desk.advised), FEW))
    blocks.append(
        Text(
            say(
                "books.result",
                option=desk.name(desk.advised),
                amount=desk.to.euro(desk.advised.book_result_first_year),
            )
        )
    )
    blocks.extend(taxwords.in_words(desk))
    return Section("books", say("books.title"), tuple(blocks), "new")


def book_table(desk: Desk, row: Row, caption: str, single: int) -> Table | Text:
    """Years down, lines across: the book has few lines, and this page stands upright."""
    lines = [x for x in row.books.lines if any(x.values)]
    if not lines or not row.books.years:
        return Text(f"{caption}: {desk.say('money.nothing')}")
    years = shown_years(row.books.years, held(row), single)
    heads = [Column(desk.say("column.year"), "text", unit=desk.say("unit.thousand"), width="7.5%")]
    heads += [Column(desk.word(x.label)) for x in lines]
    body = tuple(
        Line(cells(str(y), *(desk.nil(x.values[row.books.years.index(y)]) for x in lines))) for y in years
    )
    return Table(caption, tuple(heads), body, name="book", keep=True)


#: Lines of the books that are drawn, and how.
DRAWN = (
    ("closing", ACCENT, 1.8, "none"),
    ("commercial_closing", INK, 1.1, "none"),
    ("woz", SOFT, 1.1, "1.5 2"),
    ("floor", INK, 1.1, "5 2.5"),
)


def book_chart(desk: Desk) -> Chart | None:
    """Fiscal book value and its floor, what is advised beside holding, on one scale."""
    charts = []
    for row in desk.compared:
        by_name = {x.name: x for x in row.books.lines}
        years = [y for y in row.books.years if y < (held(row) or row.books.years[-1] + 1)]
        found = [
            Series(desk.say(f"line.{n}"), tuple(years), by_name[n].values[: len(years)], stroke, width, dash)
            for n, stroke, width, dash in DRAWN
            if n in by_name and len(years) > 1 and any(by_name[n].values[: len(years)])
        ]
        if found:
            charts.append((desk.name(row), found))
    if not charts:
        return None
    canvas, height = panels(charts, desk.to.thousands, desk.say("unit.thousand"))
    names = " / ".join(title for title, _ in charts)
    return canvas.chart(
        "book-chart", desk.say("books.chart_alt", options=names), height, desk.say("books.chart")
    )


def annex(desk: Desk) -> Section:
    """Cash flow and books of both, tax and present value of what is advised, by year."""
    say, row = desk.say, desk.advised
    blocks: list[Block] = [cash_table(desk, r, 10) for r in desk.compared]
    tables = [book_table(desk, r, taxwords.caption(desk, r), 8) for r in desk.compared]
    blocks += [t for t in tables if t != book_table(desk, row, taxwords.caption(desk, row), FEW)]
    blocks.append(Text(say("annex.money.intro")))
    for key, table in (("tax", row.tax), ("value", row.value)):
        caption = say(f"annex.{key}", option=desk.name(row))
        blocks.append(yearly(desk, table, caption, "", last_year(row), totals=key == "tax"))
    return Section("annex-money", say("annex.money.title"), tuple(blocks), "broad", annex=True)
