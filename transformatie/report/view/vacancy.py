"""Who bears the vacancy: the bill of a year, by line and by bearer."""

from __future__ import annotations

from transformatie.report.charts import Chart
from transformatie.report.drawings import Segment, stacks
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Column,
    Desk,
    Line,
    Section,
    Table,
    Text,
    cells,
    clipped,
)
from transformatie.result import Vacancy

STYLES = ("accent", "hatch", "pale", "dots", "grid", "white")
LARGEST = 7


def section(desk: Desk) -> Section:
    """The bill as the building stands, and the ten-year bill of each option."""
    say = desk.say
    held = desk.row("hold") or desk.advised
    bill = held.vacancy
    blocks: list[Block] = [Text(say("vacancy.intro"))]
    if not bill.lines:
        blocks.append(Text(say("vacancy.nothing")))
    else:
        blocks += [
            Text(summary(desk, bill), "lead"),
            flow(desk, bill),
            matrix(desk, bill, desk.name(held)),
        ]
    if bill.foregone:
        blocks += foregone(desk, bill)
    blocks.append(ten_years(desk))
    return Section("vacancy", say("vacancy.title"), tuple(blocks))


def summary(desk: Desk, bill: Vacancy) -> str:
    """The bill in one sentence or two."""
    say, to = desk.say, desk.to
    text = say("vacancy.summary", year=bill.year, total=to.euro(bill.total), extra=to.euro(bill.extra))
    if bill.per_vacant_m2 is not None:
        text += " " + say("vacancy.per_m2", amount=to.euro(bill.per_vacant_m2, 2))
    return text


def flow(desk: Desk, bill: Vacancy) -> Chart:
    """The largest lines as bars, split by who bears it."""
    to, names = desk.to, [b.name for b in bill.bearers]
    styles = {n: STYLES[i % len(STYLES)] for i, n in enumerate(names)}
    rows = [
        (
            desk.word(x.label),
            [Segment(b.amount, styles.get(b.name, "white"), to.number(b.amount)) for b in x.bearers],
            to.number(x.amount),
        )
        for x in sorted(bill.lines, key=lambda x: -x.amount)[:LARGEST]
    ]
    legend = [(styles[b.name], desk.word(b.label)) for b in bill.bearers]
    canvas, height = stacks(rows, legend)
    alt = desk.say(
        "vacancy.chart_alt",
        bearers="; ".join(f"{desk.word(b.label)}: {to.euro(b.amount)}" for b in bill.bearers),
    )
    return canvas.chart("vacancy-chart", alt, height, desk.say("vacancy.chart", year=bill.year))


def matrix(desk: Desk, bill: Vacancy, option: str) -> Table:
    """Cost lines by bearer, each split into carried anyway and extra because empty."""
    say, to, euro = desk.say, desk.to, desk.say("unit.euro")
    columns = [Column(say("column.line"), "wide", width="31%")]
    columns += [Column(say(f"column.{n}"), unit=euro) for n in ("amount", "carried", "extra")]
    columns += [Column(desk.word(b.label), unit=euro) for b in bill.bearers]
    lines = []
    for x in bill.lines:
        by_name = {b.name: b.amount for b in x.bearers}
        amounts = [x.amount, x.carried, x.extra, *(by_name.get(b.name, 0.0) for b in bill.bearers)]
        lines.append(Line(cells(desk.word(x.label), *(to.number(a) for a in amounts))))
    totals = [bill.total, bill.carried, bill.extra, *(b.amount for b in bill.bearers)]
    lines.append(Line(cells(say("column.total"), *(to.number(a) for a in totals)), "strong"))
    note = say("vacancy.note")
    return Table(
        say("vacancy.caption", year=bill.year, option=option),
        tuple(columns),
        tuple(lines),
        note,
        name="small",
        keep=len(lines) <= 22,
    )


def foregone(desk: Desk, bill: Vacancy) -> list[Block]:
    """What does not come in: beside the bill, never in it."""
    say, to = desk.say, desk.to
    items = tuple(
        say(
            "vacancy.foregone.item",
            label=desk.word(f.label),
            value=to.value(f.value, f.unit),
            source=clipped(f.source, 160),
            sure=desk.confidence(f.confidence),
        )
        for f in bill.foregone
    )
    return [Text(say("vacancy.foregone"), "head"), Bullets(items)]


def ten_years(desk: Desk) -> Table:
    """The bill of ten years under each option."""
    say, to, euro = desk.say, desk.to, desk.say("unit.euro")
    columns = (
        Column(say("column.option"), "wide", width="52%"),
        Column(say("vacancy.first_year"), unit=euro),
        Column(say("vacancy.ten"), unit=euro),
    )
    lines = tuple(
        Line(
            cells(desk.name(r), to.number(r.vacancy.total), to.number(r.vacancy.ten_year_bill)),
            desk.weight(r),
        )
        for r in desk.rows
    )
    return Table(say("vacancy.ten_caption"), columns, lines, name="small", keep=True)
