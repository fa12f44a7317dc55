"""Page one: what to do and why."""

from __future__ import annotations

from transformatie.report.charts import Chart
from transformatie.report.drawings import Bar, bars
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Cell,
    Column,
    Desk,
    Line,
    Pairs,
    Section,
    Table,
    Text,
    cells,
)
from transformatie.result import Row


def section(desk: Desk) -> Section:
    """The advice, the rows in rank order, one chart, the reasons."""
    advice, say = desk.result.advice, desk.say
    reasons = [desk.word(r) for r in advice.reasons]
    second = desk.row(advice.runner_up)
    if advice.runner_up and (second is None or second.rank != 2):
        reasons.append(say("front.runner_up", option=desk.label(advice.runner_up)))
    blocks: list[Block] = [Text(desk.word(advice.sentence), "lead")]
    if reasons:
        blocks.append(Bullets(tuple(reasons)))
    blocks += [figures(desk), overview(desk), chart(desk), Text(reading(desk), "note")]
    return Section("advice", say("front.title"), tuple(blocks))


def figures(desk: Desk) -> Pairs:
    """The advised row in a few large figures."""
    row, say, to = desk.advised, desk.say, desk.to
    pairs = [(say("column.value"), to.euro(row.value_after_tax))]
    if row.spread:
        pairs.append((say("column.expected"), to.euro(row.spread.expected)))
    pairs += [(say("column.investment"), to.euro(row.investment)), (say("column.irr"), desk.irr(row))]
    pairs.append((say("column.months_income"), to.months(row.months_to_income)))
    return Pairs(tuple(pairs), "figures")


def overview(desk: Desk) -> Table:
    """All rows in rank order."""
    say, unit = desk.say, desk.say("unit.thousand")
    wide = [
        "8.5%" if any(g.band in ("not_assessed", "amber") for g in gates) else "7%"
        for gates in zip(*((r.kan, r.mag) for r in desk.rows), strict=True)
    ]
    columns = [
        Column(say("column.rank"), "text", width="3%"),
        Column(say("column.option"), "wide", width="24%" if desk.drawn else "32%"),
        Column(say("column.kan"), "band", width=wide[0]),
        Column(say("column.mag"), "band", width=wide[1]),
        Column(say("column.value"), unit=unit),
        Column(say("column.investment"), unit=unit),
        Column(say("column.irr"), width="11.5%"),
        Column(say("column.months_income")),
        Column(say("column.book_result"), unit=unit),
    ]
    if desk.drawn:
        columns[5:5] = [
            Column(say("column.expected"), unit=unit),
            Column(say("column.score"), unit=say("unit.of_hundred")),
        ]
    return Table(
        say("front.caption"),
        tuple(columns),
        tuple(line(desk, r) for r in desk.rows),
        name="overview",
        keep=True,
    )


def line(desk: Desk, row: Row) -> Line:
    """One row of the overview."""
    to = desk.to
    drawn: list[str | Cell] = []
    if desk.drawn:
        drawn = [to.thousands(row.spread.expected if row.spread else None), score(desk, row)]
    return Line(
        cells(
            str(row.rank),
            desk.name(row),
            desk.band(row.kan, short=True),
            desk.band(row.mag, short=True),
            to.thousands(row.value_after_tax),
            *drawn,
            to.thousands(row.investment),
            desk.irr(row),
            to.months(row.months_to_income),
            to.thousands(row.book_result_first_year),
        ),
        desk.weight(row),
    )


def score(desk: Desk, row: Row) -> str:
    """The score on a scale of a hundred, or that it was not assessed."""
    points = row.spread.score if row.spread else None
    return desk.say("band.not_assessed.short") if points is None else desk.to.number(points)


def reading(desk: Desk) -> str:
    """How to read the table, each term once."""
    meta, say = desk.result.meta, desk.say
    parts = [say("front.reading", year=meta.horizon_end.year)]
    parts.append(say("front.drawn", n=desk.to.number(meta.draws)) if desk.drawn else say("front.undrawn"))
    if any(g.band == "not_assessed" for r in desk.rows for g in (r.kan, r.mag)):
        parts.append(say("terminal.not_assessed"))
    return " ".join(parts)


def style(desk: Desk, row: Row) -> str:
    """The fill of a bar: what is advised, what is barred, the rest."""
    if row.name == desk.advised.name:
        return "accent"
    return "hatch" if "red" in (row.kan.band, row.mag.band) else "pale"


def chart(desk: Desk) -> Chart:
    """Value after tax of every row."""
    say, to = desk.say, desk.to
    items = [
        Bar(
            desk.name(r),
            r.value_after_tax,
            to.thousands(r.value_after_tax),
            style(desk, r),
            *((r.spread.p10, r.spread.expected, r.spread.p90) if r.spread else ()),
        )
        for r in desk.rows
    ]
    legend = [("accent", say("chart.advised"))]
    if any(i.style == "pale" for i in items):
        legend.append(("pale", say("chart.other")))
    if any(i.style == "hatch" for i in items):
        legend.append(("hatch", say("chart.barred")))
    if desk.drawn:
        legend.append(("whisker", say("chart.whisker")))
    canvas, height = bars(items, lambda v: to.thousands(v), say("unit.thousand"), legend)
    alt = say("front.chart_alt", rows="; ".join(f"{i.label}: {to.euro(i.value)}" for i in items))
    return canvas.chart("value-chart", alt, height, say("front.chart"))
