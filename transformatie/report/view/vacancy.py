"""Who bears the vacancy: one page with the flow of a year's bill and ten years of each option; the years in the annex."""

from __future__ import annotations

from transformatie.report import emptiness_tables as words
from transformatie.report.charts import Chart
from transformatie.report.emptiness import Told
from transformatie.report.emptiness_tables import Grid
from transformatie.report.flow import Sink, Source, flow
from transformatie.report.view.frame import (
    Block,
    Broad,
    Bullets,
    Cell,
    Column,
    Desk,
    Line,
    Section,
    Table,
    Text,
    clipped,
)
from transformatie.vacancy.result import CostLine

LARGEST, HEIGHT = 6, 52.0
#: Lines below this share of the bill stand together on the page; the annex has them one by one.
SMALL = 0.01
#: The width of a column of words in the annex, where it has words and not only a year.
WORDY = "26%"
#: More columns than this stand on a page sideways.
WIDEST = 10


def section(desk: Desk) -> Section | None:
    """The year's bill from line to bearer, the sentence that matters, and the ten-year bill of each option."""
    study, say = desk.result.emptiness, desk.say
    if study is None:
        return None
    told = Told(study, desk.lang)
    blocks: list[Block] = []
    if study.bill.lines:
        blocks += [
            Text(told.lead()),
            Text(told.treasury(), "lead"),
            picture(told),
            table(words.matrix(told, least=SMALL), "34%"),
        ]
    else:
        blocks += [Text(told.treasury(), "lead")]
    points = [
        *told.of_the_bill(),
        *([f"{say('empty.foregone')} {'; '.join(told.missed())}."] if study.bill.foregone else []),
    ]
    if points and study.bill.lines:
        blocks.append(Bullets(tuple(points)))
    shown = [o.name for o in study.options if o.last_year]
    chosen = shown.index(desk.advised.name) if desk.advised.name in shown else None
    blocks.append(table(words.by_option(told), "34%", chosen))
    return Section("vacancy", say("vacancy.title"), tuple(blocks), "new")


def annex(desk: Desk) -> Section | None:
    """What was spent, the years ahead, the units, the settlement, and what the lines rest on."""
    study = desk.result.emptiness
    if study is None or not study.bill.lines:
        return None
    told = Told(study, desk.lang)
    grids = [
        words.matrix(told, 2),
        words.spent(told),
        words.by_year(told),
        words.by_unit(told),
        words.recomputed(told),
    ]
    blocks: list[Block] = [Bullets(tuple(told.beside()))] if told.beside() else []
    blocks += [Broad((table(g),)) if len(g.heads) > WIDEST else table(g, WORDY) for g in grids if g]
    blocks += [Text(desk.say("empty.rates"), "head"), Bullets(tuple(clipped(b, 420) for b in told.basis()))]
    return Section("vacancy-years", desk.say("empty.annex"), tuple(blocks), annex=True)


def table(grid: Grid, first: str = "", chosen: int | None = None) -> Table:
    """A grid as a table of the paper; `first`: the width of its widest text column, `chosen`: the row that is advised."""
    text = [
        i
        for i in range(len(grid.heads))
        if i == 0 or not any(c.isdecimal() for row in grid.rows for c in row[i])
    ]
    wide = max(text, key=lambda i: max((len(row[i]) for row in grid.rows), default=0))
    roomy = first != WORDY or any(len(row[wide]) > 12 for row in grid.rows)
    columns = tuple(
        Column(
            head,
            ("wide" if i == wide else "text") if i in text else "number",
            width=first if i == wide and roomy else "",
        )
        for i, head in enumerate(grid.heads)
    )
    lines = tuple(
        Line(
            tuple(Cell(c) for c in row), "strong" if n in grid.sums else "chosen" if n == chosen else "plain"
        )
        for n, row in enumerate(grid.rows)
    )
    return Table(grid.title, columns, lines, grid.note, name="small", keep=len(lines) <= 26)


def picture(told: Told) -> Chart:
    """The largest lines as ribbons to who bears them; what is left together as one."""
    bill, to = told.bill, told.to
    costs = sorted((x for x in bill.lines if x.amount > 0), key=lambda x: (-x.amount, x.name))
    sources = [_source(told, x) for x in costs[:LARGEST]]
    rest = costs[LARGEST:]
    if rest:
        parts = tuple(sum(p) for p in zip(*([b.amount for b in x.bearers] for x in rest), strict=True))
        total = sum(x.amount for x in rest)
        sources.append(
            Source(told.say("empty.rest"), to.number(total), total, sum(x.carried for x in rest), parts)
        )
    shares = [sum(s.parts[i] for s in sources) for i in range(len(bill.bearers))]
    sinks = [Sink(told.word(b.label), to.euro(v), v) for b, v in zip(bill.bearers, shares, strict=True)]
    canvas, height = flow(sources, sinks, HEIGHT)
    alt = told.say(
        "empty.chart_alt",
        lines=" ".join(f"{told.word(x.label)}: {to.euro(x.amount)}." for x in costs),
        bearers="; ".join(f"{s.label}: {s.shown}" for s in sinks),
    )
    caption = f"{told.say('empty.chart', year=bill.year)}. {told.say('empty.chart_legend')}"
    if any(x.amount < 0 for x in bill.lines):
        caption += " " + told.say("empty.chart_credit")
    return canvas.chart("vacancy-flow", alt, height, caption)


def _source(told: Told, line: CostLine) -> Source:
    parts = tuple(b.amount for b in line.bearers)
    return Source(told.word(line.label), told.to.number(line.amount), line.amount, line.carried, parts)
