"""The rows side by side: in words, then what they are worth, what they ask, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transformatie.report.view.frame import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Desk,
    Line,
    Section,
    Table,
    Text,
    cells,
)
from transformatie.result import Gate, Row


def section(desk: Desk) -> Section:
    """What each option is, what it is worth, and what may be paid for the building in it."""
    blocks = (described(desk), values(desk), residual(desk))
    return Section("compare", desk.say("compare.title"), blocks, "new")


def annex(desk: Desk) -> Section:
    """Every option with its areas and the reasons of its gates, its rent and returns, and how sure that is."""
    say = desk.say
    blocks: list[Block] = [Text(say("compare.intro")), Cards(tuple(card(desk, r) for r in desk.rows))]
    blocks.append(money(desk, desk.drawn and explored(desk)))
    return Section("options", say("compare.annex"), tuple(blocks), annex=True)


def explored(desk: Desk) -> bool:
    """Whether the page on chance holds more than a fan: the table of chances then stands in the annex."""
    result = desk.result
    return bool(result.sensitivity or result.breakeven or result.waiting)


def described(desk: Desk) -> Table:
    """Each option in a sentence, with the dwellings it makes and when its works start."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.option"), "wide", width="27%"),
        Column(say("compare.what"), "wide", width="51%"),
        Column(say("compare.dwellings_head")),
        Column(say("column.months_start")),
    )
    lines = tuple(
        Line(
            cells(
                desk.name(r),
                what(desk, r),
                to.number(r.dwellings) if r.dwellings else to.value(None),
                to.months(r.months_to_start),
            ),
            desk.weight(r),
        )
        for r in desk.rows
    )
    return Table(say("compare.described"), columns, lines, name="small", keep=True)


def what(desk: Desk, row: Row) -> str:
    """What is done in an option, and the follow-up where it has one."""
    text = desk.sentence(row.what)
    return f"{text} {desk.say('compare.then', option=desk.label(row.then))}" if row.then else text


def card(desk: Desk, row: Row) -> Card:
    """One option with its areas, why it can be done and why it may."""
    say = desk.say
    areas = [
        f"{desk.word(f.label)} {desk.to.value(f.value, f.unit)}"
        for f in row.areas
        if f.value and f.name != "dwellings"
    ]
    if row.dwellings:
        areas.append(say("compare.dwellings", n=desk.to.number(row.dwellings)))
    points = tuple(
        (say(key), desk.band(gate, chance=True), reason(desk, gate))
        for key, gate in (("column.kan", row.kan), ("column.mag", row.mag))
    )
    chosen = row.name == desk.advised.name
    return Card(str(row.rank), desk.name(row), "; ".join(areas), points, chosen)


def reason(desk: Desk, gate: Gate) -> str:
    """Why the gate has its band, without the band itself at its head."""
    text, band = desk.sentence(gate.reason), desk.say(f"band.{gate.band}")
    if not text.lower().startswith(band):
        return text
    rest = text[len(band) :].strip(" .")
    return f"{rest}." if rest else ""


def _table(desk: Desk, name: str, columns: list[Column], lines: Sequence[tuple[str | Cell, ...]]) -> Table:
    """A table with one line per option."""
    head = Column(desk.say("column.option"), "wide", width="34%" if len(columns) < 8 else "28%")
    body = tuple(
        Line((Cell(desk.name(r)), *cells(*texts)), desk.weight(r))
        for r, texts in zip(desk.rows, lines, strict=True)
    )
    return Table(
        desk.say(f"compare.{name}"),
        (head, *columns),
        body,
        desk.say(f"compare.{name}.note"),
        name="small",
        keep=True,
    )


def values(desk: Desk) -> Table:
    """Three values, never mixed."""
    say, to, euro = desk.say, desk.to, desk.say("unit.euro")
    columns = [
        Column(say("column.pre_tax"), unit=euro),
        Column(say("column.value"), unit=euro),
        Column(say("column.equity"), unit=euro),
        Column(say("column.exit_share")),
        Column(say("column.sale_year")),
    ]
    lines = [
        (
            desk.amount(r.value_pre_tax),
            desk.amount(r.value_after_tax),
            desk.amount(r.value_to_equity),
            to.share(r.exit_share),
            to.value(r.sale_year, "year"),
        )
        for r in desk.rows
    ]
    return _table(desk, "values", columns, lines)


def money(desk: Desk, drawn: bool) -> Table:
    """Rents, every rate of return, and what the draws say; what else it asks and brings stands in the body."""
    say, to = desk.say, desk.to
    rent_unit = f"€ {to.unit('EUR/m2/yr')}"
    columns = [Column(say(f"column.{n}"), unit=rent_unit) for n in ("headline", "effective")]
    columns += [Column(say("column.irr_all"), width="13%"), *(chance_columns(desk) if drawn else ())]
    lines = [
        (
            *(to.number(rent) if rent else to.value(None) for rent in (r.headline_rent, r.effective_rent)),
            roots(desk, r),
            *(chance_cells(desk, r) if drawn else ()),
        )
        for r in desk.rows
    ]
    table = _table(desk, "money", columns, lines)
    return replace(table, note=f"{table.note} {say('compare.chances.note')}") if drawn else table


def roots(desk: Desk, row: Row) -> str:
    """Every rate of return there is."""
    return "; ".join(desk.to.share(r, 1) for r in row.irr.roots) or desk.say("irr.none")


def chances(desk: Desk) -> Table:
    """What the draws say."""
    return _table(desk, "chances", chance_columns(desk), [chance_cells(desk, r) for r in desk.rows])


def chance_columns(desk: Desk) -> list[Column]:
    """Spread, margin and the chance that it pays; expected value and score stand on page one, chance of the first place in the fan."""
    say, unit = desk.say, desk.say("unit.thousand")
    amounts = [Column(say(f"column.{n}"), unit=unit) for n in ("p10", "p50", "p90", "error")]
    return [*amounts, Column(say("column.loont"))]


def chance_cells(desk: Desk, row: Row) -> tuple[str | Cell, ...]:
    """The cells of one option under those columns."""
    to, s = desk.to, row.spread
    if s is None:
        return (to.value(None),) * 5
    return (*(to.thousands(v) for v in (s.p10, s.p50, s.p90, s.standard_error)), to.share(s.loont))


def residual(desk: Desk) -> Table:
    """What may be paid for the building in each option."""
    say, to, unit = desk.say, desk.to, desk.say("unit.thousand")
    columns = [Column(say(f"column.{n}"), unit=unit) for n in ("worth", "cost", "margin", "finance")]
    columns += [Column(say("column.buyers_cost")), Column(say("column.residual"), unit=say("unit.euro"))]
    lines = [
        (
            *(
                to.thousands(v)
                for v in (r.residual.value, r.residual.cost, r.residual.margin, r.residual.finance)
            ),
            to.share(r.residual.buyers_cost_rate, 1),
            desk.amount(r.residual.residual),
        )
        for r in desk.rows
    ]
    return _table(desk, "residual", columns, lines)
