"""The tax of an option in words: what the yearly tax line of the cash flow is made of."""

from __future__ import annotations

from collections.abc import Iterator

from transformatie.report.view.frame import Block, Desk, Text
from transformatie.result import Line, Row


def intro(desk: Desk) -> str:
    """What the books are for this owner: in box 3 there are none."""
    kind = desk.result.building.owner_kind
    return desk.say("books.intro.box3" if kind == "box3" else "books.intro")


def caption(desk: Desk, row: Row) -> str:
    """What the table of a row shows."""
    kind = desk.result.building.owner_kind
    return desk.say("books.caption.box3" if kind == "box3" else "books.caption", option=desk.name(row))


def in_words(desk: Desk) -> Iterator[Block]:
    """One paragraph for what is advised and one for what stands beside it."""
    for row in desk.compared:
        yield Text(" ".join(_sentences(desk, row)))


def _sentences(desk: Desk, row: Row) -> Iterator[str]:
    say, to = desk.say, desk.to
    tax = {x.name: x for x in row.tax.lines}
    if "box3" in tax:
        yield say("tax.box3", option=desk.name(row), amount=to.euro(tax["box3"].total))
        return
    totals = {n: to.euro(tax[n].total) for n in ("tax_with", "tax_without", "tax") if n in tax}
    if len(totals) < 3:
        return
    yield say("tax.difference", option=desk.name(row), **totals)
    blocked = next((x for x in row.books.lines if x.name == "blocked"), None)
    year = _first_year(row, blocked)
    if blocked and year:
        yield say("tax.blocked", year=year, amount=to.euro(blocked.total))
    if "set_off" in tax and any(tax["set_off"].values):
        first = _first_year(row, tax["set_off"])
        amount = tax["set_off"].values[row.tax.years.index(first)] if first else 0.0
        yield say("tax.set_off", amount=to.euro(amount), year=first, total=to.euro(tax["set_off"].total))


def _first_year(row: Row, line: Line | None) -> int | None:
    """The first year in which a line says anything."""
    return (
        next((y for y, v in zip(row.tax.years, line.values, strict=True) if abs(v) >= 1.0), None)
        if line
        else None
    )
